"""The description by which browsers and other search clients offer a search of this site (OpenSearch 1.1)."""

from __future__ import annotations

import asyncio
from xml.etree.ElementTree import Element

from datasette.utils.asgi import Request, Response

from archive import i18n
from archive.site.addresses import absolute
from archive.site.served import Site
from archive.site.xmlout import add, answer

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
TYPE = "application/opensearchdescription+xml"
URLS = (
    ("text/html", "/search?q={searchTerms}&page={startPage?}"), ("application/atom+xml", "/search.atom?q={searchTerms}&page={startPage?}"),
    ("application/json", "/search.json?q={searchTerms}&page={startPage?}&size={count?}"),
)
"""Media type -> address of a search that gives it."""


async def description(site: Site, request: Request) -> Response:
    """The description."""
    await asyncio.sleep(0)
    root = Element("OpenSearchDescription", {"xmlns": OPENSEARCH})
    add(root, "ShortName", i18n.text("site.short"))
    add(root, "LongName", site.facts["title"][:48])
    add(root, "Description", i18n.text("site.lead"))
    for kind, path in URLS:
        add(root, "Url", type=kind, template=absolute(site, request, path), indexOffset="1", pageOffset="1")
    add(root, "Url", type=TYPE, rel="self", template=absolute(site, request, "/opensearch.xml"))
    add(root, "Image", absolute(site, request, "/favicon.ico"), type="image/svg+xml")
    add(root, "Query", role="example", searchTerms=i18n.text("opensearch.example"))
    add(root, "Language", i18n.LANGUAGE)
    add(root, "InputEncoding", "UTF-8")
    add(root, "OutputEncoding", "UTF-8")
    return answer(root, TYPE)
