"""Memento (RFC 7089): the captures of an address, the one nearest to a time, and bytes that are only ever saved."""

from __future__ import annotations

import doctest
import re
import shutil
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import pytest

from archive.intake.recorder import Recorder
from archive.site import memento
from archive.store import Archive
from archive.warc.exchange import Exchange

LINK = re.compile(r'<([^>]*)>((?:; [a-z]+="[^"]*")*)')


def test_examples():
    assert doctest.testmod(memento).failed == 0


def links(text):
    """Links of a header or of a list in the link format: (address, attributes)."""
    found = [(address, dict(re.findall(r'([a-z]+)="([^"]*)"', rest))) for address, rest in LINK.findall(text)]
    assert re.sub(r"\s", "", LINK.sub("", text)) == "," * (len(found) - 1)
    return found


@pytest.fixture(scope="module")
def seen(archive_folder, samples, tmp_path_factory, serve_folder):
    """A site with three captures of one page, a revisit among them; (site, address, times). Nobody changes it."""
    data = tmp_path_factory.mktemp("seen") / "data"
    shutil.copytree(archive_folder[0], data)
    name = archive_folder[1]["plain"]
    with Archive.open(data) as archive, Recorder(archive) as recorder:
        url, first = archive.conn.execute("select url, fetched_at from captures where document_id = ?", (name,)).fetchone()
        moments = [datetime.fromisoformat(first.replace("Z", "+00:00"))]
        for days in (10, 20):
            moments.append(moments[0] + timedelta(days=days))
            number = samples.capture(recorder, url, b"<html><script>alert(3)</script>new</html>", moments[-1])
            samples._link(archive, number, name)
        assert archive.conn.execute("select count(*) from captures where refers_to is not null").fetchone()[0] == 1
    return serve_folder(data), url, moments


def http_date(moment):
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")


def stamp(moment):
    return moment.strftime("%Y%m%d%H%M%S")


def test_the_timemap_lists_every_capture_once_in_order(seen):
    site, url, moments = seen
    answer = site.get(f"/timemap/link/{url}")
    assert answer.headers["content-type"] == "application/link-format"
    found = links(answer.text)
    by_rel = {attributes["rel"]: (address, attributes) for address, attributes in found}
    assert by_rel["original"][0] == url
    assert by_rel["self"][0] == f"http://localhost/timemap/link/{url}"
    assert by_rel["self"][1]["from"] == http_date(moments[0])
    assert by_rel["self"][1]["until"] == http_date(moments[-1])
    assert by_rel["timegate"][0] == f"http://localhost/timegate/{url}"
    mementos = [(address, attributes) for address, attributes in found if "memento" in attributes["rel"]]
    assert [attributes["datetime"] for _, attributes in mementos] == [http_date(moment) for moment in moments]
    assert [attributes["rel"] for _, attributes in mementos] == ["first memento", "memento", "last memento"]
    assert mementos[1][0] == f"http://localhost/memento/{stamp(moments[1])}/{url}"


def test_the_timemap_as_json_says_the_same(seen):
    site, url, moments = seen
    found = site.get(f"/timemap/json/{url}").json()
    assert found["original_uri"] == url
    assert [one["datetime"] for one in found["mementos"]["list"]] == [moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in moments]
    assert found["mementos"]["first"] == found["mementos"]["list"][0]
    assert found["mementos"]["last"] == found["mementos"]["list"][-1]
    assert found["timemap_uri"]["link_format"] == f"http://localhost/timemap/link/{url}"


@pytest.mark.parametrize(("days", "at"), [(-100, 0), (0, 0), (4, 0), (6, 1), (10, 1), (14.9, 1), (16, 2), (900, 2), (None, 2)])
def test_the_timegate_leads_to_the_nearest_capture(seen, days, at):
    site, url, moments = seen
    headers = {"accept-datetime": http_date(moments[0] + timedelta(days=days))} if days is not None else {}
    answer = site.get(f"/timegate/{url}", **headers)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"http://localhost/memento/{stamp(moments[at])}/{url}"
    assert "accept-datetime" in answer.headers["vary"]
    rels = {attributes["rel"]: address for address, attributes in links(answer.headers["link"])}
    assert rels["original"] == url
    assert rels["timemap"] == f"http://localhost/timemap/link/{url}"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("header", ["yesterday", "2024-03-04T00:00:00Z", "Mon, 99 Mar 2024 08:22:00 GMT", '"', "1" * 400])
