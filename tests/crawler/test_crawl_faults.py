"""One crawl of many portals, each with its own trouble: what is stored, what is told, what is left alone."""

from __future__ import annotations

import gzip
import socket
import time
from itertools import pairwise

import pytest


def after_cookie(kit):
    def answer(handler):
        if "wall=1" in handler.headers.get("Cookie", ""):
            return kit.list_page([1])
        return 302, {"Location": "/xw/gg/gg.html", "Set-Cookie": "wall=1; path=/"}, ""
    return answer


def busy_once(kit):
    seen = []

    def answer(handler):
        seen.append(1)
        return (429, {"Retry-After": "1"}, "slow down") if len(seen) == 1 else kit.page()
    return answer


def hang(handler):
    time.sleep(2.5)


def reset(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def world(kit, make_site, tmp_path_factory):
    """All portals by name, and the crawl of them."""
    one = {"/xw/gg/gg.html": kit.list_page([1], total=1), kit.report(1): kit.page()}
    elsewhere = make_site({"/secret.html": kit.page("secret")}, host="127.0.0.2")
    sites = {
        "plain": make_site({
            "/xw/gg/gg.html": kit.list_page([1, 2], total=3, following="gg_2.html"),
            "/xw/gg/gg_2.html": kit.list_page([3], total=3),
            kit.report(1): (200, {**kit.HTML, "Content-Encoding": "gzip"}, gzip.compress(kit.page().encode())),
            kit.report(2): kit.page(extra='<p>附件：<a href="/xw/upload/a.pdf">报告.pdf</a></p>'),
            kit.report(3): kit.page(extra=f'<p>附件：<a href="{elsewhere.url}/b.pdf">报告.pdf</a></p>'),
            "/xw/upload/a.pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 made up")}),
        "cookie": make_site({"/xw/gg/gg.html": after_cookie(kit), kit.report(1): kit.page()}),
        "loop": make_site({"/xw/gg/gg.html": (302, {"Location": "/xw/gg/gg.html"}, "")}),
        "shell": make_site({
            **one, "/old.html": '<html><head><meta http-equiv="refresh" content="0;url=/mid.html"></head></html>',
            "/mid.html": '<script>location.replace("/xw/gg/gg.html")</script>'}),
        "away": make_site({
            "/xw/gg/gg.html": kit.list_page([1, 2]), kit.report(1): kit.page(),
            kit.report(2): (302, {"Location": f"{elsewhere.url}/secret.html"}, "")}),
        "foreign": make_site({"/xw/gg/gg.html": (
            f'<ul class="list"><li><a href="{elsewhere.url}/secret.html" title="青山县2020年度法治政府建设年度报告">x</a>'
            f'<span>2021-03-04</span></li></ul>')}),
        "busy": make_site({**one, kit.report(1): busy_once(kit)}),
        "hang": make_site({"/xw/gg/gg.html": hang}),
        "reset": make_site({"/xw/gg/gg.html": reset}),
        "mislabelled": make_site({**one, kit.report(1): (
            200, {**kit.HTML, "Content-Encoding": "gzip"},
            kit.page(extra='<p><a href="/xw/upload/c.pdf">附件.pdf</a></p>'))}),
        "torn": make_site({**one, kit.report(1): (
            200, {**kit.HTML, "Content-Encoding": "gzip"}, gzip.compress(kit.page().encode())[:-20])}),
        "patient": make_site({**one, "/robots.txt": "User-agent: fazhi-archive\nCrawl-delay: 0.4\n"}),
        "closed": make_site({**one, kit.report(1): (503, {"Retry-After": "86400"}, "")}),
        "nofamily": make_site(one),
        "missing": make_site({}),
        "short": make_site({"/xw/gg/gg.html": kit.list_page([1, 2], total=9), kit.report(1): kit.page(),
                            kit.report(2): kit.page()}),
        "window": make_site({"/xw/gg/gg.html": kit.list_page([1, 2], total=9, following="gg_2.html")}),
        "denied": make_site({**one, "/robots.txt": "User-agent: *\nDisallow: /xw/gg/content/\n"}),
        "walled": make_site(dict.fromkeys(
            [f"/c{n}/index.html" for n in range(12)], (412, kit.HTML, "<script>$_ts=window['$_ts']</script>"))),
    }
    changes = {"shell": {"columns": ["/old.html"]}, "nofamily": {"family": None}, "short": {"expect": {"min": 5}}, "window": {"since": 2020},
               "walled": {"columns": [f"/c{n}/index.html" for n in range(12)]}}
    base = tmp_path_factory.mktemp("faults")
    portals = {name: {"url": site.url, **changes.get(name, {})} for name, site in sites.items()}
    portals["dead"] = {"url": f"http://127.0.0.1:{closed_port()}"}
    crawled = kit.crawl(base / "data", kit.write_portals(base / "portals", portals), options=["DOWNLOAD_TIMEOUT=2"])
    crawled.sites = sites
    crawled.elsewhere = elsewhere
    return crawled


