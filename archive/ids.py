"""Permalinks: the name that a document keeps for ever."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from itertools import count

REGION = re.compile(r"\d{6}")


def text_sha256(text: str) -> str:
    """Hex digest of a clean text; retrieval time and address are no part of it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def document_id(region_code: str | None, report_year: int | None, seed: str, taken: Callable[[str], bool]) -> str:
    """`330000-2023-1a2b3c4d`: region, year and eight hex digits of the seed (what the document is, its address, or its text).

    >>> document_id("331121", 2020, "http://a.example/1.html", lambda name: False)
    '331121-2020-a35ecb12'
    """
    region = region_code if region_code and REGION.fullmatch(region_code) else "000000"
    year = f"{report_year:04d}" if report_year and 0 < report_year < 10_000 else "0000"
    for turn in count():
        salted = f"{seed}#{turn}" if turn else seed
        name = f"{region}-{year}-{text_sha256(salted)[:8]}"
        if not taken(name):
            return name
    raise AssertionError
