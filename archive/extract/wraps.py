"""Lines that a fixed width or a converter has broken, joined again; paragraphs stay apart.

A join needs evidence, because a missing full stop is as common as a broken line: the two characters at the break occur
together elsewhere in the same text, the line ends in a comma, or all lines of the text end at the same column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archive.extract.dates import parse_date
from archive.extract.lines import Line
from archive.extract.shapes import is_body_name

_ENDS = re.compile(r"[。！？；：!?;:…]['”’」』）)】\]]*$|[.。]$")
_MARK = re.compile(
    r"[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.、．)）](?![0-9])|[①-⑳]"
    r"|第[一二三四五六七八九十百0-9]+[章节条部款]|[一二三四五六七八九十]+(?:是|要)|附件|附[:：]|[A-Za-z][.)]"
)
_OPEN = re.compile(r"[，,、（(《“‘「/\-—–:]$")
_GOES_ON = re.compile(r"[）)》”’」』，,。；;、：:！？%％]|[（(](?![一二三四五六七八九十0-9]{1,3}[)）])")
_DIGITS = re.compile(r"[0-9.]$")
_AFTER_DIGITS = re.compile(r"[0-9年月日%％万亿余多个件次人项名家份起条元]")
_ASCII = re.compile(r"[A-Za-z0-9,.]$")
_HEADING_MAX = 45
_WIDTH_MIN, _WIDTH_MAX = 16, 90


def join(lines: Sequence[Line], numbers: Sequence[int]) -> list[str]:
    """The paragraphs of some lines; `numbers` are their places in the file, so that blank lines can be told."""
    whole = "\n".join(line.text for line in lines)
    pairs = set(pairwise(whole))
    width = _fixed_width(lines)
    paragraphs: list[list[str]] = []
    for at, line in enumerate(lines):
        if at and _joins(lines[at - 1], line, pairs, width, adjacent=numbers[at] - numbers[at - 1] == 1):
            paragraphs[-1].append(_seam(lines[at - 1].text, line.text) + line.text)
        else:
            paragraphs.append([line.text])
    return ["".join(parts) for parts in paragraphs]


def _seam(left: str, right: str) -> str:
    """A blank between two Latin words, nothing between Chinese characters."""
    return " " if _ASCII.search(left) and re.match(r"[A-Za-z]", right) else ""


def _fixed_width(lines: Sequence[Line]) -> int | None:
    """The column at which all lines of a text end, None where paragraphs stand on one line each.

    Half of the lines reach it; or a quarter does, none goes beyond it, and half of those end inside a sentence.
    """
    texts = sorted((line.text for line in lines if not line.cells), key=len)
    if len(texts) < 10:
        return None
    width = len(texts[int(len(texts) * 0.9)])
    full = [text for text in texts if width - 3 <= len(text) <= width + 2]
    if not _WIDTH_MIN <= width <= _WIDTH_MAX:
        return None
    if len(full) * 2 >= len(texts):
        return width
    torn = sum(1 for text in full if not _ENDS.search(text))
    few = torn < 3 or len(full) * 4 < len(texts) or len(texts[-1]) > width + 2
    return None if few or torn * 2 < len(full) else width


def _joins(above: Line, line: Line, pairs: set[tuple[str, str]], width: int | None, *, adjacent: bool) -> bool:
    """Whether a line continues the one above it."""
    if above.cells or line.cells or line.bullet or _MARK.match(line.text) or _stands_alone(line.text):
        return False
    if width and adjacent and len(above.text) >= width - 3:
        return line.indent <= max(above.indent, 1)
    if _ENDS.search(above.text) or parse_date(above.text):
        return False
    if _OPEN.search(above.text) or _GOES_ON.match(line.text):
        return True
    if _DIGITS.search(above.text) and _AFTER_DIGITS.match(line.text):
        return len(above.text) > _HEADING_MAX
    seen = (above.text[-1], line.text[0]) in pairs
    if _MARK.match(above.text) and len(above.text) <= _HEADING_MAX:
        return seen and line.indent > above.indent
    return seen and len(above.text) >= 20


def _stands_alone(text: str) -> bool:
    """Whether a line is a signature, a date or a note in brackets, which go on no sentence."""
    if text[0] in "(（" and text[-1] in ")）":
        return True
    return (is_body_name(text) and len(text) <= 30) or parse_date(text) is not None
