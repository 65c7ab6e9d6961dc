"""Our crawl beside Scrapy itself over the same pages, in turns within one run: the ratios count, not the times.

    python benchmarks/crawl.py --pages 600 --rounds 3

CPU time (user and system) of the crawling process alone, from the first request to the last, per page:

    stock   Scrapy with its defaults, a spider that does nothing
    bare    Scrapy with its two hot spots removed (CONCURRENT_ITEMS = 1, no charset guess over gzip bytes), same spider
    ours    lists, robots.txt, capture into WARC and SQLite, frontier, files of each page

Then what an unchanged second crawl costs, what extraction costs beside parsing alone, and the memory of a crawl with a
large frontier.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
TARGETS = {
    "ours_of_bare": (">=", 0.90), "ours_of_stock": (">=", 2.4), "second_crawl_bytes": ("<=", 0.02),
    "extraction_beyond_parsing_ms": ("<=", 1.0), "memory_mb": ("<", 300),
}
FRONTIER = 100_000
FEW = 100
"""Pages that are fetched while the frontier is full."""


# Children: each measures itself ---------------------------------------------------------------------------------------


def measured(run: Any, pages: int) -> None:
    """Run a crawl and print its CPU seconds between Scrapy's start and end, and the peak of its memory in MB."""
    from pydispatch import dispatcher
    from scrapy import signals

    marks: dict[str, float] = {}
    dispatcher.connect(lambda: marks.setdefault("start", time.process_time()), signals.spider_opened, weak=False)
    dispatcher.connect(lambda: marks.update(end=time.process_time()), signals.spider_closed, weak=False)
    sys.stdout, out = sys.stderr, sys.stdout
    code = run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ms": (marks["end"] - marks["start"]) / pages * 1000, "peak_mb": peak, "code": code}), file=out)


