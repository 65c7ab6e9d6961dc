"""Pages set in two columns -> one column after the other, each laid where the first one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from archive.attachments.printed import Line, PrintedPage

LEAST = 6
"""Lines of a column; a signature or a label beside a picture has fewer."""
MOST_ACROSS = 0.15
"""Share of lines that may run across both columns: titles, heads, page numbers."""
OVERLAP = 0.5
"""Share of the shorter column's height that stands beside the other one."""


def apart(pages: Sequence[PrintedPage]) -> list[PrintedPage]:
    """The pages, those set in two columns as two pages; a last column may be short where the other pages tell its place."""
    cut = [_columns(page, _gutter(page), LEAST) for page in pages]
    known = [found[0].width for found in cut if len(found) > 1]
    if known:
        cut = [found if len(found) > 1 else _columns(page, median(known), 1) for page, found in zip(pages, cut, strict=True)]
    return [column for found in cut for column in found]


def _columns(page: PrintedPage, gutter: float | None, least: int) -> list[PrintedPage]:
    """The page itself, or its two columns as pages of their own; lines across stand with the column that is nearer in height."""
    if gutter is None or any(line.is_row for line in page.lines):
        return [page]
    start = gutter - page.width / 500
    right = [line for line in page.lines if line.left >= start]
    left = [line for line in page.lines if line.right < start]
    across = [line for line in page.lines if line.left < start <= line.right]
    if len(left) < LEAST or len(right) < least or len(across) > MOST_ACROSS * len(page.lines) or not _beside(left, right):
        return [page]
    shift = gutter - min(line.left for line in left)
    moved = [replace(line, left=line.left - shift, right=line.right - shift) for line in right]
    top = min(line.y for line in left)
    first = [line for line in across if line.y < top]
    last = [line for line in across if line.y >= top]
    return [replace(page, width=gutter, lines=[*first, *left]), replace(page, width=gutter, lines=[*moved, *last])]


def _gutter(page: PrintedPage) -> float | None:
    """Where the right column begins: the leftmost place on the right half at which a quarter of its lines begin."""
    starts = sorted(line.left for line in page.lines if line.left > page.width * 0.45)
    if len(starts) < LEAST:
        return None
    needed, near = max(3, len(starts) // 4), page.width / 100
    return next((start for start in starts if sum(start <= other <= start + near for other in starts) >= needed), None)


def _beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two columns stand beside each other, not one below the other."""
    spans = [(min(line.y for line in column), max(line.y for line in column)) for column in (left, right)]
    common = min(end for _, end in spans) - max(start for start, _ in spans)
    return common >= OVERLAP * min(end - start for start, end in spans)
