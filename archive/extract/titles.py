"""The title of a document: where to look for it, and how to free it from site and column names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from archive.extract.aliases import ALIASES
from archive.extract.dates import parse_date
from archive.extract.script import TRADITIONAL, simplify
from archive.model import Evidence, Hints, Page
from archive.spelling import Spelling

SITE_WORDS = re.compile(
    r"(?:(?:政府|门户|官方|信息|公开|政务|新闻|法治|司法)?(?:网站?|网群|平台|频道|专栏|门户)|首页|政务公开|信息公开|欢迎您?|主站)$"
    r"|^(?:中国[一-鿿]{1,4}|欢迎|首页|政务公开|政府信息公开)",
)
"""A part of <title> that names the site or a general column."""
_BODY_NAME = re.compile(r"^[一-鿿]{2,24}(?:人民政府|管理委员会|管委会|委员会|办公室|局|厅|部|办事处|街道|镇|乡)$")
_SEPARATOR = re.compile(r"\s*[_|｜>»·]+\s*|\s+[-–—]+\s+|-{2,}|(?<=[一-鿿)）》”])[-–－](?=[一-鿿《【“])")
_TAG = re.compile(r"<[^<>]{0,200}>|&(?:nbsp|ensp|emsp|#160|amp);?")
_CUT = re.compile(r"(?:…|\.{2,}|⋯)+$")
_DOCUMENT_WORDS = re.compile(r"报告|通知|意见|办法|方案|公告|总结|情况|解读|公报|规定|决定|条例|通报|计划|要点")
_NO_TITLE = frozenset((
    "首页", "正文", "详情", "内容", "文章内容", "信息公开", "政务公开", "信息详情", "详细信息", "详细内容", "文章详情", "无标题文档", "文章", "标题",
    "无", "公开内容", "信息内容", "查看详情", "网站首页", "当前位置", "联系我们", "undefined", "null", "untitled", "index",
))
_FURNITURE = re.compile(
    r"^(?:您?(?:的)?(?:现在|当前)(?:所在)?(?:的)?位置|主办|承办|版权|发布(?:日期|时间)[:：]|来源[:：]|索引号|附件[:：]?$)|更多(?:>+)?$",
)
_LABELLED = re.compile(r"^\s*(?:标\s*题|名\s*称|信息名称|文件名称)(?:\s*[:：]\s*|\s+)(?=\S)")
"""A label in front of a title without a colon is no label to the reader of labels: 标题 is a word of everyday prose."""
_STAMPED = re.compile(r"\[[0-9]{1,2}\]$|\s*[（(\[]20\d\d[-年/.][01]\d[-月/.][0-3]\d日?[)）\]]$")
"""Behind a title in the same element: the mark of a footnote, or the date of publication, with zeros as a system writes it."""
_LONGEST = 200
_VAGUE = 8
"""A line of no more characters may be the name of a column."""
_FIRST_LINE = 50
_STOPPED = re.compile(r"[。；;：:！!？?）)]$|^[（(]?[一二三四五六七八九十0-9]+[）)、.．]")
_LINE_END = chr(0xFDD8)
"""A noncharacter that no page holds and folding keeps."""
_BLANK = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_READING = re.compile(r"\([a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]{0,3}\)")
"""Copying sites leave the reading of a character behind it (區(qū)); the title still tells what was copied."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title as a reader sees it, with the place it was taken from."""

    text: str
    evidence: Evidence


_spelled = Spelling(lambda text: _BLANK.sub("", simplify(unicodedata.normalize("NFKC", text))), rf"\s{TRADITIONAL}")


def fold(text: str) -> str:
    """NFKC, simplified characters, no white space: the form in which the rules compare titles.

    >>> fold("青田縣 ２０２０年法治政府建設年度報告")
    '青田县2020年法治政府建设年度报告'
    """
    flat = _spelled(text)
    return _READING.sub("", flat) if "(" in flat else flat


def fold_lines(text: str) -> list[str]:
    """The lines of a text, each folded; one pass over all is several times faster than one over each."""
    return fold("\n".join(text.splitlines()).replace("\n", _LINE_END)).split(_LINE_END)


def clean(text: str) -> str:
    """A title without tags, entities and odd white space; blanks between Chinese characters go, a mere 《…》 is unwrapped."""
    line = re.sub(r"[\s\u200b-\u200f\ufeff\u3000]+", " ", _TAG.sub(" ", text)).strip()
    line = re.sub(r"(?<=[一-鿿，。、：；）》”〕0-9]) (?=[一-鿿（《“〔0-9])", "", line)
    line = line.strip("|·_>》 " if "《" not in line else "|·_> ")
    if line.startswith("《") and line.endswith("》") and line.count("《") == line.count("》") and _one_pair(line):
        line = line[1:-1]
    return line


def _one_pair(line: str) -> bool:
    """Whether the first 《 is closed by the very last 》."""
    depth = 0
    for place, char in enumerate(line):
        depth += (char == "《") - (char == "》")
        if depth == 0:
            return place == len(line) - 1
    return False


