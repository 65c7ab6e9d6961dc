"""The public site on generated archives, beside Datasette's own pages in the same process: the ratios count, not the times.

    python benchmarks/site.py --docs 20000 --keep bench-data
    python benchmarks/site.py --docs 100000 --keep bench-data

Answers for each second of the server's processor time, once through ASGI alone and once over loopback sockets (8 connections
that stay open), with the median and the 99th percentile in process; then the memory of a ZIP of all reports and the
time until a new report shows. `first` means that nothing was kept of the page, `again` that it was asked before.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import generated
from asking import TICKS, Ask, Client, connection, cpu_of, server

from archive import database, find
from archive.search import common
from archive.site import keeping, warming
from archive.store import Archive

SEED = 5
CONNECTIONS = 8
REPORTS, AGAIN, OTHERS = 1_500, 200, 1_200
"""Report pages that are asked for once, how many of them again, many times, and how many others before: they fill what a server keeps
in memory, so that what is measured is a server at work, not one that grows."""
WORDS = (*generated.TOP[:24], "听证程序 监督", "行政复议 -普法宣传", "法治 OR 公正", "2021年", "法治政府建设年度报告", "累计1")
TARGETS = {
    "report page first, socket": (">=", 3_000), "report page again, socket": (">=", 10_000), "zip_peak_mb": ("<", 150),
    "new_report_visible_seconds": ("<", 1),
}


# The archive ------------------------------------------------------------------------------------------------------------


def archive_of(count: int, folder: Path) -> Path:
    """The archive of benchmarks/search.py, with what a report page shows beside its text; made where it is not there yet."""
    data = folder / f"site-{count}"
    if not (data / "complete").is_file():
        shutil.copytree(generated.archive_of(count, folder), data, ignore=lambda *_: {"complete"}, dirs_exist_ok=True)
        conn = sqlite3.connect(data / "archive.db", isolation_level=None)
        conn.execute("begin")
        conn.execute("""update documents set publisher = region_name || '司法局', index_number = '11' || region_code || '00/' || rowid,
            index_number_valid = 1, topic = '司法', openness = '主动公开', url = 'http://portal.example/art/' || rowid || '.html',
            text_sha256 = printf('%064x', rowid), changed_at = null""")
        for rowid in range(1, count + 1):
            parts(conn, rowid)
        conn.execute("update meta set value = cast(value as integer) + 1 where key = 'generation'")
        conn.execute("update common_words set generation = (select value from meta where key = 'generation')")  # the texts are the same
        conn.execute("commit")
        conn.execute("pragma wal_checkpoint(truncate)")
        conn.close()
        (data / "complete").touch()
    with Archive.open(data) as archive:
        keeping.settle(archive)  # as a crawl would; a kept archive may have those of an older release
        common.settle(archive)
    return data


def parts(conn: sqlite3.Connection, rowid: int) -> None:
    """Twelve more headings, five numbers, four pieces of evidence, one capture, one address, one revision."""
    name, text = conn.execute("select document_id, text from texts where rowid = ?", (rowid,)).fetchone()
    starts = [at + 1 for at, sign in enumerate(text) if sign == "\n"][1::8][:12]
    conn.executemany("insert into sections values (?, ?, 2, ?, 'achievements', ?, ?)", [
        (name, at, text[start:start + 12].split("\n")[0], start, len(text)) for at, start in enumerate(starts, 6)
    ])
    conn.executemany("insert into figures values (?, ?, 'reconsideration_cases_handled', ?, '件', 2021, null, ?, ?, ?)", [
        (name, at, at * 10, text[start:start + 20], start, start + 20) for at, start in enumerate(starts[:5], 1)
    ])
    conn.executemany("insert into evidence values (?, ?, 'label:发布机构', 'table', '发布机构：某某市司法局')", [
        (name, field) for field in ("index_number", "publisher", "report_year", "date_published")
    ])
    conn.execute("""insert into captures (id, kind, url, fetched_at, status, media_type, sha256, bytes, file, "offset", length, verdict,
        extracted, document_id) values (?, 'detail', 'http://portal.example/' || ?, '2026-03-01T02:00:00Z', 200, 'text/html',
        printf('%064x', ?), 40000, 'a.warc.gz', 0, 9000, 'ok', '1', ?)""", (rowid, rowid, rowid, name))
    conn.execute("insert into addresses values (?, 'http://portal.example/' || ?, 'p', '/c/', null, '2026-03-01', '2026-03-01', 'live')",
                 (name, rowid))
    conn.execute("insert into revisions values (?, 1, '2026-03-01T02:00:00Z', ?, '', null, ?)", (name, rowid, text))


# What is asked ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One kind of request."""

    name: str
    asks: Sequence[Ask]
    rounds: int = 1


