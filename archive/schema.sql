-- The archive, readable from top to bottom. It opens with any stock sqlite3 >= 3.40: no extension needed.
-- Times are UTC, ISO 8601 with a trailing Z (2024-03-04T08:22:00Z). Dates are as printed on the page, never more
-- precise than it (2024-03-04). Booleans are 0 and 1. Absent values are NULL.

create table meta (                       -- schema_version, generation, segmenter, demo, neighbours
    key    text primary key,
    value  text not null
) without rowid;

create table regions (                    -- GB/T 2260, with the years in which a code was in force
    code        text not null,            -- six digits
    name        text not null,            -- 青田县
    full_name   text not null,            -- 浙江省丽水市青田县
    level       text not null,            -- province, city, county
    parent      text,                     -- code one level up
    valid_from  integer,                  -- first year; NULL = before the table begins
    valid_to    integer,                  -- last year; NULL = still in force
    successor   text,                     -- the code in force today, for codes that ended
    primary key (code, name)
) without rowid;

create table portals (                    -- a copy of the registry, for readers of the file
    id           text primary key,        -- name of the YAML file
    name         text not null,
    region_code  text,
    url          text,
    family       text,
    enabled      integer not null default 1,
    note         text,
    demo         integer not null default 0,
    hosts        text                     -- JSON list of the portal's own host names; NULL = not known
) without rowid;

-- Documents ------------------------------------------------------------------------------------------------------

