"""What a portal's crawl still has to fetch, what it has seen in lists, and who crawls it now."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from archive import times
from crawler.base.addresses import canonical
from crawler.base.choice import Choice
from crawler.base.lists import ListEntry

if TYPE_CHECKING:
    import sqlite3

    from archive.store import Archive

RECHECK_DAYS = (1, 7, 30, 180, 365)
"""Days until an unchanged page is asked for again; a change starts over at the first step."""
FIRST_LOOK = timedelta(days=RECHECK_DAYS[0])
GONE_AFTER_HOURS = 24
"""A page counts as gone when it was missing twice, at least this long apart."""
SLICE = 5000
"""Pages that a crawl holds in memory at a time; a frontier may have a hundred thousand."""
LEASE_SECONDS = 600
"""A lease that nobody renewed for this long is free; a dead process of this machine loses it at once."""

ENTRY = """
insert into entries (portal, "column", url, title, date, kind, reason, followed, first_seen, last_seen)
values (:portal, :column, :url, :title, :date, :kind, :reason, :followed, :now, :now)
on conflict (portal, "column", url) do update set title = excluded.title, date = coalesce(excluded.date, date),
  kind = excluded.kind, reason = excluded.reason, followed = max(followed, excluded.followed),
  last_seen = excluded.last_seen
"""
QUEUE = """
insert into frontier (portal, url, kind, "column", parent_url, list_title, list_date, state, added_at)
values (:portal, :url, :kind, :column, :parent, :title, :date, 'new', :now)
on conflict (portal, url) do update set state = 'new', misses = 0 where state = 'gone'
"""
DUE = """
select * from frontier where portal = ? and state <> 'gone' and (
  state = 'new' or ? or next_check_at is null or next_check_at <= ?)
order by state = 'new' desc, kind = 'detail' desc, added_at, url limit ? offset ?
"""
FIRST_DONE = """
update frontier set state = 'done', fetched_at = ?, next_check_at = ?, status = ?, misses = 0, etag = ?, last_modified = ?,
  body_sha256 = ? where portal = ? and url = ?
"""
LEASE = """
insert into leases (portal, owner, expires_at) values (:portal, :owner, :until)
on conflict (portal) do update set owner = :owner, expires_at = :until
where owner in (:owner, :dead) or expires_at <= :now
"""
LEDGER = """
insert or replace into ledger (run_id, portal, "column", declared, collected, pages, complete, reason, detail)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
LAST_FULL = """
select r.started_at, l.pages from ledger l join runs r on r.id = l.run_id
where l.portal = ? and l."column" = ? and l.complete = 1 and coalesce(l.detail, '') not like 'unchanged%'
  and r.started_at >= ? order by l.run_id desc limit 1
"""


@dataclass(frozen=True)
class Found:
    """An entry of a list and what was decided about it."""

    entry: ListEntry
    choice: Choice


