"""What the builders of HTML speak with: the words of one language, escaped once, and the beginnings of the site's addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markupsafe import escape as template_escape

from archive import i18n, layouts
from archive.i18n.pairs import Words as Catalogue
from archive.i18n.pairs import fill
from archive.site import languages

HOLE = "\0"
"""Stands in a line that comes several times where a value belongs."""
SEPARATOR = "\0"
"""Stands between values that are escaped together; one that holds it is escaped alone."""


class Words(dict[str, str]):
    """Key of the catalogue -> its words in one language, escaped as templates do; an unknown key raises KeyError."""

    def __init__(self, language: str, catalogue: Catalogue = i18n.INTERFACE) -> None:
        super().__init__()
        self.language = language
        self.catalogue = catalogue

    def __missing__(self, key: str) -> str:
        with i18n.speaking(self.language):
            words = self[key] = str(template_escape(i18n.pick(self.catalogue[key])))
        return words


@dataclass(frozen=True, slots=True)
class Voice:
    """One language, and where its links lead; each address ends where what it names begins."""

    words: Words
    fields: Words
    """Names of the fields."""
    zh: str
    """The attribute that marks words as Chinese on a page in another language."""
    home: str
    search: str
    compare: str
    report: str
    """Of pages of a report, in the language that the reader's own address pins."""
    file: str
    """Of the same report's files, which have no language."""

    def say(self, key: str, **values: object) -> str:
        """Words with values, which are numbers or already escaped."""
        return fill(self.words[key], values)


def escaped(values: Sequence[str]) -> list[bytes]:
    """Values of a list in UTF-8, escaped in one go: most are short, and a call for each takes longer than the work."""
    found = layouts.escaped(SEPARATOR.join(values).encode()).split(SEPARATOR.encode())
    return found if len(found) == len(values) else [layouts.escaped(value.encode()) for value in values]


def repeated(line: str, values: Sequence[bytes]) -> bytes:
    """A line in UTF-8 as often as there are values for its holes; the line is ours and the values are escaped.

    >>> repeated(f"<li>{HOLE}: 5%{HOLE}</li>", [b"a", b"!", b"b", b"?"])
    b'<li>a: 5%!</li><li>b: 5%?</li>'
    """
    pattern, holes = _pattern(line)
    return pattern * (len(values) // holes) % tuple(values)  # one format for all takes a third of the time of many


@lru_cache(maxsize=200)
def _pattern(line: str) -> tuple[bytes, int]:
    """A line as bytes are formatted, and how many holes it has."""
    return line.replace("%", "%%").replace(HOLE, "%s").encode(), line.count(HOLE)


def voice(base: str) -> Voice:
    """The voice of the page shown now on a site below a folder."""
    return voice_of(i18n.language(), escape(base + languages.link("/")[:-1]), escape(base))


def voice_of(language: str, links: str, files: str) -> Voice:
    """The voice of a language; `links` stands before the paths of pages, `files` before those of files, both escaped."""
    with i18n.speaking(language):
        zh = str(languages.chinese())
    return Voice(
        _WORDS[language], _FIELDS[language], zh, f"{links}/", f"{links}/search", f"{links}/compare", f"{links}/report/", f"{files}/report/",
    )


_WORDS = {language: Words(language) for language in i18n.LANGUAGES}
_FIELDS = {language: Words(language, i18n.FIELDS) for language in i18n.LANGUAGES}
