"""Parts of a text that a page folds away: hidden blocks that go on where the shown text stops, behind a switch (展开全文)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from archive.extract.dom import text_of
from archive.extract.lines import squeeze

SWITCH = re.compile(
    r"[【\[(（+]?(?:点击|点此|点我)?(?:(?:展开|阅读|查看|显示|加载|浏览)(?:更多|全文|全部|剩余|余下|其余|完整)?(?:内容|全文|正文|部分)?"
    r"|(?:展开|收起)[/／]?(?:收起|展开)?|更多内容)[>»↓∨v…]*[】\])）]?",
)
"""The words on a switch that opens the rest of a text."""
_SENTENCES = 2
"""A folded part has so many full stops; a hint of the site has fewer."""
_PROBE = 40
"""So many characters at the beginning tell a copy of the shown text."""
_LEVELS, _NEAR = 3, 3
"""The switch stands among the next elements behind the part or behind the elements around it."""
_BACK = 100
"""The shown text is among so many elements in front of the part."""
_BOXES = frozenset(("div", "section", "article", "td"))


def unfold(element: Element) -> bool:
    """Whether a hidden element is the folded rest of a text; it is moved to the end of the box that shows the beginning."""
    words = squeeze(text_of(element))
    if words.count("。") < _SENTENCES:
        return False
    shown = next((item for item in islice(element.itersiblings(preceding=True), _BACK) if _is_text(item)), None)
    if shown is None or not any(map(_is_switch, _around(element))):
        return False
    parent = element.getparent()
    if parent is None or squeeze(text_of(parent)).count(words[:_PROBE]) > 1:
        return False
    if shown.tag in _BOXES and element.tag in _BOXES:
        shown.append(element)
    return True


def _is_text(element: Element) -> bool:
    """Whether an element holds a sentence."""
    return isinstance(element.tag, str) and "。" in text_of(element)


def _is_switch(element: Element) -> bool:
    """Whether an element says nothing but that it opens the rest."""
    words = squeeze(text_of(element)) if isinstance(element.tag, str) else ""
    return bool(words) and SWITCH.fullmatch(words) is not None


def _around(element: Element) -> Iterator[Element]:
    """The element in front of a folded part, those behind it, and those behind the elements around it."""
    before = element.getprevious()
    if before is not None:
        yield before
    inside: Element | None = element
    for _ in range(_LEVELS):
        if inside is None or inside.tag in ("body", "html"):
            return
        yield from islice(inside.itersiblings(), _NEAR)
        inside = inside.getparent()
