"""The last step before the wire: the host's turn, the run's limits, and a quick end when the run is stopped."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Request, Response

from crawler.base.addresses import host_of
from crawler.base.faults import RefusedRequest
from crawler.gate import stopped

GRACE = 1.5
"""Seconds that a running download may take to finish after the run was told to stop."""


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind the hosts' gate: what passes here is sent at once."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.spider = crawler.spider
        self.running: set[asyncio.Task[Response]] = set()
        self.watch: asyncio.Task[None] | None = None

    async def download_request(self, request: Request) -> Response:
        """Fetch one address when its host's turn comes; RefusedRequest when the crawl's limits forbid it."""
        gate = self.spider.session.gate
        async with gate.turn(host_of(request.url), self.delay, request.url):
            if fault := self.spider.limits.refusal(request.url):
                raise RefusedRequest(fault)
            self.spider.limits.asked += 1
            return await self._unless_stopped(gate.stopping, request)

    async def _unless_stopped(self, stopping: asyncio.Event, request: Request) -> Response:
        download = asyncio.ensure_future(super().download_request(request))
        if self.watch is None:
            self.watch = asyncio.ensure_future(self._watch(stopping))
        self.running.add(download)
        try:
            return await download
        except asyncio.CancelledError:
            if not stopping.is_set():
                raise
            raise RefusedRequest(stopped(request.url)) from None
        finally:
            self.running.discard(download)
            download.cancel()

    async def _watch(self, stopping: asyncio.Event) -> None:
        """Once the run was told to stop, end the downloads that are still running after their grace."""
        await stopping.wait()
        while True:
            await asyncio.sleep(GRACE)
            for download in list(self.running):
                download.cancel()

    async def close(self) -> None:
        """Called by Scrapy at the end of the crawl."""
        if self.watch is not None:
            self.watch.cancel()
        await super().close()
