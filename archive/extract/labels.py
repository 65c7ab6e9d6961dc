"""Labels and their values: one reader for the metadata blocks of all portals and for text dumps.

Every markup (tables, lists, definition lists, grids, inline text, bullets) has become lines and cells before it comes
here, so nine markups are four cases: a row of cells, labels with colons on a line, a label alone with its value on the
next line, and bare values that only their shape tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.extract import headed, shapes
from archive.extract.aliases import ALIASES, FILLED, WEAK
from archive.extract.dates import find_dates, fold, parse_date
from archive.extract.inline import (
    BULLETS,
    COLON,
    inline_pairs,
    is_label_like,
    lone_label,
    only_labels,
    strong_word,
    tidy,
)
from archive.extract.lines import Line, collapse, squeeze
from archive.extract.titlelines import ends_like_title
from archive.model import Label

_LONGEST = max(map(len, ALIASES))
_FIRST_PAIRS = frozenset(word[:2] for word in ALIASES)
"""The first two characters of each label."""
_START = 8
"""Characters of a line in which the first two of a label stand, with the blanks between them."""
_BARS = re.compile(r"[|｜丨]")
_BOXED = re.compile(r"[【\[［]([^【】\[\]［］:：]{2,12})[】\]］][:：]?")
_WHEN, _WHERE = re.compile(r"[^:：]{0,4}时\s*间[:：]"), re.compile(r"[^:：]{0,4}地\s*点[:：]")
_LINE_MAX, _CELLS_MAX, _QUOTE_MAX = 400, 60, 120
_TITLE_MIN = 12
"""Characters of a line that ends like a title and so is no value of the empty label above it: 工作总结 is a genre."""
LINES_MAX = 600
"""Only so many lines are read for labels: a metadata block is never farther from its text."""


class _Reader:
    """State of one reading: the labels found so far and the lines they used up."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.labels: list[Label] = []
        self.used: set[int] = set()

    def add(self, word: str, value: str, where: str, quote: str) -> None:
        """Keep one pair."""
        self.labels.append(Label(ALIASES[word], word, tidy(value), where, collapse(quote)[:_QUOTE_MAX]))


def read_labels(lines: Sequence[Line], *, shapes_near: int | None = None) -> tuple[list[Label], set[int]]:
    """The labels of some lines in reading order, and the indices of the lines that are metadata and nothing else.

    `shapes_near`: index of the line at which the body begins; bare dates and bodies just above it are read by shape.
    """
    reader = _Reader(lines)
    at = 0
    while at < len(lines):
        at = _read_line(reader, at)
    for label in [item for item in reader.labels if item.field in ("publisher", "source")]:
        _part_date(reader, label)
    if not shapes.has_date(reader.labels):
        shapes.read(lines, reader.labels, reader.used, shapes_near)
    return reader.labels, reader.used


def _read_line(reader: _Reader, at: int) -> int:
    """Read the line at an index; answers the index of the next one to read."""
    line = reader.lines[at]
    if line.cells:
        return _read_rows(reader, at)
    text = _BOXED.sub(_unbox, line.text) if "】" in line.text or "]" in line.text else line.text
    if len(text) > _LINE_MAX or not _may_hold_label(text):
        return at + 1
    where = f"line {at + 1}"
    if _tells_event(reader.lines, at):
        return at + 1
    if _BARS.search(text) and _read_cells(reader, cells := _BARS.split(text), where, weak=True):
        _read_bare(reader, cells, text)
        reader.used.add(at)
        return at + 1
    if lone_label(text):
        return _read_alternate(reader, at)
    if _read_inline(reader, text, where) or _read_words(reader, text, where):
        reader.used.add(at)
    return at + 1


def _unbox(boxed: re.Match[str]) -> str:
    """【来源】 as the label 来源：; other words in such brackets stay."""
    word = squeeze(boxed[1])
    return f" {word}：" if word in ALIASES else boxed.group()


def _may_hold_label(text: str) -> bool:
    """Whether a line has a colon or begins like a label, bullets and blanks aside: most lines of a page do not."""
    start = text[:2]
    if start in _FIRST_PAIRS or COLON.search(text):
        return True
    return not start.isalnum() and squeeze(text.lstrip(BULLETS)[:_START])[:2] in _FIRST_PAIRS


