"""From terms to FTS5 expressions over the pairs that archive/zh.py indexes: exact phrases, alternatives, windows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product
from operator import add

from archive.search.folding import Run
from archive.search.query import TEXT, Term, is_single, parse

MAX_BOUNDARIES = 4
"""Chinese runs next to each other may be joined or apart in the text: 2 ** 4 phrases are asked for, not more."""
MAX_WINDOWS = 4
"""Stretches of a longer term that narrow its documents down; the longest ones, for they are the rarest."""
_COLUMNS = {"title": "title", TEXT: "body"}
FTS_SQL = "select json_group_array(rowid) from documents_fts where documents_fts match ? {among}"
CHARS_SQL = "select json_group_array(rowid) from documents_chars where documents_chars match ? {among}"
"""What asks the two indexes for the documents of an expression; `among` narrows to some rowids."""
NOTHING = '""'
"""The empty phrase: FTS5 takes it without an error and finds nothing."""


def cjk_tokens(run: str) -> list[str]:
    """First character, every pair, last character: the edges anchor a run beside its neighbours in a phrase.

    >>> cjk_tokens("年度报告")
    ['年', '年度', '度报', '报告', '告']
    """
    return [run] if len(run) == 1 else [run[0], *map(add, run, run[1:]), run[-1]]


@lru_cache(1024)
def question(word: str) -> tuple[str, str]:
    """The statement and the expression that find the documents of a word of Chinese characters.

    >>> question("行政复议")[1]
    '"行政 政复 复议"'
    """
    return (CHARS_SQL, f'"{word}"') if len(word) == 1 else (FTS_SQL, _phrase([Run(word, cjk=True)]))


def is_exact(term: Term) -> bool:
    """Whether expression() finds exactly the documents of a textual term, with no need to read their text."""
    return _boundaries(term.runs) <= MAX_BOUNDARIES


@lru_cache(1024)
def expression(term: Term) -> str:
    """The FTS5 expression of a textual term; a superset of its documents where is_exact() denies."""
    if is_single(term):
        found = f'"{term.runs[0].text}"*'
    elif is_exact(term):
        found = _any(_phrases(term.runs))
    else:
        found = _all(_any(_phrases(window)) for window in _windows(term.runs))
    return _in_field(term, found)


def sure_expression(term: Term) -> str:
    """The FTS5 expression of two sure cases of a term: all runs apart, or all neighbours joined."""
    apart, joined = _phrase(term.runs), _phrase(_merged(term.runs, (True,) * _boundaries(term.runs)))
    return _in_field(term, _any([apart, joined]))


def _in_field(term: Term, found: str) -> str:
    """Narrow an expression to the column that a term asks for."""
    return f"{{{_COLUMNS[term.field]}}} : ({found})" if term.field else found


def combine(clauses: Iterable[Sequence[Term]], excluded: Iterable[Term] = ()) -> str:
    """One expression for clauses and excluded terms; NOTHING without a clause."""
    wanted = _all(_any(map(expression, clause)) for clause in clauses)
    unwanted = _any(map(expression, excluded))
    if not wanted:
        return NOTHING
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def escape_fts(query: str | None) -> str:
    """Write a whole query as one FTS5 expression: Datasette's own search box asks for it in its SQL.

    It cannot look into fields: issuer:, publisher:, number:, year: and region: are left out; a clause that has one of
    them beside an OR is left out as well. A copied passage with many breaks may find a little more than it should.
    """
    parsed = parse("" if query is None else str(query))
    clauses = [clause for clause in parsed.clauses if all(term.textual for term in clause)]
    return combine(clauses, [term for term in parsed.excluded if term.textual and is_exact(term)])


def _boundaries(found: Sequence[Run]) -> int:
    """How many Chinese runs follow another Chinese run."""
    return sum(left.cjk and right.cjk for left, right in pairwise(found))


def _phrases(found: Sequence[Run]) -> list[str]:
    """One phrase for each way in which neighbouring Chinese runs stand joined or apart in the text."""
    return [_phrase(_merged(found, ways)) for ways in product((False, True), repeat=_boundaries(found))]


def _merged(found: Sequence[Run], ways: Sequence[bool]) -> list[Run]:
    """The runs with neighbouring Chinese runs joined where their entry of `ways` says so."""
    way = iter(ways)
    merged = [found[0]]
    for run in found[1:]:
        if merged[-1].cjk and run.cjk and next(way):
            merged[-1] = Run(merged[-1].text + run.text, cjk=True)
        else:
            merged.append(run)
    return merged


def _phrase(found: Sequence[Run]) -> str:
    """The FTS5 phrase for runs: an outer edge of the first and last run stays open, inner edges are anchored."""
    tokens: list[str] = []
    for place, run in enumerate(found):
        if not run.cjk or len(run.text) == 1:
            tokens.append(run.text)
            continue
        pieces = cjk_tokens(run.text)
        tokens += pieces[0 if place else 1:None if place < len(found) - 1 else -1]
    return f'"{" ".join(tokens)}"'


def _windows(found: Sequence[Run]) -> list[tuple[Run, ...]]:
    """Stretches of runs with few enough boundaries."""
    size = MAX_BOUNDARIES + 1
    stretches = {tuple(found[start:start + size]) for start in range(0, len(found) - 1, MAX_BOUNDARIES)}
    return sorted(stretches, key=lambda runs: (-sum(len(run.text) for run in runs), runs))[:MAX_WINDOWS]


def _any(parts: Iterable[str]) -> str:
    """Join expressions by OR."""
    return " OR ".join(f"({part})" if " OR " in part else part for part in parts)


def _all(parts: Iterable[str]) -> str:
    """Join expressions by AND."""
    wanted = list(parts)
    return wanted[0] if len(wanted) == 1 else " AND ".join(f"({part})" for part in wanted)
