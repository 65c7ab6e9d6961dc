"""From captures to documents: files, revisits, challenges, missing pages, and one bad page among good ones."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import maintenance, read
from archive.intake import pipeline, preparing
from archive.intake.pipeline import process_pending
from archive.intake.recorder import Exchange, Recorder
from archive.model import Document
from archive.store import Archive

Make = Callable[..., Exchange]
Page = Callable[..., bytes]
Text = Callable[[str, int], str]
URL = "http://www.qy-demo.gov.cn/art/2024/1.html"
FILE = "http://www.qy-demo.gov.cn/files/report.docx"
HOUR, DAY = 60, 24 * 60


def record(archive: Archive, *exchanges: Exchange) -> list[int]:
    with Recorder(archive) as keeper:
        return keeper.record_many(exchanges)


def documents(archive: Archive) -> list[dict[str, object]]:
    return [read.answer(archive.conn, row[0]) or {} for row in archive.conn.execute("select id from documents order by rowid")]


def capture(archive: Archive, number: int) -> dict[str, object]:
    return dict(archive.conn.execute("select * from captures where id = ?", (number,)).fetchone())


def docx(text: str) -> bytes:
    """The smallest Word file that holds a text."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        packed.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{lines}</w:body></w:document>')
    return out.getvalue()


def test_a_page_becomes_a_document(archive: Archive, exchange: Make, sample_page: Page, sample_text: Text) -> None:
    archive.put_portals([{"id": "qingyuan", "name": "清源县人民政府", "url": "http://www.qy-demo.gov.cn"}])
    body = gzip.compress(sample_page())
    (number,) = record(archive, exchange(URL, body, headers=[("Content-Type", "text/html"), ("Content-Encoding", "gzip")]))
    seen: list[tuple[int, int]] = []
    summary = process_pending(archive, progress=lambda done, total: seen.append((done, total)))
    assert (summary.seen, summary.new, summary.failures, seen) == (1, 1, [], [(1, 1)])
    (doc,) = documents(archive)
    assert doc["title"] == "清源县人民政府2023年法治政府建设年度报告"
    assert (doc["report_year"], doc["url"], doc["kind"], doc["verdict"]) == (2023, URL, "annual_report", "ok")
    assert sample_text("清源县人民政府", 2023).split("\n")[3] in str(doc["text"])
    row = capture(archive, number)
    assert (row["verdict"], row["document_id"], row["extracted"]) == ("ok", doc["id"], preparing_version())
    assert process_pending(archive).seen == 0


def preparing_version() -> str:
    return pipeline.EXTRACTOR


def test_what_the_crawler_refused_is_not_extracted(archive: Archive, exchange: Make, sample_page: Page) -> None:
    record(archive, exchange(URL, sample_page(), verdict="failed", error="the body is torn."))
    assert (process_pending(archive).seen, documents(archive)) == (0, [])
    assert maintenance.replay(archive, apply=True).pending.seen == 0
    assert capture(archive, 1)["error"] == "the body is torn."


def test_a_cut_body_is_read_and_says_so(archive: Archive, exchange: Make, sample_page: Page) -> None:
    record(archive, exchange(URL, gzip.compress(sample_page())[:-9], headers=[("Content-Encoding", "gzip")]))
    assert process_pending(archive).new == 1
    assert "The compressed body is cut short; what came was read." in documents(archive)[0]["warnings"]  # type: ignore[operator]


def test_another_body_with_the_same_text_is_no_revision(archive: Archive, exchange: Make, sample_page: Page) -> None:
    record(archive, exchange(URL, sample_page(visits=1)))
    process_pending(archive)
    before = archive.generation
    record(archive, exchange(URL, sample_page(visits=2), minutes=HOUR))
    assert process_pending(archive).same == 1
    record(archive, exchange(URL, b"", status=304, minutes=2 * HOUR))
    record(archive, exchange(URL, sample_page(visits=2), minutes=3 * HOUR))
    summary = process_pending(archive)
    assert (summary.same, summary.new, summary.revised) == (2, 0, 0)
    assert archive.generation == before
    (doc,) = documents(archive)
    assert (doc["revision"], doc["last_seen"]) == (1, "2024-03-04T11:00:00Z")
    assert len(read.captures(archive.conn, str(doc["id"]))) == 4


def test_a_changed_text_is_a_revision(archive: Archive, exchange: Make, sample_page: Page, sample_text: Text) -> None:
    text = sample_text("清源县人民政府", 2023)
    record(archive, exchange(URL, sample_page(text=text)))
    process_pending(archive)
    record(archive, exchange(URL, sample_page(text=text.replace("短板", "弱项")), minutes=HOUR))
    assert process_pending(archive).revised == 1
    assert documents(archive)[0]["revision"] == 2


