"""OAI-PMH 2.0: every verb, every error, lists that pass over no record, and answers in the shape of the schema."""

from __future__ import annotations

import doctest
import re
from urllib.parse import quote, urlencode

import pytest
from lxml import etree

from archive.site import oai, xmlout
from archive.site.views import oai as view
from archive.store import Archive

NS = {"o": view.OAI, "dc": view.DC, "oai_dc": view.OAI_DC, "id": view.OAI_IDENTIFIER}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ROOM = {
    "Identify": ["repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord", "granularity",
                 "compression", "description"],
    "ListSets": ["set"], "ListMetadataFormats": ["metadataFormat"], "GetRecord": ["record"],
    "ListRecords": ["record", "resumptionToken"], "ListIdentifiers": ["header", "resumptionToken"],
}
"""Verb -> its children in the order of the schema."""


@pytest.mark.parametrize("module", [oai, xmlout])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def ask(site, method="GET", host="archive.example.org", **arguments):
    """An answer, checked against what the schema says of every answer."""
    query = urlencode(arguments)
    answer = site.post("/oai", query, host=host) if method == "POST" else site.get(f"/oai?{query}", host=host)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return checked(answer.content)


def checked(content):
    root = etree.fromstring(content)
    assert root.tag == f"{{{view.OAI}}}OAI-PMH"
    date, request, *rest = root
    assert etree.QName(date).localname == "responseDate"
    assert STAMP.fullmatch(date.text)
    assert etree.QName(request).localname == "request"
    assert request.text.endswith("/oai")
    for body in rest:
        name = etree.QName(body).localname
        if name == "error":
            assert body.text
            continue
        assert [body] == rest
        order = [etree.QName(child).localname for child in body]
        assert set(order) <= set(ROOM[name])
        assert order == sorted(order, key=ROOM[name].index)
        for header in body.iter(f"{{{view.OAI}}}header"):
            parts = [etree.QName(child).localname for child in header]
            assert parts[:2] == ["identifier", "datestamp"]
            assert set(parts[2:]) <= {"setSpec"}
            assert STAMP.fullmatch(header[1].text)
            assert all(re.fullmatch(r"[A-Za-z0-9\-_.!~*'()]+", spec.text) for spec in header[2:])
        for record in body.iter(f"{{{view.OAI}}}record"):
            deleted = record[0].get("status") == "deleted"
            assert [etree.QName(child).localname for child in record] == (["header"] if deleted else ["header", "metadata"])
        for dc in body.iter(f"{{{view.OAI_DC}}}dc"):
            assert {etree.QName(child).namespace for child in dc} == {view.DC}
            assert all(child.text and not child.attrib for child in dc)
    return root


def codes(root):
    return [error.get("code") for error in root.iter(f"{{{view.OAI}}}error")]


def harvest(site, verb="ListIdentifiers", between=None, **arguments):
    """All identifiers of a list, page by page; `between` is called after each page."""
    found, pages = [], 0
    root = ask(site, verb=verb, metadataPrefix="oai_dc", **arguments)
    while True:
        pages += 1
        assert pages < 100
        found += [(header[0].text, header.get("status")) for header in root.iter(f"{{{view.OAI}}}header")]
        token = root.find(".//o:resumptionToken", NS)
        if token is None or not token.text:
            return found, pages
        assert int(token.get("cursor")) == len(found) - len(list(root.iter(f"{{{view.OAI}}}header")))
        if between:
            between()
        root = ask(site, verb=verb, resumptionToken=token.text)


