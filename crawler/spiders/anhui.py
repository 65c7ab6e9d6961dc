"""Anhui's public platform (龙讯): /public/column/<organ>?catId=…, further pages from /site/label/8888 as fragments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import lxml.html

from crawler.base.lists import ListEntry, ListPage, ListRequest, read_rows
from crawler.base.markup import plain, tree_of
from crawler.base.pager import printed_pages, rendered_next
from crawler.base.totals import declared_total
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/public/\d+/\d+\.html|/public/content/\d+|/content/article/\d+|/openness/detail/content/[0-9a-f]{24}")
SCRIPTS = re.compile(r"(?=<script)", re.IGNORECASE)
LABEL = re.compile(r"""["']?((?:https?:)?[^"'\s()<>]*/site/label/8888)(\?[^"'\s<>]*)?""")
"""The address that gives fragments, as the page's script names it; on clusters of cities it has a prefix."""
VALUE = re.compile(r"""["']?\b(\w+)["']?\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|(\d+|true|false)\b)""")
SITE_ID = re.compile(r"""<meta[^>]+name\s*=\s*["']?SiteId\b["']?[^>]+content\s*=\s*["']?(\d+)|"""
                     r"""<meta[^>]+content\s*=\s*["']?(\d+)["']?[^>]+name\s*=\s*["']?SiteId\b""", re.IGNORECASE)
CALLS = re.compile(r"""(?=["'][^"'\s]*/site/label/8888)""")
LISTS = re.compile(r"labelName\W{1,6}(publicInfo\w*)")
PAGES = re.compile(r"""\bpageCount["']?\s*[:=]\s*["']?(\d{1,5})""", re.IGNORECASE)
COLUMN = re.compile(r"(.*)/public/column/(\d+)")
SHOWN = 0.8
"""Part of a page's entries that must be shown; one or two may be links that are no entries."""
OURS = ("pageIndex", "IsAjax", "dataType")
"""Fields that we set ourselves."""
BOXES = "//*[contains(concat(' ', @class, ' '), ' xxgk_nav_list ') or contains(concat(' ', @class, ' '), ' xxgk_navli ')]"
"""Where the platform puts the entries that a page already shows."""
NO_ENTRIES = re.compile("暂无相关信息|暂无数据|没有相关")
DEFAULTS = {
    "labelName": "publicInfoList", "siteId": "", "organId": "", "catId": "", "cId": "", "type": "4", "action": "list",
    "pageSize": "15", "pageIndex": "", "isDate": "true", "dateFormat": "yyyy-MM-dd", "length": "80", "fromCode": "title",
    "sortType": "1", "fuzzySearch": "false", "keyWords": "", "result": "暂无相关信息", "file": "", "IsAjax": "1",
    "dataType": "html",
}
"""Fields of a request for a page; `file`, the template, differs from site to site and must be the site's own."""


def parameters(text: str, url: str) -> tuple[str, dict[str, str]]:
    """(address, fields) of the fragments, from the page's script, its meta SiteId and its own query; address "" without."""
    blocks = [part for part in SCRIPTS.split(text) if "/site/label/8888" in part]
    block = next((part for part in blocks if "publicInfoList" in part), blocks[0] if blocks else "")
    calls = CALLS.split(block)[1:]      # one script may also ask for menus and counters
    call = next((part for part in calls if LISTS.search(part)), calls[0] if calls else "")
    label = LABEL.search(call)
    if label is None:
        return "", {}
    own = dict(parse_qsl(urlsplit(url).query))
    column = COLUMN.match(urlsplit(url).path)
    site = SITE_ID.search(text)
    known = dict(DEFAULTS) | {name: value for name, value in own.items() if name in DEFAULTS}
    known |= {"organId": column.group(2) if column else "", "siteId": (site.group(1) or site.group(2)) if site else ""}
    shown = _values(block) | _values(call)
    shown |= dict(parse_qsl(unescape(label.group(2) or "")[1:], keep_blank_values=True))
    if lists := LISTS.search(block):
        shown["labelName"] = lists.group(1)
    known |= {name: value for name, value in shown.items() if value and name in DEFAULTS and name not in OURS}
    return urljoin(url, label.group(1)), {name: value for name, value in known.items() if value}


