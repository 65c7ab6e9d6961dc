"""Answers that come within some milliseconds are stored together: one wait for the disk instead of many."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Protocol

from archive.errors import FazhiError
from archive.recorder import Exchange

MOST = 1
"""Answers in one batch: each is stored at once, so that a killed worker leaves at most one fetched page behind that is not
stored. With 4 a crawl costs less, but the next page was on the wire before the last one was done, and two were fetched again.
"""
WAIT = 0.03
"""Seconds that an answer waits for others; less than any delay between two requests to a real host, which does not wait."""
UNSTORED = (OSError, sqlite3.Error, FazhiError)
"""What a full disk or a damaged archive raises."""


class Keeper(Protocol):
    """The part of a Recorder that a batch needs."""

    def record_many(self, exchanges: Sequence[Exchange]) -> list[int]:
        """Keep several exchanges, or none; their ids."""


class Batch:
    """Collects exchanges; whoever put one in goes on only when it is stored."""

    def __init__(self, recorder: Keeper, most: int = MOST) -> None:
        self._most = most
        self._recorder = recorder
        self._waiting: list[tuple[Exchange, asyncio.Future[int]]] = []
        self._timer: asyncio.TimerHandle | None = None

    def put(self, exchange: Exchange) -> asyncio.Future[int]:
        """The id of its capture, once it is on the disk; raises one of UNSTORED."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        self._waiting.append((exchange, future))
        if len(self._waiting) >= self._most:
            self.flush()
        elif self._timer is None:
            self._timer = loop.call_later(WAIT, self.flush)
        return future

    def flush(self) -> None:
        """Store what has come."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._waiting = self._waiting, []
        try:
            self._keep(batch)
        except UNSTORED:
            for one in batch:                           # one odd answer must not take the others with it
                self._alone(one)

    def _keep(self, batch: list[tuple[Exchange, asyncio.Future[int]]]) -> None:
        found = self._recorder.record_many([exchange for exchange, _ in batch])
        for (_, future), capture_id in zip(batch, found, strict=True):
            if not future.done():                       # its crawl may have ended meanwhile
                future.set_result(capture_id)

    def _alone(self, one: tuple[Exchange, asyncio.Future[int]]) -> None:
        try:
            self._keep([one])
        except UNSTORED as error:
            if not one[1].done():
                one[1].set_exception(error)
