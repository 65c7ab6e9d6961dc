"""What searches keep between requests, one state for each database file: a new state looks only at what has changed."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from archive.search import bits

T = TypeVar("T")

FILES = 4
"""Databases of which something stays in memory."""
ANSWERS = 512
"""Answers of the index that are kept, one bit for each document; as many filters and other things that readers ask for."""
MAX_CHANGED = 500
"""Documents that may have changed for kept things to be brought up to date; after more they are made anew."""
_STATE_SQL = """select (select cast(value as integer) from meta where key = 'generation'), (select max(rowid) from documents),
    (select value from meta where key = 'segmenter')"""
_CHANGED_SQL = f"select document from changes where generation >= ? limit {MAX_CHANGED + 1}"  # noqa: S608 - a number

State = tuple[int, int, str]
"""Generation, highest rowid, and the segmenter that filled the index."""


class Entry(NamedTuple):
    """Something kept, and the rowids that have changed since it was made."""

    value: Any
    changed: frozenset[int] = frozenset()


class Kept:
    """What is kept of one state of one archive."""

    def __init__(self) -> None:
        self._columns: dict[Hashable, Entry] = {}
        self._answers: dict[Hashable, Entry] = {}
        self._derived: dict[Hashable, Any] = {}
        self._recent: dict[Hashable, Any] = {}
        self._lock = Lock()

    def after(self, changed: frozenset[int]) -> Kept:
        """What of it can be brought up to date in a state in which these documents are no longer the same."""
        follower = Kept()
        with self._lock:
            follower._columns = _outdated(self._columns, changed)
            follower._answers = _outdated(self._answers, changed)
        return follower

    def column(self, key: Hashable, make: Callable[[], T], amend: Callable[[T, frozenset[int]], T]) -> T:
        """A value by rowid; `amend` makes it of an earlier one and the rowids that have changed."""
        entry = self._columns.get(key)
        if entry is None or entry.changed:
            entry = Entry(make() if entry is None else amend(entry.value, entry.changed))
            with self._lock:
                self._columns[key] = entry
        value: T = entry.value
        return value

    def answer(self, conn: sqlite3.Connection, sql: str, value: str, size: int) -> int:
        """The set of rowids that a statement finds; it takes a value and, as JSON, the rowids to look at (NULL: all)."""
        entry = self._answers.get((sql, value))
        if entry is None:
            entry = Entry(bits.of_ids(_ids(conn, sql.format(among=""), (value,)), size))
        elif entry.changed:
            among = json.dumps(sorted(entry.changed))
            now = _ids(conn, sql.format(among="and rowid in (select value from json_each(?))"), (value, among))
            size = max(size, entry.value.bit_length())
            entry = Entry(entry.value & ~bits.of_ids(entry.changed, max(size, *entry.changed) + 1) | bits.of_ids(now, size))
        self._remember(self._answers, (sql, value), entry)
        found: int = entry.value
        return found

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is derived from the columns, made once."""
        if key not in self._derived:
            self._derived[key] = make()
        made: T = self._derived[key]
        return made

    def recent(self, key: Hashable, make: Callable[[], T]) -> T:
        """The same for what there is no end of: only the latest are kept."""
        made: T = self._recent[key] if key in self._recent else make()
        self._remember(self._recent, key, made)
        return made

    def _remember(self, among: dict[Hashable, Any], key: Hashable, value: Any) -> None:
        """Keep as the latest, and forget the one that nobody has asked for the longest."""
        with self._lock:
            among.pop(key, None)
            among[key] = value
            if len(among) > ANSWERS:
                del among[next(iter(among))]


_files: OrderedDict[Hashable, tuple[State, Kept]] = OrderedDict()
_files_lock = Lock()


def kept_for(conn: sqlite3.Connection) -> Kept:
    """What earlier searches have kept, fit for the state that a connection sees; nothing for an archive in memory."""
    file = _file(conn)
    if file is None:
        return Kept()
    state: State = read_rows(conn, _STATE_SQL)[0]
    with _files_lock:
        known = _files.get(file)
        if known is None or known[0] != state:
            changed = _changed(conn, known[0], state) if known else None
            known = _files[file] = (state, known[1].after(changed) if known and changed is not None else Kept())
            while len(_files) > FILES:
                _files.popitem(last=False)
        return known[1]


def _changed(conn: sqlite3.Connection, old: State, new: State) -> frozenset[int] | None:
    """The documents that have changed from one state to a later one; None where that is unknown or too much."""
    if None in {*old[:2], *new[:2]} or new[:2] < old[:2] or new[2] != old[2]:
        return None
    try:
        rows = read_rows(conn, _CHANGED_SQL, (old[0],))
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):   # a file that no program of this release has opened for writing
            return None
        raise
    return frozenset(row[0] for row in rows) if len(rows) <= MAX_CHANGED else None


def _outdated(entries: dict[Hashable, Entry], changed: frozenset[int]) -> dict[Hashable, Entry]:
    """Entries as they stand after a further change, without those that have missed too many."""
    later = {key: Entry(entry.value, entry.changed | changed) for key, entry in entries.items()}
    return {key: entry for key, entry in later.items() if len(entry.changed) <= MAX_CHANGED}


def _file(conn: sqlite3.Connection) -> Hashable | None:
    """What tells a database file from others, also from one that takes over its name; None where there is no file."""
    path = next((row[2] for row in read_rows(conn, "pragma database_list") if row[1] == "main"), "")
    try:
        status = Path(path).stat() if path else None
    except OSError:
        return None
    return (path, status.st_dev, status.st_ino) if status else None


def _ids(conn: sqlite3.Connection, sql: str, values: Iterable[Any]) -> list[int]:
    """The rowids that a statement gathers in one JSON array: rows cost more than numbers."""
    ids: list[int] = json.loads(read_rows(conn, sql, values)[0][0])
    return ids


def read_rows(conn: sqlite3.Connection, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows as plain tuples, whatever row factory the connection has."""
    cursor = conn.cursor()
    cursor.row_factory = None
    return cursor.execute(sql, tuple(values)).fetchall()
