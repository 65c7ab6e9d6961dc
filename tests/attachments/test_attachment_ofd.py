"""OFD: places to lines to paragraphs, and the oddities of its writers."""

from __future__ import annotations

import pytest
from make_ofd import ofd
from make_pdf import set_paragraphs
from make_zip import without_directory

from archive.attachments import read_file, sniff

REPORT = [
    "一、主要工作举措",
    "（一）坚持高位推动。县委、县政府主要负责同志切实履行第一责任人职责，全年召开常务会议十二次，专题研究法治建设工作三次，审议通过文件。",
    "全县共办理行政复议案件一百二十八件，同比增长百分之十五，其中调解结案四十一件，工作成效明显，群众满意度稳步提升。",
    "二、存在问题",
    "基层执法力量仍显薄弱。",
]


def pages(per_page: int = 22) -> list[list[tuple[float, float, float, str]]]:
    scale = 25.4 / 72
    return [[(x * scale, y * scale, size * scale, text) for x, y, size, text in sheet.lines]
            for sheet in set_paragraphs(REPORT, per_page=per_page)]


@pytest.mark.parametrize("options", [
    {}, {"prefix": ""}, {"absolute": True}, {"root": "sub/"}, {"space": "urn:other"}, {"prefix": "x"},
])
def test_paragraphs_of_any_writer(options):
    data = ofd(pages(4), **options)
    assert sniff(data) == "ofd"
    found = read_file(data, name="report.ofd")
    assert found.text.splitlines() == REPORT
    assert (found.error, found.warnings, found.media_type) == (None, [], "application/ofd")


def test_objects_out_of_order_are_sorted_by_place():
    shuffled = [list(reversed(page)) for page in pages()]
    assert read_file(ofd(shuffled)).text.splitlines() == REPORT


def test_a_line_in_pieces_is_put_together():
    (first, *rest), *_ = pages()
    x, y, size, text = first
    cut = [(x + 2 * size, y, size, text[2:]), (x, y, size, text[:2])]
    assert read_file(ofd([[*cut, *rest]])).text.splitlines() == REPORT


def test_pages_are_found_by_name_where_the_listing_is_missing():
    found = read_file(ofd(pages(2) , listed=False))
    assert found.text.splitlines() == REPORT
    assert "found by their names" in found.warnings[0]


def test_a_torn_container_still_gives_its_text():
    found = read_file(without_directory(ofd(pages())))
    assert found.text.splitlines() == REPORT
    assert found.media_type == "application/ofd"
    assert "one by one" in found.warnings[0]


def test_page_numbers_are_dropped():
    content = [[*page, (100, 285, 4, f"- {number} -")] for number, page in enumerate(pages(3), 1)]
    assert read_file(ofd(content)).text.splitlines() == REPORT


def test_a_scan_needs_ocr():
    assert "OCR" in read_file(ofd([[], []])).error


def test_templates_are_printed_on_their_pages():
    data = ofd([[(28, 60, 5.6, "页面的文字。")]], template=[(28, 40, 5.6, "模板的文字。")])
    assert read_file(data).text.splitlines() == ["模板的文字。", "页面的文字。"]


def test_an_encrypted_ofd_says_so():
    assert "needs a password" in read_file(ofd([[(28, 60, 5.6, "文")]], more={"Doc_0/Encryptions.xml": "<Encryptions/>"})).error
