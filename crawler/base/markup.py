"""Pages as trees, and the words that their elements show."""

from __future__ import annotations

import re

import lxml.html
from lxml.etree import ParserError

SPACES = re.compile(r"\s+")


def tree_of(text: str) -> lxml.html.HtmlElement | None:
    """The parsed page, or None when there is nothing to parse."""
    try:
        return lxml.html.document_fromstring(text.replace("\x00", "").encode("utf-8"),
                                             parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (ParserError, ValueError):
        return None


def plain(element: lxml.html.HtmlElement) -> str:
    """The visible words of an element, white space collapsed."""
    return SPACES.sub(" ", str(element.text_content())).strip()


def spaced(element: lxml.html.HtmlElement) -> str:
    """The visible words of an element with a blank wherever a box ends."""
    return SPACES.sub(" ", " ".join(str(words) for words in element.itertext())).strip()
