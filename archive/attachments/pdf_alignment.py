"""Tables of a PDF page without drawn lines: columns are told by the white space that runs down between their cells.

The file may hold such a table in any order, often column by column; what counts is where the words stand. Measures are type sizes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from statistics import median

from archive.attachments.lines import glue, row
from archive.attachments.paragraphs import LABEL
from archive.attachments.printed import Char, Line

WORD_GAP = 0.7
"""White space between two words that may be two cells."""
CELL_GAP = 2.2
"""White space that parts two cells whatever they hold; less does so in front of numbers only."""
SAME_LINE = 0.4
"""Difference of baselines within one line."""
SAME_ROW = 0.8
"""The same between a cell of two lines and the cell of one line beside it; two lines of one text stand farther apart."""
TOUCH = 0.3
"""Overlap of two words that only stand close."""
MOST_LEAD = 4.0
"""Distance of two rows of one table at most."""
LEAST_ROWS = 3
NUMERIC = 0.6
"""Share of a column's cells that are numbers in a column of numbers, whose header is none."""
FULL = 0.85
"""A line of a text column fills such a share of it."""
LEAST_MEASURE = 8.0
"""Width of a column of text."""
_NUMBER = re.compile(r"[-+±−↑↓<>≥≤]?[0-9][0-9,.]*(?:[%％‰]|[一-鿿]{1,3})?|[-—–/]{1,2}")

Spans = list[tuple[float, float]]
MakeLine = Callable[[list[Char]], Line]


@dataclass(slots=True)
class _Word:
    """Characters without a wide gap, and the piece of the page that they belong to."""

    chars: list[Char]
    left: float
    right: float
    y: float
    size: float
    piece: int

    @property
    def text(self) -> str:
        """The characters."""
        return "".join(char.text for char in self.chars)


@dataclass(slots=True)
class _Row:
    """Words at one height; a cell of two lines may stand a little above and below."""

    words: list[_Word]
    y: float
    size: float

    @property
    def beside(self) -> int:
        """How many words stand on one line."""
        return sum(abs(word.y - self.y) <= SAME_LINE * self.size for word in self.words)


def aligned(pieces: Sequence[list[Char]], make: MakeLine) -> tuple[list[Line], list[list[Char]]]:
    """The rows of the tables on a page, and the pieces that stand outside of them; `make` builds a line from characters."""
    rows = _rows(pieces)
    if sum(len(one.words) > 1 for one in rows) < LEAST_ROWS:
        return [], list(pieces)
    lines: list[Line] = []
    taken: set[int] = set()
    for run in _runs(rows):
        found = _table(run, make)
        lines += found
        if found:
            taken.update(word.piece for one in run for word in one.words)
    return lines, [piece for number, piece in enumerate(pieces) if number not in taken]


def _rows(pieces: Sequence[list[Char]]) -> list[_Row]:
    """The words of a page in rows, from top to bottom."""
    words = sorted((word for number, piece in enumerate(pieces) for word in _words(piece, number)), key=lambda word: word.y)
    rows: list[_Row] = []
    for word in words:
        if rows and abs(word.y - rows[-1].y) <= SAME_LINE * min(word.size, rows[-1].size):
            rows[-1].words.append(word)
        else:
            rows.append(_Row([word], word.y, word.size))
    for one in rows:
        one.words.sort(key=lambda word: word.left)
    return _joined(rows)


def _words(piece: Sequence[Char], number: int) -> Iterator[_Word]:
    """A piece cut at its gaps."""
    chars = sorted(piece, key=lambda char: char.left)
    size = median(char.height for char in chars) or 1.0
    start = 0
    for at in range(1, len(chars) + 1):
        if at == len(chars) or chars[at].left - chars[at - 1].right > WORD_GAP * size:
            part = chars[start:at]
            yield _Word(part, part[0].left, max(char.right for char in part), part[0].y, size, number)
            start = at


def _joined(rows: Sequence[_Row]) -> list[_Row]:
    """Lone words right above or below a row taken into it, where they stand beside what is there: the lines of a cell of two."""
    found: list[_Row] = []
    for one in rows:
        before = found[-1] if found else None
        if before is None or one.y - before.y > SAME_ROW * min(one.size, before.size) or _collide(one.words, before.words):
            found.append(one)
        elif len(before.words) == 1:
            found[-1] = _Row([*before.words, *one.words], one.y, one.size)
        elif len(one.words) == 1:
            before.words += one.words
        else:
            found.append(one)
    return found


