"""Lists in other wordings and markups than those of the embedded portals: argument orders, totals, script links, dates."""

from __future__ import annotations

import pytest

from crawler.base.totals import declared_total, plausible
from crawler.fingerprint import family_of
from crawler.spiders import found, generic, pclist, trs, ucap

HOST = "http://www.hill.gov.cn"
ENTRIES = [(n, f"青山县{2025 - n}年度法治政府建设情况报告", f"{2026 - n}-0{n % 3 + 1}-1{n}") for n in range(8)]
MENU = "".join(f'<li><a href="/{word}/">{name}</a></li>' for word, name in (
    ("zwgk", "政务公开"), ("bsfw", "办事服务"), ("hdjl", "互动交流"), ("zfxxgk", "政府信息公开指南")))


def page(row, pager="", *, count=8, address="/zwgk/show-{n}.html"):
    rows = "".join(row.format(u=address.format(n=300 + n), t=title, d=day, c=f"{title[:6]}…") for n, title, day in ENTRIES[:count])
    return f'<html><body><div class="nav"><ul>{MENU}</ul></div><div class="list"><ul>{rows}</ul></div><div>{pager}</div></body></html>'


LI = '<li><a href="{u}" title="{t}">{c}</a><span>{d}</span></li>'
TRS_AT = "./202403/t20240311_65839{n}.html"


@pytest.mark.parametrize(("call", "number", "following", "declared"), [
    ("createPageHTML({p}, 0, 'index', 'html')", 1, "index_1.html", None),
    ("createPageHTML({p}, 1, 'index', 'html')", 2, "index_2.html", None),
    ("createPageHTML({p}, 0, 'index', 'html', 'black2', 19)", 1, "index_1.html", 19),
    ("createPageHTML({p}, 0, 'index', 'html', 20, 9999)", 1, "index_1.html", None),        # no number of entries
    ("createPageHTML('page_div', {p}, 0, 'index', 'html', 19)", 1, "index_1.html", 19),
    ("createPageHTML('page_div', {p}, 1, 'index', 'html', 19)", 2, "index_2.html", 19),     # from 0: page 2 is number 1
    ("createPageHTML('page_div', {p}, 1, 'list', 'html', 19)", 1, "list_2.html", 19),
    ("createPageHTML('page_div', {p}, 2, 'list', 'html', 19)", 2, "list_3.html", 19),
    ("createPageHTML({p}, 1, 'list', 'html', 19)", 1, "list_2.html", 19),
    ("createPageHTML({p}, 2, 'list', 'html', 19)", 2, "list_3.html", None),
])
def test_the_current_page_tells_from_where_a_pager_counts(call, number, following, declared):
    text = page(LI, f"<script>{call.format(p=3)}</script>", address=TRS_AT)
    context = {"page": str(number)} if number > 1 else {}
    for reader in (trs, ucap):
        read = reader.read_list(text, f"{HOST}/zwgk/fzzf/", context)
        assert (read.following.url, read.declared_pages, read.declared) == (f"{HOST}/zwgk/fzzf/{following}", 3, declared)


@pytest.mark.parametrize(("words", "total"), [
    ("总数：23 页码：1/3", 23), ("访问总数：9999", None), ("共检索到23条信息", 23), ("2004-02-26 23条记录 1/3页", 23), ("共查询到 23 条", 23),
    ("总记录数: 23 ,总页数: 3", 23), ("显示第1-10条，共23条数据", 23), ("第1-10条 1/3页", None), ("总计：23 条", 23),
])
def test_totals_in_other_words(words, total):
    assert declared_total(words) == total


def test_a_date_right_before_the_total_is_no_part_of_it():
    assert generic.read_list(page('<li><a href="{u}">{t}</a><i>{d}</i></li>', "8条记录 1/1页"), f"{HOST}/a/", {}).declared == 8


@pytest.mark.parametrize(("pager", "declared"), [
    ("<script>var currentPage = 0; var countPage = 3; var recordCount = 23;</script>", 23),
    ("<script>var countPage = 3; var recordCount = 99;</script>", None),           # 8 on each of 3 pages cannot be 99
    ("<a href='list_2.html'>2</a><script>var totalCount=23;</script>", 23), ("<script>var totalCount=23;</script>", None),
    ("<script>var totalCount=8;</script>", 8),
])
def test_totals_in_scripts_count_where_they_fit(pager, declared):
    assert pclist.read_list(page(LI, pager), f"{HOST}/a/pc/list.html", {}).declared == declared
    assert plausible(None, 8, 3, more=True) is None


