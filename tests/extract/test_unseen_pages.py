"""Page makes of systems that nobody has tuned on: header rows, folded texts, locked fields, notes and neighbours of the text."""

from __future__ import annotations

import pytest

from archive.extract import extract
from archive.extract.page import read_page
from archive.extract.survey import hides

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
NEWS = ["近日，桃源岭县召开防汛工作会议，部署当前重点工作。"]
MENU = "<ul class='nav'>" + "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(9)) + "</ul>"
INFO = "<div class='info'>发布日期：2024-03-11　来源：桃源岭县司法局</div>"
FOOT = "<div class='foot'>主办：桃源岭县人民政府办公室 某ICP备00000000号</div>"
NUMBER = "008123451/2024-00017"


def ps(*lines):
    return "".join(f"<p>　　{line}</p>" for line in lines)


def table(*rows):
    return "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"


def raw(inner, *, title=TITLE, heading=f"<h1>{TITLE}</h1>", info=INFO, menu=MENU, foot=FOOT):
    return f"<html><head><title>{title}</title></head><body>{menu}{heading}{info}{inner}{foot}</body></html>".encode()


BODY = f"<div class='w'>{ps(*LINES)}</div>"


def values(inner, **more):
    return {label.field: label.value for label in reversed(read_page(raw(inner, **more)).labels)}


# ---------------------------------------------------------------- labels

HEADER, VALUES = ["索引号", "发布机构", "文号", "发布日期"], [NUMBER, "桃源岭县司法局", "桃政发〔2024〕5号", "2024-03-11"]
FILLED = {"index_number": NUMBER, "publisher": "桃源岭县司法局", "document_number": "桃政发〔2024〕5号", "date_published": "2024-03-11"}


@pytest.mark.parametrize("rows", [
    [HEADER, VALUES],
    [HEADER[:2], VALUES[:2], HEADER[2:], VALUES[2:]],
    [["信息名称", *HEADER], [TITLE, *VALUES]],
], ids=["one header", "two headers", "with the title"])
def test_labels_in_a_row_of_their_own_name_the_cells_below(rows):
    doc = extract(raw(table(*rows) + BODY, info=""))
    assert {field: getattr(doc, field) for field in FILLED} == FILLED
    assert doc.topic is None


@pytest.mark.parametrize("rows", [
    [HEADER, VALUES, ["008123451/2023-00002", "桃源岭县水利局", "", "2023-02-01"]],
    [HEADER, ["暂无", "", "", ""]],
    [["标题", *HEADER], ["桃源岭县水利局2022年工作总结", "008123451/2023-00002", "桃源岭县水利局", "", ""]],
    [["标题", *HEADER], ["<a href='/1'>桃源岭县水利局2022年工作总结</a>", *VALUES]],
], ids=["a list", "no value of any shape", "another document", "a list of one"])
def test_a_header_above_anything_else_fills_no_number(rows):
    doc = extract(raw(table(*rows) + BODY, info=""))
    assert (doc.index_number, doc.document_number) == (None, None)


def test_a_table_of_related_documents_behind_the_text_is_not_read():
    assert "index_number" not in values(BODY + "<h3>相关文件</h3>" + table(HEADER, VALUES), info="")


def test_locked_fields_show_values_and_search_fields_do_not():
    fields = [f"{name}：<input type='text' readonly value='{value}'> " for name, value in zip(HEADER, VALUES, strict=True)]
    locked = f"<div>{''.join(fields)}</div>"
    search = "<form>索引号：<input name='a' value='请输入'> 文号：<input value='桃政发〔2019〕1号'></form>"
    assert values(BODY, info=locked).items() >= FILLED.items()
    assert not values(BODY, info=search).get("index_number")
    assert not values(BODY, info=search).get("document_number")


@pytest.mark.parametrize(("info", "expected"), [
    ("来源：县司法局 | 2024-03-11 | 浏览：12", {"source": "县司法局", "date_published": "2024-03-11"}),
    ("县司法局　2024-03-11　点击数：12", {"publisher": "县司法局", "date_published": "2024-03-11"}),
    ("发布于 2024-03-11 09:00　来源 县司法局", {"source": "县司法局", "date_published": "2024-03-11 09:00"}),
    ("来源：县司法局　责任科长：李某　发布日期：2024-03-11", {"source": "县司法局", "date_published": "2024-03-11"}),
    ("最后更新：2024-03-11", {"date_published": "2024-03-11"}),
    ("[发文机构] 县司法局　[有效性] 是　[发布日期] 2024-03-11", {"publisher": "县司法局", "validity": "是", "date_published": "2024-03-11"}),
])
def test_heads_of_articles(info, expected):
    found = values(BODY, info=f"<div class='i'>{info}</div>")
    assert {field: found.get(field) for field in expected} == expected


