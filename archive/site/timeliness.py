"""Timeliness: how many days before or after 1 April reports came out, by year and by province."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from statistics import median

from archive.site import roll
from archive.site.charts import Stack
from archive.site.roll import Entry

SCOPES = {
    "governments": roll.GOVERNMENTS, "departments": ("department", "central"), "townships": ("township",),
    "all": (*roll.GOVERNMENTS, "department", "central", "township", ""),
}
"""Whose reports are counted -> levels of their issuers."""
BIN = 15
"""Days in one bar of the distribution."""
EARLIEST, LATEST, ANY_LATER = -90, 120, 10**9
"""Days where the open first and last bar begin and end."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a group of reports shows: `share` on time from 0 to 1, `median` lag in days."""

    key: str
    count: int
    on_time: int
    median: float
    latest: int

    @property
    def share(self) -> float:
        """The part that came out on time."""
        return self.on_time / self.count


@dataclass(frozen=True, slots=True)
class Timeliness:
    """All that the page tells; `undated` reports have no full date of publication and are in nothing else."""

    whole: Summary | None
    years: list[Summary]
    places: list[Summary]
    stacks: list[Stack]
    late: list[tuple[int, Entry]]
    """The latest reports: (days, report)."""
    undated: int


def timeliness(conn: sqlite3.Connection, code: str, scope: str, year: int | None, *, latest: int = 20) -> Timeliness:
    """The lags of a region ("" is the nation), of the issuers of a scope, of one year or of all.

    Of several reports of one government for one year the first counts, as in the coverage: a correction is not a late report.
    """
    codes, levels = roll.within(code), SCOPES[scope]
    others = (one for one in roll.entries(conn, codes) if one.level not in roll.GOVERNMENTS)
    mine = [one for one in (*roll.own(conn, codes).values(), *others) if one.level in levels and year in (None, one.year)]
    dated = [(one.lag, one) for one in mine if one.lag is not None]
    parts = {part: row.code for row in roll.parts().get(code, ()) for part in roll.within(row.code)}
    return Timeliness(
        whole=next(iter(_summaries(("", days) for days, _ in dated)), None),
        years=_summaries((str(one.year), days) for days, one in dated),
        places=_summaries((parts.get(one.code, code), days) for days, one in dated),
        stacks=distribution([days for days, _ in dated]),
        late=nsmallest(latest, (pair for pair in dated if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].rowid)),
        undated=len(mine) - len(dated),
    )


def _summaries(lags: Iterable[tuple[str, int]]) -> list[Summary]:
    """Groups of (key, lag) in the order of their keys."""
    groups: dict[str, list[int]] = {}
    for key, days in lags:
        groups.setdefault(key, []).append(days)
    return [
        Summary(key, len(days), sum(day <= 0 for day in days), median(days), max(days)) for key, days in sorted(groups.items())
    ]


def distribution(lags: Sequence[int]) -> list[Stack]:
    """Reports by lag in steps of half a month; bars on time and late differ in kind and never share one.

    >>> [(one.label, one.parts) for one in distribution([0, 1, 400])][6:8]
    [('0', ((1, 'good'),)), ('15', ((1, 'late'),))]
    """
    edges = [*range(EARLIEST, LATEST + 1, BIN), ANY_LATER]
    counts = dict.fromkeys(edges, 0)
    for days in lags:
        counts[edges[bisect_left(edges, days)]] += 1
    labels = {EARLIEST: f"≤{EARLIEST}", ANY_LATER: f">{LATEST}"}
    return [Stack(labels.get(edge, str(edge)), ((count, "good" if edge <= 0 else "late"),)) for edge, count in counts.items()] if lags else []
