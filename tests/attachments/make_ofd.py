"""Self-made OFD files: pages of text objects in millimetres."""

from __future__ import annotations

from xml.sax.saxutils import escape

from make_zip import pack

SPACE = "http://www.ofdspec.org/2016"


def ofd(pages: list[list[tuple[float, float, float, str]]], *, space: str = SPACE, prefix: str = "ofd", root: str = "",
        absolute: bool = False, listed: bool = True, template: list[tuple[float, float, float, str]] | None = None,
        more: dict[str, str] | None = None) -> bytes:
    """An OFD; a page is a list of (x, y, size, text), so is the template of all. The options are oddities of writers."""
    mark = f"{prefix}:" if prefix else ""
    name = f' xmlns:{prefix}="{space}"' if prefix else f' xmlns="{space}"'
    folder = "/Doc_0/" if absolute else ""
    members = {
        f"{root}OFD.xml": f"<{mark}OFD{name} Version=\"1.1\"><{mark}DocBody><{mark}DocRoot>{'/' if absolute else ''}"
                          f"Doc_0/Document.xml</{mark}DocRoot></{mark}DocBody></{mark}OFD>",
    }
    listing, used, templates = "", "", ""
    if template is not None:
        used = f'<{mark}Template TemplateID="77"/>'
        templates = f'<{mark}TemplatePage ID="77" BaseLoc="Tpls/T.xml"/>'
        objects = "".join(_object(mark, *line) for line in template)
        members[f"{root}Doc_0/Tpls/T.xml"] = f"<{mark}Page{name}><{mark}Content><{mark}Layer>{objects}</{mark}Layer></{mark}Content></{mark}Page>"
    for number, lines in enumerate(pages):
        listing += f'<{mark}Page ID="{number + 1}" BaseLoc="{folder}Pages/Page_{number}/Content.xml"/>'
        objects = "".join(_object(mark, *line) for line in lines)
        members[f"{root}Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<{mark}Page{name}>{used}<{mark}Content><{mark}Layer>{objects}</{mark}Layer></{mark}Content></{mark}Page>")
    if listed:
        members[f"{root}Doc_0/Document.xml"] = (
            f"<{mark}Document{name}><{mark}CommonData><{mark}PageArea><{mark}PhysicalBox>0 0 210 297</{mark}PhysicalBox>"
            f"</{mark}PageArea>{templates}</{mark}CommonData><{mark}Pages>{listing}</{mark}Pages></{mark}Document>")
    return pack(members | (more or {}))


def _object(mark: str, x: float, y: float, size: float, text: str) -> str:
    steps = f' DeltaX="g {len(text) - 1} {size}"' if len(text) > 1 else ""
    return (f'<{mark}TextObject ID="9" Boundary="{x} {y} {size * len(text)} {size}" Font="1" Size="{size}">'
            f'<{mark}TextCode X="0" Y="{size * 0.9}"{steps}>{escape(text)}</{mark}TextCode></{mark}TextObject>')
