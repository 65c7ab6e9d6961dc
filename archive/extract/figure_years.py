"""Which year a number counts: the last one named in front of it, 上年, or else the year of the report."""

from __future__ import annotations

import re

REACH = 400
"""Characters in front of a number in which its topic and its year may stand."""
PARTS, CLAUSES, ITEMS = ";；", ",，:：", "、"
"""Signs between the parts of a sentence, the clauses of a part, the items of a clause."""
LAST_YEAR = re.compile(r"(?<![较比与和同占])(?:去年|上年)(?!度?(?:结转|相比|遗留|转入|末|底))")
_YEAR = re.compile(r"(?<![\d较比与同由从])(20\d\d)年(?!\d{1,2}月|以来|起|至今|[底末初前]|度?结转)")
_SUM = re.compile(r"20\d\d年?[-—–~～至到]20\d\d年[^。]{0,40}累计")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")


def behind(flat: str, signs: str, start: int, end: int) -> int:
    """Where the piece between some signs begins that a place stands in, at most `REACH` characters in front of it."""
    start = max(start, end - REACH)
    for sign in signs:
        at = flat.rfind(sign, start, end)
        if at >= 0:
            start = at + 1
    return start


def year_at(flat: str, end: int, year: int | None) -> int | None:
    """The last year named in front of a figure, within the same part of the sentence, else the year of the report."""
    if "年" not in flat:
        return year
    part = behind(flat, PARTS, 0, end)
    if year is not None and LAST_YEAR.search(flat, behind(flat, CLAUSES, part, end), end):
        return year - 1
    named = _YEAR.findall(_ASIDE.sub("", flat[part:end]))
    return int(named[-1]) if named else year


def over_years(flat: str, end: int) -> bool:
    """Whether a number counts several years together: 2021—2023年累计办理案件 is a sum, and no year's result.

    >>> over_years("2021—2023年累计办理案件", 14), over_years("2021—2023年稳步推进，2023年办理案件", 22)
    (True, False)
    """
    if "年" not in flat:
        return False
    words = _ASIDE.sub("", flat[behind(flat, PARTS, 0, end):end])
    sums = list(_SUM.finditer(words))
    return bool(sums) and not _YEAR.search(words, sums[-1].end())
