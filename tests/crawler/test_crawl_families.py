"""The content systems end to end: all that the embedded portals hold is found, and nothing is asked twice."""

from __future__ import annotations

from collections import Counter

import pytest

from crawler import demo


@pytest.fixture(scope="module")
def crawled(kit, tmp_path_factory):
    base = tmp_path_factory.mktemp("families")
    with demo.serve(dict.fromkeys(demo.KEYS, 0)) as portals:
        result = kit.crawl(base / "data", portals.write_registry(base / "portals"))
        result.truth = portals.truth()
        result.log = list(portals.log)
    return result


def test_lists_are_complete(crawled):
    assert (crawled.code, [event["problems"] for event in crawled.events if event["event"] == "closed"]) == (0, [[]] * len(demo.KEYS))
    lines = crawled.rows("select * from ledger")
    assert len(lines) >= 12
    assert all(line["complete"] == 1 and line["collected"] > 0 and line["reason"] is None for line in lines)
    assert max(line["pages"] for line in lines) >= 3
    assert all(line["declared"] == line["collected"] for line in lines if line["portal"] != "trs")


def test_every_report_is_fetched(crawled):
    wanted = {page["url"] for page in crawled.truth if page["kind"] == "annual_report"}
    fetched = {row["url"] for row in crawled.rows("select url from frontier where state = 'done' and kind = 'detail'")}
    assert wanted
    assert wanted <= fetched
    kinds = Counter(page["kind"] for page in crawled.truth if page["url"] in fetched)
    assert kinds.total() - kinds["annual_report"] <= 3     # cut titles that turn out to be neighbours


def test_nothing_is_asked_twice_and_all_is_kept(crawled):
    asked = Counter((entry.portal, entry.method, entry.path) for entry in crawled.log)
    assert max(asked.values()) == 1
    assert crawled.rows("select count(*) as n from captures where file is not null")[0]["n"] == len(crawled.log)
