from __future__ import annotations

import pytest

from archive.extract.years import find_year, year_in_title


@pytest.mark.parametrize(("title", "year"), [
    ("云和县2023年度法治政府建设情况报告", 2023),
    ("云和县二〇二三年度法治政府建设情况报告", 2023),
    ("云和县23年度法治政府建设情况报告", 2023),
    ("贯彻《法治政府建设实施纲要（2021—2025年）》2022年度情况报告", 2022),
    ("2016—2020年法治政府建设情况报告", None),
    ("关于法治政府建设情况的报告（2024年5月28日在会议上）", None),
    ("", None),
    (None, None),
])
def test_year_in_title(title, year):
    assert year_in_title(title) == year


@pytest.mark.parametrize(("text", "year", "rule"), [
    ("2024年，云和县始终坚持依法行政。", 2024, "first sentence"),
    ("市人民政府：\n2024年，云和县始终坚持依法行政。", 2024, "first sentence"),
    ("根据有关规定，现将2019年度我县法治政府建设情况报告如下：", 2019, "现将…报告如下"),
])
def test_without_a_title_the_opening_tells(text, year, rule):
    found = find_year(None, text, [])
    assert (found[0], found[1].rule) == (year, rule)


def test_the_first_heading_is_the_last_witness_and_plans_do_not_count():
    assert find_year(None, "按照要求开展工作。", ["一、2018年工作情况", "二、2019年工作安排"])[0] == 2018
    assert find_year(None, "按照要求开展工作。", ["一、2019年工作安排"]) is None


def test_a_conflict_keeps_the_year_of_the_title_and_warns():
    year, _, warnings = find_year("云和县2025年法治政府建设报告", "现将有关情况报告如下。", ["一、2024年法治政府建设基本情况"])
    assert year == 2025
    assert len(warnings) == 1
    assert "2024" in warnings[0]


def test_a_date_of_publication_is_never_a_witness():
    assert find_year("法治政府建设情况报告", "今年以来，我县开展了工作。\n2024年1月3日", []) is None
    assert find_year(None, "2024年1月3日，县里召开会议。", []) is None