@pytest.mark.parametrize("row", [
    '<li><a href="{u}"><i>{d}</i><b>{t}</b></a></li>', '<li><a href="{u}"><b>{t}</b><i>[{d}]</i></a></li>',
    '<li><a href="{u}"><i>{d} 10:20:30</i><b>{t}</b></a></li>', '<li><a href="{u}">·{t}</a><i>{d}</i></li>',
    '<li><a href="{u}" title="标题：{t}&#10;发布时间：{d}">{c}</a><i>{d}</i></li>',
    '<li><a href="javascript:openUrl(\'{u}\')">{t}</a><i>{d}</i></li>', '<li><a href="#" onclick="show(\'{u}\', 3)">{t}</a><i>{d}</i></li>',
    '<li><a href="javascript:;" data-href="{u}">{t}</a><i>{d}</i></li>',
    '<li><a href="{u}" onclick="count(\'/stat/hit.jsp?id=3\')">{t}</a><i>{d}</i></li>',
])
def test_entries_in_other_markup(row):
    read = found.read_list(page(row), f"{HOST}/zwgk/", {})
    assert [(entry.url, entry.title, entry.date) for entry in read.entries] == [
        (f"{HOST}/zwgk/show-{300 + n}.html", title, day) for n, title, day in ENTRIES]


def test_dates_without_their_century():
    read = generic.read_list(page('<li><a href="{u}">{t}</a><i>[{d}]</i></li>').replace("[20", "["), f"{HOST}/a/", {})
    assert [entry.date for entry in read.entries] == [day for _, _, day in ENTRIES]


def test_a_written_list_beside_a_menu_is_found():
    row = '<script>document.writeln("<li><a href=\\"{u}\\" title=\\"{t}\\">{c}<\\/a><span>{d}<\\/span><\\/li>");</script>'
    read = trs.read_list(page(row, "<script>createPageHTML(2, 0, 'index', 'html');</script>", address=TRS_AT), f"{HOST}/fzzf/", {})
    assert [(entry.title, entry.date) for entry in read.entries] == [(title, day) for _, title, day in ENTRIES]
    assert read.following.url == f"{HOST}/fzzf/index_1.html"


@pytest.mark.parametrize("pager", [
    "<script>laypage.render({elem:'p', count: 23, limit: 8, jump:function(obj,first){if(!first){location.href='index_'+obj.curr+'.html'}}})</script>",
    "<a href='javascript:goPage(2)'>下一页</a> 第1页/共3页 <script>function goPage(n){ location.href=\"index_\"+n+\".html\"; }</script>",
    "共3页 <select onchange=\"location.href='index_'+this.value+'.html'\"><option value='2'>2</option></select>",
])
def test_scripts_that_go_to_a_page(pager):
    read = generic.read_list(page(LI, pager), f"{HOST}/a/index.html", {})
    assert (read.declared_pages, read.following.url) == (3, f"{HOST}/a/index_2.html")


@pytest.mark.parametrize("script", [
    'location.href="index_"+n+".html";', 'window.location = "index" + (n>1?"_"+n:"") + ".html";',
    'location.href = "index" + (n == 1 ? "" : "_" + n) + ".html";', 'if(n>1) location="index_"+n+".html"; else location="index.html";',
])
def test_a_link_that_calls_for_the_next_page_is_followed_as_its_script_goes(script):
    pager = f"<a href='javascript:go({{}})'>下一页</a><script>function go(n){{{{ {script} }}}}</script>"
    first = generic.read_list(page(LI, pager.format(2)), f"{HOST}/a/index.html", {})
    assert first.following.url == f"{HOST}/a/index_2.html"
    last = generic.read_list(page(LI, pager.format(2), count=3), first.following.url, first.following.context)
    assert last.following is None           # it still calls for page 2: there is no page 3


@pytest.mark.parametrize("path", ["/common/search/", "/searchList/", "/search/"])
def test_all_addresses_of_the_search_show_ucap(path):
    assert family_of(f"{HOST}/a/nav.shtml", f'<script>var url="{path}{"7a" * 16}?page=1"</script>') == "ucap"
