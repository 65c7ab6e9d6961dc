"""What a crawl process shows a person: warnings, and one sentence for a fault that every request meets."""

from __future__ import annotations

import copy
import logging

from archive.errors import FazhiError


class Screen(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to stderr; an expected failure, such as a full disk, is one sentence without a traceback and is told once."""

    def __init__(self) -> None:
        super().__init__()
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Show a record, unless it only repeats a failure that was told."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, FazhiError):
            if str(error) in self._told:
                return
            self._told.add(str(error))
            record = copy.copy(record)
            record.msg, record.args, record.exc_info, record.exc_text = str(error), None, None, None
        super().emit(record)
