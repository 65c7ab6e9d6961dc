"""Any portal that renders its lists: the box of dated or long-titled links, followed by 下一页 or page numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

import lxml.html

from crawler.base.choice import TOPIC, is_named
from crawler.base.embedded import BARE, embedded, next_of
from crawler.base.interfaces import answered, interface
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
    written_markup,
)
from crawler.base.markup import plain, tree_of
from crawler.base.matrix import matrix
from crawler.base.pager import ARROWS, NEXT
from crawler.base.rowdates import HAS_DATE
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

LEAF = re.compile(r"\d{3,}|[0-9a-f]{16,}|[?&]\w*id=\d", re.IGNORECASE)
"""Addresses of pages hold a number or a long key; those of sections are words."""
TITLE_CHARS = 10
"""Titles are longer; the names of sections and buttons are shorter."""
LEAST, BRIEF = 4, 2
"""An entry's title has at least so many characters, unless a date stands beside it; 青田县 is one in a column of reports."""
ENOUGH = 3
"""A box that scores less is no list."""
BLIND_PAGES = 50
"""Pages that are read where nothing tells how many there are: some calendars and searches never end."""
BODIES = re.compile(r"(?:政府|局|厅|司|委|委员会|部|院|办|办公室|处|中心|镇|乡|街道|办事处)(?:[（(].{1,12}[）)])?$")
"""Endings of the names of bodies, which are all that some columns of reports print."""
PAGE = re.compile(r"\d\.(?:s?html?|jsp|aspx?|php)$|(?:^|[?&])\w*id=\w", re.IGNORECASE)
MENU = re.compile(r"(?:list|col|index|node|channel|column|catid|class)", re.IGNORECASE)
"""Addresses of pages, and marks of those of lists."""
FURNITURE = NEXT | ARROWS | frozenset(("<", "<<", "‹", "«", "上一页", "首页", "尾页", "末页", "上页", "更多", "更多>>", "more", "返回", "[详情]"))


def _worth(entry: ListEntry, host: str, *, named: bool) -> int:
    """How much a link looks like an entry of a list, in a column that is `named` one of reports also the name of a body;
    links to other hosts count nothing.
    """
    parts = urlsplit(entry.url)
    if parts.netloc != host:
        return 0
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if named and BODIES.search(entry.title) and PAGE.search(address) and not MENU.search(address):
        return 2
    looks = 2 * (entry.date is not None) + (len(entry.title) >= TITLE_CHARS) + bool(TOPIC.search(entry.title))
    return looks + bool(LEAF.search(f"{parts.path}?{parts.query}")) if looks else 0


def _entries(rows: Mapping[lxml.html.HtmlElement, tuple[lxml.html.HtmlElement, str]], least: int) -> list[ListEntry]:
    """The entries of a box without its buttons."""
    found = [(entry_of(row, link, url), row) for row, (link, url) in rows.items()]
    return [entry for entry, row in found if entry.title.replace(" ", "").lower() not in FURNITURE
            and not entry.title.isdigit() and (len(entry.title) >= least or HAS_DATE.search(plain(row)))]


def clustered(text: str, url: str, detail: re.Pattern[str] | None = None, hint: str = "",
              own: re.Pattern[str] | None = None) -> tuple[list[ListEntry], str]:
    """(entries, signature) of the box whose links look most like a list; `hint`, the box of page 1, beats the looks.

    The arguments are those of lists.read_rows; `detail` and `own` help to part rows where a family knows its addresses.
    """
    host, named = urlsplit(url).netloc, is_named(text, url)
    for markup in (text, written_markup(text)):
        tree = tree_of(markup) if markup.strip() else None
        if tree is None:
            continue
        found = boxes_of(tree, base_of(tree, url), detail or own)
        boxes = {place: _entries(rows, BRIEF if named else LEAST) for place, rows in found.items()}
        aside = {place for place, rows in found.items() if is_aside(next(iter(rows)))}
        if boxes.get(hint):
            return boxes[hint], hint
        scores = {place: sum(_worth(entry, host, named=named) for entry in entries) for place, entries in boxes.items()}
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
    if following is None and total is not None and len(entries) < total and "page" not in context:
        following = f"{url}{'&' if '?' in url else '?'}page=2"      # a page that holds its data has pages of the same kind
    more = ListRequest(following, context={"seen": str(seen), "page": "2"}) if following else None
    return ListPage(tuple(entries), total, following=more)


def _fragment(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """A piece of a page that a script fetches: asked on by the number in its address until its last page, or until none comes."""
    number = int(context.get("page", "1"))
    page = read_static(text, url, {"page": str(number)}, detail=None, family="generic", rows=clustered)
    whole = not page.entries or (page.declared_pages is not None and number >= page.declared_pages)
    following = None if whole else next_of(url)
    more = ListRequest(following, context={"interface": "1", "page": str(number + 1)}) if following else None
    return replace(page, following=more, usable=bool(page.entries) or number > 1)


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list."""
    if "interface" in context:
        return _bounded(answered(text, url, context) if BARE.match(text) or "body" in context else _fragment(text, url, context))
    page = read_static(text, url, context, detail=None, family="generic", rows=clustered)
    if not page.entries and (data := embedded(text, url))[0]:
        page = _of_data(*data, url, context)
    if not page.entries and is_named(text, url) and (cells := matrix(text, url)):
        page = replace(page, entries=tuple(cells), note="")
    first = context.get("page", "1") == "1" and "frame" not in context
    if first and not page.entries and (frame := _frame(text, url)):
        return ListPage(following=ListRequest(frame, context={"page": "1", "frame": "1"}))
    if first and not page.entries and (wanted := interface(text, url)):
        return ListPage(following=wanted)
    return _bounded(page)


def _bounded(page: ListPage) -> ListPage:
    """A page of a list that does not tell how long it is, with the number of pages at which reading it stops."""
    return replace(page, cap=BLIND_PAGES) if page.declared is None and page.declared_pages is None else page


class GenericSpider(ReportSpider):
    """A portal on a system without a class of its own."""

    read_list = staticmethod(read_list)
