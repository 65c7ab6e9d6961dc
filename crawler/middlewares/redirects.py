"""Redirects by status, by meta refresh and by the script of a nearly empty page."""

from __future__ import annotations

from typing import Any

from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware
from scrapy.http import Request, Response

from archive.extract.decode import decode
from crawler.base.wire import SHELL_CHARS, shell_target

MAX_SHELLS = 2
"""Shells may lead to shells; real portals need one, seldom two."""


class ShellRedirect(BaseRedirectMiddleware):
    """Follows pages of under 1,500 characters that only send on; the guard checks the target like any request."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """The request of the target, or the response itself."""
        del spider
        if request.meta.get("fault") or response.status != 200 or len(response.body) > 4 * SHELL_CHARS or request.meta.get("kind") == "attachment":
            return response
        target = shell_target(decode(response.body)[0], response.url)
        shells = request.meta.get("shells", 0)
        if target is None or not target.startswith(("http://", "https://")) or shells >= MAX_SHELLS:
            return response
        redirected = self._redirect_request_using_get(request, response, target)
        redirected.meta["shells"] = shells + 1
        return self._redirect(redirected, request, "shell")
