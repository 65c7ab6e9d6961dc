"""Fields that the page prints beside a label: numbers, dates, publisher, source, classes, each with its evidence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from archive.extract.aliases import ALIASES
from archive.extract.codes import find_index_number, index_number_valid, normalise_index_number
from archive.extract.dates import find_date, is_clock, parse_date
from archive.extract.inline import inline_pairs
from archive.extract.shapes import is_body_name, signed_line
from archive.extract.titles import fold
from archive.extract.years import year_in_title
from archive.model import Document, Evidence, Hints, Label, Page

NOTHING = re.compile(r"^(?:无|暂无|没有|空|null|none|undefined|未知|其他机构|[-—/\\|.*·:：\s]*)$", re.IGNORECASE)
"""Values that portals print where there is none."""
PLAIN_FIELDS = ("topic", "genre", "openness", "validity")
DOCUMENT_NUMBER = re.compile(
    r"(?:[一-鿿]{1,14}\s?[\[〔(【]\s?(?:(?:19|20)\d\d|二[〇零一二三四五六七八九]{3})\s?[\]〕)】]\s?第?\s?[\d一二三四五六七八九十百]{1,5}\s?号)"
    r"|(?:[一-鿿]{0,14}(?:令|公告|通告)(?:[\[〔(【]?(?:19|20)\d\d[\]〕)】]?年?)?\s?第?\s?\d{1,5}\s?号)"
    r"|(?:[一-鿿]{0,14}(?:19|20)\d\d年第\d{1,4}号(?:公告|令)?)|(?:第\d{1,5}号(?:令|公告|通告)?)",
)
"""荥政文〔2014〕251号, 国务院令第711号, 公告2023年第5号, 第187号; the brackets are folded first."""
LABELLED_NUMBER = re.compile(r"[\[〔(【](?:19|20)\d\d[\]〕)】]第?\d{1,5}号|[一-鿿]{2,14}(?:19|20)\d\d[-—年]第?\d{1,5}号")
"""〔2024〕3号, 云政发2024-3号: forms that are a number only where a label says so."""
NATIONAL_NUMBER = re.compile(r"国发|国办|国务院|国令|中发|中办|厅字|.{0,14}(?:令|公告|通告)")
NATIONAL_TITLE = re.compile(r"国务院|国家|中华人民共和国|[一-鿿]{2,8}(?:部|总局|总署)")
_SAME_TITLE = 8
"""Characters that two printings of one title share at their beginning, even where one is cut."""
_BRACKETS = str.maketrans("﹝﹞［］（）０１２３４５６７８９", "[][]()0123456789")
_STAMP = re.compile(r"页面生成时间\s*[:：]?\s*(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2})")
_EGOVINFO = re.compile(r"/overt_centent/([0-9A-Za-z]{18})-*/(20\d\d-\d{4,10})\.")
"""Yunnan's disclosure system prints the index number in the address only."""
_HEAD_LINES = 12
_WRITTEN_OUT = re.compile(r"^[(（]?[\d〇○零一二三四五六七八九十]{4}年[^\-/:：]{1,8}日?[)）]?$")
_TIME = re.compile(r"\d{1,2}\s?[:：]\s?\d{2}")
_UNKNOWN_LABEL = re.compile(r"\s+(?=[一-鿿][一-鿿 ]{1,10}[:：])")
_BODY_BESIDE = re.compile(r"(?:政府|局|厅|委|办公室|委员会|街道|镇|乡|院|部|日报|网)(?:[\s|]|$|\d)")
_HEAD_NOISE = re.compile(r"浏览|阅读|点击|版权|备案|热线|天气|截止|有效期|施行|通过|修订|修正|下一篇|上一篇")


def first(page: Page, field: str, good: Callable[[Label], bool] | None = None) -> Label | None:
    """The first label of a field with a usable value."""
    fits = (label for label in page.labels if label.field == field and _usable(label))
    return next((label for label in fits if good is None or good(label)), None)


def _usable(label: Label) -> bool:
    """Whether a value is a value: not empty, not 无, not the next label."""
    value = label.value.strip()
    return not NOTHING.match(value) and re.sub(r"[\s:：]", "", value) not in ALIASES


def label_evidence(label: Label) -> Evidence:
    """The evidence of a value that a label prints."""
    rule = f"label {label.label}" if label.label else "value by its shape"
    return Evidence(rule, label.where, label.quote[:200])


def put(doc: Document, field: str, value: object, evidence: Evidence) -> None:
    """Set a field together with its evidence."""
    setattr(doc, field, value)
    doc.evidence[field] = evidence


