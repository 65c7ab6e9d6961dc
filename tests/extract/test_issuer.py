from __future__ import annotations

import pytest

from archive import regions
from archive.extract import issuer, places
from archive.model import Label


@pytest.mark.parametrize(("title", "name"), [
    ("云和县2023年度法治政府建设情况的报告", "云和县人民政府"),
    ("2020年云和县法治政府建设情况报告", "云和县人民政府"),
    ("关于云和县2020年度法治政府建设情况的报告", "云和县人民政府"),
    ("云和县人民政府关于云和县2014年度依法行政工作的报告", "云和县人民政府"),
    ("丽水市云和县教育局2022年法治政府建设年度报告", "丽水市云和县教育局"),
    ("市水务局2022年法治政府建设年度报告", "市水务局"),
    ("崇头镇2025年法治政府建设年度报告", "崇头镇人民政府"),
    ("白龙山街道2025年法治政府建设年度报告", "白龙山街道办事处"),
    ("中共云和县委 云和县人民政府关于2024年法治政府建设情况的报告", "中共云和县委云和县人民政府"),
    ("三江县政府2014年依法行政年度报告", "三江县人民政府"),
    ("民政部2021年法治政府建设年度报告", "民政部"),
])
def test_the_body_in_the_title_of_a_report(title, name):
    assert issuer.in_title(title, "annual_report").name == name


def test_titles_without_a_body_and_news_have_none():
    assert issuer.in_title("2022年度法治政府建设工作报告", "annual_report") is None
    assert issuer.in_title("政府工作报告", "work_report") is None
    assert issuer.in_title("云和县教育局召开会议", "news") is None


def test_a_notice_names_its_body_but_a_bare_region_is_none():
    assert issuer.in_title("云和县教育局关于印发《方案》的通知", "notice").name == "云和县教育局"
    assert issuer.in_title("云和县2022年统计公报", "statistics_bulletin") is None


def test_the_signature_needs_a_date_beside_it():
    assert issuer.in_signature("正文。\n云和县司法局\n2024年1月5日").name == "云和县司法局"
    assert issuer.in_signature("正文。\n云和县司法局") is None


def test_the_opening_names_the_government_unless_a_department_speaks():
    assert issuer.in_opening("2024年，云和县始终坚持依法行政。", "annual_report").name == "云和县人民政府"
    assert issuer.in_opening("市人民政府：\n2024年，云和县始终坚持依法行政。", "annual_report").name == "云和县人民政府"
    assert issuer.in_opening("2024年，云和县教育系统坚持依法治教，我局认真落实。", "annual_report") is None
    assert issuer.in_opening("2024年，云和县教育局认真落实。", "annual_report").name == "云和县教育局"


def test_the_publisher_stands_in_only_with_its_full_name():
    label = Label("publisher", "发布机构", "云和县人民政府办公室", "table", "发布机构 云和县人民政府办公室")
    assert issuer.in_publisher(label, "annual_report").name == "云和县人民政府"
    assert issuer.in_publisher(Label("publisher", "发布单位", "县府办", "table", ""), "annual_report") is None


def test_short_names_grow_with_the_region():
    region = regions.load().by_code("331125")
    assert issuer.full_name("县政府", region) == "云和县人民政府"
    assert issuer.full_name("区政府", region) == "区政府"
    assert issuer.full_name("省人民政府", regions.load().by_code("620000")) == "甘肃省人民政府"


@pytest.mark.parametrize(("name", "code", "level"), [
    ("云和县人民政府", "331125", "county"), ("丽水市人民政府", "331100", "city"), ("浙江省人民政府", "330000", "province"),
    ("云和县教育局", "331125", "department"), ("崇头镇人民政府", "331125", "township"), ("白龙山街道办事处", "331125", "township"),
    ("民政部", None, "central"), ("审计署", None, "central"), ("国家税务总局", None, "central"),
    ("国家税务总局云和县税务局", "331125", "department"), ("中共云和县委云和县人民政府", "331125", "county"),
    ("云和县住房和城乡建设局", "331125", "department"), ("县人民政府", None, "county"), ("市人民政府", None, None), (None, "331125", None),
])
def test_levels(name, code, level):
    assert issuer.level_of(name, regions.load().by_code(code)) == level


# ---------------------------------------------------------------- places

def witness(code, rule="host"):
    return places.Witness(regions.load().by_code(code), rule, code)


def test_names_in_a_row_are_one_place():
    found = places.mentions("中共江苏省连云港市灌南县委")
    assert [(hit.words, hit.regions[0].code) for hit in found] == [("江苏省连云港市灌南县", "320724")]


def test_an_ambiguous_name_is_decided_by_a_witness_or_not_at_all():
    place, warnings = places.find_place([("issuer", "西湖区司法局")], [witness("360100")], "西湖区司法局")
    assert (place.region.code, warnings) == ("360103", [])
    place, warnings = places.find_place([("issuer", "西湖区司法局")], [], "西湖区司法局")
    assert place is None
    assert "西湖区" in warnings[0]


def test_a_nameless_body_takes_the_region_of_the_witness_at_its_own_level():
    assert places.find_place([], [witness("440100")], "市水务局")[0].region.code == "440100"
    assert places.find_place([], [witness("440111")], "市水务局")[0].region.code == "440100"
    assert places.find_place([], [witness("440111")], "省水利厅")[0].region.code == "440000"
    assert places.find_place([], [witness("440100")], "区水务局")[0] is None
    assert places.find_place([], [witness("440111")], "太和镇人民政府")[0].region.code == "440111"
    assert places.find_place([], [witness("441900")], "虎门镇人民政府")[0].region.code == "441900"


def test_streets_and_everyday_words_are_no_places():
    assert places.mentions("上海路街道办事处") == []
    assert places.mentions("新城区建设与老城区改造") == []


def test_the_first_sentence_leaves_addressee_and_quoted_titles_out():
    text = "市人民政府：\n2020年，云和县认真落实《浙江省法治政府建设实施纲要》要求，推进工作。第二句。"
    assert places.first_sentence(text) == "2020年,云和县认真落实要求,推进工作"
