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
        stop = asyncio.ensure_future(stopping.wait())
        try:
            await asyncio.wait({download, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not download.done():
                await asyncio.wait({download}, timeout=GRACE)
            if not download.done():
                raise RefusedRequest(stopped(request.url))
            return download.result()
        finally:
            stop.cancel()
            download.cancel()
