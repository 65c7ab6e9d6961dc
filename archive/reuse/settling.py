"""Keeping the table `reuse` true: triggers note which documents changed, and the pipeline settles them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator

from archive import visits
from archive.reuse.neighbours import COMMON, ENOUGH, OTHER, RULES, Sketch, compare, measure, offer, proposed, sketch_of
from archive.reuse.sketch import marks, pack, unpack
from archive.store import Archive

Progress = Callable[[int, int], None]
BATCH = 50
"""Documents in one transaction: their fingerprints share pages of the table, so that few are written for each."""
FACTS = """
select d.rowid, d.id, d.report_year, d.issuer, d.region_code, d.text_sha256, t.text
from documents d join texts t on t.rowid = d.rowid where d.rowid = ? and d.in_index = 1 and d.report_year is not null
"""
HOLDERS = f"""
select j.value, m.document from json_each(?) j join reuse_marks m on m.mark = j.value
where (select 1 from reuse_marks f where f.mark = j.value limit 1 offset {COMMON}) is not null
and (select 1 from reuse_marks f where f.mark = j.value limit 1 offset {COMMON + 1}) is null
"""  # noqa: S608 - own numbers
"""The reports that have one of the fingerprints which exactly one report too many has."""
SKETCHES = """
select s.document, s.id, cast(s.marks as blob), t.text from reuse_sketches s join texts t on t.rowid = s.document
where s.document not in (select document from reuse_due) order by s.document
"""
HELD = "select count(*) from json_each(?) j join reuse_marks m on m.mark = j.value and m.document = ?"


def settle(archive: Archive, progress: Progress | None = None) -> int:
    """Compare every document that came or changed since the last call; how many. May be killed anywhere."""
    done = 0
    if archive.meta("reuse") != RULES:
        rebuild(archive)
    while rows := archive.conn.execute("select document from reuse_due order by document limit ?", (BATCH,)).fetchall():
        with archive.transaction() as conn:
            for row in rows:
                refresh(conn, row[0])
                conn.execute("delete from reuse_due where document = ?", (row[0],))
        done += len(rows)
        if progress:
            left = archive.conn.execute("select count(*) from reuse_due").fetchone()[0]
            progress(done, done + left)
    while archive.conn.execute("select 1 from reuse where share is null limit 1").fetchone():
        with archive.transaction() as conn:
            measure(conn, BATCH)
            visits.bump(conn)
    return done


def rebuild(archive: Archive) -> None:
    """Forget all that was compared and note every report, for `settle` to begin anew."""
    with archive.transaction() as conn:
        for table in ("reuse", "reuse_marks", "reuse_sketches"):
            conn.execute(f"delete from {table}")  # noqa: S608 - own names
        conn.execute("insert or ignore into reuse_due select rowid from documents where in_index = 1")
        conn.execute("insert or replace into meta values ('reuse', ?)", (RULES,))


def wrong(conn: sqlite3.Connection, progress: Progress) -> Iterator[tuple[str]]:
    """The reports whose fingerprints are not those of their texts."""
    total = conn.execute("select count(*) from reuse_sketches").fetchone()[0]
    for done, (rowid, name, kept, text) in enumerate(conn.execute(SKETCHES), 1):
        found = marks(text)
        if pack(found) != kept or conn.execute(HELD, (json.dumps(found), rowid)).fetchone()[0] != len(found):
            yield (name,)
        if done % BATCH == 0:
            progress(done, total)
    progress(total, total)


def forget(conn: sqlite3.Connection) -> None:
    """Have the next `settle` compare all reports anew."""
    conn.execute("delete from meta where key = 'reuse'")


def refresh(conn: sqlite3.Connection, rowid: int) -> None:
    """Bring a document's rows, and those of the documents that it touches, up to date."""
    old, row = sketch_of(conn, rowid), conn.execute(FACTS, (rowid,)).fetchone()
    if old is not None and row is not None and old[:6] == tuple(row)[:6]:
        return
    touched = remove(conn, old) if old is not None else set()
    if row is not None:
        touched |= add(conn, Sketch._make((*tuple(row)[:6], pack(marks(row["text"])))))
    for other in sorted(touched - {rowid}):
        sketch = sketch_of(conn, other)
        if sketch is not None:
            compare(conn, sketch, proposed(conn, sketch))


def add(conn: sqlite3.Connection, sketch: Sketch) -> set[int]:
    """Store a report's sketch and its rows, and offer it to later reports; returns those to be compared anew."""
    found = unpack(sketch.marks)
    conn.execute("insert into reuse_sketches values (?, ?, ?, ?, ?, ?, ?)", sketch)
    conn.executemany("insert or ignore into reuse_marks values (?, ?)", ((mark, sketch.rowid) for mark in found))
    touched = {row[0] for row in conn.execute("select document from reuse_sketches where issuer = ? and year = ?",
                                              (sketch.issuer, sketch.year + 1))}
    touched |= _formulas(conn, found)
    near = proposed(conn, sketch)
    compare(conn, sketch, near)
    offer(conn, sketch, [pair for pair in near if pair.other.year >= sketch.year and pair.other.rowid not in touched])
    return touched


def _formulas(conn: sqlite3.Connection, found: list[int]) -> set[int]:
    """Count fingerprints that have just become formulas out of all pairs; returns the reports that lost a neighbour."""
    holders: dict[int, list[int]] = {}
    for mark, document in conn.execute(HOLDERS, (json.dumps(found),)):
        holders.setdefault(mark, []).append(document)
    touched: set[int] = set()
    for documents in holders.values():
        pairs = conn.execute(
            "select r.rowid, a.rowid, r.rare from json_each(?) j join documents a on a.rowid = j.value "
            "join reuse r on r.document_id = a.id and r.kind = ? join documents b on b.id = r.other_id "
            "where b.rowid in (select value from json_each(?))",
            (json.dumps(documents), OTHER, json.dumps(documents))).fetchall()
        conn.executemany("update reuse set rare = rare - 1 where rowid = ?", ((row[0],) for row in pairs))
        touched.update(row[1] for row in pairs if row[2] - 1 < ENOUGH)
    return touched


def remove(conn: sqlite3.Connection, sketch: Sketch) -> set[int]:
    """Take a report out; returns the reports to be compared anew."""
    found = unpack(sketch.marks)
    touched = {row[0] for row in conn.execute(
        "select d.rowid from reuse r join documents d on d.id = r.document_id where r.other_id = ?", (sketch.id,))}
    touched.update(document for _, document in conn.execute(HOLDERS, (json.dumps(found),)))
    conn.execute("delete from reuse where document_id = ? or other_id = ?", (sketch.id, sketch.id))
    conn.execute("delete from reuse_sketches where document = ?", (sketch.rowid,))
    conn.executemany("delete from reuse_marks where mark = ? and document = ?", ((mark, sketch.rowid) for mark in found))
    return touched
