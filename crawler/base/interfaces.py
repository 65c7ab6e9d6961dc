"""Lists that a page's script fetches as data: table.render({url: …}), $.ajax({url: …, data: {…}}), fetch('/api/list?page=1')."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.base.embedded import PAGE, embedded, entry_with, next_of
from crawler.base.lists import ListEntry, ListPage, ListRequest, join

CALLED = re.compile(r"(?:\burl\s*:\s*|\bfetch\(\s*|\bgetJSON\(\s*|\.load\(\s*|\$\.(?:get|post|ajax)\(\s*"
                    r"|(?<!\w)(?:axios|http|request|service)(?:\.(?:get|post))?\(\s*)"
                    r"""["'`](?=[^"'`]{0,300}[/?])([^"'`\s<>{}]{1,500})["'`]""")
"""The address that a script asks."""
LIKELY = re.compile(r"api|list|query|page|search|data|json|article|content|info|find|news|doc|cms|ajax", re.IGNORECASE)
UNLIKELY = re.compile(
    r"log(?:in|out)|upload|count|visit|hits?\b|click|weather|stat|captcha|user|menu|add|save|del|update|submit|edit|remove|create|insert"
    r"|send|vote|comment|message|feedback|\.(?:js|css|html?|shtml|png|jpe?g|gif|svg)(?:$|\?)", re.IGNORECASE)
"""What interfaces of lists are called, and what those of counters, forms and menus: nothing that may change anything is asked."""
BLOCK = 700
"""Characters behind the address in which the rest of its call stands."""
VALUES = re.compile(r"\b(?:data|where|params)\s*:\s*(?:JSON\.stringify\(\s*)?\{([^{}]*)\}"
                    r"|,\s*(?:JSON\.stringify\(\s*)?\{\s*(?:params\s*:\s*\{)?([^{}]*)\}")
VALUE = re.compile(r"""["']?(\w+)["']?\s*:\s*("[^"\n]*"|'[^'\n]*'|[\w.$]+)""")
"""The fields that a call sends: name and value, or the variable that holds it."""
POSTED = re.compile(r"""\b(?:type|method)\s*:\s*["']post["']""", re.IGNORECASE)
TABLE = re.compile(r"\bpage\s*:\s*(?:true|\{)")
"""The tables of layui ask for ?page=1&limit=10 by themselves."""
SIZE = re.compile(r"(?:page)?_?(?:size|rows|limit|per_?page)|rows|num", re.IGNORECASE)
ROWS = "10"
LINK = re.compile(r"""["'`]([\w./:-]{0,80}/[^"'`<>\s]{0,120}[=/_])"""
                  r"""(?:["'`]\s*\+\s*(?:\w+\.)+(\w+)(?:\s*\+\s*["'`]([^"'`<>\s]*))?|\$\{(?:\w+\.)+(\w+)\}([^"'`<>\s]*))""")
"""How the script makes the address of an entry of its data: '/detail.html?id=' + d.id, `/a/${item.id}.html`."""
TOTALS = re.compile(r"(?:total|total_?(?:count|elements|num|records?|rows?|size)|count|record_?count)", re.IGNORECASE)
MOST, LOOKED_AT, FIELDS = 3, 20, 12
"""Interfaces of one page that are tried, calls that are looked at for them, fields of a call."""
READ = 300_000
"""Characters of a page in which its scripts are looked for; real ones have under 100,000."""
DEEPEST = 8
"""Levels of an answer that are looked through."""


def interface(text: str, url: str) -> ListRequest | None:
    """What the scripts of a page without a list ask for its first page, each further interface as the fallback; None without any."""
    text = text[:READ]
    linked = LINK.search(text)
    link = "" if linked is None else f"{linked[1]}{{{linked[2] or linked[4]}}}{linked[3] or linked[5] or ''}"
    wanted = None
    for request in reversed(list(islice(_requests(text, url), MOST))):
        wanted = replace(request, context={**request.context, "link": link}, fallback=wanted)
    return wanted


def _requests(text: str, url: str) -> Iterator[ListRequest]:
    for found in islice(CALLED.finditer(text), LOOKED_AT):
        address = join(url, found[1])
        path = urlsplit(address).path
        if not LIKELY.search(path) or UNLIKELY.search(address) or urlsplit(address).netloc != urlsplit(url).netloc:
            continue
        rest = text[found.end():found.end() + BLOCK]
        if (fields := _fields(rest, text)) is None or (open_end := _open_end(address, rest, text)) is None:
            continue
        address += open_end
        if "table" in text[max(0, found.start() - BLOCK):found.start()] and TABLE.search(rest):
            limit = re.search(r"\blimit\s*:\s*(\d+)", rest)
            fields |= {"page": "1", "limit": limit[1] if limit else ROWS}
        context = {"interface": "1"}
        options = text[max(0, found.start() - BLOCK):found.start()].rpartition("(")[2]      # those before the address
        if ".post" in found[0] or POSTED.search(options) or POSTED.search(rest):
            as_json = "JSON.stringify" in rest or "axios" in found[0]
            yield posted(address, json.dumps(fields) if as_json else urlencode(fields), context)
        else:
            query = urlencode([*parse_qsl(urlsplit(address).query, keep_blank_values=True), *fields.items()])
            yield ListRequest(address.partition("?")[0] + (f"?{query}" if query else ""), context=context)


def _open_end(address: str, rest: str, text: str) -> str | None:
    """What a script adds behind an address that ends with a field: '/list?ch=7&page=' + n; None where only a browser knows it."""
    added = re.match(r"\s*\+\s*([\w.]+)", rest)
    if added is None or not address.endswith("="):
        return "" if added is None else None
    name = re.split(r"[?&]", address)[-1][:-1]
    return "1" if PAGE.fullmatch(name) else _variable(added[1], text)


def _fields(rest: str, text: str) -> dict[str, str] | None:
    """The fields that a call sends, for page 1; None where only a browser knows one."""
    fields = {}
    block = VALUES.search(rest)
    for name, told in VALUE.findall((block[1] or block[2] or "") if block else "")[:FIELDS]:
        value = told.strip("\"'") if told[0] in "\"'" or told.isdigit() else _variable(told, text)
        if PAGE.fullmatch(name) or SIZE.fullmatch(name):
            value = value if value is not None and value.isdigit() and value != "0" else "1" if PAGE.fullmatch(name) else ROWS
        if value is None:
            return None
        fields[name] = value
    return fields


def _variable(name: str, text: str) -> str | None:
    """The fixed value that a page's script gives to a variable."""
    found = re.search(rf"""\b{re.escape(name.rpartition('.')[2])}["']?\s*[=:]\s*(?:"([^"\n]*)"|'([^'\n]*)'|(\d+))\s*[;,\n}}]""", text)
    return next((group for group in found.groups() if group is not None), None) if found else None


def posted(url: str, body: str, context: Mapping[str, str]) -> ListRequest:
    """A question that is sent in a body: as JSON where the body is an object."""
    headers = {"Content-Type": "application/json"} if body.startswith("{") else {}
    return ListRequest(url, "POST", body, {**context, "body": body}, headers=headers)


def answered(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read an answer of an interface; it is asked on until all entries of its total are there, or none come."""
    entries, total = _records(text, url, context.get("link", ""))
    if not entries:
        return ListPage(usable="seen" in context, note=f"{url}: no list came from the interface that the page's script names.")
    seen = int(context.get("seen", 0)) + len(entries)
    following = _next(url, {**context, "seen": str(seen)}) if total is None or seen < total else None
    return ListPage(tuple(entries), total, following=following)


def _next(url: str, context: Mapping[str, str]) -> ListRequest | None:
    body = context.get("body")
    if body is None:
        following = next_of(url)
        return ListRequest(following, context=context) if following else None
    if body.startswith("{"):
        fields = json.loads(body)
        turned = json.dumps({name: str(int(value) + 1) if PAGE.fullmatch(name) and value.isdecimal() else value for name, value in fields.items()})
    else:
        turned = (next_of(f"?{body}") or f"?{body}")[1:]
    return posted(url, turned, context) if turned != body else None


def _records(text: str, url: str, link: str) -> tuple[list[ListEntry], int | None]:
    """(entries, total) of an answer: its objects with a title and an address, or with what the page makes an address of."""
    try:
        answer = json.loads(text[text.find("(") + 1:text.rfind(")")] if re.match(r"\s*[\w.$]+\(", text) else text)
    except (ValueError, RecursionError):
        return embedded(text, url)
    best: list[ListEntry] = []
    totals = []
    for one in _values(answer):
        if isinstance(one, dict):
            totals += [int(value) for name, value in one.items() if TOTALS.fullmatch(name) and str(value).isdecimal()]
        else:
            found = [entry for record in one if isinstance(record, dict) and (entry := _entry(record, url, link))]
            best = found if len(found) > len(best) else best
    return best, next((total for total in totals if total >= len(best)), None) if best else None


def _entry(record: dict[str, Any], url: str, link: str) -> ListEntry | None:
    """The entry that an object holds, with the address that the page would make of it where it holds none."""
    members = [(name, str(value)) for name, value in record.items() if isinstance(value, (str, int)) and value]
    field = re.search(r"\{(\w+)\}", link)
    number = str(record.get(field[1]) or "") if field else ""
    made = [("url", link.replace(f"{{{field[1]}}}", number))] if field and number else []
    return entry_with([*members, *made], url)


def _values(answer: Any) -> Iterator[dict[str, Any] | list[Any]]:
    """All objects and lists of an answer, the outer ones first."""
    level = [answer]
    for _ in range(DEEPEST):
        level = [one for one in level if isinstance(one, (dict, list))]
        yield from level
        level = [value for one in level for value in (one.values() if isinstance(one, dict) else one)]
