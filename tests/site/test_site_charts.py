"""Charts, names of indicators and the small rules of the pages that compare governments."""

from __future__ import annotations

import datetime as dt
import doctest
from xml.etree import ElementTree as ET

import pytest

from archive.extract.figures import TABLE
from archive.i18n import governments
from archive.site import charts, coverage, indicators, roll, sheets, timeliness
from archive.site.charts import Point, Stack

HOSTILE = "</svg><script>alert(1)</script>\"' onload=x"
DRAWN = {
    "line": lambda words: charts.line([(2020, 3.0), (2021, 7.5), (2023, 0.0)], title=words, desc=words),
    "columns": lambda words: charts.columns([Stack(words, ((3, "good"), (0, "late")), words)], title=words, desc=words),
    "rows": lambda words: charts.rows([Point(words, 3.0), Point("乙", -1.0)], title=words, desc=words),
}


@pytest.mark.parametrize("module", [charts, coverage, indicators, roll, sheets, timeliness])
def test_examples_in_docstrings_of_the_comparing_modules(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("kind", DRAWN)
def test_charts_are_well_formed_named_and_escaped(kind):
    svg = str(DRAWN[kind](HOSTILE))
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert HOSTILE in str(root.get("aria-label"))
    assert [child.tag for child in root][:2] == ["title", "desc"]
    assert "style" not in svg
    assert "<script" not in svg
    assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)


def test_marks_stay_inside_the_drawing():
    root = ET.fromstring(str(charts.line([(2010, 1.0), (2024, 98765.0)], title="t", desc="d")))
    for circle in root.iter("circle"):
        assert 0 <= float(circle.get("cx")) <= charts.WIDTH
        assert 0 <= float(circle.get("cy")) <= charts.HEIGHT
    root = ET.fromstring(str(charts.columns([Stack(str(n), ((n, "good"), (1, "late"))) for n in range(30)], title="t", desc="d")))
    assert all(float(rect.get("y")) >= 0 and float(rect.get("height")) >= 0 for rect in root.iter("rect"))


def test_a_gap_breaks_the_line_and_nothing_gives_nothing():
    root = ET.fromstring(str(charts.line([(2020, 1.0), (2021, 2.0), (2023, 3.0), (2024, 4.0)], title="t", desc="d")))
    assert len(list(root.iter("polyline"))) == 2
    assert charts.line([], title="t", desc="d") == charts.columns([], title="t", desc="d") == charts.rows([], title="t", desc="d") == ""


def test_higher_values_stand_higher():
    root = ET.fromstring(str(charts.rows([Point("甲", 9.0), Point("乙", 3.0)], title="t", desc="d")))
    wide, narrow = (float(rect.get("width")) for rect in root.iter("rect"))
    assert wide == pytest.approx(3 * narrow, rel=0.01)


def test_every_indicator_that_is_read_has_a_name_and_no_other():
    assert {row[0] for row in TABLE} == set(indicators.NAMES)
    assert len(set(indicators.NAMES.values())) == len(indicators.NAMES)


def test_the_highest_bar_fills_the_room_there_is():
    standing = ET.fromstring(str(charts.columns([charts.Stack("2023", ((22, "good"),))], title="t", desc="d")))
    height, = (float(rect.get("height")) for rect in standing.iter("rect"))
    assert height > 0.7 * (charts.HEIGHT - charts.TOP - charts.BOTTOM)
    lying = ET.fromstring(str(charts.rows([Point("甲", 258.0)], title="t", desc="d")))
    bar, = lying.iter("rect")
    value = next(text for text in lying.iter("text") if text.text == "258")
    assert float(bar.get("width")) > 0.5 * charts.WIDTH
    assert float(value.get("x")) + 6 * len("12,345,678") <= charts.WIDTH


def test_years_of_the_matrix():
    today = dt.date(2026, 1, 5)
    assert coverage.shown_years([], today, 10) == [2025]
    assert coverage.shown_years([2023, 2099, 1990], today, 10)[-1] == 2025
    for most in (coverage.YEARS_SHOWN, coverage.YEARS_KNOWN):
        assert len(coverage.shown_years([1990], today, most)) == most
    assert coverage.shown_years([2024, 2026], today, 10) == [2024, 2025, 2026]


def test_governments_leave_out_who_owes_no_report():
    assert not roll.OUTSIDE & set(roll.governments())
    assert len(roll.parts()[""]) == 31
    assert roll.within("331100") <= roll.within("330000") <= roll.within("")


def test_each_state_has_words_and_a_meaning():
    for state in coverage.STATES:
        assert governments.WORDS[f"coverage.{state}"]
        assert governments.WORDS[f"coverage.{state}.means"]


def test_lag_groups_add_up():
    stacks = timeliness.distribution([-400, -90, -1, 0, 1, 15, 16, 120, 121, 9999])
    assert sum(part[0] for stack in stacks for part in stack.parts) == 10
    assert sum(part[0] for stack in stacks for part in stack.parts if part[1] == "late") == 6
