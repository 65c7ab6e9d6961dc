"""Figures that contradict each other: told, never repaired, because only the issuer knows which of them is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from archive.model import Figure

SHARES = (
    ("litigation_lost", "litigation_cases", "litigation_loss_rate"),
    ("reconsideration_settled", "reconsideration_concluded", "reconsideration_mediation_rate"),
    ("reconsideration_corrected", "reconsideration_concluded", "reconsideration_correction_rate"),
)
"""Part, whole and their share in per cent."""
_TOLERANCE = 0.06
"""Percentage points: shares are printed with one or two decimals."""


def contradictions(figures: Sequence[Figure]) -> list[str]:
    """One sentence for each share that does not follow from its part and its whole.

    Only figures of one year with one value are compared: a report may count the same thing for several bodies. Text and table often
    tell the same.
    """
    found: list[str] = []
    for names in SHARES:
        for year in sorted({item.year for item in figures if item.indicator == names[2] and item.year}):
            told = [item for item in reversed(figures) if item.year == year]
            parts = [list({item.value: item for item in told if item.indicator == name}.values()) for name in names]
            if all(len(items) == 1 for items in parts):
                found += _compare(*(items[0] for items in parts))
    return found


def _compare(part: Figure, whole: Figure, share: Figure) -> list[str]:
    """The sentence about one part, whole and share, or nothing."""
    if not whole.value or part.value > whole.value or part.qualifier or whole.qualifier or share.qualifier:
        return []
    counted = part.value / whole.value * 100
    if abs(counted - share.value) <= _TOLERANCE:
        return []
    return [f"{share.quote} does not follow from {part.quote} and {whole.quote} ({counted:.2f} %): the figures stand as printed."]
