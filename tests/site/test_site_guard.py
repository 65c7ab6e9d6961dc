"""The guard: headers everywhere, methods, lengths, closed places, ETags that tell the truth."""

from __future__ import annotations

import gzip
import random
from datetime import datetime, timezone
from urllib.parse import quote

import pytest

from archive.intake.recorder import Recorder
from archive.site import datasettes, guard, shelf, tables
from archive.store import Archive

PAGES = (
    "/", "/search?q=%E6%B3%95", "/search.json", "/about", "/status", "/nowhere", "/archive", "/archive/documents",
    "/archive/documents/1", "/archive/documents.json", "/robots.txt", "/static/site.css", "/-/versions", "/search.atom",
    "/archive/documents?_next=x", "/archive/documents?_sort=nothing",
)
CLOSED = (
    "/-/versions", "/-/versions.json", "/-/plugins.json", "/-/settings.json", "/-/databases.json", "/-/threads.json",
    "/-/metadata.json", "/-/actor.json", "/-/allow-debug", "/-/patterns", "/-/permissions", "/-/messages", "/-/logout",
    "/-/auth-token", "/-/static/app.css", "/-/static-plugins/archive/site.css", "/_internal", "/_memory", "/_internal/databases",
    "/archive.db", "/archive.json", "/archive/texts", "/archive/texts.json", "/archive/TEXTS.json", "/archive/texts/1",
    "/archive/revisions.json", "/archive/captures", "/archive/frontier.json", "/archive/leases", "/archive/hosts", "/archive/meta",
    "/archive/entries", "/archive/warcs", "/archive/runs", "/archive/documents_fts", "/archive/documents_fts_data.json",
    "/archive/documents_fts_docsize", "/archive/documents_chars_data", "/archive/sqlite_master", "/archive/sqlite_schema.json",
    "/~61rchive/texts.json", "/archive/t~65xts.json", "/archive/te%78ts.json", "/%61rchive/texts.json", "/archive/texts.csv",
    "/archive/documents.blob", "/archive/documents/1.blob?_blob_column=title", "/static/../site.py", "/static/%2e%2e/site.py",
    "//archive/texts", "/archive//texts.json", "/.json",
    "/-/", "/-/config.json", "/-/actions.json", "/-/tasks.json", "/-/create-token", "/-/api", "/-/jump.json", "/-/queries.json", "/-/schema.md",
    "/-/allowed.json?action=view-table", "/-/rules.json", "/-/check.json", "/-/debug/autocomplete", "/_internal.db", "/__INTERNAL__",
    "/archive/-/create", "/archive/-/query", "/archive/-/query.json?sql=select+1", "/archive/-/query/parameters", "/archive/-/execute-write",
    "/archive/-/execute-write/analyze", "/archive/-/queries.json", "/archive/-/queries/store", "/archive/-/schema.json",
    "/archive/-/foreign-key-targets",
    *(f"/archive/documents/-/{tool}" for tool in (
        "insert", "upsert", "alter", "drop", "schema", "schema.json", "count", "fragment", "autocomplete", "foreign-key-suggestions",
        "set-column-type",
    )),
    "/archive/documents/1/-/update", "/archive/documents/1/-/delete", "/archive/documents/-/definition", "/archive/documents/-",
    "/archive/documents/%2d/count", "/archive/documents/~2D/count", "/en/archive/documents/-/count", "/zh/archive/-/query",
)


@pytest.mark.parametrize("path", PAGES)
def test_security_headers_on_every_answer(site, path):
    answer = site.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "referrer-policy" in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", [path for path in PAGES if "json" not in path and "static" not in path])
def test_no_inline_script_or_style(site, path):
    html = site.get(path).text
    assert "<script" not in html
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html


@pytest.mark.parametrize("path", CLOSED)
def test_closed_places(site, path):
    answer = site.get(path)
    assert answer.status_code in {302, 404}, answer.text[:200]
    if answer.status_code == 302:  # a doubled slash is folded and then refused
        assert not answer.headers["location"].startswith("//")
        assert site.get(answer.headers["location"]).status_code == 404


