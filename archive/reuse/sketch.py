"""The fingerprints by which reports with common paragraphs are found: a few hashes of each paragraph, the smallest ones.

Two paragraphs that share most of their words share their smallest hashes too, so that looking up a few numbers finds
them among all reports (the "bottom sketch" of Broder, On the resemblance and containment of documents, 1997).
"""

from __future__ import annotations

import re
from array import array
from heapq import nsmallest
from zlib import crc32

PIECE = 8
"""Characters of one hashed piece."""
SHORTEST = 24
"""Characters of the shortest paragraph that is hashed: headings and signatures are alike everywhere."""
PER_PARAGRAPH = 2
LONG_PARAGRAPH = 80
"""Characters of a paragraph for each of its hashes beyond the first two: some portals lose all line breaks."""
MOST = 128
"""Hashes of one report, the smallest of all its paragraphs'."""
LONGEST = 200_000
"""Characters of a text that are looked at; the longest reports have 50,000."""

_NO_WORD = re.compile(r"[\W\d_]+")
"""Digits count as nothing here: last year's sentence with this year's numbers is the same sentence."""


def marks(text: str) -> list[int]:
    """The fingerprints of a text in rising order, each once; 32-bit numbers.

    >>> marks("太短。"), len(marks("办理行政复议案件12件，审结10件，综合纠错2件，行政机关负责人出庭应诉率达到百分之百。"))
    ([], 2)
    """
    found: set[int] = set()
    for line in text[:LONGEST].split("\n"):
        words = _NO_WORD.sub("", line)
        if len(words) >= SHORTEST:
            found.update(nsmallest(max(PER_PARAGRAPH, len(words) // LONG_PARAGRAPH), _hashes(words)))
    return sorted(found)[:MOST]


def _hashes(words: str) -> set[int]:
    """The hashes of all pieces of a paragraph."""
    raw = words.encode("utf-16-le", "surrogatepass")
    return {crc32(raw[at:at + 2 * PIECE]) for at in range(0, len(raw) - 2 * PIECE + 1, 2)}


def pack(found: list[int]) -> bytes:
    """Fingerprints as bytes, four for each."""
    return array("I", found).tobytes()


def unpack(raw: bytes) -> list[int]:
    """Fingerprints from their bytes; the odd bytes at the end of damaged ones do not count.

    >>> unpack(pack([1, 4294967295]))
    [1, 4294967295]
    """
    return list(array("I", raw[:len(raw) - len(raw) % 4]))
