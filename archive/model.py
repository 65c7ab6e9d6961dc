"""The shapes that travel between the parts: what a caller knows, what a page holds, what a document is."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = (
    "annual_report", "info_disclosure_report", "work_report", "statistics_bulletin", "notice", "plan",
    "interpretation", "news", "policy", "template", "other",
)
VERDICTS = ("ok", "blocked", "soft_404", "template", "mirror", "masked", "attachment_only", "empty")
LEVELS = ("central", "province", "city", "county", "township", "department")
ROLES = ("preamble", "achievements", "problems", "first_responsible_person", "plan", "signature", "other")
INDEXED_VERDICTS = ("ok", "attachment_only")

FIELDS = (
    "url", "title", "kind", "kind_reason", "verdict", "report_year", "index_number", "index_number_valid", "publisher",
    "issuer", "document_number", "date_published", "date_written", "region_code", "region_name", "level", "source",
    "topic", "genre", "openness", "validity", "encoding",
)
"""Scalar fields of a document, in the order of the contract."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a caller knows beside the bytes: the portal's registry entry and the list entry that led here.

    Hints decide ambiguous places (西湖区, 市水务局); they never overrule what the page prints.
    """

    portal: str | None = None
    portal_name: str | None = None
    region_code: str | None = None
    hosts: tuple[str, ...] = ()
    column: str | None = None
    list_title: str | None = None
    list_date: str | None = None
    status: int | None = None


@dataclass(slots=True)
class Label:
    """One label and its value as the page prints them."""

    field: str
    """Canonical field: index_number, publisher, source, document_number, date_published, date_written, title, topic,
    genre, openness, validity, or a name that is read and then dropped (counter, other_number, keywords, …)."""
    label: str
    """The label as printed, white space and colon removed."""
    value: str
    """The value as printed, white space collapsed; empty where the page prints none."""
    where: str
    """Where it stood: meta, table, list, dl, grid, inline, line 4, comment, shape."""
    quote: str
    """The words on the page, at most 120 characters."""


@dataclass(frozen=True, slots=True)
class AttachmentLink:
    """A file that the page links to."""

    name: str
    href: str
    """Absolute where the page's address is known, else as printed."""


@dataclass(slots=True)
class Page:
    """A page read as far as its markup goes: no judgement yet about what it is."""

    form: str
    """html or text."""
    encoding: str
    meta: dict[str, str] = field(default_factory=dict)
    """Meta tags: lower-case name -> first non-empty content."""
    html_title: str = ""
    titles: list[str] = field(default_factory=list)
    """Title lines near the body (h1, .title, the line above the metadata line), best first."""
    labels: list[Label] = field(default_factory=list)
    """Label/value pairs of the metadata block and the article head, in reading order, empty values included."""
    text: str = ""
    """The clean body: one paragraph or table row per line, cells joined by ' | ', no furniture."""
    body_rule: str = ""
    """The rule that found the body: container:#zoom, score, text-dump, none."""
    attachments: list[AttachmentLink] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """All visible lines of the page, furniture included: for breadcrumbs, challenges, soft-404 and mirror marks."""
    head_lines: list[str] = field(default_factory=list)
    """The visible lines above the body (a text dump: the lines that were cut off its top)."""
    tail_lines: list[str] = field(default_factory=list)
    """The visible lines cut off behind the body."""
    links: int = 0
    """Number of <a href> on the page."""
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A heading and its text: offsets in characters into the document's text; `end` includes sub-sections."""

    level: int
    heading: str
    role: str
    start: int
    end: int


@dataclass(slots=True)
class Figure:
    """A number that a report gives for an indicator, with the exact words."""

    indicator: str
    value: float
    unit: str | None
    year: int | None
    qualifier: str | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the rule, the place, the words on the page (at most 200 characters)."""

    rule: str
    where: str
    quote: str


@dataclass(slots=True)
class Document:
    """What `fazhi extract` answers; absent values are None."""

    url: str | None = None
    title: str | None = None
    kind: str = "other"
    kind_reason: str = ""
    verdict: str = "ok"
    report_year: int | None = None
    index_number: str | None = None
    index_number_valid: bool | None = None
    publisher: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    date_published: str | None = None
    date_written: str | None = None
    region_code: str | None = None
    region_name: str | None = None
    level: str | None = None
    source: str | None = None
    topic: str | None = None
    genre: str | None = None
    openness: str | None = None
    validity: str | None = None
    encoding: str | None = None
    text: str = ""
    sections: list[Section] = field(default_factory=list)
    attachments: list[AttachmentLink] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def in_index(self) -> bool:
        """Whether searches show it by default: an annual report with a readable text."""
        return self.kind == "annual_report" and self.verdict in INDEXED_VERDICTS

    def to_dict(self) -> dict[str, Any]:
        """The answer object of the contract, ready for JSON."""
        return asdict(self)
