"""Which addresses a portal may be asked at: its own hosts, and among their addresses only public ones."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit, urlunsplit

PORTS = {"http": 80, "https": 443}
UNICAST = ipaddress.ip_network("2000::/3")
"""All IPv6 addresses that the public network hands out (RFC 4291); older forms such as ::127.0.0.1 lie outside."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")
MIRRORED = re.compile(r"/gate/big5/[^/]+")
"""Beijing's portals repeat every page in traditional characters under /gate/big5/<host>/."""
NOISE = re.compile(r"(?<=[?&])(?:sid_for_share|slb|from|isappinstalled)=[^&]*&?")
"""Parameters that phone apps and share buttons add to a link; the page is the same without them."""
SESSION = re.compile(r";jsessionid=[^/?#;]*|(?<=[?&])(?:jsessionid|phpsessid|aspsessionid\w*)=[^&]*&?", re.IGNORECASE)
"""The visit that a server writes into its links until a reader sends its cookie back: another one every time."""

SUFFIXES = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z)$", re.IGNORECASE)
"""Endings of the names of files that hold reports."""


@dataclass(frozen=True)
class Refusal(Exception):  # noqa: N818 - a decision, not an error
    """An address that must not be asked: `reason` is its class, `sentence` says which address and why."""

    reason: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def host_of(url: str) -> str:
    """`host:port` of a URL in lower case, the scheme's port filled in; "" for a URL without a host.

    >>> host_of("https://WWW.Example.gov.cn/a")
    'www.example.gov.cn:443'
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname else ""


def canonical(url: str) -> str:
    """The form of a page's URL under which the frontier knows it: no fragment, no share marks, no session, no Big5 mirror.

    >>> canonical("http://h.gov.cn/show.jsp;jsessionid=8A1.web2?id=5#top")
    'http://h.gov.cn/show.jsp?id=5'
    """
    parts = urlsplit(SESSION.sub("", url))
    path = MIRRORED.sub("", parts.path) or "/"
    query = NOISE.sub("", f"?{parts.query}")[1:].rstrip("&")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, query, ""))


def list_key(url: str) -> str:
    """A list's address without scheme, www. and index file: two spellings of one list are one.

    >>> list_key("https://www.example.gov.cn/fzzf/index.html")
    'example.gov.cn/fzzf'
    """
    address, fragment = urldefrag(url)
    short = canonical(address).partition("://")[2].removeprefix("www.")
    return re.sub(r"/(?:index\.\w+)?$", "", short) + (f"#{fragment}" if fragment else "")


def literal(hostname: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host name spells out, or None for a real name."""
    try:
        return ipaddress.ip_address(hostname.strip("[]"))
    except ValueError:
        return None


def is_loopback_name(hostname: str) -> bool:
    """Whether a host name means this machine: a loopback address or localhost."""
    address = literal(hostname)
    return hostname == "localhost" or (address is not None and address.is_loopback)


def public(address: str) -> bool:
    """Whether an address belongs to the public network (not private, loopback, link-local, reserved).

    An IPv6 address that carries an IPv4 address leads to that one, so both must be public.
    """
    found = literal(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if inner := carried(found):
            return public(str(inner))
        return found in UNICAST and found.is_global
    return found is not None and found.is_global and not found.is_multicast


def carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which an IPv6 address leads: mapped, 6to4 (RFC 3056), Teredo (RFC 4380) or NAT64 (RFC 6052).

    >>> carried(ipaddress.IPv6Address("64:ff9b::7f00:1")), carried(ipaddress.IPv6Address("2400:3200::1"))
    (IPv4Address('127.0.0.1'), None)
    """
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def ascii_name(host: str) -> str:
    """A host name as it goes over the wire; the same where it is no valid name.

    >>> ascii_name("青山.政务.cn"), ascii_name("www.hill.gov.cn")
    ('xn--rht138k.xn--zfr164b.cn', 'www.hill.gov.cn')
    """
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def split_host(name: str) -> tuple[str, int | None]:
    """(host name, port or None) of a `host` or `host:port`; ValueError on anything else."""
    parts = urlsplit(f"//{name}")
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(name)
    return parts.hostname, parts.port


def allowed_hosts(url: str, hosts: tuple[str, ...]) -> dict[str, frozenset[int]]:
    """Host name -> ports that a portal file opens: its URL's host with and without www., and `hosts`.

    A name without a port opens 80 and 443; a name with a port, or an address, exactly that port.
    """
    parts = urlsplit(url)
    first = parts.hostname or ""
    exact = parts.port is not None or is_loopback_name(first) or literal(first) is not None
    named = [(first, (parts.port or PORTS[parts.scheme]) if exact else None)]
    named += [split_host(host) for host in hosts]
    out: dict[str, frozenset[int]] = {}
    for host, port in named:
        ports = frozenset((port,)) if port else frozenset(PORTS.values())
        twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
        spelled = (host,) if literal(host) or host == "localhost" else (host, twin, ascii_name(host), ascii_name(twin))
        for name in spelled:
            out[name] = out.get(name, frozenset()) | ports
    return out


def refusal(url: str, allowed: dict[str, frozenset[int]]) -> Refusal | None:
    """Why a portal's crawl must not ask `url`, or None: scheme, user name, foreign host, closed port."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        return Refusal("address", f"{url[:200]} is no usable address: {error}.")
    if parts.scheme not in PORTS:
        return Refusal("address", f"{url[:200]} is refused: only http and https are fetched.")
    if parts.username is not None:
        return Refusal("address", f"{url[:200]} is refused: it carries a user name.")
    if port in allowed.get(parts.hostname or "", ()):
        return None
    remedy = "add it to 'hosts' of the portal file if it belongs to the portal"
    if literal(parts.hostname or "") is not None and not public(parts.hostname or ""):
        remedy = "it is no public address"
    sentence = f"{url[:200]} is refused: {parts.hostname}:{port} is no host of this portal; {remedy}."
    return Refusal("foreign_host", sentence)
