"""The shape of text: one paragraph or table row per line, as the renderer of HTML pages gives it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.extract.lines import clean

CELL = " | "
"""What stands between two cells of a table row."""
CJK = (
    "\u2e80-\u2fdf\u3001-\u303f\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff65"
    "\U00020000-\U0003ffff“”‘’…—·○"
)
"""Inside a character class: Chinese characters and the punctuation that goes with them."""
_INVISIBLE = re.compile("[\u007f-\u0084\u0086-\u009f\ud800-\udfff\uf000-\uf0ff\ufdd0-\ufdef\ufffe\uffff]")
"""Controls, lone surrogates, bullets of symbol fonts and noncharacters, beside what `clean` takes out."""
_CHINESE = re.compile(f"[{CJK}]")


def tidy(text: str) -> str:
    """Collapse the white space of one line and drop invisible marks and blanks between Chinese characters.

    >>> tidy("  2023 年工 作  of the year ")
    '2023年工作of the year'
    """
    return clean(_INVISIBLE.sub("", text))


def row(cells: Iterable[str]) -> str:
    """Join the cells of one table row; a row of empty cells is an empty line.

    >>> row(["序号", "", " 件 数 ", ""])
    '序号 |  | 件数'
    """
    shown = [tidy(cell) for cell in cells]
    while shown and not shown[-1]:
        shown.pop()
    return CELL.join(shown)


def glue(before: str, after: str) -> str:
    """Join two printed lines of one paragraph: a blank only between two Latin words."""
    if not before or not after or is_chinese(before[-1]) or is_chinese(after[0]):
        return before + after
    return f"{before} {after}"


def is_chinese(char: str) -> bool:
    """Tell whether a character is Chinese text or Chinese punctuation."""
    return _CHINESE.match(char) is not None


def split(text: str) -> list[str]:
    """Split plain text into tidy lines, empty ones left out."""
    return [line for line in map(tidy, text.splitlines()) if line]
