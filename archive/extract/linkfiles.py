"""Files that a page links to: reports are often only an attachment, while banners and apps are files of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from lxml.etree import _Element as Element

from archive.extract.dom import text_of
from archive.extract.lines import collapse, squeeze
from archive.extract.survey import Survey, attached
from archive.model import AttachmentLink

SUFFIXES = (
    "pdf", "docx", "doc", "wps", "ofd", "xlsx", "xls", "et", "csv", "zip", "rar", "7z", "pptx", "ppt", "txt", "ceb",
    "tiff", "tif",
)
_SUFFIX = re.compile(rf"\.(?:{'|'.join(SUFFIXES)})$", re.IGNORECASE)
_DOWNLOAD = re.compile(
    r"(?:downfile|downloadfile|filedownload|downloadattach(?:url)?|download|attachment/down|getfile|virtual_attach_file)"
    r"(?:\.(?:jsp|do|aspx?|php|vsb|action))?(?:[/;]|$)",
    re.IGNORECASE,
)
_LIKELY = re.compile(rf"\.(?:{'|'.join(SUFFIXES)}|%)|down|attach|file|viewer")
"""A first sieve for addresses in lower case, so that the hundreds of links of a menu cost nothing."""
_QUERY_NAMES = ("file", "filename", "fileName", "url", "src", "filepath", "path", "name")
_AREA = re.compile(
    r"(?:^|[\s_-])(?:fj\w*|fujian\w*|attach\w*|appendix\w*|accessory|enclosure|xgfj|downlist|filelist|download\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:footer|foot|header|nav|menu|banner|copyright|bottom|sidebar|friend|links?)(?:$|[\s_-])", re.IGNORECASE
)
_GENERIC = re.compile(
    r"(?:点击|点此|在线)?(?:下载|查看|打开|浏览|预览)?(?:附件|文件|全文|正文|文档)?[0-9]*(?:下载|查看)?|附件[一二三四五六七八九十0-9]*[:：]?"
)
_SCHEMES = frozenset(("http", "https", ""))
_MOST, _ADDRESS_MAX = 100, 2000


def framed(root: Element) -> list[tuple[Element, str]]:
    """The files that a page shows in frames and viewers, each with the element around it: call before these are cut."""
    found: list[tuple[Element, str]] = []
    for element in root.iter("iframe", "embed", "object"):
        shown = element.get("href") or element.get("src") or element.get("data") or ""
        parent, href = element.getparent(), file_address(element, shown)
        if parent is not None and href:
            found.append((parent, href))
    return found


def attachments(seen: Survey, body: Element | None, frames: list[tuple[Element, str]],
                url: str | None) -> list[AttachmentLink]:
    """The files linked in the body, in a block of attachments, or in the few elements right behind the body.

    Addresses are absolute where `url` is known. Links of headers, footers and menus are none of the document.
    """
    found: dict[str, AttachmentLink] = {}
    near = _near(body)
    for element, href in _files(seen, frames):
        if not _belongs(element, body, near):
            continue
        address = absolute(href, url)
        name = _name(element, href)
        known = found.get(address)
        if known is None or (_GENERIC.fullmatch(known.name) and not _GENERIC.fullmatch(name)):
            found[address] = AttachmentLink(name, address)
        if len(found) >= _MOST:
            break
    return list(found.values())


def _files(seen: Survey, frames: list[tuple[Element, str]]) -> Iterator[tuple[Element, str]]:
    """Every link to a file and every framed file, with the element that tells its place."""
    for link, address in seen.links:
        told = _LIKELY.search(address.lower()) or len(link) or "." in (link.text or "")
        if told and (href := file_address(link, address)):
            yield link, href
    for parent, href in frames:
        if attached(parent, seen.root):
            yield parent, href


def _near(body: Element | None) -> set[Element]:
    """The elements right behind the body, up to two levels above it."""
    near: set[Element] = set()
    element = body
    for _ in range(2):
        if element is None or element.tag in ("body", "html"):
            break
        near.update([later for later in element.itersiblings() if isinstance(later.tag, str)][:4])
        element = element.getparent()
    return near


def _belongs(element: Element, body: Element | None, near: set[Element]) -> bool:
    """Whether a link stands in the body, right behind it, or in a block of attachments; anywhere outside menus and
    footers where the page has no body.
    """
    for parent in (element, *element.iterancestors()):
        if parent is body:
            return True
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if parent.tag == "footer" or _FURNITURE.search(names):
            return False
        if parent in near or _AREA.search(names) or (parent.tag == "ul" and parent.get("id") == "list"):
            return True
        if parent.tag == "td" and "下载" in _label_of(parent):
            return True
    return body is None


def in_furniture(element: Element) -> bool:
    """Whether an element stands in a header, a footer or a menu."""
    return any(parent.tag in ("header", "footer", "nav") or _FURNITURE.search(f"{parent.get('class') or ''} {parent.get('id') or ''}")
               for parent in element.iterancestors())


def _label_of(cell: Element) -> str:
    """The text of the cell in front of a table cell."""
    previous = cell.getprevious()
    return squeeze(text_of(previous)) if previous is not None and isinstance(previous.tag, str) else ""


def file_address(element: Element, address: str) -> str | None:
    """The address of the file that an element links to or shows, None where it is no file."""
    href = address.strip()
    if not href or len(href) > _ADDRESS_MAX or not (_LIKELY.search(href.lower()) or _shows_suffix(element)):
        return None
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES:
        return None
    if _SUFFIX.search(unquote(parts.path)):
        return href
    viewed = viewed_file(parts.query)
    if viewed and (element.tag != "a" or "viewer" in parts.path.lower()):
        return viewed
    named = _shows_suffix(element) and len(parts.path) > 1
    return href if viewed or named or _DOWNLOAD.search(parts.path) else None


def _shows_suffix(element: Element) -> bool:
    """Whether the text of a link ends like the name of a file."""
    return element.tag == "a" and bool(len(element) or "." in (element.text or "")) and bool(
        _SUFFIX.search(squeeze(text_of(element)))
    )


def viewed_file(query: str) -> str | None:
    """The file that a viewer or a download script is asked for."""
    if "." not in query:
        return None
    try:
        values = parse_qs(query, max_num_fields=50)
    except ValueError:
        return None
    named = (value for name in _QUERY_NAMES for value in values.get(name, ()))
    return next((value for value in named if _SUFFIX.search(value.split("?")[0])), None)


def _name(element: Element, href: str) -> str:
    """What the link calls its file: its text, its title, or the last part of its address."""
    texts = [text_of(element), element.get("title") or "", element.get("textvalue") or ""] if element.tag == "a" else []
    for name in map(collapse, texts):
        if name and len(name) <= 200 and not _GENERIC.fullmatch(name):
            return name
    parts = urlsplit(href)
    last = unquote((viewed_file(parts.query) or parts.path).rstrip("/").rsplit("/", 1)[-1])
    return last or next((name for name in map(collapse, texts) if name), "")


def absolute(href: str, url: str | None) -> str:
    """An address made absolute against the page's own; as printed where that is unknown or broken."""
    if not url:
        return href
    try:
        return urljoin(url, href)
    except ValueError:
        return href
