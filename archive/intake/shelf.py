"""What OCR saw in the pictures of an archive, kept beside it in files/ocr: a picture takes seconds, and every replay needs it again.

A file that is missing, damaged or of another engine only costs the time of reading the pictures anew.
"""

from __future__ import annotations

import contextlib
import json
import os
from zlib import crc32

from archive import database
from archive.attachments import ocr
from archive.attachments.base import PictureLine, Pictures
from archive.store import Archive

FOLDER = ("files", "ocr")
_FORM = (float, float, float, float, str, float)


class PictureShelf:
    """The files of one archive; one that may only be read is read."""

    def __init__(self, archive: Archive) -> None:
        self._folder = archive.data.joinpath(*FOLDER)
        self._may_write = not database.is_readonly(archive.conn)

    def get(self, key: str) -> Pictures:
        """What is kept of a file; where OCR is not installed, also what another engine saw."""
        try:
            check, _, content = (self._folder / f"{key}.json").read_bytes().partition(b"\n")
            if check != _check(content):
                return {}
            kept = json.loads(content)
        except (OSError, ValueError):
            return {}
        if ocr.version() not in (None, kept["engine"]):
            return {}
        return {name: [_line(line) for line in lines] for name, lines in kept["pictures"].items()}

    def put(self, key: str, pictures: Pictures) -> None:
        """Keep what was seen in a file; a full disk costs the next reading its time, nothing else."""
        if not self._may_write:
            return
        content = json.dumps({"engine": ocr.version(), "pictures": pictures}, ensure_ascii=False, sort_keys=True).encode()
        place = self._folder / f"{key}.json"
        part = place.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_check(content) + b"\n" + content)
            part.replace(place)


def _check(content: bytes) -> bytes:
    """The checksum that stands in front of a kept file (CRC-32, ISO 3309)."""
    return b"%08x" % crc32(content)


def _line(kept: list[float | str]) -> PictureLine:
    """A line from its JSON."""
    start, end, top, foot, text, score = (form(value) for form, value in zip(_FORM, kept, strict=True))
    return start, end, top, foot, text, score