class Frontier:
    """The frontier of one portal; every method is one short transaction."""

    def __init__(self, archive: Archive, portal: str) -> None:
        self.archive = archive
        self.portal = portal
        self.changes = 0
        """New pages, changed pages and pages that were missing for the first time."""

    def add_entries(self, column: str, list_url: str, found: Iterable[Found]) -> None:
        """Note the entries of one list page and queue the followed ones, all or none."""
        now = times.stamp()
        with self.archive.transaction() as conn:
            for item in found:
                row = {"portal": self.portal, "column": column, "title": item.entry.title, "date": item.entry.date,
                       "url": canonical(item.entry.url), "kind": item.choice.kind, "reason": item.choice.reason,
                       "followed": int(item.choice.followed), "now": now, "parent": list_url}
                conn.execute(ENTRY, row)
                if item.choice.followed:
                    conn.execute(QUEUE, {**row, "kind": "detail"})

    def known(self, column: str, since: str = "") -> set[str]:
        """Addresses of the entries of a column that were seen in a list at or after a time."""
        rows = self.archive.conn.execute('select url from entries where portal = ? and "column" = ? and last_seen >= ?',
                                         (self.portal, column, since))
        return {row[0] for row in rows}

    def last_full(self, column: str, days: int) -> tuple[str, int] | None:
        """(start, pages) of the last run that read all pages of a column, where it lies at most so many days back."""
        since = times.iso(times.now() - timedelta(days=days))
        row = self.archive.conn.execute(LAST_FULL, (self.portal, column, since)).fetchone()
        return tuple(row) if row else None

    def due(self, *, everything: bool = False, without: Container[str] = ()) -> list[sqlite3.Row]:
        """The next SLICE of pages and files to ask for now, new ones first, then those due for another look.

        `without`: addresses that this crawl has had its turn with.
        """
        for start in count(0, SLICE):
            rows = self.archive.conn.execute(DUE, (self.portal, everything, times.stamp(), SLICE, start)).fetchall()
            fresh = [row for row in rows if row["url"] not in without]
            if fresh or len(rows) < SLICE:
                return fresh
        raise AssertionError

    def done(self, url: str, *, status: int, sha256: str | None, etag: str | None, modified: str | None,
             files: Sequence[ListEntry] = (), same: bool = False) -> None:
        """Mark a page as fetched and queue its files in the same transaction; call it when its capture is stored."""
        now = times.now()
        with self.archive.transaction() as conn:
            old = conn.execute("select * from frontier where portal = ? and url = ?", (self.portal, url)).fetchone()
            if old is None:
                return
            same = same or status == 304 or (sha256 is not None and sha256 == old["body_sha256"])
            self.changes += not same
            conn.execute(
                "update frontier set state = 'done', fetched_at = ?, next_check_at = ?, status = ?, misses = 0, "
                "etag = coalesce(?, iif(?, etag, null)), last_modified = coalesce(?, iif(?, last_modified, null)), "
                "body_sha256 = iif(? = 304, body_sha256, ?) where portal = ? and url = ?",
                (times.iso(now), times.iso(now + next_look(old, same=same)), status, etag, same, modified, same,
                 status, sha256, self.portal, url))
            for file in files:
                conn.execute(QUEUE, {
                    "portal": self.portal, "url": canonical(file.url), "kind": "attachment", "column": old["column"],
                    "parent": url, "title": file.title, "date": old["list_date"], "now": times.iso(now)})

    def first_done(self, conn: sqlite3.Connection, url: str, *, status: int, sha256: str, etag: str | None,
                   modified: str | None) -> None:
        """Mark a page as fetched for the first time, in the very transaction that stores its capture."""
        now = times.now()
        found = conn.execute(FIRST_DONE, (times.iso(now), times.iso(now + FIRST_LOOK), status, etag, modified, sha256,
                                          self.portal, url))
        self.changes += found.rowcount

    def missing(self, url: str, status: int) -> bool:
        """Note a 404, 410 or proved soft 404: gone (True) after two that lie a day apart, else asked again tomorrow."""
        now = times.now()
        with self.archive.transaction() as conn:
            old = conn.execute("select * from frontier where portal = ? and url = ?", (self.portal, url)).fetchone()
            if old is None:
                return False
            early = old["misses"] and times.parse(old["fetched_at"]) > now - timedelta(hours=GONE_AFTER_HOURS)
            misses = old["misses"] + (0 if early else 1)
            self.changes += not early
            conn.execute("update frontier set state = ?, misses = ?, status = ?, fetched_at = iif(?, fetched_at, ?), "
                         "next_check_at = ? where portal = ? and url = ?",
                         ("gone" if misses >= 2 else "failed", misses, status, early, times.iso(now),
                          times.iso(now + timedelta(hours=GONE_AFTER_HOURS)), self.portal, url))
        return bool(misses >= 2)

    def settle(self, capture_id: int, verdict: str, error: str | None = None) -> None:
        """End the holding of a capture: `ok` hands it to the extractor, `gone` keeps it from it."""
        with self.archive.transaction() as conn:
            conn.execute("update captures set verdict = ?, error = ?, extracted = iif(? = 'ok', null, extracted) "
                         "where id = ? and verdict = 'held'", (verdict, error, verdict, capture_id))

    def failed(self, url: str, status: int | None) -> None:
        """Note that no usable answer came; the next crawl asks again."""
        now = times.stamp()
        with self.archive.transaction() as conn:
            conn.execute("update frontier set state = iif(state = 'done', 'done', 'failed'), status = ?, "
                         "fetched_at = ?, next_check_at = ? where portal = ? and url = ?", (status, now, now, self.portal, url))

    def write_ledger(self, run_id: int,
                     rows: Iterable[tuple[str, int | None, int, int, bool, str | None, str | None]]) -> None:
        """Write (column, declared, collected, pages, complete, reason, detail) of a run."""
        with self.archive.transaction() as conn:
            for column, *rest in rows:
                conn.execute(LEDGER, (run_id, self.portal, column, *rest))


def next_look(row: sqlite3.Row, *, same: bool) -> timedelta:
    """Time until the next look at a page: one step further than the last one when nothing changed."""
    if not same or not row["fetched_at"] or not row["next_check_at"]:
        return timedelta(days=RECHECK_DAYS[0])
    last = times.parse(row["next_check_at"]) - times.parse(row["fetched_at"])
    longer = [days for days in RECHECK_DAYS if timedelta(days=days) > last + timedelta(hours=1)]
    return timedelta(days=longer[0] if longer else RECHECK_DAYS[-1])


# Leases ---------------------------------------------------------------------------------------------------------------


def _started(pid: int) -> str:
    """Start time of a process in clock ticks since boot ("" where the system does not tell): pids are used again."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def new_owner() -> str:
    """A name for this process as a holder of leases: machine:pid:random."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}.{secrets.token_hex(6)}"


def is_dead(owner: str) -> bool:
    """Whether a lease's owner was a process of this machine that no longer runs."""
    machine, _, rest = owner.rpartition(":")[0].partition(":")
    if machine != socket.gethostname() or not rest.isdigit():
        return False
    started = owner.rpartition(":")[2].partition(".")[0]
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return bool(started) and _started(int(rest)) not in ("", started)


class Lease:
    """The right to crawl one portal; held by one process at a time."""

    def __init__(self, archive: Archive, portal: str) -> None:
        self.archive = archive
        self.portal = portal
        self.owner = new_owner()

    def take(self) -> str | None:
        """Take or renew the lease; None, or the owner who holds it."""
        now = times.now()
        with self.archive.transaction() as conn:
            row = conn.execute("select owner, expires_at from leases where portal = ?", (self.portal,)).fetchone()
            holder = row["owner"] if row else ""
            got = conn.execute(LEASE, {
                "portal": self.portal, "owner": self.owner, "now": times.iso(now),
                "dead": holder if is_dead(holder) else "", "until": times.iso(now + timedelta(seconds=LEASE_SECONDS))}).rowcount
        return None if got else holder

    def release(self) -> None:
        """Give the lease back."""
        with self.archive.transaction() as conn:
            conn.execute("delete from leases where portal = ? and owner = ?", (self.portal, self.owner))