def test_a_weekday_beside_other_labels_is_no_clock():
    info = "<div>日期：2024年3月11日 星期一　作者：法制科</div>"
    assert extract(raw(BODY, info=info)).date_published == "2024-03-11"
    assert extract(raw(BODY, info="", menu="<div>日期：2026年11月22日 星期日</div>" + MENU)).date_published is None


def test_an_empty_label_takes_no_title_where_the_others_hold_theirs_on_the_same_line():
    info = f"<ul><li>索引号：{NUMBER}</li><li>主题分类：</li></ul><p><b>桃源岭县召开防汛会议</b></p>"
    found = values(f"<div class='w'>{ps(*NEWS, *LINES)}</div>", heading="", info=info, title="门户网站")
    assert (found["index_number"], found["topic"]) == (NUMBER, "")


EVENT = ["时间：2024年3月12日", "地点：行政中心301会议室", "内容：通报上年情况，布置今年任务，请准时参加，不得缺席。"]
TENDER = ["一、项目名称：法律服务采购", "二、发布日期：2024年3月4日", "三、联系人：李某，联系电话：00000000", "欢迎符合条件的供应商参加，逾期不候。"]


@pytest.mark.parametrize("lines", [EVENT, TENDER], ids=["time and place of a meeting", "numbered lines"])
def test_labels_of_a_text_are_text(lines):
    page = read_page(raw(f"<div class='w'>{ps(*lines)}</div>", heading="<h1>关于召开会议的通知</h1>", title="关于召开会议的通知", info=""))
    assert page.text.split("\n") == lines
    assert not any(label.field == "date_published" for label in page.labels)


# ---------------------------------------------------------------- text

REST = f"<div class='b2' style='display:none'>{ps(*LINES[4:])}</div>"
SWITCH = "<a class='zk' onclick='o()'>展开全文</a>"


@pytest.mark.parametrize("inner", [
    f"<div class='w'><div class='b1'>{ps(*LINES[:4])}</div>{REST}{SWITCH}</div>",
    f"<div class='w'><div class='b1'>{ps(*LINES[:4])}</div>{SWITCH}{REST}</div>",
    f"<div id='zoom'><div>{ps(*LINES[:4])}</div>{REST}</div><div>【阅读全文】</div>",
    f"<div class='w'>{ps(*LINES[:4])}<section hidden>{ps(*LINES[4:])}</section><p>点击查看更多 &gt;&gt;</p></div>",
], ids=["switch behind it", "switch in front of it", "switch behind the container", "among paragraphs"])
def test_the_folded_rest_of_a_text_is_read(inner):
    inner = inner.replace("宣传形式不够丰富。", "宣传形式不够丰富。有的单位重视不够。")
    assert read_page(raw(inner)).text.replace("有的单位重视不够。", "").split("\n") == LINES


@pytest.mark.parametrize("hidden", [
    f"<div style='display:none'>{ps(*LINES)}</div>{SWITCH}",
    f"<div style='display:none'>{ps('图解：全年工作分为三项。第一项是制度。第二项是执法。')}</div>",
    f"<div class='hide'>{ps('本文由系统自动同步。仅供内部审核。请勿外传。')}</div>",
], ids=["a copy", "without a switch", "hidden by its class"])
def test_other_hidden_blocks_stay_unread(hidden):
    assert read_page(raw(f"<div id='zoom'>{ps(*LINES)}{hidden}</div>")).text.split("\n") == LINES


def test_classes_that_hide_on_small_screens_only_hide_nothing():
    assert hides("txt hidden")
    assert hides("d-none")
    assert not hides("hidden md:block")
    assert not hides("d-none d-md-block")
    assert not hides("hidden-xs")


def test_preformatted_text_of_a_fixed_width_becomes_paragraphs():
    wide = [line for text in LINES[:6] for line in folded(f"　　{text}", 18)]
    page = read_page(raw("<pre>\n" + "\n".join(wide) + "\n</pre>"))
    assert page.text.split("\n") == LINES[:6]


def folded(text, width):
    return [text[at:at + width] for at in range(0, len(text), width)]


def test_spans_that_a_style_makes_blocks_are_lines():
    spans = "".join(f"<span style='display: block; text-indent: 2em'>{line}</span>" for line in LINES)
    assert read_page(raw(f"<div class='w'>{spans}</div>")).text.split("\n") == LINES


@pytest.mark.parametrize("behind", [
    "<h4>热门资讯</h4><ul><li><a href='1'>县政府召开常务会议</a></li><li><a href='2'>关于放假的通知</a></li></ul>",
    "<ul><li><a href='1'>县政府召开常务会议研究防汛</a><i>2024-03-01</i></li><li><a href='2'>关于放假安排的通知公告</a><i>2024-03-02</i></li></ul>",
    "<p>您对本页面内容是否满意？</p><p><label>满意</label><label>基本满意</label><label>不满意</label><a>提交</a></p>",
    "<p><a href='/x/1'>下载PDF版</a> <a href='/x/2'>下载Word版</a></p>",
    "<div><img src='q.png'><p>手机查看</p></div>",
    "<div>网站声明：凡注明来源的作品，转载时须注明出处，违者将依法追究责任。</div>",
    "<p>- 8 -</p>",
], ids=["a headed list", "a dated list", "a survey", "downloads", "a code to scan", "terms of the site", "a page number"])
def test_what_stands_behind_a_text_in_its_container_is_cut(behind):
    assert read_page(raw(f"<div class='article-content'>{ps(*LINES)}<div>{behind}</div></div>")).text.split("\n") == LINES


