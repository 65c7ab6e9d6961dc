"""Markup to tree: tolerant parsing, one survey of all elements, and the removal of what a reader never sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from archive.extract.aliases import ALIASES, WEAK
from archive.extract.lines import collapse, squeeze

MAX_CHARS = 4_000_000
"""Longer pages are cut: no report is near it, and a crawl must not hang on one page."""
_UNSEEN = (
    "script", "style", "noscript", "template", "select", "textarea", "button", "object", "embed", "svg", "canvas", "audio",
    "video", "map", "iframe", "title", "input", "datalist", "applet", "link",
)
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "legend", "li", "main", "marquee", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ucapcontent", "ucaptitle", "ul",
))
"""Elements that begin and end a line; ucapcontent and ucaptitle are UCAP's own."""
_HEADINGS = frozenset(("h1", "h2", "ucaptitle", "ucapcontent"))
"""Elements that later steps look at even without an id or a class."""
_SERVER_CODE = re.compile(r"<%.*?%>|<\?(?:php|xml)\b.*?\?>", re.DOTALL)
_CLOSING = re.compile(r"</(?:[Hh][Tt][Mm][Ll]|[Bb][Oo][Dd][Yy])\s*>")
_INLINE_TAGS = re.compile(r"</?(?:span|font|b|i|u|strong|em|o:p|st1:\w+|big|small|a)\b[^>]*>", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!(?:[Dd][Oo][Cc]|[Ee][Nn][Tt])[^>]*>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PAIR_MAX = 60
"""Characters of an element that holds nothing but a label and its value."""
_RESERVED = tuple(map(chr, (*range(9), 11, 12, *range(14, 32), *range(0xFDD0, 0xFDD9), 0xFFFE, 0xFFFF)))
"""Controls that lxml refuses to write back, and the noncharacters that the renderer uses as marks."""
_RESERVED_ANY = re.compile(f"[{''.join(_RESERVED)}]")
_REFERENCE = re.compile(
    r"&#(?:[xX]0*(?:1?[0-9a-fA-F]|[fF][dD][dD][0-8]|[fF]{3}[eEfF])|0*(?:[0-9]|[12][0-9]|3[01]|6497[6-9]|6498[0-4]|6553[45]))"
    r"(?![0-9a-fA-F]);?",
)
"""The same characters written as numbers."""
_TITLE_MAX = 1000
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
    """What one walk over a page has seen."""

    root: Element
    named: list[Element] = field(default_factory=list)
    """Elements with an id or a class, and custom elements, in document order."""
    blocks: list[Element] = field(default_factory=list)
    breaks: list[Element] = field(default_factory=list)
    tables: list[Element] = field(default_factory=list)
    lists: list[Element] = field(default_factory=list)
    links: list[Element] = field(default_factory=list)
    hidden: list[Element] = field(default_factory=list)
    titles: list[Element] = field(default_factory=list)
    begins: list[Element] = field(default_factory=list)
    ends: list[Element] = field(default_factory=list)
    order: dict[Element, int] = field(default_factory=dict)
    """Place in document order of the named elements, titles and marks."""


def parse(text: str) -> Element | None:
    """The root of a page, None where there is nothing to parse.

    Server code of saved JSP pages goes; so do closing tags of html and body, behind which libxml2 would read nothing
    more though browsers do.
    """
    if any(mark in text for mark in _RESERVED):
        text = _RESERVED_ANY.sub("", text)
    if "&#" in text:
        text = _REFERENCE.sub(" ", text)
    if "<%" in text or "<?" in text:
        text = _SERVER_CODE.sub(" ", text)
    text = _DOCTYPE.sub("", _CLOSING.sub("", text))
    root, torn = _tree(text)
    if torn:
        root, _ = _tree(_INLINE_TAGS.sub("", text))
    return root


def _tree(text: str) -> tuple[Element | None, bool]:
    """The tree of a page and whether the parser gave up at its depth limit (unclosed <font> tags on old pages)."""
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, False
    return root, bool(parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT]))


