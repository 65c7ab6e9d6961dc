"""Hanweb JCMS (大汉版通): /col/col<id>/index.html with the first entries in an XML island, the rest from a proxy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml import etree

from crawler.base.lists import ListEntry, ListPage, ListRequest, find_rows, read_rows
from crawler.base.markup import tree_of

DETAIL = re.compile(r"/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?art_(?:\d+_\d+|[0-9a-f]{32})\.html|/art_\d+_\d+\.html")
ANY = re.compile(".")
STORE = re.compile(r"<datastore>.*?(?:</datastore>|$)", re.DOTALL | re.IGNORECASE)
TOTAL = re.compile(r"""<totalrecord>\s*(\d+)|\btotalrecord['"]?\s*[:=]\s*['"]?(\d+)""", re.IGNORECASE)
GROUP = re.compile(r"<nextgroup>.*?href\s*=\s*[\"']([^\"']+)[\"'].*?</nextgroup>", re.DOTALL | re.IGNORECASE)
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
RECORDS = re.compile(r"<recordset>(.*?)(?:</recordset>|</datastore>|$)", re.DOTALL | re.IGNORECASE)
BLOCKS = re.compile(r"(?=<script|\.jpage\()", re.IGNORECASE)
PROXY = re.compile(r"""["']([^"'\s]*/dataproxy\.jsp)""")
PATHS = ("/module/web/jpage/dataproxy.jsp", "/module/jpage/dataproxy.jsp")
"""Most of Jiangsu and Shandong; Zhejiang."""
NAMES = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")
VALUE = r"""\b{}['"]?\s*[:=]\s*['"]?([^'",;&}}\s<>]+)"""
PAGES_AT_ONCE = 3
"""The proxy answers up to three pages in one request."""


def records_of(store: str) -> list[str]:
    """Markup of a datastore's records; where the XML is broken, every CDATA block inside the record set."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(store.strip().encode("utf-8"), parser)
        return ["".join(str(text) for text in record.itertext()) for record in root.iter("record")]
    except etree.XMLSyntaxError:
        return [block for part in RECORDS.findall(store) for block in CDATA.findall(part)]


def entries_of(records: list[str], url: str) -> list[ListEntry]:
    """One entry per record: records hold an li or a tr, sometimes with a date of its own."""
    found = []
    for record in records:
        tree = tree_of(f"<table>{record}</table>" if "<tr" in record.lower() else f"<ul>{record}</ul>")
        if tree is not None:
            found += (find_rows(tree, url, DETAIL)[0] or find_rows(tree, url, ANY)[0])[:1]
    return found


def column_of(url: str) -> str:
    """The column's number in its address, or ""."""
    found = re.search(r"/col/?col(\d+)/", urlsplit(url).path)
    return found.group(1) if found else ""


def parameters(text: str, store: str, url: str) -> dict[str, str]:
    """What the proxy wants to know: from the next-group link, the column's script block and the address."""
    column = column_of(url)
    found: dict[str, str] = {}
    if group := GROUP.search(store):
        found.update(parse_qsl(urlsplit(unescape(group.group(1))).query))
    block = next((part for part in BLOCKS.split(text) if "unitid" in part and column in part), text)
    for name in NAMES:
        if match := re.search(VALUE.format(name), block):
            found.setdefault(name, match.group(1))
    if column:
        found["columnid"] = column
    return {name: found[name] for name in NAMES if name in found}


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read a column page or an answer of the proxy."""
    column = column_of(url)
    store = max(STORE.findall(text), default="",
                key=lambda part: (bool(column) and column in part, bool(DETAIL.search(part)), len(part)))
    records = records_of(store) if store else []
    entries = entries_of(records, url)
    total = TOTAL.search(store) or TOTAL.search(text)
    declared = int(total.group(1) or total.group(2)) if total else None
    if "style" in context:
        return _answer(store, len(records), entries, declared, url, context)
    if not entries:     # some column pages show plain links, some are empty shells
        entries = read_rows(text, url, DETAIL)[0]
    known = parameters(text, store, url)
    perpage = re.search(VALUE.format("per[Pp]age"), text)
    count = len(records) or len(entries)
    following = None
    if {"columnid", "unitid"} <= known.keys() and (declared is None or count < declared):
        following = _ways(text, url, context, store, {
            "count": str(count), "perpage": perpage.group(1) if perpage and perpage.group(1).isdigit() else "15",
            "query": urlencode(known), "declared": str(declared or 0)})
    note = "" if entries or following else "no list of the family jcms stands here; the portal may have been rebuilt."
    return ListPage(tuple(entries), declared, following=following, note=note)


def _ways(text: str, url: str, context: Mapping[str, str], store: str, state: dict[str, str]) -> ListRequest | None:
    """All ways to the next entries, each the fallback of the one before: two paths, GET and POST, the older link."""
    shown = [urlsplit(urljoin(url, path)).path for path in PROXY.findall(text)]
    remembered = [context["path"]] if "path" in context else []
    paths = list(dict.fromkeys([*remembered, *shown, *PATHS]))[:3]
    methods = list(dict.fromkeys([context.get("method", "GET"), "GET", "POST"]))
    way = _by_page(store, url, state)
    for path in reversed(paths):
        for method in reversed(methods):
            way = _by_range(urljoin(url, path), {**state, "path": path, "method": method}, way)
    return way


def _by_range(proxy: str, state: dict[str, str], fallback: ListRequest | None = None) -> ListRequest:
    """Entries by number, 1-based and inclusive."""
    start, size = int(state["count"]) + 1, int(state["perpage"])
    span = urlencode({"startrecord": start, "endrecord": start - 1 + PAGES_AT_ONCE * size, "perpage": size})
    context = {**state, "style": "range"}
    if state["method"] == "POST":
        return ListRequest(f"{proxy}?{span}", "POST", state["query"], context, fallback)
    return ListRequest(f"{proxy}?{span}&{state['query']}", context=context, fallback=fallback)


def _by_page(store: str, url: str, state: dict[str, str]) -> ListRequest | None:
    """The older way: the link of <nextgroup>, which holds page=N."""
    group = GROUP.search(store)
    if group is None or "page=" not in group.group(1):
        return None
    return ListRequest(urljoin(url, unescape(group.group(1))), context={**state, "style": "page"})


def _answer(store: str, records: int, entries: list[ListEntry], declared: int | None, url: str,
            context: Mapping[str, str]) -> ListPage:
    """Read one answer of the proxy; an answer without a datastore, or an empty one too early, is no list."""
    count = int(context["count"])
    total = declared or int(context["declared"])
    if not store or (not records and count < max(total, 1)):
        return ListPage(usable=False, note=f"The list's proxy gave no entries behind number {count}.")
    state = {**context, "count": str(count + records), "declared": str(total)}
    following = None
    if records and (not total or count + records < total):
        by_range = context["style"] == "range"
        following = _by_range(url.partition("?")[0], state) if by_range else _by_page(store, url, state)
    worked = {name: context[name] for name in ("path", "method") if context["style"] == "range"}
    return ListPage(tuple(entries), declared, following=following, remember=worked)
