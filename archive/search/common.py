"""Common words: what the index would take longest to find, kept in the table `common_words` as sets of documents.

FTS5 compares the places of all words of a phrase in every document that holds them, which takes 80 milliseconds for a
phrase that stands in 100,000 reports. The table holds the answers to the commonest such questions; the table `changes` tells
which documents must be asked for again, so that an answer is exact at any time, however old the table is.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from archive.database import Writable, in_batches
from archive.model import ROLES
from archive.search import bits, sections
from archive.search.folding import fold, runs
from archive.search.keeping import ask, read_rows, stored
from archive.search.phrases import question

Progress = Callable[[int, int], None]

MIN_DOCUMENTS = 5_000
"""In smaller archives the index is quick enough for any word."""
WORDS = 8_000
"""Words that are kept; at one bit for each document they take a kilobyte for a report of fourteen, compressed two thirds of it."""
SAMPLE = 200
"""Documents that are read to learn which words are common."""
SHARE = 0.1
"""The part of the documents in which a common word stands."""
LONGEST = 12
"""Characters of a passage that is kept."""
PHRASE = 4
"""How many times longer FTS5 takes for a document that holds a phrase than for one that holds a word of its index."""
INDEXED = 2
"""Characters up to which a passage is a word of the index."""
GROWTH = 1.25
"""After the archive has grown by so much, the common words are chosen anew."""
BEHIND = 100
"""Changes after which a word is looked up again: readers look at so many documents without noticing it."""
BATCH = 10
"""Words in one transaction: the file is locked for less than a second."""
PARTS = {sections.name_of(role): sections.with_role_question(role) for role in ROLES}
"""Kept as well: which reports have a part with a role, for which every heading of the archive would be read."""
_CHOSEN = "common_words"
"""The key in `meta` for the number of documents among which the words were chosen."""
_CLOSE_SQL = """update meta set value = cast(value as integer) + 1 where key = 'generation'
    and (select max(generation) from changes) >= cast(value as integer)"""
"""Ends a generation in which documents have changed after it began: what is looked up now has seen these changes."""
_DUE_SQL = "select word from common_words where documents is null or generation in ({}) order by word"
_STALE_SQL = f"select count(*) > {BEHIND} from (select 1 from changes where generation >= ? limit {BEHIND + 1})"  # noqa: S608 - numbers


def settle(archive: Writable, progress: Progress | None = None) -> int:
    """Choose the common words where that is due, and look up those that have no documents yet or old ones; how many.

    May be killed anywhere; the next call goes on.
    """
    size = read_rows(archive.conn, "select count(*) from documents")[0][0]
    if size < MIN_DOCUMENTS:
        return 0
    chosen_among = read_rows(archive.conn, "select coalesce(max(value), 0) from meta where key = ?", (_CHOSEN,))[0][0]
    if size > float(chosen_among) * GROWTH:
        words = [*PARTS, *common_words(_sample(archive.conn))]
        with archive.transaction() as conn:
            _choose(conn, words)
            conn.execute("insert or replace into meta values (?, ?)", (_CHOSEN, str(size)))
    words = _due(archive.conn)
    if words:
        with archive.transaction() as conn:
            conn.execute(_CLOSE_SQL)
    in_batches(archive, words, look_up, BATCH, progress)
    return len(words)


def common_words(texts: Iterable[str]) -> list[str]:
    """The words and passages that stand in many of some texts, those first for which FTS5 takes longest.

    >>> common_words(["法治", "法治", "依法"] * 5)
    ['法', '治', '法治', '依', '依法']
    """
    documents = [[run.text for run in runs(fold(text)) if run.cjk] for text in texts]
    costs: dict[str, int] = {}
    known: Collection[str] | None = None
    for length in range(1, LONGEST + 1):
        counts = Counter(passage for parts in documents for passage in set(_passages(parts, length, known)))
        known = {passage for passage, count in counts.items() if count >= SHARE * len(documents)}
        costs |= {passage: counts[passage] * (1 if length <= INDEXED else PHRASE) for passage in known}
    return sorted(costs, key=lambda passage: (-costs[passage], passage))[:WORDS]


def look_up(conn: sqlite3.Connection, word: str) -> None:
    """Store the documents of a word as they are in this transaction."""
    size = read_rows(conn, "select coalesce(max(rowid), 0) + 1 from documents")[0][0]
    found = ask(conn, *_question(word), size, stored(conn, word))
    conn.execute("update common_words set documents = ?, generation = (select value from meta where key = 'generation') where word = ?",
                 (bits.packed(found), word))


def wrong(conn: sqlite3.Connection, progress: Progress) -> Iterator[tuple[str]]:
    """The words whose kept documents, brought up to date, are not those that the index finds."""
    size = read_rows(conn, "select coalesce(max(rowid), 0) + 1 from documents")[0][0]
    words = read_rows(conn, "select word from common_words where documents is not null")
    for done, (word,) in enumerate(words, 1):
        known, asked = stored(conn, word), _question(word)
        if _is_damaged(conn, word) or (known is not None and ask(conn, *asked, size, known) != ask(conn, *asked, size)):
            yield (word,)
        if done % BATCH == 0 or done == len(words):
            progress(done, len(words))


def _is_damaged(conn: sqlite3.Connection, word: str) -> bool:
    """Whether the kept documents of a word cannot be read."""
    return bits.unpacked(read_rows(conn, "select cast(documents as blob) from common_words where word = ?", (word,))[0][0]) is None


def _question(word: str) -> tuple[str, str]:
    """The statement and the value of it that find the documents of a word."""
    return PARTS.get(word) or question(word)


def _passages(parts: Sequence[str], length: int, known: Collection[str] | None) -> Iterator[str]:
    """The passages of a length of which both halves that are one shorter are common: others cannot be."""
    for part in parts:
        for start in range(len(part) - length + 1):
            passage = part[start:start + length]
            if known is None or (passage[1:] in known and passage[:-1] in known):
                yield passage


def _sample(conn: sqlite3.Connection) -> Iterator[str]:
    """Titles and texts of some documents, taken from the whole archive at equal distances."""
    rowids = [row[0] for row in read_rows(conn, "select rowid from texts order by rowid")]
    for rowid in rowids[::max(1, len(rowids) // SAMPLE)][:SAMPLE]:
        rows = read_rows(conn, "select coalesce(title, ''), text from documents join texts using (rowid) where rowid = ?", (rowid,))
        yield from map("\n\n。".join, rows)


def _choose(conn: sqlite3.Connection, words: Sequence[str]) -> None:
    """Make these the words of the table; those that it has keep their documents."""
    known = {row[0] for row in read_rows(conn, "select word from common_words")}
    conn.executemany("delete from common_words where word = ?", ((word,) for word in known.difference(words)))
    conn.executemany("insert into common_words values (?, null, 0)", ((word,) for word in words if word not in known))


def _due(conn: sqlite3.Connection) -> list[str]:
    """The words without documents, and those after which much has changed."""
    generations = [row[0] for row in read_rows(conn, "select distinct generation from common_words where documents is not null")]
    stale = [generation for generation in generations if read_rows(conn, _STALE_SQL, (generation,))[0][0]]
    return [row[0] for row in read_rows(conn, _DUE_SQL.format(", ".join("?" * len(stale))), stale)]
