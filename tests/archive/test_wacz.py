"""WARC, WACZ and database exports: whole, equal for equal archives, readable elsewhere, and the same documents when imported."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import find, maintenance, read
from archive.cli import cli
from archive.export import wacz
from archive.export.cdxj import Index, sort_key
from archive.export.sqlite_copy import write_db
from archive.intake import importing
from archive.intake.pipeline import process_pending
from archive.intake.recorder import Recorder
from archive.store import Archive
from archive.warc.record import WarcError
from crawler.demo import docx

HOST = "http://www.qy-demo.gov.cn"


@pytest.fixture
def filled(archive, exchange, sample_page, sample_text):
    """Three reports: one seen again unchanged, one revised, one with a file; a list page and a failure beside them."""
    packed = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("ETag", '"1"')]
    asked = [("Host", "www.qy-demo.gov.cn")]
    file = "远山县人民政府2022年法治政府建设年度报告\n" + sample_text("远山县人民政府", 2022)
    with Recorder(archive, worker="t") as recorder:
        recorder.record_many([
            exchange(f"{HOST}/list.html", b"<html><body>list</body></html>", kind="list"),
            exchange(f"{HOST}/1.html", gzip.compress(sample_page(), mtime=0), headers=packed, request_headers=asked),
            exchange(f"{HOST}/2.html", sample_page("平湖县人民政府", 2021), minutes=1),
            exchange(f"{HOST}/3.html", None, minutes=2, error="timeout: no answer."),
        ])
        recorder.record(exchange(f"{HOST}/1.html", b"", minutes=3, status=304, reason="Not Modified", headers=[]))
        changed = sample_page("平湖县人民政府", 2021, text=sample_text("平湖县人民政府", 2021) + "\n附则另行公布。")
        recorder.record(exchange(f"{HOST}/2.html", changed, minutes=4))
        links = sample_page("远山县人民政府", 2022, text="请点击附件", files=(("报告.docx", f"{HOST}/f/9.docx"),))
        recorder.record(exchange(f"{HOST}/4.html", links, minutes=5))
        recorder.record(exchange(f"{HOST}/f/9.docx", docx.write(file.split("\n"), []), minutes=6, kind="attachment",
                                 headers=[("Content-Type", "application/octet-stream")], parent_url=f"{HOST}/4.html"))
    summary = process_pending(archive)
    assert summary.failures == []
    return archive


def ids_of(archive):
    return find.all_ids(archive.conn, "", find.Filters(kind="any"))


def packed(archive, ids=None, form="wacz"):
    out = io.BytesIO()
    write = wacz.write_wacz if form == "wacz" else wacz.write_warc
    write(archive.data, archive.conn, ids_of(archive) if ids is None else ids, out)
    return out.getvalue()


def documents(archive):
    sql = "select d.id, d.title, d.url, d.revision, t.text from documents d join texts t on t.rowid = d.rowid"
    return {tuple(row) for row in archive.conn.execute(sql)}


@pytest.mark.parametrize("form", ["wacz", "warc"])
def test_an_export_gives_the_same_documents_when_it_is_imported(filled, tmp_path, form):
    path = tmp_path / f"x.{'wacz' if form == 'wacz' else 'warc.gz'}"
    path.write_bytes(packed(filled, form=form))
    with Archive.open(tmp_path / "other") as other:
        first = importing.import_paths(other, [path])
        assert (first.failures, first.warnings) == ([], [])
        assert documents(other) == documents(filled)
        assert len(documents(other)) == 3
        assert maintenance.verify(other).problems == []
        again = importing.import_paths(other, [path])
        assert (again.new, again.revised, again.failures) == (0, 0, [])


def test_a_file_that_was_imported_without_address_comes_back_too(archive, tmp_path, sample_page):
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "a.html").write_bytes(sample_page())
    importing.import_paths(archive, [tmp_path / "saved"])
    (tmp_path / "x.wacz").write_bytes(packed(archive))
    with Archive.open(tmp_path / "other") as other:
        importing.import_paths(other, [tmp_path / "x.wacz"])
        assert documents(other) == documents(archive) != set()


def test_records_are_those_of_the_archive_with_their_questions(filled):
    records = [(record.rec_type, record.rec_headers["WARC-Target-URI"], record.rec_headers["WARC-Date"],
                record.content_stream().read())
               for record in ArchiveIterator(io.BytesIO(packed(filled, form="warc")), check_digests="raise")]
    kinds = [(kind, (url or "").removeprefix(HOST)) for kind, url, *_ in records]
    assert kinds[:2] == [("warcinfo", ""), ("response", "/1.html")]
    assert [kind for kind in kinds if kind[0] in ("response", "revisit")] == [
        ("response", "/1.html"), ("response", "/2.html"), ("revisit", "/1.html"), ("response", "/2.html"),
        ("response", "/4.html"), ("response", "/f/9.docx")]
    assert kinds.count(("request", "/1.html")) == 2
    assert not [url for _, url in kinds if url in ("/list.html", "/3.html")]


def test_only_the_captures_of_the_documents_asked_for_leave(filled):
    one = next(row[0] for row in filled.conn.execute("select id from documents where url = ?", (f"{HOST}/2.html",)))
    urls = {record.rec_headers["WARC-Target-URI"] for record in ArchiveIterator(io.BytesIO(packed(filled, [one], "warc")))}
    assert urls == {None, f"{HOST}/2.html"}


def test_a_revisit_brings_its_original(filled):
    conn = filled.conn
    conn.execute("update captures set document_id = null where url = ? and refers_to is null", (f"{HOST}/1.html",))
    one = conn.execute("select document_id from captures where refers_to is not null").fetchone()[0]
    types = [record.rec_type for record in ArchiveIterator(io.BytesIO(packed(filled, [one], "warc")))]
    assert types == ["warcinfo", "response", "request", "revisit", "request"]


def test_the_package_names_every_member_with_its_digest(filled):
    with zipfile.ZipFile(io.BytesIO(packed(filled))) as package:
        described = json.loads(package.read("datapackage.json"))
        assert (described["profile"], described["wacz_version"], described["created"]) == (
            "data-package", "1.1.1", "2024-03-04T08:06:00Z")
        others = set(package.namelist()) - {"datapackage.json", "datapackage-digest.json"}
        assert {item["path"] for item in described["resources"]} == others == {
            "archive/fazhi.warc.gz", "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"}
        for item in described["resources"]:
            body = package.read(item["path"])
            assert (item["bytes"], item["hash"]) == (len(body), f"sha256:{hashlib.sha256(body).hexdigest()}")
            assert item["name"] == item["path"].rpartition("/")[2]
        digest = json.loads(package.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{hashlib.sha256(package.read('datapackage.json')).hexdigest()}"
        for name in others:
            stored = package.getinfo(name).compress_type == zipfile.ZIP_STORED
            assert stored == name.endswith(".gz"), name


def test_every_line_of_the_index_leads_to_its_record(filled):
    with zipfile.ZipFile(io.BytesIO(packed(filled))) as package:
        archived = package.read("archive/fazhi.warc.gz")
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 6
    for line in lines:
        key, time, facts = line.split(" ", 2)
        at = json.loads(facts)
        start = int(at["offset"])
        record = next(iter(ArchiveIterator(io.BytesIO(archived[start:start + int(at["length"])]))))
        assert (record.rec_headers["WARC-Target-URI"], sort_key(at["url"])) == (at["url"], key)
        assert record.rec_headers["WARC-Date"].translate(str.maketrans("", "", "-:TZ")) == time
        assert at["mime"] == ("warc/revisit" if record.rec_type == "revisit" else record.http_headers["Content-Type"].split(";")[0])


def test_each_document_is_a_page_that_the_index_holds(filled):
    with zipfile.ZipFile(io.BytesIO(packed(filled))) as package:
        head, *pages = [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()]
        index = gzip.decompress(package.read("indexes/index.cdx.gz")).decode()
    assert head["format"] == "json-pages-1.0"
    assert [page["id"] for page in pages] == ids_of(filled)
    titles = {row["id"]: row["title"] for row in read.rows(filled.conn, "select id, title from documents")}
    for page in pages:
        assert page["title"] == titles[page["id"]]
        assert f"{sort_key(page['url'])} {page['ts'].translate(str.maketrans('', '', '-:TZ'))} " in index


def test_a_large_index_is_cut_into_blocks_that_the_table_names():
    packed_, lines = io.BytesIO(), 2500
    with Index() as index:
        for number in reversed(range(lines)):
            index.add((f"cn,gov,a)/{number:05d}", "20240304080000", "{}"))
        table = index.write(packed_, "index.cdx.gz").decode().splitlines()
    assert json.loads(table[0].removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    assert len(table) == 4
    found = []
    for line in table[1:]:
        key, time, facts = line.split(" ", 2)
        at = json.loads(facts)
        raw = packed_.getvalue()[at["offset"]:at["offset"] + at["length"]]
        assert at["digest"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        block = gzip.decompress(raw).decode().splitlines()
        assert block[0].startswith(f"{key} {time} ")
        found += block
    assert found == [f"cn,gov,a)/{number:05d} 20240304080000 {{}}" for number in range(lines)]


@pytest.mark.parametrize(("url", "key"), [
    ("http://www.a.gov.cn", "cn,gov,a)/"),
    ("https://www2.a.gov.cn:443/X/", "cn,gov,a)/x"),
    ("http://127.0.0.1:8171/art", "1,0,0,127:8171)/art"),
    ("http://a.gov.cn/x?B=2&a=1&phpsessid=" + "0" * 32, "cn,gov,a)/x?a=1&b=2"),
    ("http://a.gov.cn/a//b/./c/../d", "cn,gov,a)/a/b/d"),
    ("http://a.gov.cn/报%2f告.pdf", "cn,gov,a)/%e6%8a%a5/%e5%91%8a.pdf"),
    ("http://政府.cn/x", "cn,xn--mxtq1m)/x"),
    ("http://[::1/x", "http://[::1/x"),
    ("file:///saved/A.html", "file:///saved/a.html"),
])
def test_addresses_are_sorted_as_other_programs_sort_them(url, key):
    assert sort_key(url) == key


def test_equal_archives_give_equal_files_also_through_a_pipe(filled):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation

    pipe = Pipe()
    wacz.write_wacz(filled.data, filled.conn, ids_of(filled), pipe)
    assert pipe.getvalue() == packed(filled) == packed(filled)
    assert packed(filled, form="warc") == packed(filled, form="warc")


def test_nothing_found_is_an_empty_package(archive):
    with zipfile.ZipFile(io.BytesIO(packed(archive))) as package:
        assert package.read("pages/pages.jsonl").count(b"\n") == 1


def test_a_damaged_record_ends_the_export_with_a_sentence(filled):
    row = filled.conn.execute('select file, "offset" from captures where url = ?', (f"{HOST}/2.html",)).fetchone()
    path = filled.data / "warc" / row["file"]
    raw = bytearray(path.read_bytes())
    raw[row["offset"] + 40] ^= 255
    path.write_bytes(raw)
    with pytest.raises(WarcError, match=r"at byte \d+"):
        packed(filled)


def test_memory_stays_bounded(archive, exchange):
    with Recorder(archive) as recorder:
        for number in range(30):
            body = hashlib.sha256(str(number).encode()).digest() * 16384       # half a megabyte
            recorder.record(exchange(f"{HOST}/{number}.bin", body, headers=[("Content-Encoding", "gzip")]))
    archive.conn.execute("insert into documents (id, kind, verdict, first_seen, last_seen, text_sha256, text_chars, "
                         "extractor) values ('a', 'other', 'ok', '', '', '', 0, '1')")
    archive.conn.execute("update captures set document_id = 'a'")

    class Void(io.RawIOBase):
        def write(self, data):
            return len(data)

    tracemalloc.start()
    wacz.write_warc(archive.data, archive.conn, ["a"], Void())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6e6


def test_a_database_holds_the_documents_alone_and_verifies(filled, tmp_path):
    one = next(row[0] for row in filled.conn.execute("select id from documents where url = ?", (f"{HOST}/4.html",)))
    (tmp_path / "small").mkdir()
    with (tmp_path / "small" / "archive.db").open("wb") as out:
        write_db(filled.conn, [one], out)
    with Archive.open(tmp_path / "small") as small:
        assert read.answer(small.conn, one)["text"] == read.answer(filled.conn, one)["text"]
        assert find.all_ids(small.conn, "远山县", find.Filters(kind="any")) == [one]
        assert maintenance.verify(small).problems == []
        counts = {table: small.conn.execute(f"select count(*) from {table}").fetchone()[0]
                  for table in ("documents", "revisions", "captures", "runs", "frontier", "entries", "warcs")}
    assert counts == {"documents": 1, "revisions": 1, "captures": 2, "runs": 0, "frontier": 0, "entries": 0, "warcs": 0}


@pytest.mark.parametrize("form", ["wacz", "warc", "db"])
def test_the_command_writes_each_form_and_leaves_no_half_file(filled, tmp_path, form, capfd):
    target = tmp_path / f"out.{form}"
    line = ["export", "--data", str(filled.data), "--kind", "any", "--format", form, "-o", str(target)]
    assert cli.main(line, standalone_mode=False) == 0
    assert "3 documents" in capfd.readouterr().err
    start = {"wacz": b"PK", "warc": b"\x1f\x8b", "db": b"SQLite format 3"}[form]
    assert target.read_bytes().startswith(start)
    if form == "db":
        with sqlite3.connect(target) as conn:
            assert conn.execute("select count(*) from documents").fetchone()[0] == 3
    assert [path.name for path in Path(tmp_path).glob(".*part")] == []
