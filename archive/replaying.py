"""`fazhi replay`: every document read anew from its archived bytes, without one request."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from archive import ids, pipeline, read, visits
from archive.extract import EXTRACTOR
from archive.model import FIELDS
from archive.pipeline import Summary
from archive.preparing import Prepared, Preparer
from archive.store import Archive

Progress = Callable[[int, int], None]
BATCH = 20
SHOWN = 60
"""Characters of a long value in a printed difference."""
COMPARED = tuple(name for name in FIELDS if name not in {"url", "index_number", "index_number_valid"})
DOCUMENTS = """
select d.id as document, c.* from documents d join captures c on c.id = d.capture_id
where d.rowid > ? order by d.rowid limit ?
"""
OLDER = """
select r.document_id as document, r.revision, c.* from revisions r join documents d on d.id = r.document_id
join captures c on c.id = r.capture_id
where r.revision <> d.revision and d.verdict <> 'attachment_only' order by r.document_id, r.revision
"""
REFUSED = """
update captures set extracted = null, error = null, verdict = null
where document_id is null and kind in ('detail', 'import') and file is not null and refers_to is null
and extracted <> '-' and (status is null or status between 200 and 299) and (verdict = 'failed' or extracted <> ?)
"""
"""What the crawler refused (`-`) stays refused; what an extractor could not read gets another try."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one document before and after."""

    document_id: str
    field: str
    old: Any
    new: Any

    def sentence(self) -> str:
        """`331121-2020-a35ecb12 publisher: 青田县 -> 青田县人民政府`."""
        if self.field == "text":
            return f"{self.document_id} text: {first_difference(self.old or '', self.new or '')}"
        return f"{self.document_id} {self.field}: {shown(self.old)} -> {shown(self.new)}"


@dataclass(slots=True)
class ReplayReport:
    """What a replay found."""

    applied: bool
    documents: int = 0
    """Documents read anew."""
    changed: int = 0
    """Documents with at least one difference."""
    changes: list[FieldChange] = field(default_factory=list)
    pending: Summary = field(default_factory=Summary)
    """Captures that had waited and were stored now."""
    failures: list[str] = field(default_factory=list)


def replay(archive: Archive, *, apply: bool, progress: Progress | None = None) -> ReplayReport:
    """Read every document anew and list the differences; with `apply`, write them into the newest revision.

    A better extractor is no change of the page: it makes no new revision. Captures that wait, or that an older
    extractor could not read, are taken up as well (the latter only with `apply`).
    """
    report = ReplayReport(apply)
    if apply:
        with archive.transaction() as conn:
            conn.execute(REFUSED, (EXTRACTOR,))
    report.pending = pipeline.process_pending(archive)
    report.failures += report.pending.failures
    total = archive.conn.execute("select count(*) from documents where capture_id is not null").fetchone()[0]
    after = 0
    while True:
        names = archive.conn.execute("select rowid, id from documents where rowid > ? and capture_id is not null "
                                     "order by rowid limit ?", (after, BATCH)).fetchall()
        if not names:
            break
        replay_batch(archive, report, archive.conn.execute(DOCUMENTS, (after, BATCH)).fetchall())
        after = names[-1]["rowid"]
        report.documents += len(names)
        if progress:
            progress(report.documents, total)
    if apply:
        replay_older(archive)
    return report


def replay_batch(archive: Archive, report: ReplayReport, rows: list[sqlite3.Row]) -> None:
    """Read some documents anew, then write them in one transaction."""
    preparer = Preparer(archive)
    ready = [(row["document"], preparer.prepare_again(row)) for row in rows]
    with archive.transaction():
        for name, item in ready:
            settle(archive, report, name, item)


def settle(archive: Archive, report: ReplayReport, name: str, item: Prepared) -> None:
    """Compare one document and, where asked, write it."""
    doc, row = item.doc, item.page
    if doc is None:
        reason = item.error or (item.aside[1] if item.aside else "its capture holds no document any more.")
        report.failures.append(f"{name} ({pipeline.label(row['url'])}): {reason}")
        return
    stored = read.answer(archive.conn, name)
    assert stored is not None
    changes = differences(name, stored, doc.to_dict())
    report.changes += changes
    report.changed += bool(changes)
    if report.applied:
        archive.upsert(doc, capture_id=row["id"], portal=row["portal"], column=row["column"], url=row["url"],
                       seen_at=row["fetched_at"], attachments=item.files, document_id=name, amend=True)
        archive.conn.execute("update captures set extracted = ?, verdict = ?, error = null where id = ?",
                             (EXTRACTOR, doc.verdict, row["id"]))


def differences(name: str, old: dict[str, Any], new: dict[str, Any]) -> list[FieldChange]:
    """The fields that differ; lists and the text count as one field each."""
    out = [FieldChange(name, key, old[key], new[key]) for key in (*COMPARED, "text") if old[key] != new[key]]
    if len(old["addresses"]) < 2 and old["index_number"] != new["index_number"]:
        out.append(FieldChange(name, "index_number", old["index_number"], new["index_number"]))
    return out + [FieldChange(name, key, f"{len(old[key])} entries", f"{len(new[key])} entries")
                  for key in ("sections", "figures", "attachments") if old[key] != new[key]]


def replay_older(archive: Archive) -> None:
    """Bring older revisions to the newest extractor too, so that a comparison shows only what the page changed."""
    preparer = Preparer(archive)
    for row in archive.conn.execute(OLDER).fetchall():
        doc = preparer.prepare_again(row).doc
        if doc is None or not doc.text:
            continue
        with archive.transaction() as conn:
            changed = conn.execute(
                "update revisions set text = ?, title = ?, text_sha256 = ? where document_id = ? and revision = ? "
                "and (text <> ? or title is not ?)",
                (doc.text, doc.title, ids.text_sha256(doc.text), row["document"], row["revision"], doc.text, doc.title))
            if changed.rowcount:
                visits.bump(conn)


def shown(value: Any) -> str:
    """A value as a difference prints it."""
    text = "nothing" if value is None else str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def first_difference(old: str, new: str) -> str:
    """Both lengths, and the place where two texts part."""
    at = next((index for index, (left, right) in enumerate(zip(old, new, strict=False)) if left != right),
              min(len(old), len(new)))
    start = max(0, at - 10)
    before, after = (text[start:at + 20].replace("\n", "⏎") for text in (old, new))
    return f"{len(old)} -> {len(new)} characters, from character {at}: {before!r} -> {after!r}"


def replay_text(report: ReplayReport) -> str:
    """The report for a terminal: one line per difference, a summary last."""
    lines = [change.sentence() for change in report.changes]
    done = "changed" if report.applied else "would change"
    stored = f"; {report.pending.new} new documents from captures that waited" if report.pending.seen else ""
    return "\n".join([*lines, f"{report.documents} documents read anew, {report.changed} {done}{stored}"])
