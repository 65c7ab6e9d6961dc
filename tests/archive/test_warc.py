"""WARC records and files: what is written can be read by us and by warcio, and torn tails are cut."""

from __future__ import annotations

import gzip
import zlib
from datetime import datetime, timezone
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive.errors import FazhiError
from archive.warc import codings, record, storage

DATE = datetime(2024, 3, 4, 8, 22, 5, tzinfo=timezone.utc)
URL = "http://www.qy-demo.gov.cn/art/1.html"


def response(body: bytes, headers: record.Headers, url: str = URL) -> record.Draft:
    head = record.http_head("HTTP/1.1 200 OK", headers, body)
    return record.Draft("response", url, DATE, head + body, "application/http;msgtype=response", payload=body)


def write(folder: Path, *drafts: record.Draft, name: str = "0-20240304082205-00000.warc.gz") -> Path:
    file = storage.WarcFile(folder, name)
    for draft in drafts:
        file.append(draft.member())
    file.sync()
    file.close()
    return folder / name


def checked_by_warcio(path: Path) -> int:
    class Options:
        inputs = (str(path),)
        verbose = False

    checker = Checker(Options())
    checker.process_all()
    return checker.exit_value


def test_warcio_reads_and_checks_what_we_write(tmp_path: Path) -> None:
    body = gzip.compress("依法行政".encode() * 50)
    path = write(
        tmp_path,
        record.Draft("warcinfo", None, DATE, b"software: x\r\n", "application/warc-fields"),
        response(body, [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Type", "text/html")]),
        record.Draft("resource", "file:///a.html", DATE, b"<p>x</p>", "text/html", payload=b"<p>x</p>"),
    )
    assert checked_by_warcio(path) == 0
    with path.open("rb") as stream:
        records = [(record.rec_type, record.content_stream().read()) for record in ArchiveIterator(stream)]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "resource"]
    assert records[1][1] == "依法行政".encode() * 50


def test_warcio_sees_a_changed_byte(tmp_path: Path) -> None:
    path = write(tmp_path, response(b"x" * 3000, []))
    plain = gzip.decompress(path.read_bytes()).replace(b"xxx", b"xyx", 1)
    path.write_bytes(gzip.compress(plain))
    assert checked_by_warcio(path) == 1
    assert [item.problem for item in storage.scan(path)] == ["block digest does not match; payload digest does not match"]


def test_reading_by_offset_gives_the_exchange(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    file = storage.WarcFile(tmp_path / "warc", "a.warc.gz")
    file.append(response(b"first", []).member())
    offset, length = file.append(response(b"second", [("Content-Type", "Text/HTML; charset=gbk")]).member())
    file.close()
    answer = storage.read_response(tmp_path, "a.warc.gz", offset, length)
    assert (answer.url, answer.date, answer.status, answer.reason) == (URL, "2024-03-04T08:22:05Z", 200, "OK")
    assert (answer.body, answer.content(), answer.media_type) == (b"second", b"second", "text/html")


@pytest.mark.parametrize("place", [("missing.warc.gz", 0, 10), ("a.warc.gz", 3, 50), ("a.warc.gz", 0, 40),
                                   ("a.warc.gz", 10**9, 10), ("../a.warc.gz", 0, 10), ("/etc/passwd", 0, 10)])
def test_a_wrong_place_is_one_sentence(tmp_path: Path, place: tuple[str, int, int]) -> None:
    (tmp_path / "warc").mkdir()
    write(tmp_path / "warc", response(b"body", []), name="a.warc.gz")
    with pytest.raises(storage.WarcError) as caught:
        storage.read_response(tmp_path, *place)
    assert str(caught.value).endswith((".",))
    assert caught.value.exit_code == 3


def test_hostile_addresses_and_headers_stay_inside_their_line(tmp_path: Path) -> None:
    draft = response(b"x", [("X-Evil", "a\r\nWARC-Type: warcinfo\r\n\r\n<html>")], "http://a.example/\r\nWARC-Type: x\n y")
    path = write(tmp_path, draft)
    assert checked_by_warcio(path) == 0
    (item,) = storage.scan(path)
    assert item.record is not None
    assert item.record.type == "response"
    assert storage.response_of(item.record).body == b"x"


def test_headers_that_would_lie_about_the_body_are_renamed() -> None:
    head = record.http_head("HTTP/1.1 200 OK", [("Transfer-Encoding", "chunked"), ("Content-Length", "9")], b"abc")
    assert b"X-Archive-Orig-Transfer-Encoding: chunked" in head
    assert b"X-Archive-Orig-Content-Length: 9" in head
    assert b"\r\nContent-Length: 3" in record.http_head("x", [("Content-Length", "3")], b"abc").replace(b"x", b"", 1)


# Torn tails -------------------------------------------------------------------------------------------------------


def test_a_torn_tail_is_cut_to_the_committed_end(tmp_path: Path) -> None:
    path = write(tmp_path, response(b"one", []))
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + response(b"two", []).member()[:50])
    torn = storage.truncate_torn(tmp_path, [path.name], lambda _: size)
    assert torn == [storage.Torn(path.name, 50, size)]
    assert path.stat().st_size == size
    assert storage.truncate_torn(tmp_path, [path.name], lambda _: size) == []


@pytest.mark.parametrize("content", [b"", b"half a record"])
def test_a_newcomer_that_was_never_acknowledged_is_removed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(content)
    assert storage.truncate_torn(tmp_path, ["a.warc.gz"], lambda _: 0) == [storage.Torn("a.warc.gz", len(content), 0)]
    assert not (tmp_path / "a.warc.gz").exists()


def test_a_file_that_somebody_writes_or_nobody_knows_is_left_alone(tmp_path: Path) -> None:
    file = storage.WarcFile(tmp_path, "a.warc.gz")
    file.append(b"in the making")
    (tmp_path / "foreign.warc.gz").write_bytes(b"somebody's")
    assert storage.truncate_torn(tmp_path, ["a.warc.gz"], lambda _: 0) == []
    assert storage.truncate_torn(tmp_path, ["foreign.warc.gz"], lambda _: None) == []
    file.close()
    assert len(storage.truncate_torn(tmp_path, ["a.warc.gz"], lambda _: 0)) == 1
    assert (tmp_path / "foreign.warc.gz").exists()


def test_the_committed_end_is_asked_again_under_the_lock(tmp_path: Path) -> None:
    path = write(tmp_path, response(b"one", []), response(b"two", []))
    answers = iter((10, path.stat().st_size))
    assert storage.truncate_torn(tmp_path, [path.name], lambda _: next(answers)) == []
    assert len(list(storage.scan(path))) == 2


def test_scan_stops_at_damage_and_keeps_what_stood_before(tmp_path: Path) -> None:
    path = write(tmp_path, response(b"one", []), response(b"two", []), response(b"three", []))
    items = list(storage.scan(path))
    assert [item.problem for item in items] == [None, None, None]
    data = bytearray(path.read_bytes())
    data[items[1].offset] ^= 0xFF
    path.write_bytes(data)
    assert [item.problem for item in storage.scan(path)] == [None, "the record is damaged"]
    path.write_bytes(data[:items[1].offset - 5])
    assert [item.problem for item in storage.scan(path)] == ["the record is cut short"]


# Content codings --------------------------------------------------------------------------------------------------


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


PLAIN = "一、主要举措和成效".encode() * 40


@pytest.mark.parametrize(("body", "coding"), [
    (PLAIN, ""), (PLAIN, "identity"), (gzip.compress(PLAIN), "gzip"), (gzip.compress(PLAIN), "x-gzip"),
    (gzip.compress(PLAIN[:90]) + gzip.compress(PLAIN[90:]), "gzip"), (gzip.compress(PLAIN) + b"\0\0rubbish", "gzip"),
    (zlib.compress(PLAIN), "deflate"), (raw_deflate(PLAIN), "deflate"), (brotli.compress(PLAIN), "br"),
    (gzip.compress(brotli.compress(PLAIN)), "br, gzip"), (PLAIN, "gzip"), (PLAIN, "br"), (PLAIN, "zstd"),
    (gzip.compress(PLAIN), ""), (gzip.compress(gzip.compress(PLAIN)), "gzip"), (gzip.compress(zlib.compress(PLAIN)), "deflate, gzip"),
])
def test_every_coding_and_every_wrong_label(body: bytes, coding: str) -> None:
    assert codings.decode(body, coding).body == PLAIN


def test_a_cut_body_gives_what_it_holds_and_says_so() -> None:
    decoded = codings.decode(gzip.compress(bytes(range(256)) * 100)[:-60], "gzip")
    assert decoded.body
    assert "cut short" in (decoded.note or "")


@pytest.mark.parametrize(("body", "coding"), [
    (gzip.compress(bytes(40_000_000)), "gzip"), (zlib.compress(bytes(40_000_000)), "deflate"),
    (brotli.compress(bytes(40_000_000), quality=1), "br"),
])
def test_a_bomb_is_refused_with_a_sentence(body: bytes, coding: str) -> None:
    assert len(body) < 200_000
    with pytest.raises(FazhiError, match="unfolds to more than 20 MB"):
        codings.decode(body, coding)


def test_only_one_layer_is_taken_off_that_no_label_names() -> None:
    twice = gzip.compress(gzip.compress(PLAIN))
    decoded = codings.decode(gzip.compress(twice), "gzip")
    assert decoded == codings.Decoded(gzip.compress(PLAIN), "the body is gzip inside its coding")
    assert codings.decode(twice, "gzip, gzip") == codings.Decoded(PLAIN)


def test_a_bomb_inside_a_coding_is_refused() -> None:
    with pytest.raises(FazhiError, match="unfolds to more than 20 MB"):
        codings.decode(gzip.compress(gzip.compress(bytes(40_000_000))), "gzip")
