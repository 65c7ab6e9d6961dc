"""`fazhi replay`: every document read anew from its archived bytes, without one request.

Memory does not grow with the archive: differences are told as they are found. A replay that was killed goes on where it
was, as long as the extractor is the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from archive import database, ids, read, visits
from archive.extract import EXTRACTOR
from archive.intake import pipeline
from archive.intake.pipeline import Summary
from archive.intake.preparing import Prepared, Preparer
from archive.maintenance import kept
from archive.model import FIELDS
from archive.store import Archive

Progress = Callable[[int, int], None]
Tell = Callable[[str], object]
BATCH = 20
PLACE = "replayed"
"""Key in the table meta: extractor and documents.rowid up to which a replay that was cut off has written."""
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
    extractor: str | None = None
    """Version of the extractor that gave the old value."""

    def sentence(self) -> str:
        """`331121-2020-a35ecb12 publisher: 青田县 -> 青田县人民政府 [extractor 1 -> 2]`."""
        versions = f" [extractor {self.extractor} -> {EXTRACTOR}]" if self.extractor else ""
        if self.field == "text":
            return f"{self.document_id} text: {first_difference(self.old or '', self.new or '')}{versions}"
        return f"{self.document_id} {self.field}: {shown(self.old)} -> {shown(self.new)}{versions}"


@dataclass(slots=True)
class ReplayReport:
    """What a replay found."""

    applied: bool
    documents: int = 0
    """Documents read anew."""
    changed: int = 0
    """Documents with at least one difference."""
    changes: list[FieldChange] = field(default_factory=list)
    """The differences; empty where they were told one by one."""
    pending: Summary = field(default_factory=Summary)
    """Captures that had waited and were stored now."""
    failures: list[str] = field(default_factory=list)


def replay(archive: Archive, *, apply: bool, progress: Progress | None = None, tell: Tell | None = None) -> ReplayReport:
    """Read every document anew and list the differences; with `apply`, write them into the newest revision.

    A better extractor is no change of the page: it makes no new revision. Captures that wait, or that an older
    extractor could not read, are taken up as well (the latter only with `apply`). `tell` gets each difference as a
    sentence when it is found; without it they are gathered in the report.
    """
    report = ReplayReport(apply)
    if apply:
        with archive.transaction() as conn:
            conn.execute(REFUSED, (EXTRACTOR,))
    if not database.is_readonly(archive.conn):
        report.pending = pipeline.process_pending(archive)
        report.failures += report.pending.failures
    total = archive.conn.execute("select count(*) from documents where capture_id is not null").fetchone()[0]
    after = place(archive) if apply else 0
    report.documents = archive.conn.execute("select count(*) from documents where capture_id is not null and rowid <= ?",
                                            (after,)).fetchone()[0]
    while True:
        names = archive.conn.execute("select rowid, id from documents where rowid > ? and capture_id is not null "
                                     "order by rowid limit ?", (after, BATCH)).fetchall()
        if not names:
            break
        rows = archive.conn.execute(DOCUMENTS, (after, BATCH)).fetchall()
        after = names[-1]["rowid"]
        replay_batch(archive, report, rows, after)
        report.documents += len(names)
        if tell:
            for change in report.changes:
                tell(change.sentence())
            report.changes.clear()
        if progress:
            progress(report.documents, total)
    if apply:
        replay_older(archive)
        with archive.transaction() as conn:
            conn.execute("delete from meta where key = ?", (PLACE,))
        kept.renew(archive, progress or (lambda _done, _total: None))
    return report


def place(archive: Archive) -> int:
    """The documents.rowid up to which a replay by this extractor has come that was cut off; 0 where there is none."""
    extractor, _, rowid = (archive.meta(PLACE) or "").rpartition(" ")
    return int(rowid) if extractor == EXTRACTOR else 0


def replay_batch(archive: Archive, report: ReplayReport, rows: list[sqlite3.Row], end: int) -> None:
    """Read some documents anew, then write them, and how far it has come, in one transaction."""
    preparer = Preparer(archive)
    ready = [(row["document"], preparer.prepare_again(row)) for row in rows]
    if not report.applied:
        for name, item in ready:
            settle(archive, report, name, item)
        return
    with archive.transaction() as conn:
        for name, item in ready:
            settle(archive, report, name, item)
        conn.execute("insert or replace into meta values (?, ?)", (PLACE, f"{EXTRACTOR} {end}"))


def settle(archive: Archive, report: ReplayReport, name: str, item: Prepared) -> None:
    """Compare one document and, where asked, write it."""
    doc, row = item.doc, item.page
    if doc is None:
        reason = item.error or (item.aside[1] if item.aside else "its capture holds no document any more.")
        report.failures.append(f"{name} ({pipeline.label(row['url'])}): {reason}")
        return
    stored = read.answer(archive.conn, name)
    assert stored is not None
    changes = differences(name, stored, doc.to_dict()) + file_differences(archive, name, item, stored["extractor"])
    report.changes += changes
    report.changed += bool(changes)
    if report.applied:
        archive.upsert(doc, capture_id=row["id"], portal=row["portal"], column=row["column"], url=row["url"],
                       seen_at=row["fetched_at"], attachments=item.files, document_id=name, amend=True)
        archive.conn.execute("update captures set extracted = ?, verdict = ?, error = null where id = ?",
                             (EXTRACTOR, doc.verdict, row["id"]))


def differences(name: str, old: dict[str, Any], new: dict[str, Any]) -> list[FieldChange]:
    """The fields that differ; lists and the text count as one field each."""
    was = old["extractor"]
    out = [FieldChange(name, key, old[key], new[key], was) for key in (*COMPARED, "text") if old[key] != new[key]]
    if len(old["addresses"]) < 2 and old["index_number"] != new["index_number"]:
        out.append(FieldChange(name, "index_number", old["index_number"], new["index_number"], was))
    return out + [FieldChange(name, key, f"{len(old[key])} entries", f"{len(new[key])} entries", was)
                  for key in ("sections", "figures", "attachments") if old[key] != new[key]]


def file_differences(archive: Archive, name: str, item: Prepared, extractor: str) -> list[FieldChange]:
    """What the files of a page say now and did not before: kind, length of the text, why there is none."""
    old = {row["href"]: row for row in read.attachments(archive.conn, name)}
    return [FieldChange(name, f"attachment {file.name} {key}", old[file.href][key], getattr(file, key), extractor)
            for file in item.files if file.href in old
            for key in ("media_type", "chars", "error", "ocr") if old[file.href][key] != getattr(file, key)]


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
