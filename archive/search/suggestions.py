"""What a reader may have meant: regions and issuers that a query names, as filters."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterator
from heapq import nsmallest
from itertools import islice, takewhile
from typing import NamedTuple

from archive import regions
from archive.regions import Region
from archive.search.columns import Snapshot, snapshot
from archive.search.conditions import Filters, allowed, within
from archive.search.query import Term, parse

MAX_SUGGESTIONS = 4
MAX_OF_ONE = 3
"""Regions of one name, or issuers that begin alike."""
ISSUER_LENGTH = 4
"""Characters from which a term is looked for among the issuers: shorter ones begin too many of their names."""
WHOLE_NAME = 3
"""Characters that a region's name must have to be seen inside a longer term, where two may stand together by chance."""


class Suggestion(NamedTuple):
    """One filter that the query may have meant."""

    filter: str
    """region or issuer."""
    value: str
    label: str
    rest: str
    """The query without what the filter now says."""


def suggest(conn: sqlite3.Connection, query: str, filters: Filters) -> list[Suggestion]:
    """Filters that fit words of the query and find a document; none for a filter that is already set."""
    parsed = parse(query)
    found: dict[tuple[str, str], Suggestion] = {}
    with snapshot(conn) as view:
        kept = view.keep(view.all(), allowed(view, filters))
        for place, clause in enumerate(parsed.clauses):
            if len(clause) > 1 or clause[0].field:
                continue
            others = [" OR ".join(term.spelled for term in other) for other in (*parsed.clauses[:place], *parsed.clauses[place + 1:])]
            others += [f"-{term.spelled}" for term in parsed.excluded]
            for name, value, label, left in _meant(view, clause[0], filters, kept):
                rest = " ".join(filter(None, [*others[:place], left, *others[place:]]))
                found.setdefault((name, value), Suggestion(name, value, label, rest))
    return list(found.values())[:MAX_SUGGESTIONS]


def _meant(view: Snapshot, term: Term, filters: Filters, kept: int) -> Iterator[tuple[str, str, str, str]]:
    """Filter, value, label, and what is left of the term."""
    if not filters.issuer and len(term.value) >= ISSUER_LENGTH:
        for issuer in view.recent(("issuers", term.value), lambda: _issuers(view, term.value)):
            if kept & view.mask("issuer", frozenset({issuer})):
                yield "issuer", issuer, issuer, ""
    if not filters.region:
        places, left = _named(term.value)
        for region in places[:MAX_OF_ONE]:
            if kept & view.mask("region", within(view, region.code)):
                yield "region", region.code, region.full_name, left


def _issuers(view: Snapshot, words: str) -> list[str]:
    """The issuers whose name begins so, the shortest first."""
    names = view.once("issuers in order", lambda: sorted(view.distinct("issuer")))
    begin_so = takewhile(lambda name: name.startswith(words), islice(names, bisect_left(names, words), None))
    return nsmallest(MAX_OF_ONE, begin_so, key=lambda name: (len(name), name))


def _named(words: str) -> tuple[list[Region], str]:
    """The regions that the first name in some words means, narrowed by names that follow it, and the words without them."""
    table = regions.load()
    for start in range(len(words)):
        name = table.longest_name(words, start)
        if name and (len(name) >= WHOLE_NAME or name == words):
            found, end = table.by_name(name), start + len(name)
            while inner := table.longest_name(words, end):
                narrower = [row for wider in found for row in table.by_name(inner, wider.code)]
                if not narrower:
                    break
                found, end = narrower, end + len(inner)
            return found, words[:start] + words[end:]
    return [], words