create table documents (                  -- one row per document, all fields, no text
    rowid               integer primary key,   -- key of documents_fts; grows with arrival
    id                  text not null unique,  -- permalink: region-year-hash, never changes
    url                 text,             -- newest live address; NULL for imports of unknown origin
    title               text,
    kind                text not null,    -- annual_report, info_disclosure_report, … (docs/data-dictionary.md)
    kind_reason         text,
    verdict             text not null,    -- ok, blocked, soft_404, template, mirror, masked, attachment_only, empty
    report_year         integer,
    index_number        text,             -- 索引号
    index_number_valid  integer,          -- 1 check digits pass, 0 fail, NULL no check digits in this form
    publisher           text,             -- 发布机构, as printed
    issuer              text,             -- whose report it is
    document_number     text,             -- 文号
    date_published      text,
    date_written        text,
    region_code         text,
    region_name         text,
    level               text,             -- central, province, city, county, township, department
    source              text,             -- 来源
    topic               text,
    genre               text,
    openness            text,
    validity            text,
    encoding            text,
    portal              text,             -- id of the portal, NULL for imports
    state               text not null default 'live',   -- live, gone
    gone_at             text,
    first_seen          text not null,
    last_seen           text not null,
    revision            integer not null default 1,     -- number of the newest revision
    capture_id          integer,          -- capture that the newest revision was read from
    text_sha256         text not null,
    text_chars          integer not null,
    warnings            text,             -- JSON list of sentences
    extractor           text not null,    -- version of the extractor that made this row
    in_index            integer not null default 0,     -- 1 = an annual report with verdict ok or attachment_only
    changed_at          text              -- when the index showed it last in a new way (this machine's clock); NULL = it never held it
);
-- These two hold all that a report's page shows of its neighbours: their rows lie all over the file.
create index documents_by_issuer on documents (issuer, report_year, kind, date_published, in_index, id, title);
create index documents_by_level on documents (report_year, level, region_code, rowid, id, issuer, publisher, title, region_name, in_index)
    where in_index = 1;
create index documents_by_region on documents (region_code, report_year);
create index documents_by_year on documents (in_index, report_year, date_published);
create index documents_by_hash on documents (text_sha256);
create index documents_by_url on documents (url);
create index documents_by_number on documents (index_number);
create index documents_by_change on documents (changed_at) where changed_at is not null;
create trigger documents_arrived after insert on documents when new.in_index = 1 and new.changed_at is null begin
    update documents set changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') where rowid = new.rowid;
end;
create trigger documents_changed after update of
    url, title, kind, verdict, report_year, index_number, index_number_valid, publisher, issuer, document_number,
    date_published, date_written, region_code, region_name, level, source, topic, genre, openness, validity, state,
    capture_id, text_sha256, in_index
on documents when new.in_index = 1 or new.changed_at is not null begin
    update documents set changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') where rowid = new.rowid;
end;

create table changes (                    -- what changed last in which state, for searches that keep the archive in memory
    document    integer primary key,      -- documents.rowid, also of rows that are no longer there
    generation  integer not null          -- meta.generation before the change showed
);
create index changes_by_generation on changes (generation);
create trigger changes_insert after insert on documents begin
    delete from changes where document = new.rowid;
    insert into changes select new.rowid, value from meta where key = 'generation';
end;
create trigger changes_update after update of
    title, kind, report_year, index_number, publisher, issuer, document_number, date_published, region_code, region_name, level,
    portal, revision, capture_id, text_sha256, extractor, in_index
on documents begin
    delete from changes where document = new.rowid;
    insert into changes select new.rowid, value from meta where key = 'generation';
end;
create trigger changes_delete after delete on documents begin
    delete from changes where document = old.rowid;
    insert into changes select old.rowid, value from meta where key = 'generation';
end;

create table texts (                      -- the clean text, apart so that documents stays slim
    rowid        integer primary key,     -- = documents.rowid
    document_id  text not null unique references documents (id),
    text         text not null
);

create table revisions (                  -- every version of the text, the first one included
    document_id  text not null references documents (id),
    revision     integer not null,        -- 1, 2, …
    seen_at      text not null,
    capture_id   integer,
    text_sha256  text not null,
    title        text,
    text         text not null,
    primary key (document_id, revision)
);

create table addresses (                  -- every URL under which a document stood
    document_id   text not null references documents (id),
    url           text not null,
    portal        text,
    "column"      text,
    index_number  text,
    first_seen    text not null,
    last_seen     text not null,
    state         text not null default 'live',
    primary key (url, document_id)
) without rowid;
create index addresses_by_document on addresses (document_id, state, first_seen);

create table sections (
    document_id  text not null references documents (id),
    position     integer not null,        -- 1, 2, … in reading order
    level        integer not null,        -- 1 一、  2 (一)  3 1.  4 一是
    heading      text not null,
    role         text not null,           -- preamble, achievements, problems, first_responsible_person, plan, signature, other
    start        integer not null,        -- offsets into texts.text, in characters
    "end"        integer not null,
    primary key (document_id, position)
) without rowid;

create table figures (
    document_id  text not null references documents (id),
    position     integer not null,
    indicator    text not null,
    value        real,
    unit         text,
    year         integer,
    qualifier    text,
    quote        text not null,
    start        integer not null,
    "end"        integer not null,
    primary key (document_id, position)
) without rowid;

create table evidence (                   -- why a field has its value
    document_id  text not null references documents (id),
    field        text not null,
    rule         text not null,
    "where"      text not null,
    quote        text not null,
    primary key (document_id, field)
) without rowid;

create table attachments (
    document_id  text not null references documents (id),
    position     integer not null,
    name         text not null,
    href         text not null,           -- absolute address
    capture_id   integer,                 -- NULL: not fetched
    sha256       text,                    -- of the decoded file
    media_type   text,
    bytes        integer,
    chars        integer,                 -- characters of text read from it; NULL: not read, or read together with others
    error        text,                    -- why it gave no text
    ocr          real,                    -- mean confidence of text read by OCR, 0 to 1; NULL = the characters stand in the file
    primary key (document_id, position)
) without rowid;
create index attachments_by_href on attachments (href);

-- Text reuse: kept by archive/reuse ---------------------------------------------------------------------------------

create table reuse (                      -- a report and one whose words it repeats
    document_id  text not null references documents (id),
    other_id     text not null,           -- the report that had the words before, or in the same year
    kind         text not null,           -- previous_year (last year's report of the same body), other (another body's)
    share        real,                    -- of the report's words that stand in the other one, 0 to 1; NULL = not yet compared
    passages     text,                    -- JSON: [start, end, start, end] of each, offsets into this and the other text
    marks        integer,                 -- fingerprints of paragraphs in common; NULL for previous_year
    rare         integer,                 -- those of them that at most 100 reports have
    primary key (document_id, other_id)
);
create index reuse_by_other on reuse (other_id);
create index reuse_waiting on reuse (document_id) where share is null;

create table reuse_sketches (             -- the reports that are compared, as they were when that was done
    document     integer primary key,     -- documents.rowid
    id           text not null,
    year         integer not null,
    issuer       text,
    region_code  text,
    text_sha256  text not null,
    marks        blob not null            -- fingerprints, 32-bit numbers
);
create index reuse_sketches_by_issuer on reuse_sketches (issuer, year);

create table reuse_marks (                -- fingerprint -> the reports that have it
    mark      integer not null,
    document  integer not null,
    primary key (mark, document)
) without rowid;

create table reuse_due (                  -- documents that wait to be compared
    document  integer primary key
);
create trigger reuse_arrived after insert on documents when new.in_index = 1 begin
    insert or ignore into reuse_due values (new.rowid);
end;
create trigger reuse_changed after update of report_year, issuer, region_code, text_sha256, in_index on documents
when new.in_index = 1 or old.in_index = 1 begin
    insert or ignore into reuse_due values (new.rowid);
end;

-- Full text: contentless, segmented by archive/zh.py ---------------------------------------------------------------

-- The body comes first: FTS5 writes two bytes more for every word and document of any other column.
create virtual table documents_fts using fts5 (body, title, content='', tokenize="ascii");
insert into documents_fts (documents_fts, rank) values ('rank', 'bm25(1.0, 10.0)');
insert into documents_fts (documents_fts, rank) values ('pgsz', 2000);  -- leaves twice as large as usual: long lists of places are found sooner
create virtual table documents_chars using fts5 (chars, content='', tokenize="ascii", detail=none, columnsize=0);

create table common_words (               -- what the index would take longest to find: kept by archive/search/common.py
    word        text not null unique,     -- Chinese characters, folded; role:plan = reports with such a section
    documents   blob,                     -- bit n = rowid n, lowest byte first, zlib; NULL = not yet looked up
    generation  integer not null          -- meta.generation in which that was so; the table changes tells what came later
);

-- Captures -------------------------------------------------------------------------------------------------------

create table warcs (                      -- committed end of every WARC file; what lies behind it is a torn tail
    file   text primary key,              -- name below data/warc/
    bytes  integer not null
) without rowid;

create table captures (                   -- every fetch, also the failed ones
    id            integer primary key,
    run_id        integer,
    portal        text,
    "column"      text,                   -- list address that led here
    kind          text not null,          -- list, detail, attachment, robots, import, other
    url           text not null,
    parent_url    text,                   -- page that linked here
    list_title    text,                   -- what the list said of it
    list_date     text,
    fetched_at    text not null,
    status        integer,                -- HTTP status; NULL when no answer came
    media_type    text,
    sha256        text,                   -- of the body as it came over the wire (content coding kept)
    bytes         integer,
    file          text,                   -- WARC file below data/warc/; NULL when nothing was stored
    "offset"      integer,
    length        integer,
    verdict       text,                   -- ok, blocked, soft_404, gone, held, failed, …
    error         text,                   -- reason in one sentence
    refers_to     integer,                -- revisit: id of the capture that holds the same body
    extracted     text,                   -- version of the extractor that has read it; NULL = waiting
    document_id   text,
    tls           text                    -- what its certificate was worth: ok, or why not; NULL = http, or no answer
);
create index captures_by_url on captures (url, fetched_at);
create index captures_waiting on captures (id) where extracted is null;
create index captures_by_document on captures (document_id);

-- Crawl state ----------------------------------------------------------------------------------------------------

create table runs (
    id          integer primary key,
    command     text not null,            -- crawl, import, replay, demo
    started_at  text not null,
    ended_at    text,                     -- NULL: running, or killed
    exit_code   integer,
    summary     text                      -- JSON
);

create table ledger (                     -- declared against collected, per column and run
    run_id     integer not null,
    portal     text not null,
    "column"   text not null,
    declared   integer,                   -- NULL: the portal declares nothing
    collected  integer not null,          -- distinct list entries seen, reports or not
    pages      integer not null,
    complete   integer not null,
    reason     text,                      -- class: incomplete, blocked, dns, tls, timeout, robots, layout, empty, …
    detail     text,                      -- the sentence for a person
    primary key (run_id, portal, "column")
) without rowid;

create table entries (                    -- every list entry ever seen, reports and neighbours
    portal      text not null,
    "column"    text not null,
    url         text not null,
    title       text not null,
    date        text,
    kind        text not null,            -- judged from the title
    reason      text,
    followed    integer not null,         -- 1 = its page was queued
    first_seen  text not null,
    last_seen   text not null,
    primary key (portal, "column", url)
) without rowid;

create table frontier (                   -- pages and files that wait for a visit
    portal         text not null,
    url            text not null,
    kind           text not null,         -- detail, attachment
    "column"       text,
    parent_url     text,
    list_title     text,
    list_date      text,
    state          text not null,         -- new, done, failed, gone
    added_at       text not null,
    fetched_at     text,
    next_check_at  text,
    status         integer,
    etag           text,
    last_modified  text,
    body_sha256    text,                  -- of a page's words (visit counters change its bytes), else of the bytes
    misses         integer not null default 0,
    primary key (portal, url)
) without rowid;

create table leases (                     -- who crawls a portal now
    portal      text primary key,
    owner       text not null,            -- machine:pid:random
    expires_at  text not null
) without rowid;

create table schedule (                   -- when a portal is due
    portal      text primary key,
    next_at     text not null,
    visited_at  text,                     -- end of the last visit
    failures    integer not null default 0,   -- visits in a row that were incomplete or failed
    why         text not null             -- the reason for next_at in a few words
) without rowid;

create table validators (                 -- what a list page is asked with: unchanged ones cost 200 bytes
    portal         text not null,
    url            text not null,
    etag           text,
    last_modified  text,
    capture_id     integer not null,      -- the answer that a 304 stands for
    primary key (portal, url)
) without rowid;

create table hosts (                      -- politeness that outlives a process; host means host:port
    host     text primary key,
    next_at  real not null                -- Unix seconds before which nothing may be asked
) without rowid;

-- Prepared pages --------------------------------------------------------------------------------------------------------

create table pages (                      -- what a report's page says of the report: kept by archive/site/prepared.py, which can make it again at any time
    rowid        integer primary key,     -- = documents.rowid
    document_id  text not null unique references documents (id),
    maker        text not null,           -- the release that made it
    parts        blob not null            -- checksum, what its neighbours are looked up by, and markup; empty for one that is not kept
);
create table neighbours (                 -- what a report's page shows of other reports: kept by archive/site/keeping.py, which can make it again at any time
    rowid     integer primary key,        -- = documents.rowid
    maker     text not null,              -- the release that made it
    year      integer,                    -- whose change concerns it: reports of this year in this province, and of this body
    province  text,
    issuer    text,
    parts     blob not null               -- checksum and markup; they hold as long as meta says that they are of the archive's generation
);
create trigger pages_text after update of text on texts begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_no_text after delete on texts begin
    delete from pages where document_id = old.document_id;
end;
create trigger pages_new_section after insert on sections begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_changed_section after update on sections begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_no_section after delete on sections begin
    delete from pages where document_id = old.document_id;
end;
create trigger pages_new_figure after insert on figures begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_changed_figure after update on figures begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_no_figure after delete on figures begin
    delete from pages where document_id = old.document_id;
end;
create trigger pages_new_evidence after insert on evidence begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_changed_evidence after update on evidence begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_no_evidence after delete on evidence begin
    delete from pages where document_id = old.document_id;
end;
create trigger pages_new_attachment after insert on attachments begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_changed_attachment after update on attachments begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_no_attachment after delete on attachments begin
    delete from pages where document_id = old.document_id;
end;
create trigger pages_new_revision after insert on revisions begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_changed_revision after update on revisions begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_no_revision after delete on revisions begin
    delete from pages where document_id = old.document_id;
end;
create trigger pages_new_address after insert on addresses begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_changed_address after update on addresses begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_no_address after delete on addresses begin
    delete from pages where document_id = old.document_id;
end;
create trigger pages_new_reuse after insert on reuse begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_changed_reuse after update on reuse begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_no_reuse after delete on reuse begin
    delete from pages where document_id = old.document_id;
end;
create trigger pages_new_capture after insert on captures when new.document_id is not null begin
    delete from pages where document_id = new.document_id;
end;
create trigger pages_changed_capture after update on captures begin
    delete from pages where document_id in (old.document_id, new.document_id);
end;
create trigger pages_no_capture after delete on captures begin
    delete from pages where document_id = old.document_id;
end;
create trigger pages_changed_document after update of
    issuer, publisher, index_number, document_number, date_published, date_written, report_year, region_name, level, source, topic,
    genre, openness, validity, id, title, url, kind, kind_reason, verdict, index_number_valid, region_code, state, gone_at, first_seen,
    last_seen, revision, text_sha256, text_chars, warnings, in_index
on documents begin
    delete from pages where document_id in (old.id, new.id);
end;
create trigger pages_no_document after delete on documents begin
    delete from pages where document_id = old.id;
end;
