"""Where the body stands: rules, narrowing, marks, score, short texts, pictures, hidden copies, menus."""

from __future__ import annotations

import pytest

from archive.extract.page import read_page

TITLE = "云溪县2023年法治政府建设年度报告"
LINES = ["2023年，云溪县坚持依法行政，全面推进法治政府建设，现将有关情况报告如下：", "一、主要举措和成效",
         "（一）健全领导机制。全年召开专题会议4次，研究法治建设事项12件。", "二、存在的不足和原因",
         "基层执法力量仍显薄弱，部分人员业务能力有待提高。", "云溪县人民政府", "2024年2月1日"]
BODY = "".join(f"<p>{line}</p>" for line in LINES)
LONG = f"<p>{LINES[2]}</p>" * 9
MENU = "<ul class='nav'>" + "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(12)) + "</ul>"
RELATED = "<div><h3>相关文章</h3><ul>" + "".join(f"<li><a href='/{i}'>相关新闻标题第{i}条</a></li>" for i in range(6)) + "</ul></div>"
SIDE = "<div>" + "".join(
    f"<div><a href='/{i}'>要闻{i}</a><p>近日，县委召开会议，研究部署有关工作，强调要提高站位，狠抓落实。</p></div>" for i in range(6)
) + "</div>"
FOOT = "<div class='foot'>主办：云溪县人民政府办公室 某ICP备00000000号</div>"


def read(inner):
    """A page around some markup."""
    return read_page(f"<html><head><title>{TITLE}_云溪县</title></head><body>{MENU}{inner}{FOOT}</body></html>".encode())


@pytest.mark.parametrize(("inner", "rule"), [
    (f"<div id='zoom'>{BODY}</div>", "container:#zoom"),
    (f"<div id='Zoom'>{BODY}</div>", "container:#zoom"),
    (f"<div class='x TRS_Editor y'>{BODY}</div>", "container:.trs_editor"),
    (f"<div id='vsb_content_501'>{BODY}</div>", "container:#vsb_content"),
    (f"<div id='zoom'><div>打印 关闭</div><div class='TRS_Editor'>{BODY}</div></div>", "container:.trs_editor"),
    (f"<div><!--ZJEG_RSS.content.begin-->{BODY}<!--ZJEG_RSS.content.end--></div>", "marks"),
    (f"<div><meta name='ContentStart'>{BODY}<meta name='ContentEnd'></div>", "marks"),
    (f"<div class='content'><h1>{TITLE}</h1><div>发布时间：2024-02-02 来源：县司法局</div><div class='q'>{BODY}</div>{RELATED}</div>", "score"),
    (f"<table id='c'><tr><td>{BODY}</td></tr></table>", "score+#c"),
    (f"<div class='article-content'><h1>{TITLE}</h1><p>来源：县司法局 发布时间：2024-02-02 【打印】</p>{BODY}<p>责任编辑：张某</p>{RELATED}</div>",
     "container:.article-content"),
    (f"<div id='zoom'>{BODY}</div><div class='m' style='display:none'><div id='zoom'>{BODY}</div></div>", "container:#zoom"),
    (f"<div id='zoom'>{BODY}{BODY}</div>", "container:#zoom"),
    (f"<div id='all' style='display: none'><div id='zoom'>{BODY}</div></div>", "container:#zoom"),
    (f"<div class='q'>{LONG}</div>{SIDE}", "score"),
])
def test_body_is_found(inner, rule):
    page = read(inner)
    assert page.text.split("\n") in (LINES, [LINES[2]] * 9)
    assert page.body_rule == rule


def test_two_editors_make_one_text():
    page = read(f"<div class='a'><div class='TRS_Editor'>{BODY}</div><div class='TRS_Editor'>{BODY.replace('云溪县', '南屏县')}</div></div>")
    assert page.text.split("\n") == LINES + [line.replace("云溪县", "南屏县") for line in LINES]


def test_short_text_beats_the_sidebar():
    page = read(f"<h1>{TITLE}</h1><div id='zoom'><p>此件公开发布。</p></div>{SIDE}")
    assert (page.text, page.body_rule) == ("此件公开发布。", "container:#zoom")


def test_picture_as_text_is_told():
    page = read(f"<h1>{TITLE}</h1><div id='zoom'><p><img src='scan1.jpg'></p></div>{SIDE}")
    assert (page.text, page.body_rule) == ("", "none")
    assert page.warnings == ["The body holds pictures and no text."]


def test_framed_file_is_an_attachment():
    page = read(f"<h1>{TITLE}</h1><div id='zoom'><iframe src='/pdfjs/web/viewer.html?file=/upload/r.pdf'></iframe></div>")
    assert page.text == ""
    assert [(file.name, file.href) for file in page.attachments] == [("r.pdf", "/upload/r.pdf")]


def test_menu_in_a_container_is_no_body():
    items = "".join(f"<li><a href='/{i}'>云溪县某局{i}年法治政府建设年度报告</a><span>2024-01-0{i}</span></li>" for i in range(1, 9))
    page = read(f"<div class='main-txt'><ul>{items}</ul></div>")
    assert (page.text, page.body_rule) == ("", "none")
    assert page.links == 20


def test_announcement_lines_are_text_not_metadata():
    page = read("<div id='zoom'><p>时间：2024年3月4日</p><p>地点：县会议中心</p>" + BODY + "</div>")
    assert page.text.split("\n")[:2] == ["时间：2024年3月4日", "地点：县会议中心"]
    assert not any(label.field == "date_published" for label in page.labels)


def test_title_over_two_paragraphs_inside_the_container():
    page = read(f"<div id='zoom'><p>云溪县2023年法治政府</p><p>建设年度报告</p>{BODY}</div>")
    assert page.text.split("\n") == LINES
    assert page.titles[0] == TITLE


def test_metadata_inside_and_behind_the_container():
    table = "<table><tr><td>索引号</td><td>008123451/2024-3</td><td>文号</td><td></td></tr></table>"
    page = read(f"<div id='zoom'>{table}{BODY}</div><div>来源：县司法局　发布时间：2024-02-03 09:00</div>")
    assert page.text.split("\n") == LINES
    assert [(label.field, label.value) for label in page.labels] == [
        ("index_number", "008123451/2024-3"), ("document_number", ""), ("source", "县司法局"), ("date_published", "2024-02-03 09:00"),
    ]


def test_page_without_menus_is_all_text():
    page = read_page(f"<html><body><h1>{TITLE}</h1><p>短文一则，内容不多。</p></body></html>".encode())
    assert (page.text, page.body_rule, page.titles) == ("短文一则，内容不多。", "page", [TITLE])


@pytest.mark.parametrize("tail", [
    "<p>[1] [2] [下一页]</p>", "<p>责任编辑：张某</p>", "<p>扫一扫在手机打开当前页</p><p>分享到：</p>", "<p>【打印】【关闭】</p>", "<p>附件：</p>",
    "<p>相关链接：</p><p><a href='/1'>某某办法解读</a></p>", "<p>附件：<a href='x.doc'>任务表.doc</a></p>", "<p><a href='x.doc'>附件下载</a></p>",
])
def test_furniture_behind_the_text_goes(tail):
    assert read(f"<div id='zoom'>{BODY}{tail}</div>").text.split("\n") == LINES


@pytest.mark.parametrize("tail", ["附件：1. 重点任务分工表", "（此件公开发布）", "（联系人：张某，联系电话：00000000）", "抄送：县委办公室。"])
def test_what_belongs_to_a_document_stays(tail):
    assert read(f"<div id='zoom'>{BODY}<p>{tail}</p></div>").text.split("\n") == [*LINES, tail]
