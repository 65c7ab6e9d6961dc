"""Rows of a table of figures as the phrases that the indicators know: 受理行政复议案件 | 件 | 37 counts 受理行政复议案件37件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.extract.figure_tables import NUMBERED, Table, cells_of
from archive.extract.table_heads import UNIT

_NAMED = r"(?P<name>(?:[^|\n0-9]|(?<=[一-鿿])20[0-9]{2}(?=年)){2,40}?)"
ROW = re.compile(
    rf"(?:[0-9一二三四五六七八九十]{{1,3}}[.、]? \| )?{_NAMED}"
    rf"(?:[(（](?:单位[:：])?(?P<beside>{UNIT})[)）])? \| (?:(?P<between>{UNIT}) \| )?"
    rf"(?P<number>[0-9][0-9,]{{0,14}}(?:\.[0-9]{{1,6}})?)(?: \| )?(?P<behind>{UNIT})?(?: \|)? ?",
)
"""Perhaps a number, a name, perhaps its unit, one number, perhaps its unit: without a header nothing tells which of two numbers counts."""
_CAPTION = 40
"""Characters of a line above or between rows that may name what they count; a longer line ends the table."""
_WIDEST = 60
"""Cells of a row at most; a hostile page may have a hundred thousand."""
_TWO = re.compile("[、和及与]")
_PLACED = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A phrase that stands for one number, and where its exact words begin and end in the text."""

    phrase: str
    start: int
    end: int
    year: int | None
    """The year that the words name; None where they name none."""
    lead: str = ""
    """The words above it, whose topic goes on."""


def rows(text: str, year: int | None) -> Iterator[Row]:
    """Every number of the tables in a text of which the row and the header tell name, unit and year."""
    if " | " not in text:
        return
    table, caption = Table(year), ""
    for line in _PLACED.finditer(text):
        words, start, end = line.group(), line.start(), line.end()
        cells = cells_of(words)
        if sum(map(bool, cells)) < 2:
            words = "".join(cells)
            known = table.heads is not None and len(words) <= _CAPTION and "。" not in words
            table = table.goes_on(words) if known else Table(year, words)
            caption = words if len(words) <= _CAPTION else ""
            continue
        if len(cells) > _WIDEST or table.takes_head(cells):
            continue
        found = table.phrases(cells) if table.heads else None
        if found is None:
            yield from _bare(words, start)
        else:
            yield from (Row(phrase, start, end, told, _topic(caption)) for phrase, told in found)


def _topic(caption: str) -> str:
    """What a caption says its table counts; nothing where it names two things."""
    words = NUMBERED.sub("", caption)
    return "" if _TWO.search(words) else words


def _bare(words: str, start: int) -> Iterator[Row]:
    """A row without a header, if it holds one name, one number and one unit."""
    hit = ROW.fullmatch(words)
    if not hit:
        return
    units = [unit for unit in hit.group("beside", "between", "behind") if unit]
    if len(units) == 1:
        yield Row(f"{hit['name'].strip(' |')}{hit['number']}{units[0]}", start, start + len(words), None)
