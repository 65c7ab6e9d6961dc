"""Any rendered list: the right box, dates beside titles, links to the next page, and what must never be followed."""

from __future__ import annotations

import time

import pytest

from crawler.base import pager
from crawler.base.markup import tree_of
from crawler.base.rowdates import date_of
from crawler.base.totals import declared_total
from crawler.spiders import found, generic

HOST = "http://www.hill.gov.cn"
TITLES = [f"青山县人民政府{year}年法治政府建设年度报告" for year in range(2018, 2026)]


def items(hrefs, *, dated=True, titles=TITLES):
    """List items with a date behind each link."""
    return "".join(f'<li><a href="{href}">{title}</a>{f"<span>20{19 + n % 7}-03-0{n % 9 + 1}</span>" if dated else ""}</li>'
                   for n, (href, title) in enumerate(zip(hrefs, titles, strict=False)))


def html(body, head=""):
    menu = "".join(f'<li><a href="/{word}/">{word}</a></li>' for word in ("首页", "政务公开", "办事服务", "互动交流"))
    return f'<html><head>{head}</head><body><div class="nav"><ul>{menu}</ul></div>{body}</body></html>'


LIST = f"{HOST}/zwgk/list.asp?class=7"
CALENDAR = ("<table><tr><td><a href='?class=7&y=2026&m=4'>&gt;</a></td></tr><tr><th>日</th><th>一</th><th>二</th><th>三</th>"
            "<th>四</th><th>五</th><th>六</th></tr><tr><td><a href='/rl/1.html'>1</a></td><td><a href='/rl/2.html'>2</a></td></tr></table>")


def test_generic_finds_the_list_among_menus_footers_and_calendars():
    boxes = "".join(f'<div class="entry"><h3><a href="/show/{n}.html">{title}</a></h3><div>[2024-03-0{n + 1}]</div></div>'
                    for n, title in enumerate(TITLES))
    footer = "".join(f'<li><a href="/about/{n}.html">{word}</a></li>' for n, word in enumerate(["网站声明", "联系我们"] * 6))
    friends = "".join(f'<li><a href="http://other.gov.cn/{n}/">某某省某某市人民政府门户网站</a></li>' for n in range(20))
    text = html(f"{CALENDAR}<div class='r'>{boxes}</div>共<b>21</b>条 <a href='?class=7&page=2'>下一页</a>"
                f"<ul class='foot'>{footer}</ul><ul class='friends'>{friends}</ul>")
    page = generic.read_list(text, LIST, {})
    assert [(entry.title, entry.date) for entry in page.entries] == [(t, f"2024-03-0{n + 1}") for n, t in enumerate(TITLES)]
    assert (page.declared, page.following.url, page.cap) == (21, f"{LIST}&page=2", None)


def test_generic_reads_undated_lists_and_drops_buttons():
    text = html(f"<ul>{items([f'/a/{n}00.html' for n in range(4)], dated=False)}<li><a href='/a/'>更多&gt;&gt;</a></li></ul>")
    page = generic.read_list(text, f"{HOST}/a/", {})
    assert [entry.title for entry in page.entries] == TITLES[:4]
    assert page.cap == generic.BLIND_PAGES


def test_generic_keeps_to_its_host_and_out_of_calendars():
    rows = f"<ul>{items([f'/show/{n}.html' for n in range(4)])}</ul>"
    for more in (CALENDAR, "<a href='http://other.gov.cn/list_2.html'>下一页</a>", "<a href='?class=7&year=2025'>&gt;</a>",
                 f"<a href='{LIST}'>下一页</a>", "<a href='javascript:next()'>下一页</a>"):
        assert generic.read_list(html(rows + more), LIST, {}).following is None, more


