"""Known pages that suddenly show no report: the host's own answer to an address that cannot exist settles the case.

One such question per host and run. The page is missing only where both answers say the same; a portal under repair
answers so for everything, therefore it takes two of them a day apart, like two 404s, until a page counts as gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from scrapy import Request

from archive import times
from archive.extract.page import read_page
from crawler.base.addresses import host_of
from crawler.base.lost import nowhere, words_of

if TYPE_CHECKING:
    from scrapy.http import Response

    from archive.model import Page
    from crawler.frontier import Frontier
    from crawler.session import Session

FIRST = 50
"""Priority of the question: before further pages, behind lists."""


@dataclass(frozen=True)
class Doubt:
    """A page whose capture is held until it is clear whether it still shows its report."""

    key: str
    response: Response
    page: Page


class Judge(Protocol):
    """The part of a spider that settles what becomes of a page."""

    frontier: Frontier
    session: Session

    def accept(self, response: Response, key: str, page: Page | None) -> None:
        """Mark a page as fetched."""

    def miss(self, key: str, column: str | None, status: int, sentence: str) -> bool:
        """Note that a page is missing; True at the second time."""


class Doubts:
    """The doubtful pages of one crawl, by host."""

    def __init__(self, spider: Judge) -> None:
        self.spider = spider
        self.waiting: dict[str, list[Doubt]] = {}
        self.answers: dict[str, str | None] = {}
        """Host -> what it says of an address that cannot exist; None where it says 404 or does not answer."""

    def ask(self, doubt: Doubt) -> list[Request]:
        """Settle a doubt, or ask the host first."""
        host = host_of(doubt.key)
        if host in self.answers:
            self.settle(doubt, self.answers[host])
            return []
        if host in self.waiting:
            self.waiting[host].append(doubt)
            return []
        self.waiting[host] = [doubt]
        return [Request(nowhere(doubt.key), self.answered, errback=self.failed, dont_filter=True, priority=FIRST,
                        cb_kwargs={"host": host}, meta={"kind": "other", "parent_url": doubt.key})]

    def answered(self, response: Response, host: str) -> None:
        """Take the host's answer."""
        fault = response.meta.get("fault")
        usable = response.status == HTTPStatus.OK and fault is None
        self.close(host, words_of(read_page(response.body, url=response.url), response.url) if usable else None)

    def failed(self, failure: Any) -> None:
        """No answer proves nothing."""
        self.close(failure.request.cb_kwargs["host"], None)

    def close(self, host: str, words: str | None) -> None:
        """Settle all doubts of a host."""
        self.answers[host] = words
        for doubt in self.waiting.pop(host, []):
            self.settle(doubt, words)

    def settle(self, doubt: Doubt, words: str | None) -> None:
        """Missing where the host says the same of nothing at all, else a page like any other."""
        response = doubt.response
        if not words or words != words_of(doubt.page, response.url):
            self.spider.accept(response, doubt.key, doubt.page)
            return
        sentence = (f"{doubt.key}: soft 404, proved: the host answers 200 with the same words to an address that cannot "
                    "exist.")
        self.spider.frontier.settle(response.meta["capture_id"], "gone", sentence)
        if self.spider.miss(doubt.key, response.meta.get("column"), response.status, sentence):
            self.spider.session.archive.mark_gone(doubt.key, times.now())
