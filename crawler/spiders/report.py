"""The base of all families: lists first, with their totals; then every page and file that the frontier holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider, DontCloseSpider

from archive.extract.decode import decode
from archive.extract.page import read_page
from crawler import agent
from crawler.base.addresses import canonical, refusal
from crawler.base.choice import Choice, choose, is_dedicated
from crawler.base.column import Column
from crawler.base.faults import Fault, RefusedRequest, fault_of, status_fault
from crawler.base.files import files_of
from crawler.base.limits import Limits
from crawler.base.lists import ListEntry, ListPage, ListRequest
from crawler.capture import record_failure
from crawler.frontier import Found, Frontier, Lease
from crawler.session import Session, session_of

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.portalfile import Portal

LIST_FIRST = 100
"""Priority of list pages: pages and files are asked for when all lists are read."""
BATCH = 200
"""Pages that are handed to Scrapy at once."""
RENEW = 60.0
"""Seconds between two renewals of the portal's lease."""
TOLD = ("robots", "foreign_host", "address", "redirect_loop")
"""Refusals that are kept as captures without an answer; the others are told once per portal."""
FAILED_SHOWN = 3


class ReportSpider(Spider):
    """Crawls one portal; a family gives `read_list`, a pure function from one list answer to a ListPage."""

    name = "report"
    portal: ClassVar[Portal]
    session: Session

    @staticmethod
    def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
        """Read one list answer; every family brings its own."""
        raise NotImplementedError

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        """Put the portal file's delay, headers and TLS on top of the project's settings."""
        super().update_settings(settings)
        portal = cls.portal
        if settings["FAZHI_CONTACT"]:
            settings.set("USER_AGENT", agent(settings["FAZHI_CONTACT"]), priority="spider")
        if portal.delay is not None:
            settings.set("DOWNLOAD_DELAY", portal.delay, priority="spider")
        if portal.headers:
            headers = {**settings.getdict("DEFAULT_REQUEST_HEADERS"), **portal.headers}
            settings.set("DEFAULT_REQUEST_HEADERS", headers, priority="spider")
        if portal.tls == "legacy":      # old firewalls speak only ciphers that today's defaults leave out
            settings.set("DOWNLOADER_CLIENT_TLS_CIPHERS", "ALL:@SECLEVEL=0", priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> ReportSpider:
        """Called by Scrapy; opens the archive."""
        spider: ReportSpider = super().from_crawler(crawler, *args, **kwargs)
        spider.session = session_of(crawler.settings)
        spider.frontier = Frontier(spider.session.archive, spider.portal.id)
        spider.lease = Lease(spider.session.archive, spider.portal.id)
        spider.limits = Limits(crawler.settings.getint("FAZHI_PAGE_CAP"))
        crawler.signals.connect(spider.opened, signals.spider_opened)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        crawler.signals.connect(spider.closed_by, signals.spider_closed)
        return spider

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = {url: Column(url) for url in self.portal.column_urls}
        self.remembered: dict[str, str] = {}
        self.tried: set[str] = set()
        self.waiting: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self.failures: list[str] = []
        self.frontier: Frontier
        self.lease: Lease
        self.limits: Limits
        self.keeper: asyncio.Task[None] | None = None

    # Begin and end ------------------------------------------------------------------------------------------------

    def opened(self) -> None:
        """Take the portal's lease, or leave the portal to the crawl that holds it."""
        if holder := self.lease.take():
            self.columns.clear()
            self.problems.append(f"another crawl ({holder.rpartition(':')[0]}) is at work on this portal; wait for its "
                                 "end.")
            raise CloseSpider("busy")
        self.session.archive.put_portals([self.portal.row()])
        self.keeper = asyncio.ensure_future(self._keep_lease())

    async def _keep_lease(self) -> None:
        while True:
            await asyncio.sleep(RENEW)
            if holder := self.lease.take():
                self.stop_for("lease", f"the lease went to {holder}; this crawl stops.")
                return

    def stop_for(self, reason: str, sentence: str) -> None:
        """End the crawl of this portal with a problem."""
        self.problems.append(sentence)
        asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))  # noqa: RUF006 - the engine keeps it

    def closed_by(self, reason: str) -> None:
        """Write the ledger, give the lease back, tell the outcome."""
        if self.keeper:
            self.keeper.cancel()
        rows = []
        for url, column in self.columns.items():
            if reason == "shutdown" and column.fault is None:
                column.fault = Fault("stopped", f"{url}: the run was stopped before the list was read.", passing=False)
            complete, why, detail = column.verdict()
            rows.append((url, column.declared, column.collected, column.pages, complete, why, detail))
            if not complete:
                self.problems.append(str(detail))
        self._check_expected()
        if self.failures:
            more = f" and {len(self.failures) - FAILED_SHOWN} more" if len(self.failures) > FAILED_SHOWN else ""
            self.problems.append(f"no usable answer for {len(self.failures)} of the pages: "
                                 f"{' '.join(self.failures[:FAILED_SHOWN])}{more}")
        self.frontier.write_ledger(self.session.run_id, rows)
        self.lease.release()
        self.problems = list(dict.fromkeys(self.problems))
        self.session.problems += [f"{self.portal.id}: {problem}" for problem in self.problems]
        self.session.emit({"event": "closed", "portal": self.portal.id, "problems": self.problems,
                           "reason": self._outcome(reason)})
        self.session.leave()

    def _outcome(self, reason: str) -> str:
        """Why the crawl ended: the limit that stopped it, the one fault of all columns, else Scrapy's word."""
        faults = {column.fault.reason if column.fault else "" for column in self.columns.values()}
        if self.limits.stop:
            return self.limits.stop.reason
        return faults.pop() if reason == "finished" and len(faults) == 1 and "" not in faults else reason

    def _check_expected(self) -> None:
        collected = sum(column.collected for column in self.columns.values())
        fewest = self.portal.expect.get("min", 0)
        if self.columns and collected < fewest:
            self.problems.append(f"{collected} list entries were found, the portal file expects at least {fewest}.")

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
        return Request(wanted.url, self.parse_list, wanted.method, headers, wanted.body, errback=self.list_failed,
                       priority=LIST_FIRST, dont_filter=True, cb_kwargs={"wanted": wanted, "column": column},
                       meta={"kind": "list", "column": column, "parent_url": referer})

    def parse_list(self, response: Response, wanted: ListRequest, column: str) -> Iterator[Request]:
        """Note the entries of one list page and ask for the following one."""
        account = self.columns[column]
        fault = response.meta.get("fault") or status_fault(response.status, response.url)
        page = ListPage(usable=False) if fault else self._read(response, wanted)
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

    def _read(self, response: Response, wanted: ListRequest) -> ListPage:
        encoding = self.portal.encoding
        text = response.body.decode(encoding, "replace") if encoding else decode(response.body)[0]
        return self.read_list(text, response.url, {**self.remembered, **wanted.context})

    def _next(self, account: Column, page: ListPage, fresh: list[ListEntry]) -> ListRequest | None:
        """What to ask next: nothing at the end, on a repeated page, at the cap, outside the window, or if all is known."""
        if page.following is None:
            return None
        if page.entries and not fresh:
            account.note = account.note or f"Page {account.pages + 1} repeats what came before."
            return None
        if account.answers >= self.settings.getint("FAZHI_LIST_PAGES"):
            sentence = f"{account.url}: reading stopped at the cap of {account.answers} list pages."
            account.fault = Fault("cap", sentence, passing=False)
            return None
        since = self.portal.since
        if since and fresh and all(entry.date and entry.date < since for entry in fresh):
            account.declared, account.declared_pages = None, None
            account.note = f"window: entries before {since} are left out, as the portal file says."
            return None
        if account.answers == 1 and self._all_known(account, page):
            return None
        return page.following

    def _all_known(self, account: Column, page: ListPage) -> bool:
        """Whether page 1 shows only known entries and the known ones are as many as declared."""
        known = self.frontier.known(account.url)
        fresh = {canonical(entry.url) for entry in page.entries} - known
        if fresh or not known or self.settings.getbool("FAZHI_ALL") or account.declared != len(known):
            return False
        if not self.frontier.last_full(account.url, self.settings.getint("FAZHI_FULL_DAYS")):
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
        if self.session.gate.stopping.is_set() or self.limits.refusal(self.portal.url):
            return
        if not self.waiting:
            due = self.frontier.due(everything=self.settings.getbool("FAZHI_ALL"))
            self.waiting = [dict(row) for row in due if row["url"] not in self.tried]
        rows, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
        for row in rows:
            self.tried.add(row["url"])
            self.crawler.engine.crawl(self.page_request(row))
        if rows:
            raise DontCloseSpider

    def page_request(self, row: dict[str, Any]) -> Request:
        """A Scrapy request for a page or file of the frontier, conditional when it was fetched before."""
        headers = {"Referer": row["parent_url"]} if row["parent_url"] else {}
        if row["state"] == "done":
            conditions = {"If-None-Match": row["etag"], "If-Modified-Since": row["last_modified"]}
            headers |= {name: value for name, value in conditions.items() if value}
        meta = {name: row[name] for name in ("kind", "column", "parent_url", "list_title", "list_date")}
        return Request(row["url"], self.parse_page, headers=headers, errback=self.page_failed, dont_filter=True,
                       cb_kwargs={"key": row["url"]}, meta=meta)

    def parse_page(self, response: Response, key: str) -> None:
        """Mark a page as fetched and queue its files; its capture is in the archive already."""
        fault = response.meta.get("fault") or status_fault(response.status, response.url)
        if fault is not None and fault.reason == "gone":
            self.frontier.missing(key, response.status)
            self.failures.append(fault.sentence)
        elif fault is not None:
            self.frontier.failed(key, response.status)
            self.failures.append(fault.sentence)
        else:
            files = self._files(response) if response.meta["kind"] == "detail" else []
            tag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
            self.frontier.done(
                key, status=response.status, files=files, sha256=sha256(response.body).hexdigest(),
                etag=tag.decode("latin-1") if tag else None, modified=modified.decode("latin-1") if modified else None)

    def _files(self, response: Response) -> list[ListEntry]:
        """The files that a page links to; a list entry may itself be a file, which links to none."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()
        if response.status == 304 or not (kind == "" or kind.startswith("text/") or "html" in kind or "xml" in kind):
            return []
        return files_of(self.portal.allowed, read_page(response.body, url=response.url, media_type=kind or None))

    def page_failed(self, failure: Any) -> None:
        """Note that a page gave no usable answer."""
        fault = self._fault(failure)
        if fault.reason != "stopped":
            self.failures.append(fault.sentence)
        if fault.reason not in ("stopped", "cap", "paused"):
            self.frontier.failed(failure.request.cb_kwargs["key"], None)

    def _fault(self, failure: Any) -> Fault:
        """The fault behind a failure; refusals that no capture shows yet are kept as captures."""
        fault = fault_of(failure.value, failure.request.url)
        if fault.reason in TOLD:
            record_failure(self, failure.request, fault)
        return fault
