"""List numbers as Word prints them: the number formats of ECMA-376, 17.18.59 (ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_COUNTING_DIGITS = "○一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)
_MAX_ROMAN = 3999


def chinese(number: int, digits: str = "零一二三四五六七八九", units: str = "十百千", *, drop_one: bool = True) -> str:
    """Spell a number below 10,000 in Chinese; larger ones digit by digit.

    >>> [chinese(number) for number in (8, 10, 15, 20, 105)]
    ['八', '十', '十五', '二十', '一百零五']
    """
    if not 0 < number < 10_000:
        return "".join(digits[int(digit)] for digit in str(abs(number)))
    text = ""
    gap = False
    for power in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += digits[0] * (gap and bool(text)) + digits[digit] + (units[power - 1] if power else "")
        gap = not digit
    return text[1:] if drop_one and 10 <= number < 20 else text


def counting(number: int) -> str:
    """Count 一 … 九十九, from 一○○ on digit by digit (chineseCounting)."""
    return chinese(number) if number < 100 else _by_digit(_COUNTING_DIGITS)(number)


def letters(number: int) -> str:
    """Count a … z, aa, bb …, zz, aaa.

    >>> letters(1), letters(28)
    ('a', 'bb')
    """
    if number < 1:
        return ""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30)


def roman(number: int) -> str:
    """Count I, II, III, IV; decimal outside 1 to 3999."""
    if not 0 < number <= _MAX_ROMAN:
        return str(number)
    text = ""
    for weight, sign in _ROMAN:
        count, number = divmod(number, weight)
        text += sign * count
    return text


def _by_digit(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(digit)] for digit in str(abs(number)))


def _from_block(first: int, last: int, start: str) -> Callable[[int], str]:
    """Numbers of a Unicode block of enclosed numbers; decimal outside it."""
    return lambda number: chr(ord(start) + number - first) if first <= number <= last else str(number)


def _circled(number: int) -> str:
    for first, last, start in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if first <= number <= last:
            return chr(ord(start) + number - first)
    return str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else ""


def _stem_branch(number: int) -> str:
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if number > 0 else ""


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _by_digit("０１２３４５６７８９"),
    "decimalFullWidth2": _by_digit("０１２３４５６７８９"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from_block(1, 20, "⑴"),
    "decimalEnclosedFullstop": _from_block(1, 20, "⒈"),
    "ideographEnclosedCircle": _from_block(1, 10, "㊀"),
    "numberInDash": lambda number: f"- {number} -",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": lambda number: roman(number).lower(),
    "upperRoman": roman,
    "ordinal": str,
    "chineseCounting": counting,
    "taiwaneseCounting": counting,
    "chineseCountingThousand": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "koreanCounting": chinese,
    "ideographDigital": _by_digit(_DIGITS),
    "japaneseDigitalTenThousand": _by_digit(_DIGITS),
    "taiwaneseDigital": _by_digit(_COUNTING_DIGITS),
    "chineseLegalSimplified": lambda number: chinese(number, _LEGAL, "拾佰仟", drop_one=False),
    "ideographLegalTraditional": lambda number: chinese(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟", drop_one=False),
    "japaneseLegal": lambda number: chinese(number, "零壱弐参四伍六七八九", "拾百阡", drop_one=False),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": _stem_branch,
    "bullet": lambda _number: "",
    "none": lambda _number: "",
}
"""Number format -> what Word prints for a number from 1."""

CODES = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth", 15: "decimalHalfWidth",
    16: "japaneseLegal", 17: "japaneseDigitalTenThousand", 18: "decimalEnclosedCircle", 19: "decimalFullWidth2",
    22: "decimalZero", 23: "bullet", 26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle", 30: "ideographTraditional",
    31: "ideographZodiac", 32: "ideographZodiacTraditional", 33: "taiwaneseCounting", 34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 255: "none",
}
"""Codes of the binary and the 2003 format (MS-OSHARED 2.2.1.3, MSONFC) -> the names of the number formats."""


def show(number: int, form: str) -> str:
    """Print a list number in a number format; unknown formats fall back to decimal as Word does."""
    return FORMATS.get(form, str)(number)
