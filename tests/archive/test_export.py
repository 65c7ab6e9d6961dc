"""Downloads: complete, readable elsewhere, and harmless whatever the text says."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
import tracemalloc
import unicodedata
import zipfile
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import read
from archive.errors import UsageError
from archive.export import downloads
from archive.export.render import web_address

TEXT = "某县人民政府：\n一、主要做法\n（一）完善制度\n完善<制度>3项 & 清理*文件*。\n一是开展 | 二是检查\n甲 | 12\n# 不是标题\n落款"
HOSTILE = '=HYPERLINK("http://a.example","x")<script>alert(1)</script>\x1b[31m../../etc/passwd'


@pytest.fixture
def conn():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    put(connection, 1, "331121-2023-aa", title="某县2023年法治政府建设年度报告", issuer="某县人民政府", text=TEXT)
    put(connection, 2, "b", title=HOSTILE, issuer=HOSTILE, publisher="@x", text=HOSTILE, url="javascript:alert(1)")
    put(connection, 3, "c", title=None, issuer=None, text="", url=None)
    for place, (heading, level) in enumerate((("一、主要做法", 1), ("（一）完善制度", 2)), 1):
        start = TEXT.index(heading)
        connection.execute("insert into sections values ('331121-2023-aa', ?, ?, ?, 'achievements', ?, ?)",
                           (place, level, heading, start, start + 20))
    return connection


def put(conn, rowid, name, *, title, issuer, text, publisher=None, url="http://www.example.gov.cn/a.html?b=1&c=2"):
    digest = hashlib.sha256(text.encode()).hexdigest()
    conn.execute(
        """insert into documents (rowid, id, title, kind, verdict, report_year, region_code, level, index_number,
        index_number_valid, issuer, publisher, url, first_seen, last_seen, text_sha256, text_chars, extractor, in_index)
        values (?, ?, ?, 'annual_report', 'ok', 2023, '331121', 'county', '113311210026511130/2024-1', 0, ?, ?, ?,
        '2024-03-04T01:02:03Z', '2024-03-04T01:02:03Z', ?, ?, '1', 1)""",
        (rowid, name, title, issuer, publisher, url, digest, len(text)),
    )
    conn.execute("insert into texts values (?, ?, ?)", (rowid, name, text))


class Pipe:
    """What a network connection offers: write and flush, nothing else."""

    def __init__(self):
        self.parts = []

    def write(self, data):
        self.parts.append(bytes(data))
        return len(data)

    def flush(self):
        pass

    def value(self):
        return b"".join(self.parts)


def written(writer, conn, ids):
    pipe = Pipe()
    writer(conn, ids, pipe, None)
    return pipe.value()


def test_text_has_title_facts_and_the_whole_text(conn):
    text = downloads.as_text(read.answer(conn, "331121-2023-aa"))
    assert text.startswith("某县2023年法治政府建设年度报告\n\n报告机关：某县人民政府\n")
    assert text.endswith("\n\n" + TEXT + "\n")
    assert "索引号：113311210026511130/2024-1（校验位不符）\n" in text
    assert "层级：县级\n" in text
    assert "原网址：http://www.example.gov.cn/a.html?b=1&c=2\n" in text
    assert f"正文 SHA-256：{hashlib.sha256(TEXT.encode()).hexdigest()}\n" in text
    assert "文号" not in text


def test_a_document_without_anything(conn):
    answer = read.answer(conn, "c")
    assert downloads.as_text(answer).startswith("（无标题）\n")
    assert downloads.as_markdown(answer).startswith("# （无标题）\n")
    assert "<h1>（无标题）</h1>" in downloads.as_html(answer)
    assert json.loads(downloads.as_json(answer))["title"] is None


def test_nothing_steers_a_terminal(conn):
    for form in (downloads.as_text, downloads.as_markdown, downloads.as_html, downloads.as_json):
        assert "\x1b" not in form(read.answer(conn, "b"))


def test_json_is_the_answer(conn):
    answer = read.answer(conn, "331121-2023-aa")
    assert json.loads(downloads.as_json(answer)) == answer
    assert "法治政府" in downloads.as_json(answer)


def test_markdown_keeps_headings_and_tables_and_escapes_the_rest(conn):
    markdown = downloads.as_markdown(read.answer(conn, "331121-2023-aa"))
    assert "\n\n## 一、主要做法\n\n### （一）完善制度\n\n" in markdown
    assert "完善\\<制度\\>3项 &amp; 清理\\*文件\\*。" in markdown
    assert "| 一是开展 | 二是检查 |\n| --- | --- |\n| 甲 | 12 |" in markdown
    assert "\n\\# 不是标题\n" in markdown
    assert "\n\n落款\n" in markdown
    assert "<script" not in downloads.as_markdown(read.answer(conn, "b")).replace("\\<", "")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data):
        self.text.append(data)


def parsed(html):
    tags = Tags()
    tags.feed(html)
    return tags


def test_html_stands_by_itself_and_shows_hostile_text_as_text(conn):
    html = downloads.as_html(read.answer(conn, "331121-2023-aa"))
    tags = parsed(html)
    assert html.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert tags.tags.count("h2") == tags.tags.count("h3") == tags.tags.count("table") == 1
    assert tags.links == ["http://www.example.gov.cn/a.html?b=1&c=2"]
    assert "完善<制度>3项 & 清理*文件*。" in "".join(tags.text)
    hostile = parsed(downloads.as_html(read.answer(conn, "b")))
    assert not {"script", "style", "link", "img", "iframe"} & set(hostile.tags)
    assert hostile.links == []
    assert "<script>alert(1)</script>" in "".join(hostile.text)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//a.example", "ftp://a.example", "", None,
                                 "http://a b", " http://a.example"])
def test_only_web_addresses_become_links(url):
    assert web_address(url) is None


def test_zip_is_streamed_with_a_manifest_of_digests(conn):
    data = written(downloads.write_zip, conn, ["331121-2023-aa", "b", "c"])
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        manifest = list(csv.DictReader(io.StringIO(packed.read("manifest.csv").decode("utf-8-sig"))))
        assert names == [*(row["file"] for row in manifest), "manifest.csv"]
        for row in manifest:
            body = packed.read(row["file"])
            assert hashlib.sha256(body).hexdigest() == row["file_sha256"]
            assert body.decode() == downloads.as_text(read.answer(conn, row["id"]))
    assert names[0] == "331121-2023-某县人民政府-aa.txt"
    assert all(re.fullmatch(r"[\w-]+\.(txt|csv)", name) for name in names)
    assert manifest[1]["title"].startswith("'=")
    assert data == written(downloads.write_zip, conn, ["331121-2023-aa", "b", "c"])


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(conn):
    data = written(downloads.write_csv, conn, ["331121-2023-aa", "b", "c"])
    assert data.startswith(b"\xef\xbb\xbfid,url,title,")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == ["331121-2023-aa", "b", "c"]
    assert rows[0]["issuer"] == "某县人民政府"
    assert rows[0]["report_year"] == "2023"
    assert rows[1]["title"] == "'" + HOSTILE
    assert rows[1]["publisher"] == "'@x"
    assert rows[2]["title"] == ""
    assert "text" not in rows[0]


@given(st.text(max_size=6))
def test_no_cell_begins_like_a_formula(cell):
    start = str(downloads.guarded(cell))[:1]
    assert start not in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}
    assert str(downloads.guarded(cell)).removeprefix("'") == cell.removeprefix("'")


def test_jsonl_holds_every_answer(conn):
    lines = written(downloads.write_jsonl, conn, ["b", "331121-2023-aa"]).decode().splitlines()
    assert [json.loads(line) for line in lines] == [read.answer(conn, "b"), read.answer(conn, "331121-2023-aa")]


@pytest.mark.parametrize("writer", [downloads.write_zip, downloads.write_csv, downloads.write_jsonl])
def test_an_unknown_id_is_told_and_no_documents_are_fine(conn, writer):
    with pytest.raises(UsageError, match="'nowhere'"):
        writer(conn, ["b", "nowhere"], Pipe(), None)
    written(writer, conn, [])


@pytest.mark.parametrize("writer", [downloads.write_zip, downloads.write_csv, downloads.write_jsonl])
def test_many_documents_need_little_memory_and_tell_their_progress(conn, writer):
    text = "法治政府建设年度报告正文。" * 2000
    for rowid in range(10, 210):
        put(conn, rowid, f"d{rowid}", title="题", issuer="某县", text=text)
    ids = [f"d{rowid}" for rowid in range(10, 210)]
    told = []
    sink = Pipe()
    sink.write = len
    tracemalloc.start()
    writer(conn, ids, sink, lambda done, total: told.append((done, total)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told[-1] == (200, 200)
    assert told == sorted(told)
    assert peak < len(text) * 2 * 120


FIELDS = st.dictionaries(st.sampled_from(["region_code", "issuer", "report_year"]), st.text(max_size=60))


@given(FIELDS, st.text(min_size=1))
def test_file_names_are_safe_whatever_the_fields_say(fields, name):
    made = downloads.file_name({"id": name, **fields}, ".txt")
    assert re.fullmatch(r"[\w-]+\.txt", made)
    assert not made.startswith(("-", "."))
    assert len(made.encode()) <= 250
    assert made == unicodedata.normalize("NFKC", made)
    assert downloads.file_name({"id": name + "x", **fields}, "txt") != made


def test_file_names_fit_into_every_file_system():
    long = "\U00020000" * 90
    made = downloads.file_name({"id": long, "region_code": long, "issuer": long, "report_year": long}, "jsonl")
    assert 200 < len(made.encode()) < 256
