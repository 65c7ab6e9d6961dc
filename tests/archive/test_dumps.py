"""Dumps: Parquet that data frames read, a folder that is renewed as a whole, digests that hold, and clear words where a part lacks."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from archive import cli, find, read
from archive.errors import UsageError
from archive.export import dumps, parquet
from archive.store import Archive

ISSUERS = ("清源县人民政府", "青山县人民政府", "白水市人民政府")


@pytest.fixture
def filled(archive, sample_document):
    """An archive of six reports and a notice, which is no report."""
    for issuer in ISSUERS:
        for year in (2022, 2023):
            doc = sample_document(issuer, year, warnings=["日期不全"] if year == 2022 else [])
            archive.upsert(doc, url=f"http://www.{ISSUERS.index(issuer)}.gov.cn/{year}.html", seen_at="2024-03-04T00:00:00Z")
    archive.upsert(sample_document("清源县人民政府", 2021, kind="notice", title="通知"), url="http://www.0.gov.cn/n.html")
    return archive


class Pipe:
    """What a pipe offers."""

    def __init__(self):
        self.parts = []

    def write(self, data):
        self.parts.append(bytes(data))
        return len(data)

    def flush(self):
        pass


def table_of(conn, ids):
    pipe = Pipe()
    parquet.write_parquet(conn, ids, pipe)
    return pq.read_table(io.BytesIO(b"".join(pipe.parts)))


def test_parquet_holds_every_field_and_the_text(filled):
    ids = find.all_ids(filled.conn)
    table = table_of(filled.conn, ids)
    assert tuple(table.column_names) == parquet.COLUMNS
    assert table.schema.field("report_year").type == pa.int32()
    assert table.schema.field("index_number_valid").type == pa.bool_()
    assert table.schema.field("warnings").type == pa.list_(pa.string())
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == ids
    for row in rows:
        known = read.document(filled.conn, row["id"])
        assert {name: row[name] for name in row if name != "sha256"} == {name: known[name] for name in row if name != "sha256"}
        assert row["sha256"] == known["text_sha256"]


def test_parquet_is_written_in_groups(filled, monkeypatch):
    monkeypatch.setattr(parquet, "GROUP", 2)
    pipe = Pipe()
    parquet.write_parquet(filled.conn, find.all_ids(filled.conn), pipe)
    file = pq.ParquetFile(io.BytesIO(b"".join(pipe.parts)))
    assert file.num_row_groups == 3
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_parquet_of_nothing_and_of_a_broken_character(filled):
    assert table_of(filled.conn, []).num_rows == 0
    name = find.all_ids(filled.conn)[0]
    with filled.transaction() as conn:
        conn.execute("update texts set text = cast(x'61eda08062' as text) where document_id = ?", (name,))
    filled.conn.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    assert "?" in table_of(filled.conn, [name]).to_pylist()[0]["text"]


def test_without_pyarrow_one_sentence_names_the_remedy(filled, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"needs pyarrow; `pip install 'fazhi-archive\[parquet\]'`"):
        parquet.write_parquet(filled.conn, [], Pipe())


def test_dumps_agree_with_their_manifest_and_with_the_archive(filled, tmp_path):
    done = dumps.write(filled.data, filled.conn)
    folder = filled.data / dumps.FOLDER
    assert not done.left_out
    assert done.manifest == dumps.published(filled.data)
    assert {path.name for path in folder.iterdir()} == set(dumps.MEDIA_TYPES) - {dumps.SIGNATURE}
    assert done.manifest["documents"] == 6
    for one in done.manifest["files"]:
        body = (folder / one["name"]).read_bytes()
        assert (len(body), hashlib.sha256(body).hexdigest()) == (one["bytes"], one["sha256"])
    check = subprocess.run(["sha256sum", "-c", dumps.SUMS], cwd=folder, capture_output=True, check=False)
    assert check.returncode == 0
    ids = find.all_ids(filled.conn)
    lines = gzip.decompress((folder / "fazhi-reports.jsonl.gz").read_bytes()).decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    assert pq.read_table(folder / "fazhi-reports.parquet")["id"].to_pylist() == ids
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "archive.db").write_bytes(gzip.decompress((folder / "fazhi-reports.db.gz").read_bytes()))
    with Archive.open(copy, create=False, readonly=True) as opened:
        assert find.all_ids(opened.conn) == ids


def test_a_signature_goes_with_the_manifest_that_it_signs(filled):
    dumps.write(filled.data, filled.conn)
    assert not dumps.signed(filled.data)
    (filled.data / dumps.FOLDER / dumps.SIGNATURE).write_text("-----BEGIN SSH SIGNATURE-----\n", encoding="utf-8")
    assert dumps.signed(filled.data)
    dumps.write(filled.data, filled.conn)
    assert not dumps.signed(filled.data)


def test_equal_archives_give_equal_dumps_but_for_the_time(filled):
    first = dumps.write(filled.data, filled.conn).manifest
    again = dumps.write(filled.data, filled.conn).manifest
    assert again["files"] == first["files"]


def test_a_dump_that_fails_leaves_the_old_ones_and_nothing_else(filled, monkeypatch):
    dumps.write(filled.data, filled.conn)
    folder = filled.data / dumps.FOLDER
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def failing(_conn, _ids, out, _progress):
        out.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(dumps.FORMS, "fazhi-reports.parquet", dumps.Form(failing, "application/x"))
    with pytest.raises(Exception, match="is full"):
        dumps.write(filled.data, filled.conn)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not filled.conn.in_transaction


def test_a_commit_in_between_is_in_all_dumps_or_in_none(filled, monkeypatch, sample_document):
    plain = dumps.FORMS["fazhi-reports.db.gz"]

    def while_crawling(conn, ids, out, progress):
        with Archive.open(filled.data) as other:
            other.upsert(sample_document("新来县人民政府", 2023), url="http://www.new.gov.cn/1.html")
        plain.write(conn, ids, out, progress)

    monkeypatch.setitem(dumps.FORMS, "fazhi-reports.db.gz", plain._replace(write=while_crawling))
    with Archive.open(filled.data, create=False, readonly=True) as reader:
        manifest = dumps.write(filled.data, reader.conn).manifest
    assert manifest["documents"] == 6
    packed = gzip.decompress((filled.data / dumps.FOLDER / "fazhi-reports.db.gz").read_bytes())
    conn = sqlite3.connect(":memory:")
    conn.deserialize(packed)
    assert conn.execute("select count(*) from documents").fetchone() == (6,)


@pytest.fixture
def run(capsys, monkeypatch):
    """Run `fazhi` in this process; (exit code, what it said)."""
    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["fazhi", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, capsys.readouterr()

    return call


def test_the_command_writes_dumps_and_says_what_lacks(filled, run, monkeypatch):
    code, said = run("export", "--nightly", "--data", filled.data)
    assert code == 0
    assert said.out == (filled.data / dumps.FOLDER / dumps.SUMS).read_text("utf-8")
    assert "6 documents" in said.err
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, said = run("export", "--nightly", "--data", filled.data)
    assert code == 1
    assert "fazhi-reports.parquet is left out: it needs pyarrow" in said.err
    assert not (filled.data / dumps.FOLDER / "fazhi-reports.parquet").exists()
    assert len(dumps.published(filled.data)["files"]) == 2


@pytest.mark.parametrize("arguments", [("--nightly", "--year", "2023"), ("--nightly", "--format", "zip"), ("--nightly", "--query", "法"),
                                       (), ("--format", "zip"), ("-o", "x.zip")])
def test_options_that_make_no_sense_together(filled, run, arguments):
    code, said = run("export", *arguments, "--data", filled.data)
    assert code == 2
    assert "--nightly" in said.err


def test_the_command_writes_parquet(filled, run, tmp_path):
    code, _ = run("export", "--format", "parquet", "-o", str(tmp_path / "a.parquet"), "--data", str(filled.data), "--year", "2023")
    assert code == 0
    assert pq.read_table(tmp_path / "a.parquet")["report_year"].to_pylist() == [2023] * 3


def test_a_manifest_that_cannot_be_read_counts_as_none(filled):
    assert dumps.published(filled.data) is None
    (filled.data / dumps.FOLDER).mkdir()
    (filled.data / dumps.FOLDER / dumps.MANIFEST).write_text("[", encoding="utf-8")
    assert dumps.published(filled.data) is None


def test_what_a_killed_export_left_goes_with_the_next_one(filled):
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    folder = filled.data / dumps.FOLDER
    folder.mkdir()
    left = folder / f".fazhi-reports.db.gz.{gone.pid}.part"
    others = [folder / f".fazhi-reports.db.gz.{os.getppid()}.part", folder / f".notes.txt.{gone.pid}.part"]
    for path in (left, *others):
        path.write_bytes(b"half")
    dumps.write(filled.data, filled.conn)
    assert not left.exists()
    assert all(path.exists() for path in others)   # of a process that runs, and no file of ours
