"""From captures to documents: everything that waits is read, judged and stored; one bad page never stops the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote

from archive import identity, reuse, times
from archive.extract import EXTRACTOR
from archive.intake.preparing import Prepared, Preparer
from archive.intake.recorder import DOCUMENT_KINDS, MISSING
from archive.store import Archive

Progress = Callable[[int, int], None]
BATCH = 20
"""Captures per transaction: 39 µs a row instead of 153, and never more than a blink of the write lock."""
GONE_AFTER = timedelta(hours=24)
"""A page is gone when it was missing twice, this far apart; servers under repair miss for an hour."""

WAITS = f"extracted is null and kind in {DOCUMENT_KINDS}"
WAITING = f"select * from captures where {WAITS} and id > ? order by id limit ?"  # noqa: S608 - names of ours
COUNT = f"select count(*) from captures where {WAITS}"  # noqa: S608 - names of ours
REFUSALS = (ValueError, OverflowError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
"""What SQLite raises for one bad value, as opposed to a full disk or a damaged file."""
EARLIER = """
select fetched_at, status, verdict from captures
where url = ? and kind in ('detail', 'import') and id <> ? and fetched_at <= ?
order by fetched_at desc, id desc limit 50
"""


@dataclass(slots=True)
class Summary:
    """What became of the captures."""

    seen: int = 0
    """Captures that were taken up."""
    new: int = 0
    revised: int = 0
    same: int = 0
    failed: int = 0
    aside: int = 0
    """Answers that hold no document: 404, blocked, redirects, files read with their page."""
    failures: list[str] = field(default_factory=list)
    """One sentence for each that failed."""
    warnings: list[str] = field(default_factory=list)
    """What was done but is not whole: a torn tail of an imported WARC."""

    def add(self, other: Summary) -> None:
        """Count another summary in."""
        for name in ("seen", "new", "revised", "same", "failed", "aside"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.failures += other.failures
        self.warnings += other.warnings

    def fail(self, sentence: str) -> None:
        """Count one failure."""
        self.failed += 1
        self.failures.append(sentence)


def process_pending(archive: Archive, *, limit: int | None = None, progress: Progress | None = None) -> Summary:
    """Extract and store every capture that waits, at most `limit`; may be killed and started again anywhere."""
    summary = Summary()
    preparer = Preparer(archive)
    total = archive.conn.execute(COUNT).fetchone()[0]
    total = total if limit is None else min(limit, total)
    after = 0
    while limit is None or summary.seen < limit:
        size = BATCH if limit is None else min(BATCH, limit - summary.seen)
        rows = archive.conn.execute(WAITING, (after, size)).fetchall()
        if not rows:
            break
        after = rows[-1]["id"]
        ready = [preparer.prepare(row) for row in rows]
        settle_batch(archive, ready, summary)
        summary.seen += len(rows)
        if progress:
            progress(summary.seen, max(total, summary.seen))
    reuse.settle(archive)
    return summary


def settle_batch(archive: Archive, ready: Sequence[Prepared], summary: Summary) -> None:
    """Store prepared captures in one transaction; where SQLite refuses a value, once more with a savepoint around each.

    At every savepoint the full-text tables write out what they have gathered: that costs as much as all other statements.
    """
    for apart in (False, True):
        batch = Summary()
        try:
            with archive.transaction():
                for item in ready:
                    settle(archive, item, batch, apart)
        except REFUSALS:
            if apart:
                raise
        else:
            summary.add(batch)
            return


def settle(archive: Archive, item: Prepared, summary: Summary, apart: bool) -> None:  # noqa: FBT001 - both are one step
    """Store one prepared capture; `apart` from the others, values that SQLite refuses are that page's failure."""
    row = archive.conn.execute("select extracted from captures where id = ?", (item.row["id"],)).fetchone()
    if row is None or row["extracted"] is not None:
        return                                          # another process was faster
    if not apart:
        store(archive, item, summary)
        return
    try:
        with archive.transaction():
            store(archive, item, summary)
    except REFUSALS as error:
        item.doc, item.error = None, f"it cannot be stored ({type(error).__name__}: {error})."
        with archive.transaction():
            store(archive, item, summary)


def store(archive: Archive, item: Prepared, summary: Summary) -> None:
    """Write what a capture turned out to be."""
    row = item.row
    if item.error:
        finish(archive, item, "failed", None, item.error)
        summary.fail(f"{label(row['url'])}: {item.error}")
    elif item.unchanged:
        archive.touch(item.unchanged, row["url"], row["fetched_at"])
        finish(archive, item, item.verdict, item.unchanged)
        summary.same += 1
    elif item.aside:
        verdict, reason = item.aside
        finish(archive, item, verdict, None, reason)
        if verdict == "gone":
            note_missing(archive, row)
        summary.aside += 1
    elif item.doc is None:
        finish(archive, item, "ok", None)
        summary.aside += 1
    else:
        store_document(archive, item, summary)


def store_document(archive: Archive, item: Prepared, summary: Summary) -> None:
    """Upsert the document of a page; a page read again because of a file keeps its document."""
    row, page, doc = item.row, item.page, item.doc
    assert doc is not None
    stored = archive.upsert(
        doc, capture_id=page["id"], portal=page["portal"], column=page["column"], url=page["url"],
        seen_at=row["fetched_at"], attachments=item.files, document_id=page["document_id"],
    )
    if page["id"] != row["id"]:
        finish(archive, item, "ok", stored.id)
        summary.revised += stored.outcome == "revised"
        summary.aside += stored.outcome != "revised"
        return
    finish(archive, item, doc.verdict, stored.id)
    setattr(summary, stored.outcome, getattr(summary, stored.outcome) + 1)


def finish(archive: Archive, item: Prepared, verdict: str, document_id: str | None, error: str | None = None) -> None:
    """Mark a capture as read; a crawler's `ok` only meant the answer, any other verdict of it stands."""
    archive.conn.execute(
        "update captures set extracted = ?, document_id = ?, "
        "verdict = case when coalesce(verdict, 'ok') = 'ok' then ? else verdict end, "
        "error = coalesce(error, ?) where id = ?", (EXTRACTOR, document_id, verdict, error, item.row["id"]))


def note_missing(archive: Archive, row: sqlite3.Row) -> None:
    """A page that is missing for the second time, a day after the first, is gone."""
    now = times.parse(row["fetched_at"])
    for before in archive.conn.execute(EARLIER, (row["url"], row["id"], row["fetched_at"])):
        missing = before["status"] in MISSING or before["verdict"] == "gone"
        if missing and now - times.parse(before["fetched_at"]) >= GONE_AFTER:
            archive.mark_gone(row["url"], row["fetched_at"])
            return
        if not missing and before["verdict"] not in {"blocked", "failed"}:
            return


def label(url: str) -> str:
    """A page as a sentence names it: its address, or the name of the imported file."""
    return url if identity.is_web(url) else unquote(url.removeprefix("file:///"))
