"""Lists that come as answers of a server (jpaas, UCAP's search, gkmlpt), and the static ones of UCAP and NFCMS."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.base.lists import ListEntry
from crawler.fingerprint import family_of
from crawler.spiders import gkmlpt, hanweb, jpaas, mixed, nfcms, ucap
from crawler.spiders.found import read_list as found_list

HOST = "http://www.hill.gov.cn"
COLUMN = f"{HOST}/col/col1229000001/index.html"
HEX = "5e2756c8138044f18c29fead6d9779c"
JUNK = ["", "\x00", "<", "{", "{}", "[]", '{"data":1}', '{"data":{"html":7}}', '{"articles":{}}', "<html>" * 50, '{"a":' * 3000]


def query(request):
    return dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))


# ------------------------------------------------------------------------------------------------ jpaas

def items(numbers):
    return "".join(f'<li><a href="/col/col1229000001/art/2024/art_{HEX}{n}.html" title="青山县第{n}号报告">青山县…</a>'
                   f"<span>2024-03-0{n}</span></li>" for n in numbers)


def unit_page(numbers, *, count="7", rows="3", extra="", pager=""):
    data = "{'webId':'3185','pageId':'1229000001','parseType':'bulidstatic','pageType':'column','tagId':'信息列表','tplSetId':'o0Yc','editType':null}"
    told = f'count="{count}" rows="{rows}" pageNo="1"' if not pager else ""
    return (f'<html><body>{extra}<div queryData="{data}" {told} unitUrl="/api-gateway/jpaas-publish-server/front/page/build/unit">'
            f"<ul>{items(numbers)}</ul>{pager}</div></body></html>")


def answer(numbers, count=7):
    html = f'<div count="{count}" rows="3">\n\t<ul>{items(numbers)}</ul></div>'
    return json.dumps({"success": True, "data": {"html": html}}, ensure_ascii=False)


def test_jpaas_asks_from_page_two_on_where_the_page_shows_the_first_entries():
    page = hanweb.read_list(unit_page([1, 2, 3]), COLUMN, {"column": COLUMN})
    assert (len(page.entries), page.declared) == (3, 7)
    assert page.entries[0] == ListEntry(f"{HOST}/col/col1229000001/art/2024/art_{HEX}1.html", "青山县第1号报告", "2024-03-01")
    asked = page.following
    assert asked.url.startswith(f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?parseType=bulidstatic&webId=3185&")
    assert query(asked) == {
        "parseType": "bulidstatic", "webId": "3185", "tplSetId": "o0Yc", "pageType": "column", "tagId": "信息列表",
        "editType": "null", "pageId": "1229000001", "paramJson": '{"pageNo":2,"pageSize":3}'}
    assert asked.headers == {"Referer": COLUMN, "X-Requested-With": "XMLHttpRequest"}
    second = hanweb.read_list(answer([4, 5, 6]), asked.url, asked.context)
    assert (len(second.entries), second.declared) == (3, 7)
    assert query(second.following)["paramJson"] == '{"pageNo":3,"pageSize":3}'
    assert second.following.headers["Referer"] == COLUMN
    last = hanweb.read_list(answer([7]), second.following.url, second.following.context)
    assert (len(last.entries), last.following) == (1, None)


def test_jpaas_empty_unit_is_asked_for_page_one_in_both_spellings():
    asked = jpaas.read_list(unit_page([]), COLUMN, {}).following
    assert "paramJson" not in query(asked)
    assert (query(asked)["parseType"], query(asked.fallback)["parseType"]) == ("bulidstatic", "buildstatic")
    first = jpaas.read_list(answer([1, 2, 3]), asked.fallback.url, asked.fallback.context)
    assert (query(first.following)["parseType"], first.following.fallback) == ("buildstatic", None)
    assert first.remember == {"spelling": "buildstatic"}
    remembered = jpaas.read_list(unit_page([]), COLUMN, first.remember).following
    assert query(remembered)["parseType"] == "buildstatic"


@pytest.mark.parametrize("break_it", [
    lambda text: text.replace("\\n", "\n").replace("\\t", "\t\x0b"),
    lambda text: text.replace("\\n", "\x01") + "  trailing words",
], ids=["raw control characters", "torn JSON"])
def test_jpaas_answers_are_read_leniently(break_it):
    asked = jpaas.read_list(unit_page([]), COLUMN, {}).following
    page = jpaas.read_list(break_it(answer([1, 2])), asked.url, asked.context)
    assert (len(page.entries), page.declared, page.usable) == (2, 7, True)


def test_jpaas_a_refusal_is_no_list():
    asked = jpaas.read_list(unit_page([]), COLUMN, {}).following
    for text in ('{"success":false,"data":null}', "<html>403 Forbidden</html>", ""):
        page = jpaas.read_list(text, asked.url, asked.context)
        assert (page.usable, page.entries, page.following) == (False, (), None)


def test_entries_that_are_declared_and_not_given_call_for_the_other_way():
    asked = jpaas.read_list(unit_page([]), COLUMN, {}).following
    assert not jpaas.read_list(answer([], 7), asked.url, asked.context).usable
    assert jpaas.read_list(answer([], 0), asked.url, asked.context).usable
    way = {"search": "GET", "body": "", "page": "1"}
    assert not ucap.read_list(found([]), f"{HOST}/common/search/{CHANNEL}?page=1", way).usable
    assert ucap.read_list(found([], total=0), f"{HOST}/common/search/{CHANNEL}?page=1", way).usable


def test_jpaas_takes_the_unit_of_the_list():
    crumbs = "<div queryData=\"{'webId':'1','pageId':'9','tagId':'当前位置'}\"><a href='/'>首页</a></div>"
    hot = f"<div queryData=\"{{'webId':'1','pageId':'9','tagId':'热点列表'}}\"><ul>{items(range(4, 9))}</ul></div>"
    page = jpaas.read_list(unit_page([1, 2, 3], extra=crumbs + hot), COLUMN, {})
    assert [entry.title for entry in page.entries] == [f"青山县第{n}号报告" for n in (1, 2, 3)]
    inside = jpaas.read_list(unit_page([1, 2], pager='<div class="page" count="9" rows="2"></div>'), COLUMN, {})
    assert (inside.declared, query(inside.following)["paramJson"]) == (9, '{"pageNo":2,"pageSize":2}')


def test_jpaas_without_a_count_ends_with_a_short_page():
    asked = jpaas.read_list(unit_page([], count="", rows="3"), COLUMN, {}).following
    full, short = (answer(numbers).replace("count=", "data-n=") for numbers in ([1, 2, 3], [4, 5]))
    page = jpaas.read_list(full, asked.url, asked.context)
    assert (page.declared, query(page.following)["paramJson"]) == (None, '{"pageNo":2,"pageSize":3}')
    assert jpaas.read_list(short, page.following.url, page.following.context).following is None


def test_jpaas_publish_server_as_a_column():
    url = f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?parseType=buildstatic&webId=7&pageId=9&tagId=list"
    page = hanweb.read_list(answer([1, 2, 3]), url, {"column": url})
    assert (len(page.entries), page.declared) == (3, 7)
    assert query(page.following) == {"parseType": "buildstatic", "webId": "7", "pageId": "9", "tagId": "list",
                                     "paramJson": '{"pageNo":2,"pageSize":3}'}
    sized = f"{url}&paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A2%7D"
    assert query(hanweb.read_list(answer([1, 2]), sized, {}).following)["paramJson"] == '{"pageNo":2,"pageSize":2}'
    assert not hanweb.read_list("<html>403</html>", sized.replace("%7B", "x"), {}).usable


def test_jpaas_asks_for_page_one_where_the_page_shows_only_a_part_of_it():
    part = jpaas.read_list(unit_page([1], count="7", rows="3"), COLUMN, {})
    assert len(part.entries) == 1
    assert "paramJson" not in query(part.following)
    assert jpaas.read_list(unit_page([1, 2], count="2", rows="3"), COLUMN, {}).following is None


def test_jpaas_keeps_the_count_of_the_column_page():
    asked = jpaas.read_list(unit_page([1, 2, 3]), COLUMN, {}).following
    silent = answer([4, 5, 6]).replace("count=", "data-n=")
    page = jpaas.read_list(silent, asked.url, asked.context)
    assert (page.declared, query(page.following)["paramJson"]) == (7, '{"pageNo":3,"pageSize":3}')


def test_both_hanweb_systems_stand_on_one_host():
    store = ("<datastore><totalrecord>1</totalrecord><recordset><record><![CDATA[<li><a href='/art/2019/3/1/art_1229000001_7.html' "
             "title='青山县2018年报告'>青</a><span>2019-03-01</span></li>]]></record></recordset></datastore>")
    assert [entry.title for entry in hanweb.read_list(store, COLUMN, {}).entries] == ["青山县2018年报告"]
    assert len(hanweb.read_list(unit_page([1]), COLUMN, {}).entries) == 1
    assert len(hanweb.read_list(store, f"{HOST}/module/jpage/dataproxy.jsp", {"style": "range", "count": "0", "declared": "1",
                                                                              "path": "/x", "method": "GET"}).entries) == 1


# ------------------------------------------------------------------------------------------------ UCAP

CHANNEL = "8f3a0c6d5b7e41929a64d1c0e25b7f31"


def shtml(numbers):
    return "".join(f'<li><a href="./202403/{HEX}{n}.shtml">青山市第{n}号报告</a><span>2024-03-0{n}</span></li>' for n in numbers)


def test_ucap_static_pages_count_from_list_2():
    text = f"<ul>{shtml([1, 2])}</ul><script>createPageHTML('page_div', 2, 1, 'common_list', 'shtml', 4)</script>"
    url = f"{HOST}/qss/c100023/common_list.shtml"
    page = ucap.read_list(text, url, {"column": url})
    assert (len(page.entries), page.declared, page.declared_pages) == (2, 4, 2)
    assert page.entries[0].url == f"{HOST}/qss/c100023/202403/{HEX}1.shtml"
    assert page.following.url == f"{HOST}/qss/c100023/common_list_2.shtml"
    second = ucap.read_list(text.replace(", 2, 1,", ", 2, 2,"), page.following.url, page.following.context)
    assert second.following is None


def test_ucap_rendered_link_beats_the_script():
    text = (f"<ul>{shtml([1, 2])}</ul><a href='xlist_2.shtml'>2</a>"
            "<script>createPageHTML('page_div', 2, 1, 'list', 'shtml', 4)</script>")
    assert ucap.read_list(text, f"{HOST}/a/xlist.shtml", {}).following.url == f"{HOST}/a/xlist_2.shtml"


def found(numbers, total=5, page=1, rows=2):
    results = [{"title": f"<em>青山</em>市第{n}号报告", "url": f"//www.hill.gov.cn/a/202403/{HEX}{n}.shtml",
                "publishedTimeStr": f"2024-03-0{n} 17:18:49", "content": "", "domainMetaList": []} for n in numbers]
    return json.dumps({"data": {"total": total, "page": page, "rows": rows, "results": results}}, ensure_ascii=False)


def test_ucap_search_fills_an_empty_list():
    script = f"$.ajax({{url: '/common/search/{CHANNEL}?page=' + page + '&amp;_pageSize=20'}})"
    text = f"<p>2026-03-02 <a href='/'>首页</a></p><ul id='list'></ul><script>{script}</script>"
    asked = ucap.read_list(text, f"{HOST}/a/list.shtml", {"column": f"{HOST}/a/list.shtml"}).following
    assert urlsplit(asked.url).path == f"/common/search/{CHANNEL}"
    assert query(asked) == {"page": "1", "_pageSize": "20", "_isAgg": "true", "_isJson": "true", "_template": "index",
                            "_rangeTimeGte": "", "_channelName": ""}
    assert (asked.fallback.method, dict(parse_qsl(asked.fallback.body))["page"]) == ("POST", "1")
    first = ucap.read_list(found([1, 2]), asked.url, asked.context)
    assert first.entries[0] == ListEntry(f"http://www.hill.gov.cn/a/202403/{HEX}1.shtml", "青山市第1号报告", "2024-03-01")
    assert (first.declared, query(first.following)["page"]) == (5, "2")     # the server gives two rows whatever is asked
    last = ucap.read_list(found([5], page=3), first.following.url.replace("page=2", "page=3"), {"search": "GET", "body": "", "page": "3"})
    assert last.following is None
    assert not ucap.read_list("<html>error</html>", asked.url, asked.context).usable


def test_ucap_search_by_post_turns_the_form():
    context = {"search": "POST", "body": "page=1&_pageSize=2", "page": "1"}
    page = ucap.read_list(found([1, 2]), f"{HOST}/search/common/search/{CHANNEL}", context)
    assert (page.following.method, page.following.body) == ("POST", "page=2&_pageSize=2")
    assert page.following.url == f"{HOST}/search/common/search/{CHANNEL}"


def test_ucap_channel_number_alone_and_the_search_as_a_column():
    page = ucap.read_list(f"<script>var channelId = '{CHANNEL}';</script>", f"{HOST}/a/list.shtml", {})
    assert urlsplit(page.following.url).path == f"/common/search/{CHANNEL}"
    column = f"{HOST}/common/search/{CHANNEL}?page=1&_pageSize=2&_isJson=true"
    assert query(ucap.read_list(found([1, 2]), column, {"column": column}).following)["page"] == "2"


def test_ucap_search_of_suzhou():
    script = f'var channel_id = "{CHANNEL}"; $.post("/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15", {{}})'
    asked = ucap.read_list(f"<script>{script}</script>", f"{HOST}/a/list.shtml", {}).following
    assert (asked.method, asked.body) == ("POST", f"pageIndex=1&channel_id={CHANNEL}")
    rows = [{"TITLE": "青山市2023年报告", "URL": "/a/202403/b.shtml", "PUBLISHED_TIME_FORMAT": "2024-03-01"}]
    page = ucap.read_list(json.dumps({"data": {"allRow": 2, "totalPage": 2, "list": rows}}), asked.url, asked.context)
    assert (page.entries, page.declared) == ((ListEntry(f"{HOST}/a/202403/b.shtml", "青山市2023年报告", "2024-03-01"),), 2)
    assert page.following.body == f"pageIndex=2&channel_id={CHANNEL}"


# ------------------------------------------------------------------------------------------------ gkmlpt

INDEX = f"{HOST}/qsfzb/gkmlpt/index"
TREE = [{"id": 7, "name": "法定主动公开", "children": [
    {"id": 71, "name": "财政预决算", "post_count": 9, "children": []},
    {"id": 72, "name": "法治政府建设年度报告", "post_count": 2, "children": [{"id": 721, "name": "法治政府建设2023", "children": []}]},
    {"id": 73, "name": "依法行政", "post_count": 1, "jump_url": "http://other.gov.cn/", "children": []},
    {"id": 74, "name": "法治建设", "post_count": 1, "children": []}]}]


def config(tree=None):
    return f"<html><script>window._CONFIG = {{ SID: '766105', TREE: {json.dumps(TREE if tree is None else tree)}, DETAIL: null }};</script></html>"


def articles(numbers, total, **more):
    return json.dumps({"total": total, "classify": {"post_count": 99}, "articles": [
        {"id": 5850800 + n, "title": f"青山市第{n}号报告", "url": f"{HOST}/qsfzb/gkmlpt/content/5/5850/post_{5850800 + n}.html",
         "identifier": "x", "date": 1709568000 + n, **more} for n in numbers]})


def test_gkmlpt_asks_for_the_column_behind_the_hash():
    asked = gkmlpt.read_list(config(), INDEX, {"column": f"{INDEX}#71"}).following
    assert asked.url == f"{HOST}/qsfzb/gkmlpt/api/all/71?page=1&sid=766105"
    page = gkmlpt.read_list(articles([1, 2], 3), asked.url, asked.context)
    assert (page.declared, page.following.url) == (3, f"{HOST}/qsfzb/gkmlpt/api/all/71?page=2&sid=766105")
    assert page.entries[0] == ListEntry(f"{HOST}/qsfzb/gkmlpt/content/5/5850/post_5850801.html", "青山市第1号报告", "2024-03-05")
    last = gkmlpt.read_list(articles([3], 3), page.following.url, page.following.context)
    assert (len(last.entries), last.following) == (1, None)


def test_gkmlpt_without_a_hash_takes_the_columns_that_name_the_topic():
    first = gkmlpt.read_list(config(), INDEX, {"column": INDEX}).following
    assert "/api/all/72?" in first.url
    page = gkmlpt.read_list(articles([1, 2], 2), first.url, first.context)
    assert page.following.url == f"{HOST}/qsfzb/gkmlpt/api/all/74?page=1&sid=766105"
    second = gkmlpt.read_list(articles([3], 1), page.following.url, page.following.context)
    assert (second.declared, second.following) == (3, None)
    everything = gkmlpt.read_list(config([]), INDEX, {"column": INDEX}).following
    assert "/api/all/0?" in everything.url


def test_gkmlpt_tree_in_loose_javascript():
    text = config().replace(json.dumps(TREE), "[{id:7,name:'财政'},{id:8, parent:0, name:'法治政府建设',children:[]},]")
    assert gkmlpt.columns_of(text) == ["8"]


def test_gkmlpt_api_address_as_a_column_without_sid():
    column = f"{HOST}/gkmlpt/api/all/2972?page=1"
    page = gkmlpt.read_list(articles([1], 2), column, {"column": column})
    assert page.following.url == f"{HOST}/gkmlpt/api/all/2972?page=2"
    assert gkmlpt.read_list('{"articles":[]}', page.following.url, page.following.context).following is None


@pytest.mark.parametrize(("moment", "day"), [
    (1709569200, "2024-03-05"), ("1709569200", "2024-03-05"), (1709567999, "2024-03-04"), (1709569200000, "2024-03-05"),
    ("2024-03-05 00:20:00", "2024-03-05"), (0, None), (None, None), (10 ** 30, None),
])
def test_gkmlpt_moments_are_days_in_china(moment, day):
    assert gkmlpt.day_of(moment) == day


def test_gkmlpt_builds_an_address_from_the_number():
    text = articles([3], 1, url="", post_url=None)
    entry = gkmlpt.read_list(text, f"{HOST}/qsfzb/gkmlpt/api/all/72?page=1", {}).entries[0]
    assert entry.url == f"{HOST}/qsfzb/gkmlpt/content/5/5850/post_5850803.html"


def test_gkmlpt_soft_404_is_no_list():
    assert "gkmlpt" in gkmlpt.read_list("<html><p>页面不存在</p></html>", INDEX, {}).note
    assert not gkmlpt.read_list("<html>error</html>", f"{HOST}/gkmlpt/api/all/7?page=1", {"count": "0"}).usable


# ------------------------------------------------------------------------------------------------ NFCMS

def posts(numbers, more=""):
    rows = "".join(f'<li><a href="content/post_{n}.html">青山市第{n}号报告</a><span>2024-03-0{n}</span></li>'
                   f'<li class="m"><a href="content/mpost_{n}.html">青山市第{n}号报告</a><span>2024-03-0{n}</span></li>'
                   for n in numbers)
    return f"<html><body><a href='/x/gkmlpt/index'>目录</a><ul>{rows}</ul>{more}</body></html>"


@pytest.mark.parametrize(("more", "second"), [
    ('<a href="index_2.html">下一页</a>', "index_2.html"), ("<span>共3页</span>", "index_2.html"),
    ("<script>var pageCount = 3;</script>", "index_2.html"), ("<a href='index_1.html'>2</a>共3页", "index_1.html"),
    ("<script>createPageHTML(3, 0, 'index', 'html')</script>", "index_1.html"), ("共1页", None), ("", None),
])
def test_nfcms_second_page(more, second):
    url = f"{HOST}/zwgk/fzzfjs/"
    following = nfcms.read_list(posts([1, 2], more), url, {}).following
    assert (following.url if following else None) == (url + second if second else None)


def test_nfcms_phone_pages_stand_back_unless_they_are_alone():
    page = nfcms.read_list(posts([1, 2]), f"{HOST}/zwgk/fzzfjs/", {})
    assert [entry.url.rpartition("/")[2] for entry in page.entries] == ["post_1.html", "post_2.html"]
    alone = nfcms.read_list(posts([3]).replace("/post_", "/mpost_"), f"{HOST}/zwgk/fzzfjs/", {})
    assert {entry.url.rpartition("/")[2] for entry in alone.entries} == {"mpost_3.html"}


# ------------------------------------------------------------------------------------------------ all of them

@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_is_no_list(junk):
    unit = jpaas.read_list(unit_page([]), COLUMN, {}).following.context
    contexts = {hanweb: [{}, unit], ucap: [{}, {"search": "POST", "body": "", "page": "1"}], gkmlpt: [{}, {"count": "0"}],
                nfcms: [{}], mixed: [{}]}
    for reader, ways in contexts.items():
        for context in ways:
            page = reader.read_list(junk, f"{HOST}/a/b", context)
            assert (page.entries, page.following) == ((), None), reader.__name__


@pytest.mark.parametrize(("url", "text", "family"), [
    (COLUMN, unit_page([1]), "jpaas"),
    (f"{HOST}/a/", unit_page([]), "jpaas"),
    (f"{HOST}/zwgk/fzzfjs/", posts([1]), "nfcms"),
    (f"{HOST}/zwgk/", "<script>window.NFCMS_CAT_ID = 7</script><a href='/gkmlpt/index'>目录</a>", "nfcms"),
    (INDEX, "", "gkmlpt"),
    (f"{HOST}/", "".join(f"<a href='/gkmlpt/content/5/5850/post_{n}.html'>x</a>" for n in range(5850000, 5850004)), "gkmlpt"),
    (f"{HOST}/", "<a href='/gkmlpt/index'>目录</a>", "gkmlpt"),
    (f"{HOST}/a/", "<a href='/gkmlpt/index'>目录</a><script>createPageHTML(3, 0, 'index', 'html')</script>", "trs"),
    (f"{HOST}/a/", f"<ul>{shtml([1])}</ul>", "ucap"),
    (f"{HOST}/a/", f"<script>load('/common/search/{CHANNEL}?page=1')</script>", "ucap"),
])
def test_fingerprints_tell_neighbouring_systems_apart(url, text, family):
    assert family_of(url, text) == family


def test_unknown_systems_are_read_as_they_look():
    rows = "".join(f'<li><a href="/show/{n}.asp">青山县2023年法治政府建设年度报告之{n}</a> 2024-03-0{n}</li>' for n in (1, 2, 3))
    text = f"<div><a href='/gkmlpt/index'>目录</a></div><ul>{rows}</ul><a href='/list.asp?page=2'>下一页</a>"
    for context in ({}, {"column": f"{HOST}/list.asp"}):
        assert mixed.read_list(text, f"{HOST}/list.asp", context).entries == ()
        page = found_list(text, f"{HOST}/list.asp", context)
        assert (len(page.entries), page.following.context["family"]) == (3, "generic")


def test_a_second_family_keeps_to_its_reader():
    page = mixed.read_list(unit_page([]), COLUMN, {"column": COLUMN})
    context = page.following.context
    assert context["family"] == page.following.fallback.context["family"] == "jpaas"
    assert page.following.headers["Referer"] == COLUMN
    assert len(mixed.read_list(answer([1, 2, 3]), page.following.url, context).entries) == 3
