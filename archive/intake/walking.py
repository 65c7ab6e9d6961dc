"""The files to import: found below the paths that a person named, in order, without following a link in a circle."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.extract import pictures
from archive.intake.manifest import Origin
from archive.intake.pipeline import Summary

FURNITURE = (
    ".css", ".js", ".mjs", ".map", ".json", ".jsonl", ".xml", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".webp",
    ".bmp", ".woff", ".woff2", ".ttf", ".eot", ".mp3", ".mp4", ".db", ".py", ".log", ".csv",
)
"""Endings that a folder holds beside its documents (browsers save a page with them); skipped unless named."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to import: where it lies, the name it goes by, and where it came from."""

    path: Path
    label: str
    origin: Origin | None = None


def walk(paths: Sequence[Path], skip: set[Path | None], summary: Summary, skipped: list[str],
         scans: dict[str, Path]) -> Iterator[Found]:
    """The files below the paths, sorted, hidden ones skipped; a label never holds more than the path's own name.

    `skip`: resolved paths to pass over, the archive itself and the manifest. `skipped` takes up names of files that hold no
    documents, `scans` label -> place of pictures: the pages beside one may show it as their text.
    """
    for path in paths:
        name = path.name or path.resolve().name
        if os.path.isdir(path):  # noqa: PTH112 - no error where a folder above may not be entered
            yield from walk_folder(path, name, skip, summary, skipped=skipped, scans=scans)
        elif os.path.exists(path):  # noqa: PTH110 - as above
            yield Found(path, name)
        else:
            summary.fail(f"{path}: there is no such file or folder, or it may not be seen.")


def tell_skipped(skipped: Sequence[str], summary: Summary) -> None:
    """Warn of files that were passed over."""
    if skipped:
        more = f" and {len(skipped) - 3} more" if len(skipped) > 3 else ""
        summary.warnings.append(f"skipped files that hold no documents: {', '.join(skipped[:3])}{more}.")


def walk_folder(folder: Path, label: str, skip: set[Path | None], summary: Summary, *,
                skipped: list[str], scans: dict[str, Path]) -> Iterator[Found]:
    """The files of one folder and those below it; symbolic links to folders are not followed (they may circle)."""
    below = [listed(str(folder), label, summary)]       # no recursion: a path may be thousands of folders long
    while below:
        entry, name = next(below[-1], (None, ""))
        if entry is None:
            below.pop()
        elif entry.name.startswith(".") or Path(os.path.realpath(entry.path)) in skip:
            continue
        elif entry.is_dir(follow_symlinks=False):
            below.append(listed(entry.path, name, summary))
        elif pictures.is_picture(entry.name) and os.path.isfile(entry.path):  # noqa: PTH113 - takes links that circle
            scans[name] = Path(entry.path)
        elif entry.name.lower().endswith(FURNITURE) or os.path.isdir(entry.path):  # noqa: PTH112 - as above
            skipped.append(entry.name)
        elif os.path.isfile(entry.path):  # noqa: PTH113 - as above
            yield Found(Path(entry.path), name)
        else:
            summary.fail(f"{entry.path}: it is no file, or a link that leads to none.")


def listed(folder: str, label: str, summary: Summary) -> Iterator[tuple[os.DirEntry[str], str]]:
    """The entries of a folder by name, each with its label; a folder that cannot be read is a failure."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        summary.fail(f"{folder}: the folder cannot be read ({error.strerror}).")
        return iter(())
    return ((entry, f"{label}/{entry.name}") for entry in entries)
