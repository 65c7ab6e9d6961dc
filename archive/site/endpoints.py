"""Every interface for programs, by its path: what it gives and what may be asked. What is not listed here is a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.export import dumps
from archive.site import tables
from archive.site.asked import CONDITIONS

DESCRIPTION = (
    "Reports on building a rule-of-law government, as Chinese governments publish them. Everything is read-only and needs no key. "
    "Answers carry an ETag: ask again with If-None-Match. Argument values that make no sense are ignored by searches and named in `notes`."
)
ATOM, CSV, HTML, XML = "application/atom+xml", "text/csv", "text/html", "application/xml"
BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path."""

    tag: str
    summary: str
    media_type: str = "application/json"
    schema: str = ""
    """Name of the answer's schema, for JSON."""
    query: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    answer: str = "The answer."
    redirects: bool = False
    """Whether it always leads elsewhere."""
    may_redirect: bool = False
    posts: bool = False
    """Whether the arguments may come in the body of a POST."""


SEARCH = ("q", *CONDITIONS)
AREA = ("region",)
FIGURES = ("region", "year", "level")
ROWS = ("_size", "_next", "_search", "_sort", "_sort_desc")
OAI = ("identifier", "metadataPrefix", "oai.from", "oai.until", "set", "resumptionToken")
"""A name with a dot is an argument that means something else elsewhere: `oai.until` is the `until` of /oai."""

ENDPOINTS: Mapping[str, Endpoint] = {
    "/search.json": Endpoint("search", "Search", schema="Results", query=(*SEARCH, "sort", "page", "size")),
    "/search.atom": Endpoint("feeds", "What came or changed last among the reports of a search", ATOM, query=(*SEARCH, "page")),
    "/download.zip": Endpoint("search", "A text file per report of a search, and a manifest with digests", "application/zip", query=SEARCH),
    "/download.csv": Endpoint("search", "The fields of the reports of a search", CSV, query=SEARCH),
    "/download.jsonl": Endpoint("search", "The reports of a search, one JSON object a line", "application/x-ndjson", query=SEARCH),
    "/report/{id}.json": Endpoint("reports", "A report with all that is known of it", schema="Report"),
    "/report/{id}.txt": Endpoint("reports", "A report as plain text", "text/plain"),
    "/report/{id}.md": Endpoint("reports", "A report as Markdown", "text/markdown"),
    "/report/{id}.html": Endpoint("reports", "A report as a page that stands by itself", HTML),
    "/report/{id}.bib": Endpoint("reports", "The reference for BibLaTeX", "application/x-bibtex"),
    "/report/{id}.ris": Endpoint("reports", "The reference in RIS", "application/x-research-info-systems"),
    "/report/{id}.csl.json": Endpoint("reports", "The reference in CSL-JSON", "application/vnd.citationstyles.csl+json", "References"),
    "/report/{id}/reuse.json": Endpoint("reports", "Whose words a report repeats, passage by passage", schema="Reuse"),
    "/report/{id}/original": Endpoint("reports", "The portal's page as it was fetched last, to be saved", BYTES),
    "/report/{id}/file/{position}": Endpoint("reports", "A file that the report links to, to be saved", BYTES),
    "/place/{code}/{year}": Endpoint(
        "reports", "The report of a region's government for a year, or its `latest`", answer="Leads to the report.", redirects=True),
    "/coverage.json": Endpoint("governments", "Which governments have reported", schema="Coverage", query=(*AREA, "depth")),
    "/coverage.csv": Endpoint("governments", "The same as a table", CSV, query=(*AREA, "depth")),
    "/timeliness.csv": Endpoint("governments", "How timely governments report", CSV, query=(*AREA, "scope", "year")),
    "/figures.csv": Endpoint("governments", "The values of an indicator", CSV, required=("indicator",), query=FIGURES),
    "/figures.atom": Endpoint("feeds", "The newest values of an indicator", ATOM, required=("indicator",), query=AREA),
    "/status.json": Endpoint("health", "Portals with state, reasons and last good capture", schema="Status"),
    "/status.atom": Endpoint("health", "An entry whenever a portal's state turns", ATOM),
    "/oai": Endpoint("libraries", "OAI-PMH 2.0 with oai_dc", "text/xml", required=("verb",), query=OAI, posts=True),
    "/timemap/json/{url}": Endpoint("captures", "All captures of an address (Memento, RFC 7089)", schema="TimeMap"),
    "/timemap/link/{url}": Endpoint("captures", "The same in the link format", "application/link-format"),
    "/timegate/{url}": Endpoint(
        "captures", "The capture that is nearest to a time", headers={"Accept-Datetime": "An HTTP date; without it the newest."},
        answer="Leads to the capture.", redirects=True),
    "/memento/{stamp}/{url}": Endpoint("captures", "One capture, to be saved", BYTES, may_redirect=True),
    **{f"/data/{name}": Endpoint("dumps", "A file of the nightly dumps", media_type.partition(";")[0])
       for name, media_type in dumps.MEDIA_TYPES.items() if name != dumps.MANIFEST},
    f"/data/{dumps.MANIFEST}": Endpoint("dumps", "Time, sizes and digests of the nightly dumps", schema="Manifest"),
    "/archive/{table}.json": Endpoint("tables", "Rows of a table", schema="Rows", query=ROWS),
    "/archive/{table}.csv": Endpoint("tables", "The same as CSV", "text/plain", query=ROWS),
    "/openapi.json": Endpoint("site", "This description", schema="Object"),
    "/opensearch.xml": Endpoint("site", "OpenSearch 1.1", "application/opensearchdescription+xml"),
    "/sitemap.xml": Endpoint("site", "Addresses of all reports, or of the parts of that list", XML),
    "/sitemap-{part}.xml": Endpoint("site", "A part of that list", XML),
    "/robots.txt": Endpoint("site", "What search engines may read", "text/plain"),
}

PAGES = {
    "/", "/search", "/search/advanced", "/report/{id}", "/report/{id}/v/{number}", "/report/{id}/diff/{a}/{b}", "/report/{id}/reuse",
    "/compare", "/coverage", "/timeliness", "/figures", "/place/{code}", "/status", "/about", "/api", "/data", "/static/{name}", "/favicon.ico",
}
"""Pages for people, and what belongs to them."""

DATA_ROUTES = (r"/archive/(?P<table>[a-z]{1,20})\.json$", r"/archive/(?P<table>[a-z]{1,20})\.csv$")
"""Routes that Datasette itself answers."""

PATH_WORDS: Mapping[str, str] = {
    "id": "Permanent id of a report.", "position": "Place of the file in the report's list, from 1.",
    "code": "GB/T 2260 code, six digits.", "year": "Report year, or `latest`.", "part": "Number of the part, from 1.",
    "table": f"A public table: {', '.join(tables.PUBLIC)}.",
    "url": "Address of a portal's page or file, percent-encoded.", "stamp": "Time in UTC: YYYYMMDDhhmmss.",
}
"""What a part of a path is."""
