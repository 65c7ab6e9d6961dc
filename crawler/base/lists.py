"""What a list page says: its entries, the declared total and what to ask next; plus a reader for any HTML list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

import lxml.html

from crawler.base.addresses import SUFFIXES
from crawler.base.markup import SPACES, plain, spaced, tree_of
from crawler.base.openers import CLICKABLE, resolve
from crawler.base.rowdates import HAS_DATE, WHOLE, beside, date_of
from crawler.base.rows import LINKED, Boxes, fit, row_of, signature, without_undated

SHORT = 5
"""Undated links with fewer characters are buttons and footers (联系我们), whatever their address."""
ASIDE_SHARE = 8
"""Part of its score that such a box keeps: on a page without a list it may still be one."""
OWN = 40
"""What an address of the column's own folder weighs, against 4 for the dated page of another column."""
FRONT = re.compile(r"^https?://[^/?#]+/?$")
"""A link to a front page is no entry, though the day's date often stands beside it."""
ASIDE = re.compile(r"(?:^|[\s_-])(?:hot|rank|paihang|tuijian|recommend|relat(?:ed|ion))", re.IGNORECASE)
"""Class names of boxes that stand beside the list: hot news, rankings, related pages."""
ASIDE_HEAD = re.compile(r"^\W{0,2}(?:热点|热门|推荐|排行|相关|点击排行|猜你喜欢|友情链接)")
"""Headings of such boxes."""
AROUND_DATE = " [](（)）-|·"
"""What parts a title from the date in the same link."""
BULLETS = "·•▪◆■●○☆★ "
LABELLED = re.compile(r"^(?:文章)?标题\s*[:：]\s*(.+?)(?:\s*(?:发布时间|发布日期|日期|时间|作者|来源)\s*[:：].*)?$")
"""Title attributes that hold more than the title: 标题：… 发布时间：2024-03-05."""
CLOCK = re.compile(r"^\s*\d{1,2}:\d{2}(?::\d{2})?")
JUMP = re.compile(r"""(?:jumpToDetail\(|window\.open\(|location\.(?:replace|assign)\(|location(?:\.href)?\s*=)\s*"""
                  r"""['"]([^'"]+)['"]""")
"""Lists whose links stand in a click handler: onclick="jumpToDetail('./202605/t20260511_1.html')"."""
CALLED = re.compile(r"""\b\w+\((?:\s*this\s*,)?\s*['"]((?:https?:/|\.{0,2})/[^'"\s]+|[^'"\s:]+\.(?:s?html?|jsp|aspx?|php)(?:\?[^'"\s]*)?)['"]""")
"""A function of the page's own that is called with an address; it counts where a link has no other."""
WRITTEN = re.compile(r"""document\.write(?:ln)?\(\s*(["'])((?:\\.|(?!\1).)*)\1\s*\)""", re.DOTALL)
"""Lists that a script writes (seen in 武汉)."""
CUT = ("…", "...", "..")


@dataclass(frozen=True)
class ListEntry:
    """One entry of a list: absolute address, title as printed (the full one of the title attribute), ISO date."""

    url: str
    title: str
    date: str | None = None


@dataclass(frozen=True)
class ListRequest:
    """One more page of a list; `context` travels to its answer, `fallback` is asked when the answer is no list."""

    url: str
    method: str = "GET"
    body: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    fallback: ListRequest | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers without which the portal refuses to answer."""


@dataclass(frozen=True)
class ListPage:
    """What one answer of a list says."""

    entries: tuple[ListEntry, ...] = ()
    declared: int | None = None
    """Entries that the portal says the whole list has."""
    declared_pages: int | None = None
    """Pages that the portal says the whole list has, where it counts pages."""
    following: ListRequest | None = None
    usable: bool = True
    """False: this answer is no list of the family at all."""
    remember: Mapping[str, str] = field(default_factory=dict)
    """What worked here and should be tried first for the host's other columns."""
    note: str = ""
    parts: tuple[str, ...] = ()
    """Addresses of further lists that belong to the column: one for each year or body."""
    named: bool = False
    """Whether the page says that it is a column of reports."""
    cap: int | None = None
    """Pages after which reading stops, where nothing tells how many there are."""


def join(base: str, href: str) -> str:
    """Absolute address of a printed link, or "" for script links, anchors and junk."""
    href = href.strip().replace("\\", "/")
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return ""
    try:
        url = urldefrag(urljoin(base, SPACES.sub("%20", href)))[0]
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def base_of(tree: lxml.html.HtmlElement, url: str) -> str:
    """The address against which a list's links count: <base href>, else the page's own, a folder with its slash."""
    path, _, last = url.partition("?")[0].rpartition("/")
    own = url if not last or "." in last or path.endswith("/") or "?" in url else f"{path}/{last}/"
    for base in tree.iter("base"):
        return join(own, base.get("href") or "") or own
    return own


