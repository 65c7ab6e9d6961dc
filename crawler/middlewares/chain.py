"""All our middlewares as one for Scrapy, which spends more time on calling each of them than most of them need."""

from __future__ import annotations

from inspect import isawaitable
from typing import Any

from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response

from crawler.middlewares.compression import FastDecompression
from crawler.middlewares.conditional import Conditional
from crawler.middlewares.cookies import Cookies
from crawler.middlewares.guard import Guard
from crawler.middlewares.redirects import ShellRedirect, StatusRedirect
from crawler.middlewares.retry import Retry
from crawler.middlewares.robots import Robots

PARTS: tuple[Any, ...] = (
    Guard,                  # every hop passes it first
    Robots,
    ShellRedirect,
    FastDecompression,      # no charset guess over compressed bytes
    Conditional,            # hands archived list pages on as if just sent
    StatusRedirect,         # keeps the Referer within a host
    Cookies,
    Retry,                  # sees every answer and every failure first
)
"""In the order in which a request meets them; an answer meets them in the opposite one."""


class Chain:
    """Calls each part as Scrapy would."""

    def __init__(self, crawler: Any) -> None:
        self.parts = []
        for part in PARTS:
            try:
                self.parts.append(part.from_crawler(crawler))
            except NotConfigured:                       # switched off by a setting
                continue
        self.asking = [part.process_request for part in self.parts if hasattr(part, "process_request")]
        self.answering = [part.process_response for part in reversed(self.parts) if hasattr(part, "process_response")]
        self.failing = [part.process_exception for part in reversed(self.parts) if hasattr(part, "process_exception")]

    @classmethod
    def from_crawler(cls, crawler: Any) -> Chain:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Any:
        """Let every part see a request; an exception ends it."""
        for step in self.asking:
            found = step(request)
            if isawaitable(found):
                found = await found
            if found is not None:
                return found
        return None

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Let every part see an answer, until one asks for something else."""
        found: Any = response
        for step in self.answering:
            found = step(request, found)
            if isawaitable(found):
                found = await found
            if isinstance(found, Request):
                break
        out: Request | Response = found
        return out

    def process_exception(self, request: Request, exception: Exception) -> Any:
        """Let every part see a failure, until one asks for something else."""
        return next((found for step in self.failing if (found := step(request, exception)) is not None), None)
