"""The readers: what CLI and site get."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from archive import read
from archive.model import FIELDS, Document
from archive.store import Archive

Make = Callable[..., Document]
URL = "http://www.qy-demo.gov.cn/art/1.html"


def fill(archive: Archive, make: Make) -> list[str]:
    archive.put_portals([{"id": "qy", "name": "清源县人民政府"}])
    return [
        archive.upsert(make(year=2022, region_code="331121"), url=URL + "?2022", portal="qy").id,
        archive.upsert(make(year=2023, region_code="331121"), url=URL + "?2023", portal="qy").id,
        archive.upsert(make("远山县人民政府", year=2023, region_code="320724"), url=URL + "?y").id,
        archive.upsert(make(kind="notice", title="通知", year=None, text="关于开会的通知。" * 20), url=URL + "?n").id,
    ]


def test_an_answer_is_the_contract_and_json(archive: Archive, sample_document: Make) -> None:
    doc = sample_document(index_number="002652299/2021-111028", index_number_valid=True, warnings=["一句话。"])
    name = archive.upsert(doc, url=URL, seen_at="2024-03-04T08:00:00Z").id
    answer = read.answer(archive.conn, name)
    assert answer is not None
    contract = doc.to_dict() | {"url": URL}
    assert {key: answer[key] for key in contract} == contract
    assert list(answer)[:len(FIELDS)] == list(FIELDS)
    assert (answer["id"], answer["state"], answer["first_seen"]) == (name, "live", "2024-03-04T08:00:00Z")
    assert answer["index_number_valid"] is True
    assert len(answer["sha256"]) == 64
    json.dumps(answer)


def test_what_is_not_there_is_none_or_empty(archive: Archive) -> None:
    assert read.answer(archive.conn, "no-such-id") is None
    assert read.document(archive.conn, "'; drop table documents; --") is None
    for reader in (read.sections, read.evidence, read.attachments, read.captures, read.revisions, read.addresses):
        assert reader(archive.conn, "no-such-id") == []


def test_newest_first_and_only_reports(archive: Archive, sample_document: Make) -> None:
    ids = fill(archive, sample_document)
    assert [row["id"] for row in read.newest(archive.conn, 2)] == [ids[2], ids[1]]
    assert len(read.newest(archive.conn, 10)) == 3


def test_readers_need_no_row_factory(archive: Archive, sample_document: Make) -> None:
    name = fill(archive, sample_document)[0]
    with sqlite3.connect(archive.data / "archive.db") as plain:
        assert read.answer(plain, name) == read.answer(archive.conn, name)
        assert read.generation(plain) == archive.generation
    plain.close()
