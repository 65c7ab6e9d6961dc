"""Wide tables on a phone: whose row it is stays in sight, and so does what paper would cut off."""

from __future__ import annotations

from itertools import pairwise

import pytest

pytestmark = pytest.mark.browser

PHONE = (390, 844)
SCROLLED = """box => {
  box.scrollLeft = 200;
  const cell = box.querySelector('tbody th');
  return [box.scrollLeft, cell.getBoundingClientRect().left - box.getBoundingClientRect().left];
}"""
WHOLE = "() => [...document.querySelectorAll('.scroll')].map(box => box.scrollWidth - box.clientWidth)"


@pytest.mark.parametrize("name", ["coverage-part", "place", "status"])
def test_the_first_column_stays_in_sight(open_page, name):
    page = open_page(name, PHONE)
    wide = [box for box in page.query_selector_all(".scroll") if box.evaluate("box => box.scrollWidth > box.clientWidth + 50")]
    assert wide, "nothing scrolls here; choose a wider page"
    for box in wide:
        moved, left = box.evaluate(SCROLLED)
        assert moved > 40
        assert -1 <= left <= 4


def test_a_printed_page_of_the_timeliness_cuts_no_column(open_page):
    page = open_page("timeliness", (750, 1000))    # A4 between its margins
    page.emulate_media(media="print")
    assert max(page.evaluate(WHOLE)) <= 1


@pytest.mark.parametrize("size", [(390, 844), (320, 640)], ids=str)
@pytest.mark.parametrize("prefix", ["/zh", "/en"])
def test_the_home_page_keeps_its_counts_apart(open_page, prefix, size):
    page = open_page("/", size, prefix)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = sorted((box["x"], box["x"] + box["width"]) for box in (one.bounding_box() for one in page.query_selector_all(".years .year")))
    assert all(one[1] <= other[0] + 0.5 for one, other in pairwise(boxes))
