"""The near side of the limited process: starts it on first use, sends it files, outlives it."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import multiprocessing
import os
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from archive.attachments import ocr
from archive.attachments.base import MAX_BYTES, MEDIA_TYPES, UNKNOWN_MEDIA_TYPE, FileText, Pictures, Shelf
from archive.attachments.sniff import sniff

DEFAULT_SECONDS = 20
DEFAULT_MEMORY_MB = 200
"""Memory for a small file; every megabyte of a file adds `worker.PER_MEGABYTE`. Readers take 25 before they begin."""
_GRACE_SECONDS = 15
"""Time beyond a file's own limit after which the server itself is taken for stuck: it also has to start."""
_PASSED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Environment that Python itself may need to start; nothing else is passed on."""
_ROOT = Path(__file__).parents[2]
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(2)); import runpy; "
    "runpy.run_module('archive.attachments.worker', run_name='__main__')"
)


class WorkerLost(Exception):  # noqa: N818 - an event, not a fault of the caller
    """The limited process ended or got stuck while it had a file."""


class Worker:
    """One server process; files are read one after the other, each in a child of its own.

    `with_ocr` makes one that reads pictures too, by the optional extra.
    """

    def __init__(self, *, with_ocr: bool = False) -> None:
        near, far = multiprocessing.Pipe()
        path = [str(_ROOT), *(place for place in sys.path if place and Path(place).is_absolute())]
        environment = {name: os.environ[name] for name in _PASSED if name in os.environ}
        with far:
            # -I keeps the environment and the current directory out of the server's imports.
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, str(far.fileno()), json.dumps(path), *["ocr"] * with_ocr],
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", env=environment)
        self._connection: Connection = near
        self.owner = os.getpid()

    def ask(self, data: bytes, *, seconds: int, memory_mb: int, known: Pictures | None = None) -> dict[str, Any]:
        """Have one file read; the answer holds kind, lines, warnings, error, pictures seen, peak_mb and cpu_seconds.

        `known`: pictures in it that were read before.

        Raises:
            WorkerLost: the server died or did not answer in time.
        """
        head = {"seconds": seconds, "memory_mb": memory_mb, "known": known or {}}
        try:
            self._connection.send_bytes(json.dumps(head).encode())
            self._connection.send_bytes(data)
            if not self._connection.poll(seconds + _GRACE_SECONDS):
                raise WorkerLost("no answer in time")
            answer: dict[str, Any] = json.loads(self._connection.recv_bytes())
        except (OSError, EOFError) as fault:
            raise WorkerLost(str(fault)) from fault
        return answer

    def close(self) -> None:
        """End the server; the file it is at is given up."""
        with contextlib.suppress(OSError):
            self._connection.close()
        self._process.kill()
        self._process.wait()


_lock = threading.Lock()
_workers: dict[bool, Worker] = {}
"""The running servers: False the usual one, True the one with OCR."""


def read_file(data: bytes, *, name: str | None = None, media_type: str | None = None, seconds: int = DEFAULT_SECONDS,
              memory_mb: int = DEFAULT_MEMORY_MB, shelf: Shelf | None = None) -> FileText:
    """Read a file of unknown origin in a limited process; never raises for what is in it.

    `name` and `media_type` are what the link and the server say; the bytes decide. `seconds` bounds CPU and wall time,
    `memory_mb` the address space of the process that reads, beside what the file itself takes. Where no text comes, `error` says why.
    `shelf`: where what OCR saw is kept, so that it is not asked twice.
    """
    if len(data) > MAX_BYTES:
        return FileText(
            media_type=media_type or UNKNOWN_MEDIA_TYPE,
            error=f"The file has {len(data):,} bytes, more than the {MAX_BYTES:,} that are read.")
    key = hashlib.sha256(data).hexdigest() if shelf else ""
    known = shelf.get(key) if shelf else {}
    if known:   # pictures take more to unpack than text does
        seconds, memory_mb = max(seconds, ocr.SECONDS), max(memory_mb, ocr.MEMORY_MB)
    try:
        answer = _ask(data, seconds=seconds, memory_mb=memory_mb, known=known)
    except (WorkerLost, OSError) as fault:  # OSError: no process could be started
        answer = {"kind": sniff(data), "error": f"The file could not be read: the reading process was lost ({fault})."}
    if answer.get("pictures") and ocr.installed():
        answer = _read_pictures(data, answer, known)
    seen = answer.get("seen", {})
    if shelf and not seen.keys() <= known.keys():
        shelf.put(key, known | seen)
    kind = answer["kind"] if "kind" in answer else sniff(data)
    suffix = Path(name or "").suffix.lower().lstrip(".")
    warnings = list(answer.get("warnings", ()))
    if kind and suffix in MEDIA_TYPES and MEDIA_TYPES[suffix] != MEDIA_TYPES[kind]:
        warnings.append(f"The file is named .{suffix}, but its bytes are of the kind {kind}.")
    return FileText(
        text="\n".join(answer.get("lines", ())), warnings=warnings, error=answer.get("error"), ocr=answer.get("ocr"),
        media_type=MEDIA_TYPES[kind] if kind else media_type or UNKNOWN_MEDIA_TYPE)


def _read_pictures(data: bytes, answer: dict[str, Any], known: Pictures) -> dict[str, Any]:
    """Have a file with pictures read by OCR; where that fails, what was read without it stands, with a remark."""
    try:
        again = _ask(data, seconds=ocr.SECONDS, memory_mb=ocr.MEMORY_MB, known=known, with_ocr=True)
        fault = again.get("error")
    except (WorkerLost, OSError) as error:
        again, fault = {}, f"the OCR process was lost ({error})."
    if not fault:
        return again
    if answer.get("error"):
        return answer | {"error": f"{answer['error']} OCR was tried: {fault}"}
    return answer | {"warnings": [*answer.get("warnings", ()), f"OCR was tried: {fault}"]}


def _ask(data: bytes, *, seconds: int, memory_mb: int, known: Pictures, with_ocr: bool = False) -> dict[str, Any]:
    """Ask the running server, or a new one when that was lost before it got the file."""
    with _lock:
        if any(worker.owner != os.getpid() for worker in _workers.values()):
            _workers.clear()  # inherited through a fork: they belong to the parent
        fresh = with_ocr not in _workers
        if fresh:
            _workers[with_ocr] = Worker(with_ocr=with_ocr)
        try:
            return _workers[with_ocr].ask(data, seconds=seconds, memory_mb=memory_mb, known=known)
        except WorkerLost:
            _workers.pop(with_ocr).close()
            if fresh:
                raise
            _workers[with_ocr] = Worker(with_ocr=with_ocr)
            return _workers[with_ocr].ask(data, seconds=seconds, memory_mb=memory_mb, known=known)


def shutdown() -> None:
    """End the servers; the next file starts a new one."""
    with _lock:
        while _workers:
            _, worker = _workers.popitem()
            if worker.owner == os.getpid():
                worker.close()


atexit.register(shutdown)
