"""Figures of a report: numbers behind the phrases of the indicator table, with unit, year, qualifier and exact words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from archive.extract.anchors import anchors
from archive.extract.figure_rows import Row, rows
from archive.extract.figure_series import series
from archive.extract.figure_years import CLAUSES, ITEMS, PARTS, REACH, behind, over_years, year_at
from archive.extract.indicators import GAP, MARKS, TABLE
from archive.extract.limits import BARS, RIVALS, STRANGERS, UNITS, wider_than
from archive.extract.numerals import value_of
from archive.model import Figure, Section
from archive.regions import Region

TARGET = re.compile(r"力争|争取|不少于|不低于|不得?超过|不高于|拟(?!定|[^,，。\d]{1,6}的)|预计|预期|至少")
"""Words in front of a number, in its own clause, that make it a standard or an aim."""
AHEAD = re.compile(r"下一?步|今后|下一?阶段|明年|来年")
"""Words that do so for the rest of their sentence, up to a semicolon."""
RATE_TARGET = re.compile(r"标准|目标|要求|确保|努力|控制在|平均|均值")
"""Words that do so in front of a rate only: 按要求备案5件 is a result."""
NO_COUNT = re.compile(r"连续|确保|努力|力求|公开")
"""零败诉 is a count of 0, but not as an aim, nor over several years (连续3年), nor for one subject (依申请公开) only."""

EVERYDAY = frozenset((
    "次", "场", "期", "率", "法治", "行政", "开展", "组织", "举办", "事项", "案件", "执法", "办理", "法律", "服务", "文件", "问题", "单位",
    "修", "意见", "整改", "检查", "受理", "监督", "活动",
))
"""Words that every second sentence of a report holds: rows are looked up by their other words."""
_GAP = re.compile(GAP)
SHARED = (
    {"suggestion_satisfaction_rate", "suggestion_reply_rate"}, {"online_service_rate", "service_rating_rate"},
)
"""Rates that reports print with one number."""
_SCALES = {"千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_MOST = 2000
"""No report has more figures; a hostile text may."""
_LONGEST = 300_000
"""Characters of a text that are searched; the longest reports have 50,000."""
_SENTENCE = re.compile(r"[^。\n]{1,2000}[^。\n,，;；]{0,100}")
"""A sentence; one that never ends is cut, at the end of a clause where it has any."""
_QUOTED = re.compile(r"《[^》\n]{0,200}》")
_FORM = re.compile(r"《[^》\d]{2,14}[书单函]》")
"""The name of a form that is handed out: 《行政执法监督通知书》12份 counts it, any other title is only cited."""
_COUNTED = re.compile(
    r"[0-9一二三四五六七八九十百千两零无没未比](?:(?<=[0-9])(?![0-9年月日.])|(?<=[一二三四五六七八九十百千两])[一二三四五六七八九十百千两]|(?<=百)分之"
    r"|(?<=[零无])|(?<=没)有|(?<=未)(?:发生|出现|有|败)|(?<=比).*[0-9])",
)
"""What a sentence with a figure holds at least: a number that is no part of a date, a ratio, or a word for none."""
_WIDE_DIGIT = re.compile(r"[０-９．]")
_FLOORS = (("超", "超"), ("逾", "逾"), ("约", "约"), ("近", "近"))
_AFTER = re.compile(r"以上|左右|以内")
_NONE = frozenset(("零", "无", "无一", "未发生", "未出现", "未有", "均未", "没有"))
_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table, ready to search; a sentence needs one of its `words` where it has any."""

    indicator: str
    pattern: re.Pattern[str]
    topic: re.Pattern[str] | None
    rivals: re.Pattern[str] | None
    units: frozenset[str] | None
    words: tuple[str, ...]
    rate: bool
    gap: bool
    bar: re.Pattern[str] | None


def _common(word: str) -> int:
    """How common a word is beside one that names a topic."""
    return 20 if word in EVERYDAY else 1


