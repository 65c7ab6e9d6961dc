"""Portals whose file names no family: page 1 of a column tells which system it is, else any rendered list is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crawler.base.lists import ListPage
from crawler.spiders import generic, mixed
from crawler.spiders.report import ReportSpider


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read a list with the reader of its family; where none knows it, as a list of the generic family."""
    page = mixed.read_list(text, url, context)
    if page.entries or page.following or "family" in context:
        return page
    other = generic.read_list(text, url, context)
    return replace(other, following=mixed.marked(other.following, "generic")) if other.entries else page


class FoundSpider(ReportSpider):
    """A portal on whatever system its pages show."""

    read_list = staticmethod(read_list)
