"""DOCX (ECMA-376, ISO 29500, and Word 2003 XML) -> paragraphs with their list numbers, tables as rows."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from archive.attachments import xml
from archive.attachments.base import MAX_CHARS, ReadError, Reading
from archive.attachments.lines import row, split, tidy
from archive.attachments.numbering import Numbering
from archive.attachments.packed import Container

_SKIPPED = {
    "del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "rt", "sdtPr", "sectPr", "tblPr",
    "annotationRef",
}
"""Elements without printed text: tracked deletions, field codes, properties, ruby readings."""
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = {
    "F052": "☑", "F053": "☒", "F06F": "□", "F071": "□", "F0A3": "□", "F0A8": "□", "F0FE": "☑", "F0FD": "☒",
    "F0FB": "×", "F0FC": "√", "F0D6": "√",
}
"""Characters of Wingdings and Symbol that carry meaning in forms: boxes and ticks."""
_CONTENTS = re.compile(r"toc \d|toc heading")
"""Style names of a table of contents, which repeats the headings with page numbers."""
_NO_TEXT = "The Word file holds no text; pictures in it would need OCR, an optional extra."


def read(data: bytes) -> Reading:
    """Read the text of a .docx.

    Raises:
        ReadError: the container is unsafe, or has no document part or no text.
    """
    container = Container(data)
    reading = Reading()
    if container.torn:
        reading.warnings.append("The container's directory is damaged; its parts were found one by one.")
    part = _document_part(container)
    root = xml.parse(container.read(part), part)
    numbering, styles = (_sibling(container, part, stem, reading) for stem in ("numbering", "styles"))
    _fill(reading, root, Numbering(numbering, styles))
    for stem in ("footnotes", "endnotes"):
        notes = _sibling(container, part, stem, reading)
        if notes is not None:
            reading.lines += _notes(notes, stem[:-1])
    if not reading.lines:
        raise ReadError(_NO_TEXT)
    return reading


def read_flat(data: bytes) -> Reading:
    """Read Word XML in one file: Word 2003 XML or a flat OPC package, both served as .doc.

    Raises:
        ReadError: it is no readable XML or holds no text.
    """
    root = xml.parse(data, "document")
    reading = Reading()
    parts = (next((part for name in names for part in xml.descendants(root, name)), None)
             for names in (("numbering", "lists"), ("styles",)))
    _fill(reading, root, Numbering(*parts))
    if not reading.lines:
        raise ReadError(_NO_TEXT)
    return reading


def _fill(reading: Reading, root: etree._Element, numbering: Numbering) -> None:
    body = root if xml.name(root) == "body" else next(xml.descendants(root, "body"), root)
    length = 0
    for line in _Body(numbering).lines(body):
        length += len(line)
        if length > MAX_CHARS:
            reading.warnings.append(f"The text was cut after {MAX_CHARS:,} characters.")
            return
        reading.lines.append(line)


def _document_part(container: Container) -> str:
    """Name of the main part: by the package's relations, or by the usual name."""
    if "_rels/.rels" in container:
        for relation in xml.parse(container.read("_rels/.rels"), "_rels/.rels"):
            target = (xml.value(relation, "Target") or "").lstrip("/")
            if (xml.value(relation, "Type") or "").endswith("/officeDocument") and target in container:
                return target
    named = (name for name in container.names if re.fullmatch(r"word/document\d*\.xml", name))
    return next(named, "word/document.xml")


def _sibling(container: Container, part: str, stem: str, reading: Reading) -> etree._Element | None:
    """Parse a part that stands beside the main one, like numbering.xml; a damaged one costs no text."""
    pattern = re.compile(rf"{re.escape(posixpath.dirname(part))}/?{stem}\d*\.xml")
    path = next((name for name in container.names if pattern.fullmatch(name)), None)
    if path is None:
        return None
    try:
        return xml.parse(container.read(path), path)
    except ReadError as fault:
        reading.warnings.append(str(fault))
        return None


