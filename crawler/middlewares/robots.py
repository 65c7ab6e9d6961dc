"""robots.txt as RFC 9309 reads it: a missing one allows, a forbidden or failing one forbids, Crawl-delay counts."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from http import HTTPStatus
from typing import Any

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request, Response
from twisted.internet.defer import Deferred

from crawler.base.addresses import host_of
from crawler.base.faults import CLOSED, Fault, RefusedRequest, fault_of

UNREAD = object()
DENY = b"User-agent: *\nDisallow: /\n"


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with the rules for unreadable files, which Scrapy takes as permission."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._reasons: dict[str, Fault] = {}
        logging.getLogger(RobotsTxtMiddleware.__module__).setLevel(logging.CRITICAL)    # its failures are captures here
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def process_request(self, request: Request) -> Any:  # type: ignore[override]
        """Check a request at once where the host's rules are known; else after they were read."""
        if request.meta.get("dont_obey_robotstxt"):
            return None
        rules = self._parsers.get(request.url.split("/")[2], UNREAD)
        if rules is UNREAD or isinstance(rules, Deferred):
            return self._read_first(request)
        return self.process_request_2(rules, request)

    async def _read_first(self, request: Request) -> None:
        self.process_request_2(await self.robot_parser(request), request)

    async def robot_parser(self, request: Request) -> Any:
        """The rules of a host; one request at a time, because Scrapy hands them to one of many waiting requests only."""
        async with self._turns[request.url.split("/")[2]]:
            return await super().robot_parser(request)

    def process_request_2(self, rp: Any, request: Request) -> None:
        """Refuse what the rules forbid, with the reason of an unreadable file where there is one."""
        netloc = request.url.split("/")[2]
        if netloc in self._reasons:
            raise RefusedRequest(self._reasons[netloc])
        if rp is not None and not rp.allowed(request.url, self._robotstxt_useragent):
            raise RefusedRequest(Fault("robots", f"{request.url}: robots.txt of {netloc} forbids this address.",
                                       passing=False))

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        """Obey what was answered: a missing file opens the host; a fault closes it (RFC 9309, 2.3.1.4), and so does a refusal here."""
        fault = (response.request.meta if response.request else {}).get("fault")
        if response.status in CLOSED or response.status >= 500 or (fault and fault.reason == "blocked"):
            reason = "blocked" if fault and fault.reason == "blocked" else "robots"
            sentence = f"robots.txt of {netloc} answers {response.status}; nothing else was asked."
            self._reasons[netloc] = Fault(reason, sentence, passing=False)
            response = response.replace(body=DENY)
        elif response.status != HTTPStatus.OK:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        delay = getattr(self._parsers[netloc], "crawl_delay", lambda _agent: None)(self._robotstxt_useragent)
        if delay:
            spider: Any = self.crawler.spider
            spider.session.gate.slow_down(host_of(request.url), float(delay))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        fault = fault_of(exc, f"http://{netloc}/robots.txt")
        if not isinstance(exc, RefusedRequest) or fault.reason in ("paused", "stopped", "cap"):
            self._reasons[netloc] = fault
        super()._robots_error(exc, netloc)
