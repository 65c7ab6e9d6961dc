"""Bytes to Document: the one call that crawl, import and replay share. Pure: it reads nothing but its arguments."""

from __future__ import annotations

import re
from functools import cached_property

from archive import regions
from archive.extract import fields, identify, issuer, pictures, places, titles, verdicts, years
from archive.extract.checks import contradictions
from archive.extract.codes import index_number_valid, region_of
from archive.extract.decode import decode
from archive.extract.fields import put
from archive.extract.figures import figures
from archive.extract.page import read_page
from archive.extract.sections import Line, headings, lines_of, sections
from archive.model import Document, Evidence, Hints, Page, Section

EXTRACTOR = "5"
"""Version of the extractor; a change of any rule raises it, and replay reads the archive anew."""

YEARLY_KINDS = frozenset(("annual_report", "info_disclosure_report", "work_report", "statistics_bulletin"))
"""Kinds that report on one year."""
TITLE_YEAR_KINDS = frozenset(("plan", "interpretation"))
"""Kinds that may name the year of a report or programme in their title; nothing else tells it."""
SIGNED_KINDS = YEARLY_KINDS | {"notice", "plan", "policy"}
"""Kinds that end with signature and date."""
NO_GOVERNMENT = re.compile(r"(?:大学|学院|学校|[中小]学|医院|公司|集团|法院|检察院|协会|商会|银行)$")
"""Bodies whose reports have the same words in the title but are no government's."""
_TITLE_MAX = 80
_BREADCRUMB = re.compile(r"当前.{0,2}位置|您现在的位置|所在位置|首页\s*[>»›→/|-]|^\s*>")


def extract(
    body: bytes, *, url: str | None = None, media_type: str | None = None, hints: Hints | None = None,
    attachment_text: str | None = None,
) -> Document:
    """The document in some bytes; never raises: junk gives kind other, verdict empty and a warning.

    `attachment_text`: what the page's files say, used as the text where the page has none of its own.
    """
    hints = hints or Hints()
    try:
        decoded = decode(body)
        page = read_page(body, url=url, media_type=media_type, decoded=decoded)
        return _Reading(page, decoded[0], url, hints, attachment_text).document()
    except (ValueError, LookupError, TypeError, ArithmeticError, AttributeError, RecursionError, AssertionError) as error:
        reason = f"The page could not be read ({type(error).__name__}: {error})."
        return Document(url=url, kind="other", kind_reason=reason, verdict="empty", warnings=[reason])


