"""The life of an archive in a week: quiet days, edits, deletions, counters and a relaunch, by `fazhi crawl` alone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from crawler import demo

DAY = 86400


class Life:
    """An archive, the portals it crawls and a clock that runs ahead."""

    def __init__(self, portals, base):
        self.portals = portals
        self.data = base / "data"
        self.folder = portals.write_registry(base / "portals")
        for file in self.folder.glob("*.yml"):
            if file.stem not in ("jcms", "uuid"):
                file.unlink()
            else:
                file.write_text(file.read_text(encoding="utf-8").replace("delay: 0.05", "delay: 0"), encoding="utf-8")

    def crawl(self, days, *more):
        """Crawl so many days after the start; (exit code, output)."""
        self.portals.log.clear()
        line = [sys.executable, "-m", "archive", "crawl", "--data", str(self.data), "--portals", str(self.folder), *more]
        done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False,
                              env={**os.environ, "FAZHI_CLOCK_AHEAD": str(days * DAY)})
        return done.returncode, done.stdout + done.stderr

    def rows(self, sql, *values):
        with closing(sqlite3.connect(self.data / "archive.db")) as conn:
            return conn.execute(sql, values).fetchall()

    def documents(self):
        return dict(self.rows("select id, revision from documents"))

    def state(self, url):
        return self.rows("select d.state from documents d join addresses a on a.document_id = d.id where a.url = ?", url)

    def reports(self, key, column=None):
        """Addresses of the portal's reports that stand in one column only."""
        found = [page for page in self.portals.truth() if page["kind"] == "annual_report" and page["verdict"] == "ok"
                 and page["url"].startswith(self.portals.urls[key])]
        return [page["url"] for page in found if sum(page["title"] == other["title"] for other in found) == 1]


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    with demo.serve(dict.fromkeys(demo.KEYS, 0)) as portals:
        yield Life(portals, tmp_path_factory.mktemp("again"))


def test_a_week(life):
    code, out = life.crawl(0)
    assert (code, life.rows("select count(*) from documents where in_index = 1")[0][0] > 12) == (0, True), out
    first = life.documents()

    # Nothing is due; what is named is asked for its lists alone, and they have not changed.
    code, out = life.crawl(0)
    assert (code, life.portals.log) == (0, [])
    assert "no portal is due; the next one is" in out
    code, out = life.crawl(0.01, "jcms", "uuid")
    assert (code, life.documents()) == (0, first)
    assert not [entry.path for entry in life.portals.log if "/art" in entry.path or "content" in entry.path]
    made = ("/robots.txt", "/module/jpage/")                        # answers made on demand have no validators
    assert {entry.status for entry in life.portals.log if not entry.path.startswith(made)} == {304}

    # An edit, two deletions (a real 404 and an error page with status 200), counters.
    edited, removed = life.reports("jcms")[:2]
    lost = life.reports("uuid")[0]
    [(name,)] = life.rows("select document_id from addresses where url = ?", edited)
    life.portals.edit(edited, old="法治", new="法制")
    life.portals.remove(removed)
    life.portals.remove(lost)
    life.portals.set_faults("uuid", "soft_404")
    life.portals.set_faults("jcms", "counter")
    code, out = life.crawl(2, "--all")
    assert (code, out.count("asked again after a day")) == (0, 2), out
    assert "soft 404, proved" in out
    assert life.documents() == first | {name: 2}
    assert (life.state(removed), life.state(lost)) == ([("live",)], [("live",)])
    assert life.crawl(2.1, "--all")[0] == 0
    assert (life.state(removed), life.state(lost)) == ([("live",)], [("live",)])
    code, out = life.crawl(4, "--all")
    assert (code, out.count("marked as gone")) == (0, 2), out
    assert (life.state(removed), life.state(lost)) == ([("gone",)], [("gone",)])
    assert life.documents() == first | {name: 2}
    assert len(life.rows("select 1 from captures where verdict = 'held'")) == 0

    # A relaunch: the same reports under other addresses of another system.
    life.portals.relaunch("jcms", life.folder)
    assert life.crawl(5, "jcms", "--all")[0] == 0
    code, out = life.crawl(7, "jcms", "--all")
    assert code == 0, out
    assert life.documents() == first | {name: 2}
    old = life.rows("select count(*) from addresses where portal = 'jcms' and state = 'live' and url like '%/art/%'")
    assert old == [(0,)]
    gone = life.rows("select url from documents where state = 'gone' and portal = 'jcms' and in_index = 1")
    assert gone == [(removed,)]
    assert {url.rpartition("/")[0].rpartition("/")[2] for (url,) in life.rows(
        "select url from documents where state = 'live' and portal = 'jcms'")} == {"content"}


def test_blocked_is_never_gone(life):
    life.portals.set_faults("uuid", "challenge_412")
    before = life.rows("select id, state, url from documents where portal = 'uuid' order by id")
    for day in (8, 10):
        assert life.crawl(day, "uuid", "--all")[0] == 1
    assert life.rows("select id, state, url from documents where portal = 'uuid' order by id") == before
    [(failures, why)] = life.rows("select failures, why from schedule where portal = 'uuid'")
    assert (failures, why) == (2, "the last visit was not complete")
