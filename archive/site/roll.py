"""The roll of the reports: who reported for which year and when, and which governments there are."""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from archive import regions
from archive.regions import Region
from archive.search.columns import Snapshot, snapshot
from archive.site.parts import titled
from archive.site.shapes import BEIJING

OUTSIDE = frozenset({"710000", "810000", "820000"})
"""Places without such reports: the duty to publish them binds neither Taiwan nor the special administrative regions."""
GOVERNMENTS = ("province", "city", "county")
"""Levels of an issuer that is a people's government itself; its departments and townships are counted apart."""
DEADLINE = (4, 1)
"""Month and day of the following year up to which a report is on time.

《法治政府建设与责任落实督察工作规定》 (2019) asks for publication by then.
"""
FULL_DATE = 10
"""Characters of a date with year, month and day."""

DATES_KEPT = 10_000
ROLL_SQL = """
select rowid, region_code, coalesce(level, ''), report_year, coalesce(date_published, '') from documents
where +in_index = 1 and report_year is not null and region_code is not null order by rowid
"""
"""The plus keeps SQLite from an index that leads to the rows in leaps."""


class Entry(NamedTuple):
    """One report of the index."""

    rowid: int
    code: str
    """Of the region in force."""
    level: str
    year: int
    date: str
    """Of publication as printed, "" where unknown; may lack day and month."""
    lag: int | None
    """Days from the deadline to the publication, negative before it; None without a full date."""


def today() -> dt.date:
    """The date in China."""
    return dt.datetime.now(BEIJING).date()


@cache
def deadline(year: int) -> dt.date:
    """The last day on which the report of a year is on time.

    >>> deadline(2023)
    datetime.date(2024, 4, 1)
    """
    return dt.date(year + 1, *DEADLINE)


@lru_cache(DATES_KEPT)
def lag(year: int, date: str) -> int | None:
    """Days from the deadline to a date.

    >>> lag(2023, "2024-04-03"), lag(2023, "2024-03")
    (2, None)
    """
    if len(date) != FULL_DATE:
        return None
    try:
        return (dt.date.fromisoformat(date) - deadline(year)).days
    except ValueError:
        return None


def entries(conn: sqlite3.Connection, codes: Iterable[str]) -> list[Entry]:
    """The reports of regions (codes in force) of the index with a year, in the order of code and arrival."""
    with snapshot(conn) as now:
        found = now.once("roll", lambda: _by_code(now))
    return [entry for code in sorted(codes) for entry in found.get(code, ())]


def own(conn: sqlite3.Connection, codes: Iterable[str]) -> dict[tuple[str, int], Entry]:
    """(code, year) -> the report that a government itself published first; undated ones count last."""
    with snapshot(conn) as now:
        by_code = now.once("roll", lambda: _by_code(now))
        found = now.once("own", lambda: {code: _first(code, some) for code, some in by_code.items() if code in governments()})
    return {(code, year): entry for code in sorted(codes) for year, entry in sorted(found.get(code, {}).items())}


def _by_code(now: Snapshot) -> dict[str, list[Entry]]:
    """Code in force -> reports, read in one walk through the table of documents."""
    table, known = regions.load(), dict[str, str]()
    found: dict[str, list[Entry]] = {}
    for rowid, code, level, year, date in now.rows(ROLL_SQL):
        if code not in known:
            row = table.by_code(code)
            known[code] = row.code if row else code
        entry = Entry(rowid, known[code], sys.intern(level), year, sys.intern(date), lag(year, date))
        found.setdefault(entry.code, []).append(entry)
    return found


def _first(code: str, found: Iterable[Entry]) -> dict[int, Entry]:
    """Year -> the first report of the government of a region."""
    level, first = governments()[code].level, dict[int, Entry]()
    for entry in found:
        if entry.level == level and (entry.year not in first or (entry.date or "9") < (first[entry.year].date or "9")):
            first[entry.year] = entry
    return first


@cache
def governments() -> dict[str, Region]:
    """Code -> region in force whose government owes a report, in the order of the codes."""
    return {row.code: row for row in regions.load().rows() if row.valid_to is None and row.code not in OUTSIDE}


@cache
def parts() -> dict[str, list[Region]]:
    """Code -> the regions one level below it; "" -> the provinces."""
    found: dict[str, list[Region]] = {}
    for row in governments().values():
        found.setdefault(row.parent or "", []).append(row)
    return found


@cache
def within(code: str) -> frozenset[str]:
    """The codes of a region and of all below it; "" is the nation."""
    below = {part for row in parts().get(code, ()) for part in within(row.code)}
    return frozenset(below | ({code} if code else set()))


def titles(conn: sqlite3.Connection, rowids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Rowid -> (id, title, issuer) of a few reports."""
    names = ("title", "issuer", "publisher", "report_year")
    sql = f"select rowid, id, {', '.join(names)} from documents where rowid in ({','.join('?' * len(rowids))})"  # noqa: S608 - our names
    found = {rowid: (name, dict(zip(names, values, strict=True))) for rowid, name, *values in conn.execute(sql, rowids)}
    return {rowid: (name, titled(row), row["issuer"] or row["publisher"] or "") for rowid, (name, row) in found.items()}
