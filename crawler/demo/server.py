"""The web servers of the embedded portals: threads on loopback, validators, conditional requests and gzip."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from archive.errors import FazhiError
from crawler.demo import faults
from crawler.demo.site import Answer, Asked, Portal

HOST = "127.0.0.1"
CHINA = timezone(timedelta(hours=8))
ZIPPED_FROM = 1024
"""Bytes from which an answer is sent as gzip to those who accept it."""
MAX_FORM = 1 << 16
"""Bytes of a posted form that are read."""


@dataclass(frozen=True)
class Logged:
    """One request as the server saw it; `at` is seconds of a clock that only runs forward."""

    portal: str
    method: str
    path: str
    """With its query."""
    status: int
    at: float
    agent: str


class Server(ThreadingHTTPServer):
    """One portal on its port."""

    daemon_threads = True

    def __init__(self, portal: Portal, port: int, log: list[Logged]) -> None:
        """Bind the port (0 takes a free one); a FazhiError when it is in use."""
        self.portal = portal
        self.log = log
        self.lock = threading.Lock()
        self.answered = 0
        try:
            super().__init__((HOST, port), Handler)
        except OSError as error:
            raise FazhiError(
                f"Demo portal {portal.site.key} cannot listen on {HOST}:{port} ({error.strerror}); end the program that "
                "uses the port, or choose others with --ports-from."
            ) from error

    @property
    def port(self) -> int:
        """The port in use."""
        return int(self.server_address[1])

    def respond(self, method: str, target: str, form: str, headers: Mapping[str, str]) -> Answer:
        """Answer one request under the lock, so that edits and counters never meet half-way."""
        parts = urlsplit(target)
        fields = dict(parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(form, keep_blank_values=True))
        with self.lock:
            asked = Asked(method, parts.path, fields, self.answered, headers)
            self.answered += 1
            forced = faults.before(self.portal, asked)
            return forced or faults.after(self.portal, self.portal.answer(asked), self.port)


class Handler(BaseHTTPRequestHandler):
    """Turns answers into HTTP."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer GET."""
        self._serve("")

    def do_HEAD(self) -> None:
        """Answer HEAD: the same headers, no body."""
        self._serve("")

    def do_POST(self) -> None:
        """Answer POST: the form counts like a query."""
        length = self.headers.get("Content-Length", "0")
        size = min(int(length), MAX_FORM) if length.isdigit() else 0
        self._serve(self.rfile.read(size).decode("utf-8", "replace"))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        """Keep the console quiet; `DemoPortals.log` holds every request."""

    def version_string(self) -> str:
        """Name the server as portals do, without a version."""
        return "nginx"

    def _serve(self, form: str) -> None:
        """Answer, send, log."""
        portal = self.server.portal
        if "slow" in portal.faults:
            time.sleep(faults.SLOW)
        asked_with = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.respond(self.command, self.path, form, asked_with)
        headers = {"Content-Type": answer.media_type, **self._validators(answer)}
        status, body = answer.status, answer.body
        if status == 200 and self._unchanged(headers):
            status, body = 304, b""
            del headers["Content-Type"]
        elif self._zippable(answer):
            body = gzip.compress(body, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self.server.log.append(Logged(portal.site.key, self.command, self.path, status, time.monotonic(),
                                      self.headers.get("User-Agent", "")))
        self._send(status, headers | dict(answer.headers if status != 304 else {}), body)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Write one answer; a body shorter than it declares ends the connection."""
        self.send_response(status)
        if status != 304:
            headers.setdefault("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        if status != 304 and headers["Content-Length"] != str(len(body)):
            self.close_connection = True

    def _validators(self, answer: Answer) -> dict[str, str]:
        """ETag and Last-Modified of pages that are files; the counter changes pages without changing their date."""
        if answer.modified is None or "no_validators" in self.server.portal.faults:
            return {}
        day = datetime.fromisoformat(answer.modified).replace(hour=10, tzinfo=CHINA) + timedelta(days=answer.edits)
        stamp = format_datetime(day.astimezone(timezone.utc), usegmt=True)
        return {"ETag": f'"{sha256(answer.body).hexdigest()[:16]}"', "Last-Modified": stamp}

    def _unchanged(self, headers: dict[str, str]) -> bool:
        """Whether a conditional request holds what we would send (RFC 9110, 13.1: If-None-Match comes first)."""
        if "ETag" not in headers:
            return False
        if tags := self.headers.get("If-None-Match"):
            return tags.strip() == "*" or headers["ETag"] in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        since = self.headers.get("If-Modified-Since")
        if not since:
            return False
        try:
            return parsedate_to_datetime(since) >= parsedate_to_datetime(headers["Last-Modified"])
        except (TypeError, ValueError):
            return False

    def _zippable(self, answer: Answer) -> bool:
        """Whether this answer is compressed: larger pages of text, for those who accept gzip."""
        return ("gzip" in self.headers.get("Accept-Encoding", "") and len(answer.body) >= ZIPPED_FROM
                and "Content-Encoding" not in answer.headers and answer.media_type.startswith(("text/", "application/json"))
                and answer.status == 200 and self.server.portal.zips)
