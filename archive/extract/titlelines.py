"""Title lines without markup: what a line above a text must look like to be its title, alone or over several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.extract.dates import parse_date
from archive.extract.lines import Line, squeeze
from archive.extract.script import simplify

_TITLE_END = (
    "报告|年报|情况|总结|通知|公告|通告|意见|办法|规定|方案|计划|要点|公报|决定|决议|通报|条例|细则|解读|白皮书|批复|纪要|"
    "讲话|说明|安排|规划|纲要|制度|清单|目录|指南|综述|标准|规则|规程|范文|模板|名单|公示|令|函|预案|措施|法"
)
_TITLE = re.compile(rf"(?![一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]).{{2,80}}(?:{_TITLE_END})"
                    rf"[》〉”\"]?(?:[（(\[].{{1,30}}[)）\]])?")
_PART_MAX = 45
"""Characters of one line of a title that runs over several."""
_RUNS_ON = re.compile(r"(?:的|和|与|及|情况|工作|建设|年度|年|府|会|局|委|厅|部|镇|乡|街道|办事处|[省市县区州])$")
_SECOND_PART = re.compile(r"关于|[0-9]{4}年|年度|的|法治|建设|情况|工作")
_NO_TITLE = re.compile(r"[。；;：:！!？?|]")
_TELLING = 10
"""A title on top of a body has at least so many characters: 工作总结 alone is a heading."""


def ends_like_title(text: str) -> bool:
    """Whether a line ends like the title of a document (报告, 通知, 意见 …)."""
    return bool(_TITLE.fullmatch(simplify(squeeze(text))))


def on_top(body: Sequence[Line]) -> range | None:
    """The lines of a title that stands on top of a body: the first line, or up to three that run into each other."""
    zone = body[:4]
    found = span(zone, range(len(zone)), 0, set(range(len(zone))))
    size = sum(len(body[at].text) for at in found) if found else 0
    return found if found and size >= _TELLING and found.stop < len(body) else None


def span(lines: Sequence[Line], numbers: Sequence[int], at: int, free: set[int]) -> range | None:
    """The lines of the title that begins at an index, None where none does: one line, or up to three without a blank
    one between them.
    """
    text = ""
    for end in range(at, min(at + 3, len(lines))):
        line = lines[end]
        if end not in free or (end > at and numbers[end] - numbers[end - 1] != 1):
            return None
        text += simplify(squeeze(line.text))
        if line.cells or line.link_share > 0.9 or len(line.text) > _PART_MAX * (1 + (end == at)) or _NO_TITLE.search(text):
            return None
        if _TITLE.fullmatch(text):
            return range(at, end + 1)
        if not _RUNS_ON.search(text):
            return None
    return None


def readings(lines: Sequence[Line], numbers: Sequence[int], found: range, free: set[int]) -> list[str]:
    """The title of a span of lines: with the lines right above it that it continues, then alone."""
    alone = "".join(lines[at].text for at in found)
    whole, at = alone, found.start
    while at - 1 in free and found.stop - at < 3:
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
    return bool(_SECOND_PART.match(simplify(below))) and not ends_like_title(above)
