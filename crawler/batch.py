"""Answers that come at the same moment are stored together: one wait for the disk instead of many.

A host is asked its next question only when its last answer is stored, so a batch holds answers of different hosts, and a
killed worker leaves at most one fetched page of a host behind that is not stored.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import Protocol

from archive.errors import FazhiError
from archive.intake.recorder import Exchange, Then

UNSTORED = (OSError, sqlite3.Error, FazhiError)
"""What a full disk or a damaged archive raises."""


class Keeper(Protocol):
    """The part of a Recorder that a batch needs."""

    def record_many(self, exchanges: Sequence[Exchange], then: Sequence[Then | None] = ()) -> list[int]:
        """Keep several exchanges, or none; their ids."""


class Batch:
    """Collects exchanges; whoever put one in goes on only when it is stored."""

    def __init__(self, recorder: Keeper, crowd: Callable[[], int] = lambda: 1) -> None:
        self._crowd = crowd
        """How many hosts are being asked: with one, there is nothing to wait for."""
        self._recorder = recorder
        self._waiting: list[tuple[Exchange, Then | None, asyncio.Future[int]]] = []
        self._called = False

    def put(self, exchange: Exchange, then: Then | None = None) -> asyncio.Future[int]:
        """The id of its capture, once it is on the disk; raises one of UNSTORED. `then` runs in the same transaction."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        self._waiting.append((exchange, then, future))
        if self._crowd() <= len(self._waiting):
            self.flush()
        elif not self._called:
            self._called = True
            loop.call_soon(self.flush)                  # behind the answers that are here already
        return future

    def flush(self) -> None:
        """Store what has come."""
        self._called = False
        batch, self._waiting = self._waiting, []
        try:
            self._keep(batch)
        except UNSTORED:
            for one in batch:                           # one odd answer must not take the others with it
                self._alone(one)

    def _keep(self, batch: list[tuple[Exchange, Then | None, asyncio.Future[int]]]) -> None:
        found = self._recorder.record_many([one[0] for one in batch], [one[1] for one in batch]) if batch else []
        for (_, _, future), capture_id in zip(batch, found, strict=True):
            if not future.done():                       # its crawl may have ended meanwhile
                future.set_result(capture_id)

    def _alone(self, one: tuple[Exchange, Then | None, asyncio.Future[int]]) -> None:
        try:
            self._keep([one])
        except UNSTORED as error:
            if not one[2].done():
                one[2].set_exception(error)
