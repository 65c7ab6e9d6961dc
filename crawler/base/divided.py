"""Columns that are divided: by year (2023年, 2022年 …) or by body (县政府, 县司法局 …); each part is a list of its own."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.base.choice import SLUGS, TOPIC
from crawler.base.lists import base_of, join, plain, tree_of
from crawler.base.pager import is_calendar

YEAR = re.compile(r"\W{0,2}(?:19|20)\d\d\s*(年)?度?\W{0,2}")
"""The whole of a link to a year's list; a number without 年 may be one of a pager."""
FOLDER = re.compile(r"/(?:19|20)\d\d(?:/|$)")
BODY = re.compile(r"[^\d\W]{2,20}")
"""The whole of a link to a body's list."""
BELOW = re.compile(r"[\w-]+/(?:(?:index|list)\.\w+)?")
"""Where that lies, from the column's own folder."""
FEWEST = 2
MOST = 100
"""More are the menu of a whole portal."""


def parts_of(text: str, url: str, *, below: bool) -> tuple[str, ...]:
    """Addresses of the lists into which a column is divided, in its order; `below`: for a page that shows a list itself, where
    only years in its own folder count. Bodies count where the column's address or title names the reports.
    """
    tree = tree_of(text)
    if tree is None:
        return ()
    base, own = base_of(tree, url), url.partition("?")[0].rpartition("/")[0] + "/"
    years: dict[str, None] = {}
    bodies: dict[str, None] = {}
    for link in tree.iter("a"):
        words, address = plain(link), join(base, link.get("href") or "")
        if not address or address in years or urlsplit(address).netloc != urlsplit(url).netloc or address == url:
            continue
        if found := YEAR.fullmatch(words):
            named = found.group(1) or FOLDER.search(urlsplit(address).path)
            if named and (address.startswith(own) or not below) and not is_calendar(link, address, url):
                years[address] = None
        elif not below and BODY.fullmatch(words) and address.startswith(own) and BELOW.fullmatch(address[len(own):]):
            bodies[address] = None
    ours = SLUGS.search(url) or TOPIC.search(tree.findtext(".//title") or "")
    return next((tuple(parts) for parts in (years, bodies if ours else {}) if FEWEST <= len(parts) <= MOST), ())
