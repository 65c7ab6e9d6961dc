"""Coverage: which government's report of which year the archive holds, and why it lacks the others."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from archive import health, i18n, regions
from archive.extract.issuer import level_of
from archive.regions import Region
from archive.site import roll
from archive.site.roll import Entry

STATES = ("found", "late", "missing", "blocked", "not_due", "unwatched")
"""What a cell can be: a report in time, a late one; none although the portal was read, none because it could not be read,
none because it is not due, none because nobody looks."""
HELD = ("found", "late")
YEARS_SHOWN, YEARS_KNOWN = 10, 20
"""Newest years of the matrix, which must fit a phone's budget for the whole nation, and of files and places."""
APARTS = ("department", "township")
"""Levels of issuers that are counted apart."""

OTHER_BODIES = re.compile(r"人民代表大会|人大|政协|法院|检察院|监委|管理?委员?会$|公报$|[部司]$")
"""Bodies whose portals never carry a government's report, beside departments and townships, which `level_of` tells by their names."""
WEBSITE = re.compile(r"^中国·?|(?:政府信息公开|信息公开|政务公开)?(?:门户)?(?:网站|网|平台|专栏)$")
"""What stands around the name of a body in the name of its portal."""
PORTALS_KEPT = 10_000
WATCH_SQL = "select id, name, region_code, enabled from portals where region_code is not null order by id"


class Watch(NamedTuple):
    """How a government's portal is watched: watched, blocked or unwatched, and the reason in words."""

    state: str
    reason: str
    day: str = ""
    """Of the last visit, where it was complete."""


class Cell(NamedTuple):
    """One government and year."""

    year: int
    state: str
    entry: Entry | None
    watch: Watch

    @property
    def reason(self) -> str:
        """Why the cell is what it is, in words."""
        if self.entry is None:
            key = {"not_due": "not_due", "missing": "missing", "unwatched": "early" if self.watch.state == "watched" else ""}.get(self.state)
            return i18n.text(f"coverage.why.{key}", watch=self.watch.reason, date=roll.deadline(self.year)) if key else self.watch.reason
        if not self.entry.date:
            return i18n.text("coverage.why.undated")
        if self.state == "late" and self.entry.lag:
            return i18n.text("coverage.why.late", date=self.entry.date, days=self.entry.lag)
        return i18n.text("coverage.why.found", date=self.entry.date)


class Line(NamedTuple):
    """One government with its years; `below` counts (held, all) governments below it by year."""

    region: Region
    watch: Watch
    cells: list[Cell]
    below: list[tuple[int, int]]

    @property
    def quiet(self) -> bool:
        """Whether nobody looks and nothing is held, in any year."""
        return all(cell.state == "unwatched" for cell in self.cells) and not any(held for held, _ in self.below)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix of one region ("" is the nation)."""

    years: list[int]
    lines: list[Line]
    totals: list[Counter[str]]
    """By year, over all governments of the region, not only those shown."""
    aparts: Mapping[str, list[int]]
    """Level -> reports by year of issuers that are counted apart."""
    size: int
    """Governments of the region."""


def coverage(conn: sqlite3.Connection, code: str, today: dt.date, *, every: bool = False, most: int = YEARS_KNOWN) -> Coverage:
    """The matrix of a region and its parts, of at most so many years; with `every`, of all governments below it."""
    scope = roll.within(code)
    held = roll.own(conn, scope)
    years = shown_years([year for _, year in held], today, most)
    watches = dict.fromkeys(scope, Watch("unwatched", i18n.text("coverage.why.nobody"))) | watched(conn)
    due = [(year, roll.deadline(year).isoformat(), today > roll.deadline(year)) for year in years]
    states = {one: [state(held.get((one, year)), watches[one], last, due=over) for year, last, over in due] for one in scope}
    known, others = roll.governments(), Counter((one.level, one.year) for one in roll.entries(conn, scope))
    shown = [known[one] for one in sorted(scope)] if every else [*([known[code]] if code else []), *roll.parts().get(code, ())]
    lines = []
    for row in shown:
        cells = [Cell(year, states[row.code][at], held.get((row.code, year)), watches[row.code]) for at, year in enumerate(years)]
        below = roll.within(row.code) - {row.code} if row.code != code and not every else frozenset[str]()
        counts = [(sum(states[one][at] in HELD for one in below), len(below)) for at in range(len(years))] if below else []
        lines.append(Line(row, watches[row.code], cells, counts))
    return Coverage(
        years, lines, [Counter(row[at] for row in states.values()) for at in range(len(years))],
        {level: [others[level, year] for year in years] for level in APARTS}, len(scope),
    )


def shown_years(found: Sequence[int], today: dt.date, most: int) -> list[int]:
    """The years of the matrix: from the first report, at most so many, up to last year or a newer report."""
    last = max([today.year - 1, *(year for year in found if year <= today.year)])
    first = max(min([last, *found]), last - most + 1)
    return list(range(first, last + 1))


def state(entry: Entry | None, watch: Watch, deadline: str, *, due: bool) -> str:
    """What a government and year is; a date without a day is late if its earliest reading is.

    A portal that was not visited after the deadline has not been asked for the report: nobody looks.
    """
    if entry is None:
        looked = watch.state if watch.state != "watched" else "missing" if watch.day > deadline else "unwatched"
        return looked if due else "not_due"
    if entry.lag is not None:
        return "late" if entry.lag > 0 else "found"
    return "late" if entry.date > deadline[:len(entry.date)] else "found"


def watched(conn: sqlite3.Connection) -> dict[str, Watch]:
    """Code -> how its government's portals are watched, by the newest ledger line of each of their columns."""
    ledger: dict[str, list[health.Row]] = {}
    for line in health.rows(conn, health.LEDGER_NOW):
        ledger.setdefault(line["portal"], []).append(line)
    found: dict[str, Watch] = {}
    for portal in health.rows(conn, WATCH_SQL):
        code = governed(portal["name"], portal["region_code"])
        if code is None:
            continue
        one = _watch(portal, ledger.get(portal["id"], []))
        before = found.get(code)
        if before is None or _RANK[one.state] < _RANK[before.state]:
            found[code] = one
    return found


@lru_cache(PORTALS_KEPT)
def governed(name: str, code: str) -> str | None:
    """The region in force whose government a portal belongs to; None for a bureau's, which says nothing of the government's report.

    >>> governed("舟山市人民政府", "330900"), governed("舟山市水利局", "330900")
    ('330900', None)
    """
    row = regions.load().by_code(code)
    body = WEBSITE.sub("", name)
    other = row is None or OTHER_BODIES.search(body) or level_of(body, row) not in roll.GOVERNMENTS
    return None if other or row is None else row.code


_RANK = {"watched": 0, "blocked": 1, "unwatched": 2}


def _watch(portal: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Watch:
    """How one portal is watched."""
    name = portal["name"]
    if not portal["enabled"]:
        return Watch("unwatched", i18n.text("coverage.why.disabled", portal=name))
    if not lines:
        return Watch("unwatched", i18n.text("coverage.why.waiting", portal=name))
    day = max(line["started_at"] for line in lines)[:roll.FULL_DATE]
    broken = sorted({i18n.label(i18n.REASONS, line["reason"] or "incomplete") for line in lines if not line["complete"]})
    if broken:
        return Watch("blocked", i18n.text("coverage.why.blocked", portal=name, date=day, reasons=i18n.text("join.list").join(broken)))
    return Watch("watched", i18n.text("coverage.why.watched", portal=name, date=day), day)
