"""The page of a report as HTML: built in Python, because a template takes five times as long. Every value is escaped here.

A page has three parts: the top, the sheet (contents, text, facts), and the record under the text (record.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from archive import i18n
from archive.site import cite, languages, shapes
from archive.site.parts import byline
from archive.site.voice import HOLE, Voice, Words, escaped, repeated

Row = Mapping[str, Any]

SHOWN_FIELDS = (
    "issuer", "publisher", "index_number", "document_number", "date_published", "date_written", "report_year",
    "region_name", "level", "source", "topic", "genre", "openness", "validity",
)
"""Fields of the page, in reading order; those without a value are left out."""
CHECKS: Mapping[int | None, str] = {1: "valid", 0: "invalid", None: "none"}
"""documents.index_number_valid -> the remark behind the index number."""
FORMS = ("txt", "md", "json", "html")


def head(voice: Voice, ref: cite.Reference) -> bytes:
    """What stands in the head for search engines and reference managers, in UTF-8."""
    permalink = voice.file + escape(ref.key)
    links = (
        f'<link rel="canonical" href="{permalink}">\n'
        f'<link rel="alternate" type="application/json" href="{permalink}.json">\n'
        '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">\n'
    )
    return links.encode() + repeated(f'<meta name="{HOLE}" content="{HOLE}">\n', escaped([text for tag in cite.tags(ref) for text in tag]))


def top(voice: Voice, document: Row, ref: cite.Reference) -> str:
    """The way here, the title, and whose report it is."""
    say, zh = voice.words, voice.zh
    code, year = document["region_code"], document["report_year"]
    place = f'<a{zh} href="{voice.search}?region={escape(code)}">{escape(document["region_name"] or code)}</a>' if code else ""
    years = f'<a href="{voice.search}?year={year}">{voice.say("report.year", year=year)}</a>' if year else ""
    return (
        f'<nav class="crumbs" aria-label="{say["report.crumbs"]}">\n<a href="{voice.home}">{say["report.home"]}</a>\n'
        f'{place}{years}</nav>\n'
        '<header class="title" itemscope itemtype="https://schema.org/Report">\n'
        f'<h1 itemprop="name"{zh}>{escape(ref.title)}</h1>\n{_schema_org(ref)}\n{byline(document)}\n'
        f'{_badges(document)}{_gone(voice, document)}{_sizes(say)}'
        f'<p class="jumps"><a href="#facts">{say["report.facts"]}</a> <a href="#record">{say["report.archive"]}</a></p>\n</header>\n'
    )


def _sizes(say: Words) -> str:
    """A choice of sizes for the text, which the style sheet obeys: there is no script."""
    choices = "".join(
        f'<label><input type="radio" name="size" id="{name}"{checked}>{say["report.size." + name]}</label>'
        for name, checked in (("usual", " checked"), ("large", ""), ("larger", ""))
    )
    return f'<fieldset class="size"><legend>{say["report.size"]}</legend>{choices}</fieldset>\n'


def _schema_org(ref: cite.Reference) -> str:
    """The report in the words of schema.org, as microdata of its title."""
    values = (("url", ref.url), ("inLanguage", cite.LANGUAGE), ("datePublished", ref.issued), ("temporalCoverage", str(ref.year or "")))
    found = "".join(f'<meta itemprop="{name}" content="{escape(value)}">\n' for name, value in values if value)
    if not ref.issuer:
        return found
    kind = 'itemprop="author" itemscope itemtype="https://schema.org/GovernmentOrganization"'
    return f'{found}<span {kind}><meta itemprop="name" content="{escape(ref.issuer)}"></span>\n'


def _badges(document: Row) -> str:
    """What the document is where it is no usual report."""
    kind, verdict, reason = document["kind"], document["verdict"], document["kind_reason"]
    if kind == "annual_report" and verdict == "ok":
        return ""
    lines = (
        f"<span>{escape(i18n.label(i18n.KINDS, kind))}</span>" if kind != "annual_report" else "",
        f'<span class="warn">{escape(i18n.label(i18n.VERDICTS, verdict))}</span>' if verdict != "ok" else "",
        f"<small>{languages.said(reason)}</small>" if reason and kind != "annual_report" else "",
    )
    return f'<p class="badges">\n{"".join(lines)}</p>\n'


def _gone(voice: Voice, document: Row) -> str:
    """That the portal does not show the page any more."""
    if document["state"] != "gone":
        return ""
    date = escape((document["gone_at"] or document["last_seen"])[:10])
    return f'<p class="note warn">{voice.say("report.gone", date=date)}</p>'


def contents(voice: Voice, *, listed: bool) -> bytes:
    """What stands before the entries of the table of contents; `listed`: whether there are any."""
    title = voice.words["report.contents"]
    opening = f'<nav class="contents" aria-label="{title}">\n<details class="fold">\n<summary>{title}</summary>\n<ol{voice.zh}>\n'
    return opening.encode() if listed else b""


def before_text(voice: Voice, *, listed: bool) -> bytes:
    """What stands between those entries and the lines of the text (body.article)."""
    closing = "</ol>\n</details>\n</nav>\n" if listed else ""
    return f'{closing}<article class="text" aria-label="{voice.words["report.text"]}"{voice.zh}>\n'.encode()


AFTER_TEXT = b"\n</article>\n"


def facts(voice: Voice, document: Row, evidence: Sequence[Sequence[str]]) -> bytes:
    """The fields with their evidence, in UTF-8; `evidence` are rows of field, rule, where, quote."""
    title, names = voice.words["report.facts"], [name for name in SHOWN_FIELDS if document[name] is not None]
    reasons = _reasons(voice, [row for row in evidence if row[0] in names])
    values = escaped([str(document[name]) for name in names])
    lines = repeated(f"<div>\n<dt>{HOLE}</dt>\n<dd>{HOLE}{HOLE}</dd>\n</div>\n", [
        part for name, value in zip(names, values, strict=True)
        for part in (voice.fields[name].encode(), _value(voice, document, name, value), reasons.get(name, b""))
    ])
    link = shapes.web_link(document["url"])
    words, nowhere = voice.words["report.origin"], voice.words["report.no_origin" if document["url"] else "report.no_page"]
    origin = f'<a rel="noreferrer noopener external" href="{escape(link)}">{words}</a>' if link else nowhere
    opening = (
        f'<aside class="facts" id="facts" tabindex="-1" aria-label="{title}">\n<details class="fold">\n<summary>{title}</summary>\n<dl>\n'
    )
    return b"".join((opening.encode(), lines, f'</dl>\n</details>\n<p class="origin">{origin}</p>\n'.encode()))


def _value(voice: Voice, document: Row, name: str, value: bytes) -> bytes:
    """The value of a field, which is escaped, and the remark behind it."""
    if name == "report_year":
        return value
    if name == "level":
        return escape(i18n.label(i18n.LEVELS, document[name])).encode()
    shown = b"<span%s>%s</span>" % (voice.zh.encode(), value)
    if name == "index_number":
        check = CHECKS[document["index_number_valid"]]
        return shown + f' <small class="{check}">{voice.words["number." + check]}</small>'.encode()
    return shown


def _reasons(voice: Voice, evidence: Sequence[Sequence[str]]) -> dict[str, bytes]:
    """Field -> why it has its value."""
    say, language = voice.words, voice.words.language
    title, colon = say["report.evidence"], say["join.colon"]
    line = (
        f'<details class="why"><summary aria-label="{HOLE}{colon}{title}">{title}</summary>\n'
        f'<blockquote{voice.zh}>{HOLE}</blockquote>\n<p>{say["report.evidence.where"]}{colon}{HOLE}'
        f' · {say["report.evidence.rule"]}{colon}{HOLE}</p>\n</details>\n'
    )
    quotes = escaped([row[3] for row in evidence])
    return {
        field: repeated(line, (voice.fields[field].encode(), quote, _place(language, where), _rule(language, rule)))
        for (field, rule, where, _), quote in zip(evidence, quotes, strict=True)
    }


@lru_cache(maxsize=1_000)
def _place(_language: str, where: str) -> bytes:
    """Where a value stood, in the language spoken now; there are few such places."""
    return str(languages.mixed(i18n.place(where))).encode()


@lru_cache(maxsize=1_000)
def _rule(_language: str, name: str) -> bytes:
    """The rule that gave a value, likewise."""
    return str(languages.mixed(i18n.rule(name))).encode()


def files(voice: Voice, ref: cite.Reference, *, stored: bool) -> str:
    """The downloads, and how to quote the report; `stored`: whether the page is there as it was fetched."""
    say, base = voice.words, voice.file + escape(ref.key)
    links = "".join(f'<a href="{base}.{form}" download>{form.upper()}</a>\n' for form in FORMS)
    original = f'<a href="{base}/original" rel="nofollow">{say["report.original"]}</a>' if stored else ""
    managers = "".join(f'<a href="{base}.{form}" download>{name}</a>\n' for form, name in cite.NAMES)
    return (
        f'<h2>{say["report.downloads"]}</h2>\n<p class="files">\n{links}{original}</p>\n'
        f'<details class="quote">\n<summary>{say["cite.title"]}</summary>\n<p>{say["cite.style"]}</p>\n'
        f'<p class="cite"{voice.zh}>{escape(cite.gb7714(ref))}</p>\n<p>{say["cite.files"]}</p>\n'
        f'<p class="files">\n{managers}</p>\n<p class="hint">{say["cite.note"]}</p>\n</details>\n\n'
    )


def attachments(voice: Voice, name: str, rows: Iterable[Sequence[Any]]) -> str:
    """The files that the page links to; rows of position, name, href, capture_id, bytes, error."""
    lines = "".join(_attachment(voice, name, *row) for row in rows)
    return f'<h2>{voice.words["report.attachments"]}</h2>\n<ul class="plain">\n{lines}</ul>\n' if lines else ""


def _attachment(voice: Voice, name: str, position: int, title: str, href: str, capture: int | None, size: int | None, error: str | None) -> str:
    say, link = voice.words, shapes.web_link(href)
    named = escape(title) or (escape(href) if link else say["report.no_origin"])
    shown = f'<a rel="noreferrer noopener external" href="{escape(link)}">{named}</a>' if link else named
    copy = f'<a href="{voice.file}{escape(name)}/file/{position}" rel="nofollow">{say["report.saved_copy"]}</a> {shapes.size(size)}'
    fault = f" · {languages.said(error)}" if error else ""
    return f'<li{voice.zh}>{shown} <small>{copy if capture else say["report.not_fetched"]}{fault}</small></li>\n'


def related(voice: Voice, rows: Sequence[Sequence[Any]]) -> bytes:
    """The same body's other reports, in UTF-8; rows of id, year, title."""
    if not rows:
        return b""
    line = f'<li><a href="{voice.report}{HOLE}" title="{HOLE}">{HOLE}</a></li>\n'
    lines = repeated(line, escaped([text for other, when, title in rows for text in (other, title or "", str(when))]))
    return f'<h2>{voice.words["report.related"]}</h2>\n<ul class="chips">\n'.encode() + lines + b"</ul>\n"


def repeats(voice: Voice, name: str, reuse: Row | None) -> bytes:
    """What the report repeats of another one, in UTF-8."""
    if not reuse:
        return b""
    words = voice.say("reuse." + reuse["kind"], percent=reuse["percent"])
    return f'<p><a href="{voice.report}{escape(name)}/reuse">{words}</a></p>\n'.encode()


def compared(voice: Voice, about: Row, rows: Sequence[Sequence[Any]]) -> bytes:
    """What to compare a report with, in UTF-8; rows of the same body's other reports, the newest first."""
    name, year, link = escape(about["id"]), about["report_year"], voice.compare
    earlier = next(((other, when) for other, when, _ in rows if year and when < year), None)
    before = ""
    if earlier:
        words = voice.say("report.compare", year=earlier[1])
        before = f'<a href="{link}?a={escape(earlier[0])}&amp;b={name}">{words}</a> '
    other = f'<a href="{link}?a={name}" rel="nofollow">{voice.words["report.compare.other"]}</a>'
    return f'<p class="files">{before}{other}</p>\n</aside>\n'.encode()
