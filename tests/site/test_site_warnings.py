"""Remarks about documents: whatever the extractor and the readers of files can say is said in Chinese on a Chinese page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import i18n
from archive.i18n import warnings
from archive.site import languages

ROOT = Path(__file__).parents[2]
SPEAKERS = sorted([*(ROOT / "archive" / "extract").glob("*.py"), *(ROOT / "archive" / "attachments").glob("*.py")])
SENTENCE = re.compile(r"(?:[A-Z]|\{\}|it |the ).*[a-z ].*\.", re.DOTALL)


def docstrings(tree: ast.AST) -> set[int]:
    """The ids of the constants that stand alone as a statement."""
    bodies = [node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)]
    return {id(one.value) for body in bodies for one in body if isinstance(one, ast.Expr)}


def sentences(path: Path) -> Iterator[str]:
    """The sentences that a module can say, with {} for each value."""
    tree = ast.parse(path.read_text("utf-8"))
    aside = docstrings(tree)
    aside |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node) if part is not node}
    for node in ast.walk(tree):
        if id(node) in aside:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value
        elif isinstance(node, ast.JoinedStr):
            words = "".join("{}" if isinstance(part, ast.FormattedValue) else part.value for part in node.values)
        else:
            continue
        if SENTENCE.fullmatch(words) and len(words.split()) > 2:
            yield words


def test_the_collector_finds_what_is_said():
    found = {words for path in SPEAKERS for words in sentences(path)}
    assert "The page has no text." in found
    assert any("check digit" in words for words in found)
    assert len(found) > 60


@pytest.mark.parametrize("path", SPEAKERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_sentence_has_its_translation(path):
    unknown = [words for words in sentences(path) if warnings.translated(words.replace("{}", "7")) is None]
    assert unknown == []


def test_every_reason_of_the_kind_tables_has_its_translation():
    from archive.extract import identify

    rules = (*identify.RULES, *identify.LATE_RULES, *identify.COLUMN_KINDS)
    assert {rule.reason for rule in rules} <= set(warnings.WORDS)


def test_translations_are_chinese_and_keep_their_values():
    for english, chinese in warnings.SENTENCES:
        holes = english.count("{}")
        values = [f"值{number}" for number in range(holes)]
        said = chinese.format(*values)
        assert all(value in said for value in values) or "its {} were found" in english, english
        assert re.search("[\u4e00-\u9fff]", chinese), chinese
        assert not re.search(r"[a-z]{3,} [a-z]{3,}", said), said


def test_known_sentences_come_first():
    """A general pattern must not swallow a sentence that has one of its own."""
    for english, chinese in warnings.SENTENCES:
        values = ["7"] * english.count("{}")
        assert warnings.translated(english.replace("{}", "7")) == chinese.format(*values), english


def test_places_inside_a_sentence_are_translated_too():
    said = warnings.translated("The title says 2021, but the text also says 2020: the report year follows the title.")
    assert said == "标题写的是 2021 年，正文另提到 2020 年：报告年度以标题为准。"


def test_the_ending_of_a_title_is_told_in_chinese():
    assert warnings.translated("By its title: it ends in “年度报告”.") == "据标题判断：标题以“年度报告”结尾。"


def test_unknown_sentences_stay_and_are_marked_and_escaped():
    assert languages.said("New <b>remark</b>.") == '<span lang="en">New &lt;b&gt;remark&lt;/b&gt;.</span>'
    with i18n.speaking("en"):
        assert languages.said("The page has no text.") == "The page has no text."
    assert languages.said("The page has no text.") == "网页没有正文。"


def test_long_hostile_sentences_cost_nothing():
    import time

    begin = time.process_time()
    for _ in range(20):
        warnings.translated("The " + "the says , but : " * 400)
        warnings.translated("The says  but the " * 30)
    assert time.process_time() - begin < 1
