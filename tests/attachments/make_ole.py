"""Self-made OLE files: a compound file writer, a Word 97 document and a BIFF8 workbook on top of it."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of streams; each is padded to 4,096 bytes, so that no mini stream is needed."""
    body, entries, fat = b"", [("Root Entry", 5, _END, 0)], []
    for name, given in streams.items():
        content = given.ljust(max(4096, -(-len(given) // _SECTOR) * _SECTOR), b"\0")
        first, count = len(fat), len(content) // _SECTOR
        fat += [*range(first + 1, first + count), _END]
        entries.append((name, 2, first, len(content)))
        body += content
    directory = b"".join(_entry(*entry, number, len(entries)) for number, entry in enumerate(entries))
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0")
    first_directory = len(fat)
    count = len(directory) // _SECTOR
    fat += [*range(first_directory + 1, first_directory + count), _END]
    fat_sectors = -(-(len(fat) + 8) // 128)
    first_fat = len(fat)
    fat += [_FAT] * fat_sectors
    table = b"".join(struct.pack("<I", number) for number in fat).ljust(fat_sectors * _SECTOR, b"\xff")
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors,
                       first_directory, 0, 4096, _END, 0, _END, 0)
    places = [*range(first_fat, first_fat + fat_sectors), *[_FREE] * 109][:109]
    return head + struct.pack("<109I", *places) + body + directory + table


def _entry(name: str, kind: int, first: int, size: int, number: int, total: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    right = number + 1 if number and number + 1 < total else _FREE
    child = 1 if not number else _FREE
    return struct.pack("<64sHBBIII36xII4x", raw, len(raw), kind, 1, _FREE, right, child, first, size)


@dataclass
class Para:
    """A paragraph of a self-made .doc: text, the mark that ends it, its properties."""

    text: str
    mark: str = "\r"
    in_table: bool = False
    row_end: bool = False
    number: tuple[int, int] | None = None

    @property
    def codes(self) -> bytes:
        codes = struct.pack("<HB", 0x2416, 1) if self.in_table else b""
        codes += struct.pack("<HB", 0x2417, 1) if self.row_end else b""
        if self.number:
            codes += struct.pack("<HBHH", 0x260A, self.number[1], 0x460B, self.number[0])
        return codes


@dataclass
class Made:
    """Options of a self-made .doc."""

    paragraphs: list[Para]
    patterns: list[tuple[int, str]] = field(default_factory=list)
    """Levels of list 1: (number format code, pattern with characters 0-8 as places)."""
    narrow: bool = False
    """Text of one byte per character."""
    fragments: int = 1
    """Number of pieces."""
    deleted: tuple[int, int] | None = None
    """Character range of a tracked deletion."""
    properties: bool = True
    encrypted: bool = False


def cell(text: str) -> Para:
    return Para(text, "\x07", in_table=True)


def row(*texts: str) -> list[Para]:
    """A table row: its cells and its end mark."""
    return [*map(cell, texts), Para("", "\x07", in_table=True, row_end=True)]


def doc(made: Made) -> bytes:
    """A Word 97 file."""
    text = "".join(paragraph.text + paragraph.mark for paragraph in made.paragraphs)
    wide = 1 if made.narrow else 2
    raw = text.encode("cp1252" if made.narrow else "utf-16-le")
    start = 0x600
    head = bytearray(0x400)
    struct.pack_into("<HHHHHH", head, 0, 0xA5EC, 0x00C1, 0, 0x0804, 0, 0x0200 | (0x0100 if made.encrypted else 0))
    struct.pack_into("<II", head, 0x18, start, start + len(raw))
    struct.pack_into("<HH", head, 0x20, 14, 0)
    struct.pack_into("<I", head, 0x4C, len(text))
    stream = bytes(head).ljust(start, b"\0") + raw
    stream += bytes(-len(stream) % _SECTOR)
    table = bytearray()

    def block(place: int, content: bytes) -> None:
        struct.pack_into("<II", head, place, len(table), len(content))
        table.extend(content)

    block(0x1A2, _clx(len(text), start, wide, made.fragments))
    if made.properties:
        page = len(stream) // _SECTOR
        pages = _paragraph_pages(made.paragraphs, start, wide)
        stream += b"".join(content for _, content in pages)
        bounds = [first for first, _ in pages] + [start + len(raw)]
        block(0x102, struct.pack(f"<{len(bounds)}I", *bounds) + struct.pack(f"<{len(pages)}I", *range(page, page + len(pages))))
    if made.deleted:
        page = len(stream) // _SECTOR
        first, last = (start + wide * place for place in made.deleted)
        content = struct.pack("<4I", start, first, last, start + len(raw)) + b"\0\xf0\0"
        stream += content.ljust(480, b"\0") + struct.pack("<BHB", 3, 0x0800, 1).ljust(31, b"\0") + b"\x03"
        block(0xFA, struct.pack("<3I", start, start + len(raw), page))
    if made.patterns:
        levels = b"".join(_level(code, pattern) for code, pattern in made.patterns)
        levels += _level(255, "") * (9 - len(made.patterns))
        struct.pack_into("<II", head, 0x2E2, len(table), 30)
        table += struct.pack("<HII18sBB", 1, 77, 0, bytes(18), 0, 0) + levels
        block(0x2EA, struct.pack("<IIIIBBBB", 1, 77, 0, 0, 0, 0, 0, 0) + b"\xff" * 4)
    return compound({"WordDocument": bytes(head) + stream[len(head):], "1Table": bytes(table)})


def _clx(length: int, start: int, wide: int, fragments: int) -> bytes:
    cuts = [length * number // fragments for number in range(fragments + 1)]
    plc = struct.pack(f"<{len(cuts)}I", *cuts)
    for cut in cuts[:-1]:
        address = start + cut * wide
        plc += struct.pack("<HIH", 0, address if wide == 2 else address * 2 | 0x40000000, 0)
    return b"\x01\x02\x00\x00\x00\x02" + struct.pack("<I", len(plc)) + plc


def _paragraph_pages(paragraphs: list[Para], start: int, wide: int) -> list[tuple[int, bytes]]:
    """Formatted pages of at most 10 paragraphs each."""
    pages = []
    for first in range(0, len(paragraphs), 10):
        block = paragraphs[first : first + 10]
        bounds, codes, places, at = [start], b"", b"", 480
        for paragraph in block:
            bounds.append(bounds[-1] + wide * (len(paragraph.text) + 1))
        content = bytearray(struct.pack(f"<{len(bounds)}I", *bounds))
        for paragraph in block:
            codes = struct.pack("<H", 0) + paragraph.codes
            codes += b"\0" * (1 - len(codes) % 2)  # an odd length: 2 * cb - 1
            at -= len(codes) + 1
            places += bytes([at // 2]) + bytes(12)
            content = content.ljust(512, b"\0")
            content[at : at + 1 + len(codes)] = bytes([(len(codes) + 1) // 2]) + codes
        head = 4 * len(bounds)
        content[head : head + len(places)] = places
        content[511] = len(block)
        pages.append((start, bytes(content)))
        start = bounds[-1]
    return pages


def _level(code: int, pattern: str) -> bytes:
    return struct.pack("<IBB9sBII4B", 1, code, 0, bytes(9), 0, 0, 0, 0, 0, 0, 0) + struct.pack(
        "<H", len(pattern)) + pattern.encode("utf-16-le")


Cell = str | float | tuple[float, int]
"""A text, a number, or a number with the place of its format."""


def xls(sheets: dict[str, list[list[Cell]]], formats: tuple[int | str, ...] = (), extra: bytes = b"") -> bytes:
    """A BIFF8 workbook of strings and numbers; a format is a built-in number or a code, `extra` more global records."""
    def string(text: str, form: str) -> bytes:
        return struct.pack(form, len(text)) + b"\x01" + text.encode("utf-16-le")

    parts = []
    for rows in sheets.values():
        body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 0))
        for y, cells in enumerate(rows):
            for x, given in enumerate(cells):
                value, style = given if isinstance(given, tuple) else (given, 0)
                place = struct.pack("<HHH", y, x, style)
                body += record(0x204, place + string(value, "<H")) if isinstance(value, str) else record(
                    0x203, place + struct.pack("<d", value))
        parts.append(body + record(0x0A, b""))
    styles = [(164 + number, code) if isinstance(code, str) else (code, None) for number, code in enumerate(formats)]
    head = record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 1997, 0, 0)) + extra
    head += b"".join(record(0x41E, struct.pack("<H", number) + string(code, "<H")) for number, code in styles if code is not None)
    head += b"".join(record(0xE0, struct.pack("<HH16x", 0, number)) for number, _ in styles)
    tail = record(0x0A, b"")
    size = len(head) + len(tail) + sum(12 + 2 * len(name) for name in sheets)
    bound = b""
    for name, part in zip(sheets, parts, strict=True):
        bound += record(0x85, struct.pack("<IBB", size, 0, 0) + string(name, "<B"))
        size += len(part)
    return compound({"Workbook": head + bound + tail + b"".join(parts)})


def record(code: int, content: bytes) -> bytes:
    """A record of a BIFF stream."""
    return struct.pack("<HH", code, len(content)) + content
