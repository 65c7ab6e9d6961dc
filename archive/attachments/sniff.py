"""What a file is by its bytes: names and served types of attachments are wrong too often to be asked."""

from __future__ import annotations

import io
import re

import olefile

from archive.attachments.packed import peek_names
from archive.extract.decode import utf16_without_mark

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_ZIP_MARKS = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
)
_OLE_STREAMS = (
    ("EncryptedPackage", "ole-encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
_TEXT_MARKS = (
    (re.compile(rb"<w:wordDocument|<pkg:package|progid=\"Word\.Document\""), "wordml"),
    (re.compile(rb"\A\s*(MIME-Version|From|Content-Type|Date|Subject):.{0,4000}multipart/related",
                re.IGNORECASE | re.DOTALL), "mhtml"),
    (re.compile(rb"<(!doctype\s+html|html|head|body|table|div|meta|title|p|span|script|style)\b", re.IGNORECASE),
     "html"),
)
_HEAD = 4_096
_MAX_JUNK = 1_024
"""Bytes before %PDF- that readers accept (ISO 32000-1, annex H, implementation note 13)."""
_MAX_CONTROL_SHARE = 0.02


def sniff(data: bytes) -> str | None:
    """Kind of a file by its magic bytes and, for containers, by what lies inside; None when nothing fits.

    Kinds: the keys of `base.MEDIA_TYPES`. A `.wps` file is a `doc`: both hold a WordDocument stream.

    >>> sniff(b"%PDF-1.7 ...")
    'pdf'
    """
    head = data.lstrip(b"\xef\xbb\xbf\r\n\t \x00")[:16] if data[:1] in b"\xef\r\n\t \x00" else data[:16]
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if kind == "zip":
        return _zip_kind(data)
    if kind == "ole":
        return _ole_kind(data)
    if kind is None and data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if kind is None and data[:2] == b"BM" and data[6:10] == bytes(4):
        return "bmp"
    if kind is None and b"%PDF-" in data[: _MAX_JUNK + 5]:
        return "pdf"
    return kind or _text_kind(data)


def _zip_kind(data: bytes) -> str:
    names = [name.replace("\\", "/").lstrip("/").lower() for name in peek_names(data)]
    if any(name.rpartition("/")[2] == "ofd.xml" for name in names):
        return "ofd"
    if "[content_types].xml" in names or any(name.startswith("_rels/") for name in names):
        return next((kind for mark, kind in _ZIP_MARKS if any(name.startswith(mark) for name in names)), "zip")
    return "odf" if {"content.xml", "meta-inf/manifest.xml"}.issubset(names) else "zip"


def _ole_kind(data: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as storage:
            streams = {"/".join(path).lower() for path in storage.listdir()}
    except (OSError, ValueError, IndexError, TypeError, MemoryError, RecursionError, AttributeError):
        streams = set()
    found = next((kind for stream, kind in _OLE_STREAMS if stream.lower() in streams), None)
    if found is None and "WordDocument".encode("utf-16-le") in data:
        return "doc"  # a damaged directory still names its stream
    return found or "ole"


def _text_kind(data: bytes) -> str | None:
    head = data[:_HEAD]
    wide = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else utf16_without_mark(head)
    if wide:
        head = data[: _HEAD * 2].decode(wide, "ignore").encode()
    kind = next((kind for pattern, kind in _TEXT_MARKS if pattern.search(head)), None)
    if kind:
        return kind
    controls = sum(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in head)
    if not head.strip() or controls > len(head) * _MAX_CONTROL_SHARE:
        return None
    return "text" if _reads_as_text(head) else None


def _reads_as_text(head: bytes) -> bool:
    for coding in ("utf-8", "gb18030"):
        text = head.decode(coding, "replace")
        if text.count("\ufffd") <= 1 + len(text) * _MAX_CONTROL_SHARE:
            return True
    return False
