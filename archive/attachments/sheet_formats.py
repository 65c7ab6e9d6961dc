"""Cells of an .xlsx that print as percentages: the workbook reader gives values without their number formats (ECMA-376, 18.8.30)."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from archive.attachments import xml
from archive.attachments.base import ReadError
from archive.attachments.packed import Container

BUILT_IN = {"9": 0, "10": 2}
"""Number formats without a code of their own that print percentages -> decimal places."""
MOST_DECIMALS = 10
MAX_SHEET = 8 * 1024 * 1024
"""Bytes of a sheet beyond which it is printed without formats: its tree would take ten times as much."""
_WORKBOOK = "xl/workbook.xml"
_PERCENT = re.compile(r"[0#?](?:\.([0#?]+))?\s*%")
_QUOTED = re.compile(r'"[^"]*"|\\.')
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Percents = dict[tuple[int, int], int]
"""Row and column of a cell, from 0 -> decimal places of the percentage that it prints."""


class Formats:
    """The percentages of a workbook; a damaged part only costs its formats."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._styles = {} if (styles := self._part("xl/styles.xml")) is None else _styles(styles)
        self._sheets = self._places() if self._styles else {}

    def of(self, sheet: str) -> Percents:
        """The cells of a sheet that print as percentages."""
        root = self._part(self._sheets.get(sheet, ""))
        found: Percents = {}
        for cell in xml.descendants(root, "c") if root is not None else ():
            decimals = self._styles.get(cell.get("s") or "")
            place = _CELL.fullmatch(cell.get("r") or "") if decimals is not None else None
            if place and decimals is not None:
                found[int(place[2]) - 1, _column(place[1])] = decimals
        return found

    def _part(self, name: str) -> etree._Element | None:
        try:
            data = self._container.read(name) if name in self._container else b""
            return xml.parse(data, name) if 0 < len(data) <= MAX_SHEET else None
        except ReadError:
            return None

    def _places(self) -> dict[str, str]:
        """Name of each sheet -> its part."""
        book, relations = self._part(_WORKBOOK), self._part("xl/_rels/workbook.xml.rels")
        if book is None or relations is None:
            return {}
        targets = {xml.value(relation, "Id"): xml.value(relation, "Target") or "" for relation in relations}
        return {xml.value(sheet, "name") or "": _inside(targets.get(xml.value(sheet, "id"), "")) for sheet in xml.descendants(book, "sheet")}


def _inside(target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target))


def _styles(root: etree._Element) -> dict[str, int]:
    """Number of each cell style that prints percentages -> decimal places."""
    codes = {xml.value(found, "numFmtId"): xml.value(found, "formatCode") or "" for found in xml.descendants(root, "numFmt")}
    formats = xml.children(next(xml.descendants(root, "cellXfs"), None), "xf")
    numbered = ((str(number), xml.value(style, "numFmtId") or "") for number, style in enumerate(formats))
    places = ((number, decimals(codes[key]) if key in codes else BUILT_IN.get(key)) for number, key in numbered)
    return {number: found for number, found in places if found is not None}


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