def scrapy_alone(port: int, pages: int, *, tuned: bool) -> None:
    """Scrapy over the same pages with a callback that does nothing."""
    from portal import detail
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
    from scrapy.http import Response, TextResponse

    class Plain(HttpCompressionMiddleware):
        """Takes the charset guess over gzip bytes out, and nothing else."""

        def process_response(self, request: Any, response: Any) -> Any:
            if isinstance(response, TextResponse) and response.headers.get("Content-Encoding"):
                response = Response(response.url, status=response.status, headers=response.headers, body=response.body,
                                    flags=response.flags, request=response.request, certificate=response.certificate,
                                    ip_address=response.ip_address, protocol=response.protocol)
            return super().process_response(request, response)

    class Bare(Spider):
        name = "bare"
        seen = 0

        async def start(self) -> Any:
            for number in range(pages):
                yield Request(f"http://127.0.0.1:{port}{detail(number)}")

        def parse(self, response: Any) -> None:
            Bare.seen += response.status == 200

    settings: dict[str, Any] = {"LOG_LEVEL": "INFO", "REMOTE_CONTROL_ENABLED": False, "TELNETCONSOLE_ENABLED": False}
    if tuned:
        settings |= {"CONCURRENT_ITEMS": 1, "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            Plain: 590}}

    def run() -> int:
        process = AsyncCrawlerProcess(settings)
        process.crawl(Bare)
        process.start()
        return 0 if Bare.seen == pages else 1

    measured(run, pages)


def our_crawl(data: Path, pages: int, *options: str) -> None:
    """The crawl of the project as `fazhi crawl` starts it."""
    from crawler import run

    line = ["--data", str(data), "--portals", str(data / "portals"), "-s", "DOWNLOAD_DELAY=0", *options]
    measured(lambda: run.main(line), pages)


# The run --------------------------------------------------------------------------------------------------------------


@contextmanager
def portal(pages: int) -> Iterator[tuple[int, int]]:
    """(port, bytes per page) of a server in a process of its own."""
    line = [sys.executable, str(ROOT / "benchmarks" / "portal.py"), "--pages", str(pages)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            facts = json.loads(server.stdout.readline())
            yield facts["port"], facts["bytes_per_page"]
        finally:
            server.kill()


def child(*words: object) -> dict[str, Any]:
    """Run one measurement in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--child", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout:
        raise SystemExit(f"{words} failed:\n{done.stderr[-3000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def counts(port: int) -> dict[str, int]:
    """Requests and bytes since the last call."""
    with urlopen(f"http://127.0.0.1:{port}/__counts") as source:
        return dict(json.load(source))


def folder(parent: Path, name: str, port: int) -> Path:
    """A data folder with a portal file."""
    from portal import COLUMN

    data = parent / name
    (data / "portals").mkdir(parents=True)
    (data / "portals" / "bench.yml").write_text(
        f'name: 甲县人民政府\nregion: "331121"\nurl: http://127.0.0.1:{port}\nfamily: numbered\ncolumns:\n  - {COLUMN}1.html\n'
        "delay: 0\n", encoding="utf-8")
    return data


def rounds(parent: Path, port: int, pages: int, times: int) -> tuple[dict[str, list[float]], Path, dict[str, int]]:
    """CPU milliseconds per page of each way, round by round; the folder of our last crawl and what it was sent."""
    found: dict[str, list[float]] = {"stock": [], "bare": [], "ours": []}
    for number in range(times):
        data = folder(parent, f"round{number}", port)
        for name, values in found.items():
            counts(port)
            got = child("ours", data, pages) if name == "ours" else child(name, port, pages)
            if got["code"]:
                raise SystemExit(f"the crawl {name!r} did not get all pages.")
            values.append(got["ms"])
        print("round", number + 1, {name: round(values[-1], 3) for name, values in found.items()}, flush=True)
    return found, data, counts(port)


def second_crawl(data: Path, port: int, pages: int, first: dict[str, int]) -> dict[str, Any]:
    """What an unchanged portal costs: when nothing is due, and when every page is looked at again."""
    out: dict[str, Any] = {}
    for name, options in (("due", ()), ("all", ("--all",))):
        counts(port)
        got = child("ours", data, pages, *options)
        sent = counts(port)
        out[name] = {"requests": sent["requests"], "bytes": sent["bytes"], "share": round(sent["bytes"] / first["bytes"], 4),
                     "ms_per_page": round(got["ms"], 3)}
    return out


def extraction(data: Path, most: int) -> dict[str, float]:
    """Milliseconds per page of the extraction stage, of lxml alone over the same bytes, and the difference."""
    import lxml.html

    from archive.intake.pipeline import process_pending
    from archive.store import Archive
    from archive.warc import storage

    with Archive.open(data) as archive:
        rows = archive.conn.execute('select file, "offset", length from captures where kind = \'detail\' and extracted is null '
                                    "order by id limit ?", (most,)).fetchall()
        start = time.process_time()
        bodies = [storage.read_response(data, *row).content() for row in rows]
        read = time.process_time()
        for body in bodies:
            tree = lxml.html.fromstring(body.decode())
            for path in ("//title/text()", '//div[@id="zoom"]//text()', "//a/@href"):
                tree.xpath(path)
        parsed = time.process_time()
        process_pending(archive, limit=len(rows))
        stored = time.process_time()
    spent = {"read_warc_ms": read - start, "parse_alone_ms": parsed - read, "stage_ms": stored - parsed,
             "beyond_parsing_ms": (stored - parsed) - (parsed - start)}
    return {"pages": len(rows), **{name: seconds / len(rows) * 1000 for name, seconds in spent.items()}}


def large_frontier(parent: Path, port: int, pages: int) -> float:
    """Peak memory in MB of a crawl that fetches a few pages while FRONTIER addresses wait."""
    from archive.store import Archive

    data = folder(parent, "large", port)
    with Archive.open(data) as archive, archive.transaction() as conn:
        conn.executemany(
            'insert into frontier (portal, url, kind, "column", parent_url, list_title, state, added_at) '
            "values ('bench', ?, 'detail', ?, ?, ?, 'new', '2030-01-01T00:00:00Z')",
            ((f"http://127.0.0.1:{port}/zwgk/fzzfjsbg/{2 * 10**18 + number}.html", f"http://127.0.0.1:{port}/zwgk/fzzfjsbg/1.html",
              f"http://127.0.0.1:{port}/zwgk/fzzfjsbg/1.html", f"甲县{number}年法治政府建设年度报告") for number in range(FRONTIER)))
    return float(child("ours", data, pages, "-s", f"FAZHI_PAGE_CAP={FEW}")["peak_mb"])


def summary(found: dict[str, list[float]], second: dict[str, Any], stage: dict[str, float], memory: float) -> dict[str, Any]:
    """All figures, and the ratios beside their targets."""
    def share(name: str) -> float:
        return statistics.median(other / ours for other, ours in zip(found[name], found["ours"], strict=True))

    ratios = {"ours_of_bare": share("bare"), "ours_of_stock": share("stock"), "second_crawl_bytes": second["all"]["share"],
              "extraction_beyond_parsing_ms": stage["beyond_parsing_ms"], "memory_mb": memory}
    met = {name: {"value": round(value, 3), "target": f"{TARGETS[name][0]} {TARGETS[name][1]}",
                  "met": value >= TARGETS[name][1] if TARGETS[name][0] == ">=" else value <= TARGETS[name][1]}
           for name, value in ratios.items()}
    return {"cpu_ms_per_page": {name: round(statistics.median(values), 3) for name, values in found.items()},
            "second_crawl": second, "extraction": {name: round(value, 3) for name, value in stage.items()}, "targets": met}


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        name, place, pages, *more = options.child
        if name == "ours":
            our_crawl(Path(place), int(pages), *more)
        else:
            scrapy_alone(int(place), int(pages), tuned=name == "bare")
        return 0
    with tempfile.TemporaryDirectory() as parent, portal(options.pages) as (port, size):
        found, data, first = rounds(Path(parent), port, options.pages, options.rounds)
        second = second_crawl(data, port, options.pages, first)
        stage = extraction(data, min(options.pages, 200))
        memory = large_frontier(Path(parent), port, FEW)
    print(json.dumps({"pages": options.pages, "bytes_per_page": size, "first_crawl": first, "frontier": FRONTIER,
                      **summary(found, second, stage, memory)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
