"""How the collection fares, for machines: all portals as JSON, and a feed with an entry whenever a portal's state turns."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import health, i18n
from archive.site import shapes, sheets
from archive.site.atom import Entry, Feed, as_atom
from archive.site.served import Site

ENTRIES = 50
"""Newest turns in the feed."""


async def as_json(site: Site, _request: Request) -> Response:
    """Counts, portals with their columns, and the newest run: the public part of `fazhi status --json`."""
    return sheets.as_json(await site.read(lambda conn: health.public(health.status(conn))))


async def atom(site: Site, request: Request) -> Response:
    """The newest turns: a portal that is not collected wholly any more, or is again."""

    def work(conn: sqlite3.Connection) -> list[dict[str, Any]]:
        return health.turns(conn)[:ENTRIES]

    return as_atom(site, request, Feed(
        title=i18n.text("feed.title", site=site.facts["title"], what=i18n.text("status.title")), id="/status.atom", page="/status",
        entries=[_turn(row) for row in await site.read(work)],
    ))


def _turn(row: dict[str, Any]) -> Entry:
    reasons = "，".join(i18n.label(i18n.REASONS, reason) for reason in row["reasons"])
    state = i18n.text("status.complete" if row["complete"] else "status.incomplete") + (f"（{reasons}）" if reasons else "")
    last_good = shapes.moment(row["last_good"]) or i18n.text("status.never")
    return Entry(
        path="/status", id=f"/status#{row['portal']}-{row['run_id']}", title=f"{row['name']}：{state}", updated=row["since"],
        summary=i18n.text("status.last_good", moment=last_good),
    )
