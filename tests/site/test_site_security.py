"""Scraped text is hostile: it stays text, is never run, never names a path, and no query breaks anything."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from archive.site import tables

ALLOWED_SCHEMES = re.compile(r"https?://|/|#|\?")


class Markup(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


HOSTILE_PAGES = ("/", "/search?q={q}", "/report/{hostile}", "/report/{hostile}.html", "/archive/documents",
                 "/archive/attachments", "/archive/evidence", "/archive/documents?_search={q}", "/search?year={q}",
                 "/search?issuer={q}", "/search?sort={q}&page={q}&size={q}")


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_hostile_text_stays_text(site, samples, path):
    html = site.get(path.format(q=quote(samples.HOSTILE), hostile=site.ids["hostile"])).text
    markup = Markup(html)
    assert html.count("<h1") == 1
    for tag, attributes in markup.tags:
        assert tag not in {"script", "img", "iframe", "object"}, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("href", "src", "action"):
            if name in attributes:
                assert ALLOWED_SCHEMES.match(attributes[name] or "/"), attributes


def test_a_hostile_report_links_to_no_script(site, samples):
    html = site.get(f"/report/{site.ids['hostile']}").text
    assert "javascript:" not in html
    assert "无有效链接" in html
    assert "{{ 7*7 }}" in html
    assert "49" not in html.partition("恶意法治政府")[0][-40:]
    assert html.count("</article>") == 1


def test_hostile_text_in_json_feed_and_sitemap(site, samples):
    found = site.get("/search.json?q=" + quote("恶意法治政府"))
    assert found.headers["content-type"].startswith("application/json")
    assert found.json()["results"][0]["title"].startswith(samples.HOSTILE)
    feed = ET.fromstring(site.get("/search.atom?q=" + quote("恶意法治政府")).content)
    titles = [element.text for element in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert any(title.startswith(samples.HOSTILE) for title in titles)
    ET.fromstring(site.get("/sitemap.xml").content)


def test_original_is_the_page_as_fetched_and_never_shown(site, samples):
    for name in ("hostile", "plain"):
        answer = site.get(f"/report/{site.ids[name]}/original")
        assert answer.status_code == 200
        assert b"<script>alert(3)</script>" in answer.content
        assert answer.content.startswith(b"<html>")  # gzip is taken off
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_attachment_is_downloaded_under_our_name(site):
    answer = site.get(f"/report/{site.ids['hostile']}/file/1")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    name = re.search(r'filename="([^"]*)"', answer.headers["content-disposition"])[1]
    assert re.fullmatch(r"[0-9a-z.-]+", name)
    assert site.get(f"/report/{site.ids['hostile']}/file/9").status_code == 404
    assert site.get(f"/report/{site.ids['gone']}/original").status_code == 404


QUERIES = (
    "'", '"', "''", '"""', "(", ")", "()", "((法", "*", "法*", "^法", "NEAR(a b)", "a NEAR b", "AND", "OR", "NOT", "OR OR", "-", "--",
    "-法", "title:", "title:(", "{title}: 法", "a AND", "NOT a", "rowid:1", "documents_fts",
    "法 OR", "%", "_", "\\", "\\'", ";", "; drop table documents",
    "' OR 1=1 --", "\x00", "a\x00b", "\ud83d", "🀄", "　", "﷽", "法" * 200, "a " * 150, "(" * 190, '"' * 190, "-" * 190, "title:" * 30,
    "year:99999999999999", "year:法", "region:999999", "number:*", "<script>", "{{ 7*7 }}", "%s%n", "../../etc/passwd",
)


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_breaks_the_search(site, query):
    text = quote(query.encode("utf-8", "surrogatepass"))
    for path in (f"/search?q={text}", f"/search.json?q={text}", f"/search.atom?q={text}", f"/archive/documents?_search={text}"):
        answer = site.get(path)
        assert answer.status_code == 200, (path, answer.text[:200])
    assert json.loads(site.get(f"/search.json?q={text}").text)["total"] >= 0


@pytest.mark.parametrize("query", [
    "page=-1", "page=0", "page=1e9", "page=99999999999999999999", "size=-5", "size=x", "year=%00", "year=2023;", "region=33000%27",
    "kind=any", "kind=nothing", "level=county", "portal=..%2F..", "q=a&q=b", "q", "=", "&&&", "q=%ff%fe", "q=%", "issuer=%27%22",
    "publisher=" + "x" * 300, "sort=random", "portal=demo-portal&year=2023&kind=any&level=county",
])
def test_no_argument_breaks_the_search(site, query):
    for path in ("/search?", "/search.json?", "/download.jsonl?", "/search.atom?"):
        assert site.get(path + query).status_code == 200, path


@pytest.mark.parametrize("query", [
    "_next=x", "_sort=nothing", "_sort_desc=title&_sort=title", "_size=-1", "_size=x", "nocolumn__exact=1", "title__regex=(",
    "_col=x", "_shape=nothing", "_filter_column=x&_filter_op=y", "report_year__gt=x", "title__arraycontains=x", "_labels=on",
    "title__like=%25%27", "_search_title=%22", "_search_nothing=x", "_next=1,2,3,4",
])
def test_no_argument_breaks_the_data_pages(site, query):
    for suffix in ("", ".json", ".csv"):
        assert site.get(f"/archive/documents{suffix}?{query}").status_code in {200, 302, 400, 404}, suffix


