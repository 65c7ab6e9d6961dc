"""A printed page as its file tells it: lines with their places, in points for PDF and in millimetres for OFD."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Char(NamedTuple):
    """One printed character and its box."""

    text: str
    spaced: bool
    """Whether white space stands in front of it."""
    left: float
    right: float
    y: float
    """Baseline."""
    height: float


@dataclass(slots=True)
class Line:
    """One printed line: text and box in page units, y growing downwards."""

    text: str
    left: float
    right: float
    y: float
    """Baseline, or the lower edge of the box."""
    size: float
    """Size of the type."""
    is_row: bool = False
    """Whether it is a row of a table; its text then holds the cells joined by ' | '."""
    cells: list[str] = field(default_factory=list)
    """The line cut at its wide gaps."""


@dataclass(slots=True)
class PrintedPage:
    """The lines of one page in reading order."""

    width: float
    height: float
    lines: list[Line]
