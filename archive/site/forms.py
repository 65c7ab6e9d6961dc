"""Questions in the body of a POST: a protocol of libraries wants them, and they do no more than the same question in an address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]

PATHS = {"/oai"}
"""OAI-PMH 2.0, 3.1.1: a repository must support both GET and POST."""
FORM = b"application/x-www-form-urlencoded"


async def as_question(scope: Scope, receive: Callable[[], Awaitable[Any]], base: str, limit: int) -> Scope:
    """A POST to one of the paths as the GET that it stands for; a body of over `limit` bytes becomes a query too long to pass."""
    kind = next((value for name, value in scope["headers"] if name.lower() == b"content-type"), b"")
    if scope["method"] != "POST" or scope["path"].removeprefix(base) not in PATHS or not kind.lower().startswith(FORM):
        return scope
    body, more = bytearray(), True
    while more and len(body) <= limit:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
    query = b"&".join(filter(None, (bytes(scope.get("query_string") or b""), bytes(body[:limit + 1]))))
    return {**scope, "method": "GET", "query_string": query}