def test_generic_pages_by_script():
    script = "<script>$('.p').pagination({totalPage: 54, callBack: function (i) { location.href='index_'+i+'.html'; }});</script>"
    page = generic.read_list(html(f"<ul>{items([f'/show/{n}.html' for n in range(4)])}</ul>{script}"), f"{HOST}/yq/index.html", {})
    assert (page.declared_pages, page.following.url) == (54, f"{HOST}/yq/index_2.html")
    search = "<script>function s(key) { location.href='/search?q='+key; } var totalPage = 3;</script>"
    page = generic.read_list(html(f"<ul>{items([f'/show/{n}.html' for n in range(4)])}</ul>{search}"), f"{HOST}/yq/index.html", {})
    assert (page.declared_pages, page.following) == (3, None)


def test_generic_looks_into_the_one_frame_of_a_page():
    page = generic.read_list(html('<iframe src="/list_frame.html"></iframe><iframe src="http://stat.cn/x"></iframe>'),
                             f"{HOST}/a/", {"column": f"{HOST}/a/"})
    assert (page.entries, page.following.url) == ((), f"{HOST}/list_frame.html")
    again = generic.read_list(html('<iframe src="/list_frame2.html"></iframe>'), page.following.url, page.following.context)
    assert again.following is None


def test_a_portal_without_a_family_is_read_as_any_list():
    text = html(f"<ul>{items([f'/show/{n}.html' for n in range(4)])}</ul><a href='/b/2/'>下一页</a>")
    page = found.read_list(text, f"{HOST}/b/1/", {})
    assert (len(page.entries), page.following.context["family"]) == (4, "generic")
    assert found.read_list("<p>x</p>", f"{HOST}/b/", {}).note.startswith("the system was not recognised")


@pytest.mark.parametrize(("markup", "leads"), [
    ("<a href='p2.html'><img alt='下一页' src='r.gif'></a>", "p2.html"), ("<a class='lay-next' href='p2.html'></a>", "p2.html"),
    ("<input type='button' value='下一页' onclick=\"location.href='p2.html'\">", "p2.html"),
    ("<span onclick=\"window.open('p2.html','_self')\">下页</span>", "p2.html"),
    ("<a href='p9.html'>&gt;&gt;</a><a href='p2.html'>2</a>", "p2.html"), ("<a href='p2.html'>&gt;</a>", "p2.html"),
    ("<a href='p2.html'>【下一页】</a>", "p2.html"), ("<a href='p2.html'>下一页 &gt;&gt;</a>", "p2.html"),
    ("<a href='p2.html'>[2]</a>", "p2.html"),
    ("<select><option value='p1.html'>第1页</option><option value='p2.html'>第2页</option></select>", "p2.html"),
    ("<select><option value='2'>2</option></select>", None), ("<a href='#'>下一页</a>", None),
    ("<span>下一页</span>", None), ("<a href='p1.html'>下一页</a>", None),
])
def test_links_to_the_next_page(markup, leads):
    url = f"{HOST}/a/p1.html"
    assert pager.rendered_next(tree_of(f"<div>{markup}</div>"), url, 1) == (leads and f"{HOST}/a/{leads}")


@pytest.mark.parametrize(("words", "pages", "entries"), [
    ("共 12 页", 12, None), ("页次：2/7", 7, None), ("第 1 / 5 页", 5, None), ("第1页/共3页", 3, None), ("共52条 1/4 下页", 4, 52),
    ("总记录数：31", None, 31), ("发布日期 2024/3/5", None, None), ("征求到意见共5条 …… 共有18条信息", None, 18), ("共0页", None, None),
])
def test_numbers_that_pagers_print(words, pages, entries):
    assert (pager.printed_pages(words), declared_total(words)) == (pages, entries)


# Layouts of entries

