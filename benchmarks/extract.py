"""Our extractor beside its peers, page by page in one run: F1, paragraph F1 and pages per CPU second, with ratios.

    python benchmarks/extract.py [--real DIR] [--rounds 3]

Measures the pages of the embedded portals, and with --real a folder of saved pages with `gold.jsonl` (one object a line:
file, url, body.text, optional_head, optional_tail). Every peer gets our decoded text, which spares it the wrong guesses
at encodings that cost its own decoder a third of such pages. Peers that are not installed are left out
(`pip install fazhi-archive[bench]`).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import fmean

from archive.extract import extract
from archive.extract.decode import decode
from archive.extract.page import read_page

GRAM = 4
"""Tokens of a shingle; a token is a Han character or a run of Latin letters and digits."""
_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[0-9a-z]+")


@dataclass(frozen=True)
class Sample:
    """One page with its true text; `optional` lines may be kept or dropped."""

    name: str
    body: bytes
    url: str
    text: str
    optional: frozenset[str] = frozenset()


@dataclass
class Score:
    """What one extractor reached over all samples."""

    f1: list[float] = field(default_factory=list)
    paragraphs: list[float] = field(default_factory=list)
    seconds: float = 0.0
    pages: int = 0

    @property
    def speed(self) -> float:
        """Pages per CPU second."""
        return self.pages / self.seconds if self.seconds else 0.0


def tokens(text: str) -> list[str]:
    """The tokens of a text after NFKC, in lower case."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


def lines(text: str, optional: frozenset[str] = frozenset()) -> list[str]:
    """The lines of a text without white space and table bars, without those that may be kept or dropped."""
    flat = (re.sub(r"[\s|]", "", unicodedata.normalize("NFKC", line)) for line in text.splitlines())
    return [line for line in flat if line and line not in optional]


def overlap(found: Counter[object], true: Counter[object]) -> float:
    """F1 of two bags; two empty ones agree."""
    if not found and not true:
        return 1.0
    common = sum((found & true).values())
    return 2 * common / (sum(found.values()) + sum(true.values()))


def judge(found: str, sample: Sample) -> tuple[float, float]:
    """(4-token F1, F1 of whole lines) of an answer."""
    ours, true = lines(found, sample.optional), lines(sample.text, sample.optional)
    grams = [Counter(_grams(tokens("".join(part)))) for part in (ours, true)]
    return overlap(*grams), overlap(Counter(ours), Counter(true))


def _grams(words: Sequence[str]) -> list[object]:
    """The shingles of some tokens; of a very short text its tokens."""
    if len(words) < GRAM:
        return list(words)
    return [tuple(words[at:at + GRAM]) for at in range(len(words) - GRAM + 1)]


def demo_samples() -> list[Sample]:
    """The pages of the embedded portals whose text is on the page: all reports, and the neighbours with a body."""
    from crawler.demo.blocks import text_of
    from crawler.demo.catalogue import sites
    from crawler.demo.control import PORTALS
    from crawler.demo.site import Asked

    found: list[Sample] = []
    for key, kind in PORTALS.items():
        portal = kind(sites()[key])
        for page in sorted(portal.pages.values(), key=lambda item: item.id):
            if page.verdict == "ok" and (page.kind == "annual_report" or len(text_of(page.blocks)) > 400):
                body = portal.answer(Asked("GET", page.paths[0])).body
                found.append(Sample(page.id, body, f"http://127.0.0.1:{sites()[key].port}{page.paths[0]}", text_of(page.blocks)))
    return found


def real_samples(folder: Path) -> list[Sample]:
    """The saved pages of a folder whose gold has a text."""
    rows = map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Sample(row["file"], (folder / row["file"]).read_bytes(), row["url"], row["body"]["text"],
               frozenset(line for part in ("optional_head", "optional_tail") for line in lines("\n".join(row.get(part, ())))))
        for row in rows if row.get("body", {}).get("text")
    ]


def _ours(sample: Sample) -> str:
    """Text, fields, sections and figures."""
    return extract(sample.body, url=sample.url).text


def _ours_page(sample: Sample) -> str:
    """Text, title, labels and attachments only."""
    return read_page(sample.body, url=sample.url).text


def _trafilatura(*, metadata: bool = False) -> Callable[[Sample], str]:
    module = import_module("trafilatura")

    def run(sample: Sample) -> str:
        if metadata:
            found = module.bare_extraction(decode(sample.body)[0], url=sample.url, with_metadata=True)
            return (found and found.text) or ""
        return module.extract(decode(sample.body)[0], url=sample.url, with_metadata=False) or ""

    return run


