"""The full-text tables: filled, emptied and rebuilt with the one segmenter of `archive.zh`."""

from __future__ import annotations

import re
import sqlite3
from importlib.resources import files

from archive import database, zh

TABLES = ("documents_fts", "documents_chars")
_OWN = re.compile(rf"^(?:create virtual table|insert into) (?:{'|'.join(TABLES)})\b", re.MULTILINE)
FTS = "insert into documents_fts (documents_fts, rowid, title, body) values ('delete', ?, ?, ?)"
CHARS = "insert into documents_chars (documents_chars, rowid, chars) values ('delete', ?, ?)"


def add(conn: sqlite3.Connection, rowid: int, title: str | None, text: str) -> None:
    """Make a document findable."""
    conn.execute("insert into documents_fts (rowid, title, body) values (?, ?, ?)",
                 (rowid, zh.tokens(title or ""), zh.tokens(text)))
    conn.execute("insert into documents_chars (rowid, chars) values (?, ?)", (rowid, characters(title, text)))


def remove(conn: sqlite3.Connection, rowid: int, title: str | None, text: str) -> None:
    """Take a document out; a contentless table needs the very tokens that were put in, so pass the old values."""
    conn.execute(FTS, (rowid, zh.tokens(title or ""), zh.tokens(text)))
    conn.execute(CHARS, (rowid, characters(title, text)))


def characters(title: str | None, text: str) -> str:
    """What documents_chars holds of a document."""
    return zh.chars(f"{title or ''}\n{text}")


def rebuild(conn: sqlite3.Connection) -> None:
    """Make both tables anew: the segmenter or the schema of this program is not the one that filled them."""
    for table in TABLES:
        conn.execute(f"drop table if exists {table}")
    for statement in database.statements(files("archive").joinpath("schema.sql").read_text("utf-8")):
        if _OWN.search(statement):
            conn.execute(statement)
    for rowid, title, text in conn.execute("select rowid, title, text from documents join texts using (rowid)"):
        add(conn, rowid, title, text)
    for table in TABLES:
        conn.execute(f"insert into {table} ({table}) values ('optimize')")  # noqa: S608 - our own names
    conn.execute("insert or replace into meta values ('segmenter', ?)", (zh.SEGMENTER,))
