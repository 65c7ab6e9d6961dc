"""Odd but common page makes: texts in parts, in anchors, in form fields and scripts, beside hidden and unlinked lists."""

from __future__ import annotations

import json

import pytest

from archive.extract import extract
from archive.extract.dom import parse, text_of
from archive.extract.furniture import is_tail_noise
from archive.extract.heads import is_number_line
from archive.extract.page import read_page
from archive.extract.survey import is_hiding
from archive.extract.unshown import markup

TITLE = "桃源岭县人民政府2023年法治政府建设年度报告"
LINES = [
    "2023年，桃源岭县深入推进依法行政，法治政府建设取得新进展，现将有关情况报告如下：",
    "一、主要做法和成效",
    "（一）完善制度体系。全年制定规范性文件7件，废止3件，审查率达到100%。",
    "（二）严格规范执法。组织培训11期，评查案卷210份，优秀率为91.5%。",
    "二、存在的问题",
    "部分乡镇执法力量薄弱，信息化水平有待提高，宣传形式不够丰富。",
    "桃源岭县人民政府",
    "2024年3月8日",
]
MENU = "<ul class='nav'>" + "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(9)) + "</ul>"
INFO = "<div class='info'>发布日期：2024-03-11 来源：桃源岭县司法局</div>"
FOOT = "<div class='foot'>主办：桃源岭县人民政府办公室 某ICP备00000000号</div>"


def ps(*lines):
    return "".join(f"<p>{line}</p>" for line in lines)


BODY = ps(*LINES)
ENTITIES = BODY.replace("<", "&lt;").replace(">", "&gt;")
UNITS = " ".join(f"桃源岭县第{number}号单位" for number in range(150))


def raw(inner, heading=f"<h1>{TITLE}</h1>"):
    return f"<html><head><title>{TITLE}_桃源岭县</title></head><body>{MENU}{heading}{INFO}{inner}{FOOT}</body></html>".encode()


@pytest.mark.parametrize("inner", [
    f"<div class='wrap'><div>{ps(*LINES[:4])}</div><div>{ps(*LINES[4:])}</div></div>",
    f"<div>{ps(*LINES[:4])}</div><div>{ps(*LINES[4:])}</div>",
    f"<div class='q1'>{ps(*LINES[:3])}</div><div class='q2'>{ps(*LINES[3:6])}</div><div class='q3'>{ps(*LINES[6:])}</div>",
    f"<div>{BODY}</div><div>{BODY}</div>",
    f"<div class='left'>{BODY}</div><div class='right'><p>本站声明：转载请注明出处，如有疑问，请与本网联系，感谢支持。</p></div>",
    f"<div>{BODY}</div><div><a href='/1'>某局召开会议，研究部署工作，推动落实。要求提高站位，压实责任。</a></div>",
], ids=["two parts", "in the body element", "numbered classes", "two copies", "a note beside it", "links behind it"])
def test_parts_without_a_known_name_are_joined_and_nothing_else(inner):
    assert read_page(raw(inner)).text.split("\n") == LINES


@pytest.mark.parametrize("inner", [
    "<div class='m'>" + "".join(f"<div class='TRS_Editor'>{ps(*part)}</div>" for part in (LINES[:1], LINES[1:6], LINES[6:])) + "</div>",
    f"<div class='m'><div><div class='con_text'>{ps(*LINES[:4])}</div></div><div><div class='con_text'>{ps(*LINES[4:])}</div></div></div>",
    f"<div id='UCAP-CONTENT'>{ps(*LINES[:4])}</div><div id='UCAP-CONTENT'>{ps(*LINES[4:])}</div>",
    f"<div class='m'><div class='con_text'>{BODY}</div><div class='con_text'>{BODY}</div></div>",
    f"<div class='m'><div class='con_text'>{BODY}</div><div class='con_text'><a href='/1'>上年报告</a> <a href='/2'>解读</a></div></div>",
], ids=["short parts", "in rows", "in the body element", "copies", "a menu of the same class"])
def test_parts_with_the_same_known_name_are_joined(inner):
    assert read_page(raw(inner)).text.split("\n") == LINES


def test_the_first_of_two_copies_counts_even_if_the_other_is_longer():
    page = read_page(raw(f"<div class='pc'><div class='con_text'>{BODY}</div></div>"
                         f"<div class='wap'><div class='con_text'>{ps('来源：桃源岭县司法局')}{BODY}</div></div>"))
    assert page.text.split("\n") == LINES


def test_a_short_text_ends_where_its_neighbours_begin():
    note = ["现将桃源岭县2023年法治政府建设报告予以公布。", "桃源岭县人民政府", "2024年3月8日"]
    side = "".join(f"<div><a href='/{i}'>要闻第{i}条</a><p>近日，县委召开会议，研究部署有关工作。</p></div>" for i in range(6))
    page = read_page(raw(f"<div class='n'>{ps(*note[:1])}<p><a href='/a.doc'>附件：任务表.doc</a></p>{ps(*note[1:])}</div><div>{side}</div>"))
    assert (page.text.split("\n"), page.body_rule) == (note, "between")


def test_pictures_in_the_page_cost_their_data_only():
    picture = '<img src="data:image/png;base64,' + "A" * 150_000 + "\"><img src='data:image/gif;base64,AAAA'>"
    assert read_page(raw(f"<div>{picture}{BODY}</div>")).text.split("\n") == LINES


