"""Columns that are one table: a row for each body, a cell for each year, and 查看 in it; row and head together say what it leads to."""

from __future__ import annotations

import re

from crawler.base.lists import ListEntry, base_of, target
from crawler.base.markup import plain, tree_of

YEAR = re.compile(r"(?:19|20)\d\d")
LONGEST = 6
"""Characters of 查看 and the like; a longer text of a link is a title of its own."""
NAME = 40
"""Characters of the name of a row or a head."""


def matrix(text: str, url: str) -> list[ListEntry]:
    """The entries of such a table, each titled by its row and its head, one of which names a year.

    >>> text = "<table><tr><th>单位</th><th>2023年</th></tr><tr><td>县司法局</td><td><a href='a.html'>查看</a></td></tr></table>"
    >>> [(entry.url, entry.title) for entry in matrix(text, "http://h.gov.cn/f/")]
    [('http://h.gov.cn/f/a.html', '县司法局2023年')]
    """
    tree = tree_of(text)
    if tree is None:
        return []
    base, found = base_of(tree, url), []
    for table in tree.iter("table"):
        if next(table.iterdescendants("table"), None) is not None:
            continue
        head, *rows = [list(row.iterchildren("td", "th")) for row in table.iter("tr")] or [[]]
        heads = [plain(cell) for cell in head]
        for name, *cells in filter(None, rows):
            for top, cell in zip(heads[1:], cells, strict=False):
                title = f"{plain(name)}{top}"
                links = [link for link in cell.iter("a") if len(plain(link)) <= LONGEST]
                if YEAR.search(title) and len(title) <= NAME:
                    found += [ListEntry(address, title) for link in links if (address := target(link, base))]
    return found
