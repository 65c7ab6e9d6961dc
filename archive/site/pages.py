"""The routes of the public site, its home page and its small pages."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import Request, Response

from archive import find, i18n, read
from archive.export import dumps as dump_files
from archive.i18n.about import ABOUT
from archive.site import feeds, openapi, tables
from archive.site.addresses import absolute, contact
from archive.site.endpoints import DATA_ROUTES
from archive.site.problems import problem
from archive.site.served import Site
from archive.site.views import (
    advanced,
    api,
    cite,
    compare,
    coverage,
    download,
    dumps,
    figures,
    health,
    memento,
    oai,
    opensearch,
    permalink,
    place,
    report,
    reuse,
    search,
    status,
    timeliness,
    versions,
)

Handler = Callable[[Site, Request], Awaitable[Any]]

NEWEST = 8
"""Reports on the home page."""
YEARS_SHOWN = 16
"""Years of the chart; reports of this kind have been published since about 2010."""
EXAMPLES = ("行政复议", "行政执法 监督", '"合法性审查"', "负责人出庭应诉")


def routes(site: Site) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """The site's routes, each a pattern on the percent-encoded path and what answers it."""
    table: tuple[tuple[str, Handler], ...] = (
        (r"/report/(?P<id>[0-9A-Za-z_-]{1,100})$", report.page),
        (r"/$", home),
        (r"/search$", search.page),
        (r"/search/advanced$", advanced.page),
        (r"/search\.json$", search.as_json),
        (r"/search\.atom$", feeds.atom),
        (r"/report/(?P<id>[0-9A-Za-z_-]{1,100})\.(?P<form>txt|md|json|html)$", report.as_file),
        (r"/report/(?P<id>[0-9A-Za-z_-]{1,100})/original$", report.original),
        (r"/report/(?P<id>[0-9A-Za-z_-]{1,100})/file/(?P<position>[0-9]{1,4})$", report.attachment),
        (r"/report/(?P<id>[0-9A-Za-z_-]{1,100})\.(?P<form>bib|ris|csl\.json)$", cite.as_file),
        (r"/report/(?P<id>[0-9A-Za-z_-]{1,100})/v/(?P<number>[1-9][0-9]{0,4})$", versions.version),
        (r"/report/(?P<id>[0-9A-Za-z_-]{1,100})/diff/(?P<a>[1-9][0-9]{0,4})/(?P<b>[1-9][0-9]{0,4})$", versions.diff),
        (r"/report/(?P<id>[0-9A-Za-z_-]{1,100})/reuse$", reuse.page),
        (r"/report/(?P<id>[0-9A-Za-z_-]{1,100})/reuse\.json$", reuse.as_json),
        (r"/compare$", compare.page),
        (r"/download\.(?P<form>zip|csv|jsonl)$", download.stream),
        (r"/coverage$", coverage.page),
        (r"/coverage\.(?P<form>csv|json)$", coverage.as_file),
        (r"/timeliness$", timeliness.page),
        (r"/timeliness\.csv$", timeliness.as_csv),
        (r"/figures$", figures.page),
        (r"/figures\.csv$", figures.as_csv),
        (r"/figures\.atom$", feeds.indicator),
        (r"/place/(?P<code>[0-9]{6})$", place.page),
        (r"/place/(?P<code>[0-9]{6})/(?P<year>[12][0-9]{3}|latest)$", permalink.report),
        (r"/status$", status.page),
        (r"/status\.json$", health.as_json),
        (r"/status\.atom$", health.atom),
        (r"/about$", about),
        (r"/oai$", oai.page),
        (r"/timemap/(?P<form>link|json)/(?P<url>.+)$", memento.timemap),
        (r"/timegate/(?P<url>.+)$", memento.timegate),
        (r"/memento/(?P<stamp>[0-9]{14})/(?P<url>.+)$", memento.page),
        (r"/api$", api.page),
        (r"/openapi\.json$", description),
        (r"/opensearch\.xml$", opensearch.description),
        (r"/data$", dumps.page),
        (rf"/data/(?P<name>{'|'.join(map(re.escape, dump_files.MEDIA_TYPES))})$", dumps.file),
        (r"/robots\.txt$", feeds.robots),
        (r"/sitemap(?:-(?P<part>[0-9]{1,4}))?\.xml$", feeds.sitemap),
        (r"/static/(?P<name>[a-z.-]{1,40})$", static),
        (r"/favicon\.ico$", favicon),
        (rf"/{re.escape(site.name)}$", data),
        (rf"/(?!{re.escape(site.name)}(?:[/.]|$)).*$", missing),
    )
    return [(pattern, _bound(site, handler)) for pattern, handler in table]


