"""Finding the columns of the reports: which links of a page are worth following, and which pages are such columns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
from tldextract import TLDExtract

from archive.extract.identify import kind_of_title
from crawler.base.addresses import is_loopback_name, list_key, literal
from crawler.base.files import is_file
from crawler.base.lists import ListPage, base_of, join, target
from crawler.base.markup import plain, tree_of
from crawler.base.openers import CLICKABLE, resolve
from crawler.fingerprint import addresses, family_of
from crawler.spiders import SPIDERS, load

WORDS: tuple[tuple[int, re.Pattern[str]], ...] = tuple((score, re.compile(words)) for score, words in (
    (100, r"法治政府(?:建设)?(?:工作|情况)?(?:年度)?(?:情况|工作)?(?:报告|总结|年报)"),
    (90, r"法治政府"),
    (75, r"依法行政|法治建设"),
    (55, r"法定主动公开内容"),
    (50, r"其[他它](?:法定|主动公开)|应主动公开的其[他它]"),
    (45, r"报告$|总结$|工作报告|工作总结|总结计划"),
    (40, r"^政务公开$|^(?:政府)?信息公开$|^政府信息公开(?:平台|专栏|目录)$|^主动公开(?:目录|内容)?$|信息公开目录"),
    (30, r"公示公告|通知公告|公告公示|公告通知|^通知$|^公告$|规划计划|计划规划|司法局|部门信息公开|乡镇信息公开"),
    (20, r"专题专栏|^专题$|^专栏$|政府文件|部门文件"),
))
"""What a menu calls the columns of the reports, or what lies on the way to them: score and words."""
SLUGS: tuple[tuple[int, re.Pattern[str]], ...] = tuple((score, re.compile(words, re.IGNORECASE)) for score, words in (
    (90, r"fzzf|yfxz"),
    (50, r"/(fdzdgknr\w*|qtfdgk\w*)/?(?:(?:index|\w*list|\1)\.\w+)?$"),
    (40, r"/(zwgk|xxgk|zfxxgk)/?(?:(?:index|\w*list|\1)\.\w+)?$|/gkmlpt/index"),
    (30, r"/(gzbg|jhzj|gzzj|tzgg|gsgg)/?(?:(?:index|\w*list|\1)\.\w+)?$"),
))
"""The same in addresses, which are pinyin initials on most portals."""
AVOIDED = re.compile(r"信息公开(?:工作)?年(?:度报告|报)|网站(?:工作)?年(?:度报表|报)|公开指南|公开制度|依申请|示范创建|信箱|热线|咨询|投诉"
                     r"|办事|登录|注册|无障碍|网站地图|招标|采购|新闻|要闻|视频|访谈|解读|预决算|财政|行政复议决定")
AVOIDED_SLUGS = re.compile(r"fzzfjssfcj|/(?:xxgknb|zfxxgkzn|xxgkzn|ysqgk|login)\b", re.IGNORECASE)
"""Columns next door: yearly reports on disclosure, guides, model-county contests, services."""
PAGER = re.compile(r"^(?:首页|[上下前后]一?页|[末尾]页|\d+|[<>«»‹›….]+|更多|more)$", re.IGNORECASE)
"""Links to other pages of the list at hand."""
PAGES = re.compile(
    r"/t(?:\d{8})?_\d+\.|/art_\d+_\d+|/art_[0-9a-f]{32}|/m?post_\d+|content_\d+|/info/\d+/\d+|/20\d{4}/|/20\d\d/\d{1,2}[/-]\d{1,2}/"
    r"|[0-9a-f]{32}\.s?html|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+\.html|/\d{15,}\.html|/\d+\.jhtml|/show/|/public/\d+/\d+\.html"
    r"|/public/content/|/content/article/", re.IGNORECASE)
"""Addresses of single pages: a column has another form."""
LEAF = re.compile(r"/[a-z]?\d{3,}\.\w+$", re.IGNORECASE)
"""The address of something in a folder, whatever the folder is called."""
COLUMNS: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(pattern, re.IGNORECASE), column) for pattern, column in (
    (r"^.*/art/\d{4}/\d{1,2}/\d{1,2}/art_(\d+)_\d+\.html$", r"/col/col\1/index.html"),
    (r"^(.*/col/col\d+/)art/\d{4}/art_[0-9a-f]{32}\.html$", r"\1index.html"),
    (r"^(.*/)art/\d{4}/art_[0-9a-f]{32}\.html$", r"\1"),
    (r"^(.*/)20\d{4}/t\d{8}_\d+\.s?html?$", r"\1"),
    (r"^(.*/)20\d{4}/(?:[0-9a-f]{32}|c\d+_\d+)\.shtml$", r"\1list.shtml"),
    (r"^(.*/([^/]+)/)content/[0-9a-f]{8}-[0-9a-f-]{27}\.html$", r"\1\2.html"),
    (r"^(/columns/[0-9a-f-]{36}/)\d{6}/\d\d/[0-9a-f-]{36}\.html$", r"\1index.html"),
    (r"^(.*/pc/)content/content_\d+\.html$", r"\1list.html"),
    (r"^((?!.*gkmlpt).*/)content/m?post_\d+\.html$", r"\1"),
    (r"^(.*/)\d{19}\.html$", r"\g<1>1.html"),
))
"""Address of a page -> address of the list that holds it, family by family."""
MAX_NAME = 24
"""A column's name is shorter than this; longer words are the title of a page."""
FRAMES = ("frame", "iframe")
FRAME = "政务公开"
"""What a frame counts as: the menu of an old portal stands in one."""
REPORTS = 2
"""Links of one page that bear the title of a report: one may lead to the reports of a year, a list of them leads to pages."""
TITLED = 25
"""Their score."""
SIBLING, SIDE_BOXES, SIDE_LINKS = 70, 3, 30
"""Score of a list beside a column of reports; boxes around a link that may be its menu, and links of a menu at most."""
YEAR = re.compile(r"(?:19|20)\d\d")
DERIVED = 95
HINTED = 60
"""Score of a path that a sister portal uses."""
NAMED = 75
"""Words that score so much say that a list is one of reports."""
TELLING = 85
"""A link that scores so much names the column of the reports."""
WORTH = 15
"""Links that score less are not followed."""
DEPTH_COST = 2
SUFFIXES = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
"""The list of public suffixes that comes with tldextract; nothing is fetched for it."""