def _readability(*, title: bool = False) -> Callable[[Sample], str]:
    document = import_module("readability").Document
    html = import_module("lxml.html")

    def run(sample: Sample) -> str:
        page = document(decode(sample.body)[0])
        if title:
            page.title()
        summary = html.fromstring(page.summary())
        for element in summary.iter("p", "div", "br", "tr", "li", "h1", "h2", "h3", "table"):
            element.tail = "\n" + (element.tail or "")
        return str(summary.text_content())

    return run


def _resiliparse() -> Callable[[Sample], str]:
    plain = import_module("resiliparse.extract.html2text").extract_plain_text

    def run(sample: Sample) -> str:
        return str(plain(decode(sample.body)[0], main_content=True))

    return run


def _gne() -> Callable[[Sample], str]:
    extractor = import_module("gne").GeneralNewsExtractor()

    def run(sample: Sample) -> str:
        return str(extractor.extract(decode(sample.body)[0])["content"])

    return run


READER, WHOLE = "fazhi, page reader", "fazhi, all fields"
PEERS: dict[str, Callable[[], Callable[[Sample], str]]] = {
    "trafilatura": _trafilatura, "trafilatura, metadata": partial(_trafilatura, metadata=True),
    "readability-lxml": _readability, "readability, title": partial(_readability, title=True),
    "resiliparse": _resiliparse, "gne": _gne,
}
"""The body alone, and where a peer can do it, with title and metadata, as our page reader always does."""


def runners() -> dict[str, Callable[[Sample], str]]:
    """Name -> extractor, ours first; peers that are not installed are named on stderr."""
    found: dict[str, Callable[[Sample], str]] = {READER: _ours_page, WHOLE: _ours}
    for name, make in PEERS.items():
        try:
            found[name] = make()
        except ImportError as error:
            print(f"{name} is not installed ({error}): left out.", file=sys.stderr)
    return found


def measure(samples: Sequence[Sample], rounds: int) -> dict[str, Score]:
    """Run every extractor over all pages, round after round in turn, so that all meet the same machine; the first round
    warms up and judges.
    """
    run = runners()
    scores = {name: Score() for name in run}
    for turn in range(rounds + 1):
        for name, call in run.items():
            start = time.process_time()
            found = [_safely(call, sample, name) for sample in samples]
            spent = time.process_time() - start
            if turn:
                scores[name].seconds += spent
                scores[name].pages += len(samples)
            else:
                for text, sample in zip(found, samples, strict=True):
                    f1, paragraphs = judge(text, sample)
                    scores[name].f1.append(f1)
                    scores[name].paragraphs.append(paragraphs)
    return scores


def _safely(call: Callable[[Sample], str], sample: Sample, name: str) -> str:
    """An extractor's answer; a peer that fails on a page has found nothing there."""
    try:
        return call(sample)
    except Exception as error:
        if name.startswith("fazhi"):
            raise
        print(f"{name} fails on {sample.name}: {error}", file=sys.stderr)
        return ""


def report(title: str, scores: dict[str, Score]) -> None:
    """Print one table. The ratios of speed are of the page reader (body, title, labels, attachments) and of the whole
    extractor, which also judges fields, sections and figures.
    """
    reader, whole = scores[READER], scores[WHOLE]
    print(f"\n{title} ({len(reader.f1)} pages)\n{'':24}{'F1':>8}{'min F1':>8}{'para F1':>9}{'< .9':>6}{'pages/s':>10}"
          f"{'reader is':>11}{'whole is':>10}")
    for name, score in scores.items():
        low = sum(value < 0.9 for value in score.f1)
        print(f"{name:24}{fmean(score.f1):8.3f}{min(score.f1):8.3f}{fmean(score.paragraphs):9.3f}{low:6}{score.speed:10.1f}"
              f"{reader.speed / score.speed:10.1f}x{whole.speed / score.speed:9.1f}x")


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, metavar="DIR", help="folder of saved pages with gold.jsonl")
    parser.add_argument("--rounds", type=int, default=3, help="measured runs over all pages (default 3)")
    options = parser.parse_args()
    report("Embedded portals", measure(demo_samples(), options.rounds))
    if options.real:
        report(f"Saved pages of {options.real.name}", measure(real_samples(options.real), options.rounds))


if __name__ == "__main__":
    main()
