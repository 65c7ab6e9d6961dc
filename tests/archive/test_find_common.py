"""What the file keeps for common words tells the same as the index, at any time, and only where it is worth it."""

from __future__ import annotations

import random
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest

from archive import find, indexing
from archive.find import Filters
from archive.maintenance import verifying
from archive.search import bits, common, keeping
from archive.store import Archive

WORDS = ("法治政府建设", "行政复议", "听证", "依法行政", "应诉", "甲", "2023年")
QUERIES = ("法治政府建设", "治政府建", "行政复议", "行政 复议", "听证 OR 应诉", "应诉 -甲", "法", "甲", "-法治 听证", "依法行政 2023年",
           "行政复议 -依法行政", "法治政府建设依法", "title:法治", '"行政，复议"')


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(common, "MIN_DOCUMENTS", 20)
    monkeypatch.setattr(common, "BEHIND", 5)
    monkeypatch.setattr(common, "_STALE_SQL", common._STALE_SQL.replace("> 100", "> 5"))
    with Archive.open(tmp_path) as opened:
        yield opened


def put(archive: Archive, random_: random.Random, rowid: int, words: tuple[str, ...] = WORDS) -> None:
    title, text = ("，".join(random_.choices(words, k=count)) for count in (1, 5))
    with archive.transaction() as conn:
        old = conn.execute("select title, text from documents join texts using (rowid) where rowid = ?", (rowid,)).fetchone()
        if old:
            indexing.remove(conn, rowid, *old)
            conn.execute("delete from texts where rowid = ?", (rowid,))
            conn.execute("delete from documents where rowid = ?", (rowid,))
        conn.execute(
            """insert into documents (rowid, id, title, kind, verdict, in_index, first_seen, last_seen, text_sha256, text_chars, extractor)
            values (?, ?, ?, 'annual_report', 'ok', 1, '', '', '', 0, '1')""", (rowid, f"d{rowid}", title))
        conn.execute("insert into texts values (?, ?, ?)", (rowid, f"d{rowid}", text))
        indexing.add(conn, rowid, title, text)
        conn.execute("update meta set value = cast(value as integer) + 1 where key = 'generation'")


def fill(archive: Archive, count: int = 40) -> random.Random:
    random_ = random.Random(3)
    for rowid in range(1, count + 1):
        put(archive, random_, rowid)
    return random_


def answers(conn: sqlite3.Connection) -> list[list[str]]:
    keeping._files.clear()
    return [find.all_ids(conn, query) for query in QUERIES]


