"""The site in Chromium: accessibility, small screens, keyboard, no script, and nothing that runs by itself."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIZES = [(390, 844), (1280, 900)]

pytestmark = pytest.mark.browser


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


@pytest.fixture(scope="session")
def judge(browser, browsing, website):
    """Visit pages: keep what a reader sees first as a picture, and tell the violations that axe-core finds."""
    script = axe_script()

    def judge_(names, language: str, size, scheme: str) -> dict[str, list]:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, bypass_csp=True)
        page, found = context.new_page(), {}
        for name in names:
            picture = browsing.picture(page, website[0], website[1][name], language, name, scheme)
            assert picture.stat().st_size > 5_000, name
            page.evaluate(script)
            violations = page.evaluate("async () => (await axe.run({ resultTypes: ['violations'] })).violations")
            if violations:
                found[name] = [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in violations]
        context.close()
        return found

    return judge_


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_accessibility_violations(judge, website, size, language):
    """On every page type; the pictures lie in screenshots/, which git ignores, for people to look at."""
    assert judge(website[1], language, size, "light") == {}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_accessibility_violations_in_the_dark(judge, browsing, size):
    assert judge(sorted(browsing.DARK), "zh", size, "dark") == {}


@pytest.mark.parametrize("prefix", ["/zh", "/en"])
def test_no_page_is_wider_than_the_window_and_nothing_runs(open_page, website, prefix):
    wide, troubles = {}, {}
    page = open_page("home", prefix=prefix)
    for name, path in website[1].items():
        page.troubles.clear()
        page.goto(website[0] + prefix + path)
        for width in (320, 390, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            actual = page.evaluate("document.documentElement.scrollWidth")
            if actual > width:
                wide[name, width] = actual
        troubles[name] = [one for one in page.troubles if "404" not in one or name != "missing"]
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


@pytest.mark.parametrize("prefix", ["/zh", "/en"])
def test_on_a_phone_the_filters_open_beside_the_count_and_downloads_come_last(open_page, prefix):
    page = open_page("search", (390, 844), prefix)
    total, button, order, first, save = (page.locator(name).first.bounding_box() for name in (
        ".total", "details.facets > summary", ".tools b", "ol.list > li", ".tools.save"))
    assert abs(button["y"] + button["height"] / 2 - total["y"] - total["height"] / 2) < 4
    assert button["y"] + button["height"] <= order["y"] < first["y"] < 420
    assert save["y"] > first["y"] + first["height"]


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
        page.click("text=存档原件")
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
