"""What searches keep between requests, one state for each database file: a new state looks only at what has changed."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import pairwise
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
NEAR = 100
"""Rowids that are asked for together: FTS5 begins anew for each stretch, which takes as long as to read on over a hundred documents."""
_STATE_SQL = """select (select cast(value as integer) from meta where key = 'generation'), (select max(rowid) from documents),
    (select value from meta where key = 'segmenter')"""
_CHANGED_SQL = f"select document from changes where generation >= ? limit {MAX_CHANGED + 1}"  # noqa: S608 - a number
_COMMON_SQL = "select cast(documents as blob), generation from common_words where word = ? and documents is not null"

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
        """The set of rowids that a statement finds; it takes a value and may be narrowed to some rowids."""
        entry = self._answers.get((sql, value))
        if entry is None or entry.changed:
            entry = Entry(ask(conn, sql, value, size, entry))
        self._remember(self._answers, (sql, value), entry)
        found: int = entry.value
        return found

    def common(self, conn: sqlite3.Connection, word: str, question: tuple[str, str], size: int) -> int | None:
        """The documents of a word by what the file itself keeps for common words; None for any other word."""
        if question not in self._answers:
            entry = stored(conn, word)
            if entry is None:
                return None
            self._remember(self._answers, question, entry)
        return self.answer(conn, *question, size)

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
    return _changed_since(conn, old[0])


def _changed_since(conn: sqlite3.Connection, generation: int) -> frozenset[int] | None:
    """The documents that are no longer as they were in a generation; None where that is unknown or too much."""
    rows = _rows_if_known(conn, _CHANGED_SQL, (generation,))
    return frozenset(row[0] for row in rows) if rows is not None and len(rows) <= MAX_CHANGED else None


def _rows_if_known(conn: sqlite3.Connection, sql: str, values: Iterable[Any]) -> list[tuple[Any, ...]] | None:
    """All rows; None for a table that the file lacks, which no program of this release has opened for writing."""
    try:
        return read_rows(conn, sql, values)
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise


def stored(conn: sqlite3.Connection, word: str) -> Entry | None:
    """The documents that the file keeps for a common word, and which have changed since; None for other words, for a damaged
    set, which `fazhi verify` tells, and after too many changes.
    """
    rows = _rows_if_known(conn, _COMMON_SQL, (word,))
    if not rows:
        return None
    packed, generation = rows[0]
    found, changed = bits.unpacked(packed), _changed_since(conn, generation)
    return None if found is None or changed is None else Entry(found, changed)


def ask(conn: sqlite3.Connection, sql: str, value: str, size: int, known: Entry | None = None) -> int:
    """The set of rowids that a statement finds; of an earlier answer only what has changed since is looked at."""
    if known is None:
        return bits.of_ids(_ids(conn, sql.format(among=""), (value,)), size)
    if not known.changed:
        return int(known.value)
    narrowed = sql.format(among="and rowid between ? and ?")
    there = sorted(rowid for rowid in known.changed if rowid < size)  # behind them was what is gone
    now = [rowid for first, last in stretches(there) for rowid in _ids(conn, narrowed, (value, first, last))]
    size = max(size, known.value.bit_length(), *known.changed) + 1
    changed = bits.of_ids(known.changed, size)
    return int(known.value & ~changed | bits.of_ids(now, size) & changed)


def stretches(rowids: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last of rowids that lie near each other; they are in order.

    >>> stretches([3, 5, 900])
    [(3, 5), (900, 900)]
    """
    cuts = [place for place in range(1, len(rowids)) if rowids[place] - rowids[place - 1] > NEAR]
    return [(rowids[first], rowids[end - 1]) for first, end in pairwise([0, *cuts, len(rowids)])] if rowids else []


def _outdated(entries: dict[Hashable, Entry], changed: frozenset[int]) -> dict[Hashable, Entry]:
    """Entries as they stand after a further change, without those that have missed too many."""
    later = {key: Entry(entry.value, entry.changed | changed) for key, entry in entries.items()}
    return {key: entry for key, entry in later.items() if len(entry.changed) <= MAX_CHANGED}


def _file(conn: sqlite3.Connection) -> Hashable | None:
    """What tells a database file from others, also from one that takes over its name; None where there is no file."""
    path = next((row[2] for row in read_rows(conn, "pragma database_list") if row[1] == "main"), "")
    try:
        status = os.stat(path) if path else None  # noqa: PTH116 - a Path takes longer than the rest of a known search's start
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
