from __future__ import annotations

import re

import pytest

from archive.extract import figures
from archive.extract.anchors import anchors


@pytest.mark.parametrize(("phrase", "words"), [
    ("收到复议申请{N}", ("收到复议申请",)),
    ("(?:甲乙|丙丁)戊?{N}", ("甲乙", "丙丁")),
    ("(?:甲乙)?丙{N}", ("丙",)),
    ("(?:甲乙)*(?:丙丁)?{N}", ()),
    ("(?:甲|)乙丙", ("乙丙",)),
    ("(?<!甲乙丙)丁{N}(?!戊己庚)", ("丁",)),
    ("甲[乙丙]丁戊{0,3}{N}", ("甲",)),
    ("甲{2}乙丙", ("乙丙",)),
    ("[^甲乙]{0,9}丙丁+戊", ("丙丁",)),
])
def test_words_that_a_match_cannot_do_without(phrase, words):
    assert anchors(phrase) == words


def test_every_rule_of_the_table_has_words_and_finds_its_own():
    for (indicator, phrase, _), rule in zip(figures.TABLE, figures.RULES, strict=True):
        assert rule.words, (indicator, phrase)


def test_no_figure_is_lost_by_looking_for_words_first():
    text = "收到行政复议申请62件，审结50件，调解率达40%；实现零败诉。开展12次专题学法，评查案卷30份，罚款3万元，覆盖群众超2万人次。普法活动9场。"
    quick = {(item.indicator, item.quote) for item in figures.figures(text, [], 2023)}
    slow, wider = set(), figures.wider_than(None)
    for sentence in re.finditer(r"[^。\n]+", text):
        found = figures._in_sentence(figures.RULES, sentence.group(), sentence.group(), sentence.start(), 2023, wider)
        slow |= {(item.indicator, item.quote) for item in found}
    assert quick == slow
    assert len(quick) >= 7
