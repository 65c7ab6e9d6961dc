"""A document into the tables: new, revised or the same as before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from archive import identity, ids, indexing, visits
from archive.extract import EXTRACTOR
from archive.extract.codes import index_number_valid
from archive.model import FIELDS, Document

PRINTED = tuple(name for name in FIELDS if name not in {"url", "index_number", "index_number_valid"})
"""Fields that are stored as extracted; address and index number may come from another address of the document."""
DETAILS: dict[str, tuple[str, ...]] = {
    "sections": ("position", "level", "heading", "role", "start", "end"),
    "figures": ("position", "indicator", "value", "unit", "year", "qualifier", "quote", "start", "end"),
    "evidence": ("field", "rule", "where", "quote"),
    "attachments": ("position", "name", "href", "capture_id", "sha256", "media_type", "bytes", "chars", "error", "ocr"),
}
"""Tables that are replaced as a whole: their columns behind document_id."""
VALUES = {table: attrgetter(*(name for name in columns if name not in {"position", "field"}))
          for table, columns in DETAILS.items()}
"""The same columns as read from a Section, Figure, Evidence or FileRow."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a page with what is known of its fetched bytes."""

    name: str
    href: str
    capture_id: int | None = None
    sha256: str | None = None
    """Of the decoded file."""
    media_type: str | None = None
    bytes: int | None = None
    chars: int | None = None
    """Characters of text read from it; None = not read."""
    error: str | None = None
    ocr: float | None = None
    """Mean confidence of text read by OCR, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a document: `outcome` is new, revised or same."""

    id: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where, when and how a document was seen."""

    url: str | None
    portal: str | None
    column: str | None
    capture_id: int | None
    seen_at: str
    files: tuple[FileRow, ...] | None
    document_id: str | None
    amend: bool

    @property
    def address(self) -> str | None:
        """The URL where it is an address of the web; an imported file has none."""
        return self.url if identity.is_web(self.url) else None


def upsert(conn: sqlite3.Connection, doc: Document, seen: Sighting, index: indexing.Queue) -> Stored:
    """Store a document inside the caller's transaction, which ends with `index.flush`."""
    doc = replace(doc, title=doc.title or None)
    sha = ids.text_sha256(doc.text)
    known = seen.document_id or identity.find(conn, doc, seen.url, sha)
    if known is None:
        return insert(conn, doc, seen, sha, index)
    row = conn.execute("select d.*, t.text from documents d join texts t on t.rowid = d.rowid where d.id = ?",
                       (known,)).fetchone()
    if not seen.amend and hides(doc, row):
        return Stored(known, "same")
    put_address(conn, known, doc, seen)
    return update(conn, row, doc, seen, sha, index)


def hides(doc: Document, row: sqlite3.Row) -> bool:
    """Whether the page shows nothing for now (blocked, an empty shell, a file not fetched): the text is kept."""
    nothing = identity.NOTHING_VERDICTS
    return bool(row["text"]) and (not doc.text or (doc.verdict in nothing and row["verdict"] not in nothing))


def insert(conn: sqlite3.Connection, doc: Document, seen: Sighting, sha: str, index: indexing.Queue) -> Stored:
    """A document that was never seen before."""
    name = ids.document_id(doc.region_code, doc.report_year, seed_of(doc, seen, sha), lambda taken: bool(
        conn.execute("select 1 from documents where id = ?", (taken,)).fetchone()))
    values = fields(doc, sha) | {
        "id": name, "url": seen.address, "index_number": doc.index_number, "portal": seen.portal,
        "index_number_valid": doc.index_number_valid, "first_seen": seen.seen_at, "last_seen": seen.seen_at,
        "capture_id": seen.capture_id,
    }
    marks = ", ".join("?" * len(values))
    rowid = conn.execute(f"insert into documents ({', '.join(values)}) values ({marks})",  # noqa: S608 - own names
                         tuple(values.values())).lastrowid or 0
    conn.execute("insert into texts values (?, ?, ?)", (rowid, name, doc.text))
    add_revision(conn, name, 1, doc, seen, sha)
    put_address(conn, name, doc, seen)
    put_details(conn, name, doc, seen, known=False)
    index.add(rowid, doc.title, doc.text)
    visits.bump(conn)
    return Stored(name, "new")