@dataclass(frozen=True)
class Anchor:
    """A link that may lead to the reports, with the words that it shows."""

    url: str
    words: str
    score: int
    depth: int = 1
    name: str = ""
    """Its words where they name a column; empty for an address that was derived from a page's."""


def score_of(words: str, url: str) -> int:
    """How likely a link leads to the reports: 0 (not at all) to 100."""
    if PAGER.search(words) or AVOIDED.search(words) or AVOIDED_SLUGS.search(url):
        return 0
    path = urlsplit(url)._replace(scheme="", netloc="").geturl()
    told = next((score for score, pattern in WORDS if pattern.search(words)), 0)
    spelled = 0 if LEAF.search(path) else next((score for score, pattern in SLUGS if pattern.search(path)), 0)
    return max(told, spelled) + (1 if told and spelled else 0)


def same_site(url: str, home: str) -> bool:
    """Whether an address belongs to the site of a home page: the same registrable domain; on loopback the same port."""
    one, other = urlsplit(url), urlsplit(home)
    host, own = one.hostname or "", other.hostname or ""
    if is_loopback_name(own) or literal(own) is not None:
        return one.netloc == other.netloc
    return host == own or (bool(domain_of(own)) and domain_of(host) == domain_of(own))


def domain_of(host: str) -> str:
    """The registrable domain of a host: zwgk.changchun.gov.cn -> changchun.gov.cn."""
    return str(SUFFIXES(host).top_domain_under_public_suffix)


def anchors_of(text: str, url: str, home: str, depth: int) -> list[Anchor]:
    """The links of a page that may lead to columns of reports, best first."""
    tree = tree_of(text)
    if tree is None:
        return []
    base = base_of(tree, url)
    found: dict[str, Anchor] = {}
    resolve(tree)
    links = ((link, address) for link in tree.iter(*CLICKABLE, *FRAMES) if (address := _leads_to(link, base)))
    for anchor in [*_judged(links, home, depth), *platform_columns(text, url, depth)]:
        known = found.get(list_key(anchor.url))
        if known is None or known.score < anchor.score:
            found[list_key(anchor.url)] = replace(anchor, name=anchor.name or (known.name if known else ""))
        elif not known.name:
            found[list_key(anchor.url)] = replace(known, name=anchor.name)
    return sorted(found.values(), key=lambda anchor: -anchor.score)


def _leads_to(link: lxml.html.HtmlElement, base: str) -> str:
    """Where a link, a box with a click handler, a part of a picture or a frame leads, or ""."""
    return target(link, base) or (join(base, link.get("src") or "") if link.tag in FRAMES else "")


def words_of(link: lxml.html.HtmlElement) -> str:
    """What a link shows: its words, else its title, else what stands for its picture (many menus are pictures)."""
    if link.tag in FRAMES:
        return FRAME
    pictures = (picture.get("alt") or picture.get("title") or "" for picture in link.iter("img"))
    return (plain(link) or link.get("title") or link.get("alt") or next(pictures, "")).strip()


