"""The database file: make it, open it, refuse what is not ours, and turn its errors into sentences."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Protocol, TypeVar

from archive import migrations
from archive.errors import DamageError, FazhiError, UsageError

T = TypeVar("T")

NAME = "archive.db"
FOLDERS = ("warc", "files", "logs")
PATIENCE = 30.0
"""Seconds that a writer waits for another one."""
CACHE_KB = 16 * 1024
"""Of a connection that reads: SQLite's own 2 MB hold neither the upper pages of a large table nor the words of one search, which
then reads its pages twice. The file is not mapped into memory: where somebody copies another archive over it, a map ends the
process instead of raising an error."""

OS_SENTENCES = {
    errno.ENOSPC: "the disk that holds {data} is full; free some space and run the command again. What was "
                  "acknowledged is safe.",
    errno.EDQUOT: "the disk quota for {data} is used up; free some space and run the command again. What was "
                  "acknowledged is safe.",
    errno.EFBIG: "a file in {data} may not grow further (file size limit); raise the limit and run the command again.",
    errno.EACCES: "no permission to write in {data}; change its owner, or name another folder with --data.",
    errno.EPERM: "no permission to write in {data}; change its owner, or name another folder with --data.",
    errno.EROFS: "{data} lies on a read-only file system; name another folder with --data.",
    errno.ENOTDIR: "{data} is a file, or lies below one, where a folder is needed; name another with --data.",
    errno.EEXIST: "{data} is a file where a folder is needed; name another with --data.",
    errno.EIO: "the disk that holds {data} reports a fault, or a limit of file sizes is reached; check both before anything else is "
               "written.",
}
WRONG_PLACE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}
"""Of these, what a wrong --data causes."""
SQLITE_SENTENCES: tuple[tuple[str, type[FazhiError], str], ...] = (
    ("disk is full", FazhiError, OS_SENTENCES[errno.ENOSPC]),
    ("disk I/O error", FazhiError, OS_SENTENCES[errno.EIO]),
    ("readonly database", UsageError, "{db} cannot be written: the file or its folder is read-only; name another with --data."),
    ("unable to open", UsageError, "{db} cannot be opened; check that you may read it, and that its folder may be written."),
    ("locked", FazhiError, "another process has been writing to {db} for over 30 seconds; try again when it is done."),
    ("not a database", DamageError, "{db} is no SQLite database; move it away, or restore it from a backup."),
    ("malformed", DamageError, "{db} is damaged; restore it from a backup, or import the files in warc/ anew."),
    ("no such table", DamageError, "{db} lacks a table ({error}); restore it from a backup."),
    ("no such column", DamageError, "{db} lacks a column ({error}); restore it from a backup."),
)
"""Words in SQLite's message -> what a person is told; SQLite 3.40 under Python 3.10 gives no error names."""


class Writable(Protocol):
    """An archive that is open for writing."""

    conn: sqlite3.Connection

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """All that is written inside is kept at the end, or none of it."""


def in_batches(
    archive: Writable, items: Sequence[T], put: Callable[[sqlite3.Connection, T], object], size: int,
    progress: Callable[[int, int], object] | None = None,
) -> None:
    """Do something for each item, so many in one transaction; what was done before a kill stays."""
    for start in range(0, len(items), size):
        with archive.transaction() as conn:
            for item in items[start:start + size]:
                put(conn, item)
        if progress:
            progress(min(start + size, len(items)), len(items))


@contextmanager
def storage_errors(data: Path) -> Iterator[None]:
    """Turn full disks, missing permissions and damaged files into FazhiErrors; other errors pass unchanged."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        for words, kind, sentence in SQLITE_SENTENCES:
            if words in str(error):
                raise kind(sentence.format(db=data / NAME, data=data, error=error)) from error
        raise
    except OSError as error:
        if error.errno in OS_SENTENCES:
            kind = UsageError if error.errno in WRONG_PLACE else FazhiError
            raise kind(OS_SENTENCES[error.errno].format(data=data)) from error
        raise


def open_database(data: Path, *, create: bool, readonly: bool) -> sqlite3.Connection:
    """A checked connection; raises UsageError where there is no archive, DamageError where there is another thing."""
    path = data / NAME
    if create and not readonly:
        for folder in ("", *FOLDERS):
            (data / folder).mkdir(parents=True, exist_ok=True)
    elif not path.is_file():
        raise UsageError(f"there is no archive in {data}; `fazhi crawl` or `fazhi import` makes one.")
    conn = connect_readonly(path) if readonly else connect(path)
    try:
        prepare(conn, path, create=create and not readonly)
        if not readonly:
            conn.execute("pragma synchronous = normal")
    except BaseException:
        conn.close()
        raise
    return conn


def connect(path: Path) -> sqlite3.Connection:
    """A connection for reading and writing; transactions are begun by hand, by one thread at a time."""
    conn = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    conn.row_factory = sqlite3.Row
    return conn


def connect_readonly(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; where even the lock files cannot be made, the file is taken as immutable.

    Raises UsageError where that would hide what a killed process has committed to the write-ahead log only.
    """
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=PATIENCE, isolation_level=None,
                               check_same_thread=False)
        conn.row_factory = sqlite3.Row
        try:
            conn.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            conn.close()
            if "immutable" in mode or "locked" in str(error):
                raise
            refuse_unmerged(path)
            continue
        conn.execute("pragma query_only = on")
        conn.execute(f"pragma cache_size = -{CACHE_KB}")
        return conn
    raise AssertionError


