"""PDF: lines to paragraphs in different layouts, running heads, scans, damage."""

from __future__ import annotations

import pytest
from make_pdf import HEIGHT, Sheet, set_paragraphs, write

from archive.attachments import read_file

REPORT = [
    "一、2023年度工作推进情况",
    "（一）坚持高位推动。县委、县政府主要负责同志切实履行第一责任人职责，全年召开常务会议12次，研究法治建设工作3次，通过文件6件，清理文件45件。",
    "2023年，全县共办理行政复议案件128件，同比增长15.3%，其中调解结案41件，占比达到百分之三十二，行政机关负责人出庭应诉率达到百分之百。",
    "1.规范执法行为。组织开展执法案卷评查，发现并整改问题230个。",
    "二、存在的主要问题",
    "一是部分单位对法治建设重视不够，二是基层执法力量仍显薄弱，三是普法形式还不够丰富多样，群众参与度有待进一步提高。",
    "三、下一步工作打算",
    "继续深化改革，久久为功。",
]


def read(sheets: list[Sheet]) -> list[str]:
    found = read_file(write(sheets))
    assert found.error is None
    assert found.warnings == []
    return found.text.splitlines()


@pytest.mark.parametrize("per_page", [3, 5, 22])
def test_one_column_with_indents(per_page):
    assert read(set_paragraphs(REPORT, per_page=per_page)) == REPORT


def test_paragraphs_without_indents():
    assert read(set_paragraphs(REPORT, indent=False, per_page=9)) == REPORT


@pytest.mark.parametrize("measure", [20, 24, 35])
def test_other_measures(measure):
    assert read(set_paragraphs(REPORT, measure=measure, size=12, leading=22)) == REPORT


@pytest.mark.parametrize("headed", [False, True])
def test_two_columns_are_read_one_after_the_other(headed):
    columns = set_paragraphs(REPORT * 4, measure=15)
    pairs = list(zip(columns[::2], columns[1::2], strict=True))
    sheets = [Sheet([*left.lines, *((x + 270, y, size, text) for x, y, size, text in right.lines)]) for left, right in pairs]
    for number, sheet in enumerate(sheets, 1):
        if headed:
            sheet.lines[:0] = [(180, 50, 12, "青禾县法治政府建设年度报告汇编")]
            sheet.lines.append((290, 800, 12, f"- {number} -"))
    assert read(sheets) == REPORT * 4


def test_a_long_signature_on_the_right_is_no_column():
    sheets = set_paragraphs(REPORT[:2])
    bottom = max(line[1] for line in sheets[0].lines)
    signed = [f"{name}县人民政府" for name in "甲乙丙丁戊己庚"]
    sheets[0].lines += [(360, bottom + 28 * number, 16, name) for number, name in enumerate(signed, 1)]
    assert read(sheets) == [*REPORT[:2], *signed]


def test_heads_feet_and_page_numbers_are_dropped():
    sheets = set_paragraphs(REPORT, per_page=4)
    for number, sheet in enumerate(sheets, 1):
        sheet.lines.insert(0, (400, HEIGHT - 30, 14, f"— {number} —"))  # some writers print the foot first
        sheet.lines.append((79, 50, 10.5, "青禾县法治政府建设年度报告汇编"))
        sheet.lines.append((230, HEIGHT - 50, 10.5, f"第{number}页 共{len(sheets)}页"))
    assert read(sheets) == REPORT


def test_a_stamp_in_the_margin_moves_no_margin():
    sheets = set_paragraphs(REPORT)
    sheets[0].lines += [(30, 700, 10.5, "装订线")]
    assert read(sheets) == [*REPORT, "装订线"]


def test_facing_pages_with_different_margins():
    sheets = set_paragraphs(REPORT, per_page=8)
    for sheet in sheets[1::2]:
        sheet.lines = [(x + 11, y, size, text) for x, y, size, text in sheet.lines]
    assert read(sheets) == REPORT


def test_a_signature_alone_on_the_last_page():
    sheets = set_paragraphs(REPORT[:6])
    assert read([*sheets, Sheet([(360, 105, 16, "青禾县人民政府"), (380, 133, 16, "2024年1月18日")])]) == [
        *REPORT[:6], "青禾县人民政府", "2024年1月18日"]


