"""ZIP -> the text of the files inside, each read by the rules of its own kind."""

from __future__ import annotations

import re
from collections.abc import Callable

from archive.attachments import ocr
from archive.attachments.base import MAX_CHARS, ReadError, Reading
from archive.attachments.lines import tidy
from archive.attachments.ocr import PictureError, mean
from archive.attachments.packed import Container

MAX_READ = 50
"""Most members whose text is read."""
_FURNITURE = re.compile(r"(^|/)(__MACOSX/|\.[^./]|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|webp)$", re.IGNORECASE)
_ANNEX = re.compile(r"(?:^|/)附(?:件|表|录|:|：|[0-9一二三四五六七八九十])[^/]*$")
"""Names of files that belong to the report in the same ZIP."""
_DIGITS = re.compile(r"(\d+)")


def read(data: bytes, read_member: Callable[[bytes], Reading]) -> Reading:
    """Read the members in the order of their names; each name stands above its text where there are several.

    A ZIP that holds nothing but pictures is one text, page by page.

    Raises:
        ReadError: the container is unsafe or torn, or no member gives text.
    """
    container = Container(data)
    names = sorted((name for name in container.names if not _FURNITURE.search(name)), key=_order)
    reading = Reading()
    if container.torn:
        reading.warnings.append("The container's directory is damaged; its members were found one by one.")
    if len(names) > MAX_READ:
        reading.warnings.append(f"The ZIP holds {len(names):,} files; the first {MAX_READ} were read.")
    if ocr.ready() and names and all(map(_PICTURE.search, names)):
        return ocr.read_pictures([(tidy(name), container.read(name)) for name in names[:MAX_READ]])
    scores: list[tuple[float, int]] = []
    texts = [(name, lines) for name in names[:MAX_READ] if (lines := _member(container, name, read_member, reading, scores))]
    for name, lines in texts:
        reading.lines += [tidy(name), *lines] if len(texts) > 1 else lines
        if sum(map(len, reading.lines)) > MAX_CHARS:
            reading.warnings.append(f"The text was cut after {name}: more than {MAX_CHARS:,} characters.")
            break
    if not reading.lines:
        why = " ".join(reading.warnings[:3]) or "it is empty."
        raise (PictureError if reading.pictures else ReadError)(f"No file in the ZIP gives text: {why}")
    reading.ocr = mean(scores)
    return reading


def _member(container: Container, name: str, read_member: Callable[[bytes], Reading], reading: Reading,
            scores: list[tuple[float, int]]) -> list[str]:
    try:
        found = read_member(container.read(name))
    except ReadError as fault:
        reading.pictures |= isinstance(fault, PictureError)
        reading.warnings.append(f"{tidy(name)}: {fault}")
        return []
    reading.warnings += [f"{tidy(name)}: {warning}" for warning in found.warnings]
    reading.pictures |= found.pictures
    if found.ocr is not None:
        scores.append((found.ocr, sum(map(len, found.lines))))
    return found.lines


def _order(name: str) -> tuple[bool, list[tuple[int, str]]]:
    """Order of names: annexes last, with their numbers counted, 附件2 before 附件10."""
    return bool(_ANNEX.search(name)), [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(name)]
