"""Pictures of text: a sentence without the optional extra; with it (a made-up engine here) lines, confidence and limits."""

from __future__ import annotations

import hashlib
import sys
import time
from functools import partial
from types import SimpleNamespace

import pytest
from make_docx import docx, p
from make_pdf import Sheet, write
from make_zip import pack

from archive.attachments import album, client, ocr, read_album, read_file
from archive.attachments.base import FileText
from archive.intake import preparing
from archive.intake.shelf import FOLDER, PictureShelf

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
SCAN = [Sheet(picture=True), Sheet(picture=True)]
ENGINE = """
import os, time
class Found:
    def __init__(self, boxes, txts, scores):
        self.boxes, self.txts, self.scores = boxes, txts, scores
class RapidOCR:
    def __init__(self, params):
        assert params["EngineConfig.onnxruntime.intra_op_num_threads"] == 1
    def __call__(self, image):
        if b"slow" in image: time.sleep(60)
        if b"crash" in image: os.abort()
        if b"blank" in image: return Found(None, None, None)
        assert image.startswith((b"P5 ", b"\\x89PNG"))
        def box(left, top, right): return [[left, top], [right, top], [right, top + 30], [left, top + 30]]
        return Found(
            [box(160, 300, 325), box(100, 202, 195), box(160, 150, 1100), box(700, 600, 800), box(10, 1650, 40)],
            ("二、存在的问题", "全部完成", "办理案件12件,审结10件,综合纠错2件,所有事项按照计划稳步推进,年度目标", "印章", "、"),
            (0.9, 0.8, 1.0, 0.3, 0.2))
"""


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """A package named rapidocr that knows one answer."""
    for name, code in (("rapidocr", ENGINE), ("onnxruntime", "")):
        (tmp_path / f"{name}.py").write_text(code)
        sys.modules.pop(name, None)
    client.shutdown()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    client.shutdown()


@pytest.fixture
def no_engine(monkeypatch):
    monkeypatch.setattr(ocr, "PACKAGES", ("no_such_package",))


@pytest.mark.parametrize("data", [PNG, b"\xff\xd8\xff\xe0" + bytes(40), write(SCAN), pack({"1.png": PNG})])
def test_without_the_extra_a_sentence_names_it(no_engine, data):
    found = read_file(data)
    assert found.text == ""
    assert found.error.endswith("needs OCR, an optional extra: pip install 'fazhi-archive[ocr]'.")
    assert found.ocr is None


def test_a_picture_becomes_lines_marked_with_confidence(engine):
    found = read_file(PNG, name="报告.png")
    assert found.text.splitlines() == ["办理案件12件,审结10件,综合纠错2件,所有事项按照计划稳步推进,年度目标全部完成", "二、存在的问题"]
    assert found.ocr == pytest.approx(0.968, abs=0.01)
    assert found.warnings == [f"Read by OCR: the picture; expect errors (mean confidence {found.ocr:.2f})."]
    assert found.media_type == "image/png"


def test_only_the_pages_without_text_of_a_pdf_are_read(engine):
    text = "青禾县人民政府关于法治政府建设情况的报告"
    found = read_file(write([Sheet([(79, 100, 16, text)]), *SCAN]))
    assert found.text.startswith(text)
    assert found.text.count("办理案件12件") == 2
    assert found.warnings == [f"Read by OCR: pages 2, 3; expect errors (mean confidence {found.ocr:.2f})."]


def test_pictures_in_a_zip_are_read_beside_documents(engine):
    found = read_file(pack({"1.docx": docx(p("第一份报告")), "2.png": PNG}))
    assert found.text.splitlines()[:4] == ["1.docx", "第一份报告", "2.png", found.text.splitlines()[3]]
    assert found.ocr == pytest.approx(0.968, abs=0.01)


def test_files_with_text_never_start_the_engine(engine):
    assert read_file(docx(p("正文"))).text == "正文"
    assert list(client._workers) == [False]


def test_pages_beyond_the_budget_are_named(engine, monkeypatch):
    budget = ocr.Budget(pages=2)
    assert [budget.take() for _ in range(3)] == [True, True, False]
    monkeypatch.setattr(time, "monotonic", lambda: budget.end + 1)
    assert not ocr.Budget(end=budget.end).take()


def test_a_picture_without_text_says_so(engine):
    assert read_file(PNG + b"blank").error.endswith("OCR was tried: OCR found no text in the picture.")


