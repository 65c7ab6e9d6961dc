"""The label reader over lines and cells: every layout in which portals print metadata."""

from __future__ import annotations

import pytest

from archive.extract.aliases import ALIASES, FIELDS, WEAK
from archive.extract.inline import inline_pairs, lone_label, tidy
from archive.extract.labels import read_labels
from archive.extract.lines import Line

KEPT = {"index_number", "publisher", "source", "document_number", "date_published", "date_written", "title", "topic", "genre",
        "openness", "validity"}


def lines_of(text):
    """Lines of a text; a line that begins with a bar is a table row."""
    return [Line(raw.strip("|").replace("|", " | "), tuple(cell.strip() for cell in raw.strip("|").split("|")))
            if raw.startswith("|") else Line(raw.strip()) for raw in text.split("\n") if raw.strip()]


def values(text, **options):
    """(field, value) of the labels in a text, counters and tools left out."""
    return [(label.field, label.value) for label in read_labels(lines_of(text), **options)[0] if label.field in KEPT]


@pytest.mark.parametrize(("text", "pairs"), [
    # several on a line, the last ones empty
    ("索引号: 008123451/2021-1 发布机构: 云溪县人民政府 发布时间: 2021-03-11 15:23:54 文号:",
     [("index_number", "008123451/2021-1"), ("publisher", "云溪县人民政府"), ("date_published", "2021-03-11 15:23:54"),
      ("document_number", "")]),
    ("索引号: 公开方式:", [("index_number", ""), ("openness", "")]),
    ("文       号: 关键字: 教育,法治", [("document_number", "")]),
    ("信息来源:云溪县司法局 发布时间:2020-12-23 浏览: 次 选择阅读字体:[ ]", [("source", "云溪县司法局"), ("date_published", "2020-12-23")]),
    ("发布日期: 2024- 03- 04 16: 22 访问次数: 信息来源: 云溪区人民政府",
     [("date_published", "2024- 03- 04 16: 22"), ("source", "云溪区人民政府")]),
    # glued
    ("日期:2022/03/30 11:13来源:云溪区司法局作者:张某阅读次数:12", [("date_published", "2022/03/30 11:13"), ("source", "云溪区司法局")]),
    ("浏览次数:信息来源: 区司法局发布时间:2025-11-07 16:34", [("source", "区司法局"), ("date_published", "2025-11-07 16:34")]),
    ("发文机关中共某省交通运输厅党组", [("publisher", "中共某省交通运输厅党组")]),
    ("发文日期2021年12月21日", [("date_written", "2021年12月21日")]),
    ("索引号 008123451/2021-1 发布机构 云溪县司法局 公开方式 主动公开",
     [("index_number", "008123451/2021-1"), ("publisher", "云溪县司法局"), ("openness", "主动公开")]),
    # bars
    ("阅读数:1242 | 来源:云溪区政府办 | 发布日期:2018-01-30 | 字体大小: | 打印页面 | 关闭",
     [("source", "云溪区政府办"), ("date_published", "2018-01-30")]),
    # bullets
    ("• 日期:2022-03-29 14:17\n• 来源:省政府办公厅\n• 浏览次数:\n• 字体:[ ]", [("date_published", "2022-03-29 14:17"), ("source", "省政府办公厅")]),
    # a date in front, a date behind a name
    ("2022-03-30 来源：云溪日报", [("source", "云溪日报"), ("date_published", "2022-03-30")]),
    ("来源:云溪日报 2019-03-27 10:11 http://www.example.cn/a", [("source", "云溪日报"), ("date_published", "2019-03-27")]),
])
def test_inline(text, pairs):
    assert values(text) == pairs


@pytest.mark.parametrize(("text", "pairs"), [
    ("|索引号:|11330824002987646B/2025-1|公开方式:|主动公开|\n|文号:|公开日期:|2025-03-05|\n|发布单位:|县府办|有效性:|",
     [("index_number", "11330824002987646B/2025-1"), ("openness", "主动公开"), ("document_number", ""), ("date_published", "2025-03-05"),
      ("publisher", "县府办"), ("validity", "")]),
    ("|索 引 号|008123451/2014-1|主题分类|某政发|", [("index_number", "008123451/2014-1"), ("topic", "某政发")]),
    ("|索 引 号:008123451/2014-1|主题分类:综合|名称|年度报告|", [("index_number", "008123451/2014-1"), ("topic", "综合"), ("title", "年度报告")]),
    ("|名称|数量|\n|甲|12|", []),
    ("|名称|索引号|发布机构|发布日期|\n|年度报告|008123451/2014-1|某局|2020-01-01|\n|半年报|008123451/2014-2|某局|2020-01-02|", []),
    ("|文号|— —|效力状况|有效|", [("document_number", ""), ("validity", "有效")]),
])
def test_cells(text, pairs):
    assert values(text, shapes_near=0) == pairs


