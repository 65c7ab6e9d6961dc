"""Tables of figures with a header: each number counts in the year of its column or row, and columns of changes and aims count nothing."""

from __future__ import annotations

import time

import pytest

from archive import regions
from archive.extract.document import extract
from archive.extract.figures import figures

R, RC, L, LL, LR = "reconsideration_received", "reconsideration_concluded", "litigation_cases", "litigation_lost", "litigation_loss_rate"
TABLES = {
    "a column for each year": ("""
项目 | 单位 | 2021年 | 2022年 | 2023年
受理行政复议案件 | 件 | 118 | 135 | 1,151
行政诉讼败诉率 | % | 9.8 | 8.6 | 5.8
""", {(R, 118, "件", 2021), (R, 135, "件", 2022), (R, 1151, "件", 2023), (LR, 9.8, "%", 2021), (LR, 8.6, "%", 2022), (LR, 5.8, "%", 2023)}),
    "this year, last year, change": ("""
序号 | 指标名称 | 本年 | 上年同期 | 同比增减
1 | 行政复议受理案件（件） | 151 | 135 | 11.9%
2 | 行政应诉案件（件） | 52 | 58 | -10.3%
""", {(R, 151, "件", 2023), (R, 135, "件", 2022), (L, 52, "件", 2023), (L, 58, "件", 2022)}),
    "a unit for all, newest first": ("""
表2 行政复议情况（单位：件）
类别 | 2023年度 | 2022年度 | 增减
受理行政复议申请 | 151 | 135 | 16
办结行政复议案件 | 148 | 130 | 18
""", {(R, 151, "件", 2023), (R, 135, "件", 2022), (RC, 148, "件", 2023), (RC, 130, "件", 2022)}),
    "a row for each year": ("""
年度 | 收到复议申请（件） | 审结复议案件数（件）
2022 | 135 | 131
2023 | 151 | 148
合计 | 286 | 279
""", {(R, 135, "件", 2022), (R, 151, "件", 2023), (RC, 131, "件", 2022), (RC, 148, "件", 2023)}),
    "a header of two rows, names over several rows": ("""
类别 | 件数 | 同比
2022年 | 2023年
行政复议 | 受理 | 135件 | 151件 | ↑11.9%
审结 | 131件 | 148件 | ↑13%
行政诉讼 | 应诉案件 | 58件 | 52件 | ↓10.3%
败诉 | 5件 | 3件 | ↓40%
""", {(R, 135, "件", 2022), (R, 151, "件", 2023), (RC, 131, "件", 2022), (RC, 148, "件", 2023), (L, 58, "件", 2022), (L, 52, "件", 2023),
      (LL, 5, "件", 2022), (LL, 3, "件", 2023)}),
    "a header of two rows, merged cells shown as blanks": ("""
类别 | 件数 |  | 同比
 | 2022年 | 2023年 |
行政复议受理 | 135件 | 151件 | ↑11.9%
""", {(R, 135, "件", 2022), (R, 151, "件", 2023)}),
    "merged cells shown as blanks, the last ones cut off": ("""
类别 |  | 件数 |  | 同比
 |  | 2022年 | 2023年
行政复议 | 受理（件） | 135 | 151 | 11.9%
 | 审结（件） | 131 | 148 | 13.0%
行政诉讼 | 应诉案件（件） | 58 | 52 | -10.3%
 | 败诉率 | 8.6% | 5.8%
""", {(R, 135, "件", 2022), (R, 151, "件", 2023), (RC, 131, "件", 2022), (RC, 148, "件", 2023), (L, 58, "件", 2022), (L, 52, "件", 2023),
      (LR, 8.6, "%", 2022), (LR, 5.8, "%", 2023)}),
    "blanks only for what is merged with the row above": ("""
类别 | 件数 | 同比
 | 2022年 | 2023年
行政复议 | 受理（件） | 135 | 151 | 0.119
 | 审结（件） | 131 | 148 | 0.13
""", {(R, 135, "件", 2022), (R, 151, "件", 2023), (RC, 131, "件", 2022), (RC, 148, "件", 2023)}),
    "counts and shares under years, blanks cut off": ("""
序号 | 项目 | 2022年 |  | 2023年
 |  | 件数 | 占比 | 件数 | 占比
1 | 受理行政复议案件 | 135件 | 42% | 151件 | 8%
2 | 调解矛盾纠纷（起） | 1220 | 28% | 608 | 68%
""", {(R, 135, "件", 2022), (R, 151, "件", 2023), ("mediation_cases", 1220, "起", 2022), ("mediation_cases", 608, "起", 2023)}),
    "counts and shares under years, merged cells as one": ("""
项目 | 2023年 | 2022年 | 备注
 | 件数 | 占比 | 件数 | 占比
行政应诉案件 | 451 | 2% | 165 | 22%
受理行政复议案件 | 690 | 47% |  | 51%
""", {(L, 451, "件", 2023), (L, 165, "件", 2022), (R, 690, "件", 2023)}),
    "one name more than the header, blanks cut off": ("""
项目 | 2022年（件） | 2023年（件） | 备注
行政复议 | 受理 | 917 | 446
 | 审结 | 788 | —
行政应诉 | 应诉案件 | 824 | 970 | 含上年结转
 | 败诉案件 | 328
""", {(R, 917, "件", 2022), (R, 446, "件", 2023), (RC, 788, "件", 2022), (L, 824, "件", 2022), (L, 970, "件", 2023), (LL, 328, "件", 2022)}),
    "words under years": ("""
类型 | 2022年（件） | 2023年（件）
收案 | 审结 | 收案 | 审结
行政复议 | 135 | 131 | 151 | 148
""", {(R, 135, "件", 2022), (RC, 131, "件", 2022), (R, 151, "件", 2023), (RC, 148, "件", 2023)}),
    "years under words": ("""
项目 | 行政复议受理（件） | 行政诉讼案件（件）
2022年 | 2023年 | 2022年 | 2023年
全县 | 135 | 151 | 58 | 52
""", {(R, 135, "件", 2022), (R, 151, "件", 2023), (L, 58, "件", 2022), (L, 52, "件", 2023)}),
    "a heading inside with a unit of its own": ("""
指标 | 2022年 | 2023年
一、行政复议（单位：件）
受理 | 135 | 151
二、行政应诉（单位：件）
应诉案件 | 58 | 52
""", {(R, 135, "件", 2022), (R, 151, "件", 2023), (L, 58, "件", 2022), (L, 52, "件", 2023)}),
    "blanks and dashes": ("""
统计项目 | 2021年（件） | 2022年（件） | 2023年（件）
行政复议收案 | — | 135 | 151
行政应诉案件 |  | 58 | 52
法律援助案件 | 371 | 380
""", {(R, 135, "件", 2022), (R, 151, "件", 2023), (L, 58, "件", 2022), (L, 52, "件", 2023), ("legal_aid_cases", 371, "件", 2021),
      ("legal_aid_cases", 380, "件", 2022)}),
    "wide digits": ("""
项目 | ２０２２年 | ２０２３年
受理行政复议案件（件） | １３５ | １５１
""", {(R, 135, "件", 2022), (R, 151, "件", 2023)}),
    "aims beside results": ("""
指标 | 单位 | 目标值 | 完成值
行政诉讼败诉率 | % | 10 | 5.8
""", {(LR, 5.8, "%", 2023)}),
    "an aim for the year ahead": ("""
项目 | 2023年 | 2024年计划
开展法治培训（期） | 8 | 10
""", {("training_sessions", 8, "期", 2023)}),
    "parts of the year": ("""
项目 | 上半年 | 下半年 | 全年
受理行政复议案件（件） | 70 | 81 | 151
""", {(R, 151, "件", 2023)}),
    "two tables side by side": ("""
项目 | 数量 | 项目 | 数量
受理行政复议案件（件） | 151 | 行政应诉案件（件） | 52
""", {(R, 151, "件", 2023), (L, 52, "件", 2023)}),
}


