"""What machines follow: feeds that readers of feeds read, health that agrees with the command, OpenSearch, permalinks."""

from __future__ import annotations

import doctest
import json
import random
import re
import sys
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlsplit

import feedparser
import pytest
from lxml import etree

from archive import cli, health, i18n
from archive.model import Figure
from archive.site import atom, feeds
from archive.site.views import api, opensearch
from archive.store import Archive

ATOM = f"{{{atom.ATOM}}}"


@pytest.mark.parametrize("module", [api, atom, feeds])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def read(site, path, **headers):
    """A feed, held against RFC 4287 and read by feedparser."""
    answer = site.get(path, **headers)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert not found.bozo, (path, found.get("bozo_exception"))
    assert found.version == "atom10"
    root = etree.fromstring(answer.content)
    own = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert len(own) == 1
    assert site.get(own[0].removeprefix("http://localhost")).content == answer.content
    for element in (root, *root.findall(f"{ATOM}entry")):
        for tag in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{tag}")) == 1
            assert element.find(f"{ATOM}{tag}").text
    entries = [entry.find(f"{ATOM}id").text for entry in root.findall(f"{ATOM}entry")]
    assert len(entries) == len(set(entries))
    assert len(root.findall(f"{ATOM}author")) == 1
    if entries:
        assert root.find(f"{ATOM}updated").text == max(entry.find(f"{ATOM}updated").text for entry in root.findall(f"{ATOM}entry"))
    return found


FEEDS = ("/search.atom", "/search.atom?q=" + quote("行政复议"), "/search.atom?region=330000", "/search.atom?kind=any&year=2019",
         "/search.atom?q=" + quote("没有这个词"), "/figures.atom?indicator=reconsideration_cases_handled",
         "/figures.atom?indicator=reconsideration_cases_handled&region=370200", "/figures.atom?indicator=litigation_lost", "/status.atom",
         "/search.atom?page=2", "/search.atom?q=" + quote("恶意法治政府"))


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_is_valid(site, path):
    read(site, path)


def test_entries_lead_to_pages_that_are_there(site):
    for path in FEEDS[:8]:
        for entry in read(site, path).entries[:5]:
            address, _, anchor = entry.link.removeprefix("http://localhost").partition("#")
            page = site.get(address)
            assert page.status_code == 200
            assert not anchor or f'id="{anchor}"' in page.text


def arrive(site, samples, year, **changes):
    """Store one more report and tell its id; it is as old as its year."""
    doc = samples.report(random.Random(year), "350000", "福建省", "province", year)
    doc.url += f"?{year}"
    for name, value in changes.items():
        setattr(doc, name, value)
    with Archive.open(site.data) as archive:
        return archive.upsert(doc, url=doc.url, seen_at=f"{year + 1}-05-01T00:00:00Z").id


def age(site):
    """Let everything there have changed a year ago."""
    with Archive.open(site.data) as archive, archive.transaction() as conn:
        conn.execute("update documents set changed_at = '2025-01-01T00:00:00Z' where changed_at is not null")


def test_an_old_report_that_is_found_now_stands_first(fresh_site, samples):
    age(fresh_site)
    name = arrive(fresh_site, samples, 2015)
    first = read(fresh_site, "/search.atom").entries[0]
    assert first.id == f"http://localhost/report/{name}"
    assert first.updated > "2026"
    assert first.published.startswith("2016-03-")
    assert first.author == "福建省人民政府"


def test_ids_stay_and_the_time_moves_when_a_report_changes(fresh_site):
    age(fresh_site)
    name = fresh_site.ids["revised"]
    before = {entry.id: entry.updated for page in (1, 2) for entry in read(fresh_site, f"/search.atom?page={page}".removesuffix("?page=1")).entries}
    with Archive.open(fresh_site.data) as archive, archive.transaction() as conn:
        conn.execute("update documents set title = '更正后的标题' where id = ?", (name,))
        conn.execute("update meta set value = value + 1 where key = 'generation'")
    first = read(fresh_site, "/search.atom").entries[0]
    assert first.id == f"http://localhost/report/{name}"
    assert first.title == "更正后的标题"
    assert before[first.id] < first.updated


