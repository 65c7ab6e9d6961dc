"""Pages whose frame is rendered once: head, navigation and footer are the same for all reports in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment

from archive import i18n
from archive.site import languages
from archive.site.voice import Voice

MARK = "\0"
"""Stands on both sides of a hole's name; no template and no word of the catalogue holds it."""
ADDRESS = "address"
"""The hole for the page's own address, which the frame links to in every language."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A template with holes: pieces of markup in UTF-8, and the names of what belongs between them."""

    pieces: tuple[bytes, ...]
    names: tuple[str, ...]
    voice: Voice

    def filled(self, parts: Mapping[str, str | bytes]) -> bytes:
        """The page in UTF-8; the parts are markup."""
        found = [b""] * (2 * len(self.names) + 1)
        found[0::2] = self.pieces
        found[1::2] = [part if isinstance(part := parts[name], bytes) else part.encode() for name in self.names]
        return b"".join(found)


def cut(env: Environment, template: str, names: tuple[str, ...], voice: Voice) -> Frame:
    """A template that takes markup under some names as a frame, in the language spoken now."""
    pinned = languages.link("/")[:-1]
    path = f"{MARK}{ADDRESS}{MARK}"
    with languages.answering(languages.Address(path, language=i18n.language(), prefix=pinned)):
        html = env.get_template(template).render({name: f"{MARK}{name}{MARK}" for name in names})
    found = re.split(f"{MARK}([a-z]+){MARK}", html)
    return Frame(tuple(piece.encode() for piece in found[0::2]), tuple(found[1::2]), voice)
