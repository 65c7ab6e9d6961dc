"""Facet columns in memory: one list per column of `documents`, indexed by rowid, kept until the archive changes."""

from __future__ import annotations

import json
import sqlite3
from bisect import insort
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from itertools import chain, islice
from operator import or_
from typing import Any, NamedTuple, TypeVar

from archive.search import bits
from archive.search.folding import fold
from archive.search.keeping import Kept, kept_for, read_rows

T = TypeVar("T")

GROUPED = ("year", "level", "shown_kind")
"""Columns of few values: the documents of each value are kept as a set."""
LISTED = ("region",)
"""Columns of more values by which readers filter all the time: the documents of each value are kept as a list."""
SORTED = 1_000
"""Documents up to which they are sorted by date; of more the sorted archive is walked through."""
STRETCH = 2_000
"""Documents of which a walk looks at none or at each: those of one year lie together."""
_SQL = {
    "year": "select rowid, report_year from documents",
    "region": "select rowid, region_code, region_name from documents",
    "level": "select rowid, level from documents",
    "shown_kind": "select rowid, kind, in_index from documents",
    "date": "select rowid, date_published from documents",
    "issuer": "select rowid, issuer from documents",
    "publisher": "select rowid, publisher from documents",
    "portal": "select rowid, portal from documents",
    "index_number": "select rowid, index_number from documents",
    "document_number": "select rowid, document_number from documents",
    "title": "select rowid, title from documents",
}
"""Each column is read when it is first needed; the whole table is slim, for it holds no text."""
_AMONG = " where rowid in (select value from json_each(?))"


class Place(NamedTuple):
    """Where a document belongs: region code and name, either of them may be missing."""

    code: str
    name: str


