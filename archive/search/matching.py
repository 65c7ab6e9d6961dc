"""The documents that a query finds: one FTS5 expression for what the index can tell, sets for the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import compress, filterfalse

from archive.search.columns import Snapshot
from archive.search.conditions import is_number, number_columns, term_columns
from archive.search.folding import fold
from archive.search.phrases import combine, expression, in_title, is_exact, sure_expression
from archive.search.query import Query, Term, exact_pattern, is_single

Clause = tuple[Term, ...]

MAX_RANKED = 2000
"""Documents that are ranked by bm25 (about 1.5 microseconds each); beyond, a word says little and the date decides."""
_CHUNK = 100
_FTS_SQL = "select json_group_array(rowid) from documents_fts where documents_fts match ?"
_RANK_SQL = "select rowid, rank from documents_fts where documents_fts match ?"
_TEXTS_SQL = """select d.rowid, coalesce(d.title, ''), t.text from documents d join texts t using (rowid)
    where d.rowid in (select value from json_each(?))"""
_CHARS_SQL = "select json_group_array(rowid) from documents_chars where documents_chars match ?"


def matching(view: Snapshot, query: Query) -> list[int]:
    """The rowids of all documents that a query finds, in no order; newest first for a blank query."""
    if query.blank:
        return view.newest()
    if not query.clauses:
        return []
    indexed = [clause for clause in query.clauses if _is_indexed(clause)]
    excluded = [term for term in query.excluded if _is_indexed((term,))]
    found = _ids(view, _FTS_SQL, combine(indexed, excluded)) if indexed else None
    for clause in query.clauses:
        if clause not in indexed:
            ids = _clause_ids(view, clause)
            found = list(ids) if found is None else list(filter(ids.__contains__, found))
    for term in query.excluded:
        if found and not (indexed and term in excluded):
            found = list(filterfalse(_term_ids(view, term).__contains__, found))
    return found or []


def by_relevance(view: Snapshot, query: Query, ids: list[int]) -> list[int]:
    """Order rowids: documents whose title holds the whole query first, then by bm25, then newest first."""
    newest = view.newest_of(ids)
    ranked = [clause for clause in query.clauses if _is_indexed(clause)]
    if ranked and len(ids) <= MAX_RANKED:
        ranks = dict(view.rows(_RANK_SQL, (combine(ranked),)))
        newest.sort(key=ranks.__getitem__)
    titled = _titled(view, query, newest)
    return [*filter(titled.__contains__, newest), *filterfalse(titled.__contains__, newest)] if titled else newest


def _titled(view: Snapshot, query: Query, ids: Collection[int]) -> Collection[int]:
    """Those documents whose title holds every textual clause."""
    clauses = [clause for clause in query.clauses if all(term.textual for term in clause)]
    indexed = [clause for clause in clauses if _is_indexed(clause)]
    if indexed:
        ids = set(_ids(view, _FTS_SQL, in_title(combine(indexed))))
    for clause in clauses:
        if ids and clause not in indexed:
            titles = view.column("title")
            pattern = re.compile("|".join(exact_pattern(term.runs).pattern for term in clause))
            ids = set(compress(ids, map(pattern.search, map(titles.__getitem__, ids))))
    return ids if clauses else ()


def _is_indexed(clause: Clause) -> bool:
    """Whether documents_fts alone tells exactly which documents a clause finds."""
    return all(term.textual and not is_single(term) and is_exact(term) and not is_number(term) for term in clause)


def _clause_ids(view: Snapshot, clause: Clause) -> set[int]:
    """The documents that one of the terms finds."""
    return set[int]().union(*(_term_ids(view, term) for term in clause))


def _term_ids(view: Snapshot, term: Term) -> set[int]:
    """The documents that a term finds."""
    if not term.textual:
        return _field_ids(view, term)
    if is_number(term):
        named = [rowid for name, values in number_columns(view, term).items()
                 for rowid in view.keep(view.newest(), {name: values})]
        return {*named, *_ids(view, _FTS_SQL, expression(term))}
    if is_single(term):
        return _single_ids(view, term)
    if is_exact(term):
        return set(_ids(view, _FTS_SQL, expression(term)))
    return _verified_ids(view, term)


def _field_ids(view: Snapshot, term: Term) -> set[int]:
    """The documents with a fitting value in a column."""
    ids = view.newest()
    narrowed = term_columns(view, term)
    return {rowid for name, values in narrowed.items() for rowid in view.keep(ids, {name: values})}


def _single_ids(view: Snapshot, term: Term) -> set[int]:
    """The documents that hold a single character, from the index of distinct characters."""
    character = term.runs[0].text
    ids = set(_ids(view, _CHARS_SQL, f'"{character}"'))
    if term.field == "title":
        titles = view.column("title")
        return {rowid for rowid in ids if character in (titles[rowid] or "")}
    return ids


def _verified_ids(view: Snapshot, term: Term) -> set[int]:
    """The documents of a passage with many breaks: the sure ones from the index, the possible ones are read."""
    sure = set(_ids(view, _FTS_SQL, sure_expression(term)))
    possible = sorted(set(_ids(view, _FTS_SQL, expression(term))) - sure)
    pattern = exact_pattern(term.runs)
    for rowid, title, text in _texts(view, possible):
        if pattern.search(fold(title)) or (term.field != "title" and pattern.search(fold(text))):
            sure.add(rowid)
    return sure


def _texts(view: Snapshot, ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """Rowid, title and text of documents, some at a time."""
    for start in range(0, len(ids), _CHUNK):
        yield from view.rows(_TEXTS_SQL, (json.dumps(ids[start:start + _CHUNK]),))


def _ids(view: Snapshot, sql: str, found: str) -> list[int]:
    """The rowids that an FTS5 expression finds; one value holds them all, for rows cost more than numbers."""
    ids: list[int] = json.loads(view.rows(sql, (found,))[0][0])
    return ids
