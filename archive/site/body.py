"""A report's text as HTML in the language of the page: built in Python, because a template takes ten times as long for a report."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from markupsafe import Markup

from archive import i18n, layouts
from archive.reading import Layout


def body(found: Layout) -> Markup:
    """The lines of a text as markup; every heading, paragraph and table row has its anchor.

    >>> from archive.reading import layout
    >>> body(layout("甲 < 乙", []))
    Markup('<p id="p1">甲 &lt; 乙</p>')
    """
    return Markup(article("\n".join(found.words).encode(errors="replace"), layouts.special(found, label)).decode())  # noqa: S704 - escaped there


def article(lines: bytes, special: Mapping[int, bytes]) -> bytes:
    """The same of lines that hold something, in UTF-8, and those of them that are no plain paragraphs."""
    return layouts.html(lines, special) if lines else f'<p class="note">{escape(i18n.text("report.no_text"))}</p>'.encode()


def label(number: int) -> str:
    """The name of the table that begins with a paragraph's number."""
    return i18n.text("report.table", number=number)
