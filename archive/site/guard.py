"""The ASGI guard around the whole site: what may be asked, which headers go out, what may be kept and for how long."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote

from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response

from archive.site import forms, languages, roll, tables
from archive.site.limits import Limits
from archive.site.problems import problem
from archive.site.sending import Sender, Wanted, held, send_kept, send_not_modified
from archive.site.served import Site, State
from archive.site.shelf import Shelf

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
View = Callable[[Request, Send, Receive], Awaitable[Any]]

METHODS = {"GET", "HEAD"}
PLAIN = re.compile(r"[A-Za-z0-9/._-]*")
"""A path in which nothing is encoded, neither by percent signs nor by Datasette's tildes."""
MAX_PATH = 512
"""Bytes of a path; our longest is a table's row address."""
URL_PATHS = re.compile(rb".{0,100}?/(timegate|timemap|memento)/")
MAX_URL_PATH = 2_500
"""The same of the paths that end with a portal's address."""
MAX_QUERY = 2_000
"""Bytes of a query string: 200 Chinese characters percent-encoded are 1,800."""
MAX_ARGUMENTS = 40
"""Arguments of an address; the longest form has twenty fields."""
MAX_DATA_ARGUMENTS = 12
"""The same of a data page: each may be a condition that reads a whole table."""
CLOSED = re.compile(r"/(-|_internal|_memory|:memory:)(/|$|\.)")
"""Datasette's own workshop: versions, plugins, settings, threads, permissions, internal databases."""
WORKSHOP = b"/-/"
"""What Datasette 1.0 puts before its tools for a table or row (insert, drop, schema, count); in a row's own key a slash is ~2F."""
CLOSED_ARGUMENTS = {"sql", "_where", "_searchmode", "_through", "_trace", "_context", "_extra", "_extras", "_fts_table", "_fts_pk"}
"""Arguments of Datasette's data pages that run raw syntax or reveal internals."""

FRESHNESS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"/(report|timemap|memento)/"), "fetch"),
    (re.compile(r"/static/|/(about|openapi\.json|opensearch\.xml|robots\.txt|favicon\.ico)$"), "code"),
    (re.compile(r"/($|search|compare|download\.|sitemap|timeliness|figures|api$)"), "data"),
    (re.compile(r"/(coverage|place/)"), "watch"),
)
"""What a page depends on: the site's code; the documents too; the captures too; runs and date too. No line: never kept."""


