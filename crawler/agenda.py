"""When a portal is due: reports appear between January and April, so that is when it pays to look often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from archive import times
from archive.extract.years import year_in_title

if TYPE_CHECKING:
    from archive.store import Archive

SEASON = range(1, 5)
"""January to April: 法治政府建设与责任落实督察工作规定 (2019) wants the report of a year published by 1 April of the next."""
SEASON_DAYS = 7
"""Days between two visits in the season, until the reports of last year are there."""
USUAL_DAYS = 30
CHANGED_DAYS = 1
"""What changed today is often corrected tomorrow."""
FAILED_DAYS = 1
"""Days after a failed or incomplete visit; doubles with each one in a row, up to the usual step."""
NEARLY = timedelta(hours=1)
"""Pages that come due so shortly before their portal wait for it."""

PUT = """
insert into schedule (portal, next_at, visited_at, failures, why) values (:portal, :next, :visited, :failures, :why)
on conflict (portal) do update set next_at = excluded.next_at, failures = excluded.failures, why = excluded.why,
  visited_at = coalesce(excluded.visited_at, visited_at)
"""
WANTED = "select title from entries where portal = ? and kind = 'annual_report'"
STORED = "select report_year, count(*) from documents where portal = ? and in_index = 1 group by 1"
EARLIEST = """
select min(next_check_at) from frontier where portal = ? and (state = 'done' or state = 'failed' and misses > 0)
"""


class Agenda:
    """When one portal is due; every method is one short transaction."""

    def __init__(self, archive: Archive, portal: str) -> None:
        self.archive = archive
        self.portal = portal

    def is_due(self) -> bool:
        """Whether the portal was never visited, or its time has come."""
        return self.portal in due(self.archive, [self.portal])

    def begin(self) -> None:
        """Note that a visit begins: one that is killed leaves the portal due."""
        now = times.stamp()
        with self.archive.transaction() as conn:
            conn.execute(PUT, {"portal": self.portal, "next": now, "visited": None, "why": "the visit did not end",
                               "failures": self._failures()})

    def finish(self, *, stopped: bool, problem: bool, changed: bool) -> None:
        """Note the end of a visit and set the next one."""
        now = times.now()
        failures = self._failures()
        failures = failures if stopped else failures + 1 if problem else 0
        then, why = next_visit(now, failures=failures, changed=changed, season=self._season(now))
        if stopped:
            then, why = now, "the visit was stopped before its end"
        elif not problem and (page := self._earliest()) and page < then - NEARLY:
            then, why = page, "a page is due for another look"
        with self.archive.transaction() as conn:
            conn.execute(PUT, {"portal": self.portal, "next": times.iso(then), "visited": times.iso(now), "why": why,
                               "failures": failures})

    def _failures(self) -> int:
        row = self.archive.conn.execute("select failures from schedule where portal = ?", (self.portal,)).fetchone()
        return int(row[0]) if row else 0

    def _earliest(self) -> datetime | None:
        found = self.archive.conn.execute(EARLIEST, (self.portal,)).fetchone()[0]
        return times.parse(found) if found else None

    def _season(self, now: datetime) -> bool:
        """Whether reports of last year are still to come: fewer are there than of the year before, or none."""
        if now.month not in SEASON:
            return False
        listed = Counter(year_in_title(title) for (title,) in self.archive.conn.execute(WANTED, (self.portal,)))
        stored = Counter(dict(self.archive.conn.execute(STORED, (self.portal,)).fetchall()))
        found = listed | stored
        return found[now.year - 1] < max(1, found[now.year - 2])


def next_visit(now: datetime, *, failures: int, changed: bool, season: bool) -> tuple[datetime, str]:
    """(time of the next visit, reason) from how the last one went.

    >>> then, why = next_visit(datetime(2026, 2, 3), failures=0, changed=False, season=True)
    >>> then.isoformat(), why
    ('2026-02-10T00:00:00', 'weekly until the reports of last year are there')
    """
    days, why = (SEASON_DAYS, "weekly until the reports of last year are there") if season else (USUAL_DAYS, "monthly")
    if failures:
        days, why = min(days, FAILED_DAYS << min(failures - 1, 6)), "the last visit was not complete"
    elif changed:
        days, why = CHANGED_DAYS, "something changed"
    then = now + timedelta(days=days)
    opening = datetime(now.year + 1, 1, 1, tzinfo=now.tzinfo) + timedelta(days=SEASON_DAYS)
    return (opening, "the season of reports begins") if then > opening else (then, why)


def due(archive: Archive, portals: Iterable[str]) -> list[str]:
    """The portals among these that are due, those that wait longest first; new ones lead."""
    planned = {row["portal"]: row["next_at"] for row in archive.conn.execute("select portal, next_at from schedule")}
    now = times.stamp()
    waiting = [(planned.get(portal, ""), portal) for portal in portals]
    return [portal for at, portal in sorted(waiting, key=lambda pair: pair[0]) if at <= now]


def upcoming(archive: Archive, portals: Iterable[str]) -> tuple[str, str] | None:
    """(time, portal) of the next visit among these portals, or None where none is planned."""
    wanted = set(portals)
    rows = archive.conn.execute("select next_at, portal from schedule order by next_at, portal")
    return next(((row[0], row[1]) for row in rows if row[1] in wanted), None)
