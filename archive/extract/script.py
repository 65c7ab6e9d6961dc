"""Traditional characters and their simplified forms: enough for titles and label words, not for whole texts."""

from __future__ import annotations

import re
from itertools import product

PAIRS = (
    "設设報报務务員员會会辦办關关於于開开展展區区縣县鎮镇鄉乡長长門门國国無无與与個个產产業业東东廣广灣湾龍龙財财農农環环"
    "衛卫監监書书實实際际學学習习續续結结總总處处發发佈布導导標标準准點点單单領领權权責责應应訴诉議议複复覆复審审執执紀纪"
    "況况經经濟济團团讀读談谈話话閱阅劃划規规範范圍围變变動动態态題题類类義义衆众眾众黨党擬拟質质電电號号見见對对進进過过運运"
    "達达還还這这適适選选連连樣样機机構构條条來来時时從从後后復复據据數数為为問问間间聯联職职認认證证讓让論论調调護护"
    "編编體体裁裁鍵键詞词瀏浏覽览訪访稱称屬属欄栏組组導导態态載载圖图簡简網网頁页獲获積积極极貫贯強强創创歷历獎奖頭头漢汉陽阳陝陕濱滨濟济蘇苏蘭兰滬沪瀋沈贛赣遼辽寧宁臺台島岛嶺岭雲云黃黄"
)
"""Traditional and simplified character in turn."""
_SIMPLIFIED = str.maketrans(dict(zip(PAIRS[::2], PAIRS[1::2], strict=True)))
TRADITIONAL = "".join(old for old, new in zip(PAIRS[::2], PAIRS[1::2], strict=True) if old != new)
_OLD = re.compile(f"[{TRADITIONAL}]")
_TRADITIONAL: dict[str, str] = {}
for _old, _new in zip(PAIRS[::2], PAIRS[1::2], strict=True):
    if _old not in _TRADITIONAL.setdefault(_new, ""):
        _TRADITIONAL[_new] += _old
_KEPT_BOTH = frozenset("布复准于后")
"""Characters that traditional texts also write in the simplified form."""
_VARIANTS_MAX = 12


def simplify(text: str) -> str:
    """A text with the characters of the table simplified, character by character.

    >>> simplify("廣州市2023年法治政府建設年度報告")
    '广州市2023年法治政府建设年度报告'
    """
    return text.translate(_SIMPLIFIED) if _OLD.search(text) else text


def traditional_forms(word: str) -> list[str]:
    """The ways to write a word in traditional characters; nothing where it is written the same.

    >>> traditional_forms("发布时间"), traditional_forms("文号"), traditional_forms("主办")
    (['發佈時間', '發布時間'], ['文號'], ['主辦'])
    """
    choices = [_TRADITIONAL.get(char, char) + (char if char in _KEPT_BOTH and char in _TRADITIONAL else "") for char in word]
    forms = ["".join(form) for form, _ in zip(product(*choices), range(_VARIANTS_MAX), strict=False)]
    return [form for form in forms if form != word]
