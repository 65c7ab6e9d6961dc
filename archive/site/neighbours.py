"""What a report's page shows of other reports: the same body's other years, and the same year in the same province."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from archive.model import LEVELS
from archive.site import record, sheet
from archive.site.voice import Voice

Row = Mapping[str, Any]

RELATED_MAX = 30
RELATED_SQL = """
select id, report_year, title from documents
where issuer = ? and +in_index = 1 and id <> ? and report_year is not null
order by report_year desc, date_published desc limit ?
"""
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


class Neighbours(NamedTuple):
    """The pieces of a page, as markup in UTF-8."""

    related: bytes
    """The same body's other reports."""
    compared: bytes
    """What to compare the report with."""
    peers: bytes
    """Reports of the same year."""


def neighbours(cursor: sqlite3.Cursor, voice: Voice, about: Row) -> Neighbours:
    """The pieces as they are now; `about` has id, report_year, region_code, level and issuer. The cursor gives plain tuples."""
    others = cursor.execute(RELATED_SQL, (about["issuer"], about["id"], RELATED_MAX)).fetchall()
    return Neighbours(
        sheet.related(voice, others), sheet.compared(voice, about, others), record.peers(voice, about, _peers(cursor, about)),
    )


def _peers(cursor: sqlite3.Cursor, about: Row) -> list[Any]:
    """Some reports of the same year in the same province, by other bodies."""
    code, year = about["region_code"] or "", about["report_year"]
    if len(code) != 6 or not year:
        return []
    values = (year, about["level"], code[:4], code[:2], about["id"], about["issuer"], PEERS_MAX)
    return cursor.execute(PEERS_SQL, values).fetchall()
