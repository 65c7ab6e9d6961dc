"""Where the text of a page stands: the containers of the CMS families, their markers, and a density score as fallback."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

from archive.extract.dom import BLOCKS, Survey, attached, link_length, text_length, text_of
from archive.extract.lines import squeeze

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
_STOPS = re.compile(r"[。；：，、！？,;:]")
_FULL_STOP = re.compile(r"[。；！？]")
_SHORT = 80
"""A container with fewer characters than this is only believed where nothing better stands on the page."""
_ENOUGH, _LITTLE = 100, 40
"""Characters of running text that the score must have found to count as a body; less will do where the block holds two
sentences and no link."""
_CANDIDATES = 12
"""So many of the best blocks are looked at closely."""
_LEAVES = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "td", "th", "pre", "blockquote"))
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
    if strong and _is_believed(strong.first):
        return strong
    marked = _between_marks(seen)
    if marked and not strong:
        return marked
    return _scored(seen) or strong


def _is_believed(element: Element) -> bool:
    """Whether a known container is the body even if it is short: a sentence, a file or a picture is all some pages hold."""
    if _size(element) >= _SHORT or "。" in text_of(element) or _holds_file(element):
        return True
    return next(element.iter("img"), None) is not None


def _strong(seen: Survey) -> Body | None:
    """The first rule of the table with a hit that holds a text, narrowed to a hit inside it that holds all of it."""
    hits: dict[int, list[Element]] = {}
    for element in seen.named:
        rank = next((_RANK[name] for name in _names(element) if name in _RANK), None)
        if rank is not None:
            hits.setdefault(rank, []).append(element)
    short: Body | None = None
    for rank in sorted(hits):
        best = _best([element for element in hits[rank] if attached(element, seen.root)])
        if best is None or _is_menu(best):
            continue
        body = Body(best, None, f"container:{STRONG[rank]}")
        if _size(best) >= _SHORT:
            return _narrowed(body, [element for rest in hits.values() for element in rest])
        if short is None or _size(best) > _size(short.first):
            short = body
    return short if short and (_size(short.first) or _is_believed(short.first)) else None


def _best(hits: list[Element]) -> Element | None:
    """The longest of several hits; their parent where two of them hold different texts and it holds little else."""
    best = max(hits, key=_size, default=None)
    if best is None or len(hits) == 1:
        return best
    parent = best.getparent()
    texts = {squeeze(text_of(element)) for element in hits if element.getparent() is parent}
    parts = [text for text in texts if len(text) >= _SHORT and "。" in text]
    if parent is None or len(parts) < 2:
        return best
    return parent if _size(parent) < sum(map(len, parts)) * 1.1 + 40 else best


def _narrowed(body: Body, hits: list[Element]) -> Body:
    """A hit inside the body that leaves no sentence and only a fifth of the text outside."""
    outer = text_of(body.first)
    size, stops = len(squeeze(outer)), outer.count("。")
    for element in hits:
        if element is body.first or not attached(element, body.first):
            continue
        inner = text_of(element)
        if inner.count("。") == stops and len(squeeze(inner)) * 5 >= size * 4:
            name = next(name for name in _names(element) if name in _RANK)
            return Body(element, None, f"container:{name}")
    return body


def _names(element: Element) -> list[str]:
    """The lower-case names by which the table may know an element."""
    names = [f"<{element.tag}>"] if element.tag == "ucapcontent" else []
    identity = (element.get("id") or "").strip().lower()
    if identity:
        names += ["#" + identity, "#" + _SERIAL.sub("", identity)]
    names += ["." + word for word in (element.get("class") or "").lower().split()]
    return names


def is_known(element: Element) -> bool:
    """Whether an element has a name that the table knows as a container of texts."""
    return any(name in _RANK for name in _names(element))


def _size(element: Element) -> int:
    """Visible characters of an element."""
    return text_length(element)


def _is_menu(element: Element) -> bool:
    """Whether most of an element's text is links: a list page that uses the name of a container."""
    size = _size(element)
    return size > _SHORT and link_length(element) > size * 0.6


