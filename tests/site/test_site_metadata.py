"""What a report's page tells reference managers and search engines, held against the rules of those who read it.

Google Scholar: citation_title, citation_author and citation_publication_date must be there, dates are YYYY/MM/DD or coarser.
Zotero's reader of embedded metadata takes the same names and Dublin Core. schema.org: only properties that the type has, dates in ISO 8601.
"""

from __future__ import annotations

import re

import pytest
from lxml import html

HIGHWIRE = {"citation_title", "citation_author", "citation_publication_date", "citation_language", "citation_public_url"}
DUBLIN_CORE = {
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format", "identifier", "source", "language",
    "relation", "coverage", "rights",
}
THING = {"name", "url", "identifier", "description", "alternateName", "sameAs", "image"}
WORK = {"author", "publisher", "datePublished", "dateModified", "inLanguage", "temporalCoverage", "spatialCoverage", "about", "license", "text",
        "version", "isBasedOn", "archivedAt"}
TYPES = {"https://schema.org/Report": THING | WORK | {"reportNumber"}, "https://schema.org/GovernmentOrganization": THING}
ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
SLASH_DATE = re.compile(r"\d{4}(/\d\d(/\d\d)?)?")


def pages(site):
    return [f"/report/{site.ids[name]}" for name in ("plain", "revised", "gone", "hostile")] + [f"/report/{site.ids['revised']}/v/1"]


def items(element):
    """Microdata below an element: (type, {property: values}), an item in an item as its own pair."""
    found = {}
    for child in element:
        scoped = child.get("itemscope") is not None
        name = child.get("itemprop")
        if name:
            value = items(child) if scoped else child.get("content") or child.text_content().strip()
            found.setdefault(name, []).append(value)
        if not scoped:
            for key, values in items(child)[1].items():
                found.setdefault(key, []).extend(values)
    return element.get("itemtype"), found


@pytest.mark.parametrize("at", range(5))
def test_tags_in_the_head(site, at):
    tree = html.fromstring(site.get(pages(site)[at]).content.decode())
    tags = [(meta.get("name"), meta.get("content")) for meta in tree.xpath("//head/meta[@name]")]
    cited = [(name, value) for name, value in tags if name.startswith("citation_")]
    assert {name for name, _ in cited} <= HIGHWIRE
    assert {"citation_title", "citation_author", "citation_publication_date"} <= {name for name, _ in cited}
    assert len(cited) == len({name for name, _ in cited})
    assert SLASH_DATE.fullmatch(dict(cited)["citation_publication_date"])
    core = [(name.partition(".")[2], value) for name, value in tags if name.startswith("DC.")]
    assert {name for name, _ in core} <= DUBLIN_CORE
    assert {"title", "creator", "date", "identifier", "type"} <= {name for name, _ in core}
    assert dict(core)["title"] == dict(cited)["citation_title"]
    assert ISO_DATE.fullmatch(dict(core)["date"])
    assert tree.xpath("//head/link[@rel='schema.DC']/@href") == ["http://purl.org/dc/elements/1.1/"]
    assert all(value.strip() for _, value in tags)


@pytest.mark.parametrize("at", range(4))
def test_microdata_of_schema_org(site, at):
    tree = html.fromstring(site.get(pages(site)[at]).content.decode())
    roots = [element for element in tree.xpath("//*[@itemscope]") if not element.xpath("ancestor::*[@itemscope]")]
    assert len(roots) == 1
    kind, found = items(roots[0])
    assert kind == "https://schema.org/Report"
    assert set(found) <= TYPES[kind]
    assert {"name", "url", "author", "datePublished", "inLanguage"} <= set(found)
    assert all(len(values) == 1 for values in found.values())
    assert ISO_DATE.fullmatch(found["datePublished"][0])
    assert found["url"][0].startswith("http://localhost/report/")
    author_kind, author = found["author"][0]
    assert author_kind == "https://schema.org/GovernmentOrganization"
    assert set(author) <= TYPES[author_kind]
    assert author["name"][0]
    outside = [element for element in tree.xpath("//*[@itemprop]") if not element.xpath("ancestor::*[@itemscope]")]
    assert outside == []
