"""Marks stand on the raw words of a hit; snippets are short, few and ordered."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from archive import zh
from archive.search.highlight import MAX_MARKS, SNIPPET_CHARACTERS, SNIPPETS, Highlighter, plain

FILLER = "这是一段与检索无关的文字，只为隔开前后的内容。" * 12


def marked(query, text):
    return [[piece for piece, hit in snippet if hit] for snippet in Highlighter(zh.parse(query)).snippets(text)]


def test_the_raw_words_are_marked_whatever_their_spelling():
    assert marked("放管服改革", "深化“放管服”改革。") == [["放管服”改革"]]
    assert marked("法治政府", "法治政\n府") == [["法治政 府"]]
    assert marked("abc123", "第ＡＢＣ１２３号") == [["ＡＢＣ１２３"]]
    assert marked("一般", "\u2f00般") == [["\u2f00般"]]
    assert marked("改革,发展", "改革、发展与改革发展") == [["改革、发展", "改革发展"]]
    assert marked("2020年", "12020年，２０２０ 年，2020年") == [["2020年"]]
    assert marked("1", "共①项") == [["①"]]
    assert marked("caf\u00e9", "一家Cafe\u0301店") == [["Cafe\u0301"]]
    assert marked("(一)", "㈠甲") == [["㈠"]]


def test_whole_words_only():
    assert marked("202", "2020年") == [[]]
    assert marked("5g", "5G网络，15G") == [["5G"]]


def test_each_term_is_shown_before_any_is_shown_twice():
    text = "甲甲。" + FILLER + "甲甲。" + FILLER + "乙乙。" + FILLER + "丙丙。" + FILLER + "甲甲。"
    assert marked("甲甲 乙乙 丙丙", text) == [["甲甲"], ["乙乙"], ["丙丙"]]


def test_title_only_terms_mark_the_title_and_not_the_text():
    highlighter = Highlighter(zh.parse("title:法治 -复议"))
    assert highlighter.title("县法治报告") == [("县", False), ("法治", True), ("报告", False)]
    assert highlighter.snippets("法治复议") == [[("法治复议", False)]]


def test_without_a_hit_the_beginning_is_shown():
    highlighter = Highlighter(zh.parse(""))
    assert highlighter.snippets("") == []
    assert highlighter.snippets(" \n ") == []
    assert highlighter.title("") == []
    (snippet,) = highlighter.snippets(FILLER)
    assert plain(snippet) == FILLER[:SNIPPET_CHARACTERS] + "…"


def test_a_word_in_every_line_keeps_pages_small():
    text = "法" * 50_000
    start = time.perf_counter()
    snippets = Highlighter(zh.parse("法")).snippets(text) + Highlighter(zh.parse("法" * 200)).snippets(text)
    assert time.perf_counter() - start < 1
    assert all(len(plain(snippet)) <= SNIPPET_CHARACTERS + 2 for snippet in snippets)
    spread = Highlighter(zh.parse("法")).snippets("法，" * 5000)
    assert all(sum(hit for _, hit in snippet) <= MAX_MARKS for snippet in spread)


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("法治 政\n府“”，。2０aＡé①é"), max_size=200), st.text('法治政府 2aé1"-', max_size=12))
def test_pieces_put_together_are_the_text(text, query):
    highlighter = Highlighter(zh.parse(query))
    assert plain(highlighter.title(text)) == text
    snippets = highlighter.snippets(text)
    assert len(snippets) <= SNIPPETS
    squeezed = "".join(text.split())
    for snippet in snippets:
        assert len(plain(snippet)) <= SNIPPET_CHARACTERS + 2
        assert "".join(plain(snippet).strip("…").split()) in squeezed
        assert all(piece for piece, _ in snippet)