def test_a_line_that_repeats_is_all_there_is():
    sheets = [Sheet([(79, 50, 16, "青禾县法治政府建设年度报告")]) for _ in range(3)]
    assert "".join(read(sheets)) == "青禾县法治政府建设年度报告" * 3


def test_a_figure_alone_on_a_line_of_the_text_stays():
    sheets = [Sheet([(79, 300, 16, "2023"), (79, 340, 16, "全县办理案件数量"), (79, 380, 16, "较上年增加")])]
    sheets[0].lines.insert(0, (79, 120, 16, "主要指标一览情况"))
    sheets[0].lines.insert(1, (79, 150, 16, "单位为件或者百分"))
    assert "2023" in read([Sheet([*sheets[0].lines, (79, 420, 16, "完成率百分之百"), (79, 460, 16, "办结率也很高")])])


def test_a_title_page_in_large_type():
    title = Sheet([(165, 240, 22, "青禾县人民政府关于"), (132, 280, 22, "2023年法治政府建设情况的"), (254, 320, 22, "年度报告"),
                   (217, 420, 16, "青禾县人民政府办公室"), (240, 460, 16, "2024年1月18日")])
    assert read([title, *set_paragraphs(REPORT)]) == [
        "青禾县人民政府关于2023年法治政府建设情况的年度报告", "青禾县人民政府办公室", "2024年1月18日", *REPORT]


def test_a_title_of_two_lines_above_the_text():
    sheets = set_paragraphs(REPORT, top=220)
    sheets[0].lines[:0] = [(100, 110, 22, "青禾县人民政府关于2023年度法治"), (210, 145, 22, "政府建设情况的报告")]
    assert read(sheets)[0] == "青禾县人民政府关于2023年度法治政府建设情况的报告"
    assert read(sheets)[1:] == REPORT


def test_the_signature_stays_on_lines_of_its_own():
    sheets = set_paragraphs(REPORT[:2])
    bottom = max(line[1] for line in sheets[0].lines)
    sheets[0].lines += [(360, bottom + 28, 16, "青禾县人民政府"), (380, bottom + 56, 16, "2024年1月18日")]
    assert read(sheets) == [*REPORT[:2], "青禾县人民政府", "2024年1月18日"]


def test_rows_of_a_table():
    rows = [("序号", "项目", "件数"), ("1", "行政复议", "128"), ("2", "行政诉讼", "45")]
    lines = [(x, 400 + 28 * y, 14, text) for y, cells in enumerate(rows) for x, text in zip((80, 200, 400), cells, strict=True)]
    sheets = set_paragraphs(REPORT[:2])
    sheets[0].lines += lines
    assert read(sheets)[2:] == ["序号 | 项目 | 件数", "1 | 行政复议 | 128", "2 | 行政诉讼 | 45"]


def test_fake_bold_is_read_once():
    sheets = set_paragraphs(REPORT[:1])
    x, y, size, text = sheets[0].lines[0]
    sheets[0].lines += [(x + 0.4, y, size, text), (x + 0.8, y, size, text)]
    assert read(sheets) == REPORT[:1]


def test_pages_lying_on_their_side():
    # every line has digits: without glyphs PDFium sees no height in a turned line of Chinese only
    report = ["一、2023年度工作推进情况", "2023年常务会议12次，" * 9 + "共计128件。", "1.规范执法230次。"]
    turned = [Sheet(sheet.lines, rotate=90) for sheet in set_paragraphs(report, measure=40)]
    assert read(turned) == report


def test_english_words_keep_their_blanks():
    assert read([Sheet([(79, 105, 16, "Rule of Law Government Report"), (79, 165, 16, "全文如下：第一部分")])])[0] == (
        "Rule of Law Government Report")


def test_a_scan_needs_ocr():
    assert "OCR" in read_file(write([Sheet(picture=True), Sheet(picture=True)])).error


def test_a_scanned_page_among_others_is_named():
    found = read_file(write([*set_paragraphs(REPORT[:2]), Sheet(picture=True)]))
    assert found.text.splitlines() == REPORT[:2]
    assert found.warnings == ["Pages without text, probably scans that need OCR: 2."]


def test_a_password_is_named():
    assert "password" in read_file(write(set_paragraphs(REPORT[:1]), encrypted=True)).error


def test_a_torn_file_is_one_sentence():
    found = read_file(b"%PDF-1.7\n" + b"junk " * 50)
    assert found.media_type == "application/pdf"
    assert "damaged" in found.error
