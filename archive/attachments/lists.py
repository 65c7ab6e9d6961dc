"""Counting of automatic list numbers: the same rules in .docx (ECMA-376, 17.9) and in .doc (MS-DOC, 2.9.131)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from archive.attachments.numerals import show

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    form: str = "decimal"
    """Number format by its ECMA-376 name."""
    pattern: str = ""
    """Printed pattern: `%1、`, `（%2）`, `%1.%2`."""
    restart: int | None = None
    """Level (from 1) after which counting restarts; 0 = never; None = after any higher level."""
    legal: bool = False
    """Whether all numbers of the pattern are printed as decimals."""
    style: str | None = None
    """Paragraph style that is numbered with this level."""


@dataclass(slots=True)
class Listing:
    """A list as paragraphs name it: an abstract list, own levels and own starts."""

    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Counters:
    """Numbers paragraphs in reading order; lists of one abstract list count on together."""

    def __init__(self, abstracts: Mapping[str, Mapping[int, Level]], listings: Mapping[str, Listing],
                 resolve: Callable[[str], str] = str) -> None:
        self._abstracts = abstracts
        self._listings = listings
        self._resolve = resolve
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, number: str, level: int) -> str:
        """Count one paragraph of a list at a level (from 0) and return its printed number."""
        if number not in self._listings:
            return ""
        level = min(max(level, 0), LEVELS - 1)
        counts = self._counts.setdefault(self._resolve(self._listings[number].abstract), [None] * LEVELS)
        self._count(number, level, counts)
        own = self._level(number, level)
        if own.form == "bullet":  # its pattern is a character of a symbol font
            return ""
        return _PLACE.sub(lambda match: self._shown(number, int(match[1]) - 1, counts, legal=own.legal), own.pattern)

    def _level(self, number: str, level: int) -> Level:
        listing = self._listings[number]
        own = listing.levels.get(level)
        return own or self._abstracts.get(self._resolve(listing.abstract), {}).get(level) or Level()

    def _count(self, number: str, level: int, counts: list[int | None]) -> None:
        if (number, level) not in self._started and level in self._listings[number].starts:
            counts[level] = None
        self._started.add((number, level))
        count = counts[level]
        counts[level] = self._start(number, level) if count is None else count + 1
        for lower in range(level + 1, LEVELS):
            restart = self._level(number, lower).restart
            if restart is None or (restart and level < restart):
                counts[lower] = None

    def _start(self, number: str, level: int) -> int:
        start = self._listings[number].starts.get(level)
        return self._level(number, level).start if start is None else start

    def _shown(self, number: str, level: int, counts: list[int | None], *, legal: bool) -> str:
        count = counts[level]
        if count is None:
            count = self._start(number, level)
        return show(count, "decimal" if legal else self._level(number, level).form)
