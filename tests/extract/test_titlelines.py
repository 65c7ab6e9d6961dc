"""Titles that only their place and their words show: on top of a body, over several lines, in traditional characters."""

from __future__ import annotations

import pytest

from archive.extract import extract
from archive.extract.page import read_page
from archive.extract.script import simplify, traditional_forms

BODY = "<p>2023年，云和县坚持依法行政，扎实推进法治政府建设，各项工作取得明显成效。</p><p>一、主要举措</p><p>全年制发规范性文件8件。</p>"


def page(top, title="政务公开"):
    return f"<html><head><title>{title}</title></head><body><div id='zoom'>{top}{BODY}</div></body></html>".encode()


@pytest.mark.parametrize(("top", "title"), [
    ("<p>云和县人民政府2023年法治政府建设年度报告</p>", "云和县人民政府2023年法治政府建设年度报告"),
    ("<p>云和县人民政府</p><p>关于2023年法治政府建设情况的报告</p>", "云和县人民政府关于2023年法治政府建设情况的报告"),
    ("<p>雲和縣2023年法治政府建設年度報告</p>", "雲和縣2023年法治政府建設年度報告"),
])
def test_a_title_on_top_of_the_text_where_the_page_has_none(top, title):
    found = read_page(page(top))
    assert found.titles[0] == title
    assert found.text.startswith("2023年，云和县")


@pytest.mark.parametrize("top", ["<p>工作总结</p>", "<p>一、2023年工作情况</p>", "<p>现将有关情况公布如下：</p>"])
def test_a_first_line_that_is_no_title_stays(top):
    assert read_page(page(top)).text.split("\n")[0] == top[3:-4]


def test_a_page_with_a_title_keeps_its_first_lines():
    top = "<p>云和县2023年重点工作完成情况</p>"
    assert read_page(page(top, title="云和县2023年法治政府建设年度报告")).text.startswith("云和县2023年重点")


def test_masked_digits_are_no_emphasis():
    text = "云和县2023年工作总结\n办理案件**件，审结**件。\n****年**月**日\n**一、成效**\n成效**明显**，**继续努力**。"
    assert read_page(text.encode()).text == "办理案件**件，审结**件。\n****年**月**日\n一、成效\n成效明显，继续努力。"


def test_labels_in_traditional_characters():
    doc = extract("雲和縣2023年法治政府建設年度報告\n發布時間:2024-03-22 來源:縣司法局\n2023年，雲和縣堅持依法行政，成效明顯，羣眾滿意。".encode())
    assert (doc.date_published, doc.source, doc.kind, doc.report_year) == ("2024-03-22", "縣司法局", "annual_report", 2023)


def test_characters_of_both_scripts():
    assert simplify("法治政府建設") == "法治政府建设"
    assert simplify("没有旧字形") == "没有旧字形"
    assert "發佈機構" in traditional_forms("发布机构")
    assert traditional_forms("文") == []
    assert len(traditional_forms("发布发布发布发布")) <= 12
