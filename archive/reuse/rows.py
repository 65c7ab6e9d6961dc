"""What the table `reuse` says of one report, for the command and the site: dicts that JSON can hold."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from archive.reuse.neighbours import PREVIOUS

Row = dict[str, Any]

SHOWN = 0.05
"""Share below which a report of another body is not told: a few common sentences are no copy."""
_FOUND = f"""
from reuse r join documents d on d.id = r.other_id
where r.document_id = ? and r.share > 0 and r.share <= 1 and (r.kind = '{PREVIOUS}' or r.share >= {SHOWN})
order by r.kind = '{PREVIOUS}' desc, r.share desc, r.other_id
"""
PAIRS = f"""
select r.other_id as id, r.kind, r.share, d.title, d.issuer, d.publisher, d.report_year, d.region_name, cast(r.passages as blob) as passages {_FOUND}
"""
FIRST = f"select r.kind, r.share {_FOUND} limit 1"


def pairs(conn: sqlite3.Connection, document_id: str) -> list[Row]:
    """The reports whose words a report repeats, last year's own one first, then others with the largest share first."""
    cursor = conn.execute(PAIRS, (document_id,))
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, tuple(row), strict=True)) for row in cursor]
    return [row | {"passages": _passages(row["passages"])} for row in found]


def _passages(kept: bytes | None) -> list[list[int]]:
    """The passages of a pair; none where what is kept is damaged, which `fazhi verify` tells."""
    try:
        found = json.loads(kept or b"")
    except ValueError:
        return []
    whole = isinstance(found, list) and all(isinstance(one, list) and [type(place) for place in one] == [int] * 4 for one in found)
    return found if whole else []


def brief(conn: sqlite3.Connection, document_id: str) -> list[Row]:
    """The same as id, kind and share."""
    return [{name: row[name] for name in ("id", "kind", "share")} for row in pairs(conn, document_id)]


def reused(conn: sqlite3.Connection | sqlite3.Cursor, document_id: str) -> Row | None:
    """One line for the report's page: what it repeats of last year's report, else most of another one; None for nothing."""
    found = conn.execute(FIRST, (document_id,)).fetchone()
    if not found:
        return None
    kind, share = found
    return {"kind": "previous" if kind == PREVIOUS else "other", "percent": round(100 * share)}
