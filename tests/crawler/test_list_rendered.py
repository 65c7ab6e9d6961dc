"""Lists of VSB, Anhui, Openness, UUID columns, numbered folders, JEECMS, PC lists, and of any other rendered kind."""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from crawler.base.lists import ListEntry
from crawler.fingerprint import family_of
from crawler.spiders import anhui, generic, jeecms, numbered, openness, pclist, uuid_columns, vsb

HOST = "http://www.hill.gov.cn"
TITLES = [f"青山县人民政府{year}年法治政府建设年度报告" for year in range(2018, 2026)]
READERS = (vsb, anhui, openness, uuid_columns, numbered, jeecms, pclist, generic)


def items(hrefs, *, dated=True, titles=TITLES):
    """List items with a date behind each link."""
    return "".join(f'<li><a href="{href}">{title}</a>{f"<span>20{19 + n % 7}-03-0{n % 9 + 1}</span>" if dated else ""}</li>'
                   for n, (href, title) in enumerate(zip(hrefs, titles, strict=False)))


def html(body, head=""):
    menu = "".join(f'<li><a href="/{word}/">{word}</a></li>' for word in ("首页", "政务公开", "办事服务", "互动交流"))
    return f'<html><head>{head}</head><body><div class="nav"><ul>{menu}</ul></div>{body}</body></html>'


# VSB


def vsb_page(numbers, pages, following, total=52):
    links = "".join(f'<span class="p_no"><a href="{at}.htm">{at}</a></span>' for at in range(2, 4))
    more = (f'<span class="p_next p_fun"><a href="{following}">下页</a></span>' if following
            else '<span class="p_next_d p_fun_d">下页</span>')
    rows = items([f"../info/1009/{n}.htm" for n in numbers])
    return html(f'<div class="list"><ul>{rows}</ul><span class="p_t">共{total}条</span><span class="p_pages">{links}{more}'
                f'<span class="p_last p_fun"><a href="zbgg/1.htm">尾页</a></span></span></div>{pages}')


def test_vsb_follows_the_descending_link_and_never_builds():
    first = vsb.read_list(vsb_page(range(1, 6), "", "zbgg/10.htm"), f"{HOST}/zwgk/zbgg.htm", {})
    assert (len(first.entries), first.declared) == (5, 52)
    assert first.entries[0].url == f"{HOST}/info/1009/1.htm"
    assert first.following.url == f"{HOST}/zwgk/zbgg/10.htm"
    second = vsb.read_list(vsb_page(range(6, 9), "", "9.htm"), first.following.url, first.following.context)
    assert second.following.url == f"{HOST}/zwgk/zbgg/9.htm"
    last = vsb.read_list(vsb_page([9], "", ""), f"{HOST}/zwgk/zbgg/1.htm", {**second.following.context, "page": "11"})
    assert (len(last.entries), last.following) == (1, None)


def test_vsb_disclosure_list_tells_its_pages_by_script():
    rows = "".join(f'<tr><td><a href="info/egovinfo/1007/overt_centent/hill-/2024-031500{n}.htm">{TITLES[n]}</a></td>'
                   "<td>2024/03/15</td></tr>" for n in range(3))
    jump = "<a href=\"javascript:\" onclick=\"_simple_list_gotopage_fun(4,'u10_goto',1)\">转到</a>"
    text = html(f'<div class="govnewslist1"><table>{rows}</table></div>{{}}{jump}')
    page = vsb.read_list(text.format('<a href="ghjh/3.htm" class="Next">下页</a>'), f"{HOST}/ghjh.htm", {})
    assert [entry.date for entry in page.entries] == ["2024-03-15"] * 3
    assert (page.declared_pages, page.following.url) == (4, f"{HOST}/ghjh/3.htm")
    silent = vsb.read_list(text.format(""), f"{HOST}/ghjh.htm", {})
    assert (silent.declared_pages, silent.following) == (4, None)       # the ledger then says: incomplete
    end = vsb.read_list(text.format('<a href="1.htm" class="Next">下页</a>'), f"{HOST}/ghjh/1.htm", {"page": "4"})
    assert end.following is None


