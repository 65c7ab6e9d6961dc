"""Any system's list: page 1 of a column tells which one it is; a host may mix systems and move from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crawler.base.lists import ListPage, ListRequest
from crawler.fingerprint import family_of
from crawler.spiders import SPIDERS, load


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read a list with the reader of the family that its first page shows; later pages keep to it."""
    family = context.get("family") or family_of(url, text)
    if family is None or family not in SPIDERS:
        what = f"the system looks like {family!r}, which has no spider" if family else "the system was not recognised"
        return ListPage(note=f"{what}; name the 'family' in the portal file.")
    page = load(SPIDERS[family]).read_list(text, url, context)
    return replace(page, following=marked(page.following, family))


def marked(request: ListRequest | None, family: str) -> ListRequest | None:
    """The same request, its context naming the family; so for its fallbacks."""
    if request is None:
        return None
    return replace(request, context={**request.context, "family": family}, fallback=marked(request.fallback, family))
