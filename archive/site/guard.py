"""The ASGI guard around the whole site: what may be asked, which headers go out, what may be kept and for how long."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from datasette.utils import tilde_decode

from archive.site import roll, tables
from archive.site.problems import problem
from archive.site.served import Site, State

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

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
METHODS = {"GET", "HEAD"}
MAX_PATH = 512
"""Bytes of a path; our longest is a table's row address."""
MAX_QUERY = 2_000
"""Bytes of a query string: 200 Chinese characters percent-encoded are 1,800."""
CLOSED = re.compile(r"/(-|_internal|_memory|:memory:)(/|$|\.)")
"""Datasette's own workshop: versions, plugins, settings, threads, permissions, internal databases."""
CLOSED_ARGUMENTS = {"sql", "_where", "_searchmode", "_through", "_trace", "_context"}
"""Arguments of Datasette's data pages that run raw syntax or reveal internals."""

FRESHNESS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"/report/"), "fetch"),
    (re.compile(r"/static/|/(about|robots\.txt|favicon\.ico)$"), "code"),
    (re.compile(r"/($|search|compare|download\.|sitemap|timeliness|figures)"), "data"),
    (re.compile(r"/(coverage|place/)"), "watch"),
)
"""What a page depends on: the site's code; the documents too; the captures too; runs and date too. No line: never kept."""
KEEP_BYTES = 32 * 1024 * 1024
KEEP_ONE = 256 * 1024
PACKED_TYPES = (b"text/", b"application/json", b"application/xml", b"application/atom", b"image/svg")
PACK_FROM = 800
"""Bytes from which gzip pays."""


@dataclass(slots=True)
class Kept:
    """A finished answer: headers, body, and the same body in gzip."""

    status: int
    headers: Headers
    body: bytes
    packs: bool
    """Whether gzip pays."""
    packed: bytes = b""
    """The body in gzip, made when the first reader asks for it."""

    def pack(self) -> bytes:
        """The body in gzip."""
        self.packed = self.packed or gzip.compress(self.body, 5, mtime=0)
        return self.packed


class Shelf:
    """Finished answers, the least recently used thrown out first; bounded in bytes."""

    def __init__(self, limit: int = KEEP_BYTES) -> None:
        self.limit = limit
        self.bytes = 0
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()

    def get(self, key: tuple[str, ...]) -> Kept | None:
        """The answer under a key, if it is still there."""
        kept = self._kept.get(key)
        if kept:
            self._kept.move_to_end(key)
        return kept

    def put(self, key: tuple[str, ...], kept: Kept) -> None:
        """Keep an answer; big ones are not kept at all."""
        size = self._size(kept)
        if size > KEEP_ONE or key in self._kept:
            return
        self._kept[key] = kept
        self.bytes += size
        while self.bytes > self.limit:
            self.bytes -= self._size(self._kept.popitem(last=False)[1])

    @staticmethod
    def _size(kept: Kept) -> int:
        return len(kept.body) * (2 if kept.packs else 1) + 1_000


class Guard:
    """Wraps the application; everything that a browser gets passes here."""

    def __init__(self, app: App, site: Site) -> None:
        self.app = app
        self.site = site
        self.shelf = Shelf()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, refuse, or ask the application."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        state = self.site.state()
        asked = Asked(scope, self.site, state)
        status = refusal(scope, self.site)
        if status:
            await Sender(asked, send).answer(problem(self.site, status, json=asked.path.endswith(".json")))
            return
        if asked.etag and asked.etag in asked.header(b"if-none-match"):
            await Sender(asked, send).not_modified()
            return
        kept = self.shelf.get(asked.key) if asked.key else None
        if kept:
            await Sender(asked, send).kept(kept)
            return
        await self.app(inner_scope(scope), receive, Sender(asked, send, self.shelf))


def refusal(scope: Scope, site: Site) -> int | None:
    """The status with which a request is turned away, or None where it may pass."""
    if scope["method"] not in METHODS:
        return 405
    raw = bytes(scope.get("raw_path") or scope["path"].encode())
    query = bytes(scope.get("query_string") or b"")
    if len(raw) > MAX_PATH or len(query) > MAX_QUERY:
        return 414
    path = site_path(tilde_decode(unquote(raw.decode("latin-1"))), site)
    if CLOSED.match(path) or not data_page_open(path, site.name):
        return 404
    names = {name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)}
    if path.startswith(f"/{site.name}") and names & CLOSED_ARGUMENTS:
        return 400
    return None


def site_path(path: str, site: Site) -> str:
    """A path without the base address of the site."""
    base = str(site.datasette.setting("base_url")).rstrip("/")
    return path[len(base):] or "/" if base and path.startswith(base + "/") else path


def data_page_open(path: str, database: str) -> bool:
    """Whether a path below the database is a public table, a row of one, or the list of tables.

    A list of what is open, not of what is closed: shadow tables, odd spellings and new tables stay shut.
    """
    head, _, rest = path.lstrip("/").partition("/")
    if head.partition(".")[0] != database:
        return True  # not a data page: routed elsewhere, or not at all
    if not rest:
        return head == database
    table, _, key = rest.partition("/")
    name, dot, suffix = table.partition(".")
    if name not in tables.PUBLIC:
        return False
    return (dot + suffix in tables.DATA_SUFFIXES) if not key else not dot and not key.endswith(".blob")


