"""The index of an older release is made anew when the archive is opened for writing."""

from __future__ import annotations

from pathlib import Path

from archive import find
from archive.model import Document
from archive.store import Archive


def test_an_index_with_other_columns_and_tokens_is_made_anew(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        doc = Document(url="http://a.gov.cn/1.html", title="甲县法治政府建设年度报告", kind="annual_report", verdict="ok", report_year=2020,
                       text="推进行政复议。")
        archive.upsert(doc, seen_at="2024-04-01T00:00:00Z")
        for table in ("documents_fts", "documents_chars"):
            archive.conn.execute(f"drop table {table}")
        archive.conn.execute("""create virtual table documents_fts using fts5 (title, body, content='', tokenize="ascii")""")
        archive.conn.execute("create virtual table documents_chars using fts5 (chars, content='')")
        archive.conn.execute("update meta set value = '1' where key = 'segmenter'")
        assert find.search(archive.conn, "行政复议").total == 0
    with Archive.open(tmp_path) as archive:
        assert [row[1] for row in archive.conn.execute("pragma table_info(documents_fts)")] == ["body", "title"]
        assert archive.conn.execute("select v from documents_fts_config where k = 'rank'").fetchone()[0] == "bm25(1.0, 10.0)"
        for query in ("行政复议", "复", "title:甲县", "法治 复议"):
            assert find.search(archive.conn, query).total == 1
        archive.conn.execute("insert into documents_fts (documents_fts) values ('integrity-check')")
