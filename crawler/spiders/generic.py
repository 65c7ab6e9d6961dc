"""Any portal that renders its lists: the box of dated or long-titled links, followed by 下一页 or page numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

import lxml.html

from crawler.base.choice import TOPIC
from crawler.base.embedded import embedded, next_of
from crawler.base.lists import (
    ASIDE_SHARE,
    ListEntry,
    ListPage,
    ListRequest,
    base_of,
    boxes_of,
    entry_of,
    is_aside,
    join,
    plain,
    tree_of,
    written_markup,
)
from crawler.base.pager import ARROWS, NEXT
from crawler.base.rowdates import HAS_DATE
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

LEAF = re.compile(r"\d{3,}|[0-9a-f]{16,}|[?&]\w*id=\d", re.IGNORECASE)
"""Addresses of pages hold a number or a long key; those of sections are words."""
TITLE_CHARS = 10
"""Titles are longer; the names of sections and buttons are shorter."""
LEAST = 4
"""An entry's title has at least so many characters, unless a date stands beside it."""
ENOUGH = 3
"""A box that scores less is no list."""
BLIND_PAGES = 50
"""Pages that are read where nothing tells how many there are: some calendars and searches never end."""
FURNITURE = NEXT | ARROWS | frozenset(("<", "<<", "‹", "«", "上一页", "首页", "尾页", "末页", "上页", "更多", "更多>>", "more", "返回", "[详情]"))


def _worth(entry: ListEntry, host: str) -> int:
    """How much a link looks like an entry of a list; links to other hosts count nothing."""
    parts = urlsplit(entry.url)
    if parts.netloc != host:
        return 0
    looks = 2 * (entry.date is not None) + (len(entry.title) >= TITLE_CHARS) + bool(TOPIC.search(entry.title))
    return looks + bool(LEAF.search(f"{parts.path}?{parts.query}")) if looks else 0


def _entries(rows: Mapping[lxml.html.HtmlElement, tuple[lxml.html.HtmlElement, str]]) -> list[ListEntry]:
    """The entries of a box without its buttons."""
    found = [(entry_of(row, link, url), row) for row, (link, url) in rows.items()]
    return [entry for entry, row in found if entry.title.replace(" ", "").lower() not in FURNITURE
            and not entry.title.isdigit() and (len(entry.title) >= LEAST or HAS_DATE.search(plain(row)))]


def clustered(text: str, url: str, detail: re.Pattern[str] | None = None, hint: str = "",
              own: re.Pattern[str] | None = None) -> tuple[list[ListEntry], str]:
    """(entries, signature) of the box whose links look most like a list; `hint`, the box of page 1, beats the looks.

    The arguments are those of lists.read_rows; `detail` and `own` help to part rows where a family knows its addresses.
    """
    for markup in (text, written_markup(text)):
        tree = tree_of(markup) if markup.strip() else None
        if tree is None:
            continue
        found = boxes_of(tree, base_of(tree, url), detail or own)
        boxes = {place: _entries(rows) for place, rows in found.items()}
        aside = {place for place, rows in found.items() if is_aside(next(iter(rows)))}
        if boxes.get(hint):
            return boxes[hint], hint
        host = urlsplit(url).netloc
        scores = {place: sum(_worth(entry, host) for entry in entries) for place, entries in boxes.items()}
        for place in aside:
            scores[place] = 0 if hint else scores[place] // ASIDE_SHARE
        best = max(scores, key=lambda place: scores[place], default="")
        if best and scores[best] >= ENOUGH:
            return boxes[best], best
    return [], ""


def _frame(text: str, url: str) -> str:
    """Address of the one frame of its own host that a page without entries shows, or ""."""
    tree = tree_of(text)
    frames = {join(url, frame.get("src") or "") for frame in tree.iter("iframe", "frame")} if tree is not None else set()
    own = [frame for frame in frames if frame and urlsplit(frame).netloc == urlsplit(url).netloc]
    return own[0] if len(own) == 1 else ""


def _of_data(entries: list[ListEntry], total: int | None, url: str, context: Mapping[str, str]) -> ListPage:
    """A page of a list that is data; an interface is asked on until all entries of its total are there, or none come."""
    seen = int(context.get("seen", 0)) + len(entries)
    following = next_of(url) if total is None or seen < total else None
    more = ListRequest(following, context={"seen": str(seen), "page": "2"}) if following else None
    return ListPage(tuple(entries), total, following=more)


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list."""
    page = read_static(text, url, context, detail=None, family="generic", rows=clustered)
    if not page.entries and (data := embedded(text, url))[0]:
        page = _of_data(*data, url, context)
    first = context.get("page", "1") == "1" and "frame" not in context
    if first and not page.entries and (frame := _frame(text, url)):
        return ListPage(following=ListRequest(frame, context={"page": "1", "frame": "1"}))
    untold = page.declared is None and page.declared_pages is None
    return replace(page, cap=BLIND_PAGES) if untold else page


class GenericSpider(ReportSpider):
    """A portal on a system without a class of its own."""

    read_list = staticmethod(read_list)
