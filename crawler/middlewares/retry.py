"""Second tries: passing faults are asked again, 429 and 503 only after the pause that the portal asks for."""

from __future__ import annotations

import math
import time
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from scrapy.http import Request, Response

from crawler.base.addresses import host_of
from crawler.base.faults import LostCaptureError, RefusedRequest, fault_of
from crawler.batch import UNSTORED
from crawler.capture import record_failure

BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110: seconds or a date), or None.

    >>> retry_after("120", 0), retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 0), retry_after("soon", 0)
    (120.0, 60.0, None)
    """
    if not value:
        return None
    try:
        seconds = float(value) if value.strip().isdigit() else parsedate_to_datetime(value).timestamp() - now
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


class Retry:
    """Sits closest to the wire: it sees every answer and every failure first."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.times = crawler.settings.getint("RETRY_TIMES")
        self.backoff = crawler.settings.getfloat("FAZHI_BACKOFF")

    @classmethod
    def from_crawler(cls, crawler: Any) -> Retry:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pass good answers; ask again after passing faults; an answer that was not stored counts as none."""
        fault = request.meta.get("fault")
        if fault is not None and fault.reason != "blocked" and response.status in BUSY:
            wait = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), time.time())
            tries = int(request.meta.get("tries", 0))
            self.crawler.spider.session.gate.pause(
                host_of(request.url), self.backoff * 2 ** tries if wait is None else wait)
        await self._stored(request, response)
        if fault is None or fault.reason == "blocked":
            return response
        return (self._again(request) if fault.passing else None) or response

    async def _stored(self, request: Request, response: Response) -> None:
        """Wait until the archive holds an answer; meta gets `capture_id`."""
        stored = request.meta.pop("stored", None)
        try:
            request.meta["capture_id"] = await stored if stored else None
        except UNSTORED as error:
            self.crawler.spider.stop_for("archive", f"{response.url} could not be stored: {error}")
        if request.meta.get("capture_id") is None:
            raise LostCaptureError(response.url)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Record that no answer came, then ask again when that may help."""
        spider = self.crawler.spider
        fault = fault_of(exception, request.url)
        if not isinstance(exception, LostCaptureError | RefusedRequest):
            record_failure(spider, request, fault)
            spider.limits.heard(fault.reason)
            spider.session.emit({"event": "page", "portal": spider.portal.id, "url": request.url, "status": None})
        return self._again(request) if fault.passing else None

    def _again(self, request: Request) -> Request | None:
        tries = int(request.meta.get("tries", 0)) + 1
        if tries > self.times:
            return None
        again = request.copy()
        again.dont_filter = True
        again.priority = request.priority - 10
        again.meta["tries"] = tries
        return again
