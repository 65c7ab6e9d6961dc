"""How many entries a list says it has: as its pager prints it, or as the pager's script knows it."""

from __future__ import annotations

import re

TOTALS = re.compile(
    r"(?:共|总计|总共|合计)\s*(?:有|计|检索到|查询到|搜索到|找到)?\s*[:：]?\s*(\d{1,6})\s*(?:条|篇|项记录|个记录)"
    r"|(?:总记录数?|记录总?数|总条数|信息总数|(?<![\u4e00-\u9fff])总数)\s*[:：]\s*(\d{1,6})"
    r"|(?<![\d第至-])(\d{1,6})\s*条(?:记录|信息|数据)?[,，\s]*\d{1,5}\s*/\s*\d{1,5}\s*页")
"""The declared number of entries as pagers print it: 共52条, 总记录数：52, 52条记录 1/4页."""
COUNTS = "(?:record_?(?:count|total)|total_?(?:count|records?|rows?)|totalnum)"
"""Names under which pager scripts keep the number of entries."""
SCRIPTED = re.compile(rf"""\b{COUNTS}["']?\s*[:=]\s*["']?(\d{{1,6}})\b"""
                      rf"""|<input(?=[^>]{{0,200}}\b(?:id|name)\s*=\s*["']?{COUNTS}\b)[^>]{{0,200}}\bvalue\s*=\s*["']?(\d{{1,6}})\b""", re.IGNORECASE)
"""The number of entries in a script, or in a hidden field that a script reads."""


def declared_total(words: str) -> int | None:
    """The number of entries that a pager prints (共52条), or None."""
    found = TOTALS.findall(words)       # titles of entries may count things too; the pager stands behind them
    return int("".join(found[-1])) if found else None


def scripted_total(text: str) -> int | None:
    """The number of entries that a pager's script knows, or None.

    >>> scripted_total("<script>var currentPage = 0, countPage = 4, recordCount = 52;</script>")
    52
    """
    found = SCRIPTED.search(text)
    return int(found.group(1) or found.group(2)) if found else None


def plausible(total: int | None, shown: int, pages: int | None, *, more: bool) -> int | None:
    """A number from the script of page 1, where it fits the entries `shown` there, the pages told, and whether `more` follow.

    >>> plausible(52, 20, 3, more=True), plausible(8, 20, 3, more=True), plausible(21, 20, None, more=False)
    (52, None, None)
    """
    if total is None or not shown:
        return None
    if pages is None or pages < 2:
        return total if total == shown or (more and total > shown) else None
    return total if (pages - 1) * shown < total <= pages * shown else None
