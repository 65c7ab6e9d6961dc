"""TRS WCM: static folders with index.html, index_1.html …; details are t<date>_<number>.html below month folders."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.base.lists import ListPage
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/t(?:\d{8}_)?\d+\.s?html?$")


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a TRS list."""
    return read_static(text, url, context, detail=DETAIL, family="trs")


class TrsSpider(ReportSpider):
    """A portal on TRS WCM."""

    read_list = staticmethod(read_list)
