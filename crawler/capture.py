"""Every answer goes into the archive as it came over the wire, before anything reads it.

It is taken before Scrapy's middlewares run: the body is still compressed, the header is whole, and redirects, robots.txt,
retries and error pages are seen as well.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Request, Response

from archive import times
from archive.extract.decode import decode
from archive.extract.verdicts import challenge_of
from archive.intake.recorder import Exchange
from crawler.base.addresses import refusal
from crawler.base.answer import Pairs, Wire
from crawler.base.faults import CLOSED, Fault, broken_gzip, is_bomb, is_cut, status_fault
from crawler.base.wire import codings_of, shell_target, unpacked, whole_gzip
from crawler.batch import UNSTORED

FOUND = ("detail", "attachment")
"""Kinds that the frontier waits for."""
CONDITIONS = {b"If-None-Match", b"If-Modified-Since"}
PEEK = 64 * 1024
"""Challenge pages are small: longer answers with status 200 are not searched for challenges."""


def texts(headers: Pairs) -> list[tuple[str, str]]:
    """Header lines as they were sent, as text."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]


def pairs(headers: Any) -> list[tuple[str, str]]:
    """Headers as (name, value) text in the order in which Scrapy keeps them."""
    items = dict.items(headers)                         # Scrapy's own items() builds every list anew
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in items for value in values]


def kind_of(request: Request) -> str:
    """list, detail, attachment, robots or other."""
    if request.url.endswith("/robots.txt") and request.meta.get("dont_obey_robotstxt"):
        return "robots"
    return str(request.meta.get("kind", "other"))


def exchange_of(request: Request, run_id: int | None, portal: str, **more: Any) -> Exchange:
    """The capture of a request; `more` adds its answer or its error."""
    url_host = request.url.split("/")[2]
    meta = request.meta
    fields: dict[str, Any] = {
        "url": request.url, "kind": kind_of(request), "portal": portal, "column": meta.get("column"),
        "parent_url": meta.get("parent_url"), "list_title": meta.get("list_title"), "list_date": meta.get("list_date"),
        "run_id": run_id, "fetched_at": times.now(), "method": request.method, "request_body": request.body,
        "request_headers": [("Host", url_host), *pairs(request.headers)],
    }
    return Exchange(**{**fields, **more})


def judge(request: Request, response: Response, allowed: dict[str, frozenset[int]], limit: int,
          plain: bytes | None = None) -> tuple[Fault | None, bool]:
    """(what is wrong with an answer, whether it only sends on to another address).

    `limit`: bytes, unpacked; `plain`: the body without its coding where that is known already.
    """
    codings = codings_of(response) if plain is None else []
    if is_bomb(codings, response.body, limit):
        return Fault("too_large", f"{response.url}: unpacked, the answer is larger than {limit} bytes.", passing=False), False
    if broken_gzip(codings, response.body) or is_cut(codings, response.body, limit):
        return Fault("truncated", f"{response.url}: truncated, the {codings[-1]} body ends before its end mark.", passing=True), False
    if response.status == HTTPStatus.NOT_MODIFIED and not CONDITIONS & request.headers.keys():
        return Fault("bad_answer", f"{response.url}: the portal answers 304, not modified, to a question without conditions.",
                     passing=True), False
    headers = dict(pairs(response.headers))
    small = response.status != HTTPStatus.OK or len(response.body) <= PEEK
    wanted = small and kind_of(request) != "attachment"
    peek = unpacked(codings, (response.body if plain is None else plain)[:PEEK if plain is None else 4 * PEEK],
                    4 * PEEK) if wanted else b""
    text = decode(peek)[0]
    location = headers.get("Location")
    if location and 300 <= response.status < 400:
        target = urljoin(response.url, location)
        refused = refusal(target, allowed)
        sentence = refused and f"redirect from {response.url} refused: {refused.sentence}"
        return (Fault(refused.reason, str(sentence), passing=False) if refused else None), True
    challenge = challenge_of(response.status, headers, text)
    if challenge:
        return Fault("blocked", f"{response.url}: {challenge}", passing=False), False
    if kind_of(request) == "robots" and response.status < 500 and response.status not in CLOSED:
        return None, False                  # a missing robots.txt is an answer like any other
    return status_fault(response.status, response.url), bool(shell_target(text, response.url))


class Capture:
    """Hands every answer to the recorder and notes in the request's meta what it found."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.limit = crawler.settings.getint("DOWNLOAD_MAXSIZE") or 1 << 30

    def downloaded(self, response: Response, request: Request) -> asyncio.Future[int]:
        """Hand one answer in; done when it is stored. Meta gets that as `stored`, and `fault` where it is no usable page."""
        spider = self.crawler.spider
        wire: Wire = request.meta.pop("wire")
        plain = whole_gzip(codings_of(response), response.body, self.limit)
        fault, moved = judge(request, response, spider.portal.allowed, self.limit, plain)
        request.meta.update(fault=fault, moved=moved, capture_id=None, stored=None, plain=plain)
        kind = kind_of(request)
        held = request.meta.get("known") and response.status == HTTPStatus.OK and not moved
        verdict = ("held" if held else "ok") if fault is None else "blocked" if fault.reason == "blocked" else "failed"
        first = kind in FOUND and verdict == "ok" and not moved
        mark = spider.first_look(request, response, plain) if first else None
        request.meta["settled"] = mark is not None
        request.meta["stored"] = spider.session.batch.put(exchange_of(
            request, spider.session.run_id, spider.portal.id, status=response.status,
            kind="other" if moved and kind in FOUND else kind,   # what only sends on is no document
            reason=wire.answer.phrase.decode("latin-1"), headers=texts(wire.answer.headers), body=response.body, verdict=verdict,
            error=fault.sentence if fault else None, request_headers=texts(wire.asked), tls=wire.tls), mark)
        if kind != "robots" or verdict == "blocked":
            spider.limits.heard(fault.reason if fault else "redirect_loop" if moved else None)
        spider.session.emit({"event": "page", "portal": spider.portal.id, "url": response.url,
                             "status": response.status})
        stored: asyncio.Future[int] = request.meta["stored"]
        return stored


def record_failure(spider: Any, request: Request, fault: Fault) -> None:
    """Store that no answer came: a capture without a body, with the reason in one sentence."""
    exchange = exchange_of(request, spider.session.run_id, spider.portal.id, body=None,
                           verdict="blocked" if fault.reason == "blocked" else "failed",
                           error=f"{fault.reason}: {fault.sentence}")
    try:
        spider.session.recorder.record(exchange)
    except UNSTORED as error:
        spider.stop_for("archive", f"{exchange.url} could not be stored: {error}")
