"""Bodies as the editors of real portals leave them: Word spans, line breaks, list classes instead of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape

from crawler.demo.blocks import Block
from crawler.demo.phrases import Dice

DIGITS = re.compile(r"\d[\d.%]*")
INDENT = "\u3000\u3000"


def body(blocks: Sequence[Block], style: str) -> str:
    """Mark up a body in one of the STYLES."""
    return STYLES[style](blocks)


def _words(block: Block) -> str:
    return escape(block.number + block.line, quote=False)


def _table(block: Block) -> str:
    """A table as Word exports it, each cell with a paragraph of its own."""
    rows = "\n".join(
        "<tr>" + "".join(f'<td width="33%"><p align="center">{escape(cell)}</p></td>' for cell in row) + "</tr>"
        for row in block.rows
    )
    return f'<table border="1" cellspacing="0" cellpadding="0"><tbody>\n{rows}\n</tbody></table>'


def plain(blocks: Iterable[Block]) -> str:
    """A paragraph each; the indent is a style, the signature stands to the right."""
    lines = []
    for block in blocks:
        if block.kind == "table":
            lines.append(_table(block))
            continue
        style = "text-align: right;" if block.kind == "sign" else "text-indent: 2em;" if block.kind != "to" else ""
        strong = block.kind == "heading"
        words = f"<strong>{_words(block)}</strong>" if strong else _words(block)
        lines.append(f'<p style="{style}line-height: 1.75em;">{words}</p>')
    return "\n".join(lines)


def word(blocks: Iterable[Block]) -> str:
    """Word's paragraphs: a span for every change of font, digits in a span of their own, empty office tags."""
    dice, lines = Dice("word"), []
    for block in blocks:
        if block.kind == "table":
            lines.append(_table(block))
            continue
        shown = block.number + block.line
        cut = dice.between(1, max(1, len(shown) - 1))
        spans = "".join(_span(piece) for piece in (shown[:cut], shown[cut:]) if piece)
        align = ' align="right" style="text-align:right"' if block.kind == "sign" else ""
        indent = "" if block.kind in ("to", "sign") else '<span lang="EN-US">&nbsp;&nbsp;&nbsp; </span>'
        lines.append(f'<p class="MsoNormal"{align}>{indent}{spans}<span lang="EN-US"><o:p></o:p></span></p>')
    return "\n".join(lines)


def _span(piece: str) -> str:
    """Wrap words and digits in spans of different fonts."""
    font = '<span style="font-size:16.0pt;font-family:仿宋_GB2312">'
    inner = DIGITS.sub(lambda found: f'</span><span lang="EN-US" style="font-size:16.0pt">{found[0]}</span>{font}',
                       escape(piece, quote=False))
    return f"{font}{inner}</span>".replace(f"{font}</span>", "")


def trs(blocks: Iterable[Block]) -> str:
    """An old editor: capital tags, full-width blanks for the indent, a style sheet inside the body, empty lines."""
    lines = ["<STYLE type=text/css>", ".TRS_Editor P{line-height:1.8;font-family:宋体;font-size:12pt;}", "</STYLE>"]
    for block in blocks:
        if block.kind == "table":
            lines.append(_table(block))
            continue
        align = "right" if block.kind == "sign" else "justify"
        indent = "" if block.kind in ("to", "sign") else INDENT
        lines.append(f"<P align={align}>{indent}{_words(block)}</P>")
        if block.kind == "heading" and block.level == 1:
            lines.append("<P align=justify>&nbsp;</P>")
    return "\n".join(lines)


def breaks(blocks: Iterable[Block]) -> str:
    """One block of text; lines end in `<br>`, some with an empty line behind."""
    lines = []
    for block in blocks:
        indent = "" if block.kind in ("to", "sign") else INDENT
        lines.append(f"{indent}{_words(block)}<br>" + ("<br />" if block.level == 1 else ""))
    return "<div>" + "\n".join(lines) + "</div>"


def ueditor(blocks: Iterable[Block]) -> str:
    """UEditor's lists: the numbers of level 1 and 2 stand in class names, nowhere in the text."""
    lines = []
    for block in blocks:
        if block.level in (1, 2):
            cls, kind = ("custom_cn", "cn-1") if block.level == 1 else ("custom_cn2", "cn-3")
            words = escape(block.line, quote=False)
            lines.append(f'<ol class="{cls} list-paddingleft-1"><li class="list-{kind}-{block.ordinal} '
                         f'list-cn{"" if block.level == 1 else "2"}-paddingleft-1"><p>{words}</p></li></ol>')
        else:
            lines.append(plain([block]))
    return "\n".join(lines)


def cjk_list(blocks: Iterable[Block]) -> str:
    """Ordered lists whose numbers are drawn by style: cjk-ideographic for level 1, the rest as typed."""
    lines = []
    for block in blocks:
        if block.level == 1:
            start = f' start="{block.ordinal}"' if block.ordinal > 1 else ""
            words = escape(block.line, quote=False)
            lines.append(f'<ol{start} style="list-style-type: cjk-ideographic;"><li><p>{words}</p></li></ol>')
        else:
            lines.append(plain([block]))
    return "\n".join(lines)


STYLES: dict[str, Callable[[Sequence[Block]], str]] = {
    "plain": plain, "word": word, "trs": trs, "breaks": breaks, "ueditor": ueditor, "cjk_list": cjk_list,
}
