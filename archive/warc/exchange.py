"""A question and its answer, and the WARC records that keep them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from archive import times
from archive.warc.record import (
    COMPRESSED,
    NOT_MODIFIED,
    SAME_PAYLOAD,
    STORED,
    Draft,
    Headers,
    clean_uri,
    http_head,
    media_type_of,
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer, or the failure to get one."""

    url: str
    kind: str
    """list, detail, attachment, robots, import, other."""
    portal: str | None = None
    column: str | None = None
    parent_url: str | None = None
    list_title: str | None = None
    list_date: str | None = None
    run_id: int | None = None
    fetched_at: datetime = field(default_factory=times.now)
    method: str = "GET"
    request_headers: Headers = field(default_factory=list)
    request_body: bytes = b""
    status: int | None = None
    """HTTP status; None for a file that was imported and where no answer came."""
    reason: str = ""
    headers: Headers = field(default_factory=list)
    body: bytes | None = None
    """Body as it came over the wire, content coding kept; None = no answer came."""
    verdict: str | None = None
    error: str | None = None
    media_type: str | None = None
    tls: str | None = None
    """What the server's certificate was worth: ok, or why not; None without one."""


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier exchange that a revisit record points at."""

    id: int | None
    index: int | None
    url: str
    date: str
    digest: str
    """sha1 of the payload as WARC tools write it."""
    sha256: str | None


def main_record(exchange: Exchange, original: Original | None) -> Draft:
    """The record that a capture row points at: response, revisit, or resource for an imported file."""
    body = exchange.body or b""
    if original is not None:
        profile = NOT_MODIFIED if exchange.status == 304 else SAME_PAYLOAD
        # The block stays empty: replay tools show an archived 304 head as an empty page.
        return Draft("revisit", exchange.url, exchange.fetched_at, b"", "application/http;msgtype=response", extra=[
            ("WARC-Profile", profile), ("WARC-Refers-To-Target-URI", clean_uri(original.url)),
            ("WARC-Refers-To-Date", original.date), ("WARC-Payload-Digest", original.digest)])
    coded = any(name.lower() == "content-encoding" for name, _ in exchange.headers)
    level = STORED if coded else COMPRESSED
    if exchange.status is None:
        kind = exchange.media_type or media_type_of(exchange.headers) or "application/octet-stream"
        return Draft("resource", exchange.url, exchange.fetched_at, body, kind, payload=body, level=level)
    start = f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip()
    return Draft("response", exchange.url, exchange.fetched_at, http_head(start, exchange.headers, body) + body,
                 "application/http;msgtype=response", payload=body, level=level)


def request_record(exchange: Exchange, answer: Draft) -> Draft:
    """The question, as far as it is known."""
    parts = urlsplit(clean_uri(exchange.url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = exchange.request_headers or [("Host", parts.netloc)]
    head = http_head(f"{exchange.method} {target} HTTP/1.1", headers, exchange.request_body)
    return Draft("request", exchange.url, exchange.fetched_at, head + exchange.request_body,
                 "application/http;msgtype=request", extra=[("WARC-Concurrent-To", answer.id)])
