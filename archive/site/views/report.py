"""A report: its page, its files, the web page as it was fetched, and its attachments."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import export, i18n, read, reading, warc
from archive.errors import FazhiError
from archive.model import LEVELS
from archive.reuse.rows import reused
from archive.site import stated
from archive.site.problems import problem
from archive.site.served import Site
from archive.site.views import cite

Row = Mapping[str, Any]

SHOWN_FIELDS = (
    "issuer", "publisher", "index_number", "document_number", "date_published", "date_written", "report_year",
    "region_name", "level", "source", "topic", "genre", "openness", "validity",
)
"""Fields of the page, in reading order; those without a value are left out."""
RELATED_MAX = 30
CAPTURES_MAX = 20
"""Newest captures on the page; all of them are in the JSON."""
RAW_MAX = 64 * 1024 * 1024
"""Bytes of a stored answer that a reader may take; bigger ones stay with the keeper of the archive."""
RAW_POLICY = "sandbox; default-src 'none'"

WRITERS: Mapping[str, tuple[Callable[[dict[str, Any]], str], str]] = {
    "txt": (export.as_text, "text/plain; charset=utf-8"),
    "md": (export.as_markdown, "text/markdown; charset=utf-8"),
    "json": (export.as_json, "application/json; charset=utf-8"),
    "html": (export.as_html, "text/html; charset=utf-8"),
}

FIGURES_MAX = 60
"""Numbers on the page; all of them are in the JSON."""
PEERS_MAX = 12
# Parameters: 1 year, 2 level, 3 city (four digits), 4 province (two), 5 id, 6 issuer, 7 how many.
_PEERS_ARM = """
select id, issuer, publisher, title, region_name from (
    select * from documents where report_year = ?1 and {levels} and region_code between {first} and {last}
        and +in_index = 1 and id <> ?5 and issuer is not ?6 and {more} order by region_code, rowid limit ?7)
"""
_CITY = {"first": "?3 || '00'", "last": "?3 || '99'"}
_PROVINCE = {"first": "?4 || '0000'", "last": "?4 || '9999'"}
_OTHER_LEVELS = f"level in ({', '.join(map(repr, LEVELS))}) and level is not ?2"
PEERS_SQL = " union all ".join((
    _PEERS_ARM.format(levels="level is ?2", more="1", **_CITY),
    _PEERS_ARM.format(levels="level is ?2", more="substr(region_code, 1, 4) <> ?3", **_PROVINCE),
    _PEERS_ARM.format(levels=_OTHER_LEVELS, more="1", **_CITY),
    _PEERS_ARM.format(levels=_OTHER_LEVELS, more="substr(region_code, 1, 4) <> ?3", **_PROVINCE),
)) + " limit ?7"
"""Reports of the same year in the same province: those of the same level first, the same city's before others.

Each part walks the index documents_by_level and stops at its limit; one sort of the whole province would take 2 ms.
The plus keeps SQLite off the index by year, which would read a whole year of the nation for one province.
"""
RELATED_SQL = """
select id, report_year, title from documents
where issuer = ? and +in_index = 1 and id <> ? and report_year is not null
order by report_year desc, date_published desc limit ?
"""
CAPTURES_SQL = """
select fetched_at, status, verdict, bytes, sha256, file from captures
where document_id = ? order by fetched_at desc, id desc limit ?
"""
REVISIONS_SQL = "select revision, seen_at, text_sha256 from revisions where document_id = ? order by revision"


async def page(site: Site, request: Request) -> Response:
    """The page of one report."""
    name = request.url_vars["id"]

    def work(conn: sqlite3.Connection) -> Response:
        document = read.document(conn, name)
        if document is None:
            return problem(site, 404)
        quote = cite.quoted(cite.current(site, request, conn, document))
        return site.page("report.html", _context(conn, document) | {"quote": quote})

    return site.glance(work)


def _context(conn: sqlite3.Connection, document: dict[str, Any]) -> dict[str, Any]:
    """What the template shows."""
    name = document["id"]
    figures = read.figures(conn, name)
    sections = read.sections(conn, name)
    found = reading.blocks(document["text"] or "", sections)
    evidence = _by_field(read.evidence(conn, name))
    related = conn.execute(RELATED_SQL, (document["issuer"], name, RELATED_MAX)).fetchall()
    return {
        "document": document, "title": document["title"] or i18n.text("report.untitled"),
        "fields": [_field(document, key, evidence.get(key)) for key in SHOWN_FIELDS if document[key] is not None],
        "blocks": found, "contents": reading.contents(found, sections),
        "attachments": read.attachments(conn, name), "captures": read.rows(conn, CAPTURES_SQL, name, CAPTURES_MAX),
        "revisions": read.rows(conn, REVISIONS_SQL, name), "addresses": read.addresses(conn, name),
        "warnings": _warnings(document["warnings"]), "related": related, "earlier": _earlier(document, related),
        "figures": stated.stated(document["text"] or "", figures[:FIGURES_MAX]), "figures_left": len(figures[FIGURES_MAX:]),
        "peers": _peers(conn, document), "reuse": reused(conn, name),
    }


def _by_field(rows: Any) -> dict[str, Row]:
    """Evidence rows by their field."""
    if isinstance(rows, Mapping):
        return dict(rows)
    return {row["field"]: row for row in rows}


def _field(document: Row, key: str, evidence: Row | None) -> dict[str, Any]:
    """One line of the facts: label, value, remark, evidence."""
    value = document[key]
    words = {"level": i18n.LEVELS, "kind": i18n.KINDS}.get(key)
    remark = ""
    if key == "index_number":
        remark = {1: "valid", 0: "invalid"}.get(document["index_number_valid"], "none")
    return {
        "key": key, "label": i18n.label(i18n.FIELDS, key), "value": i18n.label(words, value) if words else value,
        "words": words is not None or key == "report_year", "remark": remark, "evidence": evidence,
    }


def _warnings(value: Any) -> list[str]:
    """The extractor's warnings: a JSON list in the database, a list where the reader has parsed it."""
    found = json.loads(value) if isinstance(value, str) and value else value
    return [str(item) for item in found or []]


def _earlier(document: Row, related: Sequence[Row]) -> Row | None:
    """The same body's last report before this one."""
    return next((row for row in related if document["report_year"] and row["report_year"] < document["report_year"]), None)


def _peers(conn: sqlite3.Connection, document: Row) -> list[dict[str, Any]]:
    """Some reports of the same year in the same province, by other bodies."""
    code, year = document["region_code"] or "", document["report_year"]
    if len(code) != 6 or not year:
        return []
    values = (year, document["level"], code[:4], code[:2], document["id"], document["issuer"], PEERS_MAX)
    return read.rows(conn, PEERS_SQL, *values)


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
        return warc.read_response(site.data, *place).content()

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
