"""The layout renderer: a tree to lines as a reader sees them.

Line ends, cells, links and the edges of the body are written into the tree as Unicode noncharacters, then libxml2
serialises the text in one go: the cost is one visit per block element, spans are free.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from archive.extract import listnum, wraps
from archive.extract.dom import text_of
from archive.extract.lines import Line, clean, collapse, row, squeeze
from archive.extract.survey import Survey

LINE, CELL, LINK, LINK_END, NUMBER_END, BODY, BODY_END, SOFT = map(chr, range(0xFDD0, 0xFDD8))
"""Noncharacters U+FDD0-U+FDD7: `dom.parse` has removed them from the page's own text."""
_MARKS = re.compile(f"[{LINK}{LINK_END}{NUMBER_END}{BODY}{BODY_END}]")
_AFTER_NUMBER = re.compile(rf"{NUMBER_END}[\s{LINE}{LINK}{SOFT}]*")
_LINK_TEXT = re.compile(f"{LINK}([^{LINK_END}]*){LINK_END}")
_CELL_SOME, _CELL_MAX = 120, 600
"""A cell with more characters than the second, or with most of its table's and more than the first, is layout."""


@dataclass(slots=True)
class Rendered:
    """The lines of a page, in front of, inside and behind its body."""

    head: list[Line]
    body: list[Line]
    tail: list[Line]


def data_tables(tables: list[Element]) -> list[Element]:
    """The tables that hold data: no table inside, two cells in some row, no cell as long as an article."""
    return [table for table in tables if _is_data(table)]


def _is_data(table: Element) -> bool:
    """Whether a table holds data rather than the layout of the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    if not any(len(tr.findall("td")) + len(tr.findall("th")) > 1 for tr in table.iter("tr")):
        return False
    sizes = [(len(squeeze(text_of(cell))), cell) for cell in table.iter("td", "th")]
    whole = sum(size for size, _ in sizes)
    return not any(_is_layout_cell(cell, size, whole) for size, cell in sizes)


def _is_layout_cell(cell: Element, size: int, whole: int) -> bool:
    """Whether a cell holds a whole text: made of several paragraphs, and long or most of its table."""
    if size <= _CELL_SOME or (size <= _CELL_MAX and size < whole * 0.6):
        return False
    return sum(1 for _ in cell.iter("p", "br", "div", "li")) > 2


def render(seen: Survey, body: tuple[Element, Element | None] | None) -> Rendered:
    """The lines of a surveyed page; `body` is the container, or the marks (first, last) that enclose it."""
    numbered = body[0] if body and body[1] is None else seen.root
    listnum.number_lists(numbered, NUMBER_END)
    soft = _mark_tables(seen.tables)
    _mark_blocks(seen, soft)
    _mark_links(seen)
    if body:
        _mark_body(*body)
    return _split(text_of(seen.root), bounded=body is not None)


def _mark_tables(tables: list[Element]) -> set[Element]:
    """Write cell marks into data tables; answers the blocks inside them, which end no line."""
    soft: set[Element] = set()
    for table in data_tables(tables):
        for cell in table.iter("td", "th"):
            cell.text = CELL + (cell.text or "")
            soft.update(cell.iterdescendants())
            soft.add(cell)
    return soft


def _mark_blocks(seen: Survey, soft: set[Element]) -> None:
    """Write line marks around blocks and behind <br>; a blank instead inside the cells of a data table."""
    for element in seen.blocks:
        inner = element in soft
        mark = SOFT if inner else LINE
        if not (inner and element.tag in ("td", "th")):
            element.text = mark + (element.text or "")
        element.tail = mark + (element.tail or "")
    for element in seen.root.iter("pre"):
        _keep_newlines(element)
    for element in seen.breaks:
        element.tail = (SOFT if element in soft else LINE) + (element.tail or "")


def _keep_newlines(element: Element) -> None:
    """In preformatted text the line breaks of the source are line breaks, but those of a fixed width."""
    if not len(element):
        element.text = LINE + LINE.join(_paragraphs(element.text or ""))
        return
    for inner in element.iter():
        if isinstance(inner.tag, str):
            inner.text = (inner.text or "").replace("\n", LINE)
        if inner is not element and inner.tail:
            inner.tail = inner.tail.replace("\n", LINE)


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of preformatted text, white space cleaned."""
    rows = [(number, row.expandtabs()) for number, row in enumerate(text.replace(LINE, "\n").split("\n"))]
    shown = [(number, Line(words, indent=len(row) - len(row.lstrip()))) for number, row in rows if (words := clean(row))]
    return wraps.join([line for _, line in shown], [number for number, _ in shown])


