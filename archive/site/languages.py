"""Which language a reader gets: the one that the address pins (/en/…, /zh/…), else the one that the browser prefers.

Pages come in two languages; files, feeds and static things in one. A permanent address has no language in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from archive import i18n
from archive.i18n.regions import PROVINCES
from archive.i18n.warnings import translated

Scope = MutableMapping[str, Any]

ONE_LANGUAGE = re.compile(r".*\.[A-Za-z0-9]+$|/static/|/(?:oai|timegate|timemap|memento)(?:/|$)|.*/original$|.*/file/[0-9]+$")
"""Paths of what is the same for all readers: whatever ends like a file name, and these routes."""
_PIN = re.compile(r"/(" + "|".join(i18n.LANGUAGES) + r")(?=/|$)")
_DOCUMENT = re.compile(r"(?<=/)[^/]+/documents/(?=[0-9]{6}-[0-9]{4}-)")
"""The beginning of a link to the row of a document by its id, which Datasette makes and cannot answer: rows go by number."""
_HREF = re.compile(r'(<a href=")(/[^"]*)')
_CHINESE_RUN = re.compile(
    r"[\u3000-\u303f\uff00-\uffef]*[\u3400-\u9fff]"
    r"(?:[\u3000-\u303f\u3400-\u9fff\uff00-\uffef0-9“”]*[\u3400-\u9fff\u3000-\u303f\uff00-\uffef])?",
)
_WISH = re.compile(r"\s*([A-Za-z*]{1,8})[A-Za-z0-9-]*\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?")
MAX_WISHES = 20
"""Languages of a header that are looked at; browsers send five."""


class Address(NamedTuple):
    """What a reader asked for: the path as the routes know it, and the language of the answer."""

    path: str = "/"
    """Percent-encoded, without the site's base address and without a language."""
    query: str = ""
    language: str = "zh"
    prefix: str = ""
    """/en or /zh where the address begins so."""
    negotiated: bool = False
    """Whether another reader may get another language at this very address."""


HOME = Address()
_asked: ContextVar[Address] = ContextVar("asked", default=HOME)


def read(raw: str, query: str, base: str, accepted: str) -> Address:
    """The address that a percent-encoded path with its base means to a reader who accepts certain languages.

    >>> read("/en/search", "q=x", "", "zh")
    Address(path='/search', query='q=x', language='en', prefix='/en', negotiated=False)
    >>> read("/search", "", "", "en,zh;q=0.5").language, read("/search.json", "", "", "en").language
    ('en', 'zh')
    """
    path = raw[len(base):] or "/" if base and raw.startswith(base + "/") else raw
    pinned = _PIN.match(path)
    prefix = pinned[0] if pinned else ""
    inner = path[len(prefix):] or "/"
    if ONE_LANGUAGE.match(inner):
        return Address(inner, query, prefix=prefix)
    if pinned:
        return Address(inner, query, pinned[1], prefix)
    return Address(inner, query, preferred(accepted), negotiated=True)


def of(scope: Scope, base: str) -> Address:
    """The address of an ASGI request."""
    raw = bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = bytes(scope.get("query_string") or b"").decode("latin-1")
    accepted = next((value for key, value in scope["headers"] if key.lower() == b"accept-language"), b"")
    return read(raw, query, base, accepted.decode("latin-1"))


def preferred(accepted: str) -> str:
    """The language for an Accept-Language header (RFC 9110): English only where it ranks above Chinese.

    >>> preferred("en-GB,en;q=0.8"), preferred("en;q=0.5,zh-CN;q=0.9"), preferred("*"), preferred("fr,en;q=0.3")
    ('en', 'zh', 'zh', 'en')
    """
    best: dict[str, float] = {}
    for wish in accepted.split(",")[:MAX_WISHES]:
        found = _WISH.fullmatch(wish)
        if found:
            name = found[1].lower()
            best[name] = max(best.get(name, 0.0), float(found[2] or 1))
    others = best.get("*", 0.0)
    return "en" if best.get("en", others) > best.get("zh", others) else "zh"


def inside(scope: Scope, address: Address, base: str) -> Scope:
    """The request without the language in its path, as the application knows it."""
    if not address.prefix:
        return scope
    path = scope["path"][len(base) + len(address.prefix):] or "/"
    return {**scope, "path": base + path, "raw_path": (base + address.path).encode("latin-1")}


