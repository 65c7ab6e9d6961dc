from __future__ import annotations

import pytest

from archive.extract.figures import figures
from archive.extract.sections import sections


def found(text, year=2023):
    return [(item.indicator, item.value, item.unit, item.year, item.qualifier) for item in figures(text, [], year)]


@pytest.mark.parametrize(("text", "wanted"), [
    ("全年收到行政复议申请31件，办结28件，和解结案9件，调解率32.14%。", [
        ("reconsideration_received", 31, "件", 2023, None), ("reconsideration_concluded", 28, "件", 2023, None),
        ("reconsideration_settled", 9, "件", 2023, None), ("reconsideration_mediation_rate", 32.14, "%", 2023, None)]),
    ("办理行政应诉案件12件，审结10件，败诉1件。", [
        ("litigation_cases", 12, "件", 2023, None), ("litigation_concluded", 10, "件", 2023, None), ("litigation_lost", 1, "件", 2023, None)]),
    ("清理规范性文件，修改3件，宣布失效4件，废止5件。", [
        ("normative_docs_amended", 3, "件", 2023, None), ("normative_docs_lapsed", 4, "件", 2023, None),
        ("normative_docs_repealed", 5, "件", 2023, None)]),
    ("化解矛盾纠纷1.2万余件，成功率达98.5%，涉及金额3.5亿元。", [
        ("mediation_cases", 12000, "件", 2023, "余"), ("mediation_success_rate", 98.5, "%", 2023, None),
        ("mediation_amount", 3.5, "亿元", 2023, None)]),
    ("负责人出庭应诉率达到100%。", [("head_attendance_rate", 100, "%", 2023, None)]),
    ("一审行政诉讼发案量同比下降9%。", [("admin_litigation_first_instance_change", -9, "%", 2023, "同比下降")]),
    ("2022年调解纠纷１５件，2023年调解纠纷18件。", [
        ("mediation_cases", 15, "件", 2022, None), ("mediation_cases", 18, "件", 2023, None)]),
])
def test_figures_with_unit_year_and_qualifier(text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize("text", [
    "修改3件，废止5件。", "败诉率连续5个月下降10.2%。", "落实《2023年调解纠纷100件行动方案》。", "全省办理行政复议案件900件。",
    "开展12345热线工作，建设“1+15+269”网络。", "2024年力争调解纠纷20件。", "没有数字的句子。", "",
])
def test_what_is_no_result_gives_no_figure(text):
    assert found(text) == []


def test_the_plan_gives_none_and_offsets_cut_the_quote():
    text = "一、主要成效\n办理行政复议案件18件。\n二、2024年工作安排\n办理行政复议案件不少于20件，组织学法12次。"
    report = figures(text, sections(text, year=2023), 2023)
    assert [(item.indicator, item.value) for item in report] == [("reconsideration_cases_handled", 18)]
    assert text[report[0].start:report[0].end] == report[0].quote == "办理行政复议案件18件"
