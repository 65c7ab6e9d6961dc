"""Every word that the site shows, in one catalogue: key -> (Chinese, English); templates hold none.

Each module holds the words of some pages; a new page brings a module of its own and is named in `INTERFACE` below.
English words may ask for a number: `{count:report|reports}`.
"""

from __future__ import annotations

from archive.i18n import finding, frame, governments, machine, report, reuse, search, versions
from archive.i18n.codes import (
    FIELDS,
    KINDS,
    LEVELS,
    PLACES,
    REASONS,
    RULES,
    RUNS,
    TABLE_MEANINGS,
    TABLES,
    UNITS,
    VERDICTS,
)
from archive.i18n.pairs import LANGUAGES, NAMES, Pair, Words, fill, language, pick, speaking, tag

__all__ = [
    "FIELDS",
    "INTERFACE",
    "KINDS",
    "LANGUAGE",
    "LANGUAGES",
    "LARGE",
    "LEVELS",
    "NAMES",
    "PLACES",
    "REASONS",
    "RULES",
    "RUNS",
    "TABLES",
    "TABLE_MEANINGS",
    "UNITS",
    "VERDICTS",
    "Pair",
    "Words",
    "label",
    "language",
    "pick",
    "place",
    "rule",
    "speaking",
    "tag",
    "text",
]

LANGUAGE = LANGUAGES["zh"]
"""Of the reports, and of files and feeds, which are the same for all readers."""

LARGE = {"zh": 10_000, "en": 1_000_000}
"""What `number.large` counts: 万, or millions."""

INTERFACE: Words = {
    **frame.WORDS, **search.WORDS, **finding.WORDS, **report.WORDS, **versions.WORDS, **governments.WORDS, **machine.WORDS,
    **reuse.WORDS,
}


def text(key: str, /, **values: object) -> str:
    """The words for a key of the interface in the language that is spoken now; an unknown key raises KeyError.

    >>> text("results.total", total=3)
    '共 3 份'
    >>> with speaking("en"):
    ...     text("results.total", total=1), text("results.total", total="1,746")
    ('1 report', '1,746 reports')
    """
    words = pick(INTERFACE[key])
    return fill(words, values) if values else words


def label(table: Words, value: object) -> str:
    """The words for a code of the data (kind, level, verdict, …); a code without words stands for itself."""
    if value is None:
        return ""
    pair = table.get(str(value))
    return pick(pair) if pair else str(value)


def place(where: str) -> str:
    """Where a value stood on its page, in words.

    >>> place("line 4")
    '第 4 行'
    """
    head, _, number = where.partition(" ")
    if head == "line" and number.isdigit():
        return text("evidence.line", number=number)
    return label(PLACES, where)


def rule(name: str) -> str:
    """The rule that gave a value, in words; a rule without words stands for itself.

    >>> rule("label 索引号"), rule("title line")
    ('标签“索引号”', '标题行')
    """
    head, _, printed = name.partition(" ")
    return text("evidence.label", printed=printed) if head == "label" and printed else label(RULES, name)
