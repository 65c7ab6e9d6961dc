"""Files beside the pages (PDF, DOCX, DOC, OFD, XLSX, ZIP and more): bytes to text, in a limited process."""

from __future__ import annotations

from archive.attachments.album import read_album
from archive.attachments.base import FileText, Shelf
from archive.attachments.client import read_file, shutdown
from archive.attachments.sniff import sniff

__all__ = ["FileText", "Shelf", "read_album", "read_file", "shutdown", "sniff"]