@pytest.mark.parametrize(("status", "verdict"), [(404, "gone"), (410, "gone"), (500, "failed"), (403, "blocked"),
                                                 (412, "blocked"), (302, "redirect"), (503, "failed")])
def test_answers_that_are_no_page_make_no_document(archive: Archive, exchange: Make, status: int, verdict: str) -> None:
    (number,) = record(archive, exchange(URL, b"<html><p>sorry</p></html>", status=status))
    summary = process_pending(archive)
    assert (summary.aside, summary.failures, documents(archive)) == (1, [], [])
    assert capture(archive, number)["verdict"] == verdict
    assert str(status) in str(capture(archive, number)["error"])


def test_a_challenge_is_blocked_and_never_overwrites(archive: Archive, exchange: Make, sample_page: Page) -> None:
    challenge = b"<html><head><script>document.cookie='C3VK=1';location.reload()</script></head><body></body></html>"
    record(archive, exchange(URL, sample_page()))
    process_pending(archive)
    before = archive.generation
    (number,) = record(archive, exchange(URL, challenge, minutes=HOUR))
    other, = record(archive, exchange(URL + "?2", sample_page("远山县人民政府"), verdict="blocked", minutes=HOUR))
    assert process_pending(archive).aside == 1
    assert capture(archive, number)["verdict"] == "blocked"
    assert capture(archive, number)["error"]
    assert capture(archive, other)["document_id"] is None
    assert (len(documents(archive)), archive.generation) == (1, before)


@pytest.mark.parametrize("judged", [{}, {"verdict": "failed", "error": "the host answered 404."}])
def test_gone_needs_two_misses_a_day_apart(archive: Archive, exchange: Make, sample_page: Page,
                                           judged: dict[str, str]) -> None:
    record(archive, exchange(URL, sample_page(), verdict="ok" if judged else None))
    for minutes, state in ((HOUR, "live"), (2 * HOUR, "live"), (DAY + 2 * HOUR, "gone")):
        record(archive, exchange(URL, b"not found", status=404, minutes=minutes, **judged))
        process_pending(archive)
        assert documents(archive)[0]["state"] == state
    record(archive, exchange(URL, sample_page(visits=9), minutes=2 * DAY))
    process_pending(archive)
    assert documents(archive)[0]["state"] == "live"
    record(archive, exchange(URL, b"not found", status=404, minutes=3 * DAY + HOUR, **judged))
    process_pending(archive)
    assert documents(archive)[0]["state"] == "live"


# Files ------------------------------------------------------------------------------------------------------------


def cover(page: Page) -> bytes:
    return page(text="详见附件。", files=(("2023年法治政府建设年度报告.docx", "/files/report.docx"),))


@pytest.mark.parametrize("together", [True, False])
def test_a_report_that_is_only_a_file_has_the_files_text(archive: Archive, exchange: Make, sample_page: Page,
                                                         sample_text: Text, *, together: bool) -> None:
    text = sample_text("清源县人民政府", 2023)
    record(archive, exchange(URL, cover(sample_page)))
    if not together:
        process_pending(archive)
        assert documents(archive)[0]["verdict"] == "attachment_only"
        assert len(documents(archive)) == 1
    (number,) = record(archive, exchange(FILE, docx(text), kind="attachment", parent_url=URL, minutes=1, headers=[]))
    summary = process_pending(archive)
    assert summary.failures == []
    (doc,) = documents(archive)
    assert (doc["verdict"], doc["revision"]) == ("attachment_only", 1)
    assert text.split("\n")[4] in str(doc["text"])
    (file,) = read.attachments(archive.conn, str(doc["id"]))
    assert (file["capture_id"], file["error"], file["chars"] > 300) == (number, None, True)
    assert capture(archive, number)["extracted"]
    assert maintenance.verify(archive).problems == []


def test_a_changed_file_is_a_revision_of_its_page(archive: Archive, exchange: Make, sample_page: Page,
                                                  sample_text: Text) -> None:
    text = sample_text("清源县人民政府", 2023)
    record(archive, exchange(URL, cover(sample_page)),
           exchange(FILE, docx(text), kind="attachment", parent_url=URL, headers=[]))
    process_pending(archive)
    record(archive, exchange(FILE, docx(text.replace("短板", "弱项")), kind="attachment", parent_url=URL, headers=[],
                             minutes=HOUR))
    assert process_pending(archive).revised == 1
    (doc,) = documents(archive)
    assert doc["revision"] == 2
    assert "补弱项" in str(doc["text"])


