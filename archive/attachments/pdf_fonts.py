"""A stand-in for fonts that a PDF names but does not hold, so that its text is read alike on every machine.

PDFium leaves out a text object of one character where it finds no box of it, which only a font can tell; and a limited process can open no
font. The stand-in draws nothing and has a narrow and a wide box: PDFium tells the direction of lines by them, and widens by them the
boxes that follow from the widths in the PDF.
"""

from __future__ import annotations

import ctypes
import struct
from typing import Any

import pypdfium2.raw as pdfium

UNITS = 1000
"""Units of the type size."""
NARROW, WIDE = 200, UNITS
"""Widths of the boxes of Latin letters and digits, and of all other characters."""
TOP, BOTTOM = 880, -120
"""Where a Chinese character reaches to, above and below the baseline."""
_LATIN, _LAST = 0x24F, 0x10FFFF
"""The last Latin letter, and the last character of all."""
_HANDLE = 1
_HEAD = struct.Struct(">IIIIHHqqhhhhHHhhh")
_MAGIC = 0x5F0F3CF5


def font() -> bytes:
    """A TrueType font (ISO/IEC 14496-22) of glyphs with a box and no area, to which all characters are mapped; the first one would stand for none."""
    glyphs = [_glyph(width) for width in (WIDE, NARROW, WIDE)]
    size = len(glyphs[0])
    # format 13: one glyph for a whole range
    mapping = struct.pack(">HHHHIHHIII6I", 0, 1, 3, 10, 12, 13, 0, 40, 0, 2, 0, _LATIN, 1, _LATIN + 1, _LAST, 2)
    name = b"standin"
    tables = {
        b"cmap": mapping,
        b"glyf": b"".join(glyphs),
        b"head": _HEAD.pack(0x10000, 0x10000, 0, _MAGIC, 0, UNITS, 0, 0, 0, BOTTOM, WIDE, TOP, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">IhhhHhhhhhh8xhH", 0x10000, TOP, BOTTOM, 0, UNITS, 0, 0, UNITS, 1, 0, 0, 0, 3),
        b"hmtx": struct.pack(">HhHhHh", *(UNITS, 0) * 3),
        b"loca": struct.pack(">4I", *range(0, 4 * size, size)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 3, 3, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHHHHHHHH", 0, 1, 18, 1, 0, 0, 1, len(name), 0) + name,
        b"post": struct.pack(">IIhhI16x", 0x30000, 0, 0, 0, 0),
    }
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 16), b""
    start = len(directory) + 16 * len(tables)
    for tag, table in tables.items():
        directory += struct.pack(">4sIII", tag, 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return directory + body


def _glyph(width: int) -> bytes:
    """An outline that goes from one corner of its box to the other and back."""
    outline = struct.pack(">hhhhhHH3B3h3h", 1, 0, BOTTOM, width, TOP, 2, 0, 1, 1, 1, 0, width, -width, BOTTOM, TOP - BOTTOM, BOTTOM - TOP)
    return outline + bytes(-len(outline) % 4)


FONT = font()


class _Source:
    """The callbacks by which PDFium asks for fonts; they live as long as the process."""

    def __init__(self) -> None:
        info = pdfium.FPDF_SYSFONTINFO
        self.info = info(1, *(kind(call) for (_, kind), call in zip(info._fields_[1:], (
            _nothing, _nothing, _handle, _handle, _data, _face, _charset, _nothing), strict=True)))


def _nothing(*_asked: Any) -> None:
    """Nothing to let go, nothing to list."""


def _handle(*_asked: Any) -> int:
    """Whatever font is asked for, the stand-in."""
    return _HANDLE


def _data(_source: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
    """The whole font; it is no collection and has no table to be asked for alone."""
    if table:
        return 0
    if buffer and size >= len(FONT):
        ctypes.memmove(buffer, FONT, len(FONT))
    return len(FONT)


def _face(*_asked: Any) -> int:
    """The stand-in has no name of its own."""
    return 0


def _charset(*_asked: Any) -> int:
    """It serves all characters."""
    return int(pdfium.FXFONT_DEFAULT_CHARSET)


_SOURCE = _Source()


def install() -> None:
    """Have PDFium take the stand-in from now on."""
    pdfium.FPDF_SetSystemFontInfo(_SOURCE.info)
