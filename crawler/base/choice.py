"""Which entries of a list are worth a visit: reports, and titles that do not tell; neighbours are only noted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.extract.identify import kind_of_title
from crawler.base.lists import ListEntry, is_cut

WANTED = "annual_report"
UNCLEAR = "other"
TOPIC = re.compile(r"法治政府|依法行政|法治建设")
"""Words that make an unclear title worth a visit in any column."""
BEGUN = re.compile(r"法治|依法|法$")
"""The same words in a title that the list cut short."""
SLUGS = re.compile(r"fzzf|yfxz|fzzfjs|ndfzjs", re.IGNORECASE)
"""Column addresses that stand for 法治政府建设年度报告 on many portals: /fzzfjsndbg/, /zwgk/fzzfjs/, /yfxzxx/."""
NAMED = re.compile(r"<title[^<>]{0,200}>(?![^<]{0,200}(?:19|20)\d\d)"
                   r"[^<]{0,200}?(?:法治政府|法治建设|依法行政)[^<]{0,8}(?:报告|年报|总结)", re.IGNORECASE)
"""The title of a page that is a column of reports by its own words; with a year it is that of a report."""
DEDICATED_SHARE = 0.5
"""A column is dedicated to the reports when at least this share of its entries are reports or name their topic."""


@dataclass(frozen=True)
class Choice:
    """What the title of one entry says, and whether its page is asked for."""

    kind: str
    reason: str
    followed: bool


def is_dedicated(url: str, entries: Sequence[ListEntry]) -> bool:
    """Whether a list page belongs to a column of reports, by its address or by its entries."""
    if SLUGS.search(url):
        return True
    if not entries:
        return False
    hits = sum(bool(TOPIC.search(entry.title)) or kind_of_title(entry.title)[0] == WANTED for entry in entries)
    return hits >= DEDICATED_SHARE * len(entries)


def is_named(text: str, url: str) -> bool:
    """Whether a page says in its address or in its title that it is a column of reports."""
    return SLUGS.search(url) is not None or NAMED.search(text) is not None


def choose(entry: ListEntry, *, dedicated: bool, since: str | None = None) -> Choice:
    """Judge one entry by its title.

    Reports are followed; titles that do not tell (cut short, a bare body name) are followed in dedicated columns and
    where they name the topic; notices, plans, interpretations and news are not.
    """
    kind, reason = kind_of_title(entry.title)
    if since is not None and entry.date is not None and entry.date < since:
        return Choice(kind, f"dated {entry.date}, before the portal's 'since' {since}", followed=False)
    if kind == WANTED:
        return Choice(kind, reason, followed=True)
    if kind != UNCLEAR:
        return Choice(kind, reason, followed=False)
    if dedicated:
        return Choice(kind, "the title does not tell; the column is one of reports", followed=True)
    if TOPIC.search(entry.title):
        return Choice(kind, "the title does not tell but names the topic", followed=True)
    if is_cut(entry.title) and BEGUN.search(entry.title.rstrip(".… ")):
        return Choice(kind, "the list cut the title short where it may name the topic", followed=True)
    return Choice(kind, reason or "the title names neither a report nor its topic", followed=False)