def test_a_page_with_a_body_keeps_it_and_knows_its_files(archive: Archive, exchange: Make, sample_page: Page) -> None:
    page = sample_page(files=(("统计表.docx", "/files/report.docx"), ("未取.pdf", "/files/2.pdf")))
    record(archive, exchange(URL, page), exchange(FILE, docx("附表"), kind="attachment", parent_url=URL, headers=[]),
           exchange("http://www.qy-demo.gov.cn/files/2.pdf", b"gone", kind="attachment", parent_url=URL, status=404))
    process_pending(archive)
    (doc,) = documents(archive)
    assert doc["verdict"] == "ok"
    files = read.attachments(archive.conn, str(doc["id"]))
    assert [(file["name"], file["bytes"] is None, file["error"]) for file in files] == [
        ("统计表.docx", False, None), ("未取.pdf", True, "the server answered 404.")]


def test_a_list_may_link_straight_to_a_file(archive: Archive, exchange: Make, sample_text: Text) -> None:
    record(archive, exchange(FILE, docx(sample_text("清源县人民政府", 2023)), headers=[],
                             list_title="清源县人民政府2023年法治政府建设年度报告"))
    assert process_pending(archive).new == 1
    (doc,) = documents(archive)
    assert (doc["url"], doc["report_year"]) == (FILE, 2023)


# Bad pages --------------------------------------------------------------------------------------------------------


def test_bad_captures_are_named_and_the_rest_goes_on(archive: Archive, exchange: Make, sample_page: Page,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    real = preparing.extract

    def moody(body: bytes, **values: object) -> Document:
        if values.get("url") == "http://www.qy-demo.gov.cn/odd":
            raise RecursionError("too deep")
        doc = real(body, **values)  # type: ignore[arg-type]
        if values.get("url") == "http://www.qy-demo.gov.cn/unsayable":
            doc.text += "\ud800"
        return doc

    monkeypatch.setattr(preparing, "extract", moody)
    bomb = gzip.compress(bytes(30_000_000))
    record(archive, exchange("http://www.qy-demo.gov.cn/odd", b"<p>x</p>"),
           exchange("http://www.qy-demo.gov.cn/bomb", bomb, headers=[("Content-Encoding", "gzip")]),
           exchange("http://www.qy-demo.gov.cn/unsayable", sample_page("远山县人民政府")),
           exchange("http://www.qy-demo.gov.cn/junk.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), headers=[]),
           exchange(URL, sample_page()))
    summary = process_pending(archive)
    assert (summary.seen, summary.new, summary.failed) == (5, 1, 4)
    assert [line.split(": ")[0] for line in summary.failures] == [
        f"http://www.qy-demo.gov.cn/{name}" for name in ("odd", "bomb", "unsayable", "junk.doc")]
    rows = archive.conn.execute("select verdict, error from captures where id < 5").fetchall()
    assert all(row["verdict"] == "failed" and row["error"] for row in rows)
    assert process_pending(archive).seen == 0


def test_a_lost_warc_file_is_a_failure_not_a_crash(archive: Archive, exchange: Make, sample_page: Page) -> None:
    record(archive, exchange(URL, sample_page()))
    (path,) = (archive.data / "warc").iterdir()
    path.rename(archive.data / "elsewhere")
    summary = process_pending(archive)
    assert summary.failed == 1
    assert "restore the file from a backup" in summary.failures[0]


def test_limit_and_batches(archive: Archive, exchange: Make, sample_page: Page) -> None:
    record(archive, *(exchange(f"{URL}?{number}", sample_page(f"第{number}县人民政府")) for number in range(45)))
    assert process_pending(archive, limit=7).new == 7
    assert process_pending(archive).new == 38
    assert len(documents(archive)) == 45


KILLED = """
import os, sys
from pathlib import Path
from archive.intake import pipeline
from archive.store import Archive
with Archive.open(Path(sys.argv[1])) as archive:
    left = int(sys.argv[2])
    real = pipeline.settle
    def settle(*values):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)
        real(*values)
    pipeline.settle = settle
    pipeline.process_pending(archive)
"""


def test_killed_anywhere_it_goes_on_from_there(archive: Archive, exchange: Make, sample_page: Page) -> None:
    record(archive, *(exchange(f"{URL}?{number}", sample_page(f"第{number}县人民政府")) for number in range(45)))
    for left in ("1", "27"):
        child = subprocess.run([sys.executable, "-c", KILLED, str(archive.data), left], check=False)
        assert child.returncode == -9
    assert len(documents(archive)) == 20
    process_pending(archive)
    assert len(documents(archive)) == 45
    assert maintenance.verify(archive).problems == []
    assert isinstance(archive.data, Path)
