"""A ZIP written from front to back in flat memory: what is known of a finished file waits on disk, not in objects.

The standard library's writer keeps an object of 600 bytes for each file: 65 MB for 100,000 reports. Layout after PKWARE's
APPNOTE 6.3, with ZIP64 records where counts or offsets outgrow the old fields.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import closing
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

MEMORY = 1 << 20
"""Bytes that wait in memory before they go to a temporary file."""
PIECE = 1 << 16
DATE = 1 << 5 | 1
"""1 January 1980, in MS-DOS form: equal documents make equal files."""
UTF8_NAME, DEFLATED = 0x800, 8
NEEDS_DEFLATE, NEEDS_ZIP64 = 20, 45
"""Versions of the format that a reader must know."""
MADE_ON_UNIX = 3 << 8 | NEEDS_ZIP64
PLAIN_FILE = 0o100644 << 16
MOST_FILES, MOST_BYTES = 0xFFFF, 0xFFFFFFFF
"""What the old fields hold; a field that is full sends the reader to its ZIP64 twin."""

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_END = struct.Struct("<4s4H2LH")


class Member:
    """One file of a ZIP, compressed piece by piece; its bytes wait in memory or on disk until it is complete.

    A file of 4 GB and more raises struct.error when it is added.
    """

    def __init__(self, name: str, data: bytes = b"") -> None:
        self.name = name.encode()
        self.crc = self.size = self.packed = 0
        self._deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._body = SpooledTemporaryFile(MEMORY)  # noqa: SIM115 - close() does
        self.write(data)

    def write(self, data: bytes) -> None:
        """Add bytes to the file."""
        self.crc = zlib.crc32(data, self.crc)
        self.size += len(data)
        self.packed += self._body.write(self._deflate.compress(data))

    def finish(self) -> None:
        """Compress what is left; nothing can be added any more."""
        self.packed += self._body.write(self._deflate.flush())

    def close(self) -> None:
        """Let its bytes go."""
        self._body.close()

    def pieces(self) -> Iterator[bytes]:
        """The compressed bytes."""
        self._body.seek(0)
        return iter(lambda: self._body.read(PIECE), b"")


class ZipWriter:
    """Writes members one behind the other to a file that need not seek, then the directory."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.count = self.at = 0
        self._directory = SpooledTemporaryFile(MEMORY)  # noqa: SIM115 - close() does

    def add(self, member: Member) -> None:
        """Write a member, finish and close it."""
        with closing(member):
            member.finish()
            start = self.at
            facts = (DEFLATED, 0, DATE, member.crc, member.packed, member.size, len(member.name))
            self._write(_LOCAL.pack(b"PK\3\4", NEEDS_DEFLATE, UTF8_NAME, *facts, 0) + member.name)
            for piece in member.pieces():
                self._write(piece)
        far = start >= MOST_BYTES
        extra = struct.pack("<2HQ", 1, 8, start) if far else b""
        version = NEEDS_ZIP64 if far else NEEDS_DEFLATE
        self._directory.write(_ENTRY.pack(
            b"PK\1\2", MADE_ON_UNIX, version, UTF8_NAME, *facts, len(extra), 0, 0, 0, PLAIN_FILE, min(start, MOST_BYTES),
        ) + member.name + extra)
        self.count += 1

    def finish(self) -> None:
        """Write the directory and the end records."""
        start, size = self.at, self._directory.tell()
        self._directory.seek(0)
        for piece in iter(lambda: self._directory.read(PIECE), b""):
            self._write(piece)
        if self.count >= MOST_FILES or self.at >= MOST_BYTES:
            at = self.at
            self._write(_END64.pack(
                b"PK\6\6", _END64.size - 12, MADE_ON_UNIX, NEEDS_ZIP64, 0, 0, self.count, self.count, size, start,
            ) + _LOCATOR.pack(b"PK\6\7", 0, at, 1))
        count = min(self.count, MOST_FILES)
        self._write(_END.pack(b"PK\5\6", 0, 0, count, count, min(size, MOST_BYTES), min(start, MOST_BYTES), 0))

    def close(self) -> None:
        """Let the directory go; does not close the file."""
        self._directory.close()

    def _write(self, data: bytes) -> None:
        self.out.write(data)
        self.at += len(data)
