"""Finished answers in memory: what they depend on, how they are sent, and how many are kept."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from importlib.util import find_spec

Headers = list[tuple[bytes, bytes]]

KEEP_BYTES = 32 * 1024 * 1024
KEEP_ONE = 256 * 1024
SMALL = 5
"""Level of gzip for an answer that is asked for again, which is worth packing well."""
IGZIP = find_spec("isal") is not None
"""Whether that library is here: there are no builds of it for some machines."""
NOT_WITH_304 = {b"content-type", b"content-disposition", b"content-language"}


@dataclass(slots=True)
class Kept:
    """A finished answer: status, headers, body, and the state that it shows."""

    status: int
    headers: Headers
    body: bytes
    packs: bool
    """Whether gzip pays."""
    kind: str = ""
    """What it depends on, one of Site.stamps()."""
    stamp: str = ""
    """That part of the archive's state when it was made."""
    tag: bytes = b""
    _plain: tuple[Headers, bytes] | None = None
    _packed: tuple[Headers, bytes] | None = None

    def sent(self, *, packed: bool, first: bool = False) -> tuple[Headers, bytes]:
        """Headers and body as they go out; made once for each coding, the quick gzip of a first answer is not kept."""
        if not (packed and self.packs):
            self._plain = self._plain or (self._with_length(self.body), self.body)
            return self._plain
        if self._packed:
            return self._packed
        body = quickly(self.body) if first else gzip.compress(self.body, SMALL, mtime=0)
        found = ([*self._with_length(body), (b"content-encoding", b"gzip")], body)
        self._packed = None if first else found
        return found

    def unchanged(self) -> Headers:
        """The headers of a 304."""
        return [item for item in self.headers if item[0] not in NOT_WITH_304]

    def _with_length(self, body: bytes) -> Headers:
        return [*self.headers, (b"content-length", str(len(body)).encode())]


def quickly(body: bytes) -> bytes:
    """An answer that was just made as gzip: Intel's library packs as small as zlib's lowest level in a quarter of its time."""
    if IGZIP:
        from isal import igzip

        return igzip.compress(body, 2, mtime=0)
    return gzip.compress(body, 1, mtime=0)


class Shelf:
    """Finished answers, the least recently used thrown out first; bounded in bytes."""

    def __init__(self, limit: int = KEEP_BYTES) -> None:
        self.limit = limit
        self.bytes = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable) -> Kept | None:
        """The answer under a key, if it is still there."""
        kept = self._kept.get(key)
        if kept:
            self._kept.move_to_end(key)
        return kept

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer in place of an older one; big ones are not kept at all."""
        size = self._size(kept)
        if size > KEEP_ONE:
            return
        old = self._kept.pop(key, None)
        self.bytes += size - (self._size(old) if old else 0)
        self._kept[key] = kept
        while self.bytes > self.limit:
            self.bytes -= self._size(self._kept.popitem(last=False)[1])

    @staticmethod
    def _size(kept: Kept) -> int:
        return len(kept.body) * (2 if kept.packs else 1) + 2_000
