"""The advanced form, conditions in the address, hits that lead to their place, suggestions and help where nothing is found."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import pytest

FORM = "/search/advanced"


def links(page):
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', page.text)]


def target(site, **given):
    """Where the form leads, as parts of the address."""
    answer = site.get(f"{FORM}?{urlencode({**given, 'go': '1'})}")
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["location"])
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/search")
    return dict(parse_qsl(parts.query))


def test_the_form_offers_every_condition(site):
    page = site.get(FORM)
    assert page.status_code == 200
    names = set(re.findall(r'<(?:input|select)[^>]* name="([a-z_]+)"', page.text))
    assert names == {
        "q", "phrase", "any", "none", "title", "text", "role", "index_number", "document_number", "issuer", "publisher", "province",
        "level", "year_from", "year_to", "since", "until", "kind", "sort",
    }
    assert page.text.count("<label>") >= len(names)
    assert page.text.index('name="go"') < page.text.index('class="quiet"')     # what Enter presses
    assert '<option value="浙江省人民政府">' in page.text


def test_it_leads_to_an_ordinary_search(site):
    assert target(site, q="行政", phrase="依法 行政", any="复议 诉讼", none="试点 -通知", title="报告 年度") == {
        "q": '行政 "依法 行政" 复议 OR 诉讼 title:报告 title:年度 -试点 -通知'}
    assert target(site, text="复议", role="problems", index_number="0026", document_number="7号", sort="oldest", kind="any", level="city") == {
        "text": "复议", "role": "problems", "index_number": "0026", "document_number": "7号", "sort": "oldest", "kind": "any", "level": "city"}
    assert target(site, since="2021-03-04", until="2022-01-31", issuer="浙江省人民政府", publisher="") == {
        "since": "2021-03-04", "until": "2022-01-31", "issuer": "浙江省人民政府"}
    assert target(site) == {}


@pytest.mark.parametrize(("given", "year"), [
    (("2019", "2021"), "2019-2021"), (("2021", "2019"), "2019-2021"), (("2020", "2020"), "2020"), (("2019", ""), "2019-"), (("", "2019"), "-2019"),
    (("", ""), None), (("x", "2020"), "-2020"), (("9", "99999"), None),
])
def test_years_become_one_span(site, given, year):
    assert target(site, year_from=given[0], year_to=given[1]).get("year") == year


@pytest.mark.parametrize(("given", "region"), [
    ({"province": "330000"}, "330000"), ({"province": "330000", "city": "330100"}, "330100"),
    ({"province": "330000", "city": "330100", "county": "330106"}, "330106"), ({"province": "440000", "city": "330100"}, "440000"),
    ({"province": "440000", "county": "330106"}, "440000"), ({"province": "999999"}, None), ({"city": "'"}, None), ({}, None),
])
def test_the_narrowest_place_counts_if_it_lies_in_the_wider_one(site, given, region):
    assert target(site, **given).get("region") == region


def test_places_open_level_by_level(site):
    page = site.get(f"{FORM}?province=330000&q=%E5%A4%8D%E8%AE%AE")
    assert re.search(r'<option value="330000" selected>', page.text)
    assert '<option value="330100">' in page.text
    assert 'name="county"' not in page.text
    assert 'value="复议"' in page.text
    page = site.get(f"{FORM}?province=330000&city=330100")
    assert '<option value="330106">' in page.text
    assert 'class="quiet"' in page.text
    assert 'class="quiet"' not in site.get(f"{FORM}?province=330000&city=330100&county=330106").text


def test_the_form_is_filled_from_a_search(site):
    page = site.get(f"{FORM}?q=%E5%A4%8D%E8%AE%AE&year=2019-2021&region=330106&role=plan&since=2020")
    for part in ('value="复议"', 'name="year_from" value="2019"', 'name="year_to" value="2021"', '<option value="330106" selected>',
                 '<option value="plan" selected>', 'name="since" value="2020"'):
        assert part in page.text
    assert any(link.startswith(f"{FORM}?") for link in links(site.get("/search?q=%E5%A4%8D%E8%AE%AE&year=2020")))


def test_all_ways_take_the_same_conditions(site):
    query = "q=" + quote("行政复议") + "&role=problems&since=2019-01-01&until=2022&text=" + quote("案件")
    found = site.get(f"/search.json?{query}").json()
    assert 0 < found["total"] < site.get("/search.json?q=" + quote("行政复议")).json()["total"]
    assert found["at_least"] is False
    assert len(site.get(f"/download.jsonl?{query}").text.splitlines()) == found["total"]
    assert site.get(f"/search.atom?{query}").text.count("<entry>") == min(found["total"], 30)
    page = site.get(f"/search?{query}")
    for label in ("存在的不足", "2019-01-01 起发布", "2022 前发布", "正文含：案件"):
        assert label in page.text
    removed = [dict(parse_qsl(urlsplit(link).query)) for link in links(page) if link.startswith("/search?")]
    assert any("role" not in one and one.get("since") == "2019-01-01" for one in removed)


def test_every_hit_leads_to_its_place(site):
    for result in site.get("/search.json?q=" + quote("行政复议") + "&role=problems").json()["results"][:3]:
        assert result["passages"]
        for passage in result["passages"]:
            assert passage["heading"] == "六、存在的问题"
            path, anchor = passage["page"].split("#")
            block = re.search(rf'<[a-z0-9]+[^>]* id="{anchor}"[^>]*>.{{0,600}}', site.get(path).text, re.DOTALL)
            assert block
            assert "行政复议" in block[0]
    page = site.get("/search?q=" + quote("行政复议"))
    anchors = [link for link in links(page) if re.fullmatch(r"/report/[^#]+#p[0-9]+", link)]
    assert len(anchors) >= 20
    assert "见“" in page.text


def test_regions_and_issuers_are_suggested(site):
    page = site.get("/search?q=" + quote("杭州市西湖区行政复议"))
    wanted = [parse_qs(urlsplit(link).query) for link in links(page) if "region=330106" in link]
    assert {"q": ["行政复议"], "region": ["330106"]} in wanted
    assert site.get("/search?q=" + quote("行政复议") + "&region=330106").text.count('class="snippet"')
    page = site.get("/search?q=" + quote("浙江省人民政府"))
    assert any("issuer=" in link and "q=" not in link for link in links(page))
    assert "您是否要找" not in site.get("/search?q=" + quote("行政复议")).text


def test_where_nothing_is_found_the_guilty_term_is_named(site):
    page = site.get("/search?q=" + quote("行政复议 火星 -试点") + "&level=county")
    assert "“火星”没有出现" in page.text
    assert re.search(r"“行政复议”：\d+ 份", page.text)
    offered = [parse_qs(urlsplit(link).query).get("q", [""])[0] for link in links(page)]
    assert "行政复议 -试点" in offered
    assert "行政复议 OR 火星" in offered
    assert site.get("/search?q=" + quote("行政复议 -试点") + "&level=county").text.count('class="snippet"')


HOSTILE = (
    "'", '"', '"""', "<script>alert(1)</script>", "\x00", "\r\nSet-Cookie: a=b", "a\u2028b", "OR OR -", '") OR ("', "{title}: x", "NEAR(a b)",
    "%00%0d%0a", "x" * 2_500, "法" * 900, "a " * 400, "-" * 500, "title:(", "\ud800", "../../etc", "9" * 400, "-1", "1e9", "0", "2021-99-99",
    "//x.y", "\\",
)
FIELDS = (
    "q", "phrase", "any", "none", "title", "text", "role", "index_number", "document_number", "issuer", "publisher", "province", "city",
    "county", "region", "level", "year", "year_from", "year_to", "since", "until", "kind", "sort", "page", "size",
)
PATHS = (f"{FORM}?", f"{FORM}?go=1&", "/search?", "/search.json?")


def harmless(answer):
    assert answer.status_code in {200, 302, 414}, answer.text[:200]
    assert "set-cookie" not in answer.headers
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert "<script>" not in answer.text
    if answer.status_code == 302:
        assert answer.headers["location"].split("?")[0] == "/search"


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_breaks_anything_in_all_fields_at_once(site, value):
    text = quote(value.encode("utf-8", "surrogatepass"))
    for path in PATHS:
        harmless(site.get(path + "&".join(f"{field}={text[:2400 // 9 * 9]}" for field in FIELDS)))
        harmless(site.get(f"{path}q={text}&text={text}&role=problems"))


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_is_broken_by_a_value_alone(site, field):
    for value in ("'", "\x00", "<script>", "9" * 30, "-1", "\ud800"):
        for path in (f"{FORM}?go=1&", "/search?"):
            harmless(site.get(f"{path}{field}={quote(value.encode('utf-8', 'surrogatepass'))}"))


def test_ten_thousand_characters_are_too_many_for_an_address(site):
    assert site.get("/search?q=" + "x" * 10_000).status_code == 414
    assert site.get(f"{FORM}?go=1&q=" + "x" * 10_000).status_code == 414
