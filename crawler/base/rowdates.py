"""The date of a list's entry: whole dates, dates drawn in two boxes (day large, month below), dates behind the row."""

from __future__ import annotations

import re
from datetime import date

import lxml.html

from archive.extract.dates import find_date

HAS_DATE = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}")
WHOLE = re.compile(r"(?<![\d/])(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)(?:\s*日)?")
"""Year, month and day; index numbers (…/2025-01529) look like a month."""
DRAWN = (
    re.compile(r"(?<![\d/.-])(?P<day>\d{1,2})日?\s+(?P<year>(?:19|20)\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d/.-])(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?\s+(?P<year>(?:19|20)\d\d)(?!\d)"),
)
"""A day in one box and its month in the next: 05 over 2024-03, 03-05 over 2024."""
MONTH = re.compile(r"(?<![\d/])(?:19|20)\d\d\s*[-/.年]\s*(?:0?[1-9]|1[0-2])(?!\d)月?")
CENTURY = 50
"""Years of two digits below this belong to this century."""
YOUNG = re.compile(r"^\W*(?P<year>\d\d)[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)\W*$")
"""24-03-05 and nothing else: lists that spare the century."""
BESIDE_CHARS = 40
"""What stands behind a row is its date only if it is short."""


def date_of(words: str) -> str | None:
    """ISO date in an entry's words beside its title, or None.

    >>> date_of("05 2024-03"), date_of("03-05 2024"), date_of("113308245972094984/2025-01529")
    ('2024-03-05', '2024-03-05', None)
    """
    if (found := WHOLE.search(words)) and (whole := find_date(found.group())):
        return whole
    for pattern in DRAWN:
        if found := pattern.search(words):
            try:
                return date(*(int(found.group(part)) for part in ("year", "month", "day"))).isoformat()
            except ValueError:
                continue
    if (young := YOUNG.match(words)) and int(young["year"]) < CENTURY:
        return find_date(f"20{young['year']}-{young['month']}-{young['day']}")
    found = MONTH.search(words)
    return find_date(found.group()) if found else None


def beside(row: lxml.html.HtmlElement) -> str:
    """The words right behind a row that belong to no other entry: a date after the link, or in the next box."""
    tail = (row.tail or "").strip()
    following = row.getnext()
    if not tail and following is not None and isinstance(following.tag, str):
        alone = following.tag != "a" and next(following.iter("a"), None) is None
        tail = str(following.text_content()).strip() if alone else ""
    return tail if len(tail) <= BESIDE_CHARS else ""
