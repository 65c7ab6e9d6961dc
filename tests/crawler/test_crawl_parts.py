"""The parts of a crawl one by one: addresses, faults, accounts, limits, turns, frontier, leases."""

from __future__ import annotations

import asyncio
import gzip
import os
import time
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request, Response
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address

from archive import times
from archive.extract.page import read_page
from archive.recorder import Recorder
from archive.store import Archive
from crawler.base.addresses import Refusal, allowed_hosts, canonical, host_of, public, refusal
from crawler.base.choice import Choice
from crawler.base.column import Column
from crawler.base.faults import Fault, LostCaptureError, RefusedRequest, broken_gzip, fault_of, status_fault
from crawler.base.files import is_file, may_link_files
from crawler.base.limits import Limits
from crawler.base.lists import ListEntry, ListPage
from crawler.base.lost import said
from crawler.base.resolver import PublicOnly
from crawler.base.wire import shell_target, unpacked, whole_gzip
from crawler.batch import Batch
from crawler.capture import Capture
from crawler.earlier import fingerprint, said_the_same
from crawler.frontier import Found, Frontier, Lease, is_dead, new_owner, next_look
from crawler.gate import HostGate
from crawler.middlewares.cookies import OFFLINE
from crawler.middlewares.retry import Retry, retry_after
from crawler.spiders.portal import PortalSpider

ALLOWED = allowed_hosts("http://www.hill.gov.cn", ("files.hill.gov.cn:8080",))


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "data") as opened:
        yield opened


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
    ("100.64.0.1", False), ("name", False),
])
def test_public_addresses(address, expected):
    assert public(address) is expected


def test_canonical_addresses():
    assert canonical("HTTP://WWW.Hill.gov.cn/a.html?sid_for_share=9&id=1#top") == "http://www.hill.gov.cn/a.html?id=1"
    assert canonical("http://h.gov.cn/gate/big5/h.gov.cn/a.html") == "http://h.gov.cn/a.html"
    assert canonical("http://h.gov.cn") == "http://h.gov.cn/"
    assert host_of("http://[bad") == ""


def test_faults_have_a_class_and_a_sentence():
    url = "http://www.hill.gov.cn/a"
    assert status_fault(200, url) is None
    assert status_fault(304, url) is None
    assert status_fault(404, url).reason == "gone"
    assert status_fault(599, url) == Fault("status", f"{url}: status 599, the portal gave an error.", passing=True)
    assert fault_of(RefusedRequest(Fault("robots", "no.", passing=False)), url).reason == "robots"
    assert fault_of(Refusal("address", "no."), url).reason == "address"
    assert fault_of(ConnectionResetError("ConnectionLost"), url).reason == "reset"
    assert fault_of(KeyError("x"), url).reason == "error"


def test_torn_gzip():
    whole = gzip.compress(b"report " * 1000)
    assert not broken_gzip(["gzip"], whole)
    assert broken_gzip(["gzip"], whole[:-1])
    assert broken_gzip(["gzip"], whole[:40])
    assert not broken_gzip(["gzip"], b"<html>plain under a wrong label</html>")
    assert not broken_gzip([], whole[:-1])
    assert not broken_gzip(["gzip"], gzip.compress(b"\0" * 3_000_000))
    assert unpacked(["gzip"], whole, 7) == b"report "
    assert unpacked(["gzip"], b"<html>", 100) == b"<html>"


@pytest.mark.parametrize(("text", "target"), [
    ('<meta http-equiv="refresh" content="0; url=/a/">', "http://h.gov.cn/a/"),
    ("<script>window.location.href = 'b.html';</script>", "http://h.gov.cn/b.html"),
    ("<script>location.replace('/c?x=1&amp;y=2')</script>", "http://h.gov.cn/c?x=1&y=2"),
    ("<script>document.cookie='a=1';location.href='/d'</script>", None),
    ('<meta http-equiv="refresh" content="900; url=/a/">', None),
    ("<a href='/x'>x</a><script>location.href='/d'</script>", None),
    ("<p>text</p>" * 300, None),
])
def test_shell_pages(text, target):
    assert shell_target(text, "http://h.gov.cn/") == target


@pytest.mark.parametrize(("url", "expected"), [
    ("/a/b.PDF", True), ("/module/download/downfile.jsp?classid=0&filename=abc.doc", True), ("/get?name=%E8%A1%A8.xlsx", True),
    ("/a/b.html", False), ("/pdf/", False),
])
def test_files(url, expected):
    assert is_file(f"http://h.gov.cn{url}") is expected


