"""A report: its page, its files, the web page as it was fetched, and its attachments."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import read
from archive.errors import FazhiError
from archive.export import downloads
from archive.site import addresses, neighbours, own, prepared
from archive.site.problems import problem
from archive.site.served import Site
from archive.site.voice import Voice
from archive.warc import storage

Row = Mapping[str, Any]

HOLES = ("title", "head", "content")
"""What the frame of the page (report.html) takes."""
RAW_MAX = 64 * 1024 * 1024
"""Bytes of a stored answer that a reader may take; bigger ones stay with the keeper of the archive."""
RAW_POLICY = "sandbox; default-src 'none'"

WRITERS: Mapping[str, tuple[Callable[[dict[str, Any]], str], str]] = {
    "txt": (downloads.as_text, "text/plain; charset=utf-8"),
    "md": (downloads.as_markdown, "text/markdown; charset=utf-8"),
    "json": (downloads.as_json, "application/json; charset=utf-8"),
    "html": (downloads.as_html, "text/html; charset=utf-8"),
}


async def page(site: Site, request: Request) -> Response:
    """The page of one report."""
    name = request.url_vars["id"]

    def work(conn: sqlite3.Connection) -> Response:
        cursor = conn.cursor()
        cursor.row_factory = None  # plain tuples, for nothing here is asked for by name
        frame = site.frame("report.html", HOLES)
        voice, root = frame.voice, addresses.root(site, request)
        found = prepared.read(cursor, name, prepared.places(voice.home[:-1], voice.file[:-len("/report/")], root, site.facts["title"]))
        if not found or voice.words.language != prepared.LANGUAGE:
            found = _made(site, cursor, voice, name, root, found.text if found else None)
        if found is None:
            return problem(site, 404)
        text, own_parts, beside = found.text, found.own, found.neighbours or neighbours.neighbours(cursor, voice, found.about)
        return site.framed(
            frame, title=voice.say("page.title", page=own_parts.title.decode(), site=escape(site.title())), head=own_parts.head,
            content=b"".join((
                own_parts.top, text.entries, own_parts.between, text.lines, own_parts.facts,
                beside.related, own_parts.repeats, beside.compared, own_parts.numbers, beside.peers, own_parts.closing,
            )),
        )

    return site.glance(work)


def _made(site: Site, cursor: sqlite3.Cursor, voice: Voice, name: str, root: str, text: own.Text | None) -> prepared.Page | None:
    """What the page says of its report, made now, but for its text where that is kept; None where there is no such report."""
    found = own.rows(cursor, name)
    if found is None:
        return None
    text = text or own.text(cursor, found, own.words(cursor, name))
    ref = own.reference(found, root + site.url(f"/report/{name}"), site.facts["title"])
    return prepared.Page(found.document, text, own.own(voice, found, ref, text.anchors, listed=bool(text.entries)), None)


async def as_file(site: Site, request: Request) -> Response:
    """The report as plain text, Markdown, JSON, or one HTML file."""
    name, form = request.url_vars["id"], request.url_vars["form"]
    write, media_type = WRITERS[form]

    def work(conn: sqlite3.Connection) -> Response:
        answer = read.answer(conn, name)
        if answer is None:
            return problem(site, 404, json=form == "json")
        place = f'inline; filename="{name}.{form}"'
        return Response(write(answer), headers={"content-disposition": place}, content_type=media_type)

    return site.glance(work)


async def original(site: Site, request: Request) -> Response:
    """The newest stored answer of the portal, as bytes to save: never shown, never run."""
    name = request.url_vars["id"]

    def find_capture(conn: sqlite3.Connection) -> Row | None:
        rows = _stored(conn, "select id from captures where document_id = ? and kind in ('detail', 'import')", name)
        return next(iter(rows), None)

    return await raw(site, await site.read(find_capture), f"{name}.page")


async def attachment(site: Site, request: Request) -> Response:
    """A file that the report links to, as bytes to save."""
    name, position = request.url_vars["id"], int(request.url_vars["position"])

    def find_capture(conn: sqlite3.Connection) -> Row | None:
        sql = "select capture_id from attachments where document_id = ? and position = ?"
        return next(iter(_stored(conn, sql, name, position)), None)

    return await raw(site, await site.read(find_capture), f"{name}.file{position}")


def _stored(conn: sqlite3.Connection, which: str, *values: object) -> list[Row]:
    """The captures among `which` (SQL giving ids) whose bytes are stored, newest first; a revisit points to its bytes."""
    sql = f"""
        select kept.id, kept.file, kept."offset", kept.length, kept.bytes, kept.media_type
        from captures as seen join captures as kept on kept.id = coalesce(seen.refers_to, seen.id)
        where seen.id in ({which}) and kept.file is not null
        order by seen.fetched_at desc, seen.id desc limit 1
    """  # noqa: S608 - `which` is one of two constants above
    return [dict(row) for row in conn.execute(sql, values)]


async def raw(site: Site, capture: Row | None, name: str) -> Response:
    """The decoded body of a capture as a download."""
    if capture is None or (capture["bytes"] or 0) > RAW_MAX:
        return problem(site, 404)

    def load() -> bytes:
        place = (capture["file"], capture["offset"], capture["length"])
        return storage.read_response(site.data, *place).content()

    try:
        body = await asyncio.to_thread(load)
    except (FazhiError, OSError):
        return problem(site, 404)
    headers = {
        "content-disposition": f'attachment; filename="{name}{_suffix(capture["media_type"])}"',
        "content-security-policy": RAW_POLICY,
    }
    return Response(body, headers=headers, content_type="application/octet-stream")


SUFFIXES: Mapping[str, str] = {
    "text/html": ".html", "application/pdf": ".pdf", "text/plain": ".txt", "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx", "application/zip": ".zip",
    "application/vnd.ms-excel": ".xls", "application/json": ".json", "application/ofd": ".ofd",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


def _suffix(media_type: str | None) -> str:
    """A file name's ending for a media type; the portal's own file names are never used."""
    return SUFFIXES.get((media_type or "").partition(";")[0].strip().lower(), ".bin")
