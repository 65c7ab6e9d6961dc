"""The extractor reads from the embedded portals' pages what their truth says."""

from __future__ import annotations

import re

import pytest

from archive.attachments import read_file
from archive.extract import extract
from archive.model import Hints
from crawler.demo import truth
from crawler.demo.blocks import text_of
from crawler.demo.catalogue import documents, sites
from crawler.demo.control import PORTALS
from crawler.demo.site import Asked

FIELDS = (
    "title", "kind", "verdict", "report_year", "index_number", "index_number_valid", "publisher", "issuer",
    "document_number", "date_published", "date_written", "region_code", "region_name", "level", "source", "encoding",
)
NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])")
ROWS = {row["id"]: row for row in truth()}
CHOSEN = [page for page in documents() if not page.id.startswith(f"{page.portal}-{page.columns[0]}-")]
"""All pages but the bulk of notices and news."""


def squeezed(text):
    return "".join(text.translate(str.maketrans("（）", "()")).split())


@pytest.mark.parametrize("page", CHOSEN, ids=lambda page: page.id)
def test_the_page_is_read_as_its_truth_says(page):
    row, portal = ROWS[page.id], PORTALS[page.portal](sites()[page.portal])
    answer = portal.answer(Asked("GET", page.paths[0]))
    only_file = page.verdict == "attachment_only"
    found = extract(
        answer.body, url=row["url"], media_type=answer.media_type,
        hints=Hints(portal=page.portal, portal_name=portal.site.body, region_code=portal.site.code[:6],
                    hosts=("127.0.0.1",), column=page.columns[0], list_title=row["list_titles"][0], status=200),
        attachment_text=read_file(portal.file(page, page.files[0]), name=page.files[0].name).text if only_file else None,
    )
    for name in FIELDS:
        accepted = [row[name], *row["accept"].get(name, [])]
        assert getattr(found, name) in accepted or "*" in accepted, name
    assert [{"name": link.name, "url": link.href} for link in found.attachments] == row["files"]
    if page.kind != "annual_report":
        return
    assert squeezed(found.text).removeprefix(squeezed(page.title) if only_file else "") == squeezed(text_of(page.blocks))
    headings = {(section.level, squeezed(NUMBER.sub("", section.heading))) for section in found.sections}
    assert {(told["level"], squeezed(told["heading"])) for told in row["headings"]} <= headings