def find_title(page: Page, hints: Hints) -> Title | None:
    """The best title of a page, or None: meta tag, title line at the body, 名称 label, <title>, the list's words."""
    found = _from_meta(page) or _from_lines(page) or _from_label(page) or _from_html_title(page)
    if found and hints.list_title and not _CUT.search(hints.list_title) and _CUT.search(found.text) and clean(
            hints.list_title).startswith(_CUT.sub("", found.text)):
        found = None  # the page itself abbreviates its title, the list does not
    return found or _from_list(hints) or _from_text(page)


def _from_text(page: Page) -> Title | None:
    """The first line of a text, where nothing else tells: a short one without a stop, above running text."""
    line, _, rest = page.text.partition("\n")
    named = len(line) <= _FIRST_LINE and not _STOPPED.search(line) and len(fold(line)) > _VAGUE
    if not named or "。" not in rest.split("\n")[0] or not _usable(line, page):
        return None
    return Title(clean(line), Evidence("first line of the text", "body", line))


def _usable(text: str, page: Page) -> bool:
    """Whether a line can be a title: not the site, not the column, not a word like 正文."""
    bare = fold(text)
    names = {fold(page.meta.get(name, "")) for name in ("sitename", "columnname")}
    if bare in names and not _DOCUMENT_WORDS.search(bare):
        return False
    if bare.lower() in _NO_TITLE or bare in ALIASES or _FURNITURE.search(bare) or parse_date(bare):
        return False
    return 2 <= len(bare) <= _LONGEST


def _from_meta(page: Page) -> Title | None:
    text = clean(page.meta.get("articletitle", ""))
    if not text or not _usable(text, page):
        return None
    if _CUT.search(text):
        longer = [line for line in map(clean, page.titles) if fold(line).startswith(fold(_CUT.sub("", text)))]
        text = longer[0] if longer else text
    return Title(text, Evidence("ArticleTitle", "meta", text[:200]))


def _from_lines(page: Page) -> Title | None:
    whole = strip_site(page.html_title, (page.meta.get("sitename", ""), page.meta.get("columnname", "")))
    for raw in page.titles:
        text = clean(_STAMPED.sub("", _LABELLED.sub("", raw)))
        if page.form == "text":
            text = strip_site(text) or text
        bare = fold(text)
        if not _usable(text, page) or _is_outdone(bare, page.titles):
            continue
        if bare not in fold(page.html_title) and _DOCUMENT_WORDS.search(whole) and not _DOCUMENT_WORDS.search(bare):
            return None  # <title> knows better than an unconfirmed line
        if len(bare) < len(fold(whole)) and fold(whole).endswith(bare) and fold(whole) in fold("".join(page.head_lines)):
            return Title(whole, Evidence("title on several lines, joined as in <title>", "body head", whole[:200]))
        return Title(text, Evidence("title line", "body head", raw[:200]))
    return None


def _is_outdone(bare: str, others: Sequence[str]) -> bool:
    """Whether a line may as well be the site's name or its column's, and another line is more of a title."""
    if _DOCUMENT_WORDS.search(bare):
        return False
    if any(map(_DOCUMENT_WORDS.search, others)):
        return len(bare) <= _VAGUE or _names_site(bare)
    return _names_site(bare) and not all(_names_site(fold(other)) or len(other) <= _VAGUE for other in others)


def _names_site(bare: str) -> bool:
    """Whether a line reads like the name of a site or an authority."""
    return bool(_BODY_NAME.match(bare) or SITE_WORDS.search(bare))


def _from_label(page: Page) -> Title | None:
    for label in page.labels:
        text = clean(label.value)
        if label.field == "title" and len(fold(text)) > 4 and _usable(text, page):
            return Title(text, Evidence(f"label {label.label}", label.where, label.quote[:200]))
    return None


def _from_html_title(page: Page) -> Title | None:
    text = strip_site(page.html_title, (page.meta.get("sitename", ""), page.meta.get("columnname", "")))
    if not text or not _usable(text, page) or SITE_WORDS.search(fold(text)):
        return None
    return Title(text, Evidence("<title> without site and column", "head", page.html_title[:200]))


def strip_site(text: str, names: tuple[str, ...] = ()) -> str:
    """A <title> without the parts that name the site or its column, on whichever side they stand.

    >>> strip_site("某市2023年法治政府建设年度报告_工作报告_某市人民政府")
    '某市2023年法治政府建设年度报告'
    """
    known = {fold(name) for name in names if name}
    text = "——".join(part for part in text.split("——") if not SITE_WORDS.search(fold(part))) or text
    parts = [part for part in map(clean, _SEPARATOR.split(text)) if part]
    kept = [part for part in parts if fold(part) not in known and not SITE_WORDS.search(fold(part))]
    if len(kept) > 1:
        kept = [part for part in kept if not _BODY_NAME.match(fold(part))] or kept
    if not kept:
        return ""
    telling = [part for part in kept if _DOCUMENT_WORDS.search(part) and len(part) > 8]
    return telling[0] if telling else max(kept, key=len) if len(kept) > 1 else kept[0]


def _from_list(hints: Hints) -> Title | None:
    text = clean(hints.list_title or "")
    if len(fold(text)) < 4:
        return None
    return Title(text, Evidence("title in the list", "list", text[:200]))
