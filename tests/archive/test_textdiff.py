"""Differences of texts: nothing is lost, marks are readable, equal parts fold, and no text makes it slow."""

from __future__ import annotations

import doctest
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import textdiff
from archive.textdiff import compare, count, folded, paragraphs

LINES = st.lists(st.sampled_from(["甲", "乙乙", "办结复议案件12件。", "办结复议案件15件。", "一、成效", "", "  ", "A b"]), max_size=12)


def test_examples():
    assert doctest.testmod(textdiff).failed == 0


@settings(max_examples=150, deadline=None)
@given(LINES, LINES)
def test_both_texts_can_be_read_from_the_changes(old, new):
    changes = compare("\n".join(old), "\n".join(new))
    for side, form, lines in (("old", "gone", old), ("new", "new", new)):
        kept = [change for change in changes if getattr(change, side)]
        texts = ["".join(piece.text for piece in change.pieces if piece.form in {"same", form}) for change in kept]
        assert texts == paragraphs("\n".join(lines))
        assert [getattr(change, side) for change in kept] == list(range(1, len(kept) + 1))


@settings(max_examples=60, deadline=None)
@given(LINES, LINES)
def test_folding_loses_nothing_and_closes_only_equal_paragraphs(old, new):
    changes = compare("\n".join(old), "\n".join(new))
    folds = folded(changes)
    assert [change for fold in folds for change in fold.changes] == changes
    assert all(change.form == "same" for fold in folds if fold.closed for change in fold.changes)
    assert count(changes).equal == (paragraphs("\n".join(old)) == paragraphs("\n".join(new)))


def test_a_changed_paragraph_is_marked_inside():
    old = "全年收到行政复议申请167件，办结148件，和解结案79件。"
    change, = compare(old, old.replace("148", "152").replace("和解", "调解"))
    assert change.form == "changed"
    assert [(piece.form, piece.text) for piece in change.pieces if piece.form != "same"] == [
        ("gone", "148"), ("new", "152"), ("gone", "和"), ("new", "调"),
    ]


def test_a_single_equal_character_does_not_split_a_change():
    change, = compare("甲乙丙丁的戊己庚辛壬癸子丑寅卯", "甲乙丙子的丑己庚辛壬癸子丑寅卯")
    assert [piece.text for piece in change.pieces] == ["甲乙丙", "丁的戊", "子的丑", "己庚辛壬癸子丑寅卯"]


def test_unlike_paragraphs_are_gone_and_new_not_changed():
    changes = compare("一、成效\n推进政务公开。\n二、打算", "一、成效\n组织执法人员培训考试。\n二、打算")
    assert [change.form for change in changes] == ["same", "gone", "new", "same"]


def test_a_moved_paragraph_costs_no_more_than_itself():
    lines = [f"第{number}段内容各不相同的文字" for number in range(9)]
    changes = compare("\n".join(lines), "\n".join([*lines[1:5], lines[0], *lines[5:]]))
    assert count(changes).same == 8


def test_repeated_lines_around_a_change_stay_equal():
    changes = compare("表头\n1 | 1\n1 | 1\n1 | 1\n表尾", "表头\n1 | 1\n1 | 1\n表尾")
    assert (count(changes).same, count(changes).gone, count(changes).new) == (4, 1, 0)


def test_folds_keep_context_and_count():
    old = "\n".join(f"第{number}段" for number in range(20))
    folds = folded(compare(old, old.replace("第10段", "第10段有补充")))
    assert [(fold.closed, len(fold.changes)) for fold in folds] == [(True, 9), (False, 3), (True, 8)]


def hostile_pairs():
    random_ = random.Random(3)
    two = ["".join(random_.choices("的法", k=199)) for _ in range(240)]
    anchored = [[line for at, text in enumerate(half) for line in (f"第{at}", text)] for half in (two[:120], two[120:])]
    yield "\n".join(anchored[0]), "\n".join(anchored[1])
    yield "a\nb\n" * 30_000, "b\na\n" * 30_000
    yield "法" * 300_000, "法" * 250_000 + "x"
    yield "a\n" * 60_000, "a\n" * 50_000 + "b"


@pytest.mark.parametrize("number", range(4))
def test_hostile_texts_take_bounded_time(number):
    old, new = list(hostile_pairs())[number]
    start = time.monotonic()
    compare(old, new)
    assert time.monotonic() - start < 4
