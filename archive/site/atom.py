"""Atom feeds (RFC 4287), in pages where there is more (RFC 5005)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from datasette.utils.asgi import Request, Response

from archive import i18n
from archive.site.addresses import absolute
from archive.site.served import Site
from archive.site.xmlout import add, answer

ATOM = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
LONG_AGO = "1970-01-01T00:00:00Z"
"""When a feed without entries was changed last."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; times are RFC 3339."""

    path: str
    """Of the page that it leads to."""
    title: str
    updated: str
    id: str = ""
    """Path that never changes, where it is not the page's own; may hold a fragment."""
    published: str = ""
    author: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, or one page of it."""

    title: str
    id: str
    """Path of the first page."""
    page: str
    """Path of the page for people that shows the same."""
    entries: Sequence[Entry]
    own: str = ""
    """Path of this page of the feed, where it is not the first."""
    links: Mapping[str, str] = field(default_factory=dict)
    """first, previous, next, last -> path."""


def as_atom(site: Site, request: Request, feed: Feed) -> Response:
    """A feed as an answer."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": i18n.LANGUAGE})
    add(root, "title", feed.title)
    add(root, "id", absolute(site, request, feed.id))
    add(root, "updated", max((entry.updated for entry in feed.entries), default=LONG_AGO))
    add(root, "link", rel="self", href=absolute(site, request, feed.own or feed.id), type=TYPE)
    add(root, "link", rel="alternate", href=absolute(site, request, feed.page), type="text/html")
    for rel, path in feed.links.items():
        add(root, "link", rel=rel, href=absolute(site, request, path), type=TYPE)
    add(root, "icon", absolute(site, request, "/favicon.ico"))
    add(add(root, "author"), "name", site.facts["title"])
    if site.facts["license"]:
        add(root, "rights", site.facts["license"])
    for entry in feed.entries:
        _entry(add(root, "entry"), entry, absolute(site, request, entry.id or entry.path), absolute(site, request, entry.path))
    return answer(root, TYPE)


def _entry(element: Element, entry: Entry, name: str, address: str) -> None:
    add(element, "title", entry.title)
    add(element, "id", name)
    add(element, "updated", entry.updated)
    if entry.published:
        add(element, "published", entry.published)
    add(element, "link", rel="alternate", href=address, type="text/html")
    if entry.author:
        add(add(element, "author"), "name", entry.author)
    if entry.summary:
        add(element, "summary", entry.summary)


def instant(date: str | None) -> str:
    """A date of the archive as RFC 3339 wants it, midnight in China; a month counts from its first day; "" for none.

    >>> instant("2024-03"), instant(None)
    ('2024-03-01T00:00:00+08:00', '')
    """
    parts = [*(date or "").split("-"), "01", "01"]
    return f"{parts[0]}-{parts[1]}-{parts[2]}T00:00:00+08:00" if date else ""
