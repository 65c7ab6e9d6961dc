"""Small things that readers trip over: titles of tabs, printed amounts, labels that touch, contacts that are not named."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest

from archive import i18n
from archive.extract import limits
from archive.model import Document, Figure
from archive.site import charts, indicators
from archive.site.charts import Stack
from archive.site.shapes import FILTERS
from archive.store import Archive


def kept_by(folder: Path, contact: str) -> Path:
    """A metadata.yml that names a keeper."""
    (folder / "metadata.yml").write_text(json.dumps({"plugins": {"fazhi-archive": {"contact": contact}}}), encoding="utf-8")
    return folder / "metadata.yml"


def title(page) -> str:
    return re.search(r"<title>(.*?)</title>", page.text)[1]


def test_a_comparison_is_named_by_what_it_compares(site):
    path = f"/compare?a={site.ids['330000-2022']}&b={site.ids['330000-2023']}"
    assert title(site.get("/zh" + path)).startswith("比较：浙江省人民政府 2022 年度与浙江省人民政府 2023 年度 · ")
    assert title(site.get("/en" + path)).startswith("Compare: 浙江省人民政府 2022 and 浙江省人民政府 2023 · ")


def test_about_names_the_keeper_where_one_is_named(site, serve_folder, tmp_path):
    assert "mailto:" not in site.get("/about").text
    named = serve_folder(site.data, metadata=kept_by(tmp_path, "keeper@archive.example"))
    assert '<a href="mailto:keeper@archive.example">keeper@archive.example</a>' in named.get("/zh/about").text
    assert "The keeper of this site: <a" in named.get("/en/about").text
    assert "<adminEmail>keeper@archive.example</adminEmail>" in named.get("/oai?verb=Identify").text


@pytest.mark.parametrize("wrong", ["keeper", "a b@c.example", "x@y", "a@b.example?cc=c@d.example", '"><script>@b.example'])
def test_a_contact_that_is_no_address_is_not_shown(site, serve_folder, tmp_path, wrong):
    page = serve_folder(site.data, metadata=kept_by(tmp_path, wrong)).get("/about")
    assert page.status_code == 200
    assert "mailto:" not in page.text


@pytest.mark.parametrize("path", ["/archive", "/archive/documents", "/data", "/api"])
def test_the_navigation_tells_where_the_data_pages_are(site, path):
    assert re.findall(r'<a href="([^"]*)" aria-current="page">', site.get(path).text) == ["/archive"]


@pytest.mark.parametrize(("value", "unit", "qualifier", "printed"), [
    (100.0, "%", "", "100%"), (1308.0, "人次", "", "1,308 人次"), (110.0, "人次", "余", "110 余人次"), (90.0, "%", "以上", "90%以上"),
    (9.0, "件", "约", "约 9 件"),
])
def test_amounts_are_printed_alike_on_all_pages(tmp_path, serve_folder, value, unit, qualifier, printed):
    assert FILTERS["amount"](SimpleNamespace(value=value, unit=unit, qualifier=qualifier)) == printed
    quote = f"相关工作{qualifier}{value:g}"
    doc = Document(
        url="http://a.example/1", kind="annual_report", title="甲县人民政府年度报告", report_year=2023, issuer="甲县人民政府", region_code="331121",
        region_name="青田县", level="county", text=f"开头。\n{quote}。",
        figures=[Figure("service_cases", value, unit, 2023, qualifier, quote, 4, 4 + len(quote))],
    )
    with Archive.open(tmp_path) as archive:
        archive.upsert(doc, url=doc.url, seen_at="2024-05-01T00:00:00Z")
    site = serve_folder(tmp_path)
    for path in ("/place/331121", "/figures?indicator=service_cases", "/figures?indicator=service_cases&region=331121"):
        assert f">{printed}</" in site.get(path).text, path


def test_a_unit_is_explained_to_readers_of_english(site):
    path = "/figures?indicator=reconsideration_cases_handled&region=370200"
    assert 'Unit of the chart: <span lang="zh-CN">件</span> (cases or items).' in site.get("/en" + path).text
    assert "图中单位：件。" in site.get("/zh" + path).text


def test_every_unit_that_is_compared_is_explained():
    printed = {unit for units in limits.UNITS.values() for unit in units} - {"%"}
    assert {indicators.comparable(1.0, unit)[1] for unit in printed} <= set(i18n.UNITS)


def test_an_empty_archive_has_whole_headings(tmp_path, serve_folder):
    with Archive.open(tmp_path):
        pass
    site = serve_folder(tmp_path)
    assert "<h1>行政应诉案件：全国各地</h1>" in site.get("/zh/figures?indicator=litigation_cases").text
    assert "<h1>Lawsuits answered: all of China</h1>" in site.get("/en/figures?indicator=litigation_cases").text


@pytest.mark.parametrize("count", [1, 5, 10, 11, 12, 16, 25])
def test_labels_of_a_chart_never_touch(count):
    years = range(2026 - count, 2026)
    stacks = [Stack(str(year), ((40 + year % 7, "good"), (9, "late")), "100%") for year in years]
    for drawing in (charts.columns(stacks, title="t", desc="d"), charts.line([(year, 12_000.0 + year) for year in years], title="t", desc="d")):
        rows: dict[str, list[tuple[float, float]]] = {}
        for text in ET.fromstring(str(drawing)).iter("text"):
            if text.get("class") != "name":
                half = len(text.text or "") * charts.DIGIT / 2
                rows.setdefault(text.get("class") or "above", []).append((float(text.get("x")) - half, float(text.get("x")) + half))
        assert rows["label"]
        for places in rows.values():
            places.sort()
            assert all(one[1] < other[0] for one, other in pairwise(places))


def test_the_newest_year_of_a_line_is_always_named():
    for count in range(1, 20):
        drawing = ET.fromstring(str(charts.line([(2025 - at, 12_345.0) for at in range(count)], title="t", desc="d")))
        words = [text.text for text in drawing.iter("text")]
        assert "2025" in words
        assert "12,345" in words
