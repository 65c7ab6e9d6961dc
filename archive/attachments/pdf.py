"""PDF -> paragraphs: PDFium's characters with their boxes, grouped to lines, joined to paragraphs."""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import groupby
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from archive.attachments import ocr
from archive.attachments.base import MAX_CHARS, MAX_PAGES, Reading
from archive.attachments.lines import glue, is_chinese, row, tidy
from archive.attachments.paragraphs import join, mark_rows
from archive.attachments.pdf_alignment import CELL_GAP, SAME_LINE, aligned
from archive.attachments.pdf_guard import refuse_bombs
from archive.attachments.pdf_open import open_pdf
from archive.attachments.pdf_tables import STRAIGHT, Cell, Grid, grid
from archive.attachments.printed import Char, Line, PrintedPage

MIN_CHARS_PER_PAGE = 8
"""A page with less text is a picture of a page: a scan, at best with a printed page number."""
OVERPRINT = 0.3
"""A character printed again within this share of its width is fake bold."""
MAX_DRAWN = 2_000
"""Longest side, in points, of a page that is drawn for OCR; A2 has 1,684."""
MAX_SAMPLED = 300
"""Characters of a page that are asked how they stand."""
_BLANK = 0x20
MAX_UNREADABLE = 0.2
"""Share of characters without a meaning above which the fonts are taken for unreadable."""


def read(data: bytes) -> Reading:
    """Read the text of a PDF.

    Raises:
        ReadError: the file needs a password, is torn or holds no text.
    """
    refuse_bombs(data)
    document, cut = open_pdf(data)
    total = len(document)
    reading = Reading()
    if cut:
        reading.warnings.append("The end of the PDF is missing; the pages that are left were read.")
    if total > MAX_PAGES:
        reading.warnings.append(f"The PDF has {total:,} pages; the first {MAX_PAGES} were read.")
    pages, empty = _pages(document, min(total, MAX_PAGES), reading)
    empty = _read_scans(document, pages, empty, reading) if ocr.ready() else empty
    if len(empty) == len(pages):
        raise ocr.PictureError(f"The PDF has {total:,} pages but no text: it is a scan and needs OCR, {ocr.EXTRA}.")
    if empty:
        numbers = ", ".join(map(str, empty[:20]))
        reading.warnings.append(f"Pages without text, probably scans that need OCR: {numbers}.")
        reading.pictures = True
    reading.lines = join(pages)
    if not reading.lines:
        raise ocr.PictureError(f"The PDF has {total:,} pages but no readable character: it needs OCR, {ocr.EXTRA}.")
    _warn_of_fonts(reading)
    return reading


def _pages(document: pypdfium2.PdfDocument, count: int, reading: Reading) -> tuple[list[PrintedPage], list[int]]:
    """Return the pages that can be read and the numbers (from 1) of those without text."""
    pages: list[PrintedPage] = []
    empty: list[int] = []
    chars = 0
    for number in range(count):
        page = _page(document, number)
        length = sum(len(line.text) for line in page.lines)
        if length < MIN_CHARS_PER_PAGE:
            empty.append(number + 1)
        pages.append(page)
        chars += length
        if chars > MAX_CHARS:
            reading.warnings.append(f"The text was cut after page {number + 1}: more than {MAX_CHARS:,} characters.")
            break
    return pages, empty


def _read_scans(document: pypdfium2.PdfDocument, pages: list[PrintedPage], empty: list[int], reading: Reading) -> list[int]:
    """Read pages without text by OCR, as far as its budget goes; returns the numbers of those that still have none."""
    budget, scores, read_now = ocr.Budget(), [], []
    for number in empty:
        image = _picture(document, number - 1) if budget.take() else None
        if image is None:
            continue
        pages[number - 1], found = ocr.read_page(image)
        if found:
            scores += found
            read_now.append(number)
    reading.ocr = ocr.mean(scores)
    if read_now:
        reading.warnings.append(ocr.sentence(f"pages {', '.join(map(str, read_now))}", reading.ocr))
    return [number for number in empty if number not in read_now]


def _picture(document: pypdfium2.PdfDocument, number: int) -> bytes | None:
    """A page drawn in gray; None where it is torn or as large as a poster."""
    try:
        page = document[number]
        width, height = page.get_size()
        if max(width, height) > MAX_DRAWN:
            return None
        drawn = page.render(scale=ocr.DPI / 72, grayscale=True)
        rows = (drawn.buffer[at * drawn.stride:at * drawn.stride + drawn.width] for at in range(drawn.height))
        return ocr.graymap(drawn.width, drawn.height, b"".join(map(bytes, rows)))
    except pypdfium2.PdfiumError:
        return None


