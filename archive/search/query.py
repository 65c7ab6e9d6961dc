"""What a reader types: blanks, OR, -, "phrases" and some fields are syntax; all else is text, never an error."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from archive.search.folding import Run, fold, runs

T = TypeVar("T")

MAX_CHARACTERS = 200
MAX_TERMS = 16
FIELDS = ("title", "issuer", "publisher", "number", "year", "region")
"""The words that narrow when they stand before a colon; `number` is the index number or the document number."""
TEXT = "text"
"""The field of terms that must stand in the text itself; a search has a condition for it, the query no word."""

_ITEM = re.compile(
    rf"""(?P<minus>-?)(?:(?P<field>{"|".join(FIELDS)}):)?(?:"(?P<phrase>[^"]*)"(?P<tail>\S*)|(?P<word>\S+))""",
)
_YEARS = re.compile(r"\d{4}(?:-\d{4})?(?:,\d{4}(?:-\d{4})?)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: runs to find in title or text (field ""), only in the title or the text, or a value of a field."""

    field: str
    value: str
    runs: tuple[Run, ...] = ()
    years: frozenset[int] = frozenset()

    @property
    def textual(self) -> bool:
        """Whether it is looked up in title or text, and not in a field."""
        return self.field in {"", "title", TEXT}

    @property
    def spelled(self) -> str:
        """The term as a reader would type it; the field that no syntax has is left out."""
        name = "" if self.field == TEXT else self.field
        return f'{name}:"{self.value}"' if name else f'"{self.value}"' if re.search(r"\s|^-|^OR$|:", self.value) else self.value


@dataclass(frozen=True, slots=True)
class Query:
    """Every clause must hold; one of a clause's terms suffices; none of the excluded terms may hold."""

    text: str = ""
    clauses: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    notes: tuple[tuple[str, int], ...] = ()
    """What was left out of the query: keys of the catalogue, each with the limit that it names."""

    @property
    def blank(self) -> bool:
        """Nothing was typed: the reader browses."""
        return not self.text

    @property
    def terms(self) -> tuple[Term, ...]:
        """The wanted terms of all clauses."""
        return tuple(term for clause in self.clauses for term in clause)

    def and_text(self, other: Query) -> Query:
        """Both queries at once; what the other one would find in title or text must stand in the text."""
        clauses = tuple(tuple(map(_in_text, clause)) for clause in other.clauses)
        return Query(f"{self.text} {other.text}".strip(), self.clauses + clauses,
                     self.excluded + tuple(map(_in_text, other.excluded)), self.notes + other.notes)


def _in_text(term: Term) -> Term:
    """The same term, looked for in the text only."""
    return term if term.field else replace(term, field=TEXT)


@lru_cache(maxsize=256)
def parse(query: str) -> Query:
    """Read a query; never fails.

    `OR` joins the terms on both its sides and binds closer than the blank: `a OR b c` is (a or b) and c. An OR without
    two wanted neighbours is dropped. A blank query has no clauses and means every document; a query of only excluded
    terms, of a lone OR or of punctuation has no clauses either and finds nothing.

    >>> [[term.value for term in clause] for clause in parse('复议 OR 诉讼 "依法 行政" -通知').clauses]
    [['复议', '诉讼'], ['依法行政']]
    """
    text = re.sub("[\ud800-\udfff]", " ", query).strip()
    notes = []
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS].rstrip()
        notes.append(("search.note.long", MAX_CHARACTERS))
    reader = _Reader()
    for item in _ITEM.finditer(text):
        reader.read(item)
    if reader.full:
        notes.append(("search.note.many", MAX_TERMS))
    return Query(text, _once(map(tuple, reader.clauses)), _once(reader.excluded), tuple(notes))


def _once(items: Iterable[T]) -> tuple[T, ...]:
    """Items in their order, repeated ones only once."""
    return tuple(dict.fromkeys(items))


@dataclass(slots=True)
class _Reader:
    """Collects terms into clauses while the items of a query pass by."""

    clauses: list[list[Term]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    joining: bool = False
    """An OR has just passed, and the item before it was a wanted term."""
    joinable: bool = False
    """The item just read was a wanted term."""
    full: bool = False

    def read(self, item: re.Match[str]) -> None:
        """Take one item of the query: an OR, a word, or a phrase with what is glued to it."""
        if item[0] == "OR":
            self.joining = self.joining or self.joinable
            self.joinable = False
            return
        words = [item["word"]] if item["phrase"] is None else [item["phrase"], item["tail"]]
        self._add(_term(item["field"] or "", words[0]), excluded=bool(item["minus"]))
        for tail in words[1:]:
            self._add(_term("", tail), excluded=False)

    def _add(self, term: Term | None, *, excluded: bool) -> None:
        """Keep a term, unless it holds nothing to look for or the query is full."""
        if term is None:
            return
        if len(self.excluded) + sum(map(len, self.clauses)) >= MAX_TERMS:
            self.full = True
        elif excluded:
            self.excluded.append(term)
        elif self.joining:
            self.clauses[-1].append(term)
        else:
            self.clauses.append([term])
        self.joinable = not excluded
        self.joining = False


def _term(name: str, value: str) -> Term | None:
    """The term for a value typed after a field (or none); None where it has no letter, digit or Chinese character."""
    folded = fold(value)
    if name == "year":
        years = read_years(folded)
        if years:
            return Term(name, folded, years=years)
        name, folded = "", fold(f"year:{value}")
    found = tuple(runs(folded))
    return Term(name, folded, found) if found else None


def read_years(text: str) -> frozenset[int]:
    """The years of `2020`, `2019-2021` or `2018,2020-2022`; empty for anything else.

    >>> sorted(read_years("2019-2020,2023"))
    [2019, 2020, 2023]
    """
    if not _YEARS.fullmatch(text):
        return frozenset()
    years: set[int] = set()
    for part in text.split(","):
        first, last = sorted((int(part[:4]), int(part[-4:])))
        years.update(range(first, last + 1))
    return frozenset(years)


def is_single(term: Term) -> bool:
    """Whether a term is a single Chinese character, which the pairs of the index do not hold by itself."""
    return len(term.runs) == 1 and term.runs[0].cjk and len(term.runs[0].text) == 1
