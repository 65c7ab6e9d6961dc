"""Pictures of text -> printed lines, by the optional extra `fazhi-archive[ocr]`; its models come with the package.

Loaded in a limited process of its own only, since it needs ten times the memory and a thousand times the time of other
readers. Where the extra is not installed, files say that they need it.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module, metadata
from importlib.util import find_spec
from statistics import median
from typing import Any

from archive.attachments.base import PictureLine, Pictures, ReadError, Reading
from archive.attachments.lines import is_chinese
from archive.attachments.paragraphs import join
from archive.attachments.printed import Line, PrintedPage

PACKAGES = ("rapidocr", "onnxruntime")
EXTRA = "an optional extra: pip install 'fazhi-archive[ocr]'"
DPI = 150
"""Resolution at which pages are drawn; text of 12 points is then 25 pixels high."""
MAX_PAGES = 20
"""Most pages of one file that are read: a page takes 5 seconds."""
MAX_SECONDS = 240
"""Time after which no further page is begun."""
SECONDS, MEMORY_MB = 300, 2_048
"""Limits of the process for one file: models and a page take 0.7 GB, and the libraries map 1 GB that they never touch."""
LEAST_CONFIDENCE = 0.5
"""Lines that are less certain are specks, seals and frames."""
SAME_TYPE = 0.2
"""Share by which lines of one type seem to differ in size."""
_SETTINGS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "critical", "Global.use_cls": False,
}
"""One thread: the limited process may start none. No model for lines that stand on their head: pages do not."""
_SAMPLE = ("0010000111001111101001010001", "0110001001000010001001010001", "0010000010000100010001110111", "0010000100000010010000010000",
           "0111001111001100011000010000")
"""Rows of a made-up word, black where 1: the engine loads parts of itself only when it finds something to read."""

_engine: Callable[[bytes], Any] | None = None
_known: Pictures = {}
_seen: Pictures = {}


class PictureError(ReadError):
    """A file that is a picture of text: OCR would read it."""


@dataclass(slots=True)
class Budget:
    """How many pages of a file may still be read."""

    pages: int = MAX_PAGES
    end: float = 0.0

    def take(self) -> bool:
        """Whether one more page may be read; it is counted then."""
        self.end = self.end or time.monotonic() + MAX_SECONDS
        if self.pages <= 0 or time.monotonic() > self.end:
            return False
        self.pages -= 1
        return True


def installed() -> bool:
    """Whether the extra is there; imports nothing."""
    return all(find_spec(name) is not None for name in PACKAGES)


def version() -> str | None:
    """Engine and settings on which depends what is seen; None where the extra is not there."""
    if not installed():
        return None
    found = []
    for name in PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found.append(f"{name} {metadata.version(name)}")
    return "; ".join([*found, *(f"{name}={value}" for name, value in _SETTINGS.items())])


def recall(known: Pictures) -> None:
    """Take pictures that were read before as read, in this process."""
    _known.update(known)


def seen() -> Pictures:
    """The pictures that this process has read, or known."""
    return _seen


def load() -> None:
    """Start the engine in this process and let it read a made-up line, so that nothing is loaded later."""
    global _engine  # noqa: PLW0603 - one engine per process
    with contextlib.suppress(ImportError):
        import_module("cv2").setNumThreads(1)
    _engine = import_module(PACKAGES[0]).RapidOCR(params=_SETTINGS)
    _engine(sample())


def sample() -> bytes:
    """The made-up word as a picture of 336 by 96 pixels."""
    rows = [b"\xff" * 24 + b"".join((b"\0" if bit == "1" else b"\xff") * 10 for bit in row) + b"\xff" * 32
            for row in _SAMPLE for _ in range(10)]
    blank = b"\xff" * 336
    return graymap(336, 96, b"".join([*[blank] * 23, *rows, *[blank] * 23]))


def ready() -> bool:
    """Whether this process can read pictures, or some of them."""
    return _engine is not None or bool(_known)


def graymap(width: int, height: int, pixels: bytes) -> bytes:
    """A picture of gray pixels as a file (PGM), which every engine opens."""
    return b"P5 %d %d 255\n" % (width, height) + pixels


def read_picture(data: bytes) -> Reading:
    """Read the text of one picture file.

    Raises:
        PictureError: the engine is not loaded here.
        ReadError: it shows no text.
    """
    page, scores = read_page(data)
    reading = Reading(join([page]), ocr=mean(scores))
    if not reading.lines:
        raise ReadError("OCR found no text in the picture.")
    reading.warnings.append(sentence("the picture", reading.ocr))
    return reading


def read_pictures(images: Sequence[tuple[str, bytes]]) -> Reading:
    """Read pictures, each with its name, that show one text page by page; one that is damaged costs no other text.

    Raises:
        PictureError: one is not known, and the engine is not loaded here.
        ReadError: none shows text.
    """
    budget, reading = Budget(), Reading()
    pages: list[PrintedPage] = []
    scores: list[tuple[float, int]] = []
    for number, (name, image) in enumerate(images):
        if not budget.take():
            reading.warnings.append(f"Only the first {number} of {len(images)} pictures were read.")
            break
        try:
            page, found = read_page(image)
        except PictureError:
            raise
        except Exception as fault:  # noqa: BLE001 - engines tell damaged pictures by errors of many kinds
            reading.warnings.append(f"{name}: The picture is damaged ({type(fault).__name__}).")
            continue
        pages.append(page)
        scores += found
    reading.lines = join(pages)
    if not reading.lines:
        raise ReadError("OCR found no text in the pictures.")
    reading.ocr = mean(scores)
    reading.warnings.append(sentence(f"{len(pages)} pictures", reading.ocr))
    return reading


def read_page(image: bytes) -> tuple[PrintedPage, list[tuple[float, int]]]:
    """The printed lines of a picture, and (confidence, characters) of each.

    Raises:
        PictureError: the picture is not known, and the engine is not loaded here.
    """
    key = hashlib.sha256(image).hexdigest()
    found = _known.get(key)
    if found is None:
        if _engine is None:
            raise PictureError(f"The file is a picture: its text needs OCR, {EXTRA}.")
        found = _lines(_engine(image))
    _seen[key] = found
    lines, weights = [], []
    for start, end, top, foot, text, score in found:
        if score >= LEAST_CONFIDENCE and text.strip():
            lines.append(Line(text, start, end, foot, foot - top))
            weights.append((score, len(text)))
    right, bottom = (max((getattr(line, name) for line in lines), default=1.0) for name in ("right", "y"))
    return PrintedPage(right, bottom, _in_rows(lines)), weights


def _lines(found: Any) -> list[PictureLine]:
    """What the engine saw, as it is kept."""
    boxes, texts, scores = (getattr(found, name, None) for name in ("boxes", "txts", "scores"))
    if boxes is None or not texts:
        return []
    lines: list[PictureLine] = []
    for box, text, score in zip(boxes, texts, scores or (), strict=False):
        across, down = [float(point[0]) for point in box], [float(point[1]) for point in box]
        lines.append((min(across), max(across), min(down), max(down), text, float(score)))
    return lines


def _in_rows(lines: list[Line]) -> list[Line]:
    """Lines from top to bottom; pieces of one printed line are joined from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if rows and line.y - rows[-1][0].y < 0.5 * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    printed = [_row(sorted(row, key=lambda line: line.left)) for row in rows]
    usual = median(size for line in printed for size in [line.size] * len(line.text)) if printed else 1.0
    above = usual
    for line in printed:
        above = line.size = next((size for size in (usual, above) if abs(line.size - size) < SAME_TYPE * size), line.size)
    return printed


def _row(pieces: list[Line]) -> Line:
    cells = [piece.text.strip() for piece in pieces]
    ems = sum(1.0 if is_chinese(char) else 0.5 for cell in cells for char in cell)
    size = sum(piece.right - piece.left for piece in pieces) / ems  # the height of a box varies with the characters in it
    return Line(" ".join(cells), pieces[0].left, max(piece.right for piece in pieces), pieces[0].y, size, cells=cells)


def mean(scores: Iterable[tuple[float, int]]) -> float | None:
    """Mean confidence of the characters, 0 to 1; None without any."""
    known = list(scores)
    chars = sum(count for _, count in known)
    return round(sum(score * count for score, count in known) / chars, 3) if chars else None


def sentence(what: str, confidence: float | None) -> str:
    """The warning that stands beside every text that was read so."""
    return f"Read by OCR: {what}; expect errors (mean confidence {confidence or 0:.2f})."
