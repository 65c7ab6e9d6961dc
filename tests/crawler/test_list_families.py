"""Lists of the content systems as pure functions: entries, declared totals, what to ask next."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.base import pager
from crawler.base.choice import choose, is_dedicated
from crawler.base.lists import ListEntry, read_rows
from crawler.base.markup import tree_of
from crawler.fingerprint import family_of
from crawler.spiders import found, jcms, trs, uuid

COLUMN = "http://www.hill.gov.cn/col/col1229000001/index.html"
PROXY = "http://www.hill.gov.cn/module/jpage/dataproxy.jsp"


def record(number, day="2024-03-01"):
    return (f"<record><![CDATA[<li><a href='/art/2024/3/1/art_1229000001_{number}.html' title='青山县第{number}号报告'>"
            f"青山县…</a><span>{day}</span></li>]]></record>")


def store(numbers, total=None, group=""):
    head = f"<totalrecord>{total}</totalrecord>" if total is not None else ""
    return f"<datastore>{head}{group}<recordset>{''.join(record(n) for n in numbers)}</recordset></datastore>"


def jcms_page(numbers, total, group="", *, script=True):
    call = (f"$('#77').jpage({{perpage:5,totalrecord:{total},proxyurl:'/module/jpage/dataproxy.jsp',"
            "data:{'col':'1','appid':'1','webid':'31','columnid':'1229000001','unitid':'77'}})" if script else "")
    return (f'<html><div id="77"><script type="text/xml">{store(numbers, total, group)}</script></div>'
            f"<script>{call}</script></html>")


def query(request):
    return dict(parse_qsl(urlsplit(request.url).query))


def test_jcms_reads_the_island_and_asks_the_proxy():
    page = jcms.read_list(jcms_page(range(1, 16), 40), COLUMN, {})
    assert (len(page.entries), page.declared) == (15, 40)
    assert page.entries[0] == ListEntry("http://www.hill.gov.cn/art/2024/3/1/art_1229000001_1.html", "青山县第1号报告",
                                        "2024-03-01")
    asked = page.following
    assert asked.url.startswith(f"{PROXY}?startrecord=16&endrecord=30&perpage=5&")
    assert query(asked) | {"columnid": "1229000001", "unitid": "77", "webid": "31"} == query(asked)
    answer = jcms.read_list(store(range(16, 31), 40), asked.url, asked.context)
    assert (len(answer.entries), answer.remember) == (15, {"path": "/module/jpage/dataproxy.jsp", "method": "GET"})
    assert query(answer.following)["startrecord"] == "31"
    last = jcms.read_list(store(range(31, 41), 40), answer.following.url, answer.following.context)
    assert (len(last.entries), last.following) == (10, None)


def test_jcms_knows_other_ways_to_the_proxy():
    group = '<nextgroup><![CDATA[<a href="/module/jpage/dataproxy.jsp?page=2&amp;columnid=1229000001&amp;unitid=77"></a>]]></nextgroup>'
    way = jcms.read_list(jcms_page(range(1, 6), 9, group), COLUMN, {}).following
    ways = []
    while way is not None:
        ways.append((way.method, urlsplit(way.url).path, way.context["style"]))
        way = way.fallback
    assert ways == [
        ("GET", "/module/jpage/dataproxy.jsp", "range"), ("POST", "/module/jpage/dataproxy.jsp", "range"),
        ("GET", "/module/web/jpage/dataproxy.jsp", "range"), ("POST", "/module/web/jpage/dataproxy.jsp", "range"),
        ("GET", "/module/jpage/dataproxy.jsp", "page"),
    ]
    remembered = {"path": "/module/web/jpage/dataproxy.jsp", "method": "POST"}
    first = jcms.read_list(jcms_page(range(1, 6), 9, group), COLUMN, remembered).following
    assert (first.method, urlsplit(first.url).path) == ("POST", "/module/web/jpage/dataproxy.jsp")
    assert dict(parse_qsl(first.body))["unitid"] == "77"


def test_jcms_older_next_group_link():
    group = '<nextgroup><![CDATA[<a href="/module/jpage/dataproxy.jsp?page=2&amp;columnid=1229000001&amp;unitid=77"></a>]]></nextgroup>'
    page = jcms.read_list(jcms_page(range(1, 6), 9, group, script=False), COLUMN, {})
    way = page.following
    while way.context["style"] != "page":
        way = way.fallback
    assert way.url == f"{PROXY}?page=2&columnid=1229000001&unitid=77"
    answer = jcms.read_list(store(range(6, 10), 9), way.url, way.context)
    assert (len(answer.entries), answer.following, answer.usable) == (4, None, True)


def test_jcms_broken_xml_and_shells():
    broken = store([1, 2], 2).replace("</recordset>", "</records")
    assert len(jcms.read_list(f'<script type="text/xml">{broken}</script>', COLUMN, {}).entries) == 2
    shell = jcms.read_list(jcms_page([], 7), COLUMN, {})
    assert (shell.entries, query(shell.following)["startrecord"]) == ((), "1")
    empty = jcms.read_list("<datastore><recordset></recordset></datastore>", PROXY, shell.following.context)
    assert not empty.usable
    assert not jcms.read_list("<html>error</html>", PROXY, shell.following.context).usable


def test_jcms_takes_the_store_of_its_own_column():
    other = store(range(1, 9), 8).replace("1229000001", "1229000002")
    page = jcms.read_list(f"<script type='text/xml'>{other}</script>{jcms_page([1, 2], 2)}", COLUMN, {})
    assert (len(page.entries), page.declared) == (2, 2)


def test_jcms_does_not_expand_entities():
    bomb = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    text = f"<datastore>{bomb}<recordset><record>&x;</record></recordset></datastore>"
    assert jcms.read_list(text, COLUMN, {}).entries == ()


def trs_page(entries, script="", more=""):
    items = "".join(f'<li><a href="{href}">{title}</a><span>{day}</span></li>' for href, title, day in entries)
    return (f'<html><div class="nav"><ul><li><a href="/a/">首页</a></li><li><a href="/b/">公开</a></li></ul></div>'
            f'<div class="hot"><ul><li><a href="/x/202001/t20200101_1.html">要闻</a></li></ul></div>'
            f'<div class="list"><ul>{items}</ul>{more}</div><script>{script}</script></html>')


REPORTS = [(f"./20240{n}/t20240{n}03_{n}.html", f"青山市20{14 + n}年法治政府建设报告", f"2024-0{n}-03") for n in range(1, 7)]


def test_trs_links_count_from_the_folder():
    for url in ("http://www.hill.gov.cn/zwgk/fzzf/", "http://www.hill.gov.cn/zwgk/fzzf"):
        page = trs.read_list(trs_page(REPORTS, 'createPageHTML(3, 0, "index","html")'), url, {})
        assert page.entries[0].url == "http://www.hill.gov.cn/zwgk/fzzf/202401/t20240103_1.html"
        assert len(page.entries) == 6
        assert (page.declared, page.declared_pages) == (None, 3)
        assert page.following.url == "http://www.hill.gov.cn/zwgk/fzzf/index_1.html"


@pytest.mark.parametrize(("call", "second"), [
    ('createPageHTML(3, 0, "index","html")', "index_1.html"),
    ("createPage(3, 0, 'index', 'shtml');", "index_1.shtml"),
    ("createPageHTML('page_div',3, 1,'list','shtml',41)", "list_2.shtml"),
    ("Pager({total:3, current:0, prefix:'index', suffix:'html'})", "index_1.html"),
    ("var countPage = 3;", "index_1.html"),
])
def test_pager_scripts_are_told_apart_by_their_first_argument(call, second):
    assert pager.script_pager(call).name(2) == second
    url = "http://www.hill.gov.cn/zwgk/fzzf/index.html"
    assert pager.built_next(pager.script_pager(call), url, 1, None) == f"http://www.hill.gov.cn/zwgk/fzzf/{second}"
    assert pager.built_next(pager.script_pager(call), url, 3, None) is None


def test_ucap_pager_declares_entries():
    page = trs.read_list(trs_page(REPORTS, "createPageHTML('page_div',3,1,'list','shtml',41)"),
                         "http://www.hill.gov.cn/a/list.shtml", {})
    assert (page.declared, page.declared_pages) == (41, 3)


@pytest.mark.parametrize("junk", ["createPageHTML()", "createPageHTML(a,b,c,d)", 'createPageHTML(99999999, 0, "index", "html")',
                                  'createPageHTML(3, 0, "../../etc;x", "html")', "Pager({total: 'many'})", ""])
def test_odd_pagers_are_ignored(junk):
    assert pager.script_pager(junk) is None


def test_trs_rendered_link_beats_the_script_and_the_last_page_ends():
    more = '<a href="index_9.html">下一页</a>'
    url = "http://www.hill.gov.cn/zwgk/fzzf/"
    page = trs.read_list(trs_page(REPORTS, 'createPageHTML(3, 0, "index","html")', more), url, {})
    assert page.following.url.endswith("/index_9.html")
    last = trs.read_list(trs_page(REPORTS, 'createPageHTML(3, 2, "index","html")', more), url, {"page": "3"})
    assert last.following is None


def test_trs_second_page_is_read_from_the_same_box():
    first = trs.read_list(trs_page(REPORTS, 'createPageHTML(2, 0, "index","html")'), "http://www.hill.gov.cn/a/", {})
    hot = "".join(f'<li><a href="/x/202001/t20200101_{n}.html">要闻</a><i>2020-01-01</i></li>' for n in range(9))
    text = trs_page(REPORTS[:1]).replace('<div class="hot"><ul>', f'<div class="hot"><ul>{hot}')
    second = trs.read_list(text, first.following.url, first.following.context)
    assert [entry.title for entry in second.entries] == [REPORTS[0][1]]


def test_trs_stub_is_the_end():
    page = trs.read_list("<html><script>location.href='/404'</script></html>", "http://www.hill.gov.cn/a/index_2.html",
                         {"page": "3"})
    assert (page.entries, page.following) == ((), None)
    assert "is a stub of" in page.note


def test_lists_from_click_handlers_and_scripts():
    clicked = "".join(f"<li onclick=\"jumpToDetail('{href}')\"><p>{title}</p><em>{day}</em></li>" for href, title, day in REPORTS)
    page = trs.read_list(f"<ul class='l'>{clicked}</ul>", "http://www.hill.gov.cn/a/", {})
    assert page.entries[1] == ListEntry("http://www.hill.gov.cn/a/202402/t20240203_2.html", REPORTS[1][1], "2024-02-03")
    lines = "".join(f"document.writeln(\"<li><a href='{href}'>{title}<\\/a><span>{day}<\\/span><\\/li>\");"
                    for href, title, day in REPORTS)
    page = trs.read_list(f"<html><script>{lines}</script></html>", "http://www.hill.gov.cn/a/", {})
    assert len(page.entries) == 6


def test_uuid_follows_what_the_page_shows(kit):
    text = kit.list_page(range(3), total=5, following="gg_2.html")
    page = uuid.read_list(text, "http://www.hill.gov.cn/xw/gg/gg.html", {})
    assert (len(page.entries), page.declared) == (3, 5)
    assert page.entries[0].url == f"http://www.hill.gov.cn{kit.report(0)}"
    assert page.following.url == "http://www.hill.gov.cn/xw/gg/gg_2.html"
    numbers = text.replace("下一页", "2")
    assert uuid.read_list(numbers, "http://www.hill.gov.cn/xw/gg/gg.html", {}).following.url.endswith("gg_2.html")
    closed = text.replace('href="gg_2.html"', 'href="javascript:void(0)"')
    assert uuid.read_list(closed, "http://www.hill.gov.cn/xw/gg/gg.html", {}).following is None


def test_rows_of_tables_and_boxes():
    table = "".join(f'<tr><td><a href="/c/">[栏目]</a> <a href="{h}">{t}</a></td><td>{d}</td></tr>' for h, t, d in REPORTS)
    boxes = "".join(f'<div class="i"><h3><a href="{h}">{t}</a></h3><div>{d}</div></div>' for h, t, d in REPORTS)
    blocks = "".join(f'<ul><li><a href="{h}">{t}</a> {d}</li></ul><hr>' for h, t, d in REPORTS)
    for markup in (f"<table>{table}</table>", f"<div class='b'>{boxes}</div>", f"<div class='b'>{blocks}</div>"):
        entries, _ = read_rows(f"<body><a href='/'>首页</a>{markup}</body>", "http://h.gov.cn/a/", trs.DETAIL)
        assert [(entry.title, entry.date) for entry in entries] == [(title, day) for _, title, day in REPORTS]


def test_titles_of_entries():
    rows = ('<ul><li><a href="/1/t1.html">青山县2023年法治政府…</a> 2024-01-02</li>'
            '<li><a href="/2/t2.html" title="青山县2023年法治政府建设年度报告">青山县…</a> 2024-01-02</li>'
            '<li><a href="/3/t3.html"><b>青山县二〇二三年报告</b> <i>2024-01-02</i></a></li></ul>')
    entries, _ = read_rows(rows, "http://h.gov.cn/", trs.DETAIL)
    assert [entry.title for entry in entries] == ["青山县2023年法治政府…", "青山县2023年法治政府建设年度报告", "青山县二〇二三年报告"]
    assert {entry.date for entry in entries} == {"2024-01-02"}


@pytest.mark.parametrize("junk", ["", "\x00", "<", "<ul><li></ul>", "<a href='http://[::1'>x</a>", "<html>" * 50])
def test_junk_is_no_list(junk):
    for reader in (jcms.read_list, trs.read_list, uuid.read_list, found.read_list):
        assert reader(junk, "http://www.hill.gov.cn/a/b.html", {}).entries == ()


def test_huge_nesting_is_no_problem():
    assert tree_of("<div>" * 3000) is not None
    assert trs.read_list("<div>" * 3000, "http://h.gov.cn/", {}).entries == ()


@pytest.mark.parametrize(("url", "text", "family"), [
    ("http://h.gov.cn/col/col1/index.html", "", "jcms"),
    ("http://h.gov.cn/a/", '<a href="/col/col7/art/2025/art_5e2756c8138044f18c29fead6d9779ce.html">x</a>', "jpaas"),
    ("http://h.gov.cn/gkmlpt/index", "", "gkmlpt"),
    ("http://h.gov.cn/a/", '<a href="./202403/t20240328_6583952.html">x</a>', "trs"),
    ("http://h.gov.cn/a/", "<script>createPageHTML('page_div', 3, 1, 'list', 'shtml', 41)</script>", "ucap"),
    ("http://h.gov.cn/a/", '<script>createPageHTML(3, 0, "index", "html")</script>', "trs"),
    ("http://h.gov.cn/info/1009/2345.htm", "", "vsb"),
    ("http://h.gov.cn/public/column/6596171?type=4", "", "anhui"),
    ("http://h.gov.cn/a/", "<p>nothing</p>", None),
])
def test_fingerprints(url, text, family):
    assert family_of(url, text) == family


def test_unknown_system_is_told():
    page = found.read_list("<p>x</p>", "http://h.gov.cn/", {})
    assert page.note == "the system was not recognised; name the 'family' in the portal file."


@pytest.mark.parametrize(("title", "dedicated", "followed"), [
    ("青山县2023年法治政府建设年度报告", False, True),
    ("青山县2023年政府信息公开工作年度报告", True, False),
    ("关于做好2023年度法治政府建设年度报告工作的通知", True, False),
    ("青山县财政局", True, True),
    ("青山县财政局", False, False),
    ("关于青山县人民政府2023年度推进法治…", False, True),
    ("关于召开全县春季农业生产现场会…", False, False),
])
def test_choice_of_entries(title, dedicated, followed):
    assert choose(ListEntry("http://h.gov.cn/1", title), dedicated=dedicated).followed is followed


def test_window_and_dedicated_columns():
    old = ListEntry("http://h.gov.cn/1", "青山县2015年法治政府建设年度报告", "2016-02-01")
    assert not choose(old, dedicated=True, since="2019").followed
    assert is_dedicated("http://h.gov.cn/zwgk/fzzfjsndbg/", [])
    assert is_dedicated("http://h.gov.cn/a/", [old, ListEntry("http://h.gov.cn/2", "青山县财政局")])
    assert not is_dedicated("http://h.gov.cn/a/", [old, *[ListEntry(f"http://h.gov.cn/{n}", "公告") for n in range(3)]])
