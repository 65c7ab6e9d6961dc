"""JSON Schemas of what programs send and get; enumerations and patterns come from the tables that the site itself checks against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archive import find
from archive.model import FIELDS, KINDS, LEVELS, ROLES, VERDICTS
from archive.site import datasettes, oai
from archive.site.asked import CONDITIONS, MAX_PAGE, MAX_PAGE_SIZE, MAX_QUERY, Check
from archive.site.coverage import STATES
from archive.site.timeliness import SCOPES

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
CODE: Schema = {"type": "string", "pattern": "^[0-9]{6}$"}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def every(schema: Schema) -> Schema:
    """A list of them."""
    return {"type": "array", "items": schema}


def record(**properties: Schema) -> Schema:
    """An object with all of these keys; more may come with later versions."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def ref(name: str) -> Schema:
    """A schema of the table below."""
    return {"$ref": f"#/components/schemas/{name}"}


def condition(check: Check) -> Schema:
    """What the check of a condition takes, as a schema.

    >>> condition(CONDITIONS["region"]), condition(("a", "b"))
    ({'type': 'string', 'pattern': '^(?:[0-9]{6})$'}, {'type': 'string', 'enum': ['a', 'b']})
    """
    if isinstance(check, tuple):
        return {"type": "string", "enum": list(check)}
    return {"type": "string", "pattern": f"^(?:{check.pattern})$"}


_SPECIAL: Mapping[str, Schema] = {
    "kind": {"enum": list(KINDS)}, "verdict": {"enum": list(VERDICTS)}, "level": maybe({"enum": list(LEVELS)}),
    "report_year": maybe(WHOLE), "index_number_valid": maybe(FLAG),
}
"""Fields of a document that are no text."""
_FIELDS = {name: _SPECIAL.get(name, maybe(TEXT)) for name in FIELDS}
_HIT = {name: _FIELDS[name] for name in (
    "title", "url", "report_year", "region_code", "region_name", "issuer", "publisher", "level", "kind", "verdict", "date_published",
    "index_number",
)}
_SPAN = {"start": WHOLE, "end": WHOLE}
_HEADS = {} if datasettes.NEWER else {"columns": every(TEXT)}
"""Of a data page: Datasette 0.65 names the columns once and gives each row as a list."""
_WATCHED = {"declared": maybe(WHOLE), "collected": WHOLE}