def seed_of(doc: Document, seen: Sighting, sha: str) -> str:
    """What a permalink is made of: whose report of which year it is, so that the order of addresses does not matter;
    where that is unknown, the address or the text.
    """
    if doc.issuer and doc.report_year:
        return "\n".join((doc.issuer, str(doc.report_year), doc.kind, doc.title or ""))
    return seen.address or (sha if doc.text else f"{seen.url}\n{doc.title}")


def fields(doc: Document, sha: str) -> dict[str, Any]:
    """Columns of `documents` that follow from the document alone."""
    return {name: getattr(doc, name) for name in PRINTED} | {
        "text_sha256": sha, "text_chars": len(doc.text), "in_index": int(doc.in_index), "extractor": EXTRACTOR,
        "warnings": json.dumps(doc.warnings, ensure_ascii=False) if doc.warnings else None,
    }


def update(
    conn: sqlite3.Connection, row: sqlite3.Row, doc: Document, seen: Sighting, sha: str, index: indexing.Queue,
) -> Stored:
    """A known document seen again: its first address leads, other addresses count only with a text never seen."""
    name = row["id"]
    leads = seen.amend or seen.address == address_of(conn, name)
    newest, at = conn.execute("select max(revision), max(case when revision = ? then seen_at end) from revisions "
                              "where document_id = ?", (row["revision"], name)).fetchone()
    changed = sha != row["text_sha256"] or (leads and (doc.title or "") != (row["title"] or ""))
    known = conn.execute("select 1 from revisions where document_id = ? and text_sha256 = ?", (name, sha)).fetchone()
    late = not seen.amend and seen.seen_at < at
    if not seen.amend and changed and (late or not leads) and known:
        changed = False                                 # another address still shows an older version
    visits.touch(conn, name, seen.address, seen.seen_at)
    if not leads and seen.address is None:              # a saved copy tells nothing new about a page of the web
        return Stored(name, "same")
    if changed and late:
        add_revision(conn, name, newest + 1, doc, seen, sha)
        visits.bump(conn)
        return Stored(name, "revised")
    if (not changed and not leads) or late:
        return Stored(name, "same")
    return write(conn, row, doc, seen, index, sha=sha, newest=newest if changed else None)


def write(conn: sqlite3.Connection, row: sqlite3.Row, doc: Document, seen: Sighting, index: indexing.Queue, *, sha: str,
          newest: int | None) -> Stored:
    """Bring row, text, index and details up to date; `newest` is the last revision's number where the text changed."""
    name, outcome = row["id"], "same"
    values = fields(doc, sha) | numbers(conn, row, doc)
    if newest is not None:
        in_place = seen.amend or was_cover(conn, row)
        outcome = "same" if in_place else "revised"
        values["revision"] = row["revision"] if in_place else newest + 1
        if in_place:
            conn.execute("update revisions set text_sha256 = ?, title = ?, text = ? where document_id = ? "
                         "and revision = ?", (sha, doc.title, doc.text, name, row["revision"]))
        else:
            add_revision(conn, name, newest + 1, doc, seen, sha)
        index.flush(conn)
        indexing.remove(conn, row["rowid"], row["title"], row["text"])
        index.add(row["rowid"], doc.title, doc.text)
        conn.execute("update texts set text = ? where rowid = ?", (doc.text, row["rowid"]))
    changed = {key: value for key, value in values.items() if row[key] != value}
    if put_details(conn, name, doc, seen) or changed.keys() - {"extractor"} or newest is not None:
        changed["capture_id"] = seen.capture_id or row["capture_id"]
        visits.bump(conn)
    if changed:
        sets = ", ".join(f"{key} = ?" for key in changed)
        conn.execute(f"update documents set {sets} where id = ?", (*changed.values(), name))  # noqa: S608 - own names
    return Stored(name, outcome)


def was_cover(conn: sqlite3.Connection, row: sqlite3.Row) -> bool:
    """Whether the stored text is only the cover sheet of a file that had not come yet: no version worth keeping."""
    return not row["text"] or (row["verdict"] == "attachment_only" and not conn.execute(
        "select 1 from attachments where document_id = ? and chars > 0", (row["id"],)).fetchone())


def numbers(conn: sqlite3.Connection, row: sqlite3.Row, doc: Document) -> dict[str, Any]:
    """The index number: the first valid one among the addresses, else the page's own, else the first of all."""
    found = printed_numbers(conn, row["id"])
    valid = [number for number in found if index_number_valid(number)]
    number = next(iter(valid or ([doc.index_number] if doc.index_number else found)), None)
    return {"index_number": number,
            "index_number_valid": doc.index_number_valid if number == doc.index_number else index_number_valid(number)}


