"""`python -m crawler.demo`: serve the embedded portals until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import threading
from importlib.resources import as_file, files
from pathlib import Path

from archive.errors import FazhiError
from crawler.demo import KEYS, serve


def main(arguments: list[str] | None = None) -> int:
    """Serve the portals, print their addresses and the folder of their portal files; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m crawler.demo", description="Serve made-up portals on loopback.")
    parser.add_argument("--ports-from", type=int, metavar="N", help="use the ports N, N+1, N+2 … (default: 8171 and above)")
    options = parser.parse_args(arguments)
    first = options.ports_from
    ports = {} if first is None else {key: first + place for place, key in enumerate(KEYS)}
    try:
        portals = serve(ports)
    except FazhiError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    with portals, tempfile.TemporaryDirectory() as folder, as_file(files("crawler.demo") / "portals") as packaged:
        registry = Path(packaged) if first is None else portals.write_registry(Path(folder))
        for key, url in portals.urls.items():
            sys.stdout.write(f"{key}: {url}/\n")
        sys.stdout.write(f"portals: {registry}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stderr.write("Stopped.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
