"""A report's text as HTML: built in Python, because a template takes ten times as long for the seventy blocks of a report."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from archive import i18n
from archive.reading import Block


def body(found: Sequence[Block]) -> Markup:
    """The blocks of a text as markup; every heading, paragraph and table row has its anchor.

    >>> body([Block("paragraph", "甲 < 乙", number=3)])
    Markup('<p id="p3">甲 &lt; 乙</p>')
    """
    if not found:
        return Markup(f'<p class="note">{escape(i18n.text("report.no_text"))}</p>')  # noqa: S704 - escaped here and below
    texts = escape("\n".join(block.text for block in found)).split("\n")  # a block is one line: one call escapes them all
    return Markup("\n".join(map(_block, found, texts)))  # noqa: S704


def _block(block: Block, text: str) -> str:
    """One block; `text` is its text, escaped."""
    number = block.number
    if block.form == "heading":
        return f'<h{block.level} id="{block.anchor}"><span id="p{number}">{text}</span></h{block.level}>'
    if block.form == "table":
        return _table(block)
    kind = "" if block.form == "paragraph" else f' class="{block.form}"'
    if block.lead:
        text = f'<b id="{block.anchor}">{escape(block.lead)}</b>{text}'
    elif block.anchor:
        text = f'<span id="{block.anchor}"></span>{text}'
    return f'<p id="p{number}"{kind}>{text}</p>'


def _table(block: Block) -> str:
    """A table in a frame that scrolls by keyboard too."""
    label = escape(i18n.text("report.table", number=block.number))
    rows = "\n".join(
        f'<tr id="p{number}">' + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for number, row in enumerate(block.rows, block.number)
    )
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table>\n{rows}\n</table></div>'
