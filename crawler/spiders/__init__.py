"""One content system per module; the table below is the list of families that can be crawled."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from crawler.base.resolver import GuardedResolver

if TYPE_CHECKING:
    from crawler.portalfile import Portal
    from crawler.spiders.report import ReportSpider

SPIDERS = {
    "jcms": "crawler.spiders.hanweb:HanwebSpider",
    "jpaas": "crawler.spiders.hanweb:HanwebSpider",
    "trs": "crawler.spiders.trs:TrsSpider",
    "ucap": "crawler.spiders.ucap:UcapSpider",
    "gkmlpt": "crawler.spiders.gkmlpt:GkmlptSpider",
    "nfcms": "crawler.spiders.nfcms:NfcmsSpider",
    "uuid": "crawler.spiders.uuid:UuidSpider",
    "vsb": "crawler.spiders.vsb:VsbSpider",
    "anhui": "crawler.spiders.anhui:AnhuiSpider",
    "openness": "crawler.spiders.openness:OpennessSpider",
    "uuid_columns": "crawler.spiders.uuid_columns:UuidColumnsSpider",
    "numbered": "crawler.spiders.numbered:NumberedSpider",
    "jeecms": "crawler.spiders.jeecms:JeecmsSpider",
    "pclist": "crawler.spiders.pclist:PclistSpider",
    "generic": "crawler.spiders.generic:GenericSpider",
}
"""Family name in a portal file -> its spider."""
FOUND = "crawler.spiders.found:FoundSpider"
"""The spider of portals whose file names no family: it recognises the system by its pages."""


def load(path: str) -> type[ReportSpider]:
    """The class behind `module:name`."""
    module, _, name = path.partition(":")
    found: type[ReportSpider] = getattr(import_module(module), name)
    return found


def spider_class(portal: Portal) -> type[ReportSpider]:
    """The spider class of one portal; KeyError with a sentence when there is no spider for its family."""
    if portal.family is not None and portal.family not in SPIDERS:
        raise KeyError(f"{portal.id}.yml: there is no spider for family {portal.family!r} yet (there are spiders for "
                       f"{', '.join(SPIDERS)}); set 'enabled: false'.")
    base = load(SPIDERS[portal.family] if portal.family else FOUND)
    GuardedResolver.loopback |= portal.loopback
    return type(f"{base.__name__}_{portal.id}", (base,), {"name": portal.id, "portal": portal, "__doc__": portal.name})
