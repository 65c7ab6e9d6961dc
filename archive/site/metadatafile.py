"""metadata.yml: where it is, what is wrong with it, and what it says with every closed table denied."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

import archive
from archive import database
from archive.errors import UsageError
from archive.site import PLUGIN, tables

VARIABLE = "FAZHI_METADATA"
NAME = "metadata.yml"
TOP_KEYS = {
    "title", "description", "license", "license_url", "source", "source_url", "about", "about_url", "databases", "plugins",
}
MAPPINGS = ("databases", "databases.*", "databases.*.tables", "databases.*.tables.*", "plugins", "plugins.*")
"""Places in metadata.yml that hold keys and values, where they are there."""
PLUGIN_KEYS: dict[str, type | tuple[type, ...]] = {"url": str, "contact": str, "requests_per_minute": (int, float), "address_header": str}
"""Settings of the site under plugins.fazhi-archive (docs/operations.md), and what they hold."""
TABLE_KEYS = {
    "title", "description", "columns", "sort", "sort_desc", "size", "sortable_columns", "label_column", "fts_table", "fts_pk",
    "allow", "hidden",
}


def found_file() -> Path | None:
    """Where the site's metadata.yml is: $FAZHI_METADATA, the working folder, or the source checkout."""
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise UsageError(f"${VARIABLE} names {named}, which is no file; correct it or unset it.")
        return Path(named)
    places = (Path.cwd() / NAME, Path(archive.__file__).parents[1] / NAME)
    return next((path for path in places if path.is_file()), None)


def read(path: Path | None) -> dict[str, Any]:
    """The metadata of a file; without a file the site has its built-in title and all its protection."""
    if path is None:
        return {}
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no YAML: {' '.join(str(error).split())}") from error
    if found is not None and not isinstance(found, dict):
        raise UsageError(f"{path} must hold keys and values at its top, such as `title: …`.")
    for place in _odd_places(found or {}):
        raise UsageError(f"{path}: {place} must hold keys and values, each on a line of its own below it.")
    return found or {}


def _odd_places(found: dict[str, Any]) -> Iterator[str]:
    """Where a value stands instead of the keys and values that Datasette and this site ask for."""
    for path in MAPPINGS:
        yield from (place for place, value in _values(found, path.split(".")) if not isinstance(value, dict | None))


def _values(found: Any, path: list[str], place: str = "") -> Iterator[tuple[str, Any]]:
    """(place, value) of all that stands at a path, in which * is any key."""
    if not path:
        yield place, found
    elif isinstance(found, dict):
        for key in found if path[0] == "*" else path[:1]:
            yield from _values(found.get(key), path[1:], f"{place}.{key}".lstrip("."))


def faults(path: Path | None = None) -> list[str]:
    """One sentence for each thing in metadata.yml that would have no effect or open a closed table."""
    path = path or found_file()
    if path is None:
        return []
    try:
        found = read(path)
    except UsageError as error:
        return [str(error)]
    return [f"{path.name}: {fault}" for fault in _faults(found)]


def _faults(found: dict[str, Any]) -> Iterator[str]:
    for key in sorted(found.keys() - TOP_KEYS):
        advice = "; Datasette settings stand in archive/site/serve.py" if key == "settings" else ""
        yield f"key {key!r} is not known{advice}; known are {', '.join(sorted(TOP_KEYS))}."
    yield from _plugin_faults((found.get("plugins") or {}).get(PLUGIN) or {})
    databases = found.get("databases") or {}
    for name in sorted(databases.keys() - {"archive"}):
        yield f"databases.{name} has no database; the archive's is called archive."
    listed = (databases.get("archive") or {}).get("tables") or {}
    known = known_tables()
    for name, entry in sorted((str(name), entry or {}) for name, entry in listed.items()):
        if name not in known:
            yield f"table {name!r} does not exist in archive/schema.sql."
        elif name not in tables.PUBLIC and entry.get("allow") is not False:
            yield f"table {name!r} is not public; write `allow: false` there."
        for key in sorted(entry.keys() - TABLE_KEYS):
            yield f"table {name!r}: key {key!r} is not known; known are {', '.join(sorted(TABLE_KEYS))}."
    for name in sorted(known - listed.keys() - set(tables.PUBLIC)) if listed else ():
        yield f"table {name!r} is missing; write `{name}: {{allow: false}}`."


def _plugin_faults(settings: dict[str, Any]) -> Iterator[str]:
    for key in sorted(settings.keys() - PLUGIN_KEYS):
        yield f"plugins.{PLUGIN}.{key} is not known; known are {', '.join(sorted(PLUGIN_KEYS))}."
    yield from wrong_settings(settings)


def wrong_settings(settings: dict[str, Any]) -> Iterator[str]:
    """One sentence for each of the plugin's settings that holds what it cannot."""
    for key in sorted(settings.keys() & PLUGIN_KEYS):
        kind, value = PLUGIN_KEYS[key], settings[key]
        if not isinstance(value, kind):
            yield f"plugins.{PLUGIN}.{key} holds {value!r}; write a {'text' if kind is str else 'number'}."


def known_tables() -> set[str]:
    """The tables that archive/schema.sql makes, full-text tables included."""
    schema = files("archive").joinpath("schema.sql").read_text("utf-8")
    return set(re.findall(r"^create (?:virtual )?table (\w+)", schema, re.MULTILINE))


def closed(path: Path, metadata: dict[str, Any]) -> dict[str, Any]:
    """The metadata with every table that is not public denied, shadow tables of the full-text index included.

    The guard and the permission hook deny them too; this is the third lock, and the one that Datasette itself knows.
    """
    from archive.site.datasettes import SEARCHED

    conn = database.connect_readonly(path)
    try:
        names = [row[0] for row in conn.execute("select name from sqlite_master where type in ('table', 'view')")]
    finally:
        conn.close()
    archive = dict((metadata.get("databases") or {}).get("archive") or {})
    listed = {name: dict(entry or {}) for name, entry in (archive.get("tables") or {}).items()}
    for name in names:
        if name not in tables.PUBLIC:
            listed[name] = {**listed.get(name, {}), "allow": name in SEARCHED}
    listed["documents"] = {"fts_table": "documents_fts", "fts_pk": "rowid", **listed.get("documents", {})}
    return {**metadata, "databases": {"archive": {**archive, "tables": listed, "allow_sql": False}}}
