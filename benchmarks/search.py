"""Our search beside LIKE, tantivy and Datasette's own table search, question by question in one run: the ratios count.

    python benchmarks/search.py --docs 2000
    python benchmarks/search.py --docs 20000 100000 --keep bench-data

Archives are generated (benchmarks/generated.py) and kept in --keep, else made anew in a temporary folder. tantivy is measured
where it is installed (`pip install tantivy`, best in an environment of its own) and its index, which takes minutes, is made with
--tantivy. "first" is a term that nobody has asked for since the start, "again" one whose documents are remembered, "statement"
a bare count(*) of the index. Times are processor time of this process, which other work on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import generated
from datasette.app import Datasette

from archive import database, find, indexing, visits, zh
from archive.search import keeping
from archive.search.phrases import cjk_tokens

SEED = 11
ROUNDS = 3
COMMON = (
    "法治", "行政复议", "重大行政决策", "合法性审查", "2021年", "述法工作", "行政 复议", "监督", "法", "裁量基准 听证程序", "法治政府建设",
    "行政执法 OR 行政许可", "行政复议 -普法宣传",
)
QUESTIONS = 60
PEER_SECONDS = 30.0
"""LIKE and Datasette are asked the first questions only, until one of them has taken so long in all."""
TARGETS = {
    "like_per_count": ("times faster than LIKE, exact counts of new terms (two characters and more), geometric mean", 2000, True),
    "like_per_known_count": ("the same, known terms", 2000, True),
    "count_per_tantivy": ("times tantivy's time, exact counts of new terms", 1.3, False),
    "statement_per_tantivy": ("times tantivy's time, the bare statement", 1.3, False),
    "known_count_per_tantivy": ("times tantivy's time, exact counts of known terms", 1.3, False),
    "page_first_p99_ms": ("milliseconds for a first page, 99th percentile, new terms", 10, False),
    "page_again_p99_ms": ("milliseconds for a first page, 99th percentile, known terms", 10, False),
    "section_first_ms": ("milliseconds for a new term in one part of the reports, median", 50, False),
    "index_per_text": ("bytes of index for each byte of text", 1.3, False),
    "fresh_seconds": ("seconds from a commit to the search that shows it", 1, False),
}
"""Figure -> what it is, its target, and whether more is better."""


class Peers:
    """The other ways to answer, on the same archive."""

    def __init__(self, data: Path, conn: sqlite3.Connection, *, build: bool) -> None:
        self.conn = conn
        self.searcher = open_tantivy(data, conn, build=build) if importlib.util.find_spec("tantivy") else None
        tables = {"documents": {"fts_table": "documents_fts", "fts_pk": "rowid"}}  # what it must know to search the table
        self.datasette = Datasette([str(data / database.NAME)], settings={"sql_time_limit_ms": 60_000},
                                   metadata={"databases": {Path(database.NAME).stem: {"tables": tables}}})

    def like(self, question: str) -> int:
        """What a plain database would do."""
        terms = question.split()
        where = " and ".join("(d.title like ? or t.text like ?)" for _ in terms)
        sql = f"select count(*) from documents d join texts t using (rowid) where d.in_index = 1 and {where}"
        return int(self.conn.execute(sql, [f"%{term}%" for term in terms for _ in (0, 1)]).fetchone()[0])

    def tantivy(self, question: str) -> int:
        """The same index in another engine: the pairs of a Chinese run as a phrase."""
        import tantivy

        index, searcher = self.searcher
        queries = [(tantivy.Occur.Must, phrase(index.schema, term)) for term in question.split()]
        return int(searcher.search(tantivy.Query.boolean_query(queries), limit=1, count=True).count)

    def table(self, question: str) -> int:
        """Datasette's own page of the table, with its search box, as JSON."""
        path = f"/{Path(database.NAME).stem}/documents.json?_search={quote(question)}&_size=20&_shape=objects"
        answer = asyncio.run(self.datasette.client.get(path))
        return int(answer.json().get("filtered_table_rows_count") or 0)


def phrase(schema: Any, term: str) -> Any:
    """A tantivy query for one term."""
    import tantivy

    pieces = cjk_tokens(term)
    pieces = pieces[1:-1] or pieces
    return tantivy.Query.phrase_query(schema, "body", pieces) if len(pieces) > 1 else tantivy.Query.term_query(schema, "body", pieces[0])


