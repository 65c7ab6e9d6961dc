"""The portals' own hosts travel with the archive: extraction and replay know them without the portal files."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from archive.intake.pipeline import process_pending
from archive.intake.preparing import Preparer
from archive.intake.recorder import Exchange, Recorder
from archive.store import Archive
from crawler.portalfile import Portal

URL = "http://report.county-files.example/art/2024/1.html"


def stored(archive: Archive, exchange: Exchange) -> str:
    """The verdict of the one document that an exchange gives."""
    with Recorder(archive) as recorder:
        recorder.record(exchange)
    process_pending(archive)
    return str(archive.conn.execute("select verdict from documents").fetchone()[0])


@pytest.mark.parametrize(("hosts", "verdict"), [(("report.county-files.example",), "ok"), ((), "mirror")])
def test_a_page_on_a_host_that_the_registry_names_is_no_copy(
        archive: Archive, exchange: Callable[..., Exchange], sample_page: Callable[..., bytes], hosts: tuple[str, ...],
        verdict: str) -> None:
    portal = Portal("qingyuan", "清源县人民政府", "331121", "http://www.qy-demo.gov.cn", hosts=hosts)
    archive.put_portals([portal.row()])
    assert stored(archive, exchange(URL, sample_page())) == verdict


def test_hints_hold_every_spelling_of_the_hosts(archive: Archive, exchange: Callable[..., Exchange]) -> None:
    portal = Portal("qingyuan", "清源县人民政府", "331121", "http://www.qy-demo.gov.cn", hosts=("files.qy-demo.gov.cn:8080",))
    archive.put_portals([portal.row()])
    assert json.loads(archive.conn.execute("select hosts from portals").fetchone()[0]) == list(portal.allowed)
    with Recorder(archive) as recorder:
        recorder.record(exchange(URL, b"<html></html>"))
    row = archive.conn.execute("select * from captures").fetchone()
    assert {"www.qy-demo.gov.cn", "qy-demo.gov.cn", "files.qy-demo.gov.cn"} <= set(Preparer(archive).hints(row).hosts)
    archive.conn.execute("update portals set hosts = null")     # as a release before schema version 2 left it
    assert Preparer(archive).hints(row).hosts == ("www.qy-demo.gov.cn",)