def test_vsb_dynamic_list_counts_in_its_query():
    rows = items([f"/info/iContent.jsp?cat_id=159&info_id={n}" for n in range(4)])
    text = html(f"<ul>{rows}</ul>共31条 1/4页 <a href='javascript:go(2)'>下一页</a>")
    page = vsb.read_list(text, f"{HOST}/info/iList.jsp?node_id=GK&cat_id=159&cur_page=1", {})
    assert page.following.url == f"{HOST}/info/iList.jsp?node_id=GK&cat_id=159&cur_page=2"


# Anhui

COLUMN = f"{HOST}/zwgk/public/column/6602715?type=4&catId=2093&action=list"
SCRIPT = """$.ajax({url: '/zwgk/site/label/8888?IsAjax=1', type: 'GET', dataType: 'html', data: {labelName: 'organTree',
siteId: siteId, file: '/tree'}});
Ls.page({pageCount:%s, go: function (index) { $.ajax({data: {siteId: siteId, organId: organId, catId: '2093', pageSize: '15',
pageIndex: index, isDate: 'true', file: '/c2/publicInfoList_hill', result: '暂无相关信息', keyWords: ''},
url: "/zwgk/site/label/8888?labelName=publicInfoList", type: "POST", success: show}); }});"""
HEAD = '<meta name="SiteIDCode" content="3415250012"><meta name="SiteId" content="6795127">'


def anhui_page(rows, pages=3, script=SCRIPT):
    hot = items([f"/zwgk/public/6602715/9{n}.html" for n in range(8)], titles=["热点：" + title for title in TITLES])
    return html(f'<div class="hot"><ul>{hot}</ul></div><ul class="xxgk_nav_list">{rows}</ul>'
                f"<script>{script % pages if script else ''}</script>", HEAD)


def test_anhui_parameters_come_from_script_meta_and_address():
    address, fields = anhui.parameters(anhui_page(""), COLUMN)
    assert address == f"{HOST}/zwgk/site/label/8888"
    wanted = {"siteId": "6795127", "organId": "6602715", "catId": "2093", "type": "4", "action": "list", "pageSize": "15",
              "labelName": "publicInfoList", "file": "/c2/publicInfoList_hill", "IsAjax": "1", "dataType": "html"}
    assert fields | wanted == fields
    assert "pageIndex" not in fields
    assert anhui.parameters(anhui_page("", script=""), COLUMN) == ("", {})


def test_anhui_rendered_page_then_fragments():
    rows = items([f"/zwgk/public/6602715/{n}.html" for n in range(3)])
    page = anhui.read_list(anhui_page(rows).replace("'15'", "'3'"), COLUMN, {"column": COLUMN})
    assert [entry.title for entry in page.entries] == TITLES[:3]
    assert page.declared_pages == 3
    asked = page.following
    assert (asked.method, dict(parse_qsl(urlsplit(asked.url).query))["pageIndex"]) == ("GET", "2")
    assert (asked.fallback.method, dict(parse_qsl(asked.fallback.body))["pageIndex"]) == ("POST", "2")
    fragment = f'<ul class="xxgk_nav_list">{items(["/zwgk/public/6602715/7.html", "/zwgk/public/content/8"])}</ul>'
    second = anhui.read_list(fragment, asked.url, asked.context)
    assert len(second.entries) == 2
    assert parse_qs(urlsplit(second.following.url).query)["pageIndex"] == ["3"]
    posted = anhui.read_list(fragment, asked.fallback.url, asked.fallback.context)
    assert posted.following.method == "POST"
    last = anhui.read_list(fragment, second.following.url, second.following.context)
    assert (len(last.entries), last.following) == (2, None)


def test_anhui_page_that_shows_less_than_a_page_is_asked_again():
    rows = items([f"/zwgk/public/6602715/{n}.html" for n in range(8)])
    asked = [parse_qs(urlsplit(anhui.read_list(anhui_page(rows).replace("'15'", f"'{size}'"), COLUMN, {}).following.url).query)
             for size in (8, 9, 15)]
    assert [query["pageIndex"] for query in asked] == [["2"], ["2"], ["1"]]


