"""UUID columns (河北): /columns/<uuid>/index.html, details below it as <year and month>/<day>/<uuid>.html."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.base.lists import ListPage
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
DETAIL = re.compile(rf"/columns/{UUID}/\d{{6}}/\d{{2}}/{UUID}\.html", re.IGNORECASE)
COLUMN = re.compile(rf"/columns/{UUID}/", re.IGNORECASE)


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list; its entries are those of its own column, for every page shows others beside it."""
    column = COLUMN.search(url)
    own = re.compile(re.escape(column.group()) + r"\d{6}/") if column else None
    return read_static(text, url, context, detail=DETAIL, family="uuid_columns", own=own)


class UuidColumnsSpider(ReportSpider):
    """A portal on the UUID-column system."""

    read_list = staticmethod(read_list)