def inner_scope(scope: Scope) -> Scope:
    """The request as the application sees it: without credentials, for nobody logs in here; HEAD as GET.

    Without cookies Datasette marks no answer as private, and every reader gets the same bytes.
    """
    headers = [(k, v) for k, v in scope["headers"] if k.lower() not in {b"cookie", b"authorization"}]
    return {**scope, "headers": headers, "method": "GET", "fazhi_head": scope["method"] == "HEAD"}


class Asked:
    """One request: its path, the state that its answer shows, and the tag of that state."""

    def __init__(self, scope: Scope, site: Site, state: State) -> None:
        self.head = scope["method"] == "HEAD"
        self.headers: list[tuple[bytes, bytes]] = scope["headers"]
        self.path = site_path(scope["path"], site)
        self.host = self.header(b"host").decode("latin-1")
        query = (scope.get("query_string") or b"").decode("latin-1")
        kind = next((kind for pattern, kind in FRESHNESS if pattern.match(self.path)), None)
        self.static = kind == "code" and self.path.startswith("/static/")
        frame = f"{site.stamp} {state.demo}"
        parts = {
            "code": (frame,),
            "data": (frame, state.generation),
            "fetch": (frame, state.generation, str(state.capture)),
            "watch": (frame, state.generation, str(state.capture), state.run, roll.today().isoformat()),
        }.get(kind or "")
        raw = bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        self.key = (*parts, scope.get("scheme", ""), self.host, raw, query) if parts else None
        digest = hashlib.sha256("\n".join(self.key).encode("utf-8", "replace")).hexdigest()[:20] if self.key else ""
        self.etag = f'W/"{digest}"'.encode() if digest else b""

    def header(self, name: bytes) -> bytes:
        """The value of a request header, empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), b"")

    @property
    def packs(self) -> bool:
        """Whether the reader takes gzip."""
        return b"gzip" in self.header(b"accept-encoding").lower()


class Sender:
    """Passes the application's messages on, with our headers; keeps what arrives whole."""

    def __init__(self, asked: Asked, send: Send, shelf: Shelf | None = None) -> None:
        self.asked = asked
        self.send = send
        self.shelf = shelf
        self._start: Message | None = None
        self._begun = False

    async def __call__(self, message: Message) -> None:
        """Take one message of the application; an error page in the midst of a stream aborts the connection.

        Without its last chunk the reader's browser knows that the file is torn.
        """
        if message["type"] == "http.response.start":
            if self._begun:
                raise ConnectionAbortedError("an answer broke off after it had begun; the log above tells why")
            self._start, self._begun = message, True
        elif self._start is None:  # a stream that has begun
            await self.send({**message, "body": b""} if self.asked.head else message)
        elif message.get("more_body"):
            start, self._start = self._start, None
            await self.send({**start, "headers": self._dress(start["status"], start["headers"])})
            await self.send({**message, "body": b""} if self.asked.head else message)
        else:
            start, self._start = self._start, None
            await self._whole(start["status"], start["headers"], message.get("body", b""))

    async def answer(self, response: Any) -> None:
        """Send a response of our own."""
        await response.asgi_send(self)

    async def not_modified(self) -> None:
        """304: what the reader holds is what we would send."""
        headers = [(k, v) for k, v in self._dress(200, []) if k != b"content-type"]
        await self.send({"type": "http.response.start", "status": 304, "headers": headers})
        await self.send({"type": "http.response.body", "body": b""})

    async def kept(self, kept: Kept) -> None:
        """Send a finished answer."""
        packed = kept.packs and self.asked.packs
        body = kept.pack() if packed else kept.body
        headers = [*kept.headers, (b"content-length", str(len(body)).encode())]
        if kept.packs:
            headers.append((b"vary", b"Accept-Encoding"))
        if packed:
            headers.append((b"content-encoding", b"gzip"))
        await self.send({"type": "http.response.start", "status": kept.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": b"" if self.asked.head else body})

    async def _whole(self, status: int, headers: Headers, body: bytes) -> None:
        dressed = self._dress(status, headers)
        kind = next((value for key, value in dressed if key == b"content-type"), b"")
        kept = Kept(status, dressed, body, len(body) >= PACK_FROM and kind.startswith(PACKED_TYPES))
        if self.shelf and self.asked.key and status == 200:
            self.shelf.put(self.asked.key, kept)
        await self.kept(kept)

    def _dress(self, status: int, headers: Headers) -> Headers:
        """The application's headers without those that are ours to set, and ours."""
        theirs = [(bytes(key).lower(), bytes(value)) for key, value in headers]
        own_policy = [item for item in theirs if item[0] == b"content-security-policy"]
        kept = [item for item in theirs if item[0] not in OUR_HEADERS]
        if self.asked.etag and status == 200:
            kept.append((b"etag", self.asked.etag))
        kept.append((b"cache-control", self._lifetime(status)))
        security = [item for item in SECURITY_HEADERS if not (own_policy and item[0] == b"content-security-policy")]
        return [*kept, *security, *own_policy]

    def _lifetime(self, status: int) -> bytes:
        if status != 200:
            return b"no-store"
        if self.asked.static:
            return b"public, max-age=31536000, immutable"
        return b"public, max-age=0, must-revalidate" if self.asked.etag else b"no-cache"
