"""Pictures that are the pages of a report: scans that a page without a text of its own shows one below the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from posixpath import dirname
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element as Element

from archive.extract.container import Body
from archive.extract.lines import squeeze
from archive.extract.linkfiles import absolute, in_furniture
from archive.extract.survey import Survey
from archive.model import AttachmentLink

SUFFIXES = ("jpg", "jpeg", "png", "bmp", "tif", "tiff", "gif", "webp")
SOURCES = ("data-original", "data-src", "data-lazy-src", "data-url", "src", "href")
"""Attributes that name a picture, those of scripts that load it late first: its `src` is then a blank one."""
NOT_PAGES = re.compile(
    r"icon|logo|qrcode|erweima|weixin|wechat|weibo|share|banner|button|arrow|loading|blank|spacer|avatar|emoji|emoticon|filetype"
    r"|captcha|print|close|error|(?:^|[/_-])(?:qr|ewm|btn|bg|top|foot|line|dot|jt|gh|dzjg|jiucuo|wza|404)[0-9]*[._-]",
    re.IGNORECASE,
)
"""What the addresses of icons, banners and bar codes have in them."""
NOT_PAGES_TOLD = re.compile(r"二维码|扫一扫|扫码|图标|标志|徽标|打印|关闭|分享|纠错|适老|无障碍|公众号|logo", re.IGNORECASE)
"""What their descriptions say."""
TEMPLATE_FOLDER = re.compile(
    r"(?:^|/)(?:images?|img|imgs|css|skins?|templates?|themes?|static|styles?|icons?|public|resources?|assets)/[^/]*$", re.IGNORECASE)
"""Where the pictures of the site's own design lie; asked only where the page has no known place for a text."""
LEAST_SIDE = 200
"""Pixels; a page that could be read is wider and higher, an icon is not."""
PAGE_SIDE = 400
"""Pixels from which a lone picture outside any known place is taken for a page."""
MOST = 30
"""A page with more pictures is an album."""
FEW_STOPS = 15
"""A page with as many full stops has a text; menus and footers have hardly any."""
_PICTURE = re.compile(rf"\.(?:{'|'.join(SUFFIXES)})$", re.IGNORECASE)
_HINT = re.compile(rb"\.(?:[jJ][pP]|[pP][nN][gG]|[bB][mM][pP]|[tT][iI][fF]|[gG][iI][fF]|[wW][eE][bB][pP])")
_STOPS = ("。".encode(), "。".encode("gb18030"))
_LENGTH = re.compile(r"\s*([0-9]{1,5})(?:\.[0-9]+)?\s*(?:px)?\s*", re.IGNORECASE)
_ADDRESS_MAX = 2000


def is_picture(href: str) -> bool:
    """Whether an address leads to a picture, by its path.

    >>> is_picture("https://a.gov.cn/1.JPG?v=2"), is_picture("/1.pdf")
    (True, False)
    """
    try:
        return bool(_PICTURE.search(unquote(urlsplit(href).path)))
    except ValueError:
        return False


def may_show(body: bytes) -> bool:
    """Whether the bytes of a page may show its text as pictures: a quick look that spares most pages from being read."""
    return sum(body.count(stop) for stop in _STOPS) < FEW_STOPS and _HINT.search(body) is not None


def page_pictures(seen: Survey, body: Body | None, url: str | None) -> list[AttachmentLink]:
    """The pictures in the body that are likely its pages, in reading order; without a body, those of the page.

    Addresses are absolute where `url` is known.
    """
    found: dict[str, AttachmentLink] = {}
    sizes: list[int] = []
    for image in _images(seen, body):
        href = _address(image)
        if href is None or not _may_be_page(image, href) or (body is None and in_furniture(image)):
            continue
        address = absolute(href, url)
        if body is None and TEMPLATE_FOLDER.search(urlsplit(href).path):
            continue
        found.setdefault(address, AttachmentLink(unquote(urlsplit(href).path).rpartition("/")[2], address))
        sizes.append(_side(image, "width") or 0)
    links = list(found.values()) if body else _together(list(found.values()), max(sizes, default=0))
    return links[:MOST]


def _images(seen: Survey, body: Body | None) -> Iterator[Element]:
    """The pictures and links inside the body: a container, or what stands between two marks."""
    if body is None or body.last is None:
        yield from seen.root.iter("img") if body is None else body.first.iter("img", "a")
        return
    inside = False
    for element in seen.root.iter():
        if element is body.last:
            return
        inside = inside or element is body.first
        if inside and element.tag in ("img", "a"):
            yield element


def _together(links: list[AttachmentLink], widest: int) -> list[AttachmentLink]:
    """The pictures that lie in one folder, as the scans of one report do: two, or one that is as wide as a page."""
    folders = Counter(dirname(urlsplit(link.href).path) for link in links)
    folder, count = folders.most_common(1)[0] if folders else ("", 0)
    if count < 2 and widest < PAGE_SIDE:
        return []
    return [link for link in links if dirname(urlsplit(link.href).path) == folder]


def _address(image: Element) -> str | None:
    """Where a picture lies; None where that is unknown, no picture's address, or the picture is written into the page."""
    for name in SOURCES:
        href = (image.get(name) or "").strip()
        if href and len(href) <= _ADDRESS_MAX and not href.lower().startswith("data:") and is_picture(href):
            return href if urlsplit(href).scheme.lower() in ("", "http", "https") else None
    return None


def _may_be_page(image: Element, href: str) -> bool:
    """Whether nothing speaks against a picture: its size, its address, its description, a link that it is the button of."""
    sides = (_side(image, "width"), _side(image, "height"))
    if any(side is not None and side < LEAST_SIDE for side in sides) or NOT_PAGES.search(urlsplit(href).path):
        return False
    if NOT_PAGES_TOLD.search(squeeze(f"{image.get('alt') or ''}{image.get('title') or ''}")):
        return False
    link = next(image.iterancestors("a"), None)
    target = (link.get("href") or "").strip() if link is not None else ""
    return not target or target.startswith(("#", "javascript:")) or is_picture(target)


def _side(image: Element, name: str) -> int | None:
    """Width or height of a picture in pixels; None where the page does not say it in pixels."""
    styles = dict(part.partition(":")[::2] for part in (image.get("style") or "").replace(" ", "").lower().split(";"))
    for value in (styles.get(name, ""), image.get(name) or ""):
        length = _LENGTH.fullmatch(value)
        if length:
            return int(length[1])
    return None
