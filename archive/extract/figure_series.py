"""Numbers in a series: 2022年、2023年分别受理135件、151件; 调解、和解分别为8件、9件; 由2022年的135件增至151件; 151件（上年135件）.

Each number is spelled out as a phrase of its own with its name and year, and its digits are taken out of the sentence, where they would
count for the word that happens to stand in front of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.extract.figure_rows import Row
from archive.extract.figure_years import behind, year_at
from archive.extract.table_heads import UNIT

_UNIT = rf"(?:{UNIT}|个百分点)"
_DIGITS = r"(?<![\d.])\d[\d,]{0,14}(?:\.\d{1,6})?\s?[余多]?[万亿]?"
_LEAD = r"(?:约|近|超过?|共计?|达到?|为|是|有)?"
_AND = r"(?:[、,，]?(?:和|及|与|以及)|[、,，])"
_THEN = r"(?:20\d\d年度?|[去上]年度?)(?:同期|全年)?的?"
_NEXT = rf"{_AND}{_LEAD}{_DIGITS}"
_PAIR = rf"(?P<told>20\d\d)年度?(?:为|是|[:：,，])?(?P<count>{_DIGITS}{_UNIT})"
_PAIR_AGAIN = re.sub(r"\(\?P<\w+>", "(?:", _PAIR)
RESPECTIVE = re.compile(rf"分别(?P<verb>[^。;；,，\n\d]{{0,24}}?)(?P<numbers>{_DIGITS}(?:{_UNIT})?(?:{_NEXT}(?:{_UNIT})?){{0,8}}{_NEXT}{_UNIT})")
FROM_TO = re.compile(
    rf"[由从]{_THEN}{_DIGITS}{_UNIT}[,，]?[^。;；,，、\n\d]{{0,4}}?(?:[升降增减高长加少低]|下滑)[至到为]"
    rf"(?P<now>(?:20\d\d年|今年|本年)度?的?)?(?P<after>{_DIGITS}{_UNIT})",
)
BY_YEAR = re.compile(rf"[:：,，]?(?P<pairs>{_PAIR_AGAIN}(?:(?:{_AND}|[;；]){_PAIR_AGAIN}){{1,8}})")
ASIDE = re.compile(rf"{_LEAD}{_DIGITS}(?P<unit>{_UNIT})(?P<aside>[(（](?P<then>{_THEN})(?:为|是|[:：])?(?P<before>{_DIGITS}(?P<own>{_UNIT})?)[)）])")
_NUMBER = re.compile(rf"({_DIGITS})({_UNIT})?")
_TOLD = re.compile(_PAIR)
_YEARS = re.compile(r"20\d\d年?度?(?:(?:[、,，]|和|及|与|以及)20\d\d年?度?){1,8}")
_SPAN = re.compile(r"(20\d\d)年?[-—–~～至到](20\d\d)年")
_LATELY = re.compile(r"(?:[近前]|连续)([两三四五])年来?|[两三四五]年来")
_COUNTS = {"两": 2, "三": 3, "四": 4, "五": 5}
_SPLIT = re.compile(r"[、,，]|以及|[和及与]")
_VERB = re.compile(r"(?:达到?|为|是|有|共)*")
_TREND = re.compile(r"(?:数量?|总量|情况|呈?逐年(?:上升|下降|增长|递增|增加|减少|提高|提升)(?:趋势)?|持续(?:上升|下降|提升))*$")
_BODY = re.compile(r"(?:局|委|办|镇|乡|街道|[县市区]|法院|中心|公司|大队|支队|单位|部门)$")
"""Parts of a body that are counted one by one are none of its indicators."""
_STEM = 60
"""Characters of the words in front of a series, in its own clause."""
_VERBS = 3
"""Characters of a verb at most, behind which its object stands but once: 受理、审结行政复议案件."""

Numbers = Iterator[tuple[str, int | None]]


def series(text: str, year: int | None) -> tuple[list[Row], str]:
    """The numbers in series, and the text without the digits that were read."""
    found: list[Row] = []
    for pattern, read in ((RESPECTIVE, _respective), (FROM_TO, _from_to), (BY_YEAR, _by_year), (ASIDE, _aside)):
        for hit in pattern.finditer(text):
            start = _stem(text, hit.start(), "。\n;；,，" if pattern is RESPECTIVE else "。\n;；,，、:：")
            lead = text[behind(text, "\n", 0, start):hit.start()]
            found += [Row(words, start, hit.end(), told, lead) for words, told in read(hit, text[start:hit.start()], year)]
        text = pattern.sub(_without_digits, text)
    return found, text


def _stem(text: str, end: int, signs: str) -> int:
    """Where the words in front of a series begin."""
    return max(behind(text, signs, 0, end), end - _STEM)


def _without_digits(hit: re.Match[str]) -> str:
    """A series without its digits; the number in front of an aside is read where it stands."""
    start = hit.start("aside") - hit.start() if hit.re is ASIDE else 0
    words = hit.group()
    return words[:start] + re.sub(r"\d", "〓", words[start:])


def _respective(hit: re.Match[str], stem: str, year: int | None) -> Numbers:
    """A 分别: a number for each year, or a number for each name, in their order."""
    flat, verb = hit.string, hit["verb"]
    numbers = _NUMBER.findall(hit["numbers"])
    counts = [digits + (own or numbers[-1][1]) for digits, own in numbers]
    sentence = flat[behind(flat, "。\n;；", 0, hit.start()):hit.start()]
    years = _years(sentence, len(counts), year)
    plain = _VERB.fullmatch(verb) is not None
    if years:
        name = _YEARS.sub("", _SPAN.sub("", stem)) if plain else verb
        yield from ((name + count, told) for count, told in zip(counts, years, strict=True))
        return
    names = _SPLIT.split(stem if plain else verb)
    if len(names) == len(counts) and not any(_BODY.search(name) for name in names):
        told = year_at(flat, hit.start(), year)
        tail = names[-1][len(names[0]):] if not plain and len(names[0]) <= _VERBS else ""
        names = [*(name + tail for name in names[:-1]), names[-1]]
        yield from ((name + count, told) for name, count in zip(names, counts, strict=True))


def _years(words: str, count: int, year: int | None) -> list[int]:
    """As many years as there are numbers, where the words in front name so many."""
    named, span, lately = _YEARS.findall(words), _SPAN.search(words), _LATELY.search(words)
    if named:
        found = [int(one) for one in re.findall(r"20\d\d", named[-1])]
    elif span:
        found = list(range(int(span[1]), int(span[2]) + 1))
    elif lately and year is not None:
        found = list(range(year - _COUNTS.get(lately[1] or "", count) + 1, year + 1))
    else:
        return []
    return found if len(found) == count else []


def _from_to(hit: re.Match[str], stem: str, year: int | None) -> Numbers:
    """由2022年的135件增加到2023年的151件: what was reached counts, where it came from is a comparison."""
    now = hit["now"] or ""
    yield stem + hit["after"], int(now[:4]) if now[:1] == "2" else year_at(hit.string, hit.start(), year)


def _by_year(hit: re.Match[str], stem: str, _year: int | None) -> Numbers:
    """2021年118件，2022年135件，2023年151件."""
    name = _TREND.sub("", stem)
    yield from ((name + pair["count"], int(pair["told"])) for pair in _TOLD.finditer(hit["pairs"]))


def _aside(hit: re.Match[str], stem: str, year: int | None) -> Numbers:
    """151件（2022年135件）: the number in brackets."""
    words = stem + hit["before"] + ("" if hit["own"] else hit["unit"])
    if hit["then"][0] == "2":
        yield words, int(hit["then"][:4])
    elif year is not None:
        yield words, year - 1
