"""Every page answers, says what it should, and links only to pages that are there."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import quote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from archive.site import tables
from archive.store import Archive


class Seen(HTMLParser):
    """Links, ids and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links, self.ids, self.tags, self.texts = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if "id" in values:
            self.ids.append(values["id"])

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def page(site: SimpleNamespace, path: str) -> Seen:
    answer = site.get(path)
    assert answer.status_code == 200, (path, answer.text[:300])
    return Seen(answer.text)


def test_home_counts_what_searches_find(site):
    home = page(site, "/")
    total = site.get("/search.json").json()["total"]
    assert f"{total}份报告" in home.text
    assert "浙江省" in home.text
    assert "/search?region=330000" in home.links
    assert "/search?year=2023" in home.links


def test_no_internal_link_is_dead(site):
    """Breadth-first from home, two clicks deep; bounded."""
    seen, queue = set(), ["/"]
    for _ in range(2):
        found = set()
        for path in queue:
            answer = site.get(path)
            assert answer.status_code == 200, path
            if "html" in answer.headers["content-type"]:
                found |= {urljoin(path, link).partition("#")[0] for link in Seen(answer.text).links}
        seen |= set(queue)
        queue = sorted(link for link in found - seen if not urlsplit(link).netloc)[:70]
    assert len(seen) > 20


def test_search_marks_facets_and_paging(site):
    answer = site.get("/search?q=" + quote("行政复议"))
    assert "<mark>行政复议</mark>" in answer.text
    first = Seen(answer.text)
    assert any("year=2023" in link and "q=" in link for link in first.links)
    forward = next(values["href"] for tag, values in first.tags if values.get("rel") == "next")
    second = page(site, forward)
    assert "第 2 页" in second.text
    assert any(values.get("rel") == "prev" for tag, values in second.tags)
    reports = [{link for link in one.links if link.startswith("/report/")} for one in (first, second)]
    assert reports[0].isdisjoint(reports[1])


def test_a_chosen_facet_counts_what_it_promised(site):
    found = site.get("/search.json?q=" + quote("行政复议")).json()
    for name in ("year", "region", "level"):
        facet = found["facets"][name][0]
        narrowed = site.get(f"/search.json?q={quote('行政复议')}&{name}={facet['value']}").json()
        assert narrowed["total"] == facet["count"], (name, facet)


def test_search_form_keeps_query_and_conditions(site):
    html = site.get("/search?q=" + quote("复议") + "&year=2023").text
    assert 'name="q" value="复议"' in html
    assert '<input type="hidden" name="year" value="2023">' in html


def test_no_hits_help_and_page_beyond_the_end(site):
    nothing = page(site, "/search?q=" + quote("没有这样的词组") + "&year=2023")
    assert "没有找到" in nothing.text
    assert "/search?q=" + quote("没有这样的词组") in nothing.links
    beyond = page(site, "/search?page=400")
    assert "这一页之后没有结果" in beyond.text


def test_invalid_conditions_are_named_not_obeyed(site):
    shown = page(site, "/search?year=abc&level=moon")
    assert "year=abc" in shown.text
    assert "level=moon" in shown.text
    assert site.get("/search.json?year=abc").json()["total"] == site.get("/search.json").json()["total"]


def test_search_json_shape(site):
    found = site.get("/search.json?q=" + quote("法治") + "&size=5").json()
    assert len(found["results"]) == 5
    assert {"id", "title", "url", "report_year", "region_code", "snippet"} <= set(found["results"][0])
    following = site.get(found["next"]).json()
    assert {hit["id"] for hit in following["results"]}.isdisjoint(hit["id"] for hit in found["results"])


def test_page_size_is_bounded(site):
    assert len(site.get("/search.json?size=100000").json()["results"]) <= 50


def test_report_shows_fields_evidence_text_and_captures(site):
    name = site.ids["plain"]
    html = site.get(f"/report/{name}").text
    shown = Seen(html)
    answer = json.loads(site.get(f"/report/{name}.json").text)
    for field in ("title", "issuer", "publisher", "index_number", "date_published"):
        assert str(answer[field]) in shown.text, field
    assert answer["evidence"]["index_number"]["quote"] in shown.text
    assert answer["captures"][0]["sha256"] in shown.text
    assert answer["url"] in shown.links
    assert f"/report/{name}/original" in shown.links


def test_report_has_every_line_of_its_text_once(site):
    name = site.ids["plain"]
    answer = site.get(f"/report/{name}.json").json()
    article = site.get(f"/report/{name}").text.partition("<article")[2].partition("</article>")[0]
    shown = "".join(Seen("<article" + article).text.split())
    wanted = "".join(answer["text"].replace(" | ", "").split())
    assert shown == wanted


def test_contents_lead_to_headings_that_exist(site):
    shown = page(site, f"/report/{site.ids['plain']}")
    anchors = [link[1:] for link in shown.links if link.startswith("#s")]
    assert len(anchors) > 5
    assert set(anchors) <= set(shown.ids)
    assert len(shown.ids) == len(set(shown.ids))


