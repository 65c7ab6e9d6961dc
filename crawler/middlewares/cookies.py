"""Cookies as Scrapy keeps them, without its side trip: it would fetch the public suffix list from the web."""

from __future__ import annotations

from typing import Any

from scrapy.downloadermiddlewares import cookies
from scrapy.http import Request, Response
from tldextract import TLDExtract

OFFLINE = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
"""The list that comes with tldextract: a crawl asks nothing of hosts that no portal file names."""


class Cookies(cookies.CookiesMiddleware):
    """One jar per portal and run."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Cookies:
        """Called by Scrapy."""
        cookies._split_domain = OFFLINE  # noqa: SLF001 - Scrapy offers no setting for it
        made: Cookies = super().from_crawler(crawler)
        return made

    def process_request(self, request: Request, spider: Any = None) -> Any:
        """Send the cookies that the portal has set; most set none."""
        del spider
        if request.cookies or len(self.jars[request.meta.get("cookiejar")]):
            return super().process_request(request)
        request.headers.pop("Cookie", None)
        return None

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Any:
        """Keep the cookies of an answer."""
        del spider
        return super().process_response(request, response) if b"Set-Cookie" in response.headers else response
