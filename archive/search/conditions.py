"""Filters and fields of a search, each as a column and the values of it that are allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from archive import regions
from archive.errors import UsageError
from archive.extract.codes import find_index_number, normalise_index_number
from archive.model import KINDS, LEVELS
from archive.search.columns import Place, Snapshot
from archive.search.folding import fold, runs
from archive.search.query import Term, loose_pattern, read_years

ANY = "any"
"""The kind that lifts the limit to the report index."""
NUMBERS = ("index_number", "document_number")
"""The columns that number: looks into."""
_TYPES = ("省", "市", "县", "区", "旗", "盟", "州", "地区")
"""Words that people leave off a region's name (青田 for 青田县)."""

_DOCUMENT_NUMBER = re.compile(r"[一-鿿]{1,12}[\W_]?(?:19|20)\d\d[\W_]?(?:第)?\d{1,5}号")
"""A folded document number: 锡府发〔2026〕7号, whatever its brackets."""

Allowed = dict[str, frozenset[Any]]
"""Column -> the values of it that pass."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search beside the query; None = no limit, for `kind` = the report index.

    year: 2023, "2023", "2019-2021" or "2020,2022"; region: code or name, what lies within it included; kind and level:
    one or several, with commas; issuer, publisher: the whole name, or a part where no name is equal; portal: its id.
    """

    year: int | str | None = None
    region: str | None = None
    kind: str | None = None
    level: str | None = None
    issuer: str | None = None
    publisher: str | None = None
    portal: str | None = None


def allowed(view: Snapshot, filters: Filters) -> Allowed:
    """The values that pass, for each column that a filter concerns; raises UsageError for a year, kind or level
    that there is none of.
    """
    found: Allowed = {}
    kinds = _listed("kind", filters.kind or "annual_report", (*KINDS, ANY))
    if ANY not in kinds:
        found["shown_kind"] = kinds
    if filters.year not in {None, ""}:
        found["year"] = _years(filters.year)
    if filters.level:
        found["level"] = _listed("level", filters.level, LEVELS)
    if filters.region:
        found["region"] = within(view, filters.region)
    if filters.portal:
        found["portal"] = frozenset({filters.portal})
    for name, value in (("issuer", filters.issuer), ("publisher", filters.publisher)):
        if value:
            found[name] = _named(view, name, value)
    return found


def term_columns(view: Snapshot, term: Term) -> Allowed:
    """The same for a term with a field; one of several columns suffices (number: has two)."""
    if term.field == "year":
        return {"year": term.years}
    if term.field == "region":
        return {"region": within(view, term.value)}
    names = NUMBERS if term.field == "number" else (term.field,)
    holds = _holding(term.value)
    return {name: view.having(name, holds) for name in names}


def is_number(term: Term) -> bool:
    """Whether a term is, by its shape, a whole index number (索引号) or document number (文号).

    A page prints these above its text, not in it; a reader who pastes one still wants that report.
    """
    return not term.field and (_index_number(term.value) is not None or _DOCUMENT_NUMBER.fullmatch(term.value) is not None)


def number_columns(view: Snapshot, term: Term) -> Allowed:
    """The numbers of documents that such a term is."""
    equal = view.having("document_number", lambda number: tuple(runs(number)) == term.runs)
    return {"index_number": frozenset({_index_number(term.value)}), "document_number": equal}


def _index_number(text: str) -> str | None:
    """The index number that a text is as a whole, folded as the column is; None for any other text."""
    bare = find_index_number(text)
    number = normalise_index_number(text) if bare else None
    return number.lower() if number and number == normalise_index_number(bare) else None


def within(view: Snapshot, text: str) -> frozenset[Any]:
    """The places in a region that is given by code or name."""
    name = fold(text).strip()
    prefixes = tuple(region_prefixes(name))

    def holds(place: Place) -> bool:
        return fold(place.name) == name or (bool(prefixes) and place.code.startswith(prefixes))

    return view.having("region", holds)


def region_prefixes(text: str) -> set[str]:
    """What the codes within a region begin with: 浙江 or 330000 -> 33; empty for no known name and no code.

    A code that has ended brings its successor and one in force those that ended in it: old reports carry old codes.
    """
    codes = _codes(text)
    codes |= {row.successor for row in regions.load().rows() if row.code in codes and row.successor}
    codes |= {row.code for row in regions.load().rows() if row.successor in codes}
    return {_prefix(code) for code in codes}


def chosen_region(text: str | None) -> str | None:
    """The code of the one region that a filter names; None where it names none or several."""
    if not text:
        return None
    found = _codes(fold(text).strip())
    return found.pop() if len(found) == 1 else None


def _codes(text: str) -> set[str]:
    """The codes that a code (two, four or six digits) or a name stands for."""
    if text.isascii() and text.isdigit() and len(text) in {2, 4, 6}:
        return {text.ljust(6, "0")}
    return {region.code for region in _called(text)}


def _prefix(code: str) -> str:
    """The digits of a code that are not filling: 330000 -> 33, 331100 -> 3311."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def _called(name: str) -> list[regions.Region]:
    """The regions of a name, or of a name without the word for its type."""
    table = regions.load()
    return table.by_name(name) or [region for kind in _TYPES for region in table.by_name(name + kind)]


def _years(year: int | str | None) -> frozenset[int]:
    """The years of a filter."""
    years = read_years(fold(str(year)).strip())
    if not years:
        raise UsageError(f"year {year!r} is no year; give 2023, a range 2019-2021 or a list 2020,2022.")
    return years


def _listed(what: str, value: str, known: tuple[str, ...]) -> frozenset[str]:
    """The values of a list with commas, all of them known."""
    values = frozenset(part.strip() for part in value.split(",") if part.strip())
    for unknown in sorted(values.difference(known)):
        raise UsageError(f"{what} {unknown!r} is not known; choose among {', '.join(known)}.")
    return values


def _named(view: Snapshot, name: str, value: str) -> frozenset[Any]:
    """The names equal to a value, else those that hold it."""
    equal = frozenset({fold(value).strip()}) & view.distinct(name)
    return equal or view.having(name, _holding(value))


def _holding(value: str) -> Callable[[Any], bool]:
    """Whether a folded value holds the runs of another one; punctuation between them does not count."""
    found = tuple(runs(fold(value)))
    pattern = loose_pattern(found)
    return lambda text: bool(found) and pattern.search(text) is not None
