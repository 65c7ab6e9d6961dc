"""A look at every embedded portal gives a portal file with which a crawl finds all of its reports, without edits."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from archive.store import Archive
from crawler import demo, directory, registry
from crawler.demo.catalogue import sites
from crawler.probing import discover
from crawler.probing.probe import BUDGET


def fazhi(*words, timeout=60):
    return subprocess.run([sys.executable, "-m", "archive", *map(str, words)], capture_output=True, text=True,
                          timeout=timeout, check=False)


def write_directory(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("code", "name", "level", "host", "home", "access", "family"))
        writer.writerows(rows)
    return path


def row(key, url):
    code = sites()[key].code[:6]
    return (code, sites()[key].name, "city" if code.endswith("00") else "county", urlsplit(url).netloc, f"{url}/", "direct", "")


@pytest.fixture(scope="module")
def probed(tmp_path_factory):
    """All embedded portals, discovered in one walk."""
    base = tmp_path_factory.mktemp("probed")
    with demo.serve(dict.fromkeys(demo.KEYS, 0)) as portals:
        table = write_directory(base / "homes.csv", [row(key, url) for key, url in portals.urls.items()])
        done = fazhi("discover", "--directory", table, "--data", base / "data")
        walked = type("Walked", (), {
            "base": base, "table": table, "done": done, "portals": portals, "folder": base / "data" / "discover",
            "log": list(portals.log)})
        yield walked


@pytest.fixture(scope="module")
def crawled(probed, kit):
    """The same portals, crawled with the files that the walk wrote."""
    return kit.crawl(probed.base / "crawled", probed.folder / "portals")


def test_every_portal_gives_a_usable_file(probed):
    assert probed.done.returncode == 0, probed.done.stderr
    count = len(demo.KEYS)
    assert f"{count} homes, 0 known or probed before, {count} probed now, 0 of them unreachable" in probed.done.stderr
    loaded = registry.load_dir(probed.folder / "portals")
    assert loaded.faults == []
    assert sorted(portal.url for portal in loaded.portals.values()) == sorted(probed.portals.urls.values())
    assert all(portal.region == sites()[key].code[:6] for key, url in probed.portals.urls.items()
               for portal in loaded.portals.values() if portal.url == url)


def test_the_look_is_short_and_polite(probed):
    asked = Counter(entry.portal for entry in probed.log)
    assert set(asked) == set(demo.KEYS)
    assert max(asked.values()) <= BUDGET
    assert not [entry.path for entry in probed.log if entry.path.startswith(("/admin/", "/dhzx/search/"))]
    for key in demo.KEYS:
        times = sorted(entry.at for entry in probed.log if entry.portal == key)
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert min(gaps) >= 0.045, key


def test_a_crawl_with_the_printed_files_finds_all_reports(probed, crawled):
    fetched = {line["url"] for line in crawled.rows("select url from frontier where state = 'done'")}
    reports = [page for page in probed.portals.truth() if page["kind"] == "annual_report"]
    assert reports
    missed = [(page["portal"], page["urls"]) for page in reports if not fetched & set(page["urls"])]
    assert missed == [], [crawled.rows("select * from ledger"), *(file.read_text() for file in probed.folder.rglob("*.yml"))]
    assert crawled.rows('select portal, "column", reason from ledger where complete = 0') == []


def test_the_pages_are_kept_with_their_addresses(probed):
    for folder in (probed.folder / "pages").iterdir():
        lines = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
        assert {line["file"] for line in lines} == {file.name for file in folder.iterdir()} - {"manifest.jsonl"}
        assert any(line["file"].startswith("list-1-1") for line in lines)
        assert any(line["file"].startswith("detail-1") for line in lines)
        assert len({urlsplit(line["url"]).netloc for line in lines}) == 1


@pytest.fixture(scope="module")
def resumed(probed, make_site, kit, tmp_path_factory):
    """A walk that was killed and goes on: one home is known, one was unreachable, one follows its sister, one is new."""
    base = tmp_path_factory.mktemp("resumed")
    known, new = list(demo.KEYS)[:2]
    sister = make_site({"/": "<html><body><a href='/xw/'>新闻</a></body></html>", "/xw/gg/gg.html": kit.list_page([1, 2], total=2),
                        kit.report(1): kit.page(), kit.report(2): kit.page()})
    dead = make_site({"/": (503, {"Retry-After": "0"}, b"")})
    table = write_directory(base / "homes.csv", [
        row(known, probed.portals.urls[known]), row(new, probed.portals.urls[new]),
        ("331121", "青田县", "county", "s", f"{sister.url}/", "direct", ""),
        ("331122", "缙云县", "county", "d", f"{dead.url}/", "none", "")])
    state = base / "discover" / discover.STATE
    state.parent.mkdir()
    lines = [{"home": f"{probed.portals.urls[known]}/", "code": "331126", "outcome": "found", "columns": ["/xw/gg/gg.html"]},
             {"home": f"{dead.url}/", "code": "331122", "outcome": "unreachable"}]
    torn = '{"home": "http://127.0.0.1:1/", "outc'             # a kill tore the last line
    state.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + torn, encoding="utf-8")
    waiting = discover.waiting(directory.load(table), discover.read_state(state), [])
    before = len(probed.portals.log)
    done = fazhi("discover", "--directory", table, "--data", base, "--again")
    return type("Resumed", (), {
        "done": done, "state": discover.read_state(state), "table": table, "sister": sister, "dead": dead, "new": new,
        "waiting": waiting, "asked": {entry.portal for entry in probed.portals.log[before:]}})


def test_a_walk_goes_on_where_it_stopped(resumed):
    assert len(resumed.waiting) == 2
    assert "4 homes, 1 known or probed before, 3 probed now, 1 of them unreachable, 0 left" in resumed.done.stderr
    assert resumed.asked == {resumed.new}
    assert sorted(line["outcome"] for line in resumed.state.values()) == ["found", "found", "found", "unreachable"]
    assert discover.waiting(directory.load(resumed.table), resumed.state, []) == []


def test_unreachable_homes_are_named_and_tried_again_when_asked(resumed):
    assert resumed.done.returncode == 1
    assert "331122\t缙云县\tunreachable\tstatus" in resumed.done.stdout.splitlines()
    assert resumed.dead.asked("/")
    homes = discover.waiting(directory.load(resumed.table), resumed.state, [], again=True)
    assert [home.home for home in homes] == [f"{resumed.dead.url}/"]


def test_a_path_of_a_sister_portal_is_tried(resumed):
    assert resumed.state[f"{resumed.sister.url}/"]["columns"] == ["/xw/gg/gg.html"]


def test_known_portals_are_left_out(tmp_path, kit):
    folder = kit.write_portals(tmp_path, {"hill": {"url": "http://www.qingtian.gov.cn"},
                                          "off": {"url": "http://www.kaihua.gov.cn", "enabled": False}})
    portals = registry.load_dir(folder).portals.values()
    homes = directory.within(directory.load(), "浙江省")
    left = {home.host for home in discover.waiting(homes, {}, portals)}
    assert "www.qingtian.gov.cn" not in left
    assert "www.kaihua.gov.cn" in left
    assert len(left) == len(homes) - 1


def test_hints_come_from_the_same_prefecture(tmp_path):
    walk = discover.Discovery(tmp_path)
    walk.homes = {home.home: home for home in directory.load()}
    walk._learn({"code": "320724", "columns": ["/gnzx/gsgg/gsgg.html", "/col/col12291/index.html", "https://x.gov.cn/a/"]})
    sister = next(home for home in walk.homes.values() if home.code == "320722")
    stranger = next(home for home in walk.homes.values() if home.code == "331121")
    assert (walk.hints(sister.home), walk.hints(stranger.home)) == (["/gnzx/gsgg/gsgg.html"], [])


def test_probe_prints_a_file_and_keeps_the_turns_of_the_archive(probed, tmp_path):
    url = probed.portals.urls["uuid"]
    done = fazhi("probe", url, "--data", tmp_path, "--fixtures", tmp_path / "kept")
    assert done.returncode == 0, done.stderr
    file = tmp_path / "portals" / "probed.yml"
    file.parent.mkdir()
    file.write_text(done.stdout, encoding="utf-8")
    portal = registry.load_dir(file.parent).portals["probed"]
    assert (portal.name, portal.region, portal.family, portal.delay) == ("东海县人民政府", "320722", "uuid", 0.05)
    assert portal.columns == ("/dhzx/fzjs/fzjs.html", "/dhzx/gsgg/gsgg.html")
    assert "# check: the region, by the site's code 3207220003" in done.stdout
    assert "# evidence: http" in done.stdout
    assert (tmp_path / "kept" / "manifest.jsonl").exists()
    with Archive.open(tmp_path) as archive:
        hosts = [line[0] for line in archive.conn.execute("select host from hosts")]
        assert hosts == [url.removeprefix("http://")]
        assert archive.conn.execute("select count(*) from captures").fetchone()[0] == 0
