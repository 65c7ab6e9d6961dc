"""Which reports a report is compared with, and the rows of the table `reuse`.

The rows follow from the reports alone, whatever the order in which they arrive: a report that comes later than its
follower changes the follower's rows. The cost of an arrival is bounded, because a fingerprint that very many reports
have is a formula of the trade and proposes nobody.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from archive import zh
from archive.reuse.align import Words, passages
from archive.reuse.sketch import unpack

RULES = "2"
"""Version of fingerprints and comparison: an archive that was compared by other rules is compared anew, and not found wrong before."""
COMMON = 100
"""Reports that may have a fingerprint before it counts as a formula (习近平法治思想 stands in all of them)."""
ENOUGH = 3
"""Fingerprints that are no formulas which two reports must share: with one or two, a quoted rule would make neighbours."""
KEPT = 3
"""Reports of other bodies that a report is compared with: those with most fingerprints in common."""
PREVIOUS, OTHER = "previous_year", "other"

PROPOSED = f"""
select s.*, count(*) as rare from json_each(?) j join reuse_marks m on m.mark = j.value
join reuse_sketches s on s.document = m.document
where (select 1 from reuse_marks f where f.mark = j.value limit 1 offset {COMMON}) is null and m.document <> ?
group by m.document having count(*) >= {ENOUGH}
"""  # noqa: S608 - own numbers
ROWS = "select other_id, kind, marks, rare from reuse where document_id = ?"
KEPT_BY = """
select r.document_id, r.marks, s.year, r.other_id from json_each(?) j join reuse r on r.document_id = j.value and r.kind = ?
join documents d on d.id = r.other_id join reuse_sketches s on s.document = d.rowid
"""
INSERT = "insert into reuse (document_id, other_id, kind, marks, rare) values (?, ?, ?, ?, ?)"
MEASURED = f"""
select r.document_id, r.other_id, r.share, cast(r.passages as blob), a.text, b.text from reuse r
join texts a on a.document_id = r.document_id join texts b on b.document_id = r.other_id
where r.share is not null and (select value from meta where key = 'reuse') = '{RULES}'
and a.rowid not in (select document from reuse_due) and b.rowid not in (select document from reuse_due)
order by r.document_id, r.other_id
"""  # noqa: S608 - own words
STEP = 100
"""Pairs after which a check tells how far it is."""


class Sketch(NamedTuple):
    """A report as it is compared: the key of its row, whose report of which year it is, and its fingerprints."""

    rowid: int
    id: str
    year: int
    issuer: str | None
    region: str | None
    text_sha256: str
    marks: bytes

    def shares(self, other: Sketch) -> int:
        """The number of fingerprints that both have, formulas included."""
        return len(set(unpack(self.marks)).intersection(unpack(other.marks)))

    def is_of_body(self, other: Sketch) -> bool:
        """Whether both are reports of one body; 青田县司法局 and 浙江省青田县司法局 of one region are one."""
        if not self.issuer or not other.issuer or (self.region and other.region and self.region != other.region):
            return False
        short, long = sorted((zh.fold(self.issuer), zh.fold(other.issuer)), key=len)
        return short == long or (len(short) > 4 and self.region is not None and long.endswith(short))


class Pair(NamedTuple):
    """A report with one that it is compared with."""

    other: Sketch
    kind: str
    marks: int | None = None
    rare: int | None = None

    @property
    def order(self) -> tuple[int, int, str]:
        """The first pairs by it are kept: most fingerprints in common, then the newest."""
        return -(self.marks or 0), -self.other.year, self.other.id


def sketch_of(conn: sqlite3.Connection, rowid: int) -> Sketch | None:
    """The stored sketch of a report."""
    row = conn.execute("select * from reuse_sketches where document = ?", (rowid,)).fetchone()
    return Sketch(*row) if row else None


def proposed(conn: sqlite3.Connection, sketch: Sketch) -> list[Pair]:
    """The reports of other bodies that share enough fingerprints, earlier and later ones."""
    own = unpack(sketch.marks)
    mine = set(own)
    found = ((Sketch(*row[:-1]), row[-1]) for row in map(tuple, conn.execute(PROPOSED, (json.dumps(own), sketch.rowid))))
    return [Pair(other, OTHER, len(mine.intersection(unpack(other.marks))), rare)
            for other, rare in found if not sketch.is_of_body(other)]


def previous(conn: sqlite3.Connection, sketch: Sketch) -> Sketch | None:
    """Last year's report of the same body; of several, the one with most fingerprints in common."""
    rows = conn.execute("select * from reuse_sketches where issuer = ? and year = ?", (sketch.issuer, sketch.year - 1)).fetchall()
    same = [other for other in (Sketch(*row) for row in rows) if sketch.is_of_body(other)]
    return min(same, key=lambda other: (-sketch.shares(other), other.id), default=None)


