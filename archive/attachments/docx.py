"""DOCX (ECMA-376, ISO 29500, and Word 2003 XML) -> paragraphs with their list numbers, tables as rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from archive.attachments import docx_package as package
from archive.attachments import markup, rtf, xml
from archive.attachments.base import MAX_CHARS, MAX_LINES, ReadError, Reading
from archive.attachments.lines import glue, row, split, tidy
from archive.attachments.numbering import Numbering
from archive.attachments.packed import Container
from archive.attachments.sniff import sniff

_SKIPPED = {
    "del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "rt", "sdtPr", "sectPr", "tblPr",
    "annotationRef",
}
"""Elements without printed text: tracked deletions, field codes, properties, ruby readings."""
_SYMBOLS = {
    "F052": "☑", "F053": "☒", "F06F": "□", "F071": "□", "F0A3": "□", "F0A8": "□", "F0FE": "☑", "F0FD": "☒",
    "F0FB": "×", "F0FC": "√", "F0D6": "√",
}
"""Characters of Wingdings and Symbol that carry meaning in forms: boxes and ticks."""
_CONTENTS = re.compile(r"toc \d|toc heading")
"""Style names of a table of contents, which repeats the headings with page numbers."""
_RESULT, _CONTENTS_RESULT = "=", "-"
"""What stands for a field whose code has been read: it prints its result, which may be a table of contents."""
_RESULTS = frozenset((_RESULT, _CONTENTS_RESULT))
_CONTENTS_END = "\0"
"""Stands in a paragraph for the place behind a table of contents."""
_IMPORTED: dict[str | None, Callable[[bytes], Reading]] = {
    "html": markup.read_html, "mhtml": markup.read_mhtml, "rtf": rtf.read, "text": markup.read_text,
}
"""Readers of whole files that a document takes in by w:altChunk; Word does so when it opens it."""
MAX_TAKEN_IN = 10
"""Most files that one document takes in."""
_NO_TEXT = "The Word file holds no text; pictures in it would need OCR, an optional extra."


def read(data: bytes, *, imports: bool = True) -> Reading:
    """Read the text of a .docx, with that of the files it `imports`.

    Raises:
        ReadError: the container is unsafe, or has no document part or no text.
    """
    container = Container(data)
    reading = Reading()
    if container.torn:
        reading.warnings.append("The container's directory is damaged; its parts were found one by one.")
    part = package.document_part(container)
    root = xml.parse(container.read(part), part)
    numbering, styles = (package.sibling(container, part, stem, reading) for stem in ("numbering", "styles"))
    _fill(reading, root, Numbering(numbering, styles), _chunks(container, part, reading) if imports else {})
    for stem in ("footnotes", "endnotes"):
        notes = package.sibling(container, part, stem, reading)
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
    _fill(reading, root, Numbering(*parts), {})
    if not reading.lines:
        raise ReadError(_NO_TEXT)
    return reading


def _fill(reading: Reading, root: etree._Element, numbering: Numbering, chunks: dict[str, list[str]]) -> None:
    body = root if xml.name(root) == "body" else next(xml.descendants(root, "body"), root)
    length = 0
    for line in _Body(numbering, chunks).document(body):
        length += len(line)
        if length > MAX_CHARS or len(reading.lines) == MAX_LINES:
            reading.warnings.append(f"The text was cut after {len(reading.lines):,} paragraphs.")
            return
        reading.lines.append(line)


def _chunks(container: Container, part: str, reading: Reading) -> dict[str, list[str]]:
    """Lines of the files that the document takes in, by the names of their relations; a damaged one costs no other text."""
    found: dict[str, list[str]] = {}
    read_before: dict[str, list[str]] = {}
    try:
        for name, place in package.taken_in(container, part):
            if place not in read_before and len(read_before) < MAX_TAKEN_IN:
                read_before[place] = _imported(container.read(place))
            found[name] = read_before.get(place, [])
    except ReadError as fault:
        reading.warnings.append(str(fault))
    return found


def _imported(data: bytes) -> list[str]:
    kind = sniff(data)
    if kind == "docx":
        return read(data, imports=False).lines
    return _IMPORTED[kind](data).lines if kind in _IMPORTED else []


def _notes(root: etree._Element, step: str) -> Iterator[str]:
    """Footnotes or endnotes, behind the text; separators have a type."""
    plain = Numbering(None, None)
    for note in xml.children(root, step):
        if xml.value(note, "type") in (None, "normal"):
            yield from _Body(plain, {}).document(note)


def _symbol(element: etree._Element) -> str:
    code = (xml.value(element, "char") or "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    return chr(point) if 0x20 <= point < 0xD800 else ""


_PRINTED: dict[str, Callable[[etree._Element], str]] = {
    "t": lambda element: element.text or "",
    "sym": _symbol,
    **dict.fromkeys(("tab", "ptab"), lambda _: "\t"),
    **dict.fromkeys(("br", "cr"), lambda _: "\n"),
    "noBreakHyphen": lambda _: "-",
}
"""What an element inside a run prints."""


class _Body:
    """Reads block elements in document order, counting list numbers on the way."""

    def __init__(self, numbering: Numbering, chunks: dict[str, list[str]]) -> None:
        self._numbering = numbering
        self._chunks = chunks
        self._carried = ""
        self._fields: list[str] = []
        """Per open field: its code so far, or what stands for its result."""
        self._contents: list[str] = []
        """Lines of a table of contents that has not ended yet."""

    def document(self, block: etree._Element) -> Iterator[str]:
        """Yield the tidy lines of a whole body; a table of contents that never ends is none."""
        yield from self.lines(block)
        yield from self._contents

    def lines(self, block: etree._Element, *, in_cell: bool = False) -> Iterator[str]:
        """Yield the tidy lines of a block: paragraphs, and tables row by row."""
        for element in block:
            name = xml.name(element)
            if name == "p":
                yield from self._shown(self._paragraph(element, in_cell=in_cell))
            elif name == "tbl":
                yield from self._rows(element)
            elif name == "altChunk":
                yield from self._chunks.get(xml.value(element, "id") or "", ())
            elif name == "AlternateContent":
                yield from self.lines(_chosen(element), in_cell=in_cell)
            elif name and name not in _SKIPPED and not _is_contents(element):
                yield from self.lines(element, in_cell=in_cell)

    def _shown(self, lines: list[str]) -> list[str]:
        """Keep the lines of a table of contents back until it ends, and then drop them."""
        if _CONTENTS_RESULT in self._fields:
            self._contents += lines
            return []
        self._contents.clear()
        return lines

    def _paragraph(self, element: etree._Element, *, in_cell: bool) -> list[str]:
        properties = xml.child(element, "pPr")
        if _CONTENTS.fullmatch(self._numbering.style_name(properties)):
            return []
        lines: list[str] = []
        text = "".join(self._inline(element, lines, hidden=self._hides(xml.child(properties, "pStyle"))))
        self._fields = [state for state in self._fields if state in _RESULTS]  # a code without an end hides no other paragraph
        text = text.rpartition(_CONTENTS_END)[2]
        if xml.child(properties, "rPr", "del") is not None:
            self._carried += text  # a deleted paragraph mark: the next paragraph goes on with this one
            return lines
        if not text.strip() and xml.switched(xml.child(properties, "rPr", "vanish")):
            return lines  # hidden with its mark, so that it does not count
        label = _old_label(properties) or self._numbering.label(properties)
        text, self._carried = self._carried + text, ""
        if text.strip() or in_cell:  # a cell may hold nothing but its serial number
            lines += split(glue(label, text.lstrip()))
        return lines

    def _hides(self, style: etree._Element | None) -> bool:
        return xml.value(style, "val") in self._numbering.hiding

    def _is_hidden(self, element: etree._Element, *, hidden: bool) -> bool:
        """Whether a run is hidden by itself, by its style, or by its paragraph's."""
        own = xml.switched(xml.child(element, "rPr", "vanish"))
        return own if own is not None else hidden or self._hides(xml.child(element, "rPr", "rStyle"))

    def _inline(self, element: etree._Element, boxes: list[str], *, hidden: bool) -> Iterator[str]:
        """Yield the printed text inside a paragraph; text boxes go to `boxes` as lines of their own."""
        for child in element:
            name = xml.name(child)
            if name in ("fldChar", "instrText"):
                yield self._field(child, xml.value(child, "fldCharType"))
            elif name in _SKIPPED or _is_deletion(child) or (name == "r" and self._is_hidden(child, hidden=hidden)):
                continue
            elif name in _PRINTED:
                yield _PRINTED[name](child) if _RESULTS.issuperset(self._fields) else ""
            elif name == "txbxContent":
                boxes += self.lines(child)
            elif name == "AlternateContent":
                yield from self._inline(_chosen(child), boxes, hidden=hidden)
            elif name:
                yield from self._inline(child, boxes, hidden=hidden)

    def _field(self, element: etree._Element, mark: str | None) -> str:
        """Note where a field begins, what its code is, and where it ends; returns the mark behind a table of contents."""
        if mark is None and self._fields and self._fields[-1] not in _RESULTS:
            self._fields[-1] += element.text or ""
        elif mark == "begin":
            self._fields.append("")
        elif mark == "separate" and self._fields:
            self._fields[-1] = _CONTENTS_RESULT if self._fields[-1].lstrip().upper().startswith("TOC") else _RESULT
        elif mark == "end" and self._fields and self._fields.pop() == _CONTENTS_RESULT:
            return _CONTENTS_END
        return ""

    def _rows(self, table: etree._Element) -> Iterator[str]:
        """Yield one line per row; a row of one cell is a frame around paragraphs."""
        for line in _within(table, "tr"):
            if xml.child(line, "trPr", "del") is not None:
                continue
            cells = [list(self.lines(cell, in_cell=True)) for cell in _within(line, "tc")]
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


def _is_deletion(element: etree._Element) -> bool:
    """Whether an annotation of Word 2003 is a tracked deletion."""
    return xml.name(element) == "annotation" and xml.value(element, "type") == "Word.Deletion"


def _is_contents(element: etree._Element) -> bool:
    """Whether a content control is Word's own table of contents."""
    if xml.name(element) != "sdt":
        return False
    gallery = xml.child(element, "sdtPr", "docPartObj", "docPartGallery")
    return xml.value(gallery, "val") == "Table of Contents"


def _old_label(properties: etree._Element | None) -> str:
    """The list number as Word 2003 XML prints it beside the paragraph (wx:t)."""
    return tidy(xml.value(xml.child(properties, "listPr", "t"), "val") or "")
