"""Coverage, timeliness, places and figures say what the archive holds, why it lacks the rest, and where each value stands."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from types import SimpleNamespace

import pytest

from archive.model import Document, Figure
from archive.site import roll
from archive.store import Archive

SEEN = dt.datetime(2026, 11, 1, tzinfo=dt.timezone.utc)
FIRST_LINE = "青田县扎实推进法治政府建设。"
QUOTE = "收到行政复议申请{}件"
HOSTILE = "=1+1<script>alert(1)</script>"


def report(code: str, name: str, level: str, year: int, date: str | None, cases: int | None = None) -> Document:
    text = f"{FIRST_LINE}\n\n一、基本情况\n{year}年，{name}{QUOTE.format(cases)}，均已办结。"
    start = text.index("收到")
    figures = [Figure("reconsideration_received", float(cases), "起", year, "余", QUOTE.format(cases), start, start + 10)] if cases else []
    return Document(
        url=f"http://{code}.example/{level}/{year}/{name}", kind="annual_report", title=f"{name}{year}年法治政府建设年度报告", report_year=year,
        issuer=name, date_published=date, region_code=code, region_name=name, level=level, text=text, figures=figures,
    )


REPORTS = (
    report("330000", "浙江省人民政府", "province", 2023, "2024-04-01"),
    report("331121", "青田县人民政府", "county", 2022, "2023-03-30", 150),
    report("331121", "青田县人民政府", "county", 2023, "2024-04-24", 167),
    report("331121", "青田县人民政府更正", "county", 2023, "2024-06-24", 168),
    report("331121", "青田县人民政府", "county", 2024, "2025-05"),
    report("331121", HOSTILE, "department", 2023, "2024-01-02", 999),
    report("331121", "温溪镇人民政府", "township", 2023, "2024-07-01"),
    report("331126", "庆元县人民政府", "county", 2023, None, 90),
    report("330184", "余杭区人民政府", "county", 2023, "2024-03-01", 12),
)
LEDGER = (("qt", 1, None), ("ls", 0, "blocked"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    data = tmp_path_factory.mktemp("governments")
    with Archive.open(data) as archive:
        archive.put_portals([
            {"id": name, "name": f"{place}人民政府", "region_code": code, "url": f"http://{name}.example", "family": "trs", "enabled": enabled}
            for name, place, code, enabled in (("qt", "青田县", "331121", 1), ("ls", "丽水市", "331100", 1), ("jn", "景宁县", "331127", 0),
                                               ("qy", "庆元县", "331126", 1))
        ])
        for one in REPORTS:
            archive.upsert(one, url=one.url, seen_at=SEEN)
        run = archive.start_run("crawl")
        with archive.transaction() as conn:
            for portal, complete, reason in LEDGER:
                conn.execute("insert into ledger values (?, ?, '/1', 9, 9, 1, ?, ?, null)", (run, portal, complete, reason))
        archive.end_run(run, 0, {})
    return data


@pytest.fixture(scope="module")
def served(folder, serve_folder) -> SimpleNamespace:
    return serve_folder(folder)


@pytest.fixture
def governments(served, monkeypatch) -> SimpleNamespace:
    monkeypatch.setattr(roll, "today", lambda: dt.date(2026, 3, 1))
    return served


def cells(site, query: str = "") -> dict[tuple[str, int], dict]:
    return {(one["code"], one["year"]): one for one in site.get(f"/coverage.json{query}").json()["cells"]}


def test_each_cell_has_its_state_and_reason(governments):
    found = cells(governments, "?region=331100")
    states = {key: one["state"] for key, one in found.items()}
    assert states["331121", 2022] == "found"
    assert states["331121", 2023] == states["331121", 2024] == "late"
    assert states["331121", 2025] == "not_due"
    assert states["331126", 2023] == "found"
    assert states["331126", 2022] == "unwatched"
    assert states["331100", 2023] == "blocked"
    assert "逾期 23 天" in found["331121", 2023]["reason"]
    assert "被拦截" in found["331100", 2023]["reason"]
    assert "停用" in found["331127", 2023]["reason"]
    assert "尚未采集" in found["331126", 2022]["reason"]
    assert "2026-04-01" in found["331121", 2025]["reason"]
    assert all(one["reason"] for one in found.values())


def test_a_watched_portal_without_a_report_is_missing(governments, monkeypatch):
    monkeypatch.setattr(roll, "today", lambda: dt.date(2026, 4, 2))
    one = cells(governments, "?region=331121")["331121", 2025]
    assert one["state"] == "missing"
    assert "采集收齐" in one["reason"]


def test_the_first_of_april_is_in_time_and_the_day_after_late(governments):
    assert cells(governments)["330000", 2023]["state"] == "found"
    assert roll.lag(2023, "2024-04-02") == 1
    assert roll.lag(2023, "2024-02-30") is None


def test_departments_and_towns_never_decide_a_governments_cell(governments):
    answer = governments.get("/coverage.json?region=331121").json()
    assert answer["reports_of_others"] == {"department": {"2022": 0, "2023": 1, "2024": 0, "2025": 0},
                                           "township": {"2022": 0, "2023": 1, "2024": 0, "2025": 0}}
    assert answer["governments"] == 1


def test_totals_count_every_government_once(governments):
    answer = governments.get("/coverage.json").json()
    for year in answer["totals"]:
        assert sum(count for name, count in year.items() if name != "year") == answer["governments"] == len(roll.within(""))
    year = next(one for one in answer["totals"] if one["year"] == 2023)
    assert (year["found"], year["late"]) == (3, 1)


def test_counts_below_agree_with_the_next_page(governments):
    above = cells(governments, "?region=330000")["331100", 2023]
    below = [one for (code, year), one in cells(governments, "?region=331100").items() if year == 2023 and code != "331100"]
    assert above["below_all"] == len(below)
    assert above["below_held"] == sum(one["state"] in {"found", "late"} for one in below) == 2


def test_an_ended_code_counts_for_its_successor(governments):
    assert cells(governments, "?region=330100")["330110", 2023]["state"] == "found"
    answer = governments.get("/place/330184")
    assert (answer.status_code, answer.headers["location"]) == (301, "/place/330110")


def test_csv_holds_the_same_and_no_formula(governments):
    rows = list(csv.DictReader(io.StringIO(governments.get("/coverage.csv?region=331100").content.decode("utf-8-sig"))))
    assert [(row["code"], int(row["year"]), row["state"]) for row in rows] == [
        (*key, one["state"]) for key, one in cells(governments, "?region=331100").items()
    ]
    every = governments.get("/coverage.csv?region=330000&depth=all").text
    assert len({line.split(",")[0] for line in every.splitlines()[1:]}) == len(roll.within("330000"))


def test_page_shows_words_and_links_to_the_report(governments):
    html = governments.get("/coverage?region=331100").text
    mark = r'<i[^>]*>[●▲]</i><span class="away">(已有|逾期公开)</span>'
    links = re.findall(rf'class="cell (found|late)"[^>]*><a href="(/place/[0-9]+/[0-9]+)">{mark}', html)
    assert len(links) == 4
    reports = {(one["code"], str(one["year"])): one["report"] for one in cells(governments, "?region=331100").values()}
    for _, path, _ in links:
        _, _, *place = path.split("/")
        answer = governments.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, f"/report/{reports[tuple(place)]}")
    assert "style=" not in html


@pytest.mark.parametrize("path", [
    "/place/999999", "/place/810000", "/coverage?region=999999", "/coverage.json?region=x", "/timeliness?region=12", "/timeliness.csv?region=a",
    "/figures.csv", "/figures.csv?indicator=nothing", "/figures.csv?indicator=litigation_cases&region=没有",
])
def test_what_does_not_exist_answers_404(governments, path):
    assert governments.get(path).status_code == 404


def test_timeliness_counts_full_dates_only(governments):
    html = governments.get("/timeliness").text
    assert "<b>75.0%</b>" in html
    assert "<b>4</b>份有完整日期" in html
    assert "<b>2</b>份日期不全" in html
    html = governments.get("/timeliness?scope=all").text
    assert html.index("逾期 91 天") < html.index("逾期 23 天")
    rows = list(csv.DictReader(io.StringIO(governments.get("/timeliness.csv?scope=townships").content.decode("utf-8-sig"))))
    assert [(row["by"], row["key"], row["on_time"], row["median_days"]) for row in rows] == [
        ("year", "2023", "0", "91"), ("place", "330000", "0", "91"),
    ]


def test_a_correction_makes_no_government_late(governments):
    html = governments.get("/timeliness").text
    assert "逾期 23 天" in html
    assert "逾期 84 天" not in html
    assert "青田县人民政府更正" not in html


@pytest.mark.parametrize("code", ["", "330000", "331100", "331121", "330110"])
def test_timeliness_coverage_and_places_count_the_same_reports(governments, code):
    held = [one for one in governments.get(f"/coverage.csv?region={code}&depth=all").text.splitlines() if ",found," in one or ",late," in one]
    dated = sum(bool(re.search(r",[0-9-]{10},-?[0-9]+,", one)) for one in held)
    rows = csv.DictReader(io.StringIO(governments.get(f"/timeliness.csv?region={code}").content.decode("utf-8-sig")))
    assert sum(int(row["reports"]) for row in rows if row["by"] == "year") == (dated if code else 4)
    if code == "331121":
        assert f"公开日期完整的 {dated} 份报告" in governments.get("/place/331121").text


def test_timeliness_of_a_region_and_year(governments):
    html = governments.get("/timeliness?region=331100&year=2022").text
    assert "<b>100.0%</b>" in html
    assert "提前 2 天" in html
    assert "没有公开日期完整的报告" in governments.get("/timeliness?region=540000").text


def test_the_way_up_keeps_what_was_chosen(governments):
    html = governments.get("/timeliness?region=331121&scope=all&year=2023").text
    crumbs = re.search(r'<nav class="crumbs".*?</nav>', html, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == [
        "/timeliness?scope=all&amp;year=2023", "/timeliness?region=330000&amp;scope=all&amp;year=2023",
        "/timeliness?region=331100&amp;scope=all&amp;year=2023",
    ]
    for path, to in (("/place/331121", "/place/331100"), ("/coverage?region=331121", "/coverage?region=331100")):
        assert re.search(rf'href="{re.escape(to)}">丽水市</a>\s*</nav>', governments.get(path).text)


def test_a_regions_own_row_is_not_taken_for_the_whole_region(governments):
    html = governments.get("/timeliness?region=330000").text
    assert '<th scope="row">浙江省（本级）</th>' in html
    assert "浙江省（本级）" in governments.get("/timeliness.csv?region=330000").text
    assert "本级）" not in governments.get("/timeliness").text


@pytest.mark.parametrize(("path", "others"), [
    ("/place/331100", ("/coverage", "/timeliness", "/figures", "/search")), ("/coverage?region=331100", ("/place/331100", "/timeliness")),
    ("/timeliness?region=331100", ("/place/331100", "/coverage")),
])
def test_pages_of_a_region_lead_to_each_other(governments, path, others):
    main = governments.get(path).text.partition("<main")[2]
    for other in others:
        assert f'href="{other if "/place/" in other else other + "?region=331100"}"' in main


def test_figures_over_years_lead_to_their_paragraph(governments):
    html = governments.get("/figures?indicator=reconsideration_received&region=青田县").text
    found = re.findall(r'<td><a href="(/report/[^"#]+)#(p\d+)">(收到行政复议申请\d+件)</a>', html)
    assert [quote for *_, quote in found] == ["收到行政复议申请150件", "收到行政复议申请167件"]
    assert "<svg" in html
    for path, anchor, quote in found:
        report = governments.get(path).text
        part = report[report.index(f'id="{anchor}"'):]
        assert quote in part[:part.index("</p>")]


def test_figures_over_places_are_of_governments_alone(governments):
    html = governments.get("/figures?indicator=reconsideration_received&year=2023").text
    quotes = re.findall(r"收到行政复议申请(\d+)件</a>", html)
    assert quotes == ["167", "90", "12"]
    rows = list(csv.DictReader(io.StringIO(
        governments.get("/figures.csv?indicator=reconsideration_received&year=2023&level=county").content.decode("utf-8-sig"))))
    assert [(row["code"], row["value"], row["unit"], row["qualifier"]) for row in rows] == [
        ("331121", "167.0", "件", "余"), ("331126", "90.0", "件", "余"), ("330110", "12.0", "件", "余"),
    ]
    assert all(re.fullmatch(r"http://localhost/report/[0-9a-f-]+#p\d+", row["address"]) for row in rows)


def test_an_ambiguous_name_asks_back_and_an_unknown_one_says_so(governments):
    assert governments.get("/figures?indicator=litigation_cases&region=朝阳区").text.count("朝阳区</a>") >= 2
    assert "没有名为" in governments.get("/figures?indicator=litigation_cases&region=" + HOSTILE[3:30].replace("+", "")).text


def test_place_shows_its_reports_figures_and_neighbours(governments):
    html = governments.get("/place/331121").text
    assert "丽水市" in html
    assert 'href="/search.atom?region=331121"' in html
    assert "167" in html
    assert "<time>2023-03-30</time> 公开" in html
    assert "温溪镇人民政府" in html
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert 'href="/place/331121"' in governments.get("/place/331100").text


def test_a_new_report_shows_with_the_next_request(folder, serve_folder, tmp_path, monkeypatch):
    import shutil

    monkeypatch.setattr(roll, "today", lambda: dt.date(2026, 3, 1))
    shutil.copytree(folder, tmp_path / "data")
    site = serve_folder(tmp_path / "data")
    before = site.get("/coverage.json?region=331127")
    with Archive.open(tmp_path / "data") as archive:
        new = report("331127", "景宁畲族自治县人民政府", "county", 2024, "2025-03-02")
        archive.upsert(new, url=new.url, seen_at=SEEN)
    after = site.get("/coverage.json?region=331127")
    assert before.headers["etag"] != after.headers["etag"]
    assert "found" in json.dumps(after.json()["cells"])
    monkeypatch.setattr(roll, "today", lambda: dt.date(2026, 4, 2))
    assert site.get("/coverage.json?region=331127").headers["etag"] != after.headers["etag"]


def test_header_leads_to_the_pages(governments):
    html = governments.get("/about").text
    for path in ("/coverage", "/timeliness", "/figures"):
        assert f'<a href="{path}">' in html
        assert governments.get(path).status_code == 200
