"""Filters, orders, facets and pages of a search on a small archive whose answers can be told by hand."""

from __future__ import annotations

import random
import sqlite3
from importlib.resources import files

import pytest

from archive import find, indexing
from archive.errors import UsageError
from archive.find import Filters

ROWS = [  # id, title, kind, verdict, year, code, region, level, published, issuer, number, text
    ("a", "甲县2023年法治政府建设年度报告", "annual_report", "ok", 2023, "331121", "青田县", "county", "2024-03-04",
     "青田县人民政府", "11331121002651113G/2024-00001", "本县推进行政复议，办理复议案件12件。"),
    ("b", "关于法治政府建设情况的报告", "annual_report", "ok", 2022, "331100", "丽水市", "city", "2023-01-20",
     "丽水市人民政府", "11331100002650001X/2023-00009", "行政复议体制改革，行政复议应诉。"),
    ("c", "行政复议与法治建设年度报告", "annual_report", "attachment_only", 2023, "330106", "西湖区", "county", None,
     "杭州市西湖区人民政府", None, "行政执法监督。"),
    ("d", "深圳法治政府建设年度报告", "annual_report", "ok", 2021, "440300", "深圳市", "city", "2022-02-01",
     "深圳市司法局", "深司〔2022〕28号", "信用监管。"),
    ("e", "法治政府建设年度报告（空白）", "annual_report", "masked", 2021, "440300", "深圳市", "city", "2022-02-02",
     None, None, "行政复议××件。"),
    ("f", "行政复议公开征求意见", "notice", "ok", None, "330000", "浙江省", "province", "2024-05-01",
     "浙江省司法厅", None, "行政复议实施办法。"),
    ("g", "富阳市法治建设报告", "annual_report", "ok", 2013, "330183", "富阳市", "county", "2014-03-01",
     "富阳市人民政府", None, "行政复议。"),
]


def make(path):
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("pragma synchronous = off")
    conn.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    conn.execute("insert into meta values ('generation', '1')")
    for rowid, row in enumerate(ROWS, 1):
        put(conn, rowid, row)
    return conn


def put(conn, rowid, row):
    name, title, kind, verdict, year, code, region, level, published, issuer, number, text = row
    conn.execute(
        """insert into documents (rowid, id, title, kind, verdict, report_year, region_code, region_name, level,
        date_published, issuer, publisher, index_number, document_number, portal, first_seen, last_seen, text_sha256,
        text_chars, extractor, in_index) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '办公室', ?, ?, 'p1', '', '', '', 0, '1', ?)""",
        (rowid, name, title, kind, verdict, year, code, region, level, published, issuer, number,
         number if number and "号" in number else None, kind == "annual_report" and verdict in {"ok", "attachment_only"}),
    )
    conn.execute("insert into texts values (?, ?, ?)", (rowid, name, text))
    indexing.add(conn, rowid, title, text)


@pytest.fixture(scope="module")
def conn(tmp_path_factory):
    return make(tmp_path_factory.mktemp("find") / "archive.db")


def ids(conn, query="", sort="newest", **filters):
    results = find.search(conn, query, Filters(**filters), sort=sort)
    assert results.total == len(results.hits)
    assert sorted(find.all_ids(conn, query, Filters(**filters))) == sorted(hit.id for hit in results.hits)
    return "".join(hit.id for hit in results.hits)


def test_the_report_index_is_the_default_and_kind_widens_it(conn):
    assert ids(conn) == "abdgc"
    assert ids(conn, "行政复议") == "abgc"
    assert ids(conn, "行政复议", kind="annual_report") == "abgc"
    assert ids(conn, "行政复议", kind="notice") == "f"
    assert ids(conn, "行政复议", kind="notice,annual_report") == "fabgc"
    assert ids(conn, "行政复议", kind="any") == "fabegc"


def test_orders(conn):
    assert ids(conn, sort="oldest", kind="any") == "gdebafc"
    assert ids(conn, sort="newest", kind="any") == "fabedgc"
    assert ids(conn, sort="relevance") == "abdgc"
    assert ids(conn, "行政复议", sort="relevance", kind="any")[:2] in {"cf", "fc"}
    assert ids(conn, "行政复议", sort="relevance")[:1] == "c"
    assert ids(conn, "复", sort="relevance") == "cabg"
    assert ids(conn, "行政复议", sort="relevance").index("b") < ids(conn, "行政复议", sort="relevance").index("a")


