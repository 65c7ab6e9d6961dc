"""Our search against LIKE on a generated archive, question by question in one run: the ratios count, not the times.

    python benchmarks/search.py --docs 2000

Prints for every question the documents found, the milliseconds of LIKE, of our ids with the exact total, and of a whole
page (total, 20 hits with marks and snippets, facets), then geometric means and the size of the index.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any

from archive import find, indexing

SEED = 11
CHARACTERS = 4600
"""Length of a text: what reports have on average."""
ROUNDS = 3
TOP = (
    "法治政府", "行政执法", "行政复议", "依法行政", "加强", "推进", "工作", "完善", "落实",
    "规范性文件", "重大行政决策", "合法性审查", "政务公开", "营商环境", "法律顾问", "执法监督", "普法宣传", "人民调解",
    "公共法律服务", "领导干部", "责任清单", "应诉案件", "听证程序", "信用监管", "数字平台", "基层治理", "乡镇街道",
    "执法人员", "培训考试", "案卷评查", "备案登记", "监督检查", "简政放权", "一网通办", "风险评估", "公众参与",
    "专家论证", "集体讨论", "行政处罚", "行政许可", "裁量基准", "府院联动", "矛盾纠纷", "法治督察", "述法工作",
)
CHARACTER_COUNT, WORD_COUNT = 1200, 20_000
"""Invented words follow the real ones with falling frequency (Zipf): most words are rare, as in real reports."""
PLACES = [a + b for a in "青松云石白清金玉临安东南西北" for b in ("山县", "河市", "湖区", "溪县", "阳市", "水区")]
COMMON = ("法治", "行政复议", "重大行政决策", "合法性审查", "2021年", "述法工作", "行政 复议", "监督", "法", "裁量基准 听证程序")
QUESTIONS = 40


class Writer:
    """Writes invented reports."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)
        characters = [chr(0x4e00 + 17 * n) for n in range(CHARACTER_COUNT)]
        weights = [1 / (n + 20) for n in range(CHARACTER_COUNT)]
        made = ["".join(self.random.choices(characters, weights, k=self.random.choice((2, 2, 2, 3, 4))))
                for _ in range(WORD_COUNT)]
        self.words = [*TOP, *made]
        self.weights = list(accumulate(1 / (n + 30) for n in range(len(self.words))))

    def text(self) -> str:
        """About CHARACTERS characters."""
        words = self.random.choices(self.words, cum_weights=self.weights, k=CHARACTERS * 10 // 30)
        for place in range(0, len(words), 4):
            words[place] += self.random.choice("，，，、。；\n")
        for place in range(0, len(words), 40):
            words[place] += f"{self.random.choice(('共', '累计', '全年'))}{self.random.randint(1, 9999)}件，"
        return "".join(words)


def fill(conn: sqlite3.Connection, count: int) -> float:
    """Make the archive; the seconds that indexing took."""
    writer = Writer()
    random_ = writer.random
    conn.executescript(files("archive").joinpath("schema.sql").read_text("utf-8"))
    conn.execute("insert into meta values ('generation', '1')")
    conn.execute("begin")
    spent = 0.0
    for rowid in range(1, count + 1):
        place, year = random_.choice(PLACES), random_.randint(2015, 2024)
        title, text = f"{place}{year}年法治政府建设年度报告", writer.text()
        conn.execute(
            """insert into documents (rowid, id, title, kind, verdict, report_year, region_code, level, date_published,
            first_seen, last_seen, text_sha256, text_chars, extractor, in_index)
            values (?, ?, ?, 'annual_report', 'ok', ?, ?, 'county', ?, '', '', '', ?, '1', 1)""",
            (rowid, f"d{rowid}", title, year, random_.choice(("330100", "331121", "440300", "110101", "510107")),
             f"{year + 1}-0{random_.randint(1, 6)}-{random_.randint(10, 28)}", len(text)),
        )
        conn.execute("insert into texts values (?, ?, ?)", (rowid, f"d{rowid}", text))
        start = time.perf_counter()
        indexing.add(conn, rowid, title, text)
        spent += time.perf_counter() - start
    conn.execute("commit")
    conn.execute("insert into documents_fts (documents_fts) values ('optimize')")
    return spent


def questions(conn: sqlite3.Connection) -> Iterator[str]:
    """Common words, then passages of one to ten characters copied at random."""
    yield from COMMON
    random_ = random.Random(SEED)
    top = conn.execute("select max(rowid) from texts").fetchone()[0]
    for number in range(QUESTIONS - len(COMMON)):
        text = conn.execute("select text from texts where rowid = ?", (random_.randint(1, top),)).fetchone()[0]
        start = random_.randrange(len(text) - 12)
        yield "".join(filter("，、。；\n".__contains__ and str.isalpha, text[start:start + 1 + number % 10])) or "法律"


def like(conn: sqlite3.Connection, question: str) -> int:
    """What a plain database would do."""
    terms = question.split()
    where = " and ".join("(d.title like ? or t.text like ?)" for _ in terms)
    sql = f"select count(*) from documents d join texts t using (rowid) where d.in_index = 1 and {where}"
    return int(conn.execute(sql, [f"%{term}%" for term in terms for _ in (0, 1)]).fetchone()[0])


def milliseconds(work: Callable[[], Any]) -> float:
    """The time of one call that follows another one: LIKE before it has swept the processor's caches."""
    work()
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def compare(conn: sqlite3.Connection) -> dict[str, list[float]]:
    """Time every question with every way in turn; the best of ROUNDS for each."""
    ways: dict[str, Callable[[str], Any]] = {
        "like": lambda question: like(conn, question),
        "ids": lambda question: find.search(conn, question, sort="newest", limit=0),
        "newest page": lambda question: find.search(conn, question, sort="newest"),
        "best page": lambda question: find.search(conn, question),
        "with facets": lambda question: find.search(conn, question, facets=True),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    print(f"{'question':<16}{'found':>7}" + "".join(f"{name:>13}" for name in ways))
    for question in questions(conn):
        rounds = [{name: milliseconds(partial(way, question)) for name, way in ways.items()} for _ in range(ROUNDS)]
        best = {name: min(one[name] for one in rounds) for name in ways}
        for name, value in best.items():
            times[name].append(value)
        total = find.search(conn, question, limit=0).total
        print(f"{question:<16}{total:>7}" + "".join(f"{best[name]:>13.3f}" for name in ways))
    return times


def sizes(conn: sqlite3.Connection) -> dict[str, float]:
    """Bytes of the text, and of both indexes for each byte of it."""
    text = conn.execute("select sum(length(cast(text as blob))) from texts").fetchone()[0]
    data = conn.execute("select sum(length(block)) from documents_fts_data").fetchone()[0]
    chars = conn.execute("select sum(length(block)) from documents_chars_data").fetchone()[0]
    return {"text_bytes": text, "index_per_text": round(data / text, 3), "chars_per_text": round(chars / text, 4)}


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=2000)
    count = parser.parse_args().docs
    with tempfile.TemporaryDirectory() as folder:
        conn = sqlite3.connect(Path(folder) / "archive.db", isolation_level=None)
        spent = fill(conn, count)
        times = compare(conn)
        means = {name: statistics.geometric_mean(values) for name, values in times.items()}
        summary = {
            "docs": count, "sqlite": sqlite3.sqlite_version, "questions": QUESTIONS, "index_seconds": round(spent, 1),
            **sizes(conn),
            "times_faster_than_like": {name: round(means["like"] / means[name], 1) for name in means if name != "like"},
        }
        conn.close()
    print(json.dumps(summary, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
