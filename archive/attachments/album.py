"""Pictures that a page shows one below the other -> one text, read as a ZIP of pictures is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from archive.attachments.base import MAX_BYTES, FileText, Shelf
from archive.attachments.client import read_file

_OVERHEAD = 64 * 1024
"""Bytes of a ZIP beside its members."""


def read_album(pictures: Sequence[bytes], *, shelf: Shelf | None = None) -> FileText:
    """Read pictures in their order as the pages of one text, as many as one file may hold; never raises for what is in them.

    `shelf`: where what OCR saw is kept.
    """
    packed = io.BytesIO()
    taken = 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as album:
        for picture in pictures:
            if packed.tell() + len(picture) > MAX_BYTES - _OVERHEAD:
                break
            taken += 1
            album.writestr(zipfile.ZipInfo(f"{taken}.png"), picture)  # without the time: equal pictures make equal albums
    found = read_file(packed.getvalue(), shelf=shelf)
    if taken < len(pictures):
        found.warnings.append(f"Only the first {taken} of {len(pictures)} pictures were read.")
    return found
