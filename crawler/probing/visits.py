"""Running probes: one process, one reactor, several portals side by side, each of them at its own pace."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive.store import Archive
from crawler.base.faults import Fault
from crawler.probing.finding import Finding
from crawler.probing.probe import BUDGET, spider_for
from crawler.probing.session import ProbeSession

AT_ONCE = 8
"""Portals that are probed at the same time; each is another host."""
CHANGES = {
    "RETRY_TIMES": 1,           # a probe is a look, not a promise: the next one comes another day
    "FAZHI_MAX_PAUSE": 60.0,
    "LOG_INSTALL_ROOT_HANDLER": False,
}
"""Settings in which a probe differs from a crawl."""

logger = logging.getLogger("crawler.probe")


def settings_for(data: Path) -> Settings:
    """The project's settings with the probe's changes."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    for name, value in {**CHANGES, "FAZHI_DATA": str(data)}.items():
        settings.set(name, value, priority="cmdline")
    return settings


class Visits:
    """One process full of probes."""

    def __init__(self, archive: Archive, done: Callable[[Finding], None], *, delay: float | None = None,
                 budget: int = BUDGET) -> None:
        self.settings = settings_for(archive.data)
        self.session = ProbeSession(archive, self.settings)
        self.process = AsyncCrawlerProcess(self.settings)
        self.done = done
        self.delay = delay
        self.budget = budget
        self.hints: Callable[[str], Sequence[str]] = lambda _url: ()

    def run(self, urls: Sequence[str], *, hints: Callable[[str], Sequence[str]] = lambda _url: ()) -> bool:
        """Probe all addresses, telling `done` each finding as it comes; False when the run was stopped before its end.

        `hints(url)` gives paths that are worth a try on a portal, asked when its turn comes.
        """
        self.hints = hints
        main = asyncio.get_event_loop().create_task(self._main(urls))
        self.process.start(stop_after_crawl=False, install_signal_handlers=False)
        if main.done() and (error := main.exception()):
            raise error         # what `done` raised: a full disk, a reader of our output that has gone
        return not self.session.gate.stopping.is_set()

    async def _main(self, urls: Sequence[str]) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.session.gate.stopping.set)
        places = asyncio.Semaphore(AT_ONCE)
        try:
            await asyncio.gather(*(self._one(url, places) for url in urls))
        finally:
            import_module("twisted.internet.reactor").stop()    # importing it earlier would choose another reactor

    async def _one(self, url: str, places: asyncio.Semaphore) -> None:
        """Probe one portal; a crash of its probe is its own problem."""
        async with places:
            if self.session.gate.stopping.is_set():
                return
            finding = Finding(url, hints=tuple(self.hints(url)))
            crawl = self.process.crawl(spider_for(finding, self.session, delay=self.delay, budget=self.budget))
            await asyncio.wait({crawl})
            if error := crawl.exception():
                logger.error("the probe of %s broke", url, exc_info=error)
                finding.faults.insert(0, Fault("crashed", f"{url}: the probe broke: {type(error).__name__}: {error}.",
                                               passing=False))
            if not self.session.gate.stopping.is_set():
                self.done(finding)