def _holds_file(element: Element) -> bool:
    """Whether an element links to a file."""
    return any(_FILE.search(link.get("href") or "") for link in element.iter("a"))


def _between_marks(seen: Survey) -> Body | None:
    """The text between the comments or meta tags by which a CMS marks it (ContentStart, ZJEG_RSS.content.begin)."""
    begins = [mark for mark in seen.begins if attached(mark, seen.root)]
    ends = [mark for mark in seen.ends if attached(mark, seen.root)]
    if not begins or not ends:
        return None
    order = seen.order
    first = begins[-1] if len(begins) == len(ends) and order[begins[-1]] < order[ends[0]] else begins[0]
    last = next((mark for mark in ends if order[mark] > order[first]), None)
    return Body(first, last, "marks") if last is not None else None


def _scored(seen: Survey) -> Body | None:
    """The block with the densest running text, widened to a weak container that holds little more."""
    scores, prose = _scores(seen.root)
    ranked = sorted(scores.items(), key=lambda item: -item[1])[:_CANDIDATES]
    valued = [(score * (1 - _link_share(element)) ** 2, element) for element, score in ranked]
    for value, element in sorted(valued, key=lambda item: -item[0]):
        if value < _LITTLE:
            return None
        whole = element.tag in ("body", "html")
        if (value >= _ENOUGH or _is_short_text(element)) and (not whole or _is_text_page(element, prose)):
            return _widened(element)
    return None


def _link_share(element: Element) -> float:
    """Share of an element's text that stands in links, 0 to 1."""
    return min(1.0, link_length(element) / max(1, _size(element)))


def _is_short_text(element: Element) -> bool:
    """Whether a block is a short text of its own: two sentences, no link."""
    return text_of(element).count("。") > 1 and next(element.iter("a"), None) is None


def _is_text_page(body: Element, prose: dict[Element, float]) -> bool:
    """Whether a page is nothing but its text, without any block around it."""
    return prose.get(body, 0.0) > 0 or _size(body) < sum(prose.values()) * 1.3


def _widened(best: Element) -> Body:
    """The best block, or a parent with a known name that adds at most a third."""
    size = _size(best)
    for parent in best.iterancestors():
        if parent.tag in ("body", "html") or _size(parent) > size * 1.33 + 40:
            break
        if any(name in _WEAK for name in _names(parent)):
            return Body(parent, None, "score+" + next(name for name in _names(parent) if name in _WEAK))
    return Body(best, None, "score")


def _scores(root: Element) -> tuple[dict[Element, float], dict[Element, float]]:
    """Score of each block (leaves hand theirs to the parent, and .62 and .38 of it to the next two) and its own prose."""
    prose = _own_prose(root)
    scores: dict[Element, float] = {}
    for element, amount in prose.items():
        target: Element | None = element
        if element.tag in _LEAVES and element.getparent() is not None:
            target = element.getparent()
        share = 1.0
        for _ in range(3):
            if target is None:
                break
            scores[target] = scores.get(target, 0.0) + amount * share
            target = target.getparent()
            share *= 0.62
    return scores, prose


def _own_prose(root: Element) -> dict[Element, float]:
    """Running text that stands directly in each block, in characters outside links; unpunctuated text weighs little."""
    owner: dict[Element, Element] = {root: root}
    linked: set[Element] = set()
    texts: dict[Element, list[str]] = {}
    for element in root.iter():
        parent = element.getparent()
        if parent is not None:
            owner[element] = element if element.tag in BLOCKS else owner[parent]
            if parent in linked or element.tag == "a":
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
        return len(text) * 0.15
    if not _FULL_STOP.search(text):
        return len(text) * 0.3
    return float(len(text))


def prose_length(element: Element) -> int:
    """Characters of an element that stand outside links."""
    return len(squeeze(text_of(element))) - link_length(element)
