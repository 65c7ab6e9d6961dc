"""Attacks on every route: hostile text in every column, hostile values in every parameter, addresses at random."""

from __future__ import annotations

import asyncio
import json
import random
import re
import sqlite3
import time
from html.parser import HTMLParser
from urllib.parse import quote, quote_from_bytes

import pytest

from archive.site import pages, serve, tables
from archive.site.served import site_of

SEED = 20_240_304
ADDRESSES = 10_000
SECONDS = 60.0
"""Processor time for all random addresses; a quiet machine takes a sixth of it."""
MARK = "zqx7"
HOSTILE = f"<script>alert('{MARK}')</script>\"'><img src=x onerror={MARK}()>{{{{ 7*'{MARK}' }}}}\r\nX-Injected: {MARK}\u2028</main>&#60;"
HOSTILE_LINK = f"javascript:alert('{MARK}')"
LINKS = {"url", "href", "parent_url"}
KEPT = {
    "id", "document_id", "kind", "verdict", "state", "level", "role", "command", "portal", "text_sha256", "sha256",
    "family", "region_code", "date_published", "date_written", "gone_at", "first_seen", "last_seen", "seen_at",
    "fetched_at", "started_at", "ended_at", "list_date", "changed_at", "extractor", "extracted", "warnings",
    "summary", "file", "indicator", "text", "hosts", "tls", "key", "code", "parent",
}
"""Columns that hold our own codes, times and keys; all others hold words of a portal. Texts and warnings are set by themselves."""
ATTACKED = ("documents", "sections", "figures", "evidence", "attachments", "captures", "revisions", "addresses", "portals", "ledger")
LEAKS = re.compile(
    r"Traceback|File \"|sqlite3?\.|site-packages|no such (table|column)|near \"|fts5|/tmp/|/home/|/root/|\bselect .{1,60} from\b", re.IGNORECASE,
)
ALLOWED_SCHEMES = re.compile(r"https?://|/|#|\?|mailto:")
PAGES = (
    "/", "/search?q={mark}", "/search?kind=any", "/search/advanced", "/search.json?kind=any", "/search.atom?kind=any",
    "/report/{id}", "/report/{id}.txt", "/report/{id}.md", "/report/{id}.json", "/report/{id}.html",
    "/report/{id}/original", "/report/{id}/file/1", "/report/{id}.bib", "/report/{id}.ris", "/report/{id}.csl.json",
    "/report/{id}/v/1", "/report/{id}/v/2", "/report/{id}/diff/1/2", "/report/{id}/reuse", "/report/{id}/reuse.json",
    "/compare?a={id}&b={other}", "/compare?a={hostile}", "/download.zip?kind=any", "/download.csv?kind=any",
    "/download.jsonl?kind=any", "/coverage", "/coverage?region=440000", "/coverage.csv", "/coverage.json",
    "/timeliness", "/timeliness.csv", "/figures", "/figures?indicator=reconsideration_cases_handled", "/figures.csv",
    "/figures.atom", "/place/120000", "/place/120000/2023", "/place/120000/latest", "/status", "/status.json",
    "/status.atom", "/about", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/oai?verb={hostile}",
    "/timemap/link/http://portal-120000.example/1.html", "/timemap/json/{hostile}",
    "/timegate/http://portal-120000.example/1.html", "/memento/20260301000000/http://portal-120000.example/1.html",
    "/api", "/openapi.json", "/opensearch.xml", "/data", "/data/manifest.json", "/robots.txt", "/sitemap.xml",
    "/sitemap-1.xml", "/static/site.css", "/favicon.ico", "/archive", "/nowhere/{hostile}",
    *(f"/archive/{name}" for name in tables.PUBLIC), *(f"/archive/{name}.json" for name in tables.PUBLIC),
    "/archive/documents?_search={hostile}", "/archive/documents?title__contains={mark}", "/archive/documents/1",
)
VALUES = (
    HOSTILE, "'", "' or 1=1 --", "'; drop table documents; --", '"', '""" OR', "*", "NEAR(a b, 3)", "a AND", "{title}: x", "-", "(" * 150,
    "../../../../etc/passwd", "..\\..\\x", "%2e%2e%2f", "file:///etc/passwd", "http://169.254.0.1/", "//evil.example",
    "a\r\nSet-Cookie: x=1", "a\nX-Injected: 1", "\x00", "\ud800", "1" * 400, "-1", "9" * 30, "1e309", "NaN",
    "法" * 150, "{{7*7}}", "${7*7}", "%s%n%x", "\u202e\u2066", "zh-CN",
)
WORDS = (
    "report", "search", "archive", "documents", "texts", "..", ".", "", "static", "site.css", "-", "_internal",
    "coverage", "place", "330000", "v", "1", "diff", "original", "file", "download.zip", "sitemap-1.xml", "oai",
    "timegate", "http:", "~61", "%2f", "%00", "%ff", "法治", "en", "zh", "figures.csv", "nothing", "x" * 90,
    "versions.json", "compare", ";a=b", "@", "null", "report.json", "memento", "20260301000000", "reuse", "latest",
    "data", "api",
)


