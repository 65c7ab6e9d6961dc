"""How the cells of an .xlsx print: percentages, and dates that the workbook reader takes for numbers (number formats: ECMA-376, 18.8.30)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace

from lxml import etree

from archive.attachments import xml
from archive.attachments.base import ReadError
from archive.attachments.packed import Container

BUILT_IN = {
    9: "0%", 10: "0.00%", 30: "m-d-yy", 31: "yyyy年m月d日", **dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月"),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日"),
}
"""Number formats that Chinese spreadsheets write without a code -> what they print."""
MOST_DECIMALS = 10
MAX_SHEET = 8 * 1024 * 1024
"""Bytes of a sheet beyond which it is printed without formats: its tree would take ten times as much."""
_WORKBOOK = "xl/workbook.xml"
_PERCENT = re.compile(r"[0#?](?:\.([0#?]+))?\s*%")
_QUOTED = re.compile(r'"[^"]*"|\\.')
_COLOUR = re.compile(r"\[[^\]]*\]")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Form:
    """How a number prints: as a percentage or as a date."""

    decimals: int | None = None
    """Decimal places of a percentage."""
    date: str = ""
    """day, or month where the format has no day."""
    since_1904: bool = False
    """Whether the workbook counts its days from 1904 on."""


Forms = dict[tuple[int, int], Form]
"""Row and column of a cell, from 0 -> how it prints, where that is more than its number."""


class Formats:
    """The forms of the cells of a workbook; a damaged part only costs its formats."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._book = self._part(_WORKBOOK)
        self._styles = {} if (styles := self._part("xl/styles.xml")) is None else _styles(styles)
        if self._book is not None and any(xml.value(found, "date1904") in ("1", "true") for found in xml.descendants(self._book, "workbookPr")):
            self._styles = {number: replace(form, since_1904=True) for number, form in self._styles.items()}
        self._sheets = self._places() if self._styles else {}

    def of(self, sheet: str) -> Forms:
        """The forms of a sheet's cells."""
        root = self._part(self._sheets.get(sheet, ""))
        found: Forms = {}
        for cell in xml.descendants(root, "c") if root is not None else ():
            form = self._styles.get(cell.get("s") or "")
            place = _CELL.fullmatch(cell.get("r") or "") if form else None
            if place and form:
                found[int(place[2]) - 1, _column(place[1])] = form
        return found

    def _part(self, name: str) -> etree._Element | None:
        try:
            data = self._container.read(name) if name in self._container else b""
            return xml.parse(data, name) if 0 < len(data) <= MAX_SHEET else None
        except ReadError:
            return None

    def _places(self) -> dict[str, str]:
        """Name of each sheet -> its part."""
        book, relations = self._book, self._part("xl/_rels/workbook.xml.rels")
        if book is None or relations is None:
            return {}
        targets = {xml.value(relation, "Id"): xml.value(relation, "Target") or "" for relation in relations}
        return {xml.value(sheet, "name") or "": _inside(targets.get(xml.value(sheet, "id"), "")) for sheet in xml.descendants(book, "sheet")}


def _inside(target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target))


def _styles(root: etree._Element) -> dict[str, Form]:
    """Number of each cell style -> its form."""
    codes = {xml.value(found, "numFmtId"): xml.value(found, "formatCode") or "" for found in xml.descendants(root, "numFmt")}
    formats = xml.children(next(xml.descendants(root, "cellXfs"), None), "xf")
    numbered = ((str(number), xml.value(style, "numFmtId") or "") for number, style in enumerate(formats))
    forms = ((number, form_of(codes.get(key) or BUILT_IN.get(int(key) if key.isdecimal() else -1, ""))) for number, key in numbered)
    return {number: form for number, form in forms if form}


def form_of(code: str) -> Form | None:
    """How a number format prints; None where the number stands as it is, or the workbook reader knows the date by itself.

    >>> form_of("0.0%"), form_of('yyyy"年"m"月"'), form_of("#,##0")
    (Form(decimals=1, date='', since_1904=False), Form(decimals=None, date='month', since_1904=False), None)
    """
    places = decimals(code)
    if places is not None:
        return Form(places)
    letters = _COLOUR.sub("", _QUOTED.sub("", code.partition(";")[0])).lower()
    if "m" not in letters or not set("yd") & set(letters) or set("hs") & set(letters):
        return None
    return Form(date="day" if "d" in letters else "month")


def decimals(code: str) -> int | None:
    """Decimal places of a number format that prints percentages; None for others.

    >>> decimals("0.0%"), decimals('0"%"'), decimals("#,##0")
    (1, None, None)
    """
    match = _PERCENT.search(_QUOTED.sub("", code.partition(";")[0]))
    return min(len(match[1] or ""), MOST_DECIMALS) if match else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
