"""What a crawl still has to fetch, when it looks again, and who holds the portal."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial

import pytest

from archive import times
from archive.errors import FazhiError
from archive.intake.recorder import Exchange, Recorder
from archive.store import Archive
from crawler.base.choice import Choice
from crawler.base.lists import ListEntry
from crawler.frontier import Found, Frontier, Lease, is_dead, new_owner, next_look


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "data") as opened:
        yield opened


def entries(*numbers):
    return tuple(ListEntry(f"http://h.gov.cn/{n}.html", f"第{n}号") for n in numbers)


def found(*numbers, followed=True):
    return [Found(entry, Choice("annual_report", "r", followed)) for entry in entries(*numbers)]


def test_frontier_of_a_portal(archive):
    frontier = Frontier(archive, "hill")
    frontier.add_entries("http://h.gov.cn/", "http://h.gov.cn/", found(1, 2) + found(3, followed=False))
    frontier.add_entries("http://h.gov.cn/", "http://h.gov.cn/", found(1))
    assert [row["url"] for row in frontier.due()] == ["http://h.gov.cn/1.html", "http://h.gov.cn/2.html"]
    assert frontier.known("http://h.gov.cn/") == {f"http://h.gov.cn/{n}.html" for n in (1, 2, 3)}
    frontier.done("http://h.gov.cn/1.html", status=200, sha256="a", etag='"1"', modified=None,
                  files=[ListEntry("http://h.gov.cn/1.pdf", "附件")])
    assert [(row["url"], row["kind"]) for row in frontier.due()] == [
        ("http://h.gov.cn/2.html", "detail"), ("http://h.gov.cn/1.pdf", "attachment")]
    assert len(frontier.due(everything=True)) == 3
    frontier.failed("http://h.gov.cn/2.html", 500)
    assert [row["state"] for row in frontier.due() if row["kind"] == "detail"] == ["failed"]
    assert Frontier(archive, "dale").due() == []


def test_a_large_frontier_is_read_in_slices(archive, monkeypatch):
    monkeypatch.setattr("crawler.frontier.SLICE", 3)
    frontier = Frontier(archive, "hill")
    frontier.add_entries("http://h.gov.cn/", "http://h.gov.cn/", found(*range(8)))
    tried, steps = set(), []
    while slice_ := frontier.due(without=tried):
        steps.append(len(slice_))
        tried |= {row["url"] for row in slice_}
        frontier.failed(slice_[0]["url"], 500)      # still due, and must not hide what comes behind it
    assert len(tried) == 8
    assert max(steps) == 3
    assert sum(steps) == 8


def test_a_first_fetch_is_done_only_with_the_capture_that_holds_it(archive):
    frontier = Frontier(archive, "hill")
    frontier.add_entries("http://h.gov.cn/", "http://h.gov.cn/", found(1, 2))

    def mark(number):
        return partial(frontier.first_done, url=f"http://h.gov.cn/{number}.html", status=200, sha256="a", etag='"1"', modified=None)

    def breaks(_conn):
        raise OSError(28, "No space left on device")
    exchanges = [Exchange(f"http://h.gov.cn/{n}.html", "detail", status=200, body=b"<html>") for n in (1, 2)]
    with Recorder(archive, durable=False) as recorder:
        with pytest.raises(FazhiError, match="is full; free some space"):
            recorder.record_many(exchanges, [mark(1), breaks])
        assert archive.conn.execute("select count(*) from captures").fetchone()[0] == 0
        assert [row["state"] for row in frontier.due()] == ["new", "new"]
        assert len(recorder.record_many(exchanges, [mark(1), None])) == 2
    assert [row["url"] for row in frontier.due()] == ["http://h.gov.cn/2.html"]
    row = row_of(archive, "http://h.gov.cn/1.html")
    assert (row["state"], row["etag"], row["body_sha256"], row["misses"]) == ("done", '"1"', "a", 0)
    assert times.parse(row["next_check_at"]) - times.parse(row["fetched_at"]) == timedelta(days=1)


def row_of(archive, url):
    return archive.conn.execute("select * from frontier where url = ?", (url,)).fetchone()


def test_looks_grow_rarer_until_a_change(archive):
    frontier = Frontier(archive, "hill")
    frontier.add_entries("c", "c", found(1))
    url = "http://h.gov.cn/1.html"
    days = []
    for digest, status in (("a", 200), ("a", 200), ("a", 304), ("a", 200), ("a", 304), ("a", 200), ("b", 200), ("b", 304)):
        frontier.done(url, status=status, sha256=None if status == 304 else digest, etag="e", modified=None)
        row = row_of(archive, url)
        days.append((times.parse(row["next_check_at"]) - times.parse(row["fetched_at"])).days)
    assert days == [1, 7, 30, 180, 365, 365, 1, 7]
    assert row_of(archive, url)["body_sha256"] == "b"
    assert next_look({"fetched_at": None, "next_check_at": None}, same=True) == timedelta(days=1)


def test_gone_after_two_misses_a_day_apart(archive):
    frontier = Frontier(archive, "hill")
    frontier.add_entries("c", "c", found(1))
    url = "http://h.gov.cn/1.html"
    for _ in range(3):
        frontier.missing(url, 404)
    assert (row_of(archive, url)["state"], row_of(archive, url)["misses"]) == ("failed", 1)
    with archive.transaction() as conn:
        conn.execute("update frontier set fetched_at = '2020-01-01T00:00:00Z'")
    frontier.missing(url, 410)
    assert row_of(archive, url)["state"] == "gone"
    assert frontier.due(everything=True) == []
    frontier.add_entries("c", "c", found(1))
    assert [row["state"] for row in frontier.due()] == ["new"]


def test_leases(archive):
    mine, other = Lease(archive, "hill"), Lease(archive, "hill")
    assert mine.take() is None
    assert mine.take() is None
    assert other.take() == mine.owner
    mine.release()
    assert other.take() is None
    machine = other.owner.split(":")[0]
    for owner in (f"{machine}:{2**22 + 1}:0.abc", f"{machine}:{os.getpid()}:1.abc"):     # no such process; number used again
        with archive.transaction() as conn:
            conn.execute("update leases set owner = ?", (owner,))
        assert mine.take() is None
    with archive.transaction() as conn:
        conn.execute("update leases set owner = 'elsewhere:1:0.abc'")
    assert mine.take() == "elsewhere:1:0.abc"
    with archive.transaction() as conn:
        conn.execute("update leases set expires_at = '2020-01-01T00:00:00Z'")
    assert mine.take() is None


def test_owners():
    owner = new_owner()
    assert len(owner.split(":")) == 3
    assert not is_dead(owner)
    assert not is_dead("")
