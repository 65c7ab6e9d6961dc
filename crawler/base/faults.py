"""Why no usable answer came: reason classes for exceptions and statuses, each with a sentence for a person."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from scrapy.exceptions import IgnoreRequest

from archive.warc import codings
from crawler.base.addresses import Refusal, host_of
from crawler.base.answer import WireError
from crawler.base.resolver import GuardedResolver


@dataclass(frozen=True)
class Fault:
    """A reason class, the sentence, and whether the same request may succeed in a minute."""

    reason: str
    sentence: str
    passing: bool


class RefusedRequest(IgnoreRequest):
    """A request that is not sent at all: `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


class LostCaptureError(Exception):
    """An answer that the archive could not store; it counts as never fetched."""


SIGNS: tuple[tuple[str, str, bool, str], ...] = (
    ("archive", r"LostCapture", False, "the answer could not be stored"),
    ("robots", r"Forbidden by robots\.txt", False, "robots.txt of the host forbids this address"),
    ("redirect_loop", r"max redirections reached", False, "the address redirects in a circle"),
    ("too_large", r"DOWNLOAD_MAXSIZE|maxsize|DownloadCancelled|larger than download max", False,
     "the answer is larger than the limit"),
    ("refused", r"ConnectionRefused", False, "the host refuses connections"),
    ("tls", r"\bSSL\b|OpenSSL|TLS|certificate|handshake", False,
     "the secure connection failed; try http or 'tls: legacy' in the portal file"),
    ("timeout", r"DownloadTimeout|TimeoutError|timed out|took longer", True, "no answer within the time limit"),
    ("truncated", r"ResponseDataLoss|_DataLoss|IncompleteRead|truncated", True, "the answer broke off"),
    ("dns", r"CannotResolveHost|DNSLookup|gaierror", False, "the host name has no address"),
    ("reset", r"ConnectionLost|ConnectionDone|ConnectionReset|ResponseNeverReceived|Connection to the other side",
     True, "the host broke the connection"),
    ("bad_answer", r"ParseError|BadHeaders|BadGzip|DownloadFailed|UnsupportedURL|ValueError|zlib", True,
     "the host did not answer in valid HTTP"),
    ("network", r"ConnectError|NoRoute|Unreachable|OSError|Network", True, "the network failed"),
)
"""(reason class, pattern over the exception's names and words, may pass soon, sentence); the first hit counts."""


def _chain(error: BaseException, depth: int = 0) -> Iterator[str]:
    """Names and words of an exception, of its causes and of the failures that Twisted packs into it."""
    yield f"{type(error).__name__}: {error}"
    if depth > 4:
        return
    packed = [getattr(failure, "value", None) for failure in getattr(error, "reasons", ()) or ()]
    for inner in (error.__cause__, *packed):
        if isinstance(inner, BaseException):
            yield from _chain(inner, depth + 1)


def fault_of(error: BaseException, url: str) -> Fault:
    """The fault behind an exception that ended the request of `url`."""
    if isinstance(error, RefusedRequest):
        return error.fault
    if isinstance(error, Refusal):
        return Fault(error.reason, error.sentence, passing=False)
    words = " ".join(_chain(error))
    told = error.reason if isinstance(error, WireError) else None
    host = url.split("/")[2] if url.count("/") >= 2 else url
    withheld = GuardedResolver.withheld.get(host_of(url).rpartition(":")[0])
    for reason, pattern, passing, sentence in SIGNS:
        if reason == told or (told is None and re.search(pattern, words)):
            if reason == "dns" and withheld:
                return Fault("address", f"{url}: {host} leads to {withheld}, no public address; nothing was asked.",
                             passing=False)
            return Fault(reason, f"{url}: {sentence} ({error if told else type(error).__name__}).", passing)
    return Fault("error", f"{url}: {words[:200]}.", passing=False)


CUT_SHORT = "cut short"
"""How the archive's decoder remarks on a torn body."""
CLOSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
"""A portal that answers so for its robots.txt hides its rules and is not asked for anything else."""
FRONT = re.compile(r"^https?://[^/?#]+/?(?:(?:index|default|home|main)\.\w+)?$", re.IGNORECASE)
"""Addresses of front pages."""
STATUSES: dict[int, str] = {
    401: "the portal asks for a login",
    403: "the portal forbids this address",
    404: "there is no such page; the portal may have been rebuilt: look for the new address",
    410: "the page was removed",
    429: "the portal asks to slow down",
    503: "the portal is not available now",
}


def status_name(status: int) -> str:
    """The reason phrase of a status, "" for unregistered ones; Scrapy does not keep the one that was sent."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def status_fault(status: int, url: str) -> Fault | None:
    """The fault of an HTTP status, or None for one that carries a page (2xx, 304)."""
    if 200 <= status < 300 or status == HTTPStatus.NOT_MODIFIED:
        return None
    name = status_name(status)
    words = STATUSES.get(status, "the portal gave an error" if status >= 400 else "a redirect that leads nowhere")
    return Fault("gone" if status in (404, 410) else "status", f"{url}: status {status} {name}".rstrip()
                 + f", {words}.", passing=status >= 500 or status == HTTPStatus.TOO_MANY_REQUESTS)


def front_fault(url: str, column: str) -> Fault | None:
    """The fault of a list whose answer comes from a front page, the news of which would pass for the list; else None."""
    if not FRONT.search(url) or FRONT.search(column):
        return None
    return Fault("layout", f"{column}: the portal sends on to its front page; it may have been rebuilt: look for the new "
                 "address of the column.", passing=False)


def is_bomb(labels: list[str], body: bytes, limit: int) -> bool:
    """Whether a gzip body unpacks to more than `limit` bytes; deflate packs a thousandfold at best."""
    if not labels or labels[0] not in ("gzip", "x-gzip", "deflate") or len(body) * 1100 < limit:
        return False
    try:
        return len(zlib.decompressobj(47).decompress(body, limit + 1)) > limit
    except zlib.error:
        return False


def broken_gzip(labels: list[str], body: bytes) -> bool:
    """Whether a gzip or deflate body ends before its end mark: an HTTP client calls such a page whole.

    A body that is not compressed at all in spite of its label is whole.
    """
    if len(labels) != 1 or labels[0] not in ("gzip", "x-gzip") or not body.startswith(b"\x1f\x8b"):
        return False
    reader = zlib.decompressobj(31)
    try:
        while body and not reader.eof:
            reader.decompress(body, 1 << 20)
            body = reader.unconsumed_tail
    except zlib.error:
        return True
    return not reader.eof


def is_cut(labels: list[str], body: bytes, limit: int) -> bool:
    """Whether a body in another coding than gzip, or in several, ends before its end mark."""
    if not labels or labels in (["gzip"], ["x-gzip"]):
        return False
    try:
        return CUT_SHORT in (codings.decode(body, ",".join(labels), limit).note or "")
    except codings.CodingError:                         # larger than the limit, which its reader tells
        return False
