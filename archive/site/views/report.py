"""A report: its page, its files, the web page as it was fetched, and its attachments."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import layouts, read
from archive.errors import FazhiError
from archive.export import downloads
from archive.model import LEVELS
from archive.reuse.rows import reused
from archive.site import body, record, sheet
from archive.site.cite import Reference
from archive.site.problems import problem
from archive.site.served import Site
from archive.site.sheet import SHOWN_FIELDS
from archive.site.views import cite
from archive.site.voice import Voice
from archive.warc import storage

Row = Mapping[str, Any]

HOLES = ("title", "head", "content")
"""What the frame of the page (report.html) takes."""
RELATED_MAX = 30
CAPTURES_MAX = 20
"""Newest captures on the page; all of them are in the JSON."""
RAW_MAX = 64 * 1024 * 1024
"""Bytes of a stored answer that a reader may take; bigger ones stay with the keeper of the archive."""
RAW_POLICY = "sandbox; default-src 'none'"

WRITERS: Mapping[str, tuple[Callable[[dict[str, Any]], str], str]] = {
    "txt": (downloads.as_text, "text/plain; charset=utf-8"),
    "md": (downloads.as_markdown, "text/markdown; charset=utf-8"),
    "json": (downloads.as_json, "application/json; charset=utf-8"),
    "html": (downloads.as_html, "text/html; charset=utf-8"),
}

FIGURES_MAX = 60
"""Numbers on the page; all of them are in the JSON."""
PEERS_MAX = 12
# Parameters: 1 year, 2 level, 3 city (four digits), 4 province (two), 5 id, 6 issuer, 7 how many.
_PEERS_ARM = """
select * from (
    select id, coalesce(nullif(issuer, ''), nullif(publisher, ''), nullif(region_name, ''), title), title from documents indexed by documents_by_level
        where report_year = ?1 and {levels} and region_code between {first} and {last}
        and in_index = 1 and id <> ?5 and issuer is not ?6 and {more} order by region_code, rowid limit ?7)
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

Each part walks the index documents_by_level, which holds all that is asked for, and stops at its limit; one sort of the whole
province would take 2 ms.
"""
RELATED_SQL = """
select id, report_year, title from documents
where issuer = ? and +in_index = 1 and id <> ? and report_year is not null
order by report_year desc, date_published desc limit ?
"""
COLUMNS = (
    *SHOWN_FIELDS, "id", "title", "url", "kind", "kind_reason", "verdict", "index_number_valid", "region_code", "state", "gone_at",
    "first_seen", "last_seen", "revision", "text_sha256", "text_chars", "warnings",
)
DOCUMENT_SQL = f"""
select cast(text as blob), case when maker = {layouts.MAKER} then cast(parts as blob) end, {', '.join(f'documents.{name}' for name in COLUMNS)}
from documents join texts using (rowid) left join layouts using (rowid) where documents.id = ?
"""  # noqa: S608 - our names
FIGURES_SQL = "select indicator, value, unit, qualifier, quote, start, year from figures where document_id = ? order by position"
FIGURE_START = 5
"""The place of `start` in these rows."""
EVIDENCE_SQL = """select field, rule, "where", quote from evidence where document_id = ?"""
ATTACHMENTS_SQL = "select position, name, href, capture_id, bytes, error from attachments where document_id = ? order by position"
CAPTURES_SQL = """
select fetched_at, status, verdict, bytes, sha256, file from captures
where document_id = ? order by fetched_at desc, id desc limit ?
"""
REVISIONS_SQL = "select revision, seen_at, text_sha256 from revisions where document_id = ? order by revision"
ADDRESSES_SQL = """
select url, state from addresses
where document_id = ? order by state = 'live' desc, substr(first_seen, 1, 10) desc, url desc
"""


async def page(site: Site, request: Request) -> Response:
    """The page of one report."""
    name = request.url_vars["id"]

    def work(conn: sqlite3.Connection) -> Response:
        cursor = conn.cursor()
        cursor.row_factory = None  # plain tuples; by name only the document's own columns are asked for
        found = cursor.execute(DOCUMENT_SQL, (name,)).fetchone()
        if found is None:
            return problem(site, 404)
        text, parts, *values = found
        document = dict(zip(COLUMNS, values, strict=True))
        revisions = cursor.execute(REVISIONS_SQL, (name,)).fetchall()
        seen_at = next((at for number, at, _ in revisions if number == document["revision"]), document["first_seen"])
        ref = cite.reference(site, request, document, seen_at=seen_at, path=f"/report/{name}")
        frame = site.frame("report.html", HOLES)
        voice = frame.voice
        return site.framed(
            frame, title=voice.say("page.title", page=escape(ref.title), site=escape(site.title())),
            head=sheet.head(voice, ref, site.url(f"/report/{name}")),
            content=_context(cursor, voice, document, ref, revisions, text, parts),
        )

    return site.glance(work)


def _context(
    conn: sqlite3.Cursor, voice: Voice, document: Row, ref: Reference, revisions: Sequence[Sequence[Any]],
    text: bytes, parts: bytes | None,
) -> bytes:
    """Title, contents, text, facts, and the record under them, in UTF-8."""
    name = document["id"]

    def rows(sql: str, *values: object) -> list[Any]:
        return conn.execute(sql, (name, *values)).fetchall()

    figures, captures = rows(FIGURES_SQL), rows(CAPTURES_SQL, CAPTURES_MAX)
    lines, layout = _layout(conn, name, text, parts, figures)
    others = conn.execute(RELATED_SQL, (document["issuer"], name, RELATED_MAX)).fetchall()
    return b"".join((
        sheet.top(voice, document, ref).encode(), b'<div class="sheet">\n', sheet.contents(voice, layout.contents),
        sheet.article(voice, lines, layout.special),
        sheet.facts(voice, document, rows(EVIDENCE_SQL)),
        sheet.files(voice, ref, stored=any(row[-1] for row in captures)).encode(),
        sheet.attachments(voice, name, rows(ATTACHMENTS_SQL)).encode(),
        sheet.related(voice, document, others, reused(conn, name)),
        b'<div class="record">\n',
        record.numbers(voice, document["report_year"], figures[:FIGURES_MAX], layout.anchors, len(figures[FIGURES_MAX:])),
        record.peers(voice, document, _peers(conn, document)),
        record.captures(voice, document, captures).encode(),
        record.history(voice, document, revisions).encode(),
        record.addresses(voice, rows(ADDRESSES_SQL)).encode(),
        record.warnings(voice, json.loads(document["warnings"])).encode() if document["warnings"] else b"",
        b"</section>\n</div>\n</div>",
    ))


def _layout(
    conn: sqlite3.Cursor, name: str, text: bytes, parts: bytes | None, figures: Sequence[Sequence[Any]],
) -> tuple[bytes, layouts.Layout]:
    """The lines of a text and how they stand on the page: kept with it, or made now."""
    kept = layouts.unpacked(parts, text, body.label)
    if kept:
        return text, kept
    sections, starts = conn.execute(layouts.SECTIONS_SQL, (name,)), (row[FIGURE_START] for row in figures)
    lines, found = layouts.made(text.decode(errors="replace"), sections, starts, body.label)
    return "\n".join(lines).encode(), found


def _peers(conn: sqlite3.Cursor, document: Row) -> list[Any]:
    """Some reports of the same year in the same province, by other bodies."""
    code, year = document["region_code"] or "", document["report_year"]
    if len(code) != 6 or not year:
        return []
    values = (year, document["level"], code[:4], code[:2], document["id"], document["issuer"], PEERS_MAX)
    return conn.execute(PEERS_SQL, values).fetchall()


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
