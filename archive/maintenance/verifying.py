"""`fazhi verify`: database, WARC files, digests, texts, revisions and index must tell the same."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from archive import database, ids, zh
from archive.errors import FazhiError
from archive.maintenance import kept
from archive.store import Archive
from archive.warc import storage
from archive.warc.record import response_of

Progress = Callable[[int, int], None]
PROBE = 12
"""Tokens from either end of a text that the index is asked for."""
MAX_PROBLEMS = 1_000
"""Sentences after which a badly damaged archive is told from a slightly damaged one."""

PARTS = """
select type, name from sqlite_master where name not like 'sqlite_%'
union all select 'column', m.name || '.' || c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table'
"""
RULES: tuple[tuple[str, str], ...] = (
    ("select id from documents where rowid not in (select rowid from texts)", "document {0} has no text"),
    ("select document_id from texts where rowid not in (select rowid from documents)", "text of {0} has no document"),
    (("select d.id from documents d left join revisions r on r.document_id = d.id and r.revision = d.revision "
      "where r.revision is null"), "document {0} lacks its newest revision"),
    (("select d.id from documents d join revisions r on r.document_id = d.id and r.revision = d.revision "
      "where r.text_sha256 <> d.text_sha256 or r.title is not d.title"),
     "document {0} and its newest revision differ"),
    ("select document_id from revisions group by 1 having count(*) <> max(revision)",
     "document {0} has a gap in its revisions"),
    ("select c.id from captures c where c.file is not null and c.file not in (select file from warcs)",
     "capture {0} names a WARC file that is not registered"),
    ('select c.id from captures c join warcs w on w.file = c.file where c."offset" + c.length > w.bytes',
     "capture {0} lies behind the end of its WARC file"),
    (("select c.id from captures c left join captures o on o.id = c.refers_to "
      "where c.refers_to is not null and (o.file is null or o.sha256 is not c.sha256)"),
     "capture {0} repeats a capture that does not hold its body"),
    ("select c.id from captures c where c.document_id is not null and c.document_id not in (select id from documents)",
     "capture {0} names a document that does not exist"),
    ("select d.id from documents d where d.capture_id is not null and d.capture_id not in (select id from captures)",
     "document {0} names a capture that does not exist"),
    (("select d.id from documents d where d.url is not null and not exists "
      "(select 1 from addresses a where a.document_id = d.id and a.url = d.url)"), "document {0} has an unknown address"),
    (("select document_id from reuse where document_id not in (select id from documents) "
      "or other_id not in (select id from documents)"), "the reuse of {0} names a document that does not exist"),
)
"""SQL that finds what must not be, and the sentence for it."""


@dataclass(slots=True)
class VerifyReport:
    """What was checked and what is wrong."""

    problems: list[str] = field(default_factory=list)
    captures: int = 0
    documents: int = 0


def verify(archive: Archive, progress: Progress | None = None) -> VerifyReport:
    """Check everything; a damaged part is reported and the others are checked all the same."""
    report = VerifyReport()
    show = progress or (lambda _done, _total: None)
    for check in (check_database, check_schema, check_rules, check_warcs, check_documents, check_kept):
        try:
            check(archive, report, show)
        except sqlite3.DatabaseError as error:
            report.problems.append(f"the database is damaged: {error}.")
    del report.problems[MAX_PROBLEMS:]
    return report


def check_database(archive: Archive, report: VerifyReport, _show: Progress) -> None:
    """SQLite's own check of the file and of the full-text tables."""
    found = [row[0] for row in archive.conn.execute("pragma integrity_check(20)")]
    report.problems += [f"the database is damaged: {line}." for line in found if line != "ok"]
    for table in () if database.is_readonly(archive.conn) else ("documents_fts", "documents_chars"):
        with archive.transaction() as conn:
            conn.execute(f"insert into {table} ({table}) values ('integrity-check')")  # noqa: S608 - own names


def check_schema(archive: Archive, report: VerifyReport, _show: Progress) -> None:
    """Everything that schema.sql makes: without a trigger or an index the archive answers wrongly or slowly, and nothing fails."""
    with closing(sqlite3.connect(":memory:")) as model:
        model.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
        missing = parts(model) - parts(archive.conn)
    report.problems += [f"the database lacks the {kind} {name}; restore it from a backup." for kind, name in sorted(missing)
                        if kind != "column" or ("table", name.partition(".")[0]) not in missing]


def parts(conn: sqlite3.Connection) -> set[tuple[str, str]]:
    """(kind, name) of each table, index, trigger and column."""
    return {(row[0], row[1]) for row in conn.execute(PARTS)}


def check_rules(archive: Archive, report: VerifyReport, _show: Progress) -> None:
    """Rows that must go together."""
    for sql, sentence in RULES:
        report.problems += [f"{sentence.format(row[0])}." for row in archive.conn.execute(f"{sql} limit 20")]
    counts = [archive.conn.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608 - own names
              for table in ("documents", "documents_fts_docsize")]
    if counts[0] != counts[1]:
        report.problems.append(f"{counts[0]} documents stand against {counts[1]} in the index; `fazhi replay` is no "
                               "remedy, restore the database from a backup.")


