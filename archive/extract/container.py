"""Where the text of a page stands: the containers of the CMS families, their markers, and a density score as fallback."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import _Element as Element

from archive.extract import density, furniture, parts
from archive.extract.dom import link_length
from archive.extract.survey import Survey, attached

STRONG = (
    # UCAP
    "#ucap-content", "<ucapcontent>", "#zoomcon",
    # Hanweb JCMS, jpaas; many imitators
    "#zoom",
    # the editors of TRS
    ".trs_editor_view", ".trs_ueditor", ".trs_editor", ".custom_unionstyle", ".trs_preappend",
    # VSB, webplus: universities and many counties
    "#vsb_content", ".v_news_content", ".wp_articlecontent",
    # Guangdong gkmlpt, nfcms
    ".article-content", ".article_content", ".zw-content",
    # portals of Anhui
    ".j-fontcontent", ".wzcon",
    # portals of Shanghai, Jiangsu, Hangzhou, Zhejiang, Shenzhen and others
    "#ivs_content", ".artile_zw", ".main-txt", ".bt-content", ".zc_article_con", ".article-conter", ".news_cont_d_wrap",
    ".tyxxy_main", ".editor-content", ".pages_content", "#fontzoom", "#artibody", "#articlecontent", "#article_content",
    "#js_content", "#textbody", "#bodylabel", "#content_body", "#news_content", "#newscontent", "#textbox", "#div_content",
    ".article-body", ".article_body", ".articlebody", ".news_content", ".newscontent", ".news-content", ".xxgk_content",
    ".detail-content", ".detail_content", ".info-content", ".text-content", ".contenttext", ".con_text", ".article_con",
    ".artical-content", ".zwxx_content", ".rich_media_content", ".gknr", ".zwnr", ".wznr", ".xl_content", ".xl-content",
)
"""Containers in the order of trust: #id, .class or <element>, lower case; an id may carry a number (#vsb_content_2)."""
WEAK = ("#content", ".content", "#main_content", ".main-content", ".article", "#article", ".con", "#con", ".detail", ".nr", "#nr",
        ".neirong", ".text", "#text", ".view", ".cont", "#cont", ".main", "#main", ".xxgk", ".box", "#c")
"""Names that may as well hold the whole page: only taken where the score agrees."""

