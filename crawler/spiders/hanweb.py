"""Hanweb hosts: JCMS and its successor jpaas; portals move column by column, so that both stand on one host for years.

A column keeps its address (/col/col<id>/index.html) over the move; only its pages get new ones.
"""

from __future__ import annotations

from collections.abc import Mapping

from crawler.base.lists import ListPage
from crawler.spiders import jcms, jpaas
from crawler.spiders.report import ReportSpider


def read_list(text: str, url: str, context: Mapping[str, str]) -> ListPage:
    """Read a list of either system: what was asked tells which, else the page."""
    if "unit" in context or jpaas.is_unit(url) or ("style" not in context and jpaas.is_column(text)):
        return jpaas.read_list(text, url, context)
    return jcms.read_list(text, url, context)


class HanwebSpider(ReportSpider):
    """A portal on JCMS, on jpaas, or on both."""

    read_list = staticmethod(read_list)
