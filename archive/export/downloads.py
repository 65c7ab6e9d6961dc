"""Downloads: one document in a form for readers, many as ZIP, CSV or JSON lines, streamed in bounded memory."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, BinaryIO
from unicodedata import normalize

from archive import read
from archive.errors import UsageError
from archive.export.render import as_html, as_json, as_markdown, as_text
from archive.export.zipping import Member, ZipWriter
from archive.model import FIELDS

__all__ = [
    "as_html", "as_json", "as_markdown", "as_text", "documents", "file_name", "guarded", "write_csv", "write_jsonl", "write_zip",
]

Progress = Callable[[int, int], object]
"""Called with the documents done and all of them."""

CHUNK = 50
"""Documents read at once."""
PLACE_BYTES, ISSUER_BYTES, ID_BYTES = 30, 120, 64
"""Of the parts of a file name: file systems take 255 bytes, a Chinese character has three or four."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Spreadsheets run cells that begin so as formulas; Chinese and Japanese ones the full-width signs too."""
CSV_COLUMNS = ("id", *FIELDS, "state", "first_seen", "last_seen", "text_chars", "sha256")
MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = (
    "file", "file_sha256", "id", "title", "issuer", "publisher", "report_year", "region_code", "region_name", "level",
    "kind", "date_published", "index_number", "document_number", "url", "sha256",
)
"""`file_sha256` is of the file in the ZIP, `sha256` of the text as the archive counts it."""

_ROWS_SQL = """select d.*, d.text_sha256 as sha256, t.text from documents d join texts t using (rowid)
    where d.id in (select value from json_each(?))"""
_UNSAFE = re.compile(r"[^\w-]+")


def file_name(answer: Mapping[str, Any], suffix: str) -> str:
    """A file name from region, year, issuer and id: letters, digits, - and _ only, no path, at most 200 bytes.

    >>> file_name({"id": "331121-2023-4f", "region_code": "331121", "report_year": 2023, "issuer": "青田县/../"}, "txt")
    '331121-2023-青田县-4f.txt'
    """
    place = "-".join(str(answer[name]) for name in ("region_code", "report_year") if answer.get(name))
    raw = str(answer["id"])
    own = _cut(_safe(raw), ID_BYTES)
    if own != raw:
        own += hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()[:8]
    issuer = _cut(_safe(answer.get("issuer") or ""), ISSUER_BYTES)
    parts = (_cut(_safe(place), PLACE_BYTES), issuer, own.removeprefix(f"{place}-"))
    return "-".join(filter(None, parts)) + "." + suffix.lstrip(".")


def write_zip(
    conn: sqlite3.Connection, ids: Sequence[str], out: BinaryIO, progress: Progress | None = None,
) -> None:
    """One text file for each document and a manifest with digests; `out` needs no seek. UsageError: unknown id."""
    names: set[int] = set()             # hashes: the names of 100,000 reports would take tens of megabytes
    with closing(ZipWriter(out)) as packed, closing(Member(MANIFEST)) as manifest:
        manifest.write(_csv_lines([MANIFEST_COLUMNS], first=True))
        for row in documents(conn, ids, progress):
            name = file_name(row, "txt")
            if hash(name) in names:
                name = file_name({"id": row["id"]}, "txt")
            names.add(hash(name))
            body = as_text(row).encode("utf-8", "replace")
            packed.add(Member(name, body))
            facts = {**row, "file": name, "file_sha256": hashlib.sha256(body).hexdigest()}
            manifest.write(_csv_lines([[facts[column] for column in MANIFEST_COLUMNS]]))
        packed.add(manifest)
        packed.finish()


def write_csv(
    conn: sqlite3.Connection, ids: Sequence[str], out: BinaryIO, progress: Progress | None = None,
) -> None:
    """All fields without the text, for spreadsheets: UTF-8 with a byte order mark, no cell runs as a formula."""
    out.write(_csv_lines([CSV_COLUMNS], first=True))
    write = out.write                                   # all that a pipe or a socket needs to have
    for row in documents(conn, ids, progress):
        write(_csv_lines([[row[column] for column in CSV_COLUMNS]]))


def write_jsonl(
    conn: sqlite3.Connection, ids: Sequence[str], out: BinaryIO, progress: Progress | None = None,
) -> None:
    """Each document with all that the archive knows of it as one JSON object on one line."""
    for done, document_id in enumerate(ids, 1):
        answer = read.answer(conn, document_id)
        if answer is None:
            raise _unknown(document_id)
        out.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        if progress:
            progress(done, len(ids))


def guarded(value: object) -> object:
    """A cell that no spreadsheet runs as a formula.

    >>> guarded("=1+1")
    "'=1+1"
    """
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def documents(
    conn: sqlite3.Connection, ids: Sequence[str], progress: Progress | None,
) -> Iterator[dict[str, Any]]:
    """Fields and text of documents in the order of their ids, some at a time."""
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start:start + CHUNK]
        rows = {row["id"]: row for row in read.rows(conn, _ROWS_SQL, json.dumps(list(chunk)))}
        for document_id in chunk:
            if document_id not in rows:
                raise _unknown(document_id)
            yield rows[document_id]
        if progress:
            progress(start + len(chunk), len(ids))


def _unknown(document_id: str) -> UsageError:
    return UsageError(f"there is no document {document_id!r} in the archive; take ids from a search of it.")


def _safe(text: str) -> str:
    """Letters and digits of any script, - and _; everything else becomes one -."""
    return _UNSAFE.sub("-", normalize("NFKC", text)).strip("-_")


def _cut(text: str, size: int) -> str:
    """The characters of a text that fit into so many bytes."""
    return text.encode()[:size].decode(errors="ignore")


def _csv_lines(rows: Iterable[Iterable[object]], *, first: bool = False) -> bytes:
    """Rows of a CSV file; the first ones of a file follow the byte order mark that Excel needs to see UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if first else "utf-8", "replace")
