"""The recorder: nothing that was acknowledged is ever lost, whatever happens in between."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import maintenance
from archive.errors import FazhiError
from archive.intake import recorder
from archive.intake.recorder import Exchange, Recorder
from archive.store import Archive
from archive.warc import storage

Make = Callable[..., Exchange]
URL = "http://www.qy-demo.gov.cn/art/1.html"


def captures(archive: Archive) -> list[dict[str, object]]:
    return [dict(row) for row in archive.conn.execute("select * from captures order by id")]


def types(archive: Archive) -> list[str]:
    return [item.record.type for path in sorted((archive.data / "warc").iterdir()) for item in storage.scan(path)
            if item.record]


def test_an_exchange_becomes_records_and_a_row(archive: Archive, exchange: Make) -> None:
    with Recorder(archive, worker="w 1/../x") as keeper:
        number = keeper.record(exchange(URL, b"<p>body</p>", column="/col/1", list_title="报告", run_id=3,
                                        request_headers=[("Host", "www.qy-demo.gov.cn"), ("Accept", "*/*")]))
    (row,) = captures(archive)
    assert row["id"] == number
    assert (row["url"], row["status"], row["bytes"], row["media_type"]) == (URL, 200, 11, "text/html")
    assert (row["column"], row["list_title"], row["run_id"]) == ("/col/1", "报告", 3)
    assert (row["extracted"], row["verdict"]) == (None, None)
    assert str(row["file"]).startswith("w-1-x-")
    assert types(archive) == ["warcinfo", "response", "request"]
    answer = storage.read_response(archive.data, str(row["file"]), int(str(row["offset"])), int(str(row["length"])))
    assert (answer.body, answer.date) == (b"<p>body</p>", row["fetched_at"])
    assert maintenance.verify(archive).problems == []


def test_a_failed_exchange_is_a_row_without_a_record(archive: Archive, exchange: Make) -> None:
    with Recorder(archive) as keeper:
        keeper.record(exchange(URL, None, status=None, error="the host did not answer within 30 seconds."))
    (row,) = captures(archive)
    assert (row["file"], row["verdict"], row["extracted"]) == (None, "failed", "-")
    assert list((archive.data / "warc").iterdir()) == []


def test_lists_never_wait_for_an_extractor(archive: Archive, exchange: Make) -> None:
    with Recorder(archive) as keeper:
        keeper.record_many([exchange(f"{URL}?{kind}", b"x", kind=kind) for kind in ("list", "robots", "detail")])
    assert [row["extracted"] for row in captures(archive)] == ["-", "-", None]


def test_the_same_body_again_is_a_revisit(archive: Archive, exchange: Make) -> None:
    with Recorder(archive) as keeper:
        for minutes in (0, 60, 120):
            keeper.record(exchange(URL, b"<p>same</p>", minutes=minutes))
        keeper.record(exchange(URL, b"<p>other</p>", minutes=180))
        keeper.record(exchange(URL, b"<p>same</p>", minutes=240))
        keeper.record(exchange(URL, b"<p>same</p>", minutes=300, status=404))
    rows = captures(archive)
    assert [row["refers_to"] for row in rows] == [None, 1, 1, None, None, None]
    assert types(archive).count("revisit") == 2
    row = rows[1]
    record = storage.read_record(archive.data / "warc", *(row[name] for name in ("file", "offset", "length")))  # type: ignore[arg-type]
    assert record.block == b""
    assert record.headers["warc-refers-to-target-uri"] == URL
    assert record.headers["warc-refers-to-date"] == rows[0]["fetched_at"]
    assert record.headers["warc-payload-digest"] == storage.read_record(
        archive.data / "warc", *(rows[0][name] for name in ("file", "offset", "length"))).headers["warc-payload-digest"]  # type: ignore[arg-type]
    assert maintenance.verify(archive).problems == []


def test_repetitions_inside_one_batch_refer_to_its_first(archive: Archive, exchange: Make) -> None:
    with Recorder(archive) as keeper:
        keeper.record_many([exchange(URL, b"same", minutes=minutes) for minutes in range(3)])
    assert [row["refers_to"] for row in captures(archive)] == [None, 1, 1]
    assert maintenance.verify(archive).problems == []


def test_not_modified_refers_to_the_last_good_answer(archive: Archive, exchange: Make) -> None:
    with Recorder(archive) as keeper:
        keeper.record(exchange(URL, b"<p>body</p>"))
        keeper.record(exchange(URL, b"broken", status=502, minutes=10))
        keeper.record(exchange(URL, b"", status=304, minutes=20))
        keeper.record(exchange("http://www.qy-demo.gov.cn/unknown", b"", status=304, minutes=20))
    rows = captures(archive)
    assert [row["refers_to"] for row in rows] == [None, None, 1, None]
    assert rows[2]["sha256"] == rows[0]["sha256"]
    record = storage.read_record(archive.data / "warc", *(rows[2][name] for name in ("file", "offset", "length")))  # type: ignore[arg-type]
    assert "server-not-modified" in record.headers["warc-profile"]
    assert maintenance.verify(archive).problems == []


def test_a_new_file_begins_at_the_limit(archive: Archive, exchange: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "MAX_FILE", 2_000)
    with Recorder(archive) as keeper:
        for number in range(6):
            keeper.record(exchange(f"{URL}?{number}", os.urandom(900)))
    files = sorted(path.name for path in (archive.data / "warc").iterdir())
    assert len(files) == 3
    assert {row["file"] for row in captures(archive)} == set(files)
    assert maintenance.verify(archive).problems == []


def test_a_full_disk_leaves_nothing_half_done(archive: Archive, exchange: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write

    def half_then_full(fd: int, data: bytes) -> int:
        real(fd, bytes(data)[:100])
        raise OSError(errno.ENOSPC, "no space")

    with Recorder(archive) as keeper:
        keeper.record(exchange(f"{URL}?1", b"one"))
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", half_then_full)
            with pytest.raises(FazhiError, match="is full"):
                keeper.record(exchange(f"{URL}?2", b"two"))
        keeper.record(exchange(f"{URL}?3", b"three"))
    assert [row["url"] for row in captures(archive)] == [f"{URL}?1", f"{URL}?3"]
    assert maintenance.verify(archive).problems == []


def test_a_failed_commit_takes_the_records_back(archive: Archive, exchange: Make) -> None:
    with Recorder(archive) as keeper:
        keeper.record(exchange(f"{URL}?1", b"one"))
        with pytest.raises(OverflowError):
            keeper.record_many([exchange(f"{URL}?2", b"two"), exchange(f"{URL}?3", b"three", run_id=2**70)])
        keeper.record(exchange(f"{URL}?4", b"four"))
    assert len(captures(archive)) == 2
    assert maintenance.verify(archive).problems == []


def test_an_interrupt_behind_the_commit_loses_nothing(archive: Archive, exchange: Make,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(BaseException):
        pass

    keeper = Recorder(archive)
    real = keeper._commit

    def commit_then_interrupt(*values: object) -> list[int]:
        real(*values)  # type: ignore[arg-type]
        raise Interrupted

    monkeypatch.setattr(keeper, "_commit", commit_then_interrupt)
    with pytest.raises(Interrupted):
        keeper.record(exchange(URL, b"kept"))
    keeper.close()
    assert len(captures(archive)) == 1
    assert maintenance.verify(archive).problems == []


def test_a_torn_tail_is_cut_at_the_next_opening(archive: Archive, exchange: Make) -> None:
    with Recorder(archive) as keeper:
        keeper.record(exchange(URL, b"kept"))
    (path,) = (archive.data / "warc").iterdir()
    with path.open("ab") as tail:
        tail.write(b"\x1f\x8b\x08 half a record")
    (archive.data / "warc" / "newcomer.warc.gz").write_bytes(b"half")
    (archive.data / "warc" / "mine.warc.gz").write_bytes(b"a person's own")
    archive.conn.execute("insert into warcs values ('newcomer.warc.gz', 0)")
    with Archive.open(archive.data) as again:
        assert sorted(item.name for item in (again.data / "warc").iterdir()) == sorted((path.name, "mine.warc.gz"))
        (problem,) = maintenance.verify(again).problems
        assert "mine.warc.gz" in problem


WRITER = """
import sys, os
from pathlib import Path
from archive.store import Archive
from archive.intake.recorder import Exchange, Recorder
told = os.open(sys.argv[3], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
with Archive.open(Path(sys.argv[1])) as archive, Recorder(archive, worker=sys.argv[2]) as keeper:
    number = 0
    while True:
        urls = [f"http://www.qy-demo.gov.cn/{sys.argv[2]}/{number + step}" for step in range(1 + number % 3)]
        number += len(urls)
        keeper.record_many([Exchange(url, "detail", status=200, body=os.urandom(3000) + url.encode()) for url in urls])
        os.write(told, ("\\n".join(urls) + "\\n").encode())
"""


def test_kill_dash_nine_loses_no_acknowledged_capture(tmp_path: Path) -> None:
    """Four rounds of two writers, killed at a random moment; a reader opens the archive in between."""
    dice, acknowledged = random.Random(7), set()
    for turn in range(4):
        told = [tmp_path / f"{turn}-{side}" for side in "ab"]
        writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "data"), path.name, str(path)])
                   for path in told]
        end = time.monotonic() + 60
        while not all(path.exists() and path.stat().st_size for path in told):
            assert time.monotonic() < end
            time.sleep(0.01)
        time.sleep(dice.uniform(0.02, 0.15))
        with Archive.open(tmp_path / "data"):           # must not touch what the writers are writing
            pass
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            assert writer.wait(30) == -signal.SIGKILL
        acknowledged.update(line for path in told for line in path.read_text().split("\n")[:-1])
        # A kill seldom falls between append and commit: this is the tail that it would leave.
        newest = max((tmp_path / "data" / "warc").iterdir(), key=lambda path: path.stat().st_mtime)
        with newest.open("ab") as tail:
            tail.write(os.urandom(dice.randint(1, 400)))
        with Archive.open(tmp_path / "data") as archive:
            stored = {row[0] for row in archive.conn.execute("select url from captures")}
            assert acknowledged - stored == set()
            assert maintenance.verify(archive).problems == []
    assert len(acknowledged) > 8


def test_closing_twice_is_harmless(archive: Archive, exchange: Make) -> None:
    keeper = Recorder(archive)
    keeper.record(exchange(URL, b"x"))
    with contextlib.closing(keeper):
        keeper.close()
    assert len(captures(archive)) == 1
