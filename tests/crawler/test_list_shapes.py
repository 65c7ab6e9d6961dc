"""Lists of further generations of systems: cards, blogs, tables without classes, names of bodies, data behind scripts."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs

import pytest

from crawler.base.choice import is_named
from crawler.base.column import Column
from crawler.base.divided import parts_of
from crawler.base.interfaces import interface
from crawler.base.lists import ListEntry, ListPage
from crawler.probing import scout
from crawler.spiders.generic import read_list

HOST = "http://www.hill.gov.cn"
AT = f"{HOST}/zwgk/tz/"
TITLES = [f"青山县{name}局2023年法治政府建设年度报告" for name in "甲乙丙丁戊己"]
MENU = "".join(f'<a href="/{slug}/">{words}</a>' for slug, words in (("xw", "新闻中心"), ("zwgk", "政务公开"), ("hd", "互动交流")))
NAV = f'<div class="nav">{MENU}</div>'


def read(body, url=AT, title="列表", **context):
    return read_list(f"<html><head><title>{title}</title></head><body>{NAV}{body}</body></html>", url, {"column": url, **context})


def shown(page):
    return [(entry.url.removeprefix(HOST), entry.title, entry.date) for entry in page.entries]


WANTED = [(f"/show?id={n}", title, f"2024-03-0{n + 1}") for n, title in enumerate(TITLES)]
CARD = ('<div class="card"><div class="day"><em>{0:02}</em><i>2024.03</i></div><div class="words"><h3><a href="/show?id={1}">{2}</a></h3>'
        '<p>2023年，我局认真落实各项要求……<a href="/show?id={1}">[查看详情]</a></p></div></div>')
PICTURED = '<div class="item"><a href="/show?id={1}"><img src="/i/{1}.jpg"></a><a href="/show?id={1}">{2}</a><span>2024-03-{0:02}</span></div>'
POST = ('<article><header><h2><a href="//www.hill.gov.cn/show?id={1}">{2}</a></h2></header><div>发表于<a href="/show?id={1}">'
        '<time>2024 年 3 月 {0} 日</time></a>由<a href="/author/1/">管理员</a></div><p>2023年…<a href="/show?id={1}">继续阅读 →</a></p></article>')


@pytest.mark.parametrize("row", [CARD, PICTURED, POST])
def test_several_links_of_one_entry_are_one(row):
    assert shown(read("".join(row.format(n + 1, n, title) for n, title in enumerate(TITLES)))) == WANTED


def test_an_article_around_a_whole_list_is_no_entry():
    rows = "".join(f'<div><a href="/show?id={n}">{title}</a> 2024-03-0{n + 1}</div>' for n, title in enumerate(TITLES[:3]))
    assert shown(read(f"<article><h1>通知公告</h1>{rows}</article>")) == WANTED[:3]


def test_an_undated_box_of_the_same_place_is_another_list():
    news = "".join(f'<tr><td><a href="/xw/{n}.html">我县召开一次重要会议第{n}次全体会议</a></td></tr>' for n in range(12))
    rows = "".join(f'<tr><td><a href="/show?id={n}">{title}</a></td><td>(2024-03-0{n + 1})</td></tr>' for n, title in enumerate(TITLES))
    assert shown(read(f"<table><tr><td><table>{news}</table></td><td><table>{rows}</table></td></tr></table>")) == WANTED


def test_blocks_of_one_list_stay_together():
    blocks = ["".join(f'<li><a href="/show?id={n}">{TITLES[n]}</a><b>2024-03-0{n + 1}</b></li>' for n in part) for part in ((0, 1, 2), (3, 4, 5))]
    assert shown(read("".join(f"<ul>{block}</ul>" for block in blocks))) == WANTED


@pytest.mark.parametrize(("title", "url", "count"), [
    ("法治政府建设年度报告-青山县", AT, 4), ("列表", f"{HOST}/zwgk/fzzfjsndbg.html", 4), ("列表", AT, 0),
])
def test_names_of_bodies_are_entries_in_columns_of_reports_alone(title, url, count):
    bodies = enumerate(("青山县", "县司法局", "石桥镇", "乡村振兴局（扶贫办）"))
    rows = "".join(f'<dd><a href="/f/2023/{n}7.html">{name}</a></dd>' for n, name in bodies)
    page = read(f"<dl><dt>2023年度</dt>{rows}</dl>", url, title)
    assert (len(page.entries), is_named(f"<title>{title}</title>", url)) == (count, bool(count))


def test_a_menu_of_bodies_is_no_list_and_the_page_of_a_report_no_column():
    links = "".join(f'<li><a href="/col/col{n}99/index.html">县{name}局</a></li>' for n, name in enumerate("甲乙丙丁"))
    assert read(f"<ul>{links}</ul>", title="法治政府建设年度报告").entries == ()
    assert not is_named(f"<title>{TITLES[0]}</title>", AT)
    assert parts_of(f"<html><head><title>法治政府建设年度报告</title></head><body>{NAV}</body></html>", f"{HOST}/show?id=1", below=False) == ()


def test_files_in_a_list_bear_the_titles_of_reports():
    rows = "".join(f'<li><a href="up/{n}.docx">{title}.docx</a><span>2024-03-0{n + 1}</span></li>' for n, title in enumerate(TITLES))
    assert [entry.title for entry in read(f"<ul>{rows}</ul>").entries] == TITLES


def test_the_fuller_title_of_an_address_stands():
    column = Column(AT)
    fresh = column.take(ListPage(tuple(ListEntry(f"{HOST}/1", title) for title in ("图", TITLES[0], "[查看详情]"))))
    assert [(entry.title, column.twins) for entry in fresh] == [(TITLES[0], 2)]


def test_older_posts_are_the_next_page():
    page = read("".join(POST.format(n + 1, n, title) for n, title in enumerate(TITLES)) + '<a href="page/2/">← 较早的文章</a>')
    assert page.following.url == f"{AT}page/2/"


# Data -------------------------------------------------------------------------------------------------------------------


def records(numbers):
    return [{"id": n + 1, "title": TITLES[n], "pubTime": 1709568000000 + n * 86400000} for n in numbers]


def test_data_in_a_page_has_times_as_numbers_and_further_pages():
    entries = [{**one, "path": f"/show?id={one['id']}"} for one in records(range(3))]
    data = json.dumps({"list": {"total": 6, "rows": entries}}, ensure_ascii=False)
    page = read(f'<script type="application/json">{data}</script>', f"{HOST}/channel/law")
    assert (shown(page)[0], page.declared) == (("/show?id=1", TITLES[0], "2024-03-05"), 6)
    assert page.following.url == f"{HOST}/channel/law?page=2"


@pytest.mark.parametrize(("script", "method", "asked", "body"), [
    ("layui.table.render({elem:'#t', url:'/api/page?ch=7', page:true, limit:20});", "GET", "/api/page?ch=7&page=1&limit=20", ""),
    ("var id='7'; $.ajax({url: '/web/listData', data: {ch: id, pageNum: cur, pageSize: 15}});", "GET",
     "/web/listData?ch=7&pageNum=1&pageSize=15", ""),
    ("$.ajax({type: 'POST', url: \"/web/listData\", data: {ch: 7, page: p, rows: n}});", "POST", "/web/listData", "ch=7&page=1&rows=10"),
    ("axios.post('/api/search', {ch: '7', pageNo: this.no}).then(show)", "POST", "/api/search", '{"ch": "7", "pageNo": "1"}'),
    ("axios.get('/api/search', {params: {ch: '7', pageNo: 1}}).then(show)", "GET", "/api/search?ch=7&pageNo=1", ""),
    ("fetch(`/api/article/list?ch=7&p=1`).then(show)", "GET", "/api/article/list?ch=7&p=1", ""),
    ("$.getJSON('/data/list.json', show)", "GET", "/data/list.json", ""),
])
def test_a_script_names_the_interface_of_its_list(script, method, asked, body):
    wanted = read(f"<div id=t></div><script>{script}</script>").following
    assert (wanted.method, wanted.url.removeprefix(HOST), wanted.body, wanted.fallback) == (method, asked, body, None)


@pytest.mark.parametrize("script", [
    "$.ajax({url: '/api/hits?id=7'})", "$.post('/api/comment/add', {})", "fetch('http://elsewhere.example/api/list')", "$.get('/inc/list.js')",
    "$.ajax({url: '/api/list', data: {token: getToken()}})", "$.post('/api/user/login', {})", "var url = 'list';", "$.ajax({url: '/api/vote/list'})",
    "$('.article').hide()",
    "$(document).on('click', '.news-list', go)", "$('#list').load('more')",
])
def test_what_is_no_interface_of_a_list_is_not_asked(script):
    assert read(f"<script>{script}</script>").following is None


def test_further_interfaces_are_the_fallbacks():
    script = "".join(f"$.get('/api/list{n}?page=1');" for n in range(5))
    first = interface(f"<script>{script}</script>", AT)
    assert [first.url[-12:], first.fallback.url[-12:], first.fallback.fallback.url[-12:]] == [f"list{n}?page=1" for n in range(3)]
    assert first.fallback.fallback.fallback is None
    assert not read_list("<html>", first.url, first.context).usable


@pytest.mark.parametrize("junk", ["$.get('/api/list', {a: b, c: d});", '"' + "/" * 199, "<title", "url:'", "'/_" * 3, "data:{a:b,"])
def test_hostile_scripts_cost_no_time(junk):
    began = time.process_time()
    interface(junk * (2_000_000 // len(junk)), AT)
    is_named(junk * (2_000_000 // len(junk)), AT)
    assert time.process_time() - began < 5


def test_an_interface_without_a_total_has_an_end():
    data = json.dumps([{"title": title, "url": f"/show?id={n}"} for n, title in enumerate(TITLES)], ensure_ascii=False)
    assert read_list(data, f"{HOST}/api/list?page=1", {"interface": "1"}).cap == 50


def test_a_list_in_the_page_asks_no_interface():
    rows = "".join(f'<li><a href="/show?id={n}">{title}</a><b>2024-03-0{n + 1}</b></li>' for n, title in enumerate(TITLES))
    assert read(f"<ul>{rows}</ul><script>$.get('/api/list?page=1')</script>").following is None


@pytest.mark.parametrize("kind", ["query", "form", "json"])
def test_a_crawl_asks_an_interface_to_its_end(make_site, kit, tmp_path, kind):
    """Entries without addresses: the page makes them of the number; nested objects and names of others' totals stand between."""
    call = {"query": "$.ajax({url:'/api/list', data:{ch:'7', pageNo:1, pageSize:2}})",
            "form": "$.ajax({url:'/api/list', type:'post', data:{ch:'7', pageNo:1}})",
            "json": "axios.post('/api/list', {ch:'7', pageNo:1})"}[kind]
    link = "item.href = '/detail.html?id=' + item.id;" if kind == "query" else "`<a href='/detail.html?id=${item.id}'>`"

    def answer(handler):
        sent = handler.rfile.read(int(handler.headers.get("Content-Length") or 0)).decode() or handler.path.partition("?")[2]
        fields = json.loads(sent) if kind == "json" else {name: values[0] for name, values in parse_qs(sent).items()}
        number = int(fields["pageNo"])
        rows = [{**one, "channel": {"id": 7, "name": "法治"}} for one in records(range(number * 2 - 2, number * 2))]
        return 200, {"Content-Type": "application/json"}, json.dumps({"code": 0, "data": {"totalCount": 6, "rows": rows}}, ensure_ascii=False)

    pages = {"/api/list": answer} | {f"/api/list?ch=7&pageNo={n}&pageSize=2": answer for n in (1, 2, 3)}
    site = make_site({"/fz/": f"<html><body><div id=t></div><script>{call}; {link}</script></body></html>", **pages,
                      **{f"/detail.html?id={n}": kit.page(f"第{n}项工作有新进展。") for n in range(1, 7)}})
    folder = kit.write_portals(tmp_path / "p", {"hill": {"url": site.url, "family": "generic", "columns": ["/fz/"]}})
    done = kit.crawl(tmp_path / "data", folder)
    ledger = done.ledger("hill")
    assert (done.code, ledger["declared"], ledger["collected"], ledger["complete"]) == (0, 6, 6, 1), done.stderr
    assert [path for _, path, _ in site.log if path.startswith("/detail")] == [f"/detail.html?id={n}" for n in range(1, 7)]
    assert done.rows("select distinct date from entries order by date limit 1") == [{"date": "2024-03-05"}]


