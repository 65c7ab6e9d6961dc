"""The embedded portals answer as their content systems do."""

from __future__ import annotations

import gzip
import http.client
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urljoin

import pytest

from archive.errors import FazhiError, UsageError
from crawler.demo import FAULTS, KEYS, serve

FREE = dict.fromkeys(KEYS, 0)
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
REPORTS, NOTICES, SHELL = "1229430561", "1229430577", "1229430602"


def fetch(url, data=None, **headers):
    """(status, headers, body) of one request; error statuses are answers too."""
    request = urllib.request.Request(url, data, {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with OPENER.open(request, timeout=5) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def text(url, encoding="utf-8"):
    status, _, body = fetch(url)
    assert status == 200, url
    return body.decode(encoding)


def proxy(portals, column, first, last, per_page, unitid="6250808", *, post=False, path="/module/jpage/dataproxy.jsp"):
    window = {"startrecord": first, "endrecord": last, "perpage": per_page}
    fields = {"col": 1, "appid": 1, "webid": "3127", "path": "/", "columnid": column, "unitid": unitid}
    url = portals.urls["jcms"] + path + "?" + urlencode(window if post else {**window, **fields})
    return fetch(url, urlencode(fields).encode() if post else None)


def links(page):
    return [unescape(found) for found in re.findall(r"href=['\"]([^'\"]*/art_\d+_\d+\.html)['\"]", page)]


@pytest.fixture(scope="module")
def portals():
    with serve(FREE) as running:
        yield running


def test_every_address_and_file_of_the_truth_answers(portals):
    for row in portals.truth():
        for url in row["urls"]:
            status, headers, body = fetch(url)
            assert (status, headers["ETag"] is not None) == (200, True), url
            assert "演示数据，内容均为虚构".encode(row["encoding"] if url == row["url"] else "utf-8") in body, url
        for file in row["files"]:
            assert fetch(file["url"])[0] == 200, file


def test_jcms_embeds_the_first_group_and_declares_the_total(portals):
    page = text(f"{portals.urls['jcms']}/col/col{NOTICES}/index.html")
    total = int(re.search(r"<totalrecord>(\d+)<", page)[1])
    assert total == sum(NOTICES in row["columns"] for row in portals.truth())
    assert (total, len(links(page))) == (59, 45)
    assert f"totalRecord:{total},perPage:15" in page
    assert "Produced By 大汉网络" in page


def test_jcms_proxy_gives_the_asked_range_by_get_and_post(portals):
    whole = links(proxy(portals, NOTICES, 1, 45, 15)[2].decode())
    assert links(proxy(portals, NOTICES, 3, 5, 15)[2].decode()) == whole[2:5]
    assert links(proxy(portals, NOTICES, 46, 90, 15)[2].decode()) == links(
        proxy(portals, NOTICES, 46, 90, 15, post=True)[2].decode())
    assert len(links(proxy(portals, NOTICES, 46, 90, 15)[2].decode())) == 14
    assert len(set(whole)) == 45


def test_jcms_proxy_gives_at_most_three_pages(portals):
    assert len(links(proxy(portals, NOTICES, 1, 59, 15)[2].decode())) == 45
    assert len(links(proxy(portals, NOTICES, 1, 59, 4)[2].decode())) == 12


@pytest.mark.parametrize(("column", "unitid"), [(NOTICES, "6250771"), ("1229000000", "6250808")])
def test_jcms_proxy_checks_column_and_unit(portals, column, unitid):
    status, headers, body = proxy(portals, column, 1, 15, 15, unitid)
    assert status == 200
    assert headers["Content-Type"].startswith("text/xml")
    assert b"<record>" not in body


def test_jcms_has_only_the_path_of_zhejiang(portals):
    assert proxy(portals, NOTICES, 1, 15, 15, path="/module/web/jpage/dataproxy.jsp")[0] == 404


def test_jcms_shell_column_is_filled_by_the_proxy_alone(portals):
    page = text(f"{portals.urls['jcms']}/col/col{SHELL}/index.html")
    assert links(page) == []
    assert len(links(proxy(portals, SHELL, 1, 15, 5, "6250771")[2].decode())) == 7


def test_trs_lists_end_in_a_stub_and_links_are_relative(portals):
    base = f"{portals.urls['trs']}/zwgk/ghjh/jhzj/"
    first = text(base)
    pages, total = (int(number) for number in re.search(r'createPageHTML\((\d+), 0, "index", "html", (\d+)\)', first).groups())
    found = []
    for number in range(pages):
        page = first if number == 0 else text(f"{base}index_{number}.html")
        found += [urljoin(base, href) for href in re.findall(r'href="(\./\d{6}/t\d{8}_\d+\.html)"', page)]
    assert (pages, total) == (3, len(set(found)))
    assert set(found) == {url for row in portals.truth() for url in row["urls"] if "/jhzj/" in url}
    stub = text(f"{base}index_{pages}.html")
    assert len(stub) < 600
    assert "<a" not in stub
    assert fetch(f"{base}index_9.html")[0] == 404
    assert text(f"{base}index.html") == first


def test_trs_leads_a_folder_to_its_slash(portals):
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
    with pytest.raises(urllib.error.HTTPError) as caught:
        opener.open(f"{portals.urls['trs']}/zwgk/fzzfjsbg/yp", timeout=5)
    with caught.value as answer:
        assert (answer.code, answer.headers["Location"]) == (301, "/zwgk/fzzfjsbg/yp/")


def test_trs_old_column_is_gbk_and_says_otherwise_or_nothing(portals):
    declared = set()
    for row in portals.truth():
        if row["encoding"] == "gbk":
            _, headers, body = fetch(row["url"])
            page = body.decode("gbk")
            assert row["title"] in page
            assert "charset" not in headers["Content-Type"]
            declared.add("charset=utf-8" in page)
            with pytest.raises(UnicodeDecodeError):
                body.decode()
    assert declared == {True, False}


def test_titles_are_cut_in_some_columns(portals):
    page = text(f"{portals.urls['trs']}/zwgk/fzzfjsbg/bm/")
    assert ">南平市卫生健康委员会2022年度法治政府...<" in page
    assert "title=" not in re.search(r'<ul class="list">.*?</ul>', page, re.DOTALL)[0]
    with_attribute = text(f"{portals.urls['uuid']}/dhzx/fzjs/fzjs.html")
    assert 'title="东海县农业农村局关于2021年度法治政府建设情况的报告">东海县农业农村局关于2021年度法治政府建设情况...<' in with_attribute


def test_uuid_lists_are_linked_page_by_page(portals):
    url, found = f"{portals.urls['uuid']}/dhzx/gsgg/gsgg.html", []
    while url:
        page = text(url)
        right = page[page.index('<div class="right">'):]
        found += re.findall(r'<li><a href="(/dhzx/gsgg/content/[0-9a-f-]{36}\.html)"', right)
        following = re.search(r'<a href="([^"]+)">下一页</a>', page)
        url = following and urljoin(url, following[1])
    assert f"共{len(set(found))}条" in page
    assert len(found) == sum("/dhzx/gsgg/" in row["columns"] for row in portals.truth())


def test_conditional_requests(portals):
    for url in (portals.truth()[0]["url"], f"{portals.urls['uuid']}/dhzx/fzjs/fzjs.html"):
        _, headers, _ = fetch(url)
        assert parsedate_to_datetime(headers["Last-Modified"]).tzinfo is not None
        status, _, body = fetch(url, If_None_Match=headers["ETag"])
        assert (status, body) == (304, b"")
        assert fetch(url, If_Modified_Since=headers["Last-Modified"])[0] == 304
        assert fetch(url, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
        assert fetch(url, If_Modified_Since="no date")[0] == 200


def test_gzip_only_for_those_who_ask_and_not_everywhere(portals):
    rows = {row["portal"]: row["url"] for row in portals.truth()}
    _, headers, body = fetch(rows["jcms"], Accept_Encoding="gzip, deflate")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == fetch(rows["jcms"])[2]
    assert fetch(rows["trs"], Accept_Encoding="gzip")[1]["Content-Encoding"] is None


def test_head_robots_favicon_and_unknown_addresses(portals):
    request = urllib.request.Request(f"{portals.urls['jcms']}/", method="HEAD")
    with OPENER.open(request, timeout=5) as answer:
        assert (answer.read(), int(answer.headers["Content-Length"]) > 500) == (b"", True)
    assert b"Disallow: /admin/" in fetch(f"{portals.urls['jcms']}/robots.txt")[2]
    assert fetch(f"{portals.urls['trs']}/robots.txt")[0] == 404
    assert fetch(f"{portals.urls['uuid']}/favicon.ico")[0] == 404
    assert fetch(f"{portals.urls['uuid']}/%00..%2f..%2fetc/passwd?filename=../../x")[0] == 404


def test_an_edit_changes_text_and_validators():
    with serve(FREE) as portals:
        row = next(row for row in portals.truth() if row["id"] == "sc2021")
        _, before, old = fetch(row["url"])
        portals.edit(row["url"], old="顺昌县", new="改正后的顺昌县")
        _, after, new = fetch(row["url"])
        assert new != old
        assert after["ETag"] != before["ETag"]
        assert parsedate_to_datetime(after["Last-Modified"]) > parsedate_to_datetime(before["Last-Modified"])
        assert fetch(row["url"], If_None_Match=before["ETag"])[0] == 200
        portals.edit(row["url"], title="新标题的法治政府建设年度报告")
        assert "新标题的法治政府建设年度报告" in text(f"{portals.urls['trs']}/zwgk/fzzfjsbg/sc/")
        assert "新标题的法治政府建设年度报告" in {row["title"] for row in portals.truth()}
        with pytest.raises(UsageError, match="does not stand"):
            portals.edit(row["url"], old="没有这样的词语")


def test_a_removed_page_is_gone_from_page_and_list_and_comes_back():
    with serve(FREE, faults={"trs": {"soft_404"}}) as portals:
        for key, title in (("uuid", "东海县2022年度法治政府建设情况报告"), ("trs", "浦城县2023年度法治政府建设年度报告")):
            row = next(row for row in portals.truth() if row["title"] == title)
            where = f"{portals.urls['uuid']}/dhzx/fzjs/fzjs.html" if key == "uuid" else urljoin(row["url"], "../")
            assert title in text(where)
            portals.remove(row["url"])
            status, _, body = fetch(row["url"])
            assert (status, title in text(where)) == (404 if key == "uuid" else 200, False)
            assert key == "uuid" or "页面不存在" in body.decode()
            portals.restore(row["url"])
            assert title in text(where)


def test_faults_of_lists():
    with serve(FREE, faults={"jcms": {"drop_last_page", "larger_total"}, "trs": {"drop_last_page"}}) as portals:
        page = proxy(portals, NOTICES, 46, 90, 15)[2].decode()
        assert links(page) == []
        assert "<totalrecord>66</totalrecord>" in page
        assert len(text(f"{portals.urls['trs']}/zwgk/ghjh/jhzj/index_2.html")) < 600
        portals.set_faults("uuid", "same_page")
        first, second = (text(f"{portals.urls['uuid']}/dhzx/gsgg/gsgg{n}.html") for n in ("", "_2"))
        assert re.findall("content/[0-9a-f-]{36}", first) == re.findall("content/[0-9a-f-]{36}", second)
        portals.set_faults("jcms")
        assert len(links(proxy(portals, NOTICES, 46, 90, 15)[2].decode())) == 14


def test_faults_that_strike_once():
    with serve(FREE, faults={"jcms": {"throttle_once"}, "trs": {"unavailable_once"}}) as portals:
        answers = [fetch(portals.urls["jcms"] + "/") for _ in range(6)]
        assert [status for status, _, _ in answers] == [200, 200, 200, 429, 200, 200]
        assert answers[3][1]["Retry-After"] == "1"
        assert [fetch(portals.urls["trs"] + "/")[0] for _ in range(5)] == [200, 200, 200, 503, 200]


@pytest.mark.parametrize(("fault", "status", "sign"), [("challenge_412", 412, "$_ts"), ("challenge_521", 521, "document.cookie")])
def test_challenges(fault, status, sign):
    with serve(FREE, faults={"trs": {fault}}) as portals:
        answer = fetch(portals.urls["trs"] + "/lnbg/")
        assert answer[0] == status
        assert sign in answer[2].decode()
        assert "Set-Cookie" in answer[1]
        assert fetch(portals.urls["trs"] + "/robots.txt")[0] == 404


def test_faults_of_one_page():
    with serve(FREE, faults={"jcms": {"truncated_gzip"}, "uuid": {"short_body"}, "trs": {"challenge_one"}}) as portals:
        newest = {key: next(row["url"] for row in portals.truth()
                            if row["portal"] == key and row["kind"] == "annual_report" and row["verdict"] == "ok")
                  for key in FREE}
        with pytest.raises(EOFError):
            gzip.decompress(fetch(newest["jcms"])[2])
        with pytest.raises(http.client.IncompleteRead):
            fetch(newest["uuid"])
        assert fetch(newest["trs"])[0] == 412


def test_unknown_names_and_ports_in_use_get_sentences():
    with pytest.raises(UsageError, match="no fault 'flood'"):
        serve(FREE, faults={"jcms": {"flood"}})
    with pytest.raises(UsageError, match="no demo portal 'nosuch'"):
        serve({"nosuch": 0})
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(FazhiError, match=rf"trs cannot listen on 127.0.0.1:{port}"):
            serve({**FREE, "trs": port})


def test_the_log_and_the_counter():
    with serve(FREE, faults={"jcms": {"counter"}}) as portals:
        url = next(row["url"] for row in portals.truth() if row["id"] == "qy2023")
        bodies = {fetch(url, User_Agent="test")[2] for _ in range(3)}
        assert len(bodies) == 3
        assert [(entry.portal, entry.status, entry.agent) for entry in portals.log] == [("jcms", 200, "test")] * 3
        assert portals.log[0].at <= portals.log[2].at
    assert set(FAULTS) >= {"slow", "redirect_away", "robots_deny"}


def test_the_registry_names_the_ports_in_use(portals, tmp_path):
    from crawler.registry import load_dir

    registry = load_dir(portals.write_registry(tmp_path / "portals"))
    assert registry.faults == []
    assert {key: portal.url for key, portal in registry.portals.items()} == portals.urls
    for portal in registry.portals.values():
        assert portal.delay == 0.05
        for url in portal.column_urls:
            assert fetch(url)[0] == 200


def test_the_command_serves_until_it_is_interrupted():
    root = Path(__file__).parents[2]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        first = probe.getsockname()[1] % 20000 + 10000      # a row of ports below those that the system gives away
    command = [sys.executable, "-m", "crawler.demo", "--ports-from", str(first)]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        lines = [process.stdout.readline().strip() for _ in range(len(FREE) + 1)]
        assert lines[:-1] == [f"{key}: http://127.0.0.1:{first + place}/" for place, key in enumerate(FREE)]
        assert (Path(lines[-1].removeprefix("portals: ")) / "jcms.yml").read_text(encoding="utf-8").count(str(first)) == 1
        assert fetch(f"http://127.0.0.1:{first}/")[0] == 200
        second = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=20, check=False)
        assert second.returncode == 1
        assert second.stderr.startswith(f"Demo portal jcms cannot listen on 127.0.0.1:{first}")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
