"""Texts that a page holds but only its script would show: in form fields, templates, framed markup and script strings.

Read only where the page itself shows no text, so that other pages pay nothing for it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

HOLDERS = ("textarea", "template", "xmp", "script")
"""Elements whose content a script may turn into the text of the page."""
SENTENCES = 3
"""A text has so many full stops; a message of a script has fewer."""
_ATTRIBUTE = re.compile(r"""\b(?:srcdoc|value|data-content|data-html)\s*=\s*(?:"([^"]{200,})"|'([^']{200,})')""")
_STRING = re.compile(r'"((?:[^"\\\n]|\\.){100,})"|\'((?:[^\'\\\n]|\\.){100,})\'|`([^`]{100,})`')
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_CODES = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": ""}
_TAG = re.compile(r"<[^<>]{0,500}>")


def markup(text: str) -> str | None:
    """The markup of the text that a page's source holds unshown, None where it holds none with several sentences.

    >>> markup("<textarea>&lt;p&gt;甲。乙。丙。&lt;/p&gt;</textarea>")
    '<p>甲。乙。丙。</p>'
    """
    best, most = None, SENTENCES - 1
    for found in _candidates(text):
        stops = found.count("。")
        if stops > most:
            best, most = found, stops
    return best


def _candidates(text: str) -> Iterator[str]:
    """Every string of the source that may be a text, unescaped."""
    for holder in HOLDERS:
        for content in _contents(text, holder):
            if holder == "script":
                yield from map(_unescaped, _strings(content))
            else:
                yield _as_markup(content)
    for found in _ATTRIBUTE.finditer(text):
        yield _as_markup(found[1] or found[2])


def _contents(text: str, holder: str) -> Iterator[str]:
    """What stands inside the elements of a name; one that nobody closes ends with the next."""
    for part in re.split(rf"<{holder}\b", text, flags=re.IGNORECASE)[1:]:
        inside = re.split(rf"</{holder}", part, maxsplit=1, flags=re.IGNORECASE)
        attributes, _, content = inside[0].partition(">")
        if content and len(attributes) < len(part):
            yield content


def _strings(script: str) -> Iterator[str]:
    """The long strings of a script; all of one that is markup itself (`type="text/html"`)."""
    if script.lstrip().startswith("<"):
        yield script
    for found in _STRING.finditer(script):
        yield found[1] or found[2] or found[3]


def _unescaped(string: str) -> str:
    """A string as a script reads it: without its backslashes."""
    return _as_markup(_ESCAPE.sub(_character, string) if "\\" in string else string)


def _character(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _CODES.get(code, code)


def _as_markup(string: str) -> str:
    """A string as markup: entities read where its tags are written with them, lines kept where it has no tags."""
    if "&lt;" in string and not _TAG.search(string):
        string = html.unescape(string)
    return string if _TAG.search(string) else string.strip().replace("\n", "<br>")
