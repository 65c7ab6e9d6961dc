"""The second half of the data dictionary is held against the code: fields, kinds, verdicts, roles, rules of evidence, indicators and units."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.extract.figures import figures
from archive.extract.indicators import TABLE
from archive.extract.limits import UNITS
from archive.model import FIELDS, INDEXED_VERDICTS, KINDS, LEVELS, ROLES, VERDICTS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/data-dictionary.md").read_text(encoding="utf-8")
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "archive/extract").glob("*.py")))
RATE, CHANGE, RATIO = "{P}", "{C}", "{R}"


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    part = re.split(r"^#{2,3} ", TEXT.split(f"{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


FIELD_ROWS = rows("## What the fields hold and where they come from")
INDICATOR_ROWS = rows("## Indicators of the figures")


def test_every_field_has_its_sources():
    assert [name for row in FIELD_ROWS for name in row[0].split(", ")] == list(FIELDS)


@pytest.mark.parametrize(("heading", "names"), [("### Kinds", KINDS), ("### Verdicts", VERDICTS), ("### Roles of sections", ROLES)])
def test_every_name_of_a_set_is_explained(heading, names):
    assert sorted(row[0] for row in rows(heading)) == sorted(names)


def test_every_level_is_explained():
    part = TEXT.split("### Levels\n", 1)[1].split("###", 1)[0]
    assert re.findall(r"\b(central|province|city|county|township|department)\b(?= \(|,)", part) == list(LEVELS)


def test_the_verdicts_of_the_index_are_marked():
    assert {row[0] for row in rows("### Verdicts") if row[2] == "yes"} == set(INDEXED_VERDICTS)


def test_every_rule_of_evidence_is_documented_and_no_other():
    documented = {rule for row in FIELD_ROWS for rule in re.split(r", (?!joined)", row[2])}
    written = set(re.findall(r'Evidence\(\s*"([^"]+)"', SOURCES))
    assert written - documented == set()
    assert [rule for rule in documented if f'"{rule}"' not in SOURCES and rule != "label …"] == []


def test_every_indicator_is_documented_once():
    assert sorted(row[0] for row in INDICATOR_ROWS) == sorted({row[0] for row in TABLE})


@pytest.mark.parametrize(("name", "units", "example"), [(row[0], row[2], row[3]) for row in INDICATOR_ROWS])
def test_an_indicator_has_its_units_and_its_example(name, units, example):
    phrases = [phrase for indicator, phrase, _ in TABLE if indicator == name]
    if any(RATIO in phrase for phrase in phrases):
        assert units == "none"
    elif any(CHANGE in phrase for phrase in phrases) or all(RATE in phrase for phrase in phrases):
        assert units == "%"
    else:
        assert set(units.split()) == UNITS[name]
    assert name in {item.indicator for item in figures(f"一、主要成效\n{example}。\n", [], 2023)}
