"""DOCX: automatic numbers, tables, tracked changes, text boxes, fields."""

from __future__ import annotations

import pytest
from make_docx import abstract, docx, num, p, run, style, table

from archive.attachments import read_file
from archive.attachments.numerals import chinese, show

SIX_STYLES = [
    ("chineseCounting", "%1、", ["一、", "二、", "十、", "十一、"]),
    ("chineseCountingThousand", "（%1）", ["（一）", "（二）", "（十）", "（十一）"]),
    ("decimal", "%1.", ["1.", "2.", "10.", "11."]),
    ("upperRoman", "%1.", ["I.", "II.", "X.", "XI."]),
    ("lowerLetter", "%1)", ["a)", "b)", "j)", "k)"]),
    ("decimalEnclosedCircle", "%1", ["①", "②", "⑩", "⑪"]),
    ("decimalFullWidth", "第%1条", ["第１条", "第２条", "第１０条", "第１１条"]),
    ("japaneseCounting", "第%1章", ["第一章", "第二章", "第十章", "第十一章"]),
    ("upperLetter", "%1.", ["A.", "B.", "J.", "K."]),
    ("lowerRoman", "(%1)", ["(i)", "(ii)", "(x)", "(xi)"]),
    ("ideographTraditional", "%1．", ["甲．", "乙．", "癸．", "甲．"]),
]


def text(body: str, **parts) -> list[str]:
    found = read_file(docx(body, **parts))
    assert found.error is None
    return found.text.splitlines()


@pytest.mark.parametrize(("form", "pattern", "gold"), SIX_STYLES)
def test_every_number_style_is_printed(form, pattern, gold):
    body = "".join(p("事项", num=(1, 0)) for _ in range(11))
    lines = text(body, numbering=abstract(0, (form, pattern)) + num(1, 0))
    assert [lines[0], lines[1], lines[9], lines[10]] == [label + "事项" for label in gold]


def test_levels_restart_and_show_their_parents():
    numbering = abstract(0, ("chineseCounting", "%1、"), ("decimal", "%1.%2", "<w:isLgl/>"), ("decimal", "%1-%2-%3")) + num(1, 0)
    body = "".join(p("项", num=(1, level)) for level in (0, 1, 1, 2, 0, 1, 2))
    assert text(body, numbering=numbering) == ["一、项", "1.1项", "1.2项", "一-2-1项", "二、项", "2.1项", "二-1-1项"]


def test_a_level_that_never_restarts():
    levels = abstract(0, ("decimal", "%1."), ("decimal", "条%2", '<w:lvlRestart w:val="0"/>')) + num(1, 0)
    body = "".join(p("项", num=(1, level)) for level in (0, 1, 0, 1))
    assert text(body, numbering=levels) == ["1.项", "条1项", "2.项", "条2项"]


def test_lists_of_one_definition_count_on_unless_they_start_anew():
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract(0, ("decimal", "%1、")) + num(1, 0) + num(2, 0) + num(3, 0, start)
    body = p("甲", num=(1, 0)) + p("乙", num=(2, 0)) + p("丙", num=(3, 0)) + p("丁", num=(3, 0))
    assert text(body, numbering=numbering) == ["1、甲", "2、乙", "1、丙", "2、丁"]


def test_an_override_can_replace_a_whole_level():
    change = ('<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="chineseCounting"/>'
              '<w:lvlText w:val="%1、"/></w:lvl></w:lvlOverride>')
    assert text(p("甲", num=(1, 0)), numbering=abstract(0, ("decimal", "%1.")) + num(1, 0, change)) == ["五、甲"]


def test_numbers_come_from_styles_and_their_bases():
    numbering = abstract(0, ("chineseCounting", "%1、", '<w:pStyle w:val="One"/>'),
                         ("chineseCounting", "（%2）", '<w:pStyle w:val="Two"/>')) + num(1, 0)
    styles = (style("Body", default=True) + style("One", based_on="Body", num=1) + style("Two", based_on="One", num=1)
              + style("Derived", based_on="Two"))
    body = p("总体情况", style="One") + p("举措", style="Two") + p("成效", style="Derived") + p("正文") + p("问题", style="One")
    assert text(body, numbering=numbering, styles=styles) == ["一、总体情况", "（一）举措", "（二）成效", "正文", "二、问题"]


def test_a_paragraph_can_switch_its_styles_number_off():
    styles = style("One", num=1, level=0)
    body = p("甲", style="One") + p("乙", style="One", num=(0, 0)) + p("丙", style="One")
    assert text(body, numbering=abstract(0, ("decimal", "%1.")) + num(1, 0), styles=styles) == ["1.甲", "乙", "2.丙"]


def test_a_list_that_is_linked_through_a_list_style():
    numbering = (abstract(0, ("decimal", "%1)")) + abstract(1, extra='<w:numStyleLink w:val="Linked"/>') + num(1, 0) + num(2, 1))
    assert text(p("甲", num=(2, 0)), numbering=numbering, styles=style("Linked", num=1)) == ["1)甲"]


