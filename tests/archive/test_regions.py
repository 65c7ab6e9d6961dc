from __future__ import annotations

import time

import pytest

from archive import regions


@pytest.fixture(scope="module")
def table():
    return regions.load()


def test_a_code_in_force_gives_its_region(table):
    found = table.by_code("331121")
    assert (found.name, found.full_name, found.level, found.parent) == ("青田县", "浙江省丽水市青田县", "county", "331100")


@pytest.mark.parametrize(("ended", "today"), [
    ("341703", "341802"), ("500224", "500151"), ("330103", "330105"), ("320586", "320506"), ("110103", "110101"),
    ("371202", "370116"), ("540530", "540581"),
])
def test_an_ended_code_resolves_to_its_successor(table, ended, today):
    assert table.by_code(ended).code == today


@pytest.mark.parametrize("code", [None, "", "000000", "999999", "abcdef", "11"])
def test_an_unknown_code_gives_nothing(table, code):
    assert table.by_code(code) is None


def test_successors_are_in_force_and_parents_exist(table):
    in_force = {row.code for row in table.rows() if row.valid_to is None}
    assert all(row.successor in in_force for row in table.rows() if row.successor)
    assert all(row.parent in in_force for row in table.rows() if row.parent and row.valid_to is None)


def test_the_table_is_whole_and_has_no_code_twice(table):
    now = [row.code for row in table.rows() if row.valid_to is None]
    assert len(now) == len(set(now))
    assert sum(row.level == "province" for row in table.rows() if row.valid_to is None) == 34
    assert len(now) > 3200


def test_levels_follow_the_digits(table):
    for row in table.rows():
        wanted = "province" if row.code.endswith("0000") else "city" if row.code.endswith("00") else "county"
        assert row.level == wanted, row


def test_ambiguous_names_give_every_region(table):
    assert {row.code for row in table.by_name("西湖区")} == {"330106", "360103"}
    assert [row.code for row in table.by_name("西湖区", within="330000")] == ["330106"]
    assert [row.code for row in table.by_name("鼓楼区", within="320300")] == ["320302"]


@pytest.mark.parametrize(("name", "code"), [
    ("浙江省丽水市青田县", "331121"), ("新疆", "650000"), ("内蒙古", "150000"), ("延边州", "222400"), ("长阳县", "420528"),
    ("重庆", "500000"), ("余杭市", "330110"), ("隆林县", "451031"),
])
def test_everyday_and_former_names(table, name, code):
    assert [row.code for row in table.by_name(name)] == [code]


def test_the_longest_name_at_a_place(table):
    assert table.longest_name("重庆市长寿区交通局") == "重庆市长寿区"
    assert table.longest_name("浙江省青田县司法局") == "浙江省"
    assert table.longest_name("浙江省青田县司法局", 3) == "青田县"
    assert table.longest_name("本报讯") is None


def test_hosts_by_their_longest_known_domain(table):
    assert table.by_host("jyj.gz.gov.cn").name == "广州市"
    assert table.by_host("www.qingtian.gov.cn:8080").name == "青田县"
    assert table.by_host("example.com") is None
    assert table.by_host(None) is None


def test_inside_knows_parents_and_municipalities(table):
    assert table.inside("500151", "500000")
    assert table.inside("331121", "331100")
    assert not table.inside("331121", "330100")


def test_a_fresh_load_is_fast():
    start = time.perf_counter()
    regions.load.__wrapped__()
    assert time.perf_counter() - start < 0.3
