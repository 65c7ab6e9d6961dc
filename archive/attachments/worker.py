"""The limited process: a server that holds the readers and forks one short-lived child per file.

The child can open no file and no socket, write nothing, and has bounded memory, CPU and wall time; whatever a hostile
file does to a reader dies with it. Forking costs about 2 ms where starting Python and its readers costs 200.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any

from archive.attachments import ocr, readers
from archive.attachments.base import ReadError, Reading
from archive.attachments.sniff import sniff

_MEGABYTE = 1024 * 1024
PER_MEGABYTE = 4
"""Megabytes that a reader may take beyond its limit for each one of its file: scans and large tables are no bombs."""
_CODINGS = (
    "gb18030", "gbk", "big5", "cp1252", "cp1251", "cp932", "cp949", "cp437", "latin-1", "utf-16", "utf-16-le",
    "utf-16-be",
)
"""Loaded beforehand: the child can open no file, so it can import nothing."""
_MODULES = ("heapq", "unicodedata", "lzma", "bz2", "email._header_value_parser")
"""Modules that the library imports late."""
_WARM_UP = (
    b"plain words", b"<html><body><p>warm</p><table><tr><td>a</td><td>b</td></tr></table></body></html>",
    b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/html\n\n<p>up</p>\n--B--\n',
)
"""Files that are read once, for what else the readers load late."""
_MAX_ANSWER = 32 * _MEGABYTE
_SIGNALS = {
    signal.SIGXCPU: "it took more CPU time than allowed",
    signal.SIGKILL: "it took more CPU time or memory than allowed",
    signal.SIGALRM: "it took more time than allowed",
    signal.SIGXFSZ: "it tried to write a file",
}


def serve(connection: Connection, *, with_ocr: bool = False) -> None:
    """Answer requests until the other side closes: a JSON head, then the bytes; one JSON answer each.

    `with_ocr` loads the engine of the optional extra; such a server reads pictures too.
    """
    if with_ocr:
        ocr.load()
    for coding in _CODINGS:
        "".encode(coding)
    for module in _MODULES:
        importlib.import_module(module)
    for sample in _WARM_UP:
        read(sample)
    while True:
        try:
            head = json.loads(connection.recv_bytes())
            data = connection.recv_bytes()
        except (EOFError, OSError):
            return
        connection.send_bytes(json.dumps(_in_child(head, data)).encode())


def _in_child(head: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Read one file in a child of its own; returns the answer and what the child used."""
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        _child(head, data, source, sink)
    os.close(sink)
    with os.fdopen(source, "rb") as stream:
        answer = stream.read(_MAX_ANSWER)
    _, status, used = os.wait4(child, 0)
    found: dict[str, Any] = {"error": f"The file could not be read: {_reason(status)}."}
    if status == 0:
        with contextlib.suppress(ValueError):
            found = json.loads(answer)
    # Linux counts kilobytes
    return found | {"peak_mb": used.ru_maxrss / 1024, "cpu_seconds": used.ru_utime + used.ru_stime}


def _reason(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return _SIGNALS.get(signal.Signals(number), f"its reader crashed (signal {number}), probably out of memory")
    return f"its reader ended with code {os.WEXITSTATUS(status)}"


def _child(head: dict[str, Any], data: bytes, source: int, sink: int) -> None:
    """Read the file, write the answer, end; never returns."""
    code = 1
    try:
        os.close(source)
        _limit(int(head["seconds"]), int(head["memory_mb"]) + PER_MEGABYTE * (len(data) // _MEGABYTE))
        ocr.recall(head.get("known", {}))
        answer = json.dumps(read(data)).encode()
        signal.alarm(0)
        while answer:
            answer = answer[os.write(sink, answer):]
        code = 0
    finally:
        os._exit(code)


def _limit(seconds: int, memory_mb: int) -> None:
    """Bound this process: memory, CPU and wall time; no new file or socket, no byte written to a file."""
    signal.alarm(seconds)
    for what, limit in (
        (resource.RLIMIT_AS, memory_mb * _MEGABYTE),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),  # those already open stay usable
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(what, (limit, limit))


def read(data: bytes) -> dict[str, Any]:
    """Read a file here and now; returns kind, lines, warnings, error and pictures seen, ready for JSON."""
    kind = sniff(data)
    try:
        _, reading = readers.read(data)
    except ReadError as fault:
        return _answer(kind, Reading(pictures=isinstance(fault, ocr.PictureError)), str(fault))
    except MemoryError:
        return _answer(kind, Reading(), "The file could not be read: it took more memory than allowed.")
    except RecursionError:
        return _answer(kind, Reading(), "The file nests deeper than a document does: refused as unsafe.")
    except Exception as fault:  # noqa: BLE001 - whatever a hostile file breaks is told as one sentence
        return _answer(kind, Reading(), f"The file is damaged: its reader gave up ({type(fault).__name__}: {fault}).")
    return _answer(kind, reading, None)


def _answer(kind: str | None, reading: Reading, error: str | None) -> dict[str, Any]:
    return {"kind": kind, "lines": reading.lines, "warnings": reading.warnings, "error": error, "ocr": reading.ocr,
            "pictures": reading.pictures, "seen": ocr.seen()}


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])), with_ocr=sys.argv[2:] == ["ocr"])
