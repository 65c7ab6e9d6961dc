"""Titles, numbers and text dumps of systems that nobody has tuned on."""

from __future__ import annotations

import time

import pytest

from archive.extract import extract
from archive.extract.identify import judge_title
from archive.extract.page import read_page

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
INFO = "<div class='info'>发布日期：2024-03-11　来源：桃源岭县司法局</div>"
FOOT = "<div class='foot'>主办：桃源岭县人民政府办公室 某ICP备00000000号</div>"
NUMBER = "008123451/2024-00017"
HEADER, VALUES = ["索引号", "发布机构", "文号", "发布日期"], [NUMBER, "桃源岭县司法局", "桃政发〔2024〕5号", "2024-03-11"]
FILLED = {"index_number": NUMBER, "publisher": "桃源岭县司法局", "document_number": "桃政发〔2024〕5号", "date_published": "2024-03-11"}


def ps(*lines):
    return "".join(f"<p>　　{line}</p>" for line in lines)


def raw(inner, *, title=TITLE, heading=f"<h1>{TITLE}</h1>", info=INFO):
    return f"<html><head><title>{title}</title></head><body>{MENU}{heading}{info}{inner}{FOOT}</body></html>".encode()


BODY = f"<div class='w'>{ps(*LINES)}</div>"


# ---------------------------------------------------------------- titles

@pytest.mark.parametrize(("heading", "title"), [
    (f"<h1>桃源岭县人民政府</h1><div class='wz-bt'>{TITLE}</div>", "桃源岭县人民政府"),
    (f"<h1>政府信息公开</h1><h2>法治建设</h2><p><b>{TITLE}</b></p>", "桃源岭县人民政府"),
    (f"<p style='font-size:24px'>{TITLE}</p>", "桃源岭县人民政府"),
    (f"<table><tr><td><b>{TITLE[:8]}<br>{TITLE[8:]}</b></td></tr></table>", "桃源岭县人民政府门户网站"),
    (f"<h2 class='title'>{TITLE}<small>（2024年03月11日）</small></h2>", "正文"),
], ids=["logo", "column", "no markup", "two lines", "date behind it"])
def test_titles_beside_names_of_site_and_column(heading, title):
    page = raw(BODY + "<h1>热点专题</h1><h2>优化环境专题报告</h2>", heading=heading, title=title)
    assert extract(page).title == TITLE


def test_a_title_between_metadata_and_text():
    info = f"<dl><dt>索引号：</dt><dd>{NUMBER}</dd><dt>发布日期：</dt><dd>2024-03-11</dd></dl><center>{TITLE}</center>"
    assert extract(raw(BODY, heading="", info=info, title="门户网站")).title == TITLE


def test_a_title_on_two_lines_of_the_text_whose_first_is_the_name_of_the_site():
    doc = extract(raw(f"<div id='zoom'><p>{TITLE[:8]}</p><p>{TITLE[8:]}</p>{ps(*LINES)}</div>", heading="", title="桃源岭县人民政府"))
    assert (doc.title, doc.text.split("\n")) == (TITLE, LINES)


# ---------------------------------------------------------------- fields of the document

@pytest.mark.parametrize(("printed", "number"), [
    ("〔2024〕5号", "〔2024〕5号"), ("桃政办发2024-5号", "桃政办发2024-5号"), ("第5号公告", "第5号公告"),
    ("桃政〔二〇二四〕五号", "桃政〔二〇二四〕五号"), ("ZJ12-2024-0001", None),
])
def test_labelled_document_numbers(printed, number):
    table = f"<table><tr><td>索引号</td><td>{NUMBER}</td><td>文号</td><td>{printed}</td></tr></table>"
    assert extract(raw(table + BODY, info="")).document_number == number


def test_the_signature_above_an_annex_dates_a_notice():
    lines = ["各单位：", "请按时报送材料，逾期将予通报。", "桃源岭县司法局", "2024年3月1日", "附件1", "评查标准", "一、主体", "机关具有职权。"]
    title = "桃源岭县司法局关于开展案卷评查的通知"
    doc = extract(raw(f"<div id='zoom'>{ps(*lines)}</div>", heading=f"<h1>{title}</h1>", title=title))
    assert (doc.kind, doc.date_written) == ("notice", "2024-03-01")
    byline = [*lines[2:4], *lines[:2], *lines[4:]]
    assert extract(raw(f"<div id='zoom'>{ps(*byline)}</div>", heading=f"<h1>{title}</h1>")).date_written is None


def test_an_announced_report_is_a_report_where_the_page_holds_it():
    title = "关于桃源岭县2023年度法治政府建设情况报告的公示"
    whole = extract(raw(BODY, heading=f"<h1>{title}</h1>", title=title))
    note = f"<div id='zoom'>{ps('现将有关报告予以公示，公示期五天。', '如有异议，请来电反映。')}</div>"
    short = extract(raw(note, heading=f"<h1>{title}</h1>", title=title))
    assert (whole.kind, short.kind) == ("annual_report", "notice")


