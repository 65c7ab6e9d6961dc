"""Everything that portals do to crawlers: one run over all of it, each case ends in its reason class, none stops the run.

A case strikes the list, the report page or robots.txt of a small portal of its own. The classes are those of docs/portals.md.
"""

from __future__ import annotations

import gzip
import socket
import struct
import time
import zlib

import brotli
import pytest

WALL = "<html><body><script>document.cookie='x=1';location.href=location.href</script></body></html>"
REPORT = "5fba2984-4297-496c-86da-000000000001"
ENDLESS = 3_000_000
"""Bytes after which the endless bodies of these tests do end; the limit of the run is a third of it."""


def raw(*pieces, pause=0.0, reset=False):
    """Send bytes as they are, then break the connection."""
    def answer(handler):
        handler.close_connection = True
        try:
            for piece in pieces:
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(pause)
        except OSError:
            return
        if reset:
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
    return answer


def later(make):
    """An answer that is put together when it is asked for."""
    def answer(handler):
        make()(handler)
    return answer


def hang(handler):
    handler.close_connection = True
    time.sleep(1.6)


def answer(status, body="", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"Content-Type": "text/html; charset=utf-8", **named}, body


def chunked(*chunks, end=True):
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + (b"0\r\n\r\n" if end else b"")
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + body


def head(length, *more):
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Type: text/html", *more, b"Content-Length: %d" % length, b"", b""])


def bomb():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(b" " * 30_000_000) + packer.flush()


def calendar(handler):
    month = int(handler.path.rpartition("_")[2].partition(".")[0] or 0) if "_" in handler.path else 0
    return (f'<div class="lb_con"><div class="right"><ul><li><a href="/d/{month}.html">活动第{month}期</a><span>2024-01-02</span></li>'
            f'</ul><a href="/xw/gg/gg_{month + 1}.html">下一页</a></div></div>')


