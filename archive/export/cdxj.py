"""CDXJ: the index by which replay tools find a record of a WARC file, sorted by address and packed in blocks."""

from __future__ import annotations

import json
import posixpath
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import BinaryIO
from urllib.parse import quote, unquote_to_bytes, urlsplit

from archive.warc.record import Record, response_of

LINES = 1024
"""Lines of one packed block; players fetch one block for one look-up."""
PORTS = {"http": 80, "https": 443}
WWW = re.compile(r"^www\d*\.")
SESSION = re.compile(r"(?<![^&])(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}(?:&|$)", re.IGNORECASE)
SAFE = "".join(chr(code) for code in range(0x21, 0x7f) if chr(code) not in "#%")


def sort_key(url: str) -> str:
    """The address as indexes sort it (SURT of the Internet Archive): host backwards, no www., lower case, query in order.

    >>> sort_key("http://www.qingtian.gov.cn:8080/Col/./%E6%8A%A5.html?b=2&a=1")
    'cn,gov,qingtian:8080)/col/%e6%8a%a5.html?a=1&b=2'
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        return url.lower()
    if parts.scheme not in PORTS or not host:
        return url.lower()
    name = ",".join(reversed(WWW.sub("", host, count=1).split(".")))     # numeric addresses as well
    name += f":{port}" if port and port != PORTS[parts.scheme] else ""
    path = posixpath.normpath("/" + plain(parts.path).lstrip("/"))
    query = "&".join(sorted(SESSION.sub("", plain(parts.query)).rstrip("&").split("&")))
    return f"{name}){path}" + (f"?{query}" if query else "")


def plain(part: str) -> str:
    """A path or query in lower case with only those characters escaped that must be."""
    return quote(unquote_to_bytes(part), safe=SAFE).lower()


def entry(record: Record, file: str, offset: int, length: int) -> tuple[str, str, str]:
    """(sort key, time as 14 digits, JSON) of a record that stands in `file`."""
    answer = response_of(record)
    fields = {
        "url": record.url,
        "mime": "warc/revisit" if record.type == "revisit" else answer.media_type or "unk",
        "status": None if answer.status is None else str(answer.status),
        "digest": record.headers.get("warc-payload-digest"),
        "length": str(length), "offset": str(offset), "filename": file,
    }
    kept = {name: value for name, value in fields.items() if value is not None}
    return sort_key(record.url), re.sub(r"\D", "", answer.date)[:14], json.dumps(kept, ensure_ascii=False)


class Index(AbstractContextManager["Index"]):
    """Lines of an index, sorted by SQLite in a temporary file: memory stays bounded."""

    def __init__(self) -> None:
        self._conn = sqlite3.connect("", isolation_level=None)
        self._conn.execute("create table lines (key text, time text, facts text)")
        self._conn.execute("begin")

    def __exit__(self, *_: object) -> None:
        self._conn.close()

    def add(self, line: tuple[str, str, str]) -> None:
        """Take one line."""
        self._conn.execute("insert into lines values (?, ?, ?)", line)

    def _blocks(self) -> Iterator[list[str]]:
        rows = self._conn.execute("select key, time, facts from lines order by key, time, rowid")
        while block := rows.fetchmany(LINES):
            yield [" ".join(row) for row in block]

    def write(self, packed: BinaryIO, name: str) -> bytes:
        """Write the packed index into `packed`; returns the table of its blocks, the file index.idx beside `name`."""
        head = {"format": "cdxj-gzip-1.0", "filename": name}
        table, offset = [f"!meta 0 {json.dumps(head)}"], 0
        for block in self._blocks():
            packer = zlib.compressobj(6, zlib.DEFLATED, 31)
            raw = packer.compress("".join(f"{line}\n" for line in block).encode()) + packer.flush()
            packed.write(raw)
            facts = {"offset": offset, "length": len(raw), "digest": f"sha256:{sha256(raw).hexdigest()}", "filename": name}
            key, time, _ = block[0].split(" ", 2)
            table.append(f"{key} {time} {json.dumps(facts)}")
            offset += len(raw)
        return "".join(f"{line}\n" for line in table).encode()
