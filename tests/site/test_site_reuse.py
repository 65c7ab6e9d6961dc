"""The page that tells what a report repeats, its line on the report's page, and its JSON."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from archive import reuse
from archive.model import Document
from archive.site.views.reuse import aligned
from archive.store import Archive

TEXT = "一、主要做法\n" + "。\n".join(
    f"持续推进{what}，完善制度机制，全年办理{{0}}件，<b>办结率</b>保持较高水平，群众满意度不断提高"
    for what in ("行政审批", "行政复议", "普法宣传", "执法监督"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory, serve_folder):
    data = tmp_path_factory.mktemp("reuse")
    with Archive.open(data) as archive:
        names = [archive.upsert(Document(
            title=f"{body}{year}年报告", kind="annual_report", report_year=year, issuer=body, region_code="331121", text=text,
        ), url=f"http://a.gov.cn/{body}{year}").id for body, year, text in (
            ("甲县人民政府", 2022, TEXT.format(12)), ("甲县人民政府", 2023, TEXT.format(345)),
            ("乙县人民政府", 2022, "别的文字，与谁都不同，只此一份"))]
        reuse.settle(archive)
    site = serve_folder(data)
    site.names = names
    return site


def test_the_report_links_to_what_it_repeats(pages):
    page = pages.get(f"/zh/report/{pages.names[1]}").text
    assert f'href="/zh/report/{pages.names[1]}/reuse">与上年重复 ' in page
    assert "/reuse" not in pages.get(f"/zh/report/{pages.names[2]}").text


def test_passages_stand_side_by_side_with_links_to_their_paragraphs(pages):
    old, new, _ = pages.names
    answer = pages.get(f"/zh/report/{new}/reuse")
    assert answer.status_code == 200
    assert f'/report/{new}#p2"' in answer.text
    assert f'/report/{old}#p2"' in answer.text
    assert "<mark>345</mark>" in answer.text
    assert "<mark>12</mark>" in answer.text
    assert "<b>办结率" not in answer.text
    assert "Last year’s report (2022)" in pages.get(f"/en/report/{new}/reuse").text


def test_a_word_between_numbers_is_no_paragraph():
    text, other = "一、要点\n2023年办结12件", "2022年\n一、要点\n2021年办结9件"
    both = aligned(text, other, [[0, 4, 6, 10], [9, 10, 4, 5], [9, 12, 15, 18], [14, 15, 19, 20]])
    assert [(here.number, there.number) for here, there in both] == [(1, 2), (2, 3)]


def test_the_json_has_shares_offsets_and_words(pages):
    old, new, _ = pages.names
    (found,) = pages.get(f"/report/{new}/reuse.json").json()["reuse"]
    assert (found["id"], found["kind"]) == (old, "previous_year")
    assert found["share"] > 0.9
    text = pages.get(f"/report/{new}.json").json()["text"]
    assert all(text[one["start"]:one["end"]] == one["text"] for one in found["passages"])
    assert pages.get(f"/report/{new}.json").json()["reuse"] == [{"id": old, "kind": "previous_year", "share": found["share"]}]


def test_where_nothing_is_repeated_there_is_no_page(pages):
    name = pages.names[2]
    assert pages.get(f"/zh/report/{name}/reuse").status_code == 404
    assert pages.get(f"/report/{name}/reuse.json").json() == {"id": name, "reuse": []}
    assert pages.get("/report/nobody/reuse.json").status_code == 404
    assert pages.get("/zh/report/nobody/reuse").status_code == 404


@pytest.mark.parametrize("damage", [
    "passages = '[[0,1'", "passages = '[[0,1,0]]'", "passages = '[[-9,99999,-9,99999]]'", "passages = '[[5,1,9,0]]'", "passages = '7'",
    "passages = x'00ff'", "passages = cast(x'5b5bff5d5d' as text)", "passages = null", "share = 'x'", "share = 1e300",
])
def test_damaged_rows_stop_no_page(tmp_path, pages, serve_folder, damage):
    shutil.copytree(pages.data, tmp_path / "data")
    with closing(sqlite3.connect(tmp_path / "data" / "archive.db")) as conn:
        conn.execute(f"update reuse set {damage}")
        conn.commit()
    site, name = serve_folder(tmp_path / "data"), pages.names[1]
    assert [site.get(f"/report/{name}{form}").status_code for form in ("", ".json", ".html")] == [200] * 3
    assert site.get(f"/report/{name}/reuse").status_code == (404 if "share" in damage else 200)
    assert site.get(f"/report/{name}/reuse.json").status_code == 200
