"""How the cells of an .xls print: the number formats in the records of a BIFF8 workbook ([MS-XLS], 2.3 and 2.4)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import replace

import olefile

from archive.attachments.sheet_formats import BUILT_IN, MAX_SHEET, Form, Forms, form_of

_BOF, _EOF, _LOCKED, _DATES, _SHEET, _FORMAT, _STYLE = 0x809, 0x0A, 0x2F, 0x22, 0x85, 0x41E, 0xE0
_FORMULA, _NUMBER, _SHORT, _SHORTS = 0x06, 0x203, 0x27E, 0xBD
_BIFF8 = 0x600
_STREAM = "Workbook"

Record = tuple[int, bytes]


class Formats:
    """The forms of the cells of a workbook; damage only costs formats, for the workbook reader judges the file."""

    def __init__(self, data: bytes) -> None:
        self._stream = _stream(data)
        self._styles: list[Form | None] = []
        self._sheets: dict[str, int] = {}
        try:
            self._globals()
        except (struct.error, IndexError):
            self._sheets = {}

    def of(self, sheet: str) -> Forms:
        """The forms of a sheet's cells."""
        found: Forms = {}
        start = self._sheets.get(sheet)
        if start is None or not any(self._styles):
            return found
        try:
            for row, column, style in _cells(self._stream[start:start + MAX_SHEET]):
                form = self._styles[style] if style < len(self._styles) else None
                if form:
                    found[row, column] = form
        except struct.error:
            return found
        return found

    def _globals(self) -> None:
        """Read styles and sheets from the first part of the stream."""
        codes: dict[int, str] = {}
        since_1904 = False
        styles: list[int] = []
        for code, content in _records(self._stream):
            if code == _LOCKED or (code == _BOF and struct.unpack_from("<H", content)[0] != _BIFF8):
                return
            if code == _DATES:
                since_1904 = content[:1] == b"\x01"
            elif code == _FORMAT:
                codes[struct.unpack_from("<H", content)[0]] = _string(content, 2, 2)
            elif code == _STYLE:
                styles.append(struct.unpack_from("<H", content, 2)[0])
            elif code == _SHEET:
                self._sheets[_string(content, 6, 1)] = struct.unpack_from("<I", content)[0]
        forms = {number: form_of(codes.get(number) or BUILT_IN.get(number, "")) for number in set(styles)}
        self._styles = [form and replace(form, since_1904=since_1904) for form in map(forms.__getitem__, styles)]


def _stream(data: bytes) -> bytes:
    """The stream of the workbook, at most twice as long as a sheet may be; empty where there is none."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as storage:
            return bytes(storage.openstream(_STREAM).read(2 * MAX_SHEET)) if storage.exists(_STREAM) else b""
    except (OSError, struct.error, IndexError, ValueError):
        return b""


def _records(stream: bytes) -> Iterator[Record]:
    """The records of one part of a stream, without those of charts inside it."""
    at = depth = 0
    while at + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, at)
        depth += (code == _BOF) - (code == _EOF)
        if depth <= 1:
            yield code, stream[at + 4:at + 4 + size]
        if depth <= 0:
            return
        at += 4 + size


def _cells(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of each cell that holds a number."""
    for code, content in _records(stream):
        if code in (_NUMBER, _SHORT, _FORMULA):
            yield struct.unpack_from("<HHH", content)
        elif code == _SHORTS:
            row, first = struct.unpack_from("<HH", content)
            for place, at in enumerate(range(4, len(content) - 7, 6)):
                yield row, first + place, struct.unpack_from("<H", content, at)[0]


def _string(content: bytes, at: int, width: int) -> str:
    """A string behind the length of its characters in `width` bytes: Latin-1 or UTF-16 as its flag says."""
    count = int.from_bytes(content[at:at + width], "little")
    start = at + width + 1
    wide = content[start - 1] & 1
    return content[start:start + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