def test_revised_gone_and_missing_reports(site):
    assert "第 2 版" in page(site, f"/report/{site.ids['revised']}").text
    assert "原文已下线" in page(site, f"/report/{site.ids['gone']}").text
    answer = site.get("/report/330000-2024-ffffffff")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text


@pytest.mark.parametrize(("form", "kind"), [
    ("txt", "text/plain"), ("md", "text/markdown"), ("json", "application/json"), ("html", "text/html"),
])
def test_report_files(site, form, kind):
    name = site.ids["plain"]
    answer = site.get(f"/report/{name}.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "法治政府建设" in answer.text
    assert site.get(f"/report/330000-2024-ffffffff.{form}").status_code == 404


def test_status_names_portals_and_what_lacks(site):
    shown = page(site, "/status")
    assert "浙江省人民政府" in shown.text
    assert "未收齐" in shown.text
    assert "尚未采集" in shown.text


def test_demo_banner_only_on_demo_data(fresh_site):
    from archive.store import Archive

    assert "虚构" in fresh_site.get("/about").text
    with Archive.open(fresh_site.data) as archive:
        archive.set_meta("demo", "0")
    assert "虚构" not in fresh_site.get("/about").text


def test_empty_archive_says_so(tmp_path):
    import asyncio

    from archive.site import serve
    from archive.store import Archive

    with Archive.open(tmp_path):
        pass
    datasette = serve.build(tmp_path)
    for path in ("/", "/search", "/status", "/sitemap.xml", "/search.atom", "/archive"):
        answer = asyncio.run(datasette.client.get(path))
        assert answer.status_code == 200, path
    assert "还没有报告" in asyncio.run(datasette.client.get("/")).text


def test_sitemap_and_robots(site):
    root = ET.fromstring(site.get("/sitemap.xml").content)
    addresses = [element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(addresses) == site.get("/search.json").json()["total"]
    assert site.get(urlsplit(addresses[0]).path).status_code == 200
    robots = site.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    assert "Disallow: /search" in robots


def test_sitemap_parts_over_the_limit(site, monkeypatch):
    from archive.site import feeds

    monkeypatch.setattr(feeds, "SITEMAP_MAX", 20)
    index = ET.fromstring(site.get("/sitemap.xml", host="parts.example").content)
    parts = [urlsplit(element.text).path for element in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    listed = [re.findall("<loc>(.*?)</loc>", site.get(part, host="parts.example").text) for part in parts]
    assert sum(map(len, listed)) == site.get("/search.json").json()["total"]
    assert site.get("/sitemap-99.xml").status_code == 404


def test_atom_feed_of_a_search(site):
    answer = site.get("/search.atom?q=" + quote("行政复议") + "&region=330000")
    root = ET.fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    dates = [entry.find(atom + "updated").text for entry in root.iter(atom + "entry")]
    assert len(dates) == site.get("/search.json?q=" + quote("行政复议") + "&region=330000").json()["total"]
    assert dates == sorted(dates, reverse=True)
    assert answer.headers["content-type"].startswith("application/atom+xml")


def test_addresses_below_a_base_url(archive_folder):
    import asyncio

    from archive.site import serve

    data, ids = archive_folder
    datasette = serve.build(data, settings={"base_url": "/fazhi/"})
    for path in ("/", "/search?q=" + quote("法治"), f"/report/{ids['plain']}"):
        answer = asyncio.run(datasette.client.get(path))  # the client puts the base address before it
        assert answer.status_code == 200, path
        assert all(link.startswith(("/fazhi/", "#", "http")) for link in Seen(answer.text).links), path
    closed = asyncio.run(datasette.client.get("/-/versions.json"))
    assert closed.status_code == 404


def test_rows_of_a_table_lead_to_the_reports_that_they_belong_to(site):
    """Datasette links foreign keys as if ids were row numbers; every table and row with a document must lead to its report."""
    for path in ("/archive/figures", "/archive/sections", "/archive/evidence", "/archive/addresses", "/en/archive/figures"):
        links = [link for link in page(site, path).links if "/report/" in link]
        assert links, path
        assert not [link for link in page(site, path).links if re.search(r"/documents/[0-9]{6}-", link)], path
        assert {site.get(link).status_code for link in links} == {200}, path
    assert site.get("/archive/documents?_sort=rowid").status_code == 200


def test_every_column_of_a_data_page_has_a_heading_in_both_languages(site):
    for table in tables.PUBLIC:
        for language in ("zh", "en"):
            raw = re.findall(r'<th scope="col" title="([^"]+)">(.*?)</th>', site.get(f"/{language}/archive/{table}").text)
            names = {column: re.sub("<[^>]+>|[▲▼]", "", heading).strip() for column, heading in raw}
            assert len(names) > 3, table
            assert {column for column, heading in names.items() if heading == column} == set(), (table, language)


def test_a_data_page_says_that_reports_are_made_up_when_it_is_the_first_one_asked(serve_folder, tmp_path):
    with Archive.open(tmp_path) as archive, archive.transaction() as conn:
        conn.execute("insert or replace into meta values ('demo', '1')")
    assert 'class="demo"' in serve_folder(tmp_path).get("/archive/regions").text