def test_bullets_and_empty_numbered_paragraphs_print_nothing():
    numbering = abstract(0, ("bullet", "\uf06c")) + abstract(1, ("decimal", "%1.")) + num(1, 0) + num(2, 1)
    body = p("要点", num=(1, 0)) + p("", num=(2, 0)) + p("甲", num=(2, 0))
    assert text(body, numbering=numbering) == ["要点", "2.甲"]


def test_tables_become_rows_and_frames_become_paragraphs():
    body = table([["序号", "项目", "件数"], ["1", "行政 复议", "128"], ["2", "", "45"]]) + table([["公开栏"]])
    assert text(body) == ["序号 | 项目 | 件数", "1 | 行政复议 | 128", "2 |  | 45", "公开栏"]


def test_tracked_changes_are_applied():
    gone = '<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del><w:moveFrom w:id="2">' + run("移走") + "</w:moveFrom>"
    body = p(xml=run("全年") + gone + '<w:ins w:id="3">' + run("新增") + "</w:ins>" + run("12件"))
    body += p(xml=run("前半，"), mark='<w:rPr><w:del w:id="4"/></w:rPr>') + p("后半。")
    assert text(body) == ["全年新增12件", "前半，后半。"]


def test_text_boxes_are_read_once():
    inside = "<w:txbxContent>" + p("青禾县文件") + "</w:txbxContent>"
    box = (f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{inside}</wps:txbx></mc:Choice>'
           f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>")
    assert text(p(xml=box + run("正文"))) == ["青禾县文件", "正文"]


def test_fields_breaks_symbols_and_hidden_runs():
    field = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
             '<w:r><w:fldChar w:fldCharType="separate"/></w:r>')
    xml = (field + run("7") + run("隐藏", "<w:vanish/>") + run("页") + "<w:r><w:br/></w:r>" + run("次行")
           + '<w:r><w:tab/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>')
    assert text(p(xml=xml)) == ["7页", "次行 ☑"]


def test_a_table_of_contents_is_left_out():
    control = ('<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
               "<w:sdtContent>" + p("一、总体情况 1") + "</w:sdtContent></w:sdt>")
    styles = style("T1", label="toc 1")
    assert text(control + p("二、问题 2", style="T1") + p("正文"), styles=styles) == ["正文"]


def test_footnotes_stand_behind_the_text():
    notes = ('<w:footnotes SPACES><w:footnote w:type="separator" w:id="0">' + p("—") + "</w:footnote>"
             '<w:footnote w:id="2">' + p("数据截至年底。") + "</w:footnote></w:footnotes>")
    assert text(p("正文"), more={"word/footnotes.xml": notes}) == ["正文", "数据截至年底。"]
    ends = notes.replace("footnote", "endnote").replace("截至年底", "由司法局提供")
    assert text(p("正文"), more={"word/footnotes.xml": notes, "word/endnotes.xml": ends}) == [
        "正文", "数据截至年底。", "数据由司法局提供。"]


def test_damaged_numbering_costs_numbers_only():
    found = read_file(docx(p("正文", num=(1, 0)), more={"word/numbering.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}))
    assert found.text == "正文"
    assert "document type" in found.warnings[0]


def test_a_document_of_pictures_says_that_it_needs_ocr():
    assert "OCR" in read_file(docx(p(""))).error


def test_word_2003_xml_is_read():
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    flat = (f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="{space}" '
            'xmlns:wx="urn:x"><w:body><wx:sect><w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/>'
            '<wx:t wx:val="一、"/></w:listPr></w:pPr><w:r><w:t>总体情况</w:t></w:r></w:p></wx:sect></w:body></w:wordDocument>')
    assert read_file(flat.encode()).text == "一、总体情况"


@pytest.mark.parametrize(("number", "form", "gold"), [
    (20, "chineseCounting", "二十"), (105, "chineseCounting", "一○五"), (105, "chineseCountingThousand", "一百零五"),
    (110, "chineseCountingThousand", "一百一十"), (1008, "chineseCountingThousand", "一千零八"), (28, "lowerLetter", "bb"),
    (1994, "upperRoman", "MCMXCIV"), (21, "decimalEnclosedCircle", "㉑"), (7, "decimalZero", "07"),
    (12, "chineseLegalSimplified", "壹拾贰"), (13, "ideographZodiacTraditional", "丙子"), (3, "unheardOf", "3"),
])
def test_number_formats(number, form, gold):
    assert show(number, form) == gold


def test_chinese_numbers_read_back():
    digits = "零一二三四五六七八九"
    for number in range(1, 10_000, 37):
        value, digit = 0, 0
        for char in chinese(number):
            if char in digits:
                digit = digits.index(char)
            else:
                value += (digit or 1) * 10 ** ("十百千".index(char) + 1)
                digit = 0
        assert value + digit == number
