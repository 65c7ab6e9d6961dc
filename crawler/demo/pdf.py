"""A minimal PDF writer for Chinese text: one unembedded font of the standard Chinese collection, no compression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

COLUMNS = 28
"""Full-width characters in a full line."""
LINES = 30
"""Lines on a page."""
SIZE, LEADING, LEFT, TOP = 16, 24, 74, 760
"""Font size, line pitch and origin in points; the page is A4."""
FORBIDDEN_AT_START = "，。、；：）》”％%"
"""Characters that must not begin a line (Chinese line breaking)."""
FONT = tuple(
    part.encode() for part in (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        ("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000 /W [1 95 500] "
         "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"),
        ("<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
         "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"),
    )
)
"""Objects 3 to 5: a font of the Adobe-GB1 collection, which readers bring themselves; Latin letters are half wide."""


def _width(char: str) -> int:
    """Width in half characters: Latin letters and digits take one."""
    return 1 if char.isascii() else 2


def wrap(paragraph: str) -> Iterator[str]:
    """Break one paragraph into lines, the first indented by two full-width blanks."""
    line, width = "\u3000\u3000", 4
    for char in paragraph:
        if width + _width(char) > 2 * COLUMNS and char not in FORBIDDEN_AT_START:
            yield line
            line, width = "", 0
        line += char
        width += _width(char)
    yield line


def write(title: str, paragraphs: Sequence[str]) -> bytes:
    """Write a PDF: title in the middle, paragraphs wrapped, page numbers `— 1 —` at the foot."""
    margin = COLUMNS - sum(map(_width, title)) // 2
    lines = [f"{' ' * margin}{title}", ""]
    for paragraph in paragraphs:
        lines += wrap(paragraph)
    pages = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    return _file([_content(page, number) for number, page in enumerate(pages, 1)])


def _content(lines: Sequence[str], number: int) -> bytes:
    """Return the drawing commands of one page."""
    out = [f"BT /F1 {SIZE} Tf {LEADING} TL {LEFT} {TOP} Td"]
    out += [f"<{line.encode('utf-16-be').hex().upper()}> Tj T*" if line else "T*" for line in lines]
    foot = f"— {number} —".encode("utf-16-be").hex().upper()
    out += ["ET", f"BT /F1 12 Tf 270 48 Td <{foot}> Tj ET"]
    return "\n".join(out).encode("ascii")


def _file(contents: Sequence[bytes]) -> bytes:
    """Join the objects, the cross-reference table and the trailer."""
    kids = " ".join(f"{6 + 2 * place} 0 R" for place in range(len(contents)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode()]
    objects += FONT
    for place, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * place} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
