"""Addresses with scheme and host, for what leaves the site: feeds, citations, sitemaps, protocols of libraries."""

from __future__ import annotations

import re
from functools import lru_cache

from datasette.utils.asgi import Request

from archive.site.served import Site

_MAIL = re.compile(r"[^\s@?\"<>]+@([\w-]+\.)+[\w-]+")
_HOST = re.compile(r"[0-9A-Za-z.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:]{2,45}\](:[0-9]{1,5})?")


def root(site: Site, request: Request) -> str:
    """Scheme and host: the site's own where metadata.yml names them, else those that were asked."""
    own = str(site.config.get("url") or "").rstrip("/")
    return own or _asked(request.scheme, next((value for key, value in request.scope["headers"] if key == b"host"), b""))


@lru_cache(maxsize=1_000)
def _asked(scheme: str, host: bytes) -> str:
    name = host.decode("latin-1")
    return f"{scheme}://{name if _HOST.fullmatch(name) else 'localhost'}"


def contact(site: Site) -> str:
    """The e-mail address of the keeper as metadata.yml names it, "" where it names none that can be one."""
    named = str(site.config.get("contact") or "").removeprefix("mailto:")
    return named if _MAIL.fullmatch(named) else ""


def absolute(site: Site, request: Request, path: str) -> str:
    """The permanent address of a path with scheme and host."""
    return root(site, request) + site.url(path)
