"""What stands above a text: its title, its metadata lines and the furniture between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count, islice
from operator import itemgetter

from lxml.etree import _Element as Element

from archive.extract import furniture, titlelines
from archive.extract.aliases import FILLED, WEAK
from archive.extract.container import Body
from archive.extract.dates import parse_date
from archive.extract.dom import text_of
from archive.extract.inline import is_label_like
from archive.extract.labels import read_labels
from archive.extract.lines import Line, clean, squeeze
from archive.extract.shapes import is_body_name
from archive.extract.survey import HEADINGS, Survey, attached, names_title
from archive.model import Label, Page

_TITLE_MIN, _TITLE_MAX, _TITLES_MAX = 4, 150, 8
_NO_TITLE = re.compile(
    r"(?:首页|政府信息公开|信息公开|政务公开|导航|搜索|登录|当前位置|您现在的位置|相关|网站|版权|友情链接|扫一扫|分享).{0,8}"
)
_NO_TITLE_SIGNS = re.compile(r"[。|｜丨]|[?？]$")
_SEPARATOR = re.compile(r"\s*(?:[_|｜]|\s[-–—]\s|--|——)\s*")
_FILE_LINE = re.compile(
    r"(?:附件|附)?[0-9一二三四五六七八九十]*[:：.、【\[]?.{0,120}\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z|pptx?)[\]】）)]?"
    r"(?:\s*[(（\[]?[0-9.]+\s*[KM]B?[)）\]]?)?(?:已?下载[:：]?\s*[0-9]*\s*次?)?",
    re.IGNORECASE,
)
_DOWNLOAD_LINE = re.compile(r"(?:点击)?(?:下载|查看)?附件?.{0,4}(?:下载|查看)?")
_FILES_HEADING = re.compile(r"附件?(?:下载|列表)?[:：]?")
_DATED_AS_SIGNED = re.compile(r"[^:：]{0,40}[0-9]{4}年[1-9][0-9]?月(?:[0-9]{1,2}日)?[)）]?")
"""A date as signatures write it, without padding zeros: part of the text."""
_FIRST_HEADING = re.compile(r"[一二]、|第[一二]")
_NUMBER_LINE = re.compile(r"[(（]?[一-鿿]{2,14}[〔\[【（(［](?:19|20)[0-9]{2}[〕\]】）)］]第?[0-9]{1,5}号[)）]?")
_NUMBER_MAX = 40
_HEAD_MAX = 24
"""The metadata block and the title inside a container end within this many lines."""
_BELOW_MAX = 6
"""One that stands below the metadata is among the last lines above the body."""
_PICTURES_MAX = 100
"""Pictures whose texts are looked at."""
_ABOVE_MAX = 8
"""A title without markup stands at most this many lines above the metadata, those between its lines included."""


def title_elements(seen: Survey, body: Body | None) -> list[str]:
    """The texts of title elements above or in the body, headings first, then by their distance to it."""
    found = [
        (place, element) for place, (element, tag, _, name) in enumerate(seen.named)
        if (name and names_title(name)) or (tag in HEADINGS and tag != "ucapcontent")
    ]
    here = _place(seen, body.first) if body and found else 0
    if body and body.last is None:
        found = [(place, element) for place, element in found if place <= here or attached(element, body.first)]
    ranked = [(_rank(element, place, here), text) for place, element in found if (text := _title_text(element))]
    return list(dict.fromkeys(text for _, text in sorted(ranked)))


def _place(seen: Survey, element: Element) -> int:
    """The place of an element among the named ones; of one without a name, that of the nearest named one above it."""
    places = dict(zip(map(itemgetter(0), seen.named), count(), strict=False))
    return next((places[above] for above in (element, *element.iterancestors()) if above in places), 0)


def _rank(element: Element, place: int, here: int) -> tuple[int, int]:
    """Headings first, then the distance to the body; what stands behind its beginning comes last."""
    heading = 0 if element.tag in ("h1", "ucaptitle") else 1
    return (heading if place <= here else 2, abs(here - place))


def _title_text(element: Element) -> str | None:
    """The text of a title element, None where it cannot be a title."""
    text = clean(text_of(element))
    if not _TITLE_MIN <= len(text) <= _TITLE_MAX or _NO_TITLE.fullmatch(text) or text.count("。") > 1:
        return None
    if furniture.is_noise(text) or furniture.is_footer(text) or is_label_like(text) or parse_date(text):
        return None
    return text


def _key(text: str) -> str:
    """A title for comparing: without white space and footnote mark."""
    return re.sub(r"\[[0-9]+\]$", "", squeeze(text))


def cut_head(body: list[Line], elements: Sequence[str], page: Page) -> tuple[list[Line], list[Line], str]:
    """Part a body into what still belongs to the page's head (title, metadata, tools) and the text itself; with the
    title that was found on top of it.
    """
    known = {_key(text) for text in (*elements, page.meta.get("articletitle", ""), *_title_parts(page.html_title))}
    zone = _zone(body)
    used = _metadata(body[:zone], certain=page.body_rule.startswith("container"))
    start = at = 0
    title = ""
    while at < zone:
        if size := _title_size(body, at, known):
            size = max(size, _runs_on(body, at, size))
            title = title or "".join(line.text for line in body[at:at + size])
            at = start = at + size
            continue
        if at in used or furniture.is_head_noise(body[at].text) or (at == start and is_number_line(body[at].text)):
            start = at + 1
        at += 1
    if not title and not any(map(titlelines.ends_like_title, known)) and (found := titlelines.on_top(body[start:])):
        title = "".join(line.text for line in body[start:start + found.stop])
        start += found.stop
        start += start < zone and is_number_line(body[start].text)
    return body[:start], body[start:], title


def is_number_line(text: str) -> bool:
    """Whether a line is a document number and nothing else; at the title it belongs to the head of an official text
    (GB/T 9704-2012, 7.2.5).

    >>> is_number_line("（云政发〔2024〕7号）"), is_number_line("根据云政发〔2024〕7号文件")
    (True, False)
    """
    return len(text) <= _NUMBER_MAX and _NUMBER_LINE.fullmatch(squeeze(text)) is not None


def _metadata(lines: Sequence[Line], *, certain: bool) -> set[int]:
    """The metadata lines on top of a body. In a certain container neither bare dates nor labels of everyday prose
    count (时间, 地点 of an announcement), unless an unmistakable label stands beside them or they make a byline.
    """
    labels, used = read_labels(lines, shapes_near=0 if certain else len(lines))
    if certain and not any(label.field in FILLED and label.label not in WEAK for label in labels) and not _is_byline(labels):
        return set()
    return {at for at in used if not _DATED_AS_SIGNED.fullmatch(lines[at].text)}


def _is_byline(labels: Sequence[Label]) -> bool:
    """Whether labels of everyday prose are those of an article: a date and a source or counter on one line."""
    dated = {label.where for label in labels if label.field == "date_published" and parse_date(label.value)}
    return any(label.where in dated for label in labels if label.field in ("source", "publisher", "counter", "author"))


def _zone(body: Sequence[Line]) -> int:
    """Number of lines at the top that may be head: all before the first running text or numbered heading."""
    for at, line in enumerate(body[:_HEAD_MAX]):
        running = furniture.is_sentence(line.text) and not line.cells
        if running or _FIRST_HEADING.match(line.text):
            return at
    return min(len(body), _HEAD_MAX)


def _title_size(body: Sequence[Line], at: int, known: set[str]) -> int:
    """How many lines from an index on make up a known title: 0 to 3."""
    joined = ""
    for size in range(1, 4):
        if at + size > len(body):
            break
        joined += _key(body[at + size - 1].text)
        if joined in known and len(joined) >= _TITLE_MIN:
            return size
    return 0


def _runs_on(body: Sequence[Line], at: int, size: int) -> int:
    """How many lines the title takes up of which a known line, the name of a body, is only the beginning; 0 for any other."""
    found = titlelines.on_top(body[at:]) if size == 1 and is_body_name(body[at].text) else None
    return found.stop if found else 0


def _title_parts(html_title: str) -> list[str]:
    """The page's <title> and its parts between separators."""
    return [html_title, *(part for part in _SEPARATOR.split(html_title) if len(part) >= 8)]


