"""Addresses with scheme and host, for what leaves the site: feeds, citations, sitemaps, protocols of libraries."""

from __future__ import annotations

import re

from datasette.utils.asgi import Request

from archive.site.served import Site

_HOST = re.compile(r"[0-9A-Za-z.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:]{2,45}\](:[0-9]{1,5})?")


def root(site: Site, request: Request) -> str:
    """Scheme and host: the site's own where metadata.yml names them, else those that were asked."""
    own = str(site.config.get("url") or "").rstrip("/")
    host = request.host if _HOST.fullmatch(request.host) else "localhost"
    return own or f"{request.scheme}://{host}"


def absolute(site: Site, request: Request, path: str) -> str:
    """The permanent address of a path with scheme and host."""
    return root(site, request) + site.url(path)
