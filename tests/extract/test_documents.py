"""Self-made pages and dumps beside the whole answer that they must give: fields, text, roles, figures, evidence.

The expected JSON of a new page is written when it is missing; the test fails until a person has read it and run it again.
`NAME.about.json` says what a caller knows: the address, hints.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.extract import extract
from archive.model import FIELDS, Hints

FOLDER = Path(__file__).parent.parent / "pages" / "documents"
PAGES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".html", ".txt"))


def answer(path):
    known = path.with_suffix(".about.json")
    about = json.loads(known.read_text(encoding="utf-8")) if known.exists() else {}
    return extract(path.read_bytes(), url=about.get("url"), hints=Hints(**about.get("hints", {})))


def summary(doc):
    """What the expected JSON holds of a document."""
    return {
        **{name: getattr(doc, name) for name in FIELDS if name not in ("url", "kind_reason", "encoding")},
        "sections": [[item.level, item.role, item.heading] for item in doc.sections],
        "figures": [[item.indicator, item.value, item.unit, item.year, item.qualifier, item.quote] for item in doc.figures],
        "attachments": [[file.name, file.href] for file in doc.attachments],
        "warnings": doc.warnings,
        "text": doc.text.split("\n"),
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_document(path):
    doc = answer(path)
    expected = path.with_suffix(".json")
    if not expected.exists():
        expected.write_text(json.dumps(summary(doc), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expected.name} was missing and is now written: read it, correct it, and run the test again.")
    assert summary(doc) == json.loads(expected.read_text(encoding="utf-8"))


def test_offsets_point_at_the_words():
    for path in PAGES:
        doc = answer(path)
        assert all(doc.text[item.start:item.end] == item.quote for item in doc.figures)
        assert all(item.heading in doc.text[item.start:item.end] for item in doc.sections if item.heading)
