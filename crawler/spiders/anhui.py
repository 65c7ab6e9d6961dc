"""Anhui's public platform (龙讯): /public/column/<organ>?catId=…, further pages from /site/label/8888 as fragments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.base.lists import ListEntry, ListPage, ListRequest, declared_total, plain, read_rows, tree_of
from crawler.base.pager import printed_pages, rendered_next
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/public/\d+/\d+\.html|/public/content/\d+|/content/article/\d+|/openness/detail/content/[0-9a-f]{24}")
SCRIPTS = re.compile(r"(?=<script)", re.IGNORECASE)
LABEL = re.compile(r"""["']?((?:https?:)?[^"'\s()<>]*/site/label/8888)(\?[^"'\s<>]*)?""")
"""The address that gives fragments, as the page's script names it; on clusters of cities it has a prefix."""
VALUE = re.compile(r"""["']?\b(\w+)["']?\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|(\w+)(?=\s*[,;}\r\n]))""")
SITE_ID = re.compile(r"""<meta[^>]+name\s*=\s*["']?SiteId["']?[^>]+content\s*=\s*["']?(\d+)|"""
                     r"""<meta[^>]+content\s*=\s*["']?(\d+)["']?[^>]+name\s*=\s*["']?SiteId\b""", re.IGNORECASE)
PAGES = re.compile(r"""\bpageCount["']?\s*[:=]\s*["']?(\d{1,5})""", re.IGNORECASE)
COLUMN = re.compile(r"(.*)/public/column/(\d+)")
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
    block = next((part for part in SCRIPTS.split(text) if "/site/label/8888" in part), "")
    label = LABEL.search(block)
    if label is None:
        return "", {}
    own = dict(parse_qsl(urlsplit(url).query))
    column = COLUMN.match(urlsplit(url).path)
    site = SITE_ID.search(text)
    known = dict(DEFAULTS) | {name: value for name, value in own.items() if name in DEFAULTS}
    known |= {"organId": column.group(2) if column else "", "siteId": (site.group(1) or site.group(2)) if site else ""}
    shown = {found.group(1): next((value for value in found.groups()[1:] if value is not None), "")
             for found in VALUE.finditer(block) if found.group(1) in DEFAULTS}
    shown |= dict(parse_qsl(unescape(label.group(2) or "")[1:], keep_blank_values=True))
    known |= {name: value for name, value in shown.items() if value and name in DEFAULTS and name != "pageIndex"}
    return urljoin(url, label.group(1)), {name: value for name, value in known.items() if value}


def _asked(label: str, fields: Mapping[str, str], page: int, pages: int) -> ListRequest:
    """Ask for a fragment by GET, and by POST where that gives nothing."""
    query = urlencode({**fields, "pageIndex": str(page)})
    context = {"label": label, "fields": urlencode(fields), "page": str(page), "pages": str(pages)}
    posted = ListRequest(label, "POST", query, {**context, "method": "POST"})
    return ListRequest(f"{label}?{query}", context={**context, "method": "GET"}, fallback=posted)


def _fragment(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one fragment; a whole page, an error or an empty list before the end is none."""
    page, pages = int(context["page"]), int(context["pages"])
    entries = _entries(text, url)
    if not entries and (page <= pages or not NO_ENTRIES.search(text)):
        return ListPage(usable=False, note=f"Page {page} of {pages} gave no entries.")
    told = PAGES.search(text)
    pages = max(pages, int(told.group(1)) if told else 0)
    following = None
    if entries and page < pages:
        following = _asked(context["label"], dict(parse_qsl(context["fields"])), page + 1, pages)
        if context["method"] == "POST" and following.fallback:
            following = following.fallback
    return ListPage(tuple(entries), declared_total(text), pages, following)


def _entries(text: str, url: str, hint: str = "") -> list[ListEntry]:
    return read_rows(text, url, DETAIL, hint)[0] if text.strip() else []


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read a column page or one of its fragments."""
    if "label" in context:
        return _fragment(text, url, context)
    page, tree = int(context.get("page", 1)), tree_of(text)
    words = plain(tree) if tree is not None else ""
    told = PAGES.search(text)
    pages = int(told.group(1)) if told else printed_pages(words)
    entries = _entries(text, url)
    label, fields = parameters(text, url) if page == 1 else ("", {})
    following = None
    if label and (pages is None or pages > 1 or not entries):
        following = _asked(label, fields, 2 if entries else 1, pages or 1)
        following = following if pages or not entries else None
    elif entries and tree is not None and (pages is None or page < pages):
        target = rendered_next(tree, url, page) or (_numbered(url, page + 1) if pages else None)
        following = ListRequest(target, context={"page": str(page + 1)}) if target else None
    note = "" if entries or following or page > 1 else ("no list of the family anhui stands here; the portal may have been "
                                                        "rebuilt.")
    return ListPage(tuple(entries), declared_total(words), pages, following, note=note)


def _numbered(url: str, page: int) -> str:
    """Page N of a plain column: /content/column/<id>?pageIndex=N."""
    parts = urlsplit(url)
    fields = {**dict(parse_qsl(parts.query)), "pageIndex": str(page)}
    return parts._replace(query=urlencode(fields)).geturl()


class AnhuiSpider(ReportSpider):
    """A portal on Anhui's public platform."""

    read_list = staticmethod(read_list)