def test_identify(site):
    root = ask(site, verb="Identify")
    said = {etree.QName(child).localname: child.text for child in root[2]}
    assert said["baseURL"] == "http://archive.example.org/oai"
    assert said["protocolVersion"] == "2.0"
    assert said["deletedRecord"] == "persistent"
    assert said["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert re.fullmatch(r"\S+@(\S+\.)+\S+", said["adminEmail"])
    assert said["earliestDatestamp"] == min(stamp for stamp, in rows(site, "select changed_at from documents where changed_at is not null"))
    assert root.find(".//id:repositoryIdentifier", NS).text == "archive.example.org"
    assert root.find(".//id:sampleIdentifier", NS).text.startswith("oai:archive.example.org:")
    assert root[1].attrib == {"verb": "Identify"}


def test_a_host_without_a_dot_promises_no_identifier_scheme(site):
    root = ask(site, verb="Identify", host="localhost")
    assert root.find(".//id:scheme", NS) is None
    assert re.fullmatch(r"\S+@(\S+\.)+\S+", root.find(".//o:adminEmail", NS).text)


def test_the_keeper_s_own_address_and_site(archive_folder, tmp_path):
    import asyncio

    from archive.site import metadatafile, serve

    settings = tmp_path / "metadata.yml"
    settings.write_text("plugins: {fazhi-archive: {url: 'https://reports.example.org', contact: keeper@example.org}}", encoding="utf-8")
    assert metadatafile.faults(settings) == []
    datasette = serve.build(archive_folder[0], metadata=settings)
    root = checked(asyncio.run(datasette.client.get("/oai?verb=Identify")).content)
    assert root.find(".//o:adminEmail", NS).text == "keeper@example.org"
    assert root.find(".//o:baseURL", NS).text == "https://reports.example.org/oai"
    listed = checked(asyncio.run(datasette.client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc")).content)
    assert all(one.text.startswith("oai:reports.example.org:") for one in listed.iterfind(".//o:header/o:identifier", NS))


def rows(site, sql):
    with Archive.open(site.data, create=False, readonly=True) as archive:
        return [tuple(row) for row in archive.conn.execute(sql)]


def test_formats_and_sets(site):
    assert ask(site, verb="ListMetadataFormats").find(".//o:metadataPrefix", NS).text == "oai_dc"
    known = f"oai:archive.example.org:{site.ids['plain']}"
    assert not codes(ask(site, verb="ListMetadataFormats", identifier=known))
    root = ask(site, verb="ListSets")
    names = {one[0].text: one[1].text for one in root.iter(f"{{{view.OAI}}}set")}
    assert names["region-330000"] == "浙江省"
    assert "year-2023" in names
    assert len(names) == len(list(root.iter(f"{{{view.OAI}}}set")))


def test_a_record_says_what_the_archive_knows(site):
    name = site.ids["plain"]
    known = site.get(f"/report/{name}.json").json()
    root = ask(site, verb="GetRecord", identifier=f"oai:archive.example.org:{name}", metadataPrefix="oai_dc")
    said = {}
    for child in root.find(".//oai_dc:dc", NS):
        said.setdefault(etree.QName(child).localname, []).append(child.text)
    assert said["title"] == [known["title"]]
    assert said["creator"] == [known["issuer"]]
    assert said["publisher"] == [known["publisher"]]
    assert said["date"] == [known["date_published"]]
    assert said["identifier"][:2] == [f"http://archive.example.org/report/{name}", known["index_number"]]
    assert said["source"] == [known["url"]]
    assert said["coverage"] == [known["region_name"], str(known["report_year"])]
    header = root.find(".//o:header", NS)
    assert {spec.text for spec in header[2:]} == {"region-330000", f"year-{known['report_year']}"}


def test_hostile_values_stay_text(site, samples):
    root = ask(site, verb="GetRecord", identifier=f"oai:archive.example.org:{site.ids['hostile']}", metadataPrefix="oai_dc")
    assert root.find(".//dc:title", NS).text.startswith(samples.HOSTILE)
    assert not [found.text for found in root.iterfind(".//dc:source", NS)]
    assert not list(root.iter("script"))


def test_a_list_holds_the_report_index_and_nothing_else(site, monkeypatch):
    monkeypatch.setattr(view, "PAGE", 7)
    for verb in ("ListRecords", "ListIdentifiers"):
        found, pages = harvest(site, verb)
        assert pages > 5
        names = [identifier.rpartition(":")[2] for identifier, _ in found]
        assert sorted(names) == sorted(name for name, in rows(site, "select id from documents where in_index = 1"))
    assert site.ids["notice"] not in names
    assert site.ids["gone"] in names     # its text is still here


def test_a_list_that_ends_with_a_full_page_has_no_token(site, monkeypatch):
    monkeypatch.setattr(view, "PAGE", len(rows(site, "select 1 from documents where in_index = 1")))
    root = ask(site, verb="ListRecords", metadataPrefix="oai_dc")
    assert root.find(".//o:resumptionToken", NS) is None


def test_sets_narrow_a_list(site, monkeypatch):
    monkeypatch.setattr(view, "PAGE", 3)
    for name, condition in (("year-2023", "report_year = 2023"), ("region-330000", "region_code between '330000' and '339999'")):
        found, _ = harvest(site, set=name)
        wanted = rows(site, f"select id from documents where in_index = 1 and {condition}")
        assert sorted(identifier.rpartition(":")[2] for identifier, _ in found) == sorted(name for name, in wanted)
        assert found


def shift(site, name, stamp):
    """Pretend that a record changed at a time."""
    with Archive.open(site.data) as archive, archive.transaction() as conn:
        conn.execute("update documents set changed_at = ? where id = ?", (stamp, name))


def test_from_and_until_in_both_granularities(fresh_site):
    name = fresh_site.ids["plain"]
    shift(fresh_site, name, "2024-05-06T07:08:09Z")
    for span in ({"from": "2024-05-06", "until": "2024-05-06"}, {"from": "2024-05-06T07:08:09Z", "until": "2024-05-06T07:08:09Z"},
                 {"until": "2024-05-06"}, {"until": "2024-05-06T07:08:09Z"}):
        assert [one for one, _ in harvest(fresh_site, **span)[0]] == [f"oai:archive.example.org:{name}"]
    for span in ({"until": "2024-05-06T07:08:08Z"}, {"until": "2024-05-05"}, {"from": "2124-01-01"},
                 {"from": "2024-05-06T07:08:10Z", "until": "2024-05-07T00:00:00Z"}):
        assert codes(ask(fresh_site, verb="ListRecords", metadataPrefix="oai_dc", **span)) == ["noRecordsMatch"]


def test_the_datestamp_is_the_change_of_the_record_not_its_publication(fresh_site, samples):
    name = fresh_site.ids["plain"]
    shift(fresh_site, name, "2024-05-06T07:08:09Z")
    doc = samples.report(samples.random.Random(3), "331121", "青田县", "county", int(name.split("-")[1]))
    with Archive.open(fresh_site.data) as archive:
        archive.upsert(doc, document_id=name, url=fresh_site.get(f"/report/{name}.json").json()["url"], seen_at="2020-01-01T00:00:00Z", amend=True)
    stamp = rows(fresh_site, f"select changed_at from documents where id = '{name}'")[0][0]
    assert stamp > "2026"
    listed, _ = harvest(fresh_site, **{"from": stamp})
    assert f"oai:archive.example.org:{name}" in dict(listed)


def test_a_visit_without_news_changes_no_datestamp(fresh_site):
    name = fresh_site.ids["plain"]
    shift(fresh_site, name, "2024-05-06T07:08:09Z")
    with Archive.open(fresh_site.data) as archive:
        archive.touch(name, fresh_site.get(f"/report/{name}.json").json()["url"], "2027-01-01T00:00:00Z")
    assert rows(fresh_site, f"select changed_at from documents where id = '{name}'") == [("2024-05-06T07:08:09Z",)]


def test_a_report_that_leaves_the_index_is_a_deleted_record_for_ever(fresh_site):
    name = fresh_site.ids["plain"]
    shift(fresh_site, name, "2024-05-06T07:08:09Z")
    with Archive.open(fresh_site.data) as archive, archive.transaction() as conn:
        conn.execute("update documents set in_index = 0, kind = 'notice' where id = ?", (name,))
    identifier = f"oai:archive.example.org:{name}"
    root = ask(fresh_site, verb="GetRecord", identifier=identifier, metadataPrefix="oai_dc")
    assert root.find(".//o:header", NS).get("status") == "deleted"
    assert root.find(".//o:datestamp", NS).text > "2026"
    assert dict(harvest(fresh_site)[0])[identifier] == "deleted"


def test_no_record_is_passed_over_while_others_come_and_change(fresh_site, samples, monkeypatch):
    monkeypatch.setattr(view, "PAGE", 9)
    before = {name for name, in rows(fresh_site, "select id from documents where in_index = 1")}
    years = iter(range(1990, 2015))

    def meanwhile():
        with Archive.open(fresh_site.data) as archive:
            doc = samples.report(samples.random.Random(1), "350000", "福建省", "province", next(years))
            doc.url += f"?{doc.report_year}"
            archive.upsert(doc, url=doc.url, seen_at="2020-01-01T00:00:00Z")
            with archive.transaction() as conn:
                conn.execute("update documents set genre = coalesce(genre, '') || 'x' where rowid = 3")

    found, _ = harvest(fresh_site, "ListRecords", between=meanwhile)
    assert before <= {identifier.rpartition(":")[2] for identifier, _ in found}
    after = {name for name, in rows(fresh_site, "select id from documents where in_index = 1")}
    assert len(after) > len(before)


ERRORS = [
    ({}, "badVerb"), ({"verb": "Nonsense"}, "badVerb"), ({"verb": ""}, "badVerb"), ({"verb": "identify"}, "badVerb"),
    ({"verb": "Identify", "x": "1"}, "badArgument"), ({"verb": "ListSets", "set": "a"}, "badArgument"),
    ({"verb": "GetRecord"}, "badArgument"), ({"verb": "GetRecord", "identifier": "oai:x:y"}, "badArgument"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "GetRecord", "identifier": "oai:x:y", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
    ({"verb": "GetRecord", "identifier": "oai:archive.example.org:{notice}", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
    ({"verb": "GetRecord", "identifier": "{plain}", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
    ({"verb": "GetRecord", "identifier": "oai:archive.example.org:{plain}", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
    ({"verb": "ListMetadataFormats", "identifier": "oai:x:y"}, "idDoesNotExist"),
    ({"verb": "ListRecords"}, "badArgument"), ({"verb": "ListRecords", "metadataPrefix": ""}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-02-30"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-2-3"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-02-03T10:00:00"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-02-03T10:00:00+08:00"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "' or 1=1 --"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-02-03", "until": "2024-02-03T10:00:00Z"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-02-04", "until": "2024-02-03"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "year-1850"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "nothing"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "year-2023' or '1"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
    ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
    ({"verb": "Identify", "resumptionToken": "x"}, "badArgument"),
    ({"verb": "ListRecords", "resumptionToken": "x", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "ListRecords", "resumptionToken": "oai_dc!2024-13-01!!!2024-01-01T00:00:00Z!1!1"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": "oai_dc!!!!2024-01-01T99:00:00Z!1!1"}, "badResumptionToken"),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("arguments", "code"), ERRORS)
def test_errors(site, arguments, code, method):
    filled = {name: value.format(**site.ids) for name, value in arguments.items()}
    root = ask(site, method, **filled)
    assert codes(root) == [code]
    assert dict(root[1].attrib) == ({} if code in {"badVerb", "badArgument"} else filled)


@pytest.mark.parametrize(("query", "code"), [
    ("verb=Identify&verb=Identify", "badVerb"), ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-01-01&from=2024-01-02", "badArgument"),
])
def test_repeated_arguments(site, query, code):
    assert codes(checked(site.get(f"/oai?{query}").content)) == [code]


def test_an_empty_archive_has_no_sets_and_no_records(tmp_path, serve_folder):
    Archive.open(tmp_path).close()
    site = serve_folder(tmp_path)
    assert codes(ask(site, verb="ListSets")) == ["noSetHierarchy"]
    assert codes(ask(site, verb="ListRecords", metadataPrefix="oai_dc")) == ["noRecordsMatch"]
    assert STAMP.fullmatch(ask(site, verb="Identify").find(".//o:earliestDatestamp", NS).text)


def test_post_asks_the_same_and_only_here(site):
    one, other = ask(site, verb="ListSets"), ask(site, "POST", verb="ListSets")
    assert etree.tostring(one[2]) == etree.tostring(other[2])
    assert site.post("/search", "q=x").status_code == 405
    assert site.post("/oai/x", "verb=Identify").status_code == 405
    assert site.post("/oai", "verb=Identify&x=" + "y" * 5_000).status_code == 414
    assert site.post("/oai", "verb=Identify", kind="text/plain").status_code == 405


def test_post_below_a_base_address(archive_folder):
    import asyncio

    from archive.site import serve

    datasette = serve.build(archive_folder[0], settings={"base_url": "/fazhi/"})
    answer = asyncio.run(datasette.client.post("/oai", data={"verb": "Identify"}))  # the client puts the base address before it
    assert checked(answer.content).find(".//o:baseURL", NS).text == "http://localhost/fazhi/oai"


def test_whatever_is_asked_the_answer_is_xml(site):
    for junk in ("%00", "%ff%fe", "%1b", quote("\U0001f600￾"), "a" * 900, "<x>", "&&=&", "verb", "verb=ListRecords&resumptionToken=" + "!" * 50):
        assert site.get(f"/oai?verb={junk}").status_code == 200
        assert codes(checked(site.get(f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={junk}").content))
