"""HTTP content codings: the body as sent over the wire back to the page, whatever the server mislabels or cuts."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from archive.errors import FazhiError

brotli: Any = import_module("brotli") if find_spec("brotli") else None

MAX_DECODED = 20 * 1024 * 1024
"""Bytes that a compressed body may unfold to; reports weigh under 1 MB, bombs unfold to hundreds."""
GZIP_MAGIC = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body without its content coding; `note` says what was wrong with it."""

    body: bytes
    note: str | None = None


class CodingError(FazhiError):
    """The body cannot be decoded: a bomb, or a coding that no installed library reads."""


def decode(body: bytes, coding: str, limit: int = MAX_DECODED) -> Decoded:
    """Take off the codings of a Content-Encoding header, the last one first (RFC 9110 section 8.4).

    A body that is not in its declared coding is taken as it is; a cut one gives what it holds. One layer of gzip that no
    label names is taken off too: some proxies pack what is packed. Raises CodingError when it unfolds to more than `limit` bytes.

    >>> decode(b"plain", "gzip")
    Decoded(body=b'plain', note='the body is labelled gzip but is not; taken as it is')
    """
    notes = []
    for name in reversed([part.strip().lower() for part in coding.split(",") if part.strip()]):
        step = decode_one(body, name, limit)
        body = step.body
        if step.note:
            notes.append(step.note)
    bare = inflate(body, 31, limit) if body.startswith(GZIP_MAGIC) else None
    if bare is not None:
        body = bare.body
        notes.append(bare.note or ("the body is gzip inside its coding" if coding else "the body is gzip without a label"))
    return Decoded(body, "; ".join(notes) or None)


def decode_one(body: bytes, name: str, limit: int) -> Decoded:
    """Take off one coding."""
    if name in {"identity", "none", "utf-8"} or not body:
        return Decoded(body)
    reader = READERS.get(name)
    if reader is None:
        return Decoded(body, f"content coding {name!r} is unknown; the body was taken as it is")
    result = reader(body, limit)
    return result or Decoded(body, f"the body is labelled {name} but is not; taken as it is")


def inflate(body: bytes, wbits: int, limit: int) -> Decoded | None:
    """Unfold a zlib, gzip or raw deflate stream of one or more members; None when it is none."""
    out: list[bytes] = []
    size, rest, note = 0, body, None
    while rest and note is None:
        stream = zlib.decompressobj(wbits)
        try:
            piece = stream.decompress(rest, limit - size + 1)
        except zlib.error:
            if not out:
                return None
            break                                       # rubbish behind the last member: gzip(1) ignores it too
        out.append(piece)
        size += len(piece)
        refuse_bomb(size, limit)
        if not stream.eof:
            note = "the compressed body is cut short; what came was read"
        rest = stream.unused_data
    return Decoded(b"".join(out), note)


def refuse_bomb(size: int, limit: int) -> None:
    """Raise CodingError when more than `limit` bytes came out."""
    if size > limit:
        raise CodingError(f"the compressed body unfolds to more than {limit // 1024 // 1024} MB; it was not read.")


def gunzip(body: bytes, limit: int) -> Decoded | None:
    """Gzip (RFC 1952)."""
    return inflate(body, 31, limit)


def undeflate(body: bytes, limit: int) -> Decoded | None:
    """Deflate: zlib by RFC 9110, but old IIS servers send the raw stream without its two header bytes."""
    return inflate(body, 15, limit) or inflate(body, -15, limit)


def unbrotli(body: bytes, limit: int) -> Decoded | None:
    """Brotli (RFC 7932), read by the library that comes with Scrapy."""
    if brotli is None:
        raise CodingError("the body is brotli; `pip install brotli` reads it.")
    stream = brotli.Decompressor()
    out, size = [], 0
    try:
        for start in range(0, len(body), 4096):         # small steps keep a bomb small
            piece = stream.process(body[start:start + 4096])
            out.append(piece)
            size += len(piece)
            refuse_bomb(size, limit)
    except brotli.error:
        return None
    note = None if stream.is_finished() else "the compressed body is cut short; what came was read"
    return Decoded(b"".join(out), note)


READERS: dict[str, Callable[[bytes, int], Decoded | None]] = {
    "gzip": gunzip, "x-gzip": gunzip, "deflate": undeflate, "br": unbrotli,
}
"""Codings that browsers ask for; zstd is never asked for, so no portal sends it."""
