"""What the embedded portals say is varied, true to its truth, and the same at each start."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from hashlib import sha256

import pypdfium2
import pytest

from crawler.demo import pdf, truth
from crawler.demo.blocks import Block, headings_of, text_of
from crawler.demo.catalogue import documents, edited, newest_first, sites
from crawler.demo.codes import CREDIT_ALPHABET, ORGANISATION_WEIGHTS, credit_code, organisation_code
from crawler.demo.compose import STRUCTURES
from crawler.demo.control import PORTALS
from crawler.demo.generate import FORMS, reports
from crawler.demo.markup import STYLES, body
from crawler.demo.phrases import Dice, fill, parse, table
from crawler.demo.site import NOTE, Asked

REPORTS = [page for page in documents() if page.kind == "annual_report"]


def shingles(text, size=5):
    text = "".join(text.split())
    return {text[start:start + size] for start in range(len(text) - size + 1)}


def likeness(one, other):
    return len(one & other) / len(one | other)


def pdf_text(data):
    document = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_reports_cover_regions_years_levels_and_forms():
    assert len(REPORTS) >= 24
    assert len({page.region for page in REPORTS}) >= 6
    assert {page.report_year for page in REPORTS} >= set(range(2019, 2026))
    assert {page.level for page in REPORTS} == {"city", "county", "township", "department"}
    assert {page.style for page in REPORTS} == set(STYLES)
    assert {page.document_number for page in REPORTS} >= {None, "庆政〔2025〕8号", "南政综〔2023〕31号"}
    assert sum(page.blocks[0].kind == "to" for page in REPORTS) >= 4
    assert sum(page.blocks[-1].kind == "sign" for page in REPORTS) in range(10, len(REPORTS) - 8)
    assert sum(page.verdict == "attachment_only" for page in REPORTS) >= 2
    assert {page.kind for page in documents()} >= {
        "annual_report", "plan", "notice", "interpretation", "info_disclosure_report", "statistics_bulletin",
        "work_report", "news", "policy", "template",
    }


def test_no_two_reports_are_alike_but_the_two_pairs_on_one_template():
    found = [(page.id, shingles(text_of(page.blocks))) for page in REPORTS]
    alike = {(one, other) for place, (one, first) in enumerate(found) for other, second in found[:place]
             if likeness(first, second) > 0.4}
    assert alike == {("qy2021", "qy2020"), ("sc2022", "sc2021")}


def test_addresses_ids_and_titles_are_unique():
    pages = documents()
    paths = [path for page in pages for path in page.paths]
    assert len(set(paths)) == len(paths) > 180
    assert len({page.id for page in pages}) == len(pages)
    assert [title for title, count in Counter((page.portal, page.title) for page in pages).items() if count > 1] == []


def test_no_text_holds_a_mark_of_the_sentence_language():
    for page in documents():
        words = page.title + text_of(block for block in page.blocks if block.kind != "table")
        assert not re.search(r"[{}|$~]|[。，；]{2}|%\d", words), page.id


def test_truth_agrees_with_the_pages_that_are_served():
    rows = {row["id"]: row for row in truth()}
    for key, kind in PORTALS.items():
        portal = kind(sites()[key])
        for page in portal.pages.values():
            answer = portal.answer(Asked("GET", page.paths[0]))
            row = rows[page.id]
            shown = answer.body.decode(row["encoding"])
            assert NOTE in shown
            assert row["title"].replace("&", "&amp;") in shown
            assert not row["index_number"] or row["index_number"] in shown
            scripted = json.dumps(body(page.blocks, page.style))[1:-1].replace("<", "\\u003C").replace("/", "\\/")
            assert page.verdict == "attachment_only" or body(page.blocks, page.style) in shown or scripted in shown
            assert re.sub(r"\s", "", page.published) in re.sub(r"\s", "", shown)


def test_truth_tells_first_and_last_words_and_headings():
    rows = {row["id"]: row for row in truth()}
    assert rows["np2020"]["first"].startswith("福建省人民政府：")
    assert rows["qy2020"]["last"].endswith("2021年2月26日")
    assert [heading["level"] for heading in rows["sw2023"]["headings"]].count(1) == 4
    assert rows["qy2023"]["url"].startswith("http://127.0.0.1:8171/art/2024/3/5/art_1229430561_")
    assert len(rows["qy2023"]["urls"]) == len(set(rows["qy2023"]["index_numbers"])) == 2
    assert rows["np-fanwen"]["verdict"] == rows["np-fanwen"]["kind"] == "template"
    assert rows["dh2020"]["index_number"] is rows["dh2020"]["publisher"] is None
    for row in rows.values():
        if row["kind"] == "annual_report":
            assert sum(heading["level"] == 1 for heading in row["headings"]) >= 1, row["id"]
            assert str(row["report_year"]) in row["title"]
            assert row["date_published"] > str(row["report_year"])


def test_the_same_bytes_at_each_start():
    def digest():
        portal = PORTALS["trs"](sites()["trs"])
        return sha256(b"".join(portal.answer(Asked("GET", path)).body for path in sorted(portal.paths))).hexdigest()

    assert digest() == digest()
    assert fill("{1-9}{a|b|c}{10-99}", Dice("x"), Dice("y"), {}) == "8c14"


def test_check_digits_are_right_but_for_one():
    for page in REPORTS:
        for number in page.index_numbers:
            prefix = number.partition("/")[0]
            inner = prefix[8:17] if len(prefix) == 18 else prefix
            weighted = sum(weight * int(char, 36) for weight, char in zip(ORGANISATION_WEIGHTS, inner, strict=False))
            assert (inner[8] == "0123456789X0"[11 - weighted % 11]) is page.index_valid, page.id
            if len(prefix) == 18:
                values = [CREDIT_ALPHABET.index(char) for char in prefix]
                assert sum(value * pow(3, place, 31) for place, value in enumerate(values[:17])) % 31 == -values[17] % 31
                assert prefix[2:8] == page.region
    assert "hd2024" in [page.id for page in REPORTS if page.index_valid is False]
    assert organisation_code("D2143569") == "D2143569X"
    assert credit_code("350700", "00381626").startswith("1135070000381626")


@pytest.mark.parametrize("id_", ["qysj2025", "dh2024"])
def test_the_pdf_gives_its_whole_text_back(id_):
    page = next(page for page in REPORTS if page.id == id_)
    portal = PORTALS[page.portal](sites()[page.portal])
    path, _, query = page.files[0].href.partition("?")
    fields = dict(part.split("=") for part in query.split("&")) if query else {}
    answer = portal.answer(Asked("GET", path, fields))
    assert answer.media_type == "application/pdf"
    shown = re.sub(r"—\s*\d+\s*—", "", pdf_text(answer.body))
    assert "".join(shown.split()) == "".join((page.title + text_of(page.blocks)).split())
    assert len(pypdfium2.PdfDocument(answer.body)) >= 2


def test_the_pdf_breaks_lines_as_chinese_texts_do():
    lines = list(pdf.wrap("一" * 26 + "。" + "二" * 28))
    assert lines == ["\u3000\u3000" + "一" * 26 + "。", "二" * 28]


def test_the_docx_holds_the_figures():
    page = next(page for page in REPORTS if page.files and page.files[0].form == "docx")
    portal = PORTALS[page.portal](sites()[page.portal])
    with zipfile.ZipFile(io.BytesIO(portal.file(page, page.files[0]))) as archive:
        assert archive.testzip() is None
        document = archive.read("word/document.xml").decode()
    assert "行政复议办结数（件）" in document
    assert document.count("<w:tr>") == 7


def test_editors_markup():
    blocks = [Block("heading", level=1, ordinal=2, heading="主要做法"), Block("run", "成效明显。", 2, 3, "加强领导"),
              Block("p", "办结85件，占9<10。"), Block("sign", "某县人民政府")]
    assert text_of(blocks) == "二、主要做法\n（三）加强领导。成效明显。\n办结85件，占9<10。\n某县人民政府"
    assert headings_of(blocks) == [{"level": 1, "heading": "主要做法"}, {"level": 2, "heading": "加强领导"}]
    by_class = body(blocks, "ueditor")
    assert 'class="list-cn-1-2 ' in by_class
    assert 'class="list-cn-3-3 ' in by_class
    assert "二、" not in by_class
    assert '<ol start="2" style="list-style-type: cjk-ideographic;">' in body(blocks, "cjk_list")
    assert "<br>" in body(blocks, "breaks")
    assert '<span lang="EN-US" style="font-size:16.0pt">85</span>' in body(blocks, "word")
    for style in STYLES:
        assert "&lt;" in body(blocks, style)


def test_a_table_of_figures_stands_in_one_report():
    page = next(page for page in REPORTS if page.id == "np2022")
    rows = next(block.rows for block in page.blocks if block.kind == "table")
    assert rows[0] == ("指标", "2022年", "2021年")
    assert " | ".join(rows[1]) in text_of(page.blocks)
    assert f'<td width="33%"><p align="center">{rows[1][1]}</p></td>' in body(page.blocks, page.style)


def test_rates_agree_with_their_figures():
    words = fill("受理{n=100-200}件，办结{m<n}件，占{m/n}", Dice("a"), Dice("b"), {})
    whole, part, rate = re.findall(r"[\d.]+", words)
    assert f"{int(part) / int(whole) * 100:.2f}" == rate
    assert 0.7 * int(whole) - 1 <= int(part) <= int(whole)


@pytest.mark.parametrize("template", ["{a|b", "a}b", "{a|{b}"])
def test_braces_that_do_not_match_are_named(template):
    with pytest.raises(ValueError, match="brace"):
        parse(template)


def test_every_sentence_of_the_tables_can_be_read():
    for name in ("government", "department", "town", "frame", "neighbours"):
        for topic in table(name).values():
            for template in topic.headings + [words for _, words in topic.sentences]:
                assert parse(template), (name, topic.name)


def test_edits_and_order():
    page = REPORTS[0]
    assert edited(page, old="庆元县", new="X县").edits == 1
    with pytest.raises(ValueError, match="choose words"):
        edited(page, old="不存在的话")
    days = [found.published for found in newest_first(documents())]
    assert days == sorted(days, reverse=True)


def test_generated_reports_are_varied_fast_to_make_and_fill_a_document():
    from archive.model import Document

    rows = list(reports(200, seed=7))
    assert rows == list(reports(200, seed=7))
    assert rows[:3] != list(reports(3, seed=8))
    assert len({row["url"] for row in rows}) == 200
    assert len({row["region_code"] for row in rows}) > 40
    assert {row["level"] for row in rows} == {"city", "county", "township", "department"}
    assert all(500 < len(row["text"]) < 9000 and str(row["report_year"]) in row["title"] for row in rows)
    assert Document(**rows[0]).in_index
    texts = [shingles(row["text"]) for row in rows]
    firsts = texts[::4]
    assert max(likeness(one, other) for place, one in enumerate(firsts) for other in firsts[:place]) < 0.6
    assert sum(likeness(texts[start], texts[start + 1]) > 0.5 for start in range(0, 200, 4)) >= 45


def test_the_forms_of_generated_reports_exist():
    assert {form for forms in FORMS.values() for form in forms} == set(STRUCTURES)
