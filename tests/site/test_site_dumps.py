"""The nightly dumps on the site, and the page that names its interfaces."""

from __future__ import annotations

import hashlib
import re

import pytest

from archive import i18n
from archive.export import dumps
from archive.model import Document
from archive.site.views import api
from archive.store import Archive


@pytest.fixture
def dumped(fresh_site):
    with Archive.open(fresh_site.data, create=False, readonly=True) as archive:
        return fresh_site, dumps.write(fresh_site.data, archive.conn).manifest


def test_dumps_are_listed_and_arrive_whole(dumped):
    site, manifest = dumped
    html = site.get("/data").text
    for one in manifest["files"]:
        assert one["sha256"] in html
        assert f'href="/data/{one["name"]}"' in html
        answer = site.get(f"/data/{one['name']}")
        assert answer.headers["content-type"] == one["media_type"]
        assert answer.headers["content-length"] == str(one["bytes"])
        assert answer.headers["content-disposition"] == f'attachment; filename="{one["name"]}"'
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert hashlib.sha256(answer.content).hexdigest() == one["sha256"]
    assert site.get("/data/manifest.json").json() == manifest
    assert dumps.SIGNATURE not in html
    assert site.get(f"/data/{dumps.SIGNATURE}").status_code == 404
    (site.data / dumps.FOLDER / dumps.SIGNATURE).write_text("signed", encoding="utf-8")
    assert f'href="/data/{dumps.SIGNATURE}"' in site.get("/data").text
    assert site.get(f"/data/{dumps.SIGNATURE}").text == "signed"
    head = site.ask("HEAD", "/data/fazhi-reports.db.gz")
    assert head.status_code == 200
    assert head.content == b""


def test_a_dump_is_sent_in_chunks(dumped, monkeypatch):
    from archive.site.views import dumps as view

    site, manifest = dumped
    monkeypatch.setattr(view, "CHUNK", 100)
    one = manifest["files"][1]
    assert hashlib.sha256(site.get(f"/data/{one['name']}").content).hexdigest() == one["sha256"]


def test_only_the_named_files_leave_the_folder(dumped):
    site, _ = dumped
    (site.data / dumps.FOLDER / "secret.txt").write_text("x", encoding="utf-8")
    for name in ("secret.txt", "../archive.db", "..%2farchive.db", "%2e%2e/archive.db", "archive.db", "fazhi-reports.db", "FAZHI-REPORTS.PARQUET",
                 "fazhi-reportsxparquet", "manifest.json/x"):
        assert site.get(f"/data/{name}").status_code == 404, name


def test_without_dumps_the_page_says_so(fresh_site):
    answer = fresh_site.get("/data")
    assert answer.status_code == 200
    assert i18n.text("dumps.none") in answer.text
    assert fresh_site.get("/data/fazhi-reports.parquet").status_code == 404
    assert fresh_site.get("/data/manifest.json").json()["status"] == 404


def test_the_page_of_interfaces_shows_addresses_that_answer(dumped):
    site, _ = dumped
    html = site.get("/api").text
    name = site.get("/search.json").json()["results"][0]["id"]
    tried = 0
    for path in (path for paths in api.EXAMPLES.values() for path in paths if "{url}" not in path):
        answer = site.get(path.format(id=name, place="330000"))
        assert answer.status_code in {200, 302}, path
        tried += 1
    assert tried > 15
    assert 'href="/openapi.json"' in html
    assert 'href="/api"' in site.get("/").text
    assert 'href="/data"' in site.get("/").text
    english = site.get("/en/api").text
    assert "Interfaces for programs" in english
    assert 'href="/en/data"' in site.get("/en/").text


def test_the_page_of_interfaces_leads_nowhere_that_is_empty(serve_folder, tmp_path, samples):
    """An archive of counties without dumps: the addresses to try are such as it answers."""
    with Archive.open(tmp_path) as archive:
        archive.upsert(Document(
            url="http://a.gov.cn/1.html", title="青田县2022年法治政府建设年度报告", kind="annual_report", verdict="ok", report_year=2022,
            issuer="青田县人民政府", region_code="331121", region_name="青田县", level="county", text="现将有关情况报告如下。",
        ), seen_at="2024-04-01T00:00:00Z")
    site = serve_folder(tmp_path)
    linked = re.findall(r'<li><a href="([^"]+)"><code', site.get("/zh/api").text)
    assert "/zh/place/331121/latest" in linked or "/place/331121/latest" in linked
    assert {path: site.get(path).status_code for path in linked if site.get(path).status_code not in {200, 302}} == {}
