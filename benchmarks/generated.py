"""Archives of invented reports for benchmarks: any number of them, the same for the same number, kept in a folder.

    python benchmarks/generated.py --docs 100000 --keep bench-data

A sentence is written and segmented once and stands in many reports, as sentences of real reports do; what the index gets
is checked against the segmenter for some of them.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from archive import database, regions, visits, zh
from archive.search import common
from archive.store import Archive

SEED = 11
CHARACTERS = 4600
"""Length of a text: what reports have on average."""
SENTENCE_WORDS = 14
POOL = 100_000
"""Different sentences that all reports share."""
OWN = 6
"""Sentences with figures that stand in one report only."""
TOP = (
    "法治政府", "行政执法", "行政复议", "依法行政", "加强", "推进", "工作", "完善", "落实",
    "规范性文件", "重大行政决策", "合法性审查", "政务公开", "营商环境", "法律顾问", "执法监督", "普法宣传", "人民调解",
    "公共法律服务", "领导干部", "责任清单", "应诉案件", "听证程序", "信用监管", "数字平台", "基层治理", "乡镇街道",
    "执法人员", "培训考试", "案卷评查", "备案登记", "监督检查", "简政放权", "一网通办", "风险评估", "公众参与",
    "专家论证", "集体讨论", "行政处罚", "行政许可", "裁量基准", "府院联动", "矛盾纠纷", "法治督察", "述法工作",
)
CHARACTER_COUNT, WORD_COUNT = 1200, 20_000
"""Invented words follow the real ones with falling frequency (Zipf): most words are rare, as in real reports."""
HEADINGS = (
    ("", "preamble"), ("一、主要举措和成效", "achievements"), ("二、存在的不足", "problems"),
    ("三、党政主要负责人履职情况", "first_responsible_person"), ("四、下一步工作安排", "plan"),
)
SHARES = (4, 60, 8, 10, 18)
"""How many of a hundred sentences stand in each section."""
BATCH = 1000
HASH_BYTES = 64 * 1024 * 1024
"""Memory in which FTS5 gathers new words while the archive is filled; the archive keeps SQLite's default."""
CHECKED = 500
"""Every so-manieth report is segmented as a whole and compared."""


class Sentence(NamedTuple):
    """One sentence, segmented."""

    text: str
    tokens: str
    chars: frozenset[str]


class Report(NamedTuple):
    """One invented report."""

    title: str
    text: str
    tokens: str
    chars: str
    sections: list[tuple[int, str, str, int, int]]
    """Position, heading, role, start, end."""


