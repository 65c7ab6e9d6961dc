"""The archive as one object: its folder, its database, short write transactions and what they may do."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive import database, indexing, regions, times, visits, writing, zh
from archive.model import Document
from archive.warc import storage
from archive.writing import FileRow, Stored

__all__ = ["Archive", "FileRow", "Stored"]
PORTAL_COLUMNS = ("id", "name", "region_code", "url", "family", "enabled", "note", "demo", "hosts")


class Archive(AbstractContextManager["Archive"]):
    """An open archive. Several processes may have it open; every write is one short transaction."""

    def __init__(self, data: Path, conn: sqlite3.Connection) -> None:
        self.data = data
        self.conn = conn
        self._lock = threading.RLock()
        self._durable: bool | None = None
        self._index = indexing.Queue()

    @classmethod
    def open(cls, data: Path, *, create: bool = True, readonly: bool = False) -> Archive:
        """Open (and make) the archive in a folder and cut torn WARC tails; raises FazhiError in one sentence."""
        data = Path(data)
        with database.storage_errors(data):
            archive = cls(data, database.open_database(data, create=create, readonly=readonly))
            if not readonly:
                archive._settle()
        return archive

    def close(self) -> None:
        """Close the database."""
        self.conn.close()

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """All or nothing; inside another one a savepoint. `durable` survives a power cut, not only a kill."""
        with self._lock, database.storage_errors(self.data):
            nested = self.conn.in_transaction
            if not nested and durable != self._durable:
                self.conn.execute(f"pragma synchronous = {'full' if durable else 'normal'}")
                self._durable = durable
            self._index.flush(self.conn)                # a savepoint that is rolled back must not take these with it
            self.conn.execute("savepoint step" if nested else "begin immediate")
            try:
                yield self.conn
                self._index.flush(self.conn)
                self.conn.execute("release step" if nested else "commit")
            except BaseException:
                self._index.forget()
                if self.conn.in_transaction:            # a full disk makes SQLite roll back by itself
                    self.conn.execute("rollback to step" if nested else "rollback")
                    if nested:
                        self.conn.execute("release step")
                raise

    @contextmanager
    def joined(self) -> Iterator[sqlite3.Connection]:
        """The running transaction, which whoever began it ends, else one of its own."""
        with self._lock:
            if self.conn.in_transaction:
                yield self.conn
            else:
                with self.transaction() as conn:
                    yield conn

    # Meta ---------------------------------------------------------------------------------------------------------

    @property
    def generation(self) -> str:
        """Grows with every visible change; readers use it as the key of their caches."""
        return self.meta("generation") or "0"

    def meta(self, key: str) -> str | None:
        """A value of the table meta."""
        row = self.conn.execute("select value from meta where key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value in the table meta."""
        with self.transaction() as conn:
            conn.execute("insert or replace into meta values (?, ?)", (key, value))

    # Registry and runs --------------------------------------------------------------------------------------------

    def put_portals(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Copy portals into the database: mappings with at least id and name; unknown keys are left out."""
        wanted = [{name: row[name] for name in PORTAL_COLUMNS if name in row} for row in rows]
        with self.transaction() as conn:
            before = conn.total_changes
            for row in wanted:                          # rows may hold different keys, upsert_all wants equal ones
                Database(conn).table("portals").upsert(row, pk="id")
            if conn.total_changes > before:
                visits.bump(conn)

    def put_regions(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Replace the table of administrative regions."""
        with self.transaction() as conn:
            conn.execute("delete from regions")
            Database(conn).table("regions").upsert_all((dict(row) for row in rows), pk=("code", "name"))
            visits.bump(conn)

    def start_run(self, command: str) -> int:
        """Open a row in the table runs; its number."""
        with self.transaction() as conn:
            row = conn.execute("insert into runs (command, started_at) values (?, ?)", (command, times.stamp()))
            return int(row.lastrowid or 0)

    def end_run(self, run_id: int, exit_code: int, summary: Mapping[str, Any]) -> None:
        """Close a row in the table runs."""
        with self.transaction() as conn:
            conn.execute("update runs set ended_at = ?, exit_code = ?, summary = ? where id = ?",
                         (times.stamp(), exit_code, json.dumps(summary, ensure_ascii=False), run_id))

    # Documents ----------------------------------------------------------------------------------------------------

    def upsert(
        self, doc: Document, *, capture_id: int | None = None, portal: str | None = None, column: str | None = None,
        url: str | None = None, seen_at: datetime | str | None = None, attachments: Sequence[FileRow] | None = None,
        document_id: str | None = None, amend: bool = False,
    ) -> Stored:
        """Store a document as seen at an address; outcome new, revised or same.

        `document_id` names the document where the caller knows it (a replay); `amend` corrects the newest revision in
        place, because a better extractor is no change of the page.
        """
        sighting = writing.Sighting(
            url=url or doc.url, portal=portal, column=column, capture_id=capture_id, seen_at=moment(seen_at),
            files=tuple(attachments) if attachments is not None else None, document_id=document_id, amend=amend,
        )
        with self.joined() as conn:
            return writing.upsert(conn, doc, sighting, self._index)

    def touch(self, document_id: str, url: str, seen_at: datetime | str) -> None:
        """Note that an address still shows what it showed before."""
        with self.joined() as conn:
            visits.touch(conn, document_id, url, moment(seen_at))

    def mark_gone(self, url: str, seen_at: datetime | str) -> bool:
        """Note that an address is gone; true when a document lived there. Its text stays."""
        with self.joined() as conn:
            return visits.mark_gone(conn, url, moment(seen_at))

    # Start --------------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """What every opening for writing sees to: regions, segmenter, torn tails."""
        if not self.conn.execute("select 1 from regions limit 1").fetchone():
            self.put_regions([row._asdict() for row in regions.load().rows()])
        if self.meta("segmenter") != zh.SEGMENTER:
            with self.transaction() as conn:
                indexing.rebuild(conn)
        self.truncate_torn()

    def truncate_torn(self) -> list[storage.Torn]:
        """Cut WARC files to their committed ends; files that a live process writes are left alone."""
        names = [row[0] for row in self.conn.execute("select file from warcs order by file")]
        torn = storage.truncate_torn(self.data / "warc", names, self.committed)
        removed = [(item.file,) for item in torn if not item.kept]
        if removed:
            with self.transaction() as conn:
                conn.executemany("delete from warcs where file = ? and bytes = 0", removed)
        return torn

    def committed(self, file: str) -> int | None:
        """Bytes of a WARC file that are acknowledged; None for a file that the database does not know."""
        row = self.conn.execute("select bytes from warcs where file = ?", (file,)).fetchone()
        return row[0] if row else None


def moment(value: datetime | str | None) -> str:
    """A time as the archive writes it; None is now."""
    if value is None:
        return times.stamp()
    return times.iso(value if isinstance(value, datetime) else times.parse(value))
