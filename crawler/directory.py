"""The directory of homes: some 3,200 portals of regional governments that `fazhi discover` walks through."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from archive import regions
from archive.errors import UsageError
from crawler.portalfile import FAMILIES

TABLE = Path(__file__).parent / "portals" / "directory.csv"
"""Columns: code, name, level, host, home, access, family; state of April 2026."""
LEVELS = ("province", "city", "county")
ACCESS = ("direct", "protocol-switch", "ua-mobile", "none")
"""How a plain script was answered: at once, only after changing http and https, only as a telephone, not at all."""
PROVINCES = {
    "11": "beijing", "12": "tianjin", "13": "hebei", "14": "shanxi", "15": "neimenggu", "21": "liaoning", "22": "jilin",
    "23": "heilongjiang", "31": "shanghai", "32": "jiangsu", "33": "zhejiang", "34": "anhui", "35": "fujian",
    "36": "jiangxi", "37": "shandong", "41": "henan", "42": "hubei", "43": "hunan", "44": "guangdong", "45": "guangxi",
    "46": "hainan", "50": "chongqing", "51": "sichuan", "52": "guizhou", "53": "yunnan", "54": "xizang",
    "61": "shaanxi", "62": "gansu", "63": "qinghai", "64": "ningxia", "65": "xinjiang", "71": "taiwan",
    "81": "xianggang", "82": "aomen",
}
"""First two digits of a code -> folder of the province's portal files."""


@dataclass(frozen=True)
class Home:
    """One row of the directory."""

    code: str
    """GB/T 2260; three zones without a code of their own carry the code of the region around them."""
    name: str
    level: str
    host: str
    home: str
    access: str
    family: str | None
    """A guess from the addresses of the portal's own pages, or None."""

    @property
    def id(self) -> str:
        """The id that a portal file of this home would get."""
        return portal_id(self.home)


def portal_id(url: str) -> str:
    """A portal's id from its host, without www. and .gov.cn.

    >>> portal_id("https://www.bjdch.gov.cn/"), portal_id("http://sfj.cq.gov.cn"), portal_id("http://127.0.0.1:8171/")
    ('bjdch', 'sfj-cq', '127-0-0-1-8171')
    """
    parts = urlsplit(url)
    host = (parts.hostname or "portal").removeprefix("www.").removesuffix(".gov.cn")
    words = f"{host}-{parts.port}" if parts.port else host
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:64] or "portal"


def province_folder(code: str) -> str:
    """The folder of a region's portal files: its province in pinyin."""
    return PROVINCES.get(code[:2], "other")


def load(path: Path = TABLE) -> list[Home]:
    """All homes of a directory file in its order; a UsageError names the first row that cannot be used."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_homes(path, csv.DictReader(file)))
    except FileNotFoundError:
        raise UsageError(f"there is no directory file {path}; name one with --directory.") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no table in UTF-8 ({error}); save it as CSV.") from error


def faults(path: Path = TABLE) -> list[str]:
    """What is wrong with a directory file: its first unusable row, and hosts that stand in it twice."""
    try:
        homes = load(path)
    except UsageError as error:
        return [str(error)]
    hosts = Counter(home.host for home in homes)
    return [f"{path.name}: host {host} stands there {count} times; keep the row of the region that it belongs to."
            for host, count in hosts.items() if count > 1]


def _homes(path: Path, reader: csv.DictReader[str]) -> Iterator[Home]:
    names = [field.name for field in fields(Home)]
    if missing := [name for name in names if name not in (reader.fieldnames or ())]:
        raise UsageError(f"{path} line 1: column {missing[0]!r} is missing; a directory has the columns "
                         f"{', '.join(names)}.")
    for row in reader:
        values = {name: (row[name] or "").strip() for name in names}
        if fault := _fault(values):
            raise UsageError(f"{path} line {reader.line_num}: {fault}.")
        yield Home(family=values.pop("family") or None, **values)


def _fault(values: dict[str, str]) -> str | None:
    """What is wrong with one row, or None."""
    if regions.load().by_code(values["code"]) is None:
        return f"{values['code']!r} is no code of GB/T 2260; look it up in archive/data/regions.csv"
    if values["level"] not in LEVELS:
        return f"level {values['level']!r} is none of {', '.join(LEVELS)}"
    if values["access"] not in ACCESS:
        return f"access {values['access']!r} is none of {', '.join(ACCESS)}"
    if values["family"] and values["family"] not in FAMILIES:
        return f"family {values['family']!r} is none of {', '.join(FAMILIES)}"
    parts = urlsplit(values["home"])
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"home {values['home']!r} is no http or https address"
    return None


def within(homes: Iterable[Home], region: str | None) -> list[Home]:
    """The homes of a region (code, or a name that only one region has), all that lies inside it included."""
    if region is None:
        return list(homes)
    table = regions.load()
    code = region if table.by_code(region) else None
    if code is None:
        found = table.by_name(region)
        if len(found) != 1:
            several = "; ".join(f"{one.code} {one.full_name}" for one in found[:6])
            remedy = f"it is ambiguous, take a code: {several}" if found else "write a code or name of GB/T 2260"
            raise UsageError(f"{region!r} is no region: {remedy}.")
        code = found[0].code
    return [home for home in homes if table.inside(home.code, code)]