def states(world, portal):
    return {row["url"].rpartition("/")[2]: row["state"]
            for row in world.rows("select url, state from frontier where portal = ?", portal)}


def captures(world, portal, kind):
    return world.rows("select * from captures where portal = ? and kind = ? order by id", portal, kind)


def test_whole_portal(world):
    assert world.code == 1      # others failed
    assert world.closed("plain") == {"event": "closed", "portal": "plain", "reason": "finished", "problems": [],
                                     "missing": [], "classes": {}}
    line = world.ledger("plain")
    assert (line["declared"], line["collected"], line["pages"], line["complete"], line["reason"]) == (3, 3, 2, 1, None)
    assert sorted(states(world, "plain").values()) == ["done"] * 4
    assert len(captures(world, "plain", "detail")) == 3
    page = captures(world, "plain", "detail")[0]
    assert page["list_title"].endswith("法治政府建设年度报告")
    assert page["list_date"].endswith("-03-04")
    assert [row["status"] for row in captures(world, "plain", "attachment")] == [200]


def test_every_answer_is_kept_with_its_coding(world):
    row = captures(world, "plain", "detail")[0]
    raw = (world.data / "warc" / row["file"]).read_bytes()[row["offset"]:row["offset"] + row["length"]]
    record = gzip.decompress(raw)
    assert b"Content-Encoding: gzip" in record
    assert gzip.decompress(record.split(b"\r\n\r\n", 2)[2].rstrip(b"\r\n")).decode().startswith("<html>")


def test_the_agent_names_itself(world):
    agents = {headers["User-Agent"] for _, _, headers in world.sites["plain"].log}
    assert len(agents) == 1
    assert agents.pop().startswith("Mozilla/5.0 (compatible; fazhi-archive/")


def test_cookie_wall_opens_and_circles_end(world):
    assert world.ledger("cookie")["complete"] == 1
    line = world.ledger("loop")
    assert (line["complete"], line["reason"]) == (0, "redirect_loop")
    assert 2 < len(world.sites["loop"].asked("/xw/gg/gg.html")) <= 10


def test_shells_lead_on(world):
    assert world.ledger("shell")["collected"] == 1
    assert states(world, "shell") == {report_name(1): "done"}


def report_name(number):
    return f"5fba2984-4297-496c-86da-{number:012x}.html"


def test_redirect_to_another_address_is_refused(world):
    assert world.elsewhere.log == []
    assert states(world, "away") == {report_name(1): "done", report_name(2): "failed"}
    sentence = world.closed("away")["problems"][0]
    assert f"redirect from {world.sites['away'].url}" in sentence
    assert f"127.0.0.2:{world.elsewhere.port} is no host of this portal; it is no public address." in sentence
    hop = world.rows("select * from captures where portal = 'away' and status = 302")[0]
    assert hop["kind"] == "other"
    assert "is no host of this portal" in hop["error"]


