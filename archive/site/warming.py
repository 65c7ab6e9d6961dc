"""What searches keep in memory is read before the first reader asks, and again after commits; a large archive takes seconds."""

from __future__ import annotations

import atexit
import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

from archive import database, find
from archive.search.suggestions import suggest

log = logging.getLogger(__name__)

QUERIES = ("", "法治政府建设")
"""All documents newest first, for dates and facets; words of nearly every title, for what relevance and suggestions look at."""
POLL = 2.0
"""Seconds between two looks whether somebody has committed."""
REST = 5
"""Times as long as the last reading took are waited before the next: a crawl that commits every second costs a sixth of a core."""


class Warmer:
    """A thread of a server process, with a connection of its own."""

    def __init__(self, path: Path, prepare: Callable[[sqlite3.Connection], None] | None = None, *, poll: float = POLL) -> None:
        self.path = path
        self.poll = poll
        self._prepare = prepare
        """What else is made ready, once."""
        self._stopped = Event()
        self._conn: sqlite3.Connection | None = None
        self._thread = Thread(target=self._run, name="warming", daemon=True)

    def start(self) -> None:
        """Begin; the end of the process stops it."""
        self._thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """End soon, also in the middle of a reading."""
        atexit.unregister(self.stop)
        self._stopped.set()
        if self._conn:
            with suppress(sqlite3.ProgrammingError):  # the thread has ended and closed it
                self._conn.interrupt()
        self._thread.join(self.poll)

    def _run(self) -> None:
        try:
            with closing(database.connect_readonly(self.path)) as self._conn:
                if self._prepare:
                    self._prepare(self._conn)
                self._watch(self._conn)
        except sqlite3.Error as error:
            if not self._stopped.is_set():
                log.warning("searches are no longer prepared, the first one after a commit may be slow: %s", error)

    def _watch(self, conn: sqlite3.Connection) -> None:
        """Read at the start and whenever another connection has committed."""
        seen, rest = None, 0.0
        while not self._stopped.wait(rest):
            version = conn.execute("pragma data_version").fetchone()[0]
            rest = self.poll
            if version != seen:
                seen, began = version, time.monotonic()
                for query in QUERIES:
                    find.search(conn, query, limit=1, facets=True)
                    suggest(conn, query, find.Filters())
                rest = max(rest, REST * (time.monotonic() - began))