class Guard:
    """Wraps the application; everything that a browser gets passes here.

    A kept answer costs one query for the state of the archive and one look into a table. Our own pages are answered
    without Datasette's router, cookies and forms, which take longer than a page; its data pages go through all of it.
    """

    def __init__(self, app: App, site: Site, routes: Iterable[tuple[str, View]] = ()) -> None:
        self.app = app
        self.site = site
        self.routes = [(re.compile(pattern), view) for pattern, view in routes]
        self.shelf = Shelf()
        self.limits = Limits(site.config)
        self._moment: tuple[State, date] | None = None
        self._stamps: Mapping[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, refuse, or ask the application."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        wanted = wanted_by(scope)
        kept = self.shelf.get(wanted.key) if scope["method"] in METHODS else None
        if kept and kept.stamp == self.stamps()[kept.kind]:
            await send_kept(kept, wanted, send)
            return
        if scope["method"] == "POST":
            scope = await forms.as_question(scope, receive, self.site.base, MAX_QUERY)
            wanted = wanted_by(scope)
        address = languages.of(scope, self.site.base)
        with languages.answering(address):
            await self._answer(languages.inside(scope, address, self.site.base), address, wanted, receive, send)

    def stamps(self) -> Mapping[str, str]:
        """What pages of each kind show now: a kept one is good as long as its part is the same."""
        moment = self.site.state(), roll.today()
        if moment != self._moment:
            state, today = self._moment = moment
            code = f"{self.site.stamp} {state.demo}"
            data = f"{code}\n{state.generation}"
            fetch = f"{data}\n{state.capture}"
            self._stamps = {"code": code, "data": data, "fetch": fetch, "watch": f"{fetch}\n{state.run}\n{today}"}
        return self._stamps

    async def _answer(
        self, scope: Scope, address: languages.Address, wanted: Wanted, receive: Receive, send: Send,
    ) -> None:
        """Answer one request in the language of its address."""
        status = refusal(scope, self.site) or (0 if self.limits.allow(scope) else 429)
        if status:
            await problem(self.site, status, json=address.path.endswith(".json")).asgi_send(Sender(wanted, send))
            return
        self._depend(wanted, address)
        if held(wanted.tags, wanted.tag):
            await send_not_modified(wanted, send)
            return
        sender = Sender(wanted, send, self.shelf)
        if not await self._own(inner_scope(scope), address.path, receive, sender):
            await self.app(inner_scope(scope), receive, sender)

    def _depend(self, wanted: Wanted, address: languages.Address) -> None:
        """Note what the answer depends on, and its ETag."""
        wanted.negotiated = address.negotiated
        wanted.kind = next((kind for pattern, kind in FRESHNESS if pattern.match(address.path)), "")
        if not wanted.kind:
            self.site.state()   # data pages too say that the reports of a demonstration are made up
            return
        wanted.static = address.path.startswith("/static/")
        wanted.stamp = self.stamps()[wanted.kind]
        digest = hashlib.blake2b(repr((wanted.stamp, wanted.key)).encode(), digest_size=10).hexdigest()
        wanted.tag = f'W/"{digest}"'.encode()

    async def _own(self, scope: Scope, path: str, receive: Receive, sender: Sender) -> bool:
        """Answer one of our own pages; False where the path is none of them."""
        view, found = next(((view, found) for pattern, view in self.routes if (found := pattern.match(path))), (None, None))
        if view is None or found is None:
            return False
        await self.site.datasette.invoke_startup()
        request = Request({**scope, "url_route": {"kwargs": found.groupdict()}}, receive)
        try:
            response = await view(request, sender, receive)
        except Exception as error:
            log.exception("%s failed", path)
            response = problem(self.site, int(getattr(error, "status", 500)), json=path.endswith(".json"))
        if type(response) is Response:
            await sender.whole(response)
        elif response is not None:
            await response.asgi_send(sender)
        return True


def wanted_by(scope: Scope) -> Wanted:
    """What a request asks for; the server has put the names of headers in small letters, as ASGI says."""
    headers = dict(scope["headers"])
    accepted = headers.get(b"accept-language", b"")
    language = _usual(accepted) if len(accepted) < 100 else languages.preferred(accepted.decode("latin-1"))
    return Wanted(
        (scope.get("raw_path") or scope["path"].encode(), scope.get("query_string"), headers.get(b"host"), scope.get("scheme"), language),
        head=scope["method"] == "HEAD", packs=b"gzip" in headers.get(b"accept-encoding", b""),
        tags=headers.get(b"if-none-match", b""),
    )


@lru_cache(maxsize=1_000)
def _usual(accepted: bytes) -> str:
    """The language for an Accept-Language header of usual length: few are sent, again and again."""
    return languages.preferred(accepted.decode("latin-1"))


def refusal(scope: Scope, site: Site) -> int | None:
    """The status with which a request is turned away, or None where it may pass."""
    if scope["method"] not in METHODS:
        return 405
    raw, query = scope.get("raw_path") or scope["path"].encode(), scope.get("query_string") or b""
    if not raw.isascii() or not query.isascii():
        return 400  # an address is ASCII (RFC 3986); Datasette fails on anything else
    if len(raw) > (MAX_URL_PATH if URL_PATHS.match(raw) else MAX_PATH) or len(query) > MAX_QUERY:
        return 414
    plain = raw.decode("latin-1")
    path = site_path(plain if PLAIN.fullmatch(plain) else tilde_decode(unquote(plain)), site)
    data_page = path.startswith(f"/{site.name}/")
    if CLOSED.match(path) or not data_page_open(path, site.name) or (data_page and WORKSHOP in raw):
        return 404
    if not query:
        return None
    names = [name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)]
    if len(names) > (MAX_DATA_ARGUMENTS if data_page else MAX_ARGUMENTS):
        return 400
    return 400 if path.startswith(f"/{site.name}") and CLOSED_ARGUMENTS.intersection(names) else None


def site_path(path: str, site: Site) -> str:
    """A path without the base address of the site."""
    base = site.base
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
