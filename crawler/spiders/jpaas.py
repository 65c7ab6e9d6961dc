"""Hanweb jpaas: the list is a unit of the column page whose queryData says how to ask the publish server for page N."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

import lxml.html

from crawler.base.lists import ListEntry, ListPage, ListRequest, base_of, find_rows
from crawler.base.markup import tree_of
from crawler.spiders.jcms import DETAIL, column_of

UNIT_PATH = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PAIR = re.compile(r"""['"]?(\w+)['"]?\s*:\s*(?:'([^']*)'|"([^"]*)"|([^,}\s'"]+))""")
"""One pair of queryData, which is written with single quotes: {'webId':'3185','pageId':'1229565788',…}."""
COUNT = re.compile(r"""\bcount\s*=\s*['"]?(\d+)""")
HTML_VALUE = re.compile(r'"html"\s*:\s*"((?:\\.|[^"\\])*)"', re.DOTALL)
ASKED = {"parseType": "bulidstatic", "webId": "", "tplSetId": "", "pageType": "column", "tagId": "", "editType": "null",
         "pageId": ""}
"""The fields of the publish server in its own order and spelling; queryData fills them."""
SPELLINGS = ("bulidstatic", "buildstatic")
"""The server's own spelling, and the one that some portals have corrected."""
MAX_ROWS, DEFAULT_ROWS = 200, 20


def is_column(text: str) -> bool:
    """Whether a page is a column of jpaas."""
    return "querydata=" in text.lower()


def unit_of(tree: lxml.html.HtmlElement, url: str) -> lxml.html.HtmlElement | None:
    """The element of the list: of several units the one that counts its entries, belongs to the column, holds links."""
    units = [element for element in tree.iter() if isinstance(element.tag, str) and "webId" in (element.get("querydata") or "")]

    def rank(unit: lxml.html.HtmlElement) -> tuple[bool, bool, bool, int]:
        data = fields_of(unit.get("querydata") or "")
        links = sum(bool(DETAIL.search(link.get("href") or "")) for link in unit.iter("a"))
        named = "列表" in data.get("tagId", "") or "list" in data.get("tagId", "").lower()
        return bool(_told(unit, "count") and _told(unit, "rows")), data.get("pageId") == column_of(url), named, links

    return max(units, key=rank, default=None)


def fields_of(query_data: str) -> dict[str, str]:
    """The pairs of a queryData attribute.

    >>> fields_of("{'webId':'31','tagId':'信息列表','editType':null}")
    {'webId': '31', 'tagId': '信息列表', 'editType': 'null'}
    """
    return {name: single or double or bare for name, single, double, bare in PAIR.findall(query_data)}


def is_unit(url: str) -> bool:
    """Whether an address is the publish server's: a portal file may name it as a column."""
    return urlsplit(url).path.endswith("/page/build/unit")


def _state_of(url: str) -> dict[str, str]:
    """What an address of the publish server asks for."""
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    try:
        param = json.loads(query.pop("paramJson", "") or "{}")
    except ValueError:
        param = {}
    rows, page = (str(param.get(name, "")) if isinstance(param, dict) else "" for name in ("pageSize", "pageNo"))
    return {"unit": url.partition("?")[0], "query": json.dumps(query, ensure_ascii=False), "referer": urljoin(url, "/"),
            "spelling": query.get("parseType", SPELLINGS[0]), "pageno": page if page.isdigit() else "1",
            "rows": rows if rows.isdigit() and rows != "0" else ""}


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read a column page or an answer of the publish server."""
    if "unit" in context or is_unit(url):
        return _answer(text, context if "unit" in context else _state_of(url))
    tree = tree_of(text)
    unit = unit_of(tree, url) if tree is not None else None
    if tree is None or unit is None:
        return ListPage(note="no list of the family jpaas stands here; the portal may have been rebuilt.")
    entries = find_rows(unit, base_of(tree, url), DETAIL)[0]
    data = {name: value for name, value in fields_of(unit.get("querydata") or "").items() if name in ASKED}
    declared = _told(unit, "count")
    state = {
        "unit": urljoin(url, unit.get("uniturl") or UNIT_PATH), "query": json.dumps({**ASKED, **data}, ensure_ascii=False),
        "rows": str(min(_told(unit, "rows") or len(entries) or DEFAULT_ROWS, MAX_ROWS)), "referer": url,
        "spelling": context.get("spelling") or data.get("parseType") or SPELLINGS[0], "declared": str(declared or ""),
    }
    whole = bool(entries) and len(entries) >= min(int(state["rows"]), declared or MAX_ROWS)
    return ListPage(tuple(entries), declared, following=_next(entries, declared, int(whole), state))


def _told(unit: lxml.html.HtmlElement, name: str) -> int | None:
    """A number that the unit tells, in an attribute of its own or of the pager inside it."""
    words = next((words for element in unit.iter() if (words := element.get(name)) and words.isdigit()), None)
    return int(words) if words else None


def _next(entries: list[ListEntry], declared: int | None, page: int, state: Mapping[str, str]) -> ListRequest | None:
    """The request of the page behind the 1-based `page`, or None at the end."""
    rows = int(state["rows"])
    more = page * rows < declared if declared is not None else len(entries) >= rows
    if page and not (entries and more):
        return None
    spellings = list(dict.fromkeys([state["spelling"], *SPELLINGS]))[: 1 if page else 2]
    other = _request(page + 1, {**state, "spelling": spellings[1]}, None) if len(spellings) > 1 else None
    return _request(page + 1, {**state, "spelling": spellings[0]}, other)


def _request(page: int, state: Mapping[str, str], fallback: ListRequest | None) -> ListRequest:
    """Ask the publish server; it refuses (403) whoever does not come from the column page by script."""
    query = {**json.loads(state["query"]), "parseType": state["spelling"]}
    if page > 1:
        query["paramJson"] = json.dumps({"pageNo": page, "pageSize": int(state["rows"])}, separators=(",", ":"))
    headers = {"Referer": state["referer"], "X-Requested-With": "XMLHttpRequest"}
    return ListRequest(f"{state['unit']}?{urlencode(query, quote_via=quote)}", headers=headers, fallback=fallback,
                       context={**state, "pageno": str(page)})


def markup_of(text: str) -> str | None:
    """The markup inside an answer; raw control characters and torn JSON are read around."""
    try:
        data = json.loads(text, strict=False)
        inner = data.get("data") if isinstance(data, dict) else None
        html = inner.get("html") if isinstance(inner, dict) else None
        return html if isinstance(html, str) else None
    except (ValueError, RecursionError):
        found = HTML_VALUE.search(text)
    try:
        return str(json.loads(f'"{found.group(1)}"', strict=False)) if found else None
    except ValueError:
        return None


def _answer(text: str, context: Mapping[str, str]) -> ListPage:
    """Read one answer of the publish server."""
    markup = markup_of(text) or ""
    if (tree := tree_of(markup)) is None:
        return ListPage(usable=False, note=f"The publish server gave no list for page {context['pageno']}.")
    entries = find_rows(tree, context["referer"], DETAIL)[0]
    count = COUNT.search(markup)
    told = count.group(1) if count else context.get("declared", "")
    declared = int(told) if told else None
    state, page = {**context, "rows": context["rows"] or str(len(entries) or DEFAULT_ROWS)}, int(context["pageno"])
    if declared and page == 1 and not entries:
        return ListPage((), declared, usable=False, note=f"The publish server declares {declared} entries and gives none.")
    following = _next(entries, declared, page, state)
    return ListPage(tuple(entries), declared, following=following, remember={"spelling": context["spelling"]})