def test_pages_of_a_feed_hold_every_report_once(site):
    path, found = "/search.atom", []
    for _ in range(20):
        page = read(site, path)
        found += [entry.id for entry in page.entries]
        assert page.feed.id == "http://localhost/search.atom"
        following = [link.href for link in page.feed.links if link.rel == "next"]
        if not following:
            break
        path = following[0].removeprefix("http://localhost")
        assert {link.rel for link in page.feed.links} >= {"first", "last", "self", "alternate"}
    assert len(found) == len(set(found)) == site.get("/search.json").json()["total"]


def test_a_common_word_gives_the_same_feed_as_a_rare_one(site, monkeypatch):
    for path in ("/search.atom?q=" + quote("法治"), "/search.atom?page=2&q=" + quote("法治"), "/search.atom?level=county"):
        plain = [(entry.id, entry.updated) for entry in read(site, path).entries]
        with monkeypatch.context() as many:
            many.setattr(feeds, "FEW", 3)
            answer = site.get(path, host="many.example")
        assert [(entry.id.replace("many.example", "localhost"), entry.updated) for entry in feedparser.parse(answer.content).entries] == plain


def test_a_feed_of_one_page_names_no_others(site):
    rels = {link.rel for link in read(site, "/search.atom?region=331121").feed.links}
    assert rels == {"self", "alternate"}


def test_the_feed_of_an_indicator_quotes_each_report_once(site):
    found = read(site, "/figures.atom?indicator=reconsideration_cases_handled")
    assert found.entries
    with Archive.open(site.data, create=False, readonly=True) as archive:
        wanted = {row[0] for row in archive.conn.execute("select document_id from figures where indicator = 'reconsideration_cases_handled'")}
    assert {urlsplit(entry.id).path.rpartition("/")[2] for entry in found.entries} == wanted
    for entry in found.entries:
        assert entry.id.endswith("#reconsideration_cases_handled")
        assert entry.title.startswith("青岛市人民政府")
        assert entry.title.endswith(" 件")
        assert entry.summary.startswith("行政复议案件")
    assert not read(site, "/figures.atom?indicator=reconsideration_cases_handled&region=330000").entries
    for path in ("/figures.atom", "/figures.atom?indicator=nothing", "/figures.atom?indicator=litigation_lost&region=999999"):
        assert site.get(path).status_code == 404


def test_the_feed_of_an_indicator_gives_what_its_page_gives(fresh_site, samples):
    own = {"report_year": 2023, "text": "2022年办理应诉案件31件。\n2023年办理应诉案件47件。"}
    found = ((31, 2022, 7), (47, 2023, 22))
    figures = [Figure("litigation_lost", float(value), "件", year, None, f"应诉案件{value}件", at, at + 7) for value, year, at in found]
    arrive(fresh_site, samples, 2023, **own, sections=[], figures=figures)
    arrive(fresh_site, samples, 2022, **own, sections=[], figures=figures, level="department", issuer="福建省司法厅", title="福建省司法厅报告")
    entry, = read(fresh_site, "/figures.atom?indicator=litigation_lost&region=350000").entries
    assert entry.title == "福建省人民政府 2023 败诉案件 47 件"
    page = fresh_site.get("/figures?indicator=litigation_lost&region=350000").text
    assert re.findall(r'<td><a href="([^"]+)">应诉案件(\d+)件</a>', page) == [(entry.link.removeprefix("http://localhost"), "47")]


def test_a_feed_is_named_by_words_not_codes(site):
    name = read(site, "/search.atom?region=330000&level=county&year=2023").feed.title
    assert name == "法治政府建设年度报告档案：2023 年度 · 浙江省 · 县级"


