"""Saved pages, texts, files, folders and WARC files into the archive: captured first, then extracted like any page."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote
from zipfile import BadZipFile, ZipFile, ZipInfo

from archive import attachments, times
from archive.attachments.base import MEDIA_TYPES
from archive.errors import FazhiError, UsageError
from archive.intake import foreign_warc, pipeline
from archive.intake.manifest import Origin, read_manifest
from archive.intake.pipeline import Summary
from archive.intake.preparing import read_single
from archive.model import Document
from archive.search import common
from archive.store import Archive
from archive.warc.recorder import Exchange, Recorder

Progress = Callable[[int, int], None]
MAX_FILE = 64 * 1024 * 1024
"""Largest file or zip member that is read; the largest report seen has 20 MB of scanned pages."""
MAX_MEMBERS = 10_000
"""Most members of one zip."""
BATCH_BYTES = 8 * 1024 * 1024
BATCH_FILES = 20
WARC_SUFFIXES = (".warc", ".warc.gz", ".wacz")
FURNITURE = (
    ".css", ".js", ".mjs", ".map", ".json", ".jsonl", ".xml", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".webp",
    ".bmp", ".woff", ".woff2", ".ttf", ".eot", ".mp3", ".mp4", ".db", ".py", ".log",
)
"""Endings that a folder holds beside its documents (browsers save a page with them); skipped unless named."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to import: where it lies, the name it goes by, and where it came from."""

    path: Path
    label: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be recorded."""

    exchange: Exchange
    dated: bool = True
    """Whether its time is known; False for a file that is taken to have been fetched now."""


def import_paths(archive: Archive, paths: Sequence[Path], *, manifest: Path | None = None,
                 progress: Progress | None = None) -> Summary:
    """Import files and folders; what cannot be read is named in `failures`, the rest is done."""
    summary = Summary()
    origins = read_manifest(manifest, summary) if manifest else {}
    skip = {archive.data.resolve(), manifest.resolve() if manifest else None}
    files = [replace(found, origin=origin) for found in walk(paths, skip, summary)
             for origin in origins.get(found.path.resolve(), [None])]
    oldest_first = sorted(files, key=lambda found: times.iso(found.origin.fetched_at)
                          if found.origin and found.origin.fetched_at else "")
    run_id = archive.start_run("import")
    code = 1
    try:
        with Recorder(archive, worker="import") as recorder:
            keep(archive, recorder, items(oldest_first, run_id, summary, progress), summary)
        summary.add(pipeline.process_pending(archive, progress=progress))
        common.settle(archive, progress)
        code = 1 if summary.failures else 0
    finally:
        archive.end_run(run_id, code, {"files": len(files), "new": summary.new, "revised": summary.revised,
                                       "same": summary.same, "problems": summary.failures[:100]})
    return summary


def read_one(file: Path, *, url: str | None = None) -> Document:
    """The document in one file, nothing stored; raises UsageError for a file that is not there."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        kind = judge(body)
        return read_single(body, name=file.name, url=url, media_type=MEDIA_TYPES.get(kind))
    except FazhiError as error:
        raise FazhiError(f"{file}: {error}") from error


def keep(archive: Archive, recorder: Recorder, found: Iterator[Item], summary: Summary) -> None:
    """Record exchanges in batches; one that the archive has already is counted as the same."""
    batch: list[Exchange] = []
    size = 0
    for item in found:
        if known(archive, item, summary):
            continue
        batch.append(item.exchange)
        size += len(item.exchange.body or b"")
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            recorder.record_many(batch)
            batch, size = [], 0
    if batch:
        recorder.record_many(batch)


def known(archive: Archive, item: Item, summary: Summary) -> bool:
    """Whether these bytes were imported under this address before; a failure of then is told again."""
    exchange = item.exchange
    sha256 = hashlib.sha256(exchange.body or b"").hexdigest()
    row = archive.conn.execute(
        "select error, document_id, extracted from captures where url = ? and sha256 = ? and kind = 'import' "
        "and (? or fetched_at = ?) order by id desc limit 1",
        (exchange.url, sha256, not item.dated, times.iso(exchange.fetched_at))).fetchone()
    if row is None:
        return False
    if row["error"] and not row["document_id"]:
        summary.fail(f"{pipeline.label(exchange.url)}: {row['error']}")
    elif row["extracted"] is not None:                  # one that still waits is counted when it is read
        summary.same += 1
    return True


# Finding files ----------------------------------------------------------------------------------------------------


def walk(paths: Sequence[Path], skip: set[Path | None], summary: Summary) -> Iterator[Found]:
    """The files below the paths, sorted, hidden ones skipped; a label never holds more than the path's own name.

    `skip`: resolved paths to pass over, the archive itself and the manifest.
    """
    skipped: list[str] = []
    for path in paths:
        name = path.name or path.resolve().name
        if path.is_dir():
            yield from walk_folder(path, name, skip, summary, skipped=skipped)
        elif path.exists():
            yield Found(path, name)
        else:
            summary.fail(f"{path}: there is no such file or folder.")
    if skipped:
        more = f" and {len(skipped) - 3} more" if len(skipped) > 3 else ""
        summary.warnings.append(f"skipped files that hold no documents: {', '.join(skipped[:3])}{more}.")


