"""The site in Chromium: accessibility, small screens, keyboard, no script, and nothing that runs by itself."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

pytestmark = pytest.mark.browser

spec = importlib.util.spec_from_file_location("browsing", HERE / "browsing.py")
browsing = importlib.util.module_from_spec(spec)
sys.modules["browsing"] = browsing
spec.loader.exec_module(browsing)

NAMES = ("home", "search", "browse", "none", "report", "revised", "hostile", "gone", "missing", "about", "status", "data", "table", "row",
         "version", "diff", "compare", "compare_form", "compare_hostile",
         "coverage", "coverage-part", "timeliness", "figures", "figure-years", "figure-places", "place")
DARK = ("home", "search", "report", "missing", "diff", "compare", "coverage-part", "timeliness", "figure-places")
SIZES = sorted(browsing.WIDTHS.items())


def axe_script() -> str:
    """axe-core, the accessibility checker: from $FAZHI_AXE, the dev package axe-playwright-python, or node_modules."""
    found = importlib.util.find_spec("axe_playwright_python")
    places = [
        os.environ.get("FAZHI_AXE"), ROOT / "node_modules" / "axe-core" / "axe.min.js",
        Path(found.origin).with_name("axe.min.js") if found and found.origin else None,
    ]
    for place in places:
        if place and Path(place).is_file():
            return Path(place).read_text("utf-8")
    raise AssertionError("axe-core is missing: pip install axe-playwright-python, or npm install axe-core, or set FAZHI_AXE")


@pytest.fixture(scope="module")
def website(tmp_path_factory):
    data = tmp_path_factory.mktemp("browser")
    ids = browsing.samples().fill(data)
    with browsing.served(data) as address:
        yield address, browsing.paths_of(ids)


@pytest.fixture(scope="module")
def browser():
    with browsing.chromium() as one:
        yield one


@pytest.fixture
def open_page(browser, website):
    """Open a page of the site by its name; dialogs and console errors are collected."""
    contexts = []

    def open_(name: str, size=(1280, 900), **more):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("dialog", lambda dialog: (page.troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.goto(website[0] + website[1][name])
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_accessibility_violations(open_page, size, scheme):
    script = axe_script()
    names = [name for name in NAMES if name not in {"browse", "gone", "row", "data"}] if scheme == "light" else DARK
    found = {}
    for name in names:
        page = open_page(name, size, color_scheme=scheme, bypass_csp=True)
        page.evaluate(script)
        violations = page.evaluate("async () => (await axe.run()).violations")
        if violations:
            found[name] = [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in violations]
        page.context.close()
    assert found == {}


def test_no_page_is_wider_than_the_window_and_nothing_runs(open_page):
    wide, troubles = {}, {}
    for name in NAMES:
        page = open_page(name)
        for width in (320, 390, 768, 1024, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            actual = page.evaluate("document.documentElement.scrollWidth")
            if actual > width:
                wide[name, width] = actual
        troubles[name] = [one for one in page.troubles if "404" not in one or name != "missing"]
        page.context.close()
    assert wide == {}
    assert not any(troubles.values()), troubles


def test_everything_works_without_javascript(open_page):
    page = open_page("home", java_script_enabled=False)
    page.fill("#q", "行政复议")
    page.press("#q", "Enter")
    assert "q=" in page.url
    page.click("ol.list h2 a")
    assert "/report/" in page.url
    page.click("nav.contents li:nth-child(3) a")
    assert "#s" in page.url


def test_facets_wait_folded_on_a_phone_and_stand_open_on_a_desk(open_page):
    phone, desk = open_page("search", (390, 844)), open_page("search")
    assert not phone.locator("#facet-year").is_visible()
    phone.click("details.facets > summary")
    assert phone.locator("#facet-year").is_visible()
    assert desk.locator("#facet-year").is_visible()
    first = phone.locator("ol.list > li").first.bounding_box()
    assert first is not None


def test_evidence_opens_on_demand(open_page):
    page = open_page("report")
    assert not page.locator(".why blockquote").first.is_visible()
    page.locator(".why summary").first.click()
    assert page.locator(".why blockquote").first.is_visible()


def test_keyboard_skip_link_leads_to_the_text(open_page):
    page = open_page("report")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_focus_is_visible(open_page):
    page = open_page("search")
    for _ in range(6):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2


def test_print_shows_the_report_without_the_frame(open_page):
    page = open_page("report")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert not page.locator("nav.contents").is_visible()
    assert page.locator("article.text").is_visible()
    assert page.locator(".facts dl").is_visible()


def test_original_is_saved_not_shown(open_page):
    page = open_page("hostile")
    with page.expect_download() as saved:
        page.click("text=原始网页")
    assert b"alert(3)" in Path(saved.value.path()).read_bytes()
    assert page.troubles == []


def test_equal_paragraphs_of_a_difference_open_on_demand(open_page):
    page = open_page("diff", java_script_enabled=False)
    assert page.locator("ins").first.is_visible()
    assert not page.locator(".diff details p").first.is_visible()
    page.locator(".diff summary").first.click()
    assert page.locator(".diff details p").first.is_visible()


def test_two_reports_stand_beside_each_other_and_on_a_phone_below(open_page):
    boxes = {}
    for size in SIZES:
        page = open_page("compare", size)
        boxes[size[0]] = [page.locator(".pair h3").nth(at).bounding_box() for at in (0, 1)]
    assert boxes[1280][0]["y"] == boxes[1280][1]["y"]
    assert boxes[390][0]["y"] < boxes[390][1]["y"]
    assert boxes[390][0]["x"] == boxes[390][1]["x"]
