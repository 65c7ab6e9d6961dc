"""Import: every kind of file once, never twice; what cannot be read is named and the rest is done."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import maintenance, read
from archive.errors import FazhiError, UsageError
from archive.intake import importing
from archive.intake.importing import import_paths
from archive.store import Archive

Page = Callable[..., bytes]
Text = Callable[[str, int], str]
HOST = "http://www.qy-demo.gov.cn"


def counts(archive: Archive) -> dict[str, int]:
    return {table: archive.conn.execute(f"select count(*) from {table}").fetchone()[0]
            for table in ("documents", "revisions", "captures")}


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def titles(archive: Archive) -> set[str | None]:
    return {row[0] for row in archive.conn.execute("select title from documents")}


def test_a_folder_is_imported_once(archive: Archive, tmp_path: Path, sample_page: Page, sample_text: Text) -> None:
    text = "远山县人民政府2022年法治政府建设年度报告\n" + sample_text("远山县人民政府", 2022)
    write(tmp_path / "saved", {
        "a.html": sample_page(), "sub/b.txt": text.encode("gb18030"),
        "sub/c": sample_page("平湖县人民政府", 2021), ".hidden.html": sample_page("隐山县人民政府"),
        "a_files/logo.png": b"\x89PNG\r\n\x1a\n", "a_files/site.js": b"var a;",
    })
    first = import_paths(archive, [tmp_path / "saved"])
    assert (first.new, first.failures) == (3, [])
    assert titles(archive) == {f"{name}年法治政府建设年度报告" for name in
                               ("清源县人民政府2023", "远山县人民政府2022", "平湖县人民政府2021")}
    assert len(first.warnings) == 1
    before, generation = counts(archive), archive.generation
    again = import_paths(archive, [tmp_path / "saved"])
    assert (again.new, again.revised, again.same, again.failures) == (0, 0, 3, [])
    assert (counts(archive), archive.generation) == (before, generation)
    assert maintenance.verify(archive).problems == []


def test_no_machine_path_enters_the_archive(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    write(tmp_path / "saved", {"sub/报告 1.html": sample_page()})
    import_paths(archive, [tmp_path / "saved"])
    dump = "".join(str(tuple(row)) for table in ("captures", "documents", "addresses", "runs", "revisions")
                   for row in archive.conn.execute(f"select * from {table}"))
    assert str(tmp_path) not in dump
    assert archive.conn.execute("select url from captures").fetchone()[0] == (
        "file:///saved/sub/%E6%8A%A5%E5%91%8A%201.html")
    assert archive.conn.execute("select url from documents").fetchone()[0] is None


def test_two_files_of_one_name_are_two_documents(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    write(tmp_path, {"one/a.html": sample_page(), "two/a.html": sample_page("远山县人民政府", 2022)})
    assert import_paths(archive, [tmp_path / "one" / "a.html", tmp_path / "two" / "a.html"]).new == 2


def test_a_folder_that_was_moved_is_the_same(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    notes = "没有标题的一段话，说的是村里修路的事情，既没有年份也没有落款，只是为了凑够字数而写得长一些，好让它能够被认出来。"
    for place in ("one", "two"):
        write(tmp_path / place, {"a.html": sample_page(), "b.txt": notes.encode()})
    assert import_paths(archive, [tmp_path / "one"]).new == 2
    generation = archive.generation
    assert import_paths(archive, [tmp_path / "two"]).same == 2
    assert archive.generation == generation


def test_an_edited_file_is_a_revision(archive: Archive, tmp_path: Path, sample_page: Page, sample_text: Text) -> None:
    text = sample_text("清源县人民政府", 2023)
    write(tmp_path, {"a.html": sample_page(text=text)})
    import_paths(archive, [tmp_path / "a.html"])
    write(tmp_path, {"a.html": sample_page(text=text.replace("短板", "弱项"))})
    assert import_paths(archive, [tmp_path / "a.html"]).revised == 1


def test_a_manifest_gives_origin_and_order(archive: Archive, tmp_path: Path, sample_page: Page, sample_text: Text) -> None:
    text = sample_text("清源县人民政府", 2023)
    write(tmp_path, {"a-new.html": sample_page(text=text.replace("短板", "弱项")), "b-old.html": sample_page(text=text)})
    lines = [{"file": "a-new.html", "url": f"{HOST}/1.html", "fetched_at": "2024-06-01T08:00:00+08:00"},
             {"file": "b-old.html", "url": f"{HOST}/1.html", "fetched_at": "2024-02-01"}]
    (tmp_path / "m.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    summary = import_paths(archive, [tmp_path], manifest=tmp_path / "m.jsonl")
    assert (summary.new, summary.revised, summary.failures) == (1, 1, [])
    (row,) = archive.conn.execute("select * from documents").fetchall()
    assert (row["url"], row["first_seen"], row["last_seen"]) == (
        f"{HOST}/1.html", "2024-02-01T00:00:00Z", "2024-06-01T00:00:00Z")
    assert "补弱项" in read.document(archive.conn, row["id"])["text"]  # type: ignore[index]
    again = import_paths(archive, [tmp_path], manifest=tmp_path / "m.jsonl")
    assert (again.new, again.revised, again.same) == (0, 0, 2)


def test_a_manifest_without_a_time_is_imported_once(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    write(tmp_path, {"a.html": sample_page()})
    (tmp_path / "m.jsonl").write_text(json.dumps({"file": "a.html", "url": f"{HOST}/1.html"}))
    assert import_paths(archive, [tmp_path / "a.html"], manifest=tmp_path / "m.jsonl").new == 1
    before = counts(archive)
    assert import_paths(archive, [tmp_path / "a.html"], manifest=tmp_path / "m.jsonl").same == 1
    assert counts(archive) == before


def test_every_bad_line_of_a_manifest_is_named(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    write(tmp_path, {"a.html": sample_page()})
    bad = ["no json", "[1]", '{"file": "a.html"}', '{"file": "none.html", "url": "http://a/"}',
           '{"file": "a.html", "url": "javascript:alert(1)"}', '{"file": "a.html", "url": "http://a/", "fetched_at": "soon"}']
    (tmp_path / "m.jsonl").write_text("\n\n".join(bad))
    summary = import_paths(archive, [tmp_path / "a.html"], manifest=tmp_path / "m.jsonl")
    assert [line.split("line ")[1].split(":")[0] for line in summary.failures] == ["1", "3", "5", "7", "9", "11"]
    assert summary.new == 1
    with pytest.raises(UsageError, match="manifest"):
        import_paths(archive, [tmp_path / "a.html"], manifest=tmp_path / "nothing.jsonl")


def test_bad_files_get_one_sentence_each(archive: Archive, tmp_path: Path, sample_page: Page,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"empty.html": b"", "blank.txt": b" \n", "junk.html": b"<p>" + random.Random(1).randbytes(5000), "good.html": sample_page(),
                     "broken.docx": b"PK\x03\x04 not really", "fake.pdf": b"%PDF-1.4 nothing inside",
                     "closed/x.html": sample_page()})
    real = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    summary = import_paths(archive, [tmp_path, tmp_path / "missing.html"])
    assert summary.new == 1
    named = sorted(line.split(": ")[0].rpartition("/")[2] for line in summary.failures)
    assert named == ["blank.txt", "broken.docx", "closed", "empty.html", "fake.pdf", "junk.html", "missing.html"]
    assert all(line.endswith(".") for line in summary.failures)
    again = import_paths(archive, [tmp_path / "fake.pdf"])
    assert (again.failed, len(again.failures)) == (1, 1)


def test_every_encoding_of_a_page_is_read(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    page = sample_page().decode()
    write(tmp_path / "in", {f"{coding}.html": page.encode(coding) for coding in ("utf-16", "gb18030", "utf-8-sig")})
    summary = import_paths(archive, [tmp_path / "in"])
    assert (summary.new, summary.same, summary.failures) == (1, 2, [])


def test_a_zip_is_a_folder(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as packed:
        info = zipfile.ZipInfo("placeholder")
        info.filename = "报告.html".encode("gb18030").decode("cp437")
        packed.writestr(info, sample_page())
        packed.writestr("../../evil.html", sample_page("远山县人民政府"))
        packed.writestr("empty.html", b"")
    raw = (tmp_path / "pages.zip").read_bytes()
    write(tmp_path, {"pages.zip": raw, "torn.zip": raw[:-30]})
    summary = import_paths(archive, [tmp_path / "pages.zip", tmp_path / "torn.zip"])
    assert summary.new == 2
    assert len(summary.failures) == 2
    assert not (tmp_path.parent / "evil.html").exists()
    assert import_paths(archive, [tmp_path / "pages.zip"]).same == 2


# WARC -------------------------------------------------------------------------------------------------------------


def foreign_warc(pages: dict[str, bytes], *, packed: bool) -> bytes:
    """A WARC as other programs write it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "other"}))
    for url, body in pages.items():
        kind = "image/png" if url.endswith("png") else "text/html"
        head = StatusAndHeaders("200 OK", [("Content-Type", kind), ("Content-Encoding", "gzip")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(
            url, "response", payload=io.BytesIO(gzip.compress(body)), http_headers=head,
            warc_headers_dict={"WARC-Date": "2023-05-06T07:08:09.123456Z"}))
    return out.getvalue()


@pytest.mark.parametrize("packed", [True, False])
def test_warc_answers_come_with_their_dates(archive: Archive, tmp_path: Path, sample_page: Page, *, packed: bool) -> None:
    pages = {f"{HOST}/1.html": sample_page(), f"{HOST}/logo.png": b"\x89PNG",
             f"{HOST}/2.html": sample_page("远山县人民政府")}
    name = "other.warc.gz" if packed else "other.warc"
    (tmp_path / name).write_bytes(foreign_warc(pages, packed=packed))
    summary = import_paths(archive, [tmp_path / name])
    assert (summary.new, summary.failures, summary.warnings) == (2, [], [])
    rows = archive.conn.execute("select url, first_seen from documents order by url").fetchall()
    assert [tuple(row) for row in rows] == [(f"{HOST}/1.html", "2023-05-06T07:08:09Z"),
                                            (f"{HOST}/2.html", "2023-05-06T07:08:09Z")]
    assert import_paths(archive, [tmp_path / name]).same == 2
    assert maintenance.verify(archive).problems == []


@pytest.mark.parametrize("packed", [True, False])
def test_a_torn_warc_gives_what_it_holds_and_a_warning(archive: Archive, tmp_path: Path, sample_page: Page,
                                                       *, packed: bool) -> None:
    pages = {f"{HOST}/{number}.html": sample_page(f"第{number}县人民政府") for number in range(4)}
    (tmp_path / "torn.warc.gz").write_bytes(foreign_warc(pages, packed=packed)[:-200])
    summary = import_paths(archive, [tmp_path / "torn.warc.gz"])
    assert (summary.new, summary.failures) == (3, [])
    assert "torn behind 3 answers" in summary.warnings[0]


def test_wacz_and_our_own_warcs(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("pages/pages.jsonl", "{}")
        packed.writestr("archive/data.warc.gz", foreign_warc({f"{HOST}/1.html": sample_page()}, packed=True))
    assert import_paths(archive, [tmp_path / "a.wacz"]).new == 1
    (own,) = (archive.data / "warc").iterdir()
    with Archive.open(tmp_path / "second") as second:
        assert import_paths(second, [own]).new == 1
        assert second.conn.execute("select id from documents").fetchone()[0] == (
            archive.conn.execute("select id from documents").fetchone()[0])


# One file ---------------------------------------------------------------------------------------------------------


def test_read_one_stores_nothing(tmp_path: Path, sample_page: Page) -> None:
    write(tmp_path, {"a.html": sample_page(), "empty.html": b""})
    assert importing.read_one(tmp_path / "a.html", url=f"{HOST}/1.html").report_year == 2023
    with pytest.raises(UsageError, match=r"cannot be read: No such file"):
        importing.read_one(tmp_path / "none.html")
    with pytest.raises(FazhiError, match=r"empty\.html: the file is empty"):
        importing.read_one(tmp_path / "empty.html")


def test_a_warc_that_cannot_be_read_at_all_is_a_failure(archive: Archive, tmp_path: Path) -> None:
    noise = random.Random(5).randbytes(3000)
    write(tmp_path, {"noise.warc.gz": noise, "cut.warc": b"WARC/1.0\r\nContent-Length: 99\r\n\r\nHTTP/1.1 200 OK"})
    summary = import_paths(archive, [tmp_path / "noise.warc.gz", tmp_path / "cut.warc"])
    assert len(summary.failures) == 2
    assert all("no answer in this WARC can be read" in sentence for sentence in summary.failures)


def test_links_that_circle_and_pipes_are_named_and_passed_over(archive: Archive, tmp_path: Path, sample_page: Page) -> None:
    write(tmp_path / "saved", {"a.html": sample_page()})
    (tmp_path / "saved" / "circle").symlink_to("circle")
    (tmp_path / "saved" / "nowhere.html").symlink_to("missing")
    os.mkfifo(tmp_path / "saved" / "pipe")
    summary = import_paths(archive, [tmp_path / "saved"])
    assert summary.new == 1
    assert sorted(sentence.rpartition("/")[2] for sentence in summary.failures) == [
        f"{name}: it is no file, or a link that leads to none." for name in ("circle", "nowhere.html", "pipe")]