class Writer:
    """Writes invented reports."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = random.Random(seed)
        characters = [chr(0x4e00 + 17 * n) for n in range(CHARACTER_COUNT)]
        weights = [1 / (n + 20) for n in range(CHARACTER_COUNT)]
        made = ["".join(self.random.choices(characters, weights, k=self.random.choice((2, 2, 2, 3, 4))))
                for _ in range(WORD_COUNT)]
        self.words = [*TOP, *made]
        self.weights = list(accumulate(1 / (n + 30) for n in range(len(self.words))))
        self.pool = [self.sentence() for _ in range(POOL)]

    def sentence(self, extra: str = "") -> Sentence:
        """A sentence of about forty characters; `extra` stands before its end."""
        words = self.random.choices(self.words, cum_weights=self.weights, k=SENTENCE_WORDS)
        for place in range(3, SENTENCE_WORDS - 1, 4):
            words[place] += self.random.choice("，，、；")
        return segmented("".join(words) + extra + "。")

    def report(self, title: str) -> Report:
        """A report with sections, about CHARACTERS characters long."""
        count = CHARACTERS // 42
        picked = self.random.choices(self.pool, k=count)
        for place in self.random.sample(range(count), OWN):
            picked[place] = self.sentence(f"，{self.random.choice(('共', '累计', '全年'))}{self.random.randint(1, 9999)}件")
        lines: list[Sentence] = []
        sections, first, start = [], 0, 0
        for position, ((heading, role), share) in enumerate(zip(HEADINGS, accumulate(SHARES), strict=True), 1):
            part = picked[first:count * share // 100]
            if heading:     # what stands on its own line before a sentence is segmented with it: line breaks do not separate
                part[0] = segmented(f"{heading}\n{part[0].text}")
            lines += part
            length = sum(len(line.text) + 1 for line in part)
            sections.append((position, heading or "前言", role, start, start + length))
            first, start = count * share // 100, start + length
        text = "\n".join(line.text for line in lines)
        chars = frozenset(zh.chars(title).split()).union(*(line.chars for line in lines))
        return Report(title, text, " ".join(line.tokens for line in lines), " ".join(sorted(chars)), sections)


def segmented(text: str) -> Sentence:
    """A sentence as the index takes it; it ends with a full stop, so that nothing joins it to the next one."""
    return Sentence(text, zh.tokens(text), frozenset(zh.chars(text).split()))


def reports(count: int) -> Iterator[tuple[Report, tuple[object, ...]]]:
    """Reports with the values of their rows: one county and year after the other, in the order in which they appeared."""
    writer = Writer()
    places = [row for row in regions.load().rows() if row.valid_to is None]
    years = count // len(places) + 1
    for number in range(count):
        place, year = places[number % len(places)], 2024 - years + number // len(places) + 1
        report = writer.report(f"{place.name}{year}年法治政府建设年度报告")
        date = f"{year + 1}-0{writer.random.randint(1, 6)}-{writer.random.randint(10, 28)}"
        yield report, (f"{place.code}-{year}-{number:08x}", report.title, year, f"{place.name}人民政府", date, place.code, place.name,
                       place.level, len(report.text))


def fill(conn: sqlite3.Connection, count: int) -> None:
    """Put reports into an empty archive."""
    conn.execute("pragma synchronous = off")
    conn.execute("insert into documents_fts (documents_fts, rank) values ('hashsize', ?)", (HASH_BYTES,))
    conn.execute("begin")
    for rowid, (report, values) in enumerate(reports(count), 1):
        if rowid % CHECKED == 1:
            assert zh.tokens(report.text) == report.tokens
            assert zh.chars(f"{report.title}\n{report.text}") == report.chars
        put(conn, rowid, report, values)
        if rowid % BATCH == 0:
            conn.execute("commit")
            conn.execute("begin")
            print(f"\r{rowid} of {count}", end="", file=sys.stderr)
    visits.bump(conn)
    conn.execute("commit")
    conn.execute("insert into documents_fts (documents_fts, rank) values ('hashsize', 1048576)")
    for table in ("documents_fts", "documents_chars"):
        conn.execute(f"insert into {table} ({table}) values ('optimize')")
    conn.execute("analyze")
    conn.execute("pragma wal_checkpoint(truncate)")


def put(conn: sqlite3.Connection, rowid: int, report: Report, values: tuple[object, ...]) -> None:
    """One report with its sections, as the archive would store it."""
    conn.execute(
        """insert into documents (rowid, id, title, report_year, issuer, date_published, region_code, region_name, level,
        text_chars, kind, verdict, first_seen, last_seen, text_sha256, extractor, in_index)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'annual_report', 'ok', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z', '', '1', 1)""",
        (rowid, *values),
    )
    conn.execute("insert into texts values (?, ?, ?)", (rowid, values[0], report.text))
    conn.executemany("insert into sections values (?, ?, 1, ?, ?, ?, ?)",
                     [(values[0], *section) for section in report.sections])
    conn.execute("insert into documents_fts (rowid, title, body) values (?, ?, ?)",
                 (rowid, zh.tokens(report.title), report.tokens))
    conn.execute("insert into documents_chars (rowid, chars) values (?, ?)", (rowid, report.chars))


def archive_of(count: int, folder: Path) -> Path:
    """The archive folder with so many reports below a folder; made where it is not there yet."""
    data = folder / f"reports-{count}"
    started, is_new = time.process_time(), not (data / "complete").is_file()
    with Archive.open(data, create=True) as archive:
        if is_new:
            fill(archive.conn, count)
        common.settle(archive)  # a kept archive of an older release may have none yet
        archive.conn.execute("pragma wal_checkpoint(truncate)")
    if is_new:
        (data / "complete").write_text(f"{time.process_time() - started:.0f} seconds of processor time\n")
        print(f"\n{data / database.NAME}: {(data / 'complete').read_text()}", file=sys.stderr)
    return data


def main() -> int:
    """Make it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, required=True, help="folder for the archives")
    options = parser.parse_args()
    archive_of(options.docs, options.keep)
    return 0


if __name__ == "__main__":
    sys.exit(main())
