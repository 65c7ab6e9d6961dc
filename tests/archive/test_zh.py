"""Folding and segmenting: one spelling for both sides, and the way back to the raw text."""

from __future__ import annotations

import re
import sqlite3
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import zh
from archive.search.folding import CJK

ANY_TEXT = st.text(st.one_of(
    st.characters(), st.sampled_from("法治政府，。“”《》 \n\u3000\u200b２０Ａａé\u0301ｶﾞ가①㈠ﬁ"),
), max_size=40)


@pytest.mark.parametrize(("raw", "folded"), [
    ("ＡＢＣ１２３", "abc123"),
    ("深化“放管服”改革", "深化放管服改革"),
    ("《行政处罚法》 实施", "《行政处罚法实施"),
    ("法治政\n府建\u3000设\u200b", "法治政府建设\u200b"),
    ("2020 年", "2020 年"),
    ("改革，发展", "改革,发展"),
    ("“改革", "“改革"),
    ("\u2f00般", "一般"),
    ("cafe\u0301", "caf\u00e9"),
    ("㈠①℃", "(一)1°c"),
    ("", ""),
])
def test_fold(raw, folded):
    assert zh.fold(raw) == folded


@given(ANY_TEXT)
def test_fold_is_nfkc_and_case_folding_and_settles_at_once(text):
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = [c for c in whole if c not in " \n\u200b“”‘’\"'《》〈〉「」" and not c.isspace()]
    assert [c for c in zh.fold(text) if c not in "\u200b“”‘’\"'《》〈〉「」" and not c.isspace()] == kept
    assert zh.fold(zh.fold(text)) == zh.fold(text)


@settings(max_examples=200)
@given(ANY_TEXT)
def test_every_folded_character_knows_its_raw_place(text):
    folded, places = zh.fold_map(text)
    assert folded == zh.fold(text)
    assert len(places) == len(folded) + 1
    assert list(places) == sorted(places)
    assert places[-1] == len(text)
    for place, character in zip(places, folded, strict=False):
        end = min(later for later in places if later > place)
        assert character in zh.fold(text[place:end])


def test_offsets_lead_back_over_dropped_and_widened_characters():
    raw = "①深化“放\n管服”㈠改"
    folded, places = zh.fold_map(raw)
    assert folded == "1深化放管服”(一)改"
    assert [raw[place] for place in places[:-1]] == list("①深化放管服”㈠㈠㈠改")


@pytest.mark.parametrize(("text", "tokens"), [
    ("年度报告", "年 年度 度报 报告 告"),
    ("法", "法"),
    ("改革,发展", "改 改革 革 发 发展 展"),
    ("“改革”发展", "改 改革 革发 发展 展"),
    ("2020年5G网络", "2020 年 5g 网 网络 络"),
    ("A25290_b-c", "a25290 b c"),
    ("café々ー", "café々ー"),
    ("，。", ""),
])
def test_tokens(text, tokens):
    assert zh.tokens(text) == tokens


@given(ANY_TEXT)
def test_the_index_keeps_every_token_whole(text):
    """The tables split at ASCII punctuation and blanks, so no token may hold any of that; NUL would end it."""
    conn = sqlite3.connect(":memory:")
    conn.execute("create virtual table f using fts5 (t, tokenize='ascii')")
    conn.execute("create virtual table v using fts5vocab (f, 'instance')")
    conn.execute("insert into f values (?)", (zh.tokens(text),))
    stored = [row[0] for row in conn.execute('select term from v order by "offset"')]
    assert stored == zh.tokens(text).split()


def test_chars_are_the_distinct_chinese_characters():
    assert zh.chars("依法行政，依法治国 2020 ABC \U00020000") == "依 国 政 治 法 行 \U00020000"
    assert zh.chars("2020") == ""


@given(ANY_TEXT)
def test_chars_are_those_of_the_tokens(text):
    assert set(zh.chars(text).split()) == set(re.findall(f"[{CJK}]", zh.tokens(text)))


def test_sql_functions():
    conn = sqlite3.connect(":memory:")
    zh.register(conn)
    row = conn.execute("select zh_fold('Ａ法 治'), zh_fold(null), escape_fts('行政复议'), escape_fts('法'), "
                       "escape_fts(''), escape_fts(null), escape_fts(2020)").fetchone()
    assert row == ("a法治", None, '"行政 政复 复议"', '"法"*', '""', '""', '"2020"')
    text = "第一段。<b>依法\n行政</b>为先。"
    snippet = conn.execute("select zh_snippet(?, '依法行政'), zh_snippet(null, 'a')", (text,)).fetchone()
    assert snippet == ("…&lt;b&gt;<mark>依法 行政</mark>&lt;/b&gt;为先。", None)


def test_escape_fts_leaves_fields_out_and_never_only_denies():
    assert zh.escape_fts("行政 year:2020 -issuer:局") == '"行政"'
    assert zh.escape_fts("year:2020") == zh.escape_fts("-法治") == zh.escape_fts("OR") == zh.escape_fts("***") == '""'
    assert zh.escape_fts("year:2020 OR 行政") == '""'
