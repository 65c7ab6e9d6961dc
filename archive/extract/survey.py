"""One walk over a page that sorts its elements by what later steps need, and the removal of what a reader never sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element as Element

from archive.extract import folded
from archive.extract.dom import BLOCKS, text_of
from archive.extract.lines import squeeze

HEADINGS = frozenset(("h1", "h2", "ucaptitle", "ucapcontent"))
"""Elements that later steps look at even without an id or a class."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])(?:left|top|text-indent)\s*:\s*-[0-9]{4,}(?:px|em)", re.IGNORECASE,
)
_FLAT = re.compile(r"(?:^|;)\s*(?:height|width)\s*:\s*0(?:px)?\s*(?:[;!]|$)", re.IGNORECASE)
"""With `overflow: hidden` a way to hide links that only search engines shall see."""
_BLOCK = re.compile(r"display\s*:\s*block", re.IGNORECASE)
_HIDING = frozenset(("hide", "hidden", "d-none", "sr-only", "visually-hidden", "display-none", "displaynone"))
"""Classes of Bootstrap, jQuery Mobile, Tailwind and their imitators."""
_SHOWN_AGAIN = re.compile(r":(?:block|flex|grid|inline)|\bd-[a-z]{2}-|visible-|show", re.IGNORECASE)
"""Classes that undo them on wide screens."""
_STYLE_MAX = 1000
_ASKED_MOST = 100
"""So many hidden elements with sentences are looked at; only a hostile page has more."""
_MARKS = frozenset((etree.Comment, "meta"))
"""What a CMS marks places with."""
_MARK_MAX = 60
"""Characters of a comment by which a CMS marks a place."""
_BEGIN = re.compile(
    r"ZJEG_RSS\.content\.begin|信息内容\]>begin|正文(?:内容)?\s*(?:开始|begin|start)"
    r"|^\s*(?:content|article|正文)[ _-]*(?:start|begin|开始)\s*$"
    r"|^\s*(?:Main text|文章内容|正文内容|内容)\s*(?:开始|start|begin)?\s*$",
    re.IGNORECASE,
)
_END = re.compile(
    r"ZJEG_RSS\.content\.end|信息内容\]>end|正文(?:内容)?\s*(?:结束|end)"
    r"|^\s*(?:content|article|正文)[ _-]*(?:end|结束)\s*$|^\s*/\s*(?:Main text|文章内容|正文内容)",
    re.IGNORECASE,
)
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|tit|bt|biaoti|headline|(?:ar?ticle|ar?t|con|content|detail|info|news|big|wz|xl|zw|arti)[_-]?"
    r"(?:title|tit|bt))(?:$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Survey:
    """What one walk over a page has seen, each list in document order."""

    root: Element
    named: list[tuple[Element, str, str, str]] = field(default_factory=list)
    """Elements with an id or a class, and those of HEADINGS: with tag, id and class as printed."""
    blocks: list[Element] = field(default_factory=list)
    breaks: list[Element] = field(default_factory=list)
    tables: list[Element] = field(default_factory=list)
    links: list[tuple[Element, str]] = field(default_factory=list)
    """Each with its address, "" where it has none."""
    hidden: list[Element] = field(default_factory=list)
    begins: list[Element] = field(default_factory=list)
    ends: list[Element] = field(default_factory=list)
    _words: dict[Element, str] = field(default_factory=dict)

    def words(self, element: Element) -> str:
        """The text of an element without white space, read once: call while nothing changes the tree."""
        found = self._words.get(element)
        if found is None:
            found = self._words[element] = squeeze(text_of(element))
        return found


def survey(root: Element) -> Survey:
    """Walk the tree once and sort its elements by what later steps need."""
    seen = Survey(root)
    by_tag = {"br": seen.breaks, "table": seen.tables}
    marks: list[Element] = []
    for element in root.iter():
        tag = element.tag
        if tag in BLOCKS:
            seen.blocks.append(element)
        if tag in by_tag:
            by_tag[tag].append(element)
        elif tag in _MARKS:
            marks.append(element)
            continue
        attributes = element.keys()
        if attributes or tag in HEADINGS:
            _sort(element, attributes, seen)
    for mark in marks:
        _sort_mark(mark, seen)
    return seen


