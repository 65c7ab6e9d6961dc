"""What leads beyond the first page of a list, and lists that are data: hidden fields, forms, link relations, scripts, feeds."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from crawler.base.embedded import embedded
from crawler.spiders import generic

HOST = "http://www.hill.gov.cn"
AT = f"{HOST}/zwgk/fzzf/list.do"


def rows(numbers):
    return "<ul>" + "".join(f'<li><a href="/zwgk/show-{300 + n}.html">青山县{2025 - n}年度法治政府建设情况报告</a><i>2024-01-1{n}</i></li>'
                            for n in numbers) + "</ul>"


def page(numbers=range(8), more="", head=""):
    return f"<html><head>{head}</head><body><div class='list'>{rows(numbers)}</div>{more}</body></html>"


# Where page 2 is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [
    '<input type="hidden" id="pageCount" value="3"><input type="hidden" id="totalCount" value="23">',
    "<input value=3 type=hidden name='totalPages'><input name=recordCount value='23' type=hidden>",
])
def test_hidden_fields_tell_how_many_there_are(fields):
    script = '<script>function go(p){ if(p==1) location.href="index.html"; else location.href="index_"+p+".html"; }</script>'
    read = generic.read_list(page(more=fields + script), f"{HOST}/a/index.html", {})
    assert (read.declared_pages, read.declared, read.following.url) == (3, 23, f"{HOST}/a/index_2.html")


@pytest.mark.parametrize(("link", "leads"), [
    ('<link rel="next" href="/zwgk/fzzf/list.do?p=2">', "/zwgk/fzzf/list.do?p=2"),
    ('<link rel="NEXT nofollow" href="?p=2">', "/zwgk/fzzf/list.do?p=2"),
    ('<link rel="next" href="http://elsewhere.example/?p=2">', None),
    ('<link rel="next" href="?y=2024&m=2">', None),         # the next month of a calendar
    ('<link rel="next" href="list.do">', None),
])
def test_the_relation_next_leads_on(link, leads):
    read = generic.read_list(page(head=link), AT, {})
    assert (read.following and read.following.url) == (leads and HOST + leads)


@pytest.mark.parametrize("link", [
    '<a href="javascript:;" data-url="list_2.html">2</a>', "<a onclick=\"turn(this,'/a/list_2.html')\" tagname='/a/list_2.html'>下一页</a>",
    '<ul><li class="next"><a href="list_2.html"><i class="icon"></i></a></li></ul>', '<a href="list_2.html" aria-label="Next"><i></i></a>',
])
def test_links_of_pagers_in_other_markup(link):
    assert generic.read_list(page(more=link), f"{HOST}/a/list.html", {}).following.url == f"{HOST}/a/list_2.html"


@pytest.mark.parametrize("script", [
    "var base = '/a/list'; function go(n){ location.href = base + '_' + n + '.html'; }",
    'var url = "/a/list_"; function go(n){ window.location=url+n+".html"; }',
])
def test_addresses_that_begin_with_a_variable(script):
    more = f"<a href='javascript:go(2)'>下一页</a><script>{script}</script>"
    assert generic.read_list(page(more=more), f"{HOST}/a/list.html", {}).following.url == f"{HOST}/a/list_2.html"


@pytest.mark.parametrize(("more", "pages"), [
    ("<a onclick='load(2)'>2</a>", 2), ("<a href=\"javascript:turn('2', 15)\">2</a>", 2), ("<a onclick='load(2)'>下一页</a>", None),
    ("<a onclick='load(1)'>1</a>", None), ("共1页 <a onclick='load(2)'>2</a>", 1),
    ("<table><tr><th>日一二三四五六</th></tr><tr><td><a onclick='day(2)'>2</a></td></tr></table>", None),
])
def test_a_page_that_only_a_script_reaches_is_missed(more, pages):
    read = generic.read_list(page(more=more), AT, {})
    assert (read.declared_pages, read.following) == (pages, None)


@pytest.mark.parametrize(("url", "leads"), [
    (f"{HOST}/a/list", f"{HOST}/a/list?page=2"), (f"{HOST}/a/list?page=1", f"{HOST}/a/list?page=2"), (f"{HOST}/a/", f"{HOST}/a/?page=2"),
])
def test_a_query_alone_leads_to_the_same_path(url, leads):
    assert generic.read_list(page(more="<a href='?page=2'>下一页</a>"), url, {}).following.url == leads


FIELD = ('<input type="hidden" name="channel" value="77"><input type="hidden" name="pageNo" id="pno" value="1">'
         '<input type="submit" name="x" value="go">')
FORM = '<form name="f" method="post" action="more.do">' + FIELD + "</form><a href='javascript:go(2)'>下一页</a><script>{}</script>"


@pytest.mark.parametrize("script", [
    "function go(n){ document.f.pageNo.value=n; document.f.submit(); }",
    'function go(n) { document.getElementById("pno").value = n; document.forms[0].submit(); }',
    "function go(n){ $('#pno').val(n); $('form').submit(); }",
    "var go = function(n){ $(\"input[name='pageNo']\").val( n ); $('form').submit(); }",
])
def test_a_link_that_sends_a_form_is_asked_as_the_form_would(script):
    asked = generic.read_list(page(more=FORM.format(script)), AT, {}).following
    assert (asked.url, asked.method, parse_qs(asked.body)) == (
        f"{HOST}/zwgk/fzzf/more.do", "POST", {"channel": ["77"], "pageNo": ["2"]})
    assert asked.context["page"] == "2"


@pytest.mark.parametrize(("form", "leads"), [
    (FORM.replace("post", "get"), f"{HOST}/zwgk/fzzf/more.do?channel=77&pageNo=2"),
    (FORM.replace("more.do", "http://elsewhere.example/more.do"), None),
    (FORM.replace("go(2)", "go(1)"), None),
    (FORM.replace("pageNo", "other").replace("pno", "other"), None),
])
def test_forms_that_ask_by_address_or_lead_nowhere(form, leads):
    read = generic.read_list(page(more=form.format("function go(n){document.f.pageNo.value=n;document.f.submit();}")), AT, {})
    assert (read.following and read.following.url) == leads


def test_the_form_of_aspnet_is_sent_with_its_state():
    form = ("<form method=post action='list.aspx?id=3'><input type=hidden name=__VIEWSTATE value='a+b'>"
            "<a href=\"javascript:__doPostBack('ctl00$Pager','2')\">下一页</a></form>")
    asked = generic.read_list(page(more=form), f"{HOST}/News/list.aspx?id=3", {}).following
    assert (asked.url, parse_qs(asked.body)) == (
        f"{HOST}/News/list.aspx?id=3", {"__VIEWSTATE": ["a+b"], "__EVENTTARGET": ["ctl00$Pager"], "__EVENTARGUMENT": ["2"]})


def test_no_form_is_sent_behind_the_last_page():
    form = FORM.format("function go(n){document.f.pageNo.value=n;document.f.submit();}").replace("go(2)", "go(4)")
    assert generic.read_list(page(more=form + "第3/3页"), AT, {"page": "3"}).following is None


# Entries that open by script ------------------------------------------------------------------------------------------


def opened(call, function):
    row = f"<li><a href='javascript:void(0)' onclick=\"{call}\">青山县{{0}}年度法治政府建设情况报告</a><i>2024-01-1{{1}}</i></li>"
    return f"<html><body><ul>{row.format(2024, 1)}{row.format(2023, 2)}</ul><script>{function}</script></body></html>"


@pytest.mark.parametrize(("call", "function", "leads"), [
    ("show('88{1}')", 'function show(id){ window.open("/info/" + id + ".html"); }', "/info/88{}.html"),
    ("show(88{1}, 'a/b')", "function show(id, path) { location.href='/' + path + '/' + id; }", "/a/b/88{}"),
    ("show('88{1}')", 'function show(id){ window.open(ctx + "/info/" + id); }', None),      # only the browser knows ctx
    ("show('88{1}')", 'function show(id){ $("#box").load(id); }', None),
    ("show(this)", 'function show(link){ window.open("/info/" + link.id); }', None),
])
def test_entries_that_a_function_of_the_page_opens(call, function, leads):
    read = generic.read_list(opened(call, function), AT, {})
    assert [entry.url for entry in read.entries] == [HOST + leads.format(n) for n in (1, 2) if leads]


@pytest.mark.parametrize("row", [
    "<tr onclick=\"window.open('/info/{n}.html')\"><td>{n}</td><td>{t}</td><td>{d}</td></tr>",
    "<dd onclick=\"location.href='/info/{n}.html'\"><p>{t}</p><em>{d}</em></dd>",
])
def test_rows_that_are_links_by_themselves(row):
    found = [(n, f"青山县20{n}年度法治政府建设情况报告", f"2024-01-{n}") for n in (11, 12)]
    inner = "".join(row.format(n=n, t=title, d=day) for n, title, day in found)
    text = f"<html><body>{'<table>' if row[1] == 't' else '<dl>'}{inner}</body></html>"
    entries = generic.read_list(text, AT, {}).entries
    assert [entry.url for entry in entries] == [f"{HOST}/info/{n}.html" for n, _, _ in found]
    assert all(title in entry.title and entry.date == day for entry, (_, title, day) in zip(entries, found, strict=True))


# Data in scripts ------------------------------------------------------------------------------------------------------

DATA = """[{"id":1,"title":"青山县2023年度法治\\u653f府建设报告","linkUrl":"\\/zwgk\\/a1.html","publishDate":"2024-03-05 08:00"},
           {"id":2,"title":"青山县2022年度法治政府建设报告","linkUrl":"/zwgk/a2.html","publishDate":"2023-03-05"}]"""


@pytest.mark.parametrize("script", [
    f"<script>var data={DATA};render(data);</script>",
    f'<script type="application/json">{{"total":2,"rows":{DATA}}}</script>',
    ("<script>var d=[{bt:'青山县2023年度法治政府建设报告', url:'/zwgk/a1.html', rq:'2024-03-05'},"
     "{bt:'青山县2022年度法治政府建设报告', url:'/zwgk/a2.html', rq:'2023-03-05'}]</script>"),
])
def test_a_list_that_only_a_script_draws_is_read_from_its_data(script):
    read = generic.read_list(f"<html><body><div id='app'></div>{script}</body></html>", AT, {})
    assert [(entry.url, entry.title, entry.date) for entry in read.entries] == [
        (f"{HOST}/zwgk/a{n}.html", f"青山县{2024 - n}年度法治政府建设报告", f"{2025 - n}-03-05") for n in (1, 2)]


@pytest.mark.parametrize(("body", "url", "total", "leads"), [
    ('{{"data":{{"total":23,"rows":{0}}}}}', f"{HOST}/api/list?c=7&pageNum=1", 23, "/api/list?c=7&pageNum=2"),
    ('cb({{"total":2,"rows":{0}}});', f"{HOST}/api/list.jsp?callback=cb&page=1", 2, None),
    ("{0}", f"{HOST}/api/list?p=1", None, "/api/list?p=2"), ("{0}", f"{HOST}/api/list.json", None, None),
])
def test_the_answers_of_interfaces_are_lists(body, url, total, leads):
    read = generic.read_list(body.format(DATA), url, {})
    assert (len(read.entries), read.declared, read.following and read.following.url) == (2, total, leads and HOST + leads)


def test_an_interface_is_asked_until_its_total_is_there():
    text = f'{{"total":4,"rows":{DATA}}}'
    first = generic.read_list(text, f"{HOST}/api?page=1", {})
    second = generic.read_list(text, first.following.url, first.following.context)
    assert (second.declared, second.following) == (4, None)


ITEM = ("<item><title><![CDATA[青山县2023年度法治政府建设报告]]></title><link>/zwgk/a{0}.html</link>"
        "<pubDate>Tue, 05 Mar 2024 08:00:00 +0800</pubDate></item>")
FEED = f"<channel><title>法治政府</title><link>{HOST}/</link>{ITEM.format(1)}{ITEM.format(2)}</channel>"


@pytest.mark.parametrize("text", [
    f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{FEED}</rss>', f"<rss>{FEED}</rss>",
    FEED.replace("<channel>", '<?xml version="1.0"?><list>').replace("</channel>", "").replace("item>", "row>"),    # torn
])
def test_feeds_and_other_xml_are_lists(text):
    entries = generic.read_list(text, AT, {}).entries
    assert [(entry.url, entry.date) for entry in entries] == [(f"{HOST}/zwgk/a{n}.html", "2024-03-05") for n in (1, 2)]


def test_xml_opens_no_files_and_unfolds_no_entities():
    text = ('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "甲甲甲甲">]><r>'
            + "".join(f"<i><title>法治政府&x;&y;报告{n}</title><url>/{n}.html</url></i>" for n in (1, 2)) + "</r>")
    assert [entry.title for entry in embedded(text, AT)[0]] == ["法治政府", "法治政府"]


def test_the_total_beside_the_data_is_declared():
    assert embedded(f'<script>x={{"total":"31","rows":{DATA}}}</script>', AT)[1] == 31
    assert embedded(f'<script>x={{"total":1,"rows":{DATA}}}</script>', AT)[1] is None       # counts something else


@pytest.mark.parametrize("data", [
    "[{name:'政务公开',url:'/zwgk/'},{name:'办事服务',url:'/bsfw/'}]",            # a menu
    "[{title:'青山县2023年度法治政府建设报告',date:'2024-03-05'},{title:'乙',date:'2024-03-05'}]",
    "[{title:'青山县2023年度法治政府建设报告',url:'/a.html',date:'2024-03-05'}]",
])
def test_other_data_is_no_list(data):
    assert embedded(f"<script>var m={data}</script>", AT) == ([], None)


def test_a_drawn_list_beside_data_stays_the_list():
    assert len(generic.read_list(page(more=f"<script>var d={DATA}</script>"), AT, {}).entries) == 8


# The same in a crawl --------------------------------------------------------------------------------------------------


def listing(numbers, more=""):
    items = "".join(f'<li><a href="/zwgk/show-{n}.html">青山县{2000 + n}年度法治政府建设情况报告</a><i>2024-01-01</i></li>' for n in numbers)
    return f"<html><body><div class='list'><ul>{items}</ul></div>{more}</body></html>"


def sent(handler):
    """Answers a form with page 2, and a reader of the address with page 1."""
    body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0)).decode()
    again = FORM.format("function go(n){document.f.pageNo.value=n;document.f.submit();}").replace("more.do", "/form/")
    return listing(range(5, 8), "共8条") if parse_qs(body).get("pageNo") == ["2"] else listing(range(5), f"共8条 {again}")


@pytest.fixture(scope="module")
def crawled(kit, make_site, tmp_path_factory):
    year = '<a href="/years/{0}/">{0}年</a>'
    site = make_site({
        "/moved/": (302, {"Location": "/"}, b""), "/": listing(range(3)),
        "/loop/": listing(range(5), '<a href="/loop/list_2.html">下一页</a>'),
        "/loop/list_2.html": listing(range(5, 10), '<a href="/loop/">下一页</a>'),
        "/short/": listing(range(5), '<a href="/short/list_2.html">下一页</a>'),
        "/short/list_2.html": listing(range(5, 8), '<a href="/short/list_3.html">下一页</a>'),
        "/full/": listing(range(5), '<a href="/full/list_2.html">下一页</a>'),
        "/full/list_2.html": listing(range(5, 10), '<a href="/full/list_3.html">下一页</a>'),
        "/years/": f"<html><body>{year.format(2023)}{year.format(2022)}{year.format(2021)}</body></html>",
        "/years/2023/": listing(range(3), "共3条"), "/years/2022/": listing(range(3, 5), "共2条"),
        "/form/": sent,
        **{f"/zwgk/show-{n}.html": kit.page() for n in range(10)},
    })
    folder = kit.write_portals(tmp_path_factory.mktemp("beyond") / "portals", {"hill": {
        "url": site.url, "family": None, "columns": [f"/{name}/" for name in ("moved", "loop", "short", "full", "years", "form")]}})
    found = kit.crawl(folder.parent / "data", folder)
    return {row["column"].split("/")[-2]: row for row in found.rows("select * from ledger")}


@pytest.mark.parametrize(("name", "declared", "collected", "reason"), [
    ("moved", None, 0, "layout"), ("loop", None, 10, None), ("short", None, 8, None), ("full", None, 10, "gone"),
    ("years", 5, 5, "gone"), ("form", 8, 8, None),
])
def test_what_a_crawl_makes_of_it(crawled, name, declared, collected, reason):
    row = crawled[name]
    assert (row["declared"], row["collected"], row["reason"]) == (declared, collected, reason)