def test_foreign_entries_are_noted_but_not_asked(world):
    entry = world.rows("select * from entries where portal = 'foreign'")[0]
    assert (entry["kind"], entry["followed"]) == ("annual_report", 0)
    assert "is no host of this portal" in entry["reason"]
    assert "is no host of this portal" in world.ledger("foreign")["detail"]


def test_retry_after_is_waited_for(world, kit):
    first, second = world.sites["busy"].asked(kit.report(1))
    assert second - first >= 1.0
    assert world.closed("busy")["problems"] == []
    assert states(world, "busy") == {report_name(1): "done"}


def test_long_pause_ends_the_run_and_outlives_it(world, kit):
    assert len(world.sites["closed"].asked(kit.report(1))) == 1
    assert "wants to be left alone for another" in world.closed("closed")["problems"][0]
    until = world.rows("select next_at from hosts where host = ?", f"127.0.0.1:{world.sites['closed'].port}")[0]["next_at"]
    assert until - time.time() > 86000


@pytest.mark.parametrize(("portal", "reason"), [
    ("hang", "timeout"), ("reset", "reset"), ("dead", "refused"), ("missing", "gone"), ("loop", "redirect_loop"),
])
def test_reason_classes(world, portal, reason):
    line = world.ledger(portal)
    assert (line["complete"], line["reason"], line["collected"]) == (0, reason, 0)
    assert world.closed(portal)["problems"] == [line["detail"]]
    assert world.closed(portal)["reason"] == reason


def test_failures_are_captures_without_an_answer(world):
    rows = [row for row in world.rows("select * from captures where portal = 'hang'") if row["status"] is None]
    assert rows
    assert {(row["verdict"], row["file"]) for row in rows} == {("failed", None)}
    assert rows[0]["error"].startswith("timeout: ")


def test_wrong_gzip_label_is_forgiven_and_torn_gzip_is_not(world, kit):
    assert states(world, "mislabelled")[report_name(1)] == "done"
    assert "c.pdf" in states(world, "mislabelled")
    assert states(world, "torn") == {report_name(1): "failed"}
    assert len(world.sites["torn"].asked(kit.report(1))) == 2
    assert [row["verdict"] for row in captures(world, "torn", "detail")] == ["failed", "failed"]
    assert "the gzip body ends before its end mark" in captures(world, "torn", "detail")[0]["error"]


def test_crawl_delay_counts(world):
    times = world.sites["patient"].asked()
    assert len(times) == 3
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.39


def test_family_is_found_by_the_page(world):
    assert world.ledger("nofamily")["complete"] == 1
    assert states(world, "nofamily") == {report_name(1): "done"}


def test_less_than_declared_is_incomplete(world):
    line = world.ledger("short")
    assert (line["declared"], line["collected"], line["complete"], line["reason"]) == (9, 2, 0, "incomplete")
    assert world.closed("short")["problems"] == [
        line["detail"], "2 list entries were found, the portal file expects at least 5."]


def test_window_ends_the_reading(world):
    line = world.ledger("window")
    assert (line["complete"], line["collected"], states(world, "window")) == (1, 2, {})
    assert "entries before 2020 are left out" in line["detail"]
    assert world.sites["window"].asked("/xw/gg/gg_2.html") == []


def test_robots_txt_forbids_pages(world, kit):
    assert world.sites["denied"].asked(kit.report(1)) == []
    assert states(world, "denied") == {report_name(1): "failed"}
    row = captures(world, "denied", "detail")[0]
    assert (row["status"], row["verdict"]) == (None, "failed")
    assert row["error"].startswith("robots: ")


def test_a_wall_gets_eight_requests_at_most(world):
    assert len(world.sites["walled"].log) == 8
    assert world.closed("walled")["reason"] == "blocked"
    assert {row["verdict"] for row in captures(world, "walled", "list")} == {"blocked"}
    assert len(world.rows("select * from ledger where portal = 'walled' and reason = 'blocked'")) == 12


def test_leases_are_given_back(world):
    assert world.rows("select * from leases") == []
