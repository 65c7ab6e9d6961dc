"""A report as a reference: from the archive's rows to what cite.py writes, and the files for reference managers."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import read
from archive.site import addresses, cite, shapes
from archive.site.problems import problem
from archive.site.served import Site

SEEN_SQL = "select seen_at from revisions where document_id = ? and revision = ?"


def reference(site: Site, request: Request, document: Mapping[str, Any], *, seen_at: str, path: str) -> cite.Reference:
    """The reference to a document at one of its addresses; `seen_at` is when the quoted text was captured."""
    return cite.reference(
        document, url=addresses.absolute(site, request, path), site=site.facts["title"], accessed=shapes.moment(seen_at)[:10],
    )


def current(site: Site, request: Request, conn: sqlite3.Connection, document: Mapping[str, Any]) -> cite.Reference:
    """The reference to the text in force, under the report's own address."""
    row = conn.execute(SEEN_SQL, (document["id"], document["revision"])).fetchone()
    seen_at = row[0] if row else document["first_seen"]
    return reference(site, request, document, seen_at=seen_at, path=f"/report/{document['id']}")


def quoted(ref: cite.Reference) -> dict[str, Any]:
    """What the templates show of a reference."""
    return {"text": cite.gb7714(ref), "tags": cite.tags(ref), "files": cite.NAMES, "ref": ref, "language": cite.LANGUAGE}


async def as_file(site: Site, request: Request) -> Response:
    """The reference as a file: BibTeX, RIS or CSL-JSON."""
    name, form = request.url_vars["id"], request.url_vars["form"]
    write, media_type = cite.FORMS[form]

    def work(conn: sqlite3.Connection) -> Response:
        document = read.document(conn, name)
        if document is None:
            return problem(site, 404, json=form == "csl.json")
        headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
        return Response(write(current(site, request, conn, document)), headers=headers, content_type=media_type)

    return site.glance(work)