def test_an_engine_that_hangs_or_crashes_costs_one_sentence(engine, monkeypatch):
    monkeypatch.setattr(ocr, "SECONDS", 1)
    assert "OCR was tried: The file could not be read: it took more time" in read_file(PNG + b"slow").error
    assert "OCR was tried: The file could not be read: its reader crashed" in read_file(PNG + b"crash").error


def test_an_engine_that_cannot_start_costs_one_sentence(engine, tmp_path):
    (tmp_path / "rapidocr.py").write_text("raise ImportError('torn')")
    text = "青禾县人民政府关于法治政府建设情况的报告"
    found = read_file(write([Sheet([(79, 100, 16, text)]), *SCAN]))
    assert found.text == text
    assert found.warnings[-1].startswith("OCR was tried: the OCR process was lost")


def test_a_document_keeps_the_confidence_of_its_file(archive, exchange, sample_page, monkeypatch):
    from archive.intake.pipeline import process_pending
    from archive.intake.recorder import Recorder

    report = "2023年,清源县人民政府认真落实上级部署,现将法治政府建设有关情况报告如下。\n一、主要举措和成效\n" + "办理行政复议案件12件。" * 30
    monkeypatch.setattr(preparing.attachments, "read_file", lambda *_, **__: FileText(text=report, ocr=0.875, media_type="application/pdf"))
    with Recorder(archive) as keeper:
        keeper.record(exchange("http://www.qy-demo.gov.cn/1.html", sample_page(text="请见附件。", files=(("报告.pdf", "/1.pdf"),))))
        keeper.record(exchange("http://www.qy-demo.gov.cn/1.pdf", b"%PDF-1.7", kind="attachment", minutes=1))
    process_pending(archive)
    assert archive.conn.execute("select ocr, chars > 0 from attachments").fetchall()[0][:] == (0.875, 1)
    assert "报告.pdf: read by OCR; expect errors (mean confidence 0.88)." in archive.conn.execute("select warnings from documents").fetchone()[0]


def test_pictures_of_one_text_are_read_together(engine):
    found = read_album([PNG, PNG])
    assert found.text.count("办理案件12件") == 2
    assert found.ocr == pytest.approx(0.968, abs=0.01)
    assert found.warnings == [f"Read by OCR: 2 pictures; expect errors (mean confidence {found.ocr:.2f})."]
    assert read_file(pack({"第10页.png": PNG, "第9页.jpg": PNG})).text == found.text


def test_a_damaged_picture_costs_no_other_text(engine):
    found = read_album([b"\xff\xd8\xff" + bytes(9), PNG])
    assert found.text.count("办理案件12件") == 1
    assert found.warnings[0] == "1.png: The picture is damaged (AssertionError)."
    assert read_album([PNG + b"blank"]).error.endswith("OCR was tried: OCR found no text in the pictures.")


def test_more_pictures_than_the_budget_allows(engine, monkeypatch):
    monkeypatch.setattr(album, "MAX_BYTES", album._OVERHEAD + 2 * len(PNG) + 100)
    found = read_album([PNG] * 5)
    assert found.text.count("办理案件12件") == 2
    assert found.warnings[-1] == "Only the first 2 of 5 pictures were read."


def test_only_so_many_pictures_are_begun(monkeypatch):
    monkeypatch.setattr(ocr, "_engine", lambda _: SimpleNamespace(boxes=[[[0, 0], [9, 0], [9, 9], [0, 9]]], txts=["文"], scores=[0.9]))
    monkeypatch.setattr(ocr, "Budget", partial(ocr.Budget, pages=2))
    reading = ocr.read_pictures([("1", PNG)] * 3)
    assert reading.warnings[0] == "Only the first 2 of 3 pictures were read."


def test_without_the_extra_an_album_names_it(no_engine):
    assert read_album([PNG, PNG]).error.endswith("needs OCR, an optional extra: pip install 'fazhi-archive[ocr]'.")


def test_paragraphs_of_a_scan_whose_boxes_differ_in_height(monkeypatch):
    title = [("青禾县人民政府二〇二三年度", 300, 44), ("法治政府建设", 450, 41)]
    rows = [("办理案件十二件审结十件综合纠错两件所有事项按照计划稳步推进年", 160, 18), ("度目标全部完成", 100, 23), ("二、存在的问题", 160, 21),
            ("部分单位执法力量仍然不足少数文件审查不够及时普法形式比较单", 160, 26), ("一", 100, 17)] * 2
    wide = {text: 48 * len(text) - 9 * (text == title[1][0]) for text, *_ in title}
    rows = title + rows
    ends = [left + wide.get(text, 30 * len(text)) for text, left, _ in rows]
    boxes = [[[left, 60 * at], [end, 60 * at], [end, 60 * at + high], [left, 60 * at + high]]
             for at, ((_, left, high), end) in enumerate(zip(rows, ends, strict=True), 1)]
    monkeypatch.setattr(ocr, "_engine", lambda _: SimpleNamespace(boxes=boxes, txts=[row[0] for row in rows], scores=[0.9] * len(rows)))
    pairs = [rows[2][0] + rows[3][0], rows[4][0], rows[5][0] + rows[6][0]]
    assert ocr.read_picture(PNG).lines == [title[0][0] + title[1][0], *pairs * 2]


