"""How far a probe may reach: the home's own host, and the other hosts of its domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crawler.portalfile import Portal
from crawler.probing import scout


class UnderDomain(dict[str, frozenset[int]]):
    """The hosts that a probe may ask: the home's own, and the other hosts of its registrable domain on 80 and 443."""

    def __init__(self, own: Mapping[str, frozenset[int]], home: str) -> None:
        super().__init__(own)
        self.home = home

    def get(self, host: str, default: Any = ()) -> Any:
        """The open ports of a host."""
        found = super().get(host)
        if found is None and host and scout.same_site(f"http://{host}/", self.home):
            return frozenset((80, 443))
        return default if found is None else found


@dataclass(frozen=True)
class ProbePortal(Portal):
    """A portal that is only an address so far."""

    @cached_property
    def allowed(self) -> dict[str, frozenset[int]]:
        """The hosts that may be asked."""
        return UnderDomain(super().allowed, self.url)