def compare(conn: sqlite3.Connection, sketch: Sketch, near: Iterable[Pair]) -> None:
    """Bring all rows of a report up to date; pairs that stand already are not compared again."""
    earlier = sorted((pair for pair in near if pair.other.year <= sketch.year), key=lambda pair: pair.order)
    wanted = {pair.other.id: pair for pair in earlier[:KEPT]}
    last = previous(conn, sketch)
    if last is not None:
        wanted[last.id] = Pair(last, PREVIOUS)
    for other_id, kind, marks, rare in conn.execute(ROWS, (sketch.id,)).fetchall():
        pair = wanted.get(other_id)
        if pair is None or pair.kind != kind:
            forget(conn, sketch.id, other_id)
            continue
        del wanted[other_id]
        if (pair.marks, pair.rare) != (marks, rare):
            conn.execute("update reuse set marks = ?, rare = ? where document_id = ? and other_id = ?",
                         (pair.marks, pair.rare, sketch.id, other_id))
    write(conn, sketch, wanted.values())


def offer(conn: sqlite3.Connection, sketch: Sketch, later: Iterable[Pair]) -> None:
    """Add a new report to the rows of later ones where it belongs to the first ones there."""
    pairs = {pair.other.id: pair for pair in later}
    places: dict[str, list[tuple[int, int, str]]] = {name: [] for name in pairs}
    for name, marks, year, other_id in conn.execute(KEPT_BY, (json.dumps(list(pairs)), OTHER)).fetchall():
        places[name].append((-marks, -year, other_id))
    for name, pair in pairs.items():
        mine = pair._replace(other=sketch)
        last = max(places[name], default=mine.order)
        if len(places[name]) >= KEPT:
            if last < mine.order:
                continue
            forget(conn, name, last[2])
        write(conn, pair.other, [mine])


def write(conn: sqlite3.Connection, sketch: Sketch, pairs: Iterable[Pair]) -> None:
    """Store which reports are to be compared; `measure` does that when all have come, since many give way to others."""
    conn.executemany(INSERT, ((sketch.id, pair.other.id, pair.kind, pair.marks, pair.rare) for pair in pairs))


def measure(conn: sqlite3.Connection, limit: int) -> int:
    """Compare the texts of pairs that wait for it and store what they have in common; how many were there."""
    rows = conn.execute(
        "select r.rowid, a.text, b.text from reuse r join texts a on a.document_id = r.document_id "
        "join texts b on b.document_id = r.other_id where r.share is null order by r.document_id, r.other_id limit ?",
        (limit,)).fetchall()
    for rowid, text, other in rows:
        conn.execute("update reuse set share = ?, passages = ? where rowid = ?", (*compared(text, other), rowid))
    return len(rows)


def compared(text: str, other: str) -> tuple[float, str]:
    """The share and the passages of a pair as they are kept."""
    share, found = passages(words(text), words(other))
    return round(share, 4), json.dumps(found, separators=(",", ":"))


def wrong(conn: sqlite3.Connection, progress: Callable[[int, int], None]) -> Iterator[tuple[str, str]]:
    """The pairs of which something else is kept than a comparison of their texts gives now."""
    total = conn.execute("select count(*) from reuse where share is not null").fetchone()[0]
    for done, (name, other_id, share, found, text, other) in enumerate(conn.execute(MEASURED), 1):
        now, passages_now = compared(text, other)
        if (now, passages_now.encode()) != (share, found):
            yield name, other_id
        if done % STEP == 0:
            progress(done, total)
    progress(total, total)


def forget(conn: sqlite3.Connection, document_id: str, other_id: str) -> None:
    """Drop one row."""
    conn.execute("delete from reuse where document_id = ? and other_id = ?", (document_id, other_id))


@lru_cache(maxsize=256)
def words(text: str) -> Words:
    """The words of a text; the reports of a crawl are compared with the same few others."""
    return Words(text)
