"""Searches in parts of reports, in the text alone and in spans of time; where hits stand; what the reader may have meant."""

from __future__ import annotations

import random
import re
import sqlite3
from importlib.resources import files

import pytest

from archive import find, indexing, reading
from archive.errors import UsageError
from archive.find import Filters
from archive.search import sections, suggestions
from archive.search.columns import Snapshot
from archive.search.query import parse

ROLES = ("preamble", "achievements", "problems", "plan", "signature")
WORDS = ("行政复议", "队伍薄弱", "执法监督", "应诉", "培训", "审查")


def archive_of(rows):
    """Rows: title, sections as (heading, role, paragraphs), columns."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    conn.execute("insert into meta values ('generation', '1')")
    for rowid, (title, parts, columns) in enumerate(rows, 1):
        facts = {"region_code": None, "region_name": None, "issuer": None, "date_published": None, "report_year": 2020, **columns}
        conn.execute(
            f"""insert into documents (rowid, id, title, {', '.join(facts)}, kind, verdict, first_seen, last_seen, text_sha256,
            text_chars, extractor, in_index) values (?, ?, ?, {', '.join('?' * len(facts))}, 'annual_report', 'ok', '', '', '', 0, '1', 1)""",
            (rowid, str(rowid), title, *facts.values()),
        )
        text = ""
        for position, (heading, role, paragraphs) in enumerate(parts, 1):
            conn.execute("insert into sections values (?, ?, 1, ?, ?, ?, ?)",
                         (str(rowid), position, heading, role, len(text), len(text) + len(heading)))
            text += "\n".join([heading, *paragraphs]) + "\n"
        conn.execute("insert into texts values (?, ?, ?)", (rowid, str(rowid), text))
        indexing.add(conn, rowid, title, text)
    return conn


@pytest.fixture(scope="module")
def conn():
    good, bad = ("一、主要做法", "achievements"), ("二、存在的不足", "problems")
    return archive_of([
        ("甲县法治报告", [(*good, ["推进行政复议。", "“放管服”\n改革成效明显。"]), (*bad, ["执法队伍薄弱。"])],
         {"region_code": "331121", "region_name": "青田县", "issuer": "青田县人民政府", "date_published": "2021-03-04"}),
        ("乙县行政复议报告", [(*good, ["执法队伍充实。"]), (*bad, ["行政复议力量薄弱。"])],
         {"region_code": "330106", "region_name": "西湖区", "issuer": "杭州市西湖区人民政府", "date_published": "2021-03"}),
        ("丙县报告", [(*good, ["无。"]), (*bad, ["应诉率不高，ＡＢ类案件多。"]), ("三、下一步", "plan", ["推进行政复议。"])],
         {"issuer": "丙县司法局", "date_published": "2022"}),
        ("丁县报告", [("", "preamble", ["只有一段，行政复议薄弱。"])], {"issuer": "丁县人民政府"}),
    ])


def ids(conn, query="", sort="newest", **filters):
    results = find.search(conn, query, Filters(**filters), sort=sort)
    assert not results.at_least
    assert results.total == len(results.hits)
    assert sorted(find.all_ids(conn, query, Filters(**filters))) == sorted(hit.id for hit in results.hits)
    return "".join(sorted(hit.id for hit in results.hits))


@pytest.mark.parametrize(("query", "role", "found"), [
    ("行政复议", None, "1234"), ("行政复议", "achievements", "1"), ("行政复议", "problems", "2"), ("行政复议", "plan", "3"),
    ("行政复议", "preamble", "4"), ("行政复议", "signature", ""), ("薄弱", "problems", "12"), ("薄弱 队伍", "problems", "1"),
    ("薄弱 OR 应诉", "problems", "123"), ("薄弱 -队伍", "problems", "2"), ("ab类", "problems", "3"), ("放管服改革", "achievements", "1"),
    ("title:乙县 薄弱", "problems", "2"), ("title:乙县", "problems", "2"), ("", "plan", "3"), ("", "problems", "123"),
    ("issuer:司法局", "problems", "3"), ("薄弱 year:2020", "problems", "12"), ("不足", "problems", "123"),
])
def test_the_query_must_stand_in_the_part(conn, query, role, found):
    assert ids(conn, query, role=role) == found
    assert ids(conn, query, sort="oldest", role=role) == found


def test_random_searches_in_parts_equal_a_plain_scan():
    random_ = random.Random(3)
    rows = []
    for number in range(80):
        parts = [(f"第{n}部分", random_.choice(ROLES), random_.choices(WORDS, k=random_.randint(0, 2))) for n in range(random_.randint(0, 5))]
        rows.append((f"报告{number}", parts, {}))
    conn = archive_of(rows)
    for _ in range(120):
        words, role = random_.sample(WORDS, k=random_.randint(1, 2)), random_.choice(ROLES)
        expected = {
            str(number) for number, (_, parts, _) in enumerate(rows, 1)
            if all(any(word in "".join(paragraphs) and word_in(word, parts, role) for _, _, paragraphs in parts) for word in words)
        }
        assert set(find.all_ids(conn, " ".join(words), Filters(role=role))) == expected
        assert find.search(conn, " ".join(words), Filters(role=role), limit=0).total == len(expected)


@pytest.mark.parametrize("spelled", [
    "听证", "听 证", "听　证", "听\n证", "听“证", "听＂证", "听＇证", "听｢证", "听﹁证", "听\u2329证", "听\u200b证", "听\u00a0证", "听\u0301证",
    "听，证", "听㊟证", "听証", "听〸证", "听\uf914证", "听´证",
])
def test_another_spelling_is_found_in_a_part_as_it_is_everywhere(spelled):
    conn = archive_of([("甲", [("", "problems", [f"举行{spelled}会。"])], {})])
    for word in ("听证", "举行听证会", "听十证", "听"):
        everywhere = find.search(conn, word).total
        assert find.search(conn, word, Filters(role="problems")).total == everywhere, word


def word_in(word, parts, role):
    """Whether a word stands in a run of neighbouring parts with the role; a line break does not part words."""
    joined, before = "", None
    for heading, own, paragraphs in parts:
        if own == role:
            joined += ("" if before == role else "。") + "".join([heading, *paragraphs])
        before = own
    return word in joined


def test_a_search_in_parts_reads_only_so_many(conn, monkeypatch):
    monkeypatch.setattr(sections, "MAX_READ", 2)
    results = find.search(conn, "薄弱 OR 应诉", Filters(role="problems"), sort="newest", facets=True)
    assert (results.total, results.at_least, len(results.notes)) == (2, True, 1)
    assert [hit.id for hit in results.hits] == ["3", "1"]
    assert sum(facet.count for facet in results.facets["kind"]) == 2
    assert len(find.all_ids(conn, "薄弱 OR 应诉", Filters(role="problems"))) == 3
    assert not find.search(conn, "薄弱 队伍", Filters(role="problems")).at_least


def test_in_a_part_too_a_facet_leaves_its_own_filter_aside():
    part, elsewhere = ("不足", "problems", ["应诉。"]), ("做法", "achievements", ["应诉。"])
    conn = archive_of([
        ("甲", [part], {"report_year": 2020, "level": "county"}), ("乙", [part], {"report_year": 2021, "level": "county"}),
        ("丙", [part], {"report_year": 2021, "level": "city"}), ("丁", [elsewhere], {"report_year": 2021, "level": "city"}),
        ("戊", [elsewhere, ("不足", "problems", ["复议。"])], {"report_year": 2022, "level": "city"}),
    ])

    def counts(query, **filters):
        found = find.search(conn, query, Filters(role="problems", **filters), facets=True)
        return found.total, *({facet.value: facet.count for facet in found.facets[name]} for name in ("year", "level"))

    assert counts("应诉") == (3, {2021: 2, 2020: 1}, {"county": 2, "city": 1})
    assert counts("应诉", year=2021) == (2, {2021: 2, 2020: 1}, {"county": 1, "city": 1})
    assert counts("应诉", year=2021, level="city") == (1, {2021: 1}, {"county": 1, "city": 1})
    assert counts("", year=2022) == (1, {2022: 1, 2021: 2, 2020: 1}, {"city": 1})


def test_no_text_is_read_twice_for_one_query_in_a_part(conn):
    view, query, read = Snapshot(conn), parse("薄弱"), []
    conn.set_trace_callback(lambda sql: read.append(re.sub(".*text from texts.*json_each", "", sql)) if "text from texts" in sql else None)
    assert sections.inside(view, query, "problems", [3, 1]) == [1]
    assert sections.inside(view, query, "problems", [1, 3, 2]) == [1, 2]
    assert sections.inside(view, query, "problems", [2, 1]) == [2, 1]
    conn.set_trace_callback(None)
    assert read == ["('[3, 1]'))", "('[2]'))"]


def test_text_alone(conn):
    assert ids(conn, text="行政复议") == "1234"
    assert ids(conn, "行政复议", text="充实") == "2"
    assert ids(conn, text="乙县") == ""
    assert ids(conn, "乙县", text="薄弱") == "2"
    assert ids(conn, text="报") == ids(conn, text="报告") == ""
    assert ids(conn, text="队") == "12"
    assert ids(conn, text="-队伍") == ""
    assert ids(conn, "复议", text="-队伍") == "34"
    assert ids(conn, text="title:乙县") == "2"
    assert ids(conn, text="一，主，要，做，法，推，进，行，政") == "1"
    assert ids(conn, text="乙，县，行，政，复，议，报，告") == ""


@pytest.mark.parametrize(("since", "until", "found"), [
    ("2021-03-04", None, "123"), ("2021-03-05", None, "23"), ("2021-04", None, "3"), (None, "2021-03-03", "2"), (None, "2021-03", "12"),
    ("2021", "2021", "12"), ("2022-05-01", "2022-06", "3"), ("2023", None, ""), (None, "2020", ""),
])
def test_days_of_publication_are_compared_as_far_as_they_are_precise(conn, since, until, found):
    assert ids(conn, since=since, until=until) == found


@pytest.mark.parametrize(("year", "found"), [("2019-", "1234"), ("-2020", "1234"), ("2021-", ""), ("-2019", ""), ("2020", "1234")])
def test_open_spans_of_years(conn, year, found):
    assert ids(conn, year=year) == found


@pytest.mark.parametrize("wrong", [{"role": "end"}, {"since": "gestern"}, {"until": "2021-3"}, {"year": "-"}, {"since": "2021-03-04T00"}])
def test_what_is_no_condition_is_told(conn, wrong):
    with pytest.raises(UsageError):
        find.search(conn, "", Filters(**wrong))


def test_a_hit_tells_where_it_stands(conn):
    for query in ("行政复议", "薄弱", "ab", "放管服改革", "应诉 复议"):
        for hit in find.search(conn, query).hits:
            text = conn.execute("select text from texts where document_id = ?", (hit.id,)).fetchone()[0]
            for passage in hit.passages:
                first = next((piece for piece, marked in passage.pieces if marked), None)
                assert (first is None) == (passage.anchor == "")
                if first:
                    line = text[reading.line_starts(text)[int(passage.anchor[1:]) - 1]:]
                    assert first.split()[0] in line.split("。")[0] + "。"
    (hit,) = find.search(conn, "力量薄弱").hits
    assert [(passage.anchor, passage.heading) for passage in hit.passages] == [("p4", "二、存在的不足")]


def test_in_a_part_only_its_passages_are_shown(conn):
    (hit,) = find.search(conn, "推进行政复议", Filters(role="plan")).hits
    assert [(passage.anchor, passage.heading) for passage in hit.passages] == [("p6", "三、下一步")]


def test_where_nothing_is_found_each_term_tells_its_own_count(conn):
    counts = find.term_counts(conn, "行政复议 充实 OR 火星 -月亮 金星", Filters(since="2021-03"))
    assert [(one.spelled, one.count, one.rest) for one in counts] == [
        ("行政复议", 3, "充实 OR 火星 金星 -月亮"), ("充实 OR 火星", 1, "行政复议 金星 -月亮"), ("金星", 0, "行政复议 充实 OR 火星 -月亮"),
    ]


@pytest.mark.parametrize(("query", "meant"), [
    ("青田县", [("region", "331121", "")]), ("青田县 行政复议", [("region", "331121", "行政复议")]),
    ("青田县行政复议", [("region", "331121", "行政复议")]), ("复议 浙江省", [("region", "330000", "复议")]), ("深圳市", []),
    ("丙县司法", [("issuer", "丙县司法局", "")]), ("行政复议", []), ("title:青田县", []), ("杭州市上城区", []),
    ("西湖区", [("region", "330106", "")]),
    ("青田县 OR 西湖区", []), ("-青田县", []), ("", []),
    ("杭州市西湖区人民政府 -试点", [("issuer", "杭州市西湖区人民政府", "-试点"), ("region", "330106", "人民政府 -试点")]),
])
def test_suggestions(conn, query, meant):
    found = suggestions.suggest(conn, query, Filters())
    assert [(one.filter, one.value, one.rest) for one in found] == meant
    for one in found:
        assert find.search(conn, "", Filters(**{one.filter: one.value})).total


def test_no_suggestion_for_what_is_already_chosen(conn):
    assert suggestions.suggest(conn, "青田县", Filters(region="331121")) == []
    assert suggestions.suggest(conn, "青田县", Filters(since="2022")) == []


def test_an_unknown_region_is_told(conn):
    assert find.search(conn, "", Filters(region="青田")).notes == []
    assert "火星" in find.search(conn, "", Filters(region="火星")).notes[0]
