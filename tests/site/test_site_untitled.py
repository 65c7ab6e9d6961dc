"""A report without a title: named by its body and year wherever it is shown, and said to have none."""

from __future__ import annotations

import pytest

from archive.model import Document
from archive.site import keeping
from archive.store import Archive

NAMED = "青田县人民政府 2023 年度报告（原文无标题）"


@pytest.fixture(scope="module")
def untitled(tmp_path_factory, serve_folder):
    """A site with two such reports of one body, and their ids, the newer one first."""
    data = tmp_path_factory.mktemp("untitled")
    names = []
    with Archive.open(data) as archive:
        for year in (2023, 2022):
            doc = Document(
                url=None, kind="annual_report", title=None, report_year=year, issuer="青田县人民政府", text="一、成效\n全年办理行政复议案件。",
                region_code="331121", region_name="浙江省丽水市青田县", level="county", date_published=f"{year + 1}-03-01",
            )
            names.append(archive.upsert(doc, url=None, seen_at="2024-03-02T00:00:00Z").id)
        keeping.settle(archive)
    return serve_folder(data), names


@pytest.mark.parametrize("path", [
    "/", "/search", "/search?q=行政复议", "/place/331121", "/search.atom", "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/report/{0}", "/report/{0}.bib", "/report/{0}.ris", "/report/{0}/v/1", "/compare?a={0}&b={1}",
])
def test_it_is_named_everywhere(untitled, path):
    site, names = untitled
    answer = site.get(path.format(*names))
    assert answer.status_code == 200
    assert NAMED in answer.text


def test_a_report_without_an_address_says_where_it_came_from(untitled):
    site, (name, _) = untitled
    assert "没有原网址（由文件导入）" in site.get(f"/report/{name}").text
    assert "imported from a file" in site.get(f"/en/report/{name}").text
