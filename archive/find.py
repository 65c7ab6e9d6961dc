"""Search: a query and filters in, a page of hits with marks, an exact total and facets out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.errors import UsageError
from archive.search import facets as facet_lists
from archive.search.columns import Snapshot, snapshot
from archive.search.conditions import Filters, allowed, chosen_region
from archive.search.facets import Facet
from archive.search.highlight import Highlighter, Piece, plain
from archive.search.matching import by_relevance, matching
from archive.search.query import Query, parse

__all__ = ["SORTS", "Facet", "Filters", "Hit", "Results", "all_ids", "search"]

SORTS = ("relevance", "newest", "oldest")

_FIELDS = (
    "id", "title", "url", "report_year", "region_code", "region_name", "issuer", "publisher", "level", "kind",
    "verdict", "date_published", "index_number",
)
_HITS_SQL = f"""select d.rowid, {", ".join("d." + name for name in _FIELDS)}, t.text
    from documents d left join texts t using (rowid)
    where d.rowid in (select value from json_each(?))"""  # noqa: S608 - made of the names above


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found, with its hits marked: pieces of text, True where the query stands."""

    id: str
    title: str | None
    url: str | None
    report_year: int | None
    region_code: str | None
    region_name: str | None
    issuer: str | None
    publisher: str | None
    level: str | None
    kind: str
    verdict: str
    date_published: str | None
    index_number: str | None
    title_marks: list[Piece] = field(default_factory=list)
    snippets: list[list[Piece]] = field(default_factory=list)

    @property
    def snippet(self) -> str:
        """The first snippet as plain text; "" for a document without text."""
        return plain(self.snippets[0]) if self.snippets else ""


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found; facets only where they were asked for, named like the filters."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[Facet]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What was left out of the query, in Chinese sentences for the reader."""


def search(
    conn: sqlite3.Connection, query: str, filters: Filters | None = None, *, sort: str = "relevance", limit: int = 20,
    offset: int = 0, facets: bool = False,
) -> Results:
    """Find documents; an empty query finds all, newest first; UsageError for a filter or order there is none of.

    The connection may be any that reads the archive; SQLite's progress handler can interrupt the search.
    """
    parsed, filters = parse(query), filters or Filters()
    with snapshot(conn) as view:
        limits = allowed(view, filters)
        found = matching(view, parsed)
        kept = view.keep(found, limits)
        first = max(offset, 0)
        shown = _ordered(view, parsed, kept, sort, first + max(limit, 0))[first:]
        return Results(
            total=len(kept),
            hits=_hits(view, parsed, shown),
            facets=facet_lists.count_facets(view, found, limits, chosen_region(filters.region))
            if facets else {},
            notes=list(parsed.notes),
        )


def all_ids(
    conn: sqlite3.Connection, query: str = "", filters: Filters | None = None, *, sort: str = "newest",
) -> list[str]:
    """The ids of all documents that a search finds, in its order."""
    parsed = parse(query)
    with snapshot(conn) as view:
        found = matching(view, parsed)
        kept = view.keep(found, allowed(view, filters or Filters()))
        names = dict(view.rows("select rowid, id from documents"))
        return [names[rowid] for rowid in _ordered(view, parsed, kept, sort)]


def _ordered(
    view: Snapshot, query: Query, ids: list[int], sort: str, stop: int | None = None,
) -> list[int]:
    """The first documents in the order asked for; a blank query has no relevance and comes newest first."""
    if sort not in SORTS:
        raise UsageError(f"order {sort!r} is not known; choose among {', '.join(SORTS)}.")
    if stop == 0:
        return []
    if sort == "oldest":
        return _oldest(view, ids)[:stop]
    if sort == "newest" or query.blank:
        return view.newest_of(ids, stop)
    return by_relevance(view, query, ids)[:stop]


def _oldest(view: Snapshot, ids: list[int]) -> list[int]:
    """Oldest publication first, undated documents last."""
    dates = view.column("date")
    return sorted(ids, key=lambda rowid: (dates[rowid] is None, dates[rowid] or "", rowid))


def _hits(view: Snapshot, query: Query, ids: Sequence[int]) -> list[Hit]:
    """The hits of a page; only their texts are read."""
    if not ids:
        return []
    highlighter = Highlighter(query)
    rows = {row[0]: row[1:] for row in view.rows(_HITS_SQL, (json.dumps(ids),))}
    return [_hit(rows[rowid], highlighter) for rowid in ids]


def _hit(row: tuple[Any, ...], highlighter: Highlighter) -> Hit:
    """One row as a hit."""
    *values, text = row
    facts = dict(zip(_FIELDS, values, strict=True))
    return Hit(
        **facts, title_marks=highlighter.title(facts["title"] or ""), snippets=highlighter.snippets(text or ""),
    )
