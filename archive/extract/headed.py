"""Metadata blocks whose labels stand in a row of their own, each with its value in the row below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from archive.extract import shapes
from archive.extract.aliases import ALIASES
from archive.extract.inline import COLON, is_label_like, lone_label, strong_word, tidy
from archive.extract.lines import squeeze

WHERE = "header row"
"""The place of these labels: behind a text such a table lists other documents."""
_COUNTERS = ("序号", "编号", "序")
_TELLING = ("index_number", "document_number", "date_published", "date_written")
"""Fields whose values have a shape of their own; one of them must stand under its label."""


def is_header(cells: Sequence[str], *, least: int = 3) -> bool:
    """Whether a row is a header: as many filled cells or more, each a label without a colon; a counter's may stand first."""
    filled = [cell for cell in cells if cell.strip() and squeeze(cell) not in _COUNTERS]
    return len(filled) >= least and all(lone_label(cell) and not COLON.search(cell) for cell in filled)


def read(rows: Sequence[list[str]], add: Callable[[str, str, str, str], None]) -> bool:
    """Read headers and values that alternate; false, and nothing read, where the rows are anything else.

    A header with several rows below it is a list of documents. `add` takes label, value, place and quote; a title comes
    first, because it tells whether the rest is about this document.
    """
    if not rows or len(rows) % 2 or not all(map(_is_block, rows[::2], rows[1::2])):
        return False
    pairs = [pair for head, values in zip(rows[::2], rows[1::2], strict=True) for pair in _pairs(head, values)]
    for word, value in sorted(pairs, key=lambda pair: ALIASES[pair[0]] != "title"):
        add(word, value, WHERE, f"{word} {value}")
    return True


def _pairs(head: list[str], values: list[str]) -> list[tuple[str, str]]:
    """Each label of a header with the cell below it."""
    return [(word, value) for cell, value in zip_longest(head, values, fillvalue="") if (word := lone_label(cell))]


def _is_block(head: list[str], values: list[str]) -> bool:
    """Whether a row holds labels and the one below it their values, one of which proves it by its shape; text dumps lose the
    empty cells at the end.
    """
    if len(head) < len(values) or not is_header(head, least=2) or not any(map(strong_word, head)):
        return False
    if any(map(is_label_like, values)):
        return False
    return any(ALIASES[word] in _TELLING and shapes.fits(ALIASES[word], tidy(value)) for word, value in _pairs(head, values))
