"""Redirects by status, by meta refresh and by the script of a nearly empty page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware, RedirectMiddleware
from scrapy.http import Request, Response

from archive.extract.decode import decode
from crawler.base.wire import SHELL_CHARS, shell_target

MAX_SHELLS = 2
"""Shells may lead to shells; real portals need one, seldom two."""


class OwnReferer:
    """Keeps the Referer that a list request brought along within its host; Scrapy's own middleware for it is off."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Drop the Referer of a redirected request when it leads to another host."""
        if urlsplit(request.url).netloc != urlsplit(response.url).netloc:
            request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Do not look, and warn, for the middleware that is off."""


class StatusRedirect(OwnReferer, RedirectMiddleware):
    """Follows 301, 302, 303, 307 and 308 as Scrapy does."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """The request of the target, or the response itself where its target was refused already."""
        del spider
        fault = request.meta.get("fault")
        if fault and fault.reason == "address":         # Scrapy cannot even build a request of such an address
            return response
        found: Request | Response = super().process_response(request, response)
        return found


class ShellRedirect(OwnReferer, BaseRedirectMiddleware):
    """Follows pages of under 1,500 characters that only send on; the guard checks the target like any request."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """The request of the target, or the response itself."""
        del spider
        page = response.status == 200 and len(response.body) <= 4 * SHELL_CHARS
        if not page or request.meta.get("fault") or request.meta.get("kind") == "attachment":
            return response
        target = shell_target(decode(response.body)[0], response.url)
        shells = request.meta.get("shells", 0)
        if target is None or not target.startswith(("http://", "https://")) or shells >= MAX_SHELLS:
            return response
        redirected = self._redirect_request_using_get(request, response, target)
        redirected.meta["shells"] = shells + 1
        return self._redirect(redirected, request, "shell")
