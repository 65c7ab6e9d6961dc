"""From captured bytes to documents: `extract` reads a page or a file's text and says where every value came from."""

from __future__ import annotations

from archive.extract.document import EXTRACTOR, extract

__all__ = ["EXTRACTOR", "extract"]
