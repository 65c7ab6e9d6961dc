"""Memento (RFC 7089): addresses of the past. Which address is meant, which captures of it are public, and how they are linked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from email.utils import format_datetime, parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import quote, unquote

from archive import read, times

URI_SIGNS = "%/:=&?~#+!$,;'@()*[]-._"
"""Characters of an address that stand for themselves; any other is percent-encoded, so that none can end a header or a link."""
MAX_URL = 2_000
"""Characters of an address; portals keep theirs below 300."""
LINK_FORMAT = "application/link-format"
_WEB = re.compile(r"(https?):/{1,2}([^/\s].*)", re.IGNORECASE | re.DOTALL)

CAPTURES_SQL = """select c.url, c.fetched_at, kept.file, kept."offset", kept.length, kept.bytes, kept.media_type
from captures c join captures kept on kept.id = coalesce(c.refers_to, c.id)
where c.url = ? and kept.file is not null and coalesce(kept.status, 200) between 200 and 299
  and coalesce(c.verdict, 'ok') not in ('blocked', 'failed', 'held') and (
    exists (select 1 from documents d where d.id = c.document_id and d.in_index = 1)
    or exists (select 1 from attachments a join documents d on d.id = a.document_id where a.href = c.url and d.in_index = 1))
order by c.fetched_at, c.id"""
"""Captures of the pages and files of reports in the index; a revisit points to the capture that holds its bytes."""


class Memento(NamedTuple):
    """One capture that the public may have."""

    moment: datetime
    place: read.Row
    """Where its bytes lie: file, offset, length, bytes, media_type."""

    @property
    def stamp(self) -> str:
        """Its time as 14 digits, in UTC."""
        return self.moment.strftime("%Y%m%d%H%M%S")

    @property
    def date(self) -> str:
        """Its time as headers write it."""
        return http_date(self.moment)


class History(NamedTuple):
    """An address and its captures, the oldest first; never empty."""

    url: str
    mementos: Sequence[Memento]

    def nearest(self, moment: datetime) -> Memento:
        """The capture that is nearest to a time, the older one of two that are equally near."""
        return min(self.mementos, key=lambda one: abs(one.moment - moment))


def asked_url(raw: str, query: str) -> list[str]:
    r"""The addresses that the end of a path may mean; proxies make one slash of two, and some clients encode the whole.

    >>> asked_url("http:/www.x.gov.cn/a", "b=1"), asked_url("https%3A%2F%2Fx.cn%2F%25E6", ""), asked_url("javascript:alert(1)", "")
    (['http://www.x.gov.cn/a?b=1'], ['https://x.cn/%E6', 'https://x.cn/\ufffd'], [])
    """
    whole = raw + (f"?{query}" if query else "")
    if re.match("https?%3a", whole, re.IGNORECASE):
        whole = unquote(whole)
    found = _WEB.fullmatch(whole)
    if not found or len(whole) > MAX_URL:
        return []
    url = f"{found[1].lower()}://{found[2]}"
    return list(dict.fromkeys((url, unquote(url))))


def history(conn: sqlite3.Connection, urls: Sequence[str]) -> History | None:
    """The public captures of the first of these addresses that has any; of several in one second the last."""
    for url in urls:
        by_second = {row["fetched_at"]: row for row in read.rows(conn, CAPTURES_SQL, url)}
        if by_second:
            return History(url, [Memento(times.parse(moment), row) for moment, row in by_second.items()])
    return None


def wanted(header: str) -> datetime | None:
    """The time that an Accept-Datetime header asks for; None where it is none.

    >>> wanted("Mon, 04 Mar 2024 08:22:00 GMT"), wanted("yesterday")
    (datetime.datetime(2024, 3, 4, 8, 22, tzinfo=datetime.timezone.utc), None)
    """
    try:
        moment = parsedate_to_datetime(header)
        return (moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment).astimezone(timezone.utc)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def http_date(moment: datetime) -> str:
    """A time as HTTP writes it."""
    return format_datetime(moment, usegmt=True)


def uri(url: str) -> str:
    r"""An address as it may stand in a header.

    >>> uri('http://x.cn/报告"> \r\n')
    'http://x.cn/%E6%8A%A5%E5%91%8A%22%3E%20%0D%0A'
    """
    return quote(url, safe=URI_SIGNS, errors="replace")


class Links:
    """The addresses around an original one; `base` is scheme, host and folder of the site."""

    def __init__(self, base: str, found: History) -> None:
        self.base = base
        self.found = found
        self.original = uri(found.url)

    def memento(self, one: Memento) -> str:
        """The address of a capture."""
        return f"{self.base}/memento/{one.stamp}/{self.original}"

    @property
    def timegate(self) -> str:
        """Leads to the capture that is nearest to a time."""
        return f"{self.base}/timegate/{self.original}"

    def timemap(self, form: str) -> str:
        """The list of all captures."""
        return f"{self.base}/timemap/{form}/{self.original}"

    def around(self) -> str:
        """What an answer about one capture links to."""
        first, last = self.found.mementos[0], self.found.mementos[-1]
        ends = [self._link(first, "first last memento")] if first is last else [
            self._link(first, "first memento"), self._link(last, "last memento"),
        ]
        return ", ".join((
            f'<{self.original}>; rel="original"', f'<{self.timegate}>; rel="timegate"',
            f'<{self.timemap("link")}>; rel="timemap"; type="{LINK_FORMAT}"', *ends,
        ))

    def all(self) -> Iterator[str]:
        """The lines of a list in the link format (RFC 6690 as RFC 7089 uses it)."""
        first, last = self.found.mementos[0], self.found.mementos[-1]
        yield f'<{self.original}>; rel="original"'
        yield f'<{self.timemap("link")}>; rel="self"; type="{LINK_FORMAT}"; from="{first.date}"; until="{last.date}"'
        yield f'<{self.timemap("json")}>; rel="timemap"; type="application/json"'
        yield f'<{self.timegate}>; rel="timegate"'
        for one in self.found.mementos:
            ends = [name for name, end in (("first", first), ("last", last)) if one is end]
            yield self._link(one, " ".join((*ends, "memento")))

    def _link(self, one: Memento, rel: str) -> str:
        return f'<{self.memento(one)}>; rel="{rel}"; datetime="{one.date}"'
