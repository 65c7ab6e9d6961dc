"""Answers that say what is wrong and lead back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError

from archive import i18n
from archive.site.served import Site

KNOWN = {400, 403, 404, 405, 414, 429, 500, 503}
"""Statuses with words of their own in the catalogue."""
HINTS: Mapping[int, Mapping[str, str]] = {405: {"Allow": "GET, HEAD"}, 429: {"Retry-After": "10"}, 503: {"Retry-After": "30"}}
"""Headers that tell a program what it may do instead (RFC 9110)."""


def status_of(exception: BaseException) -> int:
    """The HTTP status that an exception from one of Datasette's data pages stands for.

    What SQLite, Python or Datasette cannot read came from the address: the data pages hold no other input. (Datasette
    itself answers 500 to a sort by an unknown column, to a row's key with a part too few, and to a number that SQLite cannot hold.)
    """
    if isinstance(exception, QueryInterrupted):
        return 503
    if isinstance(exception, ValueError | OverflowError | sqlite3.OperationalError | sqlite3.ProgrammingError):
        return 400
    if isinstance(exception, DatasetteError):
        return 400 if exception.status == 500 else int(exception.status)
    return int(getattr(exception, "status", 500))


def problem(site: Site, status: int, *, json: bool = False, words: str = "", way: tuple[str, str] | None = None) -> Response:
    """A page (or a JSON object) for a status; `words` tell more of it, `way` is the name and address of what may help."""
    known = status if status in KNOWN else (400 if 400 <= status < 500 else 500)
    title, words = i18n.text(f"error.{known}"), words or i18n.text(f"error.{known}.text")
    if json:
        return Response.json({"ok": False, "status": status, "error": f"{title}：{words}"}, status=status)
    answer = site.page("problem.html", {"status": status, "title": title, "words": words, "way": way}, status=status)
    answer.headers.update(HINTS.get(status, {}))
    return answer
