"""The heading tree of a text: 一、 / (一) / 1. / 一是, run-in headings, and the roles that the rules ask for."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple

from archive.extract.dates import number_of, parse_date
from archive.extract.lines import squeeze
from archive.extract.shapes import signed_line
from archive.model import Section
from archive.spelling import nfkc

_CN = "[一二三四五六七八九十百]{1,4}"
MARKS = (
    (1, re.compile(rf"第{_CN}(?:部分|章|编)[\s、:.,]?")),
    (1, re.compile(rf"(?P<cn>{_CN})\s?(?:[、,·]|[.](?!\d(?!\d{{3}}年)))")),
    (2, re.compile(rf"第{_CN}节[\s、:]?")),
    (2, re.compile(rf"[(]\s?{_CN}\s?[)][、.]?")),
    (3, re.compile(r"(?P<arabic>\d{1,2})\s?[.、,](?!\d(?!\d{3}年))(?!\s*[%％])")),
    (4, re.compile(r"[(]?\d{1,2}[)][、.]?")),
    (4, re.compile(rf"{_CN}是(?![一-鿿]?否)")),
)
"""Marks at the beginning of a line (after NFKC) and the level they open."""
_LEVELS = {f"mark{number}": level for number, (level, _) in enumerate(MARKS)}
_MARK = re.compile("|".join(f"(?P<mark{number}>{pattern.pattern})" for number, (_, pattern) in enumerate(MARKS)))
_MARK_STARTS = frozenset("第一二三四五六七八九十百(（0123456789０１２３４５６７８９⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩①②③④⑤⑥⑦⑧⑨⑩⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑﹙︵")

_MARK_MAX = 16
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩")

ROLES = (
    ("first_responsible_person", re.compile(r"第一责任人|主要(?:负责人|领导).{0,6}(?:履行.{0,12}职责|履职|尽责)")),
    ("problems", re.compile(
        r"(?:存在|面临|主要).{0,8}(?:不足|问题|困难|短板|弱项|薄弱|差距|挑战)|(?<!突出)(?<!解决)(?<!难点)(?:不足|问题|短板|困难|差距)(?:之处)?(?:[和与及、]|$)"
        r"|薄弱环节",
    )),
    ("plan", re.compile(
        r"下一?步|下一?阶段|下一?年|下年度|明年|来年|今后|未来|主要安排|工作(?:安排|打算|思路|计划|设想|谋划|展望)|努力方向|改进措施|接下来|新的一年"
        r"|[、.)][一-鿿]{0,3}(?:打算|安排|思路|计划|设想)$",
    )),
    ("achievements", re.compile(
        r"举措|成效|做法|成绩|亮点|开展情况|工作情况|基本情况|总体情况|进展情况|落实情况|建设情况|推进情况|完成情况|主要工作|工作总结|工作开展|回顾|经验|特色",
    )),
)
"""Words of a heading and the role they give it: the first that fits."""
_YEAR_PLAN = re.compile(r"20(?P<year>\d\d)年.*(?:安排|打算|思路|计划|重点|任务|要点|目标|举措)")

PROBLEM_SENTENCE = re.compile(
    r"(?:但是?|然而|同时|不过|虽然|尽管|对照|我们也|也要?清醒).{0,80}?(?:还|仍|也)?(?:然)?(?:存在|面临|有).{0,60}?(?:不足|问题|短板|差距|薄弱|困难|弱项)"
    r"|(?:仍|还)(?:然)?存在.{0,80}?(?:不足|问题|短板|差距|薄弱|困难|弱项)"
    r"|^(?:目前|当前)?(?:存在|面临)的?(?:主要)?(?:不足|问题|短板|差距|困难)[^，,。]{0,8}[:：]",
)
"""A sentence that admits shortcomings; it counts only at the beginning of a paragraph in the last part of a text."""
PLAN_SENTENCE = re.compile(
    r"(?:下一?步|今后|20\d\d年)[,，]?(?:[一-鿿]{0,12}[,，])?(?:我[市县区镇局省]|我们|[一-鿿]{2,8})?(?:将|要|拟|计划)(?!近)"
    r"|(?:下一?步|下一?阶段|今后|接下来|新的一年|来年|明年)(?:里|工作)?[,，]|下一?步(?:工作)?(?:打算|安排|计划|思路|举措)[:：]",
)

_STOP = re.compile(r"[。；！？;]|[:：](?=.)|\.(?!\d)(?=[一-鿿])")
_COMMA = re.compile("[,，]")
_LINE_ALONE = 40
"""A numbered line up to this many characters is a heading as a whole unless a sentence follows its first 。 on the line."""
_LONGEST_RUN_IN = 60
_PLAIN_HEADING = re.compile(r"[^。；;，,：:！？!?|]{4,30}")
_FEW_WORDS = 20
_MOST = 2000
"""No document has more headings; a hostile text may."""
_SIGNATURE_LINES = 6
_SIGNER = re.compile(r"^[一-鿿（）()、\s]{3,40}$")
_SIGNER_END = re.compile(r"(?:政府|委员会|局|厅|部|院|署|办公室|办事处|街道|镇|乡|党组|党委|中心|[县市区委])$")


class Line(NamedTuple):
    """A line of a text and where it stands, in characters."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Offset of the first character behind the line."""
        return self.start + len(self.text)


