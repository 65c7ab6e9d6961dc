"""Automatic list numbers of a Word 97 file: styles (STSH), lists (LST, LVL) and their overrides (LFO) of MS-DOC."""

from __future__ import annotations

from dataclasses import dataclass

from archive.attachments.lists import LEVELS, Counters, Level, Listing
from archive.attachments.numerals import CODES
from archive.attachments.word97 import LISTS, OVERRIDES, STYLES, Paragraph, Word, apply, u16, u32

_NO_STYLE = 0xFFF
_MAX_CHAIN = 20
_MAX_LISTS = 2_000
_LSTF, _LVLF, _LFO = 28, 28, 16


@dataclass(slots=True)
class _Style:
    base: int
    properties: Paragraph


class WordLists:
    """Numbers the paragraphs of one file in reading order."""

    def __init__(self, word: Word) -> None:
        self._styles = _styles(word.block(STYLES))
        abstracts = _abstracts(word)
        self._counters = Counters(abstracts, _overrides(word.block(OVERRIDES)))

    def label(self, paragraph: Paragraph) -> str:
        """Printed number of a paragraph, empty when it has none."""
        number, level = paragraph.list, paragraph.level
        style = paragraph.style
        for _ in range(_MAX_CHAIN):
            found = self._styles.get(style)
            if found is None or number is not None:
                break
            number = found.properties.list
            level = found.properties.level if level is None else level
            style = found.base
        return self._counters.label(str(number), level or 0) if number else ""


def _styles(block: bytes) -> dict[int, _Style]:
    """List and level of every paragraph style (MS-DOC 2.9.271, 2.9.260)."""
    styles: dict[int, _Style] = {}
    count, fixed = u16(block, 2), u16(block, 4)
    at = 2 + u16(block, 0)
    for index in range(min(count, _NO_STYLE)):
        size = u16(block, at)
        std = block[at + 2 : at + 2 + size]
        at += 2 + size
        if len(std) < fixed or u16(std, 2) & 0xF != 1:
            continue
        places = fixed + 2 + 2 * u16(std, fixed) + 2  # behind the zero-ended name
        properties = Paragraph()
        apply(properties, std[places + 4 : places + 2 + u16(std, places)])
        styles[index] = _Style(u16(std, 2) >> 4, properties)
    return styles


def _abstracts(word: Word) -> dict[str, dict[int, Level]]:
    """Levels of every list; they follow behind the block that names the lists (MS-DOC 2.9.192)."""
    start, size = u32(word.stream, LISTS), u32(word.stream, LISTS + 4)
    block = word.table[start : start + size]
    at = start + size
    lists: dict[str, dict[int, Level]] = {}
    for index in range(min(u16(block, 0), _MAX_LISTS) if size else 0):
        head = 2 + _LSTF * index
        levels: dict[int, Level] = {}
        for number in range(1 if block[head + 26 : head + 27] and block[head + 26] & 1 else LEVELS):
            level, at = _level(word.table, at)
            levels[number] = level
        lists[str(u32(block, head))] = levels
    return lists


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """Read one LVL and return the place behind it (MS-DOC 2.9.150)."""
    fixed = table[at : at + _LVLF]
    if len(fixed) < _LVLF:
        return Level(), at
    text = at + _LVLF + fixed[24] + fixed[25]
    length = u16(table, text)
    raw = table[text + 2 : text + 2 + 2 * length].decode("utf-16-le", "replace")
    pattern = "".join(f"%{ord(char) + 1}" if ord(char) < LEVELS else char for char in raw)
    never = bool(fixed[5] & 0x08)
    return Level(
        start=min(u32(fixed, 0), 0x7FFF), form=CODES.get(fixed[4], "decimal"), pattern=pattern,
        restart=fixed[26] if never else None, legal=bool(fixed[5] & 0x04)), text + 2 + 2 * length


def _overrides(block: bytes) -> dict[str, Listing]:
    """Lists as paragraphs name them, from 1 (MS-DOC 2.9.139, 2.9.133)."""
    count = min(u32(block, 0), _MAX_LISTS)
    listings: dict[str, Listing] = {}
    at = 4 + _LFO * count
    for index in range(count):
        head = 4 + _LFO * index
        listing = Listing(str(u32(block, head)))
        changes = block[head + 12] if head + 12 < len(block) else 0
        at += 4
        for _ in range(min(changes, LEVELS)):
            start, flags = u32(block, at), u32(block, at + 4)
            at += 8
            if flags & 0x20:
                listing.levels[flags & 0xF], at = _level(block, at)
                start = listing.levels[flags & 0xF].start
            if flags & 0x10:
                listing.starts[flags & 0xF] = min(start, 0x7FFF)
        listings[str(index + 1)] = listing
    return listings
