"""A served archive and headless Chromium for tests; run as a script it takes screenshots into screenshots/."""

from __future__ import annotations

import importlib.util
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("FAZHI_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
WIDTHS = {1280: 900, 390: 844}
"""Width -> height of the windows: a small laptop and a phone."""


def samples():
    """The invented archive of the site's tests."""
    if "sample_archive" not in sys.modules:
        spec = importlib.util.spec_from_file_location("sample_archive", ROOT / "tests" / "site" / "sample_archive.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["sample_archive"] = module
        spec.loader.exec_module(module)
    return sys.modules["sample_archive"]


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve a data folder in a process of its own on a free port; the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = f"from archive.site import serve; import pathlib; serve.run(pathlib.Path({str(data)!r}), port={port})"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the site answers."""
    for _ in range(100):
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode} before it answered")
        try:
            with urlopen(address + "/robots.txt", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within ten seconds")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Headless Chromium from the distribution."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def screenshots(address: str, paths: dict[str, str], folder: Path) -> None:
    """Whole pages at both widths, light; the home page and a report in dark as well."""
    folder.mkdir(exist_ok=True)
    with chromium() as browser:
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                for name, path in paths.items():
                    if scheme == "dark" and name not in {"home", "report"}:
                        continue
                    page.goto(address + path)
                    suffix = "-dark" if scheme == "dark" else ""
                    page.screenshot(path=folder / f"{name}-{width}{suffix}.png", full_page=False)
                page.close()


def main() -> None:
    """Screenshots of the invented archive, or of the data folder that is named on the command line."""
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        ids = samples().fill(data) if len(sys.argv) == 1 else {"plain": longest(data)}
        with served(data) as address:
            screenshots(address, paths_of(ids), ROOT / "screenshots")


def longest(data: Path) -> str:
    """The id of the report with the most text."""
    with sqlite3.connect(data / "archive.db") as conn:
        return conn.execute("select id from documents where in_index order by text_chars desc limit 1").fetchone()[0]


def paths_of(ids: dict[str, str]) -> dict[str, str]:
    """The pages that are looked at."""
    paths = {
        "home": "/", "search": "/search?q=行政复议", "browse": "/search?year=2023", "none": "/search?q=没有这个词&year=2023",
        "missing": "/nowhere", "about": "/about", "status": "/status", "data": "/archive", "table": "/archive/documents",
        "row": "/archive/documents/1", "coverage": "/coverage", "coverage-part": "/coverage?region=330000",
        "timeliness": "/timeliness", "figures": "/figures", "figure-years": "/figures?indicator=reconsideration_cases_handled&region=370200",
        "figure-places": "/figures?indicator=reconsideration_cases_handled&year=2021", "place": "/place/370200",
    }
    reports = {name: f"/report/{ids[name]}" for name in ("revised", "hostile", "gone") if name in ids}
    if "revised" in ids:
        versions = f"/report/{ids['revised']}"
        pair = f"/compare?a={ids['revised']}&b={ids['plain']}"
        paths |= {"version": f"{versions}/v/1", "diff": f"{versions}/diff/1/2", "compare": pair, "compare_form": "/compare"}
        paths["compare_hostile"] = f"/compare?a={ids['hostile']}&b={ids['plain']}"
    return {**paths, **({"report": f"/report/{ids['plain']}"} if ids else {}), **reports}


if __name__ == "__main__":
    main()
