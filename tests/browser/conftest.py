"""One served archive and one Chromium for all browser tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def load_browsing():
    """The helpers beside this file."""
    if "browsing" not in sys.modules:
        spec = importlib.util.spec_from_file_location("browsing", HERE / "browsing.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["browsing"] = module
        spec.loader.exec_module(module)
    return sys.modules["browsing"]


@pytest.fixture(scope="session")
def browsing():
    return load_browsing()


@pytest.fixture(scope="session")
def website(tmp_path_factory, browsing):
    """The address of the served archive, and its pages by name."""
    data = tmp_path_factory.mktemp("browser")
    ids = browsing.samples().fill(data)
    with browsing.served(data) as address:
        yield address, browsing.samples().paths_of(ids)


@pytest.fixture(scope="session")
def browser(browsing):
    with browsing.chromium() as one:
        yield one


@pytest.fixture
def open_page(browser, website):
    """Open a page of the site by its name or path, for a reader of Chinese; dialogs and console errors are collected."""
    contexts = []

    def open_(name: str, size=(1280, 900), prefix: str = "", **more):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **{"locale": "zh-CN", **more})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.troubles = []
        page.on("dialog", lambda dialog: (page.troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.goto(website[0] + prefix + website[1].get(name, name))
        return page

    yield open_
    for context in contexts:
        context.close()
