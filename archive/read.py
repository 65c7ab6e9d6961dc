"""Plain readers of the archive for the command and the site: dicts that JSON can hold, no HTML."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from archive.model import FIELDS
from archive.reuse import rows as reuse

Row = dict[str, Any]

DOCUMENT = "select d.*, t.text from documents d join texts t on t.rowid = d.rowid where d.id = ?"
NEWEST = """
select id, title, url, issuer, publisher, region_code, region_name, report_year, level, kind, verdict, date_published,
       index_number, first_seen, last_seen, state
from documents where in_index = 1 order by rowid desc limit ?
"""


def rows(conn: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    """All rows as dicts, whatever row factory the connection has."""
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, tuple(row), strict=True)) for row in cursor]


def generation(conn: sqlite3.Connection) -> str:
    """Changes with every visible change of the archive; the key of every cache."""
    found = rows(conn, "select value from meta where key = 'generation'")
    return str(found[0]["value"]) if found else "0"


def document(conn: sqlite3.Connection, document_id: str) -> Row | None:
    """All fields of a document and its text; booleans as such, warnings as a list."""
    found = rows(conn, DOCUMENT, document_id)
    if not found:
        return None
    row = found[0]
    row["index_number_valid"] = truth(row["index_number_valid"])
    row["in_index"] = bool(row["in_index"])
    row["warnings"] = json.loads(row["warnings"]) if row["warnings"] else []
    return row


def truth(value: int | None) -> bool | None:
    """A stored 0 or 1 as a boolean; NULL stays None."""
    return None if value is None else bool(value)


def sections(conn: sqlite3.Connection, document_id: str) -> list[Row]:
    """Headings in reading order, offsets in characters into the text."""
    return rows(conn, 'select position, level, heading, role, start, "end" from sections where document_id = ? '
                      "order by position", document_id)


def figures(conn: sqlite3.Connection, document_id: str) -> list[Row]:
    """Numbers that the report gives, in reading order."""
    return rows(conn, 'select position, indicator, value, unit, year, qualifier, quote, start, "end" from figures '
                      "where document_id = ? order by position", document_id)


def evidence(conn: sqlite3.Connection, document_id: str) -> list[Row]:
    """Why each field has its value."""
    return rows(conn, 'select field, rule, "where", quote from evidence where document_id = ? order by field',
                document_id)


def attachments(conn: sqlite3.Connection, document_id: str) -> list[Row]:
    """The page's files in its order."""
    return rows(conn, "select position, name, href, capture_id, sha256, media_type, bytes, chars, error, ocr "
                      "from attachments where document_id = ? order by position", document_id)


def captures(conn: sqlite3.Connection, document_id: str) -> list[Row]:
    """Every visit that found the document, oldest first."""
    return rows(conn, 'select id, url, kind, portal, fetched_at, status, media_type, sha256, bytes, file, "offset", '
                      "length, verdict, error, refers_to from captures where document_id = ? order by fetched_at, id",
                document_id)


def revisions(conn: sqlite3.Connection, document_id: str) -> list[Row]:
    """Every version of the text, the first one first."""
    return rows(conn, "select revision, seen_at, capture_id, text_sha256, title, text from revisions "
                      "where document_id = ? order by revision", document_id)


def addresses(conn: sqlite3.Connection, document_id: str) -> list[Row]:
    """Every address under which the document stood, live ones first, then the newest."""
    return rows(conn, 'select url, portal, "column", index_number, first_seen, last_seen, state from addresses '
                      "where document_id = ? order by state = 'live' desc, substr(first_seen, 1, 10) desc, url desc", document_id)


def newest(conn: sqlite3.Connection, limit: int = 10) -> list[Row]:
    """The reports that came last."""
    return rows(conn, NEWEST, limit)


def answer(conn: sqlite3.Connection, document_id: str) -> Row | None:
    """A stored document as the object that `fazhi extract` answers, with its archive facts behind it."""
    row = document(conn, document_id)
    if row is None:
        return None
    out: Row = {name: row[name] for name in FIELDS}
    out["text"] = row["text"]
    out["sections"] = [without(item, "position") for item in sections(conn, document_id)]
    out["attachments"] = [{"name": item["name"], "href": item["href"]} for item in attachments(conn, document_id)]
    out["figures"] = [without(item, "position") for item in figures(conn, document_id)]
    out["evidence"] = {item["field"]: without(item, "field") for item in evidence(conn, document_id)}
    out["warnings"] = row["warnings"]
    visits = captures(conn, document_id)
    out |= {
        "id": row["id"], "state": row["state"], "gone_at": row["gone_at"], "portal": row["portal"],
        "first_seen": row["first_seen"], "last_seen": row["last_seen"], "revision": row["revision"],
        "sha256": row["text_sha256"], "extractor": row["extractor"],
        "addresses": [item["url"] for item in addresses(conn, document_id)],
        "reuse": reuse.brief(conn, document_id),
        "captures": [{key: visit[key] for key in ("id", "url", "fetched_at", "status", "sha256")} for visit in visits],
    }
    return out


def without(row: Row, name: str) -> Row:
    """A row less one column."""
    return {key: value for key, value in row.items() if key != name}
