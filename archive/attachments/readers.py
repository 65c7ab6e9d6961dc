"""Which reader reads which kind of file; runs inside the limited process only."""

from __future__ import annotations

from collections.abc import Callable

from archive.attachments import bundle, doc, docx, markup, ocr, ofd, pdf, rtf, sheets
from archive.attachments.base import MAX_CHARS, ReadError, Reading
from archive.attachments.sniff import sniff

READERS: dict[str, Callable[[bytes], Reading]] = {
    "pdf": pdf.read,
    "doc": doc.read,
    "docx": docx.read,
    "wordml": docx.read_flat,
    "rtf": rtf.read,
    "ofd": ofd.read,
    "xls": sheets.read,
    "xlsx": sheets.read,
    "html": markup.read_html,
    "mhtml": markup.read_mhtml,
    "text": markup.read_text,
    **dict.fromkeys(("png", "jpg", "gif", "bmp", "tiff", "webp"), ocr.read_picture),
}
REFUSALS = {
    "rar": "RAR archives are not read: unpack it and import the files inside.",
    "7z": "7z archives are not read: unpack it and import the files inside.",
    "ppt": "Presentations are not read: save it as PDF and import that.",
    "pptx": "Presentations are not read: save it as PDF and import that.",
    "odf": "OpenDocument files are not read: save it as DOCX or XLSX and import that.",
    "ole-encrypted": "The Office file needs a password: ask the publisher for an open copy.",
    "ole": "The OLE container holds neither a Word document nor a workbook.",
}
"""Kinds without a reader: why, and what a person can do."""
MAX_DEPTH = 1
"""How deep ZIP files are opened inside ZIP files."""


def read(data: bytes, *, depth: int = 0) -> tuple[str | None, Reading]:
    """Read a file by its bytes; returns its kind and its text.

    Raises:
        ReadError: the file gives no text; says why.
    """
    kind = sniff(data)
    if kind is None:
        what = "The file is empty." if not data.strip(b"\0 \r\n\t") else "The file is of no kind that is read."
        raise ReadError(what)
    if kind in REFUSALS:
        raise ReadError(REFUSALS[kind])
    if kind != "zip":
        return kind, _bounded(READERS[kind](data))
    if depth > MAX_DEPTH:
        raise ReadError(f"ZIP files are opened {MAX_DEPTH} deep inside each other, no deeper.")
    return kind, _bounded(bundle.read(data, lambda member: read(member, depth=depth + 1)[1]))


def _bounded(reading: Reading) -> Reading:
    """Cut a text that is still too long: the last line of a cut text may be any length."""
    length = 0
    for number, line in enumerate(reading.lines):
        length += len(line) + 1
        if length > MAX_CHARS:
            reading.lines = [*reading.lines[:number], line[: MAX_CHARS - length]]
            reading.warnings.append(f"The text was cut after {MAX_CHARS:,} characters.")
            break
    return reading
