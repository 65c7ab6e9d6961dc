"""Archives of older releases become archives of this one, in place: what each step changes, all steps in one transaction.

schema.sql is the truth about new files. A new column stands last in its table there, where `alter table` puts it too.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing

log = logging.getLogger(__name__)

FORGET = """create trigger pages_{when}_{one} after {event} on {table} begin
    delete from pages where document_id = {row}.document_id;
end"""
STEPS: dict[int, tuple[str, ...]] = {
    2: (
        "alter table portals add column hosts text",
        "alter table captures add column tls text",
        "create index documents_by_level on documents (report_year, level, region_code)",
        "alter table documents add column changed_at text",
        "create index documents_by_change on documents (changed_at) where changed_at is not null",
        "update documents set changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') where in_index = 1",
        """create trigger documents_arrived after insert on documents when new.in_index = 1 and new.changed_at is null begin
    update documents set changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') where rowid = new.rowid;
end""",
        """create trigger documents_changed after update of
    url, title, kind, verdict, report_year, index_number, index_number_valid, publisher, issuer, document_number,
    date_published, date_written, region_code, region_name, level, source, topic, genre, openness, validity, state,
    capture_id, text_sha256, in_index
on documents when new.in_index = 1 or new.changed_at is not null begin
    update documents set changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') where rowid = new.rowid;
end""",
        "alter table attachments add column ocr real",
        """create table reuse (
    document_id text not null references documents (id), other_id text not null, kind text not null, share real,
    passages text, marks integer, rare integer, primary key (document_id, other_id)
)""",
        "create index reuse_by_other on reuse (other_id)",
        "create index reuse_waiting on reuse (document_id) where share is null",
        """create table reuse_sketches (
    document integer primary key, id text not null, year integer not null, issuer text, region_code text,
    text_sha256 text not null, marks blob not null
)""",
        "create index reuse_sketches_by_issuer on reuse_sketches (issuer, year)",
        "create table reuse_marks (mark integer not null, document integer not null, primary key (mark, document)) without rowid",
        "create table reuse_due (document integer primary key)",
        """create trigger reuse_arrived after insert on documents when new.in_index = 1 begin
    insert or ignore into reuse_due values (new.rowid);
end""",
        """create trigger reuse_changed after update of report_year, issuer, region_code, text_sha256, in_index on documents
when new.in_index = 1 or old.in_index = 1 begin
    insert or ignore into reuse_due values (new.rowid);
end""",
        "insert into reuse_due select rowid from documents where in_index = 1",
        """create table changes (
    document    integer primary key,
    generation  integer not null
)""",
        "create index changes_by_generation on changes (generation)",
        """create trigger changes_insert after insert on documents begin
    delete from changes where document = new.rowid;
    insert into changes select new.rowid, value from meta where key = 'generation';
end""",
        """create trigger changes_update after update of
    title, kind, report_year, index_number, publisher, issuer, document_number, date_published, region_code, region_name, level,
    portal, revision, capture_id, text_sha256, extractor, in_index
on documents begin
    delete from changes where document = new.rowid;
    insert into changes select new.rowid, value from meta where key = 'generation';
end""",
        """create trigger changes_delete after delete on documents begin
    delete from changes where document = old.rowid;
    insert into changes select old.rowid, value from meta where key = 'generation';
end""",
        "create table common_words (word text not null unique, documents blob, generation integer not null)",
    ),
    3: (
        "drop index documents_by_issuer",
        "create index documents_by_issuer on documents (issuer, report_year, kind, date_published, in_index, id, title)",
        "drop index documents_by_level",
        """create index documents_by_level on documents (report_year, level, region_code, rowid, id, issuer, publisher, title, region_name, in_index)
    where in_index = 1""",
        "drop index addresses_by_document",
        "create index addresses_by_document on addresses (document_id, state, first_seen)",
        """create table layouts (
    rowid integer primary key, document_id text not null unique references documents (id), maker integer not null, parts blob not null
)""",
        """create trigger layouts_text after update of text on texts begin
    delete from layouts where document_id = new.document_id;
