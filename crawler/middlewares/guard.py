"""The first gate of every request, each hop of a redirect included: only the portal's own hosts."""

from __future__ import annotations

from typing import Any

from scrapy.http import Request

from crawler.base.addresses import host_of, refusal
from crawler.base.faults import Fault, RefusedRequest


class Guard:
    """Refuses what lies outside the portal, and everything once the run's limits are reached."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.longest = crawler.settings.getint("URLLENGTH_LIMIT")

    @classmethod
    def from_crawler(cls, crawler: Any) -> Guard:
        """Called by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise RefusedRequest with a sentence, or let the request pass."""
        spider = self.crawler.spider
        if refused := refusal(request.url, spider.portal.allowed):
            hops = request.meta.get("redirect_urls")
            sentence = f"redirect from {hops[-1]} refused: {refused.sentence}" if hops else refused.sentence
            raise RefusedRequest(Fault(refused.reason, sentence, passing=False))
        if len(request.url) > self.longest:
            raise RefusedRequest(Fault("address", f"{request.url[:200]}… is refused: it has {len(request.url)} characters.",
                                       passing=False))
        if fault := spider.limits.refusal(request.url):
            raise RefusedRequest(fault)
        request.meta["download_slot"] = host_of(request.url)    # Scrapy's would be one for all ports of a name, and a redirect keeps the old one
