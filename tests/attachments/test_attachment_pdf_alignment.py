"""Tables of a PDF without drawn lines: rows by what stands beside each other, whatever order the file holds them in."""

from __future__ import annotations

import time
from itertools import chain

import pytest
from make_pdf import Sheet, write

from archive.attachments.pdf import read

OPENING = ["2023年，我县坚持依法行政，扎实推进法治政府建设各项工作，取得了明显的成", "效，现将有关数据列表说明如下，供各有关单位参考使用。"]
CLOSING = ["以上数据由县司法局会同各有关单位统计，统计期间为当年一月一日至十二月三十", "一日，与上年口径一致，可以相互比较。"]
YEARS = [("项目", "2021年", "2022年", "2023年"), ("受理行政复议案件（件）", "118", "135", "151"), ("审结行政复议案件（件）", "110", "131", "148"),
         ("行政应诉案件（件）", "61", "58", "52"), ("败诉率（%）", "9.8%", "8.6%", "5.8%")]
BLANKS = [("项目", "2021年", "2022年", "2023年"), ("受理行政复议案件（件）", "118", "135", "151"), ("行政应诉案件（件）", "", "58", "52"),
          ("法律援助案件（件）", "371", "380", ""), ("制定规范性文件（件）", "", "", "6")]
TASKS = [("序号", "单位", "工作内容", "完成时间"), ("1", "县公安局", "开展执法案卷评查", "六月底"),
         ("2", "县自然资源局", "清理行政规范性文件", "九月底"), ("3", "县市场监督管理局", "落实柔性执法清单", "十二月底")]
COUNTS = [("项目", "数量"), ("受理行政复议案件（件）", "151"), ("行政应诉案件（件）", "52"), ("调解纠纷（件）", "3402"), ("法律援助（件）", "403")]
WRAPPED = [("项目", "2022年", "2023年"), ("行政机关负责人\n出庭应诉率（%）", "98.3", "100"), ("行政诉讼败诉率（%）", "8.6", "5.8"),
           ("重大行政决策\n合法性审查（件）", "12", "15")]
SIZE = 10.5


def width(text: str) -> float:
    return sum(SIZE if ord(char) > 127 else SIZE / 2 for char in text)


def paragraph(lines: list[str], y: float) -> list[tuple[float, float, float, str]]:
    return [(72 + 24 * (not number), y + 22 * number, 12, line) for number, line in enumerate(lines)]


def table(rows: list[tuple[str, ...]], places: tuple[float, ...], align: str, *, by_column: bool, lead: float = 20) -> bytes:
    """A page with a table between two paragraphs; `align` has a letter l, c or r for each column."""
    cells = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            parts = text.split("\n") if text else []
            for number, part in enumerate(parts):
                x = places[column] - width(part) * {"l": 0, "c": 0.5, "r": 1}[align[column]]
                y = 150 + row * lead + (number - (len(parts) - 1) / 2) * SIZE * 1.2
                cells.append((((column, row) if by_column else (row, column)), (x, y, SIZE, part)))
    shown = [cell for _, cell in sorted(cells, key=lambda item: item[0])]
    return write([Sheet(lines=[*paragraph(OPENING, 90), *shown, *paragraph(CLOSING, 170 + len(rows) * lead)])])


@pytest.mark.parametrize("by_column", [False, True])
@pytest.mark.parametrize(("rows", "places", "align"), [
    (YEARS, (72, 280, 370, 460), "lccc"), (YEARS, (72, 235, 275, 315), "lccc"), (YEARS, (72, 290, 380, 470), "lrrr"),
    (YEARS, (140, 280, 370, 460), "cccc"), (BLANKS, (72, 280, 370, 460), "lccc"), (TASKS, (80, 120, 240, 400), "llll"), (COUNTS, (72, 330), "lc"),
])
def test_cells_that_stand_beside_each_other_are_a_row(rows, places, align, by_column):
    wanted = [" | ".join(row).rstrip(" |") for row in rows]
    assert read(table(rows, places, align, by_column=by_column)).lines == ["".join(OPENING), *wanted, "".join(CLOSING)]


@pytest.mark.parametrize("by_column", [False, True])
def test_cells_of_two_lines_are_joined(by_column):
    found = read(table(WRAPPED, (72, 280, 370), "lcc", by_column=by_column, lead=34)).lines
    assert found[1:-1] == [" | ".join(row).replace("\n", "") for row in WRAPPED]


LEFT = ["本县在全年工作中始终坚持", "党的领导，把法治政府建设", "摆在突出位置，与经济社会", "发展各项任务一同部署推进",
        "并定期听取有关情况的汇报", "及时研究解决重大问题，为", "全县高质量发展提供坚实的", "法治保障。"]
RIGHT = ["各部门严格落实执法公示制", "度，全过程记录制度和重大", "执法决定审核制度，执法的",
         "质量有了新的提升，群众的", "满意度明显提高，行政争议", "数量持续下降，争议化解的", "能力不断增强，营商环境得", "到进一步优化。"]


@pytest.mark.parametrize("by_column", [False, True])
def test_two_columns_of_text_are_no_table(by_column):
    columns = [[(x, 100 + 22 * number, 12, line) for number, line in enumerate(lines)] for x, lines in ((72, LEFT), (320, RIGHT))]
    lines = chain(*columns) if by_column else chain(*zip(*columns, strict=True))
    assert read(write([Sheet(lines=list(lines))])).lines == ["".join(LEFT), "".join(RIGHT)]


@pytest.mark.parametrize("lines", [
    [(72, "1."), (96, "健全执法监督机制")], [(72, "第一条"), (120, "健全执法监督机制，完善配套制度")], [(72, "一、健全执法监督机制")],
])
def test_lists_are_no_table(lines):
    shown = [(x, 150 + 22 * number, 12, text) for number in range(4) for x, text in lines]
    found = read(write([Sheet(lines=[*paragraph(OPENING, 90), *shown])])).lines
    assert not any(" | " in line for line in found)


def test_a_page_of_very_many_words_is_read_in_time():
    lines = [(20 + 9 * (number % 60), 20 + number // 60, 1, "12") for number in range(9_000)]
    before = time.process_time()
    assert len(read(write([Sheet(lines=lines)])).lines) == 150
    assert time.process_time() - before < 2


def test_a_line_across_columns_stands_between_two_tables():
    first, second = [("项目", "2022年", "2023年"), ("受理（件）", "135", "151"), ("审结（件）", "131", "148")], TASKS
    between = "第二项内容如下所示，统计口径与上表一致。"
    columns = [(x, 150 + 20 * row, SIZE, texts[at]) for at, x in enumerate((72, 280, 370)) for row, texts in enumerate(first)]
    others = [(x, 250 + 20 * row, SIZE, texts[at]) for at, x in enumerate((80, 120, 240, 400)) for row, texts in enumerate(second)]
    found = read(write([Sheet(lines=[*paragraph(OPENING, 90), *columns, (96, 222, 12, between), *others])])).lines
    assert found == ["".join(OPENING), *map(" | ".join, first), between, *map(" | ".join, second)]


def test_a_heading_inside_a_table_stays_a_line():
    rows = [("项目", "2022年", "2023年"), ("一、行政复议", "", ""), ("受理（件）", "135", "151"), ("二、行政应诉", "", ""),
            ("应诉案件（件）", "58", "52")]
    found = read(table(rows, (72, 280, 370), "lcc", by_column=False)).lines
    assert found[1:-1] == [" | ".join(row).rstrip(" |") for row in rows]
