"""Downloads of a whole search, streamed: memory stays flat however many documents there are."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import queue
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, BinaryIO, cast

from datasette.utils.asgi import Request

from archive import find
from archive.export import downloads
from archive.site.asked import read_asked
from archive.site.problems import problem
from archive.site.served import Site

log = logging.getLogger(__name__)

WRITERS: Mapping[str, tuple[Callable[..., Any], str]] = {
    "zip": (downloads.write_zip, "application/zip"),
    "csv": (downloads.write_csv, "text/csv; charset=utf-8"),
    "jsonl": (downloads.write_jsonl, "application/x-ndjson; charset=utf-8"),
}
AT_ONCE = 2
"""Downloads that may run at the same time in one process; the next reader is asked to come back."""
CHUNK = 64 * 1024
CHUNKS_WAITING = 8
"""Chunks that may wait for a slow reader; then the writer waits, so a download holds half a megabyte."""
PATIENCE = 60.0
"""Seconds without a taken chunk after which a reader counts as gone."""

_places = threading.BoundedSemaphore(AT_ONCE)


class Pipe(io.RawIOBase):
    """A writable file whose other end is an asynchronous reader."""

    def __init__(self) -> None:
        super().__init__()
        self.chunks: queue.Queue[bytes | None] = queue.Queue(CHUNKS_WAITING)
        self.left = threading.Event()
        """Set when the reader has gone."""
        self._waiting = bytearray()

    def writable(self) -> bool:
        """It is for writing only."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes; blocks while the reader is slow, raises BrokenPipeError once it has gone."""
        self._waiting += data
        if len(self._waiting) >= CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Hand over what has gathered."""
        if self._waiting:
            self._put(bytes(self._waiting))
            self._waiting.clear()

    def finish(self) -> None:
        """Hand over the rest and the end mark."""
        self.flush()
        self._put(None)

    def _put(self, chunk: bytes | None) -> None:
        if self.left.is_set():
            raise BrokenPipeError("the reader has gone")
        try:
            self.chunks.put(chunk, timeout=PATIENCE)
        except queue.Full:
            self.left.set()
            raise BrokenPipeError("the reader takes nothing any more") from None


async def stream(site: Site, request: Request) -> Any:
    """The documents of a search as one file; the order is the search's, newest first without a query."""
    form = request.url_vars["form"]
    asked = read_asked(request.args)
    write, media_type = WRITERS[form]
    ids = await site.read(lambda conn: find.all_ids(conn, asked.query, asked.filters), snapshot=False)
    if not _places.acquire(blocking=False):
        return problem(site, 503)
    receive, send = request.scope["fazhi_channel"]
    headers = [
        (b"content-type", media_type.encode()),
        (b"content-disposition", f'attachment; filename="fazhi-reports.{form}"'.encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if request.scope.get("fazhi_head"):
        _places.release()
        await send({"type": "http.response.body", "body": b"", "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return None
    pipe = Pipe()
    threading.Thread(target=_write, args=(site, write, ids, pipe), daemon=True).start()
    await _forward(pipe, receive, send)
    return None


def _write(site: Site, write: Callable[..., Any], ids: Any, pipe: Pipe) -> None:
    """Write the file into the pipe, in a thread with a connection of its own."""
    try:
        with contextlib.closing(site.connect()) as conn:
            write(conn, ids, cast("BinaryIO", pipe), None)
        pipe.finish()
    except BrokenPipeError:
        log.info("a download was left before its end")
    except Exception:  # a thread has nobody to raise to: the log tells why, and the reader's file ends torn, not silently short
        log.exception("a download broke off")
        pipe.left.set()
    finally:
        _places.release()


async def _forward(
    pipe: Pipe, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]],
) -> None:
    """Send chunks until the end mark; a reader who leaves, or a writer that fails, ends it without the last chunk."""
    gone = asyncio.ensure_future(_departure(receive))
    try:
        while not gone.done():
            chunk = await asyncio.to_thread(_next_chunk, pipe)
            if chunk == b"":
                raise ConnectionAbortedError("a download broke off; the log tells why")
            if chunk is None:
                await send({"type": "http.response.body", "body": b""})
                return
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    finally:
        pipe.left.set()
        gone.cancel()


def _next_chunk(pipe: Pipe) -> bytes | None:
    """The next chunk, None at the end; empty bytes when the writer has failed."""
    while True:
        try:
            return pipe.chunks.get(timeout=0.5)
        except queue.Empty:
            if pipe.left.is_set():
                return b""


async def _departure(receive: Callable[[], Awaitable[Any]]) -> None:
    """Return when the reader has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