end""",
        """create trigger layouts_no_text after delete on texts begin
    delete from layouts where document_id = old.document_id;
end""",
        """create trigger layouts_new_section after insert on sections begin
    delete from layouts where document_id = new.document_id;
end""",
        """create trigger layouts_changed_section after update on sections begin
    delete from layouts where document_id = new.document_id;
end""",
        """create trigger layouts_no_section after delete on sections begin
    delete from layouts where document_id = old.document_id;
end""",
        """create trigger layouts_new_figure after insert on figures begin
    delete from layouts where document_id = new.document_id;
end""",
        """create trigger layouts_changed_figure after update on figures begin
    delete from layouts where document_id = new.document_id;
end""",
        """create trigger layouts_no_figure after delete on figures begin
    delete from layouts where document_id = old.document_id;
end""",
    ),
    4: (
        *(f"drop trigger layouts_{name}" for name in (
            "text", "no_text", "new_section", "changed_section", "no_section", "new_figure", "changed_figure", "no_figure")),
        "drop table layouts",
        "insert into documents_fts (documents_fts, rank) values ('pgsz', 2000)",
        """create table pages (
    rowid integer primary key, document_id text not null unique references documents (id), maker text not null, parts blob not null
)""",
        "create table neighbours (rowid integer primary key, maker text not null, year integer, province text, issuer text, parts blob not null)",
        """create trigger pages_text after update of text on texts begin
    delete from pages where document_id = new.document_id;
end""",
        """create trigger pages_no_text after delete on texts begin
    delete from pages where document_id = old.document_id;
end""",
        *(FORGET.format(when=when, one=one, event=event, table=table, row=row)
          for one, table in (("section", "sections"), ("figure", "figures"), ("evidence", "evidence"), ("attachment", "attachments"),
                             ("revision", "revisions"), ("address", "addresses"), ("reuse", "reuse"))
          for when, event, row in (("new", "insert", "new"), ("changed", "update", "new"), ("no", "delete", "old"))),
        """create trigger pages_new_capture after insert on captures when new.document_id is not null begin
    delete from pages where document_id = new.document_id;
end""",
        """create trigger pages_changed_capture after update on captures begin
    delete from pages where document_id in (old.document_id, new.document_id);
end""",
        """create trigger pages_changed_document after update of
    issuer, publisher, index_number, document_number, date_published, date_written, report_year, region_name, level, source, topic,
    genre, openness, validity, id, title, url, kind, kind_reason, verdict, index_number_valid, region_code, state, gone_at, first_seen,
    last_seen, revision, text_sha256, text_chars, warnings, in_index
on documents begin
    delete from pages where document_id in (old.id, new.id);
end""",
        """create trigger pages_no_document after delete on documents begin
    delete from pages where document_id = old.id;
end""",
        """create trigger pages_no_capture after delete on captures begin
    delete from pages where document_id = old.document_id;
end""",
    ),
}
"""Schema version -> the statements that make it of the version before."""
VERSION = max(STEPS)
"""The schema version that this program writes."""


def version_of(conn: sqlite3.Connection) -> int | None:
    """The schema version of a file, None where it names none that is a number."""
    row = conn.execute("select value from meta where key = 'schema_version'").fetchone()
    return int(row[0]) if row and row[0].isascii() and row[0].isdecimal() else None


def upgrade(conn: sqlite3.Connection) -> bool:
    """Bring a file of an older release up to date, all or nothing; False where another process has just done it."""
    conn.execute("begin immediate")
    with closing(conn.cursor()) as cursor:
        try:
            found = version_of(conn) or VERSION
            if found < VERSION:
                log.warning("fazhi: the archive has schema version %s and is brought to %s now; a large one takes seconds, others wait.",
                            found, VERSION)
            for step in range(found + 1, VERSION + 1):
                for statement in STEPS[step]:
                    cursor.execute(statement)
            cursor.execute("update meta set value = ? where key = 'schema_version'", (str(VERSION),))
            cursor.execute("commit")
        except BaseException:
            cursor.execute("rollback")
            raise
    return found < VERSION
