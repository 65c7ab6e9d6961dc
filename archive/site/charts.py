"""Charts as SVG: pure functions from values to markup, with a title and a description for readers who do not see them.

Looks come from classes of site.css, since the policy of the site allows no inline style; every text is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

WIDTH, HEIGHT = 360, 180
"""Of the drawing in units; on a phone a unit is about a pixel, so that its words can be read there."""
LEFT, RIGHT, TOP, BOTTOM = 40, 10, 16, 22
DIGIT, GAP = 6.4, 4
"""Width of a digit in the widest of our fonts, and what must be free between two labels beside each other."""
ROW = 18
"""Height of a bar that lies."""
NAME_WIDTH = 100
NAME_CHARS = 9
VALUE_WIDTH = 70
"""Room for the names left of lying bars, and for the values right of them."""
STEPS = (1, 2, 4, 6, 8, 10)
"""Round numbers whose half is round too, since a line stands there."""
FINER = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
"""The same from ten on, where they hold if their half is a whole number."""


class Point(NamedTuple):
    """One value with its label; `kind` is a class of site.css that colours it."""

    label: str
    value: float
    kind: str = ""


class Stack(NamedTuple):
    """One bar made of parts, each a value with its kind; `above` stands on top of it."""

    label: str
    parts: tuple[tuple[float, str], ...]
    above: str = ""


def nice_top(most: float) -> float:
    """The first round number that is not below a value.

    >>> nice_top(87), nice_top(22), nice_top(11), nice_top(119), nice_top(3), nice_top(0.3), nice_top(0)
    (100.0, 30.0, 20.0, 150.0, 4.0, 0.4, 1.0)
    """
    if most <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(most))
    tops = [step * unit for step in FINER if step * unit % 2 == 0] if unit >= 10 else [step * unit for step in STEPS]
    return next(top for top in tops if top >= most * 0.999999)


def number(value: float) -> str:
    """A value as people write it: at most two decimals, thousands separated.

    >>> number(1234.0), number(12.5), number(0.333)
    ('1,234', '12.5', '0.33')
    """
    return f"{round(value, 2):,.2f}".rstrip("0").rstrip(".")


def line(points: Sequence[tuple[int, float]], *, title: str, desc: str) -> Markup:
    """Values over years; a year without a value breaks the line. No values give no chart."""
    if not points:
        return Markup()
    top, years = nice_top(max(value for _, value in points)), [year for year, _ in points]
    span = max(max(years) - min(years), 1)
    step = (WIDTH - LEFT - RIGHT - 24) / span
    places = [(LEFT + 12 + (year - min(years)) * step, _height(value, top), year, value) for year, value in sorted(points)]
    parts = [_axis(top)]
    runs, every = _runs(places), _every((number(value) for _, value in points), step)
    parts += [Markup('<polyline points="{}"/>').format(" ".join(f"{x:.1f},{y:.1f}" for x, y, *_ in run)) for run in runs if len(run) > 1]
    for x, y, year, value in places:
        parts.append(Markup('<circle cx="{}" cy="{}" r="3"><title>{}</title></circle>').format(f"{x:.1f}", f"{y:.1f}", f"{year}: {number(value)}"))
        if (max(years) - year) % every == 0:
            parts.append(_text(x, y - 6, number(value)))
    every = _every(map(str, years), step)
    parts += [_text(LEFT + 12 + (year - min(years)) * step, HEIGHT - 6, str(year), "label")
              for year in range(max(years), min(years) - 1, -every)]
    return _svg(parts, HEIGHT, title, desc)


def columns(stacks: Sequence[Stack], *, title: str, desc: str) -> Markup:
    """Standing bars, each stacked of its parts from the bottom up. No bars give no chart."""
    if not stacks:
        return Markup()
    top = nice_top(max(sum(value for value, _ in stack.parts) for stack in stacks))
    step = (WIDTH - LEFT - RIGHT) / len(stacks)
    parts = [_axis(top)]
    every, every_above = _every((stack.label for stack in stacks), step), _every((stack.above for stack in stacks), step)
    for place, stack in enumerate(stacks):
        x, base = LEFT + place * step, 0.0
        for value, kind in stack.parts:
            upper, lower = _height(base + value, top), _height(base, top)
            if value:
                parts.append(_rect(x + step * 0.12, upper, step * 0.76, lower - upper, f"{stack.label}: {number(value)}", kind))
            base += value
        if stack.above and place % every_above == 0:
            parts.append(_text(x + step / 2, _height(base, top) - 4, stack.above))
        if place % every == 0:
            parts.append(_text(x + step / 2, HEIGHT - 6, stack.label, "label"))
    return _svg(parts, HEIGHT, title, desc)


def rows(points: Sequence[Point], *, title: str, desc: str) -> Markup:
    """Lying bars, one below the other, each with its name and value. No points give no chart."""
    if not points:
        return Markup()
    top = max(*(point.value for point in points), 1e-9)
    room = WIDTH - NAME_WIDTH - VALUE_WIDTH
    parts: list[Markup] = []
    for place, point in enumerate(points):
        y, width = place * ROW + 3, max(0.0, point.value) / top * room
        name = point.label if len(point.label) <= NAME_CHARS else point.label[:NAME_CHARS - 1] + "…"
        parts.append(_text(NAME_WIDTH - 6, y + 11, name, "name"))
        parts.append(_rect(NAME_WIDTH, y, max(width, 0.5), ROW - 5, f"{point.label}: {number(point.value)}", point.kind))
        parts.append(_text(NAME_WIDTH + width + 5, y + 11, number(point.value), "value"))
    return _svg(parts, len(points) * ROW + 4, title, desc)


def _height(value: float, top: float) -> float:
    """Where a value lies between the bottom line and the top; values below 0 lie on the bottom line."""
    return HEIGHT - BOTTOM - max(0.0, value) / top * (HEIGHT - TOP - BOTTOM)


def _every(labels: Iterable[str], step: float) -> int:
    """Every how many labels one is shown, where they stand so far from each other.

    >>> _every(["2023", "2024"], 30), _every(["2023", "2024"], 26), _every([], 26)
    (1, 2, 1)
    """
    return max(1, math.ceil((max(map(len, labels), default=0) * DIGIT + GAP) / step))


def _runs(places: Sequence[tuple[float, float, int, float]]) -> list[list[tuple[float, float, int, float]]]:
    """Points of years that follow each other."""
    runs: list[list[tuple[float, float, int, float]]] = []
    for place in places:
        if runs and place[2] - runs[-1][-1][2] == 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _axis(top: float) -> Markup:
    """Three level lines with their values."""
    parts = Markup()
    for share in (0, 0.5, 1):
        y = _height(top * share, top)
        parts += Markup('<line x1="{}" x2="{}" y1="{}" y2="{}"/>').format(LEFT, WIDTH - RIGHT, f"{y:.1f}", f"{y:.1f}")
        parts += _text(LEFT - 5, y + 3.5, number(top * share), "name")
    return parts


def _rect(x: float, y: float, width: float, height: float, words: str, kind: str) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}"{}><title>{}</title></rect>').format(
        f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}", Markup(' class="{}"').format(kind) if kind else "", words)


def _text(x: float, y: float, words: str, kind: str = "") -> Markup:
    return Markup('<text x="{}" y="{}"{}>{}</text>').format(
        f"{x:.1f}", f"{y:.1f}", Markup(' class="{}"').format(kind) if kind else "", words)


def _svg(parts: Sequence[Markup], height: float, title: str, desc: str) -> Markup:
    head = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(WIDTH, height, f"{title}: {desc}")
    return head + Markup("<title>{}</title><desc>{}</desc>").format(escape(title), escape(desc)) + Markup().join(parts) + Markup("</svg>")
