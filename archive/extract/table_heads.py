"""Headers of tables of figures: which column names a thing, gives its unit, or counts it, and in which year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

UNIT = r"件次|人次|场次|户次|份次|件|起|宗|例|份|次|项|个|条|人|名|家|场|期|部|卷|册|本|户|篇|处|轮|批|亿元|万元|元|[%％]"
NAME, ORDINAL, UNITS, TIME, VALUE, OTHER, WORDS, BLANK = "name", "ordinal", "units", "time", "value", "other", "words", ""

_BESIDE = re.compile(rf"[(（](?:单位[:：])?(?P<unit>{UNIT})[)）]$")
_COUNTING = re.compile(r"(?P<unit>人次|场次|件次|[件人次场份])数$")
_KINDS = (
    (OTHER, re.compile(
        r"同比|环比|增减|增[幅长加]|变[化动]|升降|[比较]上|[比较]20|目标|计划|预[计期]|任务|备注|说明|占比|比[重例]|排名|半年|季度"
        r"|(?:合|总)计|20\d\d年?[-—–~～至到](?:20)?\d\d|[-—–~～至到](?:\d|1[01])月|^\d{1,2}月")),
    (ORDINAL, re.compile(r"序号|编号")),
    (UNITS, re.compile(r"(?:计[量算])?单位")),
    (TIME, re.compile(r"(?:统计)?(?:年度|年份|时间|时期|年)")),
    (NAME, re.compile(r"[一-鿿]{0,4}(?:项目|指标|类别|类型|分类|名称|内容|事项)")),
    (VALUE, re.compile(
        r"(?:20\d\d|本|今|当|上一?|去|前)年?(?:度|期|全年|同期|实际|完成|情况|数[量值据]?|值|底|末|1[-—–~～至到]12月)*"
        r"|(?:全年|实际|累计)?(?:完成|发生|办理)?(?:数[量值据]?|[件人次场份]次?数|值|总数|情况|结果|实绩)|全年|实际完成|实际")),
)
"""Kind -> the words that tell it, whole but for the first: changes, aims, parts of a year and sums of years are no level of one year."""
_YEAR = re.compile(r"(?P<named>20\d\d)年?|(?P<now>[本今当])|(?P<last>上|去)|(?P<before>前)")


@dataclass(frozen=True, slots=True)
class Head:
    """What the header says about one column."""

    kind: str
    words: str = ""
    """What it adds to the name of a number: 收案 below 2023年."""
    year: int | None = None
    unit: str = ""


def split_unit(cell: str) -> tuple[str, str]:
    """A name and the unit that it ends with.

    >>> split_unit("收案（件）"), split_unit("培训人次数"), split_unit("败诉率")
    (('收案', '件'), ('培训', '人次'), ('败诉率', ''))
    """
    found = _BESIDE.search(cell) or _COUNTING.search(cell)
    return (cell[:found.start()], found["unit"]) if found else (cell, "")


def head(cell: str, year: int | None) -> Head:
    """One cell of a header, in a report of a year.

    >>> head("2022年（件）", 2023).year, head("上年同期", 2023).year, head("同比", 2023).kind, head("收案数（件）", 2023).words
    (2022, 2022, 'other', '收案数')
    """
    bare = "".join(cell.split())
    words, unit = split_unit(bare)
    if not bare:
        return Head(BLANK)
    for kind, pattern in _KINDS:
        found = pattern.search(words) if kind == OTHER else (pattern.fullmatch(words) or pattern.fullmatch(bare))
        if found and kind == VALUE:
            return _value(words, year, unit)
        if found:
            return Head(kind, "", None, unit)
    return Head(WORDS, words, None, unit)


def _value(words: str, year: int | None, unit: str) -> Head:
    """A column that counts: in the year that it names, else in the year of the report; the years ahead are aims."""
    found = _YEAR.match(words)
    if not found:
        return Head(VALUE, "", None, unit)
    if found["named"]:
        told = int(found["named"])
    elif year is None:
        return Head(OTHER)
    else:
        told = year - (0 if found["now"] else 1 if found["last"] else 2)
    return Head(OTHER) if year is not None and told > year else Head(VALUE, "", told, unit)


def is_head(heads: Sequence[Head]) -> bool:
    """Whether cells are a header by themselves: some column counts, the first one tells the year, or all columns but the names are aims."""
    kinds = [one.kind for one in heads]
    if kinds[0] == TIME:
        return set(kinds[1:]) <= {WORDS, OTHER}
    if kinds[0] == NAME and OTHER in kinds:
        return True
    return VALUE in kinds[1:] and (kinds[0] in (NAME, ORDINAL, BLANK, WORDS, UNITS))


def below(upper: Sequence[Head], lower: Sequence[Head]) -> list[Head] | None:
    """Two rows of a header as one; None where the lower one does not divide columns of the upper one.

    Blanks below names and changes show what is merged; else the lower row holds equal shares of all columns that may be divided.
    """
    if BLANK in {one.kind for one in upper[1:]}:    # a blank for each merged cell, but for the last ones
        upper = [*upper, *[Head(BLANK)] * (len(lower) - len(upper))]
    padded = [*lower, *[Head(BLANK)] * (len(upper) - len(lower))]
    if len(padded) == len(upper) and BLANK in {one.kind for one in lower} and not any(
            up.kind in (NAME, OTHER) and low.kind for up, low in zip(upper, padded, strict=True)):
        return _beneath(upper, padded)
    lower = [one for one in lower if one.kind]
    groups = [one for one in upper[1:] if one.kind in (VALUE, WORDS)]
    if not groups or len(lower) % len(groups) or len(lower) <= len(groups):
        return None
    share = len(lower) // len(groups)
    if any(one != lower[at % share] for at, one in enumerate(lower)):
        return None
    parts = iter(lower)
    found = [upper[0]]
    for one in upper[1:]:
        found += [_both(one, next(parts)) for _ in range(share)] if one.kind in (VALUE, WORDS) else [one]
    return found


def _beneath(upper: Sequence[Head], lower: Sequence[Head]) -> list[Head]:
    """Two rows of a header that show each merged cell as one and blanks."""
    found, over = [], Head(BLANK)
    for up, low in zip(upper, lower, strict=True):
        over = up if up.kind or not low.kind else over
        found.append(_both(over, low) if low.kind else up)
    return found


def _both(upper: Head, lower: Head) -> Head:
    """A column with a word of its own below one that it shares."""
    kinds = {upper.kind, lower.kind}
    kind = OTHER if OTHER in kinds else VALUE if VALUE in kinds else lower.kind
    return Head(kind, upper.words + lower.words, lower.year or upper.year, lower.unit or upper.unit)