def _judged(links: Iterable[tuple[lxml.html.HtmlElement, str]], home: str, depth: int) -> Iterator[Anchor]:
    titled = 0
    for link, address in links:
        if not same_site(address, home) or is_file(address):
            continue
        words = words_of(link)
        if PAGES.search(urlsplit(address).path):
            if kind_of_title(words)[0] == "annual_report" and (column := column_of_page(address)):
                yield Anchor(column, words, DERIVED - DEPTH_COST * depth, depth)
        elif YEAR.search(words) and kind_of_title(words)[0] == "annual_report":
            titled += 1
            if titled <= REPORTS:
                yield Anchor(address, words, TITLED - DEPTH_COST * depth, depth)
        elif len(words) <= MAX_NAME and (score := score_of(words, address) - DEPTH_COST * depth) >= WORTH:
            yield Anchor(address, words, score, depth, words)


def siblings(text: str, url: str, depth: int) -> Iterator[Anchor]:
    """The links beside the one by which a list links to itself, where their addresses have its form: 市直部门, 乡镇街道 in a side menu."""
    tree = tree_of(text)
    if tree is None:
        return
    base, own = base_of(tree, url), list_key(url)
    link = next((link for link in tree.iter("a") if (address := target(link, base)) and list_key(address) == own), None)
    for box in () if link is None else islice(link.iterancestors("ul", "ol", "dl", "div", "td", "nav", "p"), SIDE_BOXES):
        menu = [(plain(one), target(one, base)) for one in islice(box.iter("a"), SIDE_LINKS + 1)]
        near = [(words, address) for words, address in menu if address and list_key(address) != own and form_of(address) == form_of(url)]
        if near and len(menu) <= SIDE_LINKS:
            yield from (Anchor(address, words, SIBLING - DEPTH_COST * depth, depth, words) for words, address in near
                        if not PAGER.search(words) and not AVOIDED.search(words))
            return


def form_of(url: str) -> str:
    """What the addresses of sister columns have in common: all but the numbers, or all but the last folder.

    >>> form_of("http://h.gov.cn/zwgk/c1101/") == form_of("http://h.gov.cn/zwgk/c1102/")
    True
    """
    path = re.sub(r"(?:index|list)\.\w+$", "", urlsplit(url)._replace(fragment="").geturl())
    numbered = re.sub(r"\d+", "#", path)
    return numbered if numbered != path else re.sub(r"[\w-]+/$", "*/", path)


def column_of_page(url: str) -> str | None:
    """The list that holds a page, by the form of the page's address, or None.

    >>> column_of_page("http://www.example.gov.cn/art/2024/3/4/art_1229430561_12.html")
    'http://www.example.gov.cn/col/col1229430561/index.html'
    """
    path = urlsplit(url).path
    for pattern, column in COLUMNS:
        if pattern.search(path):
            return urljoin(url, pattern.sub(column, path))
    return None


def platform_columns(text: str, url: str, depth: int) -> Iterator[Anchor]:
    """The columns of a gkmlpt platform, which stand in a script of its index page and nowhere as links."""
    found = re.search(r"""\bTREE['"]?\s*[:=]\s*(?=\[)""", text) if "_CONFIG" in text else None
    if found is None:
        return
    try:
        tree, _ = json.JSONDecoder(strict=False).raw_decode(text, found.end())
    except (ValueError, RecursionError):
        return
    waiting = list(tree) if isinstance(tree, list) else []
    while waiting:
        node = waiting.pop(0)
        if not isinstance(node, dict):
            continue
        waiting += node.get("children") or []
        name, number = str(node.get("name") or ""), str(node.get("id") or "")
        score = score_of(name, "") - DEPTH_COST * depth
        empty = bool(node.get("jump_url")) or node.get("post_count") == 0
        if number.isdigit() and not empty and score >= WORTH:
            yield Anchor(f"{urldefrag(url)[0]}#{number}", name, score, depth, name)


def meta_tags(text: str) -> dict[str, str]:
    """Name (lower case) -> content of a page's meta tags; government portals must carry SiteName and SiteIDCode."""
    tree = tree_of(text)
    tags = [] if tree is None else list(tree.iter("meta"))
    return {(tag.get("name") or "").lower(): (tag.get("content") or "").strip() for tag in tags}


def family_here(url: str, text: str, home: str) -> str | None:
    """The family of a page by the links to its own site, else by all of its markup."""
    own = "\n".join(f'<a href="{one}">' for one in addresses(text, url) if same_site(one, home))
    return family_of(url, own) or family_of(url, text)


def read(text: str, url: str, family: str, context: Mapping[str, str]) -> ListPage:
    """A page or an answer read by the reader of a family."""
    return load(SPIDERS[family]).read_list(text, url, context)
