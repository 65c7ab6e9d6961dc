"""What an archive should find in the embedded portals: the yardstick of tests, taken from the data, never from pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crawler.demo.blocks import headings_of, text_of
from crawler.demo.catalogue import Document, documents, newest_first, sites
from crawler.demo.site import shortened

EDGE = 12
"""Characters of the body's first and last words, white space taken out."""


def truth(urls: Mapping[str, str] | None = None, pages: Iterable[Document] | None = None) -> list[dict[str, Any]]:
    """Return one row per document, reports and neighbours, newest first within each portal.

    `urls` maps portal keys to their addresses (default: the fixed ports). `url` is the first address and `urls` are all
    of them; `columns`, `index_numbers` and `list_titles` run parallel to `urls`. `first` and `last` are the first and
    last characters of the body without white space (in a PDF the title stands before it); `headings` those of level 1
    and 2 without number and final stop. `accept` names other right values, None among them where leaving a field out
    is right too.
    """
    bases = {key: f"http://127.0.0.1:{site.port}" for key, site in sites().items()} | dict(urls or {})
    found = documents() if pages is None else tuple(pages)
    return [_row(page, bases[page.portal]) for key in sites() for page in newest_first(found) if page.portal == key]


def _row(page: Document, base: str) -> dict[str, Any]:
    """Return the truth of one document."""
    columns = [sites()[page.portal].columns[column] for column in page.columns]
    masked = page.verdict == "template"
    words = "".join(text_of(page.blocks).split())
    return {
        "id": page.id, "portal": page.portal, "url": base + page.paths[0], "urls": [base + path for path in page.paths],
        "columns": list(page.columns), "title": page.title, "list_titles": [shortened(page.title, c) for c in columns],
        "kind": page.kind, "verdict": page.verdict, "report_year": page.report_year, "issuer": page.issuer,
        "publisher": page.publisher, "source": page.origin, "document_number": page.document_number,
        "index_number": page.index_numbers[0] if page.index_numbers else None,
        "index_numbers": list(page.index_numbers), "index_number_valid": page.index_valid,
        "date_published": page.day, "date_written": page.written, "region_code": page.region,
        "region_name": page.region_name, "level": page.level, "encoding": columns[0].encoding,
        "first": words[:EDGE], "last": words[-EDGE:], "headings": [] if masked else headings_of(page.blocks),
        "files": [{"name": file.name, "url": base + file.href} for file in page.files], "accept": _accept(page),
    }


def _accept(page: Document) -> dict[str, list[Any]]:
    """Return the other right values of a document's fields."""
    accept: dict[str, list[Any]] = {"source": [None], "encoding": ["gb18030"]}
    if page.publisher is None:
        accept["publisher"] = [page.origin]
    if page.written is None:
        accept["date_written"] = [page.day]
    if page.kind != "annual_report":
        accept |= {"kind": ["other", "plan"], "issuer": ["*"], "region_code": ["*"], "level": ["*"], "report_year": ["*"]}
    return accept
