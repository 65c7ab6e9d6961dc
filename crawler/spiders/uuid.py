"""UUID-content (连云港 and its districts): /<site>/<column>/<column>.html, details beside it as content/<uuid>.html."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.base.lists import ListPage, ListRequest, declared_total, read_rows, tree_of
from crawler.base.pager import rendered_next
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/content/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.html", re.IGNORECASE)


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list; further pages are followed as far as the page links to them."""
    page = int(context.get("page", 1))
    entries, place = read_rows(text, url, DETAIL, context.get("place", ""))
    tree = tree_of(text)
    target = rendered_next(tree, url, page) if tree is not None and entries else None
    following = None
    if target is not None:
        following = ListRequest(target, context={"page": str(page + 1), "place": place})
    note = "" if entries or page > 1 else "no list of the family uuid stands here; the portal may have been rebuilt."
    return ListPage(tuple(entries), declared_total(text), following=following, note=note)


class UuidSpider(ReportSpider):
    """A portal on the UUID-content system."""

    read_list = staticmethod(read_list)
