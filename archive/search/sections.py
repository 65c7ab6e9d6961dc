"""Searching inside the parts of reports: which stretches of a text have a role, and whether a query stands in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from archive.search import bits
from archive.search.columns import Snapshot
from archive.search.folding import fold
from archive.search.query import TEXT, Query, Term, exact_pattern

MAX_READ = 500
"""Reports of which the sections are read for a page of results; the index does not know them."""
END = 2**31
"""Behind the end of every text."""
_BODY = frozenset({"", TEXT})
"""Fields of the terms that are looked for in texts."""
_CHUNK = 100
_ROLE_SQL = """select json_group_array(rowid) from documents
    where exists (select 1 from sections s where s.document_id = documents.id and s.role = ?) {among}"""
_SECTIONS_SQL = """select d.rowid, s.position, s.heading, s.role, s.start from documents d join sections s on s.document_id = d.id
    where d.rowid in (select value from json_each(?)) order by d.rowid, s.start, s.position"""
_TEXTS_SQL = "select rowid, text from texts where rowid in (select value from json_each(?))"


class Section(NamedTuple):
    """One section of a text; it reaches to the next one, whatever its level: a deeper one has a role of its own."""

    position: int
    heading: str
    role: str
    start: int
    end: int


def with_role(view: Snapshot, role: str) -> int:
    """The documents that have a section with a role."""
    return view.answer(_ROLE_SQL, role)


def sections_of(view: Snapshot, ids: Sequence[int]) -> dict[int, list[Section]]:
    """The sections of some documents in reading order."""
    rows = view.rows(_SECTIONS_SQL, (json.dumps(list(ids)),))
    found: dict[int, list[Section]] = {}
    for number, (rowid, position, heading, role, start) in enumerate(rows, 1):
        follower = rows[number] if number < len(rows) else None
        end = follower[4] if follower and follower[0] == rowid else END
        found.setdefault(rowid, []).append(Section(position, heading, role, start, end))
    return found


def stretches(sections: Sequence[Section], role: str) -> list[tuple[int, int]]:
    """Where a text has a role, neighbours made one."""
    found: list[tuple[int, int]] = []
    for section in sections:
        if section.role == role and found and found[-1][1] == section.start:
            found[-1] = (found[-1][0], section.end)
        elif section.role == role:
            found.append((section.start, section.end))
    return found


def outside(query: Query) -> Query:
    """The query for whole documents: what is not wanted in a part may stand elsewhere."""
    return replace(query, excluded=tuple(term for term in query.excluded if term.field not in _BODY))


def inside(view: Snapshot, query: Query, role: str, ids: Sequence[int]) -> Iterator[int]:
    """Those documents in which every clause that asks for text stands in sections with a role, and nothing that is not wanted;
    in the given order.
    """
    clauses = [clause for clause in query.clauses if all(term.field in _BODY for term in clause)]
    wanted = [_pattern(clause) for clause in clauses]
    unwanted = [_pattern([term]) for term in query.excluded if term.field in _BODY]
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start:start + _CHUNK]
        texts = dict(view.rows(_TEXTS_SQL, (json.dumps(chunk),)))
        sections = sections_of(view, chunk)
        for rowid in chunk:
            parts = [fold(texts.get(rowid, "")[low:high]) for low, high in stretches(sections.get(rowid, ()), role)]
            found = parts and all(any(map(pattern.search, parts)) for pattern in wanted)
            if found and not any(any(map(pattern.search, parts)) for pattern in unwanted):
                yield rowid


def _pattern(terms: Iterable[Term]) -> re.Pattern[str]:
    """Where one of some terms stands in folded text."""
    return re.compile("|".join(exact_pattern(term.runs).pattern for term in terms))


def all_inside(view: Snapshot, query: Query, role: str, found: int) -> int:
    """The same for a whole set, however long it takes."""
    return bits.of_ids(list(inside(view, query, role, bits.ids_of(found & with_role(view, role)))), view.size)
