"""A report's text as HTML: built in Python, because a template takes ten times as long for the seventy blocks of a report."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

from archive import i18n
from archive.reading import Block, Layout

_OPENINGS: list[str] = []
"""Tags that open the first, second, … paragraph; as many as the longest text has had lines."""


def body(found: Layout) -> Markup:
    """The lines of a text as markup; every heading, paragraph and table row has its anchor.

    >>> from archive.reading import layout
    >>> body(layout("甲 < 乙", []))
    Markup('<p id="p1">甲 &lt; 乙</p>')
    """
    if not found.words:
        return Markup(f'<p class="note">{escape(i18n.text("report.no_text"))}</p>')  # noqa: S704 - escaped here and below
    texts = escape("\n".join(found.words)).split("\n")  # a line holds no line break: one call escapes them all
    count = len(texts)
    _OPENINGS.extend(f'<p id="p{number}">' for number in range(len(_OPENINGS) + 1, count + 1))
    parts = [""] * (3 * count)
    parts[0::3], parts[1::3], parts[2::3] = _OPENINGS[:count], texts, ["</p>\n"] * count
    for place, block in found.special.items():
        parts[3 * place:3 * place + 3] = (_block(block), "", "\n") if block else ("", "", "")
    return Markup("".join(parts).removesuffix("\n"))  # noqa: S704


def _block(block: Block) -> str:
    """One block that is more than a plain paragraph."""
    number, text = block.number, escape(block.text)
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
