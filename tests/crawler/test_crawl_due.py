"""What is due, two crawls at once, a run that ends by the clock, and the distance between requests over a kill."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest

from archive import health, times
from archive.errors import UsageError
from archive.extract.page import read_page
from archive.store import Archive
from crawler import run
from crawler.agenda import Agenda, due, next_visit, upcoming
from crawler.base.choice import Choice
from crawler.base.lists import ListEntry
from crawler.base.lost import is_suspicious, nowhere, said, words_of
from crawler.frontier import Found, Frontier

UTC = timezone.utc


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "data") as opened:
        yield opened


def at(monkeypatch, text):
    monkeypatch.setenv(times.AHEAD, "0")
    ahead = datetime.fromisoformat(text).replace(tzinfo=UTC) - datetime.now(UTC)
    monkeypatch.setenv(times.AHEAD, str(ahead.total_seconds()))


def listed(archive, *years):
    Frontier(archive, "hill").add_entries("c", "c", [
        Found(ListEntry(f"http://h.gov.cn/{year}.html", f"青山县{year}年法治政府建设年度报告", None),
              Choice("annual_report", "r", followed=False)) for year in years])


def plan(archive):
    row = archive.conn.execute("select * from schedule where portal = 'hill'").fetchone()
    return row["next_at"][:10], row["why"]


def test_new_portals_are_due_and_a_visit_that_was_killed_stays_due(archive, monkeypatch):
    at(monkeypatch, "2026-06-10")
    agenda = Agenda(archive, "hill")
    assert agenda.is_due()
    agenda.begin()
    assert agenda.is_due()
    agenda.finish(stopped=False, problem=False, changed=False)
    assert (agenda.is_due(), plan(archive)) == (False, ("2026-07-10", "monthly"))
    assert due(archive, ["hill", "dale"]) == ["dale"]
    assert upcoming(archive, ["hill", "dale"])[1] == "hill"
    agenda.begin()
    agenda.finish(stopped=True, problem=True, changed=True)
    assert agenda.is_due()


def test_the_season(archive, monkeypatch):
    at(monkeypatch, "2026-02-10")
    agenda = Agenda(archive, "hill")
    listed(archive, 2024)
    agenda.finish(stopped=False, problem=False, changed=False)
    assert plan(archive) == ("2026-02-17", "weekly until the reports of last year are there")
    listed(archive, 2025)
    agenda.finish(stopped=False, problem=False, changed=False)
    assert plan(archive) == ("2026-03-12", "monthly")
    at(monkeypatch, "2026-12-20")
    agenda.finish(stopped=False, problem=False, changed=False)
    assert plan(archive) == ("2027-01-08", "the season of reports begins")


def test_changes_and_failures_come_sooner(archive, monkeypatch):
    at(monkeypatch, "2026-06-10")
    agenda = Agenda(archive, "hill")
    agenda.finish(stopped=False, problem=False, changed=True)
    assert plan(archive) == ("2026-06-11", "something changed")
    days = []
    for _ in range(7):
        agenda.finish(stopped=False, problem=True, changed=True)
        days.append((datetime.fromisoformat(plan(archive)[0]).replace(tzinfo=UTC) - datetime(2026, 6, 10, tzinfo=UTC)).days)
    assert days == [1, 2, 4, 8, 16, 30, 30]
    agenda.finish(stopped=False, problem=False, changed=False)
    assert plan(archive) == ("2026-07-10", "monthly")
    assert next_visit(times.now(), failures=5, changed=False, season=True)[0] - times.now() < timedelta(days=7.1)


def test_a_page_that_is_due_makes_its_portal_due(archive, monkeypatch):
    at(monkeypatch, "2026-06-10")
    frontier, agenda = Frontier(archive, "hill"), Agenda(archive, "hill")
    frontier.add_entries("c", "c", [Found(ListEntry("http://h.gov.cn/1.html", "t", None), Choice("annual_report", "r", followed=True))])
    for _ in range(2):
        frontier.done("http://h.gov.cn/1.html", status=200, sha256="a", etag=None, modified=None)
    agenda.finish(stopped=False, problem=False, changed=False)
    assert plan(archive) == ("2026-06-17", "a page is due for another look")
    assert frontier.changes == 1


def test_the_clock_that_runs_ahead(monkeypatch):
    monkeypatch.setenv(times.AHEAD, "86400")
    assert timedelta(hours=23) < times.now() - datetime.now(UTC) <= timedelta(hours=24)
    monkeypatch.setenv(times.AHEAD, "tomorrow")
    with pytest.raises(UsageError, match="FAZHI_CLOCK_AHEAD='tomorrow' is no number of seconds"):
        times.now()


def test_what_makes_a_page_suspicious(kit):
    report = read_page(kit.page().encode())
    error = read_page("<html><title>青山县</title><body><p>您访问的页面 /c/t1.html 不存在</p></body></html>".encode())
    other = read_page("<html><title>青山县</title><body><p>您访问的页面 /c/x9.html 不存在</p></body></html>".encode())
    assert not is_suspicious(report, "http://h/c/1.html", "http://h/c/1.html")
    assert is_suspicious(report, "http://h/index.html", "http://h/c/1.html")
    assert is_suspicious(error, "http://h/c/t1.html", "http://h/c/t1.html")
    assert words_of(error, "http://h/c/t1.html") == words_of(other, "http://h/c/x9.html") != words_of(report, "http://h/1")
    assert (said(error), "依法行政" in said(report)) == ("", True)
    assert nowhere("http://h/c/t1.shtml").startswith("http://h/c/")
    assert nowhere("http://h/c/t1.shtml").endswith(".shtml")


# Crawls ---------------------------------------------------------------------------------------------------------------


def fazhi(data, folder, *more):
    line = [sys.executable, "-m", "archive", "crawl", "--data", str(data), "--portals", str(folder), *more]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def small(kit, make_site, numbers):
    return make_site({"/xw/gg/gg.html": kit.list_page(numbers, total=len(numbers)), **{kit.report(n): kit.page(f"第{n}号报告。")
                                                                                       for n in numbers}})


def test_two_crawls_at_once_do_the_work_once(kit, make_site, tmp_path):
    sites = {f"p{n}": small(kit, make_site, range(n, n + 4)) for n in range(4)}
    folder = kit.write_portals(tmp_path / "portals", {name: {"url": site.url, "delay": 0.02} for name, site in sites.items()})
    both = [fazhi(tmp_path / "data", folder) for _ in range(2)]
    out = [child.communicate(timeout=60) for child in both]
    assert [child.returncode for child in both] == [0, 0], out
    for site in sites.values():
        asked = Counter(path for _, path, _ in site.log if path != "/robots.txt")
        assert (len(asked), max(asked.values())) == (5, 1)
    with Archive.open(tmp_path / "data") as archive:
        assert archive.conn.execute("select count(*) from runs where exit_code = 0").fetchone()[0] == 2
        assert archive.conn.execute("select count(*) from schedule where why = 'something changed'").fetchone()[0] == 4
        assert archive.conn.execute("select count(*) from leases").fetchone()[0] == 0


def test_a_run_ends_by_the_clock_and_the_next_one_goes_on(kit, make_site, tmp_path):
    site = small(kit, make_site, range(12))
    folder = kit.write_portals(tmp_path / "portals", {"hill": {"url": site.url}})
    first = kit.crawl(tmp_path / "data", folder, options=["FAZHI_LONGEST=3", "DOWNLOAD_DELAY=0.4"])
    assert first.code == 1
    assert len(first.rows("select url from frontier where state = 'done'")) < 12
    again = kit.finish(subprocess.Popen(run.command(tmp_path / "data", folder, None, due=True, options=["DOWNLOAD_DELAY=0"]),
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True), tmp_path / "data")
    assert (again.code, again.rows("select count(*) as n from frontier where state = 'done'")) == (0, [{"n": 12}])
    assert "the run reached its longest time of 3 s" in first.stderr


def test_the_distance_between_requests_over_two_workers_and_a_kill(kit, make_site, tmp_path):
    """Four portals, two processes; one of them is killed in the middle and its portals are crawled again at once."""
    delay = 0.2
    sites = {f"p{n}": small(kit, make_site, range(n, n + 7)) for n in range(4)}
    for site in sites.values():
        site.routes["/robots.txt"] = f"User-agent: *\nDisallow: {kit.report(5)}\n"
    folder = kit.write_portals(tmp_path / "portals", {name: {"url": site.url} for name, site in sites.items()})
    slow = [f"DOWNLOAD_DELAY={delay}"]
    one, two = (kit.start(tmp_path / "data", folder, *names, options=slow) for names in (("p0", "p1"), ("p2", "p3")))
    end = time.monotonic() + 20
    while len(sites["p0"].log) < 4 and time.monotonic() < end:
        time.sleep(0.005)
    one.kill()
    one.communicate()
    again = kit.crawl(tmp_path / "data", folder, "p0", "p1", options=slow)
    assert kit.finish(two, tmp_path / "data").code == again.code == 1       # robots.txt forbids one page
    for site in sites.values():
        gaps = [later - earlier for earlier, later in pairwise(site.asked())]
        assert len(gaps) >= 7
        assert min(gaps) >= delay
        assert not site.asked(kit.report(5))
    states = Counter(row["state"] for row in again.rows("select state from frontier"))
    assert states == {"done": 24, "failed": 4}


# Status ---------------------------------------------------------------------------------------------------------------


def report_run(archive, ledger=(), coverage=None):
    number = archive.start_run("crawl")
    Frontier(archive, "hill").write_ledger(number, ledger)
    archive.end_run(number, 0, {"coverage": coverage or {}})


def test_status_names_what_needs_a_person(archive):
    archive.put_portals([{"id": "hill", "name": "青山县", "enabled": 1}])
    full = {"hill": {"documents": 10, "index_number": 10, "date_published": 9}}
    report_run(archive, [("http://h/l", 9, 9, 1, True, None, None)], full)
    assert health.status(archive.conn)["attention"] == []
    report_run(archive, [("http://h/l", 0, 0, 1, False, "layout", "no list stands here")],
               {"hill": {"documents": 8, "index_number": 3, "date_published": 8}})
    with archive.transaction() as conn:
        conn.execute("insert into frontier (portal, url, kind, state, added_at, fetched_at) values "
                     "('hill', 'http://h/1', 'detail', 'failed', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')")
    told = health.status(archive.conn)["attention"]
    assert told[0].startswith("[layout] hill http://h/l: no list stands here It had 9 entries on ")
    assert told[1].startswith("[pages] hill: 1 pages never gave a usable answer, 0 of them are blocked")
    assert told[2].startswith("[coverage] hill: 3 of 8 reports read by the last crawl have an index number (索引号), 100% had")
    assert len(told) == 3
    report_run(archive, [("http://h/l", 9, 9, 1, True, None, None)], full)
    assert len(health.status(archive.conn)["attention"]) == 1


def test_status_names_a_portal_that_has_shown_nothing_new_for_400_days(archive, monkeypatch):
    archive.put_portals([{"id": "hill", "name": "青山县", "enabled": 1}, {"id": "off", "name": "停用", "enabled": 0}])
    entry = "insert into entries values (?, 'http://h/l', ?, '报告', '2019-01-01', 'annual_report', null, 1, ?, ?)"
    day = times.iso(times.now())
    with archive.transaction() as conn:
        conn.executemany(entry, [(portal, f"http://h/{n}", day, day) for portal in ("hill", "off") for n in range(3)])
    report_run(archive, [("http://h/l", 3, 3, 1, True, None, None)])
    monkeypatch.setenv(times.AHEAD, str(399 * 86400))
    assert health.status(archive.conn)["attention"] == []
    monkeypatch.setenv(times.AHEAD, str(401 * 86400))
    report = health.status(archive.conn)
    told, = report["attention"]
    assert told.startswith(f"[stale] hill: no list has shown a new entry since {day[:10]}, more than 400 days")
    hill = next(portal for portal in health.public(report)["portals"] if portal["id"] == "hill")
    assert (hill["state"], hill["reasons"]) == ("complete", ["stale"])
    assert " stale " in health.as_text(report)
    later = times.iso(times.now())
    with archive.transaction() as conn:
        conn.execute(entry, ("hill", "http://h/9", later, later))
    assert health.status(archive.conn)["attention"] == []


@pytest.mark.parametrize(("reason", "collected"), [("blocked", 0), ("incomplete", 4), ("timeout", 0)])
def test_status_names_lists_that_are_blocked_incomplete_or_failing(archive, reason, collected):
    archive.put_portals([{"id": "hill", "name": "青山县", "enabled": 1}])
    report_run(archive, [("http://h/l", 9, collected, 1, False, reason, f"sentence of {reason}.")])
    assert health.status(archive.conn)["attention"] == [f"[{reason}] hill http://h/l: sentence of {reason}."]
    assert health.status(archive.conn)["portals"][0]["state"] == "incomplete"
    with archive.transaction() as conn:
        conn.execute("insert into captures (portal, url, kind, fetched_at, verdict) values "
                     "('hill', 'http://h/1', 'detail', '2026-01-02T00:00:00Z', 'blocked')")
        conn.execute("insert into frontier (portal, url, kind, state, added_at, fetched_at) values "
                     "('hill', 'http://h/1', 'detail', 'failed', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')")
    assert health.status(archive.conn)["attention"][1].startswith("[blocked] hill: 1 pages never gave a usable answer, 1 of them")


def test_coverage_counts_what_a_run_has_read(kit, make_site, tmp_path):
    site = small(kit, make_site, range(3))
    folder = kit.write_portals(tmp_path / "portals", {"hill": {"url": site.url}})
    assert fazhi(tmp_path / "data", folder).wait(60) == 0
    with Archive.open(tmp_path / "data") as archive:
        assert health.coverage(archive.conn, 1)["hill"].keys() == {"documents", "index_number", "date_published"}
        assert health.coverage(archive.conn, 1)["hill"]["documents"] == 3
        assert health.coverage(archive.conn, 2) == {}
        assert str(health.status(archive.conn)["portals"][0]["next_at"]) > times.stamp()
