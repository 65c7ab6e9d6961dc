"""Orders of many documents, and the titles of many: what large archives do otherwise than small ones."""

from __future__ import annotations

import random
import sqlite3
from importlib.resources import files

import pytest

from archive.search import bits, columns, titles
from archive.search.columns import snapshot
from archive.search.query import parse

DAYS = (None, "2019", "2020-05", "2020-05-01", "2021-12-31", "2024-03-04")
DOCUMENTS = 400


@pytest.fixture(scope="module")
def conn():
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    random_ = random.Random(3)
    rows = [(rowid, str(rowid), title(random_), random_.choice(DAYS)) for rowid in random_.sample(range(1, 2 * DOCUMENTS), DOCUMENTS)]
    made.executemany("""insert into documents (rowid, id, title, date_published, kind, verdict, first_seen, last_seen, text_sha256, text_chars,
        extractor, in_index) values (?, ?, ?, ?, 'annual_report', 'ok', '', '', '', 0, '1', 1)""", rows)
    return made


def title(random_):
    place = random_.choice(("青田县", "西湖区", "法库县")) + random_.choice(("", "", "", "司法局", "复议"))
    return f"{place}{random_.choice((2020, 2021))}年法治政府建设年度报告" + ("（行政复议）" if random_.random() < 0.01 else "")


def test_newest_first_is_the_same_in_every_way(conn, monkeypatch):
    random_ = random.Random(5)
    with snapshot(conn) as view:
        days, known = view.column("date"), bits.ids_of(view.all())
        for few, stretch in ((1_000, 2_000), (5, 16), (0, 1), (0, 1_000)):
            monkeypatch.setattr(columns, "SORTED", few)
            monkeypatch.setattr(columns, "STRETCH", stretch)
            view._kept._derived.clear()
            for _ in range(40):
                ids = random_.sample(known, random_.randint(0, DOCUMENTS))
                stop = random_.choice((None, 0, 1, 7, 40, DOCUMENTS))
                expected = sorted(ids, key=lambda rowid: (days[rowid] or "", rowid), reverse=True)[:stop]
                assert view.newest_of(bits.of_ids(ids, view.size), stop) == expected


def test_a_word_of_rare_or_of_common_characters_is_found_in_the_same_titles(conn):
    with snapshot(conn) as view:
        names = view.column("title")
        every = titles.titles_of(view)
        for word in ("法治", "复议", "法库", "库县", "议行", "行政复议", "司法局", "告", "龘", "议龘", "治法", "2021年", "县2020年", "县法"):
            expected = {rowid for rowid, name in enumerate(names) if name and word in name}
            found = every.holding(view, parse(word).terms[0])
            assert set(bits.ids_of(found)) == expected, word
            assert bool(expected) == (word not in {"议行", "龘", "议龘", "治法", "县法"})
