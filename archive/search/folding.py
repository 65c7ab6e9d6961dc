"""Folding: one spelling for text and query, and the way back from a folded place to the raw one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from typing import NamedTuple
from unicodedata import normalize

from archive.spelling import Spelling

CJK = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, as the inside of a character class: 〇 and the ideographs of all planes."""
DROPPED = r"\s\u200b“”‘’\"'《》〈〉「」"
"""What is taken out between two Chinese characters: line breaks and quotation marks carry no meaning for a search."""
LETTERS = rf"[^\W_{CJK}]"
"""One letter or digit of a script whose words stay whole."""
GAP = rf"(?:[^\w{CJK}]|_)*"
"""What may stand between two runs: punctuation, blanks and symbols, or nothing."""

_RUN = re.compile(rf"([{CJK}]+)|({LETTERS}+)")
# The class comes first and the look-behind second: the engine then skips to the next candidate quickly.
_BETWEEN = re.compile(rf"[{DROPPED}](?<=[{CJK}][{DROPPED}])[{DROPPED}]*(?=[{CJK}])")

# NFKC, case folding and NFKC again: folding a letter can leave a spelling that NFKC would change once more.
_normal = Spelling(lambda text: normalize("NFKC", normalize("NFKC", text).casefold()), "A-Z")


class Run(NamedTuple):
    """A longest stretch of Chinese characters, or of other letters and digits, in folded text."""

    text: str
    cjk: bool


def fold(text: str) -> str:
    r"""Fold a text or query: NFKC, case-folded, blanks and quotation marks between Chinese characters taken out.

    >>> fold("深化“放管服”\n改革，ＡＢＣ")
    '深化放管服改革,abc'
    """
    return _BETWEEN.sub("", _normal(text))


def fold_map(text: str) -> tuple[str, Sequence[int]]:
    """Fold and keep the way back: offsets[i] is the raw place of folded character i; one more entry for the end."""
    normal, offsets = _normal_map(text)
    kept: list[int] = []
    place = 0
    for match in _BETWEEN.finditer(normal):
        kept += offsets[place:match.start()]
        place = match.end()
    if place:
        return _BETWEEN.sub("", normal), [*kept, *offsets[place:]]
    return normal, offsets


def runs(folded: str) -> Iterator[Run]:
    """The runs of a folded text in order; what stands between them separates and is not kept."""
    return (Run(chinese or word, bool(chinese)) for chinese, word in split_runs(folded))


def split_runs(folded: str) -> list[tuple[str, str]]:
    """The same as pairs of a Chinese run and a word, one of them empty: many times faster over a long text."""
    return _RUN.findall(folded)


def whole_end(text: str, last: int) -> int:
    """Where the raw character at `last` ends with the marks that melt into it; fold_map() has seen the text."""
    end = last + 1
    while end < len(text) and text[end] in _normal.joining:
        end += 1
    return end


def is_respelled(text: str, characters: set[str]) -> bool:
    """Whether folding may bring one of these (folded) characters to places where the raw text shows another one.

    Upper case does not count: a pattern that ignores case sees through it.
    """
    odd = _normal.odd(text)
    if not odd.isdisjoint(_normal.joining):
        return True
    spelled = (_normal.changed[character] for character in odd if character.lower() != _normal.changed[character])
    return not characters.isdisjoint(chain.from_iterable(spelled))


def _normal_map(text: str) -> tuple[str, Sequence[int]]:
    """Like _normal, with the raw place of each character that comes out."""
    odd = _normal.odd(text)
    if odd.isdisjoint(_normal.joining) and all(len(_normal.changed[character]) == 1 for character in odd):
        return _normal(text), range(len(text) + 1)
    starts = [place for place, character in enumerate(text) if place == 0 or character not in _normal.joining]
    pieces = [_normal.whole(text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    offsets = chain.from_iterable(repeat(start, len(piece)) for start, piece in zip(starts, pieces, strict=True))
    return "".join(pieces), [*offsets, len(text)]
