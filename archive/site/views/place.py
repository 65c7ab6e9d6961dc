"""A page for each region: its government's reports by year, figures, timeliness, parts, departments and townships."""

from __future__ import annotations

import sqlite3
from statistics import median
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import find, read, regions
from archive.site import indicators, roll, series
from archive.site.coverage import APARTS, HELD, Line, coverage
from archive.site.problems import problem
from archive.site.served import Site

FIGURE_YEARS = 6
FIGURES_SHOWN = 24
"""Years and indicators of the table; the explorer has all of them."""
OTHERS_SHOWN = 30
"""Reports of departments, and of townships; the search has all of them."""
OTHERS_SQL = """
select id, title, report_year, coalesce(issuer, publisher) as issuer, publisher from documents
where region_code = ? and +in_index = 1 and level = ? order by report_year desc, date_published desc limit ?
"""
"""The plus keeps SQLite from walking the index of all reports instead of the region's own few."""
COUNT_SQL = "select level, count(*) as count from documents where region_code = ? and +in_index = 1 group by 1"


async def page(site: Site, request: Request) -> Response:
    """The page of a region; a code that ended leads to the region in force."""
    code = request.url_vars["code"]
    row = regions.load().by_code(code)
    if row is None or row.code not in roll.governments():
        return problem(site, 404)
    if row.code != code:
        return Response("", status=301, headers={"location": site.link(f"/place/{row.code}")})
    chain = list(regions.load().chain(code))[::-1]

    def to(above: str) -> str:
        return site.link(f"/place/{above}" if above else "/coverage")

    return await site.read(lambda conn: site.page("place.html", {"row": row, "chain": chain, "to": to, **_context(conn, code)}))


def _context(conn: sqlite3.Connection, code: str) -> dict[str, Any]:
    """What the template shows."""
    found = coverage(conn, code, roll.today())
    own = found.lines[0]
    rowids = [cell.entry.rowid for cell in own.cells if cell.entry]
    counts = {one["level"]: one["count"] for one in read.rows(conn, COUNT_SQL, code)}
    return {
        "own": own, "titles": roll.titles(conn, rowids), "parts": [_part(line) for line in found.lines[1:]],
        "lags": _lags(own), "others": [_others(conn, code, level, counts.get(level, 0)) for level in APARTS], **_figures(conn, code),
    }


def _others(conn: sqlite3.Connection, code: str, level: str, count: int) -> dict[str, Any]:
    """Reports of a region's departments or townships: some of them, and how many the search shows, which adds those of regions within."""
    found = find.search(conn, "", find.Filters(region=code, level=level), limit=0).total if count > OTHERS_SHOWN else count
    return {"level": level, "count": count, "found": found, "rows": read.rows(conn, OTHERS_SQL, code, level, OTHERS_SHOWN)}


def _part(line: Line) -> dict[str, Any]:
    """A region below: its own years, and how many governments below it have the newest one."""
    return {"row": line.region, "held": sum(cell.state in HELD for cell in line.cells), "years": len(line.cells)}


def _lags(own: Line) -> dict[str, Any] | None:
    """How timely the government's own reports were."""
    days = [cell.entry.lag for cell in own.cells if cell.entry and cell.entry.lag is not None]
    return {"count": len(days), "on_time": sum(day <= 0 for day in days), "median": median(days)} if days else None


def _figures(conn: sqlite3.Connection, code: str) -> dict[str, Any]:
    """The figures of the newest reports: years, and a row for each indicator with its value by year."""
    reports = series.own_reports(conn, {code})[-FIGURE_YEARS:]
    found = series.values(conn, reports)
    anchors = series.anchors(conn, found)
    years = [one.year for one in reports]
    by_name: dict[str, dict[int, tuple[series.Value, str]]] = {}
    for one in found:
        by_name.setdefault(one.indicator, {})[one.entry.year] = one, f"/report/{one.report}#{anchors[one.entry.rowid, one.start]}"
    order = list(indicators.NAMES)
    kept = sorted(by_name, key=lambda name: -len(by_name[name]))[:FIGURES_SHOWN]
    kept.sort(key=lambda name: order.index(name) if name in order else len(order))
    return {"figure_years": years, "figures": [(name, indicators.name(name), by_name[name]) for name in kept]}
