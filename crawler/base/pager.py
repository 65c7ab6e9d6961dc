"""Page 2 of a list: the link that the page shows, else what its pager script would build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qs, urljoin, urlsplit

import lxml.html

from crawler.base.lists import base_of, join, target
from crawler.base.markup import SPACES, plain

NEXT = frozenset(("下一页", "下页", "后一页", "后页", "下一頁", "往后翻", "next", "nextpage", "较早的文章", "更早的文章",
                  "更早", "olderposts", "older", "加载更多", "点击加载更多", "loadmore"))
"""Words of the link to the following page: blanks, brackets and arrows removed, lower case."""
TRIM = "[]【】()（）<>‹›«»←→·|"
ARROWS = frozenset((">", ">>", "›", "»", "&gt;"))
"""Signs of the same link; they count after a page number, for >> often leads to the last page and calendars use them."""
WEEK = re.compile(r"日\s*一\s*二\s*三\s*四\s*五\s*六|一\s*二\s*三\s*四\s*五\s*六\s*日")
"""The head of a calendar: its day numbers and arrows are no pager."""
DAYS = frozenset(("y", "year", "m", "month", "d", "day", "date", "rq", "riqi", "nian", "yue"))
"""Query fields with which a calendar leads from month to month for ever."""
CLICKED = re.compile(r"""(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\(|open\()"""
                     r"""(?:encodeURI\(\s*)?["']([^"']+)["']""")
"""Links in a click handler: onclick="location.href=encodeURI('index_2.jhtml');"."""
NEXT_CLASS = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
"""Class of a link of which nothing but a picture is seen."""
PRINTED = re.compile(r"共\s*(\d{1,5})\s*页|页次\s*[:：]?\s*\d+\s*/\s*(\d{1,5})|第\s*\d+\s*页?\s*/\s*共?\s*(\d{1,5})\s*页"
                     r"|(?<![\d/.-])\d{1,5}\s*/\s*(\d{1,5})\s*页|共\s*\d+\s*条[^\d]{0,12}\d+\s*/\s*(\d{1,5})(?![\d/.-])")
"""The number of pages as pagers print it: 共5页, 页次：1/5, 第1/5页, 共52条 1/4."""
CALL = re.compile(r"createPage(?:HTML)?\s*\(([^()]*)\)")
PAGER = re.compile(r"Pager\(\s*\{([^{}]*)\}")
COUNT_PAGE = re.compile(r"\bcountPage\s*=\s*(\d+)")
SCRIPTS = re.compile(r"(?=<script)", re.IGNORECASE)
COUNTS = "(?:totalPages?|pageCount|countPage|maxPage|pageTotal|totalPageCount)"
"""Names under which pager scripts keep the number of pages."""
COUNTED = re.compile(rf"""\b{COUNTS}["']?\s*[:=]\s*(?:parseInt\(\s*)?["']?(\d{{1,5}})\b"""
                     rf"""|<input(?=[^>]{{0,200}}\b(?:id|name)\s*=\s*["']?{COUNTS}\b)[^>]{{0,200}}\bvalue\s*=\s*["']?(\d{{1,5}})\b""", re.IGNORECASE)
"""The number of pages in a script, or in a hidden field that a script reads."""
LAYPAGE = re.compile(r"laypage[\s\S]{0,200}?\b(?:pages\s*:\s*(\d{1,5})|count\s*:\s*(\d{1,6})[\s\S]{0,80}?limit\s*:\s*(\d{1,3}))")
"""The pager of the layui library: pages, or entries and entries per page."""
GOES = re.compile(r"""location(?:\.href)?\s*=\s*(?:encodeURI\(\s*)?["']([^"']*)["']\s*\+\s*\(?\s*"""
                  r"""(?:\w+\.)?(?:i|n|p|num|page|value|index|cur|curr|current|(?:cur|curr|current|page)_?(?:page|index|no|num)\w*)\b"""
                  r"""(?!\s*[?<>=])\s*(-\s*1)?\s*\)?\s*(?:\+\s*["']([^"']*)["'])?""", re.IGNORECASE)
"""How a pager script goes to a page: location.href = 'index_' + i + '.html'."""
GOES_OR_FIRST = re.compile(r"""location(?:\.href)?\s*=\s*["']([^"']*)["']\s*\+\s*\(\s*[\w.]+\s*[=!<>]+\s*[012]\s*\?\s*(?:["']{2}\s*:\s*)?"""
                           r"""["']([^"']*)["']\s*\+\s*\(?\s*[\w.]+\s*(-\s*1)?\s*\)?\s*(?::\s*["']{2}\s*)?\)"""
                           r"""\s*\+\s*["']([^"']*)["']""")
"""The same where page 1 has no number: location = 'index' + (i > 1 ? '_' + i : '') + '.html'."""
FROM_VARIABLE = re.compile(r"""location(?:\.href)?\s*=\s*([A-Za-z_]\w*)\s*\+""")
"""The same where the address begins with a variable."""
VARIABLES = 5
"""So many of them are looked up in a page."""
CALENDAR_CHARS = 400
"""A box with more words than a month of days is no calendar."""
MAX_PAGES = 10_000
"""No list is longer; a larger number in a script is something else."""


@dataclass(frozen=True)
class Pages:
    """A static pager: how many pages there are and how their files are named."""

    total: int
    current: int
    """1-based."""
    prefix: str
    suffix: str
    first: int
    """Number in the file name of page 2: TRS counts index_1, UCAP list_2."""
    entries: int | None = None
    sure: bool = True
    """False: `entries` is the last of a call's numbers, which on some portals is something else."""

    def name(self, page: int) -> str:
        """File name of a 1-based page.

        >>> Pages(3, 1, "index", "html", 1).name(2), Pages(3, 1, "list", "shtml", 2).name(2)
        ('index_1.html', 'list_2.shtml')
        """
        number = page - 2 + self.first
        return f"{self.prefix}.{self.suffix}" if page == 1 else f"{self.prefix}_{number}.{self.suffix}"


def script_pager(text: str, page: int = 0) -> Pages | None:
    """The pager that a page's script builds; `page`, 1-based, is the number of the page itself, 0 where it is not known.

    Two systems call their function createPageHTML: TRS as (total, current from 0, prefix, suffix), UCAP as
    (container, total, current from 1, prefix, suffix, entries). Portals of both have taken over the other's order, so
    the current number of a known page tells from where they count, else the first argument: a number is TRS.
    """
    for found in CALL.finditer(text):
        if pages := _call([part.strip() for part in found.group(1).split(",")], page):
            return pages
    if options := PAGER.search(text):
        keys = dict(re.findall(r"""['"]?(\w+)['"]?\s*:\s*['"]?([\w./-]+)""", options.group(1)))
        total = keys.get("total") or keys.get("size") or keys.get("pageCount") or ""
        if total.isdigit():
            return _pages(total, int(keys.get("current", "0")) + 1, keys.get("prefix", "index"),
                          keys.get("suffix", "html"), 1)
    if count := COUNT_PAGE.search(text):
        return _pages(count.group(1), 1, "index", "html", 1)
    return None


def _call(arguments: list[str], page: int) -> Pages | None:
    words = [argument.strip("'\"") for argument in arguments]
    bare = bool(words) and words[0].isdigit()
    words = words if bare else words[1:]
    if len(words) < 4 or not (words[0].isdigit() and words[1].isdigit()):
        return None
    total, current = int(words[0]), int(words[1])
    from_0 = current == page - 1 if page and current in (page - 1, page) else bare
    entries = next((int(word) for word in reversed(words[4:]) if word.isdigit()), None)
    return _pages(words[0], current + from_0, words[2], words[3], 1 if from_0 else 2, entries=entries,
                  sure=not bare and total > 0)


def _pages(total: str, current: int, prefix: str, suffix: str, first: int, *,
           entries: int | None = None, sure: bool = True) -> Pages | None:
    if not 0 <= int(total) <= MAX_PAGES or not re.fullmatch(r"[\w./-]+", prefix) or not re.fullmatch(r"\w+", suffix):
        return None
    return Pages(int(total), current, prefix, suffix, first, entries, sure)


def rendered_next(tree: lxml.html.HtmlElement, url: str, current: int) -> str | None:
    """Address behind 下一页, else behind the number after `current`, else behind an arrow, where the page shows one.

    Links to other hosts and the links of calendars do not count: a calendar has a next month for ever.
    """
    base = base_of(tree, url)
    found: dict[bool, str] = {}
    for link in tree.iter("a", "input", "button", "span", "li"):
        said = _words(link)
        words = said.strip(TRIM) or said
        if words not in NEXT and words != str(current + 1) and words not in ARROWS:
            continue
        address = _leads_to(link, base, url)
        if not address or address.rstrip("/") == url.rstrip("/") or is_calendar(link, address, url):
            continue
        if words in NEXT:
            return address
        found.setdefault(words in ARROWS, address)
    return found.get(False) or found.get(True) or _selected(tree, base, current) or _related(tree, base, url)


def _related(tree: lxml.html.HtmlElement, base: str, url: str) -> str | None:
    """Address of the next page as the markup itself tells it: <link rel="next" href="?p=2"> (HTML Standard, 4.6.7)."""
    for link in tree.iter("link", "a"):
        address = _leads_to(link, base, url) if "next" in (link.get("rel") or "").lower().split() else ""
        if address and address != url and not is_calendar(link, address, url):
            return address
    return None


def _selected(tree: lxml.html.HtmlElement, base: str, current: int) -> str | None:
    """Address of the next page in a pager that is a box of choices: <option value="list_2.htm">第2页</option>."""
    wanted = re.compile(rf"第?\s*{current + 1}\s*页?")
    for option in tree.iter("option"):
        value = option.get("value") or ""
        if wanted.fullmatch(plain(option)) and re.search(r"[./?]", value) and (found := join(base, value)):
            return found if urlsplit(found).netloc == urlsplit(base).netloc else None
    return None


def _words(link: lxml.html.HtmlElement) -> str:
    """What a link of a pager says: its words, else those of its title, button or picture, else its class."""
    if link.tag != "a" and not link.get("onclick"):
        return ""
    pictures = [picture.get("alt") or "" for picture in link.iter("img")]
    said = next(filter(None, (plain(link), link.get("title"), link.get("value"), link.get("aria-label"), *pictures)), "")
    around = link.getparent()
    classes = f"{link.get('class') or ''} {around.get('class') or '' if around is not None else ''}"
    if not said.strip() and NEXT_CLASS.search(classes):
        return "next"
    return SPACES.sub("", said).lower()


def _leads_to(link: lxml.html.HtmlElement, base: str, url: str) -> str:
    """Where a link of a pager leads, by href or click handler, or "" for another host and for mere script."""
    href = (link.get("href") or "").strip()
    if href.startswith("?") and base.rstrip("/") == url:
        base = url              # /list?page=2, though files beside it are read as /list/…
    handler = CLICKED.search(link.get("onclick") or "") or CLICKED.search(href)
    address = join(base, href) or (join(base, handler.group(1)) if handler else target(link, base))
    return address if urlsplit(address).netloc == urlsplit(base).netloc else ""


def is_calendar(link: lxml.html.HtmlElement, address: str, url: str) -> bool:
    """Whether a link belongs to a calendar: the days of the week stand around it, or it changes nothing but a date."""
    old, new = (parse_qs(urlsplit(one).query) for one in (url, address))
    changed = {name.lower() for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    if urlsplit(address).path == urlsplit(url).path and changed and changed <= DAYS:
        return True
    around = [parent for parent in link.iterancestors() if parent.tag not in ("body", "html")][:5]
    beginnings = (" ".join("".join(islice(parent.itertext(), CALENDAR_CHARS)).split()) for parent in around)
    return any(len(words) < CALENDAR_CHARS and WEEK.search(words) for words in beginnings)


def printed_pages(words: str) -> int | None:
    """The number of pages that a pager prints, or None.

    >>> printed_pages("共52条 首页 1/4 下页"), printed_pages("共 3 页"), printed_pages("2024/3/5")
    (4, 3, None)
    """
    found = PRINTED.search(words)
    count = int(next(group for group in found.groups() if group)) if found else 0
    return count if 0 < count <= MAX_PAGES else None


def built_next(pages: Pages, url: str, page: int, tree: lxml.html.HtmlElement | None) -> str | None:
    """Address of the page after the 1-based `page` as the pager's script would build it, or None at the end."""
    if page >= pages.total:
        return None
    return urljoin(base_of(tree, url) if tree is not None else url, pages.name(page + 1))


def scripted_pages(text: str) -> int | None:
    """The number of pages that a pager's script knows, or None.

    >>> scripted_pages("<script>$('.p').pagination({totalPage: 54})</script>")
    54
    """
    if found := COUNTED.search(text):
        count = int(found.group(1) or found.group(2))
    elif found := LAYPAGE.search(text):
        pages, entries, limit = (int(group or 0) for group in found.groups())
        count = pages or -(-entries // max(limit, 1))
    else:
        return None
    return count if 0 < count <= MAX_PAGES else None


def scripted_next(text: str, url: str, page: int, *, counted: bool = False) -> str | None:
    """Address to which a pager's script would go from the 1-based `page`, where it, or the page, tells how many there are.

    >>> scripted_next("<script>totalPage: 9; location.href='index_'+i+'.html'</script>", "http://h.gov.cn/a/index.html", 1)
    'http://h.gov.cn/a/index_2.html'
    """
    for block in SCRIPTS.split(_spelled_out(text)):
        if not (counted or COUNTED.search(block) or LAYPAGE.search(block)):
            continue
        if found := GOES_OR_FIRST.search(block):
            head, middle, less, tail = found.groups()
        elif found := GOES.search(block):
            head, less, tail = found.groups()
            middle = ""
        else:
            continue
        address = join(url, f"{head}{middle}{page if less else page + 1}{tail or ''}")
        return address if urlsplit(address).netloc == urlsplit(url).netloc else None
    return None


def _spelled_out(text: str) -> str:
    """A text in which scripts go to an address that begins with a variable, with the value of that variable in its place.

    >>> _spelled_out("var base = '/a/list'; location.href = base + '_' + n + '.html'")
    "var base = '/a/list'; location.href = '/a/list_' + n + '.html'"
    """
    for name in list(dict.fromkeys(FROM_VARIABLE.findall(text)))[:VARIABLES]:
        if value := re.search(rf"""\b{name}\s*=\s*["']([^"'\n]*)["']\s*;""", text):
            start, told = rf"(location(?:\.href)?\s*=\s*){name}\s*\+\s*", value.group(1).replace("\\", "/")
            text = re.sub(start, rf"\1'{told}' + ", re.sub(rf"""{start}["']""", rf"\1'{told}", text))
    return text


def promised(tree: lxml.html.HtmlElement, page: int, url: str) -> bool:
    """Whether a pager shows the number of the page behind the 1-based `page`, to be reached by a script: so there is one."""
    return any(_words(link).strip(TRIM) == str(page + 1) and not is_calendar(link, url, url) for link in calling(tree, page))


def turns(tree: lxml.html.HtmlElement, page: int) -> bool:
    """Whether a link of the 1-based `page` calls a function for the page behind it: <a href="javascript:go(2)">下一页</a>."""
    return any(True for _ in calling(tree, page))


def calling(tree: lxml.html.HtmlElement, page: int) -> Iterator[lxml.html.HtmlElement]:
    """The links of a pager that call a function with the number of the page behind the 1-based `page`."""
    call = re.compile(rf"""\b\w+\(\s*['"]?{page + 1}['"]?\s*[,)]""")
    return (link for link in pager_links(tree, page) if call.search(f"{link.get('onclick') or ''} {link.get('href') or ''}"))


def pager_links(tree: lxml.html.HtmlElement, page: int) -> Iterator[lxml.html.HtmlElement]:
    """What a reader of the 1-based `page` clicks for the page behind it: 下一页, or its number."""
    wanted = (*NEXT, str(page + 1))
    return (link for link in tree.iter("a", "input", "button", "span", "li") if _words(link).strip(TRIM) in wanted)