_RANK = {name: rank for rank, name in enumerate(STRONG)}
_WEAK = frozenset(WEAK)
_SERIAL = re.compile(r"(?:_?[0-9]+)$")
_SHORT = 80
"""A container with fewer characters than this is only believed where nothing better stands on the page."""
_ENOUGH, _LITTLE = 100, 40
"""Characters of running text that the score must have found to count as a body; less will do where the block holds two
sentences and no link."""
_FEW_LINKS = 0.2
_CANDIDATES = 12
"""So many of the best blocks are looked at closely."""
_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z|pptx?)(?:$|[?#&\"'])", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    """A found body: a container, or a pair of marks, and the rule that found it."""

    first: Element
    last: Element | None
    rule: str


def find(seen: Survey) -> Body | None:
    """The body of a page; None where it has none (lists, front pages, challenges)."""
    strong = _strong(seen)
    if strong and _is_believed(seen, strong.first):
        return strong
    marked = _between_marks(seen)
    if marked and not strong:
        return marked
    return _scored(seen) or strong


def _is_believed(seen: Survey, element: Element) -> bool:
    """Whether a known container is the body even if it is short: a sentence, a file or a picture is all some pages hold."""
    words = seen.words(element)
    if len(words) >= _SHORT or "。" in words or _holds_file(element):
        return True
    return next(element.iter("img"), None) is not None


def _strong(seen: Survey) -> Body | None:
    """The first rule of the table with a hit that holds a text, narrowed to a hit inside it that holds all of it."""
    hits: dict[int, list[Element]] = {}
    for element, tag, identity, names in seen.named:
        rank = _rank(tag, identity, names)
        if rank is not None:
            hits.setdefault(rank, []).append(element)
    short: Body | None = None
    for rank in sorted(hits):
        best = parts.around(seen, hits[rank])
        if _is_menu(seen, best):
            continue
        body, size = Body(best, None, f"container:{STRONG[rank]}"), len(seen.words(best))
        if size >= _SHORT:
            return _narrowed(seen, body, [element for rest in hits.values() for element in rest])
        if short is None or size > len(seen.words(short.first)):
            short = body
    return short if short and (seen.words(short.first) or _is_believed(seen, short.first)) else None


@lru_cache(maxsize=8192)
def _rank(tag: str, identity: str, words: str) -> int | None:
    """The place of an element in the table of containers, None where it is not in it; a portal has few different names."""
    return next((_RANK[name] for name in _split_names(tag, identity, words) if name in _RANK), None)


def _narrowed(seen: Survey, body: Body, hits: list[Element]) -> Body:
    """A hit inside the body that leaves no sentence and only a fifth of the text outside."""
    outer = seen.words(body.first)
    for element in hits:
        if element is body.first or not attached(element, body.first):
            continue
        inner = seen.words(element)
        if inner.count("。") == outer.count("。") and len(inner) * 5 >= len(outer) * 4:
            name = next(name for name in _names(element) if name in _RANK)
            return Body(element, None, f"container:{name}")
    return body


def _names(element: Element) -> list[str]:
    """The lower-case names by which the table may know an element."""
    return _split_names(element.tag, element.get("id") or "", element.get("class") or "")


def _split_names(tag: str, identity: str, words: str) -> list[str]:
    """A tag, an id and some classes as the table writes them; an id also without its number."""
    names = [f"<{tag}>"] if tag == "ucapcontent" else []
    identity = identity.strip().lower()
    if identity:
        names += ["#" + identity, "#" + _SERIAL.sub("", identity)]
    return names + ["." + word for word in words.lower().split()]


def is_known(element: Element) -> bool:
    """Whether an element has a name that the table knows as a container of texts."""
    return any(name in _RANK for name in _names(element))


def _is_menu(seen: Survey, element: Element) -> bool:
    """Whether most of an element's text is links: a list page that uses the name of a container."""
    size = len(seen.words(element))
    return size > _SHORT and link_length(element) > size * 0.6


def _holds_file(element: Element) -> bool:
    """Whether an element links to a file."""
    return any(_FILE.search(link.get("href") or "") for link in element.iter("a"))


def _between_marks(seen: Survey) -> Body | None:
    """The text between the comments or meta tags by which a CMS marks it (ContentStart, ZJEG_RSS.content.begin)."""
    begins, ends = seen.begins, seen.ends
    if not begins or not ends:
        return None
    order = {element: place for place, element in enumerate(seen.root.iter())}
    first = begins[-1] if len(begins) == len(ends) and order[begins[-1]] < order[ends[0]] else begins[0]
    last = next((mark for mark in ends if order[mark] > order[first]), None)
    return Body(first, last, "marks") if last is not None else None


def _scored(seen: Survey) -> Body | None:
    """The block with the densest running text, widened to a weak container that holds little more."""
    scores, prose = density.scores(seen.root)
    ranked = sorted(scores.items(), key=lambda item: -item[1])[:_CANDIDATES]
    valued = [(score * (1 - _link_share(seen, element)) ** 2, element) for element, score in ranked]
    for value, element in sorted(valued, key=lambda item: -item[0]):
        if value < _LITTLE:
            return None
        if furniture.is_site_note(seen.words(element)):
            continue
        whole = element.tag in ("body", "html")
        if (value >= _ENOUGH or _is_short_text(seen, element)) and (not whole or _is_text_page(seen, element, prose)):
            joined = parts.joined(seen, element)
            return Body(joined, None, "score+neighbours") if joined is not None else _widened(seen, element)
    return None


def _link_share(seen: Survey, element: Element) -> float:
    """Share of an element's text that stands in links, 0 to 1."""
    return min(1.0, link_length(element) / max(1, len(seen.words(element))))


def _is_short_text(seen: Survey, element: Element) -> bool:
    """Whether a block is a short text of its own: two sentences, hardly a link."""
    return seen.words(element).count("。") > 1 and _link_share(seen, element) < _FEW_LINKS


def _is_text_page(seen: Survey, body: Element, prose: dict[Element, float]) -> bool:
    """Whether a page is nothing but its text, without any block around it."""
    return prose.get(body, 0.0) > 0 or len(seen.words(body)) < sum(prose.values()) * 1.3


def _widened(seen: Survey, best: Element) -> Body:
    """The best block, or a parent with a known name that adds at most a third."""
    size = len(seen.words(best))
    for parent in best.iterancestors():
        if parent.tag in ("body", "html") or len(seen.words(parent)) > size * 1.33 + 40:
            break
        if any(name in _WEAK for name in _names(parent)):
            return Body(parent, None, "score+" + next(name for name in _names(parent) if name in _WEAK))
    return Body(best, None, "score")
