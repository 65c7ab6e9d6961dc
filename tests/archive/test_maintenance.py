"""verify finds every kind of disagreement; replay shows and writes what a better extractor reads."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from archive import maintenance, read, zh
from archive.extract import EXTRACTOR
from archive.intake import preparing
from archive.intake.pipeline import process_pending
from archive.intake.recorder import Exchange, Recorder
from archive.maintenance import replaying, verifying
from archive.model import Document
from archive.site import keeping
from archive.store import Archive

Make = Callable[..., Exchange]
Page = Callable[..., bytes]
Text = Callable[[str, int], str]
URL = "http://www.qy-demo.gov.cn/art/1.html"


@pytest.fixture
def filled(archive: Archive, exchange: Make, sample_page: Page, sample_text: Text) -> Archive:
    """Two documents, one with two revisions, and a revisit."""
    text = sample_text("清源县人民政府", 2023)
    with Recorder(archive) as keeper:
        keeper.record(exchange(URL, sample_page(text=text)))
        keeper.record(exchange(URL, sample_page(text=text), minutes=5))
        keeper.record(exchange(URL + "?2", sample_page("远山县人民政府"), minutes=5))
        process_pending(archive)
        keeper.record(exchange(URL, sample_page(text=text.replace("短板", "弱项")), minutes=90))
    process_pending(archive)
    return archive


def dump(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the plain tables (the index itself cannot be listed)."""
    names = [row[0] for row in archive.conn.execute("select name from sqlite_master where type = 'table' "
                                                    "and name not in ('documents_fts', 'documents_chars')")]
    return {name: [tuple(row) for row in archive.conn.execute(f"select * from {name}")] for name in names}


def test_a_sound_archive_has_no_problems(filled: Archive) -> None:
    steps: list[tuple[int, int]] = []
    report = maintenance.verify(filled, lambda done, total: steps.append((done, total)))
    assert (report.problems, report.captures, report.documents) == ([], 4, 2)
    assert steps


@pytest.mark.parametrize(("sql", "words"), [
    ("update texts set text = text || 'x' where rowid = 1", "differs from its digest"),
    ("update revisions set text = 'x' where revision = 1", "revision 1 of"),
    ("delete from revisions where revision = 2", "lacks its newest revision"),
    ("update documents set title = 'x' where rowid = 1", "and its newest revision differ"),
    ("insert into documents_fts (documents_fts) values ('delete-all')", "2 documents stand against 0"),
    ("insert into documents_chars (documents_chars) values ('delete-all')", "does not find"),
    ("delete from texts where rowid = 2", "has no text"),
    ('update captures set "offset" = "offset" + 1 where id = 3', "which no capture names"),
    ("update captures set sha256 = 'x' where id = 3", "differs from the digest in the database"),
    ("update captures set url = 'http://b.example/' where id = 3", "the address differs"),
    ("update captures set length = length + 1 where id = 1", "the length differs"),
    ("update captures set length = 99999999 where id = 4", "behind the end of its WARC file"),
    ("update captures set refers_to = 77 where id = 2", "does not hold its body"),
    ("update captures set document_id = 'x' where id = 1", "names a document that does not exist"),
    ("update documents set url = 'http://b.example/' where rowid = 1", "has an unknown address"),
    ("delete from captures where id = 4", "names a capture that does not exist"),
])
def test_every_disagreement_is_found(filled: Archive, sql: str, words: str) -> None:
    filled.conn.execute("pragma foreign_keys = off")
    filled.conn.execute(sql)
    problems = maintenance.verify(filled).problems
    assert any(words in problem for problem in problems), problems


def test_a_wrong_index_entry_is_found(filled: Archive) -> None:
    row = filled.conn.execute("select d.title, t.text from documents d join texts t using (rowid) where rowid = 1").fetchone()
    filled.conn.execute("insert into documents_fts (documents_fts, rowid, title, body) values ('delete', 1, ?, ?)",
                        (zh.tokens(row["title"]), zh.tokens(row["text"])))
    filled.conn.execute("insert into documents_fts (rowid, title, body) values (1, 'x', 'y')")
    assert any("does not find" in problem for problem in maintenance.verify(filled).problems)