def _page(document: pypdfium2.PdfDocument, number: int) -> PrintedPage:
    """Read one page; a torn one counts as a page without text."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return PrintedPage(1.0, 1.0, [])
    try:
        text = page.get_textpage()
        upright = _upright(text.raw, page.get_rotation())
        if upright != page.get_rotation():  # PDFium orders lines by how the page is shown
            text.close()
            page.set_rotation(upright)
            text = page.get_textpage()
        turn = _Turn(page.get_bbox(), upright)
        lines = _lines(list(_pieces(text.raw, turn)), grid(page, turn.point))
        text.close()
    except pypdfium2.PdfiumError:
        return PrintedPage(1.0, 1.0, [])
    finally:
        page.close()
    return PrintedPage(turn.width, turn.height, lines)


def _lines(pieces: list[list[Char]], ruled: Grid) -> list[Line]:
    """The lines of a page, with the rows of ruled tables where they stand."""
    cells: dict[Cell, list[list[Char]]] = {}
    outside: list[list[Char]] = []
    for piece in pieces:
        for cell, chars in groupby(piece, lambda char: ruled.cell((char.left + char.right) / 2, char.y - char.height * 0.3)):
            (outside if cell is None else cells.setdefault(cell, [])).append(list(chars))
    table, outside = aligned(outside, _line)
    lines = [_line(chars) for chars in _rows(iter(outside))]
    mark_rows(lines)
    table += [_table_row({cell: parts for cell, parts in cells.items() if cell.top == top}, ruled) for top in sorted({cell.top for cell in cells})]
    for found in table:
        lines.insert(next((at for at, line in enumerate(lines) if line.y > found.y), len(lines)), found)
    return lines


def _table_row(cells: dict[Cell, list[list[Char]]], ruled: Grid) -> Line:
    """One row of a ruled table, its empty cells included; a row of one cell is a line of text."""
    columns = ruled.columns(min(cells).top + STRAIGHT + 1)
    texts = [""] * max(1, len(columns) - 1)
    lines: list[Line] = []
    for cell, parts in sorted(cells.items()):
        inside = [_line(chars) for chars in _rows(iter(parts))]
        at = min(max(bisect_right(columns, (cell.left + cell.right) / 2) - 1, 0), len(texts) - 1)
        texts[at] = reduce(glue, (line.text for line in inside), texts[at])
        lines += inside
    text = row(texts)
    return Line(text, min(line.left for line in lines), max(line.right for line in lines), min(line.y for line in lines),
                median(line.size for line in lines), is_row=True, cells=texts)


def _upright(raw: Any, rotation: int) -> int:
    """Degrees, clockwise, by which a page is turned so that most of its characters stand upright; some are stored lying."""
    count = min(pdfium.FPDFText_CountChars(raw), MAX_SAMPLED)
    angles = (pdfium.FPDFText_GetCharAngle(raw, index) for index in range(count) if pdfium.FPDFText_GetUnicode(raw, index) > _BLANK)
    turns = Counter(round(math.degrees(angle) / 90) % 4 * 90 for angle in angles if angle >= 0)
    return (360 - turns.most_common(1)[0][0]) % 360 if turns else rotation


class _Turn:
    """Places on the page as a reader sees it: from the top left corner, the page turned."""

    def __init__(self, box: Sequence[float], rotation: int) -> None:
        self.left, self.bottom, self.right, self.top = box
        self.rotation = rotation % 360
        upright = self.rotation in (0, 180)
        sides = self.right - self.left, self.top - self.bottom
        self.width, self.height = sides if upright else sides[::-1]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Turn a point of page units."""
        return self.box(x, y, x, y)[:2]

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """Turn a box of page units (y upwards) into left, top, right, bottom (y downwards)."""
        if self.rotation == 90:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.rotation == 180:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        if self.rotation == 270:
            return self.top - top, self.right - right, self.top - bottom, self.right - left
        return left - self.left, self.top - top, right - self.left, self.top - bottom


def _pieces(raw: Any, turn: _Turn) -> Iterator[list[Char]]:
    """Yield runs of characters between the line ends that PDFium sees, in its reading order."""
    rect = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    piece: list[Char] = []
    spaced = False
    for index in range(min(pdfium.FPDFText_CountChars(raw), MAX_CHARS)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in (10, 13):
            if piece:
                yield piece
            piece, spaced = [], False
        elif code in (0x20, 0xA0, 0x3000, 9):
            spaced = True
        elif code and pdfium.FPDFText_GetLooseCharBox(raw, index, rect):
            pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
            left, top, right, bottom = turn.box(rect.left, rect.top, rect.right, rect.bottom)
            baseline = turn.point(x.value, y.value)[1]
            piece.append(Char(_character(code), spaced, left, right, baseline, bottom - top))
            spaced = False
    if piece:
        yield piece


def _character(code: int) -> str:
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else ""


def _rows(pieces: Iterator[list[Char]]) -> Iterator[list[Char]]:
    """Put pieces on one baseline together: a bold word or a digit run is often a piece of its own."""
    current: list[Char] = []
    for piece in pieces:
        if current and abs(piece[0].y - current[0].y) <= SAME_LINE * min(piece[0].height, current[0].height):
            current = [*current, piece[0]._replace(spaced=True), *piece[1:]]
            continue
        if current:
            yield current
        current = piece
    if current:
        yield current


def _line(chars: list[Char]) -> Line:
    """Build a line: from left to right, overprinted characters once, cells cut at wide gaps."""
    chars.sort(key=lambda char: char.left)
    size = _size(chars)
    cells: list[list[str]] = [[]]
    before: Char | None = None
    for char in chars:
        if before is not None:
            if char.text == before.text and char.left - before.left < OVERPRINT * (before.right - before.left):
                continue
            gap = char.left - before.right
            if gap > CELL_GAP * size:
                cells.append([])
            elif char.spaced or gap > 0.3 * size:
                cells[-1].append(" ")
        cells[-1].append(char.text)
        before = char
    line = Line("", chars[0].left, max(char.right for char in chars), chars[0].y, size)
    line.cells = [text for cell in cells if (text := tidy("".join(cell)))]
    line.text = " ".join(line.cells)
    return line


def _size(chars: Sequence[Char]) -> float:
    """Size of the type: the width of Chinese characters, which is exact, else the height of the boxes."""
    widths = [char.right - char.left for char in chars if is_chinese(char.text)]
    return median(widths) if widths else median(char.height for char in chars) or 1.0


def _warn_of_fonts(reading: Reading) -> None:
    text = "".join(reading.lines)
    odd = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)
    if odd > len(text) * MAX_UNREADABLE:
        reading.warnings.append("The fonts of the PDF do not say which characters they show: its text is unreadable.")
