"""How the report page is built: lines of a text, values escaped in one go, and a frame that is rendered once."""

from __future__ import annotations

import doctest
import random
from html import escape

import pytest

from archive import i18n, layouts, reading
from archive.site import body, framing, parts, sheet
from archive.site import voice as voices
from archive.site.served import site_of
from archive.site.voice import SEPARATOR, escaped, voice

SEED = 7
HOSTILE = "<script>\"'&amp;"


@pytest.mark.parametrize("module", [body, layouts, parts, voices])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def plain_lines(text):
    """Offset and words of every line that holds something, the long way."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at + len(line) - len(line.lstrip()), line.strip()))
        at += len(line) + 1
    return found


def test_lines_of_any_text_keep_their_offsets():
    chance = random.Random(SEED)
    for _ in range(500):
        text = "".join(chance.choices("甲乙 \n\n　|", k=chance.randrange(30)))
        found = reading.layout(text, [])
        assert list(zip(found.starts, found.words, strict=True)) == plain_lines(text)
        assert reading.line_starts(text) == found.starts


def test_every_line_has_one_anchor_whatever_it_is():
    text = f"各位代表：\n一、成效\n{HOSTILE}\n甲 | {HOSTILE}\n乙 | 丙\n\n 二、不足\n某市人民政府"
    sections = [
        {"position": at, "level": 1, "heading": words, "role": role, "start": text.index(words)}
        for at, (words, role) in enumerate([("一、成效", "achievements"), ("二、不足", "problems"), ("某市人民政府", "signature")], 1)
    ]
    html = body.body(reading.layout(text, sections))
    assert [html.count(f'id="p{number}"') for number in range(1, 9)] == [1, 1, 1, 1, 1, 1, 1, 0]
    assert html.index('<p id="p1" class="address">') < html.index('<h2 id="s1">') < html.index("<table>") < html.index('<h2 id="s2">')
    assert html.endswith('<p id="p7" class="signature">某市人民政府</p>')
    assert "<script" not in html
    assert body.body(reading.layout(text, sections)) == html


def test_a_text_longer_than_all_before_gets_its_anchors():
    count = len(layouts._OPENINGS) + 5
    html = body.body(reading.layout("\n".join("甲" * count), []))
    assert html.count("<p id=") == count
    assert html.endswith(f'<p id="p{count}">甲</p>')


@pytest.mark.parametrize("values", [[], [""], ["", ""], [HOSTILE, "甲"], [f"a{SEPARATOR}<b>", "c"], [SEPARATOR], [f"{SEPARATOR}<", ">"]])
def test_values_escaped_together_are_those_escaped_alone(values):
    assert escaped(values) == [escape(value).encode() for value in values]


def test_words_with_values_are_spoken_in_the_readers_language():
    with i18n.speaking("en"):
        assert voice("").say("report.year", year=2020) == "Year 2020"
        assert voice("").zh == ' lang="zh-CN"'
    assert voice("/law").say("report.year", year=2020) == "2020 年度"
    assert voice("/law").report == "/law/report/"
    with pytest.raises(KeyError):
        voice("").say("no.such.key")


def test_a_frame_is_rendered_once_for_each_language_and_pin(site):
    served = site_of(site.datasette)
    name = site.ids["revised"]
    pages = {path: site.get(f"{path}/report/{name}").text for path in ("", "/zh", "/en")}
    kept = dict(served._frames)
    site.get(f"/report/{name}?again=1")
    assert served._frames == kept
    assert {key[1:3] for key in kept} >= {("zh", "/"), ("zh", "/zh/"), ("en", "/en/")}
    for path, html in pages.items():
        assert framing.MARK not in html
        assert html.count("<main") == html.count("</main>") == html.count("<h1") == 1
        assert f'href="{path}/search"' in html
        assert f'hreflang="x-default" href="/report/{name}"' in html


def test_the_query_of_an_address_stays_text_in_the_frame(site):
    html = site.get(f"/report/{site.ids['revised']}?a=%22%3E%3Cb%3E&x=1").text
    assert "<b>" not in html
    assert "&amp;x=1" in html


def test_the_remark_on_an_index_number_tells_every_case():
    assert set(sheet.CHECKS.values()) == {key.removeprefix("number.") for key in i18n.INTERFACE if key.startswith("number.")} - {"large"}