def _notes(root: etree._Element, step: str) -> Iterator[str]:
    """Footnotes or endnotes, behind the text; separators have a type."""
    plain = Numbering(None, None)
    for note in xml.children(root, step):
        if xml.value(note, "type") in (None, "normal"):
            yield from _Body(plain).lines(note)


class _Body:
    """Reads block elements in document order, counting list numbers on the way."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._carried = ""

    def lines(self, block: etree._Element) -> Iterator[str]:
        """Yield the tidy lines of a block: paragraphs, and tables row by row."""
        for element in block:
            name = xml.name(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._rows(element)
            elif name == "AlternateContent":
                yield from self.lines(_chosen(element))
            elif name and name not in _SKIPPED and not _is_contents(element):
                yield from self.lines(element)

    def _paragraph(self, element: etree._Element) -> Iterator[str]:
        properties = xml.child(element, "pPr")
        if _CONTENTS.fullmatch(self._numbering.style_name(properties)):
            return
        boxes: list[str] = []
        text = "".join(self._inline(element, boxes))
        yield from boxes
        if xml.child(properties, "rPr", "del") is not None:
            self._carried += text  # a deleted paragraph mark: the next paragraph goes on with this one
            return
        label = _old_label(properties) or self._numbering.label(properties)
        text, self._carried = self._carried + text, ""
        if text.strip():
            yield from split(label + text.lstrip())

    def _inline(self, element: etree._Element, boxes: list[str]) -> Iterator[str]:
        """Yield the printed text inside a paragraph; text boxes go to `boxes` as lines of their own."""
        for child in element:
            name = xml.name(child)
            if name in _SKIPPED or _unprinted(child, name):
                continue
            if name == "t":
                yield child.text or ""
            elif name in _MARKS:
                yield _MARKS[name]
            elif name == "sym":
                yield _symbol(child)
            elif name == "txbxContent":
                boxes += self.lines(child)
            elif name == "AlternateContent":
                yield from self._inline(_chosen(child), boxes)
            elif name:
                yield from self._inline(child, boxes)

    def _rows(self, table: etree._Element) -> Iterator[str]:
        """Yield one line per row; a row of one cell is a frame around paragraphs."""
        for line in _within(table, "tr"):
            if xml.child(line, "trPr", "del") is not None:
                continue
            cells = [list(self.lines(cell)) for cell in _within(line, "tc")]
            if len(cells) == 1:
                yield from cells[0]
                continue
            text = row(" ".join(cell) for cell in cells)
            if text:
                yield text


def _within(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield rows of a table or cells of a row, also inside content controls, not those of tables inside."""
    for child in element:
        name = xml.name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "customXml", "smartTag", "moveTo"):
            yield from _within(child, wanted)


def _chosen(element: etree._Element) -> etree._Element:
    """The branch of mc:AlternateContent that is printed: the first choice; the fallback repeats its text."""
    choice = xml.child(element, "Choice")
    fallback = xml.child(element, "Fallback")
    found = choice if choice is not None and next(xml.descendants(choice, "t"), None) is not None else fallback
    return found if found is not None else etree.Element("nothing")


def _unprinted(element: etree._Element, name: str) -> bool:
    """Whether a run is hidden, or an annotation of Word 2003 is a deletion."""
    if name == "annotation":
        return xml.value(element, "type") == "Word.Deletion"
    vanish = xml.child(element, "rPr", "vanish") if name == "r" else None
    return vanish is not None and xml.value(vanish, "val") not in ("0", "false", "off")


def _symbol(element: etree._Element) -> str:
    code = (xml.value(element, "char") or "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    return chr(point) if 0x20 <= point < 0xD800 else ""


def _is_contents(element: etree._Element) -> bool:
    """Whether a content control is Word's own table of contents."""
    if xml.name(element) != "sdt":
        return False
    gallery = xml.child(element, "sdtPr", "docPartObj", "docPartGallery")
    return xml.value(gallery, "val") == "Table of Contents"


def _old_label(properties: etree._Element | None) -> str:
    """The list number as Word 2003 XML prints it beside the paragraph (wx:t)."""
    return tidy(xml.value(xml.child(properties, "listPr", "t"), "val") or "")
