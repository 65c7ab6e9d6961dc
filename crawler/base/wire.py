"""Bodies as they came: take the content coding off, tolerate wrong labels, find pages that only send on."""

from __future__ import annotations

import re
import zlib
from html import unescape
from typing import Any
from urllib.parse import urljoin

SHELL_CHARS = 1500
"""A page that only sends on to another address is shorter than this."""
REFRESH = re.compile(r"""<meta[^>]+http-equiv\s*=\s*["']?refresh["']?[^>]*content\s*=\s*["']?\s*(\d+)\s*[;,]"""
                     r"""\s*url\s*=\s*["']?([^"'>\s]+)""", re.IGNORECASE)
SCRIPT = re.compile(r"""(?:location\.replace\(|(?:window\.|self\.|top\.|document\.)?location(?:\.href)?\s*=)\s*"""
                    r"""["']([^"']+)["']""")
TRICKS = re.compile(r"document\.cookie|\beval\(|\$_ts\b")
"""Marks of challenge scripts: a page that holds one is no mere shell."""


def codings_of(response: Any) -> list[str]:
    """Content codings of a response, as labelled."""
    labels = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
    return [label.strip() for label in labels.split(",") if label.strip() and label.strip() != "identity"]


def whole_gzip(codings: list[str], body: bytes, limit: int) -> bytes | None:
    """A gzip body unpacked, as most answers are; None where it is anything else, torn, or larger than `limit` bytes."""
    if codings not in (["gzip"], ["x-gzip"]):
        return None
    reader = zlib.decompressobj(31)
    try:
        plain = reader.decompress(body, limit + 1)
    except zlib.error:
        return None
    return plain if reader.eof and not reader.unused_data and len(plain) <= limit else None


def unpacked(codings: list[str], body: bytes, limit: int) -> bytes:
    """At most `limit` bytes of a body without its gzip or deflate coding; a wrong label leaves the body as it is."""
    if len(codings) != 1 or codings[0] not in ("gzip", "x-gzip", "deflate"):
        return body[:limit]
    found = _inflated(body, limit, 47)
    found = _inflated(body, limit, -15) if found is None else found
    return body[:limit] if found is None else found


def _inflated(body: bytes, limit: int, bits: int) -> bytes | None:
    """Inflate with a zlib window: 47 reads gzip and zlib, -15 the bare deflate that some servers mean."""
    try:
        return zlib.decompressobj(bits).decompress(body, limit)
    except zlib.error:
        return None


def shell_target(text: str, url: str) -> str | None:
    """The address to which a nearly empty page sends its readers by meta refresh or script, or None."""
    if len(text) > SHELL_CHARS or TRICKS.search(text) or "<a " in text.lower():
        return None
    found = REFRESH.search(text)
    if found and int(found.group(1)) > 30:
        return None
    target = found.group(2) if found else (script.group(1) if (script := SCRIPT.search(text)) else None)
    return urljoin(url, unescape(target)) if target else None
