"""The reports for libraries and aggregators: OAI-PMH 2.0 with unqualified Dublin Core."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

from datasette.utils.asgi import Request, Response

from archive import i18n, read, regions, times
from archive.site import oai, shapes
from archive.site.addresses import absolute, contact, root
from archive.site.oai import OaiError
from archive.site.parts import titled
from archive.site.served import Site
from archive.site.xmlout import add, answer

Row = Mapping[str, Any]

PAGE = 100
"""Records of one answer."""
OAI = "http://www.openarchives.org/OAI/2.0/"
DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")
"""A namespace as the guidelines for oai-identifiers want it."""

COLUMNS = """rowid, id, changed_at, in_index, title, issuer, publisher, topic, date_published, date_written, index_number,
    document_number, url, region_code, region_name, report_year"""
RECORD_SQL = f"select {COLUMNS} from documents where id = ? and changed_at is not null"  # noqa: S608 - our own names
LIST_SQL = """select {columns} from documents
where changed_at between ? and ? and (changed_at, rowid) > (?, ?){member} order by changed_at, rowid limit ?"""
SETS_SQL = """select distinct {value} as value from documents where changed_at is not null and {value} is not null order by 1"""
EARLIEST_SQL = "select min(changed_at) from documents where changed_at is not null"


async def page(site: Site, request: Request) -> Response:
    """The answer to one request; errors of the protocol are answers too, with status 200."""
    pairs = parse_qsl(request.query_string, keep_blank_values=True)
    head = Element("OAI-PMH", {"xmlns": OAI, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd"})
    add(head, "responseDate", times.stamp())
    base = absolute(site, request, "/oai")
    try:
        asked = oai.read_question(pairs)
        body = Element(asked["verb"])
        repository = Repository(site, request, base)
        await site.read(lambda conn: ANSWERS[asked["verb"]](repository, conn, asked, body))
        add(head, "request", base, **asked)
        head.append(body)
    except OaiError as error:
        known = {} if error.code in {"badVerb", "badArgument"} else dict(pairs)
        add(head, "request", base, **known)
        add(head, "error", str(error), code=error.code)
    return answer(head, "text/xml")


class Repository:
    """The archive as the protocol sees it; each verb fills the element of its answer."""

    def __init__(self, site: Site, request: Request, base: str) -> None:
        self.site = site
        self.request = request
        self.base = base
        self.namespace = urlsplit(root(site, request)).hostname or "localhost"

    def identify(self, conn: sqlite3.Connection, _asked: Mapping[str, str], body: Element) -> None:
        """Who answers, since when, and what becomes of records that leave."""
        earliest = conn.execute(EARLIEST_SQL).fetchone()[0] or times.stamp()
        for tag, words in (
            ("repositoryName", self.site.facts["title"]), ("baseURL", self.base), ("protocolVersion", "2.0"),
            ("adminEmail", self._email()), ("earliestDatestamp", earliest), ("deletedRecord", "persistent"),
            ("granularity", "YYYY-MM-DDThh:mm:ssZ"), ("compression", "gzip"),
        ):
            add(body, tag, words)
        if _DOMAIN.fullmatch(self.namespace):
            facts = add(add(body, "description"), "oai-identifier")
            facts.set("xmlns", OAI_IDENTIFIER)
            facts.set("xsi:schemaLocation", f"{OAI_IDENTIFIER} {OAI_IDENTIFIER}.xsd")
            for tag, words in (("scheme", "oai"), ("repositoryIdentifier", self.namespace), ("delimiter", ":"),
                               ("sampleIdentifier", self.identifier("331121-2023-1a2b3c4d"))):
                add(facts, tag, words)

    def _email(self) -> str:
        """The keeper's address, else the one that RFC 2142 gives every site."""
        host = self.namespace if "." in self.namespace else f"{self.namespace}.localdomain"
        return contact(self.site) or f"webmaster@{host}"

    def formats(self, conn: sqlite3.Connection, asked: Mapping[str, str], body: Element) -> None:
        """The one form of metadata, the same for all records."""
        if "identifier" in asked:
            self._row(conn, asked["identifier"])
        form = add(body, "metadataFormat")
        for tag, words in (("metadataPrefix", oai.PREFIX), ("schema", OAI[:-1] + "/oai_dc.xsd"), ("metadataNamespace", OAI_DC)):
            add(form, tag, words)

    def sets(self, conn: sqlite3.Connection, asked: Mapping[str, str], body: Element) -> None:
        """Provinces and report years that there are records of; the list is short and comes whole."""
        if "resumptionToken" in asked:
            raise OaiError("badResumptionToken", "the list of sets comes whole, without tokens.")
        for kind, value in oai.SETS.items():
            for (found,) in conn.execute(SETS_SQL.format(value=value)):
                one = add(body, "set")
                add(one, "setSpec", f"{kind}-{found}")
                add(one, "setName", _set_name(kind, found))
        if not len(body):
            raise OaiError("noSetHierarchy", "there are no records yet, and so no sets.")

    def record(self, conn: sqlite3.Connection, asked: Mapping[str, str], body: Element) -> None:
        """One record."""
        oai.check_prefix(asked["metadataPrefix"])
        self._record(body, self._row(conn, asked["identifier"]))

    def list(self, conn: sqlite3.Connection, asked: Mapping[str, str], body: Element) -> None:
        """A page of records, or of their headers."""
        window = oai.read_window(asked)
        kind, value = window.member or (None, None)
        member = f" and {oai.SETS[kind]} = ?" if kind else ""
        values = (max(window.first, window.place[0]), window.last, *window.place, *([value] if kind else []), PAGE + 1)
        rows = read.rows(conn, LIST_SQL.format(columns=COLUMNS, member=member), *values)
        if not rows:
            raise OaiError("noRecordsMatch", "no record has changed in that time, in that set.")
        for row in rows[:PAGE]:
            (self._record if asked["verb"] == "ListRecords" else self._header)(body, row)
        if len(rows) > PAGE or window.given:
            end = rows[PAGE - 1] if len(rows) > PAGE else None
            token = window.behind((end["changed_at"], end["rowid"]), PAGE).token() if end else ""
            add(body, "resumptionToken", token, cursor=str(window.given))

    def identifier(self, name: str) -> str:
        """The identifier of a document's record."""
        return f"oai:{self.namespace}:{name}"

    def _row(self, conn: sqlite3.Connection, identifier: str) -> Row:
        rows = read.rows(conn, RECORD_SQL, identifier.removeprefix(self.identifier("")))
        if not rows or not identifier.startswith(self.identifier("")):
            raise OaiError("idDoesNotExist", f"{identifier[:100]!r} is no record of this archive.")
        return rows[0]

    def _header(self, parent: Element, row: Row) -> None:
        header = add(parent, "header", **({} if row["in_index"] else {"status": "deleted"}))
        add(header, "identifier", self.identifier(row["id"]))
        add(header, "datestamp", row["changed_at"])
        for one in oai.sets_of(row["region_code"], row["report_year"]):
            add(header, "setSpec", one)

    def _record(self, parent: Element, row: Row) -> None:
        record = add(parent, "record")
        self._header(record, row)
        if not row["in_index"]:
            return
        dc = add(add(record, "metadata"), "oai_dc:dc")
        for name, value in (("xmlns:oai_dc", OAI_DC), ("xmlns:dc", DC), ("xsi:schemaLocation", f"{OAI_DC} {OAI[:-1]}/oai_dc.xsd")):
            dc.set(name, value)
        for tag, words in self._dublin_core(row):
            if words:
                add(dc, f"dc:{tag}", words)

    def _dublin_core(self, row: Row) -> tuple[tuple[str, str | None], ...]:
        """Element and words, in reading order; absent ones are empty."""
        facts, year = self.site.facts, row["report_year"]
        return (
            ("title", titled(row)), ("creator", row["issuer"]), ("publisher", row["publisher"]),
            ("subject", row["topic"]), ("date", row["date_published"] or row["date_written"]), ("type", "Text"),
            ("format", "text/html"), ("identifier", absolute(self.site, self.request, f"/report/{row['id']}")),
            ("identifier", row["index_number"]), ("identifier", row["document_number"]), ("source", shapes.web_link(row["url"])),
            ("language", i18n.LANGUAGE), ("coverage", row["region_name"]), ("coverage", str(year) if year else None),
            ("rights", facts["license_url"] or facts["license"]),
        )


def _set_name(kind: str, value: str) -> str:
    """What a set is called."""
    row = regions.load().by_code(value) if kind == "region" else None
    return i18n.text("report.year", year=value) if kind == "year" else row.full_name if row else value


ANSWERS: Mapping[str, Any] = {
    "Identify": Repository.identify, "ListMetadataFormats": Repository.formats, "ListSets": Repository.sets,
    "GetRecord": Repository.record, "ListIdentifiers": Repository.list, "ListRecords": Repository.list,
}
"""Verb -> what fills its answer."""