@pytest.mark.parametrize(("region", "found"), [
    ("331121", "a"), ("331100", "ab"), ("330000", "abgc"), ("33", "abgc"), ("3311", "ab"), ("浙江省", "abgc"),
    ("浙江", "abgc"), ("丽水", "ab"), ("青田", "a"), ("青田县", "a"), ("浙江省丽水市青田县", "a"), ("西湖区", "c"), ("深圳市", "d"),
    ("330183", "g"), ("富阳市", "g"), ("330111", "g"), ("110000", ""), ("没有的县", ""), ("331", ""),
])
def test_regions_hold_what_lies_within_them(conn, region, found):
    assert ids(conn, region=region) == found
    assert ids(conn, f"region:{region}") == found
    assert ids(conn, f'法治 -region:"{region}"') == "".join(name for name in "abdgc" if name not in found)


def test_filters(conn):
    assert ids(conn, year=2023) == ids(conn, year="2023") == ids(conn, "year:2023") == "ac"
    assert ids(conn, year="2021-2022") == ids(conn, "year:2022,2021") == "bd"
    assert ids(conn, level="county") == "agc"
    assert ids(conn, level="city,county", year=2022) == "b"
    assert ids(conn, portal="p1") == "abdgc"
    assert ids(conn, portal="p2") == ""
    assert ids(conn, publisher="办公室") == ids(conn, "publisher:办公") == "abdgc"
    assert ids(conn, issuer="丽水市人民政府") == ids(conn, "issuer:丽水") == "b"
    assert ids(conn, issuer="人民政府") == ids(conn, "issuer:人民政府") == "abgc"
    assert ids(conn, "行政复议 year:2023 -issuer:西湖区") == "a"
    assert ids(conn, "year:2013 OR number:28") == "dg"


def test_numbers_may_be_typed_in_part_and_with_other_brackets(conn):
    assert ids(conn, "number:11331121") == ids(conn, "number:11331121002651113g/2024-00001") == "a"
    assert ids(conn, "number:深司[2022]28") == ids(conn, 'number:"深司 2022 28号"') == "d"
    assert ids(conn, "number:99999") == ""


def test_fields_hold_their_own(conn):
    assert ids(conn, "title:行政复议") == "c"
    assert ids(conn, "title:复") == "c"
    assert ids(conn, "-title:法治 报告", kind="any") == ""
    assert ids(conn, "title:甲县 复议") == "a"


def test_nothing_to_look_for(conn):
    assert ids(conn, "-行政复议") == ids(conn, "OR") == ids(conn, "***") == ids(conn, "-year:2023") == ""
    assert ids(conn, "  ") == "abdgc"


@pytest.mark.parametrize("filters", [
    {"year": "去年"}, {"kind": "report"}, {"level": "village"}, {"kind": "notice,x"},
])
def test_wrong_filters_are_told(conn, filters):
    with pytest.raises(UsageError, match=r"choose|give"):
        find.search(conn, "法治", Filters(**filters))
    with pytest.raises(UsageError, match="choose"):
        find.search(conn, "法治", sort="best")


def test_pages_of_one_search_add_up(conn):
    whole = [hit.id for hit in find.search(conn, "行政复议", Filters(kind="any")).hits]
    pages = [find.search(conn, "行政复议", Filters(kind="any"), limit=2, offset=n) for n in (0, 2, 4, 6)]
    assert [hit.id for page in pages for hit in page.hits] == whole
    assert {page.total for page in pages} == {len(whole)}
    assert find.search(conn, "行政复议", limit=0).hits == find.search(conn, "法治", limit=-3, offset=-9).hits == []


def facets(conn, query="", **filters):
    found = find.search(conn, query, Filters(**filters), facets=True).facets
    return {name: {facet.value: facet.count for facet in values} for name, values in found.items()}


def test_facets_count_what_each_choice_would_bring(conn):
    counted = facets(conn)
    assert counted == {
        "year": {2023: 2, 2022: 1, 2021: 1, 2013: 1}, "region": {"330000": 4, "440000": 1},
        "level": {"city": 2, "county": 3}, "kind": {"annual_report": 5, "notice": 1},
    }
    assert list(counted["year"]) == [2023, 2022, 2021, 2013]
    for name, values in facets(conn, "行政复议", level="county").items():
        for value, count in values.items():
            chosen = {"level": "county", name: str(value)}
            assert find.search(conn, "行政复议", Filters(**chosen)).total == count, chosen


def test_the_region_facet_goes_one_level_down(conn):
    assert facets(conn, region="330000")["region"] == {"330000": 4, "330100": 2, "331100": 2}
    assert facets(conn, region="丽水市")["region"] == {"331100": 2, "331121": 1}
    assert facets(conn, region="331121")["region"] == {"331121": 1}
    labels = find.search(conn, "", Filters(region="330000"), facets=True).facets["region"]
    assert [facet.label for facet in labels] == ["浙江省", "杭州市", "丽水市"]


