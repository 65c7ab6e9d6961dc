"""How often one address may ask: a bucket of requests for each, which fills up again by the minute."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any

PER_MINUTE = 600
"""Answers that have to be made, for one address; what is kept in memory and 304 are not counted. A reader makes about thirty."""
BURST = 200
"""Requests that may come at once after a rest."""
ADDRESSES = 20_000
"""Addresses that are remembered; the one that has been silent longest is forgotten first."""


class Limits:
    """The buckets of one process; every worker has its own."""

    def __init__(self, config: Mapping[str, Any], clock: Callable[[], float] = time.monotonic) -> None:
        """`config` is what metadata.yml says under plugins.fazhi-archive."""
        self.rate = float(config.get("requests_per_minute", PER_MINUTE)) / 60
        self.header = str(config.get("address_header") or "").lower().encode()
        self.clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Address -> requests left, and when that was true."""

    def allow(self, scope: Mapping[str, Any]) -> bool:
        """Whether the sender of a request may have it answered; takes one request from the bucket."""
        name = self.address(scope)
        if self.rate <= 0 or not name:
            return True
        now = self.clock()
        left, since = self._left.pop(name, (float(BURST), now))
        left = min(left + (now - since) * self.rate, BURST)
        self._left[name] = max(left - 1, 0), now
        if len(self._left) > ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1

    def address(self, scope: Mapping[str, Any]) -> str:
        """Who asks; empty for this machine itself, which is its keeper, or a proxy whose readers cannot be told apart.

        A proxy's header counts only where metadata.yml names it: anybody can send any header.
        """
        told = next((value for key, value in scope["headers"] if key == self.header), None) if self.header else None
        client = scope.get("client") or ("",)
        return bucket(client[0] if told is None else told.decode("latin-1").rpartition(",")[2].strip())


@lru_cache(maxsize=10_000)
def bucket(address: str) -> str:
    """The name of an address's bucket: an IPv6 line has a /64 of its own; empty for loopback and what is no address.

    >>> bucket("192.0.2.7"), bucket("2001:db8:1:2:3:4:5:6"), bucket("127.0.0.1"), bucket("::ffff:192.0.2.7")
    ('192.0.2.7', '2001:db8:1:2::', '', '192.0.2.7')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64) if not found.is_loopback else found
    return "" if found.is_loopback else str(found)
