"""A document's body as paragraphs with known headings, so that its true text needs no extractor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DIGITS = "零一二三四五六七八九"
HALF_WIDTH = str.maketrans("，：；（）", ",:;()")
"""Punctuation that many portals print half-width throughout."""


@dataclass(frozen=True)
class Block:
    """One paragraph: plain words, a heading on its own, a heading that runs into its words, a table, a closing line."""

    kind: str
    """p, heading, run, to (addressee), sign (issuer or date at the end), table."""
    text: str = ""
    """Words of the paragraph; of a `run` block those behind the heading."""
    level: int = 0
    """1 一、  2 （一）  3 1.; 0 where the block is no heading."""
    ordinal: int = 0
    """Place among its sisters, from 1."""
    heading: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def number(self) -> str:
        """The printed number of the heading, empty for other blocks."""
        return number(self.level, self.ordinal) if self.level else ""

    @property
    def line(self) -> str:
        """The block as a reader sees it, without its number; table cells joined by a bar, rows by line ends."""
        if self.kind == "table":
            return "\n".join(" | ".join(row) for row in self.rows)
        return f"{self.heading}。{self.text}" if self.kind == "run" else self.heading or self.text

    def half_width(self) -> Block:
        """The same block with half-width punctuation."""
        return Block(self.kind, self.text.translate(HALF_WIDTH), self.level, self.ordinal,
                     self.heading.translate(HALF_WIDTH), self.rows)


def number(level: int, ordinal: int) -> str:
    """Print the number of a heading.

    >>> number(1, 11), number(2, 2), number(3, 4)
    ('十一、', '（二）', '4.')
    """
    if level == 3:
        return f"{ordinal}."
    return f"{chinese(ordinal)}、" if level == 1 else f"（{chinese(ordinal)}）"


def chinese(value: int) -> str:
    """Write 1 to 99 in Chinese.

    >>> chinese(3), chinese(10), chinese(21)
    ('三', '十', '二十一')
    """
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")


def text_of(blocks: Iterable[Block]) -> str:
    """The true text: one line per paragraph or table row, numbers as printed."""
    return "\n".join(block.number + block.line for block in blocks)


def headings_of(blocks: Iterable[Block]) -> list[dict[str, object]]:
    """The true headings of level 1 and 2, without number and final stop."""
    return [{"level": block.level, "heading": block.heading} for block in blocks if 1 <= block.level <= 2]
