"""Bytes to text without trusting a label: declared charsets of Chinese portals are wrong too often to be asked."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
"""Bytes at the beginning that decide whether a text is UTF-16 without a mark."""
_GOOD_PER_ERROR = 10
"""A UTF-8 text with fewer errors than one in this many non-ASCII characters is still UTF-8: one torn byte must not
turn a whole page into mojibake."""
_LEAST = 8
"""Characters of the shortest text that can be judged."""
_COMMONEST = re.compile("[的一年，。、：]")
_UNUSUAL = re.compile("[^\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2027\t\r\n -~]")
_MOST_UNUSUAL = 0.05


def decode(body: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; never raises, bytes that fit no encoding become U+FFFD.

    Order: byte order mark, UTF-16 by its zero bytes and usual characters, strict UTF-8, UTF-8 with few errors, gb18030 (which holds GBK and
    GB 2312). Headers and meta tags are not consulted.

    >>> decode("法治".encode("gbk"))
    ('法治', 'gb18030')
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark):].decode(name, "replace"), name
    wide = utf16_without_mark(body[:_SAMPLE])
    if wide:
        return body.decode(wide, "replace"), wide
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _damaged(body)


def _damaged(body: bytes) -> tuple[str, str]:
    """A text that is no valid UTF-8: UTF-8 with a few torn bytes, else gb18030."""
    text = body.decode("utf-8", "replace")
    errors = text.count("\ufffd")
    good = len(text) - errors - len(text.encode("ascii", "ignore"))
    if good > errors * _GOOD_PER_ERROR:
        return text, "utf-8"
    return body.decode("gb18030", "replace"), "gb18030"


def utf16_without_mark(sample: bytes) -> str | None:
    """The byte order of UTF-16 that lost its mark; None for anything else.

    Markup: `<` and most ASCII characters carry a zero byte. Plain text: it holds zero bytes, which no other encoding does, and nearly all
    of its characters are those of Chinese texts, some of them the commonest.

    >>> utf16_without_mark("2023年，法治政府建设的情况。".encode("utf-16-be"))
    'utf-16-be'
    """
    if sample[:2] == b"<\0" and sample[1::2].count(0) > len(sample) // 8:
        return "utf-16-le"
    if sample[:2] == b"\0<" and sample[0::2].count(0) > len(sample) // 8:
        return "utf-16-be"
    if 0 not in sample:
        return None
    return next((name for name in ("utf-16-le", "utf-16-be") if _is_usual(sample[:len(sample) & -2].decode(name, "replace"))), None)


def _is_usual(text: str) -> bool:
    """Whether a text looks Chinese."""
    return len(text) >= _LEAST and _COMMONEST.search(text) is not None and len(_UNUSUAL.findall(text)) <= len(text) * _MOST_UNUSUAL
