"""Text dumps of pages (saved as text or Markdown): the same head, label and furniture rules as for HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.extract import furniture, heads, titlelines, wraps
from archive.extract.inline import is_label_like, lone_label
from archive.extract.labels import read_labels
from archive.extract.lines import Line, collapse, row, squeeze
from archive.extract.linkfiles import SUFFIXES, absolute
from archive.model import AttachmentLink, Label, Page

_TABS = 4
_HEAD_MAX = 60
"""The head of a dump (menus, breadcrumb, title, metadata, adverts) ends within this many lines."""
_TITLE_MIN, _TITLE_MAX = 8, 50
"""Characters of a title: a shorter line is a menu's."""
_RULE = re.compile(r"[\s|:+=*_-]{3,}")
_HASHES = re.compile(r"#{1,6}\s+")
_BULLET = re.compile(r"[•●◆■▪○*+-][\s\u3000]+(?=\S)|[•●]")
_EMPHASIS = re.compile(r"(?<![*_])(\*\*|__)(?=\S)([^*_]{1,2000})(?<=\S)\1(?![*_])")
_HALF_EMPHASIS = re.compile(r"^\*\*(?=[^*\s])|(?<=[^*\s])\*\*$")
"""The mark of bold print that runs over several lines."""
_WORD_BEFORE = re.compile(r"\w$")
_UNIT_BEHIND = re.compile(r"[年月日件项个万亿元%％名人次条份家起场]")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()]{0,1000}\)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\( ?<?([^()\s>]{0,1000}(?:\([^()\s]{0,200}\))?)>?(?: +[\"'][^()]{0,300})?\)")
_FILE = re.compile(rf"\.(?:{'|'.join(SUFFIXES)})(?:$|[?#])", re.IGNORECASE)


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
        text = _EMPHASIS.sub(_unemphasised, text)
        text = _HALF_EMPHASIS.sub("", text) if text.count("**") == 1 else text
    text = collapse(_ESCAPE.sub(r"\1", text) if "\\" in text else text)
    if not text:
        return None
    cells = _tabbed(raw) or _cells(text)
    line = row(cells, links) if cells else Line(text, (), links)
    line.indent, line.bullet = indent, bullet is not None
    return line if line.text.strip("| ") else None


def _unemphasised(match: re.Match[str]) -> str:
    """The words between two Markdown marks; the marks stay where they are masked digits (办理**件，审结**件)."""
    before, behind = match.string[:match.start()], match.string[match.end():match.end() + 1]
    masks = _UNIT_BEHIND.match(match[2]) and (not behind or _UNIT_BEHIND.match(behind) or _WORD_BEFORE.search(before))
    inside = _WORD_BEFORE.search(before) and behind.isalnum()
    return match.group() if masks or inside else match[2]


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


def _tabbed(raw: str) -> list[str]:
    """The cells of a table row as browsers copy it, tabs between them: three or more, or a label and its value; else nothing."""
    cells = [collapse(cell) for cell in raw.strip(" \n").split("\t")] if "\t" in raw.strip() else []
    return cells if sum(map(bool, cells)) > 2 or (cells and lone_label(cells[0])) else []


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
    spans = [span for at in free if (span := titlelines.span(lines, numbers, at, set(free))) and _size(lines, span) >= _TITLE_MIN]
    if spans:
        titles = titlelines.readings(lines, numbers, spans[-1], set(free))
        start = max(start, spans[-1].stop)
    elif (alone := [at for at in free if at >= start]) and _may_be_title(lines[alone[-1]]):
        titles, start = [lines[alone[-1]].text], alone[-1] + 1
    elif used:
        named = [at for at in free if at < start and 8 <= len(lines[at].text) <= 80 and not is_label_like(lines[at].text)]
        titles = [lines[at].text for at in named[-1:]]
    if titles and start < zone and heads.is_number_line(lines[start].text):
        start += 1
    return start, titles, labels


def _size(lines: Sequence[Line], span: range) -> int:
    """The number of characters of some lines."""
    return sum(len(lines[at].text) for at in span)


def _may_be_title(line: Line) -> bool:
    """Whether the line right above a text can be its title, though no word of it tells: the headline of a news item."""
    return _TITLE_MIN <= len(line.text) <= _TITLE_MAX and not line.cells and not re.search(r"[。；;：:！？|]", line.text)


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