def meta_tags(root: Element) -> dict[str, str]:
    """Lower-case name (or property) of each meta tag -> its first non-empty content."""
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or "").strip().lower()
        content = " ".join((tag.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return found


def page_title(root: Element) -> str:
    """The text of the page's <title>, white space collapsed; one that nobody closed is cut."""
    title = root.find(".//title")
    return collapse(text_of(title)[:_TITLE_MAX]) if title is not None else ""


def strip_unseen(root: Element) -> None:
    """Take out scripts, styles, form controls and embedded objects, their tails stay."""
    etree.strip_elements(root, *_UNSEEN, with_tail=False)


def survey(root: Element) -> Survey:
    """Walk the tree once and sort its elements by what later steps need."""
    seen = Survey(root)
    by_tag = {"br": seen.breaks, "table": seen.tables, "ol": seen.lists, "ul": seen.lists, "a": seen.links}
    for place, element in enumerate(root.iter()):
        tag = element.tag
        if not isinstance(tag, str):
            _comment(element, seen, place)
            continue
        if tag in by_tag:
            by_tag[tag].append(element)
        if tag in BLOCKS:
            seen.blocks.append(element)
        heading = tag in _HEADINGS
        if heading or element.keys():
            _attributes(element, seen, place, heading=heading)
    return seen


def _attributes(element: Element, seen: Survey, place: int, *, heading: bool) -> None:
    """Sort one element by its id, class and style."""
    style, name = element.get("style"), element.get("class")
    if (style and "n" in style and _HIDDEN.search(style)) or element.get("hidden") is not None:
        seen.hidden.append(element)
    if name or heading or element.get("id"):
        seen.named.append(element)
        seen.order[element] = place
        if (heading and element.tag != "ucapcontent") or (name and _TITLE_CLASS.search(name)):
            seen.titles.append(element)
    if element.tag == "meta" and element.get("name") in ("ContentStart", "ContentEnd"):
        seen.order[element] = place
        (seen.begins if element.get("name") == "ContentStart" else seen.ends).append(element)


def _comment(element: Element, seen: Survey, place: int) -> None:
    """Remember comments by which a CMS marks the beginning and the end of the text."""
    tag: object = element.tag
    text = element.text or ""
    if tag is not etree.Comment or len(text) > _MARK_MAX:
        return
    marks = seen.begins if _BEGIN.search(text) else seen.ends if _END.search(text) else None
    if marks is not None:
        seen.order[element] = place
        marks.append(element)


def text_of(element: Element) -> str:
    """All text inside an element, white space as in the source."""
    found: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return found


def text_length(element: Element) -> int:
    """Visible characters inside an element."""
    return len(squeeze(text_of(element)))


def link_length(element: Element) -> int:
    """Visible characters inside the links of an element."""
    return sum(text_length(link) for link in element.iter("a"))


def drop_hidden(seen: Survey, known: Callable[[Element], bool]) -> None:
    """Take hidden elements out. One that holds most sentences of the page stays where a script will show it: it holds a
    `known` container of texts, or the rest of the page says next to nothing.
    """
    whole = text_of(seen.root).count("。") if seen.hidden else 0
    for element in seen.hidden:
        inside = text_of(element).count("。")
        shown = inside * 2 > whole and (whole - inside < 2 or any(map(known, element.iter(*BLOCKS))))
        if not shown:
            _drop(element)


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


def mark_bare_labels(root: Element) -> None:
    """Put a colon behind a label that only its own element sets off: `<em>来源</em><span>某局</span>`."""
    for element in _label_elements(root):
        rest = squeeze(element.tail or "") or squeeze("".join(_text_after(element)))
        if rest and rest[0] not in ":：":
            element.tail = "：" + (element.tail or "")


def _label_elements(root: Element) -> Iterator[Element]:
    """Inline elements that open their parent and hold nothing but a label; a word of prose needs its value in an
    element of its own.
    """
    for element in root.iter("em", "strong", "b", "span", "label", "i", "font"):
        text = element.text
        if not text or len(text) > 24 or len(element) or element.getprevious() is not None:
            continue
        word, parent = squeeze(text), element.getparent()
        if word not in ALIASES or parent is None or squeeze(parent.text or ""):
            continue
        if word not in WEAK or (len(parent) == 2 and not squeeze(element.tail or "") and text_length(parent) < _PAIR_MAX):
            yield element


def _text_after(element: Element) -> Iterator[str]:
    """The text of the next element."""
    following = element.getnext()
    if following is not None and isinstance(following.tag, str):
        yield text_of(following)