def test_numbered_links_and_files_behind_a_text_stay_with_it():
    links = "<p><a href='/1'>1.重点任务一览</a></p><p><a href='/2'>2.责任分工一览</a></p>"
    assert read_page(raw(f"<div id='zoom'>{ps(*LINES)}{links}</div>")).text.split("\n") == [*LINES, "1.重点任务一览", "2.责任分工一览"]


def test_page_numbers_and_switches_inside_a_text_are_none_of_it():
    inner = f"<div id='zoom'>{ps(*LINES[:3])}<p>— 1 —</p><details><summary>展开</summary>{ps(*LINES[3:])}</details></div>"
    assert read_page(raw(inner)).text.split("\n") == LINES


@pytest.mark.parametrize("around", [
    "<div class='dlg'><p>您访问的链接即将离开本门户网站，是否继续？访问前请核实。如有疑问，请联系管理员。</p></div>",
    "<div class='old'>您的浏览器版本过低，可能影响浏览效果，建议升级浏览器，以获得更好的体验。</div>",
    "<div class='sm'>版权声明：本网站内容均为原创，未经授权不得转载。违者必究，特此声明。请遵守有关规定。</div>",
])
def test_a_note_of_the_site_is_no_text(around):
    page = read_page(raw(f"<div class='w'>{ps(*NEWS)}</div>", heading="<h1>桃源岭县召开防汛会议</h1>", title="桃源岭县召开防汛会议",
                         menu=around + MENU, foot=FOOT))
    assert page.text.split("\n") == NEWS
    only_file = raw("<div class='w'><a href='/a.pdf'>年度报告.pdf</a></div>", menu=around + MENU)
    assert [file.href for file in read_page(only_file).attachments] == ["/a.pdf"]


def test_a_table_alone_is_a_text():
    rows = [["单位", "公开数"], ["县司法局", "12"], ["县水利局", "9"]]
    assert read_page(raw(table(*rows))).text.split("\n") == ["单位 | 公开数", "县司法局 | 12", "县水利局 | 9"]


# ---------------------------------------------------------------- marks inside a text

ANNEX = ["附件", "评查标准", "一、主体合法", "机关具有法定职权，执法人员不少于两人。"]
EVENT_FACTS = ["请踊跃参加。", "主办单位：桃源岭县司法局", "承办单位：桃源岭县普法办", "活动时间：3月12日", "活动地点：人民广场"]


@pytest.mark.parametrize("more", [ANNEX, EVENT_FACTS], ids=["an annex", "the hosts of an event"])
def test_words_of_furniture_that_open_a_part_of_the_text(more):
    assert read_page(raw(f"<div id='zoom'>{ps(*LINES, *more)}</div>")).text.split("\n") == [*LINES, *more]


@pytest.mark.parametrize("less", [["附件", "标准.pdf"], ["主办单位：桃源岭县政府办", "地址：人民路1号", "某ICP备00000000号"]])
def test_the_same_words_above_furniture(less):
    assert read_page(raw(f"<div id='zoom'>{ps(*LINES)}<div>{'<br>'.join(less)}</div></div>")).text.split("\n")[:len(LINES) + 1] == LINES


def test_a_byline_with_labels_of_prose_on_top_of_a_container():
    info = "<p>时间：2024-03-11　来源：县司法局</p>"
    page = read_page(raw(f"<div id='zoom'>{info}{ps(*LINES)}</div>", info=""))
    assert page.text.split("\n") == LINES
    assert {label.field for label in page.labels} >= {"date_published", "source"}


def test_an_ordered_list_of_labels_shows_no_numbers():
    info = f"<ol><li>[索引号] <span>{NUMBER}</span></li><li>[发文机构] <span>县司法局</span></li></ol>"
    page = read_page(raw(f"<div class='w'>{info}<p>{TITLE}</p>{ps(*LINES)}</div>", heading="", info=""))
    assert {label.field: label.value for label in page.labels} == {"index_number": NUMBER, "publisher": "县司法局"}


def test_the_word_above_a_text_is_no_value():
    rows = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in (("发布机构", "县司法局"), ("文号", ""), ("正文", ps(*LINES))))
    found = {label.field: label.value for label in read_page(raw(f"<table>{rows}</table>", info="")).labels}
    assert (found["publisher"], found["document_number"]) == ("县司法局", "")
