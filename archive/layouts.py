"""How a text stands on its page, as HTML without words of ours; kept beside the text in the table `layouts`.

Most lines of a report are plain paragraphs. What the table holds of it is the rest, which takes longest to find out: headings, tables,
signature, the table of contents, and the paragraphs in which its figures stand. A row that is missing, damaged or of an older maker is
only slower: what is kept begins with a checksum of itself and of the text, and is not used where that differs.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple
from zlib import crc32

from archive import reading
from archive.database import Writable

MAKER = 2
"""Version of what is made here and in reading.py; rows of another one are not read, and made anew after the next crawl."""
PART, FIELD = "\x1e", "\x1f"
"""Between the parts of a kept layout, and between the place of a line and its markup."""
NUMBER = "\x1d"
"""Stands on both sides of the number of a table, whose label is in the language of the page."""
CHECK = 4
"""Bytes of the checksum in front of them (CRC-32, ISO 3309)."""
_SIGNS = re.compile(f"[{PART}{FIELD}{NUMBER}]")
_LABEL = re.compile(f"{NUMBER}([0-9]+){NUMBER}".encode())
BATCH = 200
"""Documents in one transaction: the file is locked for a tenth of a second."""
_DUE_SQL = "select rowid from documents where in_index = 1 except select rowid from layouts where maker = ?"
_KEPT_SQL = "select rowid, document_id, cast(parts as blob) from layouts where maker = ? order by rowid"
_TEXT_SQL = "select document_id, text from texts where rowid = ?"
SECTION = ("position", "level", "heading", "role", "start")
SECTIONS_SQL = f"select {', '.join(SECTION)} from sections where document_id = ? order by position"  # noqa: S608 - our names
_FIGURES_SQL = "select start from figures where document_id = ? order by position"

Progress = Callable[[int, int], None]
Label = Callable[[int], str]
"""What a table that begins with a paragraph's number is called."""

_OPENINGS: list[bytes] = []
"""Tags that open the first, second, … paragraph; as many as the longest text has had lines."""


class Layout(NamedTuple):
    """What of a text is no plain paragraph, as HTML in UTF-8."""

    contents: bytes
    """The entries of the table of contents; empty where there is none."""
    anchors: Sequence[str]
    """The paragraphs in which the figures stand, p1, p2, …, in the order of the figures."""
    special: Mapping[int, bytes]
    """Place of a line that holds something, from 0 -> its markup; empty for the second and further rows of a table."""


# Making ------------------------------------------------------------------------------------------------------------------


def made(
    text: str, sections: Iterable[Sequence[Any]], starts: Iterable[int], label: Label,
) -> tuple[Sequence[str], Layout]:
    """The lines of a text that hold something, and its layout; `sections` are rows of SECTION, `starts` offsets of figures."""
    rows = [dict(zip(SECTION, row, strict=True)) for row in sections]
    found = reading.layout(text, rows)
    entries = "".join(
        f'<li class="c{one.level}"><a href="#{one.anchor}">{escape(one.text)}</a></li>\n'
        for one in reading.contents(found.special.values(), rows)
    )
    anchors = [reading.anchor(found.starts, start) for start in starts]
    return found.words, Layout(entries.encode(), anchors, special(found, label))


def special(found: reading.Layout, label: Label) -> dict[int, bytes]:
    """The lines that are more than a plain paragraph."""
    return {place: _block(block, label).encode() if block else b"" for place, block in found.special.items()}


def _block(block: reading.Block, label: Label) -> str:
    """One block that is more than a plain paragraph."""
    number, text = block.number, escape(block.text)
    if block.form == "heading":
        return f'<h{block.level} id="{block.anchor}"><span id="p{number}">{text}</span></h{block.level}>'
    if block.form == "table":
        return _table(block, label(number))
    kind = "" if block.form == "paragraph" else f' class="{block.form}"'
    if block.lead:
        text = f'<b id="{block.anchor}">{escape(block.lead)}</b>{text}'
    elif block.anchor:
        text = f'<span id="{block.anchor}"></span>{text}'
    return f'<p id="p{number}"{kind}>{text}</p>'


def _table(block: reading.Block, label: str) -> str:
    """A table in a frame that scrolls by keyboard too."""
    rows = "\n".join(
        f'<tr id="p{number}">' + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for number, row in enumerate(block.rows, block.number)
    )
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}"><table>\n{rows}\n</table></div>'