@pytest.mark.parametrize(("value", "seconds"), [
    ("5", 5.0), ("-5", None), ("", None), (None, None), ("Thu, 01 Jan 1970 00:02:00 GMT", 60.0),
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("tomorrow", None),
])
def test_retry_after(value, seconds):
    assert retry_after(value, now=60.0) == seconds


def entries(*numbers):
    return tuple(ListEntry(f"http://h.gov.cn/{n}.html", f"第{n}号") for n in numbers)


def test_account_of_a_column():
    column = Column("http://h.gov.cn/")
    assert column.verdict()[:2] == (False, "empty")
    column.take(ListPage(entries(1, 2, 2), declared=4))
    assert column.verdict()[:2] == (False, "incomplete")
    column.take(ListPage(entries(2, 3)))
    assert (column.collected, column.pages, column.verdict()) == (3, 2, (True, None, None))


def test_account_without_a_declared_total():
    column = Column("http://h.gov.cn/")
    column.take(ListPage(entries(1), declared_pages=2))
    assert column.verdict()[1] == "incomplete"
    column.take(ListPage(entries(1), declared_pages=2))
    assert (column.pages, column.verdict()[1]) == (1, "incomplete")
    strange = Column("http://h.gov.cn/")
    strange.take(ListPage(note="no list of the family trs stands here"))
    assert strange.verdict()[1] == "layout"


def test_limits():
    limits = Limits(page_cap=100)
    for _ in range(7):
        limits.asked += 1
        limits.heard("blocked")
    assert limits.refusal("u") is None
    limits.asked += 1
    assert limits.refusal("u").reason == "blocked"
    busy = Limits(page_cap=30, asked=30, good=30)
    assert busy.refusal("u").reason == "cap"
    single = Limits(page_cap=100, asked=50, good=25)
    for reason in ("blocked", None) * 12:
        single.heard(reason)
    assert single.refusal("u") is None


def run_turns(gate, hosts, delay):
    async def one(host, log):
        async with gate.turn(host, delay, f"http://{host}/"):
            log.append((host, time.monotonic()))
            await asyncio.sleep(0.01)

    async def all_of_them():
        log = []
        await asyncio.gather(*(one(host, log) for host in hosts))
        return log
    return asyncio.run(all_of_them())


def test_turns_keep_the_delay_and_hosts_do_not_wait_for_each_other(archive):
    gate = HostGate(archive, max_pause=10, jitter=0)
    began = time.monotonic()
    log = run_turns(gate, ["a:80", "b:80", "a:80", "b:80", "a:80"], 0.1)
    for host in ("a:80", "b:80"):
        at = [moment for name, moment in log if name == host]
        assert min(later - earlier for earlier, later in pairwise(at)) >= 0.1
    assert time.monotonic() - began < 0.5


def test_the_delay_outlives_the_process(archive):
    run_turns(HostGate(archive, max_pause=10, jitter=0), ["a:80"], 0.3)
    began = time.monotonic()
    run_turns(HostGate(archive, max_pause=10, jitter=0), ["a:80"], 0.3)
    assert 0.2 < time.monotonic() - began < 0.6


def test_long_pauses_and_clocks_set_back(archive):
    gate = HostGate(archive, max_pause=1, jitter=0)
    gate.pause("a:80", 50)
    with pytest.raises(RefusedRequest, match="a:80 wants to be left alone for another 50 s"):
        run_turns(gate, ["a:80"], 0.0)
    gate.pause("b:80", 1000 * 86400)
    assert run_turns(gate, ["b:80"], 0.0)


def test_stop_wakes_the_waiting(archive):
    async def main():
        gate = HostGate(archive, max_pause=60, jitter=0)
        gate.pause("a:80", 30)
        asyncio.get_running_loop().call_later(0.05, gate.stopping.set)
        with pytest.raises(RefusedRequest, match="the run was stopped"):
            async with gate.turn("a:80", 0, "http://a/"):
                pass
    began = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - began < 2


def found(*numbers, followed=True):
    return [Found(entry, Choice("annual_report", "r", followed)) for entry in entries(*numbers)]


def test_frontier_of_a_portal(archive):
    frontier = Frontier(archive, "hill")
    frontier.add_entries("http://h.gov.cn/", "http://h.gov.cn/", found(1, 2) + found(3, followed=False))
    frontier.add_entries("http://h.gov.cn/", "http://h.gov.cn/", found(1))
    assert [row["url"] for row in frontier.due()] == ["http://h.gov.cn/1.html", "http://h.gov.cn/2.html"]
    assert frontier.known("http://h.gov.cn/") == {f"http://h.gov.cn/{n}.html" for n in (1, 2, 3)}
    frontier.done("http://h.gov.cn/1.html", status=200, sha256="a", etag='"1"', modified=None,
                  files=[ListEntry("http://h.gov.cn/1.pdf", "附件")])
    assert [(row["url"], row["kind"]) for row in frontier.due()] == [
        ("http://h.gov.cn/2.html", "detail"), ("http://h.gov.cn/1.pdf", "attachment")]
    assert len(frontier.due(everything=True)) == 3
    frontier.failed("http://h.gov.cn/2.html", 500)
    assert [row["state"] for row in frontier.due() if row["kind"] == "detail"] == ["failed"]
    assert Frontier(archive, "dale").due() == []


