"""Quotations: the standard's form, files that reference managers read, tags in the head, and hostile values that stay values."""

from __future__ import annotations

import doctest
import json
import re
from html.parser import HTMLParser

import pytest

from archive import reading
from archive.site import cite, stated
from archive.site.cite import Reference
from archive.site.views import compare

FORMS = ("bib", "ris", "csl.json")
ODD = '}{\\" %$#&_~^\r\nER  - \nTY  - BOOK\u2028<b>'


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.metas, self.links, self.props = {}, [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "meta" and "name" in values:
            self.metas[values["name"]] = values["content"]
        if tag == "meta" and "itemprop" in values:
            self.props.append((values["itemprop"], values["content"]))
        if tag == "link":
            self.links.append((values.get("rel"), values.get("href")))


@pytest.mark.parametrize("module", [cite, stated, compare])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def test_the_box_quotes_body_title_dates_and_permalink(site):
    name = site.ids["plain"]
    answer = site.get(f"/report/{name}.json").json()
    html = site.get(f"/report/{name}").text
    seen = "2026-03-0"
    pattern = (rf'<p class="cite">{answer["issuer"]}\. {answer["title"]}\[EB/OL\]\. '
               rf'\({answer["date_published"]}\)\[{seen}\d\]\. http://localhost/report/{name}</p>')
    assert re.search(pattern, html)
    for form in FORMS:
        assert f'href="/report/{name}.{form}" download' in html


def test_the_access_date_is_the_day_of_capture_in_beijing(fresh_site):
    from archive.store import Archive

    name = fresh_site.ids["plain"]
    with Archive.open(fresh_site.data) as archive, archive.transaction() as conn:
        conn.execute("update revisions set seen_at = '2026-05-01T17:00:00Z' where document_id = ?", (name,))
        conn.execute("update meta set value = value + 1 where key = 'generation'")
    assert "[2026-05-02]. http://localhost" in fresh_site.get(f"/report/{name}").text


@pytest.mark.parametrize(("form", "kind"), [
    ("bib", "application/x-bibtex"), ("ris", "application/x-research-info-systems"), ("csl.json", "application/vnd.citationstyles.csl+json"),
])
def test_files_for_reference_managers(site, form, kind):
    name = site.ids["plain"]
    answer = site.get(f"/report/{name}.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.{form}"'
    assert f"http://localhost/report/{name}" in answer.text
    assert site.get(f"/report/{name}.json").json()["title"] in answer.text
    assert site.get(f"/report/330000-2024-ffffffff.{form}").status_code == 404


def test_the_head_tells_machines_what_the_page_is(site):
    name = site.ids["plain"]
    answer = site.get(f"/report/{name}.json").json()
    found = Tags(site.get(f"/report/{name}").text)
    assert found.metas["citation_title"] == found.metas["DC.title"] == answer["title"]
    assert found.metas["citation_author"] == answer["issuer"]
    assert found.metas["citation_publication_date"] == answer["date_published"].replace("-", "/")
    assert found.metas["citation_public_url"] == f"http://localhost/report/{name}"
    assert found.metas["DC.type"] == "webpage"
    assert ("datePublished", answer["date_published"]) in found.props
    assert ("name", answer["issuer"]) in found.props


def test_hostile_titles_stay_values_on_the_page(site, samples):
    found = Tags(site.get(f"/report/{site.ids['hostile']}").text)
    assert found.metas["citation_title"].startswith(samples.HOSTILE)
    assert json.loads(site.get(f"/report/{site.ids['hostile']}.csl.json").text)[0]["title"].startswith(samples.HOSTILE)


def test_no_title_breaks_a_file_or_adds_a_record():
    ref = Reference("a-1", ODD, "https://x.example/report/a-1", "2026-03-01", ODD, "2024-03", ODD, ODD)
    bib = cite.bibtex(ref)
    depth = [bib[:at].count("{") - bib[:at].count("}") for at in range(len(bib) + 1)]
    assert depth[-1] == 0
    assert min(depth) == 0
    assert depth.index(0, bib.index("{") + 1) == len(bib) - 1
    lines = cite.ris(ref).split("\r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert (lines[0], lines[-2], lines[-1]) == ("TY  - ELEC", "ER  - ", "")
    assert sum(line.startswith(("ER", "TY")) for line in lines) == 2
    assert json.loads(cite.csl_json(ref))[0]["title"] == cite.plain(ODD)
    assert "\n" not in cite.gb7714(ref)


def test_what_is_unknown_is_left_out():
    ref = Reference("a-1", "某报告", "https://x.example/report/a-1", "")
    assert cite.gb7714(ref) == "某报告[EB/OL]. https://x.example/report/a-1"
    assert "author" not in cite.bibtex(ref)
    assert "PY" not in cite.ris(ref)
    assert set(json.loads(cite.csl_json(ref))[0]) == {"id", "type", "title", "URL", "language"}
    assert "citation_author" not in dict(cite.tags(ref))


def test_numbers_link_to_the_paragraph_that_states_them(fresh_site):
    from archive.store import Archive

    name = fresh_site.ids["plain"]
    text = fresh_site.get(f"/report/{name}.json").json()["text"]
    start = text.index("行政复议案件（件）")
    with Archive.open(fresh_site.data) as archive, archive.transaction() as conn:
        conn.execute("delete from figures where document_id = ?", (name,))
        conn.execute("insert into figures values (?, 1, 'reconsideration_received', 1308, '件', 2020, '余', '<i>原话</i>', ?, ?)",
                     (name, start, start + 4))
        conn.execute("update meta set value = value + 1 where key = 'generation'")
    html = fresh_site.get(f"/report/{name}").text
    anchor, = re.findall(r'<a href="#(p\d+)">&lt;i&gt;原话&lt;/i&gt;</a>', html)
    assert "1,308 余件" in html
    assert re.search(rf'<tr id="{anchor}"><td>行政复议案件（件）', html)


def test_every_line_of_a_report_has_an_anchor(site):
    name = site.ids["plain"]
    html = site.get(f"/report/{name}").text
    lines = [line for line in site.get(f"/report/{name}.json").json()["text"].split("\n") if line.strip()]
    anchors = re.findall(r' id="p(\d+)"', html)
    assert [int(one) for one in anchors] == list(range(1, len(lines) + 1))


def test_both_ways_to_an_anchor_agree():
    text = "\n\n　市政府：\n甲 | 乙\n丙 | 丁\n\n一、成效\n正文"
    found = reading.blocks(text, [{"position": 1, "start": text.index("一、"), "heading": "一、成效", "level": 1, "role": "achievements"}])
    assert [block.number for block in found] == [1, 2, 4, 5]
    assert [reading.anchor_at(text, block.start) for block in found] == ["p1", "p2", "p4", "p5"]
    assert [text[start] for start in reading.line_starts(text)] == list("市甲丙一正")


def test_neighbours_are_of_the_same_year_and_province_and_few(site):
    from archive.site import neighbours

    year = next(key[-4:] for key in site.ids if re.fullmatch(r"330106-20\d\d", key) and f"330000-{key[-4:]}" in site.ids)
    name = site.ids[f"330106-{year}"]
    own = site.get(f"/report/{name}.json").json()
    block = site.get(f"/report/{name}").text.partition('<ul class="peers">')[2].partition("</ul>")[0]
    peers = [site.get(f"{path}.json").json() for path in re.findall(r'<li><a href="(/report/[^"]+)"', block)]
    assert 0 < len(peers) <= neighbours.PEERS_MAX
    assert {(peer["report_year"], peer["region_code"][:2]) for peer in peers} == {(own["report_year"], "33")}
    assert own["issuer"] not in {peer["issuer"] for peer in peers}
