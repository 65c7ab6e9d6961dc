"""Captures out of the archive: the answers behind documents as one WARC file, or as WACZ 1.1.1 for replay tools.

Records are copied as they lie on the disk, digests checked on the way; equal archives give equal files.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from archive import read, times
from archive.export.cdxj import Index, entry
from archive.warc import storage
from archive.warc.record import Draft, Record, WarcError, faults, parse_record

__all__ = ["write_wacz", "write_warc"]
Progress = Callable[[int, int], object]
"""Called with the captures done and all of them."""

VERSION = "1.1.1"
SOFTWARE = "fazhi-archive"
WARC_NAME = "fazhi.warc.gz"
CHUNK = 200
"""Documents or captures asked for at once."""
FIRST, BLOCK = 2048, 64 * 1024
"""Bytes read at first, and then at once, of a request record; most have less than 1 KB."""
MAX_QUESTION = 1024 * 1024
"""Bytes of a request record; what is larger was not written by this program."""
NO_TIME = "1980-01-01T00:00:00Z"
FIXED = (1980, 1, 1, 0, 0, 0)
"""Date of the members of the ZIP, so that equal captures make equal files."""

BEHIND = """
with wanted (id) as (select value from json_each(?)),
pages as (select c.id, c.refers_to from captures c where c.document_id in wanted and c.file is not null),
files as (select c.id, c.refers_to from attachments a join captures c on c.url = a.href
  where a.document_id in wanted and c.file is not null and coalesce(c.verdict, 'ok') not in ('blocked', 'failed'))
select id from pages union select id from files
union select refers_to from pages where refers_to is not null
union select refers_to from files where refers_to is not null
"""
"""Captures that showed these documents or hold their files, and the captures that they repeat."""
PLACES = """select id, url, file, "offset", length from captures
where file is not null and id in (select value from json_each(?)) order by id"""
PAGES = """select d.id, d.title, c.url, c.fetched_at from documents d join captures c on c.id = d.capture_id
where c.file is not null and d.id in (select value from json_each(?))"""


@dataclass(frozen=True, slots=True)
class Copied:
    """A record that was written: where it stands in the new file, and what it says."""

    record: Record
    offset: int
    length: int


class Measured:
    """The write side of a file that counts and digests what passes; zipfile and pipes need no more."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._sha256 = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Pass bytes on."""
        self._out.write(data)
        self._sha256.update(data)
        self.size += len(data)
        return len(data)

    @property
    def hash(self) -> str:
        """`sha256:` and hex digits, the form of a data package."""
        return f"sha256:{self._sha256.hexdigest()}"


def write_warc(data: Path, conn: sqlite3.Connection, ids: Sequence[str], out: BinaryIO,
               progress: Progress | None = None) -> None:
    """Write the captures behind documents as one WARC/1.1 file, oldest first; WarcError where one is damaged."""
    with Selection(conn, ids) as chosen:
        for _ in copied(data, chosen, Measured(out), progress):
            pass


def write_wacz(data: Path, conn: sqlite3.Connection, ids: Sequence[str], out: BinaryIO,
               progress: Progress | None = None) -> None:
    """Write the captures behind documents as WACZ: records, index, one page for each document, digests."""
    if not out.seekable():                              # a ZIP whose sizes follow its members is refused by some readers
        with TemporaryFile() as whole:
            write_wacz(data, conn, ids, cast("BinaryIO", whole), progress)
            whole.seek(0)
            copyfileobj(whole, out)
        return
    with Selection(conn, ids) as chosen, Index() as index, zipfile.ZipFile(out, "w") as packed:
        package = Package(packed)
        with package.member(f"archive/{WARC_NAME}", stored=True) as sink:
            for item in copied(data, chosen, sink, progress):
                if item.record.type != "warcinfo":
                    index.add(entry(item.record, WARC_NAME, item.offset, item.length))
        with package.member("indexes/index.cdx.gz", stored=True) as sink:
            table = index.write(cast("BinaryIO", sink), "index.cdx.gz")
        with package.member("indexes/index.idx") as sink:
            sink.write(table)
        with package.member("pages/pages.jsonl") as sink:
            for line in page_lines(conn, ids):
                sink.write(line)
        package.close(chosen.newest())


# What to take -----------------------------------------------------------------------------------------------------


class Selection(AbstractContextManager["Selection"]):
    """The captures behind documents, each once, in the order in which they were made; kept in a temporary file."""

    def __init__(self, conn: sqlite3.Connection, ids: Sequence[str]) -> None:
        self._conn = conn
        self._chosen = sqlite3.connect("", isolation_level=None)
        self._chosen.execute("create table chosen (id integer primary key)")
        for chunk in chunks(ids):
            found = conn.execute(BEHIND, (json.dumps(chunk),))
            self._chosen.executemany("insert or ignore into chosen values (?)", ((row[0],) for row in found))

    def __exit__(self, *_: object) -> None:
        self._chosen.close()

    def __len__(self) -> int:
        return int(self._chosen.execute("select count(*) from chosen").fetchone()[0])

    def __iter__(self) -> Iterator[read.Row]:
        """Rows with url, file, offset and length."""
        ids = self._chosen.execute("select id from chosen order by id")
        while chunk := [row[0] for row in ids.fetchmany(CHUNK)]:
            yield from read.rows(self._conn, PLACES, json.dumps(chunk))

    def newest(self) -> str:
        """When the last one was fetched: the date of the file, because the hour of the export would change its bytes."""
        last = NO_TIME
        ids = self._chosen.execute("select id from chosen")
        while chunk := [row[0] for row in ids.fetchmany(CHUNK)]:
            found = self._conn.execute("select max(fetched_at) from captures where id in (select value from json_each(?))",
                                       (json.dumps(chunk),)).fetchone()[0]
            last = max(last, found or NO_TIME)
        return last


