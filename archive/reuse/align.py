"""Which words of one text stand in another one, passage by passage, with exact offsets into both.

Only letters, digits and Chinese characters are compared: portals change punctuation and line breaks at will. A passage
never crosses a line break of either text, so that each belongs to one paragraph on both sides.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress, count, pairwise
from operator import ne
from typing import NamedTuple

from archive.reuse.sketch import LONGEST

ANCHOR = 4
"""Characters of the shortest clause whose place in the other text is looked up; equal words around it are found from there."""
LEAST = 12
"""Characters of the shortest run that counts by itself: 行政执法公示制度 alone is no copied sentence."""
NEAR = 60
"""Characters between two runs within which the same words with other numbers count as well."""

FEWEST = 3
"""Characters of the shortest passage; the 年 or 件 between two numbers that differ is no repeated text."""

STRIDE = 48
"""Characters that are compared at once: about as many as a copied clause or two."""

_PIECE = re.compile(r"([^\W\d_]+|\d+|\n)")
_RESPELLED = re.compile("[A-Z０-９Ａ-Ｚａ-ｚ]")
_SPELLING = {code: chr(code - 0xFEE0).lower() for code in range(0xFF10, 0xFF5B)} | {
    code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
_TOKEN = re.compile(r"\d+|\D+")
_WHOLE = re.compile(
    r"\d+(?:[.,，]\d+)*(?:年(?:\d+月(?:\d+日)?)?|月\d+日)?|[a-z]+[a-z0-9]*|[一二三四五六七八九十百千万亿零〇○两]{2,}(?:年(?:[一二三四五六七八九十]+月)?)?")
"""Numbers, dates and Latin words: a passage holds the whole of one or nothing of it."""


class Run(NamedTuple):
    """Equal characters: where they begin in the words of either text, and how many they are."""

    at: int
    other: int
    length: int


class Words:
    """The words of a text without anything between them, and the way back to the text."""

    def __init__(self, text: str) -> None:
        text = text[:LONGEST]
        parts = _PIECE.split(text.translate(_SPELLING) if _RESPELLED.search(text) else text)
        self.text = "".join(parts[1::2]).replace("\n", "")
        self.breaks: list[int] = []
        """Places in the words where a new line of the text begins."""
        self.clauses: list[tuple[int, str]] = []
        """Words that no mark, blank or digit interrupts, with their places."""
        self._own: list[int] = []
        self._raw: list[int] = []
        self._folded = "".join(parts)
        at = raw = 0
        for mark, piece in zip(parts[::2], parts[1::2], strict=False):
            raw += len(mark)
            if piece == "\n":
                self.breaks.append(at)
                raw += 1
                continue
            if len(piece) >= ANCHOR:
                self.clauses.append((at, piece))
            self._own.append(at)
            self._raw.append(raw)
            at += len(piece)
            raw += len(piece)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Clause -> its places in rising order."""
        found: dict[str, list[int]] = {}
        for at, clause in self.clauses:
            found.setdefault(clause, []).append(at)
        return found

    @cached_property
    def whole(self) -> tuple[list[int], list[int]]:
        """Where the numbers, dates and Latin words of more than one character begin and end in the words."""
        spans = [found.span() for found in _WHOLE.finditer(self._folded) if found.end() - found.start() > 1]
        return [self.place(start) for start, _ in spans], [self.place(end - 1) + 1 for _, end in spans]

    def offset(self, at: int) -> int:
        """Offset in the text of a character of the words."""
        number = bisect_right(self._own, at) - 1
        return self._raw[number] + at - self._own[number]

    def place(self, offset: int) -> int:
        """Place in the words of a character of the text that is one of them."""
        number = bisect_right(self._raw, offset) - 1
        return self._own[number] + offset - self._raw[number]

    def around(self, at: int) -> tuple[int, int]:
        """The number, date or Latin word that a place cuts in two, and the place twice where it cuts none."""
        starts, ends = self.whole
        number = bisect_left(starts, at) - 1
        return (starts[number], ends[number]) if number >= 0 and at < ends[number] else (at, at)