def _rule(indicator: str, phrase: str, topic: str) -> Rule:
    words, rate, gap = anchors(phrase, _common), "{P}" in phrase, "{G}" in phrase
    for mark, text in MARKS.items():
        phrase = phrase.replace(mark, text)
    return Rule(indicator, re.compile(phrase), _pattern(topic), _pattern(RIVALS.get(topic, "")), UNITS.get(indicator), words, rate, gap,
                _pattern(BARS.get(indicator, "")))


def _pattern(words: str) -> re.Pattern[str] | None:
    return re.compile(words) if words else None


RULES = tuple(_rule(*row) for row in TABLE)
BY_WORD: dict[str, list[int]] = {}
"""Word -> the places in RULES of those that need it."""
for _place, _row in enumerate(RULES):
    for _word in _row.words:
        BY_WORD.setdefault(_word, []).append(_place)
BY_SIGN = {word[0]: [item for item in BY_WORD.items() if item[0][0] == word[0]] for word in BY_WORD}
"""The same by the first character of the words: most characters of a sentence begin none."""
_SIGNS = frozenset(BY_SIGN)


def figures(text: str, sections: Sequence[Section], year: int | None, region: Region | None = None) -> list[Figure]:
    """The figures of a report in reading order; plans give none, since targets are no results.

    `region`: the reporting body's; totals of the areas around it (全省 in a county's report) are left out.
    """
    plans = [(item.start, item.end) for item in sections if item.role == "plan"]
    flat = text[:_LONGEST]
    if _WIDE_DIGIT.search(flat):
        flat = flat.translate(_DIGITS)
    tables = rows(flat, year)
    if "《" in flat:
        flat = _QUOTED.sub(_blank, flat)
    wider = wider_than(region)
    listed, flat = series(flat, year)
    found = [figure for row in islice(chain(listed, tables), _MOST) for figure in _in_row(row, text, year, wider)]
    for sentence in _SENTENCE.finditer(flat):
        words, start = sentence.group(), sentence.start()
        if not _COUNTED.search(words) or _is_inside(plans, start):
            continue
        if rules := _fitting(words):
            lead = flat[behind(flat, "\n", 0, start):start]
            found += _in_sentence(rules, words, text[start:sentence.end()], start, year, wider, lead)
        if len(found) >= _MOST:
            break
    return sorted((item for item in found if not _is_inside(plans, item.start)), key=lambda item: item.start)[:_MOST]


def _in_row(row: Row, text: str, year: int | None, wider: re.Pattern[str]) -> Iterator[Figure]:
    """The figures of a number in a table or a series; their exact words are the whole row or series."""
    if row.year is None or year is None or row.year <= year:
        for figure in _in_sentence(_fitting(row.phrase), row.phrase, row.phrase, 0, row.year or year, wider, row.lead):
            yield replace(figure, quote=text[row.start:row.end], start=row.start, end=row.end)


