"""The base of all families: lists first; then every page and file that the frontier holds."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import DontCloseSpider

from archive.extract.page import read_page
from crawler.base.addresses import host_of
from crawler.base.faults import status_fault
from crawler.base.files import files_of, may_link_files
from crawler.base.lost import is_suspicious, said
from crawler.earlier import fingerprint, said_the_same
from crawler.spiders.doubts import Doubt, Doubts
from crawler.spiders.listing import ListSpider

if TYPE_CHECKING:
    import sqlite3

    from scrapy.http import Response

    from archive.intake.recorder import Then
    from archive.model import Page

BATCH = 200
"""Pages that are handed to Scrapy at once."""


def media_type(response: Response) -> str:
    """text/html, without parameters and in lower case."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()


def validators(response: Response) -> tuple[str | None, str | None]:
    """(ETag, Last-Modified) of an answer."""
    tag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return tag.decode("latin-1") if tag else None, modified.decode("latin-1") if modified else None


class ReportSpider(ListSpider):
    """Crawls one portal: its lists, its pages, their files."""

    name = "report"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubts = Doubts(self)

    def idle(self) -> None:
        """Hand the next pages of the frontier to Scrapy; called whenever nothing is left to do."""
        if not self.at_work or self.session.gate.stopping.is_set() or self.limits.refusal(self.portal.url):
            return
        if not self.waiting:
            self.waiting = self.frontier.due(everything=self.settings.getbool("FAZHI_ALL"), without=self.tried)
        rows, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
        for row in rows:
            self.tried.add(row["url"])
            self.crawler.engine.crawl(self.page_request(row))
        if rows:
            raise DontCloseSpider

    def page_request(self, row: sqlite3.Row) -> Request:
        """A Scrapy request for a page or file of the frontier, conditional when it was fetched before."""
        headers = {"Referer": row["parent_url"]} if row["parent_url"] else {}
        if row["state"] == "done":
            conditions = {"If-None-Match": row["etag"], "If-Modified-Since": row["last_modified"]}
            headers |= {name: value for name, value in conditions.items() if value}
        meta = {name: row[name] for name in ("kind", "column", "parent_url", "list_title", "list_date")}
        meta["known"] = row["body_sha256"] is not None and row["kind"] == "detail"
        meta["sha256"] = row["body_sha256"]
        meta["download_slot"] = host_of(row["url"])
        return Request(row["url"], self.parse_page, headers=headers, errback=self.page_failed, dont_filter=True,
                       cb_kwargs={"key": row["url"]}, meta=meta)

    def first_look(self, request: Request, response: Response, plain: bytes | None) -> Then | None:
        """Mark a new page that cannot link to files as its capture is stored; others are read first, in parse_page."""
        body = response.body if plain is None and b"Content-Encoding" not in response.headers else plain
        if body is None or request.meta.get("known") or response.status != HTTPStatus.OK or self._reads(request, response, body):
            return None
        tag, modified = validators(response)
        return partial(self.frontier.first_done, url=request.cb_kwargs["key"], status=int(response.status),
                       sha256=fingerprint("", body), etag=tag, modified=modified)

    def parse_page(self, response: Response, key: str) -> list[Request]:
        """Mark a page as fetched and queue its files; its capture is in the archive already."""
        if response.meta.get("settled"):
            return []
        fault = response.meta.get("fault") or status_fault(response.status, response.url)
        if fault is not None and fault.reason == "gone":
            self.miss(key, response.meta.get("column"), response.status, fault.sentence)
        elif fault is not None:
            self.frontier.failed(key, response.status)
            self.fail(fault)
        else:
            page = self._page(response)
            if page and response.meta.get("known") and is_suspicious(page, response.url, key):
                return self.doubts.ask(Doubt(key, response, page))
            self.accept(response, key, page)
        return []

    def accept(self, response: Response, key: str, page: Page | None) -> None:
        """Mark a page as fetched; a known one goes to the extractor only now, when it surely is a page."""
        if response.meta.get("known") and response.status != HTTPStatus.NOT_MODIFIED:
            self.frontier.settle(response.meta["capture_id"], "ok")
        tag, modified = validators(response)
        words, before = said(page) if page else "", response.meta.get("sha256")
        digest = fingerprint(words, response.body)
        same = digest == before or bool(
            words and before and said_the_same(self.session.archive, key, response.meta["capture_id"], words))
        self.frontier.done(
            key, status=response.status, sha256=digest, same=same,
            files=files_of(self.portal.allowed, page) if page and response.meta["kind"] == "detail" else (),
            etag=tag, modified=modified)

    def miss(self, key: str, column: str | None, status: int, sentence: str) -> bool:
        """Note that a page is missing, which is no failure of the crawl; True at the second time a day apart."""
        gone = self.frontier.missing(key, status)
        more = "missing for the second time: marked as gone" if gone else "asked again after a day before it counts as gone"
        self.missing.append(f"{sentence} ({more})")
        if column in self.columns:
            self.columns[column].missing += 1
        return gone

    def _page(self, response: Response) -> Page | None:
        """What an answer says, None for a file, a 304, and a new page that cannot link to files."""
        if not response.request or not self._reads(response.request, response, response.body):
            return None         # nothing depends on what it says: the extractor reads it from the archive
        return read_page(response.body, url=response.url, media_type=media_type(response) or None)

    @staticmethod
    def _reads(request: Request, response: Response, body: bytes) -> bool:
        """Whether an answer must be read at once."""
        kind = media_type(response)
        words = kind == "" or kind.startswith("text/") or "html" in kind or "xml" in kind
        return (words and request.meta["kind"] == "detail" and response.status != HTTPStatus.NOT_MODIFIED
                and (bool(request.meta.get("known")) or may_link_files(body)))

    def page_failed(self, failure: Any) -> None:
        """Note that a page gave no usable answer."""
        fault = self._fault(failure)
        if fault.reason != "stopped":
            self.fail(fault)
        if fault.reason not in ("stopped", "cap", "paused"):
            self.frontier.failed(failure.request.cb_kwargs["key"], None)
