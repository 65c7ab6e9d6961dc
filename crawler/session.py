"""What all crawls of one process share: the archive, its recorder, the hosts' turns, the run, the progress lines."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.intake.recorder import Recorder
from archive.store import Archive
from crawler.batch import Batch
from crawler.gate import HostGate

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

Emit = Callable[[dict[str, Any]], None]
_open: dict[Path, Session] = {}


class Session:
    """One process, one archive, one writer of WARC records."""

    def __init__(self, archive: Archive, settings: BaseSettings, run_id: int | None = None) -> None:
        self.archive = archive
        self.owns_run = run_id is None
        self.run_id = archive.start_run("crawl") if run_id is None else run_id
        self.recorder = Recorder(archive, worker=str(os.getpid()), durable=False)   # what a power cut takes is due again
        self.recorder.__enter__()
        self.gate = HostGate(archive, max_pause=settings.getfloat("FAZHI_MAX_PAUSE"),
                             jitter=settings.getfloat("FAZHI_JITTER"))
        self.batch = Batch(self.recorder, lambda: self.gate.asking)
        self.emit: Emit = lambda _event: None
        self.problems: list[str] = []
        self.users = 0

    def leave(self) -> None:
        """One crawl less; the last one closes the archive (python -m crawler.run holds on to the end)."""
        self.users -= 1
        if self.users <= 0:
            self.close()

    def close(self) -> None:
        """End the run that this process opened and close the files."""
        _open.pop(self.archive.data.resolve(), None)
        self.recorder.__exit__(None, None, None)
        if self.owns_run:
            self.archive.end_run(self.run_id, 1 if self.problems else 0, {"problems": self.problems})
        self.archive.close()


def session_of(settings: BaseSettings) -> Session:
    """The session of a crawl's data folder; the first crawl of a process opens it, each one must `leave` it."""
    data = Path(settings.get("FAZHI_DATA") or "data").resolve()
    session = _open.get(data)
    if session is None:
        run_id = settings.get("FAZHI_RUN") or None
        session = _open[data] = Session(Archive.open(data), settings, None if run_id is None else int(run_id))
    session.users += 1
    return session
