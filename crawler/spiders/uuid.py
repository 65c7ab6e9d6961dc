"""UUID-content (连云港 and its districts): /<site>/<column>/<column>.html, details beside it as content/<uuid>.html."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.base.lists import ListPage
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/content/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.html", re.IGNORECASE)


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list; further pages are followed as far as the page or its script tells them."""
    return read_static(text, url, context, detail=DETAIL, family="uuid")


class UuidSpider(ReportSpider):
    """A portal on the UUID-content system."""

    read_list = staticmethod(read_list)
