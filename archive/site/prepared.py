"""Pages of reports, prepared: what a page says of its report is kept in Chinese, and what it shows of others beside it.

Making them takes three times as long as a reader of a page may wait for it at 3,000 a second. Triggers delete a page when anything
changes that it says of its report; neighbours hold until any report changes, and are made anew for those whom a change may concern
(keeping.py). What is missing, damaged or of another release is only slower: what is stored begins with a checksum of itself and of its
report's id, and is not used where that differs. Addresses, the name of the site and the names of tables belong to the page that is
asked for; bytes that no UTF-8 has stand in their places.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple
from zlib import crc32

from archive.site import body, cite, own, release
from archive.site.neighbours import Neighbours, neighbours
from archive.site.own import Own, Text
from archive.site.voice import voice_of

LANGUAGE = "zh"
CHECK = 8
"""Bytes of the checksum (CRC-32, ISO 3309, in hexadecimal)."""
SIGNS = {"\U0010fff0": b"\xf8", "\U0010fff1": b"\xf9", "\U0010fff2": b"\xfa", "\U0010fff3": b"\xfb", "\U0010fff4": b"\xfc"}
"""Characters that no report has (private, at the end of Unicode) -> bytes that stand for them in what is kept."""
LINKS, FILES, ROOT, SITE, TABLE = SIGNS
_TABLE = re.compile(rb"\xfc([0-9]+)\xfc")
PART = b"\xff"
"""Between the parts of what is kept."""
SAMPLE = ("/l", "/f", "https://r", "s")
"""Places for a page that is compared with one that needs none filled."""
ABOUT = ("id", "report_year", "region_code", "level", "issuer")
"""What a report's neighbours are looked up by."""

# Reading -----------------------------------------------------------------------------------------------------------------

SETTLED = "neighbours"
"""The key of meta that holds the generation up to which neighbours are kept."""
READ_SQL = f"""
select cast(pages.parts as blob), cast(neighbours.parts as blob) from pages left join neighbours
    on neighbours.rowid = pages.rowid and neighbours.maker = pages.maker
    and (select value from meta where key = '{SETTLED}') = (select value from meta where key = 'generation')
where document_id = ? and pages.maker = ?
"""  # noqa: S608 - a name of ours


class Places(NamedTuple):
    """What belongs to the page that is asked for, escaped."""

    links: bytes
    """Before the path of a page: the site's folder, and the language that the reader's own address pins."""
    files: bytes
    """Before the path of a file, which has no language."""
    root: bytes
    """Scheme and host."""
    site: bytes
    """The name of the archive."""


@lru_cache(maxsize=100)
def places(links: str, files: str, root: str, site: str) -> Places:
    """The places of the pages of one site in one language; `site` and `root` are not escaped."""
    return Places(links.encode(), files.encode(), escape(root).encode(), escape(cite.plain(site)).encode())


class Page(NamedTuple):
    """A page as it is kept."""

    about: Mapping[str, Any]
    text: Text
    own: Own
    neighbours: Neighbours | None
    """None where they have to be looked up."""


def read(cursor: sqlite3.Cursor, name: str, here: Places) -> Page | None:
    """The page that this release keeps of a report; None where it keeps none, or a damaged one."""
    row = cursor.execute(READ_SQL, (name, release.digest())).fetchone()
    parts = row and opened(row[0], name, 5)
    if not parts:
        return None
    about, anchors, entries, lines, pieces = parts
    if SIGNS[TABLE] in lines:
        lines = _TABLE.sub(lambda number: escape(body.label(int(number[1]))).encode(), lines)
    beside = opened(row[1], name, 1)
    return Page(
        json.loads(about.decode()), Text(entries, anchors.decode().split(","), lines), Own(*filled(pieces, here)),
        Neighbours(*filled(beside[0], here)) if beside else None,
    )


def opened(stored: object, name: str, count: int) -> list[bytes] | None:
    """The parts of what is stored of a report, the last one with all the rest; None where it is empty, damaged or another report's."""
    if not isinstance(stored, bytes) or stored[:CHECK] != _checksum(memoryview(stored)[CHECK:], name):
        return None
    return stored.split(PART, count)[1:]


def filled(pieces: bytes, here: Places) -> list[bytes]:
    """Pieces with their places filled."""
    for sign, value in zip(SIGNS.values(), here, strict=False):  # the last sign stands in texts
        pieces = pieces.replace(sign, value)
    return pieces.split(PART)


def _checksum(parts: bytes | memoryview, name: str) -> bytes:
    """What tells whether something is whole, and its own report's; takes 10 microseconds for a page."""
    return b"%08x" % crc32(parts, crc32(name.encode()))


# Making ------------------------------------------------------------------------------------------------------------------


def packed(name: str, lead: Sequence[bytes], made: Callable[[Places | None], Sequence[bytes]]) -> bytes:
    """Parts of a page as they are kept: those without places, and the pieces that are made. Empty where signs would be mistaken.

    `made` is called with no places for signs in them, and with those of a sample, which is what the filled signs must equal.
    """
    pieces = _signed(PART.join(made(None)))
    here = places(*SAMPLE)
    if filled(pieces, here) != list(made(here)):
        return b""
    parts = PART.join((b"", *lead, pieces))
    return _checksum(parts, name) + parts


def _signed(parts: bytes) -> bytes:
    for sign, byte in SIGNS.items():
        parts = parts.replace(sign.encode(), byte)
    return parts


def page(cursor: sqlite3.Cursor, name: str) -> bytes | None:
    """The page of a report as it is kept; None where there is no such report. The cursor gives plain tuples."""
    found = own.rows(cursor, name)
    if found is None:
        return None
    words = own.words(cursor, name)
    if any(sign in words for sign in SIGNS):
        return b""
    text = own.text(cursor, found, words, lambda number: f"{TABLE}{number}{TABLE}")
    about = json.dumps({key: found.document[key] for key in ABOUT}, ensure_ascii=False).encode()

    def made(here: Places | None) -> Own:
        links, files, root, site = (one.decode() for one in here) if here else (LINKS, FILES, ROOT, SITE)
        ref = own.reference(found, f"{root}{files}/report/{name}", site)
        return own.own(voice_of(LANGUAGE, links, files), found, ref, text.anchors, listed=bool(text.entries))

    return packed(name, (about, ",".join(text.anchors).encode(), text.entries, text.lines.replace(TABLE.encode(), SIGNS[TABLE])), made)


def beside(cursor: sqlite3.Cursor, about: Mapping[str, Any]) -> bytes:
    """The neighbours of a report as they are kept."""
    def made(here: Places | None) -> Neighbours:
        links, files, *_ = (one.decode() for one in here) if here else (LINKS, FILES)
        return neighbours(cursor, voice_of(LANGUAGE, links, files), about)

    return packed(about["id"], (), made)
