"""Searches are prepared by a thread of the server: at its start, after commits, and without holding anybody up."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
from jinja2 import Environment

from archive import database, find
from archive.search import keeping
from archive.site import serve, warming

PATIENCE = 10.0


def until(what):
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.01)


@pytest.fixture
def warmer(fresh_site):
    made = warming.Warmer(fresh_site.data / database.NAME, poll=0.02)
    yield made
    made.stop()


def commit(data):
    with sqlite3.connect(data / database.NAME) as conn:
        conn.execute("update meta set value = value + 1 where key = 'generation'")
    conn.close()


def test_the_first_search_finds_everything_ready(fresh_site, warmer):
    warmer.start()
    conn = database.connect_readonly(fresh_site.data / database.NAME)
    try:
        until(lambda: {"year", "region", "date", "issuer"} <= set(keeping.kept_for(conn)._columns))
    finally:
        conn.close()


def test_a_commit_is_read_again_and_rest_is_kept(fresh_site, warmer, monkeypatch):
    asked = []
    monkeypatch.setattr(warming.find, "search", lambda _conn, query, **_: asked.append(query))
    warmer.start()
    until(lambda: len(asked) == len(warming.QUERIES))
    time.sleep(0.1)
    assert len(asked) == len(warming.QUERIES)
    commit(fresh_site.data)
    until(lambda: len(asked) == 2 * len(warming.QUERIES))


def test_readers_are_answered_meanwhile(fresh_site, warmer, monkeypatch):
    begun, may_end = threading.Event(), threading.Event()
    search = find.search

    def slow(conn, query, *rest, **options):
        if threading.current_thread().name == "warming":
            begun.set()
            assert may_end.wait(PATIENCE)
        return search(conn, query, *rest, **options)

    monkeypatch.setattr(warming.find, "search", slow)
    warmer.start()
    assert begun.wait(PATIENCE)
    assert fresh_site.get("/search?q=法治").status_code == 200
    may_end.set()


def test_stopping_interrupts_a_reading(fresh_site, warmer, monkeypatch, caplog):
    begun = threading.Event()

    def endless(conn, _query, **_options):
        begun.set()
        conn.execute("with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n").fetchone()

    monkeypatch.setattr(warming.find, "search", endless)
    warmer.poll = PATIENCE
    warmer.start()
    assert begun.wait(PATIENCE)
    time.sleep(0.05)
    warmer.stop()
    assert not warmer._thread.is_alive()
    assert not caplog.records


def test_a_damaged_archive_is_told_and_ends_the_thread(tmp_path, caplog):
    path = tmp_path / "archive.db"
    path.write_bytes(b"no database" * 1000)
    made = warming.Warmer(path, poll=0.02)
    made.start()
    made._thread.join(PATIENCE)
    made.stop()
    assert "no longer prepared" in caplog.text


def test_the_first_reader_waits_for_no_template(fresh_site, monkeypatch):
    started = []

    def start(warmer):
        started.append(warmer)

    monkeypatch.setattr(warming.Warmer, "start", start)
    monkeypatch.setattr(serve, "build", lambda _data: fresh_site.datasette)
    serve._warm(fresh_site.data)
    monkeypatch.setattr(warming.Warmer, "_watch", lambda *_: None)
    started[0]._run()
    monkeypatch.setattr(Environment, "compile", lambda *_, **__: pytest.fail("a template is compiled while a reader waits"))
    for path in ("/search?q=法治", "/zh/search?q=法治", "/en/search?q=法治"):
        assert fresh_site.get(path).status_code == 200
