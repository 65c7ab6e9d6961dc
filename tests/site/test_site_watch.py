"""Whose portal it is: only a government's own portal can say that its report is not there."""

from __future__ import annotations

import datetime as dt

import pytest

from archive.model import Document
from archive.site import coverage, roll
from archive.store import Archive

SEEN = dt.datetime(2026, 11, 1, tzinfo=dt.timezone.utc)
OTHERS = (
    "杭州市公安局", "市司法局信息公开网", "杭州市中级人民法院", "桐庐县富春江镇人民政府", "杭州经济技术开发区管理委员会", "农业农村部法规司",
    "浙江省人民代表大会常务委员会公报", "国家税务总局杭州市税务局",
)


@pytest.mark.parametrize(("portal", "state"), [
    ("景宁畲族自治县人民政府", "missing"), ("景宁县政府信息公开网", "missing"), ("景宁县司法局", "unwatched"), ("景宁县人大常委会", "unwatched"),
    ("景宁县鹤溪街道办事处", "unwatched"),
])
def test_a_bureaus_portal_says_nothing_of_its_government(tmp_path, serve_folder, monkeypatch, portal, state):
    monkeypatch.setattr(roll, "today", lambda: dt.date(2026, 11, 20))
    doc = Document(url="http://jn.example/1", kind="annual_report", title="景宁县2023年报告", report_year=2023, issuer="景宁畲族自治县人民政府",
                   date_published="2024-03-01", region_code="331127", region_name="景宁畲族自治县", level="county", text="报告如下。")
    with Archive.open(tmp_path) as archive:
        archive.upsert(doc, url=doc.url, seen_at=SEEN)
        archive.put_portals([{"id": "jn", "name": portal, "region_code": "331127", "url": "http://jn.example", "family": "trs", "enabled": 1}])
        run = archive.start_run("crawl")
        with archive.transaction() as conn:
            conn.execute("insert into ledger values (?, 'jn', '/1', 9, 9, 1, 1, null, null)", (run,))
        archive.end_run(run, 0, {})
    site = serve_folder(tmp_path)
    found = {one["year"]: one for one in site.get("/coverage.json?region=331127").json()["cells"]}
    assert (found[2023]["state"], found[2024]["state"]) == ("found", state)
    assert (f"“{portal}”" in found[2024]["reason"]) == (state == "missing")
    portals = site.get("/status.json").json()["portals"]
    assert [one["state"] for one in portals] == ["complete"]


@pytest.mark.parametrize(("visited", "state", "reason"), [
    ("2025-03-20T02:00:00Z", "unwatched", "“景宁县人民政府”于 2025-03-20 采集收齐，早于该年度的公开期限（2025-04-01）"),
    ("2025-04-02T02:00:00Z", "missing", "“景宁县人民政府”于 2025-04-02 采集收齐，其中未见该年度报告"),
])
def test_a_portal_that_was_read_too_early_proves_nothing(tmp_path, serve_folder, monkeypatch, visited, state, reason):
    monkeypatch.setattr(roll, "today", lambda: dt.date(2025, 11, 20))
    with Archive.open(tmp_path) as archive:
        archive.put_portals([{"id": "jn", "name": "景宁县人民政府", "region_code": "331127", "url": "http://jn.example", "family": "trs"}])
        run = archive.start_run("crawl")
        with archive.transaction() as conn:
            conn.execute("insert into ledger values (?, 'jn', '/1', 9, 9, 1, 1, null, null)", (run,))
            conn.execute("update runs set started_at = ?", (visited,))
        archive.end_run(run, 0, {})
    one, = serve_folder(tmp_path).get("/coverage.json?region=331127").json()["cells"]
    assert (one["year"], one["state"], one["reason"]) == (2024, state, reason)


@pytest.mark.parametrize("form", ["{}人民政府", "{}政府", "{}人民政府门户网站", "{}政府网", "{}政务公开网", "中国·{}", "{}"])
def test_every_government_is_known_by_the_usual_names_of_its_portal(form):
    rows = [row for row in roll.governments().values() if "群岛" not in row.name]    # 三沙's islands have no portals
    assert len(rows) > 3_000
    assert [row.name for row in rows if coverage.governed(form.format(row.name), row.code) != row.code] == []


@pytest.mark.parametrize("name", OTHERS)
def test_portals_of_other_bodies_are_no_governments(name):
    assert coverage.governed(name, "330100") is None


def test_a_portal_under_an_ended_code_counts_for_the_region_in_force():
    assert coverage.governed("余杭市人民政府", "330184") == "330110"
    assert coverage.governed("某市人民政府", "999999") is None