def _collide(words: Sequence[_Word], others: Sequence[_Word]) -> bool:
    """Whether words stand over one another that are no two lines of one cell."""
    return any(min(a.right, b.right) - max(a.left, b.left) > TOUCH * a.size and abs(a.y - b.y) <= SAME_ROW * a.size
               for a in words for b in others)


def _runs(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Neighbouring rows with some white space in common, the first and the last one with several words."""
    run: list[_Row] = []
    covered: Spans = []
    for one in rows:
        spans = _spans([*covered, *((word.left, word.right) for word in one.words)], WORD_GAP * one.size)
        inside = len(spans) > 1 and (len(one.words) > 1 or len(spans) >= len(covered))    # a lone word across columns is a line of text
        if run and inside and one.y - run[-1].y <= MOST_LEAD * one.size:
            run.append(one)
            covered = spans
            continue
        yield _trimmed(run)
        run, covered = ([one], spans) if len(one.words) > 1 else ([], [])
    yield _trimmed(run)


def _trimmed(run: list[_Row]) -> list[_Row]:
    """A run without the single words at its end."""
    while run and len(run[-1].words) == 1:
        run.pop()
    return run


def _spans(parts: Spans, gap: float) -> Spans:
    """Spans that touch, or nearly so, as one."""
    found: Spans = []
    for left, right in sorted(parts):
        if found and left - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _table(run: list[_Row], make: MakeLine) -> list[Line]:
    """The lines of a run of rows: rows of a table, or the lines of two columns of text; nothing where it is neither."""
    several = [one for one in run if len(one.words) > 1]
    if len(several) < LEAST_ROWS:
        return []
    size = median(one.size for one in run)
    columns = _columns(several, size)
    if len(columns) == 2:
        cells = _cells(several, columns)
        if all(LABEL.fullmatch(word.text) for word in cells[0]):
            return []
        if all(_is_text(words, span, size) for words, span in zip(cells, columns, strict=True)):
            return [make(word.chars) for words in _cells(run, columns) for word in words]
    return [_printed(one, columns, make) for one in run] if len(columns) > 1 else []


def _cells(rows: Sequence[_Row], columns: Spans) -> list[list[_Word]]:
    """The words of each column, a word across two in the one that holds its middle."""
    edges = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    found: list[list[_Word]] = [[] for _ in columns]
    for one in rows:
        for word in one.words:
            found[bisect_right(edges, (word.left + word.right) / 2)].append(word)
    return found


def _columns(rows: Sequence[_Row], size: float) -> Spans:
    """The columns of a table, told by its fullest rows; of two that stand near each other one must hold numbers."""
    most = max(one.beside for one in rows)
    fullest = [one for one in rows if one.beside == most]
    everything = _spans([(word.left, word.right) for one in rows for word in one.words], WORD_GAP * size)
    columns = _spans([(word.left, word.right) for one in fullest for word in one.words], WORD_GAP * size) if len(fullest) > 1 else everything
    columns = everything if len(everything) >= len(columns) else columns
    numeric = [_is_numeric(words) for words in _cells(rows, columns)]
    found = columns[:1]
    for at, span in enumerate(columns[1:], 1):
        if span[0] - found[-1][1] >= CELL_GAP * size or numeric[at] or (len(columns) > 2 and numeric[at - 1]):
            found.append(span)
        else:
            found[-1] = (found[-1][0], span[1])
    return found


def _is_numeric(words: Sequence[_Word]) -> bool:
    """Whether most words of a column are numbers."""
    return sum(_NUMBER.fullmatch(word.text) is not None for word in words) >= NUMERIC * len(words)


def _is_text(words: Sequence[_Word], span: tuple[float, float], size: float) -> bool:
    """Whether a column is set like running text: wide, and most of its lines full."""
    width = span[1] - span[0]
    return width >= LEAST_MEASURE * size and sum(word.right - word.left >= FULL * width for word in words) >= NUMERIC * len(words)


def _printed(one: _Row, columns: Spans, make: MakeLine) -> Line:
    """A row of a table with its empty cells; a lone word is a line of text."""
    if len(one.words) == 1:
        return make(list(one.words[0].chars))
    cells = [sorted(words, key=lambda word: (round((word.y - one.y) / one.size / SAME_LINE), word.left)) for words in _cells([one], columns)]
    texts = [reduce(glue, (make(list(word.chars)).text for word in words), "") for words in cells]
    return Line(row(texts), min(word.left for word in one.words), max(word.right for word in one.words), one.y, one.size, is_row=True, cells=texts)
