"""The description for programs: valid, whole, and true: what is described answers as described, and what answers is described."""

from __future__ import annotations

import doctest
import json
import re
import shutil
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from archive.export import dumps
from archive.site import endpoints, openapi, pages, schemas, serve
from archive.site.served import site_of
from archive.store import Archive

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 4
"""Requests of each operation that schemathesis makes."""


@pytest.mark.parametrize("module", [openapi, schemas])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


@pytest.fixture(scope="module")
def described(site):
    answer = site.get("/openapi.json")
    assert answer.headers["content-type"].startswith("application/json")
    return answer.json()


def test_the_description_is_valid(described):
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": "http://localhost"}]


def test_every_route_is_described_or_a_page_for_people(site, described):
    served = site_of(site.datasette)
    patterns = [pattern for pattern, _ in pages.routes(served) if "(?!" not in pattern]  # that one answers what nothing else does
    paths = {path for pattern in (*patterns, *endpoints.DATA_ROUTES) for path, _ in openapi.paths_of(pattern)}
    database = f"/{served.name}"
    known = set(endpoints.ENDPOINTS) | endpoints.PAGES | {database}
    assert sorted(paths - known) == [], "describe these in ENDPOINTS of archive/site/endpoints.py, or name them in PAGES"
    assert sorted(known - paths) == [], "these are no routes any more"
    assert not set(endpoints.ENDPOINTS) & endpoints.PAGES
    assert set(described["paths"]) == set(endpoints.ENDPOINTS)


def test_names_of_operations_are_unique(described):
    names = [operation["operationId"] for item in described["paths"].values() for operation in item.values()]
    assert len(names) == len(set(names))


def test_conditions_are_the_site_s_own(described):
    asked = {one["name"]: one["schema"] for one in described["paths"]["/search.json"]["get"]["parameters"]}
    assert asked["level"]["enum"] == ["central", "province", "city", "county", "township", "department"]
    assert re.search(asked["region"]["pattern"], "331121")
    assert not re.search(asked["region"]["pattern"], "33112x")


def filled(site, path):
    """A path with values that there are."""
    values = {"id": site.ids["plain"], "position": "1", "code": "331121", "year": "latest", "part": "1", "table": "documents"}
    url = json.loads(site.get(f"/report/{site.ids['plain']}.json").text)["url"]
    if "/file/" in path:
        values["id"] = site.ids["hostile"]
    return path.format(**values, stamp="20260301020000", url=quote(url, safe=""))


@pytest.fixture
def dumped(site):
    """Signed dumps on the site, for one test."""
    with Archive.open(site.data, create=False, readonly=True) as archive:
        dumps.write(site.data, archive.conn)
    folder = site.data / dumps.FOLDER
    (folder / dumps.SIGNATURE).write_text("signed", encoding="utf-8")
    yield
    shutil.rmtree(folder)


@pytest.mark.usefixtures("dumped")
def test_every_operation_answers_as_described(site, described, monkeypatch):
    from archive.site import feeds

    monkeypatch.setattr(feeds, "SITEMAP_MAX", 20)
    queries = {"indicator": "reconsideration_cases_handled", "verb": "Identify"}
    for path, item in described["paths"].items():
        needed = [one["name"] for one in item["get"]["parameters"] if one["in"] == "query" and one["required"]]
        query = "&".join(f"{name}={queries[name]}" for name in needed)
        answer = site.get(filled(site, path) + (f"?{query}" if query else ""), host="described.example")
        responses = item["get"]["responses"]
        assert str(answer.status_code) in responses, (path, answer.status_code)
        content = responses[str(answer.status_code)].get("content", {})
        if answer.status_code == 200:
            kind = answer.headers["content-type"].partition(";")[0]
            assert list(content) == [kind], path
            if content[kind]:
                schema = {**content[kind]["schema"], "components": described["components"]}
                OAS31Validator(schema).validate(answer.json())


def test_refusals_in_json_have_the_shape_that_is_described(site, described):
    schema = {"$ref": "#/components/schemas/Problem", "components": described["components"]}
    paths = ("/report/330000-2024-ffffffff.json", "/coverage.json?region=999999", "/timemap/json/http://x.example/", "/search.json?q=" + "x" * 3_000)
    for path in paths:
        answer = site.get(path)
        assert 400 <= answer.status_code < 500, path
        OAS31Validator(schema).validate(answer.json())


def test_schemathesis_finds_nothing(site):
    """Bounded: a few requests for every operation, with odd but legal values; the same every time."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", serve.build(site.data).app())  # one of its own, for it is shut down in the end
    tried = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def probe(case):
            case.validate_response(case.call(), checks=CHECKS)
            tried.add(case.operation.label)

        probe()
    own = {"GET /openapi.json"}  # schemathesis has read it already, and does not ask again
    assert tried == ({f"GET {path}" for path in endpoints.ENDPOINTS} | {"POST /oai"}) - own
