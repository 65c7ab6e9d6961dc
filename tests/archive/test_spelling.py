"""Respelling character by character gives what respelling the whole text gives."""

from __future__ import annotations

import random
from unicodedata import normalize

import pytest

from archive.extract import dates, script, titles
from archive.search import folding
from archive.spelling import Spelling, nfkc

ALL = [chr(code) for code in range(0x11000) if not 0xD800 <= code < 0xE000]
"""The first plane, where Chinese pages live, and a little of the next one."""
SPELLINGS = {"nfkc": nfkc, "titles": titles._spelled, "search": folding._normal}


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_character_is_respelled_as_in_a_whole_text(name: str) -> None:
    spelling = SPELLINGS[name]
    assert [char for char in ALL if spelling(f"a{char}中") != spelling.whole(f"a{char}中")] == []


@pytest.mark.parametrize("name", SPELLINGS)
def test_random_texts_are_respelled_as_a_whole(name: str) -> None:
    dice, spelling = random.Random(5), SPELLINGS[name]
    for _ in range(500):
        text = "".join(dice.choices("法治，：（１２Ａｂ㈠①…\u3000 \nßİ設報", k=20) + dice.choices(ALL, k=dice.choice((0, 1, 3))))
        assert spelling(text) == spelling.whole(text)


def test_many_odd_characters_cost_one_pass() -> None:
    calls = []
    spelling = Spelling(lambda text: calls.append(len(text)) or normalize("NFKC", text))
    text = "".join(map(chr, range(0xFF01, 0xFF9D))) * 1000
    assert spelling(text) == normalize("NFKC", text)
    assert [size for size in calls if size > 1] == [len(text)]


def test_a_text_that_is_spelled_right_stays_the_same_object() -> None:
    text = "依法行政、“放管服”——2023 年"
    assert nfkc(text) is text


def test_titles_and_dates_fold_as_before() -> None:
    assert titles.fold("廣州市　２０２３年\n法治政府建設") == "广州市2023年法治政府建设"
    assert dates.fold("二○二三年３月（一）") == "二〇二三年3月(一)"
    assert script.simplify(script.TRADITIONAL) == titles.fold(script.TRADITIONAL)
