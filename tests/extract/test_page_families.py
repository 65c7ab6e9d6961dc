"""Self-made pages of every CMS family: body, title, labels and attachments as `tests/pages/*.json` expects them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.extract.page import read_page

PAGES = Path(__file__).parent.parent / "pages"
URL = "http://www.example.gov.cn/zwgk/202402/t1.html"


def first_values(page):
    """The first value of each field, a filled one before an empty one."""
    found = {}
    for label in page.labels:
        if not found.get(label.field):
            found[label.field] = label.value
    return found


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_family(name):
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    page = read_page((PAGES / f"{name}.html").read_bytes(), url="http://www.example.gov.cn/zwgk/202402.html")
    values = first_values(page)
    assert page.form == "html"
    assert page.text.split("\n") == (expected["text"] or [""])
    assert (page.titles[0] if page.titles else None) == expected["title"]
    assert {field: values.get(field) for field in expected["labels"]} == expected["labels"]
    assert [[file.name, file.href] for file in page.attachments] == expected["attachments"]
    assert not any("不得读取" in label.value for label in page.labels)
    assert not page.warnings


def test_every_line_of_the_page_is_kept_once():
    page = read_page((PAGES / "jcms.html").read_bytes(), url=URL)
    assert page.lines == [*page.head_lines, *page.text.split("\n"), *page.tail_lines]
    assert "首页" in page.head_lines
    assert any("网站标识码" in line for line in page.tail_lines)


def test_same_bytes_same_page():
    raw = (PAGES / "ucap.html").read_bytes()
    assert read_page(raw, url=URL) == read_page(raw, url=URL)
