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


class Queue:
    """Documents that become findable together when their transaction ends.

    FTS5 writes out what it has gathered at every savepoint, and SQLite sets one at every statement that fires a trigger:
    between such statements each document would cost as much as all its other rows together.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[int, str | None, str]] = []

    def add(self, rowid: int, title: str | None, text: str) -> None:
        """Make a document findable with the next `flush`."""
        self._waiting.append((rowid, title, text))

    def flush(self, conn: sqlite3.Connection) -> None:
        """Put in what waits."""
        for rowid, title, text in self._waiting:
            add(conn, rowid, title, text)
        self._waiting.clear()

    def forget(self) -> None:
        """Drop what waits: its transaction was rolled back."""
        self._waiting.clear()


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
    conn.execute("delete from common_words")
    conn.execute("delete from meta where key = 'common_words'")
    for statement in database.statements(files("archive").joinpath("schema.sql").read_text("utf-8")):
        if _OWN.search(statement):
            conn.execute(statement)
    for rowid, title, text in conn.execute("select rowid, title, text from documents join texts using (rowid)"):
        add(conn, rowid, title, text)
    for table in TABLES:
        conn.execute(f"insert into {table} ({table}) values ('optimize')")  # noqa: S608 - our own names
    conn.execute("insert or replace into meta values ('segmenter', ?)", (zh.SEGMENTER,))
