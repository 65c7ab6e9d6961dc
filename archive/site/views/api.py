"""The page that tells people of the interfaces for programs."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from datasette.utils.asgi import Request, Response

from archive import read
from archive.export import dumps
from archive.site import roll
from archive.site.served import Site

MANIFEST = "/data/manifest.json"
EXAMPLES: Mapping[str, Sequence[str]] = {
    "search": ("/search.json?q=行政复议&year=2023", "/download.jsonl?region=330000", "/download.csv?level=province"),
    "reports": ("/report/{id}.json", "/report/{id}.txt", "/report/{id}.bib", "/place/{place}/latest"),
    "governments": ("/coverage.json?region=330000", "/timeliness.csv", "/figures.csv?indicator=litigation_cases"),
    "feeds": ("/search.atom?q=行政复议", "/search.atom?region=330000", "/figures.atom?indicator=litigation_cases", "/status.atom"),
    "health": ("/status.json",),
    "dumps": ("/data", MANIFEST),
    "libraries": ("/oai?verb=Identify", "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=region-330000", "/sitemap.xml"),
    "captures": ("/timemap/link/{url}", "/timemap/json/{url}", "/timegate/{url}"),
    "description": ("/openapi.json", "/opensearch.xml"),
}
"""Group of interfaces -> addresses to try; those with a brace show their form, the others are links."""


async def page(site: Site, _request: Request) -> Response:
    """What there is, with addresses to try that this archive answers."""

    def work(conn: sqlite3.Connection) -> Response:
        newest = next(iter(read.newest(conn, 1)), None)
        own = max(roll.own(conn, roll.governments()), key=lambda report: report[1], default=None)
        known = {"{id}": newest["id"] if newest else None, "{place}": own[0] if own else None}
        absent = set() if dumps.published(site.data) else {MANIFEST}
        groups = {name: [filled(path, known) for path in paths if path not in absent] for name, paths in EXAMPLES.items()}
        return site.page("api.html", {"groups": groups})

    return await site.read(work)


def filled(path: str, known: Mapping[str, str | None]) -> str:
    """An address with what is known in its braces.

    >>> filled("/report/{id}.json", {"{id}": "a", "{place}": None})
    '/report/a.json'
    """
    for brace, value in known.items():
        path = path.replace(brace, value or brace)
    return path
