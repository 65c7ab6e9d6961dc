"""Printed lines to paragraphs: what the places on the page do not tell, the signs do."""

from __future__ import annotations

import pytest

from archive.attachments.paragraphs import join
from archive.attachments.printed import Line, PrintedPage

WIDTH, SIZE, LEFT = 595.0, 16.0, 88.0
FULL = "县政府坚持依法行政严格规范公正文明执法切实维护群众权益"


def printed(*texts):
    lines = [Line(text, LEFT, LEFT + SIZE * len(text), 100.0 + 28 * at, SIZE) for at, text in enumerate(texts)]
    return join([PrintedPage(WIDTH, 842.0, lines)])


@pytest.mark.parametrize("stop", ["。", "；", "）。", "”"])
def test_a_line_of_closing_signs_belongs_to_the_one_above(stop):
    assert printed(FULL, FULL[:15], stop, FULL)[0] == FULL + FULL[:15] + stop


def test_a_short_line_still_ends_its_paragraph():
    assert printed(FULL, FULL[:15], FULL)[:2] == [FULL + FULL[:15], FULL]
