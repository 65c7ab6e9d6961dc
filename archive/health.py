"""What a keeper must know: documents, portals with reason classes, the last run, and what needs a person."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from typing import Any

from archive import times

Row = dict[str, Any]

LEDGER_NOW = """
select l.portal, l."column", l.declared, l.collected, l.pages, l.complete, l.reason, l.detail, r.started_at
from ledger l join runs r on r.id = l.run_id
where l.run_id = (select max(run_id) from ledger x where x.portal = l.portal and x."column" = l."column")
order by l.portal, l."column"
"""
PORTALS = """
with seen as (
    select portal, max(case when verdict = 'ok' then fetched_at end) as last_good, sum(verdict = 'blocked') as blocked
    from captures group by portal),
held as (select portal, count(*) as reports from documents where in_index = 1 group by portal)
select p.id, p.name, p.region_code, p.family, p.enabled, p.note, coalesce(held.reports, 0) as reports, seen.last_good,
       coalesce(seen.blocked, 0) as blocked
from portals p left join seen on seen.portal = p.id left join held on held.portal = p.id order by p.region_code, p.id
"""
VISITS = """
select l.portal, l.run_id, r.started_at, min(l.complete) as complete,
       group_concat(distinct case when not l.complete then l.reason end) as reasons
from ledger l join runs r on r.id = l.run_id where coalesce(l.reason, '') <> 'stopped'
group by l.portal, l.run_id order by l.portal, l.run_id
"""
HAD_LINKS = """
select r.started_at, l.collected from ledger l join runs r on r.id = l.run_id
where l.portal = ? and l."column" = ? and l.collected > 0 order by l.run_id desc limit 1
"""
STALE = """
select portal, max(first_seen) as newest from entries group by portal having max(first_seen) < ?
"""
STALE_DAYS = 400
"""Days without a new entry in any list of a portal: a year's report is missing, or the columns have moved."""
BAD_PAGES = """
select f.portal, count(*) as pages, sum(exists (select 1 from captures c where c.url = f.url and c.verdict = 'blocked'
  and c.fetched_at >= f.fetched_at)) as blocked
from frontier f where f.state = 'failed' and f.misses = 0 group by f.portal order by f.portal
"""
COVERAGE = """
select c.portal, count(*) as documents,
  sum(exists (select 1 from evidence e where e.document_id = d.id and e.field = 'index_number')) as index_number,
  sum(d.date_published is not null) as date_published
from (select distinct portal, document_id from captures where run_id = ? and kind = 'detail' and refers_to is null) c
join documents d on d.id = c.document_id where d.in_index = 1 group by c.portal
"""
COVERED = {"index_number": "an index number (索引号)", "date_published": "a date of publication"}
"""Fields whose share is watched: both vanish when a portal gets a new layout that is not understood."""
FEWEST = 3
"""Documents below which a share says nothing."""
COUNTS = {
    "documents": "select count(*) from documents",
    "reports": "select count(*) from documents where in_index = 1",
    "gone": "select count(*) from documents where state = 'gone'",
    "captures": "select count(*) from captures",
    "waiting": "select count(*) from captures where extracted is null and kind in ('detail', 'attachment', 'import')",
    "failed": "select count(*) from captures where verdict = 'failed'",
}


