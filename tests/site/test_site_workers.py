"""`fazhi serve --workers 2`: both processes answer, both see a commit at once, a dead or frozen one is replaced, stopping ends them."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

PATIENCE = 20.0
"""Seconds for anything to happen; a busy machine takes its time to start Python twice."""


def workers_of(parent: int) -> list[int]:
    """The server processes of a supervisor: its children that listen (multiprocessing starts a helper too)."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def wait_for(what, *, seconds: float = PATIENCE):
    """The first true value of `what()`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(httpx.HTTPError, FileNotFoundError):
            found = what()
            if found:
                return found
        time.sleep(0.05)
    raise AssertionError(f"nothing came within {seconds} seconds")


@pytest.fixture
def served(tmp_path, archive_folder):
    """Two server processes on an archive of their own."""
    data = tmp_path / "data"
    shutil.copytree(archive_folder[0], data)
    command = [sys.executable, "-m", "archive", "serve", "--data", str(data), "--port", "0", "--workers", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        port = int(re.search(r":(\d+)/", server.stderr.readline())[1])

        def get(path: str, **headers: str) -> httpx.Response:
            return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=2, trust_env=False)

        try:
            wait_for(lambda: get("/about").status_code == 200 and len(workers_of(server.pid)) == 2)
            yield SimpleNamespace(server=server, data=data, get=get)
        finally:
            for pid in workers_of(server.pid) if server.poll() is None else ():
                os.kill(pid, signal.SIGCONT)
            server.terminate()
            server.wait(PATIENCE)


def asked_alone(served, pid: int, path: str):
    """The answer of one process while the other one sleeps."""
    other = next(one for one in workers_of(served.server.pid) if one != pid)
    os.kill(other, signal.SIGSTOP)
    try:
        return wait_for(lambda: served.get(path))
    finally:
        os.kill(other, signal.SIGCONT)


def test_two_workers_serve_one_archive(served, samples):
    from archive.store import Archive

    first, second = workers_of(served.server.pid)
    before = [asked_alone(served, pid, "/search.json") for pid in (first, second)]
    assert before[0].headers["etag"] == before[1].headers["etag"]
    with Archive.open(served.data) as archive:
        doc = samples.report(random.Random(1), "350000", "福建省", "province", 2024)
        archive.upsert(doc, url=doc.url, seen_at=datetime(2026, 5, 1, tzinfo=timezone.utc))
    after = [asked_alone(served, pid, "/search.json") for pid in (first, second)]
    assert {one.json()["total"] for one in after} == {before[0].json()["total"] + 1}
    assert after[0].headers["etag"] == after[1].headers["etag"] != before[0].headers["etag"]

    os.kill(first, signal.SIGKILL)  # one dies: the other goes on, and a new one comes
    assert wait_for(lambda: served.get("/about")).status_code == 200
    pair = wait_for(lambda: (found := workers_of(served.server.pid)) and first not in found and len(found) == 2 and found)
    assert second in pair

    os.kill(second, signal.SIGSTOP)  # one freezes: stopping does not wait for it
    served.server.send_signal(signal.SIGTERM)
    assert served.server.wait(PATIENCE) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in pair)


def test_the_workers_end_with_their_supervisor(served):
    pair = workers_of(served.server.pid)
    served.server.kill()
    served.server.wait(PATIENCE)
    assert wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pair))
