"""Columns that are divided into lists of years or bodies, and where a list ends."""

from __future__ import annotations

import pytest

from crawler.base.column import Column
from crawler.base.divided import parts_of
from crawler.base.faults import Fault, front_fault
from crawler.base.lists import ListEntry, ListPage

HOST = "http://www.hill.gov.cn"
AT = f"{HOST}/zwgk/fzzf/list.do"
GONE = Fault("gone", "no such page", passing=False)


def links(*pairs):
    return "".join(f'<a href="{address}">{words}</a>' for address, words in pairs)


@pytest.mark.parametrize(("text", "below", "found"), [
    (links(("/b/2023/", "2023年"), ("/b/2022/", "2022年度")), False, ["/b/2023/", "/b/2022/"]),
    (links(("/b/2023/", "2023"), ("/b/2022/", "【2022】")), False, ["/b/2023/", "/b/2022/"]),
    (links(("/b/2023/", "2023年"), ("/b/2022/", "2022年")), True, []),
    (links(("/a/fzzf/2023/", "2023年"), ("2022/", "2022年"), ("/b/2021/", "2021年")), True, ["/a/fzzf/2023/", "/a/fzzf/2022/"]),
    (links(("/a/fzzf/", "2024年"), ("/b/2023/", "2023年"), ("/b/2022/", "2022年")), True, ["/b/2023/", "/b/2022/"]),
    (links(("/b/2023/", "2023年")), False, []),
    (links(("/b/index_2019.html", "2019"), ("/b/index_2020.html", "2020")), False, []),     # page numbers
    (links(("?year=2023", "2023年"), ("?year=2022", "2022年")), False, []),                 # a calendar
    (links(("http://elsewhere.example/2023/", "2023年"), ("http://elsewhere.example/2022/", "2022年")), False, []),
    (links(("/a/fzzf/zf/", "县政府"), ("/a/fzzf/sfj/index.html", "县司法局")), False, ["/a/fzzf/zf/", "/a/fzzf/sfj/index.html"]),
    (links(("/a/fzzf/zf/", "县政府"), ("/a/fzzf/sfj/", "县司法局")), True, []),
    (links(("/b/zf/", "县政府"), ("/b/sfj/", "县司法局"), ("/a/fzzf/1.html", "县教育局")), False, []),
    (links(("/a/fzzf/zf/", "县（市、区）"), ("/a/fzzf/xz/", "乡镇（街道）")), False, ["/a/fzzf/zf/", "/a/fzzf/xz/"]),
    ("<ul><li onclick=\"location.href='/b/2023/'\">2023年</li><li data-href='/b/2022/'>2022年</li></ul>", False, ["/b/2023/", "/b/2022/"]),
    (("<script>function go(y){ location.href = '/b/' + y + '/'; }</script><span onclick=\"go('2023')\">2023</span>"
      "<span onclick=\"go('2022')\">2022</span>"), False, ["/b/2023/", "/b/2022/"]),
    ("<select><option value=''>年份</option><option value='2023/'>2023年</option><option value='2022/'>2022年</option></select>", True,
     ["/a/fzzf/2023/", "/a/fzzf/2022/"]),
    ("<select><option value='2023'>2023年</option><option value='2022'>2022年</option></select>", False, []),    # a field of a search
    ("", False, []),
])
def test_links_to_the_lists_of_years(text, below, found):
    assert list(parts_of(text, f"{HOST}/a/fzzf/", below=below)) == [HOST + path for path in found]


@pytest.mark.parametrize(("url", "title", "divided"), [
    (f"{HOST}/a/zdgk/", "重点公开", False), (f"{HOST}/a/zdgk/", "法治政府建设年度报告-青山县", True), (f"{HOST}/a/fzzfjsbg/", "", True),
])
def test_only_columns_of_reports_are_divided_by_body(url, title, divided):
    text = f"<html><head><title>{title}</title></head><body>{links(('zf/', '县政府'), ('sfj/', '县司法局'))}</body></html>"
    assert len(parts_of(text, url, below=False)) == 2 * divided


def shown(*numbers, declared=None):
    return ListPage(tuple(ListEntry(f"{HOST}/{n}", f"报告{n}") for n in numbers), declared)


def test_the_totals_of_years_are_added_up():
    column = Column(AT, parts=["2023", "2022", "2021"])
    column.take(shown(1, 2, declared=2))
    column.asked.add("2023")
    assert column.next_part() == "2022"
    column.take(shown(3, 4, 5, declared=3))
    assert column.next_part() == "2021"
    column.take(shown(1, 2, declared=2))            # shows the newest year once more
    assert column.next_part() is None
    assert (column.declared, column.collected, column.verdict()) == (5, 5, (True, None, None))


def test_a_year_without_a_total_leaves_the_sum_unknown():
    column = Column(AT, parts=["2022"])
    column.take(shown(1, 2, declared=2))
    assert column.next_part() == "2022"
    column.take(shown(3))
    assert (column.next_part(), column.declared) == (None, None)


# Where a list ends ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pages", "declared", "ends"), [
    ((range(10), range(10, 13)), None, True), ((range(10), range(10, 20)), None, False), ((range(10),), None, False),
    ((), None, False), ((range(10),), 10, True), ((range(10), range(10, 13)), 20, False),
])
def test_a_missing_page_behind_a_short_one_is_the_end(pages, declared, ends):
    column = Column(AT)
    for numbers in pages:
        column.take(shown(*numbers, declared=declared))
    assert column.ends_with(GONE) is ends
    assert not column.ends_with(Fault("timeout", "no answer", passing=True))


@pytest.mark.parametrize(("url", "column", "told"), [
    (f"{HOST}/", AT, True), (f"{HOST}/index.html", AT, True), (HOST, AT, True), (f"{HOST}/fzzf/", AT, False),
    (f"{HOST}/index.html", f"{HOST}/", False), (f"{HOST}/?class=7", AT, False),
])
def test_a_list_that_sends_on_to_the_front_page_is_none(url, column, told):
    fault = front_fault(url, column)
    assert (fault is not None and fault.reason == "layout") is told
