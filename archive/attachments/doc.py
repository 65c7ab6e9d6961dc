"""DOC and WPS (Word 97 binary) -> paragraphs with their list numbers, tables as rows."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

import olefile

from archive.attachments.base import MAX_CHARS, ReadError, Reading
from archive.attachments.lines import glue, row, split
from archive.attachments.word97 import Paragraph, Piece, Word, u16
from archive.attachments.word97_lists import WordLists

_TABLE1 = 0x0200
_PRINTED = {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": ""}
_MARKS = re.compile("([\r\x07\x13\x14\x15])")
_SHOWN_STORIES = (0, 1, 5, 6)
"""Text, footnotes, endnotes, text boxes; headers, macros and annotations are not the document's text."""


def read(data: bytes) -> Reading:
    """Read the text of a .doc or .wps.

    Raises:
        ReadError: the file needs a password, is damaged or holds no text.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as storage:
            stream = bytes(storage.openstream("WordDocument").read())
            table = _table(storage, stream)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, struct.error) as fault:
        raise ReadError(f"The Word file's OLE container is damaged ({fault}).") from fault
    word = Word(stream, table)
    reading = Reading()
    try:
        word.load()
    except struct.error as fault:
        raise ReadError(f"The Word file's tables are damaged ({fault}).") from fault
    length = 0
    for line in _Text(word).lines():
        length += len(line)
        if length > MAX_CHARS:
            reading.warnings.append(f"The text was cut after {MAX_CHARS:,} characters.")
            break
        reading.lines.append(line)
    if not reading.lines:
        raise ReadError("The Word file holds no text; pictures in it would need OCR, an optional extra.")
    return reading


def _table(storage: olefile.OleFileIO, stream: bytes) -> bytes:
    """The table stream that the header names, or the other one where that is missing."""
    for name in ("1Table", "0Table") if u16(stream, 0x0A) & _TABLE1 else ("0Table", "1Table"):
        if storage.exists(name):
            return bytes(storage.openstream(name).read())
    return b""


class _Text:
    """Walks the pieces: fields show their results, paragraphs get their numbers, table rows become lines."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._lists = WordLists(word)
        self._unprinted = word.unprinted()
        self._fields: list[str] = []
        """Per open field: its code so far, or `=` once its result began, or `-` when that is not shown."""
        self._text = ""
        self._cell: list[str] = []
        self._cells: list[list[str]] = []

    def lines(self) -> Iterator[str]:
        """Yield the tidy lines of the stories that a reader sees."""
        if self._word.is_old:
            yield from self._walk(0, 1 << 31)
            return
        for number in _SHOWN_STORIES:
            first, end = self._word.story(number)
            self._fields = []
            yield from self._walk(first, end)

    def _walk(self, first: int, end: int) -> Iterator[str]:
        for piece in self._word.pieces:
            start, stop = max(first, piece.position), min(end, piece.position + piece.length)
            if start >= stop:
                continue
            skip = start - piece.position
            part = Piece(start, stop - start, piece.address + skip * piece.width, piece.width)
            text = self._without_unprinted(part, self._word.decode(part))
            yield from self._read(text, part)
        yield from self._end_paragraph(Paragraph())
        yield from self._end_row()

    def _without_unprinted(self, piece: Piece, text: str) -> str:
        """Blank out tracked deletions and hidden text, keeping the marks and the length."""
        last = piece.address + piece.length * piece.width
        for start, end in self._unprinted:
            if start < last and end > piece.address:
                low = max(0, (start - piece.address) // piece.width)
                high = (min(end, last) - piece.address) // piece.width
                marks = re.sub("[^\r\x07\x13\x14\x15]", "\x02", text[low:high])
                text = text[:low] + marks + text[high:]
        return text

    def _read(self, text: str, piece: Piece) -> Iterator[str]:
        offset = 0
        for part in _MARKS.split(text):
            if part in ("\r", "\x07"):
                yield from self._mark(part, piece.address + offset * piece.width)
            elif part == "\x13":
                self._fields.append("")
            elif part == "\x14" and self._fields:
                self._fields[-1] = "-" if self._fields[-1].lstrip().upper().startswith("TOC") else "="
            elif part == "\x15" and self._fields:
                self._fields.pop()
            elif part and not self._fields:
                self._text += part
            elif part and self._fields[-1] not in ("=", "-"):
                self._fields[-1] += part
            elif part and all(state == "=" for state in self._fields):
                self._text += part
            offset += len(part)

    def _mark(self, mark: str, address: int) -> Iterator[str]:
        """End a paragraph, a cell or a row."""
        known = self._word.has_properties
        paragraph = self._word.paragraph(address)
        if mark == "\x07":
            row_end = paragraph.row_end if known else bool(self._cells) and not self._text and not self._cell
            if row_end:
                self._text = ""
                yield from self._end_row()
            else:
                self._cell += self._lines(paragraph)
                self._cells.append(self._cell)
                self._cell = []
        elif (known and paragraph.in_table) or self._cells:
            self._cell += self._lines(paragraph)
        else:
            yield from self._end_paragraph(paragraph)

    def _end_paragraph(self, paragraph: Paragraph) -> Iterator[str]:
        yield from self._lines(paragraph)

    def _lines(self, paragraph: Paragraph) -> list[str]:
        """The lines of the paragraph that ends here, with its number."""
        text, self._text = self._text, ""
        for char, printed in _PRINTED.items():
            text = text.replace(char, printed)
        if any(state == "-" for state in self._fields):
            return []
        label = self._lists.label(paragraph)
        lines = split(text)
        return split(glue(label, text.lstrip())) if label and lines else lines

    def _end_row(self) -> Iterator[str]:
        """Yield the row that ends here; a row of one cell is a frame around paragraphs."""
        cells, self._cells = self._cells, []
        if self._cell:
            cells.append(self._cell)
            self._cell = []
        while cells and not cells[0] and not self._word.has_properties:
            cells.pop(0)  # an empty last cell and the end of its row look alike
        if len(cells) == 1:
            yield from cells[0]
            return
        text = row(" ".join(cell) for cell in cells)
        if text:
            yield text
