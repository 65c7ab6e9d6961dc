"""A first look at a portal: home, 政务公开, 法定主动公开内容, then the lists that may hold reports; few requests, all polite."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy import Request, Spider

from archive.extract import extract
from archive.extract.decode import decode
from crawler.base.addresses import is_loopback_name, list_key
from crawler.base.choice import is_named
from crawler.base.divided import parts_of
from crawler.base.faults import Fault, fault_of, status_fault
from crawler.base.limits import Limits
from crawler.base.lists import ListPage, ListRequest
from crawler.probing import scout
from crawler.probing.finding import Finding
from crawler.probing.reach import ProbePortal
from crawler.probing.reading import Reading, chosen
from crawler.probing.scout import Anchor
from crawler.probing.session import ProbeSession
from crawler.spiders import SPIDERS
from crawler.spiders.portal import PortalSpider

if TYPE_CHECKING:
    from scrapy.http import Response

BUDGET = 25
"""Requests to one portal at most, robots.txt, redirects and second tries included."""
SECONDS = 240.0
"""After this time no further request is begun."""
DEEPEST = 4
"""Links are followed no further than this from the home page."""
KEPT_FOR_SAMPLE = 1
ALL_WAYS, FEW_WAYS = 8, 2
"""Ways that are tried to the entries of a list: all of them where its name promises reports."""
LOOPBACK_DELAY = 0.05


class ProbeSpider(PortalSpider):
    """Walks through one portal, one request at a time; nothing it fetches goes into the archive."""

    name = "probe"
    finding: ClassVar[Finding]
    probes: ClassVar[ProbeSession]
    budget: ClassVar[int] = BUDGET

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> ProbeSpider:
        """Called by Scrapy; takes the session of the command instead of opening the archive's recorder."""
        spider: ProbeSpider = super(PortalSpider, cls).from_crawler(crawler, *args, **kwargs)
        spider.session = cls.probes     # type: ignore[assignment]
        spider.limits = Limits(cls.budget)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Walk; a walk asks for its pages itself and yields nothing."""
        begun = time.monotonic()
        try:
            await Walk(self, begun + SECONDS).run()
        finally:
            self.finding.requests, self.finding.seconds = self.limits.asked, time.monotonic() - begun
        requests: tuple[Any, ...] = ()
        for request in requests:
            yield request

    def stop_for(self, reason: str, sentence: str) -> None:
        """Note why the walk must end."""
        self.finding.faults.append(Fault(reason, sentence, passing=False))


def spider_for(finding: Finding, session: ProbeSession, *, delay: float | None, budget: int) -> type[Spider]:
    """The spider class that probes one address."""
    local = is_loopback_name(urlsplit(finding.url).hostname or "")
    portal = ProbePortal(id="probe", name=finding.url, region="", url=finding.url,
                         delay=delay if delay is not None else LOOPBACK_DELAY if local else None)
    session.open(portal)
    return type("Probe", (ProbeSpider,), {"portal": portal, "finding": finding, "probes": session, "budget": budget})


class Walk:
    """One walk, best link first: the pages on the way, the lists, their further pages, one report."""

    def __init__(self, spider: ProbeSpider, deadline: float) -> None:
        self.spider = spider
        self.finding = spider.finding
        self.deadline = deadline
        self.queue: dict[str, Anchor] = {}
        self.seen: set[str] = set()
        self.pages: dict[str, Response] = {}
        self.families: Counter[str] = Counter()
        self.remembered: dict[str, str] = {}

    def left(self) -> int:
        """Requests that may still be sent."""
        stopping = self.spider.session.gate.stopping.is_set() or time.monotonic() > self.deadline
        return 0 if stopping else self.spider.budget - self.spider.limits.asked

    async def run(self) -> None:
        """Walk until the portal is known or the budget is spent."""
        home = await self._home()
        if home is None:
            return
        self.finding.home = (home.url, home.body)
        text = decode(home.body)[0]
        meta = scout.meta_tags(text)
        self.finding.site_name, self.finding.site_code = meta.get("sitename", ""), meta.get("siteidcode", "")
        self.seen.add(list_key(home.url))
        if not is_home(home.url):
            self.pages[home.url] = home
            self._push(Anchor(home.url, "", scout.DERIVED, 1), again=True)
            self._push(Anchor(urljoin(home.url, "/"), "", scout.HINTED, 0))
        self._push(*scout.anchors_of(text, home.url, home.url, 1))
        self._push(*(Anchor(urljoin(home.url, path), "", scout.HINTED) for path in self.finding.hints))
        while self.queue and self.left() > KEPT_FOR_SAMPLE:
            best = max(self.queue, key=lambda key: self.queue[key].score)
            await self._visit(self.queue.pop(best))
        await self._deepen()
        await self._sample()

    async def _home(self) -> Response | None:
        """The home page, over the other scheme where the given one fails: many portals serve only one of the two."""
        url = self.finding.url
        response = await self._fetch(ListRequest(url))
        parts = urlsplit(url)
        if response is None and parts.port is None and not self.spider.limits.stop:
            other = parts._replace(scheme="http" if parts.scheme == "https" else "https").geturl()
            response = await self._fetch(ListRequest(other))
        return response

    def _push(self, *anchors: Anchor, again: bool = False) -> None:
        for anchor in anchors:
            key = list_key(anchor.url)
            if again or key not in self.seen:
                self.seen.add(key)
                self.queue[key] = anchor
            elif key in self.queue and self.queue[key].score < anchor.score:
                self.queue[key] = replace(anchor, name=anchor.name or self.queue[key].name)

    async def _fetch(self, wanted: ListRequest) -> Response | None:
        """One answer, or None with the reason noted."""
        if self.left() <= 0:
            return None
        headers = dict(wanted.headers)
        if wanted.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        request = Request(wanted.url, None, wanted.method, headers, wanted.body, dont_filter=True, meta={"kind": "other"})
        download = asyncio.ensure_future(self.spider.crawler.engine.download_async(request))
        await asyncio.wait({download})
        if error := download.exception():
            self.finding.faults.append(fault_of(error, wanted.url))
            return None
        response: Response = download.result()
        fault = response.meta.get("fault") or status_fault(response.status, response.url)
        if fault is not None:
            self.finding.faults.append(fault)
        return response if fault is None else None

    async def _visit(self, anchor: Anchor) -> None:
        """Fetch a page, take its links, read it as a list."""
        address = urldefrag(anchor.url)[0]
        response = self.pages.get(address) or await self._fetch(ListRequest(address))
        if response is None:
            self._missed(anchor)
            return
        self.pages[address] = response
        text = decode(response.body)[0]
        if anchor.depth < DEEPEST:
            self._push(*scout.anchors_of(text, response.url, self._home_url, anchor.depth + 1))
        family, page = self._read(text, response.url, anchor.url) if not is_home(response.url) else (None, ListPage())
        parts = parts_of(text, response.url, below=family is not None) if not is_home(response.url) else ()
        if family is None and not parts:
            self._missed(anchor)
            return
        fragment = urldefrag(anchor.url)[1]
        reading = Reading(response.url + (f"#{fragment}" if fragment else ""), anchor.name, anchor.score, "",
                          named=is_named(text, response.url))
        self._take(reading, family, page, response)
        self._divide(reading, parts)
        if not reading.entries:
            await self._more(reading)
        if not reading.entries:
            self._missed(anchor)
        if reading.telling and reading.dedicated and anchor.depth < DEEPEST:
            self._push(*scout.siblings(text, response.url, anchor.depth + 1))
        self.finding.readings.append(reading)

    def _take(self, reading: Reading, family: str | None, page: ListPage, response: Response) -> None:
        """Add the first page of a list, or of a part of it."""
        if family is not None:
            self.families[family] += 1
            reading.family = reading.family or family
        reading.add(page)
        reading.sources.append((response.url, response.body))

    def _divide(self, reading: Reading, parts: Sequence[str]) -> None:
        """Make one column of a list and its parts, whichever of them was met first: the crawl reads them so."""
        keys = {list_key(part) for part in parts}
        self.seen |= keys
        self.queue = {key: anchor for key, anchor in self.queue.items() if key not in keys}
        if parts:
            reading.divide(parts, [one for one in self.finding.readings if list_key(one.url) in keys])
            self.finding.readings = [one for one in self.finding.readings if list_key(one.url) not in keys]
            self.finding.unread = [one for one in self.finding.unread if list_key(one.url) not in keys]

    def _missed(self, anchor: Anchor) -> None:
        """Remember a link that a person should look at."""
        if anchor.name and anchor.score >= scout.TELLING:
            self.finding.unread.append(anchor)

    @property
    def _home_url(self) -> str:
        return self.finding.home[0] if self.finding.home else self.finding.url

    def _read(self, text: str, url: str, column: str) -> tuple[str | None, ListPage]:
        """(family, list) of a page: read as the system that it shows, then as the portal's other pages, then as any list."""
        usual = self.families.most_common(1)[0][0] if self.families else None
        for family in dict.fromkeys((scout.family_here(url, text, self._home_url), usual, "generic")):
            if family in SPIDERS:
                page = scout.read(text, url, family, {"column": column, **self.remembered})
                if page.entries or page.following:
                    return family, page
        return None, ListPage()

    async def _more(self, reading: Reading) -> None:
        """The next answer of a list, by the first of its ways that works, or the first of its next part."""
        if reading.following is None and reading.parts:
            address = reading.parts.pop(0)
            if response := await self._fetch(ListRequest(address)):
                self._take(reading, *self._read(decode(response.body)[0], response.url, address), response)
            return
        wanted, reading.following = reading.following, None
        ways = ALL_WAYS if reading.entries or reading.score >= scout.TELLING else FEW_WAYS
        while wanted is not None and ways:
            ways -= 1
            response = await self._fetch(wanted)
            if response is not None:
                context = {"column": reading.url, **self.remembered, **wanted.context}
                page = scout.read(decode(response.body)[0], response.url, reading.family, context)
                if page.usable:
                    reading.add(page)
                    reading.sources.append((response.url, response.body))
                    self.remembered.update(page.remember)
                    return
            if self.left() <= 0:
                reading.following = wanted
                return
            wanted = wanted.fallback

    async def _deepen(self) -> None:
        """Read on, turn by turn, in lists that would not be columns yet: reports are often filed among notices."""
        while self.left() > KEPT_FOR_SAMPLE:
            best = chosen(self.finding.readings)
            waiting = [one for one in self.finding.readings if one not in best and not one.whole]
            if not waiting:
                return
            await self._more(min(waiting, key=lambda one: (one.pages, -one.score)))

    async def _sample(self) -> None:
        """Fetch the newest report of the best column and read it as the archive would."""
        columns = self.finding.columns
        if not columns:
            return
        reports = list(columns[0].reports.values()) or list(columns[0].wanted.values())
        newest = max(reports, key=lambda entry: entry.date or "", default=None)
        if newest is None or not scout.same_site(newest.url, self._home_url):
            return
        self.finding.newest = newest.url
        response = await self._fetch(ListRequest(newest.url))
        if response is not None:
            self.finding.detail = (response.url, response.body)
            self.finding.document = extract(response.body, url=response.url)


def is_home(url: str) -> bool:
    """Whether an address is the front page of its host, which is no list although it shows one."""
    parts = urlsplit(url)
    return not parts.query and re.fullmatch(r"/?(?:index\.\w+)?", parts.path) is not None
