"""The address guard at the resolver: a name that leads anywhere but the public network finds no address."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

from crawler.base.addresses import is_loopback_name, literal, public

THREADS = 32
"""Names that are looked up at the same time; dead name servers must not block the others."""
PATIENCE = 20.0
"""Seconds that a look-up may take."""


class GuardedResolver:
    """Looks names up (IPv4 and IPv6) and passes on public addresses only; literal addresses take the same way.

    The connection is made to the very address that was checked here, so a name that changes its answer gains nothing.
    """

    loopback: ClassVar[set[str]] = set()
    """host:port on this machine that portal files name."""
    withheld: ClassVar[dict[str, str]] = {}
    """Host name -> address that was not passed on, for the sentence in the ledger."""
    _known: ClassVar[dict[str, tuple[str, ...]]] = {}
    _threads: ClassVar[ThreadPoolExecutor | None] = None

    @classmethod
    async def resolve(cls, host: str, port: int) -> list[str]:
        """The addresses that a connection to host:port may be made to, IPv4 first; socket.gaierror without any."""
        if host not in cls._known:
            cls._known[host] = (host,) if literal(host) else await cls._look_up(host)
        found = cls.allowed(host, port, cls._known[host])
        if not found:
            raise socket.gaierror(f"{host} has no address that may be asked")
        return found

    @classmethod
    def allowed(cls, host: str, port: int, addresses: tuple[str, ...]) -> list[str]:
        """The public ones of some addresses, and those of this machine where a portal file names exactly that host:port."""
        own = f"{host}:{port}" in cls.loopback
        passed = [address for address in addresses if public(address) or (own and is_loopback_name(address))]
        if len(passed) < len(addresses):
            cls.withheld[host] = next(address for address in addresses if address not in passed)
        return passed

    @classmethod
    async def _look_up(cls, host: str) -> tuple[str, ...]:
        if cls._threads is None:
            cls._threads = ThreadPoolExecutor(THREADS, "names")
        loop = asyncio.get_running_loop()
        asked = loop.run_in_executor(cls._threads, lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
        found = await asyncio.wait_for(asked, PATIENCE)
        ordered = sorted(found, key=lambda item: item[0] != socket.AF_INET)     # many hosts announce an IPv6 that is dead
        return tuple(dict.fromkeys(str(item[4][0]) for item in ordered))
