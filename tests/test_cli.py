"""The command line as a script meets it: output on stdout, sentences on stderr, documented exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from crawler import demo

PAGE = """<html><head><meta name="ArticleTitle" content="{place}人民政府{year}年法治政府建设年度报告"></head><body>
<div id="zoom"><p>{year}年，{place}认真落实法治政府建设各项任务，现将有关情况报告如下：</p><p>一、主要举措和成效</p>
<p>（一）办理行政复议案件{count}件，全部按期办结，行政机关负责人出庭应诉率达100%。</p><p>二、存在的不足和原因</p>
<p>少数部门依法行政意识还不够强，执法规范化水平有待提升，需要在今后工作中加以改进。</p></div></body></html>"""


def run(*arguments: object, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `fazhi` in a process of its own."""
    return subprocess.run([sys.executable, "-m", "archive", *map(str, arguments)], capture_output=True, text=True,
                          timeout=timeout, env={**os.environ, **environment}, check=False)


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The complaint on stderr, which is never a traceback."""
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for place, year, count in (("松阳县", 2022, 31), ("松阳县", 2023, 47), ("云和县", 2023, 12)):
        text = PAGE.format(place=place, year=year, count=count)
        (folder / f"{place}{year}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory, pages) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "data"
    done = run("import", pages, "--data", folder)
    assert (done.returncode, done.stdout) == (0, "3 new, 0 revised, 0 unchanged, 0 failed\n")
    return folder


def test_extract_prints_one_json_object(pages):
    done = run("extract", pages / "松阳县2022.html", "--url", "http://www.songyang.gov.cn/art/1.html")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["title"] == "松阳县人民政府2022年法治政府建设年度报告"
    assert (answer["kind"], answer["report_year"], answer["issuer"]) == ("annual_report", 2022, "松阳县人民政府")
    assert "负责人出庭应诉率达100%" in answer["text"]


def test_import_search_show(data):
    found = json.loads(run("search", "行政复议 year:2023", "--region", "松阳县", "--json", "--data", data).stdout)
    assert found["total"] == 1
    assert set(found["results"][0]) >= {"id", "title", "url", "report_year", "region_code", "snippet"}
    shown = run("show", found["results"][0]["id"], "--data", data)
    assert "办理行政复议案件47件" in shown.stdout
    as_json = json.loads(run("show", found["results"][0]["id"], "--format", "json", "--data", data).stdout)
    assert as_json["report_year"] == 2023


def test_the_folder_may_stand_in_the_environment(data):
    assert json.loads(run("search", "云和县", "--json", FAZHI_DATA=str(data)).stdout)["total"] == 1


def test_export_writes_zip_csv_and_jsonl(data, tmp_path):
    for form in ("zip", "csv", "jsonl"):
        done = run("export", "--year", 2023, "--format", form, "-o", tmp_path / f"all.{form}", "--data", data)
        assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert packed.testzip() is None
        assert len(packed.namelist()) == 3  # two reports and the manifest
    rows = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text(encoding="utf-8-sig"))))
    assert sorted(row["issuer"] for row in rows) == ["云和县人民政府", "松阳县人民政府"]
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all("现将有关情况报告如下" in line["text"] for line in lines)
    assert not list(tmp_path.glob(".*"))


def test_importing_again_changes_nothing(data, pages):
    assert run("import", pages, "--data", data).stdout == "0 new, 0 revised, 3 unchanged, 0 failed\n"


def test_verify_status_and_replay_of_a_sound_archive(data):
    assert run("verify", "--data", data).returncode == 0
    assert json.loads(run("status", "--json", "--data", data).stdout)["counts"]["reports"] == 3
    assert run("replay", "--data", data).returncode == 0


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (["search", "法"], 2, "no archive"),
    (["show", "x"], 2, "no archive"),
    (["verify"], 2, "no archive"),
    (["serve"], 2, "no archive"),
    (["crawl", "qingtain"], 2, "did you mean 'qingtian'"),
    (["crawl", "--portals", "nowhere"], 2, "nowhere"),
    (["import", "nowhere.html"], 1, "nowhere.html"),
    (["search", "法", "--year", "abc"], 2, "--year"),
    (["search"], 2, "QUERY"),
    (["nonsense"], 2, "nonsense"),
])
def test_wrong_usage_gets_a_sentence_and_the_documented_code(tmp_path, arguments, code, words):
    done = run(*arguments, FAZHI_DATA=str(tmp_path / "none"))
    assert done.returncode == code
    assert words in sentence(done)


def test_bad_files_are_named_and_the_others_done(tmp_path, pages):
    (tmp_path / "junk.html").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "empty.txt").write_bytes(b"")
    shutil.copy(pages / "云和县2023.html", tmp_path / "good.html")
    done = run("import", tmp_path / "junk.html", tmp_path / "empty.txt", tmp_path / "good.html", "--data", tmp_path / "data")
    assert (done.returncode, done.stdout) == (1, "1 new, 0 revised, 0 unchanged, 2 failed\n")
    assert "junk.html" in sentence(done)
    assert "empty.txt" in sentence(done)


def test_a_foreign_or_newer_database_is_damage(tmp_path, data):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/archive.db").write_text("no database", encoding="utf-8")
    done = run("search", "法", "--data", tmp_path / "a")
    assert done.returncode == 3
    assert "no SQLite database" in sentence(done)
    shutil.copytree(data, tmp_path / "b")
    with sqlite3.connect(tmp_path / "b/archive.db") as conn:
        conn.execute("update meta set value = '99' where key = 'schema_version'")
    done = run("search", "法", "--data", tmp_path / "b")
    assert done.returncode == 3
    assert "version 99" in sentence(done)


def test_a_damaged_warc_is_found(tmp_path, data):
    shutil.copytree(data, tmp_path / "b")
    warc = next((tmp_path / "b/warc").glob("*.warc.gz"))
    body = bytearray(warc.read_bytes())
    body[len(body) // 2] ^= 0xFF
    warc.write_bytes(body)
    done = run("verify", "--data", tmp_path / "b")
    assert done.returncode == 3
    assert warc.name in sentence(done)


def test_a_full_disk_gets_a_sentence_and_loses_nothing(tmp_path, pages):
    """RLIMIT_FSIZE stands for the disk: writing beyond it fails as ENOSPC does, in the middle of a file."""
    program = ("import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
               "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20));"
               "sys.argv = ['fazhi', *sys.argv[1:]]; from archive.cli import main; main()")
    assert run("import", pages / "云和县2023.html", "--data", tmp_path).returncode == 0
    (tmp_path / "big.txt").write_bytes(os.urandom(1 << 20).hex().encode())
    done = subprocess.run([sys.executable, "-c", program, "import", str(tmp_path / "big.txt"), "--data", str(tmp_path)],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert run("verify", "--data", tmp_path).returncode == 0
    assert json.loads(run("search", "云和县", "--json", "--data", tmp_path).stdout)["total"] == 1


@pytest.fixture(scope="module")
def portals(tmp_path_factory):
    with demo.serve(dict.fromkeys(demo.KEYS, 0)) as running:
        yield running, running.write_registry(tmp_path_factory.mktemp("portals"))


def documents(data: Path) -> set[tuple[str, ...]]:
    """Everything in an archive: id, hash of the text, and the facts that two addresses of a report could quarrel about."""
    conn = sqlite3.connect(data / "archive.db")
    try:
        return set(conn.execute("select id, text_sha256, url, title, index_number, date_published from documents"))
    finally:
        conn.close()


def test_a_crawl_finds_what_the_portals_hold_and_goes_on_after_a_kill(portals, tmp_path):
    running, registry = portals
    whole = run("crawl", "--portals", registry, "--data", tmp_path / "whole", timeout=120)
    assert whole.returncode == 0, whole.stderr + whole.stdout
    line = [sys.executable, "-m", "archive", "crawl", "--portals", str(registry), "--data", str(tmp_path / "killed")]
    for pause in (1.5, 2.5):
        child = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
        child.wait()
    again = run("crawl", "--portals", registry, "--data", tmp_path / "killed", timeout=120)
    assert again.returncode == 0, again.stderr + again.stdout
    assert documents(tmp_path / "killed") == documents(tmp_path / "whole")
    assert run("verify", "--data", tmp_path / "killed").returncode == 0
    reports = {row["url"] for row in running.truth() if row["kind"] == "annual_report" and row["verdict"] != "template"}
    stored = sqlite3.connect(tmp_path / "killed/archive.db").execute("select url from documents where in_index = 1")
    assert {row[0] for row in stored} <= {url for row in running.truth() for url in row["urls"]}
    assert len(documents(tmp_path / "whole")) >= len(reports)


def test_ctrl_c_ends_a_crawl_with_a_sentence(portals, tmp_path):
    _, registry = portals
    child = subprocess.Popen([sys.executable, "-m", "archive", "crawl", "--portals", str(registry), "--data", str(tmp_path)],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    child.send_signal(signal.SIGINT)
    _, complaint = child.communicate(timeout=30)
    assert child.returncode in {0, 1}  # 0: it was done before the signal came
    assert "Traceback" not in complaint
    assert child.returncode == 0 or "interrupted" in complaint


def test_the_demo_does_not_mix_with_a_real_archive(data):
    done = run("demo", "--exit", "--data", data)
    assert done.returncode == 2
    assert "folder of its own" in sentence(done)


def test_an_export_writes_through_pipes_and_links_and_refuses_folders(data, tmp_path):
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.csv", tmp_path / "real.csv"
    os.mkfifo(pipe)
    link.symlink_to(file)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert run("export", "--format", "csv", "-o", pipe, "--data", data).returncode == 0
        piped = reader.communicate(timeout=10)[0]
    assert pipe.is_fifo()
    assert run("export", "--format", "csv", "-o", link, "--data", data).returncode == 0
    assert link.is_symlink()
    assert file.read_bytes() == piped
    refused = run("export", "--format", "csv", "-o", tmp_path, "--data", data)
    assert refused.returncode == 2
    assert "is a folder" in sentence(refused)


def test_no_name_of_a_file_steers_the_terminal(tmp_path):
    hostile = tmp_path / "a\x1b]0;title\x07.html"
    hostile.touch()
    assert "a�]0;title�.html: the file is empty" in sentence(run("extract", hostile))
