"""A minimal PDF writer: lines of Chinese text at given places, a font whose codes are the characters themselves."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class Sheet:
    """One page: (x, y from the top, size, text) per line; text is set full width, ASCII half width."""

    lines: list[tuple[float, float, float, str]] = field(default_factory=list)
    rotate: int = 0
    picture: bool = False
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Drawn lines: x and y from the top of both ends."""
    lies: int | None = None
    """Degrees, counter-clockwise, by which the text is stored lying; as `rotate` where it is shown upright."""


def write(sheets: list[Sheet], *, encrypted: bool = False, unicode_map: bool = True) -> bytes:
    """Write the pages as one PDF."""
    chars = sorted({char for sheet in sheets for line in sheet.lines for char in line[3]})
    objects: dict[int, bytes] = {}
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(sheets)))
    objects[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[2] = f"<</Type/Pages/Count {len(sheets)}/Kids[{kids}]>>".encode()
    to_unicode = "/ToUnicode 6 0 R" if unicode_map else ""
    objects[3] = (f"<</Type/Font/Subtype/Type0/BaseFont/SelfMade/Encoding/Identity-H/DescendantFonts[4 0 R]"
                  f"{to_unicode}>>").encode()
    objects[4] = (b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SelfMade/DW 1000/W[32 126 500]/FontDescriptor 5 0 R"
                  b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>")
    objects[5] = (b"<</Type/FontDescriptor/FontName/SelfMade/Flags 4/FontBBox[0 -140 1000 860]/ItalicAngle 0/Ascent 860"
                  b"/Descent -140/CapHeight 700/StemV 80>>")
    objects[6] = _stream(_unicode_map(chars))
    for number, sheet in enumerate(sheets):
        objects[10 + 2 * number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Rotate {sheet.rotate}"
            f"/Resources<</Font<</F 3 0 R>>>>/Contents {11 + 2 * number} 0 R>>").encode()
        objects[11 + 2 * number] = _stream(_content(sheet))
    return _file(objects, encrypted=encrypted)


def _content(sheet: Sheet) -> bytes:
    shown = ["0.9 g 100 100 300 300 re f"] if sheet.picture else []
    shown += [f"{x1} {HEIGHT - y1} m {x2} {HEIGHT - y2} l S" for x1, y1, x2, y2 in sheet.rules]
    for x, y, size, text in sheet.lines:
        codes = "".join(f"{ord(char):04X}" for char in text)
        place = {0: f"1 0 0 1 {x:.2f} {HEIGHT - y:.2f}", 90: f"0 1 -1 0 {y:.2f} {x:.2f}",
                 180: f"-1 0 0 -1 {WIDTH - x:.2f} {y:.2f}", 270: f"0 -1 1 0 {WIDTH - y:.2f} {HEIGHT - x:.2f}",
                 }[sheet.rotate if sheet.lies is None else sheet.lies]
        shown.append(f"BT /F {size} Tf {place} Tm <{codes}> Tj ET")
    return "\n".join(shown).encode()


def _unicode_map(chars: list[str]) -> bytes:
    parts = ["/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /SelfMade def /CMapType 2 def",
             "1 begincodespacerange <0000> <FFFF> endcodespacerange"]
    for start in range(0, len(chars), 100):
        block = chars[start : start + 100]
        parts.append(f"{len(block)} beginbfchar")
        parts += [f"<{ord(char):04X}> <{ord(char):04X}>" for char in block]
        parts.append("endbfchar")
    return "\n".join([*parts, "endcmap end end"]).encode()


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


def _file(objects: dict[int, bytes], *, encrypted: bool) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    if encrypted:
        objects[7] = (b"<</Filter/Standard/V 2/R 3/Length 128/P -3904/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>")
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    last = max(objects)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    extra = b"/Encrypt 7 0 R/ID[<" + b"43" * 16 + b"><" + b"43" * 16 + b">]" if encrypted else b""
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, extra, start)
    return bytes(out)


def width(text: str) -> float:
    """Width of a text in type sizes."""
    return sum(0.5 if 32 <= ord(char) < 127 else 1 for char in text)


def set_paragraphs(paragraphs: list[str], *, size: float = 16, left: float = 79, measure: int = 28, top: float = 105,
                   leading: float = 28, per_page: int = 22, indent: bool = True) -> list[Sheet]:
    """Set paragraphs as a typesetter does: first lines indented by two characters, `measure` characters a line."""
    lines: list[tuple[float, str]] = []
    for paragraph in paragraphs:
        line, room, start = "", float(measure - 2 * indent), left + 2 * size * indent
        for char in paragraph:
            if width(line + char) > room and char not in "。，、；：！？":
                lines.append((start, line))
                line, room, start = "", float(measure), left
            line += char
        lines.append((start, line))
    sheets = []
    for first in range(0, len(lines), per_page):
        block = lines[first : first + per_page]
        sheets.append(Sheet([(x, top + leading * number, size, text) for number, (x, text) in enumerate(block)]))
    return sheets
