"""How values of the archive look on a page: times, sizes, digests, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from archive import i18n
from archive.site import body, languages, parts, stated

BEIJING = timezone(timedelta(hours=8))
"""China keeps one time zone and no summer time."""


@lru_cache(maxsize=10_000)
def moment(value: str | None) -> str:
    """A UTC time of the archive as a Beijing clock shows it; anything else as it stands.

    >>> moment("2024-03-04T08:22:00Z")
    '2024-03-04 16:22'
    """
    try:
        when = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return value or ""
    return when.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if when.tzinfo else str(value)


def size(count: int | None) -> str:
    """A number of bytes for people.

    >>> size(2048), size(None)
    ('2.0 KB', '')
    """
    if count is None:
        return ""
    if count < 1_000:
        return f"{count} B"
    amount, unit = (count / 1024, "KB") if count < 1_000_000 else (count / 1024 / 1024, "MB")
    return f"{amount:,.1f} {unit}"


def number(value: float | None) -> str:
    """A count with thousands separators; a million and more in 万, in English in millions.

    >>> number(6097243), number(2131)
    ('609.7 万', '2,131')
    """
    count = value or 0
    if count < 1_000_000:
        return f"{count:,}"
    return i18n.text("number.large", amount=f"{count / i18n.LARGE[i18n.language()]:,.1f}")


_USUAL_LINK = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[!-~]*", re.IGNORECASE)


def web_link(url: str | None) -> str | None:
    """An address that is safe to link to: http or https with a host; None for javascript:, data: and broken ones."""
    if url and _USUAL_LINK.fullmatch(url):
        return url
    try:
        parts = urlsplit((url or "").strip())
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        return None
    plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return (url or "").strip() if plain and port_ok else None


def pieces(marks: Sequence[tuple[str, bool]] | None, row: Any) -> list[tuple[str, bool]]:
    """Marked pieces of a title, or the whole title unmarked."""
    return list(marks) if marks else [(parts.titled(row), False)]


def days(value: float) -> str:
    """A number of days before or after the date when reports are due.

    >>> days(-3), days(2.5), days(0)
    ('提前 3 天', '晚 2.5 天', '当天')
    """
    key = "days.due" if not value else "days.late" if value > 0 else "days.early"
    return i18n.text(key, days=f"{abs(value):g}")


def unit(printed: str) -> Markup:
    """A unit as reports print it, on a page in another language with what it means.

    >>> with i18n.speaking("en"):
    ...     print(unit("人"), unit("%"))
    <span lang="zh-CN">人</span> (persons) %
    """
    meaning = i18n.label(i18n.UNITS, printed)
    told = languages.marked(printed) if printed.isalpha() else escape(printed)
    return told if meaning == printed else told + f" ({meaning})"


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")


def dated(words: str) -> Markup:
    """Words with their dates marked up, so that no line breaks within one.

    >>> print(dated("<b>2024-03-04"))
    &lt;b&gt;<time>2024-03-04</time>
    """
    return Markup(_DATE.sub(r"<time>\g<0></time>", str(escape(words))))  # noqa: S704 - escaped before, and dates alone are put in


FILTERS: dict[str, Callable[..., Any]] = {
    "moment": moment, "size": size, "number": number, "dated": dated, "unit": unit, "web_link": web_link, "pieces": pieces, "days": days,
    "body": body.body, "byline": parts.byline, "titled": parts.titled, "marks": parts.marks, "place": i18n.place, "rule": i18n.rule,
    "region": languages.region, "marked": languages.marked, "mixed": languages.mixed, "said": languages.said,
    "amount": lambda one: stated.amount(one.value, one.unit, one.qualifier),
    "kind": lambda value: i18n.label(i18n.KINDS, value),
    "verdict": lambda value: i18n.label(i18n.VERDICTS, value),
    "level": lambda value: i18n.label(i18n.LEVELS, value),
    "run": lambda value: i18n.label(i18n.RUNS, value),
    "reason": lambda value: i18n.label(i18n.REASONS, value),
}
"""Template filters."""
