"""The parts of a crawl one by one: faults, accounts of columns, answers on their way into the archive."""

from __future__ import annotations

import asyncio
import gzip
from types import SimpleNamespace

import pytest
from scrapy.http import Request, Response
from scrapy.settings import Settings

from archive.extract.page import read_page
from archive.intake.recorder import Recorder
from archive.store import Archive
from crawler.base.addresses import Refusal, allowed_hosts
from crawler.base.answer import Answer, Wire
from crawler.base.column import Column
from crawler.base.faults import Fault, LostCaptureError, RefusedRequest, broken_gzip, fault_of, status_fault
from crawler.base.files import is_file, may_link_files
from crawler.base.limits import Limits
from crawler.base.lists import ListEntry, ListPage
from crawler.base.lost import said
from crawler.base.wire import shell_target, unpacked, whole_gzip
from crawler.batch import Batch
from crawler.capture import Capture
from crawler.earlier import fingerprint, said_the_same
from crawler.middlewares.retry import Retry
from crawler.spiders.portal import PortalSpider

ALLOWED = allowed_hosts("http://www.hill.gov.cn", ("files.hill.gov.cn:8080",))


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "data") as opened:
        yield opened


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


def test_answers_that_cannot_be_stored_stop_the_crawl(monkeypatch):
    told = []

    def full(_exchanges, _then):
        raise OSError(28, "No space left on device")
    session = SimpleNamespace(run_id=1, batch=Batch(SimpleNamespace(record_many=full)), emit=lambda _event: None)
    spider = SimpleNamespace(
        portal=SimpleNamespace(id="hill", allowed=ALLOWED), session=session, limits=Limits(page_cap=9),
        first_look=lambda *_: None, stop_for=lambda reason, sentence: told.append((reason, sentence)))
    answer = Answer("1.1", 200, b"OK", [], b"<html>x</html>", reusable=True)
    request = Request("http://www.hill.gov.cn/a", meta={"kind": "detail", "wire": Wire([], answer, None)})
    response = Response(request.url, body=answer.body)
    capture = Capture(SimpleNamespace(spider=spider, settings=Settings()))
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

    def keep(exchanges, then):
        calls.append(len(exchanges))
        if "odd" in exchanges:
            raise OSError(5, "odd")
        return [int(exchange) for exchange in exchanges]

    async def put(*names, crowd):
        batch = Batch(SimpleNamespace(record_many=keep), lambda: crowd)
        return await asyncio.gather(*(batch.put(name) for name in names), return_exceptions=True)
    assert asyncio.run(put("1", "2", "3", crowd=9)) == [1, 2, 3]
    assert calls == [3]
    first, odd, last = asyncio.run(put("1", "odd", "3", crowd=3))
    assert (first, last, str(odd)) == (1, 3, "[Errno 5] odd")
    calls.clear()
    assert asyncio.run(put(*map(str, range(40)), crowd=4)) == list(range(40))
    assert calls == [4] * 10
    calls.clear()
    assert asyncio.run(put("1", "2", crowd=1)) == [1, 2]
    assert calls == [1, 1]      # a single host never waits


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
