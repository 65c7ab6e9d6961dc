"""PDF streams that unpack to far more than they hold: PDFium takes twice the unpacked size, so they are found beforehand."""

from __future__ import annotations

import re
import zlib

from archive.attachments.base import MAX_MEMBER, MAX_RATIO, MAX_UNPACKED, ReadError

_STREAM = re.compile(rb"stream\r?\n")
_DEFLATE_MOST = 1_032
"""Deflate never unpacks further than this (RFC 1951)."""
_STEP = 1024 * 1024
_HONEST_RATIO, _HONEST_BYTES = 20, 4 * 1024 * 1024
"""A stream that unpacks so little over so much is a picture or a font: the rest of it is not looked at."""
_IMAGE = b"/Image"
_DICTIONARY = 400
"""Bytes before a stream in which its dictionary stands."""


def refuse_bombs(data: bytes) -> None:
    """Unpack what may be a bomb, a megabyte at a time, keeping nothing.

    Raises:
        ReadError: one stream, or all pages together, unpack to more than a report needs.
    """
    total = 0
    for match in _STREAM.finditer(data):
        start = match.end()
        end = data.find(b"endstream", start)
        packed = (len(data) if end < 0 else end) - start
        if packed * _DEFLATE_MOST < _STEP or data[start] & 0x0F != zlib.DEFLATED:
            continue
        size, used = _unpacked(memoryview(data)[start:start + packed])
        if size < used * MAX_RATIO:
            continue
        picture = _IMAGE in data[max(0, match.start() - _DICTIONARY):match.start()]
        total += 0 if picture else size
        if size > MAX_MEMBER or total > MAX_UNPACKED:
            raise ReadError(f"The PDF holds a stream of {packed:,} bytes that unpacks to more than {size:,}: refused as a bomb.")


def _unpacked(packed: memoryview) -> tuple[int, int]:
    """(bytes unpacked, bytes used) until the stream ends, is damaged, proves honest or is too large."""
    inflater = zlib.decompressobj()
    size = fed = 0
    rest = b""
    while size <= MAX_MEMBER and not inflater.eof:
        if not rest:
            rest = bytes(packed[fed:fed + _STEP])
            fed += len(rest)
        if not rest:
            break
        try:
            size += len(inflater.decompress(rest, _STEP))
        except zlib.error:
            break
        rest = inflater.unconsumed_tail
        if size > _HONEST_BYTES and size < (fed - len(rest)) * _HONEST_RATIO:
            break
    return size, max(1, fed - len(rest))
