"""Limits for each address, and what the guard keeps: by whom it was asked changes nothing, by what was asked everything."""

from __future__ import annotations

import asyncio

import pytest
import yaml

from archive.site import guard, limits, metadatafile, serve
from archive.site.limits import BURST, Limits


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def scope(address: str = "192.0.2.1", **headers: str):
    return {"client": (address, 5), "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]}


def test_a_bucket_empties_and_fills_again():
    clock = Clock()
    buckets = Limits({"requests_per_minute": 60}, clock)
    assert all(buckets.allow(scope()) for _ in range(BURST))
    assert not buckets.allow(scope())
    assert buckets.allow(scope("192.0.2.2"))
    clock.now += 3
    assert [buckets.allow(scope()) for _ in range(4)] == [True, True, True, False]
    clock.now += 10_000
    assert sum(buckets.allow(scope()) for _ in range(BURST + 5)) == BURST


def test_a_refused_request_costs_nothing():
    clock = Clock()
    buckets = Limits({"requests_per_minute": 60}, clock)
    for _ in range(BURST + 500):
        buckets.allow(scope())
    clock.now += 1
    assert buckets.allow(scope())


def test_this_machine_and_zero_know_no_limit():
    buckets = Limits({"requests_per_minute": 1})
    assert all(buckets.allow(scope("127.0.0.1")) and buckets.allow(scope("::1")) for _ in range(2 * BURST))
    assert all(Limits({"requests_per_minute": 0}).allow(scope()) for _ in range(2 * BURST))


@pytest.mark.parametrize(("config", "headers", "address"), [
    ({}, {"x_real_ip": "198.51.100.9"}, "192.0.2.1"),                                   # not named: anybody can send it
    ({"address_header": "X-Real-IP"}, {"x_real_ip": "198.51.100.9"}, "198.51.100.9"),
    ({"address_header": "X-Forwarded-For"}, {"x_forwarded_for": "6.6.6.6, 198.51.100.9"}, "198.51.100.9"),  # the proxy writes last
    ({"address_header": "X-Real-IP"}, {}, "192.0.2.1"),
    ({"address_header": "X-Real-IP"}, {"x_real_ip": "<script>"}, ""),
    ({"address_header": "X-Real-IP"}, {"x_real_ip": "2001:db8:1:2:ffff::1"}, "2001:db8:1:2::"),
])
def test_only_the_named_header_tells_who_asks(config, headers, address):
    assert Limits(config).address(scope(**headers)) == address


def test_addresses_are_forgotten(monkeypatch):
    monkeypatch.setattr(limits, "ADDRESSES", 100)
    buckets = Limits({})
    for number in range(1_000):
        buckets.allow(scope(f"10.0.{number // 250}.{number % 250}"))
    assert len(buckets._left) == 100


@pytest.fixture
def limited(tmp_path, archive_folder):
    """`ask(path, address)` of a site that makes six answers a minute."""
    metadata = tmp_path / "metadata.yml"
    metadata.write_text(yaml.safe_dump({"plugins": {"fazhi-archive": {"requests_per_minute": 6, "address_header": "X-Real-IP"}}}), "utf-8")
    app = serve.build(archive_folder[0], metadata=metadata).app()
    loop = asyncio.new_event_loop()

    async def answer(path, address, language):
        sent = []

        async def send(message):
            sent.append(message)

        headers = [(b"host", b"localhost"), (b"x-real-ip", address.encode()), (b"accept-language", language.encode())]
        await app({
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers,
            "scheme": "http", "http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        }, None, send)
        return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent).decode()

    return lambda path, address="192.0.2.1", language="zh": loop.run_until_complete(answer(path, address, language))


def test_429_is_a_page_in_the_sites_words(limited):
    for number in range(BURST):
        assert limited(f"/nowhere/{number}")[0] == 404
    status, headers, text = limited("/report/nothing")
    assert status == 429
    assert headers[b"retry-after"] == b"10"
    assert headers[b"cache-control"] == b"no-store"
    assert b"default-src 'none'" in headers[b"content-security-policy"]
    assert "请求太频繁" in text
    assert "Too many requests" in limited("/report/nothing", language="en")[2]
    assert '"status": 429' in limited("/report/nothing.json")[2]
    assert limited("/report/nothing", "192.0.2.2")[0] == 404


def test_what_is_kept_is_never_refused(limited):
    assert limited("/about")[0] == 200
    for number in range(BURST):
        limited(f"/nowhere/{number}")
    assert limited("/nowhere")[0] == 429
    assert limited("/about")[0] == 200


def test_wrong_settings_are_told(tmp_path):
    path = tmp_path / "metadata.yml"
    path.write_text("plugins: {fazhi-archive: {requests_per_minute: many, address_header: 7, rate: 3}}", "utf-8")
    faults = "\n".join(metadatafile.faults(path))
    assert "requests_per_minute holds 'many'; write a number" in faults
    assert "address_header holds 7; write a text" in faults
    assert "rate is not known" in faults


def test_languages_do_not_mix_in_what_is_kept(site):
    """Whatever the header looks like, a kept page has the language that the header asks for."""
    wishes = {"zh": "zh-CN", "en": "en", "en;q=0.2, zh;q=0.9": "zh-CN", "x" * 150 + ",en": "en", "fr, en;q=0.3": "en", "*": "zh-CN"}
    for _ in range(3):
        for wish, tag in wishes.items():
            assert f'<html lang="{tag}"' in site.get("/about", **{"accept-language": wish, "host": "mixed.example"}).text, wish


def test_a_kept_page_answers_304_and_head(site):
    first = site.get("/timeliness", host="kept.example")
    again = site.get("/timeliness", host="kept.example")
    assert again.headers["etag"] == first.headers["etag"]
    for tag in (first.headers["etag"], first.headers["etag"].removeprefix("W/"), f'"x", {first.headers["etag"]}'):
        unchanged = site.get("/timeliness", host="kept.example", **{"if-none-match": tag})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["vary"] == first.headers["vary"]
        assert "content-type" not in unchanged.headers
    head = site.ask("HEAD", "/timeliness", {"host": "kept.example"})
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", first.headers["content-length"])
    assert site.ask("POST", "/timeliness", {"host": "kept.example"}).status_code == 405


def test_arguments_are_counted(site):
    assert site.get("/search?" + "&".join(f"x{n}=1" for n in range(guard.MAX_ARGUMENTS))).status_code == 200
    assert site.get("/search?" + "&".join(f"x{n}=1" for n in range(guard.MAX_ARGUMENTS + 1))).status_code == 400
    many = "&".join(f"title__contains={n}" for n in range(guard.MAX_DATA_ARGUMENTS + 1))
    assert site.get(f"/archive/documents.json?{many}").status_code == 400


def test_addresses_beyond_ascii_are_refused(site):
    async def ask(**parts):
        sent = []

        async def send(message):
            sent.append(message)

        await site.datasette.app()({
            "type": "http", "method": "GET", "path": "/search", "raw_path": b"/search", "query_string": b"", "scheme": "http",
            "headers": [(b"host", b"localhost")], "http_version": "1.1", **parts,
        }, None, send)
        return sent[0]["status"]

    assert asyncio.run(ask(raw_path="/法".encode(), path="/法")) == 400
    assert asyncio.run(ask(query_string=b"q=\xff")) == 400
