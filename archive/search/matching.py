"""The documents that a query finds: FTS5 expressions for what the index can tell, titles and columns in memory for the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import or_

from archive.search import bits
from archive.search.columns import Snapshot
from archive.search.conditions import is_number, number_columns, term_columns
from archive.search.folding import fold
from archive.search.phrases import CHARS_SQL, FTS_SQL, combine, expression, is_exact, question, sure_expression
from archive.search.query import TEXT, Query, Term, is_single
from archive.search.spotting import RawSpotter, Spotter
from archive.search.titles import titles_of

Clause = tuple[Term, ...]

MAX_RANKED = 100
"""Documents that are read to see how often they hold the query; beyond, a word says little and the date decides."""
SATURATION, LENGTH = 1.2, 0.75
"""BM25's k1 and b: what a further hit still adds, and how much a hit in a long text counts for less (Robertson and Zaragoza 2009)."""
EARLY = 200
"""Results up to which it is worth looking whether the titles of the newest documents fill the page."""
_CHUNK = 100
FEW = 20
"""Where fewer than one document in so many is found, their titles are looked at one by one."""
_BODIES_SQL = "select rowid, cast(text as blob) from texts where rowid in (select value from json_each(?))"
_TEXTS_SQL = """select d.rowid, coalesce(d.title, ''), t.text from documents d join texts t using (rowid)
    where d.rowid in (select value from json_each(?))"""


def matching(view: Snapshot, query: Query) -> int:
    """The set of all documents that a query finds."""
    if query.blank:
        return view.all()
    if not query.clauses:
        return bits.NONE
    indexed = [clause for clause in query.clauses if _is_indexed(clause) and not _has_common(view, clause)]
    excluded = [term for term in query.excluded if _is_indexed((term,))] if indexed else []
    found = view.answer(FTS_SQL, combine(indexed, excluded)) if indexed else view.all()
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
    found = common_set(view, term)
    if found is not None:
        return found
    if is_single(term) and not term.field:
        return view.answer(CHARS_SQL, f'"{term.runs[0].text}"')
    if not is_exact(term):
        return view.recent(("verified", term), lambda: _verified(view, term))
    found = view.answer(FTS_SQL, expression(term))
    if is_number(term):
        found |= reduce(or_, (view.mask(name, values) for name, values in number_columns(view, term).items()))
    return found


def common_set(view: Snapshot, term: Term) -> int | None:
    """The documents of a word that the file keeps ready; None for any other term."""
    if term.field or len(term.runs) != 1 or not term.runs[0].cjk:
        return None
    word = term.runs[0].text
    return view.common(word, question(word))


def by_relevance(view: Snapshot, query: Query, found: int, stop: int | None = None) -> list[int]:
    """The first documents by relevance: those whose title holds the whole query, then by their hits where they are
    few, then newest first.
    """
    if found.bit_count() > MAX_RANKED:
        return _titles_first(view, query, found, stop)
    newest = view.newest_of(found)
    weighed = tuple(term for clause in query.clauses if _is_indexed(clause) for term in clause)
    if weighed and len(newest) > 1:
        weights = view.recent(("weights", weighed, found), lambda: _weights(view, weighed, newest))
        newest.sort(key=weights.__getitem__, reverse=True)
    titled = titles_of(view).among(query, newest)
    rest = frozenset(titled)
    return [*titled, *(rowid for rowid in newest if rowid not in rest)][:stop] if titled else newest[:stop]


def _weights(view: Snapshot, terms: Sequence[Term], ids: Sequence[int]) -> dict[int, float]:
    """What the hits in each text weigh by BM25, all terms alike: most documents found hold all of them."""
    counters = [_counter(term) for term in terms]
    read = view.rows(_BODIES_SQL, (json.dumps(list(ids)),))
    mean = sum(len(text) for _, text in read) / max(1, len(read)) or 1
    weights = dict.fromkeys(ids, 0.0)
    weights |= {rowid: sum(_saturated(count(text), len(text) / mean) for count in counters) for rowid, text in read}
    return weights


def _counter(term: Term) -> Callable[[bytes], int]:
    """Counts a term in raw texts (UTF-8); a word of Chinese characters only as it is spelled in the query, which is quick."""
    if len(term.runs) == 1 and term.runs[0].cjk:
        word = term.runs[0].text.encode()
        return lambda text: text.count(word)
    spotter = RawSpotter(term.runs)
    return lambda text: sum(1 for _ in spotter.spans(text.decode()))


def _saturated(hits: int, length: float) -> float:
    """The weight of so many hits in a text, whose length is given in mean lengths."""
    return hits / (hits + SATURATION * (1 - LENGTH + LENGTH * length))


def _titles_first(view: Snapshot, query: Query, found: int, stop: int | None) -> list[int]:
    """The same for many documents: a page that the titles of the newest ones fill is done without looking at all titles."""
    titles = titles_of(view)
    newest = view.newest_of(found, stop * 2) if stop is not None and stop <= EARLY else []
    first = titles.among(query, newest)[:stop]
    if newest and len(first) == stop:
        return first
    if found.bit_count() * FEW < view.size:
        titled = bits.of_ids(titles.among(query, bits.ids_of(found)), view.size)
    else:
        titled = found & titles.holding_query(view, query)
    if newest and not titled:
        return newest[:stop]
    first = view.newest_of(titled, stop)
    return first + view.newest_of(found & ~titled, None if stop is None else stop - len(first))


def _has_common(view: Snapshot, clause: Clause) -> bool:
    """Whether a clause has a word that the file keeps ready: its terms are then put together here, not by the index."""
    return any(common_set(view, term) is not None for term in clause)


def _is_indexed(clause: Clause) -> bool:
    """Whether documents_fts alone tells exactly which documents a clause finds."""
    return all(term.field in {"", TEXT} and not is_single(term) and is_exact(term) and not is_number(term) for term in clause)


def _field_set(view: Snapshot, term: Term) -> int:
    """The documents with a fitting value in a column."""
    return reduce(or_, (view.mask(name, values) for name, values in term_columns(view, term).items()))


def _verified(view: Snapshot, term: Term) -> int:
    """The documents of a passage with many breaks: the sure ones from the index, the possible ones are read."""
    sure = view.answer(FTS_SQL, sure_expression(term))
    possible = bits.ids_of(view.answer(FTS_SQL, expression(term)) & ~sure)
    holds = Spotter(term.runs).stands_in
    read = [rowid for rowid, title, text in texts(view, possible) if holds(fold(text)) or (not term.field and holds(fold(title)))]
    return sure | bits.of_ids(read, view.size)


def texts(view: Snapshot, ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """Rowid, title and text of documents, some at a time."""
    for start in range(0, len(ids), _CHUNK):
        yield from view.rows(_TEXTS_SQL, (json.dumps(ids[start:start + _CHUNK]),))
