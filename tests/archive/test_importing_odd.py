"""Import of what a stranger's folder holds: zips in zips, other packings, paths without end, manifests of other programs."""

from __future__ import annotations

import inspect
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import maintenance
from archive.errors import FazhiError
from archive.export import downloads, wacz
from archive.intake import importing, walking, zips
from archive.intake.importing import import_paths
from archive.intake.pipeline import Summary
from archive.store import Archive

Page = Callable[..., bytes]
HOST = "http://www.qy-demo.gov.cn"


def packed(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in members:
            file.writestr(name, body)
    return out.getvalue()


def urls(archive: Archive) -> set[str]:
    return {row[0] for row in archive.conn.execute("select url from captures")}


def test_a_zip_in_a_zip_is_a_folder_in_a_folder(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    inner = packed(("b.html", sample_page("远山县人民政府")), ("empty.html", b""), ("style.css", b"p {}"))
    (tmp_path / "all.zip").write_bytes(packed(("a.html", sample_page()), ("county/inner.ZIP", inner), ("torn.zip", inner[:60])))
    done = import_paths(archive, [tmp_path / "all.zip"])
    assert done.new == 2
    assert urls(archive) == {"file:///all.zip/a.html", "file:///all.zip/county/inner.ZIP/b.html"}
    assert sorted(sentence.partition(": ")[0] for sentence in done.failures) == [
        "all.zip/county/inner.ZIP/empty.html", "all.zip/torn.zip"]
    assert import_paths(archive, [tmp_path / "all.zip"]).same == 2


def test_zips_are_followed_so_deep_and_so_far(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    nested = packed(("page.html", sample_page()))
    for level in range(zips.MAX_DEPTH):
        nested = packed((f"{level}.zip", nested))
    (tmp_path / "deep.zip").write_bytes(nested)
    done = import_paths(archive, [tmp_path / "deep.zip"])
    assert (done.new, done.failed) == (0, 1)
    assert "more than 3 zips lie within each other" in done.failures[0]
    told: list[str] = []
    wide = packed(*((f"{name}.zip", packed((f"{name}.html", b"x"), ("x.css", b""))) for name in "abc"))
    found = zips.Zips(told.append, left=5).members(io.BytesIO(wide), "wide.zip")
    assert [name for name, _ in found] == ["wide.zip/a.zip/a.html", "wide.zip/a.zip/x.css"]
    assert [sentence.partition(": ")[0] for sentence in told] == ["wide.zip/b.zip", "wide.zip/c.zip"]
    with pytest.raises(FazhiError, match="holds more than"):
        list(zips.Zips(told.append, left=2).members(io.BytesIO(wide), "wide.zip"))


def test_what_a_zip_is_tells_its_content_and_not_its_name(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    assert not zips.is_folder(io.BytesIO(packed(("[Content_Types].xml", b""), ("word/document.xml", b""))), "report.zip")
    assert not zips.is_folder(io.BytesIO(packed(("Doc_0\\OFD.xml", b""))), "report.zip")
    assert zips.is_folder(io.BytesIO(b"PK torn"), "torn.ZIP")
    assert not zips.is_folder(io.BytesIO(b"PK torn"), "torn.docx")
    (tmp_path / "saved.bak").write_bytes(packed(("page.html", sample_page())))
    (tmp_path / "none.zip").write_bytes(packed(("style.css", b"p {}")))
    done = import_paths(archive, [tmp_path / "saved.bak", tmp_path / "none.zip"])
    assert (done.new, done.failures) == (1, [])
    assert done.warnings == [f"{tmp_path / 'none.zip'}: the zip holds no documents."]


def test_a_wacz_within_a_zip_gives_its_answers(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    (tmp_path / "a.html").write_bytes(sample_page())
    (tmp_path / "m.jsonl").write_text(json.dumps({"file": "a.html", "url": f"{HOST}/1.html", "fetched_at": "2024-03-04"}))
    import_paths(archive, [tmp_path / "a.html"], manifest=tmp_path / "m.jsonl")
    ids = [row[0] for row in archive.conn.execute("select id from documents")]
    out = io.BytesIO()
    wacz.write_wacz(archive.data, archive.conn, ids, out)
    (tmp_path / "outer.zip").write_bytes(packed(("x/export.wacz", out.getvalue())))
    with Archive.open(tmp_path / "other") as other:
        done = import_paths(other, [tmp_path / "outer.zip"])
        assert (done.new, done.failures, urls(other)) == (1, [], {f"{HOST}/1.html"})
        assert [row[0] for row in other.conn.execute("select id from documents")] == ids


def test_an_exported_zip_of_texts_gives_the_same_documents(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    (tmp_path / "a.html").write_bytes(sample_page())
    import_paths(archive, [tmp_path / "a.html"])
    before = [tuple(row) for row in archive.conn.execute("select id, title, text_sha256, report_year from documents")]
    with (tmp_path / "texts.zip").open("wb") as out:
        downloads.write_zip(archive.conn, [before[0][0]], out)
    with Archive.open(tmp_path / "other") as other:
        assert import_paths(other, [tmp_path / "texts.zip"]).failures == []
        assert [tuple(row) for row in other.conn.execute("select id, title, text_sha256, report_year from documents")] == before


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "gb18030"])
def test_a_page_may_lack_its_byte_order_mark(archive: Archive, tmp_path: Path, sample_page: Page, coding: str) -> None:
    (tmp_path / "page.html").write_bytes(sample_page().decode().encode(coding))
    done = import_paths(archive, [tmp_path / "page.html"])
    assert (done.new, done.failures) == (1, [])


def test_a_path_may_be_longer_than_the_stack(tmp_path: Path) -> None:
    place = "a/" * 300
    (tmp_path / "deep" / place).mkdir(parents=True)
    (tmp_path / "deep" / place / "page.html").touch()
    summary, usual = Summary(), sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 120)
    try:
        found = list(walking.walk([tmp_path / "deep"], set(), summary, [], {}))
    finally:
        sys.setrecursionlimit(usual)
    assert ([item.label for item in found], summary.failures) == ([f"deep/{place}page.html"], [])


def test_a_file_that_is_named_twice_is_taken_once(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(sample_page())
    line = json.dumps({"file": "a.html", "url": f"{HOST}/1.html", "fetched_at": "2024-03-04T08:22:00Z"})
    (tmp_path / "m.jsonl").write_text(f"{line}\n{line}\n", "utf-8")
    for again in (False, True):
        done = import_paths(archive, [page, tmp_path / "a.html"], manifest=tmp_path / "m.jsonl")
        assert (done.new, done.same, done.failures) == (int(not again), 1 + again, [])
    assert archive.conn.execute("select count(*) from captures").fetchone()[0] == 1
    assert maintenance.verify(archive).problems == []


def test_a_manifest_of_another_program_stops_nothing(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    (tmp_path / "a.html").write_bytes(sample_page())
    (tmp_path / "b.html").write_bytes(sample_page("远山县人民政府"))
    lines = [
        json.dumps({"file": "a.html", "url": f"{HOST}/\u2028.html"}, ensure_ascii=False), "[" * 100_000,
        json.dumps({"file": "x" * 5_000, "url": HOST}), json.dumps({"file": "a\0.html", "url": HOST}),
        json.dumps({"file": "", "url": HOST}), json.dumps({"file": "b.html", "url": "ftp://" + "x" * 5_000}),
        json.dumps({"file": "b.html", "url": f"{HOST}/2.html"}),
    ]
    manifest = tmp_path / "m.jsonl"
    manifest.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    done = import_paths(archive, [tmp_path / "a.html"], manifest=manifest)
    assert (done.new, done.failed) == (1, 5)
    assert urls(archive) == {f"{HOST}/\u2028.html"}
    assert all(len(sentence) < 600 for sentence in done.failures)
    assert [f"{manifest}, line {number}" for number in range(2, 7)] == [sentence.partition(": ")[0] for sentence in done.failures]
    assert done.warnings == [f"the manifest tells of 1 files that are not among those to import, for instance {tmp_path / 'b.html'}."]


def test_json_lines_are_no_page(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").write_text('{"file": "a.html"}', "utf-8")
    done = import_paths(archive, [tmp_path / "m.jsonl"])
    assert (done.new, done.failed) == (0, 1)
    assert "--manifest" in done.failures[0]
    assert "--format wacz" in done.failures[0]


def test_one_judge_for_every_way_in(tmp_path: Path) -> None:
    (tmp_path / "zeros.html").write_bytes(bytes(1000))
    with pytest.raises(FazhiError, match="neither a page"):
        importing.read_one(tmp_path / "zeros.html")