@pytest.mark.parametrize("table", tables.PUBLIC)
def test_public_tables_are_open(site, table):
    assert site.get(f"/archive/{table}").status_code == 200
    assert site.get(f"/archive/{table}.json").status_code == 200
    assert site.get(f"/archive/{table}.csv").status_code == 200


@pytest.mark.parametrize("query", [
    "sql=select+1", "_where=1=1", "_searchmode=raw&_search=%22", "_trace=1", "_context=1",
    "_through=%7B%22table%22:%22texts%22,%22column%22:%22text%22,%22value%22:%22x%22%7D", "%5Fwhere=1", "_extra=debug", "_extras=foreign_key_tables",
    "_fts_table=documents_chars&_search=x", "_fts_pk=title&_search=x",
])
def test_raw_arguments_are_refused(site, query):
    assert site.get(f"/archive/documents?{query}").status_code == 400
    assert site.get(f"/archive/documents.json?{query}").status_code == 400


def test_sql_is_off(site):
    assert site.get("/archive?sql=select+1").status_code == 400
    assert site.get("/archive.json?sql=select+1").status_code == 404


def test_datasette_itself_denies_what_the_guard_closes(site):
    """Without the guard the permission hook and metadata hold by themselves."""
    for table in ("texts", "revisions", "captures", "documents_fts_data", "TEXTS", "meta"):
        assert not site.may("view-table", "archive", table), table
    assert not site.may("view-table", "other", "documents")
    assert site.may("view-table", "archive", "documents")
    assert site.may("view-database", "archive")
    assert not site.may("view-database", "_memory")
    assert site.may("view-instance")
    for action in ("execute-sql", "view-database-download"):
        assert not site.may(action, "archive"), action
    for action in ("create-table", "execute-write-sql", "store-query"):
        assert not site.may(action, "archive"), action
    for action in ("insert-row", "update-row", "delete-row", "alter-table", "drop-table"):
        assert not site.may(action, "archive", "documents"), action
    for action in ("permissions-debug", "debug-menu"):
        assert not site.may(action), action
    denied = denials(site.datasette)
    assert denied["texts"]["allow"] is False
    assert denied["documents_fts_data"]["allow"] is False


def denials(datasette):
    """What metadata.yml and the launcher tell Datasette of the tables; 1.0 keeps it with its configuration."""
    told = datasette.config if datasettes.NEWER else datasette.metadata()
    return told["databases"]["archive"]["tables"]


def test_facets_csv_streams_and_page_sizes_are_bounded(site):
    assert site.get("/archive/documents.json?_facet=title").status_code == 400
    assert site.get("/archive/documents.csv?_stream=1").status_code == 400
    found = site.get("/archive/sections.json?_size=max")
    assert found.status_code == 200
    assert len(found.json()["rows"]) <= 100


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", [
    "/", "/search", "/archive/documents", "/-/logout", "/download.zip", "/archive/-/create", "/archive/documents/-/insert",
    "/archive/documents/1/-/delete",
])
def test_only_reading_methods(site, method, path):
    answer = site.ask(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/", "/search?q=%E6%B3%95", "/about", "/nowhere", "/archive/documents", "/static/site.css",
                                  "/download.zip", "/report/nothing.json"])
def test_head_is_get_without_body(site, path):
    get, head = site.get(path), site.ask("HEAD", path)
    assert head.status_code == get.status_code
    assert head.content == b""
    if "content-length" in head.headers:
        assert int(head.headers["content-length"]) == len(get.content)
    assert len(site.get(path).content) == len(get.content)  # HEAD leaves nothing behind in the cache


def test_lengths_are_capped(site):
    assert site.get("/search?q=" + "x" * guard.MAX_QUERY).status_code == 414
    assert site.get("/" + "x" * (guard.MAX_PATH + 1)).status_code == 414
    assert site.get("/search?q=" + quote("法" * 200)).status_code == 200


