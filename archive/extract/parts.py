"""Texts that stand in several neighbouring blocks: which of these go together, and one element around them."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element as Element

from archive.extract import furniture
from archive.extract.dom import link_length
from archive.extract.inline import is_label_like
from archive.extract.survey import Survey

_PART_MAX = 60
"""Characters of a signature that stands in a block of its own between or behind the parts of a text."""
_LITTLE, _MOST = 40, 50
"""Characters that may stand between parts, and the number of parts that are looked at."""
_SENTENCE = 40
"""Characters of a block that counts as running text."""
_PROBE = 40
"""So many characters at the beginning tell copies of a text from its other parts."""
_SERIALS = re.compile(r"[0-9]+|odd|even|first|last|active|current|show", re.IGNORECASE)
"""What differs in the names of blocks that hold parts of one text."""


def around(seen: Survey, hits: list[Element]) -> Element:
    """The longest of several hits; where others hold more parts of the text, the element around all of them."""
    best = max(hits, key=lambda hit: len(seen.words(hit)))
    if len(hits) == 1:
        return best
    found = _parts(seen, best, hits[:_MOST])
    if len(found) < 2:
        return _first_copy(seen, best, hits[:_MOST])
    size = sum(len(seen.words(part)) for part in found)
    above = [set(part.iterancestors()) for part in found]
    common = next(parent for parent in best.iterancestors() if all(parent in parents for parents in above))
    if common.tag not in ("body", "html") and len(seen.words(common)) < size * 1.1 + _LITTLE:
        return common
    run = _run(common, found)
    return _wrapped(run) if run and sum(len(seen.words(item)) for item in run) < size * 1.1 + _LITTLE else best


def _first_copy(seen: Survey, best: Element, hits: list[Element]) -> Element:
    """The first element that shows what the longest one shows: a copy for phones repeats a line of the page's head."""
    whole, above = seen.words(best), set(best.iterancestors())
    for hit in hits:
        words = seen.words(hit)
        if hit is best:
            break
        if hit not in above and len(words) * 10 >= len(whole) * 9 and words in whole:
            return hit
    return best


def _parts(seen: Survey, best: Element, hits: list[Element]) -> list[Element]:
    """The hits that hold a text of their own: neither inside another nor a copy nor a menu."""
    whole, known, above = seen.words(best), set(hits), set(best.iterancestors())
    return [
        hit for hit in hits
        if hit is best or (hit not in above and (words := seen.words(hit)) and words[:_PROBE] not in whole
                           and not known.intersection(hit.iterancestors()) and link_length(hit) * 10 <= len(words))
    ]


def _run(parent: Element, parts: list[Element]) -> list[Element]:
    """The children of an element from the first to the last part; nothing where a part is no child of it."""
    if any(part.getparent() is not parent for part in parts):
        return []
    places = [parent.index(part) for part in parts]
    return [child for child in list(parent)[min(places):max(places) + 1] if isinstance(child.tag, str)]


def _wrapped(run: list[Element]) -> Element:
    """A new element around some neighbours."""
    parent, last = run[0].getparent(), run[-1]
    box = etree.Element("div")
    if parent is not None:
        parent.insert(parent.index(run[0]), box)
    box.tail, last.tail = last.tail, None
    box.extend(run)
    return box


def joined(seen: Survey, best: Element) -> Element | None:
    """An element around the best block and the neighbours of the same make that hold more of the text, None without any."""
    parent = best.getparent()
    if parent is None or best.tag in ("body", "html", "td"):
        return None
    blocks = [child for child in parent if isinstance(child.tag, str) and (child is best or seen.words(child))]
    first = last = at = blocks.index(best)
    while first and _goes_with(seen, blocks[first - 1], best):
        first -= 1
    while last + 1 < len(blocks) and _goes_with(seen, blocks[last + 1], best):
        last += 1
    rest = blocks[first:at] + blocks[at + 1:last + 1]
    return _wrapped(_run(parent, [blocks[first], blocks[last]])) if any(_is_prose(seen, block) for block in rest) else None


def _goes_with(seen: Survey, block: Element, best: Element) -> bool:
    """Whether a neighbour is made like the best block and holds text: sentences, or a signature."""
    if block.tag != best.tag or _make(block) != _make(best) or link_length(block) * 10 > len(seen.words(block)):
        return False
    words = seen.words(block)
    return words[:_PROBE] not in seen.words(best) and (
        _is_prose(seen, block) or (len(words) <= _PART_MAX and not furniture.is_tail_noise(words) and not is_label_like(words)))


def _is_prose(seen: Survey, block: Element) -> bool:
    """Whether a block holds a sentence and is no note of the site."""
    words = seen.words(block)
    return len(words) >= _SENTENCE and "。" in words and not furniture.is_footer(words)


def _make(block: Element) -> str:
    """The names of a block without what counts it."""
    return _SERIALS.sub("", f"{block.get('class') or ''}#{block.get('id') or ''}")
