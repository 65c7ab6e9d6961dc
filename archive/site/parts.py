"""Small pieces of HTML that stand many times on a page, built in Python for speed; every value is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from html import escape
from typing import Any

from markupsafe import Markup

from archive import i18n
from archive.site import languages


def marks(found: Iterable[tuple[str, bool]]) -> Markup:
    """Pieces of text, what was searched for marked.

    >>> marks([("行政", False), ("<复议>", True)])
    Markup('行政<mark>&lt;复议&gt;</mark>')
    """
    return Markup("".join(f"<mark>{escape(words)}</mark>" if hit else escape(words) for words, hit in found))  # noqa: S704


def _reader(row: Any) -> Callable[[str], Any]:
    """What gives the values of a row, or of a hit of a search."""
    return row.__getitem__ if isinstance(row, Mapping) else partial(getattr, row)


def titled(row: Any) -> str:
    """The title of a report; one without is named by its body and year.

    >>> titled({"title": None, "issuer": "某县人民政府", "publisher": None, "report_year": 2024})
    '某县人民政府 2024 年度报告（原文无标题）'
    """
    value = _reader(row)
    if own := value("title"):
        return str(own)
    body, year = value("issuer") or value("publisher"), value("report_year")
    return i18n.text("report.named", body=body, year=year) if body and year else i18n.text("report.untitled")


def byline(row: Any) -> Markup:
    """Who, when, where, which number: of a row, or of a hit of a search."""
    value = _reader(row)
    body, date = value("issuer") or value("publisher"), escape(value("date_published") or "")
    region, number = value("region_name"), value("index_number")
    found = (
        f"<span>{escape(body)}</span>" if body else "", f'<time datetime="{date}">{date}</time>' if date else "",
        f"<span>{escape(region)}</span>" if region else "", f'<span class="code">{escape(number)}</span>' if number else "",
    )
    return Markup(f'<p class="by"{languages.chinese()}>\n{"".join(found)}</p>\n')  # noqa: S704
