"""Pages read as lists, and which of them are the columns of the reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archive.extract.identify import kind_of_title
from crawler.base.addresses import canonical, list_key
from crawler.base.choice import choose, is_dedicated
from crawler.base.lists import ListEntry, ListPage, ListRequest
from crawler.probing.scout import NAMED, score_of


@dataclass
class Reading:
    """A page read as a list, and further pages of the same list."""

    url: str
    name: str
    score: int
    family: str
    entries: dict[str, ListEntry] = field(default_factory=dict)
    declared: int | None = None
    pages: int = 0
    following: ListRequest | None = None
    sources: list[tuple[str, bytes]] = field(default_factory=list)
    """Answers as they came: address and body."""
    named: bool = False
    """Whether the page itself says that it is a column of reports."""
    divided: int = 0
    """Lists of single years or bodies into which it is divided: a crawl that is told the column reads all of them."""
    parts: list[str] = field(default_factory=list)
    """Those that were not read so far."""

    def add(self, page: ListPage) -> None:
        """Take one more answer of the list."""
        fresh = {canonical(entry.url): entry for entry in page.entries if canonical(entry.url) not in self.entries}
        self.entries |= fresh
        if not self.divided:                            # what a part declares is not the column's number
            self.declared = page.declared if page.declared is not None else self.declared
        self.pages += 1
        self.following = page.following if fresh or not page.entries else None

    def divide(self, parts: Sequence[str], read: Iterable[Reading]) -> None:
        """Take the lists into which the column is divided as its own, with what was read of them already."""
        self.divided, self.declared = len(parts), None
        known: set[str] = set()
        for one in read:
            known.add(list_key(one.url))
            self.entries |= {url: entry for url, entry in one.entries.items() if url not in self.entries}
            self.sources += one.sources
            self.family = self.family or one.family
        self.parts = [part for part in parts if list_key(part) not in known]

    @property
    def dedicated(self) -> bool:
        """Whether the column is one of reports, by its address or its entries."""
        return self.named or is_dedicated(self.url, list(self.entries.values()))

    @property
    def wanted(self) -> dict[str, ListEntry]:
        """The entries whose pages a crawl of the column would ask for."""
        return {url: entry for url, entry in self.entries.items() if choose(entry, dedicated=self.dedicated).followed}

    @property
    def reports(self) -> dict[str, ListEntry]:
        """The entries whose titles are those of reports."""
        return {url: entry for url, entry in self.entries.items() if kind_of_title(entry.title)[0] == "annual_report"}

    @property
    def telling(self) -> set[str]:
        """The entries that make the list a column: reports by title; in a column of reports by name also the unclear ones."""
        told = self.named or score_of(self.name, "") >= NAMED
        return set(self.reports) | (set(self.wanted) if told and self.dedicated else set())

    @property
    def whole(self) -> bool:
        """Whether everything that the portal lists here was read."""
        return (self.following is None and not self.parts) or (self.declared is not None and len(self.entries) >= self.declared)


def chosen(readings: Sequence[Reading]) -> list[Reading]:
    """The lists that together hold all that was found, the most telling first; none that only repeats others."""
    out: list[Reading] = []
    covered: set[str] = set()
    for one in sorted(readings, key=_rank):
        if one.telling - covered:
            out.append(one)
            covered |= one.telling
    return out


def _rank(one: Reading) -> tuple[bool, bool, int, int]:
    """Columns of reports first, then real lists, then by the score of the way there."""
    real = one.declared is not None or one.following is not None or one.pages > 1 or one.divided > 0
    return not one.dedicated, not real, -one.score, -len(one.reports)
