"""Self-made .docx files: body XML from short calls, numbering with any levels, styles."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from make_zip import pack

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"')
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/numbering.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>'
    '<Override PartName="/word/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>')
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def docx(body: str, *, numbering: str = "", styles: str = "", more: dict[str, str] | None = None) -> bytes:
    """A .docx with this body XML (see `p`), numbering (see `abstract`, `num`) and styles (see `style`)."""
    root = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    parts = "".join(f'<Relationship Id="r{number}" Type="{_OFFICE}/{stem}" Target="{stem}.xml"/>'
                    for number, stem in enumerate(("numbering", "styles"), 2))
    return pack({
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(root),
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _RELATIONS.format(parts),
        "word/numbering.xml": f"<w:numbering {_SPACES}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {_SPACES}>{styles}</w:styles>",
        **{name: content.replace("SPACES", _SPACES) for name, content in (more or {}).items()},
    })


def p(text: str = "", *, num: tuple[int, int] | None = None, style: str | None = None, xml: str | None = None,
      mark: str = "") -> str:
    """A paragraph; `num` = (list, level); `xml` = runs given as XML instead of text."""
    properties = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    if num is not None:
        properties += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    properties += mark
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if xml is None else xml}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def table(rows: list[list[str]]) -> str:
    """A table of plain cells."""
    grid = "".join('<w:gridCol w:w="2000"/>' for _ in rows[0])
    lines = ""
    for cells in rows:
        shown = "".join(f"<w:tc><w:tcPr/>{p(cell)}</w:tc>" for cell in cells)
        lines += f"<w:tr>{shown}</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


def abstract(number: int, *levels: tuple[str, str] | tuple[str, str, str], extra: str = "") -> str:
    """A list definition; a level = (format, pattern[, more XML])."""
    shown = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{level[0]}"/>{"".join(level[2:])}'
        f'<w:lvlText w:val={quoteattr(level[1])}/></w:lvl>'
        for index, level in enumerate(levels))
    return f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{extra}{shown}</w:abstractNum>'


def num(number: int, abstract_number: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract_number}"/>{overrides}</w:num>'


def style(name: str, *, based_on: str | None = None, num: int | None = None, level: int | None = None,
          label: str | None = None, default: bool = False) -> str:
    """A paragraph style, numbered by itself where `num` or `level` is given."""
    numbers = (f'<w:ilvl w:val="{level}"/>' if level is not None else "") + (
        f'<w:numId w:val="{num}"/>' if num is not None else "")
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    first = ' w:default="1"' if default else ""
    own = f"<w:numPr>{numbers}</w:numPr>" if numbers else ""
    return (f'<w:style w:type="paragraph" w:styleId="{name}"{first}><w:name w:val="{label or name}"/>{base}'
            f"<w:pPr>{own}</w:pPr></w:style>")