# The way there ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("markup", [
    '<frameset><frame src="/zwgk/"></frameset>', '<img usemap="#m"><map name="m"><area alt="政务公开" href="/zwgk/"></map>',
    "<div onclick=\"location.href='/zwgk/'\">政务公开</div>",
    "<script>function go(name){ window.open('/' + name + '/'); }</script><li onclick=\"go('zwgk')\">政务公开</li>",
])
def test_menus_of_frames_pictures_and_boxes_lead_on(markup):
    assert [one.url for one in scout.anchors_of(f"<html><body>{markup}</body></html>", f"{HOST}/", f"{HOST}/", 1)] == [f"{HOST}/zwgk/"]


def test_titles_of_reports_are_seldom_columns():
    links = "".join(f'<a href="/show?id={n}">{title}</a>' for n, title in enumerate(TITLES)) + '<a href="/fz/">法治政府建设年度报告</a>'
    found = scout.anchors_of(f"<html><body>{links}</body></html>", AT, f"{HOST}/", 1)
    assert [(one.url.removeprefix(HOST), one.name) for one in found] == [("/fz/", "法治政府建设年度报告"), ("/show?id=0", ""), ("/show?id=1", "")]


def test_a_page_in_a_folder_of_reports_is_no_column_by_its_address():
    assert [scout.score_of("查看", f"{HOST}/zwgk/fzzf/2023/{last}") > 0 for last in ("1203.html", "a1203.htm", "index.html", "")] == [
        False, False, True, True]


