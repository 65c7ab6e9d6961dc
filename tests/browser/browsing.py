"""A served archive and headless Chromium for tests; run as a script it takes screenshots into screenshots/."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "screenshots"
CHROMIUM = os.environ.get("FAZHI_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
WIDTHS = {1280: 900, 390: 844}
"""Width -> height of the windows: a small laptop and a phone."""
LANGUAGES = ("zh", "en")
DARK = {"home", "search", "report", "missing", "diff", "compare", "coverage-part", "timeliness", "figure-places", "place"}
"""Pages that are looked at in dark too."""


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


def picture(page: Page, address: str, path: str, language: str, name: str, scheme: str) -> Path:
    """Open a page in a language and keep what its reader sees first: screenshots/NAME-WIDTH-LANGUAGE[-dark].png."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.goto(f"{address}/{language}{path}")
    file = SCREENSHOTS / f"{name}-{page.viewport_size['width']}-{language}{'-dark' * (scheme == 'dark')}.png"
    page.screenshot(path=file)
    return file


def main() -> None:
    """Screenshots of the invented archive, for people to look at."""
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary)
        paths = samples().paths_of(samples().fill(data))
        with served(data) as address, chromium() as browser:
            for width, height in WIDTHS.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                for language in LANGUAGES:
                    for name, path in paths.items():
                        picture(page, address, path, language, name, "light")


if __name__ == "__main__":
    main()
