"""XML that the site gives out: scraped words only ever become text, and characters that XML forbids are left out."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from datasette.utils.asgi import Response

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, tag: str, words: str = "", **attributes: str) -> Element:
    r"""A new last child with words and attributes.

    >>> print(tostring(add(Element("feed"), "title", "a\x00<b>"), encoding="unicode"))
    <title>a&lt;b&gt;</title>
    """
    child = SubElement(parent, tag, {name: clean(value) for name, value in attributes.items()})
    child.text = clean(words) or None
    return child


def clean(words: str) -> str:
    """Words without the characters that no XML 1.0 document may hold."""
    return _NOT_XML.sub("", words)


def answer(root: Element, media_type: str) -> Response:
    """A document as an answer in UTF-8."""
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type=f"{media_type}; charset=utf-8")
