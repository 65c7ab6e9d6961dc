"""Printed lines with their places on the page -> paragraphs: PDF and OFD keep lines only.

Measures are points for PDF and millimetres for OFD; every rule is relative to the size of the type.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from archive.attachments.columns import apart
from archive.attachments.lines import CJK, glue, row, tidy
from archive.attachments.printed import Line, PrintedPage

HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条部]|附件[:：\d一二三四五]|附[:：]|[①-⑳])"
)
"""Marks that open a paragraph: the heading levels of GB/T 9704 and what reports use beside them."""
LABEL = re.compile(
    r"[(（]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})(?:[)）.．、]|\.\d{1,2})|[①-⑳●•·■◆○\ue000-\uf8ff-]")
"""A list number or bullet that a tab sets off from its text: no cell of a table."""
_LABEL_GAP = re.compile(rf"^({LABEL.pattern}) (?=[{CJK}])")
PAGE_NUMBER = re.compile(
    r"[\s\-—–－―·.•~〜]*(?:第?\s*\d{1,4}\s*页?|第\s*[一二三四五六七八九十百]{1,5}\s*页|[ivxIVX]{1,6})"
    r"(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–－―·.•~〜]*"
)
"""A line that is only a page number: 3, - 3 -, — 3 —, 第3页 共9页, 3/9, iv."""
SENTENCE_END = "。！？；：!?;"
CLOSING = frozenset("。！？；，、：”’）》〉」』】〕!?;,)")
"""Signs that open no line (GB/T 15834-2011, 5.1): a line of nothing else was broken off the one above."""

FULL_SHARE = 0.85
"""A line shorter than this share of the measure ends its paragraph."""
EDGE_BAND = 0.12
"""Share of the page height, above and below, in which running heads stand (GB/T 9704 sets the text 37 mm down)."""
EDGE_LINES = 2
"""Lines at the top and at the bottom of a page that may be running heads."""
TITLE_SIZE = 1.15
"""Type larger than this times the body type is a title."""
FEW_LINES = 4
"""A page with no more lines than this says nothing about its margins."""
WIDE_GAP = 1.7
"""A line distance larger than this times the usual one ends a paragraph."""
PARAGRAPH_GAP = 1.2
"""The same in a text without indents whose lines stand evenly: EVEN_SHARE of them at one distance, hardly any a little wider."""
EVEN_SHARE, UNEVEN_SHARE = 0.25, 0.1
_GAPS = ((0.96, 1.04), (1.04, PARAGRAPH_GAP))
TITLE_GAP = 2.0
"""The same for the lines of a title, in its own type sizes."""


@dataclass(slots=True)
class _Placed:
    """A line with what the joiner asks: indent and slack in type sizes, share of the measure, gap above."""

    line: Line
    indent: float
    slack: float
    share: float
    gap: float | None
    is_title: bool


def join(pages: Sequence[PrintedPage]) -> list[str]:
    """Join the lines of all pages to paragraphs, running heads and page numbers dropped."""
    pages = apart(pages)
    kept = _without_furniture(pages)
    lines = [line for page in kept for line in page]
    if not lines:
        return []
    body = _body_size(lines)
    left = _left_margin(lines, body)
    kept = _aligned(kept, body, left)
    right = _right_margin([line for page in kept for line in page], body, max(page.width for page in pages))
    placed = [spot for page in kept for spot in _place(page, body, left, right)]
    indents = _uses_indents(placed)
    widest = _widest_gap([spot.gap for spot in placed if spot.gap], body, indents=indents)
    paragraphs: list[list[str]] = []
    for number, spot in enumerate(placed):
        text = spot.line.text if spot.line.is_row else _LABEL_GAP.sub(r"\1", tidy(spot.line.text))
        if number and _continues(placed[number - 1], spot, widest, indents=indents):
            before = paragraphs[-1][-1]
            broken = before[-1:].isdecimal() and text[:1].isdecimal()  # a number that runs on in the next line
            paragraphs[-1].append(text if broken else glue(before, text)[len(before):])
        else:
            paragraphs.append([text])
    return ["".join(parts) for parts in paragraphs]


def mark_rows(lines: Sequence[Line]) -> None:
    """Mark lines as table rows where two neighbours have cells, or one has three words; a lone gap is a tab or a signature."""
    wide = [len(line.cells) > 2 or (len(line.cells) == 2 and not LABEL.fullmatch(line.cells[0])) for line in lines]
    for number, line in enumerate(lines):
        beside = any(wide[max(0, number - 1) : number] + wide[number + 1 : number + 2])
        if wide[number] and (beside or (len(line.cells) > 2 and all(len(cell) > 1 for cell in line.cells))):
            line.is_row, line.text = True, row(line.cells)


def _widest_gap(gaps: Sequence[float], body: float, *, indents: bool) -> float:
    """Line distance within a paragraph at most; where no indents tell paragraphs but space does, a little more than a line's."""
    usual = median(gaps) if gaps else body * 1.8
    ordered = sorted(gaps)
    single = ordered[len(ordered) // 10] if gaps else usual
    share = [sum(low * single < gap <= high * single for gap in gaps) / max(1, len(gaps)) for low, high in _GAPS]
    if not indents and share[0] > EVEN_SHARE and share[1] < UNEVEN_SHARE:
        return single * PARAGRAPH_GAP
    return usual * WIDE_GAP


def _continues(before: _Placed, spot: _Placed, widest: float, *, indents: bool) -> bool:
    """Tell whether a line goes on with the paragraph of the line before it."""
    if not before.line.is_row and set(spot.line.text) <= CLOSING:
        return True
    if before.line.is_row or spot.line.is_row or before.is_title != spot.is_title:
        return False
    if spot.gap is not None and spot.gap > max(widest, TITLE_GAP * spot.line.size * spot.is_title):
        return False
    if before.is_title:
        same_size = abs(before.line.size - spot.line.size) < 0.05 * before.line.size
        return same_size and not spot.line.text.startswith(("(", "（"))
    full = before.share >= FULL_SHARE and before.slack < 4
    flush = spot.indent < 1
    if not full or (before.line.text.rstrip()[-1:] in SENTENCE_END and before.slack > 1.6):
        return False
    if indents:
        return flush and not (HEADING.match(spot.line.text) and before.line.text.rstrip()[-1:] in SENTENCE_END)
    return not HEADING.match(spot.line.text) and spot.indent < 1.2


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] or 1.0