def test_anhui_shell_asks_for_page_1_and_reads_blocks():
    page = anhui.read_list(anhui_page(""), COLUMN, {})
    assert page.entries == ()       # the hot news beside the empty list are none of its entries
    assert parse_qs(urlsplit(page.following.url).query)["pageIndex"] == ["1"]
    block = ('<div class="xxgk_navli"><ul><li class="mc"><a href="/zwgk/public/content/{0}" title="{1}">青山县…</a></li>'
             '<li class="fbjg">县司法局</li><li class="rq">2024-03-0{0}</li></ul></div>')
    blocks = "".join(block.format(n, TITLES[n]) for n in (1, 2))
    answer = anhui.read_list(blocks, page.following.url, page.following.context)
    assert answer.entries == (ListEntry(f"{HOST}/zwgk/public/content/1", TITLES[1], "2024-03-01"),
                              ListEntry(f"{HOST}/zwgk/public/content/2", TITLES[2], "2024-03-02"))


def test_anhui_reads_the_page_itself_where_fragments_are_closed():
    rows = "".join(f'<div class="row"><a href="/zwgk/public/6602715/{n}.html">{TITLES[n]}</a> 2024-03-0{n + 1}</div>' for n in range(4))
    text = anhui_page("").replace('<ul class="xxgk_nav_list"></ul>', f'<div class="my_list">{rows}</div>')
    way = anhui.read_list(text, COLUMN, {}).following
    assert (way.fallback.method, way.fallback.fallback.url) == ("POST", COLUMN)
    page = anhui.read_list(text, COLUMN, way.fallback.fallback.context)
    assert ([entry.title for entry in page.entries], page.declared_pages) == (TITLES[:4], 3)


@pytest.mark.parametrize("text", ["", "暂无相关信息", "<html><head><title>系统繁忙</title></head></html>"])
def test_anhui_empty_fragment_before_the_end_is_no_list(text):
    asked = anhui.read_list(anhui_page(items(["/zwgk/public/6602715/1.html"])), COLUMN, {}).following
    assert not anhui.read_list(text, asked.url, asked.context).usable


def test_anhui_unknown_number_of_pages_ends_at_the_empty_fragment():
    script = SCRIPT.replace("pageCount:%s, ", "%s")
    asked = anhui.read_list(anhui_page(items(["/zwgk/public/6602715/1.html"]), "", script), COLUMN, {}).following
    page = anhui.read_list(f'<ul>{items(["/zwgk/public/6602715/2.html"])}</ul>', asked.url, asked.context)
    end = anhui.read_list("<p>暂无相关信息</p>", page.following.url, page.following.context)
    assert (end.usable, end.entries, end.following) == (True, (), None)


def test_anhui_plain_columns_count_in_their_query():
    text = html(f"<ul>{items([f'/content/article/{n}' for n in range(4)])}</ul><script>var pageCount = 2;</script>")
    page = anhui.read_list(text, f"{HOST}/content/column/6788231", {})
    assert page.following.url == f"{HOST}/content/column/6788231?pageIndex=2"
    assert anhui.read_list(text, page.following.url, page.following.context).following is None


# The other families


def test_openness_builds_the_number_where_the_pager_is_a_script():
    url = f"{HOST}/OpennessContent/showList/869/1020000/page_1.html"
    text = html(f"<ul>{items([f'/XxgkContent/show/{n}.html' for n in range(5)])}</ul>共9条 第1/2页 <a href='javascript:;'>下一页</a>")
    page = openness.read_list(text, url, {})
    assert (page.declared, page.declared_pages) == (9, 2)
    assert page.following.url.endswith("/869/1020000/page_2.html")
    assert openness.read_list(text.replace("第1/2", "第2/2"), page.following.url, page.following.context).following is None


def test_openness_of_layui():
    script = "<script>layui.use('laypage', function(){ laypage.render({elem: 'page', count: 41, limit: 15}); });</script>"
    text = html(f"<ul>{items([f'/News/show/{n}.html' for n in range(5)])}</ul>{script}")
    page = openness.read_list(text, f"{HOST}/News/showList/6113/page_1.html", {})
    assert (page.declared_pages, page.following.url) == (3, f"{HOST}/News/showList/6113/page_2.html")


