"""What every crawl of a portal begins and ends with: settings, lease, account, outcome."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Spider, signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler import agent
from crawler.agenda import Agenda
from crawler.base.column import Column
from crawler.base.faults import Fault
from crawler.base.limits import Limits
from crawler.frontier import Frontier, Lease
from crawler.session import Session, session_of

if TYPE_CHECKING:
    import sqlite3

    from scrapy.http import Request

    from archive.intake.recorder import Then
    from crawler.portalfile import Portal

RENEW = 60.0
"""Seconds between two renewals of the portal's lease."""
FAILED_SHOWN = 3


class PortalSpider(Spider):
    """One portal's crawl in this process; ReportSpider gives it lists and pages to ask for."""

    name = "portal"
    portal: ClassVar[Portal]
    session: Session
    frontier: Frontier
    agenda: Agenda
    lease: Lease
    limits: Limits

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        """Put the portal file's delay, headers and TLS on top of the project's settings."""
        super().update_settings(settings)
        portal = cls.portal
        if settings["FAZHI_CONTACT"]:
            settings.set("USER_AGENT", agent(settings["FAZHI_CONTACT"]), priority="spider")
        if portal.hosts:                                # one request for each: slow hosts must not hold up the others
            settings.set("CONCURRENT_REQUESTS", settings.getint("CONCURRENT_REQUESTS") + len(portal.hosts), priority="spider")
        else:                                           # nothing to share out among hosts, which costs a twentieth of the time
            settings.set("SCHEDULER_PRIORITY_QUEUE", "scrapy.pqueues.ScrapyPriorityQueue", priority="spider")
        if portal.delay is not None:
            settings.set("DOWNLOAD_DELAY", portal.delay, priority="spider")
        if portal.headers:
            headers = {**settings.getdict("DEFAULT_REQUEST_HEADERS"), **portal.headers}
            settings.set("DEFAULT_REQUEST_HEADERS", headers, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> PortalSpider:
        """Called by Scrapy; opens the archive."""
        spider: PortalSpider = super().from_crawler(crawler, *args, **kwargs)
        spider.session = session_of(crawler.settings)
        spider.frontier = Frontier(spider.session.archive, spider.portal.id)
        spider.agenda = Agenda(spider.session.archive, spider.portal.id)
        spider.lease = Lease(spider.session.archive, spider.portal.id)
        spider.limits = Limits(crawler.settings.getint("FAZHI_PAGE_CAP"))
        crawler.signals.connect(spider.opened, signals.spider_opened)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        crawler.signals.connect(spider.closed_by, signals.spider_closed)
        crawler.signals.connect(spider.stumbled, signals.spider_error)
        return spider

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = {url: Column(url) for url in self.portal.column_urls}
        self.remembered: dict[str, str] = {}
        self.tried: set[str] = set()
        self.waiting: list[sqlite3.Row] = []
        self.problems: list[str] = []
        self.failures: list[str] = []
        self.missing: list[str] = []
        self.classes: Counter[str] = Counter()
        """Reason classes of all faults of this crawl, however they ended."""
        self.at_work = False
        self.keeper: asyncio.Task[None] | None = None

    def opened(self) -> None:
        """Take the portal's lease, or leave the portal to the crawl that holds it or was faster."""
        if self.session.gate.stopping.is_set():
            self.columns.clear()
            raise CloseSpider("waiting")
        only_due = self.settings.getbool("FAZHI_DUE")
        if holder := self.lease.take():
            self.columns.clear()
            if not only_due:
                self.problems.append(f"another crawl ({holder.rpartition(':')[0]}) is at work on this portal; wait for "
                                     "its end.")
            raise CloseSpider("busy")
        if only_due and not self.agenda.is_due():
            self.columns.clear()
            raise CloseSpider("not_due")
        self.at_work = True
        self.agenda.begin()
        self.session.archive.put_portals([self.portal.row()])
        self.keeper = asyncio.ensure_future(self._keep_lease())

    def first_look(self, request: Request, response: Response, plain: bytes | None) -> Then | None:
        """What marks a page as fetched, to be done as its capture is stored; None where that is not clear at once."""
        del request, response, plain
        return None

    def idle(self) -> None:
        """Called whenever nothing is left to do; raise DontCloseSpider after asking for more."""

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

    def stumbled(self, failure: Any, response: Any) -> None:
        """An answer broke our own code: say so instead of counting it as read; after a failed request Scrapy gives its failure."""
        answer = response if isinstance(response, Response) else None
        url = answer.url if answer else self.portal.url
        fault = Fault("crashed", f"{url}: reading it broke: {type(failure.value).__name__}: {failure.value}; the log has "
                      "more.", passing=False)
        column = (answer.meta.get("column") if answer else None) or ""
        if answer and answer.meta.get("kind") == "list" and column in self.columns:
            self.columns[column].fault = fault
        else:
            self.fail(fault)

    def fail(self, fault: Fault) -> None:
        """Note a page that gave no usable answer."""
        self.failures.append(fault.sentence)
        self.classes[fault.reason] += 1

    def closed_by(self, reason: str) -> None:
        """Write the ledger, give the lease back, tell the outcome."""
        if self.keeper:
            self.keeper.cancel()
        rows = []
        for url, column in self.columns.items():
            if reason == "shutdown" and column.fault is None:
                column.fault = Fault("stopped", f"{url}: the run was stopped before the list was read.", passing=False)
            complete, why, detail = column.verdict()
            if complete and column.missing:
                detail = f"{detail or ''} Pages that answered 404 or 410: {column.missing}.".strip()
            rows.append((url, column.declared, column.collected, column.pages, complete, why, detail))
            if not complete:
                self.problems.append(str(detail))
        self._check_expected()
        if self.failures:
            more = f" and {len(self.failures) - FAILED_SHOWN} more" if len(self.failures) > FAILED_SHOWN else ""
            self.problems.append(f"no usable answer for {len(self.failures)} of the pages: "
                                 f"{' '.join(self.failures[:FAILED_SHOWN])}{more}")
        self._check_limits()
        self.classes.update(str(row[5]) for row in rows if row[5])
        self.frontier.write_ledger(self.session.run_id, rows)
        self._plan(reason)
        self.lease.release()
        self.problems = list(dict.fromkeys(self.problems))
        self.session.problems += [f"{self.portal.id}: {problem}" for problem in self.problems]
        self.session.emit({"event": "closed", "portal": self.portal.id, "problems": self.problems,
                           "missing": self.missing, "classes": dict(self.classes), "reason": self._outcome(reason)})
        self.session.leave()

    def _plan(self, reason: str) -> None:
        """Set the next visit, unless another crawl has done this one."""
        if self.at_work:
            stopped = reason == "shutdown" or self.session.gate.stopping.is_set()
            self.agenda.finish(stopped=stopped, problem=bool(self.problems), changed=bool(self.frontier.changes))

    def _check_limits(self) -> None:
        """A crawl that its limits ended says so, whatever it has found."""
        if self.limits.stop and not self.problems:
            self.problems.append(f"{self.portal.url}: reading ended early, because {self.limits.stop.sentence}")

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
