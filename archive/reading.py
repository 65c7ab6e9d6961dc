"""A report's clean text as blocks for reading: headings with anchors, paragraphs, tables, signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

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


def blocks(text: str, sections: Sequence[Mapping[str, Any]]) -> list[Block]:
    """The text as blocks; `sections` are rows with position, level, heading, role, start (offsets in characters)."""
    starts = {int(section["start"]): section for section in reversed(sections)}
    signature = min((int(s["start"]) for s in sections if s["role"] == "signature"), default=len(text) + 1)
    found: list[Block] = []
    level = 1
    for is_table, lines in groupby(enumerate(_lines(text), 1), key=lambda line: CELL in line[1][1]):
        if is_table:
            rows = list(lines)
            number, (start, _) = rows[0]
            found.append(Block("table", rows=[_cells(line) for _, (_, line) in rows], start=start, number=number))
            continue
        for number, (start, line) in lines:
            block = _block(line, starts.get(start), in_signature=start >= signature, first=not found)
            block.start, block.number = start, number
            if block.form == "heading":
                level = block.level = min(block.level, level + 1)
            found.append(block)
    return found


def contents(found: Sequence[Block], sections: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """The table of contents: the two highest levels that the report uses; empty for fewer than two entries."""
    anchors = {block.anchor for block in found if block.anchor}
    usable = [s for s in sections if f"s{s['position']}" in anchors and s["heading"]]
    levels = sorted({int(s["level"]) for s in usable})[:CONTENTS_LEVELS]
    entries = [
        Entry(str(s["heading"]), f"s{s['position']}", levels.index(int(s["level"])) + 1)
        for s in usable if int(s["level"]) in levels
    ]
    return entries[:CONTENTS_MAX] if len(entries) > 1 else []


def line_starts(text: str) -> list[int]:
    """The offsets at which the lines that hold something begin; line n of them is the anchor p{n}."""
    return [start for start, _ in _lines(text)]


def anchor_at(text: str, offset: int) -> str:
    r"""The anchor of the paragraph that holds a character offset: p and its place among the lines that hold something, from 1.

    >>> anchor_at("甲\n\n乙丙", 4)
    'p2'
    """
    return f"p{max(1, sum(start <= offset for start, _ in _lines(text)))}"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that hold something, with the offset of their first visible character."""
    at = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            yield at + len(line) - len(line.lstrip()), bare
        at += len(line) + 1


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
