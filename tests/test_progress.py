"""The bar on a terminal goes on through work of several parts, each of which counts from the beginning."""

from __future__ import annotations

import io
import sys

from archive.cli.options import progress_bar


class Terminal(io.StringIO):
    """Keeps what a terminal would show."""

    def isatty(self) -> bool:
        return True


def test_a_second_part_begins_with_an_empty_bar(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_bar("verifying") as show:
        for done in range(1, 11):
            show(done, 10)
        terminal.truncate(terminal.seek(0))
        show(1, 100)
        assert "1/100" in terminal.getvalue()
        assert terminal.getvalue().count("#") < 5


def test_nothing_is_shown_where_nobody_looks(monkeypatch):
    monkeypatch.setattr(sys, "stderr", quiet := io.StringIO())
    with progress_bar("verifying") as show:
        show(1, 2)
    assert quiet.getvalue() == ""
