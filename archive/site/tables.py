"""The tables that readers may see as data pages, and their names; every other table of the archive stays closed."""

from __future__ import annotations

from archive import i18n

PUBLIC: dict[str, str] = {
    "documents": "文件",
    "addresses": "网址",
    "attachments": "附件",
    "sections": "章节",
    "figures": "数字",
    "evidence": "依据",
    "portals": "门户",
    "ledger": "收齐对账",
    "regions": "行政区划",
}
"""Table -> its name on the site, in the order of the data page.

Texts and revisions hold whole documents (one page of them would weigh megabytes: they leave through the exporter);
captures, runs, entries, frontier, leases, schedule, validators and hosts are the crawler's own books.
"""

DATA_SUFFIXES = ("", ".json", ".csv")
"""What a data page may end with; Datasette's .blob would hand out raw cells."""


def label(table: str) -> str:
    """The name of a table on the site.

    >>> label("documents")
    '文件'
    """
    return PUBLIC.get(table, table)


def column_label(column: str) -> str:
    """The Chinese name of a column where it is a field of a document, else the column's own name."""
    return i18n.FIELDS.get(column, column)
