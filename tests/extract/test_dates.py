"""Dates in the forms that portals print, and those that only look like one."""

from __future__ import annotations

import pytest

from archive.extract.dates import find_date, find_dates, is_clock, number_of, parse_date


@pytest.mark.parametrize("printed", [
    "2024-03-04", "2024-3-4", "2024/03/04", "2024.3.4", "2024.03.04", "2024年3月4日", "2024年03月04日", "2024 年 3 月 4 日",
    "二〇二四年三月四日", "二○二四年三月四日", "二零二四年三月四日", "2O24年3月4日", "２０２４年３月４日", "2024- 03- 04 16: 22",
    "20240304", "发布日期:2024-03-04 16:22:05", "04.03.2024  13:07", "2024-03-04T08:00:00+08:00",
])
def test_forms_of_one_day(printed):
    assert find_date(printed) == "2024-03-04"


@pytest.mark.parametrize(("printed", "iso"), [
    ("2022年五月", "2022-05"), ("2023-05", "2023-05"), ("二〇二一年十月", "2021-10"), ("二〇二三年十二月三十一日", "2023-12-31"),
    ("二〇二三年十月二十日", "2023-10-20"), ("2011- 09- 01 14: 58: 15", "2011-09-01"), ("（2015年1月10日）", "2015-01-10"),
])
def test_other_days_and_months(printed, iso):
    assert find_date(printed) == iso


@pytest.mark.parametrize("printed", [
    "", "无", "2023-02-30", "2023年13月1日", "2021-2025年", "某字〔2019〕28号", "电话0577-12345678", "1234-56-78", "3.2024", "1899年1月1日",
    "008123450/2021-111028",
])
def test_no_date(printed):
    assert find_date(printed) is None


def test_impossible_date_does_not_hide_the_next():
    assert find_date("2023-02-30 更正为 2023-03-01") == "2023-03-01"


def test_all_dates_with_places():
    text = "自2022年1月1日至2023年2月3日"
    assert [(iso, text[start:end]) for iso, start, end in find_dates(text)] == [
        ("2022-01-01", "2022年1月1日"), ("2023-02-03", "2023年2月3日"),
    ]


@pytest.mark.parametrize(("text", "iso"), [
    ("2021-03-11 15:23:54", "2021-03-11"), ("2021年3月11日 16时20分", "2021-03-11"), (" （2021年3月11日） ", "2021-03-11"),
    ("截至2021年3月11日", None), ("2021-03-11 共3件", None), ("3件", None),
])
def test_strict_form_takes_nothing_but_a_date(text, iso):
    assert parse_date(text) == iso


@pytest.mark.parametrize(("text", "value"), [("二〇", 20), ("十", 10), ("二十三", 23), ("O5", 5), ("", None), ("x", None), ("一十百", None)])
def test_chinese_numbers(text, value):
    assert number_of(text) == value


@pytest.mark.parametrize("line", ["今天是:2019年10月31日 星期三 农历十月初七", "2019年12月3日星期二", "今天是:", "现在是 2024年10月23日 10:22:01"])
def test_clock_of_the_page(line):
    assert is_clock(line)


@pytest.mark.parametrize("line", ["3月4日星期一下午，县政府召开常务会议，研究部署工作。", "发布时间：2024-03-04", "2024年3月4日"])
def test_no_clock(line):
    assert not is_clock(line)
