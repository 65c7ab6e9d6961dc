"""JEECMS (孝感, 郑州): lists <column>.jhtml, <column>_2.jhtml …; details <folder>/<number>.jhtml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.base.lists import ListPage
from crawler.base.markup import plain, tree_of
from crawler.base.pager import printed_pages
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/\d+\.jhtml(?:$|[?#])")
LIST = re.compile(r"(?:_\d+)?\.jhtml$")
BOX = "//div[contains(concat(' ', normalize-space(@class), ' '), ' js_page ')]"
COUNTED = re.compile(r"\d+\s*/\s*(\d{1,5})|(?<!第)(?<!\d)(\d{1,5})\s*页")


def built(url: str, page: int) -> str | None:
    """Address of page `page`.

    >>> built("http://h.gov.cn/c/www/gfxwj.jhtml", 2), built("http://h.gov.cn/gs/", 3)
    ('http://h.gov.cn/c/www/gfxwj_2.jhtml', 'http://h.gov.cn/gs/index_3.jhtml')
    """
    parts = urlsplit(url)
    path = f"{parts.path}index.jhtml" if parts.path.endswith("/") else parts.path
    name = LIST.sub(f"_{page}.jhtml", path)
    return parts._replace(path=name, query="").geturl() if name != path else None


def told_pages(text: str) -> int | None:
    """The number of pages that the box of the pager tells, or None."""
    tree = tree_of(text)
    for box in tree.xpath(BOX) if tree is not None else ():
        words = plain(box)
        if pages := printed_pages(words):
            return pages
        if found := COUNTED.search(words):
            return int(found.group(1) or found.group(2))
    return None


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list."""
    return read_static(text, url, context, detail=DETAIL, family="jeecms", total=told_pages(text), build=built)


class JeecmsSpider(ReportSpider):
    """A portal on JEECMS."""

    read_list = staticmethod(read_list)