def fill_labels(doc: Document, page: Page) -> None:
    """Publisher, source and the classes, as the page prints them."""
    for field in ("publisher", *PLAIN_FIELDS):
        label = (first(page, field, _says_openness) if field == "openness" else None) or first(page, field)
        if label:
            put(doc, field, label.value, label_evidence(label))
    label = first(page, "source")
    meta = page.meta.get("contentsource", "").strip()
    if label:
        put(doc, "source", label.value, label_evidence(label))
    elif meta and not NOTHING.match(meta) and meta != doc.publisher:
        put(doc, "source", meta, Evidence("ContentSource", "meta", meta[:200]))


def _says_openness(label: Label) -> bool:
    """Whether a value says how a document is open, not by which means (公开形式：网站、公报)."""
    return label.value.strip().endswith("公开")


def _printed_number(value: str) -> str | None:
    """The index number at the start of a value; a label behind it that no table knows (… 目录号：) ends it."""
    return normalise_index_number(_UNKNOWN_LABEL.split(value, maxsplit=1)[0])


def fill_index_number(doc: Document, page: Page) -> None:
    """The index number by label, by its shape, or from the address; with the judgement on its check digits."""
    others = _of_others(doc, page)
    label = first(page, "index_number", lambda item: id(item) not in others and _printed_number(item.value) is not None)
    if label:
        number, evidence = _printed_number(label.value), label_evidence(label)
    else:
        number, evidence = _bare_number(page, doc.url, [item for item in page.labels if id(item) in others])
    if not number:
        return
    put(doc, "index_number", number, evidence)
    valid = index_number_valid(number)
    if valid is not None:
        put(doc, "index_number_valid", valid, Evidence("check digits", "index_number", number))
    if valid is False:
        doc.warnings.append(f"The check digit of the index number {number} is wrong: it is kept as unverified.")


def _bare_number(page: Page, url: str | None, foreign: Sequence[Label]) -> tuple[str | None, Evidence]:
    """An index number without a label: the only one among the head lines and in no label of another document, or in the
    address.
    """
    hit = _EGOVINFO.search(url or "")
    if hit:
        return f"{hit[1]}/{hit[2]}".upper(), Evidence("index number in the address", "url", (url or "")[:200])
    lines = [line for line in page.head_lines[-_HEAD_LINES:] if "|" not in line and find_index_number(line)]
    number = find_index_number(lines[0]) if len(lines) == 1 else None  # several are a list of documents
    if number and index_number_valid(number) and not any(number in label.value for label in foreign):
        return normalise_index_number(number), Evidence("index number by its shape", "body head", lines[0][:200])
    return None, Evidence("", "", "")


def fill_document_number(doc: Document, page: Page) -> None:
    """The document's own number: from its label, or from a line of its own at the title; cited numbers never count."""
    others = _of_others(doc, page)
    for label in page.labels:
        own = label.field == "document_number" and _usable(label) and id(label) not in others
        number = document_number(label.value) if own else None
        if number:
            put(doc, "document_number", number, label_evidence(label))
            return
    for line in page.head_lines[-4:] + doc.text.splitlines()[:2]:
        bare = line.strip(" 　()（）")
        if document_number(bare, whole=True) and not _cited(bare, doc):
            put(doc, "document_number", bare, Evidence("line of its own at the title", "body head", line[:200]))
            return


def _of_others(doc: Document, page: Page) -> set[int]:
    """The labels (by identity) of other documents: those behind a 名称 whose value is not this document's title."""
    own, found, foreign = fold(doc.title or ""), set(), False
    for label in page.labels:
        if label.field == "title" and _usable(label):
            name = fold(label.value)
            foreign = bool(own) and name[:_SAME_TITLE] not in own and own[:_SAME_TITLE] not in name
        if foreign:
            found.add(id(label))
    return found


def _cited(number: str, doc: Document) -> bool:
    """Whether a number that stands alone at the top of a report must be another document's: an order or a central one's
    above a local report, or one from before the year that is reported.
    """
    if doc.kind != "annual_report":
        return False
    if NATIONAL_NUMBER.match(number) and not NATIONAL_TITLE.match(fold(doc.title or "")):
        return True
    reported, numbered = year_in_title(doc.title), re.search(r"(?:19|20)\d\d", number)
    return bool(reported and numbered and int(numbered.group()) < reported)


def document_number(text: str, *, whole: bool = False) -> str | None:
    """The document number in a label's value, as printed; None where none fits the forms of official numbers.

    >>> document_number("荥政文〔2014〕251号"), document_number("201802051456516428"), document_number("应急管理部")
    ('荥政文〔2014〕251号', None, None)
    """
    if "号" not in text:
        return None                                     # most lines, and all the work below
    raw = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    if len(raw) > 60:
        return None
    flat = raw.translate(_BRACKETS)
    hit = DOCUMENT_NUMBER.fullmatch(flat)
    if hit:
        return raw
    if whole:
        return None
    hit = LABELLED_NUMBER.fullmatch(flat) or DOCUMENT_NUMBER.search(flat)
    return raw[hit.start():hit.end()].strip() if hit else None


# ---------------------------------------------------------------- dates

