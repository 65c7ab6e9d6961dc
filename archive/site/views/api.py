"""The page that tells people of the interfaces for programs."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from datasette.utils.asgi import Request, Response

from archive import read
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
