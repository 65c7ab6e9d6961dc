"""Ruled tables of a PDF page: the cells that its drawn lines make, since neighbouring cells may stand as close as words."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

Point = tuple[float, float]

MAX_OBJECTS = 50_000
"""Objects of a page that are looked at; a full page of text has 2,000."""
MAX_SEGMENTS = 5_000
"""A page with more drawn lines is a map or a chart."""
STRAIGHT = 1.5
"""Points by which the ends of an upright or level line may differ."""
LEAST_LENGTH = 4.0
SAME_PLACE = 3.0
"""Points within which two lines are one: the sides of a thin rectangle, the borders of neighbouring cells."""
LEAST_COLUMNS = 2
"""A frame of one column is a box around paragraphs."""


class Cell(NamedTuple):
    """The box of a cell, in points from the top left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Grid:
    """The level and upright lines of a page: (place, start, end) of each."""

    level: list[tuple[float, float, float]] = field(default_factory=list)
    upright: list[tuple[float, float, float]] = field(default_factory=list)
    _known: dict[tuple[bool, int], list[float]] = field(default_factory=dict)

    def cell(self, x: float, y: float) -> Cell | None:
        """The cell around a place; None outside tables."""
        columns = self.columns(y)
        if len(columns) <= LEAST_COLUMNS or not columns[0] < x < columns[-1]:
            return None
        rows = self._crossing(x, level=True)
        if not rows or not rows[0] < y < rows[-1]:
            return None
        column, row = bisect_right(columns, x), bisect_right(rows, y)
        return Cell(columns[column - 1], rows[row - 1], columns[column], rows[row])

    def columns(self, y: float) -> list[float]:
        """Places of the upright lines at a height, from left to right."""
        return self._crossing(y, level=False)

    def _crossing(self, at: float, *, level: bool) -> list[float]:
        key = (level, round(at))
        if key not in self._known:
            lines = self.level if level else self.upright
            places = sorted(place for place, start, end in lines if start - STRAIGHT <= key[1] <= end + STRAIGHT)
            self._known[key] = [place for number, place in enumerate(places) if not number or place - places[number - 1] > SAME_PLACE]
        return self._known[key]


def grid(page: pypdfium2.PdfPage, turned: Callable[[float, float], Point]) -> Grid:
    """The drawn lines of a page; `turned` gives the place of a point as a reader sees it."""
    found = Grid()
    for number, (start, end) in enumerate(_segments(page)):
        if number >= MAX_SEGMENTS:
            return Grid()
        (x1, y1), (x2, y2) = turned(*start), turned(*end)
        if abs(y1 - y2) <= STRAIGHT and abs(x1 - x2) >= LEAST_LENGTH:
            found.level.append(((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
        elif abs(x1 - x2) <= STRAIGHT and abs(y1 - y2) >= LEAST_LENGTH:
            found.upright.append(((x1 + x2) / 2, min(y1, y2), max(y1, y2)))
    return found


def _segments(page: pypdfium2.PdfPage) -> Iterator[tuple[Point, Point]]:
    """The straight pieces of all drawn paths, in page units."""
    matrix = pdfium.FS_MATRIX()
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        path = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(path) != pdfium.FPDF_PAGEOBJ_PATH or not pdfium.FPDFPageObj_GetMatrix(path, matrix):
            continue
        points = [point and (matrix.a * point[0] + matrix.c * point[1] + matrix.e, matrix.b * point[0] + matrix.d * point[1] + matrix.f)
                  for point in _points(path)]
        yield from ((one, other) for one, other in pairwise(points) if one and other)


def _points(raw: Any) -> Iterator[Point | None]:
    """The corners of a path in drawing order, None between parts that no line joins."""
    x, y = ctypes.c_float(), ctypes.c_float()
    first: Point | None = None
    for index in range(min(pdfium.FPDFPath_CountSegments(raw), MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(raw, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = (x.value, y.value)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            yield None
            first = point
        yield point
        if pdfium.FPDFPathSegment_GetClose(segment) and first:
            yield first
