"""Invented index numbers whose check digits are right, computed here anew so that they can judge the archive's own."""

from __future__ import annotations

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714-1997: weights of the eight characters before the check character."""
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: the 31 characters of a unified social credit code."""


def organisation_code(head: str) -> str:
    """Complete eight characters to an organisation code of nine (GB 11714).

    >>> organisation_code("D2143569")
    'D2143569X'
    """
    total = sum(weight * int(char, 36) for weight, char in zip(ORGANISATION_WEIGHTS, head, strict=True))
    return head + "0123456789X0"[11 - total % 11]


def credit_code(region: str, head: str) -> str:
    """Complete a government body's unified code of eighteen from region and organisation code head (GB 32100)."""
    body = f"11{region}{organisation_code(head)}"
    total = sum(pow(3, place, 31) * CREDIT_ALPHABET.index(char) for place, char in enumerate(body))
    return body + CREDIT_ALPHABET[(31 - total % 31) % 31]
