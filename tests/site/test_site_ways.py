"""Every page leads on: rows to their report, empty results to wider ones, forms to those who know no id."""

from __future__ import annotations

import re

import pytest


def test_the_row_of_a_document_leads_to_its_report(site):
    name = site.ids["plain"]
    for path in ("/archive/documents", "/en/archive/documents"):
        assert re.search(r'<a href="(?:/en)?/report/[0-9]{6}-[0-9]{4}-[0-9a-f]{8}">[0-9]{6}-', site.get(path).text)
    row = re.search(r'href="(/archive/documents/[0-9]+)"', site.get(f"/archive/documents?id={name}").text)[1]
    assert f'<a href="/report/{name}">{name}</a>' in site.get(row).text


@pytest.mark.parametrize(("asked", "ways"), [
    ("region=370200", ["/figures?indicator=litigation_lost", "/figures"]),
    ("year=2021", ["/figures?indicator=litigation_lost", "/figures"]),
    ("region=370200&year=2021", [
        "/figures?indicator=litigation_lost&amp;year=2021", "/figures?indicator=litigation_lost&amp;region=370200", "/figures",
    ]),
])
def test_an_indicator_without_values_leads_to_wider_questions(site, asked, ways):
    note = re.search(r'<p class="note">(.*?)</p>', site.get(f"/figures?indicator=litigation_lost&{asked}").text)[1]
    assert re.findall(r'href="([^"]*)"', note) == ways


@pytest.mark.parametrize(("year", "words"), [("1999", "档案中没有浙江省丽水市青田县人民政府 1999 年度的报告。"), ("2031", "2031 年度的报告。")])
def test_a_year_without_a_report_leads_to_its_place(site, year, words):
    page = site.get(f"/place/331121/{year}")
    assert page.status_code == 404
    assert words in page.text
    assert 'href="/place/331121">地区页</a>' in page.text
    assert "档案中没有" in site.get("/place/110000/latest").text


def test_the_states_of_portals_narrow_the_table_and_can_be_undone(site):
    whole = site.get("/status").text
    assert re.findall(r'href="(/status\?state=[a-z]+)"', whole) == ["/status?state=incomplete", "/status?state=waiting"]
    some = site.get("/status?state=incomplete").text
    assert "portal=demo-portal" in some
    assert "portal=quiet" not in some
    assert '<a href="/status" aria-label="去掉条件：未收齐">' in some
    assert re.findall(r"<b>(\d+)</b>", some) == re.findall(r"<b>(\d+)</b>", whole)
    assert "没有符合条件的行" in site.get("/status?state=disabled").text
    assert site.get("/status?state=x").text.count("portal=") == whole.count("portal=")


def test_an_indicator_of_a_place_leads_to_its_page(site):
    assert 'href="/place/370200">地区页</a>' in site.get("/figures?indicator=reconsideration_cases_handled&region=370200").text


def test_the_form_of_two_reports_tells_how_to_come_by_them(site):
    page = site.get("/compare").text
    assert "与其他报告比较" in page
    assert 'class="more"' in page
    assert '<a href="/search">' in page


def test_the_status_names_the_last_run_in_the_reader_s_language(site):
    assert "最近一次运行（采集）" in site.get("/status").text
    assert "Last run (crawl)" in site.get("/en/status").text


def test_two_invented_reports_have_numbers_and_words_to_compare(site):
    page = site.get(f"/compare?a={site.ids['330000-2022']}&b={site.ids['330000-2023']}").text
    assert len(re.findall(r"<tr><th scope=\"row\">", page)) >= 4
    assert site.get(f"/report/{site.ids['330000-2023']}/reuse").status_code == 200
