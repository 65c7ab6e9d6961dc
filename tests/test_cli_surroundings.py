"""The command in surroundings that are not kind: folders without permission, closed pipes, other encodings, a damaged schema."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

NAME = "松阳县人民政府2023年法治政府建设年度报告"
PAGE = f"""<html><head><meta name="ArticleTitle" content="{NAME}"></head><body><div id="zoom">
<p>2023年，松阳县认真落实法治政府建设各项任务，现将有关情况报告如下：</p><p>一、主要举措和成效</p>
<p>办理行政复议案件31件，全部按期办结𠀀，行政机关负责人出庭应诉率达100%。</p><p>二、存在的不足和原因</p>
<p>少数部门依法行政意识还不够强，执法规范化水平有待提升，需要在今后工作中加以改进。</p></div></body></html>"""
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "archive", *map(str, arguments)]


def run(*arguments: object, given: str | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command(*arguments), capture_output=True, timeout=60, check=False, env={**os.environ, **environment},
                          input=None if given is None else given.encode())


def plain_user() -> None:
    """Take root's power over permissions from the process that is about to start (Linux, capabilities(7))."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for power in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            libc.prctl(PR_CAPBSET_DROP, power, 0, 0, 0)


def run_plain(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, timeout=60, check=False,
                          preexec_fn=plain_user)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("surroundings")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    done = run("import", folder / "page.html", "--data", folder / "data")
    assert (done.returncode, done.stdout) == (0, b"1 new, 0 revised, 0 unchanged, 0 failed\n")
    return folder / "data"


@pytest.fixture
def readonly(data, tmp_path):
    """A copy of the archive in which nobody may write."""
    copy = tmp_path / "readonly"
    shutil.copytree(data, copy)
    for path in (*copy.rglob("*"), copy):
        path.chmod(path.stat().st_mode & ~0o222)
    yield copy
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


def test_what_only_reads_works_where_nobody_may_write(readonly):
    before = {path: path.stat().st_mtime_ns for path in readonly.rglob("*")}
    assert run_plain("verify", "--data", readonly).stdout == "1 captures and 1 documents agree with their digests\n"
    dry = run_plain("replay", "--data", readonly)
    assert (dry.returncode, dry.stdout) == (0, "1 documents read anew, 0 would change\n")
    assert run_plain("search", "复议", "--data", readonly).returncode == 0
    for arguments in (("import", __file__), ("replay", "--apply")):
        refused = run_plain(*arguments, "--data", readonly)
        assert refused.returncode == 2
        assert "archive.db cannot be written" in refused.stderr
    assert {path: path.stat().st_mtime_ns for path in readonly.rglob("*")} == before


def test_commits_that_wait_in_the_log_are_not_passed_over(data, tmp_path):
    with sqlite3.connect(data / "archive.db") as conn:
        conn.execute("insert into portals (id, name) values ('p', 'x')")
        conn.commit()
        copy = tmp_path / "copy"
        copy.mkdir()
        for name in ("archive.db", "archive.db-wal"):
            shutil.copy(data / name, copy / name)
    conn.close()
    assert (copy / "archive.db-wal").stat().st_size
    copy.chmod(0o500)
    refused = run_plain("search", "复议", "--data", copy)
    copy.chmod(0o700)
    assert refused.returncode == 2
    assert "archive.db-wal holds what a killed process has committed" in refused.stderr
    assert run("search", "复议", "--data", copy).returncode == 0