class _Reading:
    """One reading of a page: the steps share what they found so far."""

    def __init__(self, page: Page, markup: str, url: str | None, hints: Hints, attachment_text: str | None) -> None:
        self.page, self.markup, self.url, self.hints = page, markup, url, hints
        self.doc = Document(url=url, encoding=page.encoding, attachments=list(page.attachments))
        self.doc.warnings = list(page.warnings)
        self.title = titles.find_title(page, hints)
        kind = identify.kind_of_title(self.title.text)[0] if self.title else "other"
        files = (attachment_text or "").strip()
        self.from_files = bool(files) and verdicts.hollow(page, kind)
        self.doc.text = files if self.from_files else page.text.strip()
        self.government = verdicts.is_government(url, hints)

    def document(self) -> Document:
        """All steps in order; a page that is no document stops early."""
        doc = self.doc
        if url := self.url:
            doc.evidence["url"] = Evidence("address of the capture", "url", url[:200])
        if doc.encoding:
            doc.evidence["encoding"] = Evidence("bytes", "page", doc.encoding)
        if self._blocked() or self._missing() or self._listing():
            return self._finish()
        self._title()
        self._kind()
        fields.fill_labels(doc, self.page)
        fields.fill_index_number(doc, self.page)
        fields.fill_document_number(doc, self.page)
        fields.fill_dates(doc, self.page, self.markup, self.hints)
        self._verdict()
        if doc.kind != "template":
            self._year()
            self._issuer_and_place()
        self._signature_date()
        doc.sections = sections(doc.text, year=doc.report_year, report=doc.kind in ("annual_report", "template"), lines=self.lines,
                                found=self.outline)
        if doc.kind == "annual_report":
            doc.figures = figures(doc.text, doc.sections, doc.report_year, regions.load().by_code(doc.region_code))
            doc.warnings += contradictions(doc.figures)
        return self._finish()

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the text."""
        return lines_of(self.doc.text)

    @cached_property
    def outline(self) -> list[Section]:
        """The numbered headings of the text."""
        return headings(self.lines)

    # -------------------------------------------------------- pages that are no document

    def _blocked(self) -> bool:
        reason = verdicts.challenge_of(self.hints.status, {}, self.markup)
        if reason:
            self._judge("blocked", reason)
            self.doc.text, self.doc.kind_reason = "", "A blocked page tells nothing about the document."
            self.doc.attachments = []
        return bool(reason)

    def _missing(self) -> bool:
        reason = verdicts.soft_404_of(self.page)
        if reason:
            self._judge("soft_404", reason)
            self.doc.kind_reason = "The page says that there is no document."
        return bool(reason)

    def _listing(self) -> bool:
        reason = verdicts.listing_of(self.page)
        title = self.title
        named = title is not None and identify.kind_of_title(title.text)[0] != "other" and (
            years.year_in_title(title.text) is not None or self.hints.list_title is not None)
        if not reason or named or self.from_files:
            return False
        self.doc.kind_reason = reason
        self._judge("empty" if not self.doc.text else "ok", reason)
        return True

    def _judge(self, verdict: str, reason: str) -> None:
        put(self.doc, "verdict", verdict, Evidence("verdict", "page", reason[:200]))

    # -------------------------------------------------------- what it is

    def _title(self) -> None:
        if self.title:
            put(self.doc, "title", self.title.text, self.title.evidence)
        if not self.title or identify.judge_title(self.title.text)[::2] == ("other", False):
            for line in self.doc.text.splitlines()[:2]:
                if len(line) <= _TITLE_MAX and identify.judge_title(line)[::2] == ("annual_report", True):
                    put(self.doc, "title", line.strip(), Evidence("title line on top of the text", "body", line[:200]))
                    break

    def _kind(self) -> None:
        doc = self.doc
        kind, reason, sure = identify.judge_title(doc.title)
        if not sure:
            heads = [item.heading for item in self.outline]
            told = identify.judge_page(self._column(), doc.text, heads)
            kind, reason = told or (kind, reason)
        if kind in YEARLY_KINDS and self._not_governmental():
            kind, reason = "other", "The body that reports is no government and no department of one."
        doc.kind, doc.kind_reason = kind, reason
        doc.evidence["kind"] = Evidence("kind", "title" if sure else "page", (doc.title or doc.text)[:200])

    def _not_governmental(self) -> bool:
        found = issuer.in_title(self.doc.title, "annual_report")
        host = verdicts.host_of(self.url)
        return bool(found and NO_GOVERNMENT.search(found.name)) or host.endswith(".edu.cn")

    def _column(self) -> str:
        """The column a page stands in: registry, meta tag, the last words of a breadcrumb."""
        crumbs = [line for line in self.page.lines[:60] if _BREADCRUMB.search(line)]
        last = re.split(r"[>»›→/|]", crumbs[-1].rstrip(" >»›→/|"))[-1] if crumbs else ""
        return last.strip() or self.page.meta.get("columnname", "") or self.hints.column or ""

    # -------------------------------------------------------- whether it is what it claims

    def _verdict(self) -> None:
        doc = self.doc
        hollow = verdicts.hollow_of(self.page, doc.kind, from_files=self.from_files)
        steps = (
            ("template", verdicts.mill_of(self.page, doc.text, government=self.government)),
            ("masked", verdicts.masked_of(self.markup if self.page.form == "text" else doc.text)),
            ("mirror", verdicts.mirror_of(doc.kind, doc.text, url=self.url, government=self.government)),
        )
        verdict, reason = next(((name, why) for name, why in steps if why), hollow or ("ok", "The page has a text of its own."))
        if doc.kind == "template" and verdict == "ok":
            verdict, reason = "template", doc.kind_reason
        if verdict == "template" and doc.kind != "template":
            doc.kind, doc.kind_reason = "template", f"A document mill's template: {reason}"
        if verdict not in ("ok", "attachment_only"):
            doc.warnings.append(reason)
        shown = sum(pictures.is_picture(link.href) for link in doc.attachments)
        if verdict == "attachment_only" and shown and not self.from_files:
            doc.warnings.append(f"The text stands in pictures ({shown}): it needs OCR, an optional extra: pip install 'fazhi-archive[ocr]'.")
        self._judge(verdict, reason)

    # -------------------------------------------------------- year, issuer, place

    def _year(self) -> None:
        doc = self.doc
        heads = [item.heading for item in self.outline if item.level == 1]
        if doc.kind in YEARLY_KINDS:
            found = years.find_year(doc.title, doc.text, heads)
        elif doc.kind in TITLE_YEAR_KINDS:
            found = years.find_year(doc.title, "", [])
        else:
            found = None
        if found:
            year, evidence, warnings = found
            put(doc, "report_year", year, evidence)
            doc.warnings += warnings

    def _issuer_and_place(self) -> None:
        doc = self.doc
        publisher = fields.first(self.page, "publisher")
        body = issuer.in_title(doc.title, doc.kind)
        if body is None and doc.kind in SIGNED_KINDS:
            body = issuer.in_signature(doc.text) or issuer.in_opening(doc.text, doc.kind)
        witnesses = self._witnesses()
        reports = doc.kind in YEARLY_KINDS
        sources = (
            ("issuer", body.name if body else None),
            ("title", doc.title if doc.kind != "news" else None),
            ("publisher", publisher.value if publisher else None),
            ("opening", places.first_sentence(doc.text) if reports else None),
        )
        level_of_body = issuer.level_of(body.name, None) if body else None
        central = level_of_body == "central"
        place, warnings = (None, []) if central else places.find_place(sources, witnesses, body.name if body else None)
        doc.warnings += warnings
        if place:
            put(doc, "region_code", place.region.code, place.evidence)
            put(doc, "region_name", place.region.name, place.evidence)
        region = place.region if place else None
        if doc.kind == "statistics_bulletin":
            body = issuer.statistics_office(region, doc.text, publisher) or body
        body = body or issuer.in_publisher(publisher, doc.kind)
        if body:
            put(doc, "issuer", issuer.full_name(body.name, region), body.evidence)
        level = issuer.level_of(doc.issuer, region)
        if level is None and region and reports and not doc.issuer:
            level = None if issuer.DEPARTMENT_VOICE.search(doc.text[:3000]) else region.level
        if level:
            evidence = body.evidence if body else doc.evidence["region_code"]
            put(doc, "level", level, Evidence("level of the issuer", evidence.where, evidence.quote))

    def _witnesses(self) -> list[places.Witness]:
        """Regions that index number, registry, host and site code point to, in the order of trust."""
        doc, table = self.doc, regions.load()
        found: list[places.Witness] = []
        number = doc.index_number
        host = verdicts.host_of(self.url)
        site = fields.site_region_code((self.page.meta.get("siteidcode", ""),))
        choices = (
            (table.by_code(region_of(number)) if number and index_number_valid(number) is not False else None,
             "region in the index number", number or ""),
            (table.by_code(self.hints.region_code), "region of the portal", self.hints.region_code or ""),
            (table.by_code(site), "site code", site or ""),
            (table.by_host(host), "host", host or ""),
        )
        for region, rule, quote in choices:
            if region is not None:
                found.append(places.Witness(region, rule, quote))
        return found

    def _signature_date(self) -> None:
        """The date under the signature, where no label tells when the document was written."""
        doc = self.doc
        if doc.date_written is None and doc.kind in SIGNED_KINDS | {"template"}:
            lines = doc.text.rstrip().splitlines()
            found = fields.signature_date(lines[-4:]) or fields.signed_above_annex(lines) or fields.signed_in_head(self.page.head_lines)
            if found:
                put(doc, "date_written", *found)

    def _finish(self) -> Document:
        doc = self.doc
        doc.evidence.setdefault("kind", Evidence("kind", "page", doc.kind_reason[:200]))
        doc.evidence.setdefault("kind_reason", doc.evidence["kind"])
        return doc
