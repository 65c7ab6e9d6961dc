"""Lines: the unit in which pages and text dumps are read; white space rules for Chinese text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffc\x00-\x08\x0e-\x1f\x7f]+"
)
"""Characters that print nothing; they split words that a search should find."""
_OBJECT = "\ufffc"
"""The one invisible character that `str.isprintable` takes for a printed one."""
_CJK = (
    "\u2e80-\u2fdf\u3001-\u303f\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff65"
    "\U00020000-\U0003ffff“”‘’…—·○"
)
"""Inside a character class: Chinese characters and the punctuation that goes with them."""
_PLAIN = re.compile(r"[ \t\r\n\f\v\x85\u2000\u2001\u2004-\u200a\u2028\u2029\u202f\u205f]+")
_TYPED = re.compile("[\u00a0\u3000\u2002\u2003][ \u00a0\u3000\u2002\u2003]*")
_FALSE = re.compile(
    rf" (?:(?<=[{_CJK}] )(?=[{_CJK}0-9A-Za-z%(\u3000\u00a0])|(?<=[0-9A-Za-z%)\u3000\u00a0] )(?=[{_CJK}\u3000\u00a0])"
    rf"|(?<=[0-9] )(?=[%‰]))|\u00a0(?:(?<=[{_CJK}]\u00a0)(?=[0-9A-Za-z])|(?<=[0-9A-Za-z]\u00a0)(?=[{_CJK}]))"
)


@dataclass(slots=True)
class Line:
    """One visible line: a paragraph, a heading or a table row."""

    text: str
    """Clean text; the cells of a row are joined by ' | '."""
    cells: tuple[str, ...] = ()
    """The cells of a table row, empty ones included; empty for any other line."""
    links: int = 0
    """Characters of the line that stand inside links."""
    indent: int = 0
    """Leading white space of a text dump's line, in columns; 0 on HTML pages."""
    bullet: bool = False
    """Whether a text dump's line began with a bullet."""

    @property
    def link_share(self) -> float:
        """Share of the text that is link text, 0 to 1."""
        return min(1.0, self.links / max(1, len(self.text)))


def collapse(text: str) -> str:
    """White space of any width becomes one blank, invisible characters go."""
    if " " not in text and _is_printed(text):
        return text
    flat = " ".join(text.split())
    return flat if _is_printed(flat) else " ".join(_INVISIBLE.sub("", flat).split())


def _is_printed(text: str) -> bool:
    """Whether a text has no invisible character and no blank but the plain one: true of most lines, and quick to see."""
    return text.isprintable() and _OBJECT not in text


def _tight(text: str) -> str:
    """White space collapsed, and the blanks gone that only stand there because of the markup; ends are not stripped.

    A blank between two Chinese characters stays where the author typed a wide or a non-breaking one (as U+3000 or
    U+00A0, see `plain_blanks`); others come from line breaks in the source or from Word's spans. Beside a digit or a
    Latin letter only a wide one stays.
    """
    return _FALSE.sub("", _TYPED.sub(_kind_of_blank, _PLAIN.sub(" ", _INVISIBLE.sub("", text))))


def _kind_of_blank(match: re.Match[str]) -> str:
    """U+00A0 for a run of non-breaking blanks, U+3000 for one that holds a wide one."""
    return "\u3000" if match.group().strip("\u00a0 ") else "\u00a0"


def plain_blanks(text: str) -> str:
    """A tight text with plain blanks, stripped."""
    return text.replace("\u3000", " ").replace("\u00a0", " ").strip()


def clean(text: str) -> str:
    """One line of an HTML page as it is stored.

    >>> clean("总体 情况  2023 年"), clean(f"甲局{chr(0x3000)}乙局")
    ('总体情况2023年', '甲局 乙局')
    """
    text = text.strip()
    if _is_printed(text):
        return _FALSE.sub("", " ".join(text.split())) if " " in text else text
    return plain_blanks(_tight(text))


def squeeze(text: str) -> str:
    """A text without any white space, for comparing and for looking up labels."""
    return "".join(text.split())


def row(cells: list[str], links: int = 0) -> Line:
    """A table row as a line."""
    return Line(" | ".join(cells), tuple(cells), links)
