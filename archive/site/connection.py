"""A reader's connection: how much a request may weigh before it is read, how long it may take to arrive, and its answer to leave."""

from __future__ import annotations

from asyncio import AbstractEventLoop, TimerHandle, Transport
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD = 32 * 1024
"""Bytes of a request's first line and headers; as many as nginx takes."""
SECONDS = 20.0
"""From a connection's start, or a later request's first byte, until the request must be there."""
STUCK = 60.0
"""Seconds in which a reader must take some of an answer that waits for it."""
HEAD = b"HTTP/1."
"""Begins the head of an answer."""
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Joined:
    """A transport that sends the head of an answer together with its beginning: uvicorn writes them apart, and a second packet costs
    as much as half of a page that is kept in memory.
    """

    def __init__(self, transport: Transport, loop: AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""

    def write(self, data: bytes) -> None:
        """Send some bytes; a head waits for what is written next, or for the next turn of the loop."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.writelines((head, data))
        elif data.startswith(HEAD):
            self._head = data
            self._loop.call_soon(self.flush)
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """Send the head that waits."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def close(self) -> None:
        """Send all, then end the connection."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Connection(HttpToolsProtocol):
    """Ends what is no honest reader: uvicorn waits without end, and reads a head at a cost that grows with its square.

    Two thousand silent connections would shut everybody out, and one header of 60 MB keep a process busy for 20 seconds.
    """

    _head = 0
    """Bytes so far of a head that is not complete."""
    _headed = False
    """Whether the head is complete and the body is not."""
    _arrived = False
    """Whether a request has become whole with the last bytes."""
    _end: TimerHandle | None = None
    _stuck: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A reader has come, and has SECONDS to ask."""
        super().connection_made(transport)
        self.transport = cast("Transport", Joined(transport, self.loop))
        self._hurry()

    def connection_lost(self, exc: Exception | None) -> None:
        """The reader has gone."""
        self._calm()
        if self._stuck is not None:
            self._stuck.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read some bytes of a request."""
        self._arrived = False
        super().data_received(data)
        if self._arrived:
            self._calm()
        else:
            self._hurry()
        self._head = 0 if self._arrived or self._headed else self._head + len(data)
        if self._head > MOST_HEAD and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._headed = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there."""
        self._headed, self._arrived = False, True
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The reader takes less than we send."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """The reader has taken what waited."""
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()

    def _watch(self) -> None:
        self._stuck = self.loop.call_later(STUCK, self._look, self.transport.get_write_buffer_size())

    def _look(self, before: int) -> None:
        if self.transport.get_write_buffer_size() < before:
            self._watch()
        else:
            self.transport.abort()

    def _hurry(self) -> None:
        if self._end is None:
            self._end = self.loop.call_later(SECONDS, self.transport.abort)

    def _calm(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
