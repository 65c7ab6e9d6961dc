"""The documents that a query finds: FTS5 expressions for what the index can tell, titles and columns in memory for the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_

from archive.search import bits
from archive.search.columns import Snapshot
from archive.search.conditions import is_number, number_columns, term_columns
from archive.search.folding import fold
from archive.search.phrases import combine, expression, is_exact, sure_expression
from archive.search.query import TEXT, Query, Term, exact_pattern, is_single
from archive.search.titles import titles_of

Clause = tuple[Term, ...]

MAX_RANKED = 500
"""Documents that are ranked by bm25, which reads the whole list of every word again; beyond, a word says little and the
date decides."""
EARLY = 200
"""Results up to which it is worth looking whether the titles of the newest documents fill the page."""
_CHUNK = 100
_FTS_SQL = "select json_group_array(rowid) from documents_fts where documents_fts match ? {among}"
_CHARS_SQL = "select json_group_array(rowid) from documents_chars where documents_chars match ? {among}"
_RANK_SQL = "select rowid, rank from documents_fts where documents_fts match ?"
_TEXTS_SQL = """select d.rowid, coalesce(d.title, ''), t.text from documents d join texts t using (rowid)
    where d.rowid in (select value from json_each(?))"""


def matching(view: Snapshot, query: Query) -> int:
    """The set of all documents that a query finds."""
    if query.blank:
        return view.all()
    if not query.clauses:
        return bits.NONE
    indexed = [clause for clause in query.clauses if _is_indexed(clause)]
    excluded = [term for term in query.excluded if _is_indexed((term,))] if indexed else []
    found = view.answer(_FTS_SQL, combine(indexed, excluded)) if indexed else view.all()
    for clause in query.clauses:
        if found and clause not in indexed:
            found &= clause_set(view, clause)
    for term in query.excluded:
        if found and term not in excluded:
            found &= ~term_set(view, term)
    return found


def clause_set(view: Snapshot, clause: Clause) -> int:
    """The documents that one of the terms finds."""
    return reduce(or_, (term_set(view, term) for term in clause))


def term_set(view: Snapshot, term: Term) -> int:
    """The documents that a term finds."""
    if term.field == "title":
        return titles_of(view).holding(view, term)
    if not term.textual:
        return _field_set(view, term)
    if is_single(term) and not term.field:
        return view.answer(_CHARS_SQL, f'"{term.runs[0].text}"')
    if not is_exact(term):
        return view.recent(("verified", term), lambda: _verified(view, term))
    found = view.answer(_FTS_SQL, expression(term))
    if is_number(term):
        found |= reduce(or_, (view.mask(name, values) for name, values in number_columns(view, term).items()))
    return found


def by_relevance(view: Snapshot, query: Query, found: int, stop: int | None = None) -> list[int]:
    """The first documents by relevance: those whose title holds the whole query, then by bm25 where that is not too much
    work, then newest first.
    """
    if found.bit_count() > MAX_RANKED:
        return _titles_first(view, query, found, stop)
    newest = view.newest_of(found)
    ranked = [clause for clause in query.clauses if _is_indexed(clause)]
    if ranked and len(newest) > 1:
        expressed = combine(ranked)
        ranks = view.recent(("ranks", expressed), lambda: dict(view.rows(_RANK_SQL, (expressed,))))
        newest.sort(key=ranks.__getitem__)
    holds = titles_of(view).tester(query)
    titled = list(filter(holds, newest))
    rest = frozenset(titled)
    return [*titled, *(rowid for rowid in newest if rowid not in rest)][:stop] if titled else newest[:stop]


def _titles_first(view: Snapshot, query: Query, found: int, stop: int | None) -> list[int]:
    """The same for many documents: a page that the titles of the newest ones fill is done without looking at all titles."""
    titles = titles_of(view)
    if stop is not None and stop <= EARLY:
        newest = view.newest_of(found, stop * 2)
        first = list(filter(titles.tester(query), newest))[:stop]
        if len(first) == stop:
            return first
    titled = found & titles.holding_query(view, query)
    first = view.newest_of(titled, stop)
    return first + view.newest_of(found & ~titled, None if stop is None else stop - len(first))


def _is_indexed(clause: Clause) -> bool:
    """Whether documents_fts alone tells exactly which documents a clause finds."""
    return all(term.field in {"", TEXT} and not is_single(term) and is_exact(term) and not is_number(term) for term in clause)


def _field_set(view: Snapshot, term: Term) -> int:
    """The documents with a fitting value in a column."""
    return reduce(or_, (view.mask(name, values) for name, values in term_columns(view, term).items()))


def _verified(view: Snapshot, term: Term) -> int:
    """The documents of a passage with many breaks: the sure ones from the index, the possible ones are read."""
    sure = view.answer(_FTS_SQL, sure_expression(term))
    possible = bits.ids_of(view.answer(_FTS_SQL, expression(term)) & ~sure)
    pattern = exact_pattern(term.runs)
    read = [rowid for rowid, title, text in texts(view, possible)
            if pattern.search(fold(text)) or (not term.field and pattern.search(fold(title)))]
    return sure | bits.of_ids(read, view.size)


def texts(view: Snapshot, ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """Rowid, title and text of documents, some at a time."""
    for start in range(0, len(ids), _CHUNK):
        yield from view.rows(_TEXTS_SQL, (json.dumps(ids[start:start + _CHUNK]),))
