"""What all probes of one process share; nothing that they fetch is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scrapy.settings import Settings

from archive.intake.recorder import Exchange, Then
from archive.store import Archive
from crawler.base.resolver import GuardedResolver
from crawler.batch import Batch
from crawler.gate import HostGate
from crawler.portalfile import Portal


class Unrecorded:
    """Takes the place of the recorder: what a probe fetches is no capture."""

    def record(self, exchange: Exchange) -> int:
        """Keep nothing; the number stands for a capture that went well."""
        del exchange
        return 0

    def record_many(self, exchanges: Sequence[Exchange], then: Sequence[Then | None] = ()) -> list[int]:
        """Keep nothing of several exchanges."""
        del then
        return [0 for _ in exchanges]


class ProbeSession:
    """What all probes of one process share: the hosts' turns, which crawls of the same archive keep to as well."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive = archive
        self.run_id = None
        self.recorder = Unrecorded()
        self.batch = Batch(self.recorder)
        self.gate = HostGate(archive, max_pause=settings.getfloat("FAZHI_MAX_PAUSE"),
                             jitter=settings.getfloat("FAZHI_JITTER"))
        self.emit: Callable[[dict[str, Any]], None] = lambda _event: None

    @staticmethod
    def open(portal: Portal) -> None:
        """Let the resolver pass on this machine's address for exactly the host:port that was asked for."""
        GuardedResolver.loopback |= portal.loopback
