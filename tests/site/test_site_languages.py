"""Two languages: the catalogue is whole in both, each reader gets the right one, and its links, caches and marks agree."""

from __future__ import annotations

import doctest
import gzip
import re
from html.parser import HTMLParser
from string import Formatter
from urllib.parse import quote

import pytest

from archive import i18n
from archive.i18n import about, codes, indicators, pairs, regions, warnings
from archive.site import languages

CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
QUOTED = {"site.seal", "search.placeholder", "figures.note"}
"""English words that quote Chinese ones."""
BUDGET = 15 * 1024
"""Bytes of a page and its style sheet in gzip, so that a page opens at once on a phone."""
TABLES = {
    "interface": i18n.INTERFACE, "indicators": indicators.NAMES, **{
        name: getattr(codes, name) for name in (
            "FIELDS", "KINDS", "VERDICTS", "LEVELS", "PLACES", "RULES", "REASONS", "TABLES", "TABLE_MEANINGS",
        )
    },
}
ENTRIES = [(name, key, pair) for name, table in TABLES.items() for key, pair in table.items()]
ENTRIES += [("about", pair[1][:20], pair) for heading, paragraphs in about.ABOUT for pair in (heading, *paragraphs)]
ENTRIES += [("groups", group[1], group) for group in indicators.GROUPS]


