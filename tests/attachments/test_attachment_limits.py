"""Hostile files: bombs, entities, endless pages, crashes; the reading process stays limited and alive."""

from __future__ import annotations

import os
import signal
import struct
import time
import zlib
from pathlib import Path

import pytest
from make_docx import docx, p
from make_pdf import Sheet, write
from make_zip import bomb, pack

from archive.attachments import client, read_file, readers, worker
from archive.attachments.base import MAX_BYTES, MAX_LINES

LAUGHS = ('<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
          + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True))
          + "]><w>&j;</w>")
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'


def office(document: str | bytes) -> bytes:
    return pack({"[Content_Types].xml": "<x/>", "word/document.xml": document})


def endless_pdf() -> bytes:
    line = "全县各级各部门深入学习贯彻认真落实法治建设纲要"
    return write([Sheet([(79, 100 + 28 * row, 16, f"{line}{page * 20 + row}") for row in range(20)]) for page in range(1000)])


def pdf_bomb(contents: bytes) -> bytes:
    packed = zlib.compress(contents, 6)
    return write([Sheet([(79, 100, 16, "正文")])]).replace(b"/Contents 11 0 R", b"/Contents 99 0 R") + (
        b"99 0 obj\n<</Length %d/Filter/FlateDecode>>stream\n" % len(packed)) + packed + b"\nendstream endobj\n"


HOSTILE = {
    "docx bomb": bomb("word/document.xml", 300, b"<w>"),
    "billion laughs": office(LAUGHS),
    "external entity": office(XXE),
    "UTF-16 entity": office(LAUGHS.replace('<?xml version="1.0"?>', "").encode("utf-16")),
    "ofd bomb": bomb("OFD.xml", 300),
    "zip bomb": bomb("zeros.txt", 300),
    "deep XML": office("<w>" + "<p>" * 100_000),
    "lying sizes": pack({"a.txt": "x" * 5_000_000}).replace(struct.pack("<I", 5_000_000), struct.pack("<I", 50)),
    "many members": pack({f"{number}.txt": "" for number in range(3_000)}),
}


@pytest.fixture(scope="module")
def server():
    made = client.Worker()
    yield made
    made.close()


def measured(server: client.Worker, data: bytes, **limits) -> dict:
    return server.ask(data, **{"seconds": 20, "memory_mb": client.DEFAULT_MEMORY_MB, **limits})


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_containers_are_refused_fast_and_small(server, name):
    answer = measured(server, HOSTILE[name])
    assert answer["error"], answer
    assert answer["cpu_seconds"] < 2
    assert answer["peak_mb"] < 200


def test_nothing_of_the_machine_leaks(server):
    answer = measured(server, office(XXE))
    assert os.uname().nodename not in str(answer["lines"])
    assert "document type" in answer["error"]


def test_a_pdf_of_a_thousand_pages_is_bounded(server):
    answer = measured(server, endless_pdf())
    assert answer["error"] is None
    assert sum(map(len, answer["lines"])) > 100_000
    assert "1,000 pages" in answer["warnings"][0]
    assert answer["cpu_seconds"] < 2
    assert answer["peak_mb"] < 200


@pytest.mark.parametrize("contents", [b"BT (x) Tj ET " * 8_000_000, b"\0" * 300_000_000])
def test_a_pdf_bomb_is_refused(server, contents):
    answer = measured(server, pdf_bomb(contents))
    assert "refused as a bomb" in answer["error"]
    assert answer["cpu_seconds"] < 1
    assert answer["peak_mb"] < 100


def test_a_bomb_in_many_streams_is_refused(server):
    packed = zlib.compress(b"BT (x) Tj ET " * 2_000_000, 9)
    streams = b"".join(b"%d 0 obj\n<</Length %d>>stream\n%b\nendstream endobj\n" % (number, len(packed), packed) for number in range(50, 60))
    assert "refused as a bomb" in measured(server, write([Sheet([(79, 100, 16, "正文")])]) + streams)["error"]
    blank = zlib.compress(bytes(26_000_000), 9)
    pictures = b"".join(b"%d 0 obj\n<</Subtype/Image/Length %d>>stream\n%b\nendstream endobj\n" % (number, len(blank), blank)
                        for number in range(50, 60))
    assert measured(server, write([Sheet([(79, 100, 16, "法治政府建设报告")])]) + pictures)["lines"] == ["法治政府建设报告"]


def test_a_torn_stream_is_no_bomb(server):
    packed = zlib.compress(os.urandom(2_000) + b"x" * 3_000_000)
    for body in (packed[:-20], b"\x78\x9c" + b"junk" * 3_000, b""):
        data = write([Sheet([(79, 100, 16, "法治政府建设报告")])]) + b"50 0 obj\n<<>>stream\n" + body
        assert measured(server, data)["lines"] == ["法治政府建设报告"]