def _values(script: str) -> dict[str, str]:
    """Constant fields of a script's objects; names of variables are no values, and `type: 'GET'` is the method's."""
    found = {pair.group(1): next((value for value in pair.groups()[1:] if value is not None), "")
             for pair in VALUE.finditer(script) if pair.group(1) != "type" or (pair.group(3) or pair.group(2) or "0").isdigit()}
    return {name: value for name, value in found.items() if name in DEFAULTS}


def _asked(label: str, fields: Mapping[str, str], page: int, pages: int) -> ListRequest:
    """Ask for a fragment by GET, and by POST where that gives nothing."""
    query = urlencode({**fields, "pageIndex": str(page)})
    context = {"label": label, "fields": urlencode(fields), "page": str(page), "pages": str(pages)}
    posted = ListRequest(label, "POST", query, {**context, "method": "POST"})
    return ListRequest(f"{label}?{query}", context={**context, "method": "GET"}, fallback=posted)


def _fragment(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one fragment; a whole page, an error or an empty list before the end is none. 0 pages means unknown."""
    page, pages = int(context["page"]), int(context["pages"])
    entries = read_rows(text, url, DETAIL)[0] if text.strip() else []
    if not entries and (page <= max(pages, 1) or ("<html" in text.lower() and not NO_ENTRIES.search(text))):
        return ListPage(usable=False, note=f"Page {page} of {pages or '?'} gave no entries.")
    told = PAGES.search(text)
    pages = max(pages, int(told.group(1)) if told else 0)
    following = None
    if entries and (not pages or page < pages):
        following = _asked(context["label"], dict(parse_qsl(context["fields"])), page + 1, pages)
        if context["method"] == "POST" and following.fallback:
            following = following.fallback
    return ListPage(tuple(entries), declared_total(text), pages or None, following)


def _rendered(tree: lxml.html.HtmlElement, url: str) -> list[ListEntry] | None:
    """The entries of the platform's own boxes, beside which stand hot news with such addresses; None without a box."""
    markup = "".join(lxml.html.tostring(box, encoding="unicode", with_tail=False) for box in tree.xpath(BOXES))
    return read_rows(markup, url, DETAIL)[0] if markup else None


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read a column page or one of its fragments."""
    if "label" in context:
        return _fragment(text, url, context)
    page, tree = int(context.get("page", 1)), tree_of(text)
    if tree is None:
        return ListPage(note="the column's page is empty.")
    words, told = plain(tree), PAGES.search(text)
    pages = int(told.group(1)) if told else printed_pages(words)
    label, fields = parameters(text, url) if "rendered" not in context else ("", {})
    entries, place = _rendered(tree, url), ""
    if not label and (entries is None or (not entries and "rendered" in context)):
        entries, place = read_rows(text, url, DETAIL, context.get("place", ""))
    following = None
    if label and (pages is None or page < pages or not entries):
        following = _asked(label, fields, 2 if entries and (not pages or _fills(entries, fields)) else 1, pages or 0)
        if not entries and following.fallback:      # the fragments may be closed, the page may have boxes of its own
            last = ListRequest(url, context={"rendered": "1"})
            following = replace(following, fallback=replace(following.fallback, fallback=last))
    elif not label:
        target = rendered_next(tree, url, page) or (_numbered(url, page + 1) if pages else None)
        if entries and target and (pages is None or page < pages):
            following = ListRequest(target, context={"page": str(page + 1), "place": place})
    note = "" if entries or following or page > 1 else ("no list of the family anhui stands here; the portal may have been "
                                                        "rebuilt.")
    return ListPage(tuple(entries or ()), declared_total(words), pages, following, note=note)


def _fills(entries: list[ListEntry], fields: Mapping[str, str]) -> bool:
    """Whether a page shows a whole page of fragments: some show ten entries and ask for pages of fifteen."""
    size = fields.get("pageSize", "")
    return len(entries) >= SHOWN * (int(size) if size.isdigit() else 1)


def _numbered(url: str, page: int) -> str:
    """Page N of a plain column: /content/column/<id>?pageIndex=N."""
    parts = urlsplit(url)
    fields = {**dict(parse_qsl(parts.query)), "pageIndex": str(page)}
    return parts._replace(query=urlencode(fields)).geturl()


class AnhuiSpider(ReportSpider):
    """A portal on Anhui's public platform."""

    read_list = staticmethod(read_list)