SCHEMAS: Mapping[str, Schema] = {
    "Object": {"type": "object"},
    "Problem": record(ok={"const": False}, status=WHOLE, error=TEXT),
    "Results": record(
        total=WHOLE, at_least=FLAG, results=every(record(
            id=TEXT, page=TEXT, snippet=TEXT, passages=every(record(text=TEXT, heading=TEXT, page=TEXT)), **_HIT)),
        facets={"type": "object", "additionalProperties": every(record(value={}, label={}, count=WHOLE))}, notes=every(TEXT),
        next=maybe(TEXT),
    ),
    "Report": record(
        id=TEXT, **_FIELDS, text=TEXT, sections=every(record(level=WHOLE, heading=TEXT, role={"enum": list(ROLES)}, **_SPAN)),
        attachments=every(record(name=TEXT, href=TEXT)),
        figures=every(record(indicator=TEXT, value=maybe({"type": "number"}), unit=maybe(TEXT), year=maybe(WHOLE), qualifier=maybe(TEXT),
                             quote=TEXT, **_SPAN)),
        evidence={"type": "object", "additionalProperties": record(rule=TEXT, where=TEXT, quote=TEXT)}, warnings=every(TEXT),
        state={"enum": ["live", "gone"]}, gone_at=maybe(TEXT), portal=maybe(TEXT), first_seen=TEXT, last_seen=TEXT, revision=WHOLE,
        sha256=TEXT, extractor=TEXT, addresses=every(TEXT),
        captures=every(record(id=WHOLE, url=TEXT, fetched_at=TEXT, status=maybe(WHOLE), sha256=maybe(TEXT))),
    ),
    "Reuse": record(id=TEXT, reuse=every(record(
        id=TEXT, kind=TEXT, share=maybe({"type": "number"}),
        passages=every(record(text=TEXT, other_start=WHOLE, other_end=WHOLE, **_SPAN)),
    ))),
    "References": every(record(id=TEXT, type=TEXT, title=TEXT, URL=TEXT)),
    "Coverage": record(
        region=maybe(CODE), governments=WHOLE, years=every(WHOLE), totals=every(record(year=WHOLE, **dict.fromkeys(STATES, WHOLE))),
        cells=every(record(code=CODE, region=TEXT, level=TEXT, year=WHOLE, state={"enum": list(STATES)}, report=maybe(TEXT))),
    ),
    "Rows": record(rows=every({"type": "object"} if datasettes.NEWER else {}), next=maybe(TEXT), **_HEADS),
    "Status": record(
        counts={"type": "object", "additionalProperties": WHOLE}, years={"type": "object", "additionalProperties": WHOLE},
        run=maybe(record(id=WHOLE, command=TEXT, started_at=TEXT, ended_at=maybe(TEXT), exit_code=maybe(WHOLE))),
        portals=every(record(
            id=TEXT, name=TEXT, region_code=maybe(TEXT), family=maybe(TEXT), reasons=every(TEXT), reports=WHOLE, **_WATCHED,
            state={"enum": ["complete", "incomplete", "waiting", "disabled"]}, last_good=maybe(TEXT), next_at=maybe(TEXT),
            columns=every(record(column=TEXT, complete=FLAG, reason=maybe(TEXT), visited=TEXT, **_WATCHED)),
        )),
    ),
    "TimeMap": record(
        original_uri=TEXT, timegate_uri=TEXT, timemap_uri=record(link_format=TEXT, json_format=TEXT),
        mementos=record(first=ref("Memento"), last=ref("Memento"), list=every(ref("Memento"))),
    ),
    "Memento": record(datetime=TEXT, uri=TEXT),
    "Manifest": record(made_at=TEXT, generation=TEXT, documents=WHOLE, files=every(record(name=TEXT, bytes=WHOLE, sha256=TEXT, media_type=TEXT))),
}
"""Name -> schema of an answer."""

PARAMETERS: Mapping[str, tuple[str, Schema]] = {
    "q": ('Query: words, "phrases", OR, -not, field:value.', {"type": "string", "maxLength": MAX_QUERY}),
    **{name: (f"Only documents with this {name}.", condition(check)) for name, check in CONDITIONS.items()},
    "sort": ("Order; by relevance with a query, else newest first.", {"type": "string", "enum": list(find.SORTS)}),
    "page": ("Page, from 1.", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}),
    "size": ("Results of a page.", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE}),
    "depth": ("`all`: every government below the region.", {"type": "string", "enum": ["all"]}),
    "scope": ("Whose reports.", {"type": "string", "enum": list(SCOPES)}),
    "_size": ("Rows of a page, at most 100.", TEXT),
    "_next": ("`next` of the page before.", TEXT),
    "_search": ("Words to find (only in documents).", TEXT),
    "_sort": ("Column, ascending.", TEXT),
    "_sort_desc": ("Column, descending.", TEXT),
    "indicator": ("Name of an indicator, as in the table figures.", TEXT),
    "verb": ("What is asked.", {"type": "string", "enum": list(oai.VERBS)}),
    "identifier": ("Of a record: oai:HOST:ID.", TEXT),
    "metadataPrefix": ("Form of the metadata.", {"type": "string", "enum": [oai.PREFIX]}),
    "oai.from": ("Changed at this date or time (UTC) or later.", TEXT),
    "oai.until": ("Changed at this date or time (UTC) or earlier.", TEXT),
    "set": ("Only records of a set, such as region-330000 or year-2023.", TEXT),
    "resumptionToken": ("Where a list goes on; then the only other argument.", TEXT),
}
"""Argument -> what it is, and its schema."""
