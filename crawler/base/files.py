"""The files of a report page that are fetched with it: 附件 as pdf, doc, ofd, zip and their like."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from archive.model import Page
from crawler.base.addresses import refusal
from crawler.base.lists import ListEntry

SUFFIXES = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z)$", re.IGNORECASE)
DOWNLOADS = re.compile(r"/downfile\.jsp$|/download(?:file)?(?:\.\w+)?$|/DownloadAttach", re.IGNORECASE)
"""Scripts that send files: Hanweb's /module/download/downfile.jsp?…&filename=x.pdf and its like."""
MOST = 30
"""A page with more files is a library, not a report with annexes."""


def is_file(url: str) -> bool:
    """Whether an address leads to a file rather than to a page, by its path or its query."""
    parts = urlsplit(url)
    names = (parts.path, *(value.partition("=")[2] for value in parts.query.split("&")))
    return bool(DOWNLOADS.search(parts.path)) or any(SUFFIXES.search(unquote(name)) for name in names)


def files_of(allowed: dict[str, frozenset[int]], page: Page) -> list[ListEntry]:
    """The files that a page links to and that lie on the portal's own hosts."""
    links = [link for link in page.attachments if is_file(link.href) and refusal(link.href, allowed) is None]
    return [ListEntry(link.href, link.name[:300]) for link in links][:MOST]
