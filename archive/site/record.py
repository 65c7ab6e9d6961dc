"""What stands under a report's text: its numbers, its neighbours, and the record of the archive. Every value is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from archive import i18n
from archive.site import indicators, languages, shapes
from archive.site.stated import amount
from archive.site.voice import HOLE, Voice, escaped, repeated

Row = Mapping[str, Any]


def numbers(voice: Voice, year: int | None, rows: Sequence[Sequence[Any]], anchors: Sequence[str], left: int) -> bytes:
    """The numbers that the report states, `left` more are not shown, in UTF-8; rows of indicator, value, unit, qualifier, quote, start,
    year, and the paragraphs in which they stand.
    """
    if not rows:
        return b""
    say = voice.words
    texts = iter(escaped([
        text for indicator, value, unit, qualifier, quote, *_ in rows
        for text in (indicators.name(indicator), amount(value, unit, qualifier), quote)
    ]))
    line = f'<tr><td>{HOLE}{HOLE}</td><td class="num"{voice.zh}>{HOLE}</td><td{voice.zh}><a href="#{HOLE}">{HOLE}</a></td></tr>\n'
    lines = repeated(line, [
        part for row, anchor, name, shown, quote in zip(rows, anchors, texts, texts, texts, strict=False)  # more anchors than rows shown
        for part in (name, _of_year(voice, row[-1], year).encode(), shown, anchor.encode(), quote)
    ])
    more = f'<p class="hint">{voice.say("stated.more", count=left)}</p>' if left else ""
    opening = (
        f'<section aria-labelledby="stated">\n<h2 id="stated">{say["stated.title"]}</h2>\n<p class="hint">{say["stated.note"]}</p>\n'
        f'<div class="scroll" role="region" tabindex="0" aria-label="{say["stated.table"]}">\n<table class="stated">\n'
        f'<thead><tr><th scope="col">{say["stated.indicator"]}</th><th scope="col" class="num">{say["stated.value"]}</th>'
        f'<th scope="col">{say["stated.quote"]}</th></tr></thead>\n<tbody>\n'
    )
    return b"".join((opening.encode(), lines, f"</tbody>\n</table>\n</div>\n{more}</section>\n".encode()))


def _of_year(voice: Voice, year: int | None, reported: int | None) -> str:
    """The year of a number where it is not the one reported."""
    return f'<small>{voice.say("stated.of_year", year=year)}</small>' if year and year != reported else ""


def peers(voice: Voice, document: Row, rows: Sequence[Sequence[Any]]) -> bytes:
    """Reports of the same year in the same province, in UTF-8; rows of id, whose it is, title."""
    if not rows:
        return b""
    say, own = voice.words, escape(document["id"]).encode()
    untitled = i18n.text("report.untitled")
    texts = iter(escaped([
        text for name, body, title in rows for text in (name, body or untitled, title or "")
    ]))
    line = (
        f'<li><a{voice.zh} href="{voice.report}{HOLE}" title="{HOLE}">{HOLE}</a> <small><a href="{voice.compare}?a={HOLE}&amp;b={HOLE}" '
        f'aria-label="{voice.say("peers.compare.with", issuer=HOLE)}">{say["peers.compare"]}</a></small></li>\n'
    )
    lines = repeated(line, [value for name, body, title in zip(texts, texts, texts, strict=True) for value in (name, title, body, own, name, body)])
    every = f"{voice.search}?year={document['report_year']}&amp;region={escape(document['region_code'][:2])}0000"
    opening = f'<section aria-labelledby="peers">\n<h2 id="peers">{say["peers.title"]}</h2>\n<ul class="peers">\n'
    closing = f'</ul>\n<p class="more"><a href="{every}">{say["peers.all"]}</a></p>\n</section>\n'
    return b"".join((opening.encode(), lines, closing.encode()))


def captures(voice: Voice, document: Row, rows: Iterable[Sequence[Any]]) -> str:
    """The digest of the text and the visits to its page; rows of fetched_at, status, verdict, bytes, sha256 and more."""
    say = voice.words
    lines = "".join(_capture(voice, *row[:5]) for row in rows)
    title = say["report.captures"]
    table = (
        f'<p class="hint">{say["report.captures.note"]}</p>\n<div class="scroll" role="region" tabindex="0" aria-label="{title}">\n'
        f'<table class="data">\n<thead><tr><th scope="col">{say["report.captures.time"]}</th>'
        f'<th scope="col">{say["report.captures.status"]}</th><th scope="col" class="num">{say["report.captures.size"]}</th>'
        f'<th scope="col">{say["report.captures.digest"]}</th></tr></thead>\n<tbody>\n{lines}</tbody>\n</table>\n</div>\n'
    )
    return (
        f'<section aria-labelledby="record">\n<h2 id="record">{say["report.archive"]}</h2>\n'
        f'<p class="digest">{say["report.digest"]} <code>{escape(document["text_sha256"])}</code> · '
        f'{voice.say("report.chars", count=document["text_chars"])}</p>\n<h3>{title}</h3>\n'
    ) + (table if lines else f'<p class="hint">{say["report.captures.none"]}</p>\n')


def _capture(voice: Voice, fetched: str, status: int | None, verdict: str | None, size: int | None, digest: str | None) -> str:
    remark = f" {escape(i18n.label(i18n.VERDICTS, verdict))}" if verdict and verdict != "ok" else ""
    return (
        f'<tr><td><time datetime="{escape(fetched)}">{escape(shapes.moment(fetched))}</time></td>'
        f'<td>{status or voice.words["report.captures.failed"]}{remark}</td><td class="num">{shapes.size(size)}</td>'
        f'<td><code>{escape(digest or "")}</code></td></tr>\n'
    )


def versions(voice: Voice, document: Row, rows: Sequence[Sequence[Any]], shown: int | None = None) -> str:
    """The versions of the text, `shown` the one on the page; rows of revision, seen_at, text_sha256."""
    base, lines, before = voice.report + escape(document["id"]), [], 0
    for number, seen_at, digest in rows:
        name = voice.say("report.revision", number=number)
        title = f'<b aria-current="page">{name}</b>' if number == shown else f'<a href="{base}/v/{number}">{name}</a>'
        current = f' <small>{voice.words["version.is_current"]}</small>' if number == document["revision"] else ""
        words = voice.say("version.changes", number=before)
        changes = f' · <a href="{base}/diff/{before}/{number}">{words}</a>' if before else ""
        lines.append(
            f'<li>{title}{current} · <time datetime="{escape(seen_at)}">{escape(shapes.moment(seen_at))}</time>'
            f' · <code>{escape(digest[:16])}</code>{changes}</li>\n',
        )
        before = number
    return f'<ul class="plain">\n{"".join(lines)}</ul>\n'


def history(voice: Voice, document: Row, rows: Sequence[Sequence[Any]]) -> str:
    """The versions of the text, or the permanent address of the only one."""
    if len(rows) > 1:
        return f'<h3>{voice.words["report.revisions"]}</h3>\n{versions(voice, document, rows)}\n'
    number = document["revision"]
    link = f'<a href="{voice.report}{escape(document["id"])}/v/{number}">{voice.say("report.revision", number=number)}</a>'
    return f'<p class="hint">{voice.words["cite.version"]}{link}</p>\n'


def addresses(voice: Voice, rows: Sequence[Sequence[str]]) -> str:
    """Every address under which the report stood, where there are several; rows of url, state."""
    if len(rows) < 2:
        return ""
    lines = "".join(f"<li>{_origin(voice, url)} <small>{voice.words[_STATES.get(state, _GONE)]}</small></li>\n" for url, state in rows)
    return f'<h3>{voice.words["report.addresses"]}</h3>\n<ul class="plain">\n{lines}</ul>\n'


_GONE = "report.offline"
_STATES = {"live": "report.live"}


def _origin(voice: Voice, url: str) -> str:
    link = shapes.web_link(url)
    return f'<a rel="noreferrer noopener external" href="{escape(link)}">{escape(url)}</a>' if link else voice.words["report.no_origin"]


def warnings(voice: Voice, found: Iterable[str]) -> str:
    """What the extractor remarks."""
    lines = "".join(f"<li>{languages.said(one)}</li>" for one in found)
    return f'<h3>{voice.words["report.warnings"]}</h3>\n<ul class="plain">{lines}</ul>\n' if lines else ""