def _right_margin(lines: Sequence[Line], body: float, width: float) -> float:
    """Where full lines end: where most lines of body type end, but not left of a margin like the one on the left."""
    edges = sorted(line.right for line in lines if abs(line.size - body) <= body * 0.1 and not line.is_row)
    edges = edges or sorted(line.right for line in lines)
    edge = edges[min(len(edges) - 1, int(len(edges) * 0.9))]
    full = sum(line.right - line.left > 12 * body and abs(line.right - edge) < body for line in lines)
    if full >= max(3, len(lines) // 4):
        return edge
    return max(edge, min(width * 0.9, width - min(line.left for line in lines) - 2 * body))


def _left_margin(lines: Sequence[Line], body: float) -> float:
    """Where flush lines start: the leftmost place that a tenth of the lines share; a stamp aside is no margin."""
    texts = [line for line in lines if not line.is_row and line.size < body * TITLE_SIZE] or list(lines)
    starts = sorted(line.left for line in texts)
    needed = min(len(starts), max(2, len(starts) // 10))
    near = 0.6 * body
    shared = (start for start in starts if bisect_right(starts, start + near) - bisect_left(starts, start - near) >= needed)
    return next(shared, starts[0])


def _aligned(pages: Sequence[list[Line]], body: float, usual: float) -> list[list[Line]]:
    """Pages that stand aside as a whole, to be bound, put back: as wide as the others, with another left margin than usual."""
    margins = [_left_margin(page, body) if len(page) > FEW_LINES else usual for page in pages]
    widths = [_right_edge(page) - margin for page, margin in zip(pages, margins, strict=True)]
    measure = median(width for page, width in zip(pages, widths, strict=True) if page)
    aligned = []
    for page, margin, width in zip(pages, margins, widths, strict=True):
        shift = margin - usual if abs(width - measure) < 0.6 * body else 0.0
        aligned.append([replace(line, left=line.left - shift, right=line.right - shift) for line in page])
    return aligned


def _right_edge(page: Sequence[Line]) -> float:
    """Where nine tenths of the lines of a page have ended; 0 for an empty one."""
    edges = sorted(line.right for line in page)
    return edges[len(edges) * 9 // 10] if edges else 0.0


def _place(page: Sequence[Line], body: float, usual: float, right: float) -> list[_Placed]:
    """Measure the lines of one page against its own left margin, since facing pages have different ones.

    `usual` is the left margin of the document: it holds on a page with few lines or with indented ones only.
    """
    left = _left_margin(page, body) if len(page) > FEW_LINES else usual
    if abs(left - usual) > 1.2 * body:
        left = usual
    placed = []
    above: Line | None = None
    for line in page:
        gap = line.y - above.y if above is not None and line.y > above.y else None
        measure = max(right - left, 1e-6)
        size = line.size or body
        placed.append(_Placed(
            line, (line.left - left) / size, (right - line.right) / size, (line.right - left) / measure, gap,
            size >= body * TITLE_SIZE))
        above = line
    return placed


def _uses_indents(placed: Sequence[_Placed]) -> bool:
    """Tell whether paragraphs open with an indent: lines of both kinds stand on the page, most after short lines."""
    plain = [spot for spot in placed if not spot.is_title and not spot.line.is_row]
    indented = sum(1.2 <= spot.indent <= 3.2 for spot in plain)
    flush = sum(spot.indent < 0.6 for spot in plain)
    return indented >= 2 and flush >= 1 and indented * 12 >= len(plain)


def _without_furniture(pages: Sequence[PrintedPage]) -> list[list[Line]]:
    """Drop page numbers and lines that stand at the same edge place of several pages."""
    seen = Counter(key for page in pages for key in {_edge_key(page, line) for line in _edge_lines(page)})
    often = {key for key, count in seen.items() if count >= 2 and count >= 0.4 * len(pages)}
    kept = []
    for page in pages:
        edges = {id(line) for line in _edge_lines(page)}
        kept.append([
            line for line in page.lines
            if tidy(line.text) and not (id(line) in edges and _is_furniture(page, line, often))])
    return kept if any(kept) else [page.lines for page in pages]


def _is_furniture(page: PrintedPage, line: Line, often: set[tuple[str, int]]) -> bool:
    return PAGE_NUMBER.fullmatch(line.text.strip()) is not None or (
        _in_band(page, line) and _edge_key(page, line) in often)


def _edge_lines(page: PrintedPage) -> list[Line]:
    """The outermost lines of a page, by place and not by order: some writers print the foot first."""
    ordered = sorted((line for line in page.lines if line.text.strip()), key=lambda line: line.y)
    return ordered[:EDGE_LINES] + ordered[max(EDGE_LINES, len(ordered) - EDGE_LINES):]


def _in_band(page: PrintedPage, line: Line) -> bool:
    return line.y < page.height * EDGE_BAND or line.y > page.height * (1 - EDGE_BAND)


def _edge_key(page: PrintedPage, line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", tidy(line.text)), round(line.y / max(page.height, 1e-6) * 50)
