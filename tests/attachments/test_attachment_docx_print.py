"""DOCX: what Word prints and what it hides: fields, hidden styles, files taken in, numbers alone in cells."""

from __future__ import annotations

import pytest
from make_docx import abstract, docx, num, p, run

from archive.attachments import read_file

LIST = abstract(0, ("decimal", "%1."), ("decimal", "%2")) + num(1, 0)
_CHUNK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"


def text(body: str, **parts) -> list[str]:
    found = read_file(docx(body, **parts))
    assert found.error is None
    return found.text.splitlines()


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(words: str) -> str:
    return mark("begin") + f"<w:r><w:instrText> {words} </w:instrText></w:r>" + mark("separate")


@pytest.mark.parametrize(("words", "gold"), [("2023年以来", "1. 2023年以来"), ("Abc", "1. Abc"), ("事项", "1.事项")])
def test_a_number_never_runs_into_digits_or_letters(words, gold):
    assert text(p(words, num=(1, 0)), numbering=LIST) == [gold]


def test_a_table_of_contents_without_styles_is_left_out():
    contents = p(xml=code('TOC \\o "1-3" \\h') + run("一、主要做法\t1")) + p("二、存在问题\t3") + p(xml=mark("end") + run("引言"))
    assert text(contents + p("一、主要做法")) == ["引言", "一、主要做法"]


def test_a_table_of_contents_that_never_ends_hides_nothing():
    assert text(p(xml=code("TOC") + run("一、主要做法")) + p("正文")) == ["一、主要做法", "正文"]


def test_only_the_result_of_a_field_is_printed():
    inner = code("MERGEFIELD 数") + run("12") + mark("end")
    asked = mark("begin") + "<w:r><w:instrText> IF </w:instrText></w:r>" + inner + mark("separate") + run("十二件") + mark("end")
    assert text(p(xml=run("共") + asked + run("。"))) == ["共十二件。"]


def test_a_field_code_without_an_end_hides_only_its_paragraph():
    assert text(p(xml=run("前") + mark("begin") + run("码")) + p("后")) == ["前", "后"]


def test_text_hidden_by_a_style_is_not_printed():
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    styles = (f'<w:style w:type="character" w:styleId="C"><w:name w:val="c"/>{hidden}</w:style>'
              f'<w:style w:type="paragraph" w:styleId="P"><w:name w:val="p"/>{hidden}</w:style>'
              '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="q"/><w:basedOn w:val="P"/></w:style>')
    shown = run("见", '<w:vanish w:val="0"/>')
    body = p(xml=run("甲") + run("隐", '<w:rStyle w:val="C"/>')) + p("隐", style="P") + p("隐", style="Q") + p(style="Q", xml=shown)
    assert text(body, styles=styles) == ["甲", "见"]


def test_a_hidden_paragraph_does_not_count():
    hidden = p(num=(1, 0), xml=run("隐", "<w:vanish/>"), mark="<w:rPr><w:vanish/></w:rPr>")
    assert text(p("甲", num=(1, 0)) + hidden + p("乙", num=(1, 0)), numbering=LIST) == ["1.甲", "2.乙"]


def test_a_cell_that_holds_only_its_serial_number():
    rows = "".join(f"<w:tr><w:tc>{p(num=(1, 1))}</w:tc><w:tc>{p(name)}</w:tc></w:tr>" for name in ("受理", "办结"))
    assert text(f"<w:tbl>{rows}</w:tbl>", numbering=LIST) == ["1 | 受理", "2 | 办结"]


def taking_in(name: str, content: str) -> list[str]:
    relations = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                 f'<Relationship Id="c1" Type="{_CHUNK}" Target="{name}"/></Relationships>')
    return text(p("前") + '<w:altChunk r:id="c1"/>' + p("后"), more={"word/_rels/document.xml.rels": relations, f"word/{name}": content})


@pytest.mark.parametrize(("name", "content"), [
    ("part.htm", "<html><body><p>一、块内的文字。</p></body></html>"),
    ("part.txt", "一、块内的文字。"),
    ("part.rtf", r"{\rtf1\ansi \u19968?\u12289?\u22359?\u20869?\u30340?\u25991?\u23383?\u12290?\par}"),
])
def test_a_file_taken_in_is_read_at_its_place(name, content):
    assert taking_in(name, content) == ["前", "一、块内的文字。", "后"]


def test_a_file_taken_in_that_is_damaged_costs_no_other_text():
    assert taking_in("part.rtf", r"{\rtf1\ansi }") == ["前", "后"]
