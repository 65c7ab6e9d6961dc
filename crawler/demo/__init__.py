"""Embedded portals on loopback: three content systems as they behave in life, with made-up reports.

>>> with serve({"jcms": 0, "trs": 0, "uuid": 0}) as portals:
...     sorted(portals.urls)
['jcms', 'trs', 'uuid']
"""

from __future__ import annotations

from crawler.demo.catalogue import KEYS
from crawler.demo.control import DemoPortals, serve
from crawler.demo.faults import FAULTS
from crawler.demo.truth import truth

__all__ = ["FAULTS", "KEYS", "DemoPortals", "serve", "truth"]
