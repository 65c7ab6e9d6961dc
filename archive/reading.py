"""A report's clean text as blocks for reading: headings with anchors, paragraphs, tables, signature."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, count
from typing import Any, NamedTuple

CELL = " | "
"""What the extractor puts between the cells of a table row."""
HEADING_LEVELS = 3
"""Section levels that become headings; deeper ones (一是, 二是) stay in their paragraph, where several may follow."""
HEADING_MAX = 100
"""Characters of a line that can be a heading; a longer one is a paragraph whose printed words differ from the heading's."""
CONTENTS_LEVELS = 2
CONTENTS_MAX = 80
ADDRESSEE_MAX = 30
"""Characters of a line that may be an addressee (市人民政府：), which is set without indent."""


@dataclass(slots=True)
class Block:
    """One block of the text."""

    form: str
    """heading, paragraph, address, signature, table."""
    text: str = ""
    level: int = 0
    """HTML heading level, 2 to 4; no level is skipped, whatever the report's numbering does."""
    anchor: str = ""
    lead: str = ""
    """A heading that runs into its paragraph."""
    rows: list[list[str]] = field(default_factory=list)
    start: int = 0
    """Offset of its first character in the text."""
    number: int = 0
    """Place among the lines that hold something, from 1: anchor p1, p2, …; a table counts one for each row."""


@dataclass(slots=True)
class Entry:
    """One line of the table of contents."""

    text: str
    anchor: str
    level: int
    """1 or 2."""


class Layout(NamedTuple):
    """A text as lines, most of which are plain paragraphs and get no block of their own: a report has a hundred."""

    starts: list[int]
    """Offset of the first visible character of each line that holds something; line n of them, from 1, is the anchor p{n}."""
    words: list[str]
    """The lines, without blanks around them."""
    special: dict[int, Block | None]
    """Place in the lists above -> the block that begins there, in reading order; None: a row of the table above."""


def layout(text: str, sections: Sequence[Mapping[str, Any]]) -> Layout:
    """The text as lines; `sections` are rows with position, level, heading, role, start (offsets in characters)."""
    starts, words = _lines(text)
    end = len(words)
    by_start = {section["start"]: section for section in reversed(sections)}
    signature = bisect_left(starts, min((s["start"] for s in sections if s["role"] == "signature"), default=len(text) + 1))
    rows = {place for place, line in enumerate(words) if CELL in line} if CELL in text else set()
    places = rows | {0} | {bisect_left(starts, start) for start in by_start} | set(range(signature, end))
    special: dict[int, Block | None] = {}
    level = 1
    for place in sorted(places):
        if place >= end:
            break
        if place in rows and place - 1 in rows:
            special[place] = None
            continue
        section = by_start.get(starts[place])
        block = _table(words, place, rows) if place in rows else _block(
            words[place], section, in_signature=place >= signature, first=not place,
        )
        if block.form == "heading":
            level = block.level = min(block.level, level + 1)
        block.start, block.number = starts[place], place + 1
        special[place] = block
    return Layout(starts, words, special)


def blocks(text: str, sections: Sequence[Mapping[str, Any]]) -> list[Block]:
    """Every line of the text as a block, the rows of a table as one."""
    starts, words, special = layout(text, sections)
    found = (
        special[place] if place in special else Block("paragraph", line, start=starts[place], number=place + 1)
        for place, line in enumerate(words)
    )
    return [block for block in found if block]


def contents(found: Iterable[Block | None], sections: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """The table of contents: the two highest levels that the report uses; empty for fewer than two entries."""
    anchors = {block.anchor for block in found if block and block.anchor}
    usable = [s for s in sections if f"s{s['position']}" in anchors and s["heading"]]
    levels = sorted({int(s["level"]) for s in usable})[:CONTENTS_LEVELS]
    entries = [
        Entry(str(s["heading"]), f"s{s['position']}", levels.index(int(s["level"])) + 1)
        for s in usable if int(s["level"]) in levels
    ]
    return entries[:CONTENTS_MAX] if len(entries) > 1 else []


def line_starts(text: str) -> list[int]:
    """The offsets at which the lines that hold something begin; line n of them is the anchor p{n}."""
    return _lines(text)[0]


def anchor_at(text: str, offset: int) -> str:
    r"""The anchor of the paragraph that holds a character offset: p and its place among the lines that hold something, from 1.

    >>> anchor_at("甲\n\n乙丙", 4)
    'p2'
    """
    return anchor(line_starts(text), offset)


def anchor(starts: Sequence[int], offset: int) -> str:
    """The same in a text whose lines begin at some offsets."""
    return f"p{max(1, bisect_right(starts, offset))}"


def _lines(text: str) -> tuple[list[int], list[str]]:
    """Lines that hold something: the offsets of their first visible characters, and their words."""
    raw = text.split("\n")
    words = list(map(str.strip, raw))
    starts = [total + place for place, total in enumerate(accumulate(map(len, raw), initial=0))]
    if words == raw and all(words):  # as the extractor leaves a text
        return starts[:-1], words
    found = [(start + len(line) - len(line.lstrip()), bare) for start, line, bare in zip(starts, raw, words, strict=False) if bare]
    return [start for start, _ in found], [bare for _, bare in found]


def _table(words: Sequence[str], first: int, rows: Collection[int]) -> Block:
    """The table that begins with a line."""
    end = next(place for place in count(first + 1) if place not in rows)
    return Block("table", rows=[_cells(line) for line in words[first:end]])


def _cells(line: str) -> list[str]:
    """The cells of a table row; an empty first or last cell lost its blank when the line was stripped."""
    return [cell.strip() for cell in f" {line} ".split(CELL)]


def _printed_heading(line: str, section: Mapping[str, Any] | None) -> str:
    """The heading of a section as printed; a preamble is named by its first words, which are no heading (前言 is one)."""
    heading = str(section["heading"]).strip() if section else ""
    return "" if section and section["role"] == "preamble" and heading != line else heading


def _block(line: str, section: Mapping[str, Any] | None, *, in_signature: bool, first: bool) -> Block:
    """One line as a block; `section` is the section that starts with it."""
    heading = _printed_heading(line, section)
    if first and line.endswith(("：", ":")) and len(line) <= ADDRESSEE_MAX:
        return Block("address", line)
    if section and heading and not in_signature:
        anchor, level = f"s{section['position']}", int(section["level"])
        rest = line[len(heading):] if line.startswith(heading) else ""
        if level <= HEADING_LEVELS and not rest.strip(" 　。：:") and len(line) <= HEADING_MAX:
            return Block("heading", line, level + 1, anchor)
        if level <= HEADING_LEVELS and rest:
            return Block("paragraph", rest, 0, anchor, lead=heading)
        return Block("paragraph", line, 0, anchor)
    if in_signature:
        return Block("signature", line)
    return Block("paragraph", line)
