"""The page of the coverage, and the same as CSV and JSON."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import i18n, regions
from archive.site import roll, sheets
from archive.site.coverage import HELD, STATES, YEARS_SHOWN, Coverage, coverage
from archive.site.problems import problem
from archive.site.served import Site

CODE = re.compile(r"[0-9]{6}")
CSV_COLUMNS = ("code", "region", "level", "year", "state", "state_words", "reason", "date_published", "days_late", "report",
               "below_held", "below_all")


def asked_region(request: Request) -> str | None:
    """The region in force that an address asks for, "" where it names none, None where there is none of that code."""
    code = request.args.get("region") or ""
    row = regions.load().by_code(code) if CODE.fullmatch(code) else None
    if not code:
        return ""
    return row.code if row and row.code in roll.governments() else None


async def page(site: Site, request: Request) -> Response:
    """The matrix of the nation or of a region."""
    code = asked_region(request)
    if code is None:
        return problem(site, 404)

    def work(conn: sqlite3.Connection) -> Response:
        found = coverage(conn, code, roll.today(), most=YEARS_SHOWN)
        chain = list(regions.load().chain(code)) if code else []
        return site.page("coverage.html", {
            "found": found, "chain": chain[::-1], "code": code, "states": STATES, "sums": _sums(found),
            "query": _query(code), "most": YEARS_SHOWN, "to": lambda above: site.link("/coverage") + _query(above),
        })

    return await site.read(work)


def _query(code: str) -> str:
    """The question for a region, or for the nation, as the arguments of an address."""
    return f"?region={code}" if code else ""


def _sums(found: Coverage) -> list[dict[str, Any]]:
    """By year, how many governments are in each state, and the share of those whose report is held among those due."""
    sums = []
    for year, counts in zip(found.years, found.totals, strict=True):
        due, held = found.size - counts["not_due"], sum(counts[state] for state in HELD)
        sums.append({"year": year, "counts": counts, "share": f"{held / due:.1%}" if due else ""})
    return sums


async def as_file(site: Site, request: Request) -> Response:
    """The same cells as CSV or JSON; `depth=all` gives every government below a region."""
    code, form = asked_region(request), request.url_vars["form"]
    every = bool(code) and request.args.get("depth") == "all"
    if code is None:
        return problem(site, 404, json=form == "json")

    def work(conn: sqlite3.Connection) -> Response:
        found = coverage(conn, code, roll.today(), every=every)
        rows = list(_rows(conn, found))
        if form == "csv":
            return sheets.as_csv(CSV_COLUMNS, rows, f"coverage-{code or 'all'}")
        totals = [{"year": one["year"], **{state: one["counts"][state] for state in STATES}} for one in _sums(found)]
        aparts = {level: dict(zip(map(str, found.years), counts, strict=True)) for level, counts in found.aparts.items()}
        return sheets.as_json({"region": code or None, "governments": found.size, "years": found.years, "totals": totals,
                               "reports_of_others": aparts, "cells": rows})

    return await site.read(work)


def _rows(conn: sqlite3.Connection, found: Coverage) -> Iterator[dict[str, Any]]:
    """One object for each cell."""
    ids = roll.titles(conn, [cell.entry.rowid for line in found.lines for cell in line.cells if cell.entry])
    for line in found.lines:
        for place, cell in enumerate(line.cells):
            held, every = line.below[place] if line.below else (None, None)
            yield {
                "code": line.region.code, "region": line.region.full_name, "level": line.region.level, "year": cell.year,
                "state": cell.state, "state_words": i18n.text(f"coverage.{cell.state}"), "reason": cell.reason,
                "date_published": cell.entry.date or None if cell.entry else None,
                "days_late": cell.entry.lag if cell.entry else None,
                "report": ids[cell.entry.rowid][0] if cell.entry else None, "below_held": held, "below_all": every,
            }
