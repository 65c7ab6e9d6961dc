"""Automatic list numbers of a .docx: they stand in numbering.xml and styles.xml, not in the text."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from archive.attachments import xml
from archive.attachments.lists import Counters, Level, Listing
from archive.attachments.numerals import CODES

_MAX_CHAIN = 20
"""Longest chain of basedOn styles or linked lists; a longer one is a loop."""


@dataclass(slots=True)
class _Style:
    base: str | None
    name: str
    number: str | None
    level: int | None
    hides: bool | None


class Numbering:
    """Gives every paragraph its list number, counting as the document is read from its start to its end."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._styles = {key: _style(found) for found in xml.children(styles, "style")
                        if (key := xml.value(found, "styleId"))}
        self._default = next((xml.value(found, "styleId") for found in xml.children(styles, "style")
                              if xml.value(found, "type") == "paragraph"
                              and xml.value(found, "default") in ("1", "true", "on")), None)
        self._abstracts: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        for element in (*xml.children(numbering, "abstractNum"), *xml.children(numbering, "listDef")):
            self._add_abstract(element)
        self._listings = {key: _listing(found)
                          for found in (*xml.children(numbering, "num"), *xml.children(numbering, "list"))
                          if (key := xml.value(found, "numId") or xml.value(found, "ilfo"))}
        self._counters = Counters(self._abstracts, self._listings, self._resolve)
        self.hiding = frozenset(key for key in self._styles if self._hides(key))
        """Styles whose text is hidden, so that it is not printed."""

    def _add_abstract(self, element: etree._Element) -> None:
        key = xml.value(element, "abstractNumId") or xml.value(element, "listDefId") or ""
        self._abstracts[key] = {level: _level(found) for found in xml.children(element, "lvl")
                                if (level := _integer(xml.value(found, "ilvl"))) is not None}
        link = xml.value(xml.child(element, "numStyleLink"), "val")
        if link:
            self._links[key] = link

    def style_name(self, properties: etree._Element | None) -> str:
        """Name of a paragraph's style in lower case: `toc 1`, `heading 1`; empty without one."""
        style = self._styles.get(xml.value(xml.child(properties, "pStyle"), "val") or "")
        return style.name if style else ""

    def _hides(self, style: str | None) -> bool:
        """Whether a style, or one that it is based on, hides its text."""
        for _ in range(_MAX_CHAIN):
            found = self._styles.get(style or "")
            if found is None or found.hides is not None:
                return bool(found and found.hides)
            style = found.base
        return False

    def label(self, properties: etree._Element | None) -> str:
        """Count one paragraph by its w:pPr and return its printed number, empty when it has none."""
        number, level = self._place(properties)
        return self._counters.label(number, level or 0) if number is not None else ""

    def _place(self, properties: etree._Element | None) -> tuple[str | None, int | None]:
        """List and level of a paragraph: its own numPr first, then its style's and that style's bases."""
        own = xml.child(properties, "numPr")
        own = xml.child(properties, "listPr") if own is None else own
        number = _named(own, "numId", "ilfo")
        level = _integer(xml.value(xml.child(own, "ilvl"), "val"))
        if number is not None:
            return number, level
        number, style_level = self._style_place(xml.value(xml.child(properties, "pStyle"), "val") or self._default)
        return number, style_level if level is None else level

    def _style_place(self, style: str | None) -> tuple[str | None, int | None]:
        level: int | None = None
        first = style
        for _ in range(_MAX_CHAIN):
            found = self._styles.get(style or "")
            if found is None:
                break
            level = found.level if level is None else level
            if found.number is not None:
                return found.number, self._linked_level(found.number, first, style) if level is None else level
            style = found.base
        return None, level

    def _linked_level(self, number: str, *styles: str | None) -> int | None:
        """Level of the list whose pStyle names one of the styles."""
        listing = self._listings.get(number)
        levels = self._abstracts.get(self._resolve(listing.abstract), {}) if listing else {}
        return next(
            (level for style in styles for level, found in levels.items() if style and found.style == style), None)

    def _resolve(self, abstract: str) -> str:
        """Follow numStyleLink: list -> list style -> the list that the style numbers with."""
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(self._links.get(abstract, ""))
            listing = self._listings.get(style.number or "") if style else None
            if listing is None or listing.abstract == abstract:
                break
            abstract = listing.abstract
        return abstract


def _integer(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


def _named(element: etree._Element | None, *names: str) -> str | None:
    return next((found for name in names if (found := xml.value(xml.child(element, name), "val")) is not None), None)


def _style(element: etree._Element) -> _Style:
    numbers = xml.child(element, "pPr", "numPr")
    numbers = xml.child(element, "pPr", "listPr") if numbers is None else numbers
    return _Style(
        base=xml.value(xml.child(element, "basedOn"), "val"),
        name=(xml.value(xml.child(element, "name"), "val") or "").lower(),
        number=_named(numbers, "numId", "ilfo"),
        level=_integer(xml.value(xml.child(numbers, "ilvl"), "val")),
        hides=xml.switched(xml.child(element, "rPr", "vanish")))


def _level(element: etree._Element) -> Level:
    start = _integer(xml.value(xml.child(element, "start"), "val"))
    form = xml.child(element, "numFmt")
    if form is None:  # a custom format stands in mc:AlternateContent, with a plain one as fallback
        form = next(reversed(list(xml.descendants(element, "numFmt"))), None)
    code = _integer(xml.value(xml.child(element, "nfc"), "val"))  # Word 2003 XML
    return Level(
        start=1 if start is None else start,
        form=xml.value(form, "val") or CODES.get(code or 0, "decimal"),
        pattern=xml.value(xml.child(element, "lvlText"), "val") or "",
        restart=_integer(xml.value(xml.child(element, "lvlRestart"), "val")),
        legal=bool(xml.switched(xml.child(element, "isLgl"))),
        style=xml.value(xml.child(element, "pStyle"), "val"))


def _listing(element: etree._Element) -> Listing:
    found = Listing(_named(element, "abstractNumId", "ilst") or "")
    for change in xml.children(element, "lvlOverride"):
        level = _integer(xml.value(change, "ilvl"))
        if level is None:
            continue
        start = _integer(xml.value(xml.child(change, "startOverride"), "val"))
        if start is not None:
            found.starts[level] = start
        own = xml.child(change, "lvl")
        if own is not None:
            found.levels[level] = _level(own)
    return found