# WARC files -------------------------------------------------------------------------------------------------------


def check_warcs(archive: Archive, report: VerifyReport, show: Progress) -> None:
    """Every record of every file: digests, and the capture row that points at it."""
    folder = archive.data / "warc"
    known = archive.conn.execute("select file, bytes from warcs where bytes > 0 order by file").fetchall()
    for done, (name, size) in enumerate(known, 1):
        path = storage.path_of(folder, name)
        if not path.is_file():
            report.problems.append(f"{path} is missing; restore it from a backup.")
        elif path.stat().st_size < size:
            report.problems.append(f"{path} has {path.stat().st_size} bytes instead of {size}; restore it from a backup.")
        else:
            check_file(archive, report, path, size)
        show(done, len(known))
    names = {row[0] for row in archive.conn.execute("select file from warcs")}
    strangers = sorted(path.name for path in folder.glob("*.warc*") if path.name not in names)
    report.problems += [f"{folder / name} is in no list; `fazhi import` takes foreign WARC files." for name in strangers]
    report.captures = archive.conn.execute("select count(*) from captures").fetchone()[0]


def check_file(archive: Archive, report: VerifyReport, path: Path, size: int) -> None:
    """One WARC file against the captures that point into it."""
    rows = {row["offset"]: row for row in archive.conn.execute(
        'select id, url, sha256, "offset", length from captures where file = ?', (path.name,))}
    for item in storage.scan(path, size):
        if item.problem or item.record is None:
            report.problems.append(f"{path} at byte {item.offset}: {item.problem}.")
        if item.record is None:
            break
        row = rows.pop(item.offset, None)
        if row is not None:
            report.problems += [f"{path} at byte {item.offset}: {fault} (capture {row['id']})."
                                for fault in disagreements(item, row)]
        elif item.record.type in {"response", "revisit", "resource"}:
            report.problems.append(f"{path} at byte {item.offset} holds {item.record.url}, which no capture names.")
    for row in rows.values():                           # behind a damaged record others may be whole
        try:
            storage.read_record(path.parent, path.name, row["offset"], row["length"])
        except FazhiError as error:
            report.problems.append(f"capture {row['id']} ({row['url']}): {error}")


def disagreements(item: storage.Scanned, row: sqlite3.Row) -> list[str]:
    """What a record and its capture row do not agree on."""
    record = item.record
    assert record is not None
    out = []
    if item.length != row["length"]:
        out.append("the length differs from the database")
    if record.url != storage.clean_uri(row["url"]):
        out.append("the address differs from the database")
    if record.type != "revisit" and hashlib.sha256(response_of(record).body).hexdigest() != row["sha256"]:
        out.append("the body differs from the digest in the database")
    return out


# Documents --------------------------------------------------------------------------------------------------------


def check_documents(archive: Archive, report: VerifyReport, show: Progress) -> None:
    """Every text against its digest, its revisions and the index."""
    total = archive.conn.execute("select count(*) from documents").fetchone()[0]
    documents = archive.conn.execute("select d.rowid, d.id, d.title, d.text_sha256, d.text_chars, t.text "
                                     "from documents d join texts t on t.rowid = d.rowid order by d.rowid")
    for row in documents:
        report.documents += 1
        if ids.text_sha256(row["text"]) != row["text_sha256"] or len(row["text"]) != row["text_chars"]:
            report.problems.append(f"the text of {row['id']} differs from its digest; restore it from a backup.")
        elif not findable(archive.conn, row):
            report.problems.append(f"the index does not find {row['id']} by its own words.")
        if report.documents % 100 == 0:
            show(report.documents, total)
    for row in archive.conn.execute("select document_id, revision, text_sha256, text from revisions"):
        if ids.text_sha256(row["text"]) != row["text_sha256"]:
            report.problems.append(f"revision {row['revision']} of {row['document_id']} differs from its digest.")
    show(total, total)


def findable(conn: sqlite3.Connection, row: sqlite3.Row) -> bool:
    """Whether the index finds a document by the beginning and end of its text, its title and its characters."""
    body, title = zh.tokens(row["text"]).split(), zh.tokens(row["title"] or "").split()
    probes = [f"body : {phrase(tokens)}" for tokens in (body[:PROBE], body[-PROBE:]) if tokens]
    probes += [f"title : {phrase(title)}"] if title else []
    characters = zh.chars(f"{row['title'] or ''}\n{row['text']}").split()
    asked = [("documents_fts", probe) for probe in probes]
    asked += [("documents_chars", " ".join(phrase([character]) for character in characters[:PROBE]))] if characters else []
    return all(conn.execute(f"select 1 from {table} where {table} match ? and rowid = ?",  # noqa: S608 - own names
                            (probe, row["rowid"])).fetchone() for table, probe in asked)


def check_kept(archive: Archive, report: VerifyReport, show: Progress) -> None:
    """What is kept because finding it out takes long, against what it would be now."""
    report.problems += kept.problems(archive.conn, show)


def phrase(tokens: list[str]) -> str:
    """Tokens as an FTS5 phrase."""
    return '"' + " ".join(tokens).replace('"', '""') + '"'
