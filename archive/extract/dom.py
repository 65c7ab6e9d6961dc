"""Markup to tree: tolerant parsing, what the tree says of itself, and the text of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from archive.extract.aliases import ALIASES, WEAK
from archive.extract.lines import collapse, squeeze

MAX_CHARS = 4_000_000
"""Longer pages are cut: no report is near it, and a crawl must not hang on one page."""
_UNSEEN = (
    "script", "style", "noscript", "template", "select", "textarea", "button", "object", "embed", "svg", "canvas", "audio",
    "video", "map", "iframe", "title", "input", "datalist", "applet", "link", "rp", "rt", "rtc",
)
"""Elements whose content is no text of the page; rp, rt and rtc hold how a character is read, not what is written."""
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "legend", "li", "main", "marquee", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ucapcontent", "ucaptitle", "ul",
))
"""Elements that begin and end a line; ucapcontent and ucaptitle are UCAP's own."""
_SERVER_CODE = (
    (re.compile(rb"<%.*?%>", re.DOTALL), b"%>"),
    (re.compile(rb"<\?(?:php|xml)\b.*?\?>", re.DOTALL), b"?>"),
)
"""Code of saved JSP and PHP pages, and what ends it."""
_ODD = re.compile(rb"<(?:/(?:[Hh][Tt][Mm][Ll]|[Bb][Oo][Dd][Yy])\s*>|([%?]))")
"""Closing tags of the page, and the beginnings of server code, which alone have the group."""
_INLINE_TAGS = re.compile(rb"</?(?:span|font|b|i|u|strong|em|o:p|st1:\w+|big|small|a)\b[^>]*>", re.IGNORECASE)
_LABEL_MAX = 24
"""Characters of a label, blanks included."""
_PAIR_MAX = 60
"""Characters of an element that holds nothing but a label and its value."""
_TURNS_MAX = 40
"""Labels and values that stand by turns in one element."""
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
"""Controls that lxml refuses to write back."""
_RESERVED = re.compile(rb"\xef(?:\xb7[\x90-\x98]|\xbf[\xbe\xbf])")
"""The noncharacters U+FDD0 to U+FDD8, which the renderer uses as marks, U+FFFE and U+FFFF."""
_REFERENCE = re.compile(
    rb"&#(?:[xX]0*(?:1?[0-9a-fA-F]|[fF][dD][dD][0-8]|[fF]{3}[eEfF])|0*(?:[0-9]|[12][0-9]|3[01]|6497[6-9]|6498[0-4]|6553[45]))"
    rb"(?![0-9a-fA-F]);?",
)
"""The same characters written as numbers."""
_LOCKED = frozenset(("readonly", "disabled"))
"""A field that nobody can fill shows a value of the page; any other is there to search with."""
_TITLE_MAX = 1000
def parse(text: str) -> Element | None:
    """The root of a page, None where there is nothing to parse.

    Server code of saved JSP pages goes; so do closing tags of html and body, behind which libxml2 would read nothing
    more though browsers do.
    """
    markup = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    markup = _REFERENCE.sub(b" ", _RESERVED.sub(b"", markup))
    pieces = _ODD.split(markup)
    if any(pieces[1::2]):
        markup = _ODD.sub(_without_closing, _without_code(markup))
    elif len(pieces) > 1:
        markup = b"".join(pieces[::2])
    root, torn = _tree(markup)
    if torn:
        root, _ = _tree(_INLINE_TAGS.sub(b"", markup))
    return root


def _without_code(markup: bytes) -> bytes:
    """Markup without server code; nothing is looked for behind the last end of code, where each start would search in vain."""
    for code, end in _SERVER_CODE:
        last = markup.rfind(end) + len(end)
        markup = code.sub(b" ", markup[:last]) + markup[last:]
    return markup


def _without_closing(found: re.Match[bytes]) -> bytes:
    """Nothing for a closing tag; the beginning of code that nobody closed stays."""
    return found.group() if found[1] else b""


def _tree(markup: bytes) -> tuple[Element | None, bool]:
    """The tree of a page and whether the parser gave up at its depth limit (unclosed <font> tags on old pages)."""
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        root = etree.fromstring(markup, parser)
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
    title = next(root.iter("title"), None)
    return collapse(text_of(title)[:_TITLE_MAX]) if title is not None else ""


def strip_unseen(root: Element) -> None:
    """Take out scripts, styles, form controls and embedded objects, their tails stay; so does what a locked field shows."""
    for field in root.iter("input"):
        if _LOCKED.intersection(field.keys()) and field.get("value") and field.get("type", "text").lower() == "text":
            field.tag, field.text = "span", field.get("value")
    etree.strip_elements(root, *_UNSEEN, with_tail=False)


def text_of(element: Element) -> str:
    """All text inside an element, white space as in the source."""
    found: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return found


def text_length(element: Element) -> int:
    """Visible characters inside an element."""
    return len(squeeze(text_of(element)))


def link_length(element: Element) -> int:
    """Visible characters inside the links of an element."""
    return len(squeeze("".join(text_of(link) for link in element.iter("a") if is_link(link))))


def is_link(element: Element) -> bool:
    """Whether an element leads somewhere; old pages wrap whole texts in `<a name="top">`."""
    return element.tag == "a" and (element.get("href") is not None or element.get("onclick") is not None)


def mark_bare_labels(root: Element) -> None:
    """Put a colon behind a label that only its own element sets off: `<em>来源</em><span>某局</span>`."""
    for element in _label_elements(root):
        rest = squeeze(element.tail or "") or squeeze("".join(_text_after(element)))
        if rest and rest[0] not in ":：":
            element.tail = "：" + (element.tail or "")
            if (value_above := element.getprevious()) is not None:
                value_above.tail = " "


def _label_elements(root: Element) -> Iterator[Element]:
    """Inline elements that hold nothing but a label and open their parent, or follow the value of a label that does; a word
    of prose needs its value in an element of its own.
    """
    for element in root.iter("em", "strong", "b", "span", "label", "i", "font"):
        text = element.text
        if not text or len(text) > _LABEL_MAX:
            continue
        word = squeeze(text)
        if word not in ALIASES or len(element):
            continue
        parent = element.getparent()
        if parent is None or squeeze(parent.text or ""):
            continue
        if element.getprevious() is not None:
            if word not in WEAK and _follows_value(element):
                yield element
            continue
        if word not in WEAK or (len(parent) == 2 and not squeeze(element.tail or "") and text_length(parent) < _PAIR_MAX):
            yield element


def _follows_value(element: Element) -> bool:
    """Whether the elements in front of one are labels and values by turns, without text between, so that its own turn is a label's."""
    above = list(islice(element.itersiblings(preceding=True), _TURNS_MAX + 1))
    if len(above) % 2 or len(above) > _TURNS_MAX or any(squeeze(item.tail or "").strip("：") for item in above):
        return False
    return all(squeeze(label.text or "") in ALIASES for label in above[1::2])


def _text_after(element: Element) -> Iterator[str]:
    """The text of the next element."""
    following = element.getnext()
    if following is not None and isinstance(following.tag, str):
        yield text_of(following)