def _bound(site: Site, handler: Handler) -> Callable[..., Awaitable[Any]]:
    """A handler as Datasette calls it; work that took too long becomes a page that says so."""

    async def view(request: Request, send: Callable[..., Awaitable[None]], receive: Callable[..., Any]) -> Any:
        request.scope["fazhi_channel"] = (receive, send)
        try:
            return await handler(site, request)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            return problem(site, 503, json=request.path.endswith(".json"))

    return view


async def home(site: Site, _request: Request) -> Response:
    """The search box, what there is by year and by province, and what came last."""

    def work(conn: sqlite3.Connection) -> Response:
        found = find.search(conn, "", sort="newest", limit=0, facets=True)
        chars = conn.execute("select sum(text_chars) from documents where in_index = 1").fetchone()[0]
        return site.page("home.html", {
            "total": found.total, "chars": chars or 0, "years": bars(found.facets["year"]),
            "regions": found.facets["region"], "newest": read.newest(conn, NEWEST), "examples": EXAMPLES,
        })

    return await site.read(work, snapshot=False)


def bars(years: Sequence[find.Facet]) -> list[dict[str, int]]:
    """Counts by year with the height of their bar, 0 to 100; a year without a report in between stays visible.

    >>> bars([find.Facet(2023, "2023", 1), find.Facet(2021, "2021", 4)])[0]
    {'year': 2021, 'count': 4, 'height': 100}
    """
    counts = {int(facet.value): facet.count for facet in years}
    if not counts:
        return []
    most, last = max(counts.values()), max(counts)
    first = max(min(counts), last - YEARS_SHOWN + 1)
    return [
        {"year": year, "count": counts.get(year, 0), "height": round(100 * counts.get(year, 0) / most)}
        for year in range(first, last + 1)
    ]


async def data(site: Site, _request: Request) -> Response:
    """The public tables; each leads to Datasette's own page of it."""

    def work(conn: sqlite3.Connection) -> Response:
        rows = [
            {"name": name, "count": conn.execute(f'select count(*) from "{name}"').fetchone()[0],  # noqa: S608 - our names
             "columns": [row[1] for row in conn.execute(f'pragma table_info("{name}")')],
             "description": tables.meaning(name)}
            for name in tables.PUBLIC
        ]
        return site.page("data.html", {"tables": rows})

    return await site.read(work)


async def description(site: Site, request: Request) -> Response:
    """The interfaces for programs in OpenAPI 3.1, made of the routes themselves."""
    await asyncio.sleep(0)
    patterns = (*(pattern for pattern, _ in routes(site)), *DATA_ROUTES)
    found = openapi.document(
        patterns, server=absolute(site, request, ""), title=site.facts["title"], license_name=site.facts["license"])
    return Response(json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8")


async def about(site: Site, _request: Request) -> Response:
    """What the site is."""
    await asyncio.sleep(0)
    parts = [(i18n.pick(heading), [i18n.pick(words) for words in paragraphs]) for heading, paragraphs in ABOUT]
    return site.page("about.html", {"parts": parts, "contact": contact(site)})


async def static(site: Site, request: Request) -> Response:
    """A static file from memory."""
    body, kind = site.assets.get(request.url_vars["name"], (b"", ""))
    return Response(body, content_type=kind) if kind else problem(site, 404)


async def missing(site: Site, request: Request) -> Response:
    """No such page; a slash too many leads to the page without it. Last of the routes: Datasette's own answer to an unknown
    address prints a traceback, and fails where the library rich is installed.
    """
    bare = "/" + request.path.strip("/")
    if request.path.endswith("/") and bare != "/":
        query = f"?{request.query_string}" if request.query_string else ""
        return Response.redirect(site.url(quote(bare) + query))
    return problem(site, 404, json=request.path.endswith(".json"))


async def favicon(site: Site, _request: Request) -> Response:
    """The site's icon under the address that browsers guess."""
    body, kind = site.assets["icon.svg"]
    return Response(body, content_type=kind)
