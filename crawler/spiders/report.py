"""The base of all families: lists first, with their totals; then every page and file that the frontier holds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.exceptions import DontCloseSpider

from archive.extract.decode import decode
from archive.extract.page import read_page
from crawler.base.addresses import canonical, refusal
from crawler.base.choice import Choice, choose, is_dedicated
from crawler.base.column import Column
from crawler.base.faults import Fault, RefusedRequest, fault_of, status_fault
from crawler.base.files import files_of, may_link_files
from crawler.base.lists import ListEntry, ListPage, ListRequest
from crawler.base.lost import is_suspicious, said
from crawler.capture import record_failure
from crawler.earlier import fingerprint, said_the_same
from crawler.frontier import Found
from crawler.spiders import mixed
from crawler.spiders.doubts import Doubt, Doubts
from crawler.spiders.portal import PortalSpider

if TYPE_CHECKING:
    import sqlite3

    from scrapy.http import Response

    from archive.model import Page
    from archive.warc.recorder import Then

LIST_FIRST = 100
"""Priority of list pages: pages and files are asked for when all lists are read."""
BATCH = 200
"""Pages that are handed to Scrapy at once."""
TOLD = ("robots", "foreign_host", "address", "redirect_loop")
"""Refusals that are kept as captures without an answer; the others are told once per portal."""


def media_type(response: Response) -> str:
    """text/html, without parameters and in lower case."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()


def validators(response: Response) -> tuple[str | None, str | None]:
    """(ETag, Last-Modified) of an answer."""
    tag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return tag.decode("latin-1") if tag else None, modified.decode("latin-1") if modified else None


class ReportSpider(PortalSpider):
    """Crawls one portal; a family gives `read_list`, a pure function from one list answer to a ListPage."""

    name = "report"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubts = Doubts(self)

    @staticmethod
    def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
        """Read one list answer; every family brings its own."""
        raise NotImplementedError(f"the family that reads {url} has no read_list of its own")   # abstract: Scrapy's metaclass is no ABC

    # Lists --------------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Ask for page 1 of every column."""
        for url in self.columns:
            yield self.list_request(ListRequest(url), url)

    def list_request(self, wanted: ListRequest, column: str, referer: str | None = None) -> Request:
        """A Scrapy request for one list page."""
        headers = {"Referer": referer} if referer else {}
        if wanted.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers |= wanted.headers
        return Request(urldefrag(wanted.url)[0], self.parse_list, wanted.method, headers, wanted.body, errback=self.list_failed,
                       priority=LIST_FIRST, dont_filter=True, cb_kwargs={"wanted": wanted, "column": column},
                       meta={"kind": "list", "column": column, "parent_url": referer})

    def parse_list(self, response: Response, wanted: ListRequest, column: str) -> Iterator[Request]:
        """Note the entries of one list page and ask for the following one."""
        account = self.columns[column]
        fault = response.meta.get("fault") or status_fault(response.status, response.url)
        page = ListPage(usable=False) if fault else self._read(response, wanted, column)
        if not page.usable and wanted.fallback is not None and not (fault and fault.reason == "blocked"):
            yield self.list_request(wanted.fallback, column, column)
            return
        if fault:
            account.fault = fault
            return
        self.remembered.update(page.remember)
        fresh = account.take(page)
        following = self._next(account, page, fresh)
        self._note(account, response.url, fresh)
        if following:
            yield self.list_request(following, column, response.url)

    def _read(self, response: Response, wanted: ListRequest, column: str) -> ListPage:
        encoding = self.portal.encoding
        text = response.body.decode(encoding, "replace") if encoding else decode(response.body)[0]
        context = {"column": column, **self.remembered, **wanted.context}
        if "family" in wanted.context:
            return mixed.read_list(text, response.url, context)
        page = self.read_list(text, response.url, context)
        if wanted.context or page.entries or page.following:
            return page
        other = mixed.read_list(text, response.url, context)    # one host may run two systems, or have moved
        return other if other.entries or other.following else page

    def _next(self, account: Column, page: ListPage, fresh: list[ListEntry]) -> ListRequest | None:
        """What to ask next: nothing at the end, on a repeated page, at the cap, outside the window, or if all is known."""
        if page.entries and not fresh:
            account.note = account.note or f"Page {account.pages + 1} repeats what came before."
        if page.following is None or (page.entries and not fresh):
            return None
        cap = self.settings.getint("FAZHI_LIST_PAGES")
        if account.answers >= min(cap, page.cap or cap):
            sentence = f"{account.url}: reading stopped at the cap of {account.answers} list pages."
            account.fault = Fault("cap", sentence, passing=False)
            return None
        since = self.portal.since
        if since and fresh and all(entry.date and entry.date < since for entry in fresh):
            account.declared, account.declared_pages = None, None
            account.note = f"window: entries before {since} are left out, as the portal file says."
            return None
        if self._all_known(account, page):
            return None
        return page.following

    def _all_known(self, account: Column, page: ListPage) -> bool:
        """Whether a page shows only known entries and the totals agree: as many known, new ones included, as declared.

        A portal that counts only its pages must have as many of them as when all were read last.
        """
        full = self.frontier.last_full(account.url, self.settings.getint("FAZHI_FULL_DAYS"))
        if full is None or self.settings.getbool("FAZHI_ALL"):
            return False
        since, pages = full
        known = self.frontier.known(account.url, since)
        totals = (account.declared, len(known)) if account.declared is not None else (account.declared_pages, pages)
        if not page.entries or totals[0] != totals[1] or {canonical(entry.url) for entry in page.entries} - known:
            return False
        account.known = len(known)
        return True

    def _note(self, account: Column, list_url: str, fresh: list[ListEntry]) -> None:
        account.dedicated = account.dedicated or is_dedicated(account.url, fresh)
        found = []
        for entry in fresh:
            choice = choose(entry, dedicated=account.dedicated, since=self.portal.since)
            if choice.followed and (refused := refusal(entry.url, self.portal.allowed)):
                choice = Choice(choice.kind, refused.sentence, followed=False)
                account.note = f"{account.note} {refused.sentence}".strip()[:500]
            found.append(Found(entry, choice))
        self.frontier.add_entries(account.url, list_url, found)

    def list_failed(self, failure: Any) -> Iterator[Request]:
        """Try the other way to the same list page, else note why the column could not be read."""
        request = failure.request
        wanted, column = request.cb_kwargs["wanted"], request.cb_kwargs["column"]
        if wanted.fallback is not None and not isinstance(failure.value, RefusedRequest):
            yield self.list_request(wanted.fallback, column, column)
            return
        self.columns[column].fault = self._fault(failure)

    # Pages and files ----------------------------------------------------------------------------------------------

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

    def _fault(self, failure: Any) -> Fault:
        """The fault behind a failure; refusals that no capture shows yet are kept as captures."""
        fault = fault_of(failure.value, failure.request.url)
        if fault.reason in TOLD:
            record_failure(self, failure.request, fault)
        return fault
