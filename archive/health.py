"""What a keeper must know: documents, portals with reason classes, the last run, and what needs a person."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

Row = dict[str, Any]

LEDGER_NOW = """
select l.portal, l."column", l.declared, l.collected, l.pages, l.complete, l.reason, l.detail, r.started_at
from ledger l join runs r on r.id = l.run_id
where l.run_id = (select max(run_id) from ledger x where x.portal = l.portal and x."column" = l."column")
order by l.portal, l."column"
"""
PORTALS = """
select p.id, p.name, p.region_code, p.family, p.enabled, p.note,
       (select count(*) from documents d where d.portal = p.id and d.in_index = 1) as reports,
       (select max(fetched_at) from captures c where c.portal = p.id and c.verdict = 'ok') as last_good,
       (select count(*) from captures c where c.portal = p.id and c.verdict = 'blocked') as blocked
from portals p order by p.region_code, p.id
"""
COUNTS = {
    "documents": "select count(*) from documents",
    "reports": "select count(*) from documents where in_index = 1",
    "gone": "select count(*) from documents where state = 'gone'",
    "captures": "select count(*) from captures",
    "waiting": "select count(*) from captures where extracted is null and kind in ('detail', 'attachment', 'import')",
    "failed": "select count(*) from captures where verdict = 'failed'",
}


def rows(conn: sqlite3.Connection, sql: str) -> list[Row]:
    """All rows of a query as dicts."""
    cursor = conn.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def status(conn: sqlite3.Connection) -> Row:
    """Counts, portals, the newest ledger line of every column, the last runs, and sentences that ask for a person."""
    ledger = rows(conn, LEDGER_NOW)
    by_portal: dict[str, list[Row]] = {}
    for line in ledger:
        by_portal.setdefault(line["portal"], []).append(line)
    portals = rows(conn, PORTALS)
    for portal in portals:
        lines = by_portal.get(portal["id"], [])
        portal["reason"] = next((line["reason"] for line in lines if line["reason"]), None)
        portal["declared"] = sum(line["declared"] or 0 for line in lines) or None
        portal["collected"] = sum(line["collected"] for line in lines)
    runs = rows(conn, "select * from runs order by id desc limit 5")
    for run in runs:
        run["summary"] = json.loads(run["summary"]) if run["summary"] else None
    return {
        "counts": {name: conn.execute(sql).fetchone()[0] for name, sql in COUNTS.items()},
        "years": {str(year): count for year, count in conn.execute(
            "select report_year, count(*) from documents where in_index = 1 group by 1 order by 1")},
        "portals": portals, "ledger": ledger, "runs": runs,
        "attention": attention(portals, ledger, runs),
    }


def attention(portals: list[Row], ledger: list[Row], runs: list[Row]) -> list[str]:
    """One sentence for everything that a person should look at."""
    enabled = {portal["id"] for portal in portals if portal["enabled"]}
    out = [f"{line['portal']} {line['column']}: {line['detail'] or line['reason']}"
           for line in ledger if not line["complete"] and line["portal"] in enabled]
    out += [f"run {run['id']} ({run['command']}, {run['started_at']}) was broken off; the next crawl goes on from there."
            for run in runs[:1] if run["ended_at"] is None]
    return out


def as_text(report: Row) -> str:
    """The status on one screen."""
    counts = report["counts"]
    line = (f"{counts['reports']} reports among {counts['documents']} documents, {counts['captures']} captures "
            f"({counts['waiting']} wait for extraction, {counts['failed']} failed)")
    out = [line]
    if report["years"]:
        out.append("by year: " + "  ".join(f"{year} {count}" for year, count in report["years"].items()))
    for portal in report["portals"]:
        state = "off" if not portal["enabled"] else portal["reason"] or "ok"
        declared = f" of {portal['declared']}" if portal["declared"] else ""
        out.append(f"{portal['id']:<16} {portal['family'] or '?':<8} {state:<11} {portal['reports']:>4} reports, "
                   f"{portal['collected']}{declared} list entries, last good {portal['last_good'] or 'never'}")
    out += [f"needs attention: {sentence}" for sentence in report["attention"]]
    return "\n".join(out)
