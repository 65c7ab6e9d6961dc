"""Lists that are static files: entries in the page, page 2 behind its next link or where its pager script would build it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.base.lists import ListPage, ListRequest, declared_total, read_rows, tree_of
from crawler.base.pager import built_next, rendered_next, script_pager

STUB = 600
"""Some hosts answer a page behind the last one with a stub of 300 to 400 bytes; a shorter page without links ends."""
FIRST_PAGE = 1


def read_static(text: str, url: str, context: Mapping[str, str], *, detail: re.Pattern[str], family: str) -> ListPage:
    """Read one page of a static list; `context` tells its number and the box that page 1 was read from.

    `detail` matches the addresses of the family's pages, `family` names it in the note on a page without a list.
    """
    page = int(context.get("page", FIRST_PAGE))
    entries, place = read_rows(text, url, detail, context.get("place", ""))
    pages = script_pager(text)
    if not entries and page > FIRST_PAGE and len(text.encode()) < STUB:
        return ListPage(note=f"Page {page} ({url}) is a stub of {len(text.encode())} bytes.")
    tree = tree_of(text)
    target = rendered_next(tree, url, page) if tree is not None else None
    if target is None and pages is not None:
        target = built_next(pages, url, page, tree)
    if pages is not None and page >= pages.total:
        target = None       # some templates show 下一页 on the last page as well
    total = pages.total if pages is not None else None
    following = None
    if target is not None and entries:
        following = ListRequest(target, context={"page": str(page + 1), "place": place})
    declared = pages.entries if pages is not None and pages.entries else declared_total(text)
    note = "" if entries or page > FIRST_PAGE else (f"no list of the family {family} stands here; the portal may have been "
                                                    "rebuilt.")
    return ListPage(tuple(entries), declared, total, following, note=note)