def test_a_page_offers_its_feed_to_the_browser(site):
    for path, feed in (("/search?q=x", "/search.atom?q=x"), ("/search", "/search.atom"), ("/status", "/status.atom"),
                       ("/figures?indicator=litigation_lost", "/figures.atom?indicator=litigation_lost")):
        assert re.search(f'<link rel="alternate" type="application/atom\\+xml"[^>]* href="{re.escape(feed)}"', site.get(path).text), path


# Health -----------------------------------------------------------------------------------------------------------


def visit(site, *lines):
    """A run with lines of (portal, column, complete, reason)."""
    with Archive.open(site.data) as archive:
        run = archive.start_run("crawl")
        with archive.transaction() as conn:
            for at, (portal, column, complete, reason) in enumerate(lines):
                conn.execute("insert into ledger values (?, ?, ?, 10, ?, 1, ?, ?, null)", (run, portal, column, at, complete, reason))
            started = (datetime(2026, 3, 1, tzinfo=timezone.utc) + timedelta(days=run)).strftime("%Y-%m-%dT%H:%M:%SZ")
            conn.execute("update runs set started_at = ? where id = ?", (started, run))
        archive.end_run(run, 0, {})
    return run


def test_status_json_agrees_with_the_command(site, capsys, monkeypatch):
    told = site.get("/status.json").json()
    monkeypatch.setattr(sys, "argv", ["fazhi", "status", "--json", "--data", str(site.data)])
    with pytest.raises(SystemExit):
        cli.main()
    known = json.loads(capsys.readouterr().out)
    assert told["counts"] == known["counts"]
    assert told["years"] == known["years"]
    assert told == health.public(known)
    assert [portal["id"] for portal in told["portals"]] == [portal["id"] for portal in known["portals"]]
    by_id = {portal["id"]: portal for portal in told["portals"]}
    assert by_id["demo-portal"]["state"] == "incomplete"
    assert by_id["demo-portal"]["reasons"] == ["incomplete"]
    assert by_id["demo-portal"]["columns"] == [{"column": "/col/1", "declared": 60, "collected": 57, "complete": False,
                                                "reason": "incomplete", "visited": known["ledger"][0]["started_at"]}]
    with Archive.open(site.data, create=False, readonly=True) as archive:
        good = archive.conn.execute("select max(fetched_at) from captures where portal = 'demo-portal' and verdict = 'ok'").fetchone()[0]
    assert by_id["demo-portal"]["last_good"] == good
    assert by_id["quiet"]["state"] == "waiting"
    assert by_id["quiet"]["last_good"] is None
    assert "少了三条" not in json.dumps(told, ensure_ascii=False)


def test_the_status_page_shows_the_same_states(site):
    html = site.get("/status").text
    states = {portal["state"] for portal in site.get("/status.json").json()["portals"]}
    assert states
    assert all(i18n.text(f"status.{state}") in html for state in states)


def test_a_turn_of_a_portal_makes_one_entry(fresh_site):
    first = visit(fresh_site, ("quiet", "/a", 1, None), ("quiet", "/b", 1, None))
    visit(fresh_site, ("quiet", "/a", 1, None), ("quiet", "/b", 1, None))
    bad = visit(fresh_site, ("quiet", "/a", 1, None), ("quiet", "/b", 0, "blocked"))
    visit(fresh_site, ("quiet", "/a", 1, None), ("quiet", "/b", 0, "blocked"))
    visit(fresh_site, ("quiet", "/a", 0, "stopped"))    # a run that somebody stopped tells nothing of the portal
    good = visit(fresh_site, ("quiet", "/a", 1, None), ("quiet", "/b", 1, None))
    entries = [entry for entry in read(fresh_site, "/status.atom").entries if "quiet" in entry.id]
    assert [entry.id for entry in entries] == [f"http://localhost/status#quiet-{run}" for run in (good, bad, first)]
    assert [entry.title for entry in entries] == ["青田县人民政府：收齐", "青田县人民政府：未收齐（被拦截）", "青田县人民政府：收齐"]
    assert entries[0].updated > entries[1].updated > entries[2].updated