@pytest.fixture
def torn_engine(engine, tmp_path):
    """Has the engine fail from the moment on that it is called."""
    def tear():
        client.shutdown()
        (tmp_path / "rapidocr.py").write_text("raise ImportError('torn')")
    return tear


@pytest.mark.parametrize("read", [
    lambda shelf: read_file(PNG, shelf=shelf), lambda shelf: read_album([PNG, PNG + b"blank"], shelf=shelf),
    lambda shelf: read_file(write([Sheet([(79, 100, 16, "青禾县人民政府关于法治政府建设情况的报告")]), *SCAN]), shelf=shelf),
    lambda shelf: read_file(pack({"1.docx": docx(p("第一份报告")), "2.png": PNG}), shelf=shelf),
])
def test_what_was_seen_once_is_not_asked_of_the_engine_again(archive, torn_engine, read):
    shelf = PictureShelf(archive)
    first = read(shelf)
    assert "办理案件12件" in first.text
    torn_engine()
    assert read(shelf) == first
    assert list(client._workers) == [False]


def test_only_what_another_engine_or_nobody_has_seen_is_read_anew(archive, engine, monkeypatch):
    shelf = PictureShelf(archive)
    read_album([PNG], shelf=shelf)
    (place,) = archive.data.joinpath(*FOLDER).iterdir()
    assert shelf.get(place.stem).keys() == {hashlib.sha256(PNG).hexdigest()}
    assert shelf.get("0" * 64) == {}
    for packages, kept in ((("rapidocr",), 0), (("no_such_package",), 1)):
        monkeypatch.setattr(ocr, "PACKAGES", packages)
        monkeypatch.setattr(ocr, "_SETTINGS", {"other": 1})
        assert len(shelf.get(place.stem)) == kept
    place.write_bytes(place.read_bytes()[:-1])
    assert shelf.get(place.stem) == {}


def test_a_folder_that_takes_nothing_costs_nothing_but_time(archive):
    shelf = PictureShelf(archive)
    archive.conn.execute("pragma query_only = 1")
    PictureShelf(archive).put("0" * 64, {"1": []})
    assert not archive.data.joinpath(*FOLDER).exists()
    archive.data.joinpath("files").mkdir(exist_ok=True)
    archive.data.joinpath(*FOLDER).write_bytes(b"in the way")
    shelf.put("0" * 64, {"1": []})
    assert shelf.get("0" * 64) == {}


def test_a_file_of_which_some_pictures_are_known_needs_the_engine_for_the_others(archive, engine):
    shelf = PictureShelf(archive)
    key = hashlib.sha256(PNG).hexdigest()
    album_of = pack({"1.png": PNG, "2.png": PNG + b"more"})
    read_file(PNG, shelf=shelf)
    shelf.put(hashlib.sha256(album_of).hexdigest(), shelf.get(key))
    whole = read_file(album_of, shelf=shelf)
    assert whole.text.count("办理案件12件") == 2
    assert len(shelf.get(hashlib.sha256(album_of).hexdigest())) == 2


def test_a_replay_reads_no_picture_again(archive, exchange, sample_page, torn_engine):
    from archive.intake.pipeline import process_pending
    from archive.intake.recorder import Recorder
    from archive.maintenance import replaying

    with Recorder(archive) as keeper:
        page = sample_page(text="<img src='/1.png'>")
        keeper.record(exchange("http://www.qy-demo.gov.cn/1.html", page))
        keeper.record(exchange("http://www.qy-demo.gov.cn/1.png", PNG, kind="attachment", minutes=1))
    process_pending(archive)
    stored = archive.conn.execute("select text from texts").fetchall()
    assert "办理案件12件" in stored[0]["text"]
    torn_engine()
    report = replaying.replay(archive, apply=True)
    assert (report.changed, report.failures) == (0, [])
    assert archive.conn.execute("select text from texts").fetchall() == stored
