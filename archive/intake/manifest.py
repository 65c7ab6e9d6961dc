"""The manifest of an import: where saved files came from and when, one JSON object a line."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive import identity
from archive.errors import UsageError
from archive.intake.moments import SHOWN, moment
from archive.intake.pipeline import Summary


@dataclass(frozen=True, slots=True)
class Origin:
    """What a manifest line tells of a file."""

    url: str
    fetched_at: datetime | None


def read_manifest(manifest: Path, summary: Summary) -> dict[Path, list[Origin]]:
    """Origins by resolved path; a line that cannot be used is a failure of its own."""
    try:
        lines = manifest.read_text("utf-8-sig").split("\n")     # no splitlines(): JSON may hold U+2028 as it is
    except OSError as error:
        raise UsageError(f"the manifest {manifest} cannot be read: {error.strerror}; check the path and its permissions.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the manifest {manifest} cannot be read ({error}); save it as UTF-8 text, one JSON object a line.") from error
    origins: dict[Path, list[Origin]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            path, origin = manifest_line(line, manifest.parent)
        except ValueError as error:
            summary.fail(f"{manifest}, line {number}: {error}")
            continue
        known = origins.setdefault(path.resolve(), [])
        if origin not in known:
            known.append(origin)
    return origins


def manifest_line(line: str, folder: Path) -> tuple[Path, Origin]:
    """(path, origin) of one line; ValueError says what is wrong with it."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON object ({error}).") from error
    if not isinstance(entry, dict) or not isinstance(entry.get("file"), str) or not isinstance(entry.get("url"), str):
        raise ValueError('it needs {"file": …, "url": …}, both texts.')  # noqa: TRY004 - one class for every fault
    path = folder / entry["file"]
    if not os.path.isfile(path):  # noqa: PTH113 - takes names that no file can have
        raise ValueError(f"there is no file {entry['file'][:SHOWN]!r} beside the manifest.")
    if not identity.is_web(entry["url"]):
        raise ValueError(f"{entry['url'][:SHOWN]!r} is no http or https address.")
    fetched_at = entry.get("fetched_at")
    try:
        return path, Origin(entry["url"], moment(fetched_at) if fetched_at else None)
    except ValueError as error:
        raise ValueError(f"fetched_at {error}") from error
