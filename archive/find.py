"""Search: a query and filters in, a page of hits with marks, an exact total and facets out."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from archive import i18n, reading
from archive.errors import UsageError
from archive.search import bits, sections
from archive.search import facets as facet_lists
from archive.search.columns import Snapshot, snapshot
from archive.search.conditions import Allowed, Filters, allowed, chosen_region, is_region
from archive.search.facets import Facet
from archive.search.highlight import SNIPPETS, Highlighter, Piece, plain
from archive.search.matching import by_relevance, clause_set, matching
from archive.search.query import Query, parse

__all__ = ["SORTS", "Facet", "Filters", "Hit", "Passage", "Results", "TermCount", "all_ids", "plain", "search", "term_counts"]

SORTS = ("relevance", "newest", "oldest")

_FIELDS = (
    "id", "title", "url", "report_year", "region_code", "region_name", "issuer", "publisher", "level", "kind",
    "verdict", "date_published", "index_number",
)
_HITS_SQL = f"""select d.rowid, {", ".join("d." + name for name in _FIELDS)}, t.text
    from documents d left join texts t using (rowid)
    where d.rowid in (select value from json_each(?))"""  # noqa: S608 - made of the names above


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document's text with its hits marked, and where it stands."""

    pieces: list[Piece]
    anchor: str = ""
    """Of its paragraph on the report's page (p12); "" where nothing of the query stands in it."""
    heading: str = ""
    """Of the section that it stands in."""


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
    passages: list[Passage] = field(default_factory=list)

    @property
    def snippets(self) -> list[list[Piece]]:
        """The passages without their places."""
        return [passage.pieces for passage in self.passages]

    @property
    def snippet(self) -> str:
        """The first snippet as plain text; "" for a document without text."""
        return plain(self.passages[0].pieces) if self.passages else ""


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found; facets only where they were asked for, named like the filters."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[Facet]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What was left out of the query and what it cannot find, in sentences for the reader."""
    at_least: bool = False
    """Whether there may be more than `total`, in the facets as well: a search in sections reads only so many reports."""


@dataclass(frozen=True, slots=True)
class TermCount:
    """One clause of a query, how many documents it finds alone, and the query without it."""

    spelled: str
    count: int
    rest: str


def search(
    conn: sqlite3.Connection, query: str, filters: Filters | None = None, *, sort: str = "relevance", limit: int = 20,
    offset: int = 0, facets: bool = False, snippets: int = SNIPPETS,
) -> Results:
    """Find documents; an empty query finds all, newest first; UsageError for a filter or order there is none of.

    `snippets`: the most passages of each hit. The connection may be any that reads the archive; SQLite's progress handler can
    interrupt the search.
    """
    filters = filters or Filters()
    parsed = _parsed(query, filters)
    with snapshot(conn) as view:
        limits = allowed(view, filters)
        found = _candidates(view, parsed, filters.role)
        kept = view.keep(found, limits)
        first, stop = max(offset, 0), max(offset, 0) + max(limit, 0)
        read = _read_sections(view, parsed, filters.role, kept, sort) if filters.role and sections.asks_text(parsed) else None
        shown = read.ids[first:stop] if read else _ordered(view, parsed, kept, sort, stop)[first:]
        return Results(
            total=len(read.ids) if read else kept.bit_count(),
            hits=_hits(view, parsed, shown, filters.role, snippets),
            facets=_facets(view, parsed, filters, found, limits, sort) if facets else {},
            notes=_notes(view, parsed, filters, at_least=bool(read and read.more)),
            at_least=bool(read and read.more),
        )


def all_ids(
    conn: sqlite3.Connection, query: str = "", filters: Filters | None = None, *, sort: str = "newest",
) -> list[str]:
    """The ids of all documents that a search finds, in its order; sections are read to the last document."""
    filters = filters or Filters()
    parsed = _parsed(query, filters)
    with snapshot(conn) as view:
        kept = view.keep(_candidates(view, parsed, filters.role), allowed(view, filters))
        if filters.role and sections.asks_text(parsed):
            kept = sections.all_inside(view, parsed, filters.role, kept)
        names = dict(view.rows("select rowid, id from documents"))
        return [names[rowid] for rowid in _ordered(view, parsed, kept, sort)]


