"""Spotting runs in texts: the same places as one pattern with every condition in it, and never for long."""

from __future__ import annotations

import random
import re
import time

import pytest

from archive.search.folding import CJK, DROPPED, GAP, LETTERS, Run, fold
from archive.search.query import parse
from archive.search.spotting import RawSpotter, Spotter

UNKNOWN = "\U0002fffd"
"""A place among the Chinese characters that no Unicode table has filled: \\w does not take it for a letter."""
SIGNS = f"法法治政政府202120Aab，。 “”《\n_-１２Ａé々ー{UNKNOWN}\ufadb\u200b"


def whole(word):
    word = re.escape(word)
    return f"{word}(?<!{LETTERS}{word})(?!{LETTERS})"


def exact(runs):
    return re.compile(GAP.join(re.escape(run.text) if run.cjk else whole(run.text) for run in runs))


def loose(runs):
    return re.compile(GAP.join(re.escape(run.text) for run in runs))


def raw(runs):
    return re.compile(GAP.join(f"[{DROPPED}]*".join(run.text) if run.cjk else whole(run.text) for run in runs), re.IGNORECASE)


def made(random_, most):
    return "".join(random_.choice(SIGNS) for _ in range(random_.randint(0, most)))


@pytest.mark.parametrize("seed", range(3))
def test_the_places_are_those_of_the_whole_pattern(seed):
    random_, hits = random.Random(seed), 0
    for _ in range(60):
        query = made(random_, 6)
        runs = next((term.runs for term in parse(query).terms), ())
        if not runs:
            continue
        ways = [(exact(runs), Spotter(runs), fold), (loose(runs), Spotter(runs, whole=False), fold), (raw(runs), RawSpotter(runs), str)]
        for _ in range(12):
            text = made(random_, 30) + random_.choice(("", query, query.upper())) + made(random_, 6)
            for pattern, spotter, spelled in ways:
                expected = [match.span() for match in pattern.finditer(spelled(text))]
                assert list(spotter.spans(spelled(text))) == expected, (query, text)
                assert spotter.stands_in(spelled(text)) == bool(expected)
                hits += len(expected)
    assert hits > 500


@pytest.mark.parametrize(("query", "text", "places"), [
    ("法法", "法，法法", [(2, 4)]), ("法法", "法“法，法", [(0, 3)]), ("2020", "12020,2020", [(6, 10)]), ("a1", "A1a1 A1", [(5, 7)]),
    (f"法{UNKNOWN}", f"法 {UNKNOWN}{UNKNOWN}", [(0, 3)]), ("法、治", f"法{UNKNOWN}治，法_治", [(4, 7)]),
])
def test_a_place_that_fails_hides_none_behind_it(query, text, places):
    runs = parse(query).terms[0].runs
    assert list(RawSpotter(runs).spans(text)) == places == [match.span() for match in raw(runs).finditer(text)]


@pytest.mark.parametrize(("runs", "text"), [
    ([Run("a", cjk=False), Run(UNKNOWN, cjk=True)] * 4 + [Run("b", cjk=False)], ("a" + UNKNOWN * 45) * 4 + "c"),
    ([Run(UNKNOWN * 20, cjk=True)], (UNKNOWN * 19 + "，") * 50),
    ([Run("法" * 20, cjk=True)], "法，" * 5_000),
    ([Run("a", cjk=False), Run("法", cjk=True)] * 8, "a，法" * 3_000 + "，" * 50_000),
    ([Run("法治", cjk=True)], "法" + "，" * 200_000),
])
def test_no_text_takes_long(runs, text):
    start = time.process_time()
    for spotter in (Spotter(runs), RawSpotter(runs)):
        list(spotter.spans(text))
    assert time.process_time() - start < 2


def test_the_classes_that_patterns_stand_for_hold_what_they_say():
    """The quick patterns take any \\W for a gap: of known characters that are no letters, none is Chinese."""
    chinese, gap = re.compile(f"[{CJK}]"), re.compile(GAP)
    for code in range(0x30000):
        sign = chr(code)
        if chinese.match(sign):
            assert not gap.match(sign) or not gap.match(sign)[0]
        elif re.match(r"[\W_]", sign):
            assert gap.fullmatch(sign)
