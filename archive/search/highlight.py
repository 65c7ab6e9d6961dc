"""Marks and snippets: where a query stands in the raw text, cut to a few short pieces of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice
from typing import NamedTuple

from archive.search.folding import fold_map, is_respelled, whole_end
from archive.search.query import TEXT, Query, Term, parse
from archive.search.spotting import RawSpotter, Span, Spotter

Piece = tuple[str, bool]
"""A stretch of text and whether it is a hit."""

SNIPPETS = 3
SNIPPET_CHARACTERS = 120
MAX_MARKS = 12
"""Hits marked in one snippet or title; the rest stays plain."""
LEAD_CHARACTERS = 30
"""How much of a snippet stands before its first hit."""
_LOOKED_AT = 30
"""Hits of one term that are looked at for a place: more would not change what a reader sees."""

_BLANKS = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[。！？；\n]")


class _Pattern(NamedTuple):
    """One term, ready to be looked for."""

    raw: RawSpotter
    exact: Spotter
    characters: set[str]


class Highlighter:
    """Finds the wanted terms of one query in many texts; patterns are compiled once."""

    def __init__(self, query: Query, snippets: int = SNIPPETS) -> None:
        self._most = snippets
        self._titles = _patterns(term for term in query.terms if term.field in {"", "title"})
        self._body = _patterns(term for term in query.terms if term.field in {"", TEXT})

    def title(self, title: str) -> list[Piece]:
        """The whole title in pieces."""
        spans = [span for found in self._spans(title, self._titles) for span in found]
        return list(_pieces(title, 0, len(title), _joined(spans)[:MAX_MARKS]))

    def snippets(self, text: str) -> list[list[Piece]]:
        """One to three pieces of the text around the first hits of each term; the beginning where none stands."""
        return [pieces for _, pieces in self.passages(text)]

    def passages(self, text: str, within: Sequence[Span] | None = None) -> list[tuple[int | None, list[Piece]]]:
        """The same with the place of the first hit of each piece, None where none stands; `within` limits the hits."""
        found = [spans for spans in self._spans(text, self._body, within) if spans]
        places = _places(text, found, self._most) or [(0, min(len(text), SNIPPET_CHARACTERS))]
        spans = _joined([span for term in found for span in term])
        passages = ((_first(spans, place), _snippet(text, place, spans)) for place in places)
        return [passage for passage in passages if passage[1]]

    @staticmethod
    def _spans(text: str, patterns: Iterable[_Pattern], within: Sequence[Span] | None = None) -> list[list[Span]]:
        """The first hits of each term; the text is folded only where it may spell a term in another way."""
        folded: tuple[str, Sequence[int]] | None = None
        found = []
        for pattern in patterns:
            spans = list(islice(_inside(pattern.raw.spans(text), within), _LOOKED_AT))
            if not spans and is_respelled(text, pattern.characters):
                folded = folded or fold_map(text)
                spans = list(islice(_inside(_raw_spans(text, pattern, folded), within), _LOOKED_AT))
            found.append(spans)
        return found


def sql_snippet(text: str | None, query: str | None) -> str | None:
    """zh_snippet(text, query) for SQL: the best snippet as HTML, escaped, hits in <mark>; NULL for a NULL text."""
    if text is None:
        return None
    snippets = Highlighter(parse("" if query is None else str(query))).snippets(str(text))
    pieces = snippets[0] if snippets else []
    return "".join(f"<mark>{escape(piece)}</mark>" if hit else escape(piece) for piece, hit in pieces)


def plain(pieces: Iterable[Piece]) -> str:
    """Pieces as one text without marks."""
    return "".join(piece for piece, _ in pieces)


def _patterns(terms: Iterable[Term]) -> list[_Pattern]:
    """The patterns of the textual terms."""
    return [
        _Pattern(RawSpotter(term.runs), Spotter(term.runs), set("".join(run.text for run in term.runs)))
        for term in terms if term.textual
    ]


def _raw_spans(text: str, pattern: _Pattern, folded: tuple[str, Sequence[int]]) -> Iterator[Span]:
    """Where a term stands in the raw text, told by its places in the folded one."""
    for start, end in pattern.exact.spans(folded[0]):
        yield folded[1][start], whole_end(text, folded[1][end - 1])


def _inside(spans: Iterable[Span], within: Sequence[Span] | None) -> Iterable[Span]:
    """Those spans that lie wholly in one of the stretches."""
    return spans if within is None else (span for span in spans if any(low <= span[0] and span[1] <= high for low, high in within))


def _first(spans: Iterable[Span], place: Span) -> int | None:
    """Where the first hit of a stretch begins."""
    return next((start for start, end in spans if start < place[1] and end > place[0]), None)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, overlapping and touching ones made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _places(text: str, found: Sequence[Sequence[Span]], most: int) -> list[Span]:
    """The stretches to show, in reading order: first hits of each term, then further hits."""
    starts = [spans[turn][0] for turn in range(SNIPPETS) for spans in found if turn < len(spans)]
    places: list[Span] = []
    for start in starts:
        if len(places) < most and not any(low <= start < high for low, high in places):
            places.append(_place(text, start))
    return _apart(sorted(places))


def _apart(places: Sequence[Span]) -> list[Span]:
    """The same places without overlaps: a later one begins where an earlier one ends."""
    apart: list[Span] = []
    for start, end in places:
        low = max(start, apart[-1][1]) if apart else start
        if low < end:
            apart.append((low, end))
    return apart


def _place(text: str, hit: int) -> Span:
    """The stretch to show for a hit; it begins with the hit's sentence where that is near."""
    low = max(0, hit - LEAD_CHARACTERS)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, low, hit)]
    low = ends[-1] if ends else low
    return low, min(len(text), low + SNIPPET_CHARACTERS)


def _snippet(text: str, place: Span, spans: Sequence[Span]) -> list[Piece]:
    """One stretch in pieces, with an ellipsis where text was cut off; blanks and line breaks made one blank."""
    low, high = place
    inside = [(max(start, low), min(end, high)) for start, end in spans if start < high and end > low]
    pieces = [(_BLANKS.sub(" ", piece), hit) for piece, hit in _pieces(text, low, high, inside[:MAX_MARKS])]
    if not plain(pieces).strip():
        return []
    before = [("…", False)] if text[:low].strip() else []
    after = [("…", False)] if text[high:].strip() else []
    return [*before, *pieces, *after]


def _pieces(text: str, low: int, high: int, spans: Iterable[Span]) -> Iterator[Piece]:
    """Cut text[low:high] at the edges of hits; empty pieces are left out."""
    for start, end in spans:
        if low < start:
            yield text[low:start], False
        yield text[start:end], True
        low = end
    if low < high:
        yield text[low:high], False
