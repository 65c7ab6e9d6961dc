"""Two ways to ask the public site: its application without a socket, and `fazhi serve` over connections that stay open."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
"""Parts of a second in which Linux counts the time of processes."""
Ask = tuple[str, dict[str, str]]
"""A path and request headers."""


def scope_of(ask: Ask) -> dict[str, Any]:
    """An ASGI scope as uvicorn makes it."""
    path, _, query = ask[0].partition("?")
    headers = [(b"host", b"127.0.0.1:8001"), (b"user-agent", b"bench"), (b"accept", b"*/*")]
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 8001), "headers": headers + [(k.encode(), v.encode()) for k, v in ask[1].items()],
    }


class Client:
    """Asks an application without a socket."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.status = 0
        self.headers: dict[bytes, bytes] = {}

    async def ask(self, ask: Ask) -> int:
        """Ask; the status."""
        await self.app(scope_of(ask), self._receive, self._send)
        return self.status

    async def _receive(self) -> dict[str, Any]:
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits an hour")

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])


@contextlib.contextmanager
def server(data: Path) -> Iterator[tuple[int, int]]:
    """`fazhi serve` in a process of its own: (process id, port)."""
    command = [sys.executable, "-m", "archive", "serve", "--data", str(data), "--port", "0"]
    child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        line = child.stderr.readline() if child.stderr else ""
        rested(child.pid)
        yield child.pid, int(line.split("127.0.0.1:")[1].split("/")[0])
    finally:
        child.terminate()
        child.wait(20)


def rested(pid: int) -> None:
    """Wait until a server has prepared its searches and does nothing: that work is none of the answers measured."""
    before = -1.0
    while (now := cpu_of(pid)) > before:
        before = now
        time.sleep(0.5)


def cpu_of(pid: int) -> float:
    """User and system seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def connection(port: int, asks: Sequence[Ask]) -> None:
    """One connection that stays open: each question after the answer to the one before."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path, headers in asks:
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304")):
            raise SystemExit(f"{path} answered {head.splitlines()[0].decode()}")
        length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
        await reader.readexactly(int(length.partition(b":")[2]))
    writer.close()
