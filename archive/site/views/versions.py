"""The versions of a report's text: each under an address of its own, and what changed between two of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from archive import read, reading, textdiff
from archive.extract.sections import sections as sections_of
from archive.site import record
from archive.site.parts import titled
from archive.site.problems import problem
from archive.site.served import Site
from archive.site.views import cite
from archive.site.voice import voice

REVISION = """select revision, seen_at, text_sha256, title, text from revisions
where document_id = ? and revision = ?"""
LIST = "select revision, seen_at, text_sha256 from revisions where document_id = ? order by revision"


async def version(site: Site, request: Request) -> Response:
    """The text of one version, marked as such; the newest one has such an address too."""
    name, number = request.url_vars["id"], int(request.url_vars["number"])

    def work(conn: sqlite3.Connection) -> Response:
        document, found = read.document(conn, name), _revision(conn, name, number)
        if document is None or found is None:
            return problem(site, 404)
        path = f"/report/{name}/v/{number}"
        shown = document | {"title": found["title"] or document["title"]}
        ref = cite.reference(site, request, shown, seen_at=found["seen_at"], path=path)
        return site.page("version.html", {
            "document": document, "title": titled(shown), "revision": found,
            "blocks": reading.layout(found["text"], _sections(conn, document, found)),
            "versions": _list(site, conn, document, number), "quote": cite.quoted(ref),
        })

    return await site.read(work)


def _list(site: Site, conn: sqlite3.Connection, document: Mapping[str, Any], shown: int | None = None) -> Markup:
    """The versions of a report's text with links to them and to what changed."""
    rows = conn.execute(LIST, (document["id"],)).fetchall()
    return Markup(record.versions(voice(site.base), document, rows, shown))  # noqa: S704 - its builder escapes every value


def _revision(conn: sqlite3.Connection, name: str, number: int) -> dict[str, Any] | None:
    return next(iter(read.rows(conn, REVISION, name, number)), None)


def _sections(conn: sqlite3.Connection, document: Mapping[str, Any], revision: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stored sections of the text in force; those of an older text are read from it anew."""
    if revision["text"] == document["text"]:
        return read.sections(conn, document["id"])
    found = sections_of(revision["text"], year=document["report_year"], report=document["kind"] == "annual_report")
    return [
        {"position": at, "level": one.level, "heading": one.heading, "role": one.role, "start": one.start}
        for at, one in enumerate(found, 1)
    ]


async def diff(site: Site, request: Request) -> Response:
    """What changed from one version to another, in either direction."""
    name, *numbers = request.url_vars["id"], int(request.url_vars["a"]), int(request.url_vars["b"])

    def work(conn: sqlite3.Connection) -> Response:
        document = read.document(conn, name)
        old, new = (_revision(conn, name, number) for number in numbers)
        if document is None or old is None or new is None:
            return problem(site, 404)
        changes = textdiff.compare(old["text"], new["text"])
        titles = textdiff.compare(old["title"] or "", new["title"] or "")
        return site.page("diff.html", {
            "document": document, "title": titled(document), "old": old, "new": new,
            "counts": textdiff.count(changes), "folds": textdiff.folded(changes),
            "titles": [] if textdiff.count(titles).equal else titles, "versions": _list(site, conn, document),
        })

    return await site.read(work)
