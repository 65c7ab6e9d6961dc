"""Layouts: what is kept of a text's place on its page is what would be made now, and nothing is kept that no longer holds."""

from __future__ import annotations

import doctest
import random
from html import escape

import pytest

from archive import layouts, reading
from archive.model import Document, Figure, Section
from archive.store import Archive

SEED = 11
HOSTILE = "<script>\"'&amp;"
LINES = ("各位代表：", "一、成效", f"甲 | {HOSTILE}", "乙 | 丙", f"二、{HOSTILE}", "（一）推进执法。全年办理 12 件。", "某市人民政府")
TEXT = "\n".join(LINES)


def label(number):
    return f"<表 {number}>"


def document(text=TEXT):
    sections = [
        Section(level, line, role, text.index(line), len(text)) for level, line, role in (
            (1, "一、成效", "achievements"), (1, f"二、{HOSTILE}", "problems"), (2, "（一）推进执法。", "problems"), (1, "某市人民政府", "signature"),
        ) if line in text
    ]
    at = max(text.find("12"), 0)
    figure = Figure("cases", 12.0, "件", 2023, None, "办理 12 件", at, at + 2)
    return Document(url="http://a.gov.cn/1", kind="annual_report", title="某市2023年法治政府建设年度报告", report_year=2023, text=text,
                    sections=sections, figures=[figure])


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "data") as opened:
        yield opened


def stored(archive, doc):
    """Its id, and its row of the table, None where it has none."""
    name = archive.upsert(doc, url=doc.url, seen_at="2024-03-01T00:00:00Z").id
    return name, row_of(archive, name)


def row_of(archive, name):
    return archive.conn.execute("select rowid, maker, parts from layouts where document_id = ?", (name,)).fetchone()


def now(archive, name):
    """The lines and the layout made anew from the tables."""
    text = archive.conn.execute("select text from texts where document_id = ?", (name,)).fetchone()[0]
    starts = [row[0] for row in archive.conn.execute("select start from figures where document_id = ? order by position", (name,))]
    return layouts.made(text, archive.conn.execute(layouts.SECTIONS_SQL, (name,)), starts, label)


def test_examples():
    assert doctest.testmod(layouts).failed == 0


def test_what_is_kept_is_what_would_be_made(archive):
    name, row = stored(archive, document())
    lines, found = now(archive, name)
    assert tuple(lines) == LINES
    assert layouts.unpacked(row["parts"], TEXT.encode(), label) == found
    assert found.anchors == ["p6"]
    assert escape(label(3)).encode() in found.special[2]
    assert found.special[3] == b""
    assert found.contents.count(b"<li ") == 3
    html = layouts.html(TEXT.encode(), found.special).decode()
    assert [html.count(f'id="p{number}"') for number in range(1, 9)] == [1] * 7 + [0]
    assert "<script" not in html + found.contents.decode()


@pytest.mark.parametrize("stored_as", [None, "", "text", b"", b"\0", b"\0\0\0\0", 7, 0.5])
def test_what_is_no_layout_is_not_read(stored_as):
    assert layouts.unpacked(stored_as, TEXT.encode(), label) is None


def test_no_wrong_byte_or_lost_end_of_a_layout_is_read(archive):
    _, row = stored(archive, document())
    whole, text = row["parts"], TEXT.encode()
    assert layouts.unpacked(whole, text, label)
    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1:]
        assert layouts.unpacked(damaged, text, label) is None
        assert layouts.unpacked(whole[:place], text, label) is None
    assert layouts.unpacked(whole, text + b".", label) is None
    assert layouts.unpacked(whole, text.replace(b"12", b"13"), label) is None


def test_any_text_is_kept_as_it_would_be_made_or_not_at_all(archive):
    chance = random.Random(SEED)
    kept = 0
    for number in range(60):
        text = "".join(chance.choices("甲乙<\n\n　 |\x1d\x1e\x1f", [9, 9, 2, 3, 1, 1, 3, 3, .2, .2, .2], k=chance.randrange(1, 60)))
        doc = document(text)
        doc.url, doc.title = f"http://a.gov.cn/{number}", f"第{number}号报告"
        name, row = stored(archive, doc)
        lines, found = now(archive, name)
        kept += bool(row["parts"])
        if row["parts"]:
            assert layouts.unpacked(row["parts"], text.encode(), label) == found
            assert "\n".join(lines) == text
        else:
            assert "\n".join(lines) != text or set(text) & {layouts.PART, layouts.FIELD, layouts.NUMBER}
    assert 10 < kept < 60