def _tells_event(lines: Sequence[Line], at: int) -> bool:
    """Whether a 时间 is that of an event: its 地点 stands right below it."""
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    return _WHEN.match(lines[at].text) is not None and _WHERE.match(below) is not None


def _read_bare(reader: _Reader, cells: list[str], quote: str) -> None:
    """Read the date that stands without a label between labelled cells, and the body beside it where no label names one:
    `2024-03-05 | 某局 | 浏览：12`.
    """
    date = next((cell for cell in cells if parse_date(cell)), None)
    if not date:
        return
    found = [("date_published", tidy(date))]
    if not any(label.field in ("publisher", "source") for label in reader.labels):
        found += [("publisher", name) for name in map(tidy, cells) if shapes.is_body_name(name)][:1]
    reader.labels += [Label(field, "", value, "shape", collapse(quote)[:_QUOTE_MAX]) for field, value in found]


def _read_rows(reader: _Reader, at: int) -> int:
    """Read a run of table rows; words of everyday prose count as labels only beside an unmistakable one."""
    end = at
    while end < len(reader.lines) and reader.lines[end].cells:
        end += 1
    rows = [list(line.cells[:_CELLS_MAX]) for line in reader.lines[at:end]]
    listed = any(line.links for line in reader.lines[at + 1:end:2])  # the names of a list lead to its documents
    if not listed and headed.read(rows, reader.add):
        reader.used.update(range(at, end))
        return end
    if end - at > 1 and headed.is_header(rows[0]):
        return end
    strong = any(strong_word(cell) for cells in rows for cell in cells)
    for i, cells in enumerate(rows, at):
        if _read_cells(reader, cells, "table", weak=strong):
            reader.used.add(i)
    return end


def _read_cells(reader: _Reader, cells: list[str], where: str, *, weak: bool) -> bool:
    """Read one row: a label takes the next cell unless that is a label itself (its own cell may be missing)."""
    found, at = False, 0
    while at < len(cells):
        word = lone_label(cells[at])
        pairs = [] if word else inline_pairs(cells[at])
        if word and (weak or word not in WEAK or COLON.search(cells[at])):
            at = _take_value(reader, cells, at, word, where)
            found = True
        elif pairs and only_labels(cells[at], pairs):
            at = _take_pairs(reader, cells, at, pairs, where)
            found = True
        else:
            at += 1
    return found


def _take_value(reader: _Reader, cells: list[str], at: int, word: str, where: str) -> int:
    """Give a lone label the next cell; answers the index behind what was used."""
    following = cells[at + 1] if at + 1 < len(cells) else ""
    if is_label_like(following):
        reader.add(word, "", where, cells[at])
        return at + 1
    reader.add(word, following, where, f"{cells[at]} {following}")
    return at + 2


def _take_pairs(reader: _Reader, cells: list[str], at: int, pairs: list[tuple[str, str, int]], where: str) -> int:
    """Keep the pairs of one cell; an empty last value is the next cell unless that is a label."""
    for word, value, _ in pairs[:-1]:
        reader.add(word, value, where, cells[at])
    word, value, _ = pairs[-1]
    following = cells[at + 1] if at + 1 < len(cells) else ""
    if tidy(value) or not following or is_label_like(following):
        reader.add(word, value, where, cells[at])
        return at + 1
    reader.add(word, following, where, f"{cells[at]} {following}")
    return at + 2


def _read_inline(reader: _Reader, text: str, where: str) -> bool:
    """Read the labels with colons of one line; true where the line is nothing but metadata."""
    pairs = inline_pairs(text)
    if not pairs or not only_labels(text, pairs):
        return False
    for word, value, start in pairs:
        reader.add(word, value, where, text[start:])
    lead = text[:pairs[0][2]].strip(BULLETS)
    if parse_date(lead):
        reader.labels.append(Label("date_published", "", lead, "shape", text[:_QUOTE_MAX]))
    else:
        shapes.date_line(lead, reader.labels)
    return len(pairs) > 1 or len(text) < 60 or ALIASES[pairs[0][0]] in FILLED


