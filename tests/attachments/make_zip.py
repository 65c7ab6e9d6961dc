"""Self-made zip containers: well-formed, with Chinese names of old packers, torn, and bombs."""

from __future__ import annotations

import io
import zipfile


def pack(members: dict[str, bytes | str], *, gbk: bool = False) -> bytes:
    """Pack members; `gbk` writes the names as old Chinese packers do, unflagged."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name.encode("gb18030").decode("cp437") if gbk else name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    data = out.getvalue()
    return unflag(data) if gbk else data


def unflag(data: bytes) -> bytes:
    """Turn UTF-8 names that stand for code page 437 back into raw bytes without the UTF-8 flag."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            raw = _RawName(info.filename)
            raw.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(raw, source.read(info))
    return out.getvalue()


class _RawName(zipfile.ZipInfo):
    """A member whose name is written as its code page 437 bytes."""

    def _encodeFilenameFlags(self):  # noqa: N802 - the name that zipfile calls
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


def without_directory(data: bytes) -> bytes:
    """Tear the central directory off, as broken downloads do."""
    return data[: data.rfind(b"PK\x01\x02") if data.count(b"PK\x01\x02") == 1 else data.find(b"PK\x01\x02")]


def bomb(name: str, megabytes: int, head: bytes = b"") -> bytes:
    """One member of zeros that unpacks to many megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        member.write(head)
        block = bytes(1024 * 1024)
        for _ in range(megabytes):
            member.write(block)
    return out.getvalue()
