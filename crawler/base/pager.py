"""Page 2 of a list: the link that the page shows, else what its pager script would build."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

import lxml.html

from crawler.base.lists import base_of, join, plain

NEXT = frozenset((
    "下一页", "下页", "后一页", "后页", "下一页>", "下一页>>", "下一页»", "下页>", "下页>>", ">", ">>", "›", "»", "next", "next>",
))
"""Words of the link to the following page, blanks removed, lower case."""
CALL = re.compile(r"createPage(?:HTML)?\s*\(([^()]*)\)")
PAGER = re.compile(r"Pager\(\s*\{([^{}]*)\}")
COUNT_PAGE = re.compile(r"\bcountPage\s*=\s*(\d+)")
MAX_PAGES = 10_000
"""No list is longer; a larger number in a script is something else."""


@dataclass(frozen=True)
class Pages:
    """A static pager: how many pages there are and how their files are named."""

    total: int
    current: int
    """1-based."""
    prefix: str
    suffix: str
    first: int
    """Number in the file name of page 2: TRS counts index_1, UCAP list_2."""
    entries: int | None = None

    def name(self, page: int) -> str:
        """File name of a 1-based page.

        >>> Pages(3, 1, "index", "html", 1).name(2), Pages(3, 1, "list", "shtml", 2).name(2)
        ('index_1.html', 'list_2.shtml')
        """
        number = page - 2 + self.first
        return f"{self.prefix}.{self.suffix}" if page == 1 else f"{self.prefix}_{number}.{self.suffix}"


def script_pager(text: str) -> Pages | None:
    """The pager that a page's script builds.

    Two systems call their function createPageHTML: TRS as (total, current from 0, prefix, suffix), UCAP as
    (container, total, current from 1, prefix, suffix, entries). The first argument tells them apart: a number is TRS.
    """
    for found in CALL.finditer(text):
        if pages := _call([part.strip() for part in found.group(1).split(",")]):
            return pages
    if options := PAGER.search(text):
        keys = dict(re.findall(r"""['"]?(\w+)['"]?\s*:\s*['"]?([\w./-]+)""", options.group(1)))
        total = keys.get("total") or keys.get("size") or keys.get("pageCount") or ""
        if total.isdigit():
            return _pages(total, int(keys.get("current", "0")) + 1, keys.get("prefix", "index"),
                          keys.get("suffix", "html"), 1)
    if count := COUNT_PAGE.search(text):
        return _pages(count.group(1), 1, "index", "html", 1)
    return None


def _call(arguments: list[str]) -> Pages | None:
    words = [argument.strip("'\"") for argument in arguments]
    if len(words) >= 4 and words[0].isdigit() and words[1].isdigit():
        return _pages(words[0], int(words[1]) + 1, words[2], words[3], 1)
    if len(words) >= 5 and not words[0].isdigit() and words[1].isdigit() and words[2].isdigit():
        entries = int(words[5]) if len(words) > 5 and words[5].isdigit() else None
        return _pages(words[1], int(words[2]), words[3], words[4], 2, entries=entries)
    return None


def _pages(total: str, current: int, prefix: str, suffix: str, first: int, *,
           entries: int | None = None) -> Pages | None:
    if not 0 <= int(total) <= MAX_PAGES or not re.fullmatch(r"[\w./-]+", prefix) or not re.fullmatch(r"\w+", suffix):
        return None
    return Pages(int(total), current, prefix, suffix, first, entries)


def rendered_next(tree: lxml.html.HtmlElement, url: str, current: int) -> str | None:
    """Address behind 下一页, else behind the number after `current`, where the page shows such a link."""
    base = base_of(tree, url)
    numbered = None
    for link in tree.iter("a"):
        words = plain(link).replace(" ", "").lower() or (link.get("title") or "").strip()
        if words not in NEXT and words != str(current + 1):
            continue
        found = join(base, link.get("href") or "")
        if not found or found.rstrip("/") == url.rstrip("/"):
            continue
        if words in NEXT:
            return found
        numbered = numbered or found
    return numbered


def built_next(pages: Pages, url: str, page: int, tree: lxml.html.HtmlElement | None) -> str | None:
    """Address of the page after the 1-based `page` as the pager's script would build it, or None at the end."""
    if page >= pages.total:
        return None
    return urljoin(base_of(tree, url) if tree is not None else url, pages.name(page + 1))