@pytest.mark.parametrize("arguments", [("search", "复议", "--json"), ("export", "--format", "db", "-o", "-")])
def test_a_reader_that_has_gone_is_no_fault_to_speak_of(data, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        done = subprocess.run(command(*arguments), stdout=out, stderr=subprocess.PIPE, timeout=60, check=False,
                              env={**os.environ, "FAZHI_DATA": str(data)})
    assert (done.returncode, done.stderr) == (1, b"")


def test_an_export_to_a_closed_output_is_refused(data):
    line = ["sh", "-c", '"$@" >&-', "sh", *command("export", "--format", "csv", "-o", "-", "--data", data)]
    done = subprocess.run(line, stderr=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, b"fazhi: standard output is closed; name a file with -o.\n")


def test_an_export_replaces_no_link_that_circles_and_takes_long_names(data, tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    refused = run("export", "--format", "csv", "-o", tmp_path / "a", "--data", data)
    assert refused.returncode == 2
    assert b"leads in a circle" in refused.stderr
    assert (tmp_path / "a").is_symlink()
    longest = tmp_path / ("报" * 85)
    assert run("export", "--format", "csv", "-o", longest, "--data", data).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b", longest.name}
    tmp_path.chmod(0o500)
    refused_too = run_plain("export", "--format", "csv", "-o", tmp_path / "new.csv", "--data", data)
    tmp_path.chmod(0o700)
    assert refused_too.returncode == 2
    assert f"{tmp_path / 'new.csv'} cannot be written: Permission denied" in refused_too.stderr


@pytest.mark.parametrize("environment", [
    {"PYTHONIOENCODING": "latin-1"}, {"PYTHONIOENCODING": "gbk"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""},
])
def test_any_encoding_carries_query_and_answer(data, environment):
    found = run("search", "按期办结𠀀", "--json", "--data", data, **environment)
    answer = json.loads(found.stdout)
    assert (found.returncode, found.stderr, answer["total"]) == (0, b"", 1)
    assert answer["results"][0]["title"] == NAME


def test_a_character_that_a_terminal_lacks_is_an_escape(data):
    name = json.loads(run("search", "复议", "--json", "--data", data).stdout)["results"][0]["id"]
    shown = run("show", name, "--data", data, PYTHONIOENCODING="gbk")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "全部按期办结\\U00020000，".encode("gbk") in shown.stdout


def test_extract_reads_standard_input(data):
    answer = json.loads(run("extract", "-", given=PAGE).stdout)
    assert (answer["title"], answer["report_year"]) == (NAME, 2023)
    assert run("extract", "-", given="").returncode == 1


def test_verify_misses_what_the_schema_makes(data, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    with sqlite3.connect(copy / "archive.db") as conn:
        conn.execute("drop trigger changes_insert")
        conn.execute("drop table figures")
    conn.close()
    done = run("verify", "--data", copy)
    assert done.returncode == 3
    told = done.stderr.decode()
    assert "lacks the trigger changes_insert" in told
    assert "lacks the table figures" in told
    assert "column figures." not in told
    with sqlite3.connect(copy / "archive.db") as conn:
        name = conn.execute("select id from documents").fetchone()[0]
    conn.close()
    shown = run("show", name, "--data", copy)
    assert shown.returncode == 3
    assert b"no such table: figures" in shown.stderr


def test_a_service_manager_ends_the_site_without_a_failure(data):
    with subprocess.Popen(command("serve", "--port", 0, "--data", data), stderr=subprocess.PIPE, text=True) as site:
        assert "serving http://127.0.0.1:" in site.stderr.readline()
        site.send_signal(signal.SIGTERM)
        assert site.wait(30) == 0


def test_notes_of_a_search_are_in_the_language_of_the_command(data):
    done = run("search", "复议", "--region", "无此地", "--limit", 0, "--data", data)
    assert (done.returncode, done.stdout) == (0, b"0 found, 0 shown\n")
    assert done.stderr.decode() == "fazhi: There is no region called “无此地”.\n"


def test_a_wrong_word_in_the_environment_ends_a_crawl_before_it_begins(tmp_path):
    (tmp_path / "hill.yml").write_text('name: 青山县\nregion: "331121"\nurl: http://127.0.0.1:9\ncolumns: [/a/]\n', encoding="utf-8")
    done = run("crawl", "--portals", tmp_path, "--data", tmp_path / "data", FAZHI_LONGEST="soon")
    assert (done.returncode, done.stderr.decode()) == (2, "fazhi: FAZHI_LONGEST='soon' is no number of seconds; 0 means no limit.\n")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("command", "sentence"), [
    (("import", "page.html", "--manifest", "closed/m.jsonl"), "the manifest closed/m.jsonl cannot be read: Permission denied; check the path"),
    (("probe", "http://127.0.0.1:9/", "--data", "closed/data"), "no permission to write in closed/data; change its owner"),
    (("check", "--portals", "portals"), "hill.yml: cannot be read (Is a directory); a portal file is a file that you may read"),
])
def test_what_may_not_be_read_is_told_with_its_remedy(tmp_path, monkeypatch, command, sentence):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    (tmp_path / "portals" / "hill.yml").mkdir(parents=True)
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "closed").mkdir(mode=0)
    done = run_plain(*command)
    assert (done.returncode, sentence in done.stderr) == (1 if command[0] == "check" else 2, True), done.stderr
