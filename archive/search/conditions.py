"""Filters and fields of a search, each as a column and the values of it that are allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from archive import regions
from archive.errors import UsageError
from archive.extract.codes import find_index_number, normalise_index_number
from archive.model import KINDS, LEVELS, ROLES
from archive.search.columns import Place, Snapshot
from archive.search.folding import fold, runs
from archive.search.query import Term, read_years
from archive.search.spotting import Spotter

ANY = "any"
"""The kind that lifts the limit to the report index."""
NAMED = ("issuer", "publisher", "index_number", "document_number")
"""Filters that take a whole value or a part of it."""
NUMBERS = ("index_number", "document_number")
"""The columns that number: looks into."""
_TYPES = ("省", "市", "县", "区", "旗", "盟", "州", "地区")
"""Words that people leave off a region's name (青田 for 青田县)."""

_DAY = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_OPEN_YEARS = re.compile(r"([0-9]{4})?-([0-9]{4})?")
FIRST_YEAR, LAST_YEAR = 1949, 2100
"""The ends of a span of years that was left open."""
_DOCUMENT_NUMBER = re.compile(r"[一-鿿]{1,12}[\W_]?(?:19|20)\d\d[\W_]?(?:第)?\d{1,5}号")
"""A folded document number: 锡府发〔2026〕7号, whatever its brackets."""

Allowed = dict[str, frozenset[Any]]
"""Column -> the values of it that pass."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search beside the query; None = no limit, for `kind` = the report index.

    year: 2023, "2023", "2019-2021", "2019-", "-2021" or "2020,2022"; region: code or name, what lies within it included;
    kind and level: one or several, with commas; issuer, publisher, index_number, document_number: the whole value, or a
    part where none is equal; portal: its id; since, until: first and last day of publication (2024-03-04, 2024-03 or 2024;
    a date that is less precise counts as far as it goes); role: the query must stand in sections with this role; text: a
    further query that must stand in the text, not in the title.
    """

    year: int | str | None = None
    region: str | None = None
    kind: str | None = None
    level: str | None = None
    issuer: str | None = None
    publisher: str | None = None
    portal: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    since: str | None = None
    until: str | None = None
    role: str | None = None
    text: str | None = None


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
    for name in NAMED:
        value = getattr(filters, name)
        if value:
            found[name] = _named(view, name, value)
    if filters.since or filters.until:
        found["date"] = _published(view, filters.since or "", filters.until or "9999")
    if filters.role and filters.role not in ROLES:
        raise UsageError(f"role {filters.role!r} is not known; choose among {', '.join(ROLES)}.")
    return found


def _published(view: Snapshot, since: str, until: str) -> frozenset[Any]:
    """The dates of publication in a span; dates and limits are compared as far as both are precise."""
    for day in filter(None, (since, until)):
        if not _DAY.fullmatch(day):
            raise UsageError(f"date {day!r} is no date; give 2024-03-04, 2024-03 or 2024.")

    def holds(date: str) -> bool:
        return bool(date) and date >= since[:len(date)] and date[:len(until)] <= until[:len(date)]

    return view.recent(("published", since, until), lambda: view.having("date", holds))


def term_columns(view: Snapshot, term: Term) -> Allowed:
    """The same for a term with a field; one of several columns suffices (number: has two)."""
    if term.field == "year":
        return {"year": term.years}
    if term.field == "region":
        return {"region": within(view, term.value)}
    names = NUMBERS if term.field == "number" else (term.field,)
    return {name: _having(view, name, term.value) for name in names}


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

    names = view.once("names of regions", lambda: {place: fold(place.name) for place in view.distinct("region")})

    def holds(place: Place) -> bool:
        return names[place] == name or (bool(prefixes) and place.code.startswith(prefixes))

    return view.recent(("within", name), lambda: view.having("region", holds))


@lru_cache(1024)
def region_prefixes(text: str) -> frozenset[str]:
    """What the codes within a region begin with: 浙江 or 330000 -> 33; empty for no known name and no code.

    A code that has ended brings its successor and one in force those that ended in it: old reports carry old codes.
    """
    codes = _codes(text)
    codes |= {row.successor for row in regions.load().rows() if row.code in codes and row.successor}
    codes |= {row.code for row in regions.load().rows() if row.successor in codes}
    return frozenset(map(_prefix, codes))


def is_region(view: Snapshot, text: str) -> bool:
    """Whether a filter for a region means any: one of the table, or one under whose name there is a document."""
    return bool(region_prefixes(fold(text).strip()) or within(view, text))


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
    text = fold(str(year)).strip()
    span = _OPEN_YEARS.fullmatch(text) if text != "-" else None
    years = read_years(f"{span[1] or FIRST_YEAR}-{span[2] or LAST_YEAR}" if span else text)
    if not years:
        raise UsageError(f"year {year!r} is no year; give 2023, a range 2019-2021 or a list 2020,2022.")
    return years


@lru_cache(256)
def _listed(what: str, value: str, known: tuple[str, ...]) -> frozenset[str]:
    """The values of a list with commas, all of them known."""
    values = frozenset(part.strip() for part in value.split(",") if part.strip())
    for unknown in sorted(values.difference(known)):
        raise UsageError(f"{what} {unknown!r} is not known; choose among {', '.join(known)}.")
    return values


def _named(view: Snapshot, name: str, value: str) -> frozenset[Any]:
    """The names equal to a value, else those that hold it."""
    equal = frozenset({fold(value).strip()}) & view.distinct(name)
    return equal or _having(view, name, value)


def _having(view: Snapshot, name: str, value: str) -> frozenset[Any]:
    """The names that hold a value."""
    return view.recent(("having", name, value), lambda: view.having(name, _holding(value)))


def _holding(value: str) -> Callable[[Any], bool]:
    """Whether a folded value holds the runs of another one; punctuation between them does not count."""
    found = tuple(runs(fold(value)))
    spotter = Spotter(found, whole=False)  # numbers are often typed in part
    return lambda text: bool(found) and spotter.stands_in(text)
