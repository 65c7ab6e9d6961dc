"""The year a report is about: title, opening, 现将…报告如下, first heading; never a date minus one."""

from __future__ import annotations

import re

from archive.extract.dates import number_of
from archive.extract.titles import fold, fold_lines
from archive.model import Evidence

_YEAR = r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2}|[一二][〇○零一二三四五六七八九]{3})"
_NO_DATE = r"(?!年?[0-9]{1,2}月|[-/.][0-9]{1,2}[-/.])"
TITLE_YEAR = re.compile(_YEAR + r"(?:年|(?=度|法治|政府工作报告|\)(?!\d)))" + r"(?![0-9]{1,2}月)")
SHORT_YEAR = re.compile(
    r"(?<![0-9〇-九])['’‘](?P<year>[0-9]{2})年(?:度)|^(?P<bare>[0-9]{2})年度|(?<=[一-鿿])(?P<inner>[12][0-9])年度",
)
"""Two digits: only with 年度 behind them, or with an apostrophe."""
RANGE = re.compile(r"(?:19|20)[0-9]{2}年?[-—–~～至到](?:19|20)[0-9]{2}(?:学年|年度?)?")
OPENING = re.compile(r"(?:^|\n)(?:[^\n]{1,30}[：:]\n?)?\s*" + _YEAR + r"年(?:度|来|以来)?(?![0-9]{1,2}月)")
SECOND_HEADING = re.compile(r"\n(?:[二三四]、|第[二三]部分)")
"""Behind it nothing is an opening: a short report soon comes to the year ahead."""
PRESENTED = re.compile(
    r"(?:现将|现就|将|现对)[^。；\n]{0,40}?" + _YEAR + r"年度?" + r"[^。；\n]{0,60}?(?:报告|汇报|总结|公布|公开)",
)
HEADING = re.compile(_YEAR + r"年" + r"(?![0-9]{1,2}月)")
NEXT = re.compile(r"下一?步|下一年|安排|打算|思路|计划|展望|要点")
_FIRST, _LAST = 1990, 2100
_OPENING_CHARS = 400
_PRESENTED_CHARS = 2000


def year_in_title(title: str | None) -> int | None:
    """The year a title names; None where it names none, only a span of years, or only the date of a session.

    >>> year_in_title("三江县二〇二三年法治政府建设年度报告"), year_in_title("2016—2020年法治政府建设情况")
    (2023, None)
    """
    text = RANGE.sub("", fold(title or ""))
    text = re.sub(r"《[^》]*(?:纲要|规划|方案)[^》]*》", "", text)
    found = TITLE_YEAR.search(text)
    if found:
        return _value(found["year"])
    short = SHORT_YEAR.search(text)
    if not short:
        return None
    return 2000 + int(short["year"] or short["bare"] or short["inner"])


def _value(digits: str) -> int | None:
    """A year in ASCII or Chinese digits, None outside 1990-2100."""
    year = number_of(digits)
    return year if year is not None and _FIRST <= year <= _LAST else None


def _search(pattern: re.Pattern[str], text: str) -> tuple[int, str] | None:
    """(year, quote) of the first match whose year is a plausible one; quoted titles and spans do not count."""
    for found in pattern.finditer(text):
        year = _value(found["year"])
        if year is not None:
            return year, found.group().strip()[:200]
    return None


def witnesses(title: str | None, text: str, headings: list[str]) -> list[tuple[int, Evidence]]:
    """Every year that a place of the document names for the report, in the order of trust."""
    found = []
    year = year_in_title(title)
    if year is not None:
        found.append((year, Evidence("year in the title", "title", (title or "")[:200])))
    plain = "\n".join(line for line in fold_lines(text[:_PRESENTED_CHARS]) if line)
    plain = RANGE.sub("", re.sub(r"《[^》]*》", "", plain))
    places = (
        (_search(OPENING, SECOND_HEADING.split(plain[:_OPENING_CHARS])[0]), "first sentence", "opening"),
        (_search(PRESENTED, plain), "现将…报告如下", "opening"),
        (_first_heading(headings), "first heading", "headings"),
    )
    found += [(hit[0], Evidence(rule, where, hit[1])) for hit, rule, where in places if hit]
    return found


def _first_heading(headings: list[str]) -> tuple[int, str] | None:
    """The year of the first heading that is not about the year to come."""
    for heading in headings[:2]:
        if not NEXT.search(heading):
            return _search(HEADING, RANGE.sub("", fold(heading)))
    return None


def find_year(title: str | None, text: str, headings: list[str]) -> tuple[int, Evidence, list[str]] | None:
    """(year, evidence, warnings) of a report; None where no place names it."""
    found = witnesses(title, text, headings)
    if not found:
        return None
    year, evidence = found[0]
    others = sorted({other for other, _ in found[1:] if other != year})
    warnings = [(f"The {evidence.where} says {year}, but the text also says {', '.join(map(str, others))}: the report "
                f"year follows the {evidence.where}.")] if others else []
    return year, evidence, warnings
