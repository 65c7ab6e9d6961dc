"""What the crawler brought in: every portal with what it declares and what was collected, and why something lacks."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import health
from archive.site import roll
from archive.site.served import Site

STATES: Sequence[str] = ("complete", "incomplete", "waiting", "disabled")
"""What a portal can be, as archive.health judges it."""


async def page(site: Site, request: Request) -> Response:
    """The page of portals, of all or of those in one state; a state that makes no sense counts as not given."""
    state = request.args.get("state") if request.args.get("state") in STATES else ""

    def work(conn: sqlite3.Connection) -> Response:
        report = health.status(conn)
        names = dict(conn.execute("select code, full_name from regions where valid_to is null").fetchall())
        portals = [_portal(portal, names) for portal in report["portals"]]
        return site.page("status.html", {
            "portals": [portal for portal in portals if state in ("", portal["state"])], "state": state, "states": STATES,
            "tally": Counter(portal["state"] for portal in portals), "run": next(iter(report["runs"]), None),
        })

    return await site.read(work)


def _portal(portal: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """One portal with its region's name, its state, and the sentences of its incomplete columns."""
    code = portal["region_code"] or ""
    return {
        **portal, "region": names.get(code, code), "place": code if code in roll.governments() else "",
        "reasons": [reason for reason in portal["reasons"] if reason != "incomplete"],
    }