def in_child(work, **limits) -> dict:
    """Run something else than a reader in the limited child."""
    real = worker.read
    worker.read = lambda _data: work() or {}
    try:
        return worker._in_child({"seconds": 1, "memory_mb": 400, **limits}, b"")
    finally:
        worker.read = real


def endless() -> None:
    while True:
        pass


def test_the_child_may_not_run_on_or_sleep():
    assert "time" in in_child(endless)["error"]
    started = time.monotonic()
    assert "time" in in_child(lambda: time.sleep(30))["error"]
    assert time.monotonic() - started < 20


def test_the_child_may_open_no_file_and_no_socket():
    assert "code 1" in in_child(lambda: Path("/etc/hostname").read_text())["error"]
    import socket
    assert "code 1" in in_child(lambda: str(socket.socket()))["error"]


def test_the_child_may_not_take_all_memory():
    assert "code 1" in in_child(lambda: bytearray(800 * 1024 * 1024) and {})["error"]


def test_a_crash_of_the_reader_is_one_sentence():
    assert "crashed (signal 10)" in in_child(lambda: os.kill(os.getpid(), signal.SIGUSR1))["error"]


def test_a_fault_of_a_reader_is_one_sentence(monkeypatch):
    def broken(_data):
        raise ZeroDivisionError("by zero")

    monkeypatch.setitem(readers.READERS, "text", broken)
    assert worker.read(b"plain words")["error"] == (
        "The file is damaged: its reader gave up (ZeroDivisionError: by zero).")


def test_a_lost_server_is_replaced():
    assert read_file(docx(p("正文"))).text == "正文"
    client._workers[False]._process.kill()
    client._workers[False]._process.wait()
    assert read_file(docx(p("再来"))).text == "再来"


def test_files_above_the_cap_are_not_read():
    found = read_file(b"x" * (MAX_BYTES + 1), media_type="application/pdf")
    assert found.error == "The file has 67,108,865 bytes, more than the 67,108,864 that are read."
    assert found.media_type == "application/pdf"


def test_long_texts_are_cut():
    found = read_file(("法治" * 50 + "\n").encode() * 20_000)
    assert 900_000 < len(found.text) <= 1_000_000
    assert "cut" in found.warnings[0]


def test_torn_files_never_raise(server):
    for data in (docx(p("正文")), write([Sheet([(79, 100, 16, "法治政府建设报告")])]), HOSTILE["external entity"]):
        for cut in range(0, len(data), max(1, len(data) // 20)):
            answer = measured(server, data[:cut])
            assert answer["error"] or answer["lines"]


@pytest.mark.parametrize("contents", [b"q 1 0 0 1 0 0 cm " * 1_000_000, b"BT /F 12 Tf 1 0 0 1 72 700 Tm (abcdefgh) Tj ET\n" * 400_000])
def test_operators_without_end_are_bounded(server, contents):
    answer = measured(server, pdf_bomb(contents))
    assert answer["error"] or answer["lines"]
    assert answer["cpu_seconds"] < 2
    assert answer["peak_mb"] < 200


def test_a_stream_packed_twice_is_bounded(server):
    data = pdf_bomb(zlib.compress(bytes(150_000_000), 9)).replace(b"/Filter/FlateDecode>>stream\n", b"/Filter[/FlateDecode/FlateDecode]>>stream\n")
    answer = measured(server, data)
    assert answer["cpu_seconds"] < 2
    assert answer["peak_mb"] < 200


def test_a_word_file_of_empty_thoughts_is_bounded(server):
    answer = measured(server, docx("".join(p(str(number)) for number in range(60_000))))
    assert len(answer["lines"]) == MAX_LINES
    assert answer["warnings"] == ["The text was cut after 30,000 paragraphs."]
    assert answer["cpu_seconds"] < 2
    assert answer["peak_mb"] < 200


def test_a_file_taken_in_three_hundred_times_is_read_once(server):
    relations = "".join(f'<Relationship Id="c{number}" Type="x/aFChunk" Target="c.docx"/>' for number in range(300))
    shown = "".join(f'<w:altChunk r:id="c{number}"/>' for number in range(300))
    inner = docx(p("字" * 400) * 400)
    answer = measured(server, pack({
        "[Content_Types].xml": "<x/>", "word/document.xml": f'<w:d xmlns:w="w" xmlns:r="r"><w:body>{shown}</w:body></w:d>',
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>", "word/c.docx": inner}))
    assert 1_000 < len(answer["lines"]) < 3_000
    assert answer["cpu_seconds"] < 1
    assert answer["peak_mb"] < 200

