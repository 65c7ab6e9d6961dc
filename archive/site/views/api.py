"""The interfaces for programs: their description (OpenAPI), and the page that tells people of them."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping, Sequence

from datasette.utils.asgi import Request, Response

from archive import read
from archive.site import openapi
from archive.site.addresses import absolute
from archive.site.endpoints import DATA_ROUTES
from archive.site.served import Site

EXAMPLES: Mapping[str, Sequence[str]] = {
    "search": ("/search.json?q=行政复议&year=2023", "/download.jsonl?region=330000", "/download.csv?level=province"),
    "reports": ("/report/{id}.json", "/report/{id}.txt", "/report/{id}.bib", "/place/330000/latest"),
    "governments": ("/coverage.json?region=330000", "/timeliness.csv", "/figures.csv?indicator=litigation_cases"),
    "feeds": ("/search.atom?q=行政复议", "/search.atom?region=330000", "/figures.atom?indicator=litigation_cases", "/status.atom"),
    "health": ("/status.json",),
    "dumps": ("/data", "/data/manifest.json"),
    "libraries": ("/oai?verb=Identify", "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=region-330000", "/sitemap.xml"),
    "captures": ("/timemap/link/{url}", "/timemap/json/{url}", "/timegate/{url}"),
    "description": ("/openapi.json", "/opensearch.xml"),
}
"""Group of interfaces -> addresses to try; those with a brace show their form, the others are links."""


async def page(site: Site, _request: Request) -> Response:
    """What there is, with addresses to try."""

    def work(conn: sqlite3.Connection) -> Response:
        newest = next(iter(read.newest(conn, 1)), None)
        return site.page("api.html", {"groups": EXAMPLES, "id": newest["id"] if newest else None})

    return await site.read(work)


async def description(site: Site, request: Request) -> Response:
    """The description in OpenAPI 3.1."""
    from archive.site import pages  # it imports this module for its routes

    await asyncio.sleep(0)
    found = openapi.document(
        (*(pattern for pattern, _ in pages.routes(site)), *DATA_ROUTES), server=absolute(site, request, ""), title=site.facts["title"],
        license_name=site.facts["license"],
    )
    return Response(json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8")
