"""Serving: Datasette built in code around an archive, and the web server that runs it."""

from __future__ import annotations

import contextlib
import inspect
import multiprocessing
import os
import re
import signal
import socket
import sqlite3
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

import yaml

import archive
from archive import database
from archive.errors import FazhiError, UsageError
from archive.site import PLUGIN, tables
from archive.site.warming import Warmer

SETTINGS: dict[str, Any] = {
    "default_allow_sql": False,       # a query of a reader's own can run for as long as the time limit, again and again
    "allow_download": False,          # archive.db is large and live; `fazhi export` makes a clean copy
    "allow_csv_stream": False,        # one request could take every row
    "allow_signed_tokens": False,     # nobody logs in (1.0)
    "allow_facet": False,             # a facet scans the table
    "suggest_facets": False,          # the same, on every page
    "max_returned_rows": 100,
    "default_page_size": 50,
    "sql_time_limit_ms": 800,
    "num_sql_threads": 3,             # one slow search must not stop the readers of reports
    "default_cache_ttl": 0,           # the guard sets Cache-Control
    "truncate_cells_html": 200,
}
"""Datasette settings; Datasette 0.65 ignores settings in metadata.yml."""
DATA_VARIABLE = "FAZHI_SERVE_DATA"
"""Hands the data folder to further server processes."""
METADATA_VARIABLE = "FAZHI_METADATA"
METADATA_NAME = "metadata.yml"
TOP_KEYS = {
    "title", "description", "license", "license_url", "source", "source_url", "about", "about_url", "databases", "plugins",
}
MAPPINGS = ("databases", "databases.*", "databases.*.tables", "databases.*.tables.*", "plugins", "plugins.*")
"""Places in metadata.yml that hold keys and values, where they are there."""
PLUGIN_KEYS: dict[str, type | tuple[type, ...]] = {"url": str, "contact": str, "requests_per_minute": (int, float), "address_header": str}
"""Settings of the site under plugins.fazhi-archive (docs/operations.md), and what they hold."""
GRACE = 5
"""Seconds in which a server process may finish its answers when it is told to stop."""
MOST_CONNECTIONS = 2_000
"""Connections of one process; a reader beyond them gets 503 instead of a share of nothing."""
TABLE_KEYS = {
    "title", "description", "columns", "sort", "sort_desc", "size", "sortable_columns", "label_column", "fts_table", "fts_pk",
    "allow", "hidden",
}


def metadata_path() -> Path | None:
    """Where the site's metadata.yml is: $FAZHI_METADATA, the working folder, or the source checkout."""
    named = os.environ.get(METADATA_VARIABLE)
    if named:
        if not Path(named).is_file():
            raise UsageError(f"${METADATA_VARIABLE} names {named}, which is no file; correct it or unset it.")
        return Path(named)
    places = (Path.cwd() / METADATA_NAME, Path(archive.__file__).parents[1] / METADATA_NAME)
    return next((path for path in places if path.is_file()), None)


def read_metadata(path: Path | None) -> dict[str, Any]:
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


def metadata_faults(path: Path | None = None) -> list[str]:
    """One sentence for each thing in metadata.yml that would have no effect or open a closed table."""
    path = path or metadata_path()
    if path is None:
        return []
    try:
        found = read_metadata(path)
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
    yield from _wrong_settings(settings)


def _wrong_settings(settings: dict[str, Any]) -> Iterator[str]:
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


def build(data: Path, *, metadata: Path | None = None, settings: dict[str, Any] | None = None) -> Any:
    """A Datasette on the archive in a data folder; raises UsageError where there is none, DamageError on another thing."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    import archive
    from archive.site import datasettes

    data = Path(data)
    with database.storage_errors(data):
        database.open_database(data, create=False, readonly=True).close()
    path = (data / database.NAME).resolve()
    if not any(plugin is archive for plugin in pm.get_plugins()):
        pm.register(archive, "archive")  # a source checkout that is not installed has no entry point
    files = {"immutables" if _frozen(path) else "files": [str(path)]}
    told = read_metadata(metadata or metadata_path())
    for fault in _wrong_settings((told.get("plugins") or {}).get(PLUGIN) or {}):
        raise UsageError(f"{METADATA_NAME}: {fault}")
    found = closed(path, told)
    return Datasette(**files, metadata=found, settings=datasettes.known_settings({**SETTINGS, **(settings or {})}))


def _frozen(path: Path) -> bool:
    """Whether the database lies where not even its lock files can be made: a read-only disk holds no writer either."""
    try:
        conn = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        try:
            conn.execute("select count(*) from sqlite_master")
        finally:
            conn.close()
    except sqlite3.OperationalError:
        return True
    return False


def app() -> Any:
    """The ASGI application of a server process; the data folder comes through the environment."""
    Thread(target=_end_with_the_supervisor, name="supervisor's end", daemon=True).start()
    return _warm(Path(os.environ[DATA_VARIABLE]))


def _end_with_the_supervisor() -> None:
    """End this process when its supervisor was killed: nobody would replace it, and it would hold the port for ever."""
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _warm(data: Path) -> Any:
    """The application of this server process, which prepares its searches in a thread meanwhile."""
    application = build(data).app()
    Warmer(data / database.NAME).start()
    return application


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, so that a taken port is one sentence before anything else starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, for asyncio switches Nagle's algorithm off only then: head and body of an answer leave in two writes,
    # and the second would wait 40 ms for the reader's delayed acknowledgement.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(1024)
    except (OSError, OverflowError) as error:
        sock.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise FazhiError(f"cannot listen on {host} port {port}: {reason}; name another with --port or --host.") from error
    sock.set_inheritable(True)
    return sock


def run(data: Path, host: str = "127.0.0.1", port: int = 8001, workers: int = 1) -> None:
    """Serve until Ctrl-C. The access log is off: it would cost a cached page half its speed, and a proxy keeps one."""
    import uvicorn

    from archive.site.connection import Connection

    if workers == 1:
        application: Any = _warm(data)
    else:
        build(data)  # a fault shows here, in one sentence, and not in every process
        application = "archive.site.serve:app"
        os.environ[DATA_VARIABLE] = str(Path(data).resolve())
    with listen(host, port) as sock:
        config = uvicorn.Config(
            application, factory=workers > 1, workers=workers, access_log=False, log_level="warning",
            server_header=False, lifespan="on", timeout_keep_alive=10, timeout_graceful_shutdown=GRACE,
            proxy_headers=False,  # anybody can send them; the guard reads the one that metadata.yml names
            limit_concurrency=MOST_CONNECTIONS, http=Connection,
        )
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how serving ends, and SIGTERM how a service does
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn finishes its answers, then raises it again
            _announce(host, sock.getsockname()[1])
            if workers == 1:
                uvicorn.Server(config).run(sockets=[sock])
            else:
                _supervise(config, sock)


def _supervise(config: Any, sock: socket.socket) -> None:
    """Run several server processes on one socket; one that dies or hangs is replaced, and stopping waits for none for ever."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    class Workers(Multiprocess):
        def join_all(self) -> None:
            for worker in self.processes:
                worker.process.join(GRACE + 1)
                worker.process.kill()  # does nothing to one that has ended

    older = "target" in inspect.signature(Multiprocess).parameters
    more: dict[str, Any] = {"target": uvicorn.Server(config).run} if older else {}
    Workers(config, sockets=[sock], **more).run()


def _announce(host: str, port: int) -> None:
    """Tell on stderr where the site is."""
    name = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"fazhi: serving http://{name}:{port}/ (Ctrl-C stops)\n")
    sys.stderr.flush()
