"""Zip containers (docx, xlsx, ofd, zip) of unknown origin: members in memory, with caps on count, size and ratio."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from archive.attachments.base import MAX_MEMBER, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, RATIO_FLOOR, ReadError

_END = b"PK\x05\x06"
_END64 = b"PK\x06\x07"
_ENTRY = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_STREAMED_FLAG = 0x8
_MAX_DIRECTORY = 4 * 1024 * 1024
_TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What reading a damaged member raises."""


def decode_name(raw: bytes, flags: int) -> str:
    """Decode a member's name: UTF-8 when flagged or when it reads as such, else GB 18030 as Chinese packers do."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8" if flags & _UTF8_FLAG else "gb18030", "replace")


def peek_names(data: bytes, limit: int = 200) -> list[str]:
    """Names of the first members, by the directory or, where that is torn, by the local headers; never raises."""
    position = data.rfind(_END, max(0, len(data) - 66_000))
    names: list[str] = []
    if position >= 0 and len(data) >= position + 22:
        size, start = struct.unpack_from("<II", data, position + 12)
        at = start if data[start : start + 4] == _ENTRY else position - size
        while 0 <= at <= len(data) - 46 and data[at : at + 4] == _ENTRY and len(names) < limit:
            flags = int.from_bytes(data[at + 8 : at + 10], "little")
            length, extra, comment = struct.unpack_from("<HHH", data, at + 28)
            names.append(decode_name(data[at + 46 : at + 46 + length], flags))
            at += 46 + length + extra + comment
    return names or [name for name, _, _, _ in _local_headers(data, limit)]


def _local_headers(data: bytes, limit: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield (name, flags, method, offset of the packed bytes) of every local header found by its mark."""
    at = data.find(_LOCAL)
    for _ in range(limit):
        if at < 0 or at + 30 > len(data):
            return
        flags, method = struct.unpack_from("<HH", data, at + 6)
        packed, _unpacked, length, extra = struct.unpack_from("<IIHH", data, at + 18)
        start = at + 30 + length + extra
        yield decode_name(data[at + 30 : at + 30 + length], flags), flags, method, start
        skip = 0 if flags & _STREAMED_FLAG else packed
        at = data.find(_LOCAL, start + skip)


class Container:
    """The members of a zip container by name.

    Names are folded to forward slashes without a leading one; lookups ignore case, since some OFD writers do.

    Raises:
        ReadError: more members, bytes or a higher ratio than a real file has.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._zip: zipfile.ZipFile | None = None
        self._members: dict[str, tuple[str, zipfile.ZipInfo | tuple[int, int]]] = {}
        self._unpacked = 0
        _guard_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError):
            self._scan()
        else:
            self._index(self._zip.infolist())

    @property
    def names(self) -> list[str]:
        """Names of the members as the container writes them, slashes folded."""
        return [name for name, _ in self._members.values()]

    @property
    def torn(self) -> bool:
        """Whether the central directory was missing, so that the members were found one by one."""
        return self._zip is None

    def _index(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MAX_MEMBERS:
            raise ReadError(f"The container holds {len(infos):,} members, more than {MAX_MEMBERS:,}: refused.")
        unpacked = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos) + 1
        if unpacked > MAX_UNPACKED or (unpacked > RATIO_FLOOR and unpacked / packed > MAX_RATIO):
            raise ReadError(
                f"The container unpacks from {len(self._data):,} to {unpacked:,} bytes: refused as a bomb.")
        for info in infos:
            if not info.is_dir():
                flagged = info.flag_bits & _UTF8_FLAG
                raw = info.orig_filename.encode("utf-8" if flagged else "cp437", "replace")
                self._add(decode_name(raw, info.flag_bits), info)

    def _scan(self) -> None:
        for name, flags, method, start in _local_headers(self._data, MAX_MEMBERS):
            if not flags & _ENCRYPTED_FLAG and not name.endswith("/"):
                self._add(name, (method, start))
        if not self._members:
            raise ReadError("The container is torn: neither its directory nor one of its members can be read.")

    def _add(self, name: str, place: zipfile.ZipInfo | tuple[int, int]) -> None:
        clean = name.replace("\\", "/").lstrip("/")
        self._members.setdefault(clean.lower(), (clean, place))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def encrypted(self, name: str) -> bool:
        """Whether a member needs a password."""
        place = self._members[name.lower()][1]
        return isinstance(place, zipfile.ZipInfo) and bool(place.flag_bits & _ENCRYPTED_FLAG)

    def read(self, name: str) -> bytes:
        """Unpacked bytes of a member.

        Raises:
            ReadError: the member is missing, encrypted, torn, packed in an unknown way or too large.
        """
        if name not in self:
            raise ReadError(f"The container has no part {name}.")
        if self.encrypted(name):
            raise ReadError(f"The member {name} needs a password.")
        content = self._unpack(name)
        self._unpacked += len(content)
        if len(content) > MAX_MEMBER or self._unpacked > MAX_UNPACKED:
            raise ReadError(f"The member {name} unpacks to more than its container says: refused as a bomb.")
        return content

    def _unpack(self, name: str) -> bytes:
        place = self._members[name.lower()][1]
        try:
            if isinstance(place, zipfile.ZipInfo):
                assert self._zip is not None
                with self._zip.open(place) as member:
                    return member.read(MAX_MEMBER + 1)
            method, start = place
            if method == zipfile.ZIP_STORED:
                return self._data[start : max(self._data.find(b"PK", start), start)]
            return zlib.decompressobj(-15).decompress(memoryview(self._data)[start:], MAX_MEMBER + 1)
        except _TORN as fault:
            raise ReadError(f"The member {name} is damaged ({fault}).") from fault


def _guard_directory(data: bytes) -> None:
    """Refuse a central directory so large that indexing it would cost more memory than reading the file."""
    position = data.rfind(_END, max(0, len(data) - 66_000))
    if position < 0 or len(data) < position + 22:
        return
    size = int.from_bytes(data[position + 12 : position + 16], "little")
    if size > _MAX_DIRECTORY or data[max(0, position - 20) : position].startswith(_END64):
        raise ReadError(f"The container has a directory of {size:,} bytes: refused as unsafe.")
