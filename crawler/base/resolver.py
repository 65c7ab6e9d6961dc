"""The address guard at the resolver: a name that leads anywhere but the public network finds no address."""

from __future__ import annotations

from typing import Any, ClassVar

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.base.addresses import is_loopback_name, public


@implementer(IResolutionReceiver)
class PublicOnly:
    """Passes on the public addresses of a name, and loopback ones where a portal file names exactly that host:port."""

    def __init__(self, receiver: Any, host: str, *, loopback: bool) -> None:
        self.receiver = receiver
        self.host = host
        self.loopback = loopback

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's name
        """A look-up starts."""
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's name
        """One address was found."""
        number = str(getattr(address, "host", ""))
        if public(number) or (self.loopback and is_loopback_name(number)):
            self.receiver.addressResolved(address)
        else:
            GuardedResolver.withheld[self.host] = number

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        """The look-up ended."""
        self.receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver (IPv4 and IPv6) behind the guard; literal addresses pass through it as well.

    The check happens on the very address that is then connected to, so a name that changes its answer gains nothing.
    """

    loopback: ClassVar[set[str]] = set()
    """host:port on this machine that portal files name."""
    withheld: ClassVar[dict[str, str]] = {}
    """Host name -> address that was not passed on, for the sentence in the ledger."""

    def resolveHostName(  # noqa: N802 - Twisted's name
        self, resolutionReceiver: Any, hostName: str, portNumber: int = 0,  # noqa: N803 - Twisted's names
        addressTypes: Any = None, transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve a name for one connection."""
        guarded: Any = PublicOnly(resolutionReceiver, hostName, loopback=f"{hostName}:{portNumber}" in self.loopback)
        return super().resolveHostName(guarded, hostName, portNumber, addressTypes, transportSemantics)
