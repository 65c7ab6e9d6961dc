"""Bytes to text without trusting a label: declared charsets of Chinese portals are wrong too often to be asked."""

from __future__ import annotations

import codecs

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


def decode(body: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; never raises, bytes that fit no encoding become U+FFFD.

    Order: byte order mark, UTF-16 by its zero bytes, strict UTF-8, UTF-8 with few errors, gb18030 (which holds GBK and
    GB 2312). Headers and meta tags are not consulted.

    >>> decode("法治".encode("gbk"))
    ('法治', 'gb18030')
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark):].decode(name, "replace"), name
    wide = _utf16_without_mark(body[:_SAMPLE])
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


def _utf16_without_mark(sample: bytes) -> str | None:
    """The byte order of UTF-16 markup that lost its mark: `<` and most ASCII characters carry a zero byte."""
    if sample[:2] == b"<\0" and sample[1::2].count(0) > len(sample) // 8:
        return "utf-16-le"
    if sample[:2] == b"\0<" and sample[0::2].count(0) > len(sample) // 8:
        return "utf-16-be"
    return None
