from __future__ import annotations

import pytest

from archive.extract import titles
from archive.model import Hints, Label, Page


def page(**known):
    return Page(form="html", encoding="utf-8", **known)


def test_the_meta_tag_wins_and_loses_its_tags():
    found = titles.find_title(page(meta={"articletitle": "云和县<br>2021年法治政府建设报告&nbsp;"}, titles=["别的标题文字"]), Hints())
    assert found.text == "云和县2021年法治政府建设报告"
    assert found.evidence.where == "meta"


def test_a_cut_meta_tag_gives_way_to_the_line_it_begins():
    found = titles.find_title(page(meta={"articletitle": "云和县人民政府2021年法治…"}, titles=["云和县人民政府2021年法治政府建设报告"]), Hints())
    assert found.text == "云和县人民政府2021年法治政府建设报告"


@pytest.mark.parametrize(("whole", "bare"), [
    ("云和县2021年法治政府建设报告_工作报告_云和县人民政府", "云和县2021年法治政府建设报告"),
    ("云和县人民政府-云和县2021年法治政府建设报告", "云和县2021年法治政府建设报告"),
    ("云和县人民政府门户网站 法治政府 | 云和县2021年法治政府建设报告", "云和县2021年法治政府建设报告"),
    ("云和县2021年法治政府建设报告 - 中国云和", "云和县2021年法治政府建设报告"),
    ("1-10月云和县投资稳中有进", "1-10月云和县投资稳中有进"),
    ("云和县人民政府门户网站", ""),
])
def test_site_and_column_go_from_either_side(whole, bare):
    assert titles.strip_site(whole) == bare


def test_known_site_and_column_names_go_whatever_they_look_like():
    assert titles.strip_site("某事项的通知_云上之窗_云和发布", ("云和发布", "云上之窗")) == "某事项的通知"


def test_a_title_that_is_only_a_quoted_title_is_unwrapped():
    assert titles.clean("《云和县2021年法治政府建设报告》") == "云和县2021年法治政府建设报告"
    assert titles.clean("《甲办法》和《乙办法》") == "《甲办法》和《乙办法》"


def test_lines_of_a_broken_title_are_joined_as_the_html_title_says():
    found = titles.find_title(page(
        html_title="云和县人民政府关于2021年法治政府建设情况的报告_云和县人民政府网站", titles=["关于2021年法治政府建设情况的报告"],
        head_lines=["首页", "云和县人民政府", "关于2021年法治政府建设情况的报告"],
    ), Hints())
    assert found.text == "云和县人民政府关于2021年法治政府建设情况的报告"


@pytest.mark.parametrize("line", ["当前位置：首页>政务公开", "信息索引号", "2024年3月4日", "近期公开更多>>", "首页"])
def test_furniture_is_no_title(line):
    assert titles.find_title(page(titles=[line]), Hints()) is None


def test_the_name_label_and_the_list_are_the_last_resorts():
    label = Label("title", "名称", "云和县2021年法治政府建设报告", "table", "名称 | 云和县2021年法治政府建设报告")
    assert titles.find_title(page(labels=[label]), Hints()).evidence.rule == "label 名称"
    hinted = titles.find_title(page(), Hints(list_title="云和县2021年法治政府…"))
    assert (hinted.text, hinted.evidence.where) == ("云和县2021年法治政府…", "list")


def test_no_title_stays_none():
    assert titles.find_title(page(), Hints()) is None


def test_folding_for_the_rules():
    assert titles.fold("雲和縣２０２１年 法治政府建設年度報告") == "云和县2021年法治政府建设年度报告"
