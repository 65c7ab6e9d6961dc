"""Openness (安徽, 呼伦贝尔): lists /OpennessContent/showList/<a>/<b>/page_N.html, details /XxgkContent/show/<id>.html."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.base.lists import ListPage
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/(?:OpennessContent|XxgkContent|Jczwgk|News|Content)/(?:show|Detail)/\d+\.html"
                    r"|/openness/detail/content/[0-9a-f]{24}\.html", re.IGNORECASE)
PAGE = re.compile(r"(?<=/page_)\d+(?=\.html)")


def built(url: str, page: int) -> str | None:
    """Address of page `page`: the number in page_N.html.

    >>> built("http://h.gov.cn/OpennessContent/showList/869/1020000/page_1.html", 2)
    'http://h.gov.cn/OpennessContent/showList/869/1020000/page_2.html'
    """
    return PAGE.sub(str(page), url) if PAGE.search(url) else None


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list."""
    return read_static(text, url, context, detail=DETAIL, family="openness", build=built)


class OpennessSpider(ReportSpider):
    """A portal on the Openness system."""

    read_list = staticmethod(read_list)