LISTS = {
    # The connection
    "hang": ("timeout", hang),
    "drip": ("timeout", raw(head(50), *[b"x"] * 20, pause=0.1)),
    "slow_header": ("timeout", raw(*[b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 20], pause=0.1)),
    "reset": ("reset", raw(reset=True)),
    "closed_at_once": ("reset", raw()),
    "empty_reply": ("bad_answer", raw(b"\r\n")),
    "not_http": ("bad_answer", raw(b"220 ftp.example ready\r\n\r\n")),
    "bad_status_line": ("bad_answer", raw(b"HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n")),
    "huge_header": ("reset", raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 300_000 + b"\r\n\r\n")),
    # The body
    "shorter_than_declared": ("truncated", raw(head(5000), b"<html>half")),
    "cut_chunk": ("truncated", raw(chunked(b"<html>", end=False))),
    "torn_gzip": ("truncated", answer(200, gzip.compress(b"<html>" + bytes(range(256)) * 9)[:-30], Content_Encoding="gzip")),
    "torn_brotli": ("truncated", answer(200, brotli.compress(b"<html>" + bytes(range(256)) * 9)[:-30], Content_Encoding="br")),
    "torn_deflate": ("truncated", answer(200, zlib.compress(b"<html>" + bytes(range(256)) * 9)[:-30], Content_Encoding="deflate")),
    "gzip_bomb": ("too_large", answer(200, bomb(), Content_Encoding="gzip")),
    "endless": ("too_large", raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", *[b"a" * 100_000] * (ENDLESS // 100_000))),
    "too_long": ("too_large", raw(head(ENDLESS), b"a" * 1000)),
    # Statuses
    "not_found": ("gone", answer(404)),
    "removed": ("gone", answer(410)),
    "forbidden": ("status", answer(403, "<p>forbidden, because of what you asked and who you are and where you come from</p>")),
    "login": ("status", answer(401)),
    "server_error": ("status", answer(500, "<p>java.lang.NullPointerException at Servlet.service, see the log of the server</p>")),
    "bad_gateway": ("status", answer(502, "<html><h1>502</h1></html>")),
    "not_modified_unasked": ("bad_answer", answer(304)),
    "status_999": ("status", answer(999, "<p>the firewall of this portal does not like your face, and it has a number for it</p>")),
    "unavailable": ("status", answer(503, Retry_After="0")),
    "too_many": ("status", answer(429, Retry_After="0")),
    "pause_of_a_day": ("paused", answer(503, Retry_After="86400")),
    # Walls: none of them is broken
    "wall_412": ("blocked", answer(412, "<script>$_ts=window['$_ts'];</script>")),
    "wall_468": ("blocked", answer(468, "denied")),
    "wall_512": ("blocked", answer(512, WALL)),
    "wall_521": ("blocked", answer(521, WALL, Set_Cookie="__jsluid_h=1; path=/")),
    "wall_202": ("blocked", answer(202, WALL)),
    "script_200": ("blocked", answer(200, WALL)),
    "c3vk": ("blocked", answer(200, "<script>var C3VK='a';document.cookie='C3VK='+C3VK</script>")),
    "wzws": ("blocked", answer(200, "<script>var wzws_sessionid='a';WZWS_CONFIRM()</script>")),
    "acw": ("blocked", answer(200, "<script>var arg1='3F0A9B64D1E27C58A0B1C2D3E4F5A6B7C8D9E0F1'</script>")),
    "yunsuo": ("blocked", answer(200, "<script>location='/?security_verify_data=1&srcurl=2f'</script>")),
    "firewall_text": ("blocked", answer(403, "<p>您的请求已被云防护安全拦截</p>")),
    # Redirects
    "circle": ("redirect_loop", answer(302, Location="/xw/gg/gg.html")),
    "two_circle": ("redirect_loop", lambda h: answer(302, Location="/b" if h.path != "/b" else "/xw/gg/gg.html")),
    "refresh_circle": ("layout", answer(200, '<meta http-equiv="refresh" content="0;url=/xw/gg/gg.html">')),
    "to_a_file": ("address", answer(302, Location="file:///etc/hostname")),
    "to_a_script": ("address", answer(302, Location="javascript:alert(1)")),
    "to_a_login": ("address", answer(302, Location="http://reader:secret@127.0.0.1:9/")),
    "to_nowhere_at_all": ("redirect_loop", answer(302, Location="")),
    "to_a_bracket": ("bad_answer", answer(302, Location="http://[::1")),
    "to_a_private_address": ("foreign_host", answer(302, Location="http://127.0.0.2:9/")),
    "to_another_site": ("foreign_host", answer(302, Location="http://copies.example/")),
    "nowhere": ("status", answer(302)),
    # Lists
    "empty_list": ("empty", '<div class="lb_con"><div class="right"><ul></ul><span>共0条</span></div></div>'),
    "empty_page": ("layout", ""),
    "strange_layout": ("layout", "<html><body><h1>全新改版</h1><p>新版网站已经上线。</p></body></html>"),
    "soft_404": ("layout", "<html><body><p>您访问的页面不存在或已删除</p></body></html>"),
    "same_page_again": ("incomplete", lambda h: LIST.replace("</ul>", '</ul><a href="/xw/gg/gg_2.html">下一页</a><span>共9条</span>')),
    "less_than_declared": ("incomplete", lambda h: LIST.replace("</ul>", "</ul><span>共9条</span>")),
    "calendar": ("cap", calendar),
}
"""Case -> (reason class of the column, answer of the list)."""
PAGES = {
    "page_hang": ("timeout", hang),
    "page_reset": ("reset", raw(reset=True)),
    "page_torn_gzip": ("truncated", LISTS["torn_gzip"][1]),
    "page_bomb": ("too_large", LISTS["gzip_bomb"][1]),
    "page_wall": ("blocked", LISTS["wall_412"][1]),
    "page_forbidden": ("status", LISTS["forbidden"][1]),
    "page_error": ("status", answer(500)),
    "page_away": ("foreign_host", LISTS["to_a_private_address"][1]),
    "page_not_modified_unasked": ("bad_answer", answer(304)),
    "page_torn_brotli": ("truncated", LISTS["torn_brotli"][1]),
    "page_to_a_script": ("address", LISTS["to_a_script"][1]),
    "page_circle": ("redirect_loop", answer(302, Location=f"/xw/gg/content/{REPORT}.html")),
}
"""Case -> (reason class of the page, answer of the report page)."""
ROBOTS = {
    "robots_all": ("robots", "User-agent: *\nDisallow: /\n"),
    "robots_403": ("robots", answer(403)),
    "robots_429": ("robots", answer(429, Retry_After="0")),
    "robots_500": ("robots", answer(500)),
    "robots_wall": ("blocked", LISTS["wall_521"][1]),
    "robots_hang": ("timeout", hang),
}
"""Case -> (reason class of the column, answer of robots.txt)."""
HARMLESS = {
    "duplicate_length": raw(head(3, b"Content-Length: 3"), b"abc"),
    "line_without_colon": later(lambda: raw(head(len(PAGE), b"this line has no colon"), PAGE)),
    "longer_than_declared": later(lambda: raw(head(len(PAGE)), PAGE, b"<p>more</p>")),
    "plain_labelled_gzip": lambda h: answer(200, PAGE, Content_Encoding="gzip"),
    "gzip_unasked": lambda h: answer(200, gzip.compress(PAGE), Content_Encoding="gzip"),
    "deflate": lambda h: answer(200, zlib.compress(PAGE), Content_Encoding="deflate"),
    "deflate_bare": lambda h: answer(200, zlib.compress(PAGE)[2:-4], Content_Encoding="deflate"),
    "brotli": lambda h: answer(200, brotli.compress(PAGE), Content_Encoding="br"),
    "gzip_twice": lambda h: answer(200, gzip.compress(gzip.compress(PAGE)), Content_Encoding="gzip, gzip"),
    "gzip_and_junk": lambda h: answer(200, gzip.compress(PAGE) + b"junk", Content_Encoding="gzip"),
    "unknown_coding": lambda h: answer(200, PAGE, Content_Encoding="compress"),
    "utf_16": lambda h: (200, {"Content-Type": "text/html"}, PAGE.decode().encode("utf-16")),
    "zero_bytes": lambda h: answer(200, PAGE.replace(b"<p>", b"\0<p>")),
    "strange_cookie": lambda h: answer(200, PAGE, Set_Cookie=";;=; domain=.cn; path"),
    "gbk_undeclared": lambda h: (200, {"Content-Type": "text/html"}, PAGE.decode().encode("gbk")),
    "wrong_charset": lambda h: (200, {"Content-Type": "text/html; charset=gbk"}, PAGE),
    "http_1_0": later(lambda: raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", PAGE)),
    "old_last_modified": lambda h: answer(200, PAGE, Last_Modified="Thu, 01 Jan 1970 00:00:00 GMT"),
    "broken_markup": lambda h: answer(200, PAGE.decode().replace("<p>", "<p><div><table><p <<").replace("</p>", "")),
    "many_nodes": lambda h: answer(200, PAGE.decode() + "<i>" * 20_000),
    "missing": answer(404),
}
"""Case -> answer of the report page: told at most, never a failure."""
LIST = ""
PAGE = b""


@pytest.fixture(scope="module")
def world(kit, make_site, tmp_path_factory):
    """One portal per case and one crawl over all of them."""
    global LIST, PAGE  # noqa: PLW0603 - the tables above are read before the kit is there
    LIST = kit.list_page([1])
    PAGE = kit.page().encode()
    good = {"/xw/gg/gg.html": LIST, kit.report(1): PAGE.decode(), "/b": LIST}
    sites = {name: {"/xw/gg/gg.html": given, "/b": given} for name, (_, given) in LISTS.items()}
    sites["same_page_again"]["/xw/gg/gg_2.html"] = LISTS["same_page_again"][1]
    sites["calendar"] |= {f"/xw/gg/gg_{n}.html": calendar for n in range(40)}
    sites |= {name: {**good, kit.report(1): given} for name, (_, given) in PAGES.items()}
    sites |= {name: {**good, "/robots.txt": given} for name, (_, given) in ROBOTS.items()}
    sites |= {name: {**good, kit.report(1): given} for name, given in HARMLESS.items()}
    sites["sound"] = good
    made = {name: make_site(routes) for name, routes in sites.items()}
    base = tmp_path_factory.mktemp("suite")
    portals = {name: {"url": site.url} for name, site in made.items()}
    began = time.monotonic()
    crawled = kit.crawl(base / "data", kit.write_portals(base / "portals", portals), options=[
        "DOWNLOAD_TIMEOUT=1", "DOWNLOAD_MAXSIZE=1000000", "FAZHI_LIST_PAGES=20", "FAZHI_BACKOFF=0"])
    crawled.seconds = time.monotonic() - began
    crawled.sites = made
    crawled.pages = {row["portal"]: row for row in crawled.rows("select * from frontier")}
    return crawled


def test_the_run_goes_over_everything(world):
    assert len(LISTS) + len(PAGES) + len(ROBOTS) + len(HARMLESS) >= 70
    closed = [event for event in world.events if event["event"] == "closed"]
    assert {event["portal"] for event in closed} == world.sites.keys()
    assert (world.code, world.closed("sound")["problems"], world.closed("sound")["reason"]) == (1, [], "finished")
    assert "Traceback" not in world.stderr
    assert world.seconds < 35


@pytest.mark.parametrize("name", LISTS)
def test_a_faulty_list_has_its_reason(world, name):
    line = world.ledger(name)
    assert (line["complete"], line["reason"]) == (0, LISTS[name][0])
    assert line["detail"] in world.closed(name)["problems"]
    assert world.closed(name)["classes"][LISTS[name][0]] == 1
    assert world.rows("select failures from schedule where portal = ?", name) == [{"failures": 1}]


@pytest.mark.parametrize("name", PAGES)
def test_a_faulty_page_has_its_reason(world, name):
    reason = PAGES[name][0]
    assert world.ledger(name)["complete"] == 1
    assert world.pages[name]["state"] == "failed"
    assert world.closed(name)["classes"] == {reason: 1}
    assert len(world.closed(name)["problems"]) == 1
    kept = world.rows("select verdict, error from captures where portal = ? and url like '%/content/%'", name)
    assert any(row["error"] for row in kept)
    assert ("blocked" in {row["verdict"] for row in kept}) == (reason == "blocked")


@pytest.mark.parametrize("name", ROBOTS)
def test_a_robots_file_that_forbids_or_fails_is_obeyed(world, name):
    assert world.ledger(name)["reason"] == ROBOTS[name][0]
    assert {path for _, path, _ in world.sites[name].log} == {"/robots.txt"}


@pytest.mark.parametrize("name", HARMLESS)
def test_small_faults_are_forgiven(world, name):
    assert world.ledger(name)["complete"] == 1
    assert (world.closed(name)["problems"], world.closed(name)["classes"]) == ([], {})
    assert world.pages[name]["state"] == ("failed" if name == "missing" else "done")
    assert len(world.closed(name)["missing"]) == (name == "missing")


def test_a_portal_that_only_says_not_modified_is_not_asked_for_ever(world):
    for name in ("not_modified_unasked", "page_not_modified_unasked"):
        assert 2 <= max(map(len, map(world.sites[name].asked, ("/xw/gg/gg.html", f"/xw/gg/content/{REPORT}.html")))) <= 3


def test_walls_are_left_alone(world):
    for name in [name for name, (reason, _) in LISTS.items() if reason == "blocked"]:
        assert len(world.sites[name].asked("/xw/gg/gg.html")) == 1, name
