"""Index numbers (索引号): normal form, check digits of GB 11714-1997 and GB 32100-2015, region by GB/T 2260."""

from __future__ import annotations

import re

from archive.spelling import nfkc

_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714: weights of the first eight characters of an organisation code."""
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: the characters of a unified social credit code (no I, O, S, V, Z)."""
_PROVINCES = frozenset((11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
                        53, 54, 61, 62, 63, 64, 65, 71, 81, 82))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―－−", "-"))
_SHAPE = re.compile(r"[0-9A-Z]{1,32}(?:[-/._]{1,2}[0-9A-Z]{1,24}){0,7}")
_LOCAL_SHAPE = re.compile(r"[0-9A-Z一-鿿]{1,12}(?:[-/._]{1,2}[0-9A-Z]{1,16}){1,7}")
"""Numbers that begin with the short name of a place, as some local rule books prescribe."""
_ORG_SPLIT = re.compile(r"(?P<body>[0-9A-Z]{8})-(?P<check>[0-9X])(?=[-/]|$)")
_ORG = re.compile(r"(?P<code>[0-9A-Z]{8}[0-9X])(?P<suffix>[A-Z])?(?=[-/]|$)")
_CREDIT = re.compile(r"(?P<code>[0-9A-HJ-NPQRTUWXY]{18})-?(?=[-/]|$)")
_DATED = re.compile(r"[-/](?:19|20)[0-9]{2}(?:[0-9]{2})?[-/]?[0-9]")
_REGION_FIRST = re.compile(r"(?:[A-Z]{2}-)?(?P<region>[1-8][0-9]{5})(?=[0-9]{4}[-/]|-)")


def normalise_index_number(raw: str | None) -> str | None:
    """An index number in normal form: half-width, upper case, no blanks, plain dashes; None where it has no such form.

    >>> normalise_index_number(" 11330824002987646b / 2024－154968 ")
    '11330824002987646B/2024-154968'
    """
    text = nfkc(raw or "").translate(_DASHES)
    text = re.sub(r"[\s\u200b-\u200f\ufeff]+", "", text).strip(":;,。、|·[]()【】").upper()
    text = text.rstrip("/-")
    if not 4 <= len(text) <= 64 or len(re.findall(r"[0-9]", text)) < 2:
        return None
    return text if _SHAPE.fullmatch(text) or _LOCAL_SHAPE.fullmatch(text) else None


def organisation_code_valid(code: str) -> bool:
    """Whether the ninth character of an organisation code is right (GB 11714: 11 - sum mod 11, 10 = X, 11 = 0).

    >>> organisation_code_valid("008123451"), organisation_code_valid("008123452")
    (True, False)
    """
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return False
    total = sum(int(char, 36) * weight for char, weight in zip(code, _ORG_WEIGHTS, strict=False))
    return "0123456789X0"[11 - total % 11] == code[8]


def credit_code_valid(code: str) -> bool:
    """Whether the last character of a unified social credit code is right (GB 32100: weights 3^i mod 31).

    >>> credit_code_valid("11330824002987646B"), credit_code_valid("113308240029876461")
    (True, False)
    """
    if len(code) != 18 or any(char not in _CREDIT_ALPHABET for char in code):
        return False
    total = sum(_CREDIT_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(code[:17]))
    return _CREDIT_ALPHABET[-total % 31] == code[17]


def _credit_prefix(number: str) -> str | None:
    """The 18-character unified code at the beginning of a number."""
    found = _CREDIT.match(number)
    return found["code"] if found else None


def index_number_valid(number: str | None) -> bool | None:
    """True or false where the number begins with a code that has check digits, None where its form has none.

    A letter behind an organisation code (017654326A/2023-…) is a serial of the portal: the nine in front are checked.
    """
    text = normalise_index_number(number)
    if text is None:
        return None
    code = _credit_prefix(text)
    if code:
        return credit_code_valid(code)
    text = _ORG_SPLIT.sub(r"\g<body>\g<check>", text, count=1)
    found = _ORG.match(text)
    if not found or not _DATED.match(text, found.end()):
        return None
    return organisation_code_valid(found["code"])


def region_of(number: str | None) -> str | None:
    """The six digits of GB/T 2260 in a number: places 3-8 of a valid unified code, or a number that starts with them.

    The digits are those at registration: they may name a county that has been renamed since.

    >>> region_of("11330824002987646B/2025-1"), region_of("6107280000/2024-001234"), region_of("008123451/2021-1")
    ('330824', '610728', None)
    """
    text = normalise_index_number(number)
    if text is None:
        return None
    code = _credit_prefix(text)
    if code:
        region = code[2:8]
        return region if credit_code_valid(code) and _is_region(region) else None
    found = _REGION_FIRST.match(text)
    return found["region"] if found and _is_region(found["region"]) else None


def _is_region(digits: str) -> bool:
    """Six digits that begin with the number of a province."""
    return digits.isdigit() and int(digits[:2]) in _PROVINCES


_BARE = re.compile(r"(?<![0-9A-Za-z/-])(?P<number>(?:[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{18}-?|[0-9A-Za-z]{9}[A-Z]?|[0-9]{8}-[0-9Xx])"
                   r"\s?[-/]\s?(?:19|20)[0-9]{2}(?:[01][0-9])?\s?[-/]?\s?[0-9]{3,8})(?![0-9A-Za-z])")
_FOUR_DIGITS = re.compile(r"\d{4}")


def find_index_number(text: str) -> str | None:
    """A bare index number in a line without labels, recognised by its shape; as printed, None where there is none."""
    if not _FOUR_DIGITS.search(text):
        return None
    found = _BARE.search(nfkc(text).translate(_DASHES))
    return found["number"] if found else None