@pytest.mark.parametrize(("text", "pairs"), [
    ("索引号\n008123451/2022-16246\n文件类型\n意见\n发布机构\n某部",
     [("index_number", "008123451/2022-16246"), ("genre", "意见"), ("publisher", "某部")]),
    ("• 索引号:\n6107280000/2024-001234\n• 主题分类:\n• 来源:", [("index_number", "6107280000/2024-001234"), ("topic", ""), ("source", "")]),
    ("发布时间：\n2024-02-01 10:00", [("date_published", "2024-02-01 10:00")]),
    ("发布日期：\n云溪县2023年法治政府建设报告", [("date_published", "")]),
    ("来源\n标题\n下载", []),
])
def test_label_and_value_on_alternate_lines(text, pairs):
    assert values(text, shapes_near=0) == pairs


@pytest.mark.parametrize(("text", "pairs"), [
    ("2026-01-20 17:01  |  云溪市水务局", [("date_published", "2026-01-20"), ("publisher", "云溪市水务局")]),
    ("省政府办公厅 2022-03-15", [("date_published", "2022-03-15"), ("publisher", "省政府办公厅")]),
    ("云溪日报 2022-03-15", [("date_published", "2022-03-15"), ("source", "云溪日报")]),
    ("11500224003456716T/2024-00011 | 法制 | 工作报告 | 云溪区司法局 | 2024-03-22 | 2024-03-23",
     [("index_number", "11500224003456716T/2024-00011"), ("topic", "法制"), ("genre", "工作报告"), ("publisher", "云溪区司法局"),
      ("date_written", "2024-03-22"), ("date_published", "2024-03-23")]),
    ("今天是:2019年10月31日 星期三 农历十月初七", []),
    ("2019年12月3日星期二", []),
    ("(2024年5月28日在市六届人大常委会第九次会议上)", []),
])
def test_bare_values_by_shape(text, pairs):
    assert values(text) == pairs


@pytest.mark.parametrize("text", [
    "现将2023年度法治政府建设情况报告如下：", "关于印发《政府信息发布机构管理办法》的通知", "主要能源来源：煤炭和水电，占全县用量的八成以上。",
    "一是拓宽矛盾纠纷化解渠道，明确责任主体：各乡镇人民政府。", "发布机构改革方案",
])
def test_prose_is_no_label(text):
    assert values(text) == []


def test_metadata_lines_are_told_from_text():
    text = "云溪县2023年法治政府建设报告\n来源：县司法局 发布时间：2024-01-02\n2023年，云溪县坚持依法行政。"
    assert read_labels(lines_of(text))[1] == {1}


def test_evidence_tells_label_place_and_words():
    label = read_labels([Line("首页"), Line("索 引 号：008123451/2021-1")])[0][0]
    assert (label.field, label.label, label.where) == ("index_number", "索引号", "line 2")
    assert label.quote == "索 引 号：008123451/2021-1"
    assert len(read_labels([Line("索引号：" + "1" * 300)])[0][0].quote) == 120


@pytest.mark.parametrize(("value", "clean"), [
    ("  某局 ", "某局"), ("——", ""), ("[ ]", ""), ("null", ""), ("某局 【打印】 【关闭】", "某局"), ("某局 打印", "某局"), ("张三）", "张三"),
    ("某委（某办）", "某委（某办）"), ("无", "无"), ("某局 责任编辑", "某局"), ("", ""),
])
def test_values_without_separators_and_tools(value, clean):
    assert tidy(value) == clean


def test_lone_label():
    assert lone_label("【发 布 机 构】") == "发布机构"
    assert lone_label("发布机构：某局") is None
    assert lone_label("x" * 100) is None


def test_pairs_never_overlap():
    pairs = inline_pairs("名称：来源：发布时间：2024-01-01 10:00:00")
    assert [word for word, _, _ in pairs] == ["名称", "来源", "发布时间"]
    assert pairs[-1][1] == "2024-01-01 10:00:00"


def test_alias_table_is_sound():
    words = [word for row in FIELDS.values() for word in row]
    assert len(words) == len(set(words))
    assert WEAK.issubset(ALIASES)
    assert KEPT.issubset(FIELDS)
