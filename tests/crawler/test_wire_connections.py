"""Connections on loopback: which address they lead to, what ends them, what they send, and that none of them stays open."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.http import Request
from scrapy.settings import Settings

from crawler import connection
from crawler.base.answer import WireError
from crawler.base.faults import fault_of
from crawler.base.resolver import GuardedResolver
from crawler.handler import PoliteHandler

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"
ANSWERS = {
    "/ok": OK,
    "/junk": OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
    "/chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
    "/lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 9\r\n\r\nfineEVIL!",
    "/close": OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
    "/cut": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
    "/garbage": b"\x16\x03\x01\x02nonsense\r\n\r\n",
    "/nothing": b"",
    "/wide": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
    "/words": b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
}
ENDING = ("/close", "/cut", "/nothing")
"""After these the server closes the connection."""


class Portal:
    """A server that answers byte by byte what it is told to."""

    def __init__(self):
        self.heads = []
        self.open = 0
        self.asked = asyncio.Event()

    async def serve(self, reader, writer):
        self.open += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head.decode())
                self.asked.set()
                path = head.split()[1].decode()
                writer.write(ANSWERS.get(path, OK))
                await writer.drain()
                if path in ENDING:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self.open -= 1
            writer.close()


@asynccontextmanager
async def portal(host="127.0.0.1", port=0):
    made = Portal()
    server = await asyncio.start_server(made.serve, host, port)
    made.port = server.sockets[0].getsockname()[1]
    GuardedResolver.loopback = {f"{name}:{made.port}" for name in ("127.0.0.1", "::1", "hill.test")}
    try:
        yield made
    finally:
        server.close()


def handler(timeout=3.0):
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("DOWNLOAD_TIMEOUT", timeout)
    gate = SimpleNamespace(distance=lambda _host, delay: 0 * delay)
    spider = SimpleNamespace(portal=SimpleNamespace(tls=None), session=SimpleNamespace(gate=gate))
    return PoliteHandler(SimpleNamespace(settings=settings, spider=spider))


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """The resolver as it was, and what it knows of hill.test."""
    monkeypatch.setattr(GuardedResolver, "loopback", set())
    known = {}
    monkeypatch.setattr(GuardedResolver, "_known", known)
    return known


def descriptors():
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def reason(made, request):
    """The reason class of a request, "" for an answer."""
    try:
        assert (await made._fetch(request)).body == b"fine"
    except (WireError, OSError) as error:
        return fault_of(error, request.url).reason
    return ""


def test_thousands_of_answers_good_and_bad_leave_nothing_open():
    async def main():
        async with portal() as site:
            made, url = handler(), f"http://127.0.0.1:{site.port}"
            before, said = descriptors(), {}
            for _ in range(150):
                for path in ANSWERS:
                    said.setdefault(path, set()).add(await reason(made, Request(url + path)))
            await made.close()
            await asyncio.sleep(0.05)
            return said, descriptors() - before, site.open

    said, left, still_open = asyncio.run(main())
    assert said == {"/ok": {""}, "/junk": {""}, "/chunks": {""}, "/lengths": {""}, "/close": {""}, "/cut": {"truncated"},
                    "/garbage": {"bad_answer"}, "/nothing": {"reset"}, "/wide": {"too_large"}, "/words": {"bad_answer"}}
    assert (left, still_open) == (0, 0)


@pytest.mark.parametrize("path", ["/junk", "/lengths"])
def test_what_stands_behind_an_answer_is_never_the_next_one(path):
    async def main():
        async with portal() as site:
            made, url = handler(), f"http://127.0.0.1:{site.port}"
            await made._fetch(Request(url + path))
            assert made.idle == {}
            return (await made._fetch(Request(f"{url}/ok"))).body

    assert asyncio.run(main()) == b"fine"


def test_the_next_address_is_tried_where_the_first_refuses(names):
    async def main():
        async with portal() as site:
            names["hill.test"] = ("127.0.0.2", "127.0.0.1")
            answer = await handler()._fetch(Request(f"http://hill.test:{site.port}/ok"))
            assert f"\r\nHost: hill.test:{site.port}\r\n" in site.heads[0]
            names["hill.test"] = ("127.0.0.2", "127.0.0.3")
            return answer.body, await reason(handler(), Request(f"http://hill.test:{site.port}/ok"))

    assert asyncio.run(main()) == (b"fine", "refused")


def test_the_next_address_is_tried_where_the_first_is_silent(names, monkeypatch):
    monkeypatch.setattr(connection, "ATTEMPT", 0.3)

    async def main():
        async with portal() as site:
            with socket.socket() as deaf:
                deaf.bind(("127.0.0.2", site.port))
                deaf.listen(0)
                crowd = [socket.socket() for _ in range(3)]         # its queue is full: nobody else gets through
                for one in crowd:
                    one.setblocking(False)                          # noqa: FBT003 - the socket's own signature
                    one.connect_ex(("127.0.0.2", site.port))
                await asyncio.sleep(0.05)
                names["hill.test"] = ("127.0.0.2", "127.0.0.1")
                answer = await handler()._fetch(Request(f"http://hill.test:{site.port}/ok"))
                names["hill.test"] = ("127.0.0.2",)
                last = await reason(handler(timeout=0.4), Request(f"http://hill.test:{site.port}/ok"))
                for one in crowd:
                    one.close()
                return answer.body, last

    assert asyncio.run(main()) == (b"fine", "timeout")


def test_addresses_are_judged_at_every_connection_and_only_those_are_asked(names):
    async def main():
        async with portal() as site:
            names["evil.test"] = ("127.0.0.1",)         # a name of the outer world that leads here
            refused = await reason(handler(), Request(f"http://evil.test:{site.port}/ok"))
            return refused, site.heads

    assert asyncio.run(main()) == ("address", [])


def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.2:9")
    monkeypatch.delenv("no_proxy", raising=False)

    async def main():
        async with portal() as site:
            assert await reason(handler(), Request(f"http://127.0.0.1:{site.port}/ok")) == ""
            return site.heads[0].splitlines()[0]

    assert asyncio.run(main()) == "GET /ok HTTP/1.1"


def test_nothing_in_a_request_begins_a_line_of_its_own():
    async def main():
        async with portal() as site:
            url = f"http://127.0.0.1:{site.port}/a b/法治\r\nX-Evil: 1?q=报 告%0d%0aX: y"
            await handler()._fetch(Request(url, headers={"Referer": "http://h.example/\r\nX-Evil: 2", "X-Odd": "a\0b\nc"}))
            return site.heads

    head, = asyncio.run(main())
    lines = head.splitlines()
    assert lines[0] == "GET /a%20b/%E6%B3%95%E6%B2%BBX-Evil:%201?q=%E6%8A%A5%20%E5%91%8A%0d%0aX:%20y HTTP/1.1"
    assert not [line for line in lines if line.startswith("X-Evil")]
    assert {"Referer: http://h.example/ X-Evil: 2", "X-Odd: a b c"} <= set(lines)


def test_a_download_that_is_given_up_closes_its_connection(monkeypatch):
    async def main():
        async with portal() as site:
            monkeypatch.setitem(ANSWERS, "/later", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
            made = handler()
            task = asyncio.ensure_future(made._fetch(Request(f"http://127.0.0.1:{site.port}/later")))
            await asyncio.wait_for(site.asked.wait(), 5)
            task.cancel()
            await asyncio.wait({task})
            await asyncio.sleep(0.05)
            return task.cancelled(), site.open, made.idle

    assert asyncio.run(main()) == (True, 0, {})


def usable(host):
    """Whether this machine has a loopback address."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as one:
            one.bind((host, 0))
    except OSError:
        return False
    return True


@pytest.mark.parametrize("host", [one for one in ("127.0.0.1", "::1") if usable(one)])
def test_a_portal_is_crawled_over_either_protocol(kit, make_site, tmp_path, host):
    site = make_site({"/xw/gg/gg.html": kit.list_page([1, 2], total=2), kit.report(1): kit.page(), kit.report(2): (
        302, {"Location": "/neu/法治.html".encode().decode("latin-1")}, b""), "/neu/%E6%B3%95%E6%B2%BB.html": kit.page("二号报告。")}, host)
    folder = kit.write_portals(tmp_path / "portals", {"hill": {"url": site.url}})
    crawled = kit.crawl(tmp_path / "data", folder)
    assert (crawled.code, crawled.closed("hill")["problems"]) == (0, [])
    assert crawled.ledger("hill")["collected"] == 2
    assert {row["state"] for row in crawled.rows("select state from frontier")} == {"done"}
    assert site.log[0][2]["Host"] == site.url.removeprefix("http://")
