"""The first half of a crawl: the lists of all columns with their totals, page by page and part by part."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from scrapy import Request

from archive.extract.decode import decode
from crawler.base.addresses import canonical, host_of, refusal
from crawler.base.choice import Choice, choose, is_dedicated, is_named
from crawler.base.column import Column
from crawler.base.divided import parts_of
from crawler.base.faults import Fault, RefusedRequest, fault_of, front_fault, status_fault
from crawler.base.lists import ListEntry, ListPage, ListRequest
from crawler.capture import record_failure
from crawler.frontier import Found
from crawler.spiders import mixed
from crawler.spiders.portal import PortalSpider

if TYPE_CHECKING:
    from scrapy.http import Response

LIST_FIRST = 100
"""Priority of list pages: pages and files are asked for when all lists are read."""
TOLD = ("robots", "foreign_host", "address", "redirect_loop")
"""Refusals that are kept as captures without an answer; the others are told once per portal."""


class ListSpider(PortalSpider):
    """Reads the lists of one portal; a family gives `read_list`, a pure function from one list answer to a ListPage."""

    name = "lists"

    @staticmethod
    def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
        """Read one list answer; every family brings its own."""
        raise NotImplementedError(f"the family that reads {url} has no read_list of its own")   # abstract: Scrapy's metaclass is no ABC

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
                       meta={"kind": "list", "column": column, "parent_url": referer, "download_slot": host_of(wanted.url)})

    def parse_list(self, response: Response, wanted: ListRequest, column: str) -> Iterator[Request]:
        """Note the entries of one list page and ask for the following one."""
        account = self.columns[column]
        fault = response.meta.get("fault") or status_fault(response.status, response.url) or front_fault(response.url, column)
        page = ListPage(usable=False) if fault else self._read(response, wanted, column)
        if not page.usable and wanted.fallback is not None and not (fault and fault.reason == "blocked"):
            yield self.list_request(wanted.fallback, column, column)
            return
        if fault:
            account.fault = account.fault or (None if account.ends_with(fault) else fault)
            yield from self._part(account, response.url)
            return
        if wanted.method == "GET":
            account.asked |= {wanted.url, response.url}
        self.remembered.update(page.remember)
        account.dedicated = account.dedicated or page.named
        fresh = account.take(page)
        account.parts += page.parts
        following = self._next(account, page, fresh)
        self._note(account, response.url, fresh)
        if following:
            yield self.list_request(following, column, response.url)
        else:
            yield from self._part(account, response.url)

    def _part(self, account: Column, referer: str) -> Iterator[Request]:
        """Ask for the next list of a column that is divided by year or body, up to the cap of its pages."""
        if not (account.parts and self._capped(account)) and (address := account.next_part()):
            yield self.list_request(ListRequest(address), account.url, referer)

    def _read(self, response: Response, wanted: ListRequest, column: str) -> ListPage:
        """Read a list with the family's reader, else with that of the family that it shows; a first page may name parts."""
        encoding = self.portal.encoding
        text = response.body.decode(encoding, "replace") if encoding else decode(response.body)[0]
        context = {"column": column, **self.remembered, **wanted.context}
        if "family" in wanted.context:
            return mixed.read_list(text, response.url, context)
        page = self.read_list(text, response.url, context)
        if wanted.context:
            return page
        if not page.entries and not page.following:
            other = mixed.read_list(text, response.url, context)    # one host may run two systems, or have moved
            page = other if other.entries or other.following else page
        if wanted.url != column:
            return page
        page = replace(page, named=is_named(text, response.url))
        parts = parts_of(text, response.url, below=bool(page.entries or page.following))
        return replace(page, parts=parts, note="") if parts else page

    def _next(self, account: Column, page: ListPage, fresh: list[ListEntry]) -> ListRequest | None:
        """What to ask next: nothing at the end, on a repeated page, at the cap, outside the window, or if all is known."""
        if page.entries and not fresh and not account.divided:
            account.note = account.note or f"Page {account.pages + 1} repeats what came before."
        begun = account.divided and len(account.sizes) == 1     # the column may have shown the beginning of its part
        if page.following is None or (page.entries and not fresh and not begun):
            return None
        if page.following.method == "GET" and page.following.url in account.asked:
            return None         # the last page leads back to the first one, or to itself
        if self._capped(account, page.cap):
            return None
        since = self.portal.since
        if since and fresh and all(entry.date and entry.date < since for entry in fresh):
            account.declared, account.declared_pages = None, None
            account.note = f"window: entries before {since} are left out, as the portal file says."
            return None
        if self._all_known(account, page):
            return None
        return page.following

    def _capped(self, account: Column, own: int | None = None) -> bool:
        """Whether a column has had as many pages as the settings, or its family, allow; that is its fault then."""
        cap = self.settings.getint("FAZHI_LIST_PAGES")
        if account.answers < min(cap, own or cap):
            return False
        sentence = f"{account.url}: reading stopped at the cap of {account.answers} list pages."
        account.fault = account.fault or Fault("cap", sentence, passing=False)
        return True

    def _all_known(self, account: Column, page: ListPage) -> bool:
        """Whether a page shows only known entries and the totals agree: as many known, new ones included, as declared.

        A portal that counts only its pages must have as many of them as when all were read last.
        """
        full = self.frontier.last_full(account.url, self.settings.getint("FAZHI_FULL_DAYS"))
        if full is None or account.parts or account.divided or self.settings.getbool("FAZHI_ALL"):
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

    def _fault(self, failure: Any) -> Fault:
        """The fault behind a failure; refusals that no capture shows yet are kept as captures."""
        fault = fault_of(failure.value, failure.request.url)
        if fault.reason in TOLD:
            record_failure(self, failure.request, fault)
        return fault
