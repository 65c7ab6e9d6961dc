"""Two reports side by side: part by part in the order that the rules for these reports give, and the numbers that both state."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import i18n, read, reading
from archive.site import stated
from archive.site.served import Site

ROLES = ("preamble", "achievements", "first_responsible_person", "problems", "plan", "other")
"""Parts of a report in the order of the page; the signature has nothing to compare."""
ROLE_CHARS = 1_200
"""Characters of one part that are shown for each report; the rest is a link away, so the page stays light on a phone."""
BLOCK_CHARS = 600
"""Characters of one paragraph that are shown where it alone is longer than a part may be."""
ROWS = 20
"""Rows of such a table."""
PEER_FORM = re.compile(r"(?:.*/report/)?([0-9A-Za-z_-]{1,100})(?:[/.?#].*)?")
"""An id, or the address of a report's page as a reader copies it."""
MAX_ASKED = 300


@dataclass(slots=True)
class Part:
    """One part of one report: what is shown of it, and where the rest begins."""

    blocks: list[reading.Block] = field(default_factory=list)
    chars: int = 0
    hidden: int = 0
    """Characters that are not shown."""
    rest: str = ""
    """Anchor of the first line that is not shown whole."""


@dataclass(slots=True)
class Side:
    """One of the two reports."""

    document: dict[str, Any]
    parts: dict[str, Part]
    numbers: list[stated.Stated]


async def page(site: Site, request: Request) -> Response:
    """The comparison, or the form that asks for two reports."""
    asked = [_asked(request.args.get(name) or "") for name in "ab"]

    def work(conn: sqlite3.Connection) -> Response:
        sides = [_side(conn, name) if name else None for name in asked]
        unknown = [name for name, side in zip(asked, sides, strict=True) if name and side is None]
        one, other = sides
        if one is None or other is None or asked[0] == asked[1]:
            context = {"asked": asked, "unknown": unknown, "same": bool(asked[0]) and asked[0] == asked[1]}
            return site.page("compare_form.html", context, status=404 if unknown else 200)
        return site.page("compare.html", {
            "sides": (one, other), "roles": [role for role in ROLES if role in one.parts or role in other.parts],
            "pairs": stated.pairs(one.numbers, other.numbers), "empty": Part(),
            "heading": i18n.text("compare.of", one=_name(one.document), other=_name(other.document)),
        })

    return await site.read(work)


def _name(document: Mapping[str, Any]) -> str:
    """What a report is called in the title of the page: whose it is, and the year."""
    whose = document["issuer"] or document["publisher"] or document["title"] or i18n.text("report.untitled")
    return i18n.text("compare.whose", issuer=whose, year=document["report_year"]) if document["report_year"] else whose


def _asked(value: str) -> str:
    """The id in what a reader typed or pasted; what cannot be one is kept for the answer, cut.

    >>> _asked(" https://x.example/report/331121-2023-1a2b3c4d#p3 "), _asked("331121-2023-1a2b3c4d")
    ('331121-2023-1a2b3c4d', '331121-2023-1a2b3c4d')
    """
    bare = value.strip()[:MAX_ASKED]
    found = PEER_FORM.fullmatch(bare)
    return found[1] if found else bare[:100]


def _side(conn: sqlite3.Connection, name: str) -> Side | None:
    document = read.document(conn, name)
    if document is None:
        return None
    text, sections = document["text"] or "", read.sections(conn, name)
    return Side(document, parts(reading.blocks(text, sections), sections), stated.stated(text, read.figures(conn, name)))


def parts(blocks: Sequence[reading.Block], sections: Sequence[dict[str, Any]]) -> dict[str, Part]:
    """The blocks by the role of the section they stand in; a text without sections is one other part."""
    changes = sorted((int(one["start"]), int(one["position"]), str(one["role"])) for one in sections)
    found: dict[str, Part] = {}
    role, at = "preamble" if sections else "other", 0
    for block in blocks:
        while at < len(changes) and changes[at][0] <= block.start:
            role, at = changes[at][2], at + 1
        if role != "signature":
            _add(found.setdefault(role if role in ROLES else "other", Part()), block)
    return found


def _add(part: Part, block: reading.Block) -> None:
    """Show a block if there is room for it, its beginning where nothing else is shown; what is left out is counted."""
    size = _size(block)
    room = ROLE_CHARS - (part.chars - part.hidden)
    part.chars += size
    if part.rest or (size > room and part.blocks):
        part.hidden += size
        part.rest = part.rest or f"p{block.number}"
        return
    if size > ROLE_CHARS:
        block = replace(block, text=block.text[:BLOCK_CHARS], rows=block.rows[:ROWS])
        part.hidden, part.rest = size - _size(block), f"p{block.number}"
    part.blocks.append(block)


def _size(block: reading.Block) -> int:
    """Characters of a block."""
    return len(block.lead) + len(block.text) + sum(len(cell) for row in block.rows for cell in row)
