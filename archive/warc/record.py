"""WARC/1.1 records (ISO 28500:2017) as bytes: build one as a gzip member of its own, take one apart again."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from archive import times
from archive.errors import DamageError
from archive.warc import codings

VERSION = b"WARC/1.1"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
MAX_RECORD = 96 * 1024 * 1024
"""Bytes of one record when read back; the crawler takes 20 MB at most, an import 64 MB."""
STORED, COMPRESSED = 0, 6
"""Levels of a gzip member: a body that is compressed already is only stored (58 instead of 261 µs per page)."""
CONTROL = re.compile(r"[\x00-\x20\x7f]+")
LINE_BREAKS = re.compile(r"[\r\n\x00]+")
Headers = list[tuple[str, str]]


class WarcError(DamageError):
    """A record that cannot be read or fails its digests."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record, block included; header names in lower case."""

    headers: dict[str, str]
    block: bytes

    @property
    def type(self) -> str:
        """What it holds: response, request, revisit, resource, metadata, warcinfo."""
        return self.headers.get("warc-type", "")

    @property
    def url(self) -> str:
        """Address that the record is about; old writers put it in angle brackets."""
        return self.headers.get("warc-target-uri", "").strip("<>")

    @property
    def is_http(self) -> bool:
        """Whether the block is an HTTP message."""
        return self.headers.get("content-type", "").replace(" ", "").startswith("application/http")


@dataclass(frozen=True, slots=True)
class WarcResponse:
    """What an archived exchange answered; `body` is as it came over the wire, content coding kept."""

    url: str
    date: str
    status: int | None
    headers: Headers
    body: bytes
    reason: str = ""

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str | None:
        """text/html, without parameters."""
        return media_type_of(self.headers)

    def decoded(self) -> codings.Decoded:
        """The body without its content coding, and what was wrong with it; raises CodingError on a bomb."""
        declared = ",".join(value for key, value in self.headers if key.lower() == "content-encoding")
        return codings.decode(self.body, declared)

    def content(self) -> bytes:
        """The body without its content coding; raises CodingError on a bomb."""
        return self.decoded().body


@dataclass(slots=True)
class Draft:
    """A record to be written."""

    type: str
    uri: str | None
    date: datetime
    block: bytes
    content_type: str | None = None
    payload: bytes | None = None
    """What the payload digest covers; None = no payload digest."""
    extra: Headers = field(default_factory=list)
    level: int = COMPRESSED
    id: str = field(default_factory=lambda: f"<urn:uuid:{uuid.uuid4()}>")

    def member(self) -> bytes:
        """The record as one gzip member."""
        headers: Headers = [("WARC-Type", self.type), ("WARC-Record-ID", self.id), ("WARC-Date", times.iso(self.date))]
        if self.uri is not None:
            headers.append(("WARC-Target-URI", clean_uri(self.uri)))
        headers += self.extra
        if self.payload is not None:
            headers.append(("WARC-Payload-Digest", digest(self.payload)))
        headers.append(("WARC-Block-Digest", digest(self.block)))
        if self.content_type:
            headers.append(("Content-Type", self.content_type))
        headers.append(("Content-Length", str(len(self.block))))
        packer = zlib.compressobj(self.level, zlib.DEFLATED, 31)
        head = VERSION + b"\r\n" + header_bytes(headers, "utf-8") + b"\r\n"
        return packer.compress(head) + packer.compress(self.block) + packer.compress(b"\r\n\r\n") + packer.flush()


def digest(data: bytes) -> str:
    """`sha1:` and 32 letters of base32, the form that WARC tools compare."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def clean_uri(uri: str) -> str:
    """A header value must not hold blanks or line breaks, whatever a page put into its links."""
    return CONTROL.sub("%20", uri)


def header_bytes(headers: Iterable[tuple[str, str]], encoding: str) -> bytes:
    """Header lines; a line break inside a value cannot start a line of its own."""
    headers = list(headers)
    text = "".join([f"{name}: {value}\r\n" for name, value in headers])
    if not text.count("\n") == text.count("\r") == len(headers) or "\0" in text:
        text = "".join(f"{LINE_BREAKS.sub(' ', name)}: {LINE_BREAKS.sub(' ', value)}\r\n" for name, value in headers)
    return text.encode(encoding, "backslashreplace")


def http_head(start: str, headers: Headers, body: bytes) -> bytes:
    """Head of an HTTP message whose body is stored without chunks: headers that would lie about it are renamed."""
    kept = []
    for name, value in headers:
        low = name.lower()
        lies = low == "transfer-encoding" or (low == "content-length" and value.strip() != str(len(body)))
        kept.append((f"X-Archive-Orig-{name}" if lies else name, value))
    return LINE_BREAKS.sub(" ", start).encode("latin-1", "replace") + b"\r\n" + header_bytes(kept, "latin-1") + b"\r\n"


def media_type_of(headers: Headers) -> str | None:
    """Media type that a list of headers declares, without parameters."""
    value = next((value for name, value in headers if name.lower() == "content-type"), None)
    return value.split(";")[0].strip().lower() or None if value else None


def parse_head(head: bytes, encoding: str) -> Headers:
    """Header lines as pairs, folded lines joined, lines without a colon dropped."""
    out: Headers = []
    for line in head.decode(encoding, "replace").splitlines():
        if line[:1] in {" ", "\t"} and out:
            out[-1] = (out[-1][0], f"{out[-1][1]} {line.strip()}")
        elif ":" in line:
            name, _, value = line.partition(":")
            out.append((name.strip(), value.strip()))
    return out


def parse_record(raw: bytes) -> Record:
    """One decompressed record; raises WarcError when it is none or its block is short."""
    head, gap, rest = raw.partition(b"\r\n\r\n")
    if not gap or not head.startswith(b"WARC/"):
        raise WarcError("the bytes are not a WARC record.")
    headers = {name.lower(): value for name, value in parse_head(head, "utf-8")}
    length = headers.get("content-length", "")
    if not length.isdecimal() or len(rest) < int(length):
        raise WarcError("the WARC record is shorter than its Content-Length.")
    return Record(headers, rest[:int(length)])


def parse_http(block: bytes) -> tuple[int | None, str, Headers, bytes]:
    """(status, reason, headers, body) of an archived HTTP answer."""
    head, gap, body = block.partition(b"\r\n\r\n")
    if not gap:
        head, _, body = block.partition(b"\n\n")
    first, _, lines = head.partition(b"\n")
    words = first.decode("latin-1").split(None, 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdecimal() else None
    return status, words[2].strip() if len(words) > 2 else "", parse_head(lines, "latin-1"), body


def response_of(record: Record) -> WarcResponse:
    """A response, resource or revisit record as the answer it holds."""
    date = record.headers.get("warc-date", "")
    if record.is_http and record.block:
        status, reason, headers, body = parse_http(record.block)
        return WarcResponse(record.url, date, status, headers, body, reason)
    headers = [("Content-Type", record.headers["content-type"])] if "content-type" in record.headers else []
    return WarcResponse(record.url, date, None, headers, record.block)


def faults(record: Record) -> list[str]:
    """What the record's own digests say against it."""
    out = []
    declared = record.headers.get("warc-block-digest")
    if declared and declared != digest(record.block):
        out.append("block digest does not match")
    declared = record.headers.get("warc-payload-digest")
    if declared and record.type != "revisit":
        payload = parse_http(record.block)[3] if record.is_http else record.block
        if declared != digest(payload):
            out.append("payload digest does not match")
    return out