def test_a_time_that_is_none_is_refused(seen, header):
    site, url, _ = seen
    assert site.get(f"/timegate/{url}", **{"accept-datetime": header}).status_code == 400


def test_a_memento_is_the_page_as_fetched_and_never_shown(seen):
    site, url, moments = seen
    for moment in moments:
        answer = site.get(f"/memento/{stamp(moment)}/{url}")
        assert answer.status_code == 200
        assert b"<script>alert(3)</script>" in answer.content
        assert answer.headers["memento-datetime"] == http_date(moment)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert re.fullmatch(r'attachment; filename="memento-[0-9]{14}\.html"', answer.headers["content-disposition"])
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert {"original", "timegate", "timemap"} <= {attributes["rel"] for _, attributes in links(answer.headers["link"])}
    assert b"new" in site.get(f"/memento/{stamp(moments[2])}/{url}").content     # a revisit has the bytes that it refers to


def test_a_time_without_a_capture_leads_to_the_nearest(seen):
    site, url, moments = seen
    answer = site.get(f"/memento/{stamp(moments[1] + timedelta(hours=1))}/{url}")
    assert answer.status_code == 302
    assert answer.headers["location"].endswith(f"/memento/{stamp(moments[1])}/{url}")
    assert site.get(f"/memento/20269999999999/{url}").status_code == 404


def test_a_single_capture_is_first_and_last(site):
    url = site.get(f"/report/{site.ids['hostile']}.json").json()["captures"][0]["url"]
    found = links(site.get(f"/timemap/link/{quote(url, safe='')}").text)
    assert [attributes["rel"] for _, attributes in found].count("first last memento") == 1


def test_slashes_and_escapes_that_proxies_change(seen):
    site, url, _ = seen
    for written in (url.replace("http://", "http:/"), quote(url, safe=""), url.replace("http", "HTTP", 1)):
        answer = site.get(f"/timemap/link/{written}")
        assert answer.status_code == 200, written
        assert f'<{url}>; rel="original"' in answer.text


def test_an_address_with_a_query_is_an_address_of_its_own(fresh_site, samples):
    url = "http://portal-330000.example/info.do?id=7&lang=zh&报告=a"
    name = fresh_site.ids["plain"]
    with Archive.open(fresh_site.data) as archive, Recorder(archive) as recorder:
        samples._link(archive, samples.capture(recorder, url, b"<html>7</html>", datetime(2026, 4, 1, tzinfo=timezone.utc)), name)
    for written in (f"http://portal-330000.example/info.do?id=7&lang=zh&{quote('报告')}=a", quote(url, safe="")):
        answer = fresh_site.get(f"/timemap/link/{written}")
        assert answer.status_code == 200
        assert links(answer.text)[0][0] == f"http://portal-330000.example/info.do?id=7&lang=zh&{quote('报告')}=a"
        gate = fresh_site.get(f"/timegate/{written}")
        assert fresh_site.get(gate.headers["location"]).content == b"<html>7</html>"
    assert fresh_site.get("/timemap/link/http://portal-330000.example/info.do?id=8").status_code == 404


def test_only_what_the_archive_publishes(fresh_site, samples):
    when = datetime(2026, 4, 1, tzinfo=timezone.utc)
    urls = {name: f"http://portal-330000.example/{name}.html" for name in ("list", "blocked", "notice", "error", "loose")}
    with Archive.open(fresh_site.data) as archive, Recorder(archive) as recorder:
        for name, url in urls.items():
            number = recorder.record(Exchange(
                url=url, kind="list" if name == "list" else "detail", status=404 if name == "error" else 200, body=b"<html>", fetched_at=when,
                verdict="blocked" if name == "blocked" else "ok",
            ))
            owner = {"notice": fresh_site.ids["notice"], "loose": None, "list": None}.get(name, fresh_site.ids["plain"])
            samples._link(archive, number, owner)
    for name, url in urls.items():
        for route in ("timemap/link", "timemap/json", "timegate", "memento/20260401000000"):
            assert fresh_site.get(f"/{route}/{url}").status_code == 404, (name, route)


