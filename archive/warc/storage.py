"""WARC files on disk: append under a lock, read by offset, scan and check, cut off a torn tail."""

from __future__ import annotations

import fcntl
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import FazhiError
from archive.warc.record import (
    MAX_RECORD,
    Draft,
    Record,
    WarcError,
    WarcResponse,
    clean_uri,
    faults,
    parse_record,
    response_of,
)

__all__ = [
    "Draft", "Record", "Scanned", "Torn", "WarcError", "WarcFile", "WarcResponse", "clean_uri", "faults", "path_of", "read_record",
    "read_response", "scan", "truncate_torn",
]
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
BLOCK = 256 * 1024
SYNC = getattr(os, "fdatasync", os.fsync)
"""Leaves out the file's times, which nobody reads (POSIX fdatasync); macOS has only the other one."""


class LostRaceError(FazhiError):
    """Another process cleaned the new file away before it was locked; take a new name."""


class WarcFile:
    """One new WARC file, open for appending and locked as long as this process lives."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = path_of(folder, name)
        self._fd = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX)
            self._refuse_lost()
            sync_folder(folder)
        except BaseException:
            os.close(self._fd)
            raise
        self.size = 0

    def _refuse_lost(self) -> None:
        if not self.path.exists() or self.path.stat().st_ino != os.fstat(self._fd).st_ino:
            raise LostRaceError(f"{self.path} was removed while it was made; run the command again.")

    def append(self, member: bytes) -> tuple[int, int]:
        """Write one gzip member at the end; (offset, length)."""
        offset, view = self.size, memoryview(member)
        while view:
            view = view[os.write(self._fd, view):]
        self.size += len(member)
        return offset, len(member)

    def sync(self) -> None:
        """Wait until the disk holds everything that was appended, the file's length included."""
        SYNC(self._fd)

    def cut(self, size: int) -> None:
        """Forget what was appended behind `size`."""
        os.ftruncate(self._fd, size)
        os.lseek(self._fd, size, os.SEEK_SET)
        self.size = size

    def close(self) -> None:
        """Close and unlock."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def path_of(folder: Path, name: str) -> Path:
    """Path of a WARC file; a name from the database that would leave the folder is refused."""
    if not FILE_NAME.fullmatch(name):
        raise WarcError(f"{name!r} is no WARC file name of this archive; the database was altered.")
    return folder / name


def sync_folder(folder: Path) -> None:
    """Make a new or removed file name survive a power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


# Reading ----------------------------------------------------------------------------------------------------------


def read_record(folder: Path, file: str, offset: int, length: int) -> Record:
    """The record at a place that the database names; raises WarcError in one sentence."""
    path = path_of(folder, file)
    place = f"{path} at byte {offset}"
    try:
        with path.open("rb") as source:
            source.seek(offset)
            raw = source.read(length)
    except OSError as error:
        raise WarcError(f"{place} cannot be read: {error.strerror}; restore the file from a backup.") from error
    try:
        return parse_record(zlib.decompressobj(31).decompress(raw, MAX_RECORD))
    except (zlib.error, WarcError) as error:
        raise WarcError(f"{place} holds no whole WARC record; restore the file from a backup.") from error


def read_response(data: Path, file: str, offset: int, length: int) -> WarcResponse:
    """The archived answer (response or resource record) below `data`/warc; raises WarcError."""
    return response_of(read_record(data / "warc", file, offset, length))


@dataclass(frozen=True, slots=True)
class Scanned:
    """One gzip member of a WARC file: its record, or the reason why there is none."""

    offset: int
    length: int
    record: Record | None
    problem: str | None = None


def scan(path: Path, end: int | None = None) -> Iterator[Scanned]:
    """Every record from the start to `end`, one after the other; the first unreadable one is the last."""
    offset, rest, left = 0, b"", end if end is not None else path.stat().st_size
    with path.open("rb") as source:
        while rest or left > 0:
            stream = zlib.decompressobj(31)
            plain, taken = bytearray(), 0
            while not stream.eof:
                if not rest:
                    rest = source.read(min(BLOCK, left))
                    left -= len(rest)
                if not rest:
                    yield Scanned(offset, taken, None, "the record is cut short")
                    return
                try:
                    plain += stream.decompress(rest, MAX_RECORD - len(plain) + 1)
                except zlib.error:
                    yield Scanned(offset, taken, None, "the record is damaged")
                    return
                behind = stream.unused_data or stream.unconsumed_tail
                taken += len(rest) - len(behind)
                rest = behind
                if len(plain) > MAX_RECORD:
                    yield Scanned(offset, taken, None, "the record is larger than any that this program writes")
                    return
            yield judged(offset, taken, bytes(plain))
            offset += taken


def judged(offset: int, length: int, plain: bytes) -> Scanned:
    """A decompressed member with what its digests say."""
    try:
        record = parse_record(plain)
    except WarcError as error:
        return Scanned(offset, length, None, str(error))
    return Scanned(offset, length, record, "; ".join(faults(record)) or None)


# Torn tails -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Torn:
    """A file whose end was never acknowledged: cut to `kept` bytes, or removed when nothing of it was."""

    file: str
    cut: int
    kept: int


def truncate_torn(folder: Path, files: list[str], committed: Callable[[str], int | None]) -> list[Torn]:
    """Cut every named file to the end that the database holds; a file that a live process writes is left alone.

    `committed` is asked under the lock, because a writer may have finished since the list was made.
    """
    return [torn for name in files if (torn := truncate_one(folder, name, committed))]


def truncate_one(folder: Path, name: str, committed: Callable[[str], int | None]) -> Torn | None:
    """Cut one file; None when there is nothing to cut."""
    path = path_of(folder, name)
    kept = committed(name)
    if kept is None or not path.exists() or path.stat().st_size <= kept > 0:
        return None                                     # unknown files are a person's, they are never touched
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        size, kept = os.fstat(fd).st_size, committed(name) or 0
        if size <= kept > 0:
            return None
        if kept:
            os.ftruncate(fd, kept)
            os.fsync(fd)
        else:
            path.unlink(missing_ok=True)
            sync_folder(folder)
        return Torn(name, size - kept, kept)
    except BlockingIOError:
        return None
    finally:
        os.close(fd)
