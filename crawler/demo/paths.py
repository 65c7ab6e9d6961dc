"""The address of a page as each content system forms it; a new embedded portal adds a line to PATHS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from crawler.demo.phrases import Dice


@dataclass(frozen=True)
class Place:
    """What an address is made of."""

    column: str
    id: str
    published: str
    """ISO day, with or without a time."""

    @property
    def day(self) -> tuple[str, str, str]:
        """Year, month and day."""
        year, month, day = self.published[:10].split("-")
        return year, month, day

    @property
    def serial(self) -> int:
        """A number of seven digits that is the same each time."""
        return Dice(f"{self.column}{self.id}").between(1_000_000, 7_999_999)

    @property
    def uuid(self) -> str:
        """A UUID that is the same each time."""
        return uuid_of(self.column + self.id)


def hex_of(words: str) -> str:
    """64 hexadecimal digits that stand for some words."""
    return sha256(words.encode()).hexdigest()


def uuid_of(words: str) -> str:
    """A random-looking UUID that is the same each time."""
    digest = hex_of(words)
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def _jcms(at: Place) -> str:
    year, month, day = at.day
    return f"/art/{year}/{int(month)}/{int(day)}/art_{at.column}_{at.serial}.html"


def _trs(at: Place) -> str:
    year, month, day = at.day
    return f"{at.column}{year}{month}/t{year}{month}{day}_{at.serial}.{'htm' if at.column == '/lnbg/' else 'html'}"


PATHS: dict[str, Callable[[Place], str]] = {
    "jcms": _jcms,
    "trs": _trs,
    "uuid": lambda at: f"{at.column}content/{at.uuid}.html",
    "vsb": lambda at: f"/info/{int(hex_of(at.column)[:6], 16) % 8000 + 1000}/{at.serial}.htm",
    "anhui": lambda at: f"/public/{at.column.partition(':')[0]}/{at.serial}.html",
    "openness": lambda at: f"/OpennessContent/show/{at.serial}.html",
    "uuid_columns": lambda at: f"/columns/{at.column}/{at.published[:7].replace('-', '')}/{at.published[8:10]}/{at.uuid}.html",
    "numbered": lambda at: f"{at.column}{17 * 10**17 + at.serial * 10**10 + at.serial}.html",
    "jeecms": lambda at: f"{at.column.rpartition('/')[0]}/{at.serial}.jhtml",
    "pclist": lambda at: f"{at.column}pc/content/content_{18 * 10**17 + at.serial * 10**10 + at.serial}.html",
    "generic": lambda at: f"/show/{at.serial}.html",
}
"""Key of a portal -> the path of one of its pages."""


def path_of(portal: str, column: str, id_: str, published: str) -> str:
    """The address of a page of a portal."""
    return PATHS[portal](Place(column, id_, published))