class Markup(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


class Asker:
    """Asks the application without a client between: a hostile address arrives as it is."""

    def __init__(self, data, ids):
        self.data, self.ids = data, ids
        datasette = serve.build(data)
        self.site = site_of(datasette)
        self.app = datasette.app()
        self.loop = asyncio.new_event_loop()

    def get(self, target: str, headers=()):
        """(status, header pairs, body) of a GET."""
        return self.loop.run_until_complete(self._ask(target, headers))

    async def _ask(self, target, headers):
        path, _, query = target.partition("?")
        raw = path.encode("utf-8", "surrogatepass")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": "",
            "path": raw.decode("utf-8", "replace"), "raw_path": raw, "query_string": query.encode("utf-8", "surrogatepass"),
            "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 80), "headers": [(b"host", b"localhost"), *headers],
        }
        status, sent, body = 0, [], bytearray()

        async def receive():
            await asyncio.sleep(3_600)

        async def send(message):
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status, sent = message["status"], message["headers"]
            body.extend(message.get("body", b""))

        await self.app(scope, receive, send)
        return status, sent, bytes(body)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, samples):
    """An archive in which every word of a portal is an attack."""
    data = tmp_path_factory.mktemp("hostile")
    ids = samples.fill(data)
    with sqlite3.connect(data / "archive.db") as conn:
        for table in ATTACKED:
            for _, name, kind, *_, key in conn.execute(f"pragma table_info({table})").fetchall():
                if kind == "text" and name not in KEPT and not key:
                    conn.execute(f'update {table} set "{name}" = ?', (HOSTILE_LINK if name in LINKS else HOSTILE,))
        conn.execute("update documents set warnings = ?", (json.dumps([HOSTILE]),))
        conn.execute("update texts set text = text || ? ", (f"\n{HOSTILE}\n甲 | {HOSTILE} | 乙",))
        conn.execute("update revisions set text = text || ? ", (f"\n{HOSTILE}\n甲 | {HOSTILE} | 乙",))
        sql = "insert into evidence select id, 'issuer', ?, ?, ? from documents where true on conflict do nothing"
        conn.execute(sql, (HOSTILE, HOSTILE, HOSTILE))
        conn.execute("update meta set value = value + 1 where key = 'generation'")
    conn.close()
    return Asker(data, ids)


def filled(path: str, ids: dict[str, str]) -> str:
    """A path of PAGES with its ids and attacks."""
    return path.format(id=ids["revised"], other=ids["hostile"], mark=MARK, hostile=quote(HOSTILE.replace("/", "")))


def check(asker, target, answer):
    """What holds for every answer to anything."""
    status, headers, body = answer
    names = [name.lower() for name, _ in headers]
    policy = [value for name, value in headers if name.lower() == b"content-security-policy"]
    assert status != 500, target
    assert len(policy) == 1, target
    assert b"default-src 'none'" in policy[0], target
    assert b"unsafe" not in policy[0], target
    assert b"x-content-type-options" in names, target
    assert not {b"x-injected", b"set-cookie"} & set(names), target
    assert not any(sign in value for _, value in headers for sign in (b"\r", b"\n", b"\0")), target
    if status >= 400:
        found = LEAKS.search(body.decode("utf-8", "replace"))
        assert not found, (target, found)
    assert str(asker.data).encode() not in body, target


def test_every_route_is_attacked(hostile):
    paths = [filled(path, hostile.ids).partition("?")[0] for path in PAGES]
    for pattern, _ in pages.routes(hostile.site):
        assert any(re.match(pattern, path) for path in paths), f"add a path for the route {pattern} to PAGES"


