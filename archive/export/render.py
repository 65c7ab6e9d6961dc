"""One document as plain text, Markdown, JSON or a page that stands by itself; scraped text is never markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from archive import i18n
from archive.reading import Block, blocks

Answer = Mapping[str, Any]
"""A document as read.answer() gives it."""

FACTS = (
    "issuer", "publisher", "report_year", "region_name", "level", "index_number", "document_number", "date_published",
    "date_written", "source", "topic", "genre", "openness", "validity", "url",
)
"""Fields above the text, in reading order; absent ones are left out."""
ARCHIVE_FACTS = {"sha256": "正文 SHA-256", "gone_at": "原文下线", "first_seen": "首次存档", "id": "存档编号"}
UNTITLED = "（无标题）"
INVALID = "（校验位不符）"
"""Stands behind an index number whose check digits fail."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~])")
_MARKDOWN_START = re.compile(r"^(\s*)([#+=-]|\d+[.)])")


def as_text(answer: Answer) -> str:
    """Title, facts line by line, a blank line, the text."""
    facts = "".join(f"{label}：{value}\n" for label, value in _facts(answer))
    return f"{_title(answer)}\n\n{facts}\n{_clean(answer['text'])}\n"


def as_markdown(answer: Answer) -> str:
    """Title and headings as headings, tables as tables; everything else is escaped and stays text."""
    parts = [f"# {_markdown(_title(answer))}"]
    parts.append("\n".join(f"- {label}：{_markdown(value)}" for label, value in _facts(answer)))
    parts += [_markdown_block(block) for block in _blocks(answer)]
    return "\n\n".join(parts) + "\n"


def as_json(answer: Answer) -> str:
    """The answer itself, indented, Chinese left readable."""
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def as_html(answer: Answer) -> str:
    """A page without scripts, styles and outside parts, to be kept as a file or printed."""
    title = escape(_title(answer))
    facts = "\n".join(f"<dt>{label}</dt><dd>{_html_value(value)}</dd>" for label, value in _facts(answer))
    text = "\n".join(_html_block(block) for block in _blocks(answer))
    return f"""<!DOCTYPE html>
<html lang="{i18n.LANGUAGE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<dl>
{facts}
</dl>
<article>
{text}
</article>
</main>
</body>
</html>
"""


def web_address(url: str | None) -> str | None:
    """An address that may be a link: http and https only; None for javascript: and the like."""
    return url if url and re.match(r"https?://[^\s]+$", url, re.IGNORECASE) else None


def _title(answer: Answer) -> str:
    return " ".join(_clean(answer["title"] or "").split()) or UNTITLED


def _facts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Labels and values of the fields that the document has."""
    for name in FACTS:
        value = web_address(answer[name]) if name == "url" else answer[name]
        if value not in {None, ""}:
            yield i18n.label(i18n.FIELDS, name), _value(answer, name, value)
    for name, label in ARCHIVE_FACTS.items():
        if answer.get(name):
            yield label, _line(answer[name])


def _value(answer: Answer, name: str, value: object) -> str:
    """A field's value in words."""
    if name == "level":
        return i18n.label(i18n.LEVELS, value)
    failed = name == "index_number" and answer["index_number_valid"] == 0
    return _line(value) + (INVALID if failed else "")


def _line(value: object) -> str:
    """A value on one line."""
    return " ".join(_clean(str(value)).split())


def _clean(text: str) -> str:
    """Text without control characters, which could steer a terminal; line breaks and tabs stay."""
    return _CONTROL.sub("", text)


def _blocks(answer: Answer) -> list[Block]:
    """The text as headings, paragraphs and tables."""
    sections = [{"position": place, **section} for place, section in enumerate(answer["sections"], 1)]
    return blocks(answer["text"], sections)


def _markdown(text: str) -> str:
    """Text that Markdown leaves as it is."""
    text = _MARKDOWN.sub(r"\\\1", _clean(text).replace("&", "&amp;"))
    return _MARKDOWN_START.sub(_escaped_start, text)


def _escaped_start(match: re.Match[str]) -> str:
    """The start of a line that Markdown would take for a heading or list."""
    blank, mark = match.groups()
    return f"{blank}{mark[:-1]}\\{mark[-1]}"


def _markdown_block(block: Block) -> str:
    if block.form == "heading":
        return f"{'#' * block.level} {_markdown(block.text)}"
    if block.form != "table":
        return f"**{_markdown(block.lead)}**{_markdown(block.text)}" if block.lead else _markdown(block.text)
    width = max(map(len, block.rows))
    rows = [" | ".join(map(_markdown, [*row, *[""] * (width - len(row))])) for row in block.rows]
    lines = [rows[0], " | ".join(["---"] * width), *rows[1:]]
    return "\n".join(f"| {line} |" for line in lines)


def _html_value(value: str) -> str:
    address = web_address(value)
    return f'<a href="{escape(address)}">{escape(address)}</a>' if address else escape(value)


def _html_block(block: Block) -> str:
    text = escape(_clean(block.text))
    if block.form == "heading":
        return f"<h{block.level}>{text}</h{block.level}>"
    if block.form == "table":
        rows = ("".join(f"<td>{escape(_clean(cell))}</td>" for cell in row) for row in block.rows)
        return "<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>"
    return f"<p>{f'<strong>{escape(_clean(block.lead))}</strong>' if block.lead else ''}{text}</p>"
