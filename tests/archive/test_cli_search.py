"""`fazhi search` narrows by years, days, bodies and parts of the reports, and says what it cannot find."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli.read import search_command
from archive.errors import UsageError
from archive.model import Document, Section
from archive.store import Archive


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli-search") / "data"
    with Archive.open(folder) as archive:
        for year, weak in ((2021, "执法力量"), (2022, "行政复议"), (2023, "普法")):
            text = f"一、主要做法\n推进行政复议。\n二、存在的不足\n{weak}仍然薄弱。"
            parts = [Section(1, "一、主要做法", "achievements", 0, 14), Section(1, "二、存在的不足", "problems", 15, len(text))]
            doc = Document(
                url=f"http://a.gov.cn/{year}.html", title=f"青田县{year}年法治政府建设年度报告", kind="annual_report", verdict="ok",
                report_year=year, issuer="青田县人民政府", publisher="青田县司法局", region_code="331121", region_name="青田县", level="county",
                date_published=f"{year + 1}-03-0{year % 10}", text=text, sections=parts,
            )
            archive.upsert(doc, seen_at="2024-04-01T00:00:00Z")
    return folder


def search(data: Path, *arguments: str) -> tuple[list[int], str]:
    """The years found and what was told on stderr."""
    done = CliRunner().invoke(search_command, [*arguments, "--json", "--data", str(data)], standalone_mode=False)
    if done.exception:
        raise done.exception
    found = json.loads(done.stdout)
    assert found["total"] == len(found["results"])
    return sorted(row["report_year"] for row in found["results"]), done.stderr


@pytest.mark.parametrize(("arguments", "years"), [
    (("行政复议",), [2021, 2022, 2023]), (("行政复议", "--role", "problems"), [2022]), (("行政复议", "--year-from", "2022"), [2022, 2023]),
    (("行政复议", "--year-to", "2022"), [2021, 2022]), (("", "--year-from", "2022", "--year-to", "2022"), [2022]), (("", "--year", "2023"), [2023]),
    (("", "--from", "2023-03-02"), [2022, 2023]), (("", "--from", "2023", "--to", "2023-12"), [2022]),
    (("", "--issuer", "青田县人民政府"), [2021, 2022, 2023]),
    (("", "--publisher", "司法局", "--text", "普法"), [2023]), (("", "--text", "青田县"), []),
])
def test_conditions(data: Path, arguments: tuple[str, ...], years: list[int]) -> None:
    assert search(data, *arguments)[0] == years


def test_an_unknown_region_is_told(data: Path) -> None:
    assert search(data, "", "--region", "青田")[1] == ""
    years, told = search(data, "", "--region", "火星")
    assert years == []
    assert "火星" in told


@pytest.mark.parametrize("arguments", [
    ("--year", "2021", "--year-to", "2022"), ("--from", "gestern"), ("--to", "2021-3"), ("--from", "2023-13"), ("--to", "2023-01-32"),
])
def test_wrong_conditions_are_told(data: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        search(data, "", *arguments)


def test_the_help_keeps_the_lines_of_its_examples():
    shown = CliRunner().invoke(search_command, ["--help"]).stdout
    assert "\\b" not in shown
    assert '\n  "三项制度"  OR  -试点' in shown
