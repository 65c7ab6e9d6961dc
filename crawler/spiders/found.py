"""Portals whose file names no family: page 1 of a column tells which system it is; an unknown one is read as it looks."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.base.lists import ListPage
from crawler.spiders import mixed
from crawler.spiders.report import ReportSpider


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read a list with the reader of the family that its first page shows, else as any rendered list."""
    page = mixed.read_list(text, url, context)
    if "family" in context or page.entries or page.following:
        return page
    plain = mixed.read_list(text, url, {**context, "family": "generic"})
    return plain if plain.entries or plain.following else page


class FoundSpider(ReportSpider):
    """A portal on whatever system its pages show."""

    read_list = staticmethod(read_list)