def printed_numbers(conn: sqlite3.Connection, name: str) -> list[str]:
    """The index numbers at a document's addresses, oldest day first; within a day the order of visits must not matter."""
    return [number for (number,) in conn.execute(
        "select index_number from addresses where document_id = ? and index_number is not null "
        "order by substr(first_seen, 1, 10), url", (name,))]


def settle_number(conn: sqlite3.Connection, name: str) -> None:
    """Let the first valid index number of all addresses stand, whichever page came first."""
    number = next((number for number in printed_numbers(conn, name) if index_number_valid(number)), None)
    if number and conn.execute("update documents set index_number = ?, index_number_valid = 1 where id = ? "
                               "and index_number is not ?", (number, name, number)).rowcount:
        visits.bump(conn)


def address_of(conn: sqlite3.Connection, name: str) -> str | None:
    """The newest live address of a document."""
    row = conn.execute("select url from documents where id = ?", (name,)).fetchone()
    return row[0] if row else None


def put_address(conn: sqlite3.Connection, name: str, doc: Document, seen: Sighting) -> None:
    """Note the address; another document that stood there until now stands there no more."""
    if seen.address is None:
        return
    conn.execute(
        'insert into addresses (document_id, url, portal, "column", index_number, first_seen, last_seen) '
        "values (?, ?, ?, ?, ?, ?, ?) on conflict (url, document_id) do update set "
        'portal = coalesce(excluded.portal, portal), "column" = coalesce("column", excluded."column"), '
        "index_number = coalesce(excluded.index_number, index_number), "
        "first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)",
        (name, seen.address, seen.portal, seen.column, doc.index_number, seen.seen_at, seen.seen_at))
    conn.execute("update documents set first_seen = min(first_seen, ?) where id = ?", (seen.seen_at, name))
    others = conn.execute("select document_id, last_seen from addresses where url = ? and document_id <> ?",
                          (seen.address, name)).fetchall()
    for other, last_seen in others:
        leaver = other if last_seen <= seen.seen_at else name
        conn.execute("update addresses set state = 'gone' where url = ? and document_id = ?", (seen.address, leaver))
        visits.settle_address(conn, leaver, seen.seen_at)
    visits.settle_address(conn, name, seen.seen_at)
    settle_number(conn, name)


def add_revision(conn: sqlite3.Connection, name: str, number: int, doc: Document, seen: Sighting, sha: str) -> None:
    """Keep a version of the text."""
    conn.execute("insert into revisions values (?, ?, ?, ?, ?, ?, ?)",
                 (name, number, seen.seen_at, seen.capture_id, sha, doc.title, doc.text))


def put_details(conn: sqlite3.Connection, name: str, doc: Document, seen: Sighting, *, known: bool = True) -> bool:
    """Replace sections, figures, evidence and attachments where they differ; whether any did. Of a document that is not
    `known` yet there is nothing to compare and to delete.
    """
    files = seen.files if seen.files is not None else tuple(FileRow(link.name, link.href) for link in doc.attachments)
    rows: dict[str, list[tuple[Any, ...]]] = {
        "sections": numbered(map(VALUES["sections"], doc.sections)),
        "figures": numbered(map(VALUES["figures"], doc.figures)),
        "evidence": sorted((field, *VALUES["evidence"](item)) for field, item in doc.evidence.items()),
        "attachments": numbered(map(VALUES["attachments"], files)),
    }
    changed = False
    for table, columns in DETAILS.items():
        names = ", ".join(f'"{column}"' for column in columns)
        if known:
            stored = conn.execute(f"select {names} from {table} where document_id = ? order by 1", (name,))  # noqa: S608 - names of ours
            if [tuple(row) for row in stored] == rows[table]:
                continue
            conn.execute(f"delete from {table} where document_id = ?", (name,))  # noqa: S608 - own names
        changed = True
        marks = ", ".join("?" * (len(columns) + 1))
        conn.executemany(f"insert into {table} (document_id, {names}) values ({marks})",  # noqa: S608 - own names
                         ((name, *row) for row in rows[table]))
    return changed


def numbered(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows with their position in front, from 1."""
    return [(position, *row) for position, row in enumerate(rows, 1)]