def passages(own: Words, other: Words) -> tuple[float, list[list[int]]]:
    """The share of a text's words that stand in another one, 0 to 1, and [start, end, start, end] of each passage.

    >>> passages(Words("办理行政复议案件12件，审结行政诉讼案件3件。"), Words("一、办理行政复议案件12件;审结行政诉讼案件5件"))
    (0.9047619047619048, [[0, 20, 2, 22]])
    """
    runs = _with_gaps(own.text, other.text, list(_runs(own, other)))
    parts = (_trimmed(piece, own, other) for run in runs for piece in _within_lines(run, own.breaks, other.breaks))
    pieces = [piece for piece in parts if piece.length >= FEWEST]
    share = sum(piece.length for piece in pieces) / (len(own.text) or 1)
    return share, [[own.offset(at), own.offset(at + length - 1) + 1, other.offset(there), other.offset(there + length - 1) + 1]
                   for at, there, length in pieces]


def _runs(own: Words, other: Words) -> Iterator[Run]:
    """Common runs as long as they go, in this text's order, none over another.

    Of several places of a clause the one behind the run before counts, since copies keep their order; else the first.
    """
    end = other_end = 0
    places = other.places
    for at, clause in own.clauses:
        known = places.get(clause) if at >= end else None
        if known is None:
            continue
        there = known[bisect_left(known, other_end) % len(known)]
        back = _common_back(own.text, at, other.text, there, at - end)
        length = back + _common(own.text, at, other.text, there)
        if length >= LEAST:
            yield Run(at - back, there - back, length)
            end, other_end = at - back + length, there - back + length


def _common(one: str, i: int, other: str, j: int) -> int:
    """How many characters are equal from two places on."""
    size = 0
    while (piece := other[j + size:j + size + STRIDE]) and one.startswith(piece, i + size):
        size += len(piece)
    return size + next(compress(count(), map(ne, one[i + size:i + size + STRIDE], piece)), min(len(piece), len(one) - i - size))


def _common_back(one: str, i: int, other: str, j: int, most: int) -> int:
    """How many characters in front of two places are equal, at most `most`."""
    count, most = 0, min(most, i, j)
    while count < most and one[i - count - 1] == other[j - count - 1]:
        count += 1
    return count


def _with_gaps(own: str, other: str, runs: Sequence[Run]) -> list[Run]:
    """The runs, and between neighbours the same words with other numbers."""
    found = list(runs[:1])
    for before, run in pairwise(runs):
        at, there = before.at + before.length, before.other + before.length
        if 0 < run.at - at <= NEAR and 0 < run.other - there <= NEAR:
            found += _template(own[at:run.at], other[there:run.other], at, there)
        found.append(run)
    return found


def _template(one: str, other: str, at: int, there: int) -> list[Run]:
    """The words that two gaps share where they differ in numbers only."""
    mine, theirs = _TOKEN.findall(one), _TOKEN.findall(other)
    found = []
    for x, y in zip(mine, theirs, strict=False):
        if x == y:
            found.append(Run(at, there, len(x)))
        elif not (x[0].isdigit() and y[0].isdigit()):
            return []
        at, there = at + len(x), there + len(y)
    return found if len(mine) == len(theirs) else []


def _trimmed(run: Run, own: Words, other: Words) -> Run:
    """A run without the parts of numbers, dates and Latin words at its ends; its length may be 0 or less then."""
    at, there, length = run
    while (skip := max(own.around(at)[1] - at, other.around(there)[1] - there)) and length > 0:
        at, there, length = at + skip, there + skip, length - skip
    while length > 0 and (skip := max(at + length - own.around(at + length)[0], there + length - other.around(there + length)[0])):
        length -= skip
    return Run(at, there, length)


def _within_lines(run: Run, breaks: Sequence[int], other_breaks: Sequence[int]) -> Iterator[Run]:
    """A run cut where a line begins in either text."""
    at, there, length = run
    mine = breaks[bisect_right(breaks, at):bisect_right(breaks, at + length - 1)]
    theirs = other_breaks[bisect_right(other_breaks, there):bisect_right(other_breaks, there + length - 1)]
    if not mine and not theirs:
        yield run
        return
    cuts = {place - at for place in mine} | {place - there for place in theirs}
    for start, end in pairwise(sorted({0, *cuts, length})):
        yield Run(at + start, there + start, end - start)
