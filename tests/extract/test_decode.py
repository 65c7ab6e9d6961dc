"""Encodings: fifteen ways in which portals mislabel their pages, none of which may change the text."""

from __future__ import annotations

import pytest

from archive.extract.decode import decode

TEXT = "某县人民政府关于法治政府建设情况的报告。" * 20
PAGE = '<html><head><meta charset="{label}"></head><body><p>' + TEXT + "</p></body></html>"
TORN = b"\xe6\xb3"


@pytest.mark.parametrize("label", ["utf-8", "gb2312", "gbk", "iso-8859-1", ""])
def test_utf8_whatever_the_page_declares(label):
    text, encoding = decode(PAGE.format(label=label).encode("utf-8"))
    assert encoding == "utf-8"
    assert TEXT in text


@pytest.mark.parametrize("label", ["utf-8", "gb2312", "gbk", "iso-8859-1", ""])
def test_gbk_whatever_the_page_declares(label):
    text, encoding = decode(PAGE.format(label=label).encode("gbk"))
    assert encoding == "gb18030"
    assert TEXT in text


def test_gb18030_has_characters_that_gbk_lacks():
    assert decode("㐂𠮷镇人民政府".encode("gb18030"))[0] == "㐂𠮷镇人民政府"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_byte_order_mark_wins(mark):
    name = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}[mark]
    assert decode(mark + PAGE.format(label="gb2312").encode(name)) == (PAGE.format(label="gb2312"), name)


def test_utf16_without_mark():
    assert decode("<p>法治</p>".encode("utf-16-le")) == ("<p>法治</p>", "utf-16-le")
    assert decode("<p>法治</p>".encode("utf-16-be")) == ("<p>法治</p>", "utf-16-be")


def test_one_torn_byte_does_not_turn_utf8_into_mojibake():
    text, encoding = decode(TEXT.encode() + TORN)
    assert encoding == "utf-8"
    assert text.startswith(TEXT)
    assert text.endswith("\ufffd")


def test_one_bad_byte_does_not_spoil_gbk():
    raw = TEXT.encode("gbk")
    text, encoding = decode(raw[:40] + b"\xff" + raw[40:])
    assert encoding == "gb18030"
    assert text.count("法治政府建设") >= 18


@pytest.mark.parametrize("junk", [b"", b"\xff\xff\xff", bytes(range(256)), b"\x00" * 64])
def test_junk_never_raises(junk):
    text, encoding = decode(junk)
    assert isinstance(text, str)
    assert encoding


LINES = "清溪县2023年法治政府建设年度报告\n一、主要举措和成效\n全年受理行政复议案件151件，审结148件。\n"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [LINES, LINES.replace("\n", "\r\n") * 400, LINES + "English words beside it, ABC.", "一、工作情况\n二、问题"])
def test_plain_utf16_without_mark(name, text):
    assert decode(text.encode(name)) == (text, name)


@pytest.mark.parametrize("body", [
    bytes(range(256)) * 8, b"\0" * 64, LINES.encode() + b"\0\0", LINES.encode("gb18030") + b"\0", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" * 9,
    b"a\0b\0" * 40,
])
def test_other_bytes_with_zeros_are_no_utf16(body):
    assert not decode(body)[1].startswith("utf-16")