def holes(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def quotes_chinese(name: str, key: str) -> bool:
    return key in QUOTED or key.endswith(".example") or name == "about" or key.startswith("help.")


def test_every_entry_is_a_pair_with_the_same_values():
    for name, key, pair in ENTRIES:
        assert len(pair) == 2, (name, key)
        assert all(words.strip() for words in pair), (name, key)
        assert holes(pair[0]) == holes(pair[1]), (name, key, pair)


def test_english_is_english_and_chinese_is_chinese():
    for name, key, (chinese, english) in ENTRIES:
        assert quotes_chinese(name, key) or not CJK.search(english), (name, key, english)
        assert not re.search(r"[\u3000-\u303f\uff00-\uffef]", english), (name, key, english)
        letters = re.sub(r"\{[^}]*\}", "", chinese)
        assert CJK.search(letters) or not re.search(r"[a-z]{3,}", letters), (name, key, chinese)


def test_no_word_has_a_wrong_plural():
    """A number stands before a word that it counts: one reads `{count:report|reports}`, never `{count} reports`."""
    for name, key, (_, english) in ENTRIES:
        assert not re.search(r"\{count\} [a-z]+s\b", english), (name, key, english)
    with i18n.speaking("en"):
        assert i18n.text("results.total", total="1") == "1 report"
        assert i18n.text("report.chars", count=2) == "2 characters"


def test_all_provinces_have_their_names():
    from archive import regions as table

    codes_now = {row.code for row in table.load().rows() if row.level == "province" and row.valid_to is None}
    assert set(regions.PROVINCES) == codes_now
    assert len(set(regions.PROVINCES.values())) == 34


@pytest.mark.parametrize("module", [i18n, pairs, warnings, languages])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("accepted", "language"), [
    ("", "zh"), ("*", "zh"), ("en", "en"), ("en-US,en;q=0.9", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en,zh;q=0.9", "en"), ("EN-gb", "en"),
    ("en;q=0.5,zh;q=0.5", "zh"), ("fr,de;q=0.8", "zh"), ("fr,en;q=0.1", "en"), ("en;q=0", "zh"), ("en;q=0.4,*;q=0.5", "zh"), ("zh;q=0,en", "en"),
    ("en;q=2,zh", "zh"), ("en;q=x,zh;q=0.1", "zh"), (",,;q=1,en", "en"), ("*;q=0.1,en;q=0.2", "en"), ("zh-TW,en;q=0.9", "zh"), ("-" * 5_000, "zh"),
    ("xx," * 400 + "en", "zh"),
])
def test_the_browsers_wish_decides(accepted, language):
    assert languages.preferred(accepted) == language


def test_an_address_without_language_is_negotiated(site):
    plain, english = site.get("/about"), site.get("/about", **{"accept-language": "en"})
    assert '<html lang="zh-CN">' in plain.text
    assert '<html lang="en">' in english.text
    assert plain.headers["etag"] != english.headers["etag"]
    for answer in (plain, english):
        assert "Accept-Language" in answer.headers["vary"]
    again = site.ask("GET", "/about", {"if-none-match": english.headers["etag"], "accept-language": "en"})
    assert (again.status_code, "Accept-Language" in again.headers["vary"]) == (304, True)
    assert site.ask("GET", "/about", {"if-none-match": english.headers["etag"]}).status_code == 200


def test_a_prefix_pins_the_language(site):
    for accepted in ("zh", "en"):
        english, chinese = (site.get(f"/{code}/coverage", **{"accept-language": accepted}) for code in ("en", "zh"))
        assert '<html lang="en">' in english.text
        assert '<html lang="zh-CN">' in chinese.text
        assert "Accept-Language" not in english.headers.get("vary", "")
    assert site.get("/en").text == site.get("/en/").text
    assert '<html lang="en">' in site.get("/en/").text


class Links(HTMLParser):
    """Links of a page, its alternates and its canonical address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links, self.heads, self.forms = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "a":
            self.links.append((values.get("href", ""), values.get("hreflang")))
        if tag == "link":
            self.heads.append((values.get("rel"), values.get("hreflang"), values.get("href", "")))
        if tag == "form":
            self.forms.append(values["action"])


def test_pinned_pages_lead_to_pinned_pages_and_plain_ones_to_plain_ones(site):
    for name, path in site.samples.paths_of(site.ids).items():
        plain, pinned = Links(site.get(path).text), Links(site.get("/en" + path).text)
        for href, switch in pinned.links:
            inner = href.startswith("/") and not languages.ONE_LANGUAGE.match(href.partition("?")[0].partition("#")[0])
            assert not inner or href.startswith("/zh/" if switch else "/en/"), (name, href)
        for href, switch in plain.links:
            assert switch or not href.startswith(("/en/", "/zh/")), (name, href)
        assert all(action.startswith("/en/") for action in pinned.forms), (name, pinned.forms)
        for rel, hreflang, href in pinned.heads:
            if rel == "canonical" or hreflang:
                assert not href.startswith(("/en/", "/zh/")), (name, href)
        assert ("alternate", "x-default") in {(rel, hreflang) for rel, hreflang, _ in pinned.heads}, name


def test_the_switch_keeps_the_page_and_its_query(site):
    path = "/search?q=" + quote('复议 "a&b<c') + "&year=2023"
    links = Links(site.get(path).text).links
    assert ("/en" + path, "en") in links
    assert ("/zh" + path, "zh-CN") in Links(site.get("/en" + path).text).links
    hostile = site.get('/en/search?q="><script>alert(1)</script>').text
    assert "<script>" not in hostile


def test_permalinks_have_no_language(site):
    name = site.ids["plain"]
    page = site.get(f"/en/report/{name}").text
    assert f'<meta name="citation_public_url" content="http://localhost/report/{name}">' in page
    assert f"http://localhost/report/{name}" in re.search(r'<p class="cite"[^>]*>(.*?)</p>', page)[1]
    assert '<meta itemprop="inLanguage" content="zh-CN">' in page
    assert "localhost/en/" not in page.replace("/zh/", "/en/")


@pytest.mark.parametrize("path", [
    "/search.json?q=法治", "/search.atom", "/coverage.csv", "/coverage.json?region=331121", "/timeliness.csv", "/sitemap.xml", "/robots.txt",
    "/report/{plain}.txt", "/report/{plain}.md", "/report/{plain}.json", "/report/{plain}.html", "/report/{plain}.ris", "/archive/documents.json",
    "/figures.csv?indicator=reconsideration_cases_handled", "/report/{plain}/original",
])
def test_files_and_feeds_are_the_same_in_all_languages(site, path):
    path = path.format(**site.ids)
    answers = [site.get(path), site.get(path, **{"accept-language": "en"}), site.get("/en" + path)]
    assert {answer.status_code for answer in answers} == {200}
    bodies = {re.sub(rb'"query_ms":[^,]*', b"", answer.content) for answer in answers}
    assert len(bodies) == 1
    assert "Accept-Language" not in answers[0].headers.get("vary", "")


def test_errors_speak_the_readers_language(site):
    assert "No such page" in site.get("/nowhere", **{"accept-language": "en"}).text
    assert "No such page" in site.get("/en/report/330000-2024-ffffffff").text
    assert "没有这个页面" in site.get("/zh/nowhere", **{"accept-language": "en"}).text
    assert "Address too long" in site.get("/en/search?q=" + "x" * 3_000).text
    assert "Method not supported" in site.ask("POST", "/en/search").text


@pytest.mark.parametrize("path", ["/-/versions.json", "/-/settings", "/archive/texts", "/archive/texts.json", "/archive/documents?sql=1", "/_memory"])
def test_a_prefix_opens_nothing(site, path):
    for prefix in ("/en", "/zh", "/en/zh", "/en/en", "/%65n"):
        assert site.get(prefix + path).status_code in {400, 404}, prefix


def test_below_a_base_address_the_language_follows_the_base(archive_folder):
    import asyncio

    from archive.site import serve

    data, ids = archive_folder
    datasette = serve.build(data, settings={"base_url": "/fazhi/"})
    answer = asyncio.run(datasette.client.get(f"/en/report/{ids['plain']}"))  # the client puts the base address before it
    assert '<html lang="en">' in answer.text
    links = [href for href, _ in Links(answer.text).links if href.startswith("/")]
    assert "/fazhi/en/coverage" in links
    assert f"/fazhi/report/{ids['plain']}.txt" in links
    assert all(href.startswith("/fazhi/") for href in links)


class Unmarked(HTMLParser):
    """Visible words of a page by the language that they are marked as; attributes and code are not looked at."""

    VOID = frozenset(("meta", "link", "input", "br", "img", "line", "rect", "circle", "polyline"))

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: dict[str, list[str]] = {"en": [], "zh-CN": []}
        self._open: list[tuple[str, str]] = [("", "en")]
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            lang = dict(attrs).get("lang") or self._open[-1][1]
            self._open.append((tag, "" if tag in {"title", "code", "svg"} or not self._open[-1][1] else lang))

    def handle_endtag(self, tag):
        while tag not in self.VOID and len(self._open) > 1:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if self._open[-1][1]:
            self.words[self._open[-1][1]].append(data)


def test_no_chinese_word_stands_unmarked_on_an_english_page(site):
    found = {}
    for name, path in site.samples.paths_of(site.ids).items():
        words = [text.strip() for text in Unmarked(site.get("/en" + path).text).words["en"] if CJK.search(text)]
        left = [text for text in words if not any(text in english for _, (_, english) in QUOTING)]
        if left and name not in {"table", "row"}:  # rows of data, whatever they hold
            found[name] = left
    assert found == {}


QUOTING = [(key, pair) for name, key, pair in ENTRIES if quotes_chinese(name, key)]


def test_no_english_sentence_stands_unmarked_on_a_chinese_page(site):
    found = {}
    for name, path in site.samples.paths_of(site.ids).items():
        words = Unmarked(site.get("/zh" + path).text).words["zh-CN"]
        left = [text.strip() for text in words if re.search(r"\b[a-z]{3,} [a-z]{2,} [a-z]{2,}\b", text)]
        if left and name != "hostile":
            found[name] = left
    assert found == {}


def test_every_page_type_is_light(site):
    style = len(gzip.compress(site.get("/static/site.css").content))
    heavy = {}
    for path in site.samples.paths_of(site.ids).values():
        for prefix in ("/zh", "/en"):
            size = style + len(gzip.compress(site.get(prefix + path).content))
            if size > BUDGET:
                heavy[prefix + path] = size
    assert heavy == {}
