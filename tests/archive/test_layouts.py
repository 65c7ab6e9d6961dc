"""Layouts: which lines of a text are more than a plain paragraph, and in which its figures stand."""

from __future__ import annotations

import doctest
from html import escape

from archive import layouts, reading

HOSTILE = "<script>\"'&amp;"
LINES = ("各位代表：", "一、成效", f"甲 | {HOSTILE}", "乙 | 丙", f"二、{HOSTILE}", "（一）推进执法。全年办理 12 件。", "某市人民政府")
TEXT = "\n".join(LINES)
HEADINGS = ((1, "一、成效", "achievements"), (1, f"二、{HOSTILE}", "problems"), (2, "（一）推进执法。", "problems"), (1, "某市人民政府", "signature"))
SECTIONS = [(at, level, words, role, TEXT.index(words)) for at, (level, words, role) in enumerate(HEADINGS, 1)]


def label(number):
    return f"<表 {number}>"


def test_examples():
    assert doctest.testmod(layouts).failed == 0


def test_every_line_has_one_anchor_and_nothing_hostile_stays_markup():
    lines, found = layouts.made(TEXT, SECTIONS, [TEXT.index("12")], label)
    assert tuple(lines) == LINES
    assert found.anchors == ["p6"]
    assert escape(label(3)).encode() in found.special[2]
    assert found.special[3] == b""
    assert found.contents.count(b"<li ") == 3
    html = layouts.html(TEXT.encode(), found.special).decode()
    assert [html.count(f'id="p{number}"') for number in range(1, 9)] == [1] * 7 + [0]
    assert "<script" not in html + found.contents.decode()


def test_the_place_of_a_figure_is_that_of_its_paragraph():
    text = "甲\n\n 乙12\n丙"
    lines, found = layouts.made(text, [], [0, text.index("12"), text.index("丙"), len(text) + 9], label)
    assert lines == ["甲", "乙12", "丙"]
    assert found.anchors == [reading.anchor_at(text, at) for at in (0, text.index("12"), text.index("丙"), len(text) + 9)] == ["p1", "p2", "p3", "p3"]