def truth(conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    with monkeypatch.context() as without:
        without.setattr(keeping, "stored", lambda *_: None)
        return answers(conn)


def asked_of_the_index(conn: sqlite3.Connection, query: str) -> list[str]:
    keeping._files.clear()
    seen: list[str] = []
    conn.set_trace_callback(seen.append)
    find.search(conn, query)
    conn.set_trace_callback(None)
    return [sql for sql in seen if " match " in sql]


def test_common_words_are_found_without_the_index(archive, monkeypatch):
    fill(archive)
    assert asked_of_the_index(archive.conn, "行政复议")
    expected = truth(archive.conn, monkeypatch)
    assert common.settle(archive) > 20
    assert not asked_of_the_index(archive.conn, "行政复议")
    assert not asked_of_the_index(archive.conn, "听证 OR 应诉 -甲")
    assert asked_of_the_index(archive.conn, "复议依法")
    assert answers(archive.conn) == expected
    assert common.settle(archive) == 0


def test_they_stay_exact_after_every_change(archive, monkeypatch):
    random_ = fill(archive)
    common.settle(archive)
    for step in range(14):
        put(archive, random_, random_.randint(1, 45))
        assert answers(archive.conn) == truth(archive.conn, monkeypatch), step
        if step % 4 == 3:
            common.settle(archive)
    monkeypatch.setattr(keeping, "MAX_CHANGED", 0)
    put(archive, random_, 7)
    assert asked_of_the_index(archive.conn, "行政复议")


def test_words_are_looked_up_again_after_many_changes_only(archive):
    random_ = fill(archive)
    count = common.settle(archive)
    for rowid in range(1, 6):
        put(archive, random_, rowid)
    assert common.settle(archive) == 0
    put(archive, random_, 6)
    assert common.settle(archive) == count
    assert asked_of_the_index(archive.conn, "行政复议") == []


def test_what_changed_behind_the_last_step_of_the_generation_makes_no_word_useless(archive, monkeypatch):
    fill(archive)
    monkeypatch.setattr(keeping, "MAX_CHANGED", 10)
    archive.conn.execute("update documents set title = title")
    expected, count = truth(archive.conn, monkeypatch), common.settle(archive)
    assert count > 20
    assert asked_of_the_index(archive.conn, "行政复议") == []
    assert answers(archive.conn) == expected
    assert common.settle(archive) == 0


def test_a_settling_that_was_killed_goes_on(archive, monkeypatch):
    fill(archive)
    expected = truth(archive.conn, monkeypatch)

    def killed(done: int, _total: int) -> None:
        if done >= 2 * common.BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        common.settle(archive, killed)
    waiting = archive.conn.execute("select count(*) from common_words where documents is null").fetchone()[0]
    assert waiting > 0
    assert answers(archive.conn) == expected
    assert common.settle(archive) == waiting


def test_words_are_chosen_anew_when_the_archive_has_grown(archive, monkeypatch):
    random_ = fill(archive)
    common.settle(archive)
    for rowid in range(41, 121):
        put(archive, random_, rowid, ("数字平台",))
    common.settle(archive)
    words = {row[0] for row in archive.conn.execute("select word from common_words")}
    assert "数字平台" in words
    assert answers(archive.conn) == truth(archive.conn, monkeypatch)


def test_small_archives_and_old_files_do_without(archive, monkeypatch):
    fill(archive, 19)
    assert common.settle(archive) == 0
    expected = answers(archive.conn)
    archive.conn.execute("drop table common_words")
    assert answers(archive.conn) == expected


def test_another_segmenter_forgets_them(archive):
    fill(archive)
    common.settle(archive)
    with archive.transaction() as conn:
        indexing.rebuild(conn)
    assert archive.conn.execute("select count(*) from common_words").fetchone()[0] == 0
    assert common.settle(archive) > 0


@pytest.mark.parametrize("damage", [bits.packed(2), b"damaged"])
def test_verify_compares_them_with_the_index(archive, damage):
    fill(archive)
    common.settle(archive)
    report = verifying.VerifyReport()
    verifying.check_kept(archive, report, lambda _done, _total: None)
    assert report.problems == []
    archive.conn.execute("update common_words set documents = ? where word = '行政复议'", (damage,))
    verifying.check_kept(archive, report, lambda _done, _total: None)
    assert len(report.problems) == 1
    assert "行政复议" in report.problems[0]


@pytest.mark.parametrize("damage", [b"damaged", b"", "行政", bits.packed(6)[:-1]])
def test_a_search_for_a_word_with_damaged_documents_asks_the_index(archive, monkeypatch, damage):
    fill(archive)
    expected = truth(archive.conn, monkeypatch)
    common.settle(archive)
    archive.conn.execute("update common_words set documents = ?", (damage,))
    assert asked_of_the_index(archive.conn, "行政复议")
    assert answers(archive.conn) == expected


def test_which_reports_have_a_part_is_kept_too(archive, monkeypatch):
    def asked(role: str) -> tuple[list[str], bool]:
        keeping._files.clear()
        seen: list[str] = []
        archive.conn.set_trace_callback(seen.append)
        found = find.all_ids(archive.conn, "", Filters(role=role))
        archive.conn.set_trace_callback(None)
        return found, any("s.role = 'plan'" in sql and "json_each" not in sql for sql in seen)

    random_ = fill(archive)
    archive.conn.executemany("insert into sections values (?, 1, 1, '', 'plan', 0, 1)", ((f"d{rowid}",) for rowid in (3, 5, 8)))
    expected, all_read = asked("plan")
    assert (sorted(expected), all_read) == (["d3", "d5", "d8"], True)
    common.settle(archive)
    assert asked("plan") == (expected, False)
    archive.conn.execute("delete from sections where document_id = 'd5'")
    put(archive, random_, 5)
    assert sorted(asked("plan")[0]) == ["d3", "d8"]
    assert asked("signature") == ([], False)


def test_phrases_come_first_and_no_more_words_than_wanted(monkeypatch):
    texts = ["法治政府", "法治，改革", "法治政府改革", "甲"] * 3
    found = common.common_words(texts)
    assert found[:5] == ["治政府", "法治政", "法治政府", "府改革", "政府改"]
    assert found[-1] == "甲"
    monkeypatch.setattr(common, "WORDS", 2)
    assert common.common_words(texts) == found[:2]


def test_a_set_survives_its_packing():
    random_ = random.Random(1)
    for size in (0, 1, 9, 1000):
        found = random_.getrandbits(size) if size else 0
        assert bits.unpacked(bits.packed(found)) == found


def test_the_table_is_the_same_in_a_new_file_and_an_upgraded_one():
    conn = sqlite3.connect(":memory:")
    conn.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    assert [row[1] for row in conn.execute("pragma table_info(common_words)")] == ["word", "documents", "generation"]
