"""Bytes to Page: decode, parse, find the body, render, read labels. Pure: the same bytes always give the same Page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import islice

from archive.extract import container, dom, dump, furniture, headed, heads, linkfiles, render, scripted, survey
from archive.extract.decode import decode, utf16_without_mark
from archive.extract.labels import LINES_MAX, read_labels
from archive.extract.lines import Line, collapse
from archive.extract.pictures import page_pictures
from archive.extract.verdicts import hollow
from archive.model import Label, Page

_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|table|meta|script|span|br|p|ul|ol|td|a|h[1-6]|title|section|article|ucapcontent)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf",
)
_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32)))
_PLAIN_TYPES = ("text/plain", "text/markdown")
_PAGE_START = re.compile(r"\s*(?:<!doctype\s+html\b[^>]{0,300}>\s*)?<html\b", re.IGNORECASE)
_SAMPLE = 200_000
_TAGS_ENOUGH = 8
_PICTURE = ";base64,"
"""In the address of a picture that is written into the page: up to megabytes that hold no text."""
_PICTURE_DATA = re.compile(_PICTURE + r"""[^"')> ]*""")
_LONG_PAGE = 100_000
"""From so many characters on it pays to look for such pictures and to cut them out."""
_LINKS_FEW = 5
"""A page with no more links than this has no menus: all of it may be text."""
_BEHIND = ("files", "links", "tool", "counter", "author", "other_number")
"""Labels that stand behind a text as well as above it."""
_ROWS_ENOUGH = 3
"""A table of so many rows is a text of its own."""
_TAIL_LINES = 60
"""Labels behind the body (发布日期 under the text) stand within this many lines."""


def read_page(
    body: bytes, *, url: str | None = None, media_type: str | None = None, decoded: tuple[str, str] | None = None,
) -> Page:
    """A saved page or text dump read as far as its markup goes; never raises, whatever the bytes are.

    `url`: the page's address, for absolute attachment links. `media_type`: as the server said; only consulted where the
    bytes leave it open whether they are markup or plain text. `decoded`: text and encoding, where the caller has them.
    """
    if body.startswith(_MAGIC) or _is_binary(body):
        return Page(form="text", encoding="binary", body_rule="none", warnings=["The bytes are a file, not a page."])
    text, encoding = decoded or decode(body)
    warnings = ["Some bytes fit no encoding and became U+FFFD."] if "\ufffd" in text else []
    if len(text) > _LONG_PAGE and _PICTURE in text:
        text = _PICTURE_DATA.sub("", text)
    if len(text) > dom.MAX_CHARS:
        warnings.append(f"The page has {len(text)} characters; only the first {dom.MAX_CHARS} were read.")
        text = text[:dom.MAX_CHARS]
    if _is_json(text):
        page = Page(form="text", encoding=encoding, body_rule="none", lines=[collapse(text)[:2000]])
    elif _is_markup(text, media_type):
        page = _read_html(text, encoding, url)
    else:
        page = dump.read_dump(text, encoding, url)
    page.warnings[:0] = warnings
    return page


def _is_binary(body: bytes) -> bool:
    """Whether bytes are no text in any encoding: many control characters that UTF-16 does not explain."""
    sample = body[:4096]
    if sample.startswith(_UTF16_STARTS) or utf16_without_mark(sample):
        return False
    return (len(sample) - len(sample.translate(None, _CONTROLS))) * 20 > len(sample)


