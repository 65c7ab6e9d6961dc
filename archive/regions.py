"""Administrative regions of China by code and by name (GB/T 2260), ended codes and their successors included."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent / "data" / "regions.csv"
"""Columns: code, name, full_name, level, parent, valid_from, valid_to, successor; empty cells mean unknown or none."""

PEOPLES = (
    "维吾尔|哈萨克|柯尔克孜|塔吉克|蒙古|布依|朝鲜|土家|哈尼|傈僳|拉祜|东乡|纳西|景颇|达斡尔|仫佬|布朗|撒拉|"
    "毛南|仡佬|锡伯|阿昌|普米|鄂温克|德昂|保安|裕固|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各|"
    "回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|羌|怒|土|京"
)
"""Peoples in the names of autonomous regions; everyday names leave them out (延边州, 长阳县). Longer names first."""

_PEOPLES = re.compile(f"(?:(?:{PEOPLES})族?)+(?=自治)")
_TYPE = re.compile(r"(?:特别行政区|自治[区州县旗]|地区|林区|特区|新区|[省市区县旗盟州])$")
_AUTONOMOUS = re.compile(r"自治(?=[州县旗]$)")
_SHORT_PROVINCES = {"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏",
                    "新疆维吾尔自治区": "新疆"}
_CODE_CHARS = 6
HOSTS = Path(__file__).parent / "data" / "hosts.csv"
"""Columns: domain (no www.), code: the portal of each government, so that a department's host names its region."""


class Region(NamedTuple):
    """One row of the table: a code, the name it carried, and the years in which it did."""

    code: str
    name: str
    """青田县."""
    full_name: str
    """浙江省丽水市青田县."""
    level: str
    """province, city or county, by the digits of the code."""
    parent: str | None
    valid_from: int | None
    """First year; None = before the table begins."""
    valid_to: int | None
    """Last full year; None = still in force."""
    successor: str | None
    """The code in force today, for codes that ended."""


class Regions:
    """The table with its look-ups; build it with `load()`."""

    def __init__(self, rows: list[Region]) -> None:
        self._rows = rows
        self._now = {row.code: row for row in rows if row.valid_to is None}
        self._ended = {row.code: row for row in sorted(rows, key=_end) if row.valid_to is not None}
        self._names: dict[str, list[Region]] | None = None

    def rows(self) -> list[Region]:
        """Every row in the order of the codes, ended ones included."""
        return self._rows

    def by_code(self, code: str | None) -> Region | None:
        """The region in force under a six-digit code; an ended code gives its successor, an unknown one None."""
        if code is None or code in self._now:
            return self._now.get(code or "")
        ended = self._ended.get(code)
        return self._now.get(ended.successor or "") if ended else None

    def by_name(self, name: str, within: str | None = None) -> list[Region]:
        """Regions in force whose short, everyday or full name this is, or that an ended name became.

        `within` (a code) keeps the regions inside that region, itself included. Several answers: an ambiguous name.
        """
        found = self._index().get(name, [])
        return [row for row in found if within is None or self.inside(row.code, within)]

    def inside(self, code: str, outer: str) -> bool:
        """Whether a code lies within another one (or is it), by the digits and by the parents of the table."""
        return outer in {row.code for row in self.chain(code)} or _digits(code).startswith(_digits(outer))

    def chain(self, code: str) -> Iterator[Region]:
        """The region of a code and those above it, lowest first."""
        row = self.by_code(code)
        while row is not None:
            yield row
            row = self.by_code(row.parent)

    def by_host(self, host: str | None) -> Region | None:
        """The region whose portal's domain a host is or ends in: jyj.gz.gov.cn -> 广州市."""
        labels = (host or "").lower().rsplit(":", 1)[0].split(".")
        known = _hosts()
        domains = (".".join(labels[place:]) for place in range(len(labels)))
        return next((self.by_code(known[domain]) for domain in domains if domain in known), None)

    def longest_name(self, text: str, start: int = 0) -> str | None:
        """The longest name of the table (two characters or more) that stands in a text at `start`."""
        index = self._index()
        if text[start:start + 2] not in self._starts:   # most places of a text
            return None
        for size in range(min(self._widest, len(text) - start), 1, -1):
            if text[start:start + size] in index:
                return text[start:start + size]
        return None

    def _index(self) -> dict[str, list[Region]]:
        """Name -> regions; built at the first question, since most starts need codes only."""
        if self._names is None:
            names: dict[str, list[Region]] = {}
            for row in sorted(self._rows, key=_has_ended):
                now = self.by_code(row.code) if row.valid_to is not None else row
                if now is not None and (row.valid_to is None or _same_stem(row, now)):
                    self._add(names, row, now)
            self._widest = max(map(len, names), default=0)
            self._starts = {name[:2] for name in names}
            self._names = names  # last: another thread of the site may look while this one builds
        return self._names

    def _add(self, names: dict[str, list[Region]], row: Region, now: Region) -> None:
        for name in _names(row):
            known = names.setdefault(name, [])
            around = _has_ended(row) and any(self.inside(now.code, other.code) for other in known)
            if now not in known and not around:  # the county 淮安市 became a district of the city 淮安市
                known.append(now)


def _has_ended(row: Region) -> bool:
    return row.valid_to is not None


def _end(row: Region) -> int:
    return row.valid_to or 0


def _digits(code: str) -> str:
    """The digits of a code that name its level: 330000 -> 33, 331100 -> 3311."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def stem(name: str) -> str:
    """A name without the word for its type: 青田县 -> 青田, 延边朝鲜族自治州 -> 延边; short names stay whole."""
    plain = _PEOPLES.sub("", name)
    return _TYPE.sub("", plain) if len(plain) > 2 else plain


def _same_stem(row: Region, now: Region) -> bool:
    """Whether an ended unit lives on under its own name (余杭市 -> 余杭区), so that its old name still finds it."""
    return stem(row.name) == stem(now.name)


def _names(row: Region) -> set[str]:
    """The names by which people call a region: as registered, with all above it, without 民族, and without 自治 too."""
    plain = _PEOPLES.sub("", row.name)
    names = {row.name, row.full_name, plain, _AUTONOMOUS.sub("", plain)}
    if row.level == "province":
        names.add(_SHORT_PROVINCES.get(row.name, stem(row.name)))
    return names


@cache
def _hosts() -> dict[str, str]:
    """Domain -> code, read when the first host is asked for."""
    with HOSTS.open(encoding="utf-8", newline="") as file:
        return dict(line[:2] for line in csv.reader(file))


@cache
def load() -> Regions:
    """The table, read once per process."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        rows = [_row(line) for line in lines if len(line[0]) == _CODE_CHARS]
    return Regions(rows)


def _row(line: list[str]) -> Region:
    code, name, full_name, level, parent, first, last, successor = line
    return Region(code, name, full_name, level, parent or None, int(first) if first else None,
                  int(last) if last else None, successor or None)
