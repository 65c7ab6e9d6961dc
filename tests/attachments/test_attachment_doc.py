"""DOC, WPS and what else is served under these names: RTF, HTML, saved web pages."""

from __future__ import annotations

import pytest
from make_ole import Made, Para, cell, compound, doc, row

from archive.attachments import read_file, sniff

LEVELS = [(37, "\x00、"), (37, "（\x01）"), (0, "\x00.\x02")]


def lines(made: Made) -> list[str]:
    found = read_file(doc(made), name="report.doc")
    assert found.error is None
    assert found.media_type == "application/msword"
    assert found.warnings == []
    return found.text.splitlines()


@pytest.mark.parametrize("fragments", [1, 2, 7])
def test_pieces_are_put_together(fragments):
    made = Made([Para("青禾县法治政府建设报告"), Para("2023年，全县共办理案件128件。")], fragments=fragments)
    assert lines(made) == ["青禾县法治政府建设报告", "2023年，全县共办理案件128件。"]


def test_narrow_pieces_are_windows_1252():
    assert lines(Made([Para("Caf\xe9 plan \x96 2023".replace("\x96", "–"))], narrow=True)) == ["Café plan – 2023"]


def test_list_numbers_are_restored():
    made = Made([Para("总体情况", number=(1, 0)), Para("举措", number=(1, 1)), Para("细项", number=(1, 2)),
                 Para("正文"), Para("问题", number=(1, 0)), Para("不足", number=(1, 1))], patterns=LEVELS)
    assert lines(made) == ["一、总体情况", "（一）举措", "一.1细项", "正文", "二、问题", "（一）不足"]


def test_many_paragraphs_span_several_property_pages():
    made = Made([Para(f"事项{number}", number=(1, 0)) for number in range(35)], patterns=[(0, "\x00.")])
    assert lines(made) == [f"{number + 1}.事项{number}" for number in range(35)]


def test_tables_become_rows():
    made = Made([Para("前文"), Para("两段", in_table=True), cell("单元格"), cell(""), cell("128"),
                 Para("", "\x07", in_table=True, row_end=True), *row("甲", "乙", "丙"), Para("后文")])
    assert lines(made) == ["前文", "两段单元格 |  | 128", "甲 | 乙 | 丙", "后文"]


def test_tables_without_properties_are_guessed():
    assert lines(Made([*row("甲", "乙"), *row("丙", "丁"), Para("后文")], properties=False)) == ["甲 | 乙", "丙 | 丁", "后文"]


def test_fields_show_their_results_and_contents_are_left_out():
    made = Made([Para('详见\x13 HYPERLINK "http://a.invalid" \x01\x14附\x13 PAGE \x147\x15页\x15。'),
                 Para("\x13 TOC \\o \x14目录一"), Para("目录二\x15"), Para("正文\x0b次行\x08")])
    assert lines(made) == ["详见附7页。", "正文", "次行"]


def test_tracked_deletions_are_dropped():
    assert lines(Made([Para("旧词新词"), Para("正文")], deleted=(0, 2))) == ["新词", "正文"]


def test_word_95_has_one_run_of_gbk():
    text = "青禾县报告\r全县平稳。\r甲\x07乙\x07\x07".encode("gbk")
    head = bytearray(0x300)
    head[:4] = b"\xdc\xa5\x68\x00"
    head[0x18:0x20] = (0x300).to_bytes(4, "little") + (0x300 + len(text)).to_bytes(4, "little")
    found = read_file(compound({"WordDocument": bytes(head) + text}))
    assert found.text.splitlines() == ["青禾县报告", "全县平稳。", "甲 | 乙"]


def test_a_password_is_named():
    assert "password" in read_file(doc(Made([Para("机密")], encrypted=True))).error
    assert "password" in read_file(compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})).error


def test_a_damaged_piece_table_is_one_sentence():
    data = bytearray(doc(Made([Para("正文")])))
    at = data.index(b"\x01\x02\x00\x00\x00\x02")
    data[at : at + 6] = b"\x00" * 6
    assert "piece table" in read_file(bytes(data)).error


def test_a_torn_container_is_one_sentence():
    found = read_file(doc(Made([Para("正文")]))[:1500])
    assert found.text == ""
    assert found.error.endswith(".")


RTF = (r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 Arial;}}"
       r"{\*\generator X;}{\info{\title \'b1\'ea}}{\header \'d2\'b3}"
       r"\pard{\listtext\pard\plain \f0\uc2 \u19968\'d2\'bb\u12289\'a1\'a2\tab}\f0\'d7\'dc\'cc\'e5\par "
       r"\uc1\u38738?\u31166?\u21439? 2023\~\u24180?{\v \'d2\'fe}{\deleted\'c9\'be}\line {\field{\*\fldinst PAGE}{\fldrslt 7}}\par "
       r"\trowd\intbl\f1 1\cell\f0\'bc\'d7\cell\row\pard\'ba\'f3\par}")


def test_rtf_under_the_name_doc():
    found = read_file(RTF.encode("ascii"), name="附件.doc")
    assert found.text.splitlines() == ["一、总体", "青禾县2023年", "7", "1 | 甲", "后"]
    assert found.media_type == "application/rtf"


def test_rtf_with_raw_bytes_and_surrogates():
    found = read_file(b"{\\rtf1\\ansi\\ansicpg936 " + "法治".encode("gbk") + rb"\u-10179?\u-8704?{\pict 010203}\par}")
    assert found.text == "法治😀"


def test_deeply_nested_rtf_is_refused():
    assert "nests" in read_file(b"{\\rtf1" + b"{" * 5_000 + b"x").error


def test_html_under_the_name_doc():
    page = ("<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta charset=gb2312><title>x</title></head><body>"
            + "<p>青禾县人民政府持续推进法治政府建设，全年办结行政复议案件一百二十八件。</p>" * 3 + "</body></html>").encode("gbk")
    found = read_file(page, name="x.doc")
    assert found.text.count("行政复议") == 3
    assert found.media_type == "text/html"
    assert found.warnings == ["The file is named .doc, but its bytes are of the kind html."]


def test_an_html_table_under_the_name_xls():
    page = "<table><tr><td>指标</td><td>数值</td></tr><tr><td>案件</td><td>128</td></tr></table>"
    assert read_file(page.encode(), name="x.xls").text.splitlines() == ["指标 | 数值", "案件 | 128"]


def test_a_saved_web_page():
    archive = ('MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/html; charset="utf-8"\n'
               "Content-Transfer-Encoding: base64\n\n"
               "PGh0bWw+PGJvZHk+PHA+6Z2S56a+5Y6/MjAyM+W5tOazleayu+aUv+W6nOW7uuiuvuW5tOW6puaKpeWRijwvcD48L2JvZHk+PC9odG1sPg==\n--B--\n")
    assert sniff(archive.encode()) == "mhtml"
    assert read_file(archive.encode()).text == "青禾县2023年法治政府建设年度报告"


@pytest.mark.parametrize("coding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_plain_text_in_any_encoding(coding):
    found = read_file("青禾县法治政府建设年度报告\r\n\r\n　　一、总体情况。\n".encode(coding))
    assert found.text == "青禾县法治政府建设年度报告\n一、总体情况。"
    assert found.media_type == "text/plain"