def _is_json(text: str) -> bool:
    """Whether a text is a JSON object or list."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_markup(text: str, media_type: str | None) -> bool:
    """Whether a text is a page: it has tags, and more of them than Markdown would where the server says plain text."""
    if _PAGE_START.match(text):
        return True
    sample = text[:_SAMPLE]
    found = sum(1 for _ in islice(_MARKUP.finditer(sample), _TAGS_ENOUGH))
    if media_type is not None and media_type.split(";")[0].strip().lower() in _PLAIN_TYPES:
        return found >= _TAGS_ENOUGH
    if sample.lstrip().startswith(("<!", "<?")):
        return True
    return found >= 3 or (found > 0 and (found * 300 > len(sample) or sample.lstrip().startswith("<")))


def _read_html(text: str, encoding: str, url: str | None) -> Page:
    """Read a page of markup."""
    page = Page(form="html", encoding=encoding, body_rule="none")
    root = dom.parse(text)
    if root is None:
        page.warnings.append("The markup could not be parsed.")
        return page
    page.meta = dom.meta_tags(root)
    page.html_title = dom.page_title(root)
    frames = linkfiles.framed(root)
    dom.strip_unseen(root)
    scripted.show(root, text)
    seen = survey.survey(root)
    page.links = sum(1 for _, href in seen.links if href)
    found = _find_body(seen)
    if _is_bare(seen, found) and scripted.reveal(root, text):
        seen = survey.survey(root)
        found = _find_body(seen)
    elements = heads.title_elements(seen, found) or heads.title_pictures(root)
    page.attachments = linkfiles.attachments(seen, found.first if found and found.last is None else None, frames, url)
    if found and next(found.first.iter("img"), None) is not None and not dom.text_length(found.first):
        page.warnings.append("The body holds pictures and no text.")
    rendered = render.render(seen, (found.first, found.last) if found else None)
    page.body_rule = found.rule if found else "none"
    _fill(page, rendered if found else _between(rendered.head, page, elements), elements)
    if not page.attachments and hollow(page, "annual_report"):
        page.attachments = page_pictures(seen, found, url)
    return page


def _find_body(seen: survey.Survey) -> container.Body | None:
    """The body among what a reader sees."""
    survey.drop_hidden(seen, container.is_known)
    dom.mark_bare_labels(seen.root)
    return container.find(seen)


def _is_bare(seen: survey.Survey, found: container.Body | None) -> bool:
    """Whether a page shows no body, or an empty one."""
    return found is None or (found.last is None and not seen.words(found.first))


def _fill(page: Page, rendered: render.Rendered, elements: list[str]) -> None:
    """Cut what is no text off both ends of the body, then read titles and labels around it."""
    before, body, inside = heads.cut_head(rendered.body, elements, page)
    end = furniture.tail_start(body)
    body, behind = heads.undouble(body[:end]), body[end:]
    body, files = heads.cut_file_lines([line for line in body if not furniture.is_inner_noise(line.text)])
    head, tail = rendered.head + before, files + behind + rendered.tail
    far = max(0, len(head) - LINES_MAX)
    front, used = read_labels(head[far:], shapes_near=len(head) - far)
    page.labels = front + _labels_behind(tail)
    page.titles = heads.titles(elements, inside, head, {at + far for at in used}, page)
    page.text = "\n".join(line.text for line in body)
    page.head_lines = [line.text for line in head]
    page.tail_lines = [line.text for line in tail]
    page.lines = [*page.head_lines, *(line.text for line in body), *page.tail_lines]
    if not body:
        page.body_rule = "none"


def _between(lines: list[Line], page: Page, elements: Sequence[str]) -> render.Rendered:
    """A page without a container: the text between the metadata block or the title and the footer if it is not links, or
    all of a page that has next to none.
    """
    foot = next((at for at, line in enumerate(lines) if at > 3 and furniture.is_footer(line.text)), len(lines))
    labels, used = read_labels(lines[:min(foot, LINES_MAX)])
    behind = {label.where for label in labels} - {label.where for label in labels if label.field not in _BEHIND}
    start = max((at for at in used if f"line {at + 1}" not in behind), default=-1) + 1
    start = start or next((at for at, line in enumerate(lines) if line.text in elements and line.text in page.html_title), -1) + 1
    if not start and page.links > _LINKS_FEW:
        return render.Rendered(lines, [], [])
    foot = _neighbours_start(lines, start, foot)
    body = [render.tightened(line) for line in lines[start:foot] if line.link_share < 0.5]
    rows = sum(1 for line in body if len(line.cells) > 1)
    if rows < _ROWS_ENOUGH and not any(furniture.is_sentence(line.text) or line.text.endswith("。") for line in body):
        return render.Rendered(lines, [], [])
    page.body_rule = "between" if start else "page"
    return render.Rendered(lines[:start], body, lines[foot:])


def _neighbours_start(lines: Sequence[Line], start: int, foot: int) -> int:
    """Where neighbours with their abstracts begin: at the first line behind a sentence that is a link, but to no file."""
    told = False
    for at in range(start, foot):
        line = lines[at]
        if told and line.link_share >= 0.5 and not heads.is_file_line(line):
            return at
        told = told or line.text.endswith("。")
    return foot


def _labels_behind(tail: Sequence[Line]) -> list[Label]:
    """The labels behind a body, down to the footer; bare values there are none of its."""
    stop = next((at for at, line in enumerate(tail[:_TAIL_LINES]) if furniture.is_footer(line.text)), _TAIL_LINES)
    labels, _ = read_labels(tail[:stop], shapes_near=0)
    return [label for label in labels if label.where not in ("shape", headed.WHERE)]
