"""Zips as folders: their members, the zips within them, and files that are a zip only by their packing (DOCX, XLSX, OFD)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from archive.errors import FazhiError

MAX_FILE = 64 * 1024 * 1024
"""Largest file or zip member that is read; the largest report seen has 20 MB of scanned pages."""
MAX_MEMBERS = 10_000
"""Most members of one zip, those of the zips within it included."""
MAX_DEPTH = 3
"""Zips that may lie within each other, as in 全市.zip of a 县.zip for each county."""
PACKAGES = ("[content_types].xml", "ofd.xml", "mimetype")
"""Members that make a zip one document: Office Open XML, OFD (GB/T 33190), OpenDocument and EPUB."""
FAULTS = (BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, FazhiError)
"""What a bad member raises; RuntimeError: encrypted, NotImplementedError: odd packing."""


@dataclass(slots=True)
class Zips:
    """Reads the members of one zip and of all zips within it."""

    complain: Callable[[str], None]
    """Takes a sentence for each member that cannot be read."""
    left: int = MAX_MEMBERS

    def members(self, source: IO[bytes], label: str, depth: int = 1) -> Iterator[tuple[str, IO[bytes]]]:
        """(path, stream) of each file; raises BadZipFile or FazhiError where the zip itself is at fault."""
        with ZipFile(source) as packed:
            files = [info for info in packed.infolist() if not info.is_dir()]
            self.left -= len(files)
            if self.left < 0:
                raise FazhiError(f"the zip holds more than {MAX_MEMBERS} files; unpack it and import the folder.")
            for info in files:
                name = f"{label}/{member_name(info)}"
                try:
                    with packed.open(info) as stream:
                        yield from self._opened(stream, name, depth)
                except FAULTS as error:
                    self.complain(f"{name}: {error}")

    def _opened(self, stream: IO[bytes], name: str, depth: int) -> Iterator[tuple[str, IO[bytes]]]:
        """A member as it is, or the members of a zip."""
        head = stream.read(2)
        stream.seek(0)
        if head != b"PK":
            yield name, stream
            return
        body = io.BytesIO(stream.read(MAX_FILE + 1))
        if not is_folder(body, name):
            yield name, body
        elif depth >= MAX_DEPTH:
            raise FazhiError(f"more than {MAX_DEPTH} zips lie within each other; unpack them and import the folder.")
        else:
            yield from self.members(body, name, depth + 1)


def is_folder(source: IO[bytes], name: str) -> bool:
    """Whether bytes are a zip of files, and no document that is packed as one; a torn zip is what its name says."""
    try:
        with ZipFile(source) as packed:
            names = [name.replace("\\", "/").lower() for name in packed.namelist()]
    except BadZipFile:
        return name.lower().endswith((".zip", ".wacz"))
    finally:
        source.seek(0)
    return not any(name.rpartition("/")[2] in PACKAGES for name in names)


def member_name(info: ZipInfo) -> str:
    """The name of a zip member; Chinese Windows writes GBK and sets no flag that would say so."""
    if info.flag_bits & 0x800:
        return info.filename
    return info.filename.encode("cp437", "replace").decode("gb18030", "replace")
