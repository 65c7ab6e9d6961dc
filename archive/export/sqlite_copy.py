"""An archive of its own with only the documents that were asked for: opens with any sqlite3, serves with `fazhi serve`."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from archive import indexing, read

Progress = Callable[[int, int], object]
"""Called with the documents done and all of them."""

CHUNK = 50
"""Documents copied at once."""
WHOLE = ("meta", "regions")
"""Tables that are copied as they are."""
KEYS = {"documents": "id", **dict.fromkeys(
    ("texts", "revisions", "addresses", "sections", "figures", "evidence", "attachments", "reuse"), "document_id")}
"""Table -> column that names the document."""
CAPTURES = "id in (select capture_id from {0} where document_id in (select value from json_each(?)))"
CAPTURE_KEYS = (
    "document_id in (select value from json_each(?))", CAPTURES.format("attachments"), CAPTURES.format("revisions"),
)
NOT_HERE = ("file", "offset", "length", "refers_to", "run_id")
"""Columns of a capture that lead to files and rows which the copy does not have."""


def write_db(conn: sqlite3.Connection, ids: Sequence[str], out: BinaryIO, progress: Progress | None = None) -> None:
    """Write a SQLite database in the archive's own schema; the WARC files and the crawler's books stay behind."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        copy = sqlite3.connect(path, isolation_level=None)
        try:
            fill(conn, copy, ids, progress or (lambda _done, _total: None))
        finally:
            copy.close()
        with path.open("rb") as whole:
            shutil.copyfileobj(whole, out)


def fill(conn: sqlite3.Connection, copy: sqlite3.Connection, ids: Sequence[str], progress: Progress) -> None:
    """Make the tables and copy what belongs to the documents, in the order in which they came."""
    copy.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    copy.execute("begin")
    for table in WHOLE:
        put(copy, table, read.rows(conn, f"select * from {table}"))  # noqa: S608 - own names
    for start in range(0, len(ids), CHUNK):
        chunk = json.dumps(list(ids[start:start + CHUNK]))
        for table, key in KEYS.items():
            put(copy, table, read.rows(conn, f"select * from {table} where {key} in "  # noqa: S608 - own names
                                             "(select value from json_each(?))", chunk))
        for condition in CAPTURE_KEYS:
            rows = read.rows(conn, f"select * from captures where {condition}", chunk)  # noqa: S608 - own names
            put(copy, "captures", [row | dict.fromkeys(NOT_HERE) for row in rows])
        progress(min(start + CHUNK, len(ids)), len(ids))
    used = "select distinct portal from documents union select portal from addresses"
    names = json.dumps([row[0] for row in copy.execute(used) if row[0]])
    put(copy, "portals", read.rows(conn, "select * from portals where id in (select value from json_each(?))", names))
    copy.execute("delete from reuse where other_id not in (select id from documents)")
    indexing.rebuild(copy)
    copy.execute("commit")
    copy.execute("vacuum")


def put(copy: sqlite3.Connection, table: str, rows: list[read.Row]) -> None:
    """Copy rows; one that two documents share comes twice and is taken once."""
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        copy.execute(f"insert or ignore into {table} ({names}) values ({', '.join('?' * len(row))})",  # noqa: S608 - names of the schema
                     tuple(row.values()))