def entry_of(row: lxml.html.HtmlElement, link: lxml.html.HtmlElement, url: str) -> ListEntry:
    """The entry of a row: the title attribute beats the printed words, which lists cut short."""
    printed = plain(link)
    attribute = LABELLED.sub(r"\1", SPACES.sub(" ", link.get("title") or "").strip())
    words, inside = spaced(row), spaced(link)       # cells of a table have no blank between them
    title = SUFFIXES.sub("", attribute if len(attribute) >= 4 else printed.lstrip(BULLETS) or words)
    if not attribute and (date := WHOLE.search(printed) or HAS_DATE.search(printed)):
        title = printed[:date.start()].strip(AROUND_DATE) or CLOCK.sub("", printed[date.end():]).strip(AROUND_DATE) or printed
    rest = words.replace(inside, " ", 1)
    where = rest if HAS_DATE.search(rest) else words.replace(title, " ", 1)
    return ListEntry(url, title[:300], date_of(where) or date_of(beside(row)))


def target(element: lxml.html.HtmlElement, base: str) -> str:
    """The address that an element leads to by href or click handler, or ""."""
    click, href = element.get("onclick") or "", element.get("href") or ""
    found = JUMP.search(click) or JUMP.search(href)
    if address := join(base, found.group(1) if found else href):
        return address
    called = CALLED.search(click) or CALLED.search(href)
    told = [called.group(1) if called else "", *(element.get(name) or "" for name in LINKED)]
    return next((address for one in told if (address := join(base, one))), "")


def _links(tree: lxml.html.HtmlElement, base: str) -> Iterator[tuple[lxml.html.HtmlElement, str]]:
    """(element, address) of everything clickable."""
    resolve(tree)
    for element in tree.iter(*CLICKABLE):
        if (element.tag == "a" or element.get("onclick")) and (url := target(element, base)) and not FRONT.search(url):
            yield element, url


def boxes_of(tree: lxml.html.HtmlElement, base: str, detail: re.Pattern[str] | None = None) -> Boxes:
    """Everything that may be a list: the signature of a box -> its rows, each with the link that stands for it."""
    boxes: Boxes = {}
    for link, url in _links(tree, base):
        row = row_of(link, detail)
        parent = row.getparent()
        rows = boxes.setdefault(signature(parent if parent is not None else row), {})
        old = rows.get(row)
        if old is None or fit(*old, detail) < fit(link, url, detail):
            rows[row] = (link, url)
    return {place: without_undated(rows) for place, rows in boxes.items()}


def is_aside(row: lxml.html.HtmlElement) -> bool:
    """Whether a row belongs to a box beside the list, by the box's class or by the heading above it."""
    for box in [parent for parent in row.iterancestors() if parent.tag not in ("body", "html")][:3]:
        if ASIDE.search(f"{box.get('class') or ''} {box.get('id') or ''}"):
            return True
        above = box.getprevious()
        if above is not None and isinstance(above.tag, str) and len(words := plain(above)) <= 12 and ASIDE_HEAD.search(words):
            return True
    return False


def find_rows(tree: lxml.html.HtmlElement, base: str, detail: re.Pattern[str] | None = None,
              hint: str = "", own: re.Pattern[str] | None = None) -> tuple[list[ListEntry], str]:
    """(entries, signature) of the page's main list.

    The main list is the box whose rows most often link to a detail address of the family and show a date; boxes of the
    same place are read together (lists in blocks of five). `hint`, the signature of page 1, beats the count; so do
    addresses of the column's `own` folder, for the hot news beside a short list look like a longer one.
    """
    boxes = boxes_of(tree, base, detail)
    scores: Counter[str] = Counter()
    for place, rows in boxes.items():
        for row, (link, url) in rows.items():
            dated = bool(HAS_DATE.search(plain(row)))
            if dated or len(plain(link)) >= SHORT or len(link.get("title") or "") >= SHORT:
                scores[place] += 3 * bool(detail and detail.search(url)) + OWN * bool(own and own.search(url))
            scores[place] += dated
        if is_aside(next(iter(rows))):      # page 1 had another list, so this one is none of its pages
            scores[place] = 0 if hint else scores[place] // ASIDE_SHARE
    best = hint if hint in boxes else max(scores, key=lambda place: scores[place], default="")
    if not best or (scores[best] == 0 and best != hint):
        return [], ""
    return [entry_of(row, link, url) for row, (link, url) in boxes[best].items()], best


def written_markup(text: str) -> str:
    """The markup that document.write calls of a page would add."""
    parts = [re.sub(r"\\(.)", r"\1", found.group(2)) for found in WRITTEN.finditer(text)]
    return "\n".join(part for part in parts if "<" in part)


def read_rows(text: str, url: str, detail: re.Pattern[str] | None, hint: str = "",
              own: re.Pattern[str] | None = None) -> tuple[list[ListEntry], str]:
    """(entries, signature) of a page's main list, also one that a script writes."""
    tree = tree_of(text)
    if tree is None:
        return [], ""
    base = base_of(tree, url)
    entries, place = find_rows(tree, base, detail, hint, own)
    furniture = not entries or (detail is not None and not any(detail.search(entry.url) for entry in entries))
    if furniture and (markup := written_markup(text)) and (written := tree_of(markup)) is not None:
        found = find_rows(written, base, detail, hint, own)
        entries, place = found if found[0] else (entries, place)
    return entries, place


def is_cut(title: str) -> bool:
    """Whether a list shows only the beginning of a title."""
    return title.rstrip().endswith(CUT)