def term_counts(conn: sqlite3.Connection, query: str, filters: Filters | None = None) -> list[TermCount]:
    """What each clause of a query finds alone under the same filters: where nothing is found, it tells which one fails."""
    filters = filters or Filters()
    parsed = parse(query)
    spelled = [" OR ".join(term.spelled for term in clause) for clause in parsed.clauses]
    unwanted = [f"-{term.spelled}" for term in parsed.excluded]
    with snapshot(conn) as view:
        limits = allowed(view, filters)
        counts = [view.keep(clause_set(view, clause), limits).bit_count() for clause in parsed.clauses]
    return [
        TermCount(words, count, " ".join([*spelled[:place], *spelled[place + 1:], *unwanted]))
        for place, (words, count) in enumerate(zip(spelled, counts, strict=True))
    ]


def _parsed(query: str, filters: Filters) -> Query:
    """The query with what the filters ask of the text."""
    return parse(query).and_text(parse(filters.text)) if filters.text else parse(query)


def _candidates(view: Snapshot, query: Query, role: str | None) -> int:
    """The documents that a query finds; in sections those that may hold it there, for the index does not know sections."""
    return matching(view, sections.outside(query)) & sections.with_role(view, role) if role else matching(view, query)


def _notes(view: Snapshot, query: Query, filters: Filters, *, at_least: bool) -> list[str]:
    """What a reader should know of the answer."""
    notes = [i18n.text(key, limit=limit) for key, limit in query.notes]
    if filters.region and not is_region(view, filters.region):
        notes.append(i18n.text("search.note.region", name=filters.region))
    if at_least:
        notes.append(i18n.text("search.note.sections", limit=sections.MAX_READ))
    return notes


@dataclass(frozen=True, slots=True)
class _Read:
    """The reports that a search in sections has found, in order, and whether there were more to read."""

    ids: list[int]
    more: bool


def _read_sections(view: Snapshot, query: Query, role: str, kept: int, sort: str) -> _Read:
    """Read the sections of the first reports in the order asked for."""
    def read() -> _Read:
        first = _ordered(view, query, kept, sort, sections.MAX_READ)
        return _Read(sections.inside(view, query, role, first), kept.bit_count() > len(first))

    return view.recent(("sections", query, role, kept, sort), read)


def _facets(view: Snapshot, query: Query, filters: Filters, found: int, limits: Allowed, sort: str) -> dict[str, list[Facet]]:
    """The facets; in sections each facet that a filter limits reads the first reports that the other filters leave."""
    role, region = filters.role, chosen_region(filters.region)
    if not role or not sections.asks_text(query):
        return facet_lists.count_facets(view, found, limits, region)
    return facet_lists.count_facets(
        view, found, limits, region, lambda kept: bits.of_ids(_read_sections(view, query, role, kept, sort).ids, view.size))


def _ordered(view: Snapshot, query: Query, found: int, sort: str, stop: int | None = None) -> list[int]:
    """The first documents in the order asked for; a blank query has no relevance and comes newest first."""
    if sort not in SORTS:
        raise UsageError(f"order {sort!r} is not known; choose among {', '.join(SORTS)}.")
    if stop == 0:
        return []
    if sort == "oldest":
        return view.oldest_of(found, stop)
    if sort == "newest" or query.blank:
        return view.newest_of(found, stop)
    return by_relevance(view, query, found, stop)


def _hits(view: Snapshot, query: Query, ids: Sequence[int], role: str | None, snippets: int) -> list[Hit]:
    """The hits of a page; only their texts and sections are read."""
    if not ids:
        return []
    highlighter = Highlighter(query, snippets)
    rows = {row[0]: row[1:] for row in view.rows(_HITS_SQL, (json.dumps(ids),))}
    outlines = sections.outlines(view, ids)
    return [_hit(rows[rowid], highlighter, outlines.get(rowid, sections.Outline()), role) for rowid in ids]


def _hit(row: tuple[Any, ...], highlighter: Highlighter, outline: sections.Outline, role: str | None) -> Hit:
    """One row as a hit."""
    *values, text = row
    facts = dict(zip(_FIELDS, values, strict=True))
    within = sections.stretches(outline, role) if role else None
    return Hit(
        **facts, title_marks=highlighter.title(facts["title"] or ""),
        passages=_passages(text or "", highlighter.passages(text or "", within), outline),
    )


def _passages(text: str, marked: Sequence[tuple[int | None, list[Piece]]], outline: sections.Outline) -> list[Passage]:
    """Pieces with the anchors and headings of their places."""
    end = max((place for place, _ in marked if place is not None), default=-1) + 1
    lines = reading.line_starts(text[:end])
    passages = []
    for place, pieces in marked:
        if place is None:
            passages.append(Passage(pieces))
            continue
        section = bisect_right(outline.starts, place) - 1
        heading = outline.headings[section] if section >= 0 else ""
        passages.append(Passage(pieces, f"p{max(1, bisect_right(lines, place))}", heading))
    return passages
