"""The account of one column in one run: what it declares, what was collected, and whether that is all."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.base.addresses import canonical
from crawler.base.faults import Fault
from crawler.base.lists import ListEntry, ListPage


@dataclass
class Column:
    """Grows page by page; `verdict` sums it up for the ledger."""

    url: str
    seen: set[str] = field(default_factory=set)
    declared: int | None = None
    declared_pages: int | None = None
    answers: int = 0
    pages: int = 0
    """Pages that brought entries."""
    repeats: int = 0
    """Pages that only repeated earlier entries: some servers give page 1 whatever is asked."""
    twins: int = 0
    """Entries that stand twice on one page: portals count them twice, we do not."""
    fault: Fault | None = None
    note: str = ""
    missing: int = 0
    """Pages of the column that answered 404 or 410."""
    known: int = 0
    """Entries known from earlier runs, where reading stopped because the rest had not changed."""
    dedicated: bool = False
    asked: set[str] = field(default_factory=set)
    """Addresses of the pages that were read: a pager that leads back to one of them has come to its end."""
    sizes: list[int] = field(default_factory=list)
    """Entries on each page, in the order of reading."""
    parts: list[str] = field(default_factory=list)
    """Lists of single years or bodies that are still to be read."""
    told: list[int | None] = field(default_factory=list)
    """What each list that was read before the present one declares."""
    divided: bool = False
    """Whether the column has such lists."""
    counted: int = 0
    """`pages` when the present list was begun."""

    def take(self, page: ListPage) -> list[ListEntry]:
        """Add one page; its entries that this run has not seen yet."""
        self.declared = page.declared if page.declared is not None else self.declared
        self.declared_pages = page.declared_pages if page.declared_pages is not None else self.declared_pages
        self.note = page.note or self.note
        on_page = [canonical(entry.url) for entry in page.entries]
        self.twins += len(on_page) - len(set(on_page))
        fresh: dict[str, ListEntry] = {}
        for url, entry in zip(on_page, page.entries, strict=True):
            if url not in self.seen and (url not in fresh or len(entry.title) > len(fresh[url].title)):
                fresh[url] = entry      # a picture and 查看详情 lead to the same page as the title
        self.answers += 1
        self.sizes.append(len(on_page))
        self.repeats += bool(on_page and not fresh and len(self.sizes) > 1)
        self.pages += bool(fresh)
        self.seen |= fresh.keys()
        return list(fresh.values())

    def next_part(self) -> str | None:
        """Address of the next list of the column; with the last one, what they declare is added up."""
        while self.parts:
            address = self.parts.pop(0)
            if address not in self.asked:
                self._close_part()
                self.divided = True
                return address
        if self.divided:
            self._close_part()
            self.declared = None if None in self.told else sum(number or 0 for number in self.told)
        return None

    def _close_part(self) -> None:
        """Note what a list declares, unless it only showed again what the column itself shows: the newest year."""
        if self.pages > self.counted:
            self.told.append(self.declared)
        self.counted, self.declared, self.declared_pages, self.sizes = self.pages, None, None, []

    def ends_with(self, fault: Fault) -> bool:
        """Whether a missing page only tells that the list is at its end: all declared entries are there, or, where nothing is
        declared, the page before it is shorter than the first one.
        """
        if fault.reason != "gone" or not self.sizes:
            return False
        if self.declared is not None:
            return self.collected >= self.declared
        return self.declared_pages is None and 0 < self.sizes[-1] < self.sizes[0]

    @property
    def collected(self) -> int:
        """Distinct entries seen."""
        return max(len(self.seen), self.known)

    def verdict(self) -> tuple[bool, str | None, str | None]:
        """(complete, reason class, sentence); a complete column has no reason."""
        if self.fault is not None:
            return False, self.fault.reason, self.fault.sentence
        if not self.collected:
            return self._nothing()
        if self.known:
            return True, None, (f"unchanged: page {self.answers} shows nothing new and all {self.known} declared entries "
                                "are known.")
        wanted = (self.declared or 0) - self.twins
        if self.collected < wanted:
            return False, "incomplete", (f"{self.url}: the portal declares {self.declared} entries, {self.collected} "
                                         f"were found (pages read: {self.pages}). {self.note}").strip()
        if self.declared is None and self.repeats:
            return False, "incomplete", f"{self.url}: page {self.pages + 1} repeats what came before; the rest is unknown."
        if self.declared is None and self.declared_pages is not None and self.pages < self.declared_pages:
            return False, "incomplete", (f"{self.url}: the portal declares {self.declared_pages} pages, {self.pages} gave "
                                         f"entries. {self.note}").strip()
        return True, None, self.note or None

    def _nothing(self) -> tuple[bool, str, str]:
        if self.declared == 0 or not self.note:
            return False, "empty", f"{self.url}: the list shows no entries; check the address of the column."
        return False, "layout", f"{self.url}: {self.note}"

