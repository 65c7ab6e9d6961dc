"""Two reports side by side: parts by their role, common numbers, and a form that explains itself."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from archive import i18n, reading
from archive.extract.sections import sections
from archive.site.views import compare


def two_years(site):
    """Two reports of one government, the earlier one first."""
    found = sorted((key, value) for key, value in site.ids.items() if re.fullmatch(r"331121-20\d\d", key))
    return found[0][1], found[1][1]


def test_parts_stand_in_the_order_of_the_rules_with_both_sides(site):
    one, other = two_years(site)
    html = site.get(f"/compare?a={one}&b={other}").text
    heads = re.findall(r'<h2 id="part-([a-z_]+)">', html)
    assert heads == [role for role in compare.ROLES if role in heads]
    assert {"achievements", "problems", "plan"} <= set(heads)
    assert html.count("<h3>") == 2 * len(heads)
    for name in (one, other):
        assert f'href="/report/{name}"' in html
    assert f"/compare?a={other}&amp;b={one}" in html


def test_the_report_leads_to_the_comparison_with_the_year_before(site):
    one, other = two_years(site)
    assert f'href="/compare?a={one}&amp;b={other}"' in site.get(f"/report/{other}").text
    assert not re.search(rf'href="/compare\?a=[^"]*&amp;b={one}"', site.get(f"/report/{one}").text)


def test_common_numbers_stand_side_by_side(fresh_site):
    from archive.store import Archive

    one, other = two_years(fresh_site)
    rows = [(one, 1, "litigation_cases", 52, "件"), (one, 2, "litigation_cases", 52, "件"), (other, 1, "litigation_cases", 1040, "件"),
            (other, 2, "penalty_cases", 9, "件")]
    with Archive.open(fresh_site.data) as archive, archive.transaction() as conn:
        conn.execute("delete from figures")
        conn.executemany("insert into figures values (?, ?, ?, ?, ?, 2020, null, '\"><b>原话', 40, 44)", rows)
        conn.execute("update meta set value = value + 1 where key = 'generation'")
    html = fresh_site.get(f"/compare?a={one}&b={other}").text
    row = re.search(r'<tr><th scope="row">行政应诉案件</th>(.*?)</tr>', html, re.DOTALL)[1]
    assert re.findall(r">([\d,]+ 件)<", row) == ["52 件", "1,040 件"]
    assert "行政处罚案件" not in html
    assert "<b>原话" not in html


def test_parts_are_cut_and_lead_on():
    text = "\n".join(["一、主要成效", *(f"第{at}段" + "正文" * 100 for at in range(10)), "二、存在的问题", "不足" * 1000, "三、下一步打算", "短"])
    rows = [{"position": at, "level": one.level, "heading": one.heading, "role": one.role, "start": one.start}
            for at, one in enumerate(sections(text, year=2023), 1)]
    found = compare.parts(reading.blocks(text, rows), rows)
    assert list(found) == ["achievements", "problems", "plan"]
    assert sum(part.chars for part in found.values()) == len(text.replace("\n", ""))
    for part in found.values():
        assert sum(map(compare._size, part.blocks)) == part.chars - part.hidden <= compare.ROLE_CHARS
    assert (found["achievements"].rest, found["problems"].rest, found["plan"].rest) == ("p7", "p13", "")


def test_a_text_without_sections_is_one_part():
    found = compare.parts(reading.blocks("甲\n乙 | 丙", []), [])
    assert list(found) == ["other"]
    assert found["other"].chars == 3


def test_every_role_has_a_name():
    from archive.model import ROLES

    assert set(ROLES) - {"signature"} == set(compare.ROLES)
    assert all(i18n.text("compare.role." + role) for role in compare.ROLES)


def test_the_form_takes_ids_and_pasted_addresses(site):
    one, other = two_years(site)
    assert 'name="a"' in site.get("/compare").text
    half = site.get(f"/compare?a={one}")
    assert half.status_code == 200
    assert f'value="{one}"' in half.text
    pasted = site.get(f"/compare?a={quote(f'http://localhost/report/{one}#p3')}&b={quote(f' /report/{other}.html ')}")
    assert 'id="part-achievements"' in pasted.text
    assert "两个编号相同" in site.get(f"/compare?a={one}&b={one}").text


@pytest.mark.parametrize("value", ["330000-2024-ffffffff", "x" * 900, "%00", "%ff%fe", "..%2F..%2Fetc", "%3Cscript%3E", "{{7*7}}", "-1;--"])
def test_unknown_ids_are_not_found_and_said(site, value):
    answer = site.get(f"/compare?a={site.ids['plain']}&b={value}")
    assert answer.status_code == 404
    assert "没有编号为" in answer.text
    assert "<script" not in answer.text


def test_hostile_text_stays_text(site, samples):
    for a, b in ((site.ids["hostile"], site.ids["plain"]), (site.ids["plain"], site.ids["hostile"])):
        html = site.get(f"/compare?a={a}&b={b}").text
        assert html.count("<h1") == 1
        assert "<script" not in html
        assert "<img" not in html
        assert "{{ 7*7 }}" in html


def test_comparisons_are_kept_until_the_archive_changes(fresh_site):
    from archive.store import Archive

    one, other = two_years(fresh_site)
    first = fresh_site.get(f"/compare?a={one}&b={other}")
    tag = {"if-none-match": first.headers["etag"]}
    assert fresh_site.get(f"/compare?a={one}&b={other}", **tag).status_code == 304
    with Archive.open(fresh_site.data) as archive, archive.transaction() as conn:
        conn.execute("update meta set value = value + 1 where key = 'generation'")
    assert fresh_site.get(f"/compare?a={one}&b={other}", **tag).status_code == 200


def test_crawlers_stay_out_of_comparisons(site):
    assert "Disallow: /compare" in site.get("/robots.txt").text
    one, other = two_years(site)
    assert '<meta name="robots" content="noindex">' in site.get(f"/compare?a={one}&b={other}").text
