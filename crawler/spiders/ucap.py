"""UCAP (开普) 集约化: static lists list.shtml, list_2.shtml, or empty ones that a script fills from a JSON search."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from archive.extract.dates import find_date
from crawler.base.lists import ListEntry, ListPage, ListRequest, join
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/20\d{4}/(?:[0-9a-f]{32}|c0\d_\d+|\d{6,})\.s?html?|/content/20\d{4}/\S+\.s?html?", re.IGNORECASE)
SEARCH = re.compile(r"""["'`]([^"'`\s]*/(?:common/search|search|searchList)/[0-9a-f]{32})([^"'`\s]*)""", re.IGNORECASE)
CHANNEL = re.compile(r"""\bchannel_?id['"]?\s*[:=]\s*['"]([0-9a-f]{32})""", re.IGNORECASE)
LOAD_DATA = re.compile(r"""["'`]([^"'`\s]*/interfacesWeb\w+/loadData[^"'`\s]*)""")
"""苏州's own search: POST /szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15 with pageIndex and channel_id."""
QUERY = {"page": "1", "_pageSize": "20", "_isAgg": "true", "_isJson": "true", "_template": "index", "_rangeTimeGte": "",
         "_channelName": ""}
PAGE_NAMES = ("pageIndex", "pageNo", "page")
LISTS, TOTALS, SIZES = ("results", "list"), ("total", "allRow"), ("rows", "pageSize")
TITLES, URLS = ("title", "TITLE"), ("url", "URL")
DATES = ("publishedTimeStr", "PUBLISHED_TIME_FORMAT", "publishedTime")
"""Keys of the answers, the common search first."""
TAGS = re.compile(r"<[^<>]{1,100}>")


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read a static list page, a page that a script fills, or an answer of the search."""
    if "search" in context or text.lstrip()[:1] == "{":
        return _answer(text, url, context)
    page = read_static(text, url, context, detail=DETAIL, family="ucap")
    if "page" in context or any(DETAIL.search(entry.url) for entry in page.entries):
        return page
    first = _first(text, url)
    return ListPage(following=first) if first else page


def _first(text: str, url: str) -> ListRequest | None:
    """Page 1 of the search that a page's script names: by GET, else by POST."""
    channel = CHANNEL.search(text)
    if (load := LOAD_DATA.search(text)) and channel:
        return _request(urljoin(url, unescape(load.group(1))), "POST", {"pageIndex": "1", "channel_id": channel.group(1)}, 1)
    found = SEARCH.search(text)
    if found is None and channel is None:
        return None
    address = urljoin(url, found.group(1) if found else f"/common/search/{channel.group(1) if channel else ''}")
    told = dict(parse_qsl(unescape(found.group(2)).lstrip("?"), keep_blank_values=True)) if found else {}
    query = {**QUERY, **{name: value for name, value in told.items() if name not in PAGE_NAMES and "$" not in value}}
    return _request(address, "GET", query, 1, _request(address, "POST", query, 1))


def _request(address: str, method: str, query: Mapping[str, str], page: int,
             fallback: ListRequest | None = None) -> ListRequest:
    """One request of the search; the page is a field of the query or of the form."""
    body = urlencode(query)
    url = f"{address}?{body}" if method == "GET" else address
    return ListRequest(url, method, "" if method == "GET" else body, fallback=fallback,
                       context={"search": method, "body": body, "page": str(page)})


def _value(record: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The first of several keys that a record holds with a value."""
    return next((record[name] for name in names if record.get(name) not in (None, "")), None)


def _entry(record: Any, url: str) -> ListEntry | None:
    """The entry of one result, None without a title and an address; titles carry marks around the words searched for."""
    if not isinstance(record, dict):
        return None
    target = join(url, str(_value(record, URLS) or ""))
    title = unescape(TAGS.sub("", str(_value(record, TITLES) or ""))).strip()
    return ListEntry(target, title[:300], find_date(str(_value(record, DATES) or ""))) if target and title else None


def _answer(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one answer of the search, or of an address of the search that the portal file names as a column."""
    page = int(context.get("page", dict(parse_qsl(urlsplit(url).query)).get("page", "1")) or 1)
    data = _data(text)
    records = next((data[name] for name in LISTS if isinstance(data.get(name), list)), None)
    if records is None:
        return ListPage(usable=False, note=f"The search gave no list for page {page} ({url}).")
    entries = [entry for record in records if (entry := _entry(record, url))]
    declared = _count(_value(data, TOTALS))
    if declared and page == 1 and not records:      # asked in a way that this installation does not answer
        return ListPage((), declared, usable=False, note=f"The search declares {declared} entries and gives none ({url}).")
    size = _count(_value(data, SIZES)) or len(records)
    following = None
    if records and (page * size < declared if declared is not None else len(records) >= size):
        following = _turned(url, context, page + 1)
    return ListPage(tuple(entries), declared, following=following)


def _data(text: str) -> dict[str, Any]:
    """The part of an answer that holds the list, {} where there is none."""
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return {}
    inner = found.get("data") if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else found if isinstance(found, dict) else {}


def _count(value: Any) -> int | None:
    """A number that an answer holds, as such or as text."""
    return int(value) if str(value).isdigit() else None


def _turned(url: str, context: Mapping[str, str], page: int) -> ListRequest:
    """The same request for another page."""
    method = context.get("search", "GET")
    query = context["body"] if method == "POST" else urlsplit(url).query
    fields = dict(parse_qsl(query, keep_blank_values=True))
    name = next((name for name in PAGE_NAMES if name in fields), "page")
    address = url if method == "POST" else url.partition("?")[0]
    return _request(address, method, {**fields, name: str(page)}, page)


class UcapSpider(ReportSpider):
    """A portal on UCAP."""

    read_list = staticmethod(read_list)
