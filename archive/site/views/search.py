"""The search page and its JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from datasette.utils.asgi import Request, Response

from archive import find, i18n
from archive.search import highlight
from archive.search.suggestions import suggest
from archive.site import languages
from archive.site.asked import MAX_PAGE, Asked, condition_label, read_asked
from archive.site.served import Site

FACETS = ("year", "region", "level", "kind")
"""Facets of the page, in reading order; each is also a condition of the address."""
FACET_SHOWN = 12
"""Values of a facet that stand open; the rest waits under 更多."""
SNIPPETS = 2
"""Passages of a hit; the style sheet cuts each after two lines, three on a phone."""
_HOLE = "\0"
"""Stands for a value in an address of which many differ in one value; no query holds it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as a link."""

    label: str
    count: int
    address: str
    chosen: bool


async def page(site: Site, request: Request) -> Response:
    """The page of results."""
    asked = read_asked(request.args)
    return await site.read(lambda conn: _page(site, conn, asked), snapshot=False)


def prepare(site: Site, conn: sqlite3.Connection) -> None:
    """Answer a search in every language, so that no reader waits while templates are compiled and tables of regions read."""
    for language in i18n.LANGUAGES:
        with languages.answering(languages.Address("/search", language=language)):
            _page(site, conn, Asked(query=site.title()))


def _page(site: Site, conn: sqlite3.Connection, asked: Asked) -> Response:
    results = _search(conn, asked, SNIPPETS)
    return site.page("search.html", {**_context(site, asked, results), **_help(site, conn, asked, results)})


async def as_json(site: Site, request: Request) -> Response:
    """The same results for programs: total, results, facets, and where the next page is."""
    asked = read_asked(request.args)

    def work(conn: sqlite3.Connection) -> Response:
        results = _search(conn, asked)
        more = asked.page * asked.size < results.total and asked.page < MAX_PAGE
        return Response.json({
            "total": results.total, "at_least": results.at_least,
            "results": [_hit(site, hit) for hit in results.hits],
            "facets": {
                name: [{"value": f.value, "label": f.label, "count": f.count} for f in values]
                for name, values in results.facets.items()
            },
            "notes": [*results.notes, *(f"{condition}?" for condition in asked.ignored)],
            "next": site.url(asked.address("/search.json", page=asked.page + 1)) if more else None,
        })

    return await site.read(work, snapshot=False)


def _search(conn: sqlite3.Connection, asked: Asked, snippets: int = highlight.SNIPPETS) -> find.Results:
    offset = (asked.page - 1) * asked.size
    return find.search(
        conn, asked.query, asked.filters, sort=asked.order, limit=asked.size, offset=offset, facets=True, snippets=snippets,
    )


def _hit(site: Site, hit: find.Hit) -> dict[str, Any]:
    names = (
        "id", "title", "url", "report_year", "region_code", "region_name", "issuer", "publisher", "level", "kind",
        "verdict", "date_published", "index_number", "snippet",
    )
    passages = [
        {"text": find.plain(passage.pieces), "heading": passage.heading, "page": site.url(passage_path(hit, passage))}
        for passage in hit.passages if passage.anchor
    ]
    return {**{name: getattr(hit, name) for name in names}, "page": site.url(f"/report/{hit.id}"), "passages": passages}


def passage_path(hit: find.Hit, passage: find.Passage) -> str:
    """Where a passage stands on the page of its report."""
    return f"/report/{hit.id}#{passage.anchor}"


def _context(site: Site, asked: Asked, results: find.Results) -> dict[str, Any]:
    """What the template shows."""
    pages = min(-(-results.total // asked.size), MAX_PAGE)
    first = (asked.page - 1) * asked.size + 1
    facets = {name: _choices(site, asked, name, results.facets) for name in FACETS}
    chosen = {name: condition_label(name, value, results.facets) for name, value in asked.conditions.items()}
    return {
        "asked": asked, "results": results, "pages": pages, "first": first, "last": first + len(results.hits) - 1,
        "heading": _heading(asked, chosen), "facet_shown": FACET_SHOWN,
        "chosen": [(label, site.link(asked.given(name, None).address())) for name, label in chosen.items()],
        "facets": {name: choices for name, choices in facets.items() if len(choices) > 1 or any(c.chosen for c in choices)},
        "sorts": [
            (name, site.link(asked.but(sort=name).address()), name == asked.order)
            for name in find.SORTS if asked.query or name != "relevance"
        ],
        "q": asked.query,
    }


def _help(site: Site, conn: sqlite3.Connection, asked: Asked, results: find.Results) -> dict[str, Any]:
    """What the reader may have meant, and where nothing was found, which term is to blame."""
    suggestions = suggest(conn, asked.query, asked.filters) if asked.query and asked.page == 1 else []
    counts = find.term_counts(conn, asked.query, asked.filters) if asked.query and not results.total else []
    return {
        "suggestions": [
            (one.filter, one.label, site.link(asked.but(query=one.rest).given(one.filter, one.value).address()))
            for one in suggestions
        ],
        "terms": [(one.spelled, one.count, site.link(asked.but(query=one.rest).address())) for one in counts],
        "either": site.link(asked.but(query=" OR ".join(one.spelled for one in counts)).address()) if len(counts) > 1 else None,
        "passage_path": passage_path,
    }


def _heading(asked: Asked, chosen: Mapping[str, str]) -> str:
    if asked.query:
        return i18n.text("results.title", query=asked.query)
    return i18n.text("results.filtered", what=" · ".join(chosen.values())) if chosen else i18n.text("results.browse")


def _choices(site: Site, asked: Asked, name: str, facets: Mapping[str, list[find.Facet]]) -> list[Choice]:
    """The values of a facet as links: a chosen one leads back to all."""
    current = asked.conditions.get(name)
    without = site.link(asked.given(name, None).address())
    before, _, after = site.link(asked.given(name, _HOLE).address()).partition(quote_plus(_HOLE))
    choices = []
    for facet in facets.get(name, ()):
        chosen = str(facet.value) == current
        address = without if chosen else f"{before}{quote_plus(str(facet.value))}{after}"
        choices.append(Choice(_label(name, facet), facet.count, address, chosen))
    return choices


def _label(name: str, facet: find.Facet) -> str:
    if name == "region":
        return languages.region(facet.label, str(facet.value))
    tables: dict[str, i18n.Words] = {"kind": i18n.KINDS, "level": i18n.LEVELS}
    return i18n.label(tables.get(name, {}), facet.label)
