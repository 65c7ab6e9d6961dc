"""When a portal has had enough of us: the page cap, and the breaker for portals that answer nothing useful."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.base.faults import Fault

FIRST_REQUESTS = 8
"""A portal that has answered nothing but challenges or faults gets no more requests than this in one run."""
IN_A_ROW = 20
"""A portal that did answer is left alone after this many bad answers without a good one between them."""


@dataclass
class Limits:
    """Counts the answers of one portal in one run."""

    page_cap: int
    asked: int = 0
    good: int = 0
    row: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    stop: Fault | None = None

    def heard(self, reason: str | None) -> None:
        """Count one answer: None for a good one, else its reason class."""
        if reason in (None, "gone"):        # a working portal says 404 as well
            self.good += 1
            self.row = 0
            return
        self.row += 1
        self.reasons[str(reason)] += 1

    def refusal(self, url: str) -> Fault | None:
        """Why nothing more may be asked in this run, or None."""
        if self.stop is None:
            self.stop = self._stop()
        if self.stop is None:
            return None
        return Fault(self.stop.reason, f"{url}: not asked, because {self.stop.sentence}", passing=False)

    def _stop(self) -> Fault | None:
        if self.asked >= self.page_cap:
            return Fault("cap", f"the portal reached the cap of {self.page_cap} requests in one run.", passing=False)
        if (self.good == 0 and self.asked >= FIRST_REQUESTS) or self.row >= IN_A_ROW:
            reason, count = self.reasons.most_common(1)[0] if self.reasons else ("error", 0)
            state = "none was good" if not self.good else f"the last {self.row} were all bad"
            return Fault(reason, f"{count} answers in this run were of the class {reason!r} and {state}.", passing=False)
        return None
