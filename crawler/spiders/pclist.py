"""PC lists (江西省, 自贡, 开封, 大理): /<site>/<column>/pc/list.html, details beside it as pc/content/content_<id>.html."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.base.lists import ListPage
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/pc/content/content_\w+\.html")


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list; further pages are followed as far as the page or its script tells them."""
    column = re.match(r".*/pc/", urlsplit(url).path)
    own = re.compile(re.escape(f"{column.group()}content/content_")) if column else None
    return read_static(text, url, context, detail=DETAIL, family="pclist", own=own)


class PclistSpider(ReportSpider):
    """A portal on the system whose addresses hold /pc/."""

    read_list = staticmethod(read_list)
