"""Chinese full text: the one segmenter for both sides of the index, and the SQL functions that make it usable."""

from __future__ import annotations

import sqlite3

from archive.search.folding import fold, fold_map, split_runs
from archive.search.highlight import sql_snippet
from archive.search.phrases import cjk_tokens, escape_fts
from archive.search.query import Query, Term, parse

SEGMENTER = "2"
"""Version of fold, tokens, chars and of the full-text tables: an index that another version filled must be rebuilt."""


def tokens(text: str) -> str:
    """What documents_fts holds of a title or text: words whole, Chinese runs as pairs with their edge characters.

    >>> tokens("2020年度报告，5G")
    '2020 年 年度 度报 报告 告 5g'
    """
    found: list[str] = []
    for chinese, word in split_runs(fold(text)):
        if word:
            found.append(word)
        else:
            found += cjk_tokens(chinese)
    return " ".join(found)


def chars(text: str) -> str:
    """What documents_chars holds of a document (title and text in one string): each Chinese character once, sorted.

    >>> chars("依法行政，依法治国 2020")
    '依 国 政 治 法 行'
    """
    distinct = "".join(set(text))           # their order does not matter: folding joins nothing to a Chinese character
    return " ".join(sorted(set("".join([chinese for chinese, _ in split_runs(fold(distinct))]))))


def register(conn: sqlite3.Connection) -> None:
    """Give a connection escape_fts(query), zh_fold(text) and zh_snippet(text, query); NULL in, NULL or nothing out."""
    conn.create_function("escape_fts", 1, escape_fts, deterministic=True)
    conn.create_function("zh_fold", 1, _sql_fold, deterministic=True)
    conn.create_function("zh_snippet", 2, sql_snippet, deterministic=True)


def _sql_fold(text: str | None) -> str | None:
    """Fold a value that SQL hands over; NULL stays NULL."""
    return None if text is None else fold(str(text))


__all__ = ["SEGMENTER", "Query", "Term", "chars", "escape_fts", "fold", "fold_map", "parse", "register", "tokens"]