def refuse_unmerged(path: Path) -> None:
    """Raise a UsageError where commits wait in the write-ahead log, which nobody reads who takes the file as immutable."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise UsageError(f"{log} holds what a killed process has committed, and SQLite needs a folder that may be written to merge "
                         "it; run `fazhi status` there with that permission, or copy the whole folder to where you may write.")


def is_readonly(conn: sqlite3.Connection) -> bool:
    """Whether a connection was opened for reading only."""
    return bool(conn.execute("pragma query_only").fetchone()[0])


def may_write(data: Path) -> bool:
    """Whether this user may write an archive; what only checks one then opens it for reading."""
    return os.access(data, os.W_OK) and os.access(data / NAME, os.W_OK)


def prepare(conn: sqlite3.Connection, path: Path, *, create: bool) -> None:
    """Make the tables of a new file, or check that an old one is ours."""
    tables = {row[0] for row in conn.execute("select name from sqlite_master where type = 'table'")}
    if create and not tables:
        use_wal(conn)
        make_tables(conn)
        return
    if "meta" not in tables:
        raise DamageError(f"{path} is a SQLite database, but no archive; name another folder with --data.")
    found = migrations.version_of(conn)
    if found is None or found > migrations.VERSION:
        raise DamageError(f"{path} has schema version {found or 'unknown'}, this program reads versions up to "
                          f"{migrations.VERSION}; use the release that wrote it, or name another folder with --data.")
    if found < migrations.VERSION:
        bring_up_to_date(path, found)


def bring_up_to_date(path: Path, found: int) -> None:
    """Migrate the file of an older release, for readers as well; UsageError where it may not be written."""
    with closing(connect(path)) as conn:
        try:
            migrations.upgrade(conn)
        except sqlite3.OperationalError as error:
            if "readonly" not in str(error):
                raise
            raise UsageError(f"{path} has schema version {found} and is read-only; let somebody who may write there run "
                             f"`fazhi status` once, which brings it to version {migrations.VERSION}.") from error


def use_wal(conn: sqlite3.Connection) -> None:
    """Readers go on while one process writes; several processes may open a new file at once."""
    end = time.monotonic() + PATIENCE
    while not wal_is_on(conn, give_up=time.monotonic() > end):
        time.sleep(0.02)


def wal_is_on(conn: sqlite3.Connection, *, give_up: bool) -> bool:
    """Try to switch once; SQLite does not wait for other processes here by itself."""
    try:
        return bool(conn.execute("pragma journal_mode = wal").fetchone()[0] == "wal")
    except sqlite3.OperationalError as error:
        if give_up or "locked" not in str(error):
            raise
        return False


def make_tables(conn: sqlite3.Connection) -> None:
    """Run schema.sql in one transaction, unless another process was faster."""
    conn.execute("begin immediate")
    with closing(conn.cursor()) as cursor:
        try:
            if not cursor.execute("select 1 from sqlite_master where name = 'meta'").fetchone():
                for statement in statements(files("archive").joinpath("schema.sql").read_text("utf-8")):
                    cursor.execute(statement)
                cursor.execute("insert into meta values ('schema_version', ?), ('generation', '1')", (str(migrations.VERSION),))
            cursor.execute("commit")
        except BaseException:
            cursor.execute("rollback")
            raise


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script one by one (executescript would commit by itself)."""
    buffer = ""
    for line in script.splitlines(keepends=True):
        buffer += line
        if sqlite3.complete_statement(buffer):
            yield buffer
            buffer = ""
