"""Pages of an archive that holds what there is: they stay light, and lead to what has no room on them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import random
import re
import shutil
from types import SimpleNamespace

import pytest

from archive.model import Document, Figure
from archive.site import roll
from archive.store import Archive

BUDGET = 15 * 1024
"""Bytes of a page and its style sheet in gzip."""
YEARS = range(2014, 2026)
SEEN = dt.datetime(2026, 11, 1, tzinfo=dt.timezone.utc)
INDICATOR = "litigation_cases"


def report(random_: random.Random, code: str, name: str, level: str, year: int) -> Document:
    value = random_.randint(10, 9_000)
    place = random_.choice(("全年", "本年度", "一年来", "截至年底"))
    quote = f"{place}各级法院受理以本级政府及部门为被告的应诉案件{value}件"
    text = f"{year}年，{name}依法履职。\n{quote}。"
    start = text.index(quote)
    return Document(
        url=f"http://{code}.example/{name}/{year}", kind="annual_report", title=f"{name}{year}年法治政府建设情况报告", report_year=year, issuer=name,
        date_published=f"{year + 1}-0{random_.randint(1, 6)}-{random_.randint(10, 28)}", region_code=code, region_name=name, level=level, text=text,
        figures=[Figure(INDICATOR, float(value), "件", year, None, quote, start, start + len(quote))],
    )


@pytest.fixture(scope="module")
def full(tmp_path_factory, serve_folder) -> SimpleNamespace:
    random_, data = random.Random(3), tmp_path_factory.mktemp("full")
    known = roll.governments()
    provinces = [row for row in known.values() if row.level == "province"]
    places = sorted(roll.within("330000") - {"330000"})
    with Archive.open(data) as archive:
        for row in provinces:
            for year in YEARS:
                archive.upsert(doc := report(random_, row.code, f"{row.name}人民政府", "province", year), url=doc.url, seen_at=SEEN)
        for code in places:
            archive.upsert(doc := report(random_, code, f"{known[code].name}人民政府", known[code].level, 2024), url=doc.url, seen_at=SEEN)
        archive.put_portals([
            {"id": f"p-{code}", "name": f"{known[code].full_name}人民政府", "region_code": code, "url": f"http://{code}.example", "family": "trs"}
            for code in [*(row.code for row in provinces), *places]
        ])
    return serve_folder(data)


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(roll, "today", lambda: dt.date(2026, 11, 20))


def rows(site: SimpleNamespace, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(site.get(path).content.decode("utf-8-sig"))))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", [
    "/", "/search", "/coverage", "/coverage?region=330000", "/timeliness", "/timeliness?region=330000", f"/figures?indicator={INDICATOR}",
    f"/figures?indicator={INDICATOR}&year=2024", f"/figures?indicator={INDICATOR}&region=330000", "/place/330000", "/status",
])
def test_full_pages_stay_light(full, path, language):
    page = full.get(f"/{language}{path}")
    assert page.status_code == 200
    assert len(gzip.compress(full.get("/static/site.css").content)) + len(gzip.compress(page.content)) <= BUDGET


def test_the_table_has_ten_years_and_the_files_all(full):
    html = full.get("/zh/coverage").text
    assert re.findall(r'<th scope="col">(\d{4})</th>', html)[:10] == [str(year) for year in YEARS][-10:]
    assert "表中只列最近 10 个年度" in html
    assert {row["year"] for row in rows(full, "/coverage.csv")} == {str(year) for year in YEARS}
    assert full.get("/coverage.json").json()["years"] == list(YEARS)
    assert '<th scope="row">2014</th>' in full.get("/zh/place/110000").text


def test_the_way_to_all_departments_tells_how_many_come(full, tmp_path, serve_folder):
    random_ = random.Random(5)
    shutil.copytree(full.data, tmp_path / "data")
    with Archive.open(tmp_path / "data") as archive:
        for code, count in (("330100", 33), ("330106", 4), ("330200", 2)):
            for at in range(count):
                archive.upsert(doc := report(random_, code, f"第{at}局", "department", 2023), url=doc.url, seen_at=SEEN)
    site = serve_folder(tmp_path / "data")
    html = site.get("/zh/place/330100").text
    assert '部门报告 <span class="count">33</span>' in html
    path = re.search(r'<a href="([^"]+)">查看全部 37 份（含下辖地区）</a>', html)[1]
    assert "共 37 份" in site.get(path.replace("&amp;", "&")).text
    assert "查看全部" not in site.get("/zh/place/330106").text


def test_an_indicator_offers_the_years_there_are(full):
    html = full.get(f"/zh/figures?indicator={INDICATOR}").text
    assert '<b aria-current="true">2025</b>' in html
    offered = re.findall(rf'<a href="(/zh/figures\?indicator={INDICATOR}&amp;year=(\d+))">', html)
    assert [year for _, year in offered] == [str(year) for year in reversed(YEARS)][1:]
    other = full.get(offered[3][0].replace("&amp;", "&")).text
    assert '<b aria-current="true">2021</b>' in other
    assert "：2021 年度，全国各地</h1>" in other
    kept = full.get(f"/zh/figures?indicator={INDICATOR}&year=2024&level=province").text
    assert f"?indicator={INDICATOR}&amp;year=2023&amp;level=province" in kept


def test_a_year_without_values_leads_to_the_others(full):
    html = full.get(f"/zh/figures?indicator={INDICATOR}&year=2013").text
    assert "：2013 年度，全国各地</h1>" in html
    assert f'href="/zh/figures?indicator={INDICATOR}&amp;year=2025">2025</a>' in html


def test_a_long_table_says_that_the_csv_has_all(full):
    html = full.get(f"/zh/figures?indicator={INDICATOR}&year=2024").text
    every = rows(full, f"/figures.csv?indicator={INDICATOR}&year=2024")
    shown = len(re.findall(r'<tr><th scope="row">', html))
    assert shown < len(every)
    assert f"表中为最大的 {shown} 个，共 {len(every)} 个" in html
