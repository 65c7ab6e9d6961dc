"""Facets: how many of the documents found lie in each year, region, level and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from archive import i18n, regions
from archive.model import KINDS, LEVELS
from archive.search import bits
from archive.search.columns import Snapshot
from archive.search.conditions import Allowed


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a facet: `value` is what the filter of the same name takes, `label` the words for it."""

    value: Any
    label: str
    count: int


def count_facets(
    view: Snapshot, found: int, limits: Allowed, region: str | None, narrowed: Callable[[int], int] = lambda kept: kept,
) -> dict[str, list[Facet]]:
    """The facets of the documents that a query found.

    Each facet leaves its own filter aside, so that a reader sees what the other choices would bring. `region` is the
    code of the chosen region: its parts are listed then, else the provinces. `narrowed` takes out of a set what no
    column tells.
    """
    def kept(name: str) -> int:
        return narrowed(view.keep(found, {other: limits[other] for other in limits if other != name}))

    def counted(name: str) -> Counter[Any]:
        return _counts(view.groups(name), kept(name))

    return {
        "year": _years(counted("year")),
        "region": _regions(view, kept("region"), region),
        "level": _listed(counted("level"), LEVELS, i18n.LEVELS),
        "kind": _listed(counted("shown_kind"), KINDS, i18n.KINDS),
    }


def _counts(groups: Mapping[Any, int], kept: int) -> Counter[Any]:
    """How many documents of a set are in each group; groups without any are left out."""
    counts = {value: (group & kept).bit_count() for value, group in groups.items()}
    return Counter({value: count for value, count in counts.items() if count})


def _years(counts: Counter[Any]) -> list[Facet]:
    """Years, the latest first."""
    return [Facet(year, str(year), counts[year]) for year in sorted(filter(None, counts), reverse=True)]


def _listed(counts: Counter[Any], order: Sequence[str], labels: Any) -> list[Facet]:
    """Values in the order of the model."""
    return [Facet(value, i18n.label(labels, value), counts[value]) for value in order if counts[value]]


def _regions(view: Snapshot, kept: int, chosen: str | None) -> list[Facet]:
    """The provinces, or the chosen region followed by what lies directly below it, in the order of the codes."""
    keep = view.recent if chosen else view.once     # the provinces are asked for all the time
    sums = _counts(keep(("parts", chosen), lambda: _parts(view, chosen)), kept)
    if chosen is not None and sums:
        sums[chosen] = sums.total()
    return [Facet(code, _name(code), sums[code]) for code in sorted(sums)]


def _parts(view: Snapshot, chosen: str | None) -> dict[str, int]:
    """The documents of each entry of the region facet; those of the chosen region itself under its own code."""
    found: dict[str, list[int]] = {}
    for place, ids in view.lists("region").items():
        entry = _entry(place.code, chosen) if place else ""
        if entry:
            found.setdefault(entry, []).extend(ids)
    return {entry: bits.of_ids(ids, view.size) for entry, ids in found.items()}


@lru_cache(maxsize=8192)
def _entry(code: str, chosen: str | None) -> str:
    """The entry of the region facet that a place counts for; "" where it lies outside the chosen region."""
    chain = [row.code for row in regions.load().chain(code)] or ([code[:2] + "0000"] if code else [""])
    if chosen is None:
        return chain[-1]
    return chain[max(0, chain.index(chosen) - 1)] if chosen in chain else ""


def _name(code: str) -> str:
    """The name of a region, or its code where the table does not know it."""
    row = regions.load().by_code(code)
    return row.name if row else code
