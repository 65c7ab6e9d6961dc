"""Saved pages, texts, files, folders and WARC files into the archive: captured first, then extracted like any page."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, BinaryIO
from urllib.parse import quote, unquote
from zipfile import BadZipFile

from archive import attachments, times
from archive.attachments.base import MEDIA_TYPES
from archive.errors import FazhiError, UsageError
from archive.extract.decode import decode
from archive.intake import beside, foreign_warc, pipeline
from archive.intake.manifest import Origin, read_manifest
from archive.intake.pipeline import Summary
from archive.intake.preparing import read_single
from archive.intake.recorder import Exchange, Recorder
from archive.intake.walking import FURNITURE, Found, tell_skipped, walk
from archive.intake.zips import FAULTS, MAX_FILE, Zips, is_folder
from archive.model import Document
from archive.search import common
from archive.store import Archive

Progress = Callable[[int, int], None]
BATCH_BYTES = 8 * 1024 * 1024
BATCH_FILES = 20
WARC_SUFFIXES = (".warc", ".warc.gz", ".wacz")


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
    skipped: list[str] = []
    scans: dict[str, Path] = {}
    files = with_origins(walk(paths, skip, summary, skipped, scans), origins, summary)
    run_id = archive.start_run("import")
    code = 1
    try:
        with Recorder(archive, worker="import") as recorder:
            keep(archive, recorder, items(files, run_id, summary, progress, scans), summary)
        tell_skipped([*skipped, *(path.name for path in scans.values())], summary)
        summary.add(pipeline.process_pending(archive, progress=progress))
        common.settle(archive, progress)
        code = 1 if summary.failures else 0
    finally:
        archive.end_run(run_id, code, {"files": len(files), "new": summary.new, "revised": summary.revised,
                                       "same": summary.same, "problems": summary.failures[:100]})
    return summary


def with_origins(files: Iterable[Found], origins: dict[Path, list[Origin]], summary: Summary) -> list[Found]:
    """The files, each once for each origin that the manifest tells of it, oldest first: a later visit may revise an earlier one."""
    out: list[Found] = []
    unused = set(origins)
    for found in files:
        place = found.path.resolve()
        unused.discard(place)
        out += [replace(found, origin=origin) for origin in origins.get(place, [None])]
    if unused:
        summary.warnings.append(f"the manifest tells of {len(unused)} files that are not among those to import, for instance {min(unused)}.")
    return sorted(out, key=lambda found: times.iso(found.origin.fetched_at) if found.origin and found.origin.fetched_at else "")


def read_one(file: Path, *, url: str | None = None) -> Document:
    """The document in one file (- is standard input), nothing stored; raises UsageError for a file that is not there."""
    try:
        body = first_bytes(file)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        kind = judge(body)
        return read_single(body, name=file.name, url=url, media_type=MEDIA_TYPES.get(kind))
    except FazhiError as error:
        raise FazhiError(f"{file}: {error}") from error


def first_bytes(file: Path) -> bytes:
    """As much of a file, or of standard input, as tells whether it is too large to be read."""
    if str(file) == "-":
        if sys.stdin is None:
            raise UsageError("standard input is closed; name a file.")
        return sys.stdin.buffer.read(MAX_FILE + 1)
    with file.open("rb") as source:
        return source.read(MAX_FILE + 1)


def keep(archive: Archive, recorder: Recorder, found: Iterator[Item], summary: Summary) -> None:
    """Record exchanges in batches; one that the archive has already is counted as the same."""
    batch: list[Exchange] = []
    size = 0
    waiting: set[tuple[object, ...]] = set()
    for item in found:
        if known(archive, item, summary):
            continue
        facts = (item.exchange.url, item.exchange.kind, item.exchange.body, item.dated and item.exchange.fetched_at)
        if facts in waiting:
            summary.same += 1
            continue
        waiting.add(facts)
        batch.append(item.exchange)
        size += len(item.exchange.body or b"")
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            recorder.record_many(batch)
            batch, size, waiting = [], 0, set()
    if batch:
        recorder.record_many(batch)


def known(archive: Archive, item: Item, summary: Summary) -> bool:
    """Whether these bytes were imported under this address before; a failure of then is told again."""
    exchange = item.exchange
    sha256 = hashlib.sha256(exchange.body or b"").hexdigest()
    row = archive.conn.execute(
        "select error, document_id, extracted from captures where url = ? and sha256 = ? and kind = ? "
        "and (? or fetched_at = ?) order by id desc limit 1",
        (exchange.url, sha256, exchange.kind, not item.dated, times.iso(exchange.fetched_at))).fetchone()
    if row is None or exchange.kind != "import":
        return row is not None
    if row["error"] and not row["document_id"]:
        summary.fail(f"{pipeline.label(exchange.url)}: {row['error']}")
    elif row["extracted"] is not None:                  # one that still waits is counted when it is read
        summary.same += 1
    return True


# Reading files ----------------------------------------------------------------------------------------------------


def items(files: Sequence[Found], run_id: int, summary: Summary, progress: Progress | None,
          scans: dict[str, Path]) -> Iterator[Item]:
    """What there is to record in the files, each page with those of `scans` that it shows; unreadable ones become failures."""
    for done, found in enumerate(files, 1):
        try:
            for item in open_file(found, summary):
                yield replace(item, exchange=replace(item.exchange, run_id=run_id))
                for scan in scans_of(item, found.label, scans):
                    yield replace(scan, exchange=replace(scan.exchange, run_id=run_id))
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
        if name.endswith(".jsonl"):
            raise FazhiError("it holds JSON lines and no page; a manifest is named with --manifest, and an export that can be imported "
                             "again is made with --format wacz.")
        if name.endswith(".wacz") or (head.startswith(b"PK") and is_folder(source, name)):
            yield from open_zip(source, found, summary)
        elif name.endswith(WARC_SUFFIXES) or foreign_warc.looks_like_warc(head):
            yield from map(Item, foreign_warc.exchanges(source, str(found.path), summary))
        else:
            yield single(source.read(MAX_FILE + 1), found.label, found.origin)


def scans_of(page: Item, label: str, scans: dict[str, Path]) -> Iterator[Item]:
    """The pictures in the folder of a page that show its text, taken out of `scans`."""
    told = page.exchange
    if told.kind != "import" or told.media_type != MEDIA_TYPES["html"] or told.body is None:
        return
    for url, path in beside.of_page(told.body, told.url, label, scans):
        with path.open("rb") as source:
            body = source.read(MAX_FILE + 1)
        yield replace(page, exchange=replace(told, url=url, kind="attachment", parent_url=told.url, body=body,
                                             media_type=MEDIA_TYPES.get(attachments.sniff(body) or "")))


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
    kind = attachments.sniff(body) or ("html" if is_wide(body[:4096]) else None)
    if kind is None or (kind in {"html", "text"} and is_noise(body[:4096])):
        raise FazhiError("it is neither a page, a text nor a file of a known kind.")
    return kind


def is_noise(head: bytes) -> bool:
    """Whether bytes hold more control characters than any text; noise contains something like a tag by chance."""
    if is_wide(head):
        return False                                    # UTF-16 is half zeros
    return sum(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in head) > len(head) * 0.02


def is_wide(head: bytes) -> bool:
    """Whether bytes begin a text in UTF-16, with a byte order mark or, as markup, without."""
    return decode(head)[1].startswith("utf-16")


def open_zip(source: BinaryIO, found: Found, summary: Summary) -> Iterator[Item]:
    """The members of a zip, each as if it lay in a folder; of a WACZ only the WARC files in archive/."""
    before = summary.failed
    empty = True
    try:
        for label, stream in Zips(lambda sentence: summary.fail(unquote(sentence))).members(source, found.label):
            if not is_document(label):
                continue
            for item in open_member(stream, label, summary):
                empty = False
                yield item
    except BadZipFile as error:
        raise FazhiError(f"the zip is damaged ({error}).") from error
    if empty and summary.failed == before:
        summary.warnings.append(f"{found.path}: the zip holds no documents.")


def is_document(label: str) -> bool:
    """Whether a member of a zip may be one, by its path alone."""
    name = label.lower()
    _, in_wacz, rest = name.rpartition(".wacz/")
    if in_wacz:
        return rest.startswith("archive/") and rest.endswith(WARC_SUFFIXES)
    return not name.endswith(FURNITURE) and not name.rpartition("/")[2].startswith(".")


def open_member(stream: IO[bytes], label: str, summary: Summary) -> Iterator[Item]:
    """What one member of a zip holds; its faults are its own."""
    try:
        if label.lower().endswith((".warc", ".warc.gz")):
            yield from map(Item, foreign_warc.exchanges(stream, label, summary))
        else:
            yield single(stream.read(MAX_FILE + 1), label, None)
    except FAULTS as error:
        summary.fail(f"{unquote(label)}: {error}")
