"""Pages that answer 200 and show nothing: what makes one suspicious, and how the host itself proves it."""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit, urlunsplit

from archive.extract.verdicts import SOFT_404
from archive.model import Page

TOPIC = re.compile(r"法治|依法")
"""Every report and every cover sheet of one names its topic."""
SHORT = 300
"""Characters below which a text may be the portal's word that there is no such page."""
LITTLE = 50
"""Characters below which the text may not be all that the page says: its bytes are compared instead."""
HOMES = re.compile(r"/?(?:index\.\w+)?$")
WORDS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]{2,}")


def is_suspicious(page: Page, url: str, asked: str) -> bool:
    """Whether an address that showed a report seems to show none: no word of its topic, an error text, the home page."""
    if url != asked and HOMES.fullmatch(urlsplit(url).path):
        return True
    if not TOPIC.search(" ".join((page.html_title, *page.titles, page.text))):
        return True
    return len(page.text) < SHORT and bool(SOFT_404.search("".join(page.lines)))


def said(page: Page) -> str:
    """What a page says of its report: visit counters and clocks stand outside; "" where hardly a text was found."""
    files = [f"{link.name} {link.href}" for link in page.attachments]
    return "\n".join((*page.titles[:1], page.text, *files)) if len(page.text) >= LITTLE else ""


def words_of(page: Page, url: str) -> str:
    """What a page says without numbers, blanks and its own address, which error pages like to repeat."""
    name = urlsplit(url).path.rpartition("/")[2].partition(".")[0]
    text = "\n".join((page.html_title, *page.lines))
    return "".join(WORDS.findall(text.replace(name, "") if name else text))


def nowhere(url: str) -> str:
    """An address beside another one where surely nothing stands.

    >>> nowhere("http://a.example/x/t2024_1.html")[:19], nowhere("http://a.example/show.asp?id=5")[:29]
    ('http://a.example/x/', 'http://a.example/show.asp?id=')
    """
    parts = urlsplit(url)
    if re.search(r"\d", parts.query):
        number = str(10**11 + secrets.randbelow(10**11))
        return urlunsplit(parts._replace(query=re.sub(r"\d+", number, parts.query), fragment=""))
    folder, _, name = parts.path.rpartition("/")
    suffix = name.partition(".")[2]
    path = f"{folder}/{secrets.token_hex(12)}{'.' + suffix if suffix else ''}"
    return urlunsplit(parts._replace(path=path, query="", fragment=""))
