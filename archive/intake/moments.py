"""When a saved file was fetched, in the ways in which people and tools write it; what could mean two moments is refused."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz
from unicodedata import normalize

from archive import times

WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})|年(?P<moon>\d{1,2})月(?P<sun>\d{1,2})日)"
    r"(?:[T,\s]\s*(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2}))?(?:[.,]\d+)?[分秒]?)?\s*(?P<zone>[+-]\d\d:?\d\d|(?![AP]M)[A-Z]+)?",
    re.IGNORECASE)
"""2026-03-01 10:20, 2026/3/1, 2026年3月1日 10时20分, 2026-03-01 10:20:05 +0800: a year of four digits comes first."""
RUN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:\d{3})?")
"""20260301102000 of CDX files and addresses of web archives, without its end where a tool spares it, with milliseconds."""
SECONDS, MILLISECONDS = 10, 13
"""Digits of a moment counted from 1970 (POSIX); a day has 8 digits and a CDX time 12, 14 or 17."""
MAIL = re.compile(r"(?!.*\b[AP]M\b)(?:[A-Z]{3,9},?\s+)?(?:\d{1,2}[\s-][A-Z]{3}|[A-Z]{3}\s+\d{1,2})[\s-].*\d:\d\d.*", re.IGNORECASE)
"""How the times of RFC 5322 and RFC 9110 look, and those of date(1): the month is a word."""
ZONES = frozenset(("Z", "UT", "UTC", "GMT"))
"""Zones with one meaning; CST is China's, America's and Cuba's."""
NAMED = re.compile(r"(?<![A-Z])([A-Z]{2,5})(?:\s+\d{4})?$", re.IGNORECASE)
"""The zone at the end of a time, or before its year as date(1) prints it."""
EITHER = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2}|\d{4})(?!\d)")
"""A day that may be read in two or three ways."""
EXAMPLE = "2024-03-04T08:22:00Z"
SHOWN = 120
"""Characters of a value that a complaint repeats."""


def moment(value: object) -> datetime:
    """The moment, in UTC, that a text or a number names; one without a zone counts as UTC. ValueError says what is wrong.

    >>> [times.iso(moment(text)) for text in ("2026-03-01 10:20", "2026/3/1", "Sun, 01 Mar 2026 10:20:00 +0800")]
    ['2026-03-01T10:20:00Z', '2026-03-01T00:00:00Z', '2026-03-01T02:20:00Z']
    """
    text = normalize("NFKC", str(value)).strip()
    try:
        found = _written(text) or _run(text) or _mail(text) or times.parse(text)
    except OverflowError as error:
        raise ValueError(_unclear(text)) from error
    except ValueError as error:
        raise ValueError(str(error) if isinstance(error, ZoneError) else _unclear(text)) from error
    return found


class ZoneError(ValueError):
    """A zone by a name that has several meanings."""

    def __init__(self, zone: str, text: str) -> None:
        super().__init__(f"{text[:SHOWN]!r} names the zone {zone!r}, which has several meanings; write its distance from UTC, such as +08:00.")


def _written(text: str) -> datetime | None:
    """Year, month and day with signs between them."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    zone = (found["zone"] or "Z").upper()
    if zone.isalpha() and zone not in ZONES:
        raise ZoneError(found["zone"], text)
    year, month, day = int(found["year"]), int(found["month"] or found["moon"]), int(found["day"] or found["sun"])
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    local = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    return local if zone.isalpha() else local - _distance(zone)


def _distance(zone: str) -> timedelta:
    """How far +08:00 or +0800 is ahead of UTC."""
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 23 or minutes > 59:
        raise ValueError(zone)
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def _run(text: str) -> datetime | None:
    """Digits without a sign: a day, a CDX time, or a count from 1970."""
    if len(text) in (SECONDS, MILLISECONDS) and text.isdecimal():
        return datetime.fromtimestamp(int(text[:SECONDS]), timezone.utc)
    found = RUN.fullmatch(text)
    if found is None and text.isdecimal():
        raise ValueError(text)
    return datetime(*(int(part or 0) for part in found.groups()), tzinfo=timezone.utc) if found else None  # type: ignore[misc,arg-type]


def _mail(text: str) -> datetime | None:
    """A time whose month is a word: Sun, 01 Mar 2026 10:20:00 +0800, and Sun Mar  1 10:20:00 2026."""
    parts = parsedate_tz(text) if MAIL.fullmatch(text) else None
    if parts is None:
        return None
    zone = NAMED.search(text)
    if zone and zone[1].upper() not in ZONES:
        raise ZoneError(zone[1], text)
    return datetime(*parts[:6], tzinfo=timezone.utc) - timedelta(seconds=parts[9] or 0)


def _unclear(text: str) -> str:
    """The sentence for a text that names no moment, or more than one."""
    if EITHER.match(text):
        return f"{text[:SHOWN]!r} may be several days; write the year first, with four digits, such as {EXAMPLE}."
    return f"{text[:SHOWN]!r} is no time such as {EXAMPLE}."
