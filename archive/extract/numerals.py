"""Chinese numerals up to 万: 五十八, 一千二百, 九十八点五."""

from __future__ import annotations

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}


def value_of(words: str) -> float | None:
    """The number that a Chinese numeral writes out; None where the characters are none.

    >>> value_of("五十八"), value_of("一千二百"), value_of("九十八点五"), value_of("一百零三"), value_of("二二")
    (58.0, 1200.0, 98.5, 103.0, None)
    """
    whole, _, fraction = words.partition("点")
    total, digit, smallest = 0, None, 10_000
    for char in whole:
        place = _PLACES.get(char)
        if place is None:
            if char not in _DIGITS or digit:
                return None
            digit = _DIGITS[char]
        elif place >= smallest:
            return None
        else:
            total, digit, smallest = total + place * (1 if digit is None else digit), None, place
    if any(char not in _DIGITS for char in fraction) or not whole:
        return None
    decimals = "".join(str(_DIGITS[char]) for char in fraction)
    return float(f"{total + (digit or 0)}.{decimals or 0}")
