"""Files beside the pages (PDF, DOCX, DOC, OFD, XLSX, ZIP and more): bytes to text, in a limited process."""

from __future__ import annotations

from archive.attachments.album import read_album
from archive.attachments.base import FileText
from archive.attachments.client import read_file, shutdown
from archive.attachments.sniff import sniff

__all__ = ["FileText", "read_album", "read_file", "shutdown", "sniff"]