# Beginnings and pieces of lists ---------------------------------------------------------------------------------------------


def items(numbers):
    return "".join(f'<li><a href="/show?id={n}">{TITLES[n]}</a><b>2024-03-0{n + 1}</b></li>' for n in numbers)


@pytest.mark.parametrize(("title", "count"), [("法治政府建设", 2), ("政务公开", 0), ("青山县2023年法治政府建设年度报告", 0)])
def test_links_to_the_whole_of_lists_are_parts_of_a_column_of_reports(title, count):
    boxes = f'<ul>{items([0])}</ul><a href="2024/">更多&gt;&gt;</a><ul>{items([1])}</ul><a href="2023/">更多+</a><a href="/xw/">更多</a>'
    assert len(parts_of(f"<title>{title}</title>{boxes}", f"{HOST}/a/jsbg/", below=True)) == count


def test_a_crawl_reads_on_where_a_part_begins_as_the_column_shows_it(make_site, kit, tmp_path):
    head = "<html><head><title>法治政府建设</title></head><body>"
    tabs = f'<div><ul>{items([0, 1])}</ul><a href="x/">更多</a></div><div><ul>{items([2])}</ul><a href="y/">更多</a></div>'
    site = make_site({"/a/jsbg/": head + tabs, "/a/jsbg/x/": f'{head}<ul>{items([0, 1])}</ul><a href="p2.html">下一页</a>',
                      "/a/jsbg/x/p2.html": f"{head}<ul>{items([3, 4])}</ul>", "/a/jsbg/y/": f"{head}<ul>{items([2, 5])}</ul>",
                      **{f"/show?id={n}": kit.page(f"第{n}项工作有新进展。") for n in range(6)}})
    folder = kit.write_portals(tmp_path / "p", {"hill": {"url": site.url, "family": "generic", "columns": ["/a/jsbg/"]}})
    done = kit.crawl(tmp_path / "data", folder)
    assert (done.code, done.ledger("hill")["collected"]) == (0, 6), done.stderr


