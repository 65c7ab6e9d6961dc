"""XLS and XLSX: rows, numbers, dates, sheets."""

from __future__ import annotations

import datetime as dt
import struct

import pytest
from make_ole import record, xls
from make_zip import bomb, pack

from archive.attachments import biff, read_file, sniff
from archive.attachments.sheet_formats import decimals
from archive.attachments.sheets import show

CODE = "0.0%;[Red]-0.0%"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(sheets: dict[str, str], hidden: tuple[str, ...] = (), properties: str = "") -> bytes:
    """A workbook of sheets given as row XML."""
    names = list(sheets)
    states = dict.fromkeys(hidden, 'state="hidden"')
    listing = "".join(f'<sheet name="{name}" sheetId="{number}" r:id="s{number}" {states.get(name, "")}/>'
                      for number, name in enumerate(names, 1))
    relations = "".join(f'<Relationship Id="s{number}" Type="{REL}/worksheet" Target="worksheets/sheet{number}.xml"/>'
                        for number in range(1, len(names) + 1))
    space = "http://schemas.openxmlformats.org/package/2006"
    return pack({
        "[Content_Types].xml": f'<Types xmlns="{space}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{space}/relationships"><Relationship Id="r" Type="{REL}/officeDocument" '
                       'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{properties}<sheets>{listing}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{space}/relationships">{relations}<Relationship Id="st" '
                                      f'Type="{REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="{CODE}"/></numFmts>'
                         '<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/>'
                         '<xf numFmtId="164"/><xf numFmtId="31"/><xf numFmtId="57"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{number}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
           for number, rows in enumerate(sheets.values(), 1)},
    })


def line(number: int, *cells: str | float) -> str:
    shown = ""
    for column, value in zip("ABCDEFG", cells, strict=False):
        if isinstance(value, str):
            shown += f'<c r="{column}{number}" t="inlineStr"><is><t>{value}</t></is></c>' if value else ""
        else:
            shown += f'<c r="{column}{number}"><v>{value}</v></c>'
    return f'<row r="{number}">{shown}</row>'


def test_rows_of_one_sheet():
    rows = line(1, "指 标", "数值") + line(2, "案件", 45000) + line(4, "比率", 0.985) + line(5, "日期", "", 1)
    rows = rows.replace('<c r="C5">', '<c r="C5" s="1">').replace("<v>1</v>", "<v>45355</v>")
    found = read_file(xlsx({"表": rows}), name="a.xlsx")
    assert found.text.splitlines() == ["指标 | 数值", "案件 | 45000", "比率 | 0.985", "日期 |  | 2024-03-04"]
    assert found.media_type.endswith("spreadsheetml.sheet")


def test_names_of_several_sheets_and_hidden_ones():
    found = read_file(xlsx({"一": line(1, "甲", 1), "二": line(1, "乙", 2), "藏": line(1, "丙")}, hidden=("藏",)))
    assert found.text.splitlines() == ["一", "甲 | 1", "二", "乙 | 2"]
    assert found.warnings == ["The sheet 藏 is hidden and was left out."]


def test_the_old_format():
    found = read_file(xls({"表一": [["指标", "数值"], ["案件", 45000.0], ["比率", 0.1 + 0.2]], "空表": []}), name="a.xls")
    assert found.text.splitlines() == ["指标 | 数值", "案件 | 45000", "比率 | 0.3"]
    assert found.media_type == "application/vnd.ms-excel"


def test_an_empty_workbook():
    assert "no cell" in read_file(xlsx({"空": ""})).error