def lines_of(text: str) -> list[Line]:
    """The non-empty lines of a text with their offsets; white space in front is not part of a line."""
    found, place = [], 0
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            found.append(Line(place if len(bare) == len(raw) else place + raw.index(bare[0]), bare))
        place += len(raw) + 1
    return found


def _mark(line: str) -> tuple[int, int, str | None] | None:
    """(level, length of the mark, digits of a 一、 or 1. mark) of a line that begins with a mark."""
    if line[0] not in _MARK_STARTS or " | " in line:  # a bar: a table row
        return None
    return (4, 1, None) if line[0] in _CIRCLED else _read_mark(line[:_MARK_MAX])


@lru_cache(maxsize=128)
def _read_mark(line: str) -> tuple[int, int, str | None] | None:
    """The same of the beginning of a line."""
    flat = nfkc(line)
    found = _MARK.match(flat)
    if found is None:
        return None
    digits, end = found["cn"] or found["arabic"], found.end()
    size = end if line.startswith(flat[:end]) else _raw_length(line, end)
    return _LEVELS[found.lastgroup or ""], size, digits


def _raw_length(line: str, flat_length: int) -> int:
    """How many characters of a line give that many characters after NFKC."""
    return next((count for count, size in enumerate(accumulate(map(_width, line)), 1) if size >= flat_length), len(line))


@lru_cache(maxsize=1024)
def _width(char: str) -> int:
    """The number of characters that one character becomes by NFKC."""
    return len(nfkc(char))


def _heading(line: str, level: int, mark: int) -> str | None:
    """The heading of a marked line, its mark included; None where it runs into its paragraph without a stop."""
    inner = 0 <= line.find("。", mark) < len(line) - 1
    if len(line) <= _LINE_ALONE and not inner and (level < 4 or not _STOP.search(line, mark)):
        return line
    stop = _STOP.search(line, mark)
    head = line[:stop.start()] if stop else line
    if len(head) <= _LONGEST_RUN_IN:
        return head if len(head) > mark else None
    if level > 2:
        return None  # a numbered sentence, not a heading
    comma = _COMMA.search(head, _LINE_ALONE)
    return head[:comma.start()] if comma else head[:2 * _LONGEST_RUN_IN]


def headings(lines: list[Line]) -> list[Section]:
    """The numbered headings of a text in reading order; roles and ends are still open."""
    found: list[Section] = []
    first_number: int | None = None
    for line in lines:
        mark = _mark(line.text)
        if mark is None:
            continue
        level, length, digits = mark
        heading = _heading(line.text, level, length)
        if heading is None:
            continue
        if len(found) >= _MOST:
            break
        if level == 1 and first_number is None and digits:
            first_number = number_of(digits)
        found.append(Section(level, heading.rstrip("。.:：;； "), "other", line.start, line.start))
    return _repair(found) if first_number == 2 else found


def _repair(found: list[Section]) -> list[Section]:
    """Give back the levels of a first part whose list numbers were lost: 1. 2. 3. before 二、 are 一、 (一) (二)."""
    second = next(place for place, item in enumerate(found) if item.level == 1)
    lost = found[:second]
    if not lost or any(item.level != 3 for item in lost):
        return found
    return [replace(item, level=1 if place == 0 else 2) for place, item in enumerate(lost)] + found[second:]


def role_of(heading: str, year: int | None) -> str:
    """The role a heading announces, `other` where its words tell nothing; `year` is the year of the report."""
    flat = nfkc(squeeze(heading))
    ahead = _YEAR_PLAN.search(flat)
    if ahead and year is not None and 2000 + int(ahead["year"]) > year:
        return "plan"
    return next((role for role, pattern in ROLES if pattern.search(flat)), "other")


def _plain_headings(lines: list[Line], year: int | None) -> list[Section]:
    """Headings without numbers: short lines above paragraphs, two of which name roles that reports have."""
    found: list[Section] = []
    for line, below in pairwise(lines):
        long = len(below.text) > _LINE_ALONE or below.text.endswith("。")
        if _PLAIN_HEADING.fullmatch(line.text) and long and not parse_date(line.text) and len(found) < _MOST:
            found.append(Section(1, line.text, "other", line.start, line.start))
    return found if len({role_of(item.heading, year) for item in found} - {"other"}) > 1 else []


