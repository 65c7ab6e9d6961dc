"""Tables of figures: one name, one number and one unit in a row count as the phrase would; anything else in a row counts nothing."""

from __future__ import annotations

import pytest

from archive import regions
from archive.extract.figures import figures
from archive.model import Section

HEADING = "一、主要做法和成效\n"


@pytest.mark.parametrize(("row", "wanted"), [
    ("受理行政复议案件 | 件 | 37", ("reconsideration_received", 37, "件")),
    ("3 | 行政应诉案件 | 件 | 1,204", ("litigation_cases", 1204, "件")),
    ("行政诉讼败诉率 | % | 5.2", ("litigation_loss_rate", 5.2, "%")),
    ("制定行政规范性文件（件） | 4", ("normative_docs_made", 4, "件")),
    ("办理法律援助案件 | 402件", ("legal_aid_cases", 402, "件")),
    ("罚没金额（单位：万元） | 86.5", ("penalty_amount", 86.5, "万元")),
])
def test_a_row_counts_what_its_phrase_counts(row, wanted):
    text = HEADING + "项目 | 单位 | 数量\n" + row + "\n"
    (figure,) = figures(text, [], 2023)
    assert (figure.indicator, figure.value, figure.unit, figure.year) == (*wanted, 2023)
    assert figure.quote == text[figure.start:figure.end] == row


@pytest.mark.parametrize("row", [
    "受理行政复议案件 | 件 | 37 | 41",
    "受理行政复议案件 | 37",
    "受理行政复议案件（件） | 件 | 37",
    "常住人口 | 万人 | 38.9",
    "全省受理行政复议案件 | 件 | 18332",
    "受理行政复议案件 | 件 | —",
])
def test_a_row_that_tells_no_single_number_counts_nothing(row):
    assert figures(HEADING + row + "\n", [], 2023, regions.load().by_code("331022")) == []


def test_rows_of_a_plan_are_aims():
    text = "二、下一步打算\n行政应诉案件 | 件 | 20\n"
    assert figures(text, [Section(1, "二、下一步打算", "plan", 0, len(text))], 2023) == []
