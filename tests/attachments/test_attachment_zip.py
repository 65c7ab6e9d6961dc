"""ZIP files and the kinds that are not read; what a file is by its bytes."""

from __future__ import annotations

import pytest
from make_docx import docx, p
from make_ole import Made, Para, compound, doc
from make_zip import pack, without_directory

from archive.attachments import read_file, sniff

ONE, TWO = docx(p("第一份报告")), doc(Made([Para("第二份报告")]))


def test_one_member_gives_its_text_alone():
    assert read_file(pack({"附件/报告.docx": ONE})).text == "第一份报告"


@pytest.mark.parametrize("gbk", [False, True])
def test_members_are_read_by_their_bytes_with_their_names(gbk):
    data = pack({"附件10.doc": TWO, "附件2.docx": ONE, "__MACOSX/x": b"junk", "dir/.DS_Store": b"x"}, gbk=gbk)
    found = read_file(data, name="附件.zip")
    assert found.text.splitlines() == ["附件2.docx", "第一份报告", "附件10.doc", "第二份报告"]
    assert found.media_type == "application/zip"
    assert found.error is None


def test_a_bad_member_is_named_and_the_others_are_read():
    found = read_file(pack({"报告.docx": ONE, "图.png": b"\x89PNG\r\n\x1a\n123"}))
    assert found.text == "第一份报告"
    assert found.warnings == ["图.png: The file is a picture: its text needs OCR, an optional extra: pip install 'fazhi-archive[ocr]'."]


def test_zip_in_zip_is_opened_once():
    inner = pack({"报告.docx": ONE})
    assert read_file(pack({"内.zip": inner})).text == "第一份报告"
    twice = read_file(pack({"外.zip": pack({"内.zip": inner})}))
    assert "no deeper" in twice.error


def test_a_torn_zip_is_read_member_by_member():
    found = read_file(without_directory(pack({"报告.docx": ONE, "b.doc": TWO})))
    assert found.text.splitlines() == ["b.doc", "第二份报告", "报告.docx", "第一份报告"]


def test_a_member_with_a_password():
    data = bytearray(pack({"报告.docx": ONE}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert "password" in read_file(bytes(data)).error


def test_names_never_leave_the_container(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = read_file(pack({"../../evil.docx": ONE, "/etc/abs.doc": TWO, "c:\\x\\报告.docx": ONE}))
    assert found.text.count("第一份报告") == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("data", "kind", "word"), [
    (b"Rar!\x1a\x07\x01\x00rest", "rar", "unpack"), (b"7z\xbc\xaf\x27\x1c....", "7z", "unpack"),
    (b"\xff\xd8\xff\xe0JFIF", "jpg", "OCR"), (b"II*\x00\x08\x00\x00\x00", "tiff", "OCR"), (b"GIF89a....", "gif", "OCR"),
    (b"BM\x00\x01\x00\x00\x00\x00\x00\x00", "bmp", "OCR"), (compound({"PowerPoint Document": b"x"}), "ppt", "PDF"),
    (compound({"Other": b"x"}), "ole", "neither"), (pack({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "pptx", "PDF"),
    (b"", None, "empty"), (b"\0" * 100, None, "empty"), (bytes(range(256)) * 8, None, "no kind"),
])
def test_kinds_without_text_say_why(data, kind, word):
    found = read_file(data)
    assert sniff(data) == kind
    assert found.text == ""
    assert word in found.error
    assert found.error.endswith(".")


@pytest.mark.parametrize(("data", "kind"), [
    (ONE, "docx"), (TWO, "doc"), (compound({"Workbook": b"x"}), "xls"), (pack({"a.txt": "x"}), "zip"),
    (b"\r\n\r\n%PDF-1.4", "pdf"), (b"\xef\xbb\xbf<!DOCTYPE html><p>x", "html"), (b"  {\\rtf1 x}", "rtf"),
    ("法治".encode("gbk"), "text"), ("法治政府建设的年度报告\n".encode("utf-16-le"), "text"),
    ("<html><p>法治".encode("utf-16"), "html"), (b"plain words", "text"),
    (pack({"OFD.xml": "x", "Doc_0/Document.xml": "x"}), "ofd"), (without_directory(ONE), "docx"),
])
def test_sniff(data, kind):
    assert sniff(data) == kind


def test_annexes_stand_behind_the_report():
    data = pack({"附件2.docx": TWO, "附件1：统计表.docx": TWO, "青禾县报告.docx": ONE})
    assert [line for line in read_file(data).text.splitlines() if "docx" in line] == ["青禾县报告.docx", "附件1：统计表.docx", "附件2.docx"]


def test_open_document_files_are_refused_with_a_remedy():
    data = pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>", "META-INF/manifest.xml": "<b/>"})
    assert read_file(data).error == "OpenDocument files are not read: save it as DOCX or XLSX and import that."
