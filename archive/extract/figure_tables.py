"""A table of figures below its header: each number with the name of its row, the year of its column, and their unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.extract import table_heads as heads_of
from archive.extract.table_heads import BLANK, NAME, ORDINAL, OTHER, TIME, UNIT, UNITS, VALUE, WORDS, Head, split_unit

CELL = re.compile(r" ?\| ?")
NUMBER = re.compile(rf"(?P<number>[0-9][0-9,]{{0,14}}(?:\.[0-9]{{1,6}})?)\s?(?P<rest>余?[万亿]?)(?P<unit>{UNIT})?")
NOTHING = re.compile(r"[-—–―/／\\*无]{0,3}")
"""A cell that holds no number."""
_UNIT = re.compile(UNIT)
_FOR_ALL = re.compile(rf"单位[:：]\s*({UNIT})\s*[)）]?$")
_ORDER = re.compile(r"[0-9一二三四五六七八九十]{1,3}[.．、)）]?|[(（][0-9一二三四五六七八九十]{1,3}[)）]")
NUMBERED = re.compile(r"^(?:[0-9一二三四五六七八九十]{1,3}[.．、)）]|[(（][0-9一二三四五六七八九十]{1,3}[)）])")
_TOTAL = re.compile(r"(?<=..)(?:总数|总量|数量|数|情况)$")
_YEAR = re.compile("20[0-9]{2}")
_DIGIT = re.compile(r"[0-9]")
_WORD = re.compile(r"[一-鿿]")


def cells_of(line: str) -> list[str]:
    """The cells of a line, without the blanks around them; one for a line that is no row."""
    return [cell.strip() for cell in CELL.split(line)]


@dataclass(slots=True)
class Table:
    """A table while it is read row by row; its header is known as soon as some columns tell that they count."""

    year: int | None
    caption: str = ""
    heads: list[Head] | None = None
    _above: list[Head] = field(default_factory=list)
    """The row above, where it holds words only: perhaps the upper row of the header."""
    _fresh: bool = False
    """Whether the header stands right above."""
    _names: list[str] = field(default_factory=list)
    """The names of the last row that had all of them: a cell over several rows is printed in the first."""

    def goes_on(self, words: str) -> Table:
        """The same table behind a row with one cell, or a line between."""
        return Table(self.year, words if _FOR_ALL.search(words) else self.caption, self.heads)

    def takes_head(self, cells: Sequence[str]) -> bool:
        """Whether a row is a header or a part of one, which is remembered."""
        if any(NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in cells):
            self._above, self._fresh = [], False
            return False
        found = [heads_of.head(cell, self.year) for cell in cells]
        kinds = {one.kind for one in found}
        if self._fresh and self.heads and not kinds & {NAME, TIME, ORDINAL} and (parts := heads_of.below(self.heads, found)):
            self.heads = parts
            return True
        if heads_of.is_head(found) or (kinds == {VALUE} and self._above):
            self.heads = (heads_of.below(self._above, found) if self._above and not kinds & {NAME, TIME, ORDINAL} else None) or found
            self._names, self._fresh = [], True
            return True
        self._fresh, self._above = False, found if kinds <= {WORDS, NAME, TIME, UNITS, ORDINAL, OTHER, BLANK} else []
        if all(_WORD.search(cell) for cell in cells) and not any(_DIGIT.search(cell) for cell in cells):
            self.heads = None       # words in every column: another table begins
        return False

    def phrases(self, cells: Sequence[str]) -> list[tuple[str, int | None]] | None:
        """The numbers of a row as phrases, each with its year; None where the row does not fit the header."""
        heads = self.heads or []
        starts = [0, *(at for at in range(1, len(heads)) if heads[at].kind in (NAME, ORDINAL) and heads[at - 1].kind in (VALUE, UNITS, OTHER))]
        found = []
        for start, end in zip(starts, [*starts[1:], len(heads)], strict=True):
            if len(starts) > 1:
                self._names = []
            numbers = self._numbers(heads[start:end], cells[start:end] if len(starts) > 1 else cells)
            if numbers is None:
                return None
            found += numbers
        return found

    def _numbers(self, heads: Sequence[Head], cells: Sequence[str]) -> list[tuple[str, int | None]] | None:
        """The numbers of a row, or of one of several tables side by side."""
        first = next((at for at, one in enumerate(heads) if at and one.kind in (VALUE, UNITS, OTHER)), len(heads))
        first = 1 if heads and heads[0].kind == TIME else first
        named = _aligned(heads, cells, first, len(self._names))
        if named is None:
            return None
        names, values = named
        label = heads_of.head(names[0], self.year) if names else Head(BLANK)
        told = label.year if label.kind == VALUE else None
        unit = next((cell for one, cell in zip(heads[first:], values, strict=True) if one.kind == UNITS), "")
        name, beside = ("", "") if told else self._name(names)
        found = []
        for one, cell in zip(heads[first:], values, strict=True):
            hit = NUMBER.fullmatch(cell)
            words = _TOTAL.sub("", name + one.words)
            counted = hit and (hit["unit"] or unit or beside or one.unit or self._unit())
            if hit and words and counted and (one.kind == VALUE or (one.kind == WORDS and told)):
                found.append((f"{words}{hit['number']}{hit['rest']}{counted}", one.year or told))
        return found

    def _name(self, names: list[str]) -> tuple[str, str]:
        """The name of a row and the unit in it; cells that run over several rows are taken from the rows above."""
        names = [cell for cell in names if not _ORDER.fullmatch(cell)]
        names = self._names[:max(0, len(self._names) - len(names))] + names
        above = [*self._names, *[""] * len(names)]
        names = [cell or before for cell, before in zip(names, above, strict=False)]
        self._names = names
        parts = [split_unit(NUMBERED.sub("", "".join(cell.split()))) for cell in names]
        return "".join(part for part, _ in parts), next((unit for _, unit in reversed(parts) if unit), "")

    def _unit(self) -> str:
        """The unit of all numbers of the table."""
        found = _FOR_ALL.search(self.caption)
        return found[1] if found else ""


def _aligned(heads: Sequence[Head], cells: Sequence[str], first: int, known: int) -> tuple[list[str], list[str]] | None:
    """A row's names and its cells below the columns from `first` on; None where it does not fit the header.

    A row may lack its first cells, which run over several rows, or its last ones, which are empty; or have one name more than the header.
    """
    size = len(heads) - first
    split = len(cells) - size
    choices = [(list(cells[:split]), list(cells[split:]))] if split >= 0 and (split >= first or known) else []
    choices += [(list(cells[:named]), [*cells[named:], *[""] * (size - len(cells) + named)])
                for named in (first, first + 1) if named <= len(cells) <= named + size]
    return next(((names, values) for names, values in choices if _fits(heads[first:], values) and _are_names(names)), None)


def _are_names(cells: Sequence[str]) -> bool:
    """Whether cells may be the names of a row: no numbers, but its own in front of them, or a year."""
    return all(not NUMBER.fullmatch(cell) or _YEAR.fullmatch(cell) or (not at and _ORDER.fullmatch(cell)) for at, cell in enumerate(cells))


def _fits(heads: Sequence[Head], values: Sequence[str]) -> bool:
    """Whether cells are what their columns hold: units, numbers or nothing."""
    return all(
        not cell or (_UNIT.fullmatch(cell) is not None if one.kind == UNITS else
                     one.kind not in (VALUE, WORDS) or NUMBER.fullmatch(cell) is not None or NOTHING.fullmatch(cell) is not None)
        for one, cell in zip(heads, values, strict=True)
    )
