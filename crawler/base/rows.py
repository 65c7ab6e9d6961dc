"""The elements that hold the entries of a list, and which of their links stands for an entry."""

from __future__ import annotations

import re
from itertools import islice
from typing import TypeAlias

import lxml.html

from crawler.base.markup import plain
from crawler.base.rowdates import HAS_DATE

ROWS = ("li", "tr", "dd", "article")
"""Elements that hold one entry of a list; an article does where one heading of it is linked."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FENCES = frozenset(("ul", "ol", "table", "tbody", "dl", "body", "html", "form"))
"""Elements that hold many entries: an entry's own markup never reaches up to them."""
MAX_ROW_LINKS = 4
"""An entry may link to its category or a printed version beside its page; with more links it is a menu."""
LINKED = ("data-href", "data-url", "data-link", "tagname")
"""Attributes from which a script takes the address of a link that has none."""
Rows: TypeAlias = "dict[lxml.html.HtmlElement, tuple[lxml.html.HtmlElement, str]]"
Boxes: TypeAlias = "dict[str, Rows]"


def _holds_one(row: lxml.html.HtmlElement, detail: re.Pattern[str] | None) -> bool:
    """Whether an li, tr, dd or article is one entry: few links, and only one of them to a detail address."""
    if row.tag == "article" and sum(next(heading.iter("a"), None) is not None for heading in row.iter(*HEADINGS)) != 1:
        return False
    links = [link.get("href") or "" for link in row.iter("a")]
    return len(links) <= MAX_ROW_LINKS and len({link for link in links if detail and detail.search(link)}) <= 1


def _with_date(row: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The row, or the box around it where the date stands in a sister of the row and nothing else is linked there."""
    box = row.getparent()
    if box is None or box.tag in ("body", "form", "html") or HAS_DATE.search(plain(row)):
        return row
    links = sum(1 for _ in row.iter("a"))
    alone = sum(1 for _ in islice(box.iter("a"), links + 1)) == links
    return box if alone and HAS_DATE.search(plain(box)) else row


def _leads_to_one(box: lxml.html.HtmlElement) -> bool:
    """Whether the few links of a box lead to the same: picture, title and 查看详情 of one entry."""
    links = [tuple(link.get(name) for name in ("href", "onclick", *LINKED)) for link in islice(box.iter("a"), MAX_ROW_LINKS + 1)]
    return len(links) <= MAX_ROW_LINKS and len(set(links)) <= 1


def row_of(link: lxml.html.HtmlElement, detail: re.Pattern[str] | None) -> lxml.html.HtmlElement:
    """The element that holds one entry: its li, tr or dd, else the largest box around the link with no link to anything else."""
    if link.tag in ("div", "li", "tr", "dd"):       # the whole box is the link, by a click handler
        return link
    around = next((parent for parent in link.iterancestors() if parent.tag in ROWS), None)
    if around is not None and _holds_one(around, detail):
        return _with_date(around)
    box = link
    for parent in link.iterancestors():
        if parent.tag in FENCES or not _leads_to_one(parent):
            return box
        box = parent
    return box


def signature(container: lxml.html.HtmlElement) -> str:
    """A container's place in the page, so that page 2 is read from the same box as page 1."""
    chain = [container, *list(container.iterancestors())[:2]]
    return "<".join(f"{e.tag}.{'.'.join((e.get('class') or '').split())}" for e in chain)


def fit(link: lxml.html.HtmlElement, url: str, detail: re.Pattern[str] | None) -> tuple[bool, bool, int]:
    """How well a link of a row stands for its entry: a detail address first, then a heading, then the longer words."""
    around = link.getparent()
    return bool(detail and detail.search(url)), around is not None and around.tag in HEADINGS, len(plain(link))


def without_undated(rows: Rows) -> Rows:
    """The rows of boxes of one place without those of an undated box where another one is dated: hot news beside the list."""
    if len({row.getparent() for row in rows}) < 2:
        return rows
    dates: dict[lxml.html.HtmlElement | None, list[bool]] = {}
    for row in rows:
        dates.setdefault(row.getparent(), []).append(bool(HAS_DATE.search(plain(row))))
    if not any(2 * sum(dated) >= len(dated) > 1 for dated in dates.values()):
        return rows
    return {row: found for row, found in rows.items() if any(dates[row.getparent()])}
