from __future__ import annotations

import time

import pytest

from archive.extract.identify import judge_page, judge_title, kind_of_title
from archive.model import KINDS

TITLES = """
annual_report|云和县人民政府2020年法治政府建设年度报告
annual_report|云和县交通局2022年度法治政府建设年度报告
annual_report|云和县人民政府关于2016年度法治政府建设情况的报告
annual_report|关于云和县2020年度法治政府建设情况的报告
annual_report|2020年云和县法治政府建设情况
annual_report|云溪镇2022年法治政府建设工作总结
annual_report|云和县司法局2021年法治政府建设情况年度报告
annual_report|中共云和县委 云和县人民政府关于2024年法治政府建设情况的报告
annual_report|云和县人民政府关于法治政府建设情况的报告（2024年5月28日在县人大常委会第九次会议上）
annual_report|2022年度法治政府建设工作报告
annual_report|2022年度法治政府建设白皮书
annual_report|云和县2014年度依法行政工作开展情况的报告
annual_report|云和县统计局2021年法治统计建设工作报告
annual_report|云和县財政局2021年法治財政建設情況報告
annual_report|云和县税务局2023年度推进法治政府部门建设工作情况
annual_report|《云和县人民政府2020年法治政府建设年度报告》
annual_report|云和县住建局2023年度法治政府建设工作报告及2024年工作计划
annual_report|云和县自然资源和规划局2023年法治政府建设年度报告
annual_report|法治政府建设情况年度报告（2022）
annual_report|2015年云和县依法行政（法治政府建设）工作报告
annual_report|云和县2023年度法治政府建设暨落实行政执法责任制情况报告
other|法治政府建设与责任落实督察自查报告
annual_report|云和县二〇二三年度法治政府建设年度报告
interpretation|【文字解读】《云和县2020年法治政府建设情况的报告》文件解读
interpretation|一图读懂云和县2023年法治政府建设年度报告
plan|关于印发《云和县2020年度法治政府建设工作安排》的通知
plan|云和县2023年法治政府建设工作要点
notice|关于做好2024年法治政府建设情况年度报告工作的通知
notice|关于2023年度法治政府建设年度报告的公示
template|某县2025年度法治政府建设情况报告
template|XX县2025年度法治政府建设情况报告
template|2021年度法治政府建设工作情况报告（乡镇版）
template|法治政府建设工作总结范文三篇
info_disclosure_report|云和县2021年政府信息公开工作年度报告
info_disclosure_report|云和县财政局2020年度政府信息公开工作总结
work_report|2023年云和县政府工作报告
work_report|政府工作报告——2024年1月8日在县十七届人大三次会议上
statistics_bulletin|云和县2022年国民经济和社会发展统计公报
statistics_bulletin|云和县第七次全国人口普查公报（第二号）
policy|云和县人民政府工作规则
policy|关于印发云和县行政执法监督办法的通知
news|县政府召开法治政府建设推进会
other|云和县2023年第一季度法治政府建设工作总结
other|2016—2020年法治政府建设情况报告
other|法治政府建设示范创建工作情况报告
other|云和县人民政府2023年度法治政府建设情况报告的审议意见
other|法治政府建设年度报告制度实证研究
other|行政复议案件统计分析报告
other|2023年度法治社会建设工作报告
other|云和县司法局2022年工作总结
other|法治政府建设年度报告
other|
"""


@pytest.mark.parametrize(("kind", "title"), [line.split("|") for line in TITLES.strip().splitlines()])
def test_kind_of_title(kind, title):
    found, reason = kind_of_title(title)
    assert found == kind, reason
    assert found in KINDS
    assert reason.endswith(".")


def test_a_column_name_alone_is_not_sure():
    assert judge_title("法治政府建设年度报告")[2] is False
    assert judge_title("云和县人力资源和社会保障局")[2] is False


OPENING = "2024年，云和县坚持以习近平法治思想为指导，扎实推进法治政府建设。\n一、主要做法及成效\n"


def test_opening_and_headings_tell_where_the_title_does_not():
    kind, reason = judge_page("", OPENING, ["一、主要做法及成效", "二、2025年工作思路"])
    assert kind == "annual_report"
    assert reason.endswith(".")


def test_the_column_is_a_witness_but_not_enough():
    assert judge_page("法治政府建设年度报告", OPENING, [])[0] == "annual_report"
    assert judge_page("法治政府建设年度报告", "今天县里来了一批客人，大家参观了展览。", []) is None


def test_a_disclosure_report_by_its_opening():
    text = "本报告根据《中华人民共和国政府信息公开条例》要求编制，现公布云和县2023年度政府信息公开工作年度报告。"
    assert judge_page("", text, [])[0] == "info_disclosure_report"


def test_a_dateline_is_news():
    assert judge_page("", "本报讯（记者 张三）昨日，县里举行了活动。", [])[0] == "news"


def test_hostile_titles_are_judged_at_once():
    start = time.perf_counter()
    for word in ("和法治", "工作", "、报告", "推进总结", "法治", "《"):
        kind_of_title("云和县法治政府建设" + word * 200 + "X报告")
    assert time.perf_counter() - start < 1
