"""What verify says of reuse, and what an export of some reports keeps of it."""

from __future__ import annotations

import io
import sqlite3

import pytest

from archive import maintenance, reuse
from archive.export import sqlite_copy


@pytest.fixture
def compared(archive, sample_document):
    for year in (2021, 2022, 2023):
        archive.upsert(sample_document(year=year), url=f"http://a.gov.cn/{year}")
    reuse.settle(archive)
    return archive


def test_sound_rows_are_no_problem(compared):
    assert compared.conn.execute("select count(*) from reuse").fetchone()[0] == 2
    assert maintenance.verify(compared).problems == []


@pytest.mark.parametrize(("sql", "words"), [
    ("update reuse set other_id = 'x' where rowid = 1", "names a document that does not exist"),
    ("update reuse set passages = '[[0, 1, 0, 99999]]' where rowid = 1", "behind the end of a text"),
    ("update reuse set passages = '[[0, 99999, 0, 1]]' where rowid = 1", "behind the end of a text"),
])
def test_every_disagreement_is_found(compared, sql, words):
    compared.conn.execute(sql)
    assert any(words in problem for problem in maintenance.verify(compared).problems)


def test_what_older_rules_have_kept_is_outdated_and_not_wrong(compared):
    compared.conn.execute("update reuse set passages = '[[0, 1, 0, 1]]' where rowid = 1")
    assert maintenance.verify(compared).problems
    compared.conn.execute("update meta set value = '1' where key = 'reuse'")
    assert maintenance.verify(compared).problems == []
    reuse.settle(compared)
    assert compared.conn.execute("select count(*) from reuse where passages = '[[0, 1, 0, 1]]'").fetchone()[0] == 0
    assert maintenance.verify(compared).problems == []


def test_an_export_keeps_pairs_of_which_it_has_both(compared, tmp_path):
    ids = [row[0] for row in compared.conn.execute("select id from documents where report_year > 2021")]
    out = io.BytesIO()
    sqlite_copy.write_db(compared.conn, ids, out)
    (tmp_path / "copy.db").write_bytes(out.getvalue())
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("select kind, share > 0.5 from reuse").fetchall() == [("previous_year", 1)]