@pytest.mark.parametrize(("title", "kind"), [
    ("2017年度法治政府建设情况报告——桃源岭县人民政府", "annual_report"),
    ("2023年法治政府建设及2024年工作思路报告", "annual_report"),
    ("桃源岭县司法局关于2023年法治政府建设工作总结及2024年工作打算的报告", "annual_report"),
    ("桃源岭县2023年度法治政府建设情况的报告（2024年3月）", "annual_report"),
    ("桃源岭县2023年度法治化营商环境建设报告", "other"),
    ("桃源岭县第十四个五年规划和二〇三五年远景目标纲要", "plan"),
    ("桃源岭县法治政府建设情况报告（2023年上半年）", "other"),
])
def test_titles_of_reports_and_their_neighbours(title, kind):
    assert judge_title(title)[0] == kind


# ---------------------------------------------------------------- text dumps

TEXT = "\n\n".join(LINES)


def dump(*head, body=TEXT, tail=""):
    return read_page("\n".join([*head, "", body, tail]).encode(), media_type="text/plain")


@pytest.mark.parametrize("head", [
    ["\t".join(HEADER), "\t".join(VALUES)],
    ["\t".join(pair) for pair in zip(HEADER, VALUES, strict=True)],
    ["\t".join([*HEADER, "有效性"]), "\t".join(VALUES)],
], ids=["header", "pairs", "an empty cell lost at the end"])
def test_tables_that_a_browser_copied(head):
    found = {label.field: label.value for label in dump(TITLE, *head).labels}
    assert {field: found.get(field) for field in FILLED} == FILLED


@pytest.mark.parametrize("head", [
    ["首页", "行政执法", "发布日期：2024-03-11", "", "桃源岭县召开全面依法治县工作会议"],
    ["首页", "桃源岭县召开全面依法治县工作会议", "发布日期：2024-03-11"],
])
def test_the_headline_of_news_is_the_line_above_the_text_or_its_metadata(head):
    page = dump(*head, body="3月6日，桃源岭县召开会议，总结去年工作，部署今年任务，要求各单位抓好落实，确保完成全年目标。")
    assert page.titles[:1] == ["桃源岭县召开全面依法治县工作会议"]
    assert page.text.startswith("3月6日")


def test_bold_print_over_two_lines_of_a_title():
    assert dump(f"**{TITLE[:8]}", f"{TITLE[8:]}**").titles[0] == TITLE


def test_files_hosts_and_tools_behind_a_dump():
    tail = "附件：重点任务表.docx\n[打印](javascript:print())\n桃源岭县人民政府主办　桃源岭县数据局承办"
    assert dump(TITLE, tail=tail).text.split("\n") == LINES


def test_labels_glued_to_their_values():
    found = {label.field: label.value for label in dump("• 文 号桃政发〔2024〕5号", f"• 索引号{NUMBER}", TITLE).labels}
    assert found == {"document_number": "桃政发〔2024〕5号", "index_number": NUMBER}


def test_an_empty_date_takes_no_line_below_it():
    page = dump("发布日期", "2024-03-11", "废止日期", body="各乡镇人民政府：\n" + TEXT)
    assert page.text.split("\n")[0] == "各乡镇人民政府："


def test_the_site_behind_the_title_of_a_dump_goes():
    assert extract(f"{TITLE}-桃源岭县人民政府\n\n2024-03-11\n\n{TEXT}".encode(), media_type="text/plain").title == TITLE


# ---------------------------------------------------------------- dates and bylines

@pytest.mark.parametrize(("info", "expected"), [
    ("发布：2024-03-11　来源：县司法局", {"date_published": "2024-03-11", "source": "县司法局"}),
    ("桃源岭县司法局 · 2024-03-11", {"date_published": "2024-03-11", "publisher": "桃源岭县司法局"}),
    ("来源：县融媒体中心记者：李某 2024-03-11", {"source": "县融媒体中心"}),
])
def test_bylines(info, expected):
    doc = extract(raw(BODY, info=f"<p class='i'>{info}</p>"))
    assert {field: getattr(doc, field) for field in expected} == expected
    assert doc.text.split("\n") == LINES


def test_a_row_with_the_date_of_writing_tells_no_date_of_publication():
    table = "<table><tr><th>发文机关</th><td>桃源岭县人民政府</td><th>成文日期</th><td>2024-03-08</td></tr></table>"
    doc = extract(raw(table + BODY, info=""))
    assert (doc.date_written, doc.date_published) == ("2024-03-08", None)


@pytest.mark.parametrize("shape", ["<pre>{}</pre>", "{}"], ids=["preformatted", "a dump"])
def test_many_broken_lines_are_joined_in_linear_time(shape):
    text = "　　全年办理案件十二件成效明显群众满意度较高\n" * 20_000
    started = time.process_time()
    extract(shape.format(text).encode(), media_type="text/html" if "<" in shape else "text/plain")
    assert time.process_time() - started < 5
