"""Versions of a text under addresses of their own, and the marked differences between them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest


def test_a_version_shows_its_own_text_and_names_the_one_in_force(site):
    name = site.ids["revised"]
    first, second = (site.get(f"/report/{name}/v/{number}") for number in (1, 2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert "更正：补充说明" not in first.text
    assert "更正：补充说明" in second.text
    assert "这是第 1 版文本" in first.text
    assert f'href="/report/{name}/diff/1/2"' in first.text
    assert "也是当前版本" in second.text
    for answer in (first, second):
        assert f'<link rel="canonical" href="/report/{name}">' in answer.text
        assert f'<link rel="latest-version" href="/report/{name}/v/2">' in answer.text
    assert f"http://localhost/report/{name}/v/1</p>" in first.text


def test_an_older_text_has_headings_and_anchors_too(site):
    html = site.get(f"/report/{site.ids['revised']}/v/1").text
    assert re.search(r'<h2 id="s\d+"><span id="p\d+">一、', html)


def test_the_report_lists_its_versions_and_their_differences(site):
    html = site.get(f"/report/{site.ids['revised']}").text
    for path in ("/v/1", "/v/2", "/diff/1/2"):
        assert f'href="/report/{site.ids["revised"]}{path}"' in html
    plain = site.get(f"/report/{site.ids['plain']}").text
    assert f'href="/report/{site.ids["plain"]}/v/1"' in plain
    assert "/diff/" not in plain


def test_a_difference_marks_counts_and_folds(site):
    html = site.get(f"/report/{site.ids['revised']}/diff/1/2").text
    assert re.search(r'<p class="new"><a class="at" [^>]*>\d+</a><ins><span class="away">增加：</span>更正：补充说明。', html)
    assert re.search(r'<li class="new"><b>1</b> 段增加</li>', html)
    assert re.search(r"<summary>\d+ 段未变</summary>", html)
    back = site.get(f"/report/{site.ids['revised']}/diff/2/1").text
    assert '<del><span class="away">删去：</span>更正：补充说明。' in back


def test_marks_lead_to_the_paragraph_in_its_version(site):
    html = site.get(f"/report/{site.ids['revised']}/diff/1/2").text
    path, anchor = re.search(r'<p class="new"><a class="at" href="([^"#]+)#(p\d+)"', html).groups()
    assert re.search(rf'id="{anchor}"[^>]*>更正：补充说明', site.get(path).text)


def test_equal_versions_say_so(site):
    html = site.get(f"/report/{site.ids['plain']}/diff/1/1").text
    assert "两版文字相同" in html
    assert "<del>" not in html


@pytest.mark.parametrize("path", [
    "/report/{revised}/v/3", "/report/{revised}/v/0", "/report/{revised}/v/01", "/report/{revised}/v/x", "/report/{revised}/v/999999",
    "/report/{plain}/v/2", "/report/330000-2024-ffffffff/v/1", "/report/{revised}/diff/1/3", "/report/{revised}/diff/3/1",
    "/report/{revised}/diff/1", "/report/330000-2024-ffffffff/diff/1/2", "/report/{plain}/diff/1/2",
])
def test_unknown_versions_are_not_found(site, path):
    answer = site.get(path.format(**site.ids))
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert "没有这个页面" in answer.text


def test_hostile_text_stays_text_in_versions_and_differences(fresh_site, samples):
    from archive.store import Archive

    name = fresh_site.ids["hostile"]
    doc = samples.hostile()
    doc.text += f"\n{samples.HOSTILE}新增</ins></p>"
    doc.title = f"{samples.HOSTILE}</del>{doc.title}"
    with Archive.open(fresh_site.data) as archive:
        stored = archive.upsert(doc, url=doc.url, seen_at=samples.START + timedelta(days=3), document_id=name)
    assert (stored.id, stored.outcome) == (name, "revised")
    for path in ("/v/1", "/v/2", "/diff/1/2", "/diff/2/1"):
        html = fresh_site.get(f"/report/{name}{path}").text
        assert html.count("<h1") == 1, path
        assert "<script" not in html, path
        assert "<img" not in html, path
        assert html.count("<ins>") == html.count("</ins>"), path
        assert html.count("<del>") == html.count("</del>"), path
        assert "{{ 7*7 }}" in html, path


def test_versions_are_kept_until_the_archive_changes(fresh_site):
    from archive.store import Archive

    for path in (f"/report/{fresh_site.ids['revised']}/v/1", f"/report/{fresh_site.ids['revised']}/diff/1/2"):
        first = fresh_site.get(path)
        assert fresh_site.get(path, **{"if-none-match": first.headers["etag"]}).status_code == 304
        with Archive.open(fresh_site.data) as archive, archive.transaction() as conn:
            conn.execute("update meta set value = value + 1 where key = 'generation'")
        assert fresh_site.get(path, **{"if-none-match": first.headers["etag"]}).status_code == 200
