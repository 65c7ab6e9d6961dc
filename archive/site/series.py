"""Figures of governments' own reports: one indicator over years or over places, each value with its words in the report."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive import reading
from archive.site import indicators, roll
from archive.site.roll import Entry

FIGURES_SQL = """
select d.rowid, d.id, f.indicator, f.value, f.unit, f.qualifier, f.quote, f.start
from documents d join figures f on f.document_id = d.id
where d.rowid in (select value from json_each(?)) and (? is null or f.indicator = ?) and f.value is not null
  and coalesce(f.year, d.report_year) = d.report_year
order by d.rowid, f.position
"""
TEXTS_SQL = "select rowid, text from texts where rowid in (select value from json_each(?))"
TEXTS_AT_ONCE = 200


class Value(NamedTuple):
    """What one report says of one indicator."""

    entry: Entry
    report: str
    """Id of the document."""
    indicator: str
    value: float
    """In `unit`, which is one in which values can be compared."""
    unit: str
    qualifier: str
    """余, 超, 约 … as printed."""
    quote: str
    start: int
    """Offset of the quote in the text, in characters."""


def own_reports(conn: sqlite3.Connection, codes: Iterable[str]) -> list[Entry]:
    """The report of each government and year, in the order of region and year."""
    return list(roll.own(conn, codes).values())


def values(conn: sqlite3.Connection, reports: Sequence[Entry], indicator: str | None = None) -> list[Value]:
    """The first value of each indicator in each report that speaks of the report's own year."""
    by_rowid = {one.rowid: one for one in reports}
    rows = conn.execute(FIGURES_SQL, (json.dumps(list(by_rowid)), indicator, indicator))
    found: dict[tuple[int, str], Value] = {}
    for rowid, report, name, value, unit, qualifier, quote, start in rows:
        if (rowid, name) not in found:
            amount, common = indicators.comparable(value, unit)
            found[rowid, name] = Value(by_rowid[rowid], report, name, amount, common, qualifier or "", quote, start)
    return sorted(found.values(), key=lambda one: (one.entry.code, one.entry.year))


def anchors(conn: sqlite3.Connection, found: Sequence[Value]) -> dict[tuple[int, int], str]:
    """(rowid, start) -> anchor of the paragraph of the report that holds the quote."""
    known: dict[tuple[int, int], str] = {}
    rowids = sorted({one.entry.rowid for one in found})
    starts: dict[int, set[int]] = {}
    for one in found:
        starts.setdefault(one.entry.rowid, set()).add(one.start)
    for at in range(0, len(rowids), TEXTS_AT_ONCE):
        for rowid, text in conn.execute(TEXTS_SQL, (json.dumps(rowids[at:at + TEXTS_AT_ONCE]),)):
            known |= {(rowid, start): reading.anchor_at(text, start) for start in starts[rowid]}
    return known


def main_unit(found: Sequence[Value]) -> str:
    """The unit that most values have; only these can stand in one drawing."""
    counts = Counter(one.unit for one in found)
    return max(counts, key=lambda unit: counts[unit], default="")