@pytest.mark.parametrize("pager", ["<p>共6条 {0}/3页</p>", ""])
def test_pieces_of_pages_that_a_script_fetches_are_a_list(pager):
    page = read('<div id="box"></div><script>function go(p){ $("#box").load("/gk/ajaxList.jsp?cid=9&pageNo=" + p); } go(1);</script>')
    seen, wanted = [], page.following
    for number in (1, 2, 3):
        assert wanted.url == f"{HOST}/gk/ajaxList.jsp?cid=9&pageNo={number}"
        page = read_list(f"<ul>{items([2 * number - 2, 2 * number - 1])}</ul>{pager.format(number)}", wanted.url, wanted.context)
        seen += shown(page)
        wanted = page.following
    assert (seen, wanted is None) == (WANTED, bool(pager))
    assert pager or read_list("<ul></ul>", wanted.url, wanted.context).following is None


def test_more_is_loaded_from_the_address_of_its_button():
    page = read(f'<ul>{items(range(3))}</ul><a class="load" href="javascript:;" data-url="/fz/more?page=2">加载更多</a>')
    assert page.following.url == f"{HOST}/fz/more?page=2"


def test_a_table_of_bodies_and_years_is_a_list_in_a_column_of_reports():
    row = '<tr><td>县{0}局</td><td><a href="/f/{0}1">查看</a></td><td>—</td><td><a href="/f/{0}3">查看</a></td></tr>'
    rows = "".join(map(row.format, "ab"))
    table = f"<table><tr><th>单位</th><th>2021年</th><th>2022年</th><th>2023年</th></tr>{rows}</table>"
    assert [(url, title) for url, title, _ in shown(read(table, title="法治政府建设年度报告"))] == [
        ("/f/a1", "县a局2021年"), ("/f/a3", "县a局2023年"), ("/f/b1", "县b局2021年"), ("/f/b3", "县b局2023年")]
    assert read(table).entries == ()
