"""The tables `pages` and `neighbours`: what readers will ask for is made at the end of a crawl, an import or a replay."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from archive import i18n
from archive.database import Writable, in_batches
from archive.site import prepared, release

BATCH = 100
"""Reports in one transaction: the file is locked for a fifth of a second."""
_ID_SQL = "select documents.id from documents join texts using (rowid) where documents.rowid = ?"
_ABOUT_SQL = f"select {', '.join(prepared.ABOUT)} from documents where rowid = ?"  # noqa: S608 - our names
_NO_PAGE_SQL = "select rowid from documents where in_index = 1 except select rowid from pages where maker = ?"
_GENERATION_SQL = "select cast(value as integer) from meta where key = 'generation'"
_SETTLED_SQL = f"select cast(value as integer) from meta where key = '{prepared.SETTLED}'"  # noqa: S608 - a name of ours
_CONCERNED_SQL = """
with changed as materialized (select document from changes where generation >= ?1),
    places as materialized (
        select year, province from neighbours where rowid in changed
        union select report_year, substr(region_code, 1, 2) from documents where rowid in changed),
    bodies as materialized (
        select issuer from neighbours where rowid in changed and issuer is not null
        union select issuer from documents where rowid in changed and issuer is not null)
select rowid from documents where in_index = 1
    and ((report_year, substr(region_code, 1, 2)) in places or issuer in bodies or rowid in changed
        or rowid not in (select rowid from neighbours where maker = ?2))
"""
"""The reports whose neighbours a change may concern: those of its place and year and of its body, now and before."""
_PAGES_SQL = "select rowid, document_id, cast(parts as blob) from pages where maker = ? order by rowid"
_NEIGHBOURS_SQL = """
select rowid, year, province, issuer, cast(parts as blob) from neighbours
where maker = ? and rowid in (select rowid from documents where in_index = 1) order by rowid
"""

Progress = Callable[[int, int], None]
Row = tuple[Any, ...]


def settle(archive: Writable, progress: Progress | None = None) -> None:
    """Make what is missing, of another release or no longer true. May be killed anywhere."""
    settle_pages(archive, progress)
    settle_neighbours(archive, progress)


def settle_pages(archive: Writable, progress: Progress | None = None) -> int:
    """Make the pages that are missing or of another release; how many."""
    due = [row[0] for row in archive.conn.execute(_NO_PAGE_SQL, (release.digest(),))]
    in_batches(archive, due, _put_page, BATCH, progress)
    return len(due)


def settle_neighbours(archive: Writable, progress: Progress | None = None) -> int:
    """Make the neighbours that are missing, of another release or concerned by a change; how many were looked up."""
    generation, settled = _generations(archive.conn)
    due = [row[0] for row in archive.conn.execute(_CONCERNED_SQL, (settled, release.digest()))]
    in_batches(archive, due, _put_neighbours, BATCH, progress)
    with archive.transaction() as conn:
        conn.execute("delete from neighbours where rowid not in (select rowid from documents where in_index = 1)")
        conn.execute("insert or replace into meta values (?, ?)", (prepared.SETTLED, str(generation)))
    return len(due)


def _generations(conn: sqlite3.Connection) -> list[int]:
    """The generation of the archive, and the one for which its neighbours are kept, -1 for none."""
    return [(conn.execute(sql).fetchone() or (-1,))[0] for sql in (_GENERATION_SQL, _SETTLED_SQL)]


def _put_page(conn: sqlite3.Connection, rowid: int) -> None:
    """Keep the page of a stored report, unless it has no text."""
    found = page_of(conn, rowid)
    if found:
        conn.execute("insert or replace into pages values (?, ?, ?, ?)", (rowid, found[0], release.digest(), found[1]))


def _put_neighbours(conn: sqlite3.Connection, rowid: int) -> None:
    """Keep the neighbours of a stored report; most are what they were, and writing costs more than looking."""
    found = neighbours_of(conn, rowid)
    values = (rowid, release.digest(), *found) if found else ()
    if found and tuple(conn.execute("select * from neighbours where rowid = ?", (rowid,)).fetchone() or ()) != values:
        conn.execute("insert or replace into neighbours values (?, ?, ?, ?, ?, ?)", values)


def page_of(conn: sqlite3.Connection, rowid: int) -> tuple[str, bytes] | None:
    """The id of a stored report and its page as it is kept; None where it has no text."""
    cursor = _plain(conn)
    row = cursor.execute(_ID_SQL, (rowid,)).fetchone()
    with i18n.speaking(prepared.LANGUAGE):
        parts = prepared.page(cursor, row[0]) if row else None
    return None if parts is None else (row[0], parts)


def neighbours_of(conn: sqlite3.Connection, rowid: int) -> Row | None:
    """Year, province and body of a stored report, and its neighbours as they are kept; None where there is no such report."""
    cursor = _plain(conn)
    row = cursor.execute(_ABOUT_SQL, (rowid,)).fetchone()
    if row is None:
        return None
    about = dict(zip(prepared.ABOUT, row, strict=True))
    with i18n.speaking(prepared.LANGUAGE):
        return about["report_year"], (about["region_code"] or "")[:2], about["issuer"], prepared.beside(cursor, about)


def _plain(conn: sqlite3.Connection) -> sqlite3.Cursor:
    cursor = conn.cursor()
    cursor.row_factory = None
    return cursor


# Checking ----------------------------------------------------------------------------------------------------------------


def wrong_pages(conn: sqlite3.Connection, progress: Progress) -> Iterator[tuple[int, str]]:
    """Rowid and report of the pages that are not what would be kept now."""
    rows = _plain(conn).execute(_PAGES_SQL, (release.digest(),))
    for rowid, name, parts in _told(rows, _count(conn, "pages"), progress):
        if page_of(conn, rowid) != (name, parts):
            yield rowid, name


def wrong_neighbours(conn: sqlite3.Connection, progress: Progress) -> Iterator[tuple[int]]:
    """Rowids of the reports whose neighbours are not what would be kept now; none while they await the next crawl's end."""
    generation, settled = _generations(conn)
    if generation != settled:
        progress(0, 0)
        return
    for rowid, *values in _told(_plain(conn).execute(_NEIGHBOURS_SQL, (release.digest(),)), _count(conn, "neighbours"), progress):
        if neighbours_of(conn, rowid) != tuple(values):
            yield (rowid,)


def _count(conn: sqlite3.Connection, table: str) -> int:
    found: int = conn.execute(f"select count(*) from {table} where maker = ?", (release.digest(),)).fetchone()[0]  # noqa: S608 - ours
    return found


def _told(rows: Iterable[Row], total: int, progress: Progress) -> Iterator[Row]:
    """Rows, with a word now and then on how far they are."""
    for done, row in enumerate(rows, 1):
        yield row
        if done % BATCH == 0 or done == total:
            progress(done, total)
