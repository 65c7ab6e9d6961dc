"""Judges a WACZ by the programs that others use: `wacz validate`, and a replay of every page by pywb.

`make replay` runs it in an environment of its own, because pywb pins libraries that Scrapy needs in newer versions:

    python judge.py FILE.wacz
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from pywb.apps.frontendapp import FrontEndApp
from surt import surt
from wacz.main import main as wacz_main
from warcio.archiveiterator import ArchiveIterator
from werkzeug.test import Client


def archived(wacz: Path) -> dict[tuple[str, str], bytes]:
    """(time as 14 digits, address) -> body as sent, of every good answer in the file, read by warcio."""
    out = {}
    with zipfile.ZipFile(wacz) as packed:
        for name in packed.namelist():
            if name.endswith(".warc.gz"):
                for record in ArchiveIterator(io.BytesIO(packed.read(name)), check_digests="raise"):
                    if record.rec_type == "response" and record.http_headers.get_statuscode() == "200":
                        date = "".join(filter(str.isdigit, record.rec_headers["WARC-Date"]))
                        out[date, record.rec_headers["WARC-Target-URI"]] = record.content_stream().read()
    return out


def index_faults(wacz: Path) -> list[str]:
    """Lines of the index that are out of order or sorted under another key than other programs would use."""
    with zipfile.ZipFile(wacz) as packed:
        lines = gzip.decompress(packed.read("indexes/index.cdx.gz")).decode().splitlines()
    faults = [] if lines == sorted(lines) else ["the index is not sorted"]
    for line in lines:
        key, _, facts = line.split(" ", 2)
        url = json.loads(facts)["url"]
        if url.startswith("http") and key != surt(url):
            faults.append(f"{url} is indexed as {key}, others look for {surt(url)}")
    return faults


def pages(wacz: Path) -> list[tuple[str, str]]:
    """(time as 14 digits, address) of every page that the file lists."""
    with zipfile.ZipFile(wacz) as packed:
        lines = [json.loads(line) for line in packed.read("pages/pages.jsonl").splitlines()[1:]]
    return [("".join(filter(str.isdigit, line["ts"])), line["url"]) for line in lines if line["url"].startswith("http")]


def replay_faults(wacz: Path) -> list[str]:
    """Pages that pywb does not give back byte by byte."""
    manager = [str(Path(sys.executable).with_name("wb-manager"))]
    subprocess.run([*manager, "init", "reports"], check=True, capture_output=True)
    subprocess.run([*manager, "add", "--unpack-wacz", "reports", str(wacz)], check=True, capture_output=True)
    client = Client(FrontEndApp(config_file=None, custom_config={"debug": True}))
    bodies, faults = archived(wacz), []
    for date, url in [*pages(wacz), *bodies]:
        answer = client.get(f"/reports/{date}id_/{url}")
        wanted = bodies.get((date, url))
        if answer.status_code != 200:
            faults.append(f"{url} at {date}: pywb answers {answer.status_code}")
        elif wanted is not None and hashlib.sha256(decoded(answer)).digest() != hashlib.sha256(wanted).digest():
            faults.append(f"{url} at {date}: pywb gives other bytes")
    print(f"{len(bodies)} answers and {len(pages(wacz))} pages replayed")
    return faults


def decoded(answer: object) -> bytes:
    """The body of a replayed answer without its content coding."""
    body, coding = answer.get_data(), answer.headers.get("Content-Encoding")  # type: ignore[attr-defined]
    return gzip.decompress(body) if coding == "gzip" else body


def main() -> int:
    """Judge the file named on the command line."""
    wacz = Path(sys.argv[1]).resolve()
    if wacz_main(["validate", "-f", str(wacz)]):
        return 1
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        faults = index_faults(wacz) + replay_faults(wacz)
        os.chdir("/")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