def row_of(archive, url):
    return archive.conn.execute("select * from frontier where url = ?", (url,)).fetchone()


def test_looks_grow_rarer_until_a_change(archive):
    frontier = Frontier(archive, "hill")
    frontier.add_entries("c", "c", found(1))
    url = "http://h.gov.cn/1.html"
    days = []
    for digest, status in (("a", 200), ("a", 200), ("a", 304), ("a", 200), ("a", 304), ("a", 200), ("b", 200), ("b", 304)):
        frontier.done(url, status=status, sha256=None if status == 304 else digest, etag="e", modified=None)
        row = row_of(archive, url)
        days.append((times.parse(row["next_check_at"]) - times.parse(row["fetched_at"])).days)
    assert days == [1, 7, 30, 180, 365, 365, 1, 7]
    assert row_of(archive, url)["body_sha256"] == "b"
    assert next_look({"fetched_at": None, "next_check_at": None}, same=True) == timedelta(days=1)


def test_gone_after_two_misses_a_day_apart(archive):
    frontier = Frontier(archive, "hill")
    frontier.add_entries("c", "c", found(1))
    url = "http://h.gov.cn/1.html"
    for _ in range(3):
        frontier.missing(url, 404)
    assert (row_of(archive, url)["state"], row_of(archive, url)["misses"]) == ("failed", 1)
    with archive.transaction() as conn:
        conn.execute("update frontier set fetched_at = '2020-01-01T00:00:00Z'")
    frontier.missing(url, 410)
    assert row_of(archive, url)["state"] == "gone"
    assert frontier.due(everything=True) == []
    frontier.add_entries("c", "c", found(1))
    assert [row["state"] for row in frontier.due()] == ["new"]


def test_leases(archive):
    mine, other = Lease(archive, "hill"), Lease(archive, "hill")
    assert mine.take() is None
    assert mine.take() is None
    assert other.take() == mine.owner
    mine.release()
    assert other.take() is None
    machine = other.owner.split(":")[0]
    for owner in (f"{machine}:{2**22 + 1}:0.abc", f"{machine}:{os.getpid()}:1.abc"):     # no such process; number used again
        with archive.transaction() as conn:
            conn.execute("update leases set owner = ?", (owner,))
        assert mine.take() is None
    with archive.transaction() as conn:
        conn.execute("update leases set owner = 'elsewhere:1:0.abc'")
    assert mine.take() == "elsewhere:1:0.abc"
    with archive.transaction() as conn:
        conn.execute("update leases set expires_at = '2020-01-01T00:00:00Z'")
    assert mine.take() is None


def test_owners():
    owner = new_owner()
    assert len(owner.split(":")) == 3
    assert not is_dead(owner)
    assert not is_dead("")


def test_answers_that_cannot_be_stored_stop_the_crawl(monkeypatch):
    told = []

    def full(_exchange):
        raise OSError(28, "No space left on device")
    session = SimpleNamespace(run_id=1, batch=Batch(SimpleNamespace(record_many=full)), emit=lambda _event: None)
    spider = SimpleNamespace(
        portal=SimpleNamespace(id="hill", allowed=ALLOWED), session=session, limits=Limits(page_cap=9),
        stop_for=lambda reason, sentence: told.append((reason, sentence)))
    signals = SimpleNamespace(connect=lambda *_: None)
    request = Request("http://www.hill.gov.cn/a", meta={"kind": "detail"})
    response = Response(request.url, body=b"<html>x</html>")
    capture = Capture(SimpleNamespace(spider=spider, signals=signals, settings=Settings()))
    retry = Retry(SimpleNamespace(spider=spider, settings=Settings({"RETRY_TIMES": 2, "FAZHI_BACKOFF": 1})))

    async def answered():
        capture.downloaded(response, request)
        return await retry.process_response(request, response)
    with pytest.raises(LostCaptureError):
        asyncio.run(answered())
    assert told[0][0] == "archive"
    assert "No space left on device" in told[0][1]


