"""Facet columns in memory: one list per column of `documents`, indexed by rowid, kept until the archive changes."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import compress, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from archive.search.folding import fold

T = TypeVar("T")

KEPT = 4
"""Databases whose columns stay in memory."""
MASKS = 32
"""Filters whose outcome is kept, one byte for each document."""
DENSE = 20
"""Where more than one document in so many is found, walking down the sorted archive beats sorting what was found."""
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
_STATE_SQL = "select (select value from meta where key = 'generation'), (select max(rowid) from documents)"

_kept: OrderedDict[Hashable, tuple[Any, dict[Any, Any]]] = OrderedDict()


class Place(NamedTuple):
    """Where a document belongs: region code and name, either of them may be missing."""

    code: str
    name: str


class Snapshot:
    """One state of the archive: a connection, and the columns that searches of this state have read so far."""

    def __init__(self, conn: sqlite3.Connection, kept: dict[Any, Any] | None = None) -> None:
        self.conn = conn
        self._kept = {} if kept is None else kept

    def rows(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement as plain tuples, whatever row factory the connection has."""
        return read_rows(self.conn, sql, values)

    def column(self, name: str) -> list[Any]:
        """The values of a column by rowid; None where a rowid is not in use."""
        return self._once(name, lambda: self._read(name))

    def distinct(self, name: str) -> frozenset[Any]:
        """The different values of a column."""
        return self._once(("distinct", name), lambda: frozenset(self.column(name)) - {None})

    def having(self, name: str, holds: Callable[[Any], bool]) -> frozenset[Any]:
        """The values of a column of which something holds."""
        return frozenset(value for value in self.distinct(name) if holds(value))

    def keep(self, ids: list[int], limits: Mapping[str, frozenset[Any]]) -> list[int]:
        """Those rowids, in their order, whose value is allowed in every limited column."""
        for name, allowed in limits.items():
            ids = list(compress(ids, map(self._mask(name, allowed).__getitem__, ids)))
        return ids

    def newest(self) -> list[int]:
        """All rowids: newest publication first, undated ones last, of one day the latest arrival first."""
        return self._once("newest", self._newest)

    def newest_of(self, ids: Collection[int], stop: int | None = None) -> list[int]:
        """Those rowids newest first; at most `stop` of them."""
        newest = self.newest()
        if len(ids) * DENSE < len(newest):
            return sorted(ids, key=self._once("places", self._places).__getitem__)[:stop]
        return list(islice(filter(frozenset(ids).__contains__, newest), stop))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What others derive from the columns, kept as long as they are."""
        return self._once(("derived", key), make)

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made before, or now."""
        if key not in self._kept:
            self._kept[key] = make()
        made: T = self._kept[key]
        return made

    def _read(self, name: str) -> list[Any]:
        rows = self.rows(_SQL[name])
        values: list[Any] = [None] * (max((row[0] for row in rows), default=0) + 1)
        shape: Callable[..., Any] = _SHAPES.get(name, _single)
        shaped = {cells: shape(*cells) for cells in {row[1:] for row in rows}}
        for row in rows:
            values[row[0]] = shaped[row[1:]]
        return values

    def _mask(self, name: str, allowed: frozenset[Any]) -> bytes:
        """By rowid, 1 where the value is allowed; the masks of recent searches are kept."""
        masks = self._once("masks", dict[Any, bytes])
        if (name, allowed) not in masks:
            if len(masks) >= MASKS:
                masks.clear()
            masks[name, allowed] = bytes(map(allowed.__contains__, self.column(name)))
        return masks[name, allowed]

    def _newest(self) -> list[int]:
        dates, kinds = self.column("date"), self.column("shown_kind")
        known = (rowid for rowid, kind in enumerate(kinds) if kind is not None)
        return sorted(known, key=lambda rowid: (dates[rowid] or "", rowid), reverse=True)

    def _places(self) -> list[int]:
        """By rowid, its place in newest()."""
        places = [0] * len(self.column("date"))
        for place, rowid in enumerate(self.newest()):
            places[rowid] = place
        return places


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
        yield Snapshot(conn, None if conn.total_changes else _kept_for(conn))
        return
    conn.execute("begin")
    try:
        yield Snapshot(conn, _kept_for(conn))
    finally:
        if conn.in_transaction:
            conn.rollback()


def _kept_for(conn: sqlite3.Connection) -> dict[Any, Any]:
    """What earlier searches of the same state have kept; empty where the archive has changed or lies in memory."""
    file = _file(conn)
    if file is None:
        return {}
    state = read_rows(conn, _STATE_SQL)[0]
    known = _kept.get(file)
    if known is None or known[0] != state:
        known = _kept[file] = (state, {})
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return known[1]


def _file(conn: sqlite3.Connection) -> Hashable | None:
    """What tells a database file from others, also from one that takes over its name; None where there is no file."""
    path = next((row[2] for row in read_rows(conn, "pragma database_list") if row[1] == "main"), "")
    try:
        status = Path(path).stat() if path else None
    except OSError:
        return None
    if status is None:
        return None
    return path, status.st_dev, status.st_ino


def read_rows(conn: sqlite3.Connection, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows as plain tuples, whatever row factory the connection has."""
    cursor = conn.cursor()
    cursor.row_factory = None
    return cursor.execute(sql, tuple(values)).fetchall()
