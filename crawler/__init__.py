"""The network side: asks portals politely for their reports and hands every answer to the archive unread."""

from __future__ import annotations

__version__ = "0.1.0"


def agent(contact: str) -> str:
    """The User-Agent line: a name that webmasters can look up and the contact that the operator gives.

    >>> agent("https://archive.example/about")
    'Mozilla/5.0 (compatible; fazhi-archive/0.1.0; +https://archive.example/about)'
    """
    return f"Mozilla/5.0 (compatible; fazhi-archive/{__version__}{'; +' + contact if contact else ''})"