def in_memory(file: Path) -> None:
    """Read a file through, so that the system holds it: what is measured is the work of the server, not of a cold disk."""
    with file.open("rb") as source:
        while source.read(1 << 24):
            pass


def some_ids(data: Path) -> list[tuple[int, str]]:
    """Row numbers and ids of reports, chosen at random."""
    conn = sqlite3.connect(data / "archive.db")
    count = conn.execute("select max(rowid) from documents").fetchone()[0]
    chosen = random.Random(SEED).sample(range(1, count + 1), min(REPORTS + OTHERS, count))
    found = [(rowid, conn.execute("select id from documents where rowid = ?", (rowid,)).fetchone()[0]) for rowid in chosen]
    conn.close()
    return found


def others(ids: Sequence[tuple[int, str]]) -> list[Ask]:
    """What is asked before anything is measured."""
    return [("/about", {}), *((f"/report/{name}", {}) for _, name in ids[REPORTS:])]


def cases(ids: Sequence[tuple[int, str]], tags: dict[str, str]) -> list[Case]:
    """Every kind of page: ours without and with what is kept, then Datasette's own."""
    pages = [(f"/report/{name}", {}) for _, name in ids[:REPORTS]]
    again, searches = pages[:AGAIN], [(f"/search?q={quote(word)}", {}) for word in WORDS]
    return [
        Case("report page first", pages),
        Case("report page first, gzip", [(f"{path}?x=1", {"accept-encoding": "gzip"}) for path, _ in pages[:600]]),
        Case("report page again", again, 40),
        Case("report page 304", [(path, {"if-none-match": tags[path]}) for path, _ in again if path in tags], 40),
        Case("report JSON first", [(f"{path}.json", {}) for path, _ in pages[:600]]),
        Case("search page first", searches),
        Case("search page again", searches, 100),
        Case("search JSON again", [(path.replace("/search", "/search.json"), {}) for path, _ in searches], 100),
        Case("home again", [("/", {})], 3_000),
        Case("static", [("/static/site.css", {})], 3_000),
        Case("Datasette's row page", [(f"/archive/documents/{n}", {}) for n, _ in ids[:60]]),
        Case("Datasette's row JSON", [(f"/archive/documents/{n}.json", {}) for n, _ in ids[:100]]),
        Case("Datasette's table page", [(f"/archive/documents?_size=20&_next={n}", {}) for n, _ in ids[:12]]),
        Case("Datasette's table search", [(f"/archive/documents?_size=20&_search={quote(word)}", {}) for word in WORDS]),
    ]


# In process -------------------------------------------------------------------------------------------------------------


async def in_process(data: Path, ids: Sequence[tuple[int, str]]) -> dict[str, dict[str, float]]:
    """Answers for a CPU second, and the milliseconds that single answers took."""
    from archive.site import serve

    datasette = serve.build(data)
    client, found = Client(datasette.app()), {}
    warm(data)
    for ask in others(ids):
        await client.ask(ask)
    tags = await tags_of(data, ids)
    for case in cases(ids, tags):
        taken = []
        for ask in case.asks if case.rounds > 1 else ():
            await client.ask(ask)  # so that it is kept
        cpu = time.process_time()
        for _ in range(case.rounds):
            for ask in case.asks:
                start = time.perf_counter()
                status = await client.ask(ask)
                taken.append((time.perf_counter() - start) * 1000)
                if status != (304 if "304" in case.name else 200):
                    raise SystemExit(f"{ask[0]} answered {status}")
        found[case.name] = {"per_second": len(taken) / (time.process_time() - cpu), **percentiles(taken)}
    return found


def warm(data: Path) -> None:
    """Read what searches keep in memory, as a server process does in a thread when it starts."""
    with closing(database.connect_readonly(data / database.NAME)) as conn:
        for query in warming.QUERIES:
            find.search(conn, query, limit=1, facets=True)


async def tags_of(data: Path, ids: Sequence[tuple[int, str]]) -> dict[str, str]:
    """The ETags of the report pages as a reader holds them, asked of a server of its own."""
    from archive.site import serve

    client, tags = Client(serve.build(data).app()), {}
    for path, headers in cases(ids, {})[0].asks[:AGAIN]:
        await client.ask((path, headers))
        tags[path] = client.headers[b"etag"].decode()
    return tags


