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


def _vsb(at: Place) -> str:
    year, month, day = at.day
    if at.column.startswith("/zfxxgk/"):
        return f"/info/egovinfo/1007/overt_centent/mlszf-/{year}-{month}{day}{at.serial % 1000:03d}.htm"
    return f"/info/{int(hex_of(at.column)[:6], 16) % 8000 + 1000}/{at.serial}.htm"


def _anhui(at: Place) -> str:
    organ = at.column.partition(":")[0]
    return f"/zwgk/content/article/{at.serial}" if organ == "plain" else f"/zwgk/public/{organ}/{at.serial}.html"


def _jpaas(at: Place) -> str:
    return _jcms(at) if at.column == "1229560177" else f"/col/col{at.column}/art/{at.day[0]}/art_{at.uuid.replace('-', '')}.html"


def _ucap(at: Place) -> str:
    return f"{at.column}{''.join(at.day[:2])}/{at.uuid.replace('-', '')}.shtml"


def _gkmlpt(at: Place) -> str:
    folders = f"{at.serial // 10**6}/{at.serial // 1000}"
    return f"/ldsfzb/gkmlpt/content/{folders}/post_{at.serial}.html" if at.column.isdigit() else _trs(at)


PATHS: dict[str, Callable[[Place], str]] = {
    "jcms": _jcms,
    "trs": _trs,
    "jpaas": _jpaas,
    "ucap": _ucap,
    "gkmlpt": _gkmlpt,
    "nfcms": lambda at: f"{at.column}content/post_{at.serial}.html",
    "uuid": lambda at: f"{at.column}content/{at.uuid}.html",
    "vsb": _vsb,
    "anhui": _anhui,
    "openness": lambda at: f"/OpennessContent/show/{at.serial}.html",
    "uuid_columns": lambda at: f"/columns/{at.column}/{at.published[:7].replace('-', '')}/{at.published[8:10]}/{at.uuid}.html",
    "numbered": lambda at: f"{at.column}{17 * 10**17 + at.serial * 10**10 + at.serial}.html",
    "jeecms": lambda at: f"{at.column.removesuffix('/index')}/{at.serial}.jhtml",
    "pclist": lambda at: f"{at.column}pc/content/content_{18 * 10**17 + at.serial * 10**10 + at.serial}.html",
    "generic": lambda at: f"/show/{at.serial}.html",
}
"""Key of a portal -> the path of one of its pages."""


def path_of(portal: str, column: str, id_: str, published: str) -> str:
    """The address of a page of a portal."""
    return PATHS[portal](Place(column, id_, published))