def test_answers_are_stored_together_and_an_odd_one_takes_no_other_with_it():
    calls = []

    def keep(exchanges):
        calls.append(len(exchanges))
        if "odd" in exchanges:
            raise OSError(5, "odd")
        return [int(exchange) for exchange in exchanges]

    async def put(*names):
        batch = Batch(SimpleNamespace(record_many=keep), most=4)
        return await asyncio.gather(*(batch.put(name) for name in names), return_exceptions=True)
    assert asyncio.run(put("1", "2", "3")) == [1, 2, 3]
    assert calls == [3]
    first, odd, last = asyncio.run(put("1", "odd", "3"))
    assert (first, last, str(odd)) == (1, 3, "[Errno 5] odd")
    calls.clear()
    assert asyncio.run(put(*map(str, range(40)))) == list(range(40))
    assert calls == [4] * 10


def test_pages_are_read_only_where_they_may_link_files():
    assert not may_link_files(b"<a href='/a.html'>x</a> <style>.m1{}</style> .etc")
    for link in (b"/x/1.PDF", b"a.docx", b"b.wps?x=1", b"/downfile.jsp?id=1", b"download.jsp?id=2", b"/x.et'", b"z.7z"):
        assert may_link_files(b"<html><a href='" + link + b"'>x</a></html>"), link
    assert may_link_files("<a href='x'>".encode("utf-16"))


def test_a_counter_changes_no_words(archive, exchange, sample_page):
    url = "http://www.hill.gov.cn/a.html"
    first, counted, edited = sample_page(visits=1), sample_page(visits=2), sample_page(text="另行公布。" * 40)
    with Recorder(archive) as recorder:
        recorder.record(exchange(url, gzip.compress(first), headers=[("Content-Encoding", "gzip")], verdict="ok"))
        second = recorder.record(exchange(url, counted, minutes=1, verdict="held"))
        recorder.record(exchange(url, b"", minutes=2, status=500, verdict="failed"))
        third = recorder.record(exchange(url, edited, minutes=3, verdict="held"))
    assert said_the_same(archive, url, second, said(read_page(counted, url=url)))
    assert not said_the_same(archive, url, third, said(read_page(edited, url=url)))
    assert not said_the_same(archive, "http://www.hill.gov.cn/b.html", third, "x")
    assert fingerprint("x", b"1") == fingerprint("x", b"2") != fingerprint("", b"1") != fingerprint("", b"2")


def test_a_whole_gzip_body_is_unpacked_once():
    packed = gzip.compress(b"report")
    assert whole_gzip(["gzip"], packed, 6) == b"report"
    for codings, body, limit in ((["gzip"], packed, 5), (["gzip"], packed[:-1], 99), (["gzip"], packed + b"x", 99),
                                 (["gzip"], b"plain", 99), (["br"], packed, 99), (["gzip", "gzip"], packed, 99), ([], packed, 99)):
        assert whole_gzip(codings, body, limit) is None


def test_code_that_breaks_is_a_problem():
    column = Column("http://h.gov.cn/")
    spider = SimpleNamespace(portal=SimpleNamespace(url="http://h.gov.cn"), columns={column.url: column}, failures=[],
                             fail=lambda fault: spider.failures.append(fault.sentence))
    request = Request("http://h.gov.cn/2", meta={"kind": "list", "column": column.url})
    failure = SimpleNamespace(value=ValueError("odd"))
    PortalSpider.stumbled(spider, failure, Response(request.url, request=request))
    assert column.verdict()[:2] == (False, "crashed")
    assert "http://h.gov.cn/2: reading it broke: ValueError: odd" in column.verdict()[2]
    PortalSpider.stumbled(spider, failure, None)
    assert len(spider.failures) == 1


def test_the_resolver_withholds_private_addresses():
    told = []
    receiver = SimpleNamespace(resolutionBegan=told.append, addressResolved=told.append,
                               resolutionComplete=lambda: told.append("end"))
    for loopback in (False, True):
        guard = PublicOnly(receiver, "evil.gov.cn", loopback=loopback)
        for host in ("10.0.0.1", "127.0.0.1", "169.254.1.1", "fe80::1"):
            guard.addressResolved(IPv4Address("TCP", host, 80))
        guard.resolutionComplete()
    assert [getattr(item, "host", item) for item in told] == ["end", "127.0.0.1", "end"]
    fault = fault_of(CannotResolveHostError("x"), "http://evil.gov.cn/a")
    assert (fault.reason, "no public address" in fault.sentence) == ("address", True)
    assert fault_of(CannotResolveHostError("x"), "http://other.gov.cn/a").reason == "dns"


def test_the_suffix_list_is_never_fetched():
    assert OFFLINE.suffix_list_urls == ()
    assert OFFLINE("www.hill.gov.cn").domain == "hill"