def html(lines: bytes, found: Mapping[int, bytes]) -> bytes:
    """A text as HTML: its lines that hold something, in UTF-8, and those of them that are no plain paragraphs.

    >>> html("甲 < 乙".encode(), {}).decode()
    '<p id="p1">甲 &lt; 乙</p>'
    """
    texts = escaped(lines).split(b"\n")
    count = len(texts)
    _OPENINGS.extend(b'<p id="p%d">' % number for number in range(len(_OPENINGS) + 1, count + 1))
    parts = [b"</p>\n"] * (3 * count)
    parts[0::3], parts[1::3] = _OPENINGS[:count], texts
    for place, markup in found.items():
        parts[3 * place:3 * place + 3] = (markup, b"", b"\n" if markup else b"")
    return b"".join(parts).removesuffix(b"\n")


def escaped(text: bytes) -> bytes:
    r"""What html.escape does, on UTF-8: looking for a sign in bytes takes a fortieth of the time that it takes in Chinese characters.

    >>> escaped(b"<a href='\"'> & Co").decode() == escape("<a href='\"'> & Co")
    True
    """
    text = text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return text.replace(b'"', b"&quot;").replace(b"'", b"&#x27;")


# Keeping -----------------------------------------------------------------------------------------------------------------


def settle(archive: Writable, progress: Progress | None = None) -> int:
    """Make the layouts of the report index that are missing or of an older maker; how many. May be killed anywhere."""
    due = [row[0] for row in archive.conn.execute(_DUE_SQL, (MAKER,))]
    for start in range(0, len(due), BATCH):
        with archive.transaction() as conn:
            for rowid in due[start:start + BATCH]:
                renew(conn, rowid)
        if progress:
            progress(min(start + BATCH, len(due)), len(due))
    return len(due)


def renew(conn: sqlite3.Connection, rowid: int) -> None:
    """Keep the layout of a stored document, unless it is there already or the document has no text."""
    if conn.execute("select 1 from layouts where rowid = ? and maker = ?", (rowid, MAKER)).fetchone():
        return
    found = kept(conn, rowid)
    if found:
        conn.execute("insert or replace into layouts values (?, ?, ?, ?)", (rowid, found[0], MAKER, found[1]))


def wrong(conn: sqlite3.Connection, progress: Progress) -> Iterator[tuple[int, str]]:
    """Rowid and document of the layouts that are not what would be kept now: damaged, or of other sections or figures."""
    total = conn.execute("select count(*) from layouts where maker = ?", (MAKER,)).fetchone()[0]
    for done, (rowid, name, parts) in enumerate(conn.execute(_KEPT_SQL, (MAKER,)), 1):
        if kept(conn, rowid) != (name, parts):
            yield rowid, name
        if done % BATCH == 0 or done == total:
            progress(done, total)


def kept(conn: sqlite3.Connection, rowid: int) -> tuple[str, bytes] | None:
    """The id of a stored document and its layout as it is kept; None where it has no text."""
    row = conn.execute(_TEXT_SQL, (rowid,)).fetchone()
    if row is None:
        return None
    name, text = row
    starts = [row[0] for row in conn.execute(_FIGURES_SQL, (name,))]
    lines, found = made(text, conn.execute(SECTIONS_SQL, (name,)), starts, lambda number: f"{NUMBER}{number}{NUMBER}")
    # Numbers of lines mean nothing in a text that has more of them than it shows; the extractor leaves none such.
    usual = "\n".join(lines) == text and not _SIGNS.search(text)
    return name, packed(found, text.encode()) if usual else b""


def packed(found: Layout, text: bytes) -> bytes:
    """The layout of a text as it is kept."""
    lines = (b"%d%s%s" % (place, FIELD.encode(), markup) for place, markup in found.special.items())
    parts = PART.encode().join((found.contents, ",".join(found.anchors).encode(), *lines))
    return _checksum(parts, text) + parts


def unpacked(stored: object, text: bytes, label: Label) -> Layout | None:
    """A kept layout, its tables labelled in the language of the page; None where it is none of this text, or damaged."""
    if not isinstance(stored, bytes) or stored[:CHECK] != _checksum(parts := stored[CHECK:], text):
        return None
    if NUMBER.encode() in parts:
        parts = _LABEL.sub(lambda number: escape(label(int(number[1]))).encode(), parts)
    contents, anchors, *lines = parts.split(PART.encode())
    places = (line.split(FIELD.encode(), 1) for line in lines)
    return Layout(contents, anchors.decode().split(","), {int(place): markup for place, markup in places})


def _checksum(parts: bytes, text: bytes) -> bytes:
    """What tells whether a layout is whole and stands beside its own text; takes 6 microseconds for a report."""
    return crc32(parts, crc32(text)).to_bytes(CHECK, "big")