@pytest.mark.parametrize("name", TABLES)
def test_numbers_get_the_year_of_their_column_or_row(name):
    text, wanted = TABLES[name]
    text = "一、主要做法和成效" + text
    found = figures(text, [], 2023)
    assert {(one.indicator, one.value, one.unit, one.year) for one in found} == wanted
    assert len(found) == len(wanted)
    assert all(text[one.start:one.end] == one.quote and "\n" not in one.quote for one in found)


@pytest.mark.parametrize("text", [
    "项目 | 东河镇 | 西山乡 | 合计\n调解矛盾纠纷（件） | 120 | 80 | 200\n",
    "单位 | 2022年 | 2023年\n收案 | 结案 | 收案 | 结案\n县公安局 | 12 | 11 | 15 | 14\n",
    "项目 | 2024年计划\n开展法治培训（期） | 10\n",
    "项目 | 2021—2023年\n受理行政复议案件（件） | 404\n",
    "项目 | 2022年 | 2023年\n受理行政复议案件 | 135 | 151\n",
    "项目 | 2022年 | 2023年\n全省受理行政复议案件（件） | 13500 | 15100\n",
])
def test_columns_that_tell_no_year_of_the_issuer_count_nothing(text):
    assert figures("一、主要做法\n" + text, [], 2023, regions.load().by_code("331022")) == []


def test_a_header_ends_with_its_table():
    text = "项目 | 2022年 | 2023年\n受理行政复议案件（件） | 135 | 151\n上表数据来自各单位。\n行政应诉案件（件） | 58 | 52\n"
    assert {(one.indicator, one.value) for one in figures(text, [], 2023)} == {(R, 135.0), (R, 151.0)}


def test_a_year_needs_no_report_year_where_the_column_names_it():
    text = "项目 | 2022年 | 上年\n受理行政复议案件（件） | 135 | 118\n"
    assert [(one.value, one.year) for one in figures(text, [], None)] == [(135.0, 2022)]


def test_a_table_of_a_page_is_read_with_merged_cells():
    rows = (
        '<tr><td rowspan="2" colspan="2"><p>类别</p></td><td colspan="2">件数</td></tr><tr><td>2022年</td><td>2023年</td></tr>'
        '<tr><td rowspan="2">行政复议</td><td>受理</td><td>135件</td><td>151件</td></tr><tr><td>审结</td><td>131件</td><td>148件</td></tr>'
    )
    page = (f"<html><head><title>清溪县2023年法治政府建设年度报告</title></head><body><h1>清溪县2023年法治政府建设年度报告</h1>"
            f"<div id=zoom><p>2023年，清溪县扎实推进法治政府建设，现将有关情况报告如下。</p><p>一、主要成效</p><table>{rows}</table>"
            f"<p>各项工作取得了新的进展。</p></div></body></html>")
    found = extract(page.encode()).figures
    assert {(one.indicator, one.value, one.year) for one in found} == {(R, 135, 2022), (R, 151, 2023), (RC, 131, 2022), (RC, 148, 2023)}


def test_a_hostile_table_is_read_in_time():
    head = "项目 | " + " | ".join(["2022年", "2023年"] * 20_000) + "\n"
    text = head + "项目 | 2022年 | 2023年\n" + "行政复议受理（件） | 12 | 15\n" * 4_000 + head
    before = time.process_time()
    figures(text, [], 2023)
    assert time.process_time() - before < 2