def fill_dates(doc: Document, page: Page, markup: str, hints: Hints) -> None:
    """Date of publication (visible label, head line, trustworthy meta tag, list) and labelled date of writing."""
    label = first(page, "date_written", lambda item: find_date(item.value) is not None)
    if label:
        put(doc, "date_written", find_date(label.value), label_evidence(label))
    found = _labelled(page) or _in_head(page) or _first_published(page) or _pub_date(page, markup) or _in_list(hints)
    if found:
        put(doc, "date_published", *found)


def _labelled(page: Page) -> tuple[str, Evidence] | None:
    """The first visible date with a label; a date by its shape counts with a time of day or beside other bare values."""
    shapes = {label.field for label in page.labels if label.where == "shape"}
    for label in sorted(page.labels, key=_is_update):
        date = find_date(label.value) if label.field == "date_published" and _usable(label) else None
        if not date or (is_clock(label.quote) and len(inline_pairs(label.quote)) < 2):
            continue
        if label.where == "shape" and shapes == {"date_published"} and _WRITTEN_OUT.match(label.quote.strip()):
            continue  # 2024年3月4日 alone under the title is the document's own date, not the portal's
        return date, label_evidence(label)
    return None


def _is_update(label: Label) -> bool:
    """Whether a label tells the last change, which a date of publication beside it outranks."""
    return "更新" in label.label


def _in_head(page: Page) -> tuple[str, Evidence] | None:
    """A line above the body that holds a date with its time, or a date beside a body's name, without any label."""
    taken = {label.value for label in page.labels if label.value and label.field in ("date_written", "date_other")}
    for line in reversed(page.head_lines[-_HEAD_LINES:]):
        date = find_date(line)
        if not date or is_clock(line) or len(line) > 80 or any(value in line for value in taken) or _HEAD_NOISE.search(line):
            continue
        beside = _BODY_BESIDE.search(line) and "年度" not in line
        alone = bool(parse_date(line)) and not _WRITTEN_OUT.match(line.strip())
        if (_TIME.search(line) and len(line) < 60) or (beside and len(line) < 40) or alone:
            return date, Evidence("date in the head of the page", "body head", line[:200])
    return None


def _first_published(page: Page) -> tuple[str, Evidence] | None:
    value = page.meta.get("firstpublishedtime", "")
    date = find_date(value)
    return (date, Evidence("firstpublishedtime", "meta", value[:200])) if date else None


def _pub_date(page: Page, markup: str) -> tuple[str, Evidence] | None:
    """PubDate, unless it is the moment at which the system wrote the page anew (its 页面生成时间)."""
    value = page.meta.get("pubdate", "").strip()
    date = find_date(value)
    if not date:
        return None
    stamps = {stamp.group(1) for stamp in _STAMP.finditer(markup)}
    timeless = not _TIME.search(value)
    if value[:16] in stamps or (timeless and any(stamp.startswith(date) for stamp in stamps)):
        return None
    return date, Evidence("PubDate", "meta", value[:200])


def _in_list(hints: Hints) -> tuple[str, Evidence] | None:
    date = find_date(hints.list_date or "")
    return (date, Evidence("date in the list", "list", (hints.list_date or "")[:200])) if date else None


def signature_date(lines: Iterable[str]) -> tuple[str, Evidence] | None:
    """The last date that stands alone on one of the closing lines of a text."""
    for line in reversed(list(lines)):
        signed = signed_line(line)
        date = parse_date(signed[1] if signed else line.strip(" 　()（）"))
        if date:
            return date, Evidence("date under the signature", "end of the text", line.strip()[:200])
    return None


def signed_above_annex(lines: Sequence[str]) -> tuple[str, Evidence] | None:
    """The date on the line below the name of a body, in the middle of a text: what follows it is an annex."""
    told = False
    for name, line in pairwise(lines):
        told = told or name.endswith("。")
        if told and is_body_name(name) and _WRITTEN_OUT.match(line.strip()) and (date := parse_date(line.strip(" 　()（）"))):
            return date, Evidence("date under the signature", "above the annex", f"{name} {line}"[:200])
    return None


def signed_in_head(lines: Sequence[str]) -> tuple[str, Evidence] | None:
    """The date of a document signed above its text: written out, on the line below the name of a body and directly in front of the text."""
    name, line = lines[-2:] if len(lines) > 1 else ("", "")
    date = parse_date(line.strip(" 　()（）")) if is_body_name(name) and _WRITTEN_OUT.match(line.strip()) else None
    return (date, Evidence("date under the signature", "above the text", f"{name} {line}"[:200])) if date else None


def site_region_code(metas: Sequence[str]) -> str | None:
    """The six digits with which the 网站标识码 of a local site begins; None for bm… codes of ministries."""
    return next((value[:6] for value in metas if re.fullmatch(r"[1-8]\d{9}", value.strip())), None)
