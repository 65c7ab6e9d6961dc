"""Label words inside a string: found by the colon behind them, alone in a cell, or at the start of a value."""

from __future__ import annotations

import re

from archive.extract.aliases import ALIASES, WEAK
from archive.extract.dates import parse_date
from archive.extract.lines import collapse, squeeze

COLONS = ":：﹕∶︰"
COLON = re.compile(f"[{COLONS}]")
BULLETS = "•·●◆■★▪*-–○◎□▶►>|｜丨│﹒．、，,;； \u3000\t"
BOUNDARIES = frozenset(("正文", "内容", "信息内容", "正文内容", "文件内容", "详细内容", "全文", "文件正文"))
"""Words alone in front of a text: no value of the empty label above them."""
_LONGEST = max(map(len, ALIASES))
_EMPTY = re.compile(r"(?:[-—–_\s/\\|()\[\]（）【】*·:：]*|null|NULL|undefined|暂无)")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_TOOL = re.compile(
    r"(?:^|(?<= )|[【\[［(（])(?:打印|关闭|分享|收藏|字体|字号|大 ?中 ?小|视力保护色|返回|浏览|阅读|点击|纠错|扫一扫|复制|我要|语音)"
    r"|[【\[［]\s*(?:[】\]］]|大|小|A)"
)
_TOOL_END = re.compile(r"(?<=[厅局委办府部会室社报网心台院司署处科站])(?:打印|关闭|收藏|分享|字体|字号)+$")
_NUMBER = re.compile(r"[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、]?")
_OTHER_LABEL = re.compile(r" (?=[一-鿿]{2,6}[:：])")
"""A label that no table knows ends the value in front of it."""
_LONE_MAX, _LEAD_MAX, _VALUE_MAX = 40, 40, 400


def strong_word(cell: str) -> bool:
    """Whether a cell is, or begins with, a label that prose does not know."""
    word = squeeze(COLON.split(cell, maxsplit=1)[0]).strip(BULLETS)
    return word in ALIASES and word not in WEAK


def lone_label(text: str) -> str | None:
    """The label that a cell or a line holds and nothing else; None where it holds more.

    >>> lone_label("索 引 号："), lone_label("索引号：1")
    ('索引号', None)
    """
    if len(text) > _LONE_MAX:
        return None
    word = squeeze(text).strip(BULLETS)
    word = word[:-1] if word[-1:] in COLONS else word
    word = word.strip("【】[]()（）")
    return word if word in ALIASES else None


def is_label_like(text: str) -> bool:
    """Whether a cell or line is a label or begins with one: such a text is never a value."""
    if lone_label(text) or squeeze(text).strip(BULLETS + ":：") in BOUNDARIES:
        return True
    pairs = inline_pairs(text)
    return bool(pairs) and only_labels(text, pairs)


def inline_pairs(text: str) -> list[tuple[str, str, int]]:
    """All labels with a colon in a line as (label, raw value, start of the label), in order.

    >>> inline_pairs("发布机构: 某局来源:")
    [('发布机构', ' 某局', 0), ('来源', '', 8)]
    """
    marks: list[tuple[str, int, int]] = []
    for colon in COLON.finditer(text):
        found = _label_before(text, colon.start(), after_label=bool(marks))
        if found and (not marks or found[1] >= marks[-1][2]):
            marks.append((found[0], found[1], colon.end()))
    ends = [*(start for _, start, _ in marks[1:]), len(text)][:len(marks)]
    return [(word, text[behind:end], start) for (word, start, behind), end in zip(marks, ends, strict=True)]


def _label_before(text: str, colon: int, *, after_label: bool) -> tuple[str, int] | None:
    """The longest label that ends at a colon, blanks inside it skipped, and where it starts."""
    best: tuple[str, int] | None = None
    word, at, crossed = "", colon, False
    while at > 0 and len(word) < _LONGEST and colon - at < _LONE_MAX:
        at -= 1
        if text[at].isspace():
            crossed = best is not None
            continue
        word = text[at] + word
        if word in ALIASES:
            before = text[at - 1] if at else " "
            if crossed and _CHINESE.match(before):
                continue  # 来源：庆元发布 时间：… holds no 发布时间
            if word not in WEAK or after_label or not (_CHINESE.match(before) or before in "”》"):
                best = word, at
    return best


def only_labels(text: str, pairs: list[tuple[str, str, int]]) -> bool:
    """Whether a line begins with its first label, or with no more than a date or a name in front of it; the number of a
    paragraph makes prose of it.
    """
    lead = text[:pairs[0][2]].strip(BULLETS)
    if not lead:
        return True
    if _NUMBER.fullmatch(lead):
        return False
    strong = any(word not in WEAK for word, _, _ in pairs) or parse_date(lead) is not None
    return (strong or len(pairs) > 1) and len(lead) <= _LEAD_MAX and "。" not in lead


def tidy(value: str) -> str:
    """A value as printed: collapsed, without the separators and page tools behind it; empty where it is only dashes."""
    text = collapse(value).strip(BULLETS + ":：").rstrip("【[（(《 ")
    if text[-1:] in (")", "）", "]", "】") and not any(mark in text for mark in "(（[【"):
        text = text[:-1].rstrip()
    tool = _TOOL.search(text) or _TOOL_END.search(text)
    if tool:
        text = text[:tool.start()].strip(BULLETS).rstrip("【[（(《")
    other = _OTHER_LABEL.search(text)
    if other:
        text = text[:other.start()].rstrip()
    words = text.split(" ")
    for number, word in enumerate(words):
        if number and ALIASES.get(word) in ("tool", "counter", "author"):
            text = " ".join(words[:number])
            break
    return "" if _EMPTY.fullmatch(text) else text[:_VALUE_MAX]
