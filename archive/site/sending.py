"""How an answer leaves: the headers that every one of them has, and what is kept of it on the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Response

from archive.site.shelf import Headers, Kept, Shelf

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'none'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=()"),
)
OUR_HEADERS = {key for key, _ in SECURITY_HEADERS} | {b"cache-control", b"vary", b"content-length", b"etag", b"set-cookie"}
"""Headers that only the guard sets."""
VARIES = (b"vary", b"accept-datetime")
"""The one exception: a TimeGate answers by the time that a reader wants."""
PACKED_TYPES = (b"text/", b"application/json", b"application/xml", b"application/atom", b"image/svg")
PACK_FROM = 800
"""Bytes from which gzip pays."""


@dataclass(slots=True)
class Wanted:
    """What a reader takes, and what the answer will depend on."""

    key: tuple[object, ...]
    """All of the request that an answer may depend on."""
    head: bool = False
    packs: bool = False
    """Whether the reader takes gzip."""
    tags: bytes = b""
    """The ETags that the reader holds."""
    kind: str = ""
    """What the answer depends on; empty: it is never kept."""
    stamp: str = ""
    """That part of the archive's state now."""
    tag: bytes = b""
    static: bool = False
    negotiated: bool = False
    """Whether another reader may get another language at this very address."""


def held(tags: bytes, tag: bytes) -> bool:
    """Whether a reader's If-None-Match names a tag; weakly compared, for proxies take the W/ away (RFC 9110, 8.8.3.2)."""
    return bool(tag) and tag[2:] in tags


async def send_kept(kept: Kept, wanted: Wanted, send: Send, *, first: bool = False) -> None:
    """Send a finished answer, or 304 where the reader holds it."""
    if held(wanted.tags, kept.tag):
        await send({"type": "http.response.start", "status": 304, "headers": kept.unchanged()})
        await send({"type": "http.response.body", "body": b""})
        return
    headers, body = kept.sent(packed=wanted.packs, first=first)
    await send({"type": "http.response.start", "status": kept.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if wanted.head else body})


async def send_not_modified(wanted: Wanted, send: Send) -> None:
    """304 for an answer that nobody has made: what the reader holds is what would be sent."""
    await send_kept(Kept(200, dress(wanted, 200, [], packs=True), b"", packs=False, tag=wanted.tag), wanted, send)


class Sender:
    """Passes the application's messages on, with our headers; keeps what arrives whole."""

    def __init__(self, wanted: Wanted, send: Send, shelf: Shelf | None = None) -> None:
        self.wanted = wanted
        self.send = send
        self.shelf = shelf
        self._start: Message | None = None
        self._begun = False

    async def __call__(self, message: Message) -> None:
        """Take one message of the application; an error page in the midst of a stream aborts the connection.

        Without its last chunk the reader's browser knows that the file is torn.
        """
        if message["type"] == "http.response.start":
            self._begin()
            self._start = message
        elif self._start is None:  # a stream that has begun
            await self.send({**message, "body": b""} if self.wanted.head else message)
        elif message.get("more_body"):
            start, self._start = self._start, None
            size = [item for item in start["headers"] if item[0] == b"content-length"]  # a stream passes as it is
            await self.send({**start, "headers": [*dress(self.wanted, start["status"], start["headers"]), *size]})
            await self.send({**message, "body": b""} if self.wanted.head else message)
        else:
            start, self._start = self._start, None
            await self._whole(start["status"], start["headers"], message.get("body", b""))

    async def whole(self, response: Response) -> None:
        """Take an answer of ours that is all there, without the detour through messages; none of them sets cookies."""
        self._begin()
        headers = [(name.lower().encode(), str(value).encode()) for name, value in response.headers.items() if name.lower() != "content-type"]
        body = response.body if isinstance(response.body, bytes) else (response.body or "").encode()
        await self._whole(response.status, [*headers, (b"content-type", response.content_type.encode())], body)

    def _begin(self) -> None:
        """Note that there is an answer now; a second one is the error page of a stream."""
        if self._begun:
            raise ConnectionAbortedError("an answer broke off after it had begun; the log above tells why")
        self._begun = True

    async def _whole(self, status: int, headers: Headers, body: bytes) -> None:
        media_type = next((bytes(value) for key, value in headers if bytes(key).lower() == b"content-type"), b"")
        packs = len(body) >= PACK_FROM and media_type.startswith(PACKED_TYPES)
        wanted = self.wanted
        kept = Kept(status, dress(wanted, status, headers, packs=packs), body, packs, wanted.kind, wanted.stamp)
        if self.shelf and wanted.kind and status == 200:
            kept.tag = wanted.tag
            self.shelf.put(wanted.key, kept)
        await send_kept(kept, wanted, self.send, first=True)


def dress(wanted: Wanted, status: int, headers: Headers, *, packs: bool = False) -> Headers:
    """The application's headers without those that are ours to set, and ours."""
    theirs = [(bytes(key).lower(), bytes(value)) for key, value in headers]
    own_policy = [item for item in theirs if item[0] == b"content-security-policy"]
    kept = [item for item in theirs if item[0] not in OUR_HEADERS or item == VARIES]
    if wanted.tag and status == 200:
        kept.append((b"etag", wanted.tag))
    kept.append((b"cache-control", _lifetime(wanted, status)))
    differs = [b"Accept-Language"] * wanted.negotiated + [b"Accept-Encoding"] * packs
    if differs:
        kept.append((b"vary", b", ".join(differs)))
    security = [item for item in SECURITY_HEADERS if not (own_policy and item[0] == b"content-security-policy")]
    return [*kept, *security, *own_policy]


def _lifetime(wanted: Wanted, status: int) -> bytes:
    if status != 200:
        return b"no-store"
    if wanted.static:
        return b"public, max-age=31536000, immutable"
    return b"public, max-age=0, must-revalidate" if wanted.tag else b"no-cache"
