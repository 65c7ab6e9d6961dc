"""Pages whose text stands in pictures: imported with the pictures beside them, read together, and only when all have come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.attachments import FileText
from archive.intake import beside, preparing
from archive.intake.importing import import_paths
from archive.intake.pipeline import process_pending
from archive.intake.recorder import Exchange, Recorder
from archive.store import Archive

Page = Callable[..., bytes]
Text = Callable[[str, int], str]
Make = Callable[..., Exchange]
HOST = "http://www.qy-demo.gov.cn"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def albums(monkeypatch: pytest.MonkeyPatch, sample_text: Text) -> list[list[bytes]]:
    """The albums that were read; OCR finds a report in each."""
    seen: list[list[bytes]] = []

    def read(pictures: list[bytes], **_: object) -> FileText:
        seen.append(list(pictures))
        return FileText(sample_text("清源县人民政府", 2023), "application/zip", ["Read by OCR: some pictures."], ocr=0.9)

    monkeypatch.setattr(preparing.attachments, "read_album", read)
    return seen


def shown(*names: str) -> str:
    return "".join(f"<img src='{name}'>" for name in names)


def put(folder: Path, **files: bytes) -> None:
    for name, body in files.items():
        path = folder / name.replace("__", "/").replace("_png", ".png").replace("_html", ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def test_a_page_finds_the_pictures_in_its_folder(archive: Archive, tmp_path: Path, sample_page: Page, albums: list[list[bytes]]) -> None:
    page = sample_page(text=shown("./扫描/2.png", "%E6%89%AB%E6%8F%8F/1.png?v=3", "../../secret.png", "/etc/4.png"))
    put(tmp_path, secret_png=PNG + b"secret", saved__page_html=page, saved__扫描__1_png=PNG + b"1", saved__扫描__2_png=PNG + b"2",
        saved__扫描__3_png=PNG + b"3")
    summary = import_paths(archive, [tmp_path / "saved"])
    assert (summary.new, summary.failures) == (1, [])
    assert albums == [[PNG + b"2", PNG + b"1"]]
    assert summary.warnings == ["skipped files that hold no documents: 3.png."]
    row = archive.conn.execute("select verdict, report_year, warnings from documents").fetchone()
    assert (row["verdict"], row["report_year"]) == ("attachment_only", 2023)
    assert "Read by OCR: some pictures." in row["warnings"]
    assert "needs OCR" not in row["warnings"]
    assert "Pictures that were not fetched, so that their text is missing: 2 of 4." in row["warnings"]
    files = archive.conn.execute("select ocr, media_type, bytes from attachments order by position").fetchall()
    assert [tuple(file) for file in files] == [(0.9, "image/png", 9), (0.9, "image/png", 9), (None, None, None), (None, None, None)]


def test_a_second_import_changes_nothing(archive: Archive, tmp_path: Path, sample_page: Page, albums: list[list[bytes]]) -> None:
    put(tmp_path / "saved", page_html=sample_page(text=shown("1.png")), **{"1_png": PNG})
    import_paths(archive, [tmp_path / "saved"])
    again = import_paths(archive, [tmp_path / "saved"])
    assert (again.new, again.same, again.failures, len(albums)) == (0, 1, [], 1)
    assert archive.conn.execute("select count(*) from captures").fetchone()[0] == 2


def test_pictures_of_a_page_with_an_address_get_theirs(archive: Archive, tmp_path: Path, sample_page: Page,
                                                       albums: list[list[bytes]]) -> None:
    put(tmp_path / "saved", page_html=sample_page(text=shown("page_files/1.png")), page_files__1_png=PNG)
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(f'{{"file": "saved/page.html", "url": "{HOST}/art/1.html", "fetched_at": "2024-03-01T08:00:00Z"}}\n')
    assert import_paths(archive, [tmp_path / "saved"], manifest=manifest).failures == []
    assert archive.conn.execute("select href, ocr from attachments").fetchone()[:] == (f"{HOST}/art/page_files/1.png", 0.9)
    assert len(albums) == 1


def test_a_page_with_a_text_takes_no_pictures(archive: Archive, tmp_path: Path, sample_page: Page, albums: list[list[bytes]]) -> None:
    put(tmp_path / "saved", page_html=sample_page(), **{"1_png": PNG})
    assert import_paths(archive, [tmp_path / "saved"]).warnings == ["skipped files that hold no documents: 1.png."]
    assert albums == []


def test_pictures_are_read_once_all_have_been_asked_for(archive: Archive, exchange: Make, sample_page: Page,
                                                        albums: list[list[bytes]]) -> None:
    page, first, second = (f"{HOST}/{name}" for name in ("1.html", "1.png", "2.png"))
    frontier = "insert into frontier (portal, url, kind, state, added_at) values ('qingyuan', ?, 'attachment', 'new', '')"
    with archive.transaction() as conn:
        conn.executemany(frontier, [(first,), (second,)])
    for url, body, kind in ((page, sample_page(text=shown("/1.png", "/2.png")), "detail"), (first, PNG + b"1", "attachment"),
                            (second, PNG + b"2", "attachment")):
        with Recorder(archive) as keeper:
            keeper.record(exchange(url, body, kind=kind))
        with archive.transaction() as conn:
            conn.execute("update frontier set state = 'done' where url = ?", (url,))
        process_pending(archive)
    assert albums == [[PNG + b"1", PNG + b"2"]]
    assert archive.conn.execute("select verdict, report_year from documents").fetchone()[:] == ("attachment_only", 2023)
    assert archive.conn.execute("select count(*) from revisions").fetchone()[0] == 1


def test_without_ocr_the_files_and_the_document_say_so(archive: Archive, tmp_path: Path, sample_page: Page,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.attachments.ocr.PACKAGES", ("no_such_package",))
    put(tmp_path / "saved", page_html=sample_page(text=shown("1.png")), **{"1_png": PNG})
    import_paths(archive, [tmp_path / "saved"])
    assert archive.conn.execute("select error from attachments").fetchone()[0].endswith("pip install 'fazhi-archive[ocr]'.")
    row = archive.conn.execute("select verdict, warnings from documents").fetchone()
    assert row["verdict"] == "attachment_only"
    assert "The text stands in pictures (1): it needs OCR, an optional extra: pip install 'fazhi-archive[ocr]'." in row["warnings"]


@pytest.mark.parametrize(("page", "href", "gold"), [
    ("file:///a/b.html", "c/1.png", "file:///a/c/1.png"), ("file:///a/b.html", "图.png?x=1", "file:///a/%E5%9B%BE.png"),
    ("file:///a/b.html", f"{HOST}/1.png", f"{HOST}/1.png"), (f"{HOST}/b.html", f"{HOST}/1.png", f"{HOST}/1.png"),
    ("file:///a/b.html", "//[/1.png", "//[/1.png"),
])
def test_addresses_beside_a_page(page: str, href: str, gold: str) -> None:
    assert beside.address(page, href) == gold