def test_damaged_and_missing_warc_files_are_found(filled: Archive) -> None:
    (path,) = (filled.data / "warc").iterdir()
    whole = path.read_bytes()
    rows = filled.conn.execute('select id, "offset", length from captures order by id').fetchall()
    broken = bytearray(whole)
    broken[rows[1]["offset"] + 20] ^= 0xFF
    path.write_bytes(broken)
    problems = maintenance.verify(filled).problems
    assert any(f"at byte {rows[1]['offset']}" in problem for problem in problems)
    assert any(problem.startswith("capture 2 ") for problem in problems)
    assert not any(problem.startswith("capture 3 ") for problem in problems)
    path.write_bytes(whole[:-10])
    assert any("instead of" in problem for problem in maintenance.verify(filled).problems)
    path.unlink()
    assert any("is missing" in problem for problem in maintenance.verify(filled).problems)
    path.parent.rmdir()
    assert any("is missing" in problem for problem in maintenance.verify(filled).problems)


def test_problems_are_counted_not_flooded(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MAX_PROBLEMS", 3)
    filled.conn.execute("update revisions set text = 'x'")
    filled.conn.execute("update texts set text = 'x'")
    assert len(maintenance.verify(filled).problems) == 3


# Replay -----------------------------------------------------------------------------------------------------------


def better(monkeypatch: pytest.MonkeyPatch, change: Callable[[Document], Document]) -> None:
    real = preparing.extract
    monkeypatch.setattr(preparing, "extract", lambda *values, **names: change(real(*values, **names)))
    for module in ("intake.pipeline", "maintenance.replaying", "writing"):
        monkeypatch.setattr(f"archive.{module}.EXTRACTOR", "99")


def test_the_same_extractor_changes_nothing(filled: Archive) -> None:
    keeping.settle(filled)  # as every crawl does at its end
    before = dump(filled)
    report = maintenance.replay(filled, apply=False)
    assert (report.documents, report.changed, report.changes, report.failures) == (2, 0, [], [])
    assert dump(filled) == before
    maintenance.replay(filled, apply=True)
    assert dump(filled) == before


def test_a_dry_run_shows_fields_and_writes_nothing(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    better(monkeypatch, lambda doc: dataclasses.replace(doc, topic="司法", text=doc.text + "\n注", sections=[]))
    before = dump(filled)
    report = maintenance.replay(filled, apply=False)
    assert dump(filled) == before
    assert report.changed == 2
    name = filled.conn.execute("select id from documents where rowid = 1").fetchone()[0]
    assert {change.field for change in report.changes} >= {"topic", "text", "sections"}
    text = maintenance.replay_text(report)
    assert f"{name} topic: nothing -> 司法" in text
    assert "2 documents read anew, 2 would change" in text


def test_apply_amends_in_place_and_keeps_revisions(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    name = filled.conn.execute("select id from documents where rowid = 1").fetchone()[0]
    better(monkeypatch, lambda doc: dataclasses.replace(doc, topic="司法", text=doc.text + "\n注"))
    generation = filled.generation
    report = maintenance.replay(filled, apply=True)
    assert report.changed == 2
    document = read.document(filled.conn, name)
    assert document is not None
    assert (document["topic"], document["revision"], document["extractor"]) == ("司法", 2, "99")
    versions = read.revisions(filled.conn, name)
    assert [row["text"].endswith("\n注") for row in versions] == [True, True]
    assert versions[0]["text"] != versions[1]["text"]
    assert filled.generation != generation
    assert maintenance.verify(filled).problems == []
    assert maintenance.replay(filled, apply=True).changed == 0


def test_replay_takes_up_what_waits_and_what_had_failed(filled: Archive, exchange: Make, sample_page: Page,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    real = preparing.extract

    def broken(*_: object, **__: object) -> Document:
        raise ValueError("cannot")

    with monkeypatch.context() as patch, Recorder(filled) as keeper:
        patch.setattr(preparing, "extract", broken)
        keeper.record(exchange(URL + "?failed", sample_page("平湖县人民政府")))
        assert process_pending(filled).failed == 1
        patch.setattr(preparing, "extract", real)
        keeper.record(exchange(URL + "?waiting", sample_page("高岭县人民政府")))
        assert maintenance.replay(filled, apply=False).pending.new == 1
    report = maintenance.replay(filled, apply=True)
    assert (report.pending.new, report.failures) == (1, [])
    assert filled.conn.execute("select count(*) from documents").fetchone()[0] == 4


def test_replay_names_what_it_cannot_read(filled: Archive) -> None:
    (path,) = (filled.data / "warc").iterdir()
    path.rename(filled.data / "elsewhere")
    report = maintenance.replay(filled, apply=True)
    assert len(report.failures) == 2
    assert filled.conn.execute("select count(*) from documents").fetchone()[0] == 2


def test_differences_are_told_one_by_one_with_their_extractors(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    better(monkeypatch, lambda doc: dataclasses.replace(doc, topic="司法"))
    told: list[str] = []
    report = maintenance.replay(filled, apply=False, tell=told.append)
    assert (report.changed, report.changes, len(told)) == (2, [], 2)
    assert told[0].endswith(f" topic: nothing -> 司法 [extractor {EXTRACTOR} -> 99]")
    assert maintenance.replay_text(report) == "2 documents read anew, 2 would change"


def test_a_replay_that_was_killed_goes_on_where_it_was(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    better(monkeypatch, lambda doc: dataclasses.replace(doc, topic="司法"))
    monkeypatch.setattr(replaying, "BATCH", 1)
    read_again: list[str] = []
    real = replaying.settle

    def killed(archive: Archive, report: replaying.ReplayReport, name: str, item: preparing.Prepared) -> None:
        if len(read_again) == 1:
            read_again.append("killed")
            raise KeyboardInterrupt
        read_again.append(name)
        real(archive, report, name, item)

    monkeypatch.setattr(replaying, "settle", killed)
    with pytest.raises(KeyboardInterrupt):
        maintenance.replay(filled, apply=True)
    report = maintenance.replay(filled, apply=True)
    names = [row[0] for row in filled.conn.execute("select id from documents order by rowid")]
    assert read_again == [names[0], "killed", names[1]]
    assert report.documents == 2
    assert {row[0] for row in filled.conn.execute("select topic from documents")} == {"司法"}
    assert filled.meta(replaying.PLACE) is None
    assert maintenance.replay(filled, apply=True).changed == 0
    assert read_again[3:] == names


def test_a_replay_by_another_extractor_begins_anew(filled: Archive) -> None:
    filled.set_meta(replaying.PLACE, "other 99")
    assert replaying.place(filled) == 0


def test_what_files_say_is_part_of_the_differences(archive: Archive, exchange: Make, sample_page: Page, sample_text: Text,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    text = sample_text("清源县人民政府", 2023)
    with Recorder(archive) as keeper:
        keeper.record(exchange(URL, sample_page(text="请见附件。", files=(("报告.txt", "/1.txt"),))))
        keeper.record(exchange("http://www.qy-demo.gov.cn/1.txt", text.encode(), kind="attachment", minutes=1))
    process_pending(archive)
    real = preparing.attachments.read_file

    def better_file(*values: object, **names: object) -> object:
        return dataclasses.replace(real(*values, **names), text=text + "\n新读出的一段文字。", media_type="text/x-better")

    monkeypatch.setattr(preparing.attachments, "read_file", better_file)
    fields = {change.field for change in maintenance.replay(archive, apply=False).changes}
    assert fields == {"text", "sections", "attachment 报告.txt chars", "attachment 报告.txt media_type"}


def test_differences_read_like_sentences() -> None:
    change = replaying.FieldChange("331121-2020-a35ecb12", "text", "甲乙丙\n丁", "甲乙\n丁")
    assert change.sentence() == (
        "331121-2020-a35ecb12 text: 5 -> 4 characters, from character 2: '甲乙丙⏎丁' -> '甲乙⏎丁'")
    assert replaying.FieldChange("x", "title", "字" * 100, None).sentence().endswith("… -> nothing")
