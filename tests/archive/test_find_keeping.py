"""What searches keep is brought up to date with every commit: it always equals a search that has kept nothing."""

from __future__ import annotations

import random
import sqlite3
from importlib.resources import files

import pytest

from archive import find, indexing
from archive.find import Filters
from archive.search import keeping

WORDS = ("行政复议", "法治政府", "合法性审查", "听证", "甲", "2023年", "应诉", "复议")
QUESTIONS = ("", "行政复议", "复议", "甲", "法治 听证", "复议 OR 应诉", "-听证 复议", "title:法治", "year:2021", "2023年", "issuer:乙县",
             "region:331121", "复议，听证，应诉，甲，甲，甲，听证，甲")
PLACES = (("331121", "青田县"), ("330106", "西湖区"), ("440300", "深圳市"))


def make(path):
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("pragma synchronous = off")
    conn.execute("pragma journal_mode = wal")
    conn.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    conn.execute("insert into meta values ('generation', '1')")
    return conn


class Editor:
    """Writes, changes and deletes documents at random, each time in a transaction of its own."""

    def __init__(self, path, seed):
        self.conn = make(path)
        self.random = random.Random(seed)
        self.texts = {}

    def words(self, count):
        return "，".join(self.random.choices(WORDS, k=count))

    def facts(self):
        code, name = self.random.choice(PLACES)
        return (self.random.choice((2020, 2021, None)), code, name, self.random.choice(("甲县人民政府", "乙县人民政府")),
                self.random.choice((None, "2021-01-02", "2022-03", "2023-05-06")), self.random.choice((0, 1, 1)))

    def step(self):
        self.conn.execute("begin")
        for _ in range(self.random.randint(1, 3)):
            self.random.choice((self.add, self.add, self.retell, self.correct, self.delete))()
        self.conn.execute("update meta set value = cast(value as integer) + 1 where key = 'generation'")
        self.conn.execute("commit")

    def add(self):
        rowid = max(self.texts, default=0) + self.random.randint(1, 3)
        title, text = self.words(2), self.words(6)
        self.conn.execute(
            """insert into documents (rowid, id, title, kind, verdict, report_year, region_code, region_name, issuer, date_published,
            in_index, first_seen, last_seen, text_sha256, text_chars, extractor)
            values (?, ?, ?, 'annual_report', 'ok', ?, ?, ?, ?, ?, ?, '', '', '', 0, '1')""",
            (rowid, f"d{rowid}-{self.random.random()}", title, *self.facts()),
        )
        self.conn.execute("insert into texts select rowid, id, ? from documents where rowid = ?", (text, rowid))
        indexing.add(self.conn, rowid, title, text)
        self.texts[rowid] = (title, text)

    def retell(self):
        if self.texts:
            rowid = self.random.choice(list(self.texts))
            title, text = self.words(2), self.words(6)
            indexing.remove(self.conn, rowid, *self.texts[rowid])
            indexing.add(self.conn, rowid, title, text)
            self.conn.execute("update documents set title = ?, text_sha256 = ? where rowid = ?", (title, text, rowid))
            self.conn.execute("update texts set text = ? where rowid = ?", (text, rowid))
            self.texts[rowid] = (title, text)

    def correct(self):
        if self.texts:
            self.conn.execute(
                "update documents set report_year = ?, region_code = ?, region_name = ?, issuer = ?, date_published = ?, in_index = ? "
                "where rowid = ?", (*self.facts(), self.random.choice(list(self.texts))))

    def delete(self):
        if len(self.texts) > 3:
            rowid = self.random.choice(list(self.texts))
            indexing.remove(self.conn, rowid, *self.texts.pop(rowid))
            self.conn.execute("delete from texts where rowid = ?", (rowid,))
            self.conn.execute("delete from documents where rowid = ?", (rowid,))


def answers(conn):
    found = []
    for query in QUESTIONS:
        for sort in find.SORTS:
            results = find.search(conn, query, sort=sort, facets=True, limit=50)
            found.append((query, sort, results.total, [hit.id for hit in results.hits], results.facets))
    narrow = Filters(year=2021, region="青田县", issuer="甲县人民政府", since="2021", until="2022-03")
    found.append((find.search(conn, "甲", narrow).total, find.all_ids(conn, "复议", Filters(kind="any"))))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_after_every_commit_searches_see_what_a_fresh_start_sees(tmp_path, seed):
    path = tmp_path / "archive.db"
    editor, reader = Editor(path, seed), sqlite3.connect(path)
    for step in range(25):
        editor.step()
        if step % 3 or step > 20:   # several commits may pass between two searches
            kept = answers(reader)
            keeping._files.clear()
            assert kept == answers(reader), step


def test_only_what_has_changed_is_read_again(tmp_path, monkeypatch):
    path = tmp_path / "archive.db"
    editor, reader = Editor(path, 5), sqlite3.connect(path)
    for _ in range(10):
        editor.step()
    answers(reader)
    asked = []
    real = keeping.read_rows
    monkeypatch.setattr(keeping, "read_rows", lambda conn, sql, values=(): asked.append((sql, tuple(values))) or real(conn, sql, values))
    editor.step()
    find.search(reader, "行政复议")
    matched = [sql for sql, values in asked if "match" in sql]
    assert matched
    assert all("rowid between" in sql for sql in matched)


def test_many_changes_and_files_without_the_table_are_read_anew(tmp_path, monkeypatch):
    path = tmp_path / "archive.db"
    editor, reader = Editor(path, 6), sqlite3.connect(path)
    for _ in range(10):
        editor.step()
    answers(reader)
    monkeypatch.setattr(keeping, "MAX_CHANGED", 0)
    editor.step()
    kept = answers(reader)
    for name in ("changes_insert", "changes_update", "changes_delete"):
        editor.conn.execute(f"drop trigger {name}")
    editor.conn.execute("drop table changes")
    for _ in range(5):
        editor.step()
    later = answers(reader)
    keeping._files.clear()
    assert later == answers(reader) != kept


def test_a_reader_of_an_earlier_state_sees_that_state(tmp_path):
    path = tmp_path / "archive.db"
    editor = Editor(path, 7)
    early, late = (sqlite3.connect(path, isolation_level=None) for _ in range(2))
    for _ in range(5):
        editor.step()
    early.execute("begin")
    before = answers(early)
    for _ in range(5):
        editor.step()
    after = answers(late)
    assert answers(early) == before != after
    assert answers(late) == after


def test_only_so_many_answers_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "ANSWERS", 3)
    editor, reader = Editor(tmp_path / "archive.db", 8), sqlite3.connect(tmp_path / "archive.db")
    editor.step()
    for number in range(40):
        find.search(reader, f"行政复议{chr(0x4e00 + number)}", Filters(issuer=str(number)))
    kept = keeping.kept_for(reader)
    assert len(kept._answers) <= 3
    assert len(kept._recent) <= 3
