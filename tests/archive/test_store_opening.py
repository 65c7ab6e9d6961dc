"""The archive as a place: made, opened, shared, refused, and what the system says against it."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import read, zh
from archive.errors import DamageError, FazhiError, UsageError
from archive.model import Document
from archive.store import Archive

Make = Callable[..., Document]
ONE, TWO = (f"http://www.qy-demo.gov.cn/art/{number}.html" for number in (1, 2))


def count(archive: Archive, table: str) -> int:
    return archive.conn.execute(f"select count(*) from {table}").fetchone()[0]


def test_a_new_archive_has_its_folders_tables_and_regions(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "deep" / "data") as archive:
        assert {path.name for path in archive.data.iterdir()} >= {"archive.db", "warc", "files", "logs"}
        assert archive.meta("schema_version") == "4"
        assert archive.meta("segmenter") == zh.SEGMENTER
        assert archive.conn.execute("pragma journal_mode").fetchone()[0] == "wal"
        assert count(archive, "regions") > 3000
    with Archive.open(tmp_path / "deep" / "data", create=False) as again:
        assert again.generation == read.generation(again.conn)


def test_opening_without_an_archive_is_wrong_usage(tmp_path: Path) -> None:
    for readonly in (False, True):
        with pytest.raises(UsageError, match="there is no archive in"):
            Archive.open(tmp_path / "nothing", create=False, readonly=readonly)
    assert not (tmp_path / "nothing").exists()


def test_damaged_and_foreign_databases_are_named(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "archive.db").write_bytes(b"this is no database, only some words" * 50)
    with pytest.raises(DamageError, match="is no SQLite database"):
        Archive.open(data)
    (data / "archive.db").unlink()
    with sqlite3.connect(data / "archive.db") as foreign:
        foreign.execute("create table cats (name text)")
    with pytest.raises(DamageError, match="but no archive"):
        Archive.open(data)
    assert DamageError.exit_code == 3


def test_another_schema_version_is_refused(archive: Archive) -> None:
    archive.set_meta("schema_version", "99")
    with pytest.raises(DamageError, match="schema version 99, this program reads versions up to 4"):
        Archive.open(archive.data)


def test_a_torn_database_is_damage(archive: Archive, sample_document: Make) -> None:
    for number in range(20):
        archive.upsert(sample_document(f"第{number}县人民政府"), url=f"{ONE}?{number}")
    archive.conn.execute("pragma wal_checkpoint(truncate)")
    archive.close()
    path = archive.data / "archive.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.raises(DamageError, match="restore it from a backup"):
        Archive.open(archive.data)


@pytest.mark.parametrize("where", ["file", "below"])
def test_a_file_where_the_folder_should_be(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("x")
    path = tmp_path / "file" if where == "file" else tmp_path / "file" / "below"
    with pytest.raises(FazhiError, match=r"is a file|lies below one") as caught:
        Archive.open(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(("number", "words"), [
    (errno.EACCES, "no permission"), (errno.EROFS, "read-only file system"), (errno.ENOSPC, "is full"),
])
def test_what_the_system_refuses_becomes_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int,
                                                    words: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(FazhiError, match=words) as caught:
        Archive.open(tmp_path / "data")
    assert caught.value.exit_code == (1 if number == errno.ENOSPC else 2)   # a wrong --data is wrong usage


def test_a_full_disk_undoes_the_whole_transaction(archive: Archive, sample_document: Make) -> None:
    archive.upsert(sample_document(), url=ONE)
    pages = archive.conn.execute("pragma page_count").fetchone()[0]
    archive.conn.execute(f"pragma max_page_count = {pages + 2}")
    with pytest.raises(FazhiError, match="is full"):
        archive.upsert(sample_document("远山县人民政府", text="山高水长。" * 30_000), url=TWO)
    archive.conn.execute("pragma max_page_count = 1000000")
    assert count(archive, "documents") == 1
    assert archive.upsert(sample_document("远山县人民政府"), url=TWO).outcome == "new"


def test_readonly_cannot_write_and_reads_what_others_write(archive: Archive, sample_document: Make) -> None:
    with Archive.open(archive.data, readonly=True) as reader:
        archive.upsert(sample_document(), url=ONE)
        assert count(reader, "documents") == 1
        with pytest.raises(FazhiError, match="read-only"):
            reader.upsert(sample_document("远山县人民政府"), url=TWO)


def test_transactions_nest(archive: Archive) -> None:
    with archive.transaction():
        archive.set_meta("outer", "1")
        with contextlib.suppress(KeyError), archive.transaction() as conn:
            conn.execute("insert into meta values ('inner', '1')")
            raise KeyError
    assert (archive.meta("outer"), archive.meta("inner")) == ("1", None)


def test_several_processes_may_make_and_write_one_archive(tmp_path: Path) -> None:
    code = ("import sys; from pathlib import Path; from archive.store import Archive\n"
            "with Archive.open(Path(sys.argv[1])) as a:\n"
            "    for i in range(25): a.set_meta(f'{sys.argv[2]}-{i}', 'x')")
    children = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "data"), str(n)]) for n in range(3)]
    assert [child.wait(60) for child in children] == [0, 0, 0]
    with Archive.open(tmp_path / "data") as archive:
        assert archive.conn.execute("select count(*) from meta where value = 'x'").fetchone()[0] == 75


def test_portals_and_runs(archive: Archive) -> None:
    before = archive.generation
    archive.put_portals([{"id": "a", "name": "甲", "region_code": "990001", "delay": 3}, {"id": "b", "name": "乙"}])
    archive.put_portals([{"id": "a", "name": "甲县", "enabled": False}])
    rows = [tuple(row) for row in archive.conn.execute("select id, name, region_code, enabled from portals order by id")]
    assert rows == [("a", "甲县", "990001", 0), ("b", "乙", None, 1)]
    assert archive.generation != before
    run = archive.start_run("crawl")
    archive.end_run(run, 1, {"problems": ["甲"]})
    assert tuple(archive.conn.execute("select command, exit_code, summary from runs").fetchone()) == (
        "crawl", 1, '{"problems": ["甲"]}')