def open_tantivy(data: Path, conn: sqlite3.Connection, *, build: bool) -> Any:
    """Its index beside the archive; None where it was not made and is not wanted."""
    import tantivy

    folder = data / "tantivy"
    schema = tantivy.SchemaBuilder().add_text_field("body", stored=False, tokenizer_name="whitespace").build()
    if not (folder / "complete").exists():
        if not build:
            return None
        folder.mkdir(exist_ok=True)
        writer = tantivy.Index(schema, str(folder)).writer(512_000_000, 1)
        for title, text in conn.execute("select title, text from documents join texts using (rowid)"):
            writer.add_document(tantivy.Document(body=[zh.tokens(f"{title}\n{text}")]))
        writer.commit()
        writer.wait_merging_threads()
        (folder / "complete").touch()
    index = tantivy.Index(schema, str(folder))
    index.reload()
    return index, index.searcher()


def questions(conn: sqlite3.Connection) -> Iterator[str]:
    """Common words and passages of two to ten characters copied at random, mixed."""
    asked = [*COMMON, *copied(conn, QUESTIONS - len(COMMON))]
    random.Random(SEED).shuffle(asked)
    yield from asked


def copied(conn: sqlite3.Connection, count: int) -> Iterator[str]:
    """Passages of two to ten characters."""
    random_ = random.Random(SEED)
    top = conn.execute("select max(rowid) from texts").fetchone()[0]
    for number in range(count):
        text = conn.execute("select text from texts where rowid = ?", (random_.randint(1, top),)).fetchone()[0]
        runs = [run for run in "".join(c if zh.chars(c) else " " for c in text).split() if len(run) > 1]
        run = random_.choice(runs)
        start = random_.randrange(len(run) - 1)
        yield run[start:start + 2 + number % 9]


def statement(conn: sqlite3.Connection, question: str) -> int:
    """What the index alone counts."""
    return int(conn.execute("select count(*) from documents_fts where documents_fts match ?", (zh.escape_fts(question),)).fetchone()[0])


def forget(conn: sqlite3.Connection) -> None:
    """Make every term new, as after a start; the columns stay."""
    kept = keeping.kept_for(conn)
    kept._answers.clear()  # noqa: SLF001 - what this benchmark is about
    kept._recent.clear()  # noqa: SLF001 - as after a commit


def milliseconds(work: Callable[[], Any]) -> float:
    """The processor time of one call."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def best(work: Callable[[], Any], rounds: int, *, before: Callable[[], Any] = lambda: None) -> float:
    """The best of some calls, each after another one that fills the processor's caches."""
    times = []
    for _ in range(rounds):
        before()
        work()
        before()
        times.append(milliseconds(work))
    return min(times)


def compare(conn: sqlite3.Connection, peers: Peers) -> dict[str, dict[str, float]]:
    """Time every question with every way in turn: question -> way -> milliseconds."""
    count = partial(find.search, conn, sort="newest", limit=0)
    page = partial(find.search, conn, facets=True)
    find.search(conn, "", facets=True)
    spent = {"LIKE": 0.0, "Datasette": 0.0}
    found: dict[str, dict[str, float]] = {}
    for question in questions(conn):
        fresh = partial(forget, conn)
        row = {
            "count first": best(partial(count, question), ROUNDS, before=fresh), "count again": best(partial(count, question), ROUNDS),
            "statement": best(partial(statement, conn, question), ROUNDS),
            "page first": best(partial(page, question), ROUNDS, before=fresh), "page again": best(partial(page, question), ROUNDS),
        }
        plain = len(question) > 1 and not {"OR", "-"} & set(question.replace("-", "- ").split())
        if peers.searcher and plain and not any(map(str.isdigit, question)):
            row["tantivy"] = best(partial(peers.tantivy, question), ROUNDS)
        for name, way in (("LIKE", peers.like), ("Datasette", peers.table)):
            if plain and spent[name] < PEER_SECONDS * 1000:
                row[name] = milliseconds(partial(way, question))
                spent[name] += row[name]
        found[question] = row
        total = find.search(conn, question, limit=0).total
        print(f"{question:<14}{total:>7}  " + "  ".join(f"{name} {value:.2f}" for name, value in row.items()))
    return found


def in_sections(conn: sqlite3.Connection) -> float:
    """Milliseconds of a first search in one part of the reports, the median of some."""
    forget(conn)
    asked = [(word, find.Filters(role=role)) for word in COMMON[:5] for role in ("achievements", "problems", "plan")]
    return statistics.median(milliseconds(partial(find.search, conn, word, filters, facets=True)) for word, filters in asked)


