"""Lists that are static files: entries in the page, page 2 behind its next link or where its pager script would build it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from crawler.base.forms import sent_next
from crawler.base.lists import ListEntry, ListPage, ListRequest, read_rows
from crawler.base.markup import spaced, tree_of
from crawler.base.pager import (
    built_next,
    printed_pages,
    promised,
    rendered_next,
    script_pager,
    scripted_next,
    scripted_pages,
    turns,
)
from crawler.base.totals import declared_total, plausible, scripted_total

STUB = 600
"""Some hosts answer a page behind the last one with a stub of 300 to 400 bytes; a shorter page without links ends."""
FIRST_PAGE = 1
Rows: TypeAlias = ("Callable[[str, str, re.Pattern[str] | None, str, re.Pattern[str] | None], "
                   "tuple[list[ListEntry], str]]")
"""A reader of entries: lists.read_rows, or one with its arguments and results."""


def read_static(text: str, url: str, context: Mapping[str, str], *, detail: re.Pattern[str] | None, family: str,
                own: re.Pattern[str] | None = None, total: int | None = None,
                build: Callable[[str, int], str | None] | None = None, rows: Rows = read_rows) -> ListPage:
    """Read one page of a static list; `context` tells its number and the box that page 1 was read from.

    `detail` matches the addresses of the family's pages, `own` those of the column itself, `family` names it in the note
    on a page without a list. `total` is the number of pages where the family tells it in its own way; then
    `build(url, N)` gives the address of page N where the page shows no link to it. `rows` reads the entries.
    """
    page = int(context.get("page", FIRST_PAGE))
    entries, place = rows(text, url, detail, context.get("place", ""), own)
    if page > FIRST_PAGE and detail and place != context.get("place", place) and not _shows(entries, detail):
        entries = []        # the list is empty here; what looks like one is the page's furniture
    pages = script_pager(text, page)
    if not entries and page > FIRST_PAGE and len(text.encode()) < STUB:
        return ListPage(note=f"Page {page} ({url}) is a stub of {len(text.encode())} bytes.")
    tree = tree_of(text)
    target = rendered_next(tree, url, page) if tree is not None else None
    words = spaced(tree) if tree is not None else ""
    if pages is not None:
        target, total = target or built_next(pages, url, page, tree), pages.total
    else:
        total = total or printed_pages(words)
    if target is None and pages is None:
        total = total or scripted_pages(text)
        counted = total is not None or (tree is not None and turns(tree, page))
        target = scripted_next(text, url, page, counted=counted)
    if target is None and build is not None and total is not None:
        target = build(url, page + 1)
    if total is not None and page >= total:
        target = None       # some templates show 下一页 on the last page as well
    sent = sent_next(tree, text, url, page) if target is None and tree is not None and (total is None or page < total) else None
    if target is None and sent is None and total is None and tree is not None and promised(tree, page, url):
        total = page + 1    # at least; nobody but a browser knows its address
    following = None
    if entries and (asked := ListRequest(target) if target is not None else sent) is not None:
        following = replace(asked, context={"page": str(page + 1), "place": place})
    declared = pages.entries if pages is not None and pages.sure else None
    if not declared and (declared := declared_total(words)) is None:
        told = (pages.entries if pages is not None else None) or scripted_total(text)
        declared = plausible(told, len(entries), total, more=following is not None) if page == FIRST_PAGE else None
    note = "" if entries or page > FIRST_PAGE else (f"no list of the family {family} stands here; the portal may have been "
                                                    "rebuilt.")
    return ListPage(tuple(entries), declared, total, following, note=note)


def _shows(entries: Sequence[ListEntry], detail: re.Pattern[str] | None) -> bool:
    """Whether some entries lead to pages of the family."""
    return detail is not None and any(detail.search(entry.url) for entry in entries)
