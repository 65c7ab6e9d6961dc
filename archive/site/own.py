"""What a report's page says of the report itself; its neighbours, which other reports change, are no part of it.

Title, head, text, facts, files, numbers, captures, versions and remarks, as markup in UTF-8 between the entries of the table of
contents, the lines of the text, and what the neighbours add (views/report.py puts them together).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from archive import layouts
from archive.reuse.rows import reused
from archive.site import body, cite, record, shapes, sheet
from archive.site.sheet import SHOWN_FIELDS
from archive.site.voice import Voice

Row = Mapping[str, Any]

CAPTURES_MAX = 20
"""Newest captures on the page; all of them are in the JSON."""
FIGURES_MAX = 60
"""Numbers on the page; all of them are in the JSON."""
COLUMNS = (
    *SHOWN_FIELDS, "id", "title", "url", "kind", "kind_reason", "verdict", "index_number_valid", "region_code", "state", "gone_at",
    "first_seen", "last_seen", "revision", "text_sha256", "text_chars", "warnings",
)
DOCUMENT_SQL = f"select {', '.join(COLUMNS)} from documents where id = ?"  # noqa: S608 - our names
TEXT_SQL = "select text from texts where document_id = ?"
FIGURES_SQL = "select indicator, value, unit, qualifier, quote, start, year from figures where document_id = ? order by position"
FIGURE_START = 5
"""The place of `start` in these rows."""
EVIDENCE_SQL = """select field, rule, "where", quote from evidence where document_id = ?"""
ATTACHMENTS_SQL = "select position, name, href, capture_id, bytes, error from attachments where document_id = ? order by position"
CAPTURES_SQL = f"""
select fetched_at, status, verdict, bytes, sha256, file from captures
where document_id = ? order by fetched_at desc, id desc limit {CAPTURES_MAX}
"""  # noqa: S608 - a number of ours
REVISIONS_SQL = "select revision, seen_at, text_sha256 from revisions where document_id = ? order by revision"
ADDRESSES_SQL = """
select url, state from addresses
where document_id = ? order by state = 'live' desc, substr(first_seen, 1, 10) desc, url desc
"""
TABLES = (FIGURES_SQL, EVIDENCE_SQL, ATTACHMENTS_SQL, CAPTURES_SQL, REVISIONS_SQL, ADDRESSES_SQL)


class Text(NamedTuple):
    """A text as it stands on the page, in any language."""

    entries: bytes
    """Of the table of contents; empty where there is none."""
    anchors: Sequence[str]
    """The paragraphs in which the figures stand, in their order."""
    lines: bytes


class Own(NamedTuple):
    """The pieces of the page, in one language."""

    title: bytes
    head: bytes
    top: bytes
    """Up to the entries of the table of contents."""
    between: bytes
    """From there to the lines of the text."""
    facts: bytes
    """From there to the other reports of the same body."""
    repeats: bytes
    """What the report repeats of another one."""
    numbers: bytes
    """From the end of the facts to the reports of the same year."""
    closing: bytes


class Rows(NamedTuple):
    """What the archive knows of one report; rows of the statements above."""

    document: Row
    figures: Sequence[Sequence[Any]]
    evidence: Sequence[Sequence[Any]]
    attachments: Sequence[Sequence[Any]]
    captures: Sequence[Sequence[Any]]
    revisions: Sequence[Sequence[Any]]
    addresses: Sequence[Sequence[Any]]
    reuse: Row | None


def rows(cursor: sqlite3.Cursor, name: str) -> Rows | None:
    """All of one report but its text; None where there is no such report. The cursor gives plain tuples."""
    found = cursor.execute(DOCUMENT_SQL, (name,)).fetchone()
    if found is None:
        return None
    figures, evidence, attachments, captures, revisions, addresses = (cursor.execute(sql, (name,)).fetchall() for sql in TABLES)
    document = dict(zip(COLUMNS, found, strict=True))
    return Rows(document, figures, evidence, attachments, captures, revisions, addresses, reused(cursor, name))


def words(cursor: sqlite3.Cursor, name: str) -> str:
    """The text of a report; empty where it has none."""
    found: str = (cursor.execute(TEXT_SQL, (name,)).fetchone() or ("",))[0]
    return found


def text(cursor: sqlite3.Cursor, found: Rows, printed: str, label: layouts.Label = body.label) -> Text:
    """The text of a report as it stands on the page; `label` names its tables."""
    sections, starts = cursor.execute(layouts.SECTIONS_SQL, (found.document["id"],)), (row[FIGURE_START] for row in found.figures)
    lines, layout = layouts.made(printed, sections, starts, label)
    return Text(layout.contents, layout.anchors, body.article("\n".join(lines).encode(errors="replace"), layout.special))


def reference(found: Rows, url: str, site: str) -> cite.Reference:
    """How to quote the text in force; `url` is the report's permalink with scheme and host, `site` the name of the archive."""
    document = found.document
    seen_at = next((at for number, at, _ in found.revisions if number == document["revision"]), document["first_seen"])
    return cite.reference(document, url=url, site=site, accessed=shapes.moment(seen_at)[:10])


def own(voice: Voice, found: Rows, ref: cite.Reference, anchors: Sequence[str], *, listed: bool) -> Own:
    """The pieces of the page; `listed`: whether the table of contents has entries."""
    document, name = found.document, found.document["id"]
    return Own(
        escape(ref.title).encode(), sheet.head(voice, ref),
        sheet.top(voice, document, ref).encode() + b'<div class="sheet">\n' + sheet.contents(voice, listed=listed),
        sheet.before_text(voice, listed=listed),
        b"".join((
            sheet.AFTER_TEXT, sheet.facts(voice, document, found.evidence),
            sheet.files(voice, ref, stored=any(row[-1] for row in found.captures)).encode(),
            sheet.attachments(voice, name, found.attachments).encode(),
        )),
        sheet.repeats(voice, name, found.reuse),
        b'<div class="record">\n' + record.numbers(
            voice, document["report_year"], found.figures[:FIGURES_MAX], anchors, len(found.figures[FIGURES_MAX:])),
        b"".join((
            record.captures(voice, document, found.captures).encode(), record.history(voice, document, found.revisions).encode(),
            record.addresses(voice, found.addresses).encode(), record.warnings(voice, _warnings(document)).encode(),
            b"</section>\n</div>\n</div>",
        )),
    )


def _warnings(document: Row) -> list[str]:
    """What the extractor remarked."""
    found: list[str] = json.loads(document["warnings"]) if document["warnings"] else []
    return found
