"""Portals whose lists are rendered pages: what their servers demand, what a crawl says when lists fail, and without a family."""

from __future__ import annotations

import re
import urllib.request
from urllib.parse import urljoin

import pytest

from crawler import demo

KEYS = ("vsb", "anhui", "openness", "uuid_columns", "numbered", "jeecms", "pclist", "generic")
FAULTS = {"vsb": "larger_total", "anhui": "drop_last_page", "openness": "same_page", "numbered": "same_page",
          "jeecms": "drop_last_page", "generic": "drop_last_page"}
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def text(url, data=None):
    with OPENER.open(url, data, timeout=5) as answer:
        return answer.read().decode()


@pytest.fixture(scope="module")
def portals():
    with demo.serve(dict.fromkeys(demo.KEYS, 0)) as running:
        yield running


def crawled(kit, portals, base, *names):
    result = kit.crawl(base / "data", base / "portals", *names)
    result.reports = {url for page in portals.truth() if page["portal"] in names and page["kind"] == "annual_report"
                      for url in page["urls"]}
    result.fetched = {row["url"] for row in result.rows("select url from frontier where state = 'done' and kind = 'detail'")}
    return result


def test_portal_files_need_no_family(kit, portals, tmp_path):
    for file in portals.write_registry(tmp_path / "portals").iterdir():
        file.write_text(re.sub(r"family: .*\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    result = crawled(kit, portals, tmp_path, *KEYS)
    assert [event["problems"] for event in result.events if event["event"] == "closed"] == [[]] * len(KEYS)
    assert result.code == 0
    assert result.reports <= result.fetched


def test_lists_that_give_less_than_they_say_are_incomplete(kit, portals, tmp_path):
    for key, fault in FAULTS.items():
        portals.set_faults(key, fault)
    try:
        portals.write_registry(tmp_path / "portals")
        result = crawled(kit, portals, tmp_path, *FAULTS)
    finally:
        for key in FAULTS:
            portals.set_faults(key)
    assert result.code == 1
    lines = result.rows('select portal, "column", complete, reason, detail from ledger')
    assert {line["portal"] for line in lines} == set(FAULTS)
    assert [line for line in lines if line["complete"] or line["reason"] != "incomplete"] == []


def test_vsb_pages_count_down_and_link_relatively(portals):
    url, seen = f"{portals.urls['vsb']}/xwzx/tzgg.htm", []
    while url:
        page = text(url)
        seen += [urljoin(url, href) for href in re.findall(r'<li id="line_u8"><a href="(\.\./[^"]+)"', page)]
        following = re.search(r'class="p_next p_fun"><a href="([^"]+)"', page)
        url, last = following and urljoin(url, following[1]), url
    assert last.endswith("/xwzx/tzgg/1.htm")
    assert len(set(seen)) == len(seen) == int(re.search(r"共(\d+)条", page)[1])
    assert set(seen) == {at for row in portals.truth() for at, column in zip(row["urls"], row["columns"], strict=True)
                         if row["portal"] == "vsb" and column == "/xwzx/tzgg"}


def test_anhui_gives_fragments_only_to_its_own_parameters(portals):
    label = f"{portals.urls['anhui']}/zwgk/site/label/8888"
    right = ("labelName=publicInfoList&siteId=6795127&organId=6602715&catId=20931047&pageIndex=1"
             "&file=/hsxxgk/publicInfoList_newest2024")
    assert "xxgk_nav_list" in text(f"{label}?{right}")
    assert text(label, right.encode()) == text(f"{label}?{right}")
    for name in ("siteId", "organId", "catId", "file", "labelName"):
        assert "暂无相关信息" in text(f"{label}?{re.sub(rf'{name}=[^&]*', f'{name}=1', right)}"), name
    assert "暂无相关信息" in text(f"{label}?{right.replace('pageIndex=1', 'pageIndex=9')}")


def test_the_calendar_of_the_generic_portal_has_no_end(portals):
    base = f"{portals.urls['generic']}/zwgk/list.asp?class=7"
    assert "2026年3月" in text(f"{base}&y=2027&m=11")
    assert text(f"{base}&y=2027&m=11") == text(base)


def test_a_list_without_end_is_left_and_told(kit, make_site, tmp_path):
    def endless(handler):
        number = int(handler.path.rpartition("=")[2])
        rows = "".join(f'<li><a href="/show/{number}00{n}.html">某某县第{number}-{n}号公示公告</a><i>2024-01-02</i></li>' for n in range(3))
        return f"<html><body><ul>{rows}</ul><a href='/list?page={number + 1}'>下一页</a></body></html>"

    site = make_site({f"/list?page={number}": endless for number in range(1, 70)})
    folder = kit.write_portals(tmp_path / "portals", {
        "endless": {"url": site.url, "family": "generic", "columns": ["/list?page=1"]}})
    result = kit.crawl(tmp_path / "data", folder)
    assert result.code == 1
    assert (result.ledger("endless")["reason"], len(site.log)) == ("cap", 51)     # 50 pages and robots.txt