def test_a_report_that_left_the_index_takes_its_captures_along(fresh_site):
    site, url = fresh_site, fresh_site.get(f"/report/{fresh_site.ids['plain']}.json").json()["url"]
    assert site.get(f"/timemap/link/{url}").status_code == 200
    with Archive.open(site.data) as archive, archive.transaction() as conn:
        conn.execute("update documents set in_index = 0")
        conn.execute("update meta set value = value + 1 where key = 'generation'")
    assert site.get(f"/timemap/link/{url}").status_code == 404


def test_a_report_s_file_has_mementos_too(fresh_site):
    url = "http://portal-330000.example/files/a.pdf"
    with Archive.open(fresh_site.data) as archive, Recorder(archive) as recorder:
        recorder.record(Exchange(url=url, kind="attachment", status=200, body=b"%PDF-1", media_type="application/pdf", verdict="ok",
                                 fetched_at=datetime(2026, 4, 1, tzinfo=timezone.utc)))
        assert fresh_site.get(f"/timemap/link/{url}").status_code == 404
        with archive.transaction() as conn:
            conn.execute("insert into attachments (document_id, position, name, href) values (?, 9, 'a', ?)", (fresh_site.ids["plain"], url))
            conn.execute("update meta set value = value + 1 where key = 'generation'")
    answer = fresh_site.get(f"/memento/20260401000000/{url}")
    assert answer.content == b"%PDF-1"
    assert answer.headers["content-disposition"] == 'attachment; filename="memento-20260401000000.pdf"'


HOSTILE = [
    "javascript:alert(1)", "file:///etc/passwd", "file:///docs/a.html", "data:text/html,x", "//evil.example", "http://", "http:///", "x", "%00",
    "http://x/%0d%0aSet-Cookie:a=b", 'http://x/"><script>', 'http://x/<>;rel="memento"', "http://x/' or 1=1 --", "http%3A%2F%2Fx%2F%0d%0aX:y",
    "http://" + "x" * 1_900, "http://x/" + "%E6" * 300, "https://[::1", "http://x/..%2f..%2f", "http://x/../../archive/texts", "http%3a", "http://%",
]


@pytest.mark.parametrize("url", HOSTILE)
@pytest.mark.parametrize("route", ["timemap/link", "timemap/json", "timegate", "memento/20260401000000"])
def test_hostile_addresses_find_nothing_and_break_nothing(site, route, url):
    answer = site.get(f"/{route}/" + quote(url, safe="%/:=&?'();,<>\""))
    assert answer.status_code in {404, 414}
    assert "set-cookie" not in answer.headers
    assert "<script>" not in answer.text


def test_an_address_with_signs_cannot_end_a_header_or_a_link(fresh_site, samples):
    url = 'http://portal.example/a">,<http://evil.example/>; rel="original" \u2028报告'
    with Archive.open(fresh_site.data) as archive, Recorder(archive) as recorder:
        number = samples.capture(recorder, url, b"<html>", datetime(2026, 4, 1, tzinfo=timezone.utc))
        samples._link(archive, number, fresh_site.ids["plain"])
    gate = fresh_site.get("/timegate/" + quote(url, safe=""))
    assert gate.status_code == 302
    for text in (gate.headers["link"], fresh_site.get("/timemap/link/" + quote(url, safe="")).text):
        found = links(text)
        assert [address for address, attributes in found if attributes["rel"] == "original"] == [memento.uri(url)]
        assert text.isascii()
    assert fresh_site.get(gate.headers["location"]).content == b"<html>"


def test_long_addresses_pass_and_longer_ones_do_not(site):
    url = "http://x.example/" + "a" * 1_500
    assert site.get(f"/timemap/link/{url}").status_code == 404
    assert site.get(f"/timemap/link/{url}{'a' * 1_500}").status_code == 414
    assert site.get(f"/report/{'a' * 600}").status_code == 414


def test_a_head_request_and_an_unchanged_timemap(seen):
    site, url, moments = seen
    head = site.ask("HEAD", f"/memento/{stamp(moments[0])}/{url}")
    assert head.headers["memento-datetime"] == http_date(moments[0])
    assert head.content == b""
    tag = site.get(f"/timemap/link/{url}").headers["etag"]
    assert site.get(f"/timemap/link/{url}", **{"if-none-match": tag}).status_code == 304
