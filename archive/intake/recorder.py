"""Keep what came over the wire: WARC record first, on disk for certain, then the row in `captures`."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeAlias

from archive import database, times
from archive.store import Archive
from archive.warc import storage
from archive.warc.exchange import Exchange, Original, main_record, request_record
from archive.warc.record import digest, media_type_of

__all__ = ["Exchange", "Recorder", "Then"]
Then: TypeAlias = Callable[[sqlite3.Connection], None]
"""What else belongs into the transaction that stores an exchange."""
MAX_FILE = 1_000_000_000
"""Bytes after which a new WARC file begins (the usual size among archives)."""
DOCUMENT_KINDS = ("detail", "import", "attachment")
"""Kinds of capture that an extractor reads; the others never wait for one. SQL writes them as Python does."""
REFUSED = ("blocked", "failed", "held")
"""Verdicts of a crawler that leave nothing to extract; `held`: until it knows whether the page still shows its report."""
MISSING = (404, 410)
"""Answers that are judged later whatever the crawler says: a page that is missing twice is gone."""
NO_WORD = re.compile(r"[^A-Za-z0-9]+")


@dataclass(slots=True)
class Place:
    """What is known of an exchange once its records are appended."""

    offset: int | None = None
    length: int | None = None
    sha256: str | None = None
    refers_to: int | None = None
    twin: int | None = None
    """Index in the same batch of the exchange that this one repeats."""


class Recorder(AbstractContextManager["Recorder"]):
    """Writes exchanges into WARC files of its own; what `record` returns survives a kill and, if `durable`, a power cut.

    A row never tells of a record that the disk may not hold: without `durable`, a power cut may take the newest rows, and
    whoever asked for them asks again.
    """

    def __init__(self, archive: Archive, *, worker: str = "0", durable: bool = True) -> None:
        self._archive = archive
        self._durable = durable
        self._folder = archive.data / "warc"
        self._worker = NO_WORD.sub("-", worker).strip("-") or "0"
        self._file: storage.WarcFile | None = None
        self._serial = 0

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the WARC file; the next record opens a new one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def record(self, exchange: Exchange) -> int:
        """Keep one exchange; the id of its capture."""
        return self.record_many([exchange])[0]

    def record_many(self, exchanges: Sequence[Exchange], then: Sequence[Then | None] = ()) -> list[int]:
        """Keep several exchanges with one wait for the disk; their ids. All are kept, or none and it raises.

        `then`: for each exchange what else happens in the same transaction.
        """
        with database.storage_errors(self._archive.data):
            keeps = any(exchange.body is not None for exchange in exchanges)
            file = self._open_file() if keeps else None
            start = self._file.size if self._file else 0
            try:
                places = self._append(file, exchanges) if file else [Place() for _ in exchanges]
                if file:
                    file.sync()
                return self._commit(file, exchanges, places, then)
            except BaseException:
                self._forget(file, start)
                raise

    def _forget(self, file: storage.WarcFile | None, start: int) -> None:
        """Cut what a failed call appended, unless an interrupt came between the commit and the answer."""
        if file is None:
            return
        try:
            file.cut(max(start, self._archive.committed(file.name) or 0))
        except (OSError, sqlite3.Error):
            self.close()                                # the next opening cuts the tail

    # Files --------------------------------------------------------------------------------------------------------

    def _open_file(self) -> storage.WarcFile:
        if self._file is not None and self._file.size >= MAX_FILE:
            self.close()
        while self._file is None:
            self._file = self._new_file()
        return self._file

    def _new_file(self) -> storage.WarcFile | None:
        """Announce a file in the database, then make it: a newcomer that no row names would never be cleaned away."""
        started = times.now().strftime("%Y%m%d%H%M%S")
        name = f"{self._worker}-{started}-{self._serial:05d}.warc.gz"
        self._serial += 1
        if (self._folder / name).exists():
            return None
        with self._archive.transaction(durable=True) as conn:
            if conn.execute("insert or ignore into warcs values (?, 0)", (name,)).rowcount == 0:
                return None
        try:
            file = storage.WarcFile(self._folder, name)
        except (FileExistsError, storage.LostRaceError):
            return None
        info = storage.Draft("warcinfo", None, times.now(), INFO, "application/warc-fields", extra=[("WARC-Filename", name)])
        file.append(info.member())
        return file

    # Records ------------------------------------------------------------------------------------------------------

    def _append(self, file: storage.WarcFile, exchanges: Sequence[Exchange]) -> list[Place]:
        """Append the records of all exchanges to a file; where each one stands."""
        places: list[Place] = []
        seen: dict[str, int] = {}
        for index, exchange in enumerate(exchanges):
            place = Place()
            places.append(place)
            if exchange.body is None:
                continue
            place.sha256 = hashlib.sha256(exchange.body).hexdigest()
            earlier = seen.get(exchange.url)
            original = self._original(exchange, place.sha256, earlier, exchanges, places)
            if original:
                place.refers_to, place.twin, place.sha256 = original.id, original.index, original.sha256
            main = main_record(exchange, original)
            place.offset, place.length = file.append(main.member())
            if exchange.request_headers or (exchange.status is not None and exchange.kind != "import"):
                file.append(request_record(exchange, main).member())
            if original is None or exchange.status != 304:
                seen[exchange.url] = index
        return places

    def _original(self, exchange: Exchange, sha256: str, earlier: int | None, exchanges: Sequence[Exchange],
                  places: list[Place]) -> Original | None:
        """The exchange that gave this very body before: in this batch, else in the archive."""
        if earlier is None:
            return self._archived(exchange, sha256)
        place = places[earlier]
        if not repeats(exchange, sha256, exchanges[earlier].status, place.sha256):
            return None
        if place.refers_to is not None:
            return self._by_id(exchange, place.refers_to)
        index = earlier if place.twin is None else place.twin
        first = exchanges[index]
        return Original(None, index, first.url, times.iso(first.fetched_at), digest(first.body or b""),
                        places[index].sha256)

    def _archived(self, exchange: Exchange, sha256: str) -> Original | None:
        """The newest capture of the address, where it gave the same."""
        row = self._archive.conn.execute(
            "select id, status, sha256, refers_to from captures where url = :url and file is not null "
            "and case when :status = 304 then status = 200 else status is not 304 end "
            "order by fetched_at desc, id desc limit 1", {"url": exchange.url, "status": exchange.status}).fetchone()
        if row is None or not repeats(exchange, sha256, row["status"], row["sha256"]):
            return None
        return self._by_id(exchange, row["refers_to"] or row["id"])

    def _by_id(self, exchange: Exchange, capture_id: int) -> Original | None:
        """The capture that holds the body; a 304 needs its digest from the WARC, where a damaged record ends it."""
        row = self._archive.conn.execute(
            'select url, fetched_at, sha256, file, "offset", length from captures where id = ? and file is not null',
            (capture_id,)).fetchone()
        if row is None:
            return None
        payload = digest(exchange.body or b"")
        if exchange.status == 304:
            try:
                record = storage.read_record(self._folder, row["file"], row["offset"], row["length"])
            except storage.WarcError:
                return None
            payload = record.headers.get("warc-payload-digest", "")
        return Original(capture_id, None, row["url"], row["fetched_at"], payload, row["sha256"])

    # Rows ---------------------------------------------------------------------------------------------------------

    def _commit(self, file: storage.WarcFile | None, exchanges: Sequence[Exchange], places: list[Place],
                then: Sequence[Then | None]) -> list[int]:
        made: list[int] = []
        with self._archive.transaction(durable=self._durable) as conn:
            for exchange, place in zip(exchanges, places, strict=True):
                if place.twin is not None:
                    place.refers_to = made[place.twin]
                made.append(insert_capture(conn, exchange, place, file.name if file else None))
            if file:
                conn.execute("update warcs set bytes = ? where file = ?", (file.size, file.name))
            for step in then:
                if step is not None:
                    step(conn)
        return made


INFO = b"software: fazhi-archive\r\nformat: WARC File Format 1.1\r\nrobots: obey\r\n"


def repeats(exchange: Exchange, sha256: str, status: int | None, earlier_sha256: str | None) -> bool:
    """Whether an exchange gave what the earlier one gave: told by the server (304), or the same bytes."""
    if exchange.status == 304:
        return True
    return bool(exchange.body) and status == exchange.status and earlier_sha256 == sha256


def insert_capture(conn: sqlite3.Connection, exchange: Exchange, place: Place, file: str | None) -> int:
    """One row in `captures`."""
    kept = place.offset is not None
    refused = exchange.verdict in REFUSED or exchange.error is not None
    waits = kept and exchange.kind in DOCUMENT_KINDS and (exchange.status in MISSING or not refused)
    values = {
        "run_id": exchange.run_id, "portal": exchange.portal, "column": exchange.column, "kind": exchange.kind,
        "url": exchange.url, "parent_url": exchange.parent_url, "list_title": exchange.list_title,
        "list_date": exchange.list_date, "fetched_at": times.iso(exchange.fetched_at), "status": exchange.status,
        "media_type": exchange.media_type or media_type_of(exchange.headers), "sha256": place.sha256,
        "bytes": None if exchange.body is None else len(exchange.body), "file": file if kept else None,
        "offset": place.offset, "length": place.length,
        "verdict": exchange.verdict or (None if kept and not exchange.error else "failed"), "error": exchange.error,
        "refers_to": place.refers_to, "extracted": None if waits else "-", "tls": exchange.tls,
    }
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    return conn.execute(f"insert into captures ({names}) values ({marks})",  # noqa: S608 - own names
                        tuple(values.values())).lastrowid or 0