def _read_words(reader: _Reader, text: str, where: str) -> bool:
    """Read labels without colons: `索引号 0026… 发布机构 某局` by words, or glued to the value at the line's start."""
    words = text.split()
    if len(words) < 2 or len(text) > 200 or not (strong_word(words[0]) or _opens_with_date(words)):
        return _read_glued(reader, text, where)
    at = 0
    while at < len(words):
        word = lone_label(words[at])
        end = at + 1
        while word and end < len(words) and not lone_label(words[end]):
            end += 1
        if word:
            reader.add(word, " ".join(words[at + 1:end]), where, " ".join(words[at:end]))
        at = end
    return True


def _opens_with_date(words: list[str]) -> bool:
    """Whether a line without colons begins with a word like 发布于 and its date."""
    return ALIASES.get(words[0]) == "date_published" and parse_date(words[1]) is not None


def _read_glued(reader: _Reader, text: str, where: str) -> bool:
    """Read `发文日期2021年12月21日`: a strong label, and a value whose shape fits its field."""
    flat = squeeze(text).lstrip(BULLETS)
    if len(flat) > 70:
        return False
    for size in range(min(_LONGEST, len(flat) - 1), 1, -1):
        word = flat[:size]
        if word in ALIASES and word not in WEAK:
            value = text[_offset(text, size):].strip()
            if shapes.fits(ALIASES[word], value):
                reader.add(word, value, where, text)
                return True
    return False


def _offset(text: str, size: int) -> int:
    """Where the character after the first `size` printed ones (bullets not counted) stands in a text."""
    at = len(text) - len(text.lstrip(BULLETS))
    while size:
        size -= not text[at].isspace()
        at += 1
    return at


def _read_alternate(reader: _Reader, at: int) -> int:
    """Read a label that stands alone on its line: the next line is its value unless that is a label too."""
    line = reader.lines[at]
    word = lone_label(line.text)
    beside = (at - 1 in reader.used) or (at - 2 in reader.used)
    colon = COLON.search(line.text) is not None
    if word is None or (not colon and (line.link_share > 0.5 or (word in WEAK and not beside))):
        return at + 1
    reader.used.add(at)
    following = reader.lines[at + 1] if at + 1 < len(reader.lines) else None
    if (following is None or following.cells or is_label_like(following.text) or not _may_be_value(word, following)
            or (_fills_lines(reader, at) and not shapes.fits(ALIASES[word], following.text))):
        reader.add(word, "", f"line {at + 1}", line.text)
        return at + 1
    reader.add(word, following.text, f"line {at + 1}", f"{line.text} {following.text}")
    reader.used.add(at + 1)
    return at + 2


def _fills_lines(reader: _Reader, at: int) -> bool:
    """Whether the label right above stands on one line with its value: an empty one below it is empty."""
    above = reader.labels[-1] if reader.labels and at - 1 in reader.used else None
    return above is not None and above.where == f"line {at}" and bool(above.value) and above.value in reader.lines[at - 1].text


def _may_be_value(word: str, line: Line) -> bool:
    """Whether the line behind a lone label may be its value: short, and of the right shape where the field has one."""
    field = ALIASES[word]
    if field in ("tool", "counter", "files", "links"):
        return field == "counter" and len(line.text) <= 12 and line.text[:1].isdigit()
    if field in ("index_number", "date_published", "date_written", "date_other", "validity"):
        return shapes.fits(field, line.text)
    if field != "title" and len(line.text) >= _TITLE_MIN and ends_like_title(line.text):
        return False
    return len(line.text) <= 80 and "。" not in line.text


def _part_date(reader: _Reader, label: Label) -> None:
    """Part `北京青年报 2019-03-27 10:11 http://…`: the name stays, the date becomes a label of its own."""
    printed = fold(label.value)
    dates = find_dates(printed)
    if not dates or not printed[:dates[0][1]].strip():
        return
    _, start, end = dates[0]
    label.value = tidy(printed[:start])
    if not any(item.field == "date_published" and item.value for item in reader.labels):
        reader.labels.append(Label("date_published", "", printed[start:end], "shape", printed[:_QUOTE_MAX]))
