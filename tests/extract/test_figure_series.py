"""Numbers in series: one for each year or name behind 分别, one for each year that is named, what was reached from an earlier year, asides."""

from __future__ import annotations

import time

import pytest

from archive.extract.figures import figures

R, RC, L, LR, H = (
    "reconsideration_received", "reconsideration_concluded", "litigation_cases", "litigation_loss_rate", "head_attendance_rate")
SERIES = {
    "2021年、2022年、2023年分别受理行政复议案件118件、135件和151件。": {(R, 118, 2021), (R, 135, 2022), (R, 151, 2023)},
    "2021—2023年，全县行政机关负责人出庭应诉率分别为96.7%、98.3%、100%，败诉率分别为9.8%、8.6%、5.8%。": {
        (H, 96.7, 2021), (H, 98.3, 2022), (H, 100, 2023), (LR, 9.8, 2021), (LR, 8.6, 2022), (LR, 5.8, 2023)},
    "近三年，全县行政复议收案分别为118、135、151件。": {(R, 118, 2021), (R, 135, 2022), (R, 151, 2023)},
    "2022年和2023年，我县办理法律援助案件分别为380件和403件，调解矛盾纠纷分别为2980起和3402起。": {
        ("legal_aid_cases", 380, 2022), ("legal_aid_cases", 403, 2023), ("mediation_cases", 2980, 2022), ("mediation_cases", 3402, 2023)},
    "行政机关负责人出庭应诉率连续三年分别达到96.7%、98.3%、100%。": {(H, 96.7, 2021), (H, 98.3, 2022), (H, 100, 2023)},
    "受理行政复议案件：2022年，135件；2023年，151件。": {(R, 135, 2022), (R, 151, 2023)},
    "收到人大代表建议、政协提案分别为120件、86件。": {("npc_suggestions", 120, 2023), ("cppcc_proposals", 86, 2023)},
    "行政机关负责人出庭应诉率和败诉率分别达到100%和5.8%，较上年分别提高1.7和下降2.8个百分点。": {(H, 100, 2023), (LR, 5.8, 2023)},
    "全年受理、审结行政复议案件分别为151件、148件。": {(R, 151, 2023), (RC, 148, 2023)},
    "分别受理、审结行政复议案件151件、148件。": {(R, 151, 2023), (RC, 148, 2023)},
    "行政复议案件受理数逐年上升：2021年118件，2022年135件，2023年151件。": {(R, 118, 2021), (R, 135, 2022), (R, 151, 2023)},
    "行政复议受理量为：2022年135件；2023年151件。": {(R, 135, 2022), (R, 151, 2023)},
    "受理行政复议案件由2022年的135件增加到2023年的151件。": {(R, 151, 2023)},
    "行政应诉案件从上年的58件下降至52件。": {(L, 52, 2023)},
    "受理行政复议案件151件（2022年135件），审结148件，行政应诉案件52件（上年58件）。": {
        (R, 151, 2023), (R, 135, 2022), (RC, 148, 2023), (L, 52, 2023), (L, 58, 2022)},
    "行政机关负责人出庭应诉率100%（2022年：98.3%）。": {(H, 100, 2023), (H, 98.3, 2022)},
}


@pytest.mark.parametrize("sentence", SERIES)
def test_each_number_gets_its_year_and_name(sentence):
    text = "一、主要做法\n" + sentence + "\n"
    found = figures(text, [], 2023)
    assert {(one.indicator, one.value, one.year) for one in found} == SERIES[sentence]
    assert len(found) == len(SERIES[sentence])
    assert all(text[one.start:one.end] == one.quote and one.quote in sentence for one in found)


@pytest.mark.parametrize("sentence", [
    "县公安局、县自然资源局败诉案件分别为2件、1件。",
    "2021年、2022年、2023年败诉率分别为9.8%、8.6%。",
    "2022年、2023年、2024年计划举办培训分别为8期、9期。",
    "2021—2023年累计办理法律援助案件1154件。",
])
def test_series_that_fit_no_years_or_names_count_nothing(sentence):
    assert figures(sentence, [], 2023) == []


def test_the_years_ahead_are_left_out_of_a_series():
    assert [(one.value, one.year) for one in figures("2023年、2024年举办培训分别为8期、10期。", [], 2023)] == [(8.0, 2023)]


def test_last_year_needs_a_year_to_count_from():
    assert figures("近三年行政复议收案分别为118件、135件、151件。", [], None) == []
    assert {one.year for one in figures("受理行政复议案件151件（上年135件）。", [], None)} == {None}


@pytest.mark.parametrize("piece", ["分别", "分别为1件、", "2022年1件，", "1件（上年", "由2022年的1件", "、和", "近三年分别为1件、2件、3件"])
def test_hostile_series_are_read_in_time(piece):
    before = time.process_time()
    figures(piece * (200_000 // len(piece)), [], 2023)
    assert time.process_time() - before < 2
