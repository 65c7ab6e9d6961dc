"""Killing, doubling, stopping and repeating a crawl."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from crawler import run

COUNT = 16


@pytest.fixture
def portal(kit, make_site, tmp_path):
    numbers = range(COUNT)
    routes = {
        "/xw/gg/gg.html": kit.list_page(numbers[:12], total=COUNT, following="gg_2.html"),
        "/xw/gg/gg_2.html": kit.list_page(numbers[12:], total=COUNT),
        **{kit.report(n): kit.page(f"第{n}号报告。", f'<p><a href="/xw/upload/{n}.pdf">附件.pdf</a></p>' if n < 3 else "")
           for n in numbers},
        **{f"/xw/upload/{n}.pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF") for n in range(3)},
    }
    site = make_site(routes)
    site.folder = kit.write_portals(tmp_path / "portals", {"hill": {"url": site.url, "delay": 0.03}})
    return site


def wait_for(condition, seconds=15.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the crawl did not get that far"
        time.sleep(0.01)


def test_killed_crawl_goes_on_where_it_was(kit, portal, tmp_path):
    child = kit.start(tmp_path / "data", portal.folder)
    wait_for(lambda: len(portal.log) > 9)
    child.kill()
    child.communicate()
    again = kit.crawl(tmp_path / "data", portal.folder)
    assert (again.code, again.closed("hill")["problems"]) == (0, [])
    wanted = {path: body for path, body in portal.routes.items() if "content" in path or "upload" in path}
    assert {(row["url"], row["state"]) for row in again.rows("select url, state from frontier")} == {
        (f"{portal.url}{path}", "done") for path in wanted}
    stored = {row["url"].removeprefix(portal.url): row["sha256"] for row in again.rows(
        "select url, sha256 from captures where kind in ('detail', 'attachment') and verdict = 'ok'")}
    assert stored == {path: sha256(body[2] if isinstance(body, tuple) else body.encode()).hexdigest()
                      for path, body in wanted.items()}
    assert again.rows("select 1 from leases") == []
    pages = [path for _, path, _ in portal.log if "content" in path or "upload" in path]
    assert len(pages) - len(set(pages)) <= 1


def test_second_crawl_leaves_the_portal_alone_and_sigterm_ends_soon(kit, portal, tmp_path):
    portal.routes[kit.report(3)] = lambda handler: time.sleep(20)
    first = kit.start(tmp_path / "data", portal.folder, options=["DOWNLOAD_TIMEOUT=30"])
    wait_for(lambda: portal.asked(kit.report(3)))
    second = kit.crawl(tmp_path / "data", portal.folder)
    assert second.code == 1
    assert second.closed("hill")["reason"] == "busy"
    assert "is at work on this portal; wait for its end." in second.closed("hill")["problems"][0]
    began = time.monotonic()
    first.send_signal(signal.SIGTERM)
    result = kit.finish(first, tmp_path / "data", timeout=10)
    assert time.monotonic() - began < 6
    assert result.code == 1
    assert result.closed("hill")["reason"] == "shutdown"
    assert result.rows("select * from leases") == []
    states = {row["state"] for row in result.rows("select state from frontier")}
    assert states == {"new", "done"}


def test_crawl_ends_with_its_parent(kit, portal, tmp_path):
    portal.routes[kit.report(3)] = lambda handler: time.sleep(20)
    program = ("import subprocess, sys, time\n"
               "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
               "print(child.pid, flush=True)\ntime.sleep(60)\n")
    line = run.command(tmp_path / "data", portal.folder, None, options=["DOWNLOAD_TIMEOUT=30"])
    parent = subprocess.Popen([sys.executable, "-c", program, *line], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    wait_for(lambda: portal.asked(kit.report(3)))
    parent.kill()
    parent.communicate()

    def gone():
        try:
            return Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except FileNotFoundError:
            return True
    wait_for(gone, 8)


def test_repeated_crawl_asks_little_and_sees_changes(kit, make_site, tmp_path):
    def tagged(text):
        def answer(handler):
            tag = f'"{hash(text)}"'
            same = handler.headers.get("If-None-Match") == tag
            return (304, {"ETag": tag}, "") if same else (200, {**kit.HTML, "ETag": tag}, text)
        return answer

    site = make_site({"/xw/gg/gg.html": kit.list_page([1, 2], total=4, following="gg_2.html"),
                      "/xw/gg/gg_2.html": kit.list_page([3, 4], total=4),
                      **{kit.report(n): tagged(kit.page(f"第{n}号")) for n in range(1, 5)}})
    folder = kit.write_portals(tmp_path / "portals", {"hill": {"url": site.url}})
    assert kit.crawl(tmp_path / "data", folder).code == 0
    site.log.clear()
    quiet = kit.crawl(tmp_path / "data", folder)
    assert [path for _, path, _ in site.log] == ["/robots.txt", "/xw/gg/gg.html"]
    line = quiet.ledger("hill")
    assert (line["declared"], line["collected"], line["complete"]) == (4, 4, 1)
    assert line["detail"].startswith("unchanged: ")
    site.log.clear()
    site.routes[kit.report(2)] = tagged(kit.page("改过的报告"))
    site.routes[kit.report(3)] = (404, {}, "gone")
    full = kit.crawl(tmp_path / "data", folder, everything=True)
    assert len(site.asked("/xw/gg/gg_2.html")) == 1
    answers = full.rows("select url, status from captures where kind = 'detail' order by id desc limit 4")
    assert sorted(row["status"] for row in answers) == [200, 304, 304, 404]
    row = full.rows("select * from frontier where url like ?", f"%{kit.uuid_of(1)}%")[0]
    assert row["next_check_at"][:10] > time.strftime("%Y-%m-%d", time.gmtime(time.time() + 5 * 86400))
    missing = full.rows("select * from frontier where url like ?", f"%{kit.uuid_of(3)}%")[0]
    assert (missing["state"], missing["misses"]) == ("failed", 1)
    assert full.code == 0      # one page that is missing is no failure
    assert "(asked again after a day before it counts as gone)" in full.closed("hill")["missing"][0]