DAYS = [f"20{18 + n}-03-0{n + 1}" for n in range(6)]
ROWS = {
    "table": '<tr><td>{n}</td><td><a href="{u}">{t}</a></td><td>113308245972094984/{y}-0152{n}</td><td>{d}</td></tr>',
    "dt_dd": '<dt><a href="{u}">{t}</a></dt><dd>{d}</dd>',
    "whole_link": '<a class="item" href="{u}"><span>{t}</span><span>{d}</span></a>',
    "chinese_date": '<li><span>{y}年3月{n}日</span><a href="{u}">{t}</a></li>',
    "drawn_date": '<li><div><b>0{n}</b><span>{y}-03</span></div><h3><a href="{u}">{t}</a></h3><a href="{u}">[查看详情]</a></li>',
    "picture": '<li><a href="{u}"><img src="/{n}.jpg"></a><a href="{u}">{t}</a><em>{d}</em></li>',
    "category": '<li>[<a href="/zwgk/fzzf/">法治政府</a>]<a href="{u}">{t}</a><em>{d}</em></li>',
    "clicked_box": "<div class=\"row\" onclick=\"window.open('{u}')\"><p>{t}</p><p>{d}</p></div>",
    "line": '· <a href="{u}">{t}</a> {d}<br>',
    "with_file": '<li><a href="{u}">{t}</a><span>{d}</span><ul><li><a href="/f/{n}.pdf">附件下载</a></li></ul></li>',
    "separated": '<tr><td><img src="/d.gif"></td><td><a href="{u}" title="{t}">青山县...</a></td><td>{y}/03/0{n}</td></tr>'
                 "<tr><td colspan=3></td></tr>",
    "boxes": '<div class="r"><div><a href="{u}">{t}</a></div><div>{d} 10:22:31</div></div>',
}
AROUND = {"table": "<table>{}</table>", "separated": "<table><tr><td><table>{}</table></td></tr></table>", "dt_dd": "<dl>{}</dl>"}
MENU = "".join(f'<li><a href="/xxgk/{n}.html">{word}</a></li>' for n, word in enumerate(
    ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开", "规范性文件")))
FOOT = ('<div class="foot"><p>主办：青山县人民政府办公室 <a href="/about/1.html">网站地图</a> <a href="/about/2.html">联系我们</a>'
        ' <a href="http://beian.example/">某ICP备00000000号-1</a></p><p>更新日期：2026-03-01</p></div>')


@pytest.mark.parametrize("layout", ROWS)
def test_generic_reads_every_layout(layout):
    rows = "".join(ROWS[layout].format(n=n + 1, u=f"/a/{n}0{n}4{n}.html", t=TITLES[n], d=DAYS[n], y=DAYS[n][:4])
                   for n in range(6))
    inside = AROUND.get(layout, "<ul>{}</ul>" if rows.startswith("<li") else "{}").format(rows)
    text = html(f'<div class="left"><ul>{MENU}</ul></div><div class="right">{inside}<p>共6条</p></div>{FOOT}')
    page = generic.read_list(text, f"{HOST}/zwgk/fzzf/", {})
    assert [(entry.url, entry.title, entry.date) for entry in page.entries] == [
        (f"{HOST}/a/{n}0{n}4{n}.html", TITLES[n], DAYS[n]) for n in range(6)]
    assert (page.declared, page.following) == (6, None)


@pytest.mark.parametrize(("words", "day"), [
    ("05 2024-03", "2024-03-05"), ("03-05 2024", "2024-03-05"), ("发布日期：2024年3月5日", "2024-03-05"), ("2024/3/5 10:22", "2024-03-05"),
    ("2024年3月", "2024-03"), ("113308245972094984/2025-01529", None), ("[03-05]", None), ("31 2024-02", "2024-02"), ("2024-99-99", None),
])
def test_dates_of_entries(words, day):
    assert date_of(words) == day


def test_long_lists_stay_fast():
    rows = "".join(f'<li><a href="/a/{n}.html">青山县人民政府第{n}号公告</a></li>' for n in range(3000))
    start = time.process_time()
    assert len(generic.read_list(html(f"<ul>{rows}</ul>"), f"{HOST}/a/", {}).entries) == 3000
    assert time.process_time() - start < 3
