"""The layout renderer: line ends, cells, white space, list numbers."""

from __future__ import annotations

import pytest

from archive.extract.lines import clean, collapse
from archive.extract.listnum import letters, roman, write
from archive.extract.page import read_page


def body(inner):
    """The text of a page whose container holds some markup."""
    return read_page(f'<html><body><div id="zoom">{inner}</div></body></html>'.encode()).text


@pytest.mark.parametrize(("markup", "text"), [
    ("<p>甲</p><p>乙</p>", "甲\n乙"),
    ("甲<br>乙<br/><br>丙", "甲\n乙\n丙"),
    ("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙"),
    ("<p>甲 <span>乙</span>\n <b>丙</b></p>", "甲乙丙"),
    ("<p>共 <span>12</span> 件，占 <i>3.5</i> %</p>", "共12件，占3.5%"),
    ("<p>annual report 2023</p>", "annual report 2023"),
    ("<p>甲局\u3000乙局</p>", "甲局 乙局"),
    ("<p>\u3000\u3000甲&nbsp;&nbsp;</p><p>&nbsp;</p>", "甲"),
    ("<p>法\u200b治\ufeff政\u00ad府</p>", "法治政府"),
    ("<p>甲<script>alert('乙')</script><style>p{}</style><!-- 丙 -->丁</p>", "甲丁"),
    ("<p>甲<span style='display: none'>乙。</span>丙。丁。</p>", "甲丙。丁。"),
    ("<pre>甲\n乙</pre>", "甲\n乙"),
    ("<p>（甲），“乙”；丙:丁,戊</p>", "（甲），“乙”；丙:丁,戊"),
    ("<P>甲<P>乙<UL><LI>丙<LI>丁</UL>", "甲\n乙\n丙\n丁"),
])
def test_layout(markup, text):
    assert body(markup) == text


@pytest.mark.parametrize(("markup", "text"), [
    ("<table><tr><th>项目</th><th>数量<br>（件）</th></tr><tr><td><p>行政</p><p>复议</p></td><td>12</td></tr></table>",
     "项目 | 数量（件）\n行政复议 | 12"),
    ("<table><tr><td>甲</td><td></td><td>丙</td></tr><tr><td></td><td></td><td></td></tr></table>", "甲 |  | 丙"),
    ("<table><tr><td>只有一格</td></tr><tr><td>第二行</td></tr></table>", "只有一格\n第二行"),
    ("<table><tr><td><table><tr><td>甲</td><td>乙</td></tr></table></td><td>丙</td></tr></table>", "甲 | 乙\n丙"),
])
def test_table_row_is_one_line(markup, text):
    assert body(markup) == text


def test_article_in_a_two_column_table_keeps_its_paragraphs():
    paragraphs = "".join(f"<p>第{i}段文字，说明本县依法行政工作开展的情况和取得的成效，内容较长。</p>" for i in range(8))
    text = body(f"<table><tr><td>图</td><td>{paragraphs}</td></tr></table>")
    assert text.split("\n")[1:3] == [f"第{i}段文字，说明本县依法行政工作开展的情况和取得的成效，内容较长。" for i in (0, 1)]


@pytest.mark.parametrize(("markup", "text"), [
    ("<ol><li>甲</li><li>乙</li></ol>", "1. 甲\n2. 乙"),
    ('<ol start="3"><li><p>甲</p></li><li value="9">乙</li><li>丙</li></ol>', "3. 甲\n9. 乙\n10. 丙"),
    ("<ol reversed><li>甲</li><li>乙</li></ol>", "2. 甲\n1. 乙"),
    ('<ol type="a"><li>甲</li></ol><ol type="A"><li>乙</li></ol><ol type="i"><li>丙</li></ol>', "a. 甲\nA. 乙\ni. 丙"),
    ('<ol style="list-style-type: cjk-ideographic;"><li>甲</li><li>乙</li></ol>', "一、甲\n二、乙"),
    ('<ol style="list-style:none"><li>甲</li></ol>', "甲"),
    ('<ol class="custom_cn list-paddingleft-1"><li class="list-cn-1-1 list-cn-paddingleft-1"><p>甲</p></li></ol>', "一、甲"),
    ('<ol class="custom_cn1"><li class="list-cn-2-2">甲</li></ol>', "二)甲"),
    ('<ol class="custom_cn2"><li class="list-cn-3-12 list-cn2-paddingleft-1">甲</li></ol>', "(十二)甲"),
    ('<ol class="custom_num"><li class="list-num-1-1">甲</li></ol>', "1. 甲"),
    ('<ol class="custom_num1"><li class="list-num-2-1">甲</li></ol>', "1)甲"),
    ('<ol class="custom_num2"><li class="list-num-3-4">甲</li></ol>', "(4)甲"),
    ("<ol><li>甲<ol type='a'><li>乙</li></ol></li><li>丙</li></ol>", "1. 甲\na. 乙\n2. 丙"),
    ("<ol><li>甲</li><ol style='list-style-type:cjk-ideographic'><li>乙</li></ol><li>丙</li></ol>", "1. 甲\n一、乙\n2. 丙"),
    ("<ol><li>一、已有编号</li><li>（二）已有编号</li></ol>", "一、已有编号\n（二）已有编号"),
    ("<ol><li></li><li>乙</li></ol>", "2. 乙"),
    ("<ul><li>甲</li></ul>", "甲"),
])
def test_list_numbers_that_the_browser_draws(markup, text):
    assert body(markup) == text


def test_lists_of_the_menu_get_no_numbers():
    page = read_page('<html><body><ol><li><a href="/">栏目</a></li></ol><div id="zoom"><p>正文。</p></div></body></html>'.encode())
    assert page.head_lines == ["栏目"]


def test_numbers():
    assert [letters(n) for n in (1, 26, 27, 0)] == ["a", "z", "aa", "0"]
    assert [roman(n) for n in (4, 9, 2024, 0)] == ["iv", "ix", "mmxxiv", "0"]
    assert [write("(一)", n) for n in (1, 10, 11, 20, 99, 100)] == ["(一)", "(十)", "(十一)", "(二十)", "(九十九)", "(100)"]


def test_white_space():
    assert collapse(" 甲\u3000\n乙\u200b ") == "甲 乙"
    assert clean("甲 2023 年 A 区") == "甲2023年A区"