@pytest.mark.parametrize("table", tables.PUBLIC)
def test_no_address_of_a_row_breaks_the_data_pages(site, table):
    huge = "9" * 30
    for key in ("1", "1,2,3,4,5,6", ",", "~", "~00", "~FF", "-1", huge, f"{huge},{huge}", "%27", "1;--", "a,b", "1e309"):
        for suffix in ("", ".json"):
            assert site.get(f"/archive/{table}/{key}{suffix}").status_code in {200, 302, 400, 404}, (key, suffix)


@pytest.mark.parametrize("suffix", ["", ".json", ".csv"])
@pytest.mark.parametrize("lookup", ["", "__exact", "__not", "__gt", "__gte", "__lt", "__lte", "__in", "__date", "__json", "__isnull", "__glob"])
def test_no_number_breaks_a_filter(site, lookup, suffix):
    for column in ("code", "rowid", "nothing"):
        for value in ("9" * 30, "-" + "9" * 30, "1e309", "%ED%A0%80", "[", "%00"):
            status = site.get(f"/archive/regions{suffix}?{column}{lookup}={value}").status_code
            assert status in {200, 400}, (column, value)


def test_errors_tell_nothing_of_the_inside(site):
    for path in ("/archive/documents?_next=x&_sort=title", "/archive/documents.json?_sort=nothing", "/nowhere"):
        text = site.get(path).text
        assert "Traceback" not in text
        assert str(site.data) not in text
        assert "select " not in text


def test_an_unexpected_error_is_a_chinese_page(site, monkeypatch):
    from archive.site.views import report

    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(report.prepared, "read", broken)
    answer = site.get(f"/report/{site.ids['plain']}", host="broken.example")
    assert answer.status_code == 500
    assert "服务器出错" in answer.text
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers


def test_slow_work_is_cut_off(site, monkeypatch):
    from archive.site import served as site_module
    from archive.site.views import search

    def endless(conn, *_asked, **_how):
        conn.execute("with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n").fetchall()

    monkeypatch.setattr(site_module, "READ_SECONDS", 0.2)
    monkeypatch.setattr(search, "_search", endless)
    answer = site.get("/search?q=slow", host="slow.example")
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert site.get("/search.json?q=slow", host="slow.example").json()["status"] == 503


def test_datasette_search_box_understands_chinese(site):
    for words in ("行政复议", "青田县", "重大行政决策程序", "规范性文件"):
        ours = site.get(f"/search.json?kind=any&q={quote(words)}").json()["total"]
        theirs = site.get(f"/archive/documents.json?_size=max&_search={quote(words)}").json()
        assert theirs["next"] is None
        assert ours == len(theirs["rows"]) > 0, words


def test_downloads_hold_the_search_and_nothing_else(site):
    query = f"q={quote('行政复议')}&region=330000"
    total = site.get(f"/search.json?{query}").json()["total"]
    lines = [json.loads(line) for line in site.get(f"/download.jsonl?{query}").text.splitlines()]
    assert len(lines) == total
    rows = list(csv.reader(io.StringIO(site.get(f"/download.csv?{query}").content.decode("utf-8-sig"))))
    assert len(rows) == total + 1
    answer = site.get(f"/download.zip?{query}")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment")
    bundle = zipfile.ZipFile(io.BytesIO(answer.content))
    assert bundle.testzip() is None
    assert len(bundle.namelist()) >= total
    for name in bundle.namelist():
        assert not name.startswith("/")
        assert ".." not in name.split("/")


def test_downloads_with_hostile_text(site):
    content = site.get("/download.zip?q=" + quote("恶意法治政府")).content
    assert all(re.fullmatch(r"[^<>:\"|?*\\\x00-\x1f]+", name) for name in zipfile.ZipFile(io.BytesIO(content)).namelist())


def test_a_download_that_fails_is_not_taken_for_complete(site, monkeypatch):
    from archive.site.views import download

    def failing(conn, ids, out, progress):
        out.write(b"x" * 200_000)
        raise RuntimeError("disk gone")

    monkeypatch.setitem(download.WRITERS, "csv", (failing, "text/csv"))
    with pytest.raises(Exception, match="broke off"):
        site.get("/download.csv?year=2017")
    assert download._places.acquire(blocking=False)  # the place is free again
    download._places.release()


def test_only_so_many_downloads_at_once(site):
    from archive.site.views import download

    for _ in range(download.AT_ONCE):
        assert download._places.acquire(blocking=False)
    try:
        answer = site.get("/download.csv?year=2016")
        assert answer.status_code == 503
        assert "retry-after" in answer.headers
    finally:
        for _ in range(download.AT_ONCE):
            download._places.release()
    assert site.get("/download.csv?year=2016").status_code == 200


def test_a_reader_who_leaves_frees_the_writer():
    from archive.site.views import download

    pipe = download.Pipe()
    pipe.left.set()
    with pytest.raises(BrokenPipeError):
        pipe.write(b"x" * download.CHUNK)


def test_host_header_is_not_trusted(site):
    answer = site.get("/sitemap.xml", host="evil.example/<script>")
    assert "evil.example/" not in answer.text
    assert "<script>" not in answer.text
