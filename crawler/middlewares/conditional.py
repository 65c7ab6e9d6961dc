"""List pages are asked for only if they changed; a 304 is read from the archive, as if the portal had sent it again."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy.http import Request, Response

from archive.errors import FazhiError
from archive.warc import storage

if TYPE_CHECKING:
    import sqlite3

    from archive.store import Archive

CONDITIONS = {"If-None-Match": "etag", "If-Modified-Since": "last_modified"}
KNOWN = "select * from validators where portal = ? and url = ?"
PUT = "insert or replace into validators (portal, url, etag, last_modified, capture_id) values (?, ?, ?, ?, ?)"
CAPTURE = 'select refers_to, file, "offset", length from captures where id = ? and file is not null'


class Conditional:
    """Sits between redirects and the wire: every hop to a list is asked with the validators of its own address.

    Details carry theirs from the frontier; a 304 needs no body there.
    """

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Conditional:
        """Called by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Put the validators of this address, and no others, on the request of a list page."""
        if request.meta.get("kind") != "list":
            return
        for name in CONDITIONS:
            request.headers.pop(name, None)
        row = self._known(request)
        for name, column in CONDITIONS.items():
            if row is not None and row[column]:
                request.headers[name] = row[column]

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Note the validators of a page, or give the archived page for a 304."""
        if request.meta.get("kind") != "list" or request.method != "GET":
            return response
        if response.status == HTTPStatus.OK and not request.meta.get("fault"):
            self._note(request, response)
            return response
        if response.status != HTTPStatus.NOT_MODIFIED or request.meta.get("fault"):
            return response
        row = self._known(request)
        try:
            return archived(self._archive, row["capture_id"], request) if row is not None else unconditional(request)
        except (FazhiError, OSError):
            return unconditional(request)       # what is lost here is asked for again

    @property
    def _archive(self) -> Archive:
        archive: Archive = self.crawler.spider.session.archive
        return archive

    def _known(self, request: Request) -> sqlite3.Row | None:
        if request.method != "GET" or request.meta.get("unconditional"):
            return None
        row: sqlite3.Row | None = self._archive.conn.execute(
            KNOWN, (self.crawler.spider.portal.id, request.url)).fetchone()
        return row

    def _note(self, request: Request, response: Response) -> None:
        tag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
        if request.meta.get("capture_id") is None or not (tag or modified):
            return
        values = [value.decode("latin-1") if value else None for value in (tag, modified)]
        with self._archive.transaction() as conn:
            conn.execute(PUT, (self.crawler.spider.portal.id, request.url, *values, request.meta["capture_id"]))


def archived(archive: Archive, capture_id: int, request: Request) -> Response:
    """The answer that a capture holds; raises FazhiError or OSError where it is lost."""
    row = archive.conn.execute(CAPTURE, (capture_id,)).fetchone()
    if row is not None and row["refers_to"]:
        row = archive.conn.execute(CAPTURE, (row["refers_to"],)).fetchone()
    if row is None:
        raise FazhiError(f"capture {capture_id} is lost; run `fazhi verify`.")
    answer = storage.read_response(archive.data, row["file"], row["offset"], row["length"])
    kept = {name: value for name, value in answer.headers if name.lower() == "content-type"}
    return Response(request.url, HTTPStatus.OK, kept, answer.content(), request=request)


def unconditional(request: Request) -> Request:
    """The same request without conditions."""
    again = request.copy()
    again.dont_filter = True
    again.meta["unconditional"] = True
    return again
