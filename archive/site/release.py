"""Which release of the site this is: what it has rendered and kept is another one's business after an upgrade."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
TEMPLATES = PACKAGE / "templates"
STATIC = PACKAGE / "static"


@lru_cache(maxsize=1)
def digest() -> str:
    """Digest of the package's own code and words: an upgrade changes every page without any change of the data."""
    found = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("*.py"), *TEMPLATES.rglob("*.html"), *STATIC.iterdir()]):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]
