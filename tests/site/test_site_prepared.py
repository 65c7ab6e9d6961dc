"""Prepared pages: what is kept of a report's page is what would be made now, and nothing is kept that no longer holds."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest

from archive.model import AttachmentLink, Document, Evidence, Figure, Section
from archive.site import keeping, prepared, release
from archive.store import Archive

HOSTILE = "<script>\"'&amp;"
TEXT = f"一、成效\n甲 | {HOSTILE}\n乙 | 丙\n二、不足\n全年办理 12 件。\n某市人民政府"
SIGNS = "".join(prepared.SIGNS)


def report(number=1, *, text=TEXT, title=f"某市{HOSTILE}2023年法治政府建设年度报告", **fields):
    sections = [Section(1, words, role, text.index(words), len(text)) for words, role in (("一、成效", "achievements"), ("二、不足", "problems"))
                if words in text]
    at = max(text.find("12"), 0)
    figures = [Figure("reconsideration_cases_handled", 12.0, "件", 2023, None, "办理 12 件", at, at + 2)]
    evidence = {"issuer": Evidence("label 发布机构", "table", f"发布机构：{HOSTILE}")}
    return Document(url=f"http://a.gov.cn/{number}", kind="annual_report", title=title, report_year=2023, issuer=f"某{number}市", text=text,
                    sections=sections, figures=figures, evidence=evidence, **fields)


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "data") as opened:
        yield opened


def stored(archive, doc):
    return archive.upsert(doc, url=doc.url, seen_at="2024-03-01T00:00:00Z").id


def row_of(archive, name):
    return archive.conn.execute("select rowid, maker, parts from pages where document_id = ?", (name,)).fetchone()


def pages_of(client, names):
    paths = [f"{prefix}/report/{name}" for name in sorted(names) for prefix in ("", "/zh", "/en")]
    return {path: client.get(path, host=host).text for path in paths for host in ("a.example", "b.example:8001")[:1 + ("/zh" in path)]}


@pytest.mark.parametrize("without", ["pages", "neighbours"])
def test_a_page_is_the_same_whether_it_was_kept_or_not(site, fresh_site, without):
    with sqlite3.connect(fresh_site.data / "archive.db") as conn:
        kept = {row[0] for row in conn.execute(
            "select document_id from pages join neighbours using (rowid, maker) where pages.parts <> x'' and maker = ?", (release.digest(),))}
        names = {row[0] for row in conn.execute("select id from documents order by rowid limit 30")} | set(site.ids.values())
        conn.execute(f"delete from {without}")
    assert len(kept & names) > 20
    assert pages_of(site, names) == pages_of(fresh_site, names)


def test_a_kept_page_is_what_is_shown(fresh_site):
    with closing(sqlite3.connect(fresh_site.data / "archive.db")) as conn:
        (name, parts), = conn.execute("select document_id, cast(parts as blob) from pages where parts <> x'' limit 1").fetchall()
        told = parts[prepared.CHECK:].replace(b"</article>", b"<i>kept</i></article>")
        conn.execute("update pages set parts = ? where document_id = ?", (prepared._checksum(told, name) + told, name))
        conn.commit()
    assert "<i>kept</i>" in fresh_site.get(f"/report/{name}").text
    assert "<i>kept</i>" not in fresh_site.get(f"/en/report/{name}").text


def test_addresses_and_names_are_those_of_the_site_that_is_asked(fresh_site, serve_folder, tmp_path):
    name, told = fresh_site.ids["revised"], tmp_path / "metadata.yml"
    told.write_text("title: 甲 & 乙的档案\nplugins: {fazhi-archive: {url: https://archive.example}}\n", encoding="utf-8")
    site = serve_folder(fresh_site.data, metadata=told, settings={"base_url": "/law/"})
    html = site.get(f"/law/report/{name}").text
    assert f'<link rel="canonical" href="/law/report/{name}">' in html
    assert f'content="https://archive.example/law/report/{name}"' in html
    assert 'name="DC.publisher" content="甲 &amp; 乙的档案"' in html
    assert f'href="/law/report/{name}.txt"' in html
    assert not set(html) & set(SIGNS)


@pytest.mark.parametrize("damage", [
    "update pages set parts = zeroblob(length(parts))", "update pages set parts = substr(parts, 1, 90)",
    "update pages set parts = substr(parts, 9)", "update pages set parts = 'text'", "update pages set parts = cast(parts as text)",
    "update pages set parts = x''", "update pages set parts = 7", "update pages set maker = 'other', parts = x'01'",
    "update pages set parts = (select parts from pages other where other.rowid <> pages.rowid limit 1)",
])
def test_a_damaged_page_is_passed_over(site, fresh_site, damage):
    with sqlite3.connect(fresh_site.data / "archive.db") as conn:
        assert conn.execute(damage).rowcount > 20
    for name in sorted(site.ids.values()):
        kept, live = site.get(f"/report/{name}"), fresh_site.get(f"/report/{name}")
        assert (live.status_code, live.text) == (kept.status_code, kept.text)


def test_no_wrong_byte_or_lost_end_is_read(archive):
    name = stored(archive, report())
    keeping.settle(archive)
    whole = row_of(archive, name)["parts"]
    assert prepared.opened(whole, name, 5)
    assert prepared.opened(whole, name + "x", 5) is None
    chance = random.Random(5)
    for place in [*range(40), *chance.sample(range(len(whole)), 300)]:
        damaged = whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1:]
        assert prepared.opened(damaged, name, 5) is None
        assert prepared.opened(whole[:place], name, 5) is None


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("where", ["text", "title", "source"])
def test_signs_in_a_report_are_never_mistaken(archive, serve_folder, sign, where):
    fields = {"text": f"一、成效\n甲{sign}3{sign}乙", "title": f"某市{sign}2023年法治政府建设年度报告", "source": f"{sign}局"}
    name = stored(archive, report(**{where: fields[where]}))
    keeping.settle(archive)
    assert row_of(archive, name)["parts"] == b""
    assert keeping.settle_pages(archive) == 0
    assert sign in serve_folder(archive.data).get(f"/report/{name}").text


CHANGES = (
    "update texts set text = text || '甲' where document_id = ?", "delete from texts where document_id = ?",
    "delete from sections where document_id = ? and position = 1", "update sections set heading = '三、' where document_id = ?",
    "insert into sections values (?, 9, 1, '某', 'other', 0, 1)", "delete from figures where document_id = ?",
    "update figures set start = 0 where document_id = ?", "insert into figures select ?, 9, 'x', 1, '', 2020, null, '', 0, 1",
    "insert into evidence values (?, 'level', '', '', '')", "update evidence set quote = '' where document_id = ?",
    "delete from evidence where document_id = ?", "insert into attachments (document_id, position, name, href) values (?, 9, '', '')",
    "update attachments set error = 'x' where document_id = ?", "delete from attachments where document_id = ?",
    "insert into captures (kind, url, fetched_at, document_id) values ('detail', 'http://a.gov.cn/9', '2025-01-01T00:00:00Z', ?)",
    "update captures set status = 404 where document_id = ?", "update captures set document_id = null where document_id = ?",
    "delete from captures where document_id = ?", "update revisions set seen_at = '2023' where document_id = ?",
    "delete from revisions where document_id = ?", "insert into revisions values (?, 9, '', null, '', '', '')",
    "update addresses set state = 'gone' where document_id = ?", "delete from addresses where document_id = ?",
    "insert into addresses (document_id, url, first_seen, last_seen) values (?, 'http://a.gov.cn/9', '2024', '2024')",
    "insert into reuse (document_id, other_id, kind) values (?, 'x', 'other')", "update reuse set share = .5 where document_id = ?",
    "delete from reuse where document_id = ?",
    *(f"update documents set {column} = 0 where id = ?" for column in (
        "issuer", "publisher", "index_number", "document_number", "date_published", "date_written", "report_year", "region_name", "level",
        "source", "topic", "genre", "openness", "validity", "title", "url", "kind", "kind_reason", "verdict", "index_number_valid",
        "region_code", "state", "gone_at", "first_seen", "last_seen", "revision", "text_sha256", "text_chars", "warnings", "in_index")),
)


def test_nothing_is_kept_that_no_longer_holds(archive):
    conn, files = archive.conn, [AttachmentLink("附件.pdf", "http://a.gov.cn/a.pdf")]
    names = [stored(archive, report(number, attachments=files)) for number in (1, 2)]
    conn.executemany("insert into captures (kind, url, fetched_at, document_id) values ('detail', ?, '2024-03-01T00:00:00Z', ?)",
                     [("http://a.gov.cn/", name) for name in names])
    conn.executemany("insert into reuse (document_id, other_id, kind) values (?, 'y', 'other')", [(name,) for name in names])
    keeping.settle(archive)
    conn.execute("pragma foreign_keys = off")
    for change in CHANGES:
        conn.execute("begin")
        assert conn.execute(change, names[:1]).rowcount, change
        assert row_of(archive, names[0]) is None, change
        assert row_of(archive, names[1]), change
        conn.execute("rollback")


def test_every_column_that_a_page_shows_is_watched():
    from archive.site import own

    watched = {change.split()[3] for change in CHANGES if change.startswith("update documents")}
    assert set(own.COLUMNS) - {"id"} <= watched


def test_only_the_report_index_has_pages(archive):
    doc = report()
    doc.kind = "notice"
    stored(archive, doc)
    assert keeping.settle_pages(archive) == 0


def test_missing_pages_and_those_of_another_release_are_made_once(archive, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 1)
    names = [stored(archive, report(number)) for number in range(3)]
    assert keeping.settle_pages(archive) == 3
    before = [tuple(row_of(archive, name)) for name in names]
    archive.conn.execute("delete from pages where document_id = ?", (names[0],))
    archive.conn.execute("update pages set maker = 'other', parts = x'' where document_id = ?", (names[1],))
    steps = []
    assert keeping.settle_pages(archive, lambda *step: steps.append(step)) == 2
    assert steps == [(1, 2), (2, 2)]
    assert [tuple(row_of(archive, name)) for name in names] == before
    assert keeping.settle_pages(archive) == 0


def test_a_report_without_a_text_stops_nothing(archive):
    name = stored(archive, report())
    archive.conn.execute("delete from texts where document_id = ?", (name,))
    keeping.settle(archive)
    assert row_of(archive, name) is None


def test_what_was_made_before_a_kill_stays(archive, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 2)
    for number in range(5):
        stored(archive, report(number))

    def killed(done, _total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keeping.settle_pages(archive, killed)
    assert archive.conn.execute("select count(*) from pages").fetchone()[0] == 4
    assert keeping.settle_pages(archive) == 1


# Neighbours --------------------------------------------------------------------------------------------------------------


def body(number, **fields):
    """A report of body `number`, in Zhejiang unless said otherwise."""
    doc = report(number, title=f"{number}号2023年报告")
    for name, value in {"region_code": "330100", "region_name": "杭州市", "level": "city", **fields}.items():
        setattr(doc, name, value)
    doc.url = f"http://a.gov.cn/{number}/{doc.report_year}"
    return doc


def kept_of(archive):
    return {row[0]: tuple(row)[1:] for row in archive.conn.execute("select * from neighbours order by rowid")}


def anew(archive):
    """What would be kept if nothing were kept."""
    return {row[0]: (release.digest(), *keeping.neighbours_of(archive.conn, row[0]))
            for row in archive.conn.execute("select rowid from documents where in_index = 1")}


@pytest.fixture
def valley(archive):
    """Six reports: two bodies of one city with two years each, one of another province, one of another city."""
    for doc in (body(1), body(1, report_year=2022), body(2), body(2, report_year=2022), body(3, region_code="430100"), body(4, region_code="330200")):
        stored(archive, doc)
    keeping.settle(archive)
    return archive


@pytest.mark.parametrize("change", [
    lambda archive: stored(archive, body(5)), lambda archive: stored(archive, body(1, report_year=2021)),
    lambda archive: stored(archive, body(3, region_code="430200", report_year=2021)),
    lambda archive: archive.conn.execute("update documents set issuer = '另一局' where rowid = 1"),
    lambda archive: archive.conn.execute("update documents set region_code = '430300' where rowid = 3"),
    lambda archive: archive.conn.execute("update documents set report_year = 2019 where rowid = 2"),
    lambda archive: archive.conn.execute("update documents set in_index = 0, kind = 'notice' where rowid = 1"),
    lambda archive: archive.conn.execute("update documents set title = '改' where rowid in (4, 5)"),
])
def test_neighbours_are_those_of_the_archive_after_any_change(valley, change):
    before = kept_of(valley)
    assert before == anew(valley)
    change(valley)
    valley.conn.execute("update meta set value = value + 1 where key = 'generation'")
    assert anew(valley) != before
    keeping.settle(valley)
    assert kept_of(valley) == anew(valley)


def test_kept_neighbours_hold_until_something_changes(valley, serve_folder):
    name = valley.conn.execute("select id from documents where rowid = 1").fetchone()[0]
    parts = valley.conn.execute("select parts from neighbours where rowid = 1").fetchone()[0][prepared.CHECK:].replace(b"<ul", b"<ul title='kept'")
    valley.conn.execute("update neighbours set parts = ? where rowid = 1", (prepared._checksum(parts, name) + parts,))
    site = serve_folder(valley.data)
    assert "<ul title='kept'" in site.get(f"/report/{name}").text
    stored(valley, body(9, region_code="650000"))
    assert "<ul title='kept'" not in site.get(f"/report/{name}").text


def test_neighbours_of_whom_no_change_concerns_are_left_alone(valley, monkeypatch):
    stored(valley, body(9, region_code="430100"))
    looked = []
    monkeypatch.setattr(keeping, "_put_neighbours", lambda _conn, rowid: looked.append(rowid))
    keeping.settle_neighbours(valley)
    assert sorted(looked) == [5, 7]


def test_what_leaves_the_index_takes_its_neighbours_along(valley):
    valley.conn.execute("update documents set in_index = 0 where rowid = 6")
    keeping.settle(valley)
    assert 6 not in kept_of(valley)


@pytest.mark.parametrize("damage", [
    "zeroblob(length(parts))", "substr(parts, 1, 60)", "x''", "'text'", "(select parts from neighbours limit 1 offset 3)",
])
def test_damaged_neighbours_are_passed_over(site, fresh_site, damage):
    with sqlite3.connect(fresh_site.data / "archive.db") as conn:
        conn.execute(f"update neighbours set parts = {damage}")
    for name in sorted(site.ids.values()):
        kept, live = site.get(f"/report/{name}"), fresh_site.get(f"/report/{name}")
        assert (live.status_code, live.text) == (kept.status_code, kept.text)
