"""What machines read: Atom feed of a search, sitemap, robots.txt."""

from __future__ import annotations

import re
import sqlite3
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from datasette.utils.asgi import Request, Response

from archive import find, i18n
from archive.site.asked import read_asked
from archive.site.problems import problem
from archive.site.served import Site

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
FEED_ENTRIES = 30
SITEMAP_MAX = 20_000
"""Addresses in one sitemap; the protocol allows 50,000 and 50 MB."""
_HOST = re.compile(r"[0-9A-Za-z.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:]{2,45}\](:[0-9]{1,5})?")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SITEMAP_SQL = """
select id, coalesce((select max(seen_at) from revisions where document_id = documents.id), first_seen) as changed
from documents where in_index = 1 order by rowid limit ? offset ?
"""


def absolute(site: Site, request: Request, path: str) -> str:
    """An address with scheme and host: the site's own where metadata.yml names it, else the one that was asked."""
    config = site.datasette.plugin_config("fazhi-archive") or {}
    root = str(config.get("url") or "").rstrip("/")
    if not root:
        host = request.host if _HOST.fullmatch(request.host) else "localhost"
        root = f"{request.scheme}://{host}"
    return root + site.url(path)


async def atom(site: Site, request: Request) -> Response:
    """The newest reports of a search as a feed."""
    asked = read_asked(request.args)

    def work(conn: sqlite3.Connection) -> find.Results:
        return find.search(conn, asked.query, asked.filters, sort="newest", limit=FEED_ENTRIES, offset=0)

    results = await site.read(work, snapshot=False)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": i18n.LANGUAGE})
    what = asked.query or i18n.text("results.browse")
    _add(feed, "title", i18n.text("feed.title", site=site.facts["title"], what=what))
    own = absolute(site, request, asked.address("/search.atom"))
    _add(feed, "id", own)
    _add(feed, "updated", max((_instant(hit.date_published) for hit in results.hits), default=_instant(None)))
    SubElement(feed, "link", {"rel": "self", "href": own, "type": "application/atom+xml"})
    SubElement(feed, "link", {"rel": "alternate", "href": absolute(site, request, asked.address()), "type": "text/html"})
    _add(SubElement(feed, "author"), "name", site.facts["title"])
    for hit in results.hits:
        _entry(feed, hit, absolute(site, request, f"/report/{hit.id}"))
    return Response(_xml(feed), content_type="application/atom+xml; charset=utf-8")


def _entry(feed: Element, hit: find.Hit, address: str) -> None:
    entry = SubElement(feed, "entry")
    _add(entry, "title", hit.title or i18n.text("report.untitled"))
    _add(entry, "id", address)
    _add(entry, "updated", _instant(hit.date_published))
    SubElement(entry, "link", {"rel": "alternate", "href": address, "type": "text/html"})
    if hit.issuer or hit.publisher:
        _add(SubElement(entry, "author"), "name", hit.issuer or hit.publisher or "")
    if hit.snippet:
        _add(entry, "summary", hit.snippet)


def _instant(date: str | None) -> str:
    """A date of the archive as RFC 3339 wants it; a month counts from its first day, no date from 1970."""
    parts = [*(date or "1970-01-01").split("-"), "01", "01"]
    return f"{parts[0]}-{parts[1]}-{parts[2]}T00:00:00+08:00"


def _add(parent: Element, tag: str, words: str) -> None:
    SubElement(parent, tag).text = _NOT_XML.sub("", words)


def _xml(root: Element) -> bytes:
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


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
            _add(SubElement(root, "sitemap"), "loc", absolute(site, request, f"/sitemap-{number}.xml"))
        return Response(_xml(root), content_type="application/xml; charset=utf-8")
    if part is not None and not rows:
        return problem(site, 404)
    root = Element("urlset", {"xmlns": SITEMAP})
    for name, changed in rows:
        entry = SubElement(root, "url")
        _add(entry, "loc", absolute(site, request, f"/report/{name}"))
        _add(entry, "lastmod", str(changed)[:10])
    return Response(_xml(root), content_type="application/xml; charset=utf-8")


async def robots(site: Site, request: Request) -> Response:
    """What search engines may read: reports yes; searches and bulk downloads cost too much to be crawled."""
    lines = [
        "User-agent: *", f"Disallow: {site.url('/search')}", f"Disallow: {site.url('/compare')}", f"Disallow: {site.url('/download')}",
        f"Disallow: {site.url('/' + site.name)}", f"Sitemap: {absolute(site, request, '/sitemap.xml')}", "",
    ]
    return Response.text("\n".join(lines))