def _mark_links(seen: Survey) -> None:
    """Write the edges of links."""
    for link, _ in seen.links:
        if len(link):
            link.text = LINK + (link.text or "")
            _append_inside(link, LINK_END)
        else:
            link.text = f"{LINK}{link.text or ''}{LINK_END}"


def _append_inside(element: Element, mark: str) -> None:
    """Add a mark to the end of an element's content."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + mark
    else:
        element.text = (element.text or "") + mark


def _mark_body(first: Element, last: Element | None) -> None:
    """Write the edges of the body."""
    if last is None:
        first.text = BODY + (first.text or "")
        _append_inside(first, BODY_END)
        return
    first.tail = BODY + (first.tail or "")
    parent, previous = last.getparent(), last.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + BODY_END
    elif parent is not None:
        parent.text = (parent.text or "") + BODY_END


def _split(text: str, *, bounded: bool) -> Rendered:
    """The serialised page cut into head, body and tail lines; only in a body are blanks of the markup taken out, for
    between labels and values they part what belongs apart.
    """
    if NUMBER_END in text:
        text = _AFTER_NUMBER.sub("", text)
    if not bounded:
        return Rendered(_to_lines(text, collapse), [], [])
    head, _, rest = text.partition(BODY)
    body, _, tail = rest.partition(BODY_END)
    return Rendered(_to_lines(head, collapse), _to_lines(body, clean), _to_lines(tail, collapse))


def tightened(line: Line) -> Line:
    """A line of the head or tail as it would read in a body."""
    return row([clean(cell) for cell in line.cells], line.links) if line.cells else Line(clean(line.text), (), line.links)


def _to_lines(text: str, tidy: Callable[[str], str]) -> list[Line]:
    """Marked text to lines; those that show nothing are left out."""
    lines: list[Line] = []
    inside = False
    for raw in text.split(LINE):
        piece = raw if inside else raw.strip()
        if not piece:
            continue
        if not inside and (simple := _simple(piece, tidy)) is not None:
            lines.append(simple)
            continue
        marked = LINK + piece if inside else piece  # a link that began on an earlier line goes on
        if LINK in marked or LINK_END in marked:
            inside = marked.rfind(LINK) > marked.rfind(LINK_END)
        line = _line(marked + LINK_END if inside else marked, tidy)
        if line is not None:
            lines.append(line)
    return lines


def _simple(piece: str, tidy: Callable[[str], str]) -> Line | None:
    """The line of a piece without marks, or with those of one link around all of it: most of a page; None for others."""
    if piece.isprintable():
        return Line(piece if piece.isalnum() else tidy(piece))
    words = piece[1:-1].strip()
    if piece[0] == LINK and piece[-1] == LINK_END and words and words.isprintable():
        return Line(tidy(words), (), len(words) - words.count(" "))
    return None


def _line(piece: str, tidy: Callable[[str], str]) -> Line | None:
    """One marked line, None where it shows nothing."""
    links = sum(len(squeeze(found)) for found in _LINK_TEXT.findall(piece)) if LINK in piece else 0
    if CELL in piece:
        cells = [_unmarked(cell, tidy) for cell in piece.split(CELL)[1:]]
        return row(cells, links) if any(cells) else None
    text = _unmarked(piece, tidy)
    return Line(text, (), links) if text else None


def _unmarked(piece: str, tidy: Callable[[str], str]) -> str:
    """A piece without marks: a soft one is a blank, the others are nothing."""
    return tidy(_MARKS.sub("", piece.replace(SOFT, " ")))
