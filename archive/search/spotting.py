"""Spotting: where runs follow each other in a text, in the spelling of the query or in any that folding makes alike.

Python takes milliseconds to read a class of 28,000 Chinese characters into a pattern, many times longer than to search a text:
a query's own patterns have no such class, and their hits are checked by patterns that are made once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from archive.search.folding import DROPPED, GAP, LETTERS, Run

Span = tuple[int, int]
"""Start and end of a hit, in characters of the text."""

_is_gap = re.compile(GAP).fullmatch
_letter = re.compile(LETTERS).match
_dropped = re.compile(f"[{DROPPED}]+")
_ANY_GAP, _ANY_DROPPED = r"[\W_]*?", r"\W*?"
"""What a pattern takes for a gap; the check of its hits is strict."""


class Spotter:
    """Looks for runs in many folded texts: `whole` runs of letters or digits do not count inside longer ones.

    >>> list(Spotter([Run("2020", False), Run("年度", True)]).spans("12020年度,2020年度"))
    [(8, 14)]
    """

    def __init__(self, runs: Sequence[Run], *, whole: bool = True) -> None:
        self._runs = runs
        self._whole = whole
        self._pattern = self._made()

    def spans(self, text: str, start: int = 0) -> Iterator[Span]:
        """The hits from a place on, in order; they do not overlap."""
        while True:
            for match in self._pattern.finditer(text, start):
                if not self._holds(text, match):
                    start = match.start() + 1
                    break
                yield match.span()
            else:
                return

    def stands_in(self, text: str) -> bool:
        """Whether there is a hit."""
        return next(self.spans(text), None) is not None

    def _made(self) -> re.Pattern[str]:
        """A pattern for all places where the runs may stand, with a group for each run.

        A Chinese character that Python's Unicode tables do not know yet is no letter to them: a gap that took such a character as
        well could be tried in endless ways.
        """
        usual = all(run.text.isalnum() for run in self._runs)
        between = _ANY_DROPPED if usual else f"[{DROPPED}]*"
        return self._joined(_ANY_GAP if usual else GAP, between)

    def _joined(self, gap: str, _between: str) -> re.Pattern[str]:
        """The pattern for a gap between runs and for what may stand between the characters of one."""
        return re.compile(gap.join(f"({re.escape(run.text)})" for run in self._runs))

    def _holds(self, text: str, match: re.Match[str]) -> bool:
        """Whether the runs stand there, with nothing between them but what separates runs."""
        if len(self._runs) == 1:
            return self._is_run(text, match.start(), match.end(), self._runs[0])
        places = [match.span(number) for number in range(1, len(self._runs) + 1)]
        return all(_is_gap(text, left[1], right[0]) for left, right in pairwise(places)) and all(
            self._is_run(text, start, end, run) for (start, end), run in zip(places, self._runs, strict=True))

    def _is_run(self, text: str, start: int, end: int, run: Run) -> bool:
        """Whether a run stands between two places as what it is; Chinese neighbours do not lengthen letters or digits."""
        return run.cjk or not self._whole or not ((start and _letter(text, start - 1)) or _letter(text, end))


class RawSpotter(Spotter):
    """The same in texts that were not folded: finds most places, all but those in another spelling (２０２０)."""

    def _joined(self, gap: str, between: str) -> re.Pattern[str]:
        """A text that was not folded shows upper case, and between Chinese characters what folding takes out."""
        parts = (between.join(run.text) if run.cjk else re.escape(run.text) for run in self._runs)
        return re.compile(gap.join(f"({part})" for part in parts), re.IGNORECASE)

    def _is_run(self, text: str, start: int, end: int, run: Run) -> bool:
        """Between Chinese characters there may stand what folding takes out."""
        if not run.cjk:
            return super()._is_run(text, start, end, run)
        return end - start == len(run.text) or len(_dropped.sub("", text[start:end])) == len(run.text)
