"""The tables that readers may see as data pages, and their names; every other table of the archive stays closed."""

from __future__ import annotations

from archive import i18n
from archive.i18n.columns import COLUMNS

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
    """The heading of a column; one without a heading shows its own name.

    >>> column_label("issuer"), column_label("document_id"), column_label("of tomorrow")
    ('报告机关', '所属文件', 'of tomorrow')
    """
    return i18n.label(COLUMNS if column in COLUMNS else i18n.FIELDS, column)