def percentiles(taken: Sequence[float]) -> dict[str, float]:
    """The median and the 99th percentile, in milliseconds."""
    ordered = sorted(taken)
    return {"p50": ordered[len(ordered) // 2], "p99": ordered[len(ordered) * 99 // 100]}


# Over sockets -----------------------------------------------------------------------------------------------------------


async def over_sockets(data: Path, ids: Sequence[tuple[int, str]]) -> dict[str, float]:
    """Answers for a CPU second of the server."""
    found = {}
    with server(data) as (pid, port):
        await connection(port, others(ids))
        for case in cases(ids, {}):
            if not case.asks:
                continue  # ETags differ from port to port
            asks = list(case.asks) * case.rounds
            if case.rounds > 1:
                await connection(port, case.asks)  # so that they are kept
            cpu = cpu_of(pid)
            await asyncio.gather(*(connection(port, asks[n::CONNECTIONS]) for n in range(CONNECTIONS)))
            found[case.name] = len(asks) / max(cpu_of(pid) - cpu, 1 / TICKS)
    return found


# The rest ---------------------------------------------------------------------------------------------------------------


def zip_of_all(data: Path) -> dict[str, float]:
    """A ZIP of every report, streamed by a server process of its own: seconds, megabytes, and the peak of its memory."""
    with server(data) as (pid, port):
        start, size = time.perf_counter(), 0
        with urlopen(f"http://127.0.0.1:{port}/download.zip") as answer:
            while piece := answer.read(1 << 20):
                size += len(piece)
        seconds = time.perf_counter() - start
        status = Path(f"/proc/{pid}/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return {"zip_seconds": seconds, "zip_mb": size / 2**20, "zip_peak_mb": peak / 1024}


def visible_after(data: Path) -> float:
    """Seconds from the commit of a new report until readers of the home page and of its own page get it, with a new ETag."""
    from archive.model import Document

    with server(data) as (_, port), Archive.open(data) as archive:
        place = f"http://127.0.0.1:{port}"
        with urlopen(place + "/search.json?size=1") as answer:
            tag, total = answer.headers["etag"], json.load(answer)["total"]
        number = time.time_ns()  # a kept archive holds the report of the run before
        doc = Document(url=f"http://new.example/{number}", kind="annual_report", title=f"新{number}县2025年法治政府建设年度报告", report_year=2025,
                       text=f"法治{number}")
        stored = archive.upsert(doc, url=doc.url, seen_at=datetime(2026, 5, 1, tzinfo=timezone.utc))
        start = time.perf_counter()
        while True:
            with urlopen(place + "/search.json?size=1") as answer, urlopen(f"{place}/report/{stored.id}") as page:
                if answer.headers["etag"] != tag and json.load(answer)["total"] == total + 1 and page.status == 200:
                    return time.perf_counter() - start


def print_table(alone: dict[str, dict[str, float]], sockets: dict[str, float]) -> None:
    """What was measured, one line for each kind of page."""
    print(f"{'':<26}{'in process':>12}{'p50 ms':>9}{'p99 ms':>9}{'socket':>10}   answers for a CPU second")
    for name, one in alone.items():
        over = f"{sockets[name]:>10,.0f}" if name in sockets else ""
        print(f"{name:<26}{one['per_second']:>12,.0f}{one['p50']:>9.2f}{one['p99']:>9.2f}{over}")


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=2_000)
    parser.add_argument("--keep", type=Path, help="folder in which generated archives stay")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = archive_of(options.docs, options.keep or Path(folder))
        in_memory(data / "archive.db")
        ids = some_ids(data)
        alone = asyncio.run(in_process(data, ids))
        sockets = asyncio.run(over_sockets(data, ids))
        print_table(alone, sockets)
        found = {f"{name}, socket": value for name, value in sockets.items()} | zip_of_all(data)
        found["new_report_visible_seconds"] = visible_after(data)
    first, row = alone["report page first"]["per_second"], alone["Datasette's row page"]["per_second"]
    searched, theirs = alone["search page first"]["per_second"], alone["Datasette's table search"]["per_second"]
    print(json.dumps({
        "docs": options.docs, "python": sys.version.split()[0],
        "report_page_of_datasettes_row_page": round(first / row, 1), "search_page_of_datasettes_table_search": round(searched / theirs, 1),
        **{name: round(found[name], 2) for name in (*TARGETS, "zip_seconds", "zip_mb")},
        "targets": {name: met(found[name], *bound) for name, bound in TARGETS.items()},
    }, indent=1))
    return 0


def met(value: float, sign: str, bound: float) -> str:
    """Whether a target is met, as a word."""
    return "met" if (value >= bound if sign == ">=" else value < bound) else f"missed: wanted {sign} {bound:,}"


if __name__ == "__main__":
    sys.exit(main())
