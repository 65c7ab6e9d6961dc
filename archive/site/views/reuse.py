"""What a report repeats: the passages that stand in last year's report, or in reports of other bodies, side by side."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import read, reading
from archive.reuse import rows
from archive.site.parts import titled
from archive.site.problems import problem
from archive.site.served import Site

SHOWN_MAX = 120
"""Paragraphs of one pair on the page; the JSON has all."""
PIECE_MAX = 1_200
"""Characters of one side of a paragraph; a text that lost its line breaks is one paragraph."""

WORDS_MIN = 4
"""Characters in common below which a paragraph is not shown: what stood between two numbers, or ran over from the line before."""

Passage = Sequence[int]


@dataclass(slots=True)
class Side:
    """Words of one report: the paragraph where they stand, and pieces that are equal on both sides or not."""

    number: int
    pieces: list[tuple[str, bool]]


async def page(site: Site, request: Request) -> Response:
    """The passages of one report, each beside the words that it repeats."""
    name = request.url_vars["id"]

    def work(conn: sqlite3.Connection) -> Response:
        document = read.document(conn, name)
        found = rows.pairs(conn, name)
        if document is None or not found:
            return problem(site, 404)
        return site.page("reuse.html", {
            "document": document, "title": titled(document),
            "pairs": [_shown(conn, document["text"], row) for row in found],
        })

    return await site.read(work)


async def as_json(site: Site, request: Request) -> Response:
    """The same for programs: shares, offsets and words."""
    name = request.url_vars["id"]

    def work(conn: sqlite3.Connection) -> Response:
        document = read.document(conn, name)
        if document is None:
            return problem(site, 404, json=True)
        found = [row | {"passages": [_passage(document["text"], passage) for passage in row["passages"]]}
                 for row in rows.pairs(conn, name)]
        return Response.json({"id": name, "reuse": found})

    return await site.read(work)


def _passage(text: str, passage: Passage) -> dict[str, Any]:
    start, end, other_start, other_end = passage
    return {"start": start, "end": end, "other_start": other_start, "other_end": other_end, "text": text[start:end]}


def _shown(conn: sqlite3.Connection, text: str, row: dict[str, Any]) -> dict[str, Any]:
    """One pair as the template shows it."""
    other = read.document(conn, row["id"])
    both = aligned(text, other["text"] if other else "", row["passages"])
    return row | {"percent": round(100 * row["share"]), "sides": both[:SHOWN_MAX], "left": len(both[SHOWN_MAX:])}


def aligned(text: str, other: str, passages: Sequence[Passage]) -> list[tuple[Side, Side]]:
    """Passages of one paragraph on both sides together, with the words between them that differ.

    >>> one, = aligned("办结12件、审结", "办结9件、审结", [[0, 2, 0, 2], [4, 5, 3, 4], [6, 8, 5, 7]])
    >>> one[0].pieces
    [('办结', True), ('12', False), ('件', True), ('、', False), ('审结', True)]
    """
    starts, other_starts = reading.line_starts(text), reading.line_starts(other)

    def place(passage: Passage) -> tuple[int, int]:
        return bisect_right(starts, passage[0]), bisect_right(other_starts, passage[2])

    found = []
    for (number, other_number), group in groupby(_in_order(passages), key=place):
        one = list(group)
        if sum(passage[1] - passage[0] for passage in one) < WORDS_MIN:
            continue
        found.append((Side(number, _pieces(text, [(p[0], p[1]) for p in one])),
                      Side(other_number, _pieces(other, [(p[2], p[3]) for p in one]))))
    return found


def _in_order(passages: Sequence[Passage]) -> list[Passage]:
    return sorted(passages, key=lambda passage: (passage[0], passage[2]))


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The words from the first span to the last one, cut where spans begin and end."""
    found: list[tuple[str, bool]] = []
    at = spans[0][0]
    last = at + PIECE_MAX
    for start, end in sorted(spans):
        found += [(text[at:start], False), (text[max(at, start):min(end, last)], True)]
        at = max(at, end)
        if at >= last:
            break
    return [(words, same) for words, same in found if words]