def test_uuid_columns_take_their_own_entries_not_the_longer_hot_list():
    own, other = "6b0f3d52-8c1e-4a77-9d24-51e0c7a3f918", "c94e7a10-2f6b-4d83-b5c6-0d8e91f2a735"
    page_of = "/columns/{}/202403/12/4315f558-94c0-4bac-9919-5ac92502{:04d}.html"
    hot = items([page_of.format(other, n) for n in range(8)])
    text = html(f'<div class="list1"><ul>{hot}</ul></div><div class="list2"><ul>{items([page_of.format(own, 1)])}</ul></div>'
                f'共3条 <a href="/columns/{own}/index_1.html">下一页</a>')
    page = uuid_columns.read_list(text, f"{HOST}/columns/{own}/index.html", {})
    assert [entry.url for entry in page.entries] == [HOST + page_of.format(own, 1)]
    assert (page.declared, page.following.url) == (3, f"{HOST}/columns/{own}/index_1.html")


@pytest.mark.parametrize("url", [f"{HOST}/zwgk/fzzf/1.html", f"{HOST}/zwgk/fzzf/"])
def test_numbered_pages_are_built_from_the_script(url):
    rows = items([f"/zwgk/fzzf/173439686887403{n:04d}.html" for n in range(4)])
    text = html(f"<ul>{rows}</ul><script>var maxPage = parseInt('3');</script>")
    page = numbered.read_list(text, url, {})
    assert (len(page.entries), page.declared_pages, page.following.url) == (4, 3, f"{HOST}/zwgk/fzzf/2.html")
    assert numbered.read_list(text, f"{HOST}/zwgk/fzzf/3.html", {"page": "3"}).following is None


@pytest.mark.parametrize(("box", "pages"), [
    ("共41条记录 1/3页 <a href='javascript:void(0)' onclick=\"location.href=encodeURI('gfxwj_2.jhtml');\">下一页</a>", 3),
    ("第1页 共3页 <a href='javascript:void(0);' onclick=\"_gotoPage('2')\">下一页</a>", 3), ("1 / 3", 3), ("3页", 3),
])
def test_jeecms_pages_from_the_pagers_box(box, pages):
    text = html(f"<ul>{items([f'/c/www/gfxwj/{n}.jhtml' for n in range(4)])}</ul><div class='a js_page'>{box}</div>")
    page = jeecms.read_list(text, f"{HOST}/c/www/gfxwj.jhtml", {})
    assert (len(page.entries), page.declared_pages) == (4, pages)
    assert page.following.url == f"{HOST}/c/www/gfxwj_2.jhtml"
    third = jeecms.built(page.following.url, 3)
    assert third == f"{HOST}/c/www/gfxwj_3.jhtml"


def test_pclist_follows_numbers():
    rows = items([f"/hill/c01011/pc/content/content_18{n}.html" for n in range(4)])
    text = html(f"<ul>{rows}</ul><b>1</b> <a href='list_2.html'>2</a> <a href='list_3.html'>3</a>")
    page = pclist.read_list(text, f"{HOST}/hill/c01011/pc/list.html", {})
    assert (len(page.entries), page.following.url) == (4, f"{HOST}/hill/c01011/pc/list_2.html")


# Fingerprints and junk


@pytest.mark.parametrize(("url", "text", "family"), [
    (f"{HOST}/ypxrmzf/c105670/pc/list.html", "", "pclist"), (f"{HOST}/News/showList/6113/page_1.html", "", "openness"),
    (f"{HOST}/columns/02deb6b1-9613-4a26-a8d9-4384b07aec1e/index.html", "", "uuid_columns"),
    (f"{HOST}/gs/index.jhtml", "", "jeecms"), (f"{HOST}/info/iList.jsp?cat_id=10036", "", "vsb"),
    (f"{HOST}/zwgk/public/column/35?type=4&catId=4751791&action=list", "", "anhui"),
    (f"{HOST}/a.htm", '<a href="info/1006/467610.htm">x</a>', "vsb"),
    (f"{HOST}/a/1.html", "<script>maxPage = parseInt('2')</script>", "numbered"),
    (f"{HOST}/a/", '<a href="http://www.other.gov.cn/col/col12/index.html">友情链接</a>', None),
])
def test_fingerprints_of_rendered_lists(url, text, family):
    assert family_of(url, text) == family


@pytest.mark.parametrize("junk", ["", "\x00", "<", "<ul><li></ul>", "<a href='http://[::1'>x</a>", "<html>" * 50,
                                  "<div>" * 3000, "<script>'/site/label/8888'</script>", "共999999999999条 第1/0页"])
def test_junk_is_no_list_of_theirs(junk):
    for reader in READERS:
        assert reader.read_list(junk, f"{HOST}/a/b.html", {}).entries == ()