def test_hits_carry_marks(conn):
    (hit,) = find.search(conn, "复议案件12件").hits
    assert (hit.id, hit.url, hit.report_year, hit.issuer) == ("a", None, 2023, "青田县人民政府")
    assert hit.snippet == "本县推进行政复议，办理复议案件12件。"
    assert hit.snippets == [[("本县推进行政复议，办理", False), ("复议案件12件", True), ("。", False)]]
    assert find.search(conn, "title:甲县").hits[0].title_marks[0] == ("甲县", True)


def test_notes_tell_what_was_left_out(conn):
    assert find.search(conn, "法治").notes == []
    assert len(find.search(conn, "法" * 300).notes) == 1


def test_any_row_factory_will_do_and_stays(conn):
    for factory in (sqlite3.Row, lambda cursor, row: dict(enumerate(row)), None):
        conn.row_factory = factory
        assert ids(conn, "行政复议 复", kind="any") == "fabegc"
        assert conn.row_factory is factory
        assert not conn.in_transaction


def test_a_new_document_shows_with_the_next_search(tmp_path):
    writer = make(tmp_path / "archive.db")
    reader = sqlite3.connect(tmp_path / "archive.db")
    assert ids(reader, "行政复议") == "abgc"
    writer.execute("begin")
    put(writer, 9, ("n", *ROWS[0][1:]))
    assert ids(writer, "行政复议") == "nabgc"
    writer.execute("rollback")
    assert ids(writer, "行政复议") == ids(reader, "行政复议") == "abgc"
    put(writer, 8, ("m", *ROWS[0][1:]))
    writer.execute("update documents set level = 'township', date_published = '2030-01-01' where id = 'b'")
    writer.execute("update meta set value = '2' where key = 'generation'")
    assert ids(reader, "行政复议") == "bmagc"
    assert ids(reader, level="township") == "b"


@pytest.mark.parametrize(("query", "expected"), [
    ("深司〔2022〕28号", "d"), ("深司[2022]28号", "d"), ('"深司〔2022〕28号"', "d"), ("深司〔2022〕2号", ""), ("2022", ""),
    ("-深司〔2022〕28号 监管", ""),
])
def test_a_whole_document_number_finds_its_document(conn, query, expected):
    assert ids(conn, query) == expected


def test_a_whole_index_number_finds_its_document(tmp_path):
    conn = make(tmp_path / "archive.db")
    conn.execute("update documents set index_number = '11331002002673575G/2024-154968' where id = 'b'")
    conn.execute("update meta set value = '2' where key = 'generation'")
    for query in ("11331002002673575G/2024-154968", "11331002002673575g／2024－154968", "11331002002673575G/2024-154968 行政复议"):
        assert ids(conn, query) == "b"
    for query in ("11331002002673575G/2024-15496", "154968", "11331002002673575G"):
        assert not ids(conn, query)


def test_another_file_under_the_same_name_is_another_archive(tmp_path):
    make(tmp_path / "archive.db").close()
    other = make(tmp_path / "other.db")
    other.execute("update documents set report_year = 1999")
    other.close()
    conn = sqlite3.connect(tmp_path / "archive.db")
    assert ids(conn, year=1999) == ""
    conn.close()
    (tmp_path / "other.db").replace(tmp_path / "archive.db")
    assert ids(sqlite3.connect(tmp_path / "archive.db"), year=1999) == "abdgc"


def test_a_long_search_can_be_interrupted(conn):
    find.search(conn, "法治")
    conn.set_progress_handler(lambda: 1, 1)
    try:
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            find.search(conn, "行政复议")
    finally:
        conn.set_progress_handler(None, 0)
    assert not conn.in_transaction
    assert ids(conn, "行政复议") == "abgc"


def test_orders_equal_plain_sorting_in_a_larger_archive():
    random_ = random.Random(5)
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    dates = {}
    for rowid in range(1, 301):
        date = random_.choice((None, "2020-01-01", f"20{random_.randint(10, 24)}-0{random_.randint(1, 9)}"))
        word = random_.choice(("常见", "常见", "常见罕见")) if rowid % 50 else "罕见"
        dates[str(rowid)] = (date or "", rowid, word)
        put(conn, rowid, (str(rowid), "", "annual_report", "ok", 2020, None, None, None, date, None, None, word))
    for query in ("常见", "罕见", ""):
        expected = sorted((name for name, row in dates.items() if query in row[2]), key=dates.get, reverse=True)
        assert find.all_ids(conn, query) == expected
        hits = find.search(conn, query, sort="newest", limit=7, offset=3).hits
        assert [hit.id for hit in hits] == expected[3:10]
