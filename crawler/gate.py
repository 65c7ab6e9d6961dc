"""One request at a time per host, never closer than its delay: in this process, across processes, across restarts."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from crawler.base.faults import Fault, RefusedRequest

if TYPE_CHECKING:
    from archive.store import Archive

CLAIM = """
insert into hosts (host, next_at) values (:host, :next)
on conflict (host) do update set next_at = :next where next_at <= :now or next_at > :absurd
"""
PAUSE = """
insert into hosts (host, next_at) values (:host, :next)
on conflict (host) do update set next_at = max(next_at, :next)
"""
REST = """
update hosts set next_at = case when next_at = :claimed then :next else max(next_at, :next) end where host = :host
"""
ORPHANED = 0.25
"""Seconds on top of the delay while a request is under way: if its process dies, the host may have seen it late."""
ABSURD = 400 * 86400
"""A waiting time beyond this (seconds) is a clock that was set back, not a pause."""


class HostGate:
    """Gives every host its turns; host means host:port. Waiting happens here, outside the download timeout."""

    def __init__(self, archive: Archive, *, max_pause: float, jitter: float) -> None:
        self.archive = archive
        self.max_pause = max_pause
        self.jitter = jitter
        self.stopping = asyncio.Event()
        self.asking = 0
        """Hosts whose turn it is now."""
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._slow: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._claimed: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float, url: str) -> AsyncIterator[None]:
        """Hold the host for one request of `url`; raises RefusedRequest when the wait is too long or the run ends."""
        async with self._locks[host]:
            if self.stopping.is_set():
                raise RefusedRequest(stopped(url))
            while (wait := self._claim(host, self.distance(host, delay))) > 0:
                if wait > self.max_pause:
                    sentence = f"{url}: {host} wants to be left alone for another {wait:.0f} s; nothing was asked."
                    raise RefusedRequest(Fault("paused", sentence, passing=False))
                await self._sleep(wait)
                if self.stopping.is_set():
                    raise RefusedRequest(stopped(url))
            self.asking += 1
            try:
                yield
            finally:
                self.asking -= 1
                self._rest(host, self.distance(host, delay))

    def distance(self, host: str, delay: float) -> float:
        """Seconds between two requests to a host: the portal's delay, or a longer one that the host has asked for."""
        return max(delay, self._slow.get(host, 0.0))

    def _claim(self, host: str, delay: float) -> float:
        """Take the next turn (0), or the seconds until it comes; the clock of the row survives this process."""
        elapsed = time.monotonic() - self._last.get(host, -1e9)
        if elapsed < delay:
            return delay - elapsed
        now = time.time()
        if not delay and self._free(host, now):
            self._last[host] = time.monotonic()
            return 0.0
        with self.archive.transaction() as conn:
            until = now + delay + (ORPHANED if delay else 0.0)
            done = conn.execute(CLAIM, {"host": host, "next": until, "now": now, "absurd": now + ABSURD}).rowcount
            if not done:
                row = conn.execute("select next_at from hosts where host = ?", (host,)).fetchone()
                return max(float(row[0]) - now, 0.001)
        self._last[host], self._claimed[host] = time.monotonic(), until
        return 0.0

    def _free(self, host: str, now: float) -> bool:
        """Whether no pause stands in the way: a host without a delay needs no claim, and so no write."""
        row = self.archive.conn.execute("select next_at from hosts where host = ?", (host,)).fetchone()
        return row is None or row[0] <= now or row[0] > now + ABSURD

    def _rest(self, host: str, delay: float) -> None:
        """Count the delay from the end of the answer: when the host saw the question, nobody here knows."""
        self._last[host] = time.monotonic()
        if delay:
            pause = delay * (1 + random.uniform(0, self.jitter))  # noqa: S311 - it only lengthens
            with self.archive.transaction() as conn:
                conn.execute(REST, {"host": host, "next": time.time() + pause, "claimed": self._claimed[host]})

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except asyncio.TimeoutError:    # Python 3.10 has two of that name
            return

    def pause(self, host: str, seconds: float) -> None:
        """Ask nothing of a host for some seconds (Retry-After); other crawls and later runs keep to it."""
        with self.archive.transaction() as conn:
            conn.execute(PAUSE, {"host": host, "next": time.time() + seconds})

    def slow_down(self, host: str, delay: float) -> None:
        """Keep a longer delay from now on (Crawl-delay), counted from the last request."""
        if delay > self._slow.get(host, 0.0):
            self._slow[host] = delay
            since = time.monotonic() - self._last.get(host, -1e9)
            if since < delay:
                self.pause(host, delay - since)


def stopped(url: str) -> Fault:
    """The fault of a request that the end of the run overtook."""
    sentence = f"{url}: the run was stopped before an answer came; the next crawl asks again."
    return Fault("stopped", sentence, passing=False)
