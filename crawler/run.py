"""`python -m crawler.run`: crawl portals in this process, tell progress as JSON lines, end with the parent.

Exit codes: 0 done, 1 done but something is incomplete, blocked or failed, 2 nothing could be crawled.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive import times
from archive.errors import FazhiError, UsageError
from crawler import agenda, registry
from crawler.places import Places
from crawler.portalfile import Portal
from crawler.screen import Screen
from crawler.session import Session, session_of
from crawler.spiders import spider_class

WATCH = 1.0
"""Seconds between two looks whether the parent process still lives."""
GRACE = 10.0
"""Seconds that a stopped run may take to finish its requests; then it leaves at once, which loses nothing committed."""
TELL = 0.2
"""Seconds after which a line about a page does not wait for the next one."""
PR_SET_PDEATHSIG = 1
encoded = json.JSONEncoder(ensure_ascii=False).encode
"""An event as JSON; `json.dumps` would make a new encoder for every page."""
LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"

logger = logging.getLogger("crawler.run")


def command(data: Path, portals: Path, run_id: int | None, names: Sequence[str] = (), *,
            everything: bool = False, due: bool = False, options: Sequence[str] = ()) -> list[str]:
    """The command line that crawls `names` (all enabled ones when empty) in a process of its own."""
    line = [sys.executable, "-m", "crawler.run", "--data", str(data), "--portals", str(portals)]
    line += ["--run-id", str(run_id)] if run_id is not None else []
    line += ["--all"] if everything else []
    line += ["--due"] if due else []
    for option in options:
        line += ["-s", option]
    return [*line, *names]


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m crawler.run", description="Crawl portals into an archive.")
    parser.add_argument("names", nargs="*", metavar="PORTAL", help="ids of portals; none = all enabled ones")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("FAZHI_DATA", "data")))
    parser.add_argument("--portals", type=Path, default=registry.default_dir())
    parser.add_argument("--run-id", type=int, help="row of the table runs to count for (default: open one)")
    parser.add_argument("--all", action="store_true", help="every known page again, due or not")
    parser.add_argument("--due", action="store_true", help="leave out portals that are not due, or that another crawl does")
    parser.add_argument("-s", "--set", action="append", default=[], metavar="NAME=VALUE", help="a Scrapy setting")
    return parser.parse_args(argv)


def settings_of(options: argparse.Namespace) -> Settings:
    """The project's settings with the command line on top."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    changes: dict[str, Any] = {"FAZHI_DATA": str(options.data), "FAZHI_PORTALS": str(options.portals),
                               "FAZHI_RUN": options.run_id, "FAZHI_ALL": options.all, "FAZHI_DUE": options.due,
                               "LOG_INSTALL_ROOT_HANDLER": False}
    for pair in options.set:
        name, found, value = pair.partition("=")
        if not found:
            raise UsageError(f"-s {pair!r} is not of the form NAME=VALUE.")
        changes[name] = value
    for name, value in changes.items():
        settings.set(name, value, priority="cmdline")
    try:
        settings.getfloat("FAZHI_LONGEST")
    except ValueError as error:
        raise UsageError(f"FAZHI_LONGEST={settings['FAZHI_LONGEST']!r} is no number of seconds; 0 means no limit.") from error
    return settings


def chosen(loaded: registry.Registry, names: Sequence[str]) -> list[Portal]:
    """The portals to crawl; UsageError when a name is unknown or nothing is left."""
    for name in names:
        if name not in loaded.portals:
            broken = [fault for fault in loaded.faults if fault.startswith((f"{name}.yml", f"{name}.yaml"))]
            raise UsageError(" ".join(broken) or f"unknown portal {name!r} in {loaded.path}; a portal bears the name of its file there.")
    portals = [loaded.portals[name] for name in dict.fromkeys(names)]
    portals = portals or [portal for portal in loaded.portals.values() if portal.enabled]
    if not portals:
        raise UsageError(f"no usable portal in {loaded.path}. {' '.join(loaded.faults[:3])}".strip())
    return portals


def keep_logs(folder: Path) -> None:
    """Everything from INFO on goes into one file a day, warnings to stderr as well."""
    folder.mkdir(parents=True, exist_ok=True)
    file = logging.FileHandler(folder / f"crawl-{times.stamp()[:10]}.log", encoding="utf-8", delay=True)
    screen = Screen()
    logging.raiseExceptions = False     # a full disk takes no log either; its traceback for every line helps nobody
    file.setLevel(logging.INFO)
    screen.setLevel(logging.WARNING)
    for handler in (file, screen):
        handler.setFormatter(logging.Formatter(LOG_LINE))
    logging.basicConfig(level=logging.INFO, handlers=[file, screen], force=True)
    logging.getLogger("scrapy.crawler").setLevel(logging.WARNING)
    logging.getLogger("scrapy.middleware").setLevel(logging.WARNING)
    logging.getLogger("scrapy.core.engine").setLevel(logging.INFO)  # Scrapy asks for DEBUG: a record for every page, to be dropped