def rows(conn: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    """All rows of a query as dicts."""
    cursor = conn.execute(sql, values)
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
        declared = [line["declared"] for line in lines]     # a sum without the columns that tell nothing would mislead
        portal["declared"] = sum(declared) if declared and None not in declared else None
        portal["collected"] = sum(line["collected"] for line in lines)
        portal["state"] = state(portal, lines)
        portal["reasons"] = sorted({line["reason"] for line in lines if line["reason"] and not line["complete"]})
    plan = {row["portal"]: row for row in rows(conn, "select * from schedule")}
    quiet = stale(conn)
    for portal in portals:
        portal["newest"] = quiet.get(portal["id"])
        if portal["newest"] and portal["collected"]:
            portal["reason"] = portal["reason"] or "stale"
            portal["reasons"] = sorted({*portal["reasons"], "stale"})
        portal["next_at"] = plan.get(portal["id"], {}).get("next_at")
    runs = rows(conn, "select * from runs order by id desc limit 5")
    for run in runs:
        run["summary"] = json.loads(run["summary"]) if run["summary"] else None
    return {
        "counts": {name: conn.execute(sql).fetchone()[0] for name, sql in COUNTS.items()},
        "years": {str(year): count for year, count in conn.execute(
            "select report_year, count(*) from documents where in_index = 1 group by 1 order by 1")},
        "portals": portals, "ledger": ledger, "runs": runs,
        "attention": attention(conn, portals, ledger, runs),
    }


def stale(conn: sqlite3.Connection) -> dict[str, str]:
    """Portal -> day of its newest entry, where nothing new has come for STALE_DAYS."""
    since = times.iso(times.now() - timedelta(days=STALE_DAYS))
    return {row["portal"]: row["newest"][:10] for row in rows(conn, STALE, since)}


def state(portal: Row, lines: list[Row]) -> str:
    """How a portal stands: disabled, waiting (never visited), complete or incomplete."""
    if not portal["enabled"]:
        return "disabled"
    if not lines:
        return "waiting"
    return "complete" if all(line["complete"] for line in lines) else "incomplete"


PUBLIC = (
    "id", "name", "region_code", "family", "state", "reasons", "reports", "declared", "collected", "last_good", "next_at",
)
"""What everybody may know of a portal."""


def public(report: Row) -> Row:
    """The part of a status that everybody may know: counts, portals with the newest line of each column, the newest run."""
    columns: dict[str, list[Row]] = {}
    for line in report["ledger"]:
        own = {key: line[key] for key in ("column", "declared", "collected", "reason")}
        columns.setdefault(line["portal"], []).append({**own, "complete": bool(line["complete"]), "visited": line["started_at"]})
    runs = [{key: run[key] for key in ("id", "command", "started_at", "ended_at", "exit_code")} for run in report["runs"][:1]]
    return {
        "counts": report["counts"], "years": report["years"], "run": runs[0] if runs else None,
        "portals": [{**{key: portal[key] for key in PUBLIC}, "columns": columns.get(portal["id"], [])} for portal in report["portals"]],
    }


def turns(conn: sqlite3.Connection) -> list[Row]:
    """The visits at which a portal's state or its reasons turned, the newest first, with the last good capture of the portal."""
    known = {portal["id"]: portal for portal in rows(conn, PORTALS)}
    out: list[Row] = []
    before: tuple[object, ...] = ()
    for visit in rows(conn, VISITS):
        reasons = sorted((visit["reasons"] or "").split(",")) if visit["reasons"] else []
        now = (visit["portal"], visit["complete"], reasons)
        if now != before and visit["portal"] in known:
            portal = known[visit["portal"]]
            out.append({"portal": portal["id"], "name": portal["name"], "run_id": visit["run_id"], "since": visit["started_at"],
                        "complete": bool(visit["complete"]), "reasons": reasons, "last_good": portal["last_good"]})
        before = now
    return sorted(out, key=lambda turn: (turn["since"], turn["portal"]), reverse=True)


def attention(conn: sqlite3.Connection, portals: list[Row], ledger: list[Row], runs: list[Row]) -> list[str]:
    """One sentence, with its reason class, for everything that a person should look at."""
    enabled = {portal["id"] for portal in portals if portal["enabled"]}
    out = [f"[{line['reason']}] {line['portal']} {line['column']}: {line['detail'] or line['reason']}"
           f"{had_links(conn, line)}" for line in ledger
           if not line["complete"] and line["reason"] != "stopped" and line["portal"] in enabled]
    out += [f"[{'blocked' if row['blocked'] else 'pages'}] {row['portal']}: {row['pages']} pages never gave a usable "
            f"answer, {row['blocked']} of them are blocked; `fazhi import` takes saved copies."
            for row in rows(conn, BAD_PAGES) if row["portal"] in enabled]
    out += [sentence for portal, sentence in dropped(conn) if portal in enabled]
    out += [f"[stale] {portal['id']}: no list has shown a new entry since {portal['newest']}, more than {STALE_DAYS} days; the "
            "columns may have moved." for portal in portals if portal["enabled"] and "stale" in portal["reasons"]]
    out += [f"run {run['id']} ({run['command']}, {run['started_at']}) was broken off; the next crawl goes on from there."
            for run in runs[:1] if run["ended_at"] is None]
    return out


def had_links(conn: sqlite3.Connection, line: Row) -> str:
    """Half a sentence for a list that is empty now and was not before."""
    if line["collected"]:
        return ""
    before = conn.execute(HAD_LINKS, (line["portal"], line["column"])).fetchone()
    return f" It had {before[1]} entries on {before[0][:10]}." if before else ""


def coverage(conn: sqlite3.Connection, run_id: int) -> Row:
    """Portal -> reports that a run has read anew, and how many of them have an index number and a date."""
    return {row.pop("portal"): row for row in rows(conn, COVERAGE, run_id)}


def dropped(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """(portal, sentence) where a field's share among the reports read anew fell by half since the crawl before."""
    seen: dict[str, list[Row]] = {}
    for (summary,) in conn.execute("select summary from runs where command in ('crawl', 'demo') and summary is not null "
                                   "order by id desc limit 200"):
        for portal, row in json.loads(summary).get("coverage", {}).items():
            if row["documents"] >= FEWEST:
                seen.setdefault(portal, []).append(row)
    out = []
    for portal, (now, *earlier) in sorted(seen.items()):
        for field, name in COVERED.items():
            share, before = (row[field] / row["documents"] for row in (now, *earlier[:1], now)[:2])
            if share < before / 2:
                sentence = (f"[coverage] {portal}: {now[field]} of {now['documents']} reports read by the last crawl have "
                            f"{name}, {before:.0%} had one before; the layout may have changed.")
                out.append((portal, sentence))
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
                   f"{portal['collected']}{declared} list entries, last good {portal['last_good'] or 'never'}, "
                   f"due {portal['next_at'] or 'now'}")
    out += [f"needs attention: {sentence}" for sentence in report["attention"]]
    return "\n".join(out)