@pytest.mark.parametrize("change", [
    "update texts set text = text || '甲' where document_id = ?", "delete from texts where document_id = ?",
    "delete from sections where document_id = ? and position = 1", "update sections set heading = '三、' where document_id = ?",
    "insert into sections values (?, 9, 1, '某', 'other', 0, 1)", "delete from figures where document_id = ?",
    "update figures set start = 0 where document_id = ?", "insert into figures select ?, 9, 'x', 1, '', 2020, null, '', 0, 1",
])
def test_nothing_is_kept_that_no_longer_holds(archive, change):
    other = document()
    other.url, other.title = "http://a.gov.cn/2", "另一份报告"
    (name, row), (neighbour, _) = stored(archive, document()), stored(archive, other)
    assert row
    archive.conn.execute(change, (name,))
    assert row_of(archive, name) is None
    assert row_of(archive, neighbour)


def test_a_new_text_has_a_new_layout(archive):
    name, row = stored(archive, document())
    longer = document("\n".join((*LINES[:-1], "（二）加强监督。", LINES[-1])))
    again = archive.upsert(longer, url=longer.url, seen_at="2024-04-01T00:00:00Z")
    assert (again.id, again.outcome) == (name, "revised")
    assert layouts.unpacked(row_of(archive, name)["parts"], longer.text.encode(), label) == now(archive, name)[1]
    assert row_of(archive, name)["parts"] != row["parts"]


def test_an_unchanged_text_is_not_written_again(archive):
    name, _ = stored(archive, document())
    archive.conn.execute("update layouts set parts = x'00'")
    stored(archive, document())
    assert row_of(archive, name)["parts"] == b"\0"


def test_only_the_report_index_has_layouts(archive):
    doc = document()
    doc.kind = "notice"
    assert stored(archive, doc)[1] is None
    assert layouts.settle(archive) == 0


def test_missing_and_older_layouts_are_made_once(archive, monkeypatch):
    monkeypatch.setattr(layouts, "BATCH", 1)
    names = []
    for number in range(3):
        doc = document()
        doc.url, doc.title = f"http://a.gov.cn/{number}", f"第{number}号报告"
        names.append(stored(archive, doc)[0])
    before = [tuple(row_of(archive, name)) for name in names]
    archive.conn.execute("delete from layouts where document_id = ?", (names[0],))
    archive.conn.execute("update layouts set maker = 0, parts = x'' where document_id = ?", (names[1],))
    steps = []
    assert layouts.settle(archive, lambda *step: steps.append(step)) == 2
    assert steps == [(1, 2), (2, 2)]
    assert [tuple(row_of(archive, name)) for name in names] == before
    assert layouts.settle(archive) == 0


def test_a_document_without_a_text_stops_nothing(archive):
    name, _ = stored(archive, document())
    archive.conn.execute("delete from texts where document_id = ?", (name,))
    layouts.settle(archive)
    assert row_of(archive, name) is None


def test_what_was_made_before_a_kill_stays(archive, monkeypatch):
    monkeypatch.setattr(layouts, "BATCH", 2)
    for number in range(5):
        doc = document()
        doc.url, doc.title = f"http://a.gov.cn/{number}", f"第{number}号报告"
        stored(archive, doc)
    archive.conn.execute("delete from layouts")

    def killed(done, _total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        layouts.settle(archive, killed)
    assert archive.conn.execute("select count(*) from layouts").fetchone()[0] == 4
    assert layouts.settle(archive) == 1


def test_the_place_of_a_figure_is_that_of_its_paragraph():
    text = "甲\n\n 乙12\n丙"
    lines, found = layouts.made(text, [], [0, text.index("12"), text.index("丙"), len(text) + 9], label)
    assert lines == ["甲", "乙12", "丙"]
    assert found.anchors == [reading.anchor_at(text, at) for at in (0, text.index("12"), text.index("丙"), len(text) + 9)] == ["p1", "p2", "p3", "p3"]
