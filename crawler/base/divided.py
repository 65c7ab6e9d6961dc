"""Columns that are divided: by year (2023年, 2022年 …) or by body (县政府, 县司法局 …); each part is a list of its own."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import lxml.html

from crawler.base.choice import SLUGS, TOPIC
from crawler.base.lists import base_of, join, target
from crawler.base.markup import plain, tree_of
from crawler.base.openers import resolve
from crawler.base.pager import is_calendar

YEAR = re.compile(r"\W{0,2}(?:19|20)\d\d\s*(年)?度?\W{0,2}")
"""The whole of a link to a year's list; a number without 年 may be one of a pager."""
IN_YEAR = re.compile(r"(?:19|20)\d\d")
"""What the title of a single report holds."""
FOLDER = re.compile(r"/(?:19|20)\d\d(?:/|$)")
BODY = re.compile(r"[^\d\W](?:[^\d\W]|[（）()、·]){1,19}")
"""The whole of a link to a body's list: 县司法局, 乡镇（街道）."""
MORE = re.compile(r"(?:查看)?更多\W*|more\W*", re.IGNORECASE)
"""The whole of a link from the beginning of a list to all of it, such as each year's below its tab."""
CHOICES = ("a", "li", "span", "button", "option")
"""What leads to a part: a link, a tab with a click handler, an entry of a box of choices."""
BELOW = re.compile(r"[\w-]+/(?:(?:index|list)\.\w+)?")
"""Where that lies, from the column's own folder."""
FEWEST = 2
MOST = 100
"""More are the menu of a whole portal."""


def parts_of(text: str, url: str, *, below: bool) -> tuple[str, ...]:
    """Addresses of the lists into which a column is divided, in its order.

    `below`: for a page that shows a list itself, where only years in its own folder count, or those beside which it is linked
    as a year itself. Bodies, and links to the whole of lists whose beginnings stand here, count where the column's address or
    title names the reports.
    """
    tree = tree_of(text)
    if tree is None:
        return ()
    base, own = base_of(tree, url), url.partition("?")[0].rpartition("/")[0] + "/"
    years: dict[str, None] = {}
    bodies: dict[str, None] = {}
    more: dict[str, None] = {}
    resolve(tree)
    newest = any(YEAR.fullmatch(plain(link)) for link in tree.iter("a") if join(base, link.get("href") or "") == url)
    for link in tree.iter(*CHOICES):
        address = _leads_to(link, base)
        if not address or address in years or urlsplit(address).netloc != urlsplit(url).netloc or address == url:
            continue
        words = plain(link)
        if found := YEAR.fullmatch(words):
            named = found.group(1) or FOLDER.search(urlsplit(address).path)
            if named and (address.startswith(own) or newest or not below) and not is_calendar(link, address, url):
                years[address] = None
        elif address.startswith(own) and BELOW.fullmatch(address[len(own):]):
            if MORE.fullmatch(words):
                more[address] = None
            elif not below and BODY.fullmatch(words):
                bodies[address] = None
    title = tree.findtext(".//title") or ""
    ours = urlsplit(own).path != "/" and (SLUGS.search(url) or (TOPIC.search(title) and not IN_YEAR.search(title)))
    return next((tuple(parts) for parts in (years, more if ours else {}, bodies if ours else {}) if FEWEST <= len(parts) <= MOST), ())


def _leads_to(link: lxml.html.HtmlElement, base: str) -> str:
    """Where a link, a tab or a choice leads, or ""."""
    value = link.get("value") or "" if link.tag == "option" else ""
    return target(link, base) or (join(base, value) if re.search(r"[./?]", value) else "")
