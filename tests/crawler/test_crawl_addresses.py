"""Whom a crawl may ask: own hosts, public addresses, names that lead elsewhere."""

from __future__ import annotations

import asyncio

import pytest
from scrapy.exceptions import CannotResolveHostError

from crawler.base.addresses import allowed_hosts, canonical, host_of, public, refusal
from crawler.base.faults import fault_of
from crawler.base.resolver import GuardedResolver
from crawler.middlewares.cookies import OFFLINE

ALLOWED = allowed_hosts("http://www.hill.gov.cn", ("files.hill.gov.cn:8080",))


@pytest.mark.parametrize("url", ["http://www.hill.gov.cn/a", "https://hill.gov.cn/", "http://files.hill.gov.cn:8080/x"])
def test_own_hosts_are_asked(url):
    assert refusal(url, ALLOWED) is None


@pytest.mark.parametrize(("url", "words"), [
    ("ftp://www.hill.gov.cn/a", "only http and https"),
    ("http://www.hill.gov.cn:8081/", "www.hill.gov.cn:8081 is no host of this portal"),
    ("http://files.hill.gov.cn/", "files.hill.gov.cn:80 is no host"),
    ("http://user@www.hill.gov.cn/", "carries a user name"),
    ("http://127.0.0.1/", "it is no public address"),
    ("http://[::1]/", "it is no public address"),
    ("http://www.hill.gov.cn.evil.example/", "add it to 'hosts'"),
    ("http://www.hill.gov.cn:99999/", "is no usable address"),
])
def test_others_are_refused(url, words):
    assert words in refusal(url, ALLOWED).sentence


@pytest.mark.parametrize(("address", "expected"), [
    ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("127.0.0.1", False), ("10.0.0.1", False), ("169.254.1.1", False),
    ("::1", False), ("fe80::1%eth0", False), ("::ffff:10.0.0.1", False), ("224.0.0.1", False), ("0.0.0.0", False),
    ("100.64.0.1", False), ("name", False), ("::7f00:1", False), ("fec0::1", False), ("2002:7f00:1::", False),
    ("2002:808:808::1", True), ("64:ff9b::a00:1", False), ("64:ff9b::808:808", True), ("2001:0:7f00:1::", False), ("ff02::1", False),
])
def test_public_addresses(address, expected):
    assert public(address) is expected


def test_a_chinese_host_name_is_known_by_both_its_spellings():
    allowed = allowed_hosts("http://青山.政务.cn", ())
    assert refusal("http://xn--rht138k.xn--zfr164b.cn/a", allowed) is None
    assert refusal("http://www.青山.政务.cn/a", allowed) is None
    assert refusal("http://xn--rht138k.cn/a", allowed).reason == "foreign_host"


def test_canonical_addresses():
    assert canonical("HTTP://WWW.Hill.gov.cn/a.html?sid_for_share=9&id=1#top") == "http://www.hill.gov.cn/a.html?id=1"
    assert canonical("http://h.gov.cn/gate/big5/h.gov.cn/a.html") == "http://h.gov.cn/a.html"
    assert canonical("http://h.gov.cn") == "http://h.gov.cn/"
    assert canonical("http://h.gov.cn/show.php?PHPSESSID=8a1&id=5") == "http://h.gov.cn/show.php?id=5"
    assert canonical("http://h.gov.cn/show;JSESSIONID=8A1!2") == "http://h.gov.cn/show"
    assert host_of("http://[bad") == ""


def test_the_resolver_withholds_private_addresses(monkeypatch):
    private = ("10.0.0.1", "127.0.0.1", "169.254.1.1", "fe80::1")
    assert GuardedResolver.allowed("evil.gov.cn", 80, private) == []
    assert GuardedResolver.allowed("mixed.gov.cn", 80, ("10.0.0.1", "8.8.8.8", "2001:4860::1")) == ["8.8.8.8", "2001:4860::1"]
    monkeypatch.setattr(GuardedResolver, "loopback", {"near.gov.cn:8080"})
    assert GuardedResolver.allowed("near.gov.cn", 8080, private) == ["127.0.0.1"]
    assert GuardedResolver.allowed("near.gov.cn", 8081, private) == []
    fault = fault_of(CannotResolveHostError("x"), "http://evil.gov.cn/a")
    assert (fault.reason, "no public address" in fault.sentence) == ("address", True)
    assert fault_of(CannotResolveHostError("x"), "http://other.gov.cn/a").reason == "dns"


def test_names_are_looked_up_once_and_checked_at_every_connection(monkeypatch):
    monkeypatch.setattr(GuardedResolver, "_known", {})
    answers = [(10, 1, 6, "", ("2001:4860::1", 0, 0, 0)), (2, 1, 6, "", ("8.8.8.8", 0)), (2, 1, 6, "", ("10.0.0.1", 0))]
    asked = []
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *_, **__: asked.append(host) or answers)
    for _ in range(2):
        assert asyncio.run(GuardedResolver.resolve("hill.gov.cn", 80)) == ["8.8.8.8", "2001:4860::1"]
    assert asked == ["hill.gov.cn"]
    for literal in ("127.0.0.1", "::1", "10.1.1.1"):
        with pytest.raises(OSError, match="no address that may be asked") as caught:
            asyncio.run(GuardedResolver.resolve(literal, 9))
        assert fault_of(caught.value, f"http://{literal.partition(':')[0] or 'x'}/").reason in ("address", "dns")


def test_the_suffix_list_is_never_fetched():
    assert OFFLINE.suffix_list_urls == ()
    assert OFFLINE("www.hill.gov.cn").domain == "hill"