@pytest.mark.parametrize("language", ["", "/zh", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_hostile_words_stay_words(hostile, path, language):
    target = language + filled(path, hostile.ids)
    answer = status, headers, body = hostile.get(target)
    check(hostile, target, answer)
    if not dict(headers)[b"content-type"].startswith(b"text/html"):
        return
    html = body.decode()
    assert f"7*'{MARK}'" not in html or "{{ 7*" in html
    assert MARK * 7 not in html
    assert html.count("</main>") <= 1
    markup = Markup(html)
    assert status >= 400 or len([tag for tag, _ in markup.tags if tag == "h1"]) == 1
    for tag, attributes in markup.tags:
        assert tag not in {"script", "img", "iframe", "object", "embed", "base", "style"}, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        for name in ("href", "src", "action", "formaction"):
            assert ALLOWED_SCHEMES.match(attributes.get(name) or "/"), attributes


def parameters(hostile) -> list[str]:
    """Every parameter that the site documents, and those of its forms and of Datasette's data pages."""
    described = json.loads(hostile.get("/openapi.json")[2])
    calls = [call for item in described["paths"].values() for call in item.values()]
    known = {one["name"] for call in calls for one in call.get("parameters", ()) if one["in"] == "query"}
    return sorted(known | {"q", "sort", "page", "a", "b", "_search", "_sort", "_next", "_size", "title__contains", "_col"})


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_value_of_any_parameter_breaks_any_route(hostile, value):
    words = quote_from_bytes(value.encode("utf-8", "surrogatepass"))[:1_200]
    names = parameters(hostile)
    rng = random.Random(value.encode("utf-8", "surrogatepass"))
    for path in rng.sample(PAGES, len(PAGES) // 2):
        target = filled(path, hostile.ids).partition("?")[0]
        chosen = rng.sample(names, 1 if len(words) > 100 else 6)
        if target.startswith("/archive/") and rng.random() < 0.7:
            continue  # Datasette's own pages take twenty times as long
        address = f"{target}?" + "&".join(f"{name}={words}" for name in chosen)
        check(hostile, address, hostile.get(address))


@pytest.mark.parametrize("path", [
    "/report/x%0d%0aX-Injected:1", "/report/x.txt%0d%0aX-Injected:1", "/place/120000/2023%0d%0aX-Injected:1",
    "/timegate/http://a%0d%0aX-Injected:1",
    "/memento/20260301000000/http://a%0d%0aX-Injected:%201", "/timemap/link/http://a%0d%0aX-Injected:1",
    "/archive/documents%0d%0aX-Injected:1/",
    "/download.zip?q=%0d%0aX-Injected:1", "/search.atom?q=%0d%0a%0d%0a<x>", "//evil.example/%2f..",
    "/\\evil.example", "/en//evil.example",
    "/static/..%2f..%2fserve.py", "/static/%2e%2e/%2e%2e/archive.db", "/report/..%2f..%2fetc%2fpasswd.txt",
    "/%2e%2e/%2e%2e/etc/passwd", "/archive.db",
    "/en/archive.db", "/zh/-/versions.json", "/en/archive/texts", "/en/archive/texts.json", "/zh/zh/archive/texts",
    "/report/\udcff", "/法治", "/\x00",
])
def test_no_header_is_injected_and_no_path_walks_out(hostile, path):
    answer = status, headers, body = hostile.get(path)
    check(hostile, path, answer)
    assert b"root:" not in body
    assert not body.startswith(b"SQLite format 3")
    place = dict(headers).get(b"location", b"/")
    assert re.match(rb"/(?![/\\])|http://(localhost|portal)", place), place
    assert status in {200, 302, 400, 404, 405, 414}, status


@pytest.mark.parametrize("name", [
    "accept-language", "host", "if-none-match", "accept-encoding", "cookie", "x-forwarded-host", "accept-datetime", "range",
])
def test_no_header_of_a_reader_breaks_a_page(hostile, name):
    for value in VALUES:
        header = (name.encode(), value.encode("utf-8", "surrogatepass").replace(b"\r", b"").replace(b"\n", b"")[:500])
        for path in ("/", "/search.json", f"/report/{hostile.ids['plain']}", "/timegate/http://portal-120000.example/1.html", "/sitemap.xml"):
            answer = hostile.get(path, [header])
            check(hostile, (path, header), answer)
            assert MARK.encode() not in b"".join(value for _, value in answer[1])


def addresses(rng: random.Random, known: list[str], names: list[str]):
    """Random addresses: known ones bent, and words put together."""
    while True:
        if rng.random() < 0.5:
            path = rng.choice(known)
            at = rng.randrange(len(path) + 1)
            bent = rng.choice((*WORDS, quote(rng.choice(VALUES[:20])[:60]), chr(rng.randrange(33, 0x3000))))
            path = path[:at] + bent + path[at + rng.randrange(4):]
        else:
            path = "/" + "/".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 6)))
        if rng.random() < 0.4:
            values = (quote_from_bytes(rng.choice(VALUES).encode("utf-8", "surrogatepass"))[:200] for _ in range(rng.randrange(1, 4)))
            path += "?" + "&".join(f"{rng.choice(names)}={value}" for value in values)
        yield rng.choice(("", "", "/en", "/zh")) + ("" if path.startswith("/") else "/") + path


def test_ten_thousand_random_addresses(hostile):
    rng = random.Random(SEED)
    known = [filled(path, hostile.ids) for path in PAGES if not path.startswith(("/archive", "/download", "/report/{id}.html"))]
    source = addresses(rng, known, parameters(hostile))
    start, seen = time.process_time(), {}
    for _ in range(ADDRESSES):
        target = next(source)
        answer = hostile.get(target)
        check(hostile, target, answer)
        seen[answer[0]] = seen.get(answer[0], 0) + 1
    assert time.process_time() - start < SECONDS
    assert seen.keys() <= {200, 302, 304, 400, 404, 405, 406, 414}, seen
    assert seen[200] > ADDRESSES // 50, seen  # the addresses are not all nonsense
