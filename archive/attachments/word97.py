"""The structures of a Word 97 file (MS-DOC): header, piece table, paragraph and character properties."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.attachments.base import ReadError

MAGICS = (0xA5EC, 0xA5DC, 0xA5DB)
WORD97 = 0x00C1
"""nFib from which files have the places below (MS-DOC 2.5.1)."""
_ENCRYPTED = 0x0100
_COMPRESSED = 0x40000000
_STORIES = (0x4C, 0x50, 0x54, 0x58, 0x5C, 0x60, 0x64)
"""Places of the story lengths: text, footnotes, headers, macros, annotations, endnotes, text boxes (MS-DOC 2.5.4)."""
_CLX, _CHARACTERS, _PARAGRAPHS, STYLES, LISTS, OVERRIDES = 0x1A2, 0xFA, 0x102, 0xA2, 0x2E2, 0x2EA
_PAGE = 512
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
"""Operand sizes by the top three bits of a property code (MS-DOC 2.2.5.1); 0 = a length byte says."""
_LONG_OPERANDS = (0xD608, 0xD606)
_DELETED, _HIDDEN = 0x0800, 0x083C
_IN_TABLE, _ROW_END, _LIST, _LIST_LEVEL = 0x2416, 0x2417, 0x460B, 0x260A


def u16(data: bytes, at: int) -> int:
    """Little-endian 16-bit number; 0 behind the end."""
    return int.from_bytes(data[at : at + 2], "little")


def u32(data: bytes, at: int) -> int:
    """Little-endian 32-bit number; 0 behind the end."""
    return int.from_bytes(data[at : at + 4], "little")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: first character position, length, address in the stream, bytes per character."""

    position: int
    length: int
    address: int
    width: int


@dataclass(slots=True)
class Paragraph:
    """What the properties say of a paragraph; list and level are None where the style decides."""

    style: int = 0
    in_table: bool = False
    row_end: bool = False
    list: int | None = None
    level: int | None = None


