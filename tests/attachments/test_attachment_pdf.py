"""PDF: lines to paragraphs in different layouts, running heads, scans, damage."""

from __future__ import annotations

import pytest
from make_pdf import HEIGHT, Sheet, set_paragraphs, write

from archive.attachments import pdf_tables, read_file

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


@pytest.mark.parametrize("lies", [0, 90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_pages_that_show_their_text_lying(lies, rotate):
    report = [f"{number}.全县共办理案件{number}28件，审结{number}17件，调解{number}5件，成效明显，群众满意度稳步提升，增长{number}.3%。"
              for number in range(1, 9)]
    sheets = set_paragraphs(report, measure=40, size=12, leading=20)
    assert read([Sheet(sheet.lines, rotate=rotate, lies=lies) for sheet in sheets]) == report


@pytest.mark.parametrize("aside", [6, 20, 40])
def test_facing_pages_that_stand_aside_to_be_bound(aside):
    sheets = set_paragraphs(REPORT * 3, per_page=8)
    for sheet in sheets[1::2]:
        sheet.lines = [(x + aside, *rest) for x, *rest in sheet.lines]
    assert read(sheets) == REPORT * 3


def test_a_title_of_two_lines_in_large_type():
    sheets = set_paragraphs(REPORT, size=12, leading=20, top=200)
    sheets[0].lines[:0] = [(90, 90, 22, "青禾县人民政府二〇二三年度法治政府建设"), (270, 125, 22, "情况报告")]
    assert read(sheets)[0] == "青禾县人民政府二〇二三年度法治政府建设情况报告"


def ruled(rows: list[list[str]], *, top: float = 200, edges: tuple[float, ...] = (80, 130, 180, 230)) -> Sheet:
    """A table with all its borders; a cell's lines stand 18 points below each other, a row is 60 high."""
    sheet = Sheet([(79, 120, 16, "一、2023年工作情况")])
    for number, cells in enumerate(rows):
        for left, cell in zip(edges, cells, strict=False):
            sheet.lines += [(left + 2, top + 60 * number + 16 + 18 * at, 12, part) for at, part in enumerate(cell.split("/"))]
    sheet.lines.append((79, top + 60 * len(rows) + 40, 16, "二、存在的问题"))
    sheet.rules = [(edges[0], top + 60 * number, edges[-1], top + 60 * number) for number in range(len(rows) + 1)]
    sheet.rules += [(edge, top, edge, top + 60 * len(rows)) for edge in edges]
    return sheet


@pytest.mark.parametrize(("rows", "gold"), [
    ([["类别/名称", "件数", "比例"], ["复议案件/12件", "128", "45.6%"]], ["类别名称 | 件数 | 比例", "复议案件12件 | 128 | 45.6%"]),
    ([["类别", "", "件数"], ["", "", ""], ["合计", "128"]], ["类别 |  | 件数", "合计 | 128"]),
])
def test_cells_of_a_ruled_table_are_told_by_its_lines(rows, gold):
    assert read([ruled(rows)]) == ["一、2023年工作情况", *gold, "二、存在的问题"]


def test_cells_that_span_rows_and_columns():
    sheet = ruled([["2023年统计/", "", ""], ["复议", "受理", "12"], ["", "办结", "11"]])
    sheet.rules = [rule for rule in sheet.rules if rule[0] == rule[2] or rule[1] != 320]
    sheet.rules = [rule if not (rule[0] == rule[2] and 80 < rule[0] < 230) else (rule[0], 260, rule[2], rule[3]) for rule in sheet.rules]
    sheet.rules.append((130, 320, 230, 320))
    assert read([sheet]) == ["一、2023年工作情况", "2023年统计", "复议 | 受理 | 12", " | 办结 | 11", "二、存在的问题"]


def test_a_page_of_many_drawn_lines_is_no_table():
    sheet = ruled([["甲1", "乙2"]], edges=(80, 130, 180))
    sheet.rules += [(10, 700, 90, 700)] * pdf_tables.MAX_SEGMENTS
    assert read([sheet])[1:-1] == ["甲1乙2"]


def test_three_words_apart_are_a_row():
    assert read([Sheet([(79, 100, 16, "指标名称"), (229, 100, 16, "2023年"), (379, 100, 16, "件数")])]) == ["指标名称 | 2023年 | 件数"]


def test_a_pdf_whose_end_is_missing():
    data = write(set_paragraphs(REPORT))
    found = read_file(data[: data.rfind(b"xref\n0")])
    assert found.text.splitlines() == REPORT
    assert found.warnings == ["The end of the PDF is missing; the pages that are left were read."]
    assert "damaged" in read_file(data[:60]).error


@pytest.mark.parametrize("lines", [1, 3])
def test_a_last_column_of_few_lines(lines):
    text = [f"{number}.全县办理案件{number}28件，审结{number}17件，增长{number}.3%。" for number in range(40)]
    (whole,) = set_paragraphs(text, measure=15, per_page=1000)
    parts = [whole.lines[first:first + 16] for first in (0, 16, 32)] + [whole.lines[48:48 + lines]]
    columns = [[(x, 105 + 28 * at, size, line) for at, (x, _, size, line) in enumerate(part)] for part in parts]
    pages = [Sheet([*left, *((x + 270, *rest) for x, *rest in right)]) for left, right in zip(columns[::2], columns[1::2], strict=True)]
    assert read(pages) == read([Sheet(columns[0]), Sheet(columns[1]), Sheet([*columns[2], *((x, y + 448, *rest) for x, y, *rest in columns[3])])])


@pytest.mark.parametrize("extra", [6, 10])
def test_space_between_paragraphs_where_nothing_is_indented(extra):
    full = [f"（{number}）全县共办理各类案件{number}28件，审结{number}17件，群众满意度稳步提升，比上年增长{number}件。" for number in range(9)]
    sheet, y = Sheet(), 100.0
    for number, paragraph in enumerate(full):
        for start in range(0, len(paragraph), 20 if number % 2 else len(paragraph) // 2):
            sheet.lines.append((79, y, 12, paragraph[start:start + (20 if number % 2 else len(paragraph) // 2)]))
            y += 20
        y += extra
    assert read([sheet]) == full
