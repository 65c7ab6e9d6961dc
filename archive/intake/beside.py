"""The pictures that lie beside an imported page: what the page names is only looked up among the files that a walk has found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from archive import identity
from archive.extract import pictures
from archive.extract.page import read_page


def address(page: str, href: str) -> str:
    """The capture address of a file that a page names: beside a page without an address of its own, by the file's name.

    >>> address("file:///saved/page.html", "scans/第1页.jpg")
    'file:///saved/scans/%E7%AC%AC1%E9%A1%B5.jpg'
    """
    if identity.is_web(page) or identity.is_web(href):
        return href
    try:
        return urljoin(page, quote(unquote(urlsplit(href).path)))
    except ValueError:
        return href


def of_page(body: bytes, url: str, label: str, found: dict[str, Path]) -> Iterator[tuple[str, Path]]:
    """Address and place of each picture that shows the text of a page, taken out of `found`.

    `url`: capture address of the page; `label`: the name by which it was found; `found`: label -> picture.
    """
    if not found or not pictures.may_show(body):
        return
    here = "file:///" + quote(label)
    for link in read_page(body, media_type="text/html").attachments:
        path = found.pop(unquote(urlsplit(address(here, link.href)).path.lstrip("/")), None)
        if path is not None:
            yield urljoin(url, link.href) if identity.is_web(url) else address(here, link.href), path