def _is_inside(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a place lies in one of some spans."""
    return any(start <= at < end for start, end in spans)


def _fitting(sentence: str) -> list[Rule]:
    """The rules of which a sentence holds a word, in the order of the table."""
    places: set[int] = set()
    for sign in _SIGNS.intersection(sentence):
        for word, rules in BY_SIGN[sign]:
            if word in sentence:
                places.update(rules)
    return [RULES[place] for place in sorted(places)]


def _blank(quoted: re.Match[str]) -> str:
    """A cited title as so many placeholders, since its numbers count nothing; the name of a form stays."""
    words = quoted.group()
    return words if _FORM.fullmatch(words) else "〓" * len(words)


def _in_sentence(
    rules: Sequence[Rule], flat: str, raw: str, offset: int, year: int | None, wider: re.Pattern[str], lead: str = "",
) -> Iterator[Figure]:
    """Every figure of one sentence; a number serves the first indicator that claims it, or the rates that share it.

    `lead`: the paragraph in front of it, whose last topic goes on where the sentence names none.
    """
    claimed: dict[int, Rule] = {}
    for rule in rules:
        hit = rule.pattern.search(flat)                 # most rules have none: cheaper than an iterator over nothing
        while hit:
            place = hit.start("number") if hit["number"] else hit.start("han")
            free = place not in claimed or {claimed[place].indicator, rule.indicator} in SHARED
            if free and _on_topic(rule, flat, hit, lead) and _is_result(rule, flat, place, hit, wider):
                told = year_at(flat, hit.start(), year)
                if year is None or told is None or told <= year:
                    claimed[place] = rule
                    figure = _figure(rule, hit, raw[hit.start():hit.end()], offset, told)
                    if figure is not None:
                        yield figure
            hit = rule.pattern.search(flat, hit.end())


def _on_topic(rule: Rule, flat: str, hit: re.Match[str], lead: str) -> bool:
    """Whether the sentence speaks of the indicator's topic at the number, and the unit is one it may have."""
    if rule.units and (hit["unit"] if "unit" in rule.pattern.groupindex else "") not in rule.units and hit["number"] not in _NONE:
        return False
    if not rule.topic:
        return True
    near = max(0, hit.start() - REACH)
    at = _last(rule.topic, flat, near, hit.end())
    if at < 0 and (near or not lead):
        return False
    rival = _last(rule.rivals, flat, near, hit.start()) if rule.rivals else -1
    if at < 0 and not STRANGERS.search(flat, 0, hit.start()):
        return rival < 0 and _led(rule, lead)
    return at > rival


def _last(words: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where the last match in a part of a text ends, -1 where there is none."""
    at = -1
    for found in words.finditer(text, start, end):
        at = found.end()
    return at


def _led(rule: Rule, lead: str) -> bool:
    """Whether the paragraph in front ends on the topic of a rule."""
    at = _last(rule.topic, lead, 0, len(lead)) if rule.topic else -1
    return at >= 0 and not (rule.rivals and rule.rivals.search(lead, at)) and not STRANGERS.search(lead, at)


def _is_result(rule: Rule, flat: str, place: int, hit: re.Match[str], wider: re.Pattern[str]) -> bool:
    """Whether the clause in front of a number neither aims at it nor counts it for a wider area."""
    part = behind(flat, PARTS, 0, place)
    clause = behind(flat, CLAUSES, part, place)
    item = behind(flat, ITEMS, clause, place)
    if wider.search(flat, item, place) or TARGET.search(flat, clause, place) or AHEAD.search(flat, part, place):
        return False
    if (rule.bar and rule.bar.search(flat, clause, place)) or over_years(flat, place):
        return False
    if rule.gap and _GAP.search(flat, hit.start(), place):
        return False
    if rule.rate and RATE_TARGET.search(flat, item, place):
        return False
    return hit["number"] not in _NONE or not NO_COUNT.search(flat, item, place)


def _figure(rule: Rule, hit: re.Match[str], quote: str, offset: int, year: int | None) -> Figure | None:
    """The figure of a hit; None where its Chinese numeral is none."""
    groups = hit.groupdict()
    value, unit = _value(groups), groups.get("unit")
    if value is None:
        return None
    scale = groups.get("scale")
    if scale and unit == "元":
        unit = scale + unit
    elif scale:
        value *= _SCALES[scale]
    if groups.get("sense") in ("下降", "减少", "降低"):
        value = -value
    if groups["number"] in _NONE:
        unit = "件"
    elif groups.get("han") or unit == "％":
        unit = "%"
    return Figure(rule.indicator, value, unit, year, _qualifier(groups, hit), quote, offset + hit.start(), offset + hit.end())


def _value(groups: dict[str, str | None]) -> float | None:
    """The number of a hit: digits, a Chinese numeral, a word for none, or 百 of 百分之百."""
    number, han = groups["number"], groups.get("han")
    if han:
        return value_of("一百" if han == "百" else han)
    if number in _NONE:
        return 0.0
    digits = (number or "").replace(",", "").replace("，", "")
    return float(digits) if digits[:1].isdigit() else value_of(digits)


def _qualifier(groups: dict[str, str | None], hit: re.Match[str]) -> str | None:
    """余, 超, 约 … as printed beside the number; the sense of a change; None for a plain number."""
    more = groups.get("more") or ""
    if groups.get("sense"):
        return more + (groups["sense"] or "")
    if groups.get("rest") or groups.get("early"):
        return groups["rest"] or groups["early"]
    after = _AFTER.match(hit.string, hit.end())
    return after.group() if after else next((short for word, short in _FLOORS if word in more), None)