def _sort(element: Element, attributes: Sequence[str | bytes], seen: Survey) -> None:
    """Sort an element by its attributes; most have one or two, and asking for others costs as much as reading them."""
    tag = element.tag
    identity = element.get("id", "") if "id" in attributes else ""
    name = element.get("class", "") if "class" in attributes else ""
    if identity or name or tag in HEADINGS:
        seen.named.append((element, tag, identity, name))
    style = element.get("style", "") if "style" in attributes else ""
    if "hidden" in attributes or (style and is_hiding(style)) or (name and hides(name)):
        seen.hidden.append(element)
    if style and tag not in BLOCKS and makes_block(style):
        seen.blocks.append(element)
    if tag == "a" and ("href" in attributes or "onclick" in attributes):
        seen.links.append((element, element.get("href", "")))


@lru_cache(maxsize=4096)
def is_hiding(style: str) -> bool:
    """Whether a style hides its element."""
    style = style[:_STYLE_MAX]
    return _HIDDEN.search(style) is not None or ("overflow" in style and _FLAT.search(style) is not None)


@lru_cache(maxsize=4096)
def makes_block(style: str) -> bool:
    """Whether a style makes a block of an inline element."""
    return _BLOCK.search(style[:_STYLE_MAX]) is not None


@lru_cache(maxsize=4096)
def hides(name: str) -> bool:
    """Whether a class hides its element on every screen, by the names that the common style sheets use."""
    return not _HIDING.isdisjoint(name.lower().split()) and _SHOWN_AGAIN.search(name) is None


@lru_cache(maxsize=4096)
def names_title(name: str) -> bool:
    """Whether a class names titles."""
    return _TITLE_CLASS.search(name) is not None


def _sort_mark(element: Element, seen: Survey) -> None:
    """Remember comments and meta tags by which a CMS marks the beginning and the end of the text."""
    if element.tag == "meta":
        name = element.get("name")
        begins, ends = name == "ContentStart", name == "ContentEnd"
    else:
        text = element.text or ""
        short = len(text) <= _MARK_MAX
        begins = short and _BEGIN.search(text) is not None
        ends = short and not begins and _END.search(text) is not None
    if begins or ends:
        (seen.begins if begins else seen.ends).append(element)


def drop_hidden(seen: Survey, known: Callable[[Element], bool]) -> None:
    """Take hidden elements out, of the survey as well. One that holds most sentences of the page stays where a script will
    show it: it holds a `known` container of texts, or the rest of the page says next to nothing; so does the folded rest of a text.
    """
    gone: set[Element] = set()
    asked = whole = 0
    for element in seen.hidden:
        if element in gone:
            continue
        inside = text_of(element).count("。") if asked < _ASKED_MOST else 0
        if inside:
            asked += 1
            whole = whole or text_of(seen.root).count("。")
            shown = inside * 2 > whole and (whole - inside < 2 or any(map(known, element.iter(*BLOCKS))))
            if shown or folded.unfold(element):
                continue
        gone.update(element.iter())
        _drop(element)
    if gone:
        _forget(seen, gone)


def _forget(seen: Survey, gone: set[Element]) -> None:
    """Take elements out of a survey."""
    seen.named = [item for item in seen.named if item[0] not in gone]
    seen.links = [item for item in seen.links if item[0] not in gone]
    for name in ("blocks", "breaks", "tables", "begins", "ends"):
        setattr(seen, name, [element for element in getattr(seen, name) if element not in gone])


def _drop(element: Element) -> None:
    """Take an element out of the tree; the text behind it stays."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def attached(element: Element, root: Element) -> bool:
    """Whether an element is still part of the tree."""
    return element is root or any(parent is root for parent in element.iterancestors())