def _announces(heading: str) -> set[str]:
    """Every role whose words a heading holds: 存在问题及下一步打算 announces two."""
    flat = nfkc(squeeze(heading))
    return {role for role, pattern in ROLES if pattern.search(flat)}


def sections(
    text: str, *, year: int | None = None, report: bool = True, lines: list[Line] | None = None,
    found: list[Section] | None = None,
) -> list[Section]:
    """The sections of a text in reading order; only reports get roles, a preamble and a signature.

    `lines`, `found`: the text's lines and headings, where the caller has them; the headings are changed.
    """
    lines = lines_of(text) if lines is None else lines
    found = headings(lines) if found is None else found
    if report and lines:
        if all(item.level > 3 for item in found):
            found = sorted([*found, *_plain_headings(lines, year)], key=attrgetter("start"))
        _give_roles(found, year)
        signature = _signature(lines)
        limit = signature.start if signature else len(text)
        found = _fill(found, lines, text[:limit])
        found = _preamble(found, lines) + found + ([signature] if signature else [])
    _close(found, len(text))
    return found


def _give_roles(found: list[Section], year: int | None) -> None:
    """Roles by the words of the top headings; sub-sections follow the section they stand in."""
    top = min((item.level for item in found), default=1)
    role, closing, mixed = "other", False, False
    for item in found:
        if item.level == top:
            own = role_of(item.heading, year)
            closing = closing or own in ("problems", "plan")
            role = "achievements" if own == "other" and not closing else own
            item.role = role
            mixed = _announces(item.heading) >= {"problems", "plan"}
        elif mixed and (own := role_of(item.heading, year)) in ("problems", "plan"):
            item.role = own
        else:
            duty = role in ("achievements", "other") and "第一责任人" in item.heading
            item.role = "first_responsible_person" if duty else role


def _words(text: str) -> str:
    """The first words of a paragraph, to stand in for a heading it lacks."""
    return re.split(r"[。；]", text.strip(), maxsplit=1)[0][:_FEW_WORDS].rstrip(",，、:： ")


def _preamble(found: list[Section], lines: list[Line]) -> list[Section]:
    """The text in front of the first heading, as a section of its own."""
    first = lines[0]
    if found and found[0].start <= first.start:
        return []
    return [Section(1, _words(first.text), "preamble", first.start, first.end)]


def _signature(lines: list[Line]) -> Section | None:
    """The signing body and the date at the end of a text."""
    tail = lines[-_SIGNATURE_LINES:]
    start: Line | None = None
    for line in reversed(tail):
        dated = parse_date(line.text) is not None or signed_line(line.text) is not None
        signed = bool(_SIGNER.match(line.text) and _SIGNER_END.search(line.text.rstrip("）)")))
        if (not dated and not signed) or _mark(line.text):
            break
        start = line
    if start is None or start is lines[0]:
        return None
    return Section(1, _words(start.text), "signature", start.start, start.start)


def _fill(found: list[Section], lines: list[Line], text: str) -> list[Section]:
    """Add problems and plan where a report gives them no heading: its last paragraphs, sentence by sentence."""
    have = {item.role for item in found}
    added: list[Section] = []
    if "problems" not in have:
        added += _unheaded(lines, text, PROBLEM_SENTENCE, "problems", at_start=True, floor=len(text) // 2)
    if "plan" not in have:
        floor = added[0].start + 1 if added else len(text) * 3 // 4
        added += _unheaded(lines, text, PLAN_SENTENCE, "plan", at_start=False, floor=floor)
    return sorted([*found, *added], key=attrgetter("start"))


def _unheaded(
    lines: list[Line], text: str, pattern: re.Pattern[str], role: str, *, at_start: bool, floor: int,
) -> list[Section]:
    """The first place behind `floor` where an unnumbered paragraph speaks like a role; none gives an empty list."""
    for line in lines:
        if line.end <= floor or line.end > len(text) or _mark(line.text):
            continue
        for hit in pattern.finditer(line.text):
            start = line.start if at_start else line.start + hit.start()
            if start < floor or (at_start and hit.start() > _LINE_ALONE):
                continue
            return [Section(1, _words(text[start:line.end]), role, start, line.end)]
    return []


def _close(found: list[Section], length: int) -> None:
    """Ends: a section reaches to the next one of its level or above, or to the end of the text."""
    begins = [length] * (1 + max(_LEVELS.values()))  # level -> where the next section of that level begins
    for item in reversed(found):
        item.end = min(begins[:item.level + 1])
        begins[item.level] = item.start
