"""Times as the archive writes them: UTC, ISO 8601, whole seconds, a trailing Z."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta, timezone

from archive.errors import UsageError

AHEAD = "FAZHI_CLOCK_AHEAD"
"""Environment variable: seconds by which the archive's clock runs ahead, to rehearse a schedule in an hour."""

DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
FRACTION = re.compile(r"\.\d+")


def now() -> datetime:
    """The present moment, in UTC."""
    ahead = os.environ.get(AHEAD)
    moment = datetime.now(timezone.utc)
    return moment + shift(ahead) if ahead else moment


def shift(seconds: str) -> timedelta:
    """The span that FAZHI_CLOCK_AHEAD asks for; a UsageError where it is no number of seconds."""
    try:
        return timedelta(seconds=float(seconds))
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{AHEAD}={seconds!r} is no number of seconds; unset it, or give one such as 86400.") from error


def iso(moment: datetime) -> str:
    """`2024-03-04T08:22:00Z`; a moment without a zone counts as UTC.

    >>> iso(datetime(2024, 3, 4, 8, 22, 0, 999))
    '2024-03-04T08:22:00Z'
    """
    moment = moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)
    return f"{moment.isoformat()[:19]}Z"


def stamp() -> str:
    """The present moment as the archive writes it."""
    return iso(now())


def parse(text: str) -> datetime:
    """The moment that a manifest, a WARC header or a CDX line names; raises ValueError on anything else.

    A fraction of a second is dropped (WARC/1.1 allows up to nine digits, Python 3.10 reads three or six).

    >>> iso(parse("2024-03-04T16:22:00.123456789+08:00")), iso(parse("20240304082200")), iso(parse("2024-03-04"))
    ('2024-03-04T08:22:00Z', '2024-03-04T08:22:00Z', '2024-03-04T00:00:00Z')
    """
    text = FRACTION.sub("", text.strip(), count=1)
    if compact := COMPACT.fullmatch(text):
        return datetime(*(int(part) for part in compact.groups()), tzinfo=timezone.utc)  # type: ignore[misc,arg-type]
    if DATE_ONLY.fullmatch(text):
        text += "T00:00:00Z"
    moment = datetime.fromisoformat(re.sub("[zZ]$", "+00:00", text))
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)