@contextmanager
def answering(address: Address) -> Iterator[None]:
    """Speak the language of an address, and know it, until the answer is made."""
    token = _asked.set(address)
    try:
        with i18n.speaking(address.language):
            yield
    finally:
        _asked.reset(token)


def link(path: str) -> str:
    """A path of the site as a page shown now links to it: a page that pins a language leads to pages that pin it too.

    >>> with answering(Address(language="en", prefix="/en")):
    ...     link("/search?q=x"), link("/search.json?q=x")
    ('/en/search?q=x', '/search.json?q=x')
    """
    address = _asked.get()
    return pin(path, address.language) if address.prefix else path


def pin(path: str, language: str) -> str:
    """A path with a language; what has one language only stays as it is."""
    return path if ONE_LANGUAGE.match(path.partition("?")[0]) else f"/{language}{path}"


def switches() -> Mapping[str, str]:
    """Other languages -> the path of the page shown now in that language."""
    address = _asked.get()
    tail = f"?{address.query}" if address.query else ""
    return {code: pin(address.path, code) + tail for code in i18n.LANGUAGES if code != i18n.language()}


def here() -> str:
    """The permanent path of the page shown now."""
    address = _asked.get()
    return address.path + (f"?{address.query}" if address.query else "")


def at(path: str) -> bool:
    """Whether the page shown now has a path, or lies below it."""
    now = _asked.get().path
    return now == path or now.startswith(path + "/")


def chinese() -> Markup:
    """The attribute that marks words as Chinese on a page in another language; nothing on a Chinese page."""
    return Markup("") if i18n.language() == "zh" else Markup(' lang="{}"').format(i18n.LANGUAGE)


def marked(words: str | None) -> Markup:
    """Words of the data: on a page in another language marked as Chinese."""
    return escape(words or "") if i18n.language() == "zh" or not words else Markup("<span{}>{}</span>").format(chinese(), words)


def mixed(words: str) -> Markup:
    """Our own words with names of the data among them: on a page in another language the Chinese runs are marked.

    >>> with i18n.speaking("en"):
    ...     mixed("Search: 行政复议")
    Markup('Search: <span lang="zh-CN">行政复议</span>')
    """
    safe = escape(words)
    if i18n.language() == "zh" or isinstance(words, Markup):
        return safe
    return Markup(_CHINESE_RUN.sub(rf"<span{chinese()}>\g<0></span>", str(safe)))  # noqa: S704 - escaped above


def region(name: str | None, code: str | None = None) -> Markup:
    """The name of a region as a page shows it: on an English page marked as Chinese, a province after its English name.

    >>> with i18n.speaking("en"):
    ...     region("浙江省", "330000")
    Markup('Zhejiang <span lang="zh-CN">浙江省</span>')
    """
    english = PROVINCES.get(code or "") if i18n.language() == "en" else None
    return escape(english) + " " + marked(name) if english and name else marked(name)


def rich(key: str, /, **values: object) -> Markup:
    """The words for a key with marked-up values; what is not marked up is escaped."""
    return escape(i18n.pick(i18n.INTERFACE[key])).format(**values)


def said(sentence: str) -> Markup:
    """A remark of the extractor in the language spoken now; one without translation stays English and is marked so."""
    if i18n.language() == "en":
        return mixed(sentence)
    words = translated(sentence)
    return escape(words) if words else Markup('<span lang="en">{}</span>').format(sentence)


def relinked(url: str, base: str) -> str:
    """An address on this site that Datasette made, as a page shown now links to it; a document's id leads to its report."""
    path = _DOCUMENT.sub("report/", urlsplit(url)._replace(scheme="", netloc="").geturl(), count=1)
    return base + link(path[len(base):]) if path.startswith(base + "/") else url


def relinked_all(cell: object, base: str) -> Markup:
    """A cell of Datasette's with its links as a page shown now has them; plain text is escaped, links to other sites stay."""
    safe = str(escape(cell))  # leaves Datasette's own markup as it is
    return Markup(_HREF.sub(lambda found: found[1] + relinked(found[2], base), safe))  # noqa: S704 - as safe as it came