def chunks(ids: Sequence[str]) -> Iterator[list[str]]:
    """The ids, some at a time."""
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start:start + CHUNK])


def page_lines(conn: sqlite3.Connection, ids: Sequence[str]) -> Iterator[bytes]:
    """pages.jsonl: its header, then address, time and title of the newest copy of each document."""
    yield json_line({"format": "json-pages-1.0", "id": "pages", "title": "Documents"})
    for chunk in chunks(ids):
        rows = {row["id"]: row for row in read.rows(conn, PAGES, json.dumps(chunk))}
        for row in (rows[document_id] for document_id in chunk if document_id in rows):
            yield json_line({"id": row["id"], "url": storage.clean_uri(row["url"]), "ts": row["fetched_at"],
                             "title": row["title"] or row["url"]})


def json_line(fields: dict[str, Any]) -> bytes:
    """An object on one line."""
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


# Records ----------------------------------------------------------------------------------------------------------


def copied(data: Path, chosen: Selection, sink: Measured, progress: Progress | None) -> Iterator[Copied]:
    """Write a head, then every capture with the question that led to it; tells where the answers stand."""
    date = chosen.newest()
    info = Draft("warcinfo", None, times.parse(date), INFO, "application/warc-fields",
                 extra=[("WARC-Filename", WARC_NAME)], id=f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, date)}>")
    head = info.member()
    sink.write(head)
    total = len(chosen)
    for done, row in enumerate(chosen, 1):
        raw, question, record = members_of(data, row)
        offset = sink.size
        sink.write(raw)
        sink.write(question)
        yield Copied(record, offset, len(raw))
        if progress:
            progress(done, total)


INFO = b"software: fazhi-archive\r\nformat: WARC File Format 1.1\r\n"


def members_of(data: Path, row: read.Row) -> tuple[bytes, bytes, Record]:
    """(answer, its question, record of the answer) as they lie on the disk; WarcError where digests fail."""
    folder = data / "warc"
    record = storage.read_record(folder, row["file"], row["offset"], row["length"])
    if wrong := faults(record):
        raise WarcError(f"{folder / row['file']} at byte {row['offset']}: {'; '.join(wrong)}; `fazhi verify` tells more.")
    with storage.path_of(folder, row["file"]).open("rb") as source:
        source.seek(row["offset"])
        return source.read(row["length"]), question_of(source, record), record


def question_of(source: BinaryIO, answer: Record) -> bytes:
    """The next member of a file where it is the request that led to the answer, else nothing."""
    raw, stream, plain = bytearray(), zlib.decompressobj(31), bytearray()
    try:
        while not stream.eof and len(plain) < MAX_QUESTION and (piece := source.read(BLOCK if raw else FIRST)):
            raw += piece
            plain += stream.decompress(piece, MAX_QUESTION)
        record = parse_record(bytes(plain)) if stream.eof else None
    except (zlib.error, WarcError):
        return b""
    if record is None or record.headers.get("warc-concurrent-to") != answer.headers.get("warc-record-id"):
        return b""                                      # the next answer, or a torn tail
    return bytes(raw[:len(raw) - len(stream.unused_data)])


# The package ------------------------------------------------------------------------------------------------------


class Package:
    """A ZIP that keeps account of its members (Frictionless data package)."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._resources: list[dict[str, Any]] = []

    @contextmanager
    def member(self, path: str, *, stored: bool = False) -> Iterator[Measured]:
        """A member to write; `stored`: players read single records of it by their offset."""
        info = zipfile.ZipInfo(path, FIXED)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self._packed.open(info, "w", force_zip64=True) as entry_:
            sink = Measured(entry_)
            yield sink
        name = path.rpartition("/")[2]
        self._resources.append({"name": name, "path": path, "hash": sink.hash, "bytes": sink.size})

    def close(self, created: str) -> None:
        """Write the list of members and its digest."""
        package = {"profile": "data-package", "resources": list(self._resources), "created": created,
                   "wacz_version": VERSION, "software": SOFTWARE}
        with self.member("datapackage.json") as sink:
            sink.write(json.dumps(package, indent=1).encode())
        digest = {"path": "datapackage.json", "hash": sink.hash}
        with self.member("datapackage-digest.json") as sink:
            sink.write(json.dumps(digest, indent=1).encode())
