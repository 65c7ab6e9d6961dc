"""The tables that readers may see as data pages, and their names; every other table of the archive stays closed."""

from __future__ import annotations

from archive import i18n

PUBLIC = ("documents", "addresses", "attachments", "sections", "figures", "evidence", "portals", "ledger", "regions")
"""The tables in the order of the data page; their names stand in the catalogue.

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
    return i18n.label(i18n.TABLES, table)


def meaning(table: str) -> str:
    """What a table holds, in a sentence."""
    return i18n.label(i18n.TABLE_MEANINGS, table)


def column_label(column: str) -> str:
    """The name of a column where it is a field of a document, else the column's own name."""
    return i18n.label(i18n.FIELDS, column)
