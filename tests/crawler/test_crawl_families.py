"""The content systems end to end: all that the embedded portals hold is found, and nothing is asked twice."""

from __future__ import annotations

from collections import Counter
from shutil import copytree

import pytest

from archive.intake.pipeline import process_pending
from archive.store import Archive
from crawler import demo


@pytest.fixture(scope="module")
def crawled(kit, tmp_path_factory):
    base = tmp_path_factory.mktemp("families")
    with demo.serve(dict.fromkeys(demo.KEYS, 0)) as portals:
        result = kit.crawl(base / "data", portals.write_registry(base / "portals"))
        result.truth = portals.truth()
        result.log = list(portals.log)
        portals.log.clear()
        result.again = kit.crawl(copytree(base / "data", base / "again"), base / "portals")
        result.log_again = list(portals.log)
    return result


def test_lists_are_complete(crawled):
    assert (crawled.code, [event["problems"] for event in crawled.events if event["event"] == "closed"]) == (0, [[]] * len(demo.KEYS))
    lines = crawled.rows("select * from ledger")
    assert len(lines) >= 12
    assert all(line["complete"] == 1 and line["collected"] > 0 and line["reason"] is None for line in lines)
    assert max(line["pages"] for line in lines) >= 3
    assert all(line["declared"] in (None, line["collected"]) for line in lines)
    counted = {line["portal"] for line in lines if line["declared"] is not None}
    assert set(demo.KEYS) - counted == {"numbered", "anhui"}      # these count pages, never entries


def test_every_report_is_fetched(crawled):
    wanted = {page["url"] for page in crawled.truth if page["kind"] == "annual_report"}
    fetched = {row["url"] for row in crawled.rows("select url from frontier where state = 'done' and kind = 'detail'")}
    assert wanted
    assert wanted <= fetched
    kinds = Counter(page["kind"] for page in crawled.truth if page["url"] in fetched)
    assert kinds.total() - kinds["annual_report"] <= 3     # cut titles that turn out to be neighbours


def test_nothing_is_asked_twice_and_all_is_kept(crawled):
    asked = Counter((entry.portal, entry.path) for entry in crawled.log if entry.method == "GET")
    assert max(asked.values()) == 1
    assert crawled.rows("select count(*) as n from captures where file is not null")[0]["n"] == len(crawled.log)


def test_exactly_the_reports_are_indexed(crawled):
    with Archive.open(crawled.data) as archive:
        summary = process_pending(archive)
        rows = archive.conn.execute("select a.url from documents d join addresses a on a.document_id = d.id "
                                    "where d.kind = 'annual_report' and d.verdict in ('ok', 'attachment_only')")
        indexed = {row["url"] for row in rows}
    assert summary.failures == []
    assert indexed == {url for page in crawled.truth if page["kind"] == "annual_report" for url in page["urls"]}


def test_an_unchanged_second_crawl_costs_next_to_nothing(crawled):
    again = crawled.again
    first, second = (again.rows("select count(*) as n, sum(coalesce(bytes, 0)) as bytes from captures where run_id = ?", run)[0]
                     for run in (1, 2))
    assert (again.code, second["n"]) == (0, len(crawled.log_again))
    assert not again.rows("select 1 from captures where run_id = 2 and kind in ('detail', 'attachment')")
    assert second["bytes"] / first["bytes"] < 0.02      # bodies; the portals' lists are many and short, as are their headers
    revisits = again.rows("select count(*) as n from captures where run_id = 2 and status = 304 and refers_to is not null")
    assert revisits[0]["n"] == sum(entry.status == 304 for entry in crawled.log_again) > 10
