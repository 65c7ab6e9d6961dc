"""Bodies and files that a page keeps in its own script: Guangdong's disclosure platform in window._CONFIG.DETAIL, others
wherever `unshown` finds them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from archive.extract import dom, unshown
from archive.extract.container import STRONG
from archive.extract.lines import squeeze

HOLDER = "article-content"
"""Class of the platform's own container."""
FILE_ADDRESSES = ("url", "href", "path", "link")
FILE_NAMES = ("name", "title", "filename", "original_name")
"""Keys of one file in the settings."""
_DETAIL = re.compile(r"""\bDETAIL['"]?\s*[:=]\s*\{""")
_CONTENT = re.compile(r'"content"\s*:\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)
_FILES = re.compile(r'"attachments?"\s*:\s*(?=\[)')
_WRONG_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9A-Fa-f]{4})')
_PROBE = 40
"""So many characters at the beginning tell whether the page shows the text as well."""


def settings_of(text: str) -> str:
    """The page's script from its DETAIL on, "" where it has none."""
    detail = _DETAIL.search(text) if "_CONFIG" in text else None
    return text[detail.end():] if detail else ""


def body_in_script(text: str) -> str | None:
    r"""The markup of the body that a page's settings hold, or None.

    >>> body_in_script('window._CONFIG = {DETAIL: {"id":1,"content":"\\u003Cp\\u003E正文\\u003C\\/p\\u003E"}}')
    '<p>正文</p>'
    """
    longest = max(_CONTENT.findall(settings_of(text)), key=len, default="")     # related pages have one too
    if not longest:
        return None
    try:
        return str(json.loads(f'"{_WRONG_ESCAPE.sub("", longest)}"', strict=False))
    except ValueError:
        return None


def files_in_script(text: str) -> Iterator[tuple[str, str]]:
    """(address, name) of the files that a page's settings list."""
    settings = settings_of(text)
    found = _FILES.search(settings)
    try:
        listed, _ = json.JSONDecoder(strict=False).raw_decode(settings, found.end()) if found else ([], 0)
    except (ValueError, RecursionError):
        return
    for file in listed:
        if isinstance(file, dict):
            address, name = (next((str(file[key]) for key in keys if file.get(key)), "") for keys in (FILE_ADDRESSES, FILE_NAMES))
            if address:
                yield address, name or address.rpartition("/")[2]


def show(root: Element, text: str) -> None:
    """Put what a page's settings hold where its script would; what the page shows already stays as it is.

    `root` is the tree without scripts, `text` the page as it came.
    """
    if "_CONFIG" not in text:
        return
    _show_body(root, body_in_script(text))
    shown = {link.get("href") for link in root.iter("a")}
    files = [(address, name) for address, name in files_in_script(text) if address not in shown]
    if files:
        box = etree.SubElement(_page_end(root), "div", {"class": "attachment"})
        for address, name in files:
            etree.SubElement(etree.SubElement(box, "p"), "a", {"href": _clean(address)}).text = _clean(name)


def reveal(root: Element, text: str) -> bool:
    """Put a text that only a script would show into a page that shows none; whether there was one."""
    hidden = text.count("。") + text.count("\\u3002") - dom.text_of(root).count("。")
    return hidden >= unshown.SENTENCES and _show_body(root, unshown.markup(text))


def _show_body(root: Element, markup: str | None) -> bool:
    """Put a body into the empty container, else at the page's end; whether it says what the page does not show."""
    parsed = dom.parse(f'<div class="{HOLDER}">{markup}</div>') if markup else None
    body = parsed.find(".//div") if parsed is not None else None
    if body is None:
        return False
    dom.strip_unseen(body)
    words = squeeze(dom.text_of(body))
    if not words or words[:_PROBE] in squeeze(dom.text_of(root)):
        return False
    empty = (element for element in root.iter("div", "section", "article") if _is_empty_container(element))
    next(empty, _page_end(root)).append(body)
    return True


def _page_end(root: Element) -> Element:
    """The element that holds the page."""
    body = root.find("body")
    return root if body is None else body


def _is_empty_container(element: Element) -> bool:
    """Whether an element has the name of a body's container and no text."""
    names = ["#" + (element.get("id") or "").lower(), *("." + word for word in (element.get("class") or "").lower().split())]
    return any(name in STRONG for name in names) and not dom.text_length(element)


def _clean(words: str) -> str:
    """Words that a tree may hold: without control characters and halves of surrogate pairs."""
    return "".join(char for char in words if char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff")