@dataclass(slots=True)
class Word:
    """The WordDocument and table streams of one file."""

    stream: bytes
    table: bytes
    pieces: list[Piece] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _runs: list[tuple[int, int, bytes]] = field(default_factory=list)

    def block(self, place: int) -> bytes:
        """Bytes of the table stream that the header's (address, length) pair at `place` names."""
        start, size = u32(self.stream, place), u32(self.stream, place + 4)
        return self.table[start : start + size]

    def story(self, number: int) -> tuple[int, int]:
        """First and last + 1 character position of a story: 0 text, 1 footnotes, 6 text boxes."""
        lengths = [u32(self.stream, place) for place in _STORIES]
        return sum(lengths[:number]), sum(lengths[: number + 1])

    def load(self) -> None:
        """Read the piece table and the paragraph properties.

        Raises:
            ReadError: the header or the piece table is damaged, or the file needs a password.
        """
        if u16(self.stream, 0) not in MAGICS:
            raise ReadError("The Word file's header is damaged.")
        if u16(self.stream, 0x0A) & _ENCRYPTED:
            raise ReadError("The Word file needs a password: ask the publisher for an open copy.")
        if u16(self.stream, 2) < WORD97:  # Word 6 and 95: one run in the system's code page
            start, end = u32(self.stream, 0x18), u32(self.stream, 0x1C)
            self.pieces = [Piece(0, max(0, min(end, len(self.stream)) - start), start, 1)]
            return
        self.pieces = list(_pieces(_piece_table(self.block(_CLX)), len(self.stream)))
        self._runs = sorted(self._properties(_PARAGRAPHS))
        self._starts = [start for start, _, _ in self._runs]

    @property
    def is_old(self) -> bool:
        """Whether Word 6 or 95 wrote it."""
        return u16(self.stream, 2) < WORD97

    @property
    def has_properties(self) -> bool:
        """Whether paragraph properties could be read."""
        return bool(self._runs)

    def decode(self, piece: Piece) -> str:
        """Text of a piece: UTF-16, or Windows-1252 where it is narrow (MS-DOC 2.9.73), GBK in old files."""
        raw = self.stream[piece.address : piece.address + piece.length * piece.width]
        if piece.width == 2:
            return raw.decode("utf-16-le", "replace")
        return raw.decode("gb18030" if self.is_old else "cp1252", "replace")

    def unprinted(self) -> list[tuple[int, int]]:
        """Address ranges of tracked deletions and hidden characters."""
        return sorted((start, end) for start, end, codes in self._properties(_CHARACTERS)
                      if any(code in (_DELETED, _HIDDEN) and operand[:1] == b"\x01" for code, operand in sprms(codes)))

    def paragraph(self, address: int) -> Paragraph:
        """Properties of the paragraph whose mark stands at an address."""
        index = bisect_right(self._starts, address) - 1
        found = Paragraph()
        if index < 0 or not self._runs[index][0] <= address < self._runs[index][1]:
            return found
        raw = self._runs[index][2]
        found.style = u16(raw, 0)
        apply(found, raw[2:])
        return found

    def _properties(self, place: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield (first address, last + 1, raw properties) of all formatted pages that a bin table names."""
        plc = self.block(place)
        count = max(0, (len(plc) - 4) // 8)
        for index in range(count):
            number = u32(plc, 4 * (count + 1) + 4 * index) & 0x3FFFFF
            page = self.stream[number * _PAGE : (number + 1) * _PAGE]
            if len(page) == _PAGE:
                yield from _page_runs(page, paragraphs=place == _PARAGRAPHS)


def apply(paragraph: Paragraph, codes: bytes) -> None:
    """Apply paragraph property codes to what is known so far."""
    for code, operand in sprms(codes):
        if code == _IN_TABLE:
            paragraph.in_table = operand[:1] == b"\x01"
        elif code == _ROW_END:
            paragraph.row_end = operand[:1] == b"\x01"
        elif code == _LIST:
            paragraph.list = u16(operand, 0)
        elif code == _LIST_LEVEL:
            paragraph.level = u16(operand, 0)


def sprms(codes: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (property code, operand) of a property list."""
    at = 0
    while at + 2 < len(codes):
        code = u16(codes, at)
        at += 2
        size = _SIZES[code >> 13]
        if not size:
            long = code in _LONG_OPERANDS
            size = u16(codes, at) - 1 if long else codes[at]
            at += 2 if long else 1
        yield code, codes[at : at + size]
        at += max(size, 0)


def _page_runs(page: bytes, *, paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
    """Runs of one 512-byte page of properties (MS-DOC 2.9.33, 2.9.175)."""
    count = page[-1]
    step = 13 if paragraphs else 1
    if 4 * (count + 1) + step * count > _PAGE:
        return
    bounds = struct.unpack_from(f"<{count + 1}I", page)
    for index in range(count):
        at = page[4 * (count + 1) + step * index] * 2
        if not at or at >= _PAGE:
            yield bounds[index], bounds[index + 1], b""
            continue
        size = page[at]
        if not paragraphs:
            yield bounds[index], bounds[index + 1], page[at + 1 : at + 1 + size]
        elif size:
            yield bounds[index], bounds[index + 1], page[at + 1 : at + 2 * size]
        else:
            yield bounds[index], bounds[index + 1], page[at + 2 : at + 2 + 2 * page[(at + 1) % _PAGE]]


def _piece_table(clx: bytes) -> bytes:
    """The PlcPcd of a Clx: property blocks (mark 1) come first, then mark 2 and the table (MS-DOC 2.9.38)."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + u16(clx, at + 1)
    if at >= len(clx) or clx[at] != 2:
        raise ReadError("The Word file has no piece table.")
    return clx[at + 5 : at + 5 + u32(clx, at + 1)]


def _pieces(plc: bytes, limit: int) -> Iterator[Piece]:
    """Yield the pieces of a PlcPcd; together they can't be longer than the stream."""
    count = (len(plc) - 4) // 12
    if count < 1:
        raise ReadError("The Word file's piece table is empty.")
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    total = 0
    for index in range(count):
        length = bounds[index + 1] - bounds[index]
        total += length
        if length < 0 or total > limit:
            raise ReadError("The Word file's piece table is damaged.")
        address = u32(plc, 4 * (count + 1) + 8 * index + 2)
        if address & _COMPRESSED:
            yield Piece(bounds[index], length, (address & ~_COMPRESSED) // 2, 1)
        else:
            yield Piece(bounds[index], length, address, 2)
