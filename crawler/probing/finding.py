"""What a probe learned about one portal."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive import times
from archive.model import Document
from crawler.base.faults import Fault
from crawler.probing.reading import Reading, chosen
from crawler.probing.scout import Anchor


@dataclass
class Finding:
    """What a probe learned about one portal."""

    url: str
    hints: tuple[str, ...] = ()
    """Paths that are worth a try here."""
    started: str = field(default_factory=times.stamp)
    home: tuple[str, bytes] | None = None
    """Address (after redirects) and body of the home page."""
    site_name: str = ""
    site_code: str = ""
    """网站标识码: its first six digits are the region's code on local portals."""
    readings: list[Reading] = field(default_factory=list)
    unread: list[Anchor] = field(default_factory=list)
    """Links that look like the column of the reports, but lead to no list that could be read."""
    newest: str | None = None
    """Address of the newest report of the best column."""
    detail: tuple[str, bytes] | None = None
    """The same page as it came."""
    document: Document | None = None
    requests: int = 0
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    @property
    def columns(self) -> list[Reading]:
        """The lists that hold the reports; lists that may hold further ones behind known ones included."""
        best = chosen(self.readings)
        return best + [one for one in self.readings if one not in best and one.reports and not one.whole]

    @property
    def perhaps(self) -> list[Reading]:
        """Lists without a report so far that were not read to their end."""
        return [one for one in self.readings if not one.whole and not one.reports and one not in self.columns]

    @property
    def fault(self) -> Fault | None:
        """Why nothing could be read at all, or None."""
        return self.faults[0] if self.home is None and self.faults else None
