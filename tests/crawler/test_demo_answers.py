"""The embedded portals of jpaas, UCAP, gkmlpt and NFCMS answer as their systems do, and crawls of them tell what is missing."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

import pytest

from archive.extract import extract
from crawler import demo
from crawler.demo.catalogue import sites
from crawler.demo.control import PORTALS
from crawler.demo.site import Asked
from crawler.fingerprint import family_of

KEYS = ("jpaas", "ucap", "gkmlpt", "nfcms")
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
SCRIPT = {"referer": "http://127.0.0.1/col/col1229560101/index.html", "x-requested-with": "XMLHttpRequest",
          "user-agent": "Mozilla/5.0 (compatible)"}
ASKED = {"webId": "3318", "pageId": "1229560140", "parseType": "bulidstatic", "tagId": "信息列表"}


def portal(key, *faults):
    found = PORTALS[key](sites()[key])
    found.faults = frozenset(faults)
    return found


def unit(where, number, **headers):
    fields = {**ASKED, "paramJson": json.dumps({"pageNo": number, "pageSize": 15})}
    return where.answer(Asked("GET", UNIT, fields, 0, {**SCRIPT, **headers}))


def test_jpaas_refuses_who_does_not_come_from_the_column_page():
    where = portal("jpaas")
    assert unit(where, 1).status == 200
    for name in SCRIPT:
        assert unit(where, 1, **{name: ""}).status == 403
    wrong = where.answer(Asked("GET", UNIT, {**ASKED, "parseType": "x"}, 0, SCRIPT))
    assert json.loads(wrong.body)["success"] is False


def test_jpaas_answers_hold_raw_control_characters_and_every_entry():
    where = portal("jpaas")
    bodies = [unit(where, number).body.decode() for number in (1, 2, 3)]
    with pytest.raises(json.JSONDecodeError):
        json.loads(bodies[0])
    links = [link for text in bodies for link in re.findall(r'href=\\"([^"\\]+)', text)]
    assert len(links) == len(set(links)) == 32
    assert all('count=\\"32\\"' in text for text in bodies)
    assert unit(portal("jpaas", "same_page"), 2).body.decode().count("<li>") == 15
    old = where.answer(Asked("GET", "/col/col1229560177/index.html")).body.decode()
    assert "<datastore>" in old
    assert "queryData" not in old


def test_ucap_pager_search_and_stamp():
    where = portal("ucap")
    first = where.answer(Asked("GET", "/gzxz/c100061/common_list.shtml")).body.decode()
    assert "createPageHTML('page_div',2, 1,'common_list','shtml',29)" in first
    assert where.answer(Asked("GET", "/gzxz/c100061/common_list_2.shtml")).status == 200
    assert where.answer(Asked("GET", "/gzxz/c100061/common_list_1.shtml")).status == 404
    search = f"/common/search/{where.site.columns['/gzxz/c100088/'].unitid}"
    data = json.loads(where.answer(Asked("GET", search, {"page": "2", "_pageSize": "20"}, 0, {"host": "h.example"})).body)["data"]
    assert (data["total"], data["rows"], len(data["results"])) == (3, 2, 1)
    assert data["results"][0]["url"].startswith("//h.example/gzxz/c100088/202201/")
    form = {"channel_id": where.site.columns["/gzxz/zcwj/"].unitid, "pageIndex": "2"}
    post = where.answer(Asked("POST", "/gzxz/xxgk/interfacesWebZcwj/loadData", form))
    assert json.loads(post.body)["data"]["allRow"] == 2
    assert where.answer(Asked("GET", "/gzxz/xxgk/interfacesWebZcwj/loadData", form)).status == 404


def test_ucap_pubdate_is_the_moment_of_the_last_build():
    where = portal("ucap")
    page = next(page for page in where.pages.values() if page.id == "gz2024")
    body = where.answer(Asked("GET", page.paths[0])).body
    assert b'name="PubDate" content="2025-11-03 02:14"' in body
    assert extract(body).date_published == page.day == "2025-03-27"
    hidden = re.sub(rb"<div class=\"pages-date\">.*?</div>", b"", body)     # the stamp is no date of publication
    assert extract(hidden).date_published is None


def test_gkmlpt_index_list_and_moments():
    where = portal("gkmlpt")
    index = where.answer(Asked("GET", "/ldsfzb/gkmlpt/index")).body.decode()
    assert "SID: '766105'" in index
    assert "法治政府建设年度报告" in json.loads(re.search(r"TREE: (\[.*\]),", index)[1])[0]["children"][2]["name"]
    answer = where.answer(Asked("GET", "/ldsfzb/gkmlpt/api/all/21734", {"page": "1", "sid": "766105"}, 0, {"host": "h"}))
    found = json.loads(answer.body)
    midnight = next(article for article in found["articles"] if article["title"] == "罗定市2023年法治政府建设年度报告")
    china = timezone(timedelta(hours=8))
    assert datetime.fromtimestamp(midnight["date"], china).isoformat(" ", "minutes") == "2024-03-05 00:20+08:00"
    assert datetime.fromtimestamp(midnight["date"], timezone.utc).day == 4
    assert found["total"] == len(found["articles"]) == 3
    assert midnight["identifier"].endswith("/2024-00047")
    other = where.answer(Asked("GET", "/ldsfzb/gkmlpt/api/all/21751", {"page": "2", "sid": "766105"}))
    assert len(json.loads(other.body)["articles"]) == 5
    assert json.loads(where.answer(Asked("GET", "/ldsfzb/gkmlpt/api/all/21751", {"page": "1", "sid": "1"})).body) == {"articles": []}


def test_gkmlpt_text_stands_only_in_the_settings_of_some_pages():
    where = portal("gkmlpt")
    shell, whole = (next(page for page in where.pages.values() if page.id == id_) for id_ in ("ld2024", "ld2021"))
    text, full = (where.answer(Asked("GET", page.paths[0])).body.decode() for page in (shell, whole))
    assert '<div class="article-content"></div>' in text
    assert '"content": "\\u003Cp' in text
    assert full.count('<div class="article-content"><p') == 1
    assert '"content": "\\u003Cp' in full
    assert len(extract(text.encode()).sections) > 4
    once = "".join(extract(full.encode()).text.split())
    assert once.count("".join(whole.blocks[1].text.split())) == 1


def test_nfcms_pages_for_phones_and_a_pager_without_links():
    where = portal("nfcms")
    page = next(page for page in where.pages.values() if page.id == "lz2020")
    proper, phone = page.paths[0], page.paths[0].replace("/post_", "/mpost_")
    assert where.answer(Asked("GET", phone)).body == where.answer(Asked("GET", proper)).body
    first = where.answer(Asked("GET", "/zwgk/tzgg/")).body.decode()
    assert "<span>共2页</span>" in first
    assert "index_2.html" not in first
    assert where.answer(Asked("GET", "/zwgk/tzgg/index_2.html")).status == 200
    assert 'href="/zwgk/fzzfjs/index_2.html">下一页' in where.answer(Asked("GET", "/zwgk/fzzfjs/")).body.decode()


@pytest.mark.parametrize(("key", "path", "family"), [
    ("jpaas", "/col/col1229560101/index.html", "jpaas"), ("jpaas", "/col/col1229560166/index.html", "jpaas"),
    ("jpaas", "/col/col1229560177/index.html", "jcms"), ("ucap", "/gzxz/c100061/common_list.shtml", "ucap"),
    ("ucap", "/gzxz/c100088/list.shtml", "ucap"), ("gkmlpt", "/ldsfzb/gkmlpt/index", "gkmlpt"),
    ("gkmlpt", "/zwdt/fzjs/", "trs"), ("nfcms", "/zwgk/fzzfjs/", "nfcms"), ("nfcms", "/zwgk/tzgg/", "nfcms"),
])
def test_the_columns_show_their_system(key, path, family):
    text = portal(key).answer(Asked("GET", path)).body.decode()
    assert family_of(f"http://127.0.0.1:8170{path}", text) == family


def test_what_lists_hold_back_is_told(kit, tmp_path):
    faults = {"jpaas": {"same_page"}, "ucap": {"drop_last_page"}, "gkmlpt": {"larger_total"}, "nfcms": {"drop_last_page"}}
    with demo.serve(dict.fromkeys(demo.KEYS, 0), faults=faults) as portals:
        result = kit.crawl(tmp_path / "data", portals.write_registry(tmp_path / "portals"), *KEYS)
    assert result.code == 1
    lines = {key: [row for row in result.rows("select * from ledger") if row["portal"] == key] for key in KEYS}
    short = {key: sum(row["complete"] == 0 for row in rows) for key, rows in lines.items()}
    assert short == {"jpaas": 3, "ucap": 4, "gkmlpt": 2, "nfcms": 2}
    assert {row["reason"] for rows in lines.values() for row in rows if not row["complete"]} == {"incomplete"}
    told = [row["detail"] for row in lines["jpaas"] if not row["complete"]]
    assert all("repeats what came before" in sentence for sentence in told)


def test_portals_without_a_family_are_recognised(kit, tmp_path):
    with demo.serve(dict.fromkeys(demo.KEYS, 0)) as portals:
        folder = portals.write_registry(tmp_path / "portals")
        for key in KEYS:
            file = folder / f"{key}.yml"
            file.write_text(file.read_text(encoding="utf-8").replace(f"family: {key}\n", ""), encoding="utf-8")
        result = kit.crawl(tmp_path / "data", folder, *KEYS)
        wanted = {row["url"] for row in portals.truth() if row["portal"] in KEYS and row["kind"] == "annual_report"}
    assert (result.code, [event["problems"] for event in result.events if event["event"] == "closed"]) == (0, [[]] * 4)
    assert wanted <= {row["url"] for row in result.rows("select url from frontier where state = 'done'")}


def test_a_publish_server_that_refuses_is_told(kit, make_site, tmp_path):
    data = "{'webId':'7','pageId':'9','tagId':'list','tplSetId':'x'}"
    column = (f'<html><div queryData="{data}" count="5" rows="1" unitUrl="{UNIT}"><ul><li><a href="/art/2024/art_{"0" * 32}.html">'
              "青山县2023年法治政府建设年度报告</a><span>2024-03-01</span></li></ul></div></html>")
    shell = column.replace("<li>", "<!--").replace("</li>", "-->")
    query = "?parseType={}&webId=7&tplSetId=x&pageType=column&tagId=list&editType=null&pageId=9"
    second = "&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A1%7D"
    refused = (403, kit.HTML, "no")
    site = make_site({"/a/": column, "/b/": shell, f"/art/2024/art_{'0' * 32}.html": kit.page(),
                      UNIT + query.format("bulidstatic"): refused, UNIT + query.format("buildstatic"): refused,
                      UNIT + query.format("bulidstatic") + second: refused})
    folder = kit.write_portals(tmp_path / "portals", {"hill": {"url": site.url, "family": "jpaas", "columns": ["/a/", "/b/"]}})
    result = kit.crawl(tmp_path / "data", folder)
    lines = result.rows("select complete, reason, detail from ledger order by 3")
    assert (result.code, [(line["complete"], line["reason"]) for line in lines]) == (1, [(0, "status")] * 2)
    assert all("403" in line["detail"] for line in lines)
    asked = [(path.partition("&webId")[0][-11:], headers.get("X-Requested-With"), headers["Referer"])
             for _, path, headers in site.log if path.startswith(UNIT)]
    assert sorted(asked) == [("buildstatic", "XMLHttpRequest", f"{site.url}/b/"), ("bulidstatic", "XMLHttpRequest", f"{site.url}/a/"),
                             ("bulidstatic", "XMLHttpRequest", f"{site.url}/b/")]
