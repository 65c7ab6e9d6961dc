"""The query language: what is syntax, and that everything else is text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import zh
from archive.search.query import MAX_CHARACTERS, MAX_TERMS, read_years


def read(query):
    parsed = zh.parse(query)
    name = lambda term: f"{term.field}:{term.value}" if term.field else term.value  # noqa: E731 - shorter here
    return [[name(term) for term in clause] for clause in parsed.clauses], [name(term) for term in parsed.excluded]


@pytest.mark.parametrize(("query", "clauses", "excluded"), [
    ("行政复议 应诉", [["行政复议"], ["应诉"]], []),
    ("行政复议\u3000应诉", [["行政复议"], ["应诉"]], []),
    ("a OR b c", [["a", "b"], ["c"]], []),
    ("a OR b OR c", [["a", "b", "c"]], []),
    ("OR a", [["a"]], []),
    ("a OR", [["a"]], []),
    ("a OR OR b", [["a", "b"]], []),
    ("a OR -b c", [["a"], ["c"]], ["b"]),
    ("a -b OR c", [["a"], ["c"]], ["b"]),
    ("a or b", [["a"], ["or"], ["b"]], []),
    ("a ＯＲ b", [["a"], ["or"], ["b"]], []),
    ('"a OR -b"', [["a or -b"]], []),
    ('"依法 行政"', [["依法行政"]], []),
    ('-"依法 行政" x', [["x"]], ["依法行政"]),
    ("“依法 行政”", [["“依法"], ["行政”"]], []),
    ('"三项制度', [['"三项制度']], []),
    ('a"b c"', [['a"b'], ['c"']], []),
    ('"放管服"改革 x', [["放管服"], ["改革"], ["x"]], []),
    ('title:法治 issuer:"青田 县" publisher:局', [["title:法治"], ["issuer:青田县"], ["publisher:局"]], []),
    ("-title:法治 x", [["x"]], ["title:法治"]),
    ("number:11331121/2024", [["number:11331121/2024"]], []),
    ("year:2020,2022-2023 region:331121", [["year:2020,2022-2023"], ["region:331121"]], []),
    ("year:去年", [["year:去年"]], []),
    ("title:", [["title:"]], []),
    ("厅字:28", [["厅字:28"]], []),
    ("body:x NEAR(a b) ^c d* {title}:e", [["body:x"], ["near(a"], ["b)"], ["^c"], ["d*"], ["{title}:e"]], []),
    ("--a b", [["b"]], ["-a"]),
    ("100% *** …… - +", [["100%"]], []),
    ("-法治", [], ["法治"]),
    ("OR", [], []),
    ("", [], []),
])
def test_parse(query, clauses, excluded):
    assert read(query) == (clauses, excluded)


def test_a_year_that_is_none_is_text():
    term = zh.parse("year:去年").terms[0]
    assert (term.field, [run.text for run in term.runs]) == ("", ["year", "去年"])


def test_blank_is_not_nothing():
    assert zh.parse(" \n\u3000").blank
    assert not zh.parse("OR").blank
    assert not zh.parse("-法").blank


@pytest.mark.parametrize(("text", "years"), [
    ("2020", {2020}), ("2019-2021", {2019, 2020, 2021}), ("2021-2019", {2019, 2020, 2021}), ("2018,2020", {2018, 2020}),
    ("20", set()), ("2020-", set()), ("2020,", set()), ("二〇二〇", set()), ("", set()),
])
def test_years(text, years):
    assert read_years(text) == years


def test_long_queries_are_cut_with_a_note():
    long = zh.parse("法" * (MAX_CHARACTERS + 1))
    assert len(long.terms[0].value) == MAX_CHARACTERS
    many = zh.parse(" ".join(f"a{n}" for n in range(MAX_TERMS + 4)))
    assert len(many.terms) == MAX_TERMS
    assert [len(zh.parse(query).notes) for query in ("法治", "法" * 201, "a " * 17, "a " * 150)] == [0, 1, 1, 2]


@given(st.text())
def test_any_string_is_read(query):
    parsed = zh.parse(query)
    assert len(parsed.terms) + len(parsed.excluded) <= MAX_TERMS
    assert all(term.runs or term.years for term in (*parsed.terms, *parsed.excluded))
