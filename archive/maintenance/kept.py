"""What the archive keeps because finding it out takes long: `fazhi verify` tells what of it is wrong, `fazhi replay --apply` makes it anew.

No page and no search needs any of it whole: what is damaged is passed over, and asked of the texts or the index instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from archive.reuse import neighbours, settling
from archive.search import common
from archive.site import keeping
from archive.store import Archive

Progress = Callable[[int, int], None]
Keys = Sequence[tuple[Any, ...]]


class Kept(NamedTuple):
    """One kind of kept thing."""

    wrong: Callable[[sqlite3.Connection, Progress], Iterator[tuple[Any, ...]]]
    """Finds the keys of what is not as it would be made now."""
    sentence: str
    """What is wrong; takes the parts of a key."""
    forget: Callable[[sqlite3.Connection, Keys], object]
    """Forgets the things with some keys, for `settle` to make them anew."""
    settle: Callable[[Archive, Progress], int]


def _each(sql: str) -> Callable[[sqlite3.Connection, Keys], object]:
    """Forgets each key by a statement."""
    return lambda conn, keys: conn.executemany(sql, keys)


KINDS = (
    # All reports are compared anew: which others a wrong fingerprint has brought together nobody knows.
    Kept(settling.wrong, "the fingerprints that are kept of {0} are not those of its text",
         lambda conn, keys: settling.forget(conn) if keys else None, settling.settle),
    Kept(neighbours.wrong, "a repeated passage of {0} lies behind the end of a text, or is not in {1}",
         _each("update reuse set share = null, passages = null where document_id = ? and other_id = ?"), settling.settle),
    Kept(keeping.wrong_pages, "the page that is kept of {1} is not the one that would be made now",
         _each("delete from pages where rowid = ? and document_id = ?"), keeping.settle_pages),
    Kept(keeping.wrong_neighbours, "the neighbours that are kept of the report in row {0} are not those that would be found now",
         _each("delete from neighbours where rowid = ?"), keeping.settle_neighbours),
    Kept(common.wrong, "the kept documents of the word {0} are not those of the index",
         _each("update common_words set documents = null where word = ?"), common.settle),
)


def problems(conn: sqlite3.Connection, progress: Progress) -> Iterator[str]:
    """A sentence for each kept thing that is wrong."""
    for kind in KINDS:
        for key in kind.wrong(conn, progress):
            yield f"{kind.sentence.format(*key)}; `fazhi replay --apply` makes it anew."


def renew(archive: Archive, progress: Progress) -> None:
    """Make anew what is wrong or missing. May be killed anywhere."""
    for kind in KINDS:
        keys = list(kind.wrong(archive.conn, progress))
        with archive.transaction() as conn:
            kind.forget(conn, keys)
        kind.settle(archive, progress)
