"""Indicators as the pages show them: their names, and the unit in which their values are compared."""

from __future__ import annotations

from collections.abc import Mapping

from archive import i18n
from archive.i18n.indicators import GROUPS, NAMES

__all__ = ["NAMES", "SCALES", "comparable", "groups", "name"]

SCALES: Mapping[str, tuple[str, float]] = {
    "元": ("万元", 1e-4), "亿元": ("万元", 1e4), "％": ("%", 1.0), "起": ("件", 1.0), "宗": ("件", 1.0), "例": ("件", 1.0),
    "名": ("人", 1.0), "场次": ("场", 1.0),
}
"""Printed unit -> the unit in which values are compared, and what to multiply by; cases are 件, 起, 宗 or 例 as writers like."""


def name(indicator: str) -> str:
    """The name of an indicator; one that has no name yet stands for itself.

    >>> name("litigation_lost")
    '败诉案件'
    """
    return i18n.label(NAMES, indicator)


def groups() -> dict[str, dict[str, str]]:
    """Group -> indicator -> name, in the order of the pages."""
    return {i18n.pick(group): {key: i18n.pick(pair) for key, pair in names.items()} for group, names in GROUPS.items()}


def comparable(value: float, unit: str | None) -> tuple[float, str]:
    """A value in the unit in which values are compared.

    >>> comparable(5.5, "亿元")
    (55000.0, '万元')
    """
    common, factor = SCALES.get(unit or "", (unit or "", 1.0))
    return value * factor, common
