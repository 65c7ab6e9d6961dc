"""Opening a PDF, also one whose end is cut off: PDFium finds the objects by themselves, but not without a trailer."""

from __future__ import annotations

import re

import pypdfium2

from archive.attachments import pdf_fonts
from archive.attachments.base import ReadError

pdf_fonts.install()

_CATALOG = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\s*<<(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.DOTALL)
_MARK = b"/Catalog"
_NEAR = 4_000
"""Bytes before the mark in which its object begins."""


def open_pdf(data: bytes) -> tuple[pypdfium2.PdfDocument, bool]:
    """The document, and whether its end is missing.

    Raises:
        ReadError: the file needs a password or is torn.
    """
    try:
        return pypdfium2.PdfDocument(data), False
    except pypdfium2.PdfiumError as fault:
        if "assword" in str(fault):
            raise ReadError("The PDF needs a password: ask the publisher for an open copy.") from fault
        at = data.rfind(_MARK)
        root = _CATALOG.search(data, max(0, at - _NEAR), at + len(_MARK) + 1) if at >= 0 else None
        if root is None:
            raise ReadError(f"The PDF is damaged: PDFium cannot open it ({fault}).") from fault
    try:
        return pypdfium2.PdfDocument(data + b"\nendstream endobj\ntrailer <</Root %s %s R>>\nstartxref\n0\n%%%%EOF\n" % root.groups()), True
    except pypdfium2.PdfiumError as fault:
        raise ReadError(f"The PDF is damaged: PDFium cannot open it ({fault}).") from fault
