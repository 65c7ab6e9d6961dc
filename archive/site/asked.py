"""What a reader asks for in the address of a search: query, conditions, order, page; and addresses back from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import quote_plus

from archive import find, i18n, regions
from archive.model import KINDS, LEVELS, ROLES

PAGE_SIZE = 20
MAX_PAGE_SIZE = 50
MAX_PAGE = 500
MAX_QUERY = 200
"""Characters; the longest titles have 60."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
_DAY = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_SHORT_TEXT = re.compile(r"[^\x00-\x1f\x7f]{1,80}")

Check: TypeAlias = "re.Pattern[str] | tuple[str, ...]"
"""What a value must match as a whole, or the values that there are."""
CONDITIONS: Mapping[str, Check] = {
    "year": re.compile(r"[12][0-9]{3}(-([12][0-9]{3})?)?|-[12][0-9]{3}"),
    "region": re.compile(r"[0-9]{6}"),
    "level": LEVELS,
    "kind": (*KINDS, "any"),
    "issuer": _SHORT_TEXT,
    "publisher": _SHORT_TEXT,
    "index_number": _SHORT_TEXT,
    "document_number": _SHORT_TEXT,
    "since": _DAY,
    "until": _DAY,
    "role": ROLES,
    "text": _SHORT_TEXT,
    "portal": re.compile(r"[0-9A-Za-z_-]{1,60}"),
}
"""Condition -> what its value must look like, in the order of the address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One search as the address tells it; equal searches have equal addresses."""

    query: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    """relevance, newest or oldest; empty where the reader did not choose."""
    page: int = 1
    size: int = PAGE_SIZE
    ignored: tuple[str, ...] = ()
    """Conditions of the address that make no sense, as name=value."""

    @property
    def order(self) -> str:
        """The order that applies: by relevance with a query, newest first without one."""
        return self.sort or ("relevance" if self.query else "newest")

    @property
    def filters(self) -> find.Filters:
        """The conditions as the search takes them."""
        return find.Filters(**self.conditions)

    def address(self, path: str = "/search", *, page: int = 1) -> str:
        """The address of this search under a route."""
        pairs: dict[str, Any] = {"q": self.query, **{name: self.conditions.get(name) for name in CONDITIONS}}
        pairs.update(
            sort=self.sort, size=None if self.size == PAGE_SIZE else self.size, page=page if page > 1 else None,
        )
        kept = {name: value for name, value in pairs.items() if value not in {None, ""}}
        return path + ("?" + "&".join(f"{name}={_quoted(str(value))}" for name, value in kept.items()) if kept else "")

    def given(self, name: str, value: str | None) -> Asked:
        """The same search with one condition set, or removed by None."""
        others = {key: kept for key, kept in self.conditions.items() if key != name}
        return replace(self, conditions={**others, name: value} if value is not None else others)

    def but(self, **changes: Any) -> Asked:
        """The same search with other parts."""
        return replace(self, **changes)


@lru_cache(maxsize=1_000)
def _quoted(value: str) -> str:
    """A value percent-encoded: a page of results has sixty addresses, and the query stands in each."""
    return quote_plus(value)


def fits(check: Check, value: str) -> bool:
    """Whether a value is what a condition takes."""
    return value in check if isinstance(check, tuple) else check.fullmatch(value) is not None


def read_asked(args: Any) -> Asked:
    """Read the arguments of a request (Datasette's MultiParams); what makes no sense is named in `ignored`."""
    given = {name: clean(args.get(name) or "") for name in ("q", "sort", "page", "size", *CONDITIONS)}
    conditions, ignored = {}, []
    for name, check in CONDITIONS.items():
        if given[name] and fits(check, given[name]):
            conditions[name] = given[name]
        elif given[name]:
            ignored.append(f"{name}={given[name][:40]}")
    return Asked(
        query=given["q"][:MAX_QUERY], conditions=conditions,
        sort=given["sort"] if given["sort"] in find.SORTS else "",
        page=_number(given["page"], 1, MAX_PAGE), size=_number(given["size"], PAGE_SIZE, MAX_PAGE_SIZE),
        ignored=tuple(ignored),
    )


def clean(value: str) -> str:
    """A value without control characters; a lone surrogate cannot reach here, for Datasette decodes with replacement."""
    return _CONTROL.sub(" ", value).strip()


def _number(value: str, default: int, limit: int) -> int:
    """A positive number within its limit."""
    return min(int(value), limit) if value.isascii() and value.isdigit() and len(value) < 10 and int(value) else default


def condition_label(name: str, value: str, facets: Mapping[str, list[find.Facet]]) -> str:
    """What a chosen condition is called: the facet's own label where it is listed, else the words for its code."""
    if name == "year":
        return _years_label(value)
    if name == "role":
        value = i18n.text(f"role.{value}")
    if f"condition.{name}" in i18n.INTERFACE:
        return i18n.text(f"condition.{name}", value=value)
    named = next((facet.label for facet in facets.get(name, ()) if str(facet.value) == value), None)
    if name == "region" and not named:
        region = regions.load().by_code(value)
        named = region.name if region else value
    return named or i18n.label({"kind": i18n.KINDS, "level": i18n.LEVELS}.get(name, {}), value)


def _years_label(value: str) -> str:
    """What a year or a span of years is called."""
    if value.startswith("-"):
        return i18n.text("condition.until_year", year=value[1:])
    if value.endswith("-"):
        return i18n.text("condition.since_year", year=value[:-1])
    return i18n.text("report.year", year=value)