def undouble(body: list[Line]) -> list[Line]:
    """A body that stands on the page twice (a copy for phones) once."""
    half, odd = divmod(len(body), 2)
    if odd or half < 1 or sum(len(line.text) for line in body) < 80:
        return body
    twice = all(left.text == right.text for left, right in zip(body[:half], body[half:], strict=True))
    return body[:half] if twice else body


def cut_file_lines(body: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part off the lines at the end that are nothing but links to files: (text, file lines)."""
    end = len(body)
    while end and is_file_line(body[end - 1]):
        end -= 1
    while 0 < end < len(body) and _FILES_HEADING.fullmatch(body[end - 1].text):
        end -= 1
    return body[:end], body[end:]


def is_file_line(line: Line) -> bool:
    """Whether a line is the link to a file: its name with a suffix, or a link text such as 附件下载."""
    if _FILE_LINE.fullmatch(line.text) and not re.search(r"[。；]", line.text):
        return True
    return line.link_share > 0.7 and bool(_DOWNLOAD_LINE.fullmatch(line.text))


def title_pictures(root: Element) -> list[str]:
    """The title that a page shows as a picture, by its text for the blind; a picture that is a link leads to something else."""
    pictures = (picture for picture in islice(root.iter("img"), _PICTURES_MAX) if next(picture.iterancestors("a"), None) is None)
    words = (squeeze(picture.get("alt") or "") for picture in pictures)
    return list(islice((text for text in words if _TITLE_MIN + 4 <= len(text) <= _TITLE_MAX and titlelines.ends_like_title(text)), 1))


def titles(elements: Sequence[str], inside: str, head: Sequence[Line], used: set[int], page: Page) -> list[str]:
    """Title candidates of a page, best first: those that the page's <title> or meta tag confirms, then by nearness.

    `inside` is the title on top of the body, `used` the metadata lines of the head.
    """
    whole = squeeze(page.html_title) + "\n" + squeeze(page.meta.get("articletitle", ""))
    above = "" if inside else _line_above(head, used)
    every = list(dict.fromkeys(text for text in (inside, *elements, above) if text))
    confirmed = [text for text in every if squeeze(text) in whole]
    return (confirmed + [text for text in every if text not in confirmed])[:_TITLES_MAX]


def _line_above(head: Sequence[Line], used: set[int]) -> str:
    """The title without markup: the last line between metadata and body that ends like one or the only one there, else the
    nearest line above the last metadata line; neither label nor furniture nor a menu.
    """
    last = max(used, default=-1)
    below = [at for at in range(max(last + 1, len(head) - _BELOW_MAX), len(head)) if _may_be_title(head, at, used)]
    ending = [at for at in below if titlelines.ends_like_title(head[at].text)]
    free = islice((at for at in range(last - 1, -1, -1) if at not in used), _ABOVE_MAX)
    above = (at for at in free if _may_be_title(head, at, used))
    alone = below if last >= 0 and len(below) == 1 else []
    found = ending[-1] if ending else next((at for at in (*alone, *above)), None)
    return "" if found is None else _with_name_above(head, found)


def _may_be_title(head: Sequence[Line], at: int, used: set[int]) -> bool:
    """Whether a line of the head may be a title: no label, no furniture, no menu, no sentence, no document number."""
    line = head[at]
    if at in used or line.cells or line.link_share > 0.3 or not _TITLE_MIN + 4 <= len(line.text) <= _TITLE_MAX:
        return False
    if parse_date(line.text) or furniture.is_head_noise(line.text) or is_label_like(line.text) or is_number_line(line.text):
        return False
    return not _NO_TITLE.fullmatch(line.text) and not _NO_TITLE_SIGNS.search(line.text)


def _with_name_above(head: Sequence[Line], at: int) -> str:
    """A title together with the line above it, where that is the name of the body with which the title begins."""
    above = head[at - 1] if at else None
    named = above is not None and not above.links and is_body_name(above.text)
    whole = titlelines.readings(head, range(len(head)), range(at, at + 1), {at - 1}) if named else []
    return whole[0] if whole else head[at].text
