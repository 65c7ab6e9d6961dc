"""Text dumps of pages (saved as text or Markdown): the same head, label and furniture rules as for HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.extract import furniture, heads, wraps
from archive.extract.dates import parse_date
from archive.extract.inline import is_label_like
from archive.extract.labels import read_labels
from archive.extract.lines import Line, collapse, row, squeeze
from archive.extract.linkfiles import SUFFIXES, absolute
from archive.model import AttachmentLink, Label, Page

_TABS = 4
_HEAD_MAX = 60
"""The head of a dump (menus, breadcrumb, title, metadata, adverts) ends within this many lines."""
_RULE = re.compile(r"[\s|:+=*_-]{3,}")
_HASHES = re.compile(r"#{1,6}\s+")
_BULLET = re.compile(r"[•●◆■▪○*+-][\s\u3000]+(?=\S)|[•●]")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,2000})(?<=\S)\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()]{0,1000}\)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\( ?<?([^()\s>]{0,1000})>?(?: +[\"'][^()]{0,300})?\)")
_FILE = re.compile(rf"\.(?:{'|'.join(SUFFIXES)})(?:$|[?#])", re.IGNORECASE)
_TITLE_END = (
    "报告|年报|情况|总结|通知|公告|通告|意见|办法|规定|方案|计划|要点|公报|决定|决议|通报|条例|细则|解读|白皮书|批复|纪要|"
    "讲话|说明|安排|规划|纲要|制度|清单|目录|指南|综述|标准|规则|规程|范文|模板|名单|公示|令|函|预案|措施|法"
)
_TITLE = re.compile(rf"(?![一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]).{{2,80}}(?:{_TITLE_END})"
                    rf"[》〉”\"]?(?:[（(\[].{{1,30}}[)）\]])?")
_PART_MAX = 45
"""Characters of one line of a title that runs over several."""
_RUNS_ON = re.compile(r"(?:的|和|与|及|情况|工作|建设|年度|年|府|会|局|委)$")
_SECOND_PART = re.compile(r"关于|[0-9]{4}年|年度|的|法治|建设|情况|工作")
_NO_TITLE = re.compile(r"[。；;：:！!？?|]")


def read_dump(text: str, encoding: str, url: str | None = None) -> Page:
    """Read a text dump: breadcrumb, title and metadata off the top, furniture off the end, broken lines joined."""
    page = Page(form="text", encoding=encoding, body_rule="text-dump")
    files: list[AttachmentLink] = []
    lines, numbers = _lines(text, files)
    start, found, labels = _head(lines, numbers)
    body = lines[start:]
    end = len(heads.cut_file_lines(body[:furniture.tail_start(body)])[0])
    tail = body[end:]
    joined = wraps.join(body[:end], numbers[start:start + end])
    behind, _ = read_labels(tail, shapes_near=0)
    page.titles, page.labels = found, labels + behind
    page.attachments = [AttachmentLink(file.name, absolute(file.href, url)) for file in files]
    page.text = "\n".join(joined)
    page.head_lines = [line.text for line in lines[:start]]
    page.tail_lines = [line.text for line in tail]
    page.lines = [*page.head_lines, *joined, *page.tail_lines]
    if not joined:
        page.body_rule = "none"
    return page


def _lines(text: str, files: list[AttachmentLink]) -> tuple[list[Line], list[int]]:
    """The lines of a dump that show something, and the number of each in the file (from 0)."""
    lines: list[Line] = []
    numbers: list[int] = []
    for number, raw in enumerate(text.splitlines()):
        line = _line(raw, files)
        if line is not None:
            lines.append(line)
            numbers.append(number)
    return lines, numbers


def _line(raw: str, files: list[AttachmentLink]) -> Line | None:
    """One line without its Markdown marks, None where it shows nothing."""
    bare = raw.expandtabs(_TABS)
    indent = len(bare) - len(bare.lstrip())
    text = bare.strip()
    if not text or (_RULE.fullmatch(text) and not squeeze(text).strip("|:+=*_-")):
        return None
    text = _HASHES.sub("", text, count=1) if _HASHES.match(text) else text
    text = text.lstrip(">").lstrip() if text.startswith("> ") else text
    bullet = _BULLET.match(text)
    text = text[bullet.end():] if bullet else text
    links = 0
    if "](" in text:
        text, links = _unlink(text, files)
    if "**" in text or "__" in text:
        text = _EMPHASIS.sub(r"\2", text)
    text = collapse(_ESCAPE.sub(r"\1", text) if "\\" in text else text)
    if not text:
        return None
    cells = _cells(text)
    line = row(cells, links) if cells else Line(text, (), links)
    line.indent, line.bullet = indent, bullet is not None
    return line if line.text.strip("| ") else None


def _unlink(text: str, files: list[AttachmentLink]) -> tuple[str, int]:
    """A line with the text of its Markdown links only, and the number of characters in them; files are noted."""
    size = 0

    def shown(match: re.Match[str]) -> str:
        nonlocal size
        size += len(match[1])
        if _FILE.search(match[2]):
            files.append(AttachmentLink(collapse(match[1]) or match[2].rsplit("/", 1)[-1], match[2]))
        return match[1]

    return _LINK.sub(shown, _IMAGE.sub("", text)), size


def _cells(text: str) -> list[str]:
    """The cells of a line that is a table row: it begins with a bar or has two of them; else nothing."""
    if "|" not in text or (not text.startswith("|") and text.count("|") < 2):
        return []
    return [collapse(cell) for cell in text.removeprefix("|").removesuffix("|").split("|")]


def _head(lines: Sequence[Line], numbers: Sequence[int]) -> tuple[int, list[str], list[Label]]:
    """Where the text of a dump begins, the titles above it (best first), and the labels above it."""
    zone = _zone(lines)
    labels, used = read_labels(lines[:zone], shapes_near=zone)
    noise = {at for at in range(zone) if at not in used and furniture.is_head_noise(lines[at].text)}
    titles: list[str] = []
    start = max((*used, *noise), default=-1) + 1
    free = [at for at in range(zone) if at not in used and at not in noise]
    spans = [span for at in free if (span := _title_span(lines, numbers, at, set(free)))]
    if spans:
        titles = _titles(lines, numbers, spans[-1], set(free))
        start = max(start, spans[-1].stop)
    elif used:
        named = [at for at in free if at < start and 8 <= len(lines[at].text) <= 80 and not is_label_like(lines[at].text)]
        titles = [lines[at].text for at in named[-1:]]
    return start, titles, labels


def _zone(lines: Sequence[Line]) -> int:
    """The number of lines above the first running text, the first numbered heading or the addressee."""
    for at, line in enumerate(lines[:_HEAD_MAX]):
        if line.cells or is_label_like(line.text):
            continue
        if furniture.is_sentence(line.text) and not furniture.is_head_noise(line.text) and ">" not in line.text[:20]:
            return at
        if re.match(r"一、|（一）|\(一\)|第一[章部]", line.text):
            return at
    return min(len(lines), _HEAD_MAX)


def _title_span(lines: Sequence[Line], numbers: Sequence[int], at: int, free: set[int]) -> range | None:
    """The lines of the title that begins at an index, None where none does: one line, or up to three without a blank
    one between them.
    """
    text = ""
    for end in range(at, min(at + 3, len(lines))):
        line = lines[end]
        if end not in free or (end > at and numbers[end] - numbers[end - 1] != 1):
            return None
        text += squeeze(line.text)
        if line.cells or line.link_share > 0.9 or len(line.text) > _PART_MAX * (1 + (end == at)) or _NO_TITLE.search(text):
            return None
        if _TITLE.fullmatch(text):
            return range(at, end + 1)
        if not _RUNS_ON.search(text):
            return None
    return None


def _titles(lines: Sequence[Line], numbers: Sequence[int], span: range, free: set[int]) -> list[str]:
    """The title of a span of lines: with the lines right above it that it continues, then alone."""
    alone = "".join(lines[at].text for at in span)
    whole, at = alone, span.start
    while at - 1 in free and span.stop - at < 3:
        above = lines[at - 1].text
        if numbers[at] - numbers[at - 1] != 1 or not _continues(above, whole):
            break
        at -= 1
        whole = above + whole
    return list(dict.fromkeys([whole, alone]))


def _continues(above: str, below: str) -> bool:
    """Whether a title runs over from the line above: that one is a name or ends in the middle of a phrase."""
    if len(above) > _PART_MAX or re.search(r"[。；：:！？>|]", above) or parse_date(above):
        return False
    return bool(_SECOND_PART.match(below)) and not _TITLE.fullmatch(squeeze(above))