@pytest.mark.parametrize("extra", [
    f"<div class='yq'><p>友情链接</p><p>{UNITS}</p></div>",
    f"<div style='height:0;overflow:hidden'>{UNITS}</div>",
    f"<div style='position:absolute;left:-9999px'><p>{UNITS}，{UNITS}。</p></div>",
    "<div style='display:none'>" + "".join(f"第{i}局办事大厅，网上信箱；" for i in range(90)) + "。</div>",
], ids=["unlinked", "without height", "beside the screen", "hidden"])
def test_lists_of_friends_are_no_text(extra):
    assert read_page(raw(f"<div class='a'>{BODY}</div>{extra}")).text.split("\n") == LINES


@pytest.mark.parametrize(("style", "hides"), [
    ("display: none", True), ("height:0px;overflow:hidden", True), ("overflow: hidden; width: 0", True), ("text-indent:-9999px", True),
    ("line-height:0;overflow:hidden", False), ("margin-left:-9999px", False), ("left:-20px", False), ("height:0", False),
    ("height:200px;overflow:hidden", False),
])
def test_hiding_styles(style, hides):
    assert is_hiding(style) is hides


@pytest.mark.parametrize("inner", [
    f"<textarea id='c'>{ENTITIES}</textarea><div id='show'></div>",
    f"<div id='zoom'><textarea>{BODY}</textarea></div>",
    "<div id='zoom'></div><textarea>" + "\n".join(LINES) + "</textarea>",
    f"<template id='t'>{BODY}</template>",
    f"<script type='text/html'>{BODY}</script>",
    f"<script>var article = {json.dumps({'title': TITLE, 'content': BODY})};</script><div id='zoom'></div>",
    f"<script type='application/json'>{json.dumps({'detail': {'contentHtml': BODY}}, ensure_ascii=False)}</script>",
    "<script>var html = '" + BODY.replace("/", "\\/") + "';</script>",
    f"<script>show(`{BODY}`)</script>",
    f'<iframe srcdoc="{BODY}"></iframe>',
], ids=["escaped field", "field", "plain field", "template", "script template", "object", "JSON", "string", "literal", "frame"])
def test_text_that_only_a_script_shows_is_read(inner):
    page = read_page(raw(inner))
    assert page.text.split("\n") == LINES
    assert page.titles[0] == TITLE


@pytest.mark.parametrize("inner", [
    f"<div id='zoom'><p>此件公开发布。</p></div><textarea>{BODY}</textarea>",
    "<div id='zoom'></div><script>var tip = '" + "您的浏览器版本过低，请升级后访问。" * 2 + "';</script>",
    "<div id='zoom'></div><!-- " + BODY + " -->",
], ids=["the page shows a text", "a message", "a comment"])
def test_other_strings_stay_unread(inner):
    assert LINES[2] not in read_page(raw(inner)).text
    assert "浏览器" not in read_page(raw(inner)).text


def test_unclosed_and_broken_strings_give_nothing():
    assert markup("<textarea>甲。乙。") is None
    assert markup("<textarea") is None
    assert markup('<script>var a = "' + "甲。" * 99) is None
    assert markup("<script>var a = '" + "\\u75320\\ud83d\\x41。" * 60 + "'</script>").startswith("甲0")


def test_a_named_anchor_around_a_text_is_no_link():
    page = read_page(raw(f"<a name='top'></a><div class='h'><a name='c'>{BODY}</a></div>"))
    assert page.text.split("\n") == LINES


@pytest.mark.parametrize("number", ["桃政发〔2024〕9号", "（桃政发〔2024〕9号）", "桃政发[2024] 9 号"])
def test_a_document_number_at_the_title_belongs_to_the_head(number):
    for body in (raw(f"<div class='z'>{ps(TITLE, number)}{BODY}</div>", heading=""), raw(f"<div id='zoom'>{ps(number)}{BODY}</div>"),
                 f"{TITLE}\n{number}\n".encode() + "\n".join(LINES).encode(),
                 f"# {TITLE}\n\n来源：桃源岭县司法局 时间：2024-03-11\n\n{number}\n\n".encode() + "\n\n".join(LINES).encode()):
        doc = extract(body, url="http://www.example.gov.cn/1.html")
        assert doc.text.split("\n") == LINES
        assert doc.document_number.replace(" ", "") == number.strip("（）").replace(" ", "")


@pytest.mark.parametrize(("text", "told"), [
    ("云政发〔2024〕7号", True), ("国办函【2021】101号", True), ("第7号", False), ("根据云政发〔2024〕7号文件精神", False), ("2024年7号", False),
])
def test_number_lines(text, told):
    assert is_number_line(text) is told


@pytest.mark.parametrize(("text", "noise"), [
    ("打印本页 关闭窗口", True), ("【打印】【关闭】", True), ("收藏 | 打印 | 关闭", True), ("关闭退出企业7家", False), ("下载打印证明2300份", False),
])
def test_rows_of_tools(text, noise):
    assert is_tail_noise(text) is noise


def test_text_behind_the_end_of_the_page_is_read():
    page = read_page(raw(f"<div class='x'>{ps(*LINES[:4])}</body></html>{ps(*LINES[4:])}</div>"))
    assert page.text.split("\n") == LINES


@pytest.mark.parametrize(("source", "text"), [
    ("<p>甲<%= a > b %>乙</p>", "甲 乙"), ("<p>甲<?php echo 1 ?>乙</p>", "甲 乙"), ("<p>甲</BODY >乙</p>", "甲乙"),
    ("<p>甲&#64976;乙&#2;丙</p>", "甲 乙 丙"),
    ("<p>甲\ufdd0乙\x01丙\uffff</p>", "甲乙丙"), ("%>" + "<%" * 40_000, "%>" + "<%" * 40_000),
])
def test_what_lxml_or_the_renderer_cannot_take_is_cut(source, text):
    root = parse(source)
    assert text_of(root).strip() == text
