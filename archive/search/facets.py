"""Facets: how many of the documents found lie in each year, region, level and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from archive import i18n, regions
from archive.model import KINDS, LEVELS
from archive.search.columns import Snapshot
from archive.search.conditions import Allowed


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a facet: `value` is what the filter of the same name takes, `label` the words for it."""

    value: Any
    label: str
    count: int


def count_facets(
    view: Snapshot, ids: list[int], limits: Allowed, region: str | None,
) -> dict[str, list[Facet]]:
    """The facets of the documents that a query found.

    Each facet leaves its own filter aside, so that a reader sees what the other choices would bring. `region` is the
    code of the chosen region: its parts are listed then, else the provinces.
    """
    def counted(name: str) -> Counter[Any]:
        kept = kept_by_all
        if name in limits:
            kept = view.keep(ids, {other: limits[other] for other in limits if other != name})
        return Counter(map(view.column(name).__getitem__, kept))

    kept_by_all = view.keep(ids, limits)

    return {
        "year": _years(counted("year")),
        "region": _regions(counted("region"), region),
        "level": _listed(counted("level"), LEVELS, i18n.LEVELS),
        "kind": _listed(counted("shown_kind"), KINDS, i18n.KINDS),
    }


def _years(counts: Counter[Any]) -> list[Facet]:
    """Years, the latest first."""
    return [Facet(year, str(year), counts[year]) for year in sorted(filter(None, counts), reverse=True)]


def _listed(counts: Counter[Any], order: Sequence[str], labels: Any) -> list[Facet]:
    """Values in the order of the model."""
    return [Facet(value, i18n.label(labels, value), counts[value]) for value in order if counts[value]]


def _regions(counts: Counter[Any], chosen: str | None) -> list[Facet]:
    """The provinces, or the chosen region followed by what lies directly below it, in the order of the codes."""
    sums: Counter[str] = Counter()
    for place, count in counts.items():
        for code in _above(place.code, chosen):
            sums[code] += count
    return [Facet(code, _name(code), sums[code]) for code in sorted(sums)]


@lru_cache(maxsize=8192)
def _above(code: str, chosen: str | None) -> tuple[str, ...]:
    """The entries of the region facet that a place counts for."""
    chain = [row.code for row in regions.load().chain(code)] or ([code[:2] + "0000"] if code else [])
    if chosen is None:
        return tuple(chain[-1:])
    if chosen not in chain:
        return ()
    return tuple(chain[max(0, chain.index(chosen) - 1):chain.index(chosen) + 1])


def _name(code: str) -> str:
    """The name of a region, or its code where the table does not know it."""
    row = regions.load().by_code(code)
    return row.name if row else code
