"""Dates as Chinese portals print them, to ISO 8601 and never more precise than the page."""

from __future__ import annotations

import datetime as dt
import re

from archive.spelling import nfkc

_DIGITS = {"〇": 0, "○": 0, "零": 0, "Ｏ": 0, "O": 0, "o": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6,
           "七": 7, "八": 8, "九": 9, "元": 1, "两": 2, "◯": 0, "〡": 1, "０": 0, "廿": 2, "卅": 3}
_FIRST_YEAR, _LAST_YEAR = 1949, 2099
_CLOCK_MAX, _CLOCK_REST = 80, 8

_NUMBER = r"[0-9OoＯ○〇零一二三四五六七八九十]"
_YEAR4 = r"(?<![0-9])(?:19|20)[0-9Oo]{2}"

# Each pattern names its year y, month m and, where it has one, day d; the digit behind the name is the pattern's.
_YMD_CHINESE = (  # 2024年3月4日, 2024年03月, 二〇二四年三月四日, 2O24 年 3 月 4 日
    rf"(?<![0-9])(?P<y1>[12一二](?:\s?{_NUMBER}){{3}})\s*年\s*"
    rf"(?P<m1>{_NUMBER}{{1,2}}|[一二三四五六七八九]?十[一二]?)\s*月(?:\s*(?P<d1>{_NUMBER}{{1,3}})\s*[日号])?"
)
_YMD_SIGNS = (  # 2024-03-04, 2024- 03- 04, 2024/3/4, 2024.3.4
    rf"(?P<y2>{_YEAR4})\s*(?P<s2>[-/.–—~])\s*(?P<m2>[0-9]{{1,2}})\s*(?P=s2)\s*(?P<d2>[0-9]{{1,2}})(?![0-9])"
)
_DMY_SIGNS = (  # 18.03.2015: day first, the four-digit year ends it
    r"(?<![0-9.])(?P<d3>[0-3]?[0-9])(?P<s3>[./-])(?P<m3>[01]?[0-9])(?P=s3)(?P<y3>(?:19|20)[0-9]{2})(?![0-9])"
)
_YMD_DIGITS = r"(?<![0-9])(?P<y4>(?:19|20)[0-9]{2})(?P<m4>[01][0-9])(?P<d4>[0-3][0-9])(?![0-9])"  # 20240304
_YM_SIGNS = rf"(?P<y5>{_YEAR4})\s*[-/.]\s*(?P<m5>[0-9]{{1,2}})(?![0-9/.\-]|\s*[-/.]\s*[0-9])"  # 2024-03
_DATE = re.compile(f"{_YMD_CHINESE}|{_YMD_SIGNS}|{_DMY_SIGNS}|{_YMD_DIGITS}|{_YM_SIGNS}")
_GROUPS = (("y1", "m1", "d1"), ("y2", "m2", "d2"), ("y3", "m3", "d3"), ("y4", "m4", "d4"), ("y5", "m5", None))
_CLOCK = re.compile(r"今天是|现在是|当前时间|北京时间|农历|星期[一二三四五六日天]")
_CLOCK_PARTS = re.compile(
    r"欢迎您?|今天是|现在是|当前时间|北京时间|星期[一二三四五六日天]|农历.*|(?:上午|下午)?[0-9]{1,2}\s*[:时].*|[\s:,。!()\[\]|]"
)


def fold(text: str) -> str:
    """NFKC without touching the ideographic zero, so that full-width digits and signs read like ASCII."""
    return nfkc(text.replace("○", "〇").replace("◯", "〇"))


def number_of(text: str) -> int | None:
    """The value of a day, month or year in ASCII or Chinese digits (letter O read as zero); None where it is none.

    >>> number_of("二〇二四"), number_of("十二"), number_of("二十"), number_of("2O24")
    (2024, 12, 20, 2024)
    """
    text = "".join(text.split())
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return None
        left = _DIGITS.get(tens, int(tens) if tens.isdigit() else None) if tens else 1
        right = _DIGITS.get(ones, int(ones) if ones.isdigit() else None) if ones else 0
        return None if left is None or right is None else left * 10 + right
    if text.isdecimal():
        return int(text)
    value = 0
    for char in text:
        digit = int(char) if char.isdecimal() else _DIGITS.get(char)
        if digit is None:
            return None
        value = value * 10 + digit
    return value if text else None


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    """The ISO date of three numbers; None where no such day exists or the year is no year of a portal."""
    if year is None or month is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        found = dt.date(year, month, day if day is not None else 1)
    except ValueError:
        return None
    return found.isoformat() if day is not None else found.isoformat()[:7]


def _of_match(match: re.Match[str]) -> str | None:
    """The ISO date of one match of the date pattern."""
    for year, month, day in _GROUPS:
        if match[year]:
            written = match[day] if day else None
            return _iso(number_of(match[year]), number_of(match[month]), number_of(written) if written else None)
    return None


def find_dates(text: str) -> list[tuple[str, int, int]]:
    """All dates of a text as (ISO date, start, end), offsets into `fold(text)`; impossible dates are left out."""
    found = ((_of_match(match), match.start(), match.end()) for match in _DATE.finditer(fold(text)))
    return [(iso, start, end) for iso, start, end in found if iso]


def find_date(text: str) -> str | None:
    """The first date of a text, `2024-03-04` or `2022-05` where it names no day; None where there is none.

    >>> find_date("发布日期: 2024- 03- 04 16: 22"), find_date("二〇二二年五月"), find_date("2023-02-30")
    ('2024-03-04', '2022-05', None)
    """
    for match in _DATE.finditer(fold(text)):
        iso = _of_match(match)
        if iso:
            return iso
    return None


_REST = re.compile(r"^[\s()\[\]:T]*(?:(?:上午|下午)?\s*[0-2]?[0-9]\s*[:时]\s*[0-5]?[0-9]\s*(?:[:分]\s*[0-5]?[0-9])?"
                   r"(?:\.[0-9]+)?\s*[秒分]?\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?[\s()\[\]:]*$")


_OPENING = " ([（［\u3000\u00a0"
"""What may stand in front of a date, in either width."""
_ZEROS = "○◯"


def parse_date(text: str) -> str | None:
    """The date of a string that holds nothing but a date and perhaps a time of day; None otherwise.

    >>> parse_date("2021-03-11 15:23:54"), parse_date("截至2021年3月11日共3件")
    ('2021-03-11', None)
    """
    start = text.strip().lstrip(_OPENING)[:1]
    if not (start.isnumeric() or start in _ZEROS):
        return None  # most lines, and all the work below
    folded = fold(text).strip()
    match = _DATE.search(folded)
    if not match or folded[:match.start()].strip(" ([") or not _REST.match(folded[match.end():]):
        return None
    return _of_match(match)


def is_clock(text: str) -> bool:
    """Whether a line is the page's own clock (今天是…, 2019年12月3日星期二): its date says nothing about the document."""
    if len(text) > _CLOCK_MAX or not _CLOCK.search(text):
        return False
    return len(_CLOCK_PARTS.sub("", _DATE.sub("", fold(text)))) <= _CLOCK_REST