def die_with_parent() -> None:
    """Ask Linux for SIGTERM when the parent dies; other systems have the watch alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def leave() -> None:
    """End the process now: a crawl that was stopped while Scrapy opened it can wait for ever."""
    logger.warning("the run did not end within %.0f s of being stopped; leaving", GRACE)
    logging.shutdown()
    os._exit(1)


class Run:
    """One process full of crawls."""

    def __init__(self, settings: Settings, session: Session, portals: list[Portal]) -> None:
        self.session = session
        self.portals = portals
        self.parent = os.getppid()
        self.longest = settings.getfloat("FAZHI_LONGEST")
        self.told = 0.0
        self.process = AsyncCrawlerProcess(settings)
        session.emit = self.emit

    def emit(self, event: dict[str, Any]) -> None:
        """Write one JSON line; a reader that went away ends the run."""
        try:
            sys.stdout.write(encoded(event) + "\n")
            now = time.monotonic()
            if event["event"] != "page" or now - self.told > TELL:
                sys.stdout.flush()
                self.told = now
        except BrokenPipeError:
            self.stop()

    def stop(self) -> None:
        """Finish the requests under way within seconds, start no others."""
        if not self.session.gate.stopping.is_set():
            self.session.gate.stopping.set()
            asyncio.get_running_loop().call_later(GRACE, leave)
            for crawler in list(self.process.crawlers):
                if crawler.engine is None or not crawler.engine.running:
                    continue        # it is just being opened: its spider sees the gate closed and ends by itself
                asyncio.ensure_future(crawler.stop_async())  # noqa: RUF006 - main() waits for the crawls

    async def crawl(self, portal: Portal, places: Places) -> None:
        """Crawl one portal; a crash of its crawl is its own problem."""
        async with places.place():
            if self.session.gate.stopping.is_set():
                self.emit({"event": "closed", "portal": portal.id, "reason": "waiting", "problems": []})
                return
            crawl = self.process.crawl(spider_class(portal))
            await asyncio.wait({crawl})
            if error := crawl.exception():
                logger.error("the crawl of %s broke", portal.id, exc_info=error)
                self.problem(portal.id, "crashed", f"its crawl broke: {type(error).__name__}: {error}")

    def time_is_up(self) -> None:
        """End a run that takes too long: what is left stays due."""
        logger.warning("the run reached its longest time of %.0f s (FAZHI_LONGEST); the next one goes on from there",
                       self.longest)
        self.stop()

    def problem(self, portal: str, reason: str, sentence: str) -> None:
        """Close a portal that was not crawled."""
        self.session.problems.append(f"{portal}: {sentence}")
        self.emit({"event": "closed", "portal": portal, "reason": reason, "problems": [sentence]})

    async def main(self) -> None:
        """Crawl all portals, then stop the reactor."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        if self.longest > 0:
            loop.call_later(self.longest, self.time_is_up)
        watch = asyncio.ensure_future(self.watch())
        places = Places()
        try:
            await asyncio.gather(*(self.crawl(portal, places) for portal in self.portals))
        finally:
            watch.cancel()
            import_module("twisted.internet.reactor").stop()    # importing it earlier would choose another reactor

    async def watch(self) -> None:
        """Stop when the parent process is gone."""
        while True:
            await asyncio.sleep(WATCH)
            if os.getppid() != self.parent:
                self.stop()
                return

    def start(self) -> None:
        """Run the reactor until all crawls have ended."""
        asyncio.get_event_loop().create_task(self.main())
        self.process.start(stop_after_crawl=False, install_signal_handlers=False)


def main(argv: Sequence[str] | None = None) -> int:
    """Crawl; the exit code."""
    options = arguments(argv)
    die_with_parent()
    try:
        settings = settings_of(options)
        loaded = registry.load_dir(options.portals)
        portals = chosen(loaded, options.names)
        session = session_of(settings)
    except FazhiError as error:
        sys.stderr.write(f"crawler.run: {error}\n")
        return error.exit_code
    keep_logs(session.archive.data / "logs")
    if not options.names:
        session.problems += loaded.faults
    for fault in loaded.faults:
        logger.warning("%s", fault)
    if not settings["FAZHI_CONTACT"] and not all(portal.loopback for portal in portals):
        logger.warning("set FAZHI_CONTACT to a page or address where webmasters reach you; portals see it in every request")
    if options.due:
        wanted = agenda.due(session.archive, [portal.id for portal in portals])
        portals = [portal for portal in portals if portal.id in wanted]
    run = Run(settings, session, [portal for portal in portals if portal.enabled])
    for portal in portals:
        if not portal.enabled:
            run.problem(portal.id, "disabled", f"it is switched off in its file ({portal.note or 'no note'}); "
                        "set 'enabled: true' to crawl it.")
    if run.portals:
        gc.freeze()                                     # what the imported modules made is no garbage
        gc.set_threshold(20_000, 20, 20)                # looking for it less often saves a twentieth of the time
        run.start()
    code = 1 if session.problems or session.gate.stopping.is_set() else 0
    session.leave()
    return code


if __name__ == "__main__":
    sys.exit(main())
