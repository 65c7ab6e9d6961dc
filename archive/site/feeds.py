"""What machines follow: Atom feeds of a search and of an indicator, sitemap, robots.txt."""

from __future__ import annotations

import json
import sqlite3
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

from datasette.utils.asgi import Request, Response

from archive import find, i18n, read, reading
from archive.regions import Region
from archive.search.highlight import Highlighter, plain
from archive.search.query import parse
from archive.site import indicators, stated
from archive.site.addresses import absolute
from archive.site.asked import MAX_PAGE, PAGE_SIZE, Asked, condition_label, read_asked
from archive.site.atom import Entry, Feed, as_atom, instant
from archive.site.parts import titled
from archive.site.problems import problem
from archive.site.served import Site
from archive.site.views import figures
from archive.site.xmlout import add, answer

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
FEED_ENTRIES = 30
"""Entries of one page of a feed."""
SITEMAP_MAX = 20_000
"""Addresses in one sitemap; the protocol allows 50,000 and 50 MB."""
UNCRAWLED = ("/search", "/compare", "/download", "/data/", "/timegate/", "/timemap/", "/memento/", "/oai", "/zh/", "/en/")
"""Paths that search engines are asked to leave alone: each leads to reports that they find by the sitemap, under permanent addresses."""

CHANGES_SQL = """select d.id, d.title, d.issuer, d.publisher, d.report_year, d.date_published, {when} as changed_at, t.text
from documents d join texts t using (rowid) where {which} order by {when} desc, d.rowid desc limit ? offset ?"""
ALL = {"when": "d.changed_at", "which": "d.changed_at is not null and +d.in_index = 1"}
THESE = {"when": "coalesce(d.changed_at, d.first_seen)", "which": "d.id in (select value from json_each(?))"}
"""All reports, or the documents of a search, which may be of a kind that the index never held.

The plus keeps SQLite to the index of changes, which has them in this order.
"""
NEWEST_SQL = f"select d.id from documents d where {ALL['which']} order by d.changed_at desc, d.rowid desc"  # noqa: S608 - our own words
FEW = 1_000
"""Documents that are sorted by their change; more are looked for in the order of changes, where the first page comes soon."""
FIGURES_SQL = """select d.id, d.issuer, d.region_name, d.report_year, d.date_published, d.changed_at, t.text,
    f.value, f.unit, f.qualifier, f.quote, f.start
from documents d cross join figures f on f.document_id = d.id join texts t on t.rowid = d.rowid
where d.changed_at is not null and +d.in_index = 1 and substr(d.region_code, 1, ?) = ? and f.indicator = ?
  and d.level in ('province', 'city', 'county')
  and f.position = (
    select min(position) from figures x where x.document_id = d.id and x.indicator = f.indicator
      and x.value is not null and coalesce(x.year, d.report_year) = d.report_year
  )
order by d.changed_at desc, d.rowid desc limit ?"""
"""What the page of the indicator shows too: governments' own reports, each with its first number for the year that it reports on.

The cross join keeps SQLite to the order of changes, in which it may stop early.
"""
SITEMAP_SQL = "select id, changed_at from documents where in_index = 1 order by rowid limit ? offset ?"