class Snapshot:
    """One state of the archive: a connection, and what searches of this state have read and derived so far."""

    def __init__(self, conn: sqlite3.Connection, kept: Kept | None = None) -> None:
        self.conn = conn
        self._kept = kept or Kept()

    def rows(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement as plain tuples, whatever row factory the connection has."""
        return read_rows(self.conn, sql, values)

    def column(self, name: str) -> list[Any]:
        """The values of a column by rowid; None where a rowid is not in use."""
        return self._kept.column(name, lambda: self._filled([], name), lambda known, ids: self._filled(known, name, ids))

    def distinct(self, name: str) -> frozenset[Any]:
        """The different values of a column."""
        return self.once(("distinct", name), lambda: frozenset(self.column(name)) - {None})

    def having(self, name: str, holds: Callable[[Any], bool]) -> frozenset[Any]:
        """The values of a column of which something holds."""
        return frozenset(value for value in self.distinct(name) if holds(value))

    @property
    def size(self) -> int:
        """One more than the highest rowid."""
        return len(self.column("shown_kind"))

    def all(self) -> int:
        """The set of all documents."""
        return self.once("all", lambda: bits.of_flags(bytes(kind is not None for kind in self.column("shown_kind"))))

    def groups(self, name: str) -> dict[Any, int]:
        """The set of documents of each value of a column of few values."""
        return self.once(("groups", name), lambda: bits.grouped(self.column(name), without=[None]))

    def lists(self, name: str) -> dict[Any, list[int]]:
        """The documents of each value of a column, one by one."""
        return self.once(("lists", name), lambda: bits.listed(self.column(name)))

    def mask(self, name: str, allowed: frozenset[Any]) -> int:
        """The set of documents whose value is allowed."""
        if name in GROUPED:
            groups = self.groups(name)
            return reduce(or_, (groups[value] for value in allowed if value in groups), bits.NONE)
        if name in LISTED:
            lists = self.lists(name)
            found = chain.from_iterable(lists[value] for value in allowed if value in lists)
            return self.recent(("mask", name, allowed), lambda: bits.of_ids(list(found), self.size))
        column = self.column(name)
        return self.recent(("mask", name, allowed), lambda: bits.of_flags(bytes(map(allowed.__contains__, column))))

    def keep(self, found: int, limits: Mapping[str, frozenset[Any]]) -> int:
        """Those documents whose value is allowed in every limited column."""
        for name, allowed in limits.items():
            found &= self.mask(name, allowed)
        return found

    def answer(self, sql: str, value: str) -> int:
        """The documents that a statement finds for a value; a kept answer only looks at what has changed since."""
        return self._kept.answer(self.conn, sql, value, self.size)

    def common(self, word: str, question: tuple[str, str]) -> int | None:
        """The documents of a word that the file keeps ready; `question` is what the index would be asked. None for other words."""
        return self._kept.common(self.conn, word, question, self.size)

    def newest_of(self, found: int, stop: int | None = None) -> list[int]:
        """Those documents newest first (publication, of one day the latest arrival), undated ones last; at most `stop`."""
        if found.bit_count() > SORTED:
            return list(islice(self._walk(found), stop))
        dates, ids = self.column("date"), bits.ids_of(found)
        ids.reverse()  # sorting keeps the order of equal days
        ids.sort(key=lambda rowid: dates[rowid] or "", reverse=True)
        return ids[:stop]

    def _walk(self, found: int) -> Iterator[int]:
        """The same for many documents: stretches of the sorted archive without any of them cost nothing, be they ever so many."""
        for stretch, rowids in self.once("stretches", self._stretches):
            inside = found & stretch
            if inside:
                yield from filter(bits.tester(inside, self.size, 0), rowids)  # a page looks at few of them

    def _stretches(self) -> list[tuple[int, list[int]]]:
        """The archive cut by date, the newest first: the sets of documents and their order."""
        newest = self._dated()[::-1]
        cut = (newest[start:start + STRETCH] for start in range(0, len(newest), STRETCH))
        return [(bits.of_ids(rowids, self.size), rowids) for rowids in cut]

    def oldest_of(self, found: int, stop: int | None = None) -> list[int]:
        """Those documents oldest first, undated ones last; at most `stop` of them."""
        flags, dated, dates = bits.flags_of(found, self.size), self._dated(), self.column("date")
        undated = next((place for place, rowid in enumerate(dated) if dates[rowid]), len(dated))
        return list(islice(filter(flags.__getitem__, chain(dated[undated:], dated[:undated])), stop))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is derived from the columns, kept as long as they are."""
        return self._kept.once(key, make)

    def recent(self, key: Hashable, make: Callable[[], T]) -> T:
        """The same for what readers may ask in endless ways: only the latest is kept."""
        return self._kept.recent(key, make)

    def _filled(self, known: list[Any], name: str, ids: frozenset[int] | None = None) -> list[Any]:
        """A column, or an earlier one with the cells of changed documents read anew."""
        rows = self.rows(_SQL[name]) if ids is None else self.rows(_SQL[name] + _AMONG, (json.dumps(list(ids)),))
        end = max([len(known) - 1, *(row[0] for row in rows)], default=0) + 1
        values = known + [None] * (end - len(known))
        for rowid in ids or ():
            if rowid < end:
                values[rowid] = None
        shape: Callable[..., Any] = _SHAPES.get(name, _single)
        shaped = {cells: shape(*cells) for cells in {row[1:] for row in rows}}
        for row in rows:
            values[row[0]] = shaped[row[1:]]
        return values

    def _dated(self) -> list[int]:
        """All rowids by date of publication, the undated ones first, of one day in the order of their arrival."""
        return self._kept.column("dated", self._sorted, self._resorted)

    def _sorted(self) -> list[int]:
        kinds = self.column("shown_kind")
        known = (rowid for rowid, kind in enumerate(kinds) if kind is not None)
        return sorted(known, key=_by_date(self.column("date")))

    def _resorted(self, known: list[int], changed: frozenset[int]) -> list[int]:
        """An earlier order with the changed documents in their new places."""
        kinds, by_date = self.column("shown_kind"), _by_date(self.column("date"))
        dated = [rowid for rowid in known if rowid not in changed]
        for rowid in changed:
            if rowid < len(kinds) and kinds[rowid] is not None:
                insort(dated, rowid, key=by_date)
        return dated


def _by_date(dates: list[Any]) -> Callable[[int], tuple[str, int]]:
    """What documents are sorted by."""
    return lambda rowid: (dates[rowid] or "", rowid)


def _single(value: Any) -> Any:
    """One value as it is."""
    return value


def _shown_kind(kind: str, in_index: int) -> str:
    """The kind under which searches show a document; "" for a report that stays out of the report index."""
    return "annual_report" if in_index else "" if kind == "annual_report" else kind


def _place(code: str | None, name: str | None) -> Place:
    return Place(code or "", name or "")


def _folded(text: str | None) -> str:
    return fold(text or "")


_SHAPES: dict[str, Callable[..., Any]] = {
    "region": _place, "shown_kind": _shown_kind, "title": _folded, "issuer": _folded, "publisher": _folded,
    "index_number": _folded, "document_number": _folded,
}
"""How the cells of a row become a value; fields that readers type are kept folded."""


@contextmanager
def snapshot(conn: sqlite3.Connection) -> Iterator[Snapshot]:
    """Let all statements inside see one state of the archive.

    Inside a transaction of a caller that has written, columns are read anew: its writing may still be rolled back.
    """
    if conn.in_transaction:
        yield Snapshot(conn, None if conn.total_changes else kept_for(conn))
        return
    conn.execute("begin")
    try:
        yield Snapshot(conn, kept_for(conn))
    finally:
        if conn.in_transaction:
            conn.rollback()
