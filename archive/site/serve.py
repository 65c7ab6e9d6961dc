"""Serving: Datasette built in code around an archive, and the web server that runs it."""

from __future__ import annotations

import contextlib
import inspect
import multiprocessing
import os
import signal
import socket
import sqlite3
import sys
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import archive
from archive import database
from archive.errors import FazhiError, UsageError
from archive.site import PLUGIN, metadatafile
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
GRACE = 5
"""Seconds in which a server process may finish its answers when it is told to stop."""
MOST_CONNECTIONS = 2_000
"""Connections of one process; a reader beyond them gets 503 instead of a share of nothing."""


def build(data: Path, *, metadata: Path | None = None, settings: dict[str, Any] | None = None) -> Any:
    """A Datasette on the archive in a data folder; raises UsageError where there is none, DamageError on another thing."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    from archive.site import datasettes

    data = Path(data)
    with database.storage_errors(data):
        database.open_database(data, create=False, readonly=True).close()
    path = (data / database.NAME).resolve()
    if not any(plugin is archive for plugin in pm.get_plugins()):
        pm.register(archive, "archive")  # a source checkout that is not installed has no entry point
    files = {"immutables" if _frozen(path) else "files": [str(path)]}
    told = metadatafile.read(metadata or metadatafile.found_file())
    for fault in metadatafile.wrong_settings((told.get("plugins") or {}).get(PLUGIN) or {}):
        raise UsageError(f"{metadatafile.NAME}: {fault}")
    found = metadatafile.closed(path, told)
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
    from archive.site.served import site_of
    from archive.site.views import search

    datasette = build(data)
    application, site = datasette.app(), site_of(datasette)
    Warmer(data / database.NAME, partial(search.prepare, site) if site else None).start()
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
