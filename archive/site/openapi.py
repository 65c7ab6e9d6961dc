"""The description of the site's interfaces for programs (OpenAPI 3.1), made of the routes themselves and of the tables that check arguments.

A route is either described in endpoints.py or named there as a page for people; a test holds both against the routes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from archive.site.endpoints import DESCRIPTION, ENDPOINTS, PATH_WORDS, Endpoint
from archive.site.schemas import PARAMETERS, SCHEMAS

JSON = "application/json"
_LITERALS = re.compile(r"[A-Za-z0-9.\\-]+(\|[A-Za-z0-9.\\-]+)+")
_GROUP = re.compile(r"\(\?P<([a-z]+)>((?:[^()\[\]]|\[[^\]]*\])+)\)")
_OPTIONAL = re.compile(r"\(\?:((?:[^()]|\([^()]*\))*)\)\?")


def paths_of(pattern: str) -> Iterator[tuple[str, dict[str, str]]]:
    r"""The paths of a route as OpenAPI writes them, each with the pattern of its parameters.

    An optional part and a choice of literal words make several paths.

    >>> list(paths_of(r"/report/(?P<id>[a-z]{2})\.(?P<form>txt|csl\.json)$"))
    [('/report/{id}.txt', {'id': '[a-z]{2}'}), ('/report/{id}.csl.json', {'id': '[a-z]{2}'})]
    >>> list(paths_of(r"/sitemap(?:-(?P<part>[0-9]{1,4}))?\.xml$"))
    [('/sitemap.xml', {}), ('/sitemap-{part}.xml', {'part': '[0-9]{1,4}'})]
    """
    bare = pattern.removesuffix("$")
    if _OPTIONAL.search(bare):
        for some in ("", r"\1"):
            yield from paths_of(_OPTIONAL.sub(some, bare, count=1))
        return
    groups = _GROUP.findall(bare)
    choices = [words.split("|") if _LITERALS.fullmatch(words) else ["{" + name + "}"] for name, words in groups]
    fixed = _GROUP.split(bare)[::3]
    for chosen in product(*choices):
        ends = (*chosen, "")
        path = "".join(part + end for part, end in zip(fixed, ends, strict=True)).replace("\\", "")
        yield path, {name: words for (name, words), end in zip(groups, chosen, strict=True) if end.startswith("{")}


def document(patterns: Iterable[str], *, server: str, title: str, license_name: str) -> dict[str, Any]:
    """The whole description; `patterns` are those of the routes, `server` is the address of the site."""
    paths: dict[str, Any] = {}
    for pattern in patterns:
        for path, parameters in paths_of(pattern):
            if path in ENDPOINTS:
                paths[path] = _item(path, ENDPOINTS[path], parameters)
    info: dict[str, Any] = {"title": title, "version": "1.0.0", "description": DESCRIPTION}
    if license_name:
        info["license"] = {"name": license_name}
    return {"openapi": "3.1.0", "info": info, "servers": [{"url": server}], "paths": paths, "components": {"schemas": SCHEMAS}}


def _item(path: str, endpoint: Endpoint, parameters: Mapping[str, str]) -> dict[str, Any]:
    """One path with its operations."""
    in_path = [{
        "name": name, "in": "path", "required": True, "description": PATH_WORDS[name],
        "schema": {"type": "string", "pattern": f"^(?:{words})$"},
    } for name, words in parameters.items()]
    asked = [{
        "name": name.rpartition(".")[2], "in": "query", "required": name in endpoint.required, "description": PARAMETERS[name][0],
        "schema": PARAMETERS[name][1],
    } for name in (*endpoint.required, *endpoint.query)]
    headers = [{"name": name, "in": "header", "description": words, "schema": {"type": "string"}} for name, words in endpoint.headers.items()]
    answers = _answers(path, endpoint)
    operation = {"summary": endpoint.summary, "operationId": _name(path), "tags": [endpoint.tag], "responses": answers}
    item: dict[str, Any] = {"get": {**operation, "parameters": [*in_path, *asked, *headers]}}
    if endpoint.posts:
        fields = {name.rpartition(".")[2]: PARAMETERS[name][1] for name in (*endpoint.required, *endpoint.query)}
        form = {"schema": {"type": "object", "properties": fields, "required": [*endpoint.required]}}
        item["post"] = {
            **operation, "operationId": _name(path) + "_post",
            "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": form}},
        }
    return item


def _name(path: str) -> str:
    """A name for an operation.

    >>> _name("/report/{id}.csl.json")
    'report_id_csl_json'
    """
    return re.sub(r"[^a-z]+", "_", path).strip("_")


def _answers(path: str, endpoint: Endpoint) -> dict[str, Any]:
    """Statuses and what comes with them."""
    told = {JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refusal: dict[str, Any] = told if path.endswith(".json") else {**(told if endpoint.schema else {}), "text/html": {}}
    refused = {"description": "Refused: unknown, malformed, too long, or of another method.", "content": refusal}
    busy = {"description": "Too busy, or the work took too long; try again later.", "content": refusal}
    if endpoint.redirects:
        moved = {"description": endpoint.answer, "headers": {"Location": {"schema": {"type": "string", "format": "uri"}}}}
        return {"302": moved, "4XX": refused, "503": busy}
    schema = {"schema": {"$ref": f"#/components/schemas/{endpoint.schema}"}} if endpoint.schema else {}
    found = {"200": {"description": endpoint.answer, "content": {endpoint.media_type: schema}}}
    if endpoint.may_redirect:
        found["302"] = {"description": "Leads to the nearest one."}
    return {**found, "4XX": refused, "503": busy}
