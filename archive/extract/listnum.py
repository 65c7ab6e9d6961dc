"""Numbers of ordered lists: browsers draw them, the source does not hold them, and a report loses its headings.

UEditor, the editor of most Chinese portals, draws its own styles as background images that only the class names:
`ol.custom_cn2` with `li.list-cn-3-1` shows （一）.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from archive.extract.aliases import ALIASES
from archive.extract.lines import squeeze

_FORMS: dict[str, str] = {"num": "1.", "num1": "1)", "num2": "(1)", "cn": "一、", "cn1": "一)", "cn2": "(一)"}
"""UEditor's custom styles, written as official texts write them."""
_BY_LEVEL = {("num", "1"): "num", ("num", "2"): "num1", ("num", "3"): "num2", ("cn", "1"): "cn", ("cn", "2"): "cn1",
             ("cn", "3"): "cn2"}
_CSS: dict[str, str] = {
    "cjk-ideographic": "一、", "simp-chinese-informal": "一、", "simp-chinese-formal": "一、", "trad-chinese-informal": "一、",
    "cjk-decimal": "一、", "decimal": "1.", "decimal-leading-zero": "1.", "lower-alpha": "a.", "lower-latin": "a.",
    "upper-alpha": "A.", "upper-latin": "A.", "lower-roman": "i.", "upper-roman": "I.",
}
_TYPES = {"1": "1.", "a": "a.", "A": "A.", "i": "i.", "I": "I."}
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.IGNORECASE)
_OL_CLASS = re.compile(r"(?:^|\s)custom_((?:num|cn)[12]?)(?=\s|$)")
_LI_CLASS = re.compile(r"(?:^|\s)list-(num|cn)-([123])-([0-9]{1,3})(?=\s|$)")
_ALREADY = re.compile(r"\s*(?:第?[一二三四五六七八九十]+[、.．章节条]|[（(][一二三四五六七八九十0-9]+[)）]|[0-9]{1,2}[、.．)）](?![0-9])|[①-⑳])")
_LABEL = re.compile(r"[\s【\[]*([^】\]:：]{2,16})[】\]:：]")
_CN = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number from 0 to 99 as Chinese lists write it; larger ones in digits.

    >>> chinese(3), chinese(10), chinese(11), chinese(20), chinese(42)
    ('三', '十', '十一', '二十', '四十二')
    """
    if not 0 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _CN[ones]
    return ("" if tens == 1 else _CN[tens]) + "十" + (_CN[ones] if ones else "")


def letters(number: int) -> str:
    """A number as a list letter: 1 = a, 27 = aa; digits where it is not positive."""
    if number < 1:
        return str(number)
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(97 + rest) + text
    return text


def roman(number: int) -> str:
    """A number from 1 to 3999 in small Roman digits; others in Arabic ones."""
    if not 1 <= number <= 3999:
        return str(number)
    text = ""
    for value, sign in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                        (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        count, number = divmod(number, value)
        text += sign * count
    return text


def write(form: str, number: int) -> str:
    """A number in a form such as `(一)`, `1.` or `a.`."""
    for sign, spell in (("一", chinese), ("1", str), ("a", letters), ("A", lambda n: letters(n).upper()), ("i", roman),
                        ("I", lambda n: roman(n).upper())):
        if sign in form:
            text = form.replace(sign, spell(number))
            return text + " " if text.endswith(".") else text
    return ""


def number_lists(inside: Element, end_mark: str) -> None:
    """Write the drawn numbers into the items of the lists inside an element; `end_mark` follows each number."""
    for block in list(inside.iter("ol", "ul")):
        _number(block, end_mark)


def _number(block: Element, end_mark: str) -> None:
    """Number one list."""
    form = None if _holds_labels(block) else _form_of(block)
    count, step = _start(block)
    for item in block.iterchildren("li"):
        count = _whole(item.get("value"), count)
        own = _LI_CLASS.search(item.get("class") or "")
        label = ""
        if own:
            label = write(_FORMS[_BY_LEVEL[own[1], own[2]]], int(own[3]))
        elif form and block.tag == "ol":
            label = write(form, count)
        count += step
        if label and _shows_text(item):
            item.text = label + end_mark + (item.text or "")


def _holds_labels(block: Element) -> bool:
    """Whether a list is a metadata block, whose style sheet takes the numbers away: its first item is a label and a value."""
    first = next(block.iterchildren("li"), None)
    found = _LABEL.match("".join(map(str, first.itertext()))) if first is not None else None
    return found is not None and squeeze(found[1]) in ALIASES


def _form_of(block: Element) -> str | None:
    """The form of a list's numbers; None where the list shows none."""
    own = _OL_CLASS.search(block.get("class") or "")
    if own:
        return _FORMS[own[1]]
    style = _STYLE.search(block.get("style") or "")
    if style:
        words = style[1].lower().split()
        if "none" in words:
            return None
        for word in words:
            if word in _CSS:
                return _CSS[word]
    return _TYPES.get(block.get("type") or "1", "1.")


def _start(block: Element) -> tuple[int, int]:
    """The first number and the step of a list."""
    backwards = block.get("reversed") is not None
    first = sum(1 for _ in block.iterchildren("li")) if backwards else 1
    return _whole(block.get("start"), first), -1 if backwards else 1


def _whole(text: str | None, otherwise: int) -> int:
    """A whole number from an attribute."""
    return int(text) if text and re.fullmatch(r"\s*-?[0-9]{1,6}\s*", text) else otherwise


def _shows_text(item: Element) -> bool:
    """Whether an item holds text that has no number of its own; an item with only a nested list draws none."""
    own = squeeze(item.text or "")
    for child in item:
        if own:
            break
        if child.tag in ("ol", "ul"):
            return False
        own = squeeze("".join(map(str, child.itertext()))) if isinstance(child.tag, str) else ""
        own = own or squeeze(child.tail or "")
    return bool(own) and not _ALREADY.match(own)
