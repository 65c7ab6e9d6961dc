"""Rows of a table of figures as the phrases that the indicators know: 受理行政复议案件 | 件 | 37 counts 受理行政复议案件37件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNIT = r"件次|人次|场次|件|起|宗|例|份|次|项|个|条|人|名|家|场|期|部|卷|册|本|亿元|万元|元|[%％]"
_NAMED = r"(?P<name>(?:[^|\n0-9]|(?<=[一-鿿])20[0-9]{2}(?=年)){2,40}?)"
ROW = re.compile(
    rf"(?m)^(?:[0-9一二三四五六七八九十]{{1,3}}[.、]? \| )?{_NAMED}"
    rf"(?:[(（](?:单位[:：])?(?P<beside>{_UNIT})[)）])? \| (?:(?P<between>{_UNIT}) \| )?"
    rf"(?P<number>[0-9][0-9,]{{0,14}}(?:\.[0-9]{{1,6}})?)(?: \| )?(?P<behind>{_UNIT})?(?: \|)? ?$",
)
"""Perhaps a number, a name, perhaps its unit, one number, perhaps its unit: with two numbers nothing tells which one counts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the phrase that it stands for, and where it begins and ends in the text."""

    phrase: str
    start: int
    end: int


def rows(text: str) -> Iterator[Row]:
    """The rows of a text that hold one name, one number and one unit."""
    if " | " not in text:
        return
    for hit in ROW.finditer(text):
        units = [unit for unit in hit.group("beside", "between", "behind") if unit]
        if len(units) == 1:
            yield Row(f"{hit['name'].strip(' |')}{hit['number']}{units[0]}", hit.start(), hit.end())
