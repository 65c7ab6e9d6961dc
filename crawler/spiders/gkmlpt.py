"""Guangdong's 政府信息公开平台 (gkmlpt): /gkmlpt/index#<column> is filled from /gkmlpt/api/all/<column>?page=N&sid=S."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from archive.extract.dates import find_date
from crawler.base.choice import TOPIC
from crawler.base.lists import ListEntry, ListPage, ListRequest, join
from crawler.spiders.report import ReportSpider

CHINA = timezone(timedelta(hours=8))
SID = re.compile(r"""\bSID['"]?\s*[:=]\s*['"]?(\d+)""")
TREE = re.compile(r"""\bTREE['"]?\s*[:=]\s*(?=\[)""")
NODE = re.compile(r"""\bid['"]?\s*:\s*['"]?(\d+)['"]?\s*,[^{}]*?\bname['"]?\s*:\s*['"]([^'"]*)""")
COLUMN = re.compile(r"#?(\d+)")
DATES = ("display_publish_time", "first_publish_time", "date", "create_time", "created_at")
"""Keys with the day of publication, the one that the portal shows first."""
ALL = "0"
"""The column that holds everything of a unit."""
MILLISECONDS = 10 ** 11
"""Larger numbers count milliseconds; in seconds they would lie behind the year 5000."""


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read the platform's index page or an answer of its list."""
    if "count" in context or text.lstrip()[:1] == "{":
        return _answer(text, url, context)
    if not (sid := SID.search(text)) or "_CONFIG" not in text:
        return ListPage(note="no list of the family gkmlpt stands here; the portal may have been rebuilt.")
    named = COLUMN.match(urldefrag(context.get("column", ""))[1])
    columns = [named.group(1)] if named else columns_of(text) or [ALL]
    return ListPage(following=_ask(urljoin(url, "./api/all/"), columns, sid.group(1), 0))


def columns_of(text: str) -> list[str]:
    """The columns of the tree whose names name the topic; below such a column no further ones."""
    found = TREE.search(text)
    if found is None:
        return []
    try:
        tree, _ = json.JSONDecoder(strict=False).raw_decode(text, found.end())
    except (ValueError, RecursionError):        # a tree in loose JavaScript
        tree = [{"id": id_, "name": name} for id_, name in NODE.findall(text, found.end())]
    return list(dict.fromkeys(_named(tree)))


def _named(nodes: Any) -> Iterator[str]:
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict):
            if TOPIC.search(str(node.get("name"))) and str(node.get("id")).isdigit() and not node.get("jump_url"):
                yield str(node["id"])
            else:
                yield from _named(node.get("children"))


def _ask(folder: str, columns: list[str], sid: str, before: int) -> ListRequest | None:
    """Page 1 of the first of some columns; `before` entries were declared by those that are read already."""
    if not columns:
        return None
    query = urlencode({"page": 1, **({"sid": sid} if sid else {})})
    return ListRequest(f"{folder}{columns[0]}?{query}", context={
        "count": "0", "before": str(before), "rest": ",".join(columns[1:]), "sid": sid})


def day_of(value: Any) -> str | None:
    """The day in China of a moment in Unix seconds (or of a printed date), or None.

    >>> day_of(1709569800), day_of("2024-03-05 11:30"), day_of(0)
    ('2024-03-05', '2024-03-05', None)
    """
    if str(value).isdigit():
        seconds = int(value) / 1000 if int(value) > MILLISECONDS else int(value)
        return datetime.fromtimestamp(seconds, CHINA).date().isoformat() if 0 < seconds < MILLISECONDS else None
    return find_date(str(value or ""))


def _entry(article: Any, url: str) -> ListEntry | None:
    """The entry of one article; where no address is given, it follows from the number: /content/5/5850/post_5850803.html."""
    if not isinstance(article, dict):
        return None
    target = join(url, str(article.get("url") or article.get("post_url") or ""))
    number = str(article.get("id"))
    if not target and number.isdigit():
        target = urljoin(url, f"../../content/{int(number) // 10 ** 6}/{int(number) // 1000}/post_{number}.html")
    title = str(article.get("title") or "").strip()
    day = next((day for name in DATES if (day := day_of(article.get(name)))), None)
    return ListEntry(target, title[:300], day) if target and title else None


def _answer(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one answer: a hundred articles at most."""
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        data = None
    articles = data.get("articles") if isinstance(data, dict) else None
    query = dict(parse_qsl(urlsplit(url).query))
    if not isinstance(data, dict) or not isinstance(articles, list):
        return ListPage(usable=False, note=f"The platform gave no list for page {query.get('page', '1')} ({url}).")
    entries = [entry for article in articles if (entry := _entry(article, url))]
    count, before = int(context.get("count", "0")) + len(articles), int(context.get("before", "0"))
    classify = data.get("classify")
    told = data.get("total", classify.get("post_count") if isinstance(classify, dict) else None)
    total = int(str(told)) if str(told).isdigit() else None
    declared = before + total if total is not None else None
    state = {"count": str(count), "before": str(before), "rest": context.get("rest", ""), "sid": query.get("sid", "")}
    following = None
    if articles and (total is None or count < total):
        page = int(query.get("page", "1")) + 1
        following = ListRequest(f"{url.partition('?')[0]}?{urlencode({**query, 'page': page})}", context=state)
    elif state["rest"]:
        following = _ask(urljoin(url, "./"), state["rest"].split(","), state["sid"], declared or before)
    return ListPage(tuple(entries), declared, following=following)


class GkmlptSpider(ReportSpider):
    """A unit on Guangdong's platform."""

    read_list = staticmethod(read_list)