def walk_folder(folder: Path, label: str, skip: set[Path | None], summary: Summary, *,
                skipped: list[str]) -> Iterator[Found]:
    """The files of one folder and those below it; symbolic links to folders are not followed (they may circle)."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        summary.fail(f"{folder}: the folder cannot be read ({error.strerror}).")
        return
    for entry in entries:
        name = f"{label}/{entry.name}"
        if entry.name.startswith(".") or Path(os.path.realpath(entry.path)) in skip:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk_folder(Path(entry.path), name, skip, summary, skipped=skipped)
        elif entry.name.lower().endswith(FURNITURE) or os.path.isdir(entry.path):  # noqa: PTH112 - takes links that circle
            skipped.append(entry.name)
        elif os.path.isfile(entry.path):  # noqa: PTH113
            yield Found(Path(entry.path), name)
        else:
            summary.fail(f"{entry.path}: it is no file, or a link that leads to none.")


# Reading files ----------------------------------------------------------------------------------------------------


def items(files: Sequence[Found], run_id: int, summary: Summary, progress: Progress | None) -> Iterator[Item]:
    """What there is to record in the files; unreadable ones become failures."""
    for done, found in enumerate(files, 1):
        try:
            for item in open_file(found, summary):
                yield replace(item, exchange=replace(item.exchange, run_id=run_id))
        except OSError as error:
            summary.fail(f"{found.path}: it cannot be read ({error.strerror or error}).")
        except FazhiError as error:
            summary.fail(f"{found.path}: {error}")
        if progress:
            progress(done, len(files))


def open_file(found: Found, summary: Summary) -> Iterator[Item]:
    """One exchange for a page or file, several for a zip or a WARC."""
    name = found.path.name.lower()
    with found.path.open("rb") as source:
        head = source.read(512)
        source.seek(0)
        if name.endswith(".wacz") or (name.endswith(".zip") and head.startswith(b"PK")):
            yield from open_zip(source, found, summary)
        elif name.endswith(WARC_SUFFIXES) or foreign_warc.looks_like_warc(head):
            yield from map(Item, foreign_warc.exchanges(source, str(found.path), summary))
        else:
            yield single(source.read(MAX_FILE + 1), found.label, found.origin)


def single(body: bytes, label: str, origin: Origin | None) -> Item:
    """The exchange of one page or file; raises FazhiError for what is no document."""
    kind = judge(body)
    url = origin.url if origin else "file:///" + quote(os.fsencode(label))
    fetched_at = origin.fetched_at if origin else None
    exchange = Exchange(url, "import", body=body, media_type=MEDIA_TYPES.get(kind), fetched_at=fetched_at or times.now())
    return Item(exchange, dated=fetched_at is not None)


def judge(body: bytes) -> str:
    """The kind of a file by its bytes, as `attachments.sniff` names it; raises FazhiError for what is none."""
    if not body.strip():
        raise FazhiError("the file is empty.")
    if len(body) > MAX_FILE:
        raise FazhiError(f"the file is larger than {MAX_FILE // 1024 // 1024} MB.")
    kind = attachments.sniff(body)
    if kind is None or (kind in {"html", "text"} and is_noise(body[:4096])):
        raise FazhiError("it is neither a page, a text nor a file of a known kind.")
    return kind


def is_noise(head: bytes) -> bool:
    """Whether bytes hold more control characters than any text; noise contains something like a tag by chance."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False                                    # UTF-16 is half zeros
    return sum(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in head) > len(head) * 0.02


def open_zip(source: BinaryIO, found: Found, summary: Summary) -> Iterator[Item]:
    """The members of a zip, each as if it lay in a folder; of a WACZ only the WARC files in archive/."""
    wacz = found.path.name.lower().endswith(".wacz")
    try:
        with ZipFile(source) as packed:
            members = [info for info in packed.infolist() if not info.is_dir()]
            if len(members) > MAX_MEMBERS:
                raise FazhiError(f"the zip holds more than {MAX_MEMBERS} files; unpack it and import the folder.")
            for info in members:
                name = member_name(info)
                if wacz and not (name.startswith("archive/") and name.lower().endswith(WARC_SUFFIXES)):
                    continue
                yield from open_member(packed, info, f"{found.label}/{name}", summary)
    except BadZipFile as error:
        raise FazhiError(f"the zip is damaged ({error}).") from error


def open_member(packed: ZipFile, info: ZipInfo, label: str, summary: Summary) -> Iterator[Item]:
    """What one member of a zip holds; its faults are its own."""
    name = label.lower()
    if name.endswith(FURNITURE) or label.rpartition("/")[2].startswith("."):
        return
    try:
        with packed.open(info) as stream:
            if name.endswith((".warc", ".warc.gz")):
                yield from map(Item, foreign_warc.exchanges(stream, label, summary))
            else:
                yield single(stream.read(MAX_FILE + 1), label, None)
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, FazhiError) as error:
        summary.fail(f"{unquote(label)}: {error}")      # RuntimeError: encrypted; NotImplementedError: odd packing


def member_name(info: ZipInfo) -> str:
    """The name of a zip member; Chinese Windows writes GBK and sets no flag that would say so."""
    if info.flag_bits & 0x800:
        return info.filename
    return info.filename.encode("cp437", "replace").decode("gb18030", "replace")