async def atom(site: Site, request: Request) -> Response:
    """The reports of a search that came or changed last, whatever their date: an old report found now is news too."""
    asked = read_asked(request.args).but(sort="", size=PAGE_SIZE)

    def work(conn: sqlite3.Connection) -> tuple[int, list[dict[str, Any]]]:
        offset = (asked.page - 1) * FEED_ENTRIES
        if not asked.query and not asked.conditions:
            total = conn.execute("select count(*) from documents where in_index = 1").fetchone()[0]
            return total, read.rows(conn, CHANGES_SQL.format(**ALL), FEED_ENTRIES, offset)
        ids = find.all_ids(conn, asked.query, asked.filters)
        total = len(ids)
        if total > FEW and "kind" not in asked.conditions:
            wanted = set(ids)
            newest = (name for (name,) in conn.execute(NEWEST_SQL) if name in wanted)
            ids, offset = list(islice(newest, offset, offset + FEED_ENTRIES)), 0
        return total, read.rows(conn, CHANGES_SQL.format(**THESE), json.dumps(ids), FEED_ENTRIES, offset)

    total, rows = await site.read(work, snapshot=False)
    highlighter = Highlighter(parse(asked.query))
    what = " · ".join(filter(None, (asked.query, *(condition_label(name, value, {}) for name, value in asked.conditions.items()))))
    return as_atom(site, request, Feed(
        title=i18n.text("feed.title", site=site.facts["title"], what=what or i18n.text("results.browse")),
        id=asked.address("/search.atom"), page=asked.address(), own=asked.address("/search.atom", page=asked.page),
        links=_pages(asked, min(-(-total // FEED_ENTRIES), MAX_PAGE)), entries=[_report(row, highlighter) for row in rows],
    ))


def _pages(asked: Asked, last: int) -> dict[str, str]:
    """The other pages of a feed; none where it has only one."""
    if last < 2:
        return {}
    pages = {"first": 1, "previous": asked.page - 1, "next": asked.page + 1, "last": last}
    return {rel: asked.address("/search.atom", page=page) for rel, page in pages.items() if 1 <= page <= last}


def _report(row: dict[str, Any], highlighter: Highlighter) -> Entry:
    snippets = highlighter.snippets(row["text"])
    return Entry(
        path=f"/report/{row['id']}", title=titled(row), updated=row["changed_at"],
        published=instant(row["date_published"]), author=row["issuer"] or row["publisher"] or "",
        summary=plain(snippets[0]) if snippets else "",
    )


async def indicator(site: Site, request: Request) -> Response:
    """The newest values of an indicator, of the nation or of a region and all below it."""
    asked = figures.read_question(request)
    if not asked.indicator or (asked.typed and asked.place is None):
        return problem(site, 404)
    prefix = _prefix(asked.place)
    values = (len(prefix), prefix, asked.indicator, FEED_ENTRIES)
    rows = await site.read(lambda conn: read.rows(conn, FIGURES_SQL, *values))
    name, query = indicators.name(asked.indicator), asked.query(year="", level="")
    what = " · ".join(filter(None, (name, asked.place.full_name if asked.place else "")))
    return as_atom(site, request, Feed(
        title=i18n.text("feed.title", site=site.facts["title"], what=what), id=f"/figures.atom{query}", page=f"/figures{query}",
        entries=[_figure(row, asked.indicator) for row in rows],
    ))


def _prefix(place: Region | None) -> str:
    """The digits that all codes of a region begin with: two for a province, four for a city.

    >>> _prefix(None)
    ''
    """
    digits = {"province": 2, "city": 4}
    return place.code[:digits.get(place.level, 6)] if place else ""


def _figure(row: dict[str, Any], name: str) -> Entry:
    body = row["issuer"] or row["region_name"] or ""
    amount = stated.amount(row["value"], row["unit"], row["qualifier"])
    title = " ".join(filter(None, (body, str(row["report_year"] or ""), indicators.name(name), amount)))
    return Entry(
        path=f"/report/{row['id']}#{reading.anchor_at(row['text'], row['start'])}", id=f"/report/{row['id']}#{name}", title=title,
        updated=row["changed_at"], published=instant(row["date_published"]), author=row["issuer"] or "", summary=row["quote"],
    )


async def sitemap(site: Site, request: Request) -> Response:
    """Every report's address; more than fit in one file are split, and /sitemap.xml lists the parts."""
    part = request.url_vars["part"]

    def work(conn: sqlite3.Connection) -> tuple[int, list[Any]]:
        count = conn.execute("select count(*) from documents where in_index = 1").fetchone()[0]
        offset = (int(part) - 1) * SITEMAP_MAX if part else 0
        return count, conn.execute(SITEMAP_SQL, (SITEMAP_MAX, max(offset, 0))).fetchall()

    count, rows = await site.read(work)
    if part is None and count > SITEMAP_MAX:
        root = Element("sitemapindex", {"xmlns": SITEMAP})
        for number in range(1, -(-count // SITEMAP_MAX) + 1):
            add(add(root, "sitemap"), "loc", absolute(site, request, f"/sitemap-{number}.xml"))
        return answer(root, "application/xml")
    if part is not None and not rows:
        return problem(site, 404)
    root = Element("urlset", {"xmlns": SITEMAP})
    for name, changed in rows:
        entry = add(root, "url")
        add(entry, "loc", absolute(site, request, f"/report/{name}"))
        add(entry, "lastmod", changed)
    return answer(root, "application/xml")


async def robots(site: Site, request: Request) -> Response:
    """What search engines may read: reports yes; searches and bulk downloads cost too much to be crawled."""
    closed = [f"Disallow: {site.url(path)}" for path in (*UNCRAWLED, f"/{site.name}")]
    return Response.text("\n".join(("User-agent: *", *closed, f"Sitemap: {absolute(site, request, '/sitemap.xml')}", "")))
