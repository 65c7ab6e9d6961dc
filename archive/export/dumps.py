"""Nightly dumps: the whole report index as SQLite, JSON lines and Parquet in DATA/dumps, with sizes and digests."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from glob import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from archive import find, read, times
from archive.database import storage_errors
from archive.export import downloads, sqlite_copy
from archive.export.parquet import write_parquet
from archive.export.wacz import Measured

FOLDER = "dumps"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
SIGNATURE = f"{MANIFEST}.sig"
"""Made by a keeper who signs (`ssh-keygen -Y sign`); a new manifest takes the old one away."""
STEM = 60
"""Characters of a name that the file in the making takes over: a name may have 255 bytes, and a process number comes to it."""
LEVEL = 6
"""Of gzip; 9 takes more time for less than a hundredth of the size."""


class Form(NamedTuple):
    """How one dump is made."""

    write: Callable[..., Any]
    media_type: str
    packed: bool = False
    """Whether gzip goes over what `write` gives."""
    needs: str | None = None
    """A library that is no core dependency; without it the dump is left out."""


FORMS: Mapping[str, Form] = {
    "fazhi-reports.db.gz": Form(sqlite_copy.write_db, "application/gzip", packed=True),
    "fazhi-reports.jsonl.gz": Form(downloads.write_jsonl, "application/gzip", packed=True),
    "fazhi-reports.parquet": Form(write_parquet, "application/vnd.apache.parquet", needs="pyarrow"),
}
"""Name of a dump -> how it is made."""
MEDIA_TYPES: Mapping[str, str] = {
    **{name: form.media_type for name, form in FORMS.items()}, MANIFEST: "application/json; charset=utf-8",
    SUMS: "text/plain; charset=utf-8", SIGNATURE: "text/plain; charset=utf-8",
}
"""Every file of the folder that readers may have; nothing else in it is public."""


class Done(NamedTuple):
    """What a night has made."""

    manifest: dict[str, Any]
    left_out: list[str]
    """A sentence for each dump that could not be made."""


def write(data: Path, conn: sqlite3.Connection, progress: downloads.Progress | None = None) -> Done:
    """Write all dumps of one state of the archive; they appear together when the last one is complete, the manifest last.

    A reader who fetches in that very moment sees by the digest that a file is newer than his manifest.
    """
    folder = data / FOLDER
    left_out = {name: f"{name} is left out: it needs {form.needs}, which `pip install 'fazhi-archive[parquet]'` brings."
                for name, form in FORMS.items() if form.needs and find_spec(form.needs) is None}
    names = [name for name in FORMS if name not in left_out]
    with storage_errors(data), snapshot(conn), halves(folder, [*names, SUMS, MANIFEST]) as half:
        ids = find.all_ids(conn)
        facts = {"made_at": times.stamp(), "generation": read.generation(conn), "documents": len(ids)}
        files = [_dump(conn, ids, name, half[name], progress) for name in names]
        manifest = {**facts, "files": files}
        half[SUMS].write_text("".join(f"{one['sha256']}  {one['name']}\n" for one in files), "utf-8")
        half[MANIFEST].write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
        for name in (SIGNATURE, *left_out):
            (folder / name).unlink(missing_ok=True)
        for name, path in half.items():
            path.replace(folder / name)
    return Done(manifest, [*left_out.values()])


@contextmanager
def snapshot(conn: sqlite3.Connection) -> Iterator[None]:
    """Let everything inside see one state of the archive, while crawls go on."""
    conn.execute("begin")
    try:
        yield
    finally:
        conn.rollback()


@contextmanager
def halves(folder: Path, names: Sequence[str]) -> Iterator[dict[str, Path]]:
    """Name -> path of a file in the making beside its place; what is left of them afterwards is removed.

    A process that was killed could not: what it left of these files goes first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in (part for name in names for part in folder.glob(f".{escape(name[:STEM])}.*.part")):
        if not _runs(left.name.split(".")[-2]):
            left.unlink(missing_ok=True)
    paths = {name: folder / f".{name[:STEM]}.{os.getpid()}.part" for name in names}
    try:
        yield paths
    finally:
        for path in paths.values():
            path.unlink(missing_ok=True)


def _runs(pid: str) -> bool:
    """Whether a process of this machine is alive."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:                             # somebody else's
        return True
    return True


def _dump(conn: sqlite3.Connection, ids: Sequence[str], name: str, path: Path, progress: downloads.Progress | None) -> dict[str, Any]:
    """Write one dump; its line in the manifest. The date in the head of gzip is left out: equal archives give equal files."""
    form = FORMS[name]
    with path.open("wb") as file:
        out = Measured(file)
        if form.packed:
            with gzip.GzipFile("", "wb", LEVEL, fileobj=cast("BinaryIO", out), mtime=0) as packer:
                form.write(conn, ids, packer, progress)
        else:
            form.write(conn, ids, out, progress)
        file.flush()
        os.fsync(file.fileno())
    return {"name": name, "bytes": out.size, "sha256": out.hash.removeprefix("sha256:"), "media_type": form.media_type}


def signed(data: Path) -> bool:
    """Whether the keeper has signed the manifest."""
    return (data / FOLDER / SIGNATURE).is_file()


def published(data: Path) -> dict[str, Any] | None:
    """The manifest of the newest dumps, None where there are none that can be read."""
    try:
        found = json.loads((data / FOLDER / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
