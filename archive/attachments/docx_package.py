"""The parts of a .docx package: the document, what stands beside it, and the files that it takes in."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from archive.attachments import xml
from archive.attachments.base import ReadError, Reading
from archive.attachments.packed import Container


def document_part(container: Container) -> str:
    """Name of the main part: by the package's relations, or by the usual name."""
    if "_rels/.rels" in container:
        for relation in xml.parse(container.read("_rels/.rels"), "_rels/.rels"):
            target = (xml.value(relation, "Target") or "").lstrip("/")
            if (xml.value(relation, "Type") or "").endswith("/officeDocument") and target in container:
                return target
    named = (name for name in container.names if re.fullmatch(r"word/document\d*\.xml", name))
    return next(named, "word/document.xml")


def sibling(container: Container, part: str, stem: str, reading: Reading) -> etree._Element | None:
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


def taken_in(container: Container, part: str) -> Iterator[tuple[str, str]]:
    """Name of the relation and place of the files that w:altChunk elements of the document show (ECMA-376, 11.3.1)."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    for relation in xml.parse(container.read(path), path) if path in container else ():
        target = (xml.value(relation, "Target") or "").strip()
        inside = posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
        if (xml.value(relation, "Type") or "").endswith("/aFChunk") and inside in container:
            yield xml.value(relation, "Id") or "", inside
