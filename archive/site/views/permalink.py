"""Addresses that stay while the report behind them is found, replaced or corrected: of a government's year, and of its newest report."""

from __future__ import annotations

import sqlite3

from datasette.utils.asgi import Request, Response

from archive import i18n, regions
from archive.site import roll
from archive.site.problems import problem
from archive.site.served import Site

LATEST = "latest"


async def report(site: Site, request: Request) -> Response:
    """Lead to the report of a government itself for a year, or to that of the newest year there is one of."""
    code, year = request.url_vars["code"], request.url_vars["year"]
    row = regions.load().by_code(code)
    if row is None or row.code not in roll.governments():
        return problem(site, 404)

    def work(conn: sqlite3.Connection) -> str | None:
        found = {entry.year: entry.rowid for entry in roll.own(conn, {row.code}).values()}
        rowid = found.get(max(found, default=0) if year == LATEST else int(year))
        return roll.titles(conn, [rowid])[rowid][0] if rowid else None

    name = await site.read(work, snapshot=False)
    if name:
        return Response("", status=302, headers={"location": site.link(f"/report/{name}")})
    words = i18n.text("place.none" if year == LATEST else "place.none.year", region=row.full_name, year=year)
    return problem(site, 404, words=words, way=(i18n.text("place.open"), site.link(f"/place/{row.code}")))