def test_a_damaged_workbook():
    data = pack({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<broken"})
    assert sniff(data) == "xlsx"
    assert "damaged" in read_file(data).error


def test_a_cell_at_the_far_corner_costs_no_memory():
    rows = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row>' + line(1, "近")
    found = read_file(xlsx({"表": rows}), seconds=3, memory_mb=300)
    assert found.text or found.error


def test_a_workbook_bomb():
    assert "bomb" in read_file(bomb("xl/worksheets/sheet1.xml", 90)).error


@pytest.mark.parametrize(("cell", "gold"), [
    (45000.0, "45000"), (1.5, "1.5"), (0.1 + 0.2, "0.3"), (1e20, "100000000000000000000"), (0.00001, "0.00001"), (True, "TRUE"),
    (dt.date(2024, 3, 4), "2024-03-04"), (dt.datetime.combine(dt.date(2024, 3, 4), dt.time()), "2024-03-04"), (-3.0, "-3"),
    (dt.datetime.combine(dt.date(2024, 3, 4), dt.time(9, 5)), "2024-03-04 09:05:00"), (dt.time(9, 5), "09:05:00"), (float("inf"), "inf"),
])
def test_cells(cell, gold):
    assert show(cell) == gold


def test_percentages_are_printed_as_such():
    cells = "".join(f'<c r="{place}" s="{style}"><v>{value}</v></c>' for place, style, value in (
        ("C3", 3, 0.12251), ("D3", 2, 1), ("E3", 0, 0.5), ("F3", 3, 1e300)))
    found = read_file(xlsx({"表": f'<row r="3">{cells}<c r="G3" s="3" t="inlineStr"><is><t>率</t></is></c></row>'}))
    assert found.text == f"12.3% | 100.00% | 0.5 | {10**302}.0% | 率"


@pytest.mark.parametrize(("code", "gold"), [
    ("0%", 0), ("#,##0.00%", 2), ("0.0 %", 1), ('0"%"', None), (r"0\%", None), ("0.0", None), ("", None), ("0." + "0" * 999 + "%", 10),
])
def test_number_formats(code, gold):
    assert decimals(code) == gold


FORMATS = (0, "0.00%", 9, "0.0%;[Red]-0.0%", 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 31, 57, 58, '0"%"')


def test_the_old_format_prints_percentages_and_dates_as_formatted():
    rows = [
        ["率", (0.125, 1), (1, 2), (-0.0985, 3), (0.5, 0), (12, 9)],
        ["日期", (45355, 4), (45355, 5), (45355, 6), (45355, 7), (45355, 8), (45355, 0)],
    ]
    found = read_file(xls({"表": rows, "乙": [[(0.5, 2), 0.5]]}, FORMATS), name="a.xls")
    assert found.text.splitlines() == [
        "表", "率 | 12.50% | 100% | -9.9% | 0.5 | 12", "日期 | 2024-03-04 | 2024-03 | 2024-03-04 | 2024-03 | 2024-03-04 | 45355",
        "乙", "50% | 0.5"]


def test_days_may_count_from_1904():
    found = read_file(xls({"表": [["日期", (43893, 0), (43893, 1)]]}, (31, 57), record(0x22, b"\x01\x00")))
    assert found.text == "日期 | 2024-03-04 | 2024-03"


def test_packed_numbers_have_formats_too():
    cells = struct.pack("<HHHIHIH", 0, 1, 1, (50 << 2) | 3, 0, (50 << 2) | 3, 2)
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 0)) + record(0xBD, cells) + record(
        0x27E, struct.pack("<HHHI", 1, 1, 1, (25 << 2) | 3)) + record(0x0A, b"")
    book = xls({"表": []}, (0, 9))
    whole = book.replace(record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 0)) + record(0x0A, b"") + bytes(len(sheet) - 24), sheet)
    assert len(whole) == len(book)
    assert read_file(whole).text == "50% | 0.5\n25%"


@pytest.mark.parametrize("extra", [record(0x41E, b""), record(0xE0, b"\0"), record(0x85, b""), record(0x22, b""), b"\xe0\x00\xff\xff"])
def test_damaged_formats_only_cost_formats(extra):
    found = biff.Formats(xls({"表": [[(0.5, 1)]]}, (0, 9), extra))
    assert set(map(str, found.of("表").values())) <= {"Form(decimals=0, date='', since_1904=False)"}
    assert found.of("no such sheet") == {}


def test_a_file_that_is_no_workbook_has_no_formats():
    assert biff.Formats(b"\xd0\xcf\x11\xe0 torn").of("表") == {}
    assert biff.Formats(xls({"表": [[(0.5, 0)]]}, (9,), record(0x2F, bytes(6)))).of("表") == {}


@pytest.mark.parametrize(("properties", "day"), [("", 45355), ('<workbookPr date1904="1"/>', 43893)])
def test_dates_that_chinese_spreadsheets_write_without_a_code(properties, day):
    rows = f'<row r="1"><c r="A1" s="4"><v>{day}</v></c><c r="B1" s="5"><v>{day}</v></c></row>'
    assert read_file(xlsx({"表": rows}, properties=properties)).text == "2024-03-04 | 2024-03"
