"""The page of the timeliness, and its table as CSV."""

from __future__ import annotations

import re
import sqlite3
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Request, Response

from archive import i18n, regions
from archive.site import charts, roll, sheets
from archive.site.problems import problem
from archive.site.served import Site
from archive.site.timeliness import SCOPES, Summary, Timeliness, timeliness
from archive.site.views.coverage import asked_region

YEAR = re.compile(r"(?:19|20)[0-9]{2}")
CSV_COLUMNS = ("by", "key", "name", "reports", "on_time", "on_time_share", "median_days", "latest_days")
DEFAULT = "governments"


def _asked(request: Request) -> tuple[str | None, str, int | None]:
    """Region, scope and year of an address; a scope or year that makes no sense counts as not given."""
    scope, year = request.args.get("scope") or DEFAULT, request.args.get("year") or ""
    return asked_region(request), scope if scope in SCOPES else DEFAULT, int(year) if YEAR.fullmatch(year) else None


def _query(code: str, scope: str, year: int | None) -> str:
    """The same question as the arguments of an address."""
    given = {"region": code, "scope": "" if scope == DEFAULT else scope, "year": year or ""}
    text = urlencode({name: value for name, value in given.items() if value})
    return "?" + text if text else ""


async def page(site: Site, request: Request) -> Response:
    """On-time share, median and distribution; the latest reports."""
    code, scope, year = _asked(request)
    if code is None:
        return problem(site, 404)

    def work(conn: sqlite3.Connection) -> Response:
        found = timeliness(conn, code, scope, year)
        titles = roll.titles(conn, [entry.rowid for _, entry in found.late])
        chain = list(regions.load().chain(code))[::-1] if code else []
        return site.page("timeliness.html", {
            "found": found, "code": code, "year": year, "chain": chain, "query": _query(code, scope, year),
            "to": lambda above: site.link("/timeliness") + _query(above, scope, year),
            "scopes": [
                (i18n.text(f"timeliness.scope.{name}"), site.link("/timeliness") + _query(code, name, year), name == scope)
                for name in SCOPES
            ], "all_years": _query(code, scope, None),
            "years": [(one, _query(code, scope, int(one.key))) for one in found.years],
            "places": [(one, _name(one.key), _query(one.key, scope, year)) for one in found.places],
            "late": [(days, *titles[entry.rowid]) for days, entry in found.late], **_charts(found),
        })

    return await site.read(work)


def _name(code: str) -> str:
    row = regions.load().by_code(code)
    return row.name if row else code


def _charts(found: Timeliness) -> dict[str, Any]:
    """The two drawings: shares by year, and the distribution of the lags."""
    stacks = [charts.Stack(one.key, ((one.on_time, "good"), (one.count - one.on_time, "late")), f"{one.share:.0%}") for one in found.years]
    join = i18n.text("join.clauses").join
    words = join(i18n.text("timeliness.chart.year", year=one.key, share=f"{one.share:.0%}", count=one.count) for one in found.years)
    bins = join(f"{one.label}: {one.parts[0][0]:.0f}" for one in found.stacks)
    return {
        "by_year": charts.columns(stacks, title=i18n.text("timeliness.years"), desc=words),
        "by_days": charts.columns(found.stacks, title=i18n.text("timeliness.days"), desc=bins),
    }


async def as_csv(site: Site, request: Request) -> Response:
    """Years and places as CSV."""
    code, scope, year = _asked(request)
    if code is None:
        return problem(site, 404)

    def work(conn: sqlite3.Connection) -> Response:
        found = timeliness(conn, code, scope, year)
        rows = [_row("year", one, one.key) for one in found.years]
        rows += [_row("place", one, i18n.text("timeliness.own", region=_name(code)) if one.key == code else _name(one.key)) for one in found.places]
        return sheets.as_csv(CSV_COLUMNS, rows, f"timeliness-{code or 'all'}")

    return await site.read(work)


def _row(group: str, one: Summary, name: str) -> dict[str, Any]:
    return {
        "by": group, "key": one.key, "name": name, "reports": one.count, "on_time": one.on_time,
        "on_time_share": round(one.share, 4), "median_days": one.median, "latest_days": one.latest,
    }
