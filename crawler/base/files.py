"""The files of a report page that are fetched with it: 附件 as pdf, doc, ofd, zip and their like."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from archive.extract import pictures
from archive.model import Page
from crawler.base.addresses import SUFFIXES, refusal
from crawler.base.lists import ListEntry

DOWNLOADS = re.compile(r"/downfile\.jsp$|/download(?:file)?(?:\.\w+)?$|/DownloadAttach", re.IGNORECASE)
"""Scripts that send files: Hanweb's /module/download/downfile.jsp?…&filename=x.pdf and its like."""
MOST = 30
"""A page with more files is a library, not a report with annexes."""

HINT = re.compile(rb"\.(?:[pP][dD][fF]|[dD][oO][cC]|[wW][pP][sS]|[oO][fF][dD]|[xX][lL][sS]|[eE][tT](?![0-9A-Za-z])|[zZ][iI][pP]"
                  rb"|[rR][aA][rR]|7[zZ])")
"""Begins with a plain letter and leaves case to brackets: three times as fast as a search that folds case."""
SCRIPTS = (b"ownload", b"ownfile", b"\0")
"""Of addresses without a suffix; a zero byte is UTF-16, which is not searched but read."""


def may_link_files(body: bytes) -> bool:
    """Whether a new page is worth reading for its files; odder spellings are found at its second visit, which reads it."""
    return HINT.search(body) is not None or any(word in body for word in SCRIPTS) or pictures.may_show(body)


def is_file(url: str) -> bool:
    """Whether an address leads to a file rather than to a page, by its path or its query."""
    parts = urlsplit(url)
    names = (parts.path, *(value.partition("=")[2] for value in parts.query.split("&")))
    return bool(DOWNLOADS.search(parts.path)) or any(SUFFIXES.search(unquote(name)) for name in names)


def files_of(allowed: dict[str, frozenset[int]], page: Page) -> list[ListEntry]:
    """The files that a page links to, or the pictures that are its text, as far as they lie on the portal's own hosts."""
    links = [link for link in page.attachments
             if (is_file(link.href) or pictures.is_picture(link.href)) and refusal(link.href, allowed) is None]
    return [ListEntry(link.href, link.name[:300]) for link in links][:MOST]
