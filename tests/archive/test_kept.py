"""Kept things that are damaged: verify names each, a replay makes them anew, and readers pass them over."""

from __future__ import annotations

import json

import pytest

from archive import maintenance, reuse
from archive.maintenance import kept
from archive.reuse import rows
from archive.search import common
from archive.site import keeping

TABLES = ("pages", "neighbours", "reuse", "reuse_sketches", "reuse_marks", "common_words")


@pytest.fixture
def filled(archive, sample_document, monkeypatch):
    """Three reports with pages, what they repeat of each other, and common words."""
    for year in (2021, 2022, 2023):
        archive.upsert(sample_document(year=year), url=f"http://a.gov.cn/{year}")
    monkeypatch.setattr(common, "MIN_DOCUMENTS", 1)
    monkeypatch.setattr(common, "common_words", lambda _texts: ["行政", "法治建设"])
    reuse.settle(archive)
    keeping.settle(archive)
    common.settle(archive)
    return archive


def dump(archive):
    return {table: [tuple(row) for row in archive.conn.execute(f"select * from {table} order by 1, 2")] for table in TABLES}


@pytest.mark.parametrize(("damage", "words"), [
    ("update pages set parts = zeroblob(length(parts)) where rowid = 2", "the page that is kept of 990001-2022"),
    ("update pages set parts = substr(parts, 1, length(parts) - 1) where rowid = 2", "the page that is kept of 990001-2022"),
    ("update pages set parts = (select parts from pages where rowid = 1) where rowid = 2", "the page that is kept of 990001-2022"),
    ("update pages set parts = x'' where rowid = 2", "the page that is kept of 990001-2022"),
    ("update pages set document_id = 'nobody' where rowid = 2", "the page that is kept of nobody"),
    ("update pages set rowid = 99 where rowid = 2", "the page that is kept of 990001-2022"),
    ("update neighbours set parts = zeroblob(length(parts)) where rowid = 2", "the neighbours that are kept of the report in row 2"),
    ("update neighbours set year = 1 where rowid = 2", "the neighbours that are kept of the report in row 2"),
    ("update neighbours set parts = (select parts from neighbours where rowid = 1) where rowid = 2", "the neighbours that are kept of"),
    ("update reuse set passages = '[[0,1' where rowid = 1", "a repeated passage of 990001-202"),
    ("update reuse set passages = '[[0,1,0]]' where rowid = 1", "a repeated passage of 990001-202"),
    ("update reuse set passages = replace(passages, '2', '3') where rowid = 1", "a repeated passage of 990001-202"),
    ("update reuse set passages = null where rowid = 1", "a repeated passage of 990001-202"),
    ("update reuse set share = 1e300 where rowid = 1", "a repeated passage of 990001-202"),
    ("update reuse_sketches set marks = zeroblob(length(marks)) where document = 2", "fingerprints that are kept of 990001-2022"),
    ("update reuse_sketches set marks = substr(marks, 2) where document = 2", "fingerprints that are kept of 990001-2022"),
    ("update reuse_marks set mark = mark + 1 where document = 2 and mark = (select max(mark) from reuse_marks where document = 2)",
     "fingerprints that are kept of 990001-2022"),
    ("update common_words set documents = x'00' where word = '行政'", "documents of the word 行政 are"),
    ("update common_words set documents = (select documents from common_words where word = 'role:other') where word = '行政'",
     "documents of the word 行政 are"),
])
def test_damage_is_named_and_a_replay_mends_it(filled, damage, words):
    before = dump(filled)
    filled.conn.execute("pragma foreign_keys = off")
    assert filled.conn.execute(damage).rowcount == 1
    (problem,) = maintenance.verify(filled).problems
    assert words in problem
    assert problem.endswith("; `fazhi replay --apply` makes it anew.")
    maintenance.replay(filled, apply=True)
    assert dump(filled) == before
    assert maintenance.verify(filled).problems == []


def test_rows_of_another_maker_are_no_damage_and_made_anew(filled):
    before = dump(filled)
    assert maintenance.verify(filled).problems == []
    filled.conn.execute("update pages set maker = 'other', parts = x'00'")
    assert maintenance.verify(filled).problems == []
    maintenance.replay(filled, apply=True)
    assert dump(filled) == before


def test_every_kind_tells_how_far_it_is(filled):
    for kind in kept.KINDS:
        steps: list[tuple[int, int]] = []
        assert list(kind.wrong(filled.conn, lambda done, total, steps=steps: steps.append((done, total)))) == []
        assert steps
        assert steps[-1][0] == steps[-1][1] > 0


def test_a_mending_that_is_killed_goes_on(filled, monkeypatch):
    before = dump(filled)
    filled.conn.execute("update pages set parts = x'00'")

    def killed(*_values):
        raise KeyboardInterrupt

    monkeypatch.setattr(kept, "KINDS", [kind._replace(settle=killed) if kind.wrong is keeping.wrong_pages else kind for kind in kept.KINDS])
    with pytest.raises(KeyboardInterrupt):
        maintenance.replay(filled, apply=True)
    monkeypatch.undo()
    maintenance.replay(filled, apply=True)
    assert dump(filled)["pages"] == before["pages"]


@pytest.mark.parametrize("damage", ["zeroblob(length(marks))", "substr(marks, 2)", "x''"])
def test_damaged_fingerprints_stop_no_comparison(filled, sample_document, damage):
    filled.conn.execute(f"update reuse_sketches set marks = {damage}")
    filled.upsert(sample_document(year=2022, text="一、成效\n" + "另一份报告的文字与从前的不同，" * 9), url="http://a.gov.cn/2022")
    filled.upsert(sample_document(year=2024), url="http://a.gov.cn/2024")
    assert reuse.settle(filled) == 2
    maintenance.replay(filled, apply=True)
    assert maintenance.verify(filled).problems == []


def test_no_wrong_bit_of_a_passage_stops_a_reader(filled):
    name, raw = filled.conn.execute("select document_id, passages from reuse where kind = 'previous_year'").fetchone()
    whole = rows.pairs(filled.conn, name)[0]["passages"]
    assert whole == json.loads(raw)
    for place in range(min(len(raw), 60)):
        for bit in range(8):
            damaged = raw[:place] + chr(ord(raw[place]) ^ 1 << bit) + raw[place + 1:]
            filled.conn.execute("update reuse set passages = ?", (damaged,))
            for pair in rows.pairs(filled.conn, name):
                assert [len(passage) for passage in pair["passages"]] in ([], [4] * len(whole))


@pytest.mark.parametrize("share", ["x", b"x", float("inf"), -1, 1.5, None])
def test_a_share_that_is_none_is_not_told(filled, share):
    name = filled.conn.execute("select document_id from reuse where kind = 'previous_year'").fetchone()[0]
    assert rows.reused(filled.conn, name)["percent"] > 0
    filled.conn.execute("update reuse set share = ? where document_id = ?", (share, name))
    assert rows.reused(filled.conn, name) is None
    assert rows.pairs(filled.conn, name) == []
