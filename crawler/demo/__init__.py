"""Embedded portals on loopback: content systems as they behave in life, with made-up reports.

>>> with serve(dict.fromkeys(KEYS, 0)) as portals:
...     portals.urls.keys() == set(KEYS)
True
"""

from __future__ import annotations

from crawler.demo.catalogue import KEYS
from crawler.demo.control import DemoPortals, serve
from crawler.demo.faults import FAULTS
from crawler.demo.truth import truth

__all__ = ["FAULTS", "KEYS", "DemoPortals", "serve", "truth"]
