"""Guangdong's NFCMS: static folders with index.html, index_2.html …; pages are content/post_<number>.html."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urljoin

from crawler.base.lists import ListEntry, ListPage
from crawler.base.static import read_static
from crawler.spiders.report import ReportSpider

DETAIL = re.compile(r"/m?post_\d+\.html$")
PHONE = re.compile(r"/mpost_(\d+\.html)$")
"""The same page laid out for phones; some lists link to both."""
PAGES = re.compile(r"\b(?:pageCount|totalPage)\s*[:=]\s*['\"]?(\d{1,4})")


def without_phones(entries: Sequence[ListEntry]) -> tuple[ListEntry, ...]:
    """The entries without phone pages whose proper page is listed too."""
    known = {entry.url for entry in entries}
    return tuple(entry for entry in entries if PHONE.sub(r"/post_\1", entry.url) not in known - {entry.url})


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read one page of a list: its next link or pager script, else index_2.html where it only tells how many pages."""
    told = PAGES.search(text)
    page = read_static(text, url, context, detail=DETAIL, family="nfcms", total=int(told.group(1)) if told else None,
                       build=lambda folder, number: urljoin(folder, f"./index_{number}.html"))
    return replace(page, entries=without_phones(page.entries))


class NfcmsSpider(ReportSpider):
    """A portal on NFCMS."""

    read_list = staticmethod(read_list)
