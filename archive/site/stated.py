"""The numbers that reports state, as readers see them: named, with their words, and with the paragraph they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive import reading
from archive.site import indicators

BEFORE = {"超", "逾", "约", "近"}
"""Qualifiers printed before a number; the others (余, 以上, 左右) are printed behind it."""
RISES_AND_FALLS = ("下降", "减少", "降低", "上升", "增长", "增加")
"""Qualifiers that end so make the number a change."""
AT_MOST = 3
"""Values of one indicator that a comparison shows for one report."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One number of a report."""

    indicator: str
    name: str
    value: str
    """With unit and qualifier."""
    quote: str
    anchor: str
    """Of the line that it stands in."""
    year: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """What two reports state of one indicator."""

    name: str
    values: tuple[Sequence[Stated], Sequence[Stated]]


def amount(value: float | None, unit: str | None, qualifier: str | None) -> str:
    """A number as it is printed.

    >>> amount(1308.0, "人次", None), amount(110.0, "人次", "余"), amount(5.18, "亿元", "约"), amount(9.0, "%", "同比下降")
    ('1,308 人次', '110 余人次', '约 5.18 亿元', '同比下降 9%')
    """
    if value is None:
        return ""
    digits = f"{value:,.4f}".rstrip("0").rstrip(".")
    unit, qualifier = unit or "", qualifier or ""
    if qualifier in BEFORE or qualifier.endswith(RISES_AND_FALLS):
        digits, qualifier = f"{qualifier} {digits}", ""
    if qualifier in {"余", "多"}:
        unit, qualifier = qualifier + unit, ""
    return digits + ("" if unit in {"", "%"} else " ") + unit + qualifier


def stated(text: str, figures: Iterable[Mapping[str, Any]]) -> list[Stated]:
    """The numbers of a report in reading order; `figures` are rows of that table."""
    starts = reading.line_starts(text)
    return [
        Stated(
            row["indicator"], indicators.name(row["indicator"]), amount(row["value"], row["unit"], row["qualifier"]), row["quote"],
            reading.anchor(starts, row["start"]), row["year"],
        )
        for row in figures
    ]


def pairs(one: Sequence[Stated], other: Sequence[Stated]) -> list[Pair]:
    """The indicators that both reports have a number for, in the order of the table of indicators."""
    order = {key: at for at, key in enumerate(indicators.NAMES)}
    common = {item.indicator for item in one} & {item.indicator for item in other}
    keys = sorted(common, key=lambda key: (order.get(key, len(order)), key))
    return [Pair(indicators.name(key), (_of(one, key), _of(other, key))) for key in keys]


def _of(found: Sequence[Stated], key: str) -> list[Stated]:
    """The first values of an indicator, each once."""
    own = {item.value: item for item in reversed(found) if item.indicator == key}
    return list(own.values())[::-1][:AT_MOST]
