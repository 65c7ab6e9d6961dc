"""Values without labels: what a bare string above a text can be, judged by its shape and its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.extract.codes import find_index_number, normalise_index_number
from archive.extract.dates import find_dates, fold, is_clock, parse_date
from archive.extract.lines import Line, collapse
from archive.model import Label

_BODY_ENDS = (
    "政府|委员会|厅|局|委|办|府|署|院|部|会|组|所|中心|处|队|站|街道|镇|乡|室|办公室|公司|银行|大学|学院|法院|检察院|司|科|团|园区|"
    "支队|总队"
)
_PRESS_ENDS = (
    "日报|晚报|早报|晨报|时报|商报|周报|报|网|新华社|客户端|公众号|融媒体中心|电视台|发布|在线|通讯社|频道|杂志"
)
_BODY = re.compile(rf"[\u4e00-\u9fff（）()·、 ]{{1,40}}(?:{_BODY_ENDS})")
_PRESS = re.compile(rf"[\u4e00-\u9fffA-Za-z0-9“”《》]{{2,20}}(?:{_PRESS_ENDS})")
_VALIDITY = re.compile(r".{0,4}(?:有效|无效|失效|废止|作废|修改|修订|施行|实施|生效|试行|暂行)|[是否]")
_TIME = re.compile(r"[0-2]?[0-9]\s*[:：]\s*[0-5][0-9](?:\s*[:：]\s*[0-5][0-9])?")
_SIGNED = re.compile(r"(?P<body>[一-鿿（）()、\s]{3,40}?)[\s,，]*(?P<date>(?:[12][0-9]{3}|[一二][〇○零一二三四五六七八九]{3})\s*年.{2,10}[日号])")
_SPLIT = re.compile(r"[|｜丨•●·\s/]+")
_NEAR = 8
"""A bare date is believed this many lines above the body, not farther: menus and banners carry dates too."""
_LONG, _BLOCK_MAX, _CELL_MAX = 90, 200, 30


def is_body_name(text: str) -> bool:
    """Whether a text is the name of an authority."""
    return bool(_BODY.fullmatch(text.strip())) and not re.search(r"[。，；！？]", text)


def signed_line(text: str) -> tuple[str, str] | None:
    """(body, date as printed) of a line that holds a signature and its date; None for any other line.

    >>> signed_line("三江县水利局 2024年2月1日")
    ('三江县水利局', '2024年2月1日')
    """
    found = _SIGNED.fullmatch(text.strip()) if len(text) <= 60 else None
    if found is None or not is_body_name(found["body"]) or not parse_date(found["date"]):
        return None
    return found["body"].strip(), found["date"]


def fits(field: str, value: str) -> bool:
    """Whether a value glued to its label has the shape of the field."""
    if field in ("date_published", "date_written", "date_other"):
        return parse_date(value) is not None
    if field == "index_number":
        return normalise_index_number(value) is not None
    if field in ("publisher", "source"):
        return is_body_name(value)
    if field == "validity":
        return bool(_VALIDITY.fullmatch(value))
    if field == "openness":
        return value in ("主动公开", "依申请公开", "不予公开", "免于公开", "依法公开")
    if field == "document_number":
        return bool(re.search(r"[〔\[【（(]?(?:19|20)[0-9]{2}[〕\]】）)]?.{0,3}[0-9]+号$", value))
    return False


def has_date(labels: Sequence[Label]) -> bool:
    """Whether some label tells a date of publication; that of a search form (发布日期：至) tells none."""
    return any(label.field == "date_published" and find_dates(label.value) for label in labels)


def read(lines: Sequence[Line], labels: list[Label], used: set[int], body_at: int | None) -> None:
    """Add the labels that shape alone tells: a row of bare values, or a date and a name near the body."""
    _bare_block(lines, labels, used)
    if has_date(labels):
        return
    end = len(lines) if body_at is None else min(body_at, len(lines))
    for at in range(end - 1, max(-1, end - 1 - _NEAR), -1):
        if at not in used and date_line(lines[at].text, labels):
            used.add(at)
            return


def date_line(text: str, labels: list[Label]) -> bool:
    """Read `2026-01-20 17:01 | 某市水务局` or `某办公厅 2022-03-15`: a date, a name and nothing else."""
    if len(text) > _LONG or is_clock(text):
        return False
    text = fold(text)
    dates = find_dates(text)
    if len(dates) != 1 or len(dates[0][0]) < 10:
        return False
    _, start, end = dates[0]
    others = _SPLIT.split(_TIME.sub(" ", f"{text[:start]} | {text[end:]}"))
    rest = [word for word in others if word.strip("()（）[]【】:：")]
    names = [word for word in rest if is_body_name(word) or _PRESS.fullmatch(word)]
    if len(rest) > len(names) + (0 if not names else 1) or len(rest) > 2:
        return False
    if text.strip()[:1] in "(（" and not names:
        return False
    labels.append(Label("date_published", "", text[start:end], "shape", text[:120]))
    if names:
        field = "source" if _PRESS.fullmatch(names[0]) and not is_body_name(names[0]) else "publisher"
        if not any(label.field in ("publisher", "source") and label.value for label in labels):
            labels.append(Label(field, "", names[0], "shape", text[:120]))
    return True


def _bare_block(lines: Sequence[Line], labels: list[Label], used: set[int]) -> None:
    """Read the metadata block that prints values alone: index number, classes, authority and dates."""
    if any(label.field == "index_number" and label.value for label in labels):
        return
    free = [at for at, line in enumerate(lines) if at not in used and not line.links and len(line.text) <= _BLOCK_MAX]
    numbered = [(at, number) for at in free if (number := find_index_number(lines[at].text))]
    if len(numbered) != 1:  # several numbers are a list of documents
        return
    at, number = numbered[0]
    values, rows = _values(lines, at)
    if len(values) > 1:
        labels.append(Label("index_number", "", number, "shape", lines[at].text[:120]))
        _place(values, labels)
        used.update(rows)


def _values(lines: Sequence[Line], at: int) -> tuple[list[str], list[int]]:
    """The values of a bare block: the cells of its row, or the short lines that follow its number."""
    line = lines[at]
    cells = list(line.cells) or re.split(r"[|｜丨]", line.text)
    if len([cell for cell in cells if cell.strip()]) > 1:
        return _cell_values(lines, at, cells)
    values, rows = [collapse(line.text)], [at]
    for later in range(at + 1, min(at + 7, len(lines))):
        text = lines[later].text
        if len(text) > 40 or re.search(r"[。，；：]", text):
            break
        values.append(collapse(text))
        rows.append(later)
        if len(values) > 2 and parse_date(values[-1]) and parse_date(values[-2]):
            break
    return (values, rows) if any(parse_date(value) for value in values) else ([], [])


def _cell_values(lines: Sequence[Line], at: int, cells: list[str]) -> tuple[list[str], list[int]]:
    """The values of a bare block whose number stands in a row: its cells, and those of the rows right below it."""
    values, rows = [collapse(cell) for cell in cells], [at]
    for later in range(at + 1, min(at + 4, len(lines))):
        below = [collapse(cell) for cell in lines[later].cells]
        if not below or any(len(value) > _CELL_MAX or re.search(r"[。，；：:]", value) for value in below):
            break
        values += below
        rows.append(later)
    return values, rows


def _place(values: list[str], labels: list[Label]) -> None:
    """Give the bare values behind an index number their fields: two dates are written and published, in that order."""
    quote = " | ".join(values)[:120]
    dates = [value for value in values if parse_date(value)]
    plain = [value for value in values if value and value not in dates and not find_index_number(value)]
    names = [value for value in plain if is_body_name(value)]
    classes = [value for value in plain if value not in names and len(value) <= 12]
    for field, found in (("topic", classes[:1]), ("genre", classes[1:2]), ("publisher", names[:1]),
                         ("date_written", dates[:1] if len(dates) > 1 else []), ("date_published", dates[-1:])):
        labels.extend(Label(field, "", value, "shape", quote) for value in found)