@pytest.mark.parametrize("path", ["/", "/search?q=%E6%B3%95", "/about", "/static/site.css", "/sitemap.xml"])
def test_etag_gives_304(site, path):
    tag = site.get(path).headers["etag"]
    again = site.get(path, **{"if-none-match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert "content-security-policy" in again.headers
    assert site.get(path, **{"if-none-match": 'W/"other"'}).status_code == 200


def test_etag_depends_on_query_and_host(site):
    tags = {site.get(path).headers["etag"] for path in ("/search?q=a", "/search?q=b", "/search")}
    assert len(tags) == 3
    assert site.get("/sitemap.xml", host="one.example").text != site.get("/sitemap.xml", host="two.example").text


def test_a_commit_shows_with_the_next_request(fresh_site, samples):
    home, missing = fresh_site.get("/"), fresh_site.get("/report/nothing")
    tag = home.headers["etag"]
    assert missing.status_code == 404
    before = fresh_site.get("/search.json").json()["total"]
    with Archive.open(fresh_site.data) as archive:
        doc = samples.report(random.Random(1), "350000", "福建省", "province", 2024)
        stored = archive.upsert(doc, url=doc.url, seen_at=datetime(2026, 5, 1, tzinfo=timezone.utc))
    assert fresh_site.get("/search.json").json()["total"] == before + 1
    fresh = fresh_site.get("/", **{"if-none-match": tag})
    assert fresh.status_code == 200
    assert "福建省" in fresh.text
    assert fresh_site.get(f"/report/{stored.id}").status_code == 200


def test_a_new_capture_shows_although_no_document_changed(fresh_site, samples):
    name = fresh_site.ids["plain"]
    first = fresh_site.get(f"/report/{name}")
    url = fresh_site.get(f"/report/{name}.json").json()["url"]
    with Archive.open(fresh_site.data) as archive, Recorder(archive) as recorder:
        number = samples.capture(recorder, url, b"changed furniture", datetime(2026, 6, 1, 0, 0, tzinfo=timezone.utc))
        samples._link(archive, number, name)
    second = fresh_site.get(f"/report/{name}", **{"if-none-match": first.headers["etag"]})
    assert second.status_code == 200
    assert "2026-06-01 08:00" in second.text


@pytest.mark.parametrize("quick", [True, False])
def test_a_first_answer_is_packed_with_and_without_the_quick_library(monkeypatch, quick):
    from archive.site import shelf

    monkeypatch.setattr(shelf, "IGZIP", quick)
    body = "法治政府建设年度报告".encode() * 500
    assert gzip.decompress(shelf.quickly(body)) == body
    assert len(shelf.quickly(body)) < 500


def test_gzip_where_the_reader_takes_it(site):
    plain, packed = site.get("/about"), site.get("/about", **{"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert "Accept-Encoding" in plain.headers["vary"]


def test_cookies_change_nothing_and_are_never_answered(site):
    answer = site.get("/archive/documents", cookie="ds_actor=x; a=b", authorization="Bearer x")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers["cache-control"]
    assert "Cookie" not in answer.headers.get("vary", "")


def test_pages_stay_light(site):
    """HTML and style sheet together within 15 KB as a browser fetches them."""
    css = len(gzip.compress(site.get("/static/site.css").content))
    paths = ("/", "/search?q=" + quote("行政复议"), f"/report/{site.ids['plain']}", "/nowhere", "/about", "/status")
    sizes = {path: css + len(gzip.compress(site.get(path).content)) for path in paths}
    assert max(sizes.values()) <= 15 * 1024, sizes


def test_shelf_is_bounded_and_forgets_the_oldest():
    books = shelf.Shelf(limit=10_000)
    for number in range(10):
        books.put((str(number),), shelf.Kept(200, [], b"x" * 500, packs=False))
    assert books.bytes <= 10_000
    assert books.get(("9",)) is not None
    assert books.get(("0",)) is None
    books.put(("big",), shelf.Kept(200, [], b"x" * (shelf.KEEP_ONE + 1), packs=False))
    assert books.get(("big",)) is None
    books.put(("9",), shelf.Kept(200, [], b"newer", packs=False))
    assert books.get(("9",)).body == b"newer"
    assert books.bytes <= 10_000
