"""The last step before the wire: the host's turn, the run's limits, and a quick end when the run is stopped.

An HTTP client of our own takes the place of Scrapy's: it keeps the header as it was sent, which the archive wants, knows
what a certificate was worth, and costs a third of the time.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Request, Response

from crawler.base.addresses import PORTS, host_of
from crawler.base.answer import Answer, Pairs, Wire, WireError
from crawler.base.faults import RefusedRequest
from crawler.capture import Capture
from crawler.connection import Connection, Place, connect
from crawler.gate import stopped

GRACE = 1.5
"""Seconds that a running download may take to finish after the run was told to stop."""
IDLE = 30.0
"""Seconds after which a silent connection is not used again: firewalls forget it without a word."""
ACCEPTED = "gzip, deflate, br"
"""Content codings that the archive reads back without Scrapy."""
BREAKS = re.compile(rb"[\r\n\0]+")


class PoliteHandler:
    """Scrapy's door to the network, behind the hosts' gate: what passes here is sent at once."""

    lazy = True

    def __init__(self, crawler: Any) -> None:
        settings = crawler.settings
        self.spider = crawler.spider
        self.capture = Capture(crawler)
        self.delay = settings.getfloat("DOWNLOAD_DELAY")
        own = {"User-Agent": settings["USER_AGENT"], "Accept-Encoding": ACCEPTED, **settings.getdict("DEFAULT_REQUEST_HEADERS")}
        self.defaults = [(name.title().encode(), value.encode()) for name, value in own.items() if value]
        self.timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self.limit = settings.getint("DOWNLOAD_MAXSIZE") or 1 << 40
        self.legacy = getattr(self.spider.portal, "tls", None) == "legacy"
        self.idle: dict[Place, Connection] = {}
        self.running: set[asyncio.Task[Any]] = set()
        self.watch: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> PoliteHandler:
        """Called by Scrapy."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch one address when its host's turn comes; RefusedRequest when the crawl's limits forbid it."""
        gate = self.spider.session.gate
        async with gate.turn(host_of(request.url), self.delay, request.url):
            if fault := self.spider.limits.refusal(request.url):
                raise RefusedRequest(fault)
            self.spider.limits.asked += 1
            response = await self._unless_stopped(gate.stopping, request)
            stored = self.capture.downloaded(response, request)
            if not stored.done():
                await asyncio.wait((stored,))           # the host has its next turn when this answer is safe
            return response

    async def _unless_stopped(self, stopping: asyncio.Event, request: Request) -> Response:
        """Fetch; raises RefusedRequest where the run is stopped meanwhile."""
        if self.watch is None:
            self.watch = asyncio.ensure_future(self._watch(stopping))
        task = asyncio.current_task()
        assert task is not None
        self.running.add(task)
        try:
            return await self._fetch(request)
        except asyncio.CancelledError:
            if not stopping.is_set():
                raise
            raise RefusedRequest(stopped(request.url)) from None
        finally:
            self.running.discard(task)

    async def _watch(self, stopping: asyncio.Event) -> None:
        """Once the run was told to stop, end the downloads that are still running after their grace."""
        await stopping.wait()
        while True:
            await asyncio.sleep(GRACE)
            for task in list(self.running):
                task.cancel()

    # The wire -----------------------------------------------------------------------------------------------------

    async def _fetch(self, request: Request) -> Response:
        """One question and its answer; a kept connection that the host had just closed is opened anew.

        Where a distance between requests is promised this is left to the retry, for the host may have seen the question.
        """
        until = asyncio.get_running_loop().time() + self.timeout
        place, asked, question = self._question(request)
        connection = self._kept(place)
        if connection is not None:
            try:
                return self._response(request, asked, await self._ask(connection, place, request, question, until), connection)
            except WireError as error:
                promised = self.spider.session.gate.distance(host_of(request.url), self.delay)
                if error.reason != "reset" or not connection.unheard or promised:
                    raise
        connection = await connect(place, until)
        return self._response(request, asked, await self._ask(connection, place, request, question, until), connection)

    def _question(self, request: Request) -> tuple[Place, Pairs, bytes]:
        """(where to, header, the whole question)."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        place = Place(parts.scheme, host, parts.port or PORTS[parts.scheme], self.legacy)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = [(b"Host", parts.netloc.rpartition("@")[2].encode())]
        asked += [pair for pair in self.defaults if not dict.__contains__(request.headers, pair[0])]
        asked += [(name, BREAKS.sub(b" ", value)) for name, values in dict.items(request.headers) for value in values]
        if request.body or request.method == "POST":
            asked.append((b"Content-Length", b"%d" % len(request.body)))
        head = [f"{request.method} {path} HTTP/1.1\r\n".encode(), *[b"%s: %s\r\n" % pair for pair in asked], b"\r\n"]
        return place, asked, b"".join(head) + request.body

    def _kept(self, place: Place) -> Connection | None:
        """A connection that still stands from the last question."""
        kept = self.idle.pop(place, None)
        if kept is None or kept.transport is None or kept.transport.is_closing():
            return None
        if asyncio.get_running_loop().time() - kept.used > IDLE:
            kept.close()
            return None
        return kept

    async def _ask(self, connection: Connection, place: Place, request: Request, question: bytes, until: float) -> Answer:
        answer = await connection.ask(question, limit=self.limit, bodiless=request.method == "HEAD", until=until)
        if answer.reusable:
            self.idle[place] = connection
        return answer

    @staticmethod
    def _response(request: Request, asked: Pairs, answer: Answer, connection: Connection) -> Response:
        request.meta["wire"] = Wire(asked, answer, connection.tls)
        return Response(request.url, answer.status, answer.headers, answer.body, request=request,
                        protocol=f"HTTP/{answer.version}")

    async def close(self) -> None:
        """Called by Scrapy at the end of the crawl."""
        if self.watch is not None:
            self.watch.cancel()
        for connection in self.idle.values():
            connection.close()
