"""One connection to one host: opened to a guarded address, one question at a time, its answer as it came."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import ClassVar

from crawler.base import tls
from crawler.base.answer import Answer, AnswerReader, WireError
from crawler.base.resolver import GuardedResolver

ATTEMPT = 10.0
"""Seconds for one address of a host that has several."""


@dataclass(frozen=True)
class Place:
    """Where a connection leads, and whether old rules are allowed there."""

    scheme: str
    host: str
    port: int
    legacy: bool = False


class Connection(asyncio.Protocol):
    """Carries questions and answers; `tls` tells what the certificate was worth, None without one."""

    verdicts: ClassVar[dict[Place, str]] = {}
    """What is wrong with a host's certificate: asked once per process."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.tls: str | None = None
        self.used = 0.0
        """Loop time at which the last answer was whole."""
        self.unheard = False
        """Whether the last question was not answered by a single byte."""
        self._reader: AnswerReader | None = None
        self._waiting: asyncio.Future[Answer] | None = None

    # What asyncio calls -------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Bytes came; those that nobody asked for end the connection."""
        if self._reader is None:
            self.close()
            return
        try:
            answer = self._reader.feed(data)
        except WireError as error:
            self._settle(error)
            return
        if answer is not None:
            self._settle(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """It ended: that may be the end of an answer."""
        self.transport = None
        if self._reader is not None:
            try:
                self._settle(self._reader.end(exc))
            except WireError as error:
                self._settle(error)

    # What the handler calls ---------------------------------------------------------------------------------------

    async def ask(self, question: bytes, *, limit: int, bodiless: bool, until: float) -> Answer:
        """Send a question and wait for its answer until a loop time; raises WireError."""
        loop = asyncio.get_running_loop()
        self._waiting, self._reader = loop.create_future(), AnswerReader(limit, bodiless=bodiless)
        clock = loop.call_at(until, self._settle, WireError("timeout", "no whole answer came in time"))
        try:
            if self.transport is None:
                raise WireError("reset", "the connection was closed")
            self.transport.write(question)
            return await self._waiting
        finally:
            clock.cancel()
            if self._reader is not None:                # the crawl gave up
                self.close()
            self.used = loop.time()

    def close(self) -> None:
        """End it."""
        self._reader = None
        if self.transport is not None:
            self.transport.abort()

    def _settle(self, outcome: Answer | WireError) -> None:
        """Hand the outcome to whoever waits; only after a whole answer the connection may live on."""
        self.unheard = self._reader is not None and not self._reader.begun
        self._reader = None
        if isinstance(outcome, WireError) or not outcome.reusable:
            self.close()
        if self._waiting is not None and not self._waiting.done():
            if isinstance(outcome, WireError):
                self._waiting.set_exception(outcome)
            else:
                self._waiting.set_result(outcome)


async def connect(place: Place, until: float) -> Connection:
    """Open a connection before a loop time; raises WireError, OSError (refused, no route) or socket.gaierror."""
    loop = asyncio.get_running_loop()
    addresses = await GuardedResolver.resolve(place.host, place.port)
    for address in addresses:
        left = until - loop.time()
        try:
            return await asyncio.wait_for(_open(place, address), min(left, ATTEMPT) if address != addresses[-1] else left)
        except asyncio.TimeoutError as error:
            if address == addresses[-1]:
                raise WireError("timeout", "no connection came about in time") from error
        except OSError as error:
            if address == addresses[-1] or isinstance(error, ssl.SSLError):
                raise
    raise AssertionError


async def _open(place: Place, address: str) -> Connection:
    """Connect to one address; a certificate that fails is noted and looked past, a handshake that fails is not."""
    known = Connection.verdicts.get(place)
    try:
        return await _attempt(place, address, verify=known is None)
    except ssl.SSLCertVerificationError as error:
        Connection.verdicts[place] = tls.verdict_of(error)
        return await _attempt(place, address, verify=False)


async def _attempt(place: Place, address: str, *, verify: bool) -> Connection:
    """Connect to one address; raises ssl.SSLCertVerificationError, WireError for other faults of TLS, or OSError."""
    loop = asyncio.get_running_loop()
    secure = place.scheme == "https"
    try:
        _, made = await loop.create_connection(
            Connection, address, place.port, ssl=tls.context(verify=verify, legacy=place.legacy) if secure else None,
            server_hostname=place.host if secure else None)
    except ssl.SSLCertVerificationError:
        raise
    except (ssl.SSLError, ConnectionError) as error:
        if not secure or isinstance(error, ConnectionRefusedError):
            raise
        raise WireError("tls", str(error)) from error
    if secure:
        made.tls = tls.OK if verify else Connection.verdicts[place]
    return made
