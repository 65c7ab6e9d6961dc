"""The store: which document a page is, and what its visits make of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive import read, zh
from archive.model import Document
from archive.store import Archive, FileRow

Make = Callable[..., Document]
ONE, TWO, THREE = (f"http://www.qy-demo.gov.cn/art/{number}.html" for number in (1, 2, 3))


def count(archive: Archive, table: str) -> int:
    return archive.conn.execute(f"select count(*) from {table}").fetchone()[0]


def hits(archive: Archive, words: str) -> list[int]:
    sql = "select rowid from documents_fts where documents_fts match ?"
    return [row[0] for row in archive.conn.execute(sql, (zh.escape_fts(words),))]


def test_a_new_document_fills_every_table(archive: Archive, sample_document: Make) -> None:
    doc = sample_document()
    before = archive.generation
    stored = archive.upsert(doc, url=ONE, portal="qy", column="/col/1", seen_at="2024-02-01T00:00:00Z",
                            attachments=[FileRow("报告.pdf", "http://www.qy-demo.gov.cn/1.pdf", sha256="ab", bytes=3)])
    assert stored.outcome == "new"
    assert stored.id.startswith("990001-2023-")
    assert int(archive.generation) > int(before)
    answer = read.answer(archive.conn, stored.id)
    assert answer is not None
    assert answer["text"] == doc.text
    assert answer["sections"] == doc.to_dict()["sections"]
    assert answer["figures"] == doc.to_dict()["figures"]
    assert answer["evidence"] == doc.to_dict()["evidence"]
    assert answer["attachments"] == [{"name": "报告.pdf", "href": "http://www.qy-demo.gov.cn/1.pdf"}]
    assert [row["revision"] for row in read.revisions(archive.conn, stored.id)] == [1]
    assert hits(archive, "规范性文件清理") == [1]


def test_the_same_text_touches_only_last_seen(archive: Archive, sample_document: Make) -> None:
    first = archive.upsert(sample_document(), url=ONE, seen_at="2024-02-01T00:00:00Z")
    before = archive.generation
    again = archive.upsert(sample_document(), url=ONE, seen_at="2024-03-01T00:00:00Z")
    assert (again.id, again.outcome, archive.generation) == (first.id, "same", before)
    row = read.document(archive.conn, first.id)
    assert row is not None
    assert (row["first_seen"], row["last_seen"]) == ("2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")
    assert count(archive, "revisions") == 1


def test_a_changed_text_makes_a_revision_and_moves_the_index(archive: Archive, sample_document: Make) -> None:
    doc = sample_document()
    first = archive.upsert(doc, url=ONE, seen_at="2024-02-01T00:00:00Z")
    changed = sample_document(text=doc.text.replace("规范性文件清理", "行政规章梳理"))
    second = archive.upsert(changed, url=ONE, seen_at="2024-03-01T00:00:00Z")
    assert (second.id, second.outcome) == (first.id, "revised")
    assert hits(archive, "规范性文件清理") == []
    assert hits(archive, "行政规章梳理") == [1]
    assert [row["text"] for row in read.revisions(archive.conn, first.id)] == [doc.text, changed.text]
    assert read.document(archive.conn, first.id)["revision"] == 2  # type: ignore[index]


def test_a_changed_title_makes_a_revision_a_changed_field_does_not(archive: Archive, sample_document: Make) -> None:
    archive.upsert(sample_document(), url=ONE)
    before = archive.generation
    assert archive.upsert(sample_document(publisher="清源县司法局"), url=ONE).outcome == "same"
    assert archive.generation != before
    assert archive.conn.execute("select publisher from documents").fetchone()[0] == "清源县司法局"
    assert archive.upsert(sample_document(title="更正后的报告"), url=ONE).outcome == "revised"
    assert hits(archive, "更正后") == [1]


def test_two_years_on_one_template_stay_two(archive: Archive, sample_document: Make) -> None:
    old = sample_document(year=2022)
    new = sample_document(year=2023, text=old.text.replace("2022", "2023"))
    assert archive.upsert(old, url=ONE).id != archive.upsert(new, url=TWO).id
    assert count(archive, "documents") == 2


def test_next_years_report_under_the_old_address_is_a_new_document(archive: Archive, sample_document: Make) -> None:
    old = archive.upsert(sample_document(year=2022), url=ONE, seen_at="2023-02-01T00:00:00Z")
    new = archive.upsert(sample_document(year=2023), url=ONE, seen_at="2024-02-01T00:00:00Z")
    assert new.id != old.id
    gone, live = read.document(archive.conn, old.id), read.document(archive.conn, new.id)
    assert gone is not None
    assert live is not None
    assert (gone["state"], gone["gone_at"], live["state"], live["url"]) == ("gone", "2024-02-01T00:00:00Z", "live", ONE)
    assert archive.upsert(sample_document(year=2023), url=ONE, seen_at="2024-03-01T00:00:00Z").outcome == "same"


def test_two_issuers_with_one_text_stay_two(archive: Archive, sample_document: Make) -> None:
    text = sample_document().text
    archive.upsert(sample_document("清源县人民政府", text=text), url=ONE)
    archive.upsert(sample_document("清源县水务局", text=text), url=TWO)
    archive.upsert(sample_document("清源县人民政府", text=text, region_code="990002"), url=THREE)
    assert count(archive, "documents") == 3


def test_one_report_in_two_columns_is_one_document(archive: Archive, sample_document: Make) -> None:
    first = archive.upsert(sample_document(index_number="BAD-1"), url=ONE, seen_at="2024-02-01T00:00:00Z")
    valid = "002652299/2021-111028"
    second = archive.upsert(sample_document(index_number=valid, index_number_valid=True), url=TWO, seen_at="2024-02-02T00:00:00Z")
    assert (second.id, second.outcome) == (first.id, "same")
    rows = read.addresses(archive.conn, first.id)
    assert [row["url"] for row in rows] == [TWO, ONE]
    document = read.document(archive.conn, first.id)
    assert document is not None
    assert (document["url"], document["index_number"], document["index_number_valid"]) == (TWO, valid, True)
    before = archive.generation
    for url, number, good in ((ONE, "BAD-1", None), (TWO, valid, True), (ONE, "BAD-1", None)):
        archive.upsert(sample_document(index_number=number, index_number_valid=good), url=url,
                       seen_at="2024-02-03T00:00:00Z")
    assert archive.generation == before


@pytest.mark.parametrize("order", [(ONE, TWO), (TWO, ONE)])
def test_the_order_of_two_columns_in_one_crawl_does_not_matter(archive: Archive, sample_document: Make, order) -> None:
    numbers = {ONE: "002652299/2021-111028", TWO: "002652299/2021-111029"}
    for at, url in enumerate(order):
        archive.upsert(sample_document(index_number=numbers[url], index_number_valid=True), url=url,
                       seen_at=f"2024-02-01T00:00:0{at}Z")
    assert archive.conn.execute("select url, index_number from documents").fetchone()[:] == (TWO, numbers[ONE])


def test_a_relaunched_portal_gives_a_second_address_and_no_flapping(archive: Archive, sample_document: Make) -> None:
    doc = sample_document()
    first = archive.upsert(doc, url=ONE, seen_at="2024-02-01T00:00:00Z")
    moved = sample_document(text=doc.text + "\n责任编辑:小王")
    second = archive.upsert(moved, url="https://new.qy-demo.gov.cn/1", seen_at="2024-06-01T00:00:00Z")
    assert (second.id, second.outcome) == (first.id, "revised")
    before = archive.generation
    assert archive.upsert(doc, url=ONE, seen_at="2024-07-01T00:00:00Z").outcome == "same"
    assert archive.upsert(moved, url="https://new.qy-demo.gov.cn/1", seen_at="2024-07-01T00:00:00Z").outcome == "same"
    assert (archive.generation, count(archive, "documents")) == (before, 1)


def test_other_numbers_are_another_document_however_alike(archive: Archive, sample_document: Make) -> None:
    doc = sample_document()
    text = doc.text
    for old, new in zip("123456789", "918273645", strict=True):
        text = text.replace(f"{old}件", f"{new}0件").replace(f"{old}项", f"{new}1项").replace(f"{old}人", f"{new}2人")
    archive.upsert(doc, url=ONE)
    archive.upsert(sample_document(text=text), url=TWO)
    assert count(archive, "documents") == 2


def test_without_year_or_issuer_only_text_and_title_together_merge(archive: Archive, sample_document: Make) -> None:
    bare = {"year": None, "text": sample_document().text, "title": "工作报告"}
    archive.upsert(sample_document(**bare), url=ONE)
    assert archive.upsert(sample_document(**bare), url=TWO).outcome == "same"
    assert archive.upsert(sample_document(**bare | {"title": "另一份报告"}), url=THREE).outcome == "new"


def test_a_saved_copy_joins_its_page_and_changes_nothing(archive: Archive, sample_document: Make) -> None:
    doc = sample_document()
    page = archive.upsert(doc, url=ONE)
    before = archive.generation
    for text in (doc.text, doc.text + "\n打印"):
        copy = sample_document(text=text, publisher=None, region_code=None)
        assert archive.upsert(copy, url="file:///copy.txt").id == page.id
    assert archive.generation == before
    assert [row["url"] for row in read.addresses(archive.conn, page.id)] == [ONE]


def test_the_page_of_a_saved_copy_leads(archive: Archive, sample_document: Make) -> None:
    copy = archive.upsert(sample_document(publisher=None), url="file:///copy.txt")
    assert read.document(archive.conn, copy.id)["url"] is None  # type: ignore[index]
    assert archive.upsert(sample_document(), url=ONE, portal="qy").id == copy.id
    document = read.document(archive.conn, copy.id)
    assert document is not None
    assert (document["url"], document["portal"], document["publisher"]) == (ONE, "qy", "清源县人民政府")


def test_http_and_https_are_one_address(archive: Archive, sample_document: Make) -> None:
    first = archive.upsert(sample_document(year=None, title="甲"), url=ONE)
    other = sample_document(year=None, title="甲", text="改版后的页面,内容有所增补。" + sample_document().text)
    assert archive.upsert(other, url=ONE.replace("http:", "https:")).id == first.id


def test_a_blocked_or_empty_visit_keeps_the_text(archive: Archive, sample_document: Make) -> None:
    stored = archive.upsert(sample_document(), url=ONE)
    before = archive.generation
    for verdict, text in (("soft_404", "页面不存在"), ("blocked", ""), ("attachment_only", "")):
        shell = sample_document(verdict=verdict, text=text, title="提示", report_year=None, issuer=None)
        assert archive.upsert(shell, url=ONE).id == stored.id
    assert archive.generation == before
    assert hits(archive, "规范性文件清理") == [1]


def test_the_file_that_comes_later_fills_the_first_version(archive: Archive, sample_document: Make) -> None:
    stored = archive.upsert(sample_document(text="", verdict="attachment_only"), url=ONE)
    full = archive.upsert(sample_document(verdict="attachment_only"), url=ONE)
    assert (full.id, count(archive, "revisions")) == (stored.id, 1)
    assert read.revisions(archive.conn, stored.id)[0]["text"] == sample_document().text
    assert hits(archive, "规范性文件清理") == [1]


def test_an_older_capture_does_not_overwrite_a_newer_text(archive: Archive, sample_document: Make) -> None:
    doc = sample_document()
    stored = archive.upsert(doc, url=ONE, seen_at="2024-06-01T00:00:00Z")
    older = sample_document(text=doc.text.replace("审结", "办结"))
    archive.upsert(older, url=ONE, seen_at="2024-01-01T00:00:00Z")
    archive.upsert(older, url=ONE, seen_at="2024-01-01T00:00:00Z")
    document = read.document(archive.conn, stored.id)
    assert document is not None
    assert (document["text"], document["first_seen"]) == (doc.text, "2024-01-01T00:00:00Z")
    assert [row["seen_at"][:7] for row in read.revisions(archive.conn, stored.id)] == ["2024-06", "2024-01"]


def test_an_amendment_makes_no_revision(archive: Archive, sample_document: Make) -> None:
    stored = archive.upsert(sample_document(), url=ONE, capture_id=7)
    better = sample_document(text=sample_document().text + "\n脚注")
    archive.upsert(better, url=ONE, capture_id=7, document_id=stored.id, amend=True)
    assert [row["text"] for row in read.revisions(archive.conn, stored.id)] == [better.text]
    assert hits(archive, "脚注") == [1]


def test_gone_and_back(archive: Archive, sample_document: Make) -> None:
    stored = archive.upsert(sample_document(), url=ONE, seen_at="2024-01-01T00:00:00Z")
    archive.upsert(sample_document(), url=TWO, seen_at="2024-01-02T00:00:00Z")
    archive.mark_gone(TWO, "2024-02-01T00:00:00Z")
    document = read.document(archive.conn, stored.id)
    assert document is not None
    assert (document["url"], document["state"]) == (ONE, "live")
    archive.mark_gone(ONE, "2024-02-02T00:00:00Z")
    document = read.document(archive.conn, stored.id)
    assert document is not None
    assert (document["state"], document["gone_at"]) == ("gone", "2024-02-02T00:00:00Z")
    assert document["text"]
    archive.upsert(sample_document(), url=ONE, seen_at="2024-03-01T00:00:00Z")
    document = read.document(archive.conn, stored.id)
    assert document is not None
    assert (document["state"], document["gone_at"]) == ("live", None)
    assert not archive.mark_gone("http://nobody.example/", "2024-02-02T00:00:00Z")


def test_ids_stay_and_never_collide(archive: Archive, sample_document: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.ids.text_sha256", lambda text: ("0" if "#" not in text else text[-1]) * 64)
    names = [archive.upsert(sample_document(f"第{number}县人民政府"), url=f"http://a{number}.example/").id
             for number in range(3)]
    assert len(set(names)) == 3
    assert names[0] == "990001-2023-00000000"


def test_another_segmenter_rebuilds_the_index(archive: Archive, sample_document: Make) -> None:
    archive.upsert(sample_document(), url=ONE)
    archive.set_meta("segmenter", "0")
    archive.conn.execute("insert into documents_fts (documents_fts) values ('delete-all')")
    with Archive.open(archive.data) as again:
        assert hits(again, "规范性文件清理") == [1]
        assert again.meta("segmenter") == zh.SEGMENTER
