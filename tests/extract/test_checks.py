from __future__ import annotations

import pytest

from archive.extract.checks import contradictions
from archive.extract.figures import figures


@pytest.mark.parametrize(("text", "count"), [
    ("行政应诉案件40件，败诉4件，败诉率10%。", 0),
    ("行政应诉案件40件，败诉4件，败诉率10.48%。", 1),
    ("行政应诉案件148件，败诉79件，败诉率53.38%。", 0),
    ("行政应诉案件40余件，败诉4件，败诉率12%。", 0),
    ("行政应诉案件4件，败诉40件，败诉率12%。", 0),
    ("行政应诉案件40件，败诉4件。行政应诉案件30件，败诉率12%。", 0),
    ("败诉率12%。", 0),
])
def test_a_share_that_does_not_follow_is_told(text, count):
    found = contradictions(figures(text, [], 2023))
    assert len(found) == count
    assert all("败诉率" in sentence and sentence.endswith("as printed.") for sentence in found)


def test_the_figures_themselves_stay():
    found = figures("行政应诉案件40件，败诉4件，败诉率10.48%。", [], 2023)
    assert [item.value for item in found] == [40, 4, 10.48]


@pytest.mark.parametrize("text", ["实现行政应诉零败诉。"])
def test_none_is_a_count_of_zero(text):
    assert [(item.indicator, item.value, item.unit) for item in figures(text, [], 2023)] == [("litigation_lost", 0, "件")]


@pytest.mark.parametrize("text", ["力争行政应诉零败诉。", "行政应诉连续3年实现零败诉。", "依申请公开实现行政应诉零败诉。", "营商环境零投诉。"])
def test_targets_and_spans_are_no_counts(text):
    assert figures(text, [], 2023) == []


def test_text_and_table_may_tell_the_same():
    text = ("全年受理行政应诉案件104件，败诉11件，败诉率10.48%。\n项目 | 2022年 | 2023年\n行政应诉案件（件） | 98 | 104\n败诉案件（件） | 9 | 11\n"
            "行政诉讼败诉率（%） | 9.18 | 10.48\n")
    (told,) = contradictions(figures(text, [], 2023))
    assert told == "败诉率10.48% does not follow from 败诉11件 and 行政应诉案件104件 (10.58 %): the figures stand as printed."
