"""Archives of older releases: opened in place, changed whole or not at all, and then no different from new ones."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from archive import database, migrations
from archive.errors import DamageError, UsageError
from archive.store import Archive

FIRST = Path(__file__).parent / "schema_1.sql"


@pytest.fixture
def old(tmp_path):
    """A data folder whose archive.db a release with schema version 1 has made, with a capture and a portal in it."""
    data = tmp_path / "old"
    data.mkdir()
    with closing(sqlite3.connect(data / "archive.db")) as conn:
        conn.execute("pragma journal_mode = wal")
        conn.executescript(FIRST.read_text(encoding="utf-8"))
        conn.executescript(
            "insert into meta values ('schema_version', '1'), ('generation', '7');"
            "insert into portals (id, name) values ('hill', '青山县');"
            "insert into captures (kind, url, fetched_at, verdict) values ('list', 'http://a.gov.cn/', '2025-01-01T00:00:00Z', 'ok');")
        conn.commit()
    return data


def shape(conn):
    """Every table with its kind, its columns, its indexes and its foreign keys."""
    out = {}
    for _, name, kind, _, without_rowid, strict in conn.execute("pragma table_list").fetchall():
        if name.startswith("sqlite_"):
            continue
        made = dict(conn.execute("select name, sql from sqlite_master where tbl_name = ?", (name,)).fetchall())
        indexes = {row[1]: (row[2:], made.get(row[1]), conn.execute(f"pragma index_xinfo({row[1]})").fetchall())
                   for row in conn.execute(f"pragma index_list({name})").fetchall()}
        out[name] = (kind, without_rowid, strict, conn.execute(f"pragma table_xinfo({name})").fetchall(), indexes,
                     conn.execute(f"pragma foreign_key_list({name})").fetchall(), made[name] if kind == "virtual" else None)
    return out


def programs(conn):
    """Triggers and views in their own words, without comments, blanks and case."""
    rows = conn.execute("select name, sql from sqlite_master where type in ('trigger', 'view')").fetchall()
    return {name: "".join(re.sub(r"--[^\n]*", "", sql).split()).lower() for name, sql in rows}


def test_a_migrated_archive_is_no_different_from_a_new_one(old, tmp_path):
    Archive.open(old).close()
    Archive.open(tmp_path / "new").close()
    with closing(sqlite3.connect(old / "archive.db")) as one, closing(sqlite3.connect(tmp_path / "new/archive.db")) as two:
        migrated, fresh = shape(one), shape(two)
        assert {name for name in fresh if migrated.get(name) != fresh[name]} == set()
        assert migrated.keys() == fresh.keys()
        assert programs(one) == programs(two)
        assert one.execute("pragma integrity_check").fetchone() == ("ok",)


def test_what_an_old_archive_held_is_kept(old):
    with Archive.open(old) as archive:
        assert archive.meta("schema_version") == str(migrations.VERSION)
        assert archive.generation >= "7"
        row = archive.conn.execute("select * from captures").fetchone()
        assert (row["url"], row["tls"]) == ("http://a.gov.cn/", None)
        archive.put_portals([{"id": "hill", "name": "青山县", "hosts": json.dumps(["a.gov.cn"])}])
        assert archive.conn.execute("select hosts from portals").fetchone()[0] == '["a.gov.cn"]'


def test_whoever_waits_is_told_why_once(old, caplog):
    Archive.open(old).close()
    assert [record.getMessage() for record in caplog.records] == [
        f"fazhi: the archive has schema version 1 and is brought to {migrations.VERSION} now; a large one takes seconds, others wait."]
    caplog.clear()
    Archive.open(old).close()
    assert caplog.records == []


def test_a_reader_opens_an_old_archive_too(old):
    with Archive.open(old, create=False, readonly=True) as archive:
        assert archive.conn.execute("select count(*) from captures where tls is null").fetchone()[0] == 1
        with pytest.raises(sqlite3.OperationalError):
            archive.conn.execute("delete from captures")


def test_a_reader_who_may_not_write_is_told_what_to_do(old, monkeypatch):
    monkeypatch.setattr(database, "connect", database.connect_readonly)
    with pytest.raises(UsageError, match=r"has schema version 1 and is read-only; let somebody .* `fazhi status` once"):
        Archive.open(old, create=False, readonly=True)


def test_a_step_that_fails_leaves_the_archive_as_it_was(old, monkeypatch):
    monkeypatch.setitem(migrations.STEPS, 2, (*migrations.STEPS[2], "create table meta (key text)"))
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        Archive.open(old)
    with closing(sqlite3.connect(old / "archive.db")) as conn:
        assert conn.execute("select value from meta where key = 'schema_version'").fetchone() == ("1",)
        assert "tls" not in {row[1] for row in conn.execute("pragma table_info(captures)")}


def test_several_processes_open_an_old_archive_at_once(old):
    faults = []

    def open_it():
        try:
            Archive.open(old).close()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test names it
            faults.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert faults == []


@pytest.mark.parametrize("version", ["99", "", "1.5", "-1", "new", "²", None])
def test_a_version_that_is_newer_or_none_is_refused_with_a_sentence(old, version):
    with closing(sqlite3.connect(old / "archive.db")) as conn:
        conn.execute("delete from meta where key = 'schema_version'")
        if version is not None:
            conn.execute("insert into meta values ('schema_version', ?)", (version,))
        conn.commit()
    with pytest.raises(DamageError, match=rf"schema version (99|unknown), this program reads versions up to {migrations.VERSION};"):
        Archive.open(old)


def test_steps_follow_each_other_without_a_gap():
    assert list(migrations.STEPS) == list(range(2, migrations.VERSION + 1))


def test_new_columns_stand_in_the_schema_with_their_meaning():
    schema = (Path(database.__file__).parent / "schema.sql").read_text(encoding="utf-8")
    for statements in migrations.STEPS.values():
        for column in re.findall(r"add column (\w+)", " ".join(statements)):
            assert re.search(rf"^\s+{column} .*-- \S", schema, re.MULTILINE), column
