"""Sentence tables and the small language in which they are written: choices, drawn figures, rates and names.

>>> fill("全年{开展|组织}检查{n=20-20}次，整改{m<n}项", Dice("words"), Dice("figures"), {})[:2]
'全年'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TypeAlias

FIGURE = re.compile(r"(?:(\w)=)?(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
PART = re.compile(r"(\w)<(\w)")
RATE = re.compile(r"(\w)/(\w)")
MASK = (1 << 64) - 1


class Dice:
    """A small deterministic generator (splitmix64): the same numbers on every Python version and machine."""

    def __init__(self, seed: str) -> None:
        """Start from any text."""
        self._state = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")

    def below(self, limit: int) -> int:
        """Return a number from 0 to limit - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return ((mixed ^ (mixed >> 31)) * limit) >> 64

    def between(self, low: int, high: int) -> int:
        """Return a number from low to high, both included."""
        return low + self.below(high - low + 1)

    def sample(self, count: int, size: int) -> list[int]:
        """Return `size` different numbers below `count`, in the order drawn; all of them where there are fewer."""
        left = list(range(count))
        return [left.pop(self.below(len(left))) for _ in range(min(size, count))]


@dataclass(frozen=True)
class Name:
    """`{$we}`: a name that the caller gives."""

    key: str


@dataclass(frozen=True)
class Figure:
    """`{3-9}` or `{n=3-9}` or `{95.00-99.90}`: a drawn number, kept under its letter."""

    key: str | None
    low: int
    high: int
    decimals: int


@dataclass(frozen=True)
class Part:
    """`{m<n}`: a whole number between 70 % and 100 % of n."""

    key: str
    of: str


@dataclass(frozen=True)
class Rate:
    """`{m/n}`: m as a percentage of n with two decimals, so that printed rates agree with their figures."""

    part: str
    whole: str


@dataclass(frozen=True)
class Choice:
    """`{a|b}`: one of several wordings."""

    options: tuple[tuple[Piece, ...], ...]


Piece: TypeAlias = "str | Name | Figure | Part | Rate | Choice"


@cache
def parse(template: str) -> tuple[Piece, ...]:
    """Read a template into pieces; ValueError names the template whose braces do not match."""
    pieces, end = _sequence(template, 0, "")
    if end != len(template):
        raise ValueError(f"Closing brace without an opening one at character {end} of {template!r}.")
    return pieces


def _sequence(template: str, start: int, stops: str) -> tuple[tuple[Piece, ...], int]:
    """Read pieces up to one of the stop characters at this depth."""
    pieces: list[Piece] = []
    while start < len(template) and template[start] not in stops:
        if template[start] == "}":
            break
        if template[start] == "{":
            piece, start = _braces(template, start)
            pieces.append(piece)
            continue
        end = start
        while end < len(template) and template[end] not in "{}" + stops:
            end += 1
        pieces.append(template[start:end])
        start = end
    return tuple(pieces), start


def _braces(template: str, start: int) -> tuple[Piece, int]:
    """Read one group in braces; `start` stands on the opening brace."""
    close = template.find("}", start)
    simple = _simple(template[start + 1 : close]) if close > 0 else None
    if simple is not None:
        return simple, close + 1
    options = []
    position = start
    while position < len(template) and template[position] in "{|":
        option, position = _sequence(template, position + 1, "|}")
        options.append(option)
    if position >= len(template):
        raise ValueError(f"Opening brace without a closing one at character {start} of {template!r}.")
    return Choice(tuple(options)), position + 1


def _simple(words: str) -> Piece | None:
    """Return the piece for the words of a group that is no choice, else None."""
    if words.startswith("$") and words[1:].isidentifier():
        return Name(words[1:])
    if found := FIGURE.fullmatch(words):
        decimals = len(found[2].partition(".")[2])
        low, high = (round(float(number) * 10**decimals) for number in (found[2], found[3]))
        return Figure(found[1], low, high, decimals)
    if found := PART.fullmatch(words):
        return Part(found[1], found[2])
    if found := RATE.fullmatch(words):
        return Rate(found[1], found[2])
    return None


def fill(template: str, words: Dice, figures: Dice, names: Mapping[str, str]) -> str:
    """Word one sentence; two throws of dice, so that a next year can keep the words and change the figures."""
    kept: dict[str, int] = {}
    return _words(parse(template), words, figures, names, kept)


def _words(
    pieces: tuple[Piece, ...], words: Dice, figures: Dice, names: Mapping[str, str], kept: dict[str, int]
) -> str:
    """Join the wording of the pieces."""
    out: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece)
        elif isinstance(piece, Name):
            out.append(names[piece.key])
        elif isinstance(piece, Choice):
            option = piece.options[words.below(len(piece.options))]
            out.append(_words(option, words, figures, names, kept))
        else:
            out.append(_number(piece, figures, kept))
    return "".join(out)


def _number(piece: Figure | Part | Rate, figures: Dice, kept: dict[str, int]) -> str:
    """Draw or compute one number and return its digits."""
    if isinstance(piece, Rate):
        return f"{kept[piece.part] / kept[piece.whole]:.2%}"
    if isinstance(piece, Part):
        whole = kept[piece.of]
        kept[piece.key] = figures.between(max(1, whole * 7 // 10), whole)
        return str(kept[piece.key])
    value = figures.between(piece.low, piece.high)
    if piece.key:
        kept[piece.key] = value
    return f"{value / 10**piece.decimals:.{piece.decimals}f}"


@dataclass
class Topic:
    """One topic of a sentence table: its headings and its sentences as (label, words)."""

    name: str
    headings: list[str] = field(default_factory=list)
    sentences: list[tuple[str, str]] = field(default_factory=list)


@cache
def table(name: str) -> dict[str, Topic]:
    """Read `sentences/<name>.txt`; ValueError names the line that is neither topic, heading, sentence nor remark."""
    topics: dict[str, Topic] = {}
    topic = Topic("")
    text = (files("crawler.demo") / "sentences" / f"{name}.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        mark, _, rest = line.partition(" ")
        if mark == "==":
            topic = topics.setdefault(rest, Topic(rest))
        elif mark == "@":
            topic.headings.append(rest)
        elif mark == "-":
            label, tilde, sentence = rest.partition(" ~ ")
            topic.sentences.append((label, sentence) if tilde else ("", rest))
        elif line and mark != "#":
            raise ValueError(f"{name}.txt line {number}: start the line with ==, @, - or #, not {line!r}.")
    return topics
