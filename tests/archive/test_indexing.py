"""Documents wait for the end of their transaction before they become findable, and none is lost or found twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive import zh
from archive.model import Document
from archive.store import Archive

Make = Callable[..., Document]


def hits(archive: Archive, words: str) -> list[int]:
    sql = "select rowid from documents_fts where documents_fts match ?"
    return [row[0] for row in archive.conn.execute(sql, (zh.escape_fts(words),))]


def url(number: int) -> str:
    return f"http://www.qy-demo.gov.cn/art/{number}.html"


def put(archive: Archive, doc: Document, number: int, day: int = 1) -> str:
    return archive.upsert(doc, url=url(number), seen_at=f"2024-03-{day:02}T00:00:00Z").outcome


def put_and_fail(archive: Archive, doc: Document, number: int) -> None:
    with archive.transaction():
        put(archive, doc, number)
        raise ZeroDivisionError


def test_all_of_a_transaction_are_found_when_it_ends(archive: Archive, sample_document: Make) -> None:
    with archive.transaction():
        for number in (1, 2):
            assert put(archive, sample_document(year=2020 + number), number) == "new"
    assert hits(archive, "法治") == [1, 2]


def test_a_document_revised_in_the_transaction_that_brought_it(archive: Archive, sample_document: Make) -> None:
    doc = sample_document()
    changed = sample_document(text=doc.text.replace("规范性文件清理", "行政规章梳理"))
    with archive.transaction():
        assert put(archive, doc, 1) == "new"
        assert put(archive, changed, 1, day=2) == "revised"
    assert hits(archive, "规范性文件清理") == []
    assert hits(archive, "行政规章梳理") == [1]


def test_what_is_rolled_back_is_not_found(archive: Archive, sample_document: Make) -> None:
    with pytest.raises(ZeroDivisionError):
        put_and_fail(archive, sample_document(year=2021), 1)
    put(archive, sample_document(year=2022), 2)
    assert hits(archive, "2021年法治政府建设") == []
    assert hits(archive, "2022年法治政府建设") == [1]


def test_a_savepoint_takes_only_its_own_documents_with_it(archive: Archive, sample_document: Make) -> None:
    with archive.transaction():
        put(archive, sample_document(year=2021), 1)
        with pytest.raises(ZeroDivisionError):
            put_and_fail(archive, sample_document(year=2022), 2)
        put(archive, sample_document(year=2023), 3)
    assert hits(archive, "2021年法治政府建设") == [1]
    assert hits(archive, "2022年法治政府建设") == []
    assert hits(archive, "2023年法治政府建设") == [2]
