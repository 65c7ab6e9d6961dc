"""Room for so many crawls in one process: a portal that answers slowly keeps its crawl, but not its room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE = 16
"""Portals that are crawled at the same time; each is another host, so none is asked faster for it."""
PATIENCE = 60.0
"""Seconds after which a crawl makes room for the next one: sixteen hosts of 25 seconds an answer would hold up all others for hours."""
MOST = 128
"""Crawls at the same time whatever their hosts do; one that waits costs some 0.2 MB and no time of the processor."""


class Places:
    """Lets crawls begin: AT_ONCE young ones, MOST in all."""

    def __init__(self, at_once: int = AT_ONCE, most: int = MOST, patience: float = PATIENCE) -> None:
        self._young = asyncio.Semaphore(at_once)
        self._all = asyncio.Semaphore(most)
        self._patience = patience

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place and keep it until the crawl ends, or has made room long before."""
        async with self._all:
            await self._young.acquire()
            clock = asyncio.get_running_loop().call_later(self._patience, self._young.release)
            try:
                yield
            finally:
                if clock.when() > asyncio.get_running_loop().time() and not clock.cancelled():
                    clock.cancel()
                    self._young.release()