def percentile(values: list[float], part: float) -> float:
    """The value that this part of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def ratio(rows: dict[str, dict[str, float]], one: str, other: str) -> float | None:
    """How many times longer one way takes than another, as geometric mean over the questions that both answered."""
    both = [row[one] / row[other] for row in rows.values() if one in row and other in row]
    return round(statistics.geometric_mean(both), 2) if both else None


def freshness(data: Path, conn: sqlite3.Connection) -> float:
    """Seconds from the commit of one more report to the end of the search that shows it; the report is taken out again."""
    find.search(conn, "新近入档", facets=True)
    writer = database.connect(data / database.NAME)
    rowid = writer.execute("select max(rowid) + 1 from documents").fetchone()[0]
    report = generated.segmented("新近入档的一份报告。")
    row = generated.Report("新报告", report.text, report.tokens, zh.chars(f"新报告\n{report.text}"), [])
    writer.execute("begin")
    generated.put(writer, rowid, row, ("new-report", "新报告", 2024, "甲县人民政府", "2025-01-01", "331121", "青田县", "county", 10))
    visits.bump(writer)
    writer.execute("commit")
    start = time.perf_counter()
    total = find.search(conn, "新近入档", facets=True).total
    seconds = time.perf_counter() - start
    assert total == 1
    writer.execute("begin")
    writer.execute("delete from documents where rowid = ?", (rowid,))
    writer.execute("delete from texts where rowid = ?", (rowid,))
    indexing.remove(writer, rowid, row.title, row.text)
    visits.bump(writer)
    writer.execute("commit")
    writer.close()
    assert find.search(conn, "新近入档").total == 0
    return seconds


def sizes(conn: sqlite3.Connection) -> float:
    """Bytes of both indexes and of the common words' documents for each byte of the text."""
    text = conn.execute("select sum(length(cast(text as blob))) from texts").fetchone()[0]
    blocks = sum(conn.execute(f"select sum(length(block)) from {table}_data").fetchone()[0]
                 for table in ("documents_fts", "documents_chars"))
    blocks += conn.execute("select coalesce(sum(length(documents)), 0) from common_words").fetchone()[0]
    return float(blocks / text)


def measure(data: Path, *, build: bool) -> dict[str, Any]:
    """All figures of one archive."""
    conn = database.connect_readonly(data / database.NAME)
    started = milliseconds(lambda: find.search(conn, "", facets=True))
    rows = compare(conn, Peers(data, conn, build=build))
    pages = {name: [row[f"page {name}"] for row in rows.values()] for name in ("first", "again")}
    figures = {
        "docs": conn.execute("select count(*) from documents").fetchone()[0], "sqlite": sqlite3.sqlite_version,
        "questions": len(rows), "start_ms": round(started, 1),
        "like_per_count": ratio(rows, "LIKE", "count first"), "like_per_known_count": ratio(rows, "LIKE", "count again"),
        "count_per_tantivy": ratio(rows, "count first", "tantivy"), "known_count_per_tantivy": ratio(rows, "count again", "tantivy"),
        "statement_per_tantivy": ratio(rows, "statement", "tantivy"), "like_per_statement": ratio(rows, "LIKE", "statement"),
        "asked_of_like": sum("LIKE" in row for row in rows.values()), "asked_of_tantivy": sum("tantivy" in row for row in rows.values()),
        "datasette_per_page": ratio(rows, "Datasette", "page first"), "datasette_per_known_page": ratio(rows, "Datasette", "page again"),
        **{f"page_{name}_p{part}_ms": round(percentile(values, part / 100), 2) for name, values in pages.items() for part in (50, 99)},
        "section_first_ms": round(in_sections(conn), 1), "index_per_text": round(sizes(conn), 3), "fresh_seconds": round(freshness(data, conn), 3),
    }
    conn.close()
    return figures


def judged(figures: dict[str, Any]) -> Iterator[str]:
    """A line for every target."""
    for name, (meaning, target, more) in TARGETS.items():
        value = figures[name]
        if value is None:
            yield f"not measured  {meaning}"
            continue
        met = value >= target if more else value <= target
        yield f"{'met   ' if met else 'MISSED'} {value:>10} (target {'at least' if more else 'at most'} {target})  {meaning}"


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, nargs="+", default=[2000])
    parser.add_argument("--keep", type=Path, help="folder in which generated archives stay")
    parser.add_argument("--tantivy", action="store_true", help="make the index of tantivy where there is none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for count in options.docs:
            figures = measure(generated.archive_of(count, options.keep or Path(folder)), build=options.tantivy)
            print(json.dumps(figures, ensure_ascii=False, indent=1))
            print("\n".join(judged(figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
