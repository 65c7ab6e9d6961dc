"""What every reader shares: the answer, the refusal, the limits and the media types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read at all; the largest report seen in practice has 20 MB of scanned pages."""
MAX_UNPACKED = 96 * 1024 * 1024
"""Largest sum of unpacked members of one zip container (docx, xlsx, ofd, zip)."""
MAX_MEMBER = 48 * 1024 * 1024
"""Largest single unpacked member that is read."""
MAX_RATIO = 200
"""Largest unpacked : packed ratio of a container; office XML reaches 20, flat XML rarely 100, bombs 1,000."""
RATIO_FLOOR = 4 * 1024 * 1024
"""Unpacked size below which the ratio does not matter: a small file of blanks is no bomb."""
MAX_MEMBERS = 2_000
"""Most members of one zip container."""
MAX_PAGES = 300
"""Most pages that are read of one PDF or OFD."""
MAX_LINES = 30_000
"""Most paragraphs of a Word file that are read; a long report has 500."""
MAX_CHARS = 1_000_000
"""Most characters of text that are kept; a long report has 30,000."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "wordml": "application/msword",
    "rtf": "application/rtf",
    "ofd": "application/ofd",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odf": "application/vnd.oasis.opendocument",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "html": "text/html",
    "mhtml": "multipart/related",
    "text": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "ole": "application/x-ole-storage",
    "ole-encrypted": "application/x-ole-storage",
}
"""Kind of file as `sniff` names it -> media type (IANA names where registered)."""
UNKNOWN_MEDIA_TYPE = "application/octet-stream"


PictureLine = tuple[float, float, float, float, str, float]
"""A line that OCR saw: left, right, top and bottom in pixels, its words, and how certain they are, 0 to 1."""
Pictures = dict[str, list[PictureLine]]
"""SHA-256 of a picture -> its lines."""


class Shelf(Protocol):
    """A place where what OCR saw is kept, since a page takes it seconds; by the SHA-256 of the file that the pictures are in."""

    def get(self, key: str) -> Pictures:
        """What is kept of a file; nothing where that was seen by another engine."""

    def put(self, key: str, pictures: Pictures) -> None:
        """Keep what was seen in a file."""


class ReadError(Exception):
    """A file that gives no text; the message is one sentence for the archive's users."""


@dataclass(slots=True)
class FileText:
    """What a file says: its text, or one sentence why there is none."""

    text: str = ""
    """One paragraph or table row per line, cells joined by ' | '."""
    media_type: str = UNKNOWN_MEDIA_TYPE
    """What the bytes are, whatever their name and their server say."""
    warnings: list[str] = field(default_factory=list)
    error: str | None = None
    ocr: float | None = None
    """Mean confidence of what OCR read, 0 to 1; None where the characters stand in the file."""


@dataclass(slots=True)
class Reading:
    """What a reader gives: the lines of the text and what to know about them."""

    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ocr: float | None = None
    """Mean confidence of what OCR read; None where it read nothing."""
    pictures: bool = False
    """Whether parts are pictures that only OCR can read."""
