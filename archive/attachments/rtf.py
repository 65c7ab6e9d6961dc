"""RTF (Rich Text Format 1.9.1) -> paragraphs: many portals serve it under the name .doc."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archive.attachments.base import MAX_CHARS, ReadError, Reading
from archive.attachments.lines import glue, row, split

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])|(?P<open>\{)|(?P<close>\})|(?P<text>[^\\{}\r\n]+)|[\r\n]|\\")
_SKIPPED = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "objdata", "header", "footer", "headerl",
    "headerr", "headerf", "footerl", "footerr", "footerf", "listtable", "listoverridetable", "revtbl", "rsidtbl",
    "generator", "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "fldinst",
    "bkmkstart", "bkmkend", "annotation", "atnid", "atnauthor", "comment", "panose", "falt", "pgptbl", "filetbl",
    "nonshppict", "sp", "sn", "sv", "wgrffmtfilter", "mmathPr", "factoidname", "atrfstart", "atrfend", "template",
    "pntxta", "pntxtb", "pn",
))
"""Destinations without printed text."""
_SHOWN = frozenset(("listtext", "pntext", "shptxt", "shpinst", "fldrslt", "footnote", "upr", "ud"))
"""Destinations that are printed although some are marked as optional; listtext is the automatic list number."""
_WORDS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "", "emspace": " ", "enspace": " ", "qmspace": " ",
}
_SIGNS = {"~": "\u00a0", "_": "-", "-": "", "\n": "\n", "\r": "\n"}
_CODE_PAGES = {936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949", 54936: "gb18030", 65001: "utf-8"}
_CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949", 0: "cp1252", 204: "cp1251"}
_LABEL_END = "\0"
"""Stands for the tab between an automatic list number and its text."""
_MAX_DEPTH = 500


@dataclass(slots=True)
class _Group:
    skipped: bool = False
    unicode_skip: int = 1
    """Bytes that follow each \\u for readers without Unicode."""
    hidden: bool = False
    label: bool = False
    """Whether it is an automatic list number."""
    in_table: bool = False
    font: int | None = None


class _Reader:
    """Walks the tokens of one file."""

    def __init__(self) -> None:
        self._groups = [_Group()]
        self._coding = "gb18030"
        self._fonts: dict[int, str] = {}
        self._in_fonts: int | None = None
        self._font_read = 0
        self._bytes = bytearray()
        self._text: list[str] = []
        self._cells: list[str] = []
        self._to_skip = 0
        self._optional = False
        self.lines: list[str] = []
        self.length = 0

    def read(self, data: bytes) -> None:
        """Read all tokens; `lines` then holds the text."""
        at = 0
        while at < len(data) and self.length <= MAX_CHARS:
            match = _TOKEN.match(data, at)
            if match is None:
                break
            at = match.end()
            word = match["word"]
            if word == b"bin" and match["number"]:
                at += max(0, int(match["number"]))
            elif word:
                self._word(word.decode("ascii"), int(match["number"]) if match["number"] else None)
            else:
                self._other(match)
        self._paragraph()
        self._row()

    def _other(self, match: re.Match[bytes]) -> None:
        if match["open"]:
            self._flush()
            if len(self._groups) > _MAX_DEPTH:
                raise ReadError("The RTF nests more groups than a document does: refused as unsafe.")
            self._groups.append(replace(self._groups[-1]))
        elif match["close"]:
            self._close()
        elif match["hex"]:
            self._raw(bytes([int(match["hex"], 16)]))
        elif match["sign"]:
            sign = match["sign"].decode("latin-1")
            if sign == "*":
                self._optional = True
            else:
                self._show(_SIGNS.get(sign, sign))
        elif match["text"]:
            self._raw(match["text"])

    def _close(self) -> None:
        self._flush()
        if len(self._groups) > 1:
            self._groups.pop()
        if self._in_fonts is not None and len(self._groups) < self._in_fonts:
            self._in_fonts = None
        self._to_skip = 0

    def _word(self, word: str, number: int | None) -> None:
        if word != "u":
            self._flush()
        group = self._groups[-1]
        if word == "fonttbl":
            self._in_fonts = len(self._groups)
        group.label = group.label or word in ("listtext", "pntext")
        if word in _SKIPPED or (self._optional and word not in _SHOWN):
            group.skipped = True
        self._optional = False
        if word == "u" and number is not None:
            self._flush()
            self._show(chr(number % 0x10000))
            self._to_skip = group.unicode_skip
        elif word == "uc" and number is not None:
            group.unicode_skip = max(0, number)
        elif word == "ansicpg":
            self._coding = _CODE_PAGES.get(number or 0, "gb18030" if number in (None, 0) else "cp1252")
        elif word in ("f", "fcharset"):
            self._font(word, number or 0)
        elif word == "plain":
            group.hidden = False
        elif word in ("v", "deleted"):
            group.hidden = number != 0
        else:
            self._layout(word, group)

    def _font(self, word: str, number: int) -> None:
        if word == "fcharset":
            self._fonts[self._font_read] = _CHARSETS.get(number, self._coding)
        elif self._in_fonts is not None:
            self._font_read = number
        else:
            self._groups[-1].font = number

    def _layout(self, word: str, group: _Group) -> None:
        if group.skipped:
            return
        if word == "pard":
            group.in_table = False
        elif word == "intbl":
            group.in_table = True
        elif word in ("cell", "nestcell"):
            self._cells.append(self._take())
        elif word in ("row", "nestrow"):
            self._row()
        elif word == "par" and (group.in_table or self._cells):
            self._show(" ")
        elif word in ("par", "sect", "page"):
            self._paragraph()
        elif word == "tab" and group.label:
            self._show(_LABEL_END)
        elif word in _WORDS:
            self._show(_WORDS[word])

    def _raw(self, raw: bytes) -> None:
        if self._to_skip:
            dropped = min(self._to_skip, len(raw))
            self._to_skip -= dropped
            raw = raw[dropped:]
        if not self._groups[-1].skipped and not self._groups[-1].hidden:
            self._bytes += raw

    def _flush(self) -> None:
        """Decode the bytes so far: a Chinese character's two bytes may come as text and as hex."""
        if self._bytes:
            coding = self._fonts.get(self._groups[-1].font or -1, self._coding)
            if coding == "cp1252" and self._coding != "cp1252" and any(byte >= 0x80 for byte in self._bytes):
                coding = self._coding
            text = self._bytes.decode(coding, "replace")
            self._bytes.clear()
            self._text.append(text)
            self.length += len(text)

    def _show(self, text: str) -> None:
        self._flush()
        if not self._groups[-1].skipped and not self._groups[-1].hidden:
            self._text.append(text)

    def _take(self) -> str:
        self._flush()
        text = "".join(self._text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._text.clear()
        label, tab, rest = text.partition(_LABEL_END)
        return glue(label, rest.lstrip()) if tab else text

    def _paragraph(self) -> None:
        self.lines += split(self._take())

    def _row(self) -> None:
        cells, self._cells = self._cells, []
        line = row(cells)
        if line:
            self.lines.append(line)


def read(data: bytes) -> Reading:
    """Read the text of an RTF file.

    Raises:
        ReadError: it nests too deep or holds no text.
    """
    reader = _Reader()
    reader.read(data)
    if not reader.lines:
        raise ReadError("The RTF file holds no text; pictures in it would need OCR, an optional extra.")
    cut = [f"The text was cut after {MAX_CHARS:,} characters."] if reader.length > MAX_CHARS else []
    return Reading(reader.lines, cut)
