"""How much running text each block of a page holds: one walk, for pages without a known container."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from archive.extract.dom import BLOCKS, is_link
from archive.extract.lines import squeeze

_STOPS = re.compile(r"[。；：，、！？,;:]")
_FULL_STOP = re.compile(r"[。；！？]")
_LEAVES = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "td", "th", "pre", "blockquote"))
_WRAPPERS = 5
_BOXES = ("div", "section", "center", "article")
_NAME_MAX = 100
"""No heading is longer: text without any punctuation beyond it is a list of names."""


def scores(root: Element) -> tuple[dict[Element, float], dict[Element, float]]:
    """Score of each block (leaves hand theirs to the parent, and .62 and .38 of it to the next two) and its own prose; of
    blocks that hold nothing but each other only the outermost counts.
    """
    prose = own_prose(root)
    scores: dict[Element, float] = {}
    for element, amount in prose.items():
        target: Element | None = element
        if element.tag in _LEAVES and element.getparent() is not None:
            target = element.getparent()
        target = _outermost(target)
        share = 1.0
        for _ in range(3):
            if target is None:
                break
            scores[target] = scores.get(target, 0.0) + amount * share
            target = _outermost(target.getparent())
            share *= 0.62
    return scores, prose


def _outermost(block: Element | None) -> Element | None:
    """The outermost of the blocks that hold nothing but each other; editors wrap a paragraph in several."""
    for _ in range(_WRAPPERS):
        parent = block.getparent() if block is not None else None
        if block is None or parent is None or not _is_wrapper(block, parent):
            break
        block = parent
    return block


def _is_wrapper(block: Element, parent: Element) -> bool:
    """Whether an element holds nothing but a block, both without a meaning of their own."""
    return block.tag in _BOXES and parent.tag in _BOXES and len(parent) == 1 and not squeeze(parent.text or "")


def own_prose(root: Element) -> dict[Element, float]:
    """Running text that stands directly in each block, in characters outside links; unpunctuated text weighs little."""
    owner: dict[Element, Element] = {root: root}
    linked: set[Element] = set()
    texts: dict[Element, list[str]] = {}
    for element in root.iter():
        parent = element.getparent()
        if parent is not None:
            owner[element] = element if element.tag in BLOCKS else owner[parent]
            if parent in linked or is_link(element):
                linked.add(element)
            if element.tail and parent not in linked:
                texts.setdefault(owner[parent], []).append(element.tail)
        if element.text and element not in linked and isinstance(element.tag, str):
            texts.setdefault(owner[element], []).append(element.text)
    weighed = {block: _weight("".join(parts)) for block, parts in texts.items()}
    return {block: weight for block, weight in weighed.items() if weight}


def _weight(text: str) -> float:
    """Characters of a block's own text, weighed by how much it reads like sentences."""
    text = squeeze(text)
    if not text:
        return 0.0
    stops = len(_STOPS.findall(text))
    if not stops or len(text) < 20:
        return min(len(text), _NAME_MAX) * 0.15
    if not _FULL_STOP.search(text):
        return len(text) * 0.3
    return float(len(text))
