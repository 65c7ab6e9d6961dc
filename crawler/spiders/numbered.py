"""Numbered pages (西安, 延安, 渭南): lists <folder>/1.html, <folder>/2.html …; details <folder>/<19 digits>.html."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from crawler.base.lists import ListPage
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/\d{16,20}\.html")
LAST = re.compile(r"""\bmaxPage\s*=\s*(?:parseInt\(\s*)?['"]?(\d{1,5})""")
"""The page's script holds the number of pages: maxPage = parseInt('3')."""


def folder(url: str) -> str:
    """The list's folder as an absolute address with its slash."""
    path = urlsplit(url).path
    return urljoin(url, path if path.endswith("/") else re.sub(r"[^/]*\.html?$", "", path).rstrip("/") + "/")


def built(url: str, page: int) -> str:
    """Address of page `page`.

    >>> built("http://h.gov.cn/zwgk/fzzf/1.html", 3), built("http://h.gov.cn/zwgk/fzzf", 2)
    ('http://h.gov.cn/zwgk/fzzf/3.html', 'http://h.gov.cn/zwgk/fzzf/2.html')
    """
    return f"{folder(url)}{page}.html"


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list."""
    last = LAST.search(text)
    own = re.compile(re.escape(urlsplit(folder(url)).path) + r"\d{16,20}\.html")
    return read_static(text, url, context, detail=DETAIL, family="numbered", own=own,
                       total=int(last.group(1)) if last else None, build=built)


class NumberedSpider(ReportSpider):
    """A portal whose list pages are numbered files."""

    read_list = staticmethod(read_list)
