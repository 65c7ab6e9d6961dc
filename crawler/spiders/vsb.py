"""VSB / Webber (博达): lists <folder>.htm, whose further pages count down: page 2 of 11 is <folder>/10.htm."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.base.lists import ListPage
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/info/(?:\d+/\d+|egovinfo/\d+/[^?#]+)\.html?(?:$|[?#])|[?&]wbnewsid=\d+|/info/iContent\.jsp\?")
"""News pages, 政府信息公开 pages with the index number in the address, and the same pages before publication."""
SCRIPT = re.compile(r"_simple_list_gotopage_fun\(\s*['\"]?(\d{1,5})")
"""Lists of 政府信息公开 jump by this script; its first argument is the number of pages."""
LIST_PAGE = re.compile(r"(?<=[?&]cur_page=)\d+")


def built(url: str, page: int) -> str | None:
    """Address of page `page` where the page's number stands in the query; None for static lists.

    Static pages are never built: they count down from the total, so that every new entry moves their numbers; only the
    link that the page shows is right at the moment.

    >>> built("http://h.gov.cn/info/iList.jsp?cat_id=15971&cur_page=1", 2), built("http://h.gov.cn/zbgg.htm", 2)
    ('http://h.gov.cn/info/iList.jsp?cat_id=15971&cur_page=2', None)
    """
    if not urlsplit(url).path.endswith("/iList.jsp"):
        return None
    return LIST_PAGE.sub(str(page), url) if LIST_PAGE.search(url) else f"{url}&cur_page={page}"


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list; 共N条 declares its entries, the jump script its pages."""
    jump = SCRIPT.search(text)
    return read_static(text, url, context, detail=DETAIL, family="vsb", total=int(jump.group(1)) if jump else None,
                       build=built)


class VsbSpider(ReportSpider):
    """A portal on VSB."""

    read_list = staticmethod(read_list)