def test_a_portal_that_is_switched_off_says_so(fresh_site):
    with Archive.open(fresh_site.data) as archive:
        archive.put_portals([{"id": "quiet", "name": "青田县人民政府", "enabled": 0}])
    states = {portal["id"]: portal["state"] for portal in fresh_site.get("/status.json").json()["portals"]}
    assert states["quiet"] == "disabled"


# OpenSearch, sitemap, robots --------------------------------------------------------------------------------------


def test_opensearch_describes_searches_that_answer(site):
    answer = site.get("/opensearch.xml")
    assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
    root = etree.fromstring(answer.content)
    space = {"o": opensearch.OPENSEARCH}
    assert 0 < len(root.find("o:ShortName", space).text) <= 16
    assert len(root.find("o:LongName", space).text) <= 48
    assert len(root.find("o:Description", space).text) <= 1024
    for url in root.findall("o:Url", space):
        address = url.get("template").replace("{searchTerms}", quote("行政复议")).replace("{startPage?}", "1").replace("{count?}", "5")
        found = site.get(address.removeprefix("http://localhost"))
        assert found.status_code == 200
        assert found.headers["content-type"].startswith(url.get("type"))
    assert '<link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"' in site.get("/about").text


def test_the_sitemap_tells_when_a_report_changed(site):
    space = {"s": feeds.SITEMAP}
    root = etree.fromstring(site.get("/sitemap.xml").content)
    assert root.tag == f"{{{feeds.SITEMAP}}}urlset"
    with Archive.open(site.data, create=False, readonly=True) as archive:
        known = dict(archive.conn.execute("select id, changed_at from documents where in_index = 1").fetchall())
    told = {url.find("s:loc", space).text.rpartition("/")[2]: url.find("s:lastmod", space).text for url in root.findall("s:url", space)}
    assert told == known


def test_robots_leave_reports_open_and_costly_places_alone(site):
    from urllib.robotparser import RobotFileParser

    parser = RobotFileParser()
    parser.parse(site.get("/robots.txt").text.splitlines())
    for path in (f"/report/{site.ids['plain']}", "/", "/coverage", "/place/330000", "/about", "/api", "/data", "/sitemap.xml"):
        assert parser.can_fetch("bot", path), path
    for path in ("/search?q=x", "/download.zip", "/oai?verb=ListRecords", "/memento/20260101000000/http://x/", "/timegate/http://x/",
                 "/timemap/link/http://x/", "/data/fazhi-reports.db.gz", "/archive/documents", "/compare?a=b"):
        assert not parser.can_fetch("bot", path), path
    assert parser.site_maps() == ["http://localhost/sitemap.xml"]


# Permalinks -------------------------------------------------------------------------------------------------------


def test_a_government_s_year_and_its_latest_report(site):
    years = sorted(int(key.partition("-")[2]) for key in site.ids if key.startswith("331121-"))
    for year in years:
        answer = site.get(f"/place/331121/{year}")
        assert answer.status_code == 302
        assert answer.headers["location"] == f"/report/{site.ids[f'331121-{year}']}"
    assert site.get("/place/331121/latest").headers["location"] == f"/report/{site.ids[f'331121-{years[-1]}']}"
    assert site.get("/en/place/331121/latest").headers["location"].startswith("/en/report/")
    for path in ("/place/331121/1999", "/place/999999/2023", "/place/999999/latest", "/place/331122/latest", "/place/710000/2023"):
        assert site.get(path).status_code == 404, path


def test_latest_follows_a_new_report(fresh_site, samples):
    assert fresh_site.get("/place/350000/latest").status_code == 404
    for year in (2019, 2024, 2021):
        arrive(fresh_site, samples, year)
    assert fresh_site.get("/place/350000/latest").headers["location"].startswith("/report/350000-2024-")
    arrive(fresh_site, samples, 2025)
    assert fresh_site.get("/place/350000/latest").headers["location"].startswith("/report/350000-2025-")
