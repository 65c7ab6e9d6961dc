"""Text that a report repeats: from last year's report of its own body, and from reports of other bodies.

Likeness never merges documents (archive/identity.py does that by other evidence); it is told beside them.
"""

from __future__ import annotations

from archive.reuse.neighbours import KEPT, PREVIOUS
from archive.reuse.settling import rebuild, settle

__all__ = ["KEPT", "PREVIOUS", "rebuild", "settle"]
