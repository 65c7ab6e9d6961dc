"""Lists that are data: var data = [{"title": …, "url": …}] in a script, the JSON or JSONP of an interface, XML, a feed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from crawler.base.choice import TOPIC
from crawler.base.lists import FRONT, ListEntry, join
from crawler.base.markup import SPACES
from crawler.base.rowdates import date_of

SCRIPT = re.compile(r"(?=<script\b)", re.IGNORECASE)
END = re.compile(r"</script", re.IGNORECASE)
RECORD = re.compile(r"\{[^{}]{1,4000}\}")
"""One object without objects in it, as JSON or as JavaScript writes it."""
MEMBER = re.compile(r"""["']?(\w{1,40})["']?\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d{10}(?:\d{3})?)\b)""")
"""A string, or a number of the size of a moment: seconds or milliseconds since 1970."""
MOMENT = re.compile(r"\d{10}(?:\d{3})?")
BEIJING = timezone(timedelta(hours=8))
"""The one time zone of the country."""
TITLES = re.compile(r"title$|^subject$|^(?:xx)?(?:bt|mc)$|^name$", re.IGNORECASE)
"""Names of the member that holds an entry's title; 标题 and 名称 stand as bt and mc."""
LINKS = re.compile(r"(?:url|href|link|path)$", re.IGNORECASE)
DATES = re.compile(r"(?:date|time|rq|sj)(?:str)?$", re.IGNORECASE)
"""日期 and 时间 stand as rq and sj."""
TOTAL = re.compile(r"""["']?\btotal["']?\s*:\s*["']?(\d{1,6})\b""", re.IGNORECASE)
XML = re.compile(r"\ufeff?\s*<(?:\?xml|rss|feed)\b", re.IGNORECASE)
BARE = re.compile(r"\ufeff?\s*(?:[\w.$]+\()?\s*[{\[]")
"""How an answer begins that is nothing but data, with the call of JSONP or without."""
PAGE = re.compile(r"(?:cur(?:rent)?_?)?page(?:_?(?:no|num|index|number))?|p|pn", re.IGNORECASE)
"""Names of the query field by which an interface is asked for a page."""
FEWEST = 2
"""A single object with a title and an address may be the page's own description."""


def embedded(text: str, url: str) -> tuple[list[ListEntry], int | None]:
    """(entries, declared total or None) that the scripts of a page hold as data; those of the script with the most entries.

    >>> page = "<script>var d = [{title:'甲县报告', url:'/a/1.html', date:'2024-03-05'}, {title:'乙县报告', url:'/a/2.html'}]</script>"
    >>> [(entry.url, entry.title, entry.date) for entry in embedded(page, "http://h.gov.cn/a/")[0]]
    [('http://h.gov.cn/a/1.html', '甲县报告', '2024-03-05'), ('http://h.gov.cn/a/2.html', '乙县报告', None)]
    """
    best: tuple[list[ListEntry], int | None] = [], None
    if XML.match(text):
        entries = _records(text, url)
        return (entries, None) if len(entries) >= FEWEST else best
    for script in [text] if BARE.match(text) else [END.split(part, maxsplit=1)[0] for part in SCRIPT.split(text)[1:]]:
        entries = [entry for record in RECORD.findall(script) if (entry := _entry(record, url))]
        sure = sum(bool(entry.date or TOPIC.search(entry.title)) for entry in entries)
        if len(entries) >= max(FEWEST, len(best[0]) + 1) and 2 * sure >= len(entries):      # menus and slide shows have no dates
            told = TOTAL.search(script)
            best = entries, int(told.group(1)) if told and int(told.group(1)) >= len(entries) else None
    return best


def _records(text: str, url: str) -> list[ListEntry]:
    """The entries of an XML document: its elements that hold a title and an address."""
    root = etree.fromstring(text.encode(), etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding="utf-8"))
    elements = root.iter(etree.Element) if root is not None else ()
    found = (entry_with([(etree.QName(child).localname, (child.text or "").strip() or child.get("href") or "")
                  for child in element.iterchildren(etree.Element)], url) for element in elements)
    return [entry for entry in found if entry is not None]


def _entry(record: str, url: str) -> ListEntry | None:
    """The entry that an object holds."""
    return entry_with([(name, _plain(double or single or number)) for name, double, single, number in MEMBER.findall(record)], url)


def entry_with(members: Sequence[tuple[str, str]], url: str) -> ListEntry | None:
    """The entry that named values make: the first title, the first address and the first date."""
    titles, links, dates = ([value for name, value in members if pattern.search(name) and value]
                            for pattern in (TITLES, LINKS, DATES))
    address = next((found for link in links if (found := join(url, link)) and not FRONT.search(found)), "")
    if not titles or not address:
        return None
    return ListEntry(address, SPACES.sub(" ", titles[0]).strip()[:300], next(filter(None, map(_day, dates)), None))


def _day(words: str) -> str | None:
    """ISO date of a value; feeds write Tue, 05 Mar 2024 08:00:00 +0800, interfaces the (milli)seconds since 1970."""
    if MOMENT.fullmatch(words):
        return datetime.fromtimestamp(int(words[:10]), BEIJING).date().isoformat()
    try:
        return date_of(words) or parsedate_to_datetime(words).date().isoformat()
    except ValueError:
        return None


def _plain(value: str) -> str:
    """A string without its escapes; one that JSON does not read stays as it is."""
    try:
        return str(json.loads(f'"{value}"', strict=False)) if "\\" in value else value
    except ValueError:
        return value


def next_of(url: str) -> str | None:
    """Address of the page behind this one of an interface that is asked for pages by number, else None.

    >>> next_of("http://h.gov.cn/api/list?channel=7&pageNo=1"), next_of("http://h.gov.cn/api/list?channel=7")
    ('http://h.gov.cn/api/list?channel=7&pageNo=2', None)
    """
    parts = urlsplit(url)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    turned = [(name, str(int(value) + 1) if PAGE.fullmatch(name) and value.isdecimal() and len(value) < 6 else value) for name, value in fields]
    return urlunsplit(parts._replace(query=urlencode(turned))) if turned != fields else None
