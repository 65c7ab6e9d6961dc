"""Searching inside the parts of reports: which stretches of a text have a role, and whether a query stands in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from archive.search import bits
from archive.search.columns import Snapshot
from archive.search.folding import fold, is_respelled
from archive.search.query import TEXT, Query, Term
from archive.search.spotting import RawSpotter, Spotter

MAX_READ = 500
"""Reports of which the sections are read for a page of results; the index does not know them."""
END = 2**31
"""Behind the end of every text."""
_BODY = frozenset({"", TEXT})
"""Fields of the terms that are looked for in texts."""
_QUOTES = "“”‘’\"'《》〈〉「」"
"""What folding takes out between Chinese characters and other signs may become (＂); blanks are blanks in any spelling."""
_CHUNK = 100
_ROLE_SQL = """select json_group_array(rowid) from documents
    where exists (select 1 from sections s where s.document_id = documents.id and s.role = ?) {among}"""
_SECTIONS_SQL = """select rowid, (select json_group_array(json_array(start, position, heading, role)) from sections
    where document_id = documents.id) from documents where rowid in (select value from json_each(?))"""
_PARTS_SQL = """select rowid, (select json_group_array(json_array(start, position, role = ?)) from sections
    where document_id = documents.id) from documents where rowid in (select value from json_each(?))"""
"""By document the beginnings of its sections and whether they have a role: one row for each section takes four times as long."""
_TEXTS_SQL = "select rowid, text from texts where rowid in (select value from json_each(?))"


class Outline(NamedTuple):
    """The sections of a text in reading order; each reaches to the next, whatever its level: a deeper one has a role of its own."""

    starts: Sequence[int] = ()
    headings: Sequence[str] = ()
    roles: Sequence[str] = ()


def name_of(role: str) -> str:
    """The name under which the file keeps the documents that have a section with a role; no word holds a colon."""
    return f"role:{role}"


def with_role_question(role: str) -> tuple[str, str]:
    """The statement that finds these documents, and its value."""
    return _ROLE_SQL, role


def with_role(view: Snapshot, role: str) -> int:
    """The documents that have a section with a role."""
    asked = with_role_question(role)
    kept = view.common(name_of(role), asked)
    return view.answer(*asked) if kept is None else kept


def outlines(view: Snapshot, ids: Sequence[int]) -> dict[int, Outline]:
    """The outlines of some documents; those without sections are left out."""
    rows = view.rows(_SECTIONS_SQL, (json.dumps(list(ids)),))
    read = ((rowid, sorted(json.loads(found))) for rowid, found in rows)
    return {rowid: Outline(starts, headings, roles) for rowid, found in read if found
            for starts, _, headings, roles in [zip(*found, strict=True)]}


def stretches(outline: Outline, role: str) -> list[tuple[int, int]]:
    """Where a text has a role, neighbours made one."""
    return _joined(outline.starts, [each == role for each in outline.roles])


def _joined(starts: Sequence[int], wanted: Sequence[bool]) -> list[tuple[int, int]]:
    """The wanted stretches of a text that is cut at some places, neighbours made one."""
    found: list[tuple[int, int]] = []
    for start, end, take in zip(starts, [*starts[1:], END], wanted, strict=True):
        if take and found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        elif take:
            found.append((start, end))
    return found


def asks_text(query: Query) -> bool:
    """Whether a query asks for words, so that sections must be read."""
    return any(term.field in _BODY for term in (*query.terms, *query.excluded))


def outside(query: Query) -> Query:
    """The query for whole documents: what is not wanted in a part may stand elsewhere."""
    return replace(query, excluded=tuple(term for term in query.excluded if term.field not in _BODY))


class _Judged:
    """What has been read for one query in one role."""

    sets: tuple[int, int] = (bits.NONE, bits.NONE)
    """The documents that were read, and those of them that hold it; put in place together, for threads share them."""


def inside(view: Snapshot, query: Query, role: str, ids: Sequence[int]) -> list[int]:
    """Those documents in which every clause that asks for text stands in sections with a role, and nothing that is not wanted;
    in the given order. None is read twice, whatever the filters and the order.
    """
    judged = view.recent(("inside", query, role), _Judged)
    read, found = judged.sets
    is_read = bits.tester(read, view.size, len(ids))
    unread = [rowid for rowid in ids if not is_read(rowid)]
    if unread:
        found |= bits.of_ids(list(_inside(view, query, role, unread)), view.size)
        judged.sets = read | bits.of_ids(unread, view.size), found
    holds = bits.tester(found, view.size, len(ids))
    return [rowid for rowid in ids if holds(rowid)]


def _inside(view: Snapshot, query: Query, role: str, ids: Sequence[int]) -> Iterator[int]:
    """The same for documents that must be read."""
    wanted = [_holder(clause) for clause in query.clauses if all(term.field in _BODY for term in clause)]
    unwanted = [_holder([term]) for term in query.excluded if term.field in _BODY]
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start:start + _CHUNK]
        texts = dict(view.rows(_TEXTS_SQL, (json.dumps(chunk),)))
        places = {rowid: _joined([start for start, _, _ in found], [wanted for _, _, wanted in found])
                  for rowid, listed in view.rows(_PARTS_SQL, (role, json.dumps(chunk))) for found in [sorted(json.loads(listed))]}
        for rowid in chunk:
            parts = [texts.get(rowid, "")[low:high] for low, high in places.get(rowid, ())]
            if parts and all(holds(parts) for holds in wanted) and not any(holds(parts) for holds in unwanted):
                yield rowid


def _holder(terms: Sequence[Term]) -> Callable[[Sequence[str]], bool]:
    """Whether one of some terms stands in one of some stretches of text; a text is folded, which takes thirty times longer than
    looking, only where it may spell a word in another way.
    """
    words = [term.runs[0].text for term in terms if len(term.runs) == 1 and term.runs[0].cjk]
    characters = {*"".join(words), *_QUOTES}
    raw = [RawSpotter(term.runs) for term in terms]
    exact = [Spotter(term.runs) for term in terms]

    def may_hold(part: str) -> bool:
        return len(words) < len(terms) or any(spotter.stands_in(part) for spotter in raw) or is_respelled(part, characters)

    def stands_in(folded: str) -> bool:
        return any(spotter.stands_in(folded) for spotter in exact)

    def holds(parts: Sequence[str]) -> bool:
        if any(word in part for word in words for part in parts):
            return True
        return any(may_hold(part) and stands_in(fold(part)) for part in parts)

    return holds


def all_inside(view: Snapshot, query: Query, role: str, found: int) -> int:
    """The same for a whole set, however long it takes."""
    return bits.of_ids(inside(view, query, role, bits.ids_of(found)), view.size)
