"""WARC files of other programs: read as a stream, plain or gzip, whole or torn."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import IO, cast

from archive import identity, times
from archive.errors import FazhiError
from archive.intake.pipeline import Summary
from archive.intake.recorder import Exchange
from archive.warc.record import MAX_RECORD, Headers, Record, WarcError, WarcResponse, parse_head, response_of

SKIPPED = re.compile(
    r"(image|video|audio|font)/|text/(css|javascript|x-)|application/(x-)?(javascript|json|font)|"
    r"application/(manifest\+json|vnd\.ms-fontobject|wasm)")
"""Media types that hold no documents: a browser's crawl is full of them."""
MAX_LINE = 64 * 1024
CHUNK = re.compile(rb"([0-9A-Fa-f]+)[^\r\n]*\r?\n")


def looks_like_warc(head: bytes) -> bool:
    """Whether the first bytes of a file begin a WARC, plain or gzip."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def exchanges(source: IO[bytes], label: str, summary: Summary) -> Iterator[Exchange]:
    """The archived pages and files with their own dates; a torn tail ends the reading with a warning.

    Raises FazhiError for a file that is torn before its first answer, or is no WARC at all.
    """
    found = 0
    try:
        for record in records(source):
            exchange = exchange_of(record)
            if exchange is not None:
                found += 1
                yield exchange
    except (EOFError, zlib.error, OSError, WarcError) as error:
        if not found:
            raise FazhiError(f"no answer in this WARC can be read: {error}") from error
        summary.warnings.append(f"{label}: the file is torn behind {found} answers ({error}); they were taken.")
        return
    if not found:
        summary.warnings.append(f"{label}: the file holds no page and no document.")


def records(source: IO[bytes]) -> Iterator[Record]:
    """Every record of a WARC; raises EOFError, zlib.error, OSError or WarcError where it is torn."""
    head = source.read(2)
    source.seek(0)
    packed = head == b"\x1f\x8b"
    stream = cast("IO[bytes]", gzip.GzipFile(fileobj=source)) if packed else source
    while line := next_line(stream):
        if not line.startswith(b"WARC/"):
            raise WarcError("the bytes are not a WARC record.")
        headers = dict(read_headers(stream))
        length = int(headers.get("content-length", "x")) if headers.get("content-length", "").isdecimal() else -1
        if length < 0:
            raise WarcError("a record has no length.")
        if length > MAX_RECORD:
            skip(stream, length)
            continue
        block = stream.read(length)
        if len(block) < length:
            raise EOFError("the last record is cut short")
        yield Record(headers, block)


def next_line(stream: IO[bytes]) -> bytes:
    """The next line that is not blank; empty at the end."""
    while line := stream.readline(MAX_LINE):
        if line.strip():
            return line
    return b""


def read_headers(stream: IO[bytes]) -> Headers:
    """The headers of a record, names in lower case."""
    lines = bytearray()
    while (line := stream.readline(MAX_LINE)).strip():
        lines += line
        if len(lines) > MAX_LINE:
            raise WarcError("a record has more than 64 KB of headers.")
    return [(name.lower(), value) for name, value in parse_head(bytes(lines), "utf-8")]


def skip(stream: IO[bytes], length: int) -> None:
    """Pass over a block that is too large to be a document."""
    while length > 0:
        step = len(stream.read(min(length, 1 << 20)))
        if not step:
            raise EOFError("the last record is cut short")
        length -= step


def exchange_of(record: Record) -> Exchange | None:
    """A response or resource record as an exchange to keep; None for furniture, questions and repetitions."""
    known = identity.is_web(record.url) or (record.type == "resource" and record.url.startswith("file:///"))
    if record.type not in {"response", "resource"} or not known or not record.block:
        return None
    answer = response_of(record)
    if answer.media_type and SKIPPED.match(answer.media_type):
        return None
    try:
        fetched_at = times.parse(answer.date)
    except ValueError:
        return None
    if record.type == "resource":
        return Exchange(record.url, "import", body=answer.body, fetched_at=fetched_at, media_type=answer.media_type)
    if answer.status is None:
        return None
    return Exchange(record.url, "import", fetched_at=fetched_at, status=answer.status, reason=answer.reason,
                    headers=answer.headers, body=unchunk(answer), media_type=answer.media_type)


def unchunk(answer: WarcResponse) -> bytes:
    r"""The body without HTTP/1.1 chunks (RFC 9112 section 7.1); some crawlers archive them, others only the header.

    >>> chunked = [("Transfer-Encoding", "chunked")]
    >>> unchunk(WarcResponse("", "", 200, chunked, b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
    b'abcde'
    """
    if "chunked" not in (answer.header("transfer-encoding") or "").lower():
        return answer.body
    out, rest = bytearray(), answer.body
    while match := CHUNK.match(rest):
        size = int(match[1], 16)
        if size == 0:
            return bytes(out)
        out += rest[match.end():match.end() + size]
        rest = rest[match.end() + size:].removeprefix(b"\r").removeprefix(b"\n")
    return bytes(out) if out and not rest else answer.body
