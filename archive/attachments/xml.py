"""XML of office files, read without entities, external references or huge trees; namespaces are ignored."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from archive.attachments.base import ReadError

_DOCTYPE = (b"<!DOCTYPE", b"<!ENTITY")
_FORMS = [mark.decode().encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be") for mark in _DOCTYPE]


def parse(data: bytes, where: str) -> etree._Element:
    """Parse one XML part; a document type declaration is refused, since office formats have none and bombs need one.

    Raises:
        ReadError: the part declares a document type or is no XML; `where` names it.
    """
    if any(form in data for form in _FORMS):
        raise ReadError(f"The part {where} declares a document type, which office files never do: refused as unsafe.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise ReadError(f"The part {where} is no readable XML ({fault}).") from fault
    if root is None:
        raise ReadError(f"The part {where} is no readable XML.")
    return root


def name(element: etree._Element) -> str:
    """Local name of an element; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: etree._Element | None, key: str) -> str | None:
    """Attribute by its local name, in any namespace."""
    if element is None:
        return None
    plain = element.get(key)
    if plain is not None:
        return str(plain)
    return next((str(found) for attribute, found in element.attrib.items() if _local(attribute) == key), None)


def _local(attribute: str | bytes) -> str:
    text = attribute.decode() if isinstance(attribute, bytes) else attribute
    return text.rpartition("}")[2]


def switched(element: etree._Element | None) -> bool | None:
    """Whether a property of a Word file is on (ECMA-376, 17.17.4); None where it is not set."""
    return None if element is None else value(element, "val") not in ("0", "false", "off")


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """First child along a path of local names, or None."""
    for step in path:
        element = next(children(element, step), None)
    return element


def children(element: etree._Element | None, step: str) -> Iterator[etree._Element]:
    """Children with a local name."""
    if element is not None:
        yield from (found for found in element if name(found) == step)


def descendants(element: etree._Element, step: str) -> Iterator[etree._Element]:
    """All elements below with a local name, in document order."""
    yield from element.iter("{*}" + step)
