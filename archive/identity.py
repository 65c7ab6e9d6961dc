"""Which document a page is: by what it says, not by where it stands.

Portals move to new addresses, show one report in two columns, and put the next year's report under the old address.
Next year's report on the same template looks up to .97 alike, so likeness alone never joins two documents: issuer and
report year must agree first.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from difflib import SequenceMatcher

from archive import zh
from archive.model import INDEXED_VERDICTS, Document

NOTHING_VERDICTS = ("blocked", "soft_404", "empty")
"""Verdicts of a page that shows no document; such a page neither merges with another nor overwrites one."""
ALIKE = 0.9
"""Least share of common 5-character pieces of one document in two places (typos and furniture cost .01-.02)."""
UNLIKE = 0.5
"""Share below which an address with other facts shows another document."""
NUMBERS_ALIKE = 0.95
"""Least likeness of the number sequences of one document in two places."""
SHORT = 50
"""Characters below which an equal text proves nothing (请点击附件)."""
NO_WORD = re.compile(r"\W+")
NUMBER = re.compile(r"\d+")

BY_URL = """
select d.*, t.text from addresses a join documents d on d.id = a.document_id join texts t on t.rowid = d.rowid
where a.url in (?, ?) order by a.url = ? desc, a.last_seen desc, d.rowid desc
"""
BY_FILE = """
select d.*, t.text from documents d join texts t on t.rowid = d.rowid
where d.id in (select document_id from captures where url = ?) order by d.rowid desc
"""
BY_HASH = "select * from documents where text_sha256 = ? order by rowid"
BY_FACTS = """
select d.* from documents d where d.report_year = :year and d.kind = :kind and d.rowid in (
    select rowid from documents where issuer = :issuer and report_year = :year and kind = :kind
    union select rowid from documents where region_code = :region and report_year = :year
    and (substr(issuer, -length(:issuer)) = :issuer or substr(:issuer, -length(issuer)) = issuer))
order by d.rowid
"""


def find(conn: sqlite3.Connection, doc: Document, url: str | None, text_sha256: str) -> str | None:
    """Id of the stored document that this one is, or None when it is new."""
    for row in at_address(conn, url):
        if not is_another(doc, row, text_sha256, weak=not is_web(url)):
            return str(row["id"])
    if doc.verdict in NOTHING_VERDICTS or len(doc.text) < SHORT:
        return None
    for row in conn.execute(BY_HASH, (text_sha256,)):
        if same_hash_same_document(doc, row):
            return str(row["id"])
    return moved(conn, doc)


def at_address(conn: sqlite3.Connection, url: str | None) -> Iterator[sqlite3.Row]:
    """Documents known under an address, the likeliest first; http and https count as one."""
    if url is None:
        return
    if not is_web(url):
        yield from conn.execute(BY_FILE, (url,)).fetchall()
        return
    yield from conn.execute(BY_URL, (url, twin(url), url)).fetchall()


def is_web(url: str | None) -> bool:
    """Whether a URL is an address of the web; file: URLs only name an imported file."""
    return bool(url) and str(url)[:8].lower().startswith(("http://", "https://"))


def twin(url: str) -> str:
    """The same address under the other scheme: portals move from http to https.

    >>> twin("http://a.example/1"), twin("https://a.example/1")
    ('https://a.example/1', 'http://a.example/1')
    """
    scheme, _, rest = url.partition("://")
    return ("http://" if scheme.lower() == "https" else "https://") + rest


def is_another(doc: Document, row: sqlite3.Row, text_sha256: str, *, weak: bool) -> bool:
    """Whether a known address now shows another document: a page that always holds the newest report.

    `weak`: the address is only a file name, which proves little.
    """
    if row["text_sha256"] == text_sha256 and not (weak and conflict(doc, row)):
        return False
    if not doc.text or not row["text"] or {doc.verdict, row["verdict"]} & set(NOTHING_VERDICTS):
        return weak and (conflict(doc, row) or (doc.title or "") != (row["title"] or ""))
    if differ(doc.report_year, row["report_year"]):
        return True
    other_kind = doc.kind != row["kind"] and "annual_report" in {doc.kind, row["kind"]}
    suspect = weak or other_kind or issuers_differ(doc, row)
    return suspect and likeness(doc.text, row["text"]) < UNLIKE


def same_hash_same_document(doc: Document, row: sqlite3.Row) -> bool:
    """Whether an equal text in another place is the same document."""
    indexed = doc.verdict in INDEXED_VERDICTS and row["verdict"] in INDEXED_VERDICTS
    if not indexed and doc.verdict != row["verdict"]:
        return False
    if conflict(doc, row):
        return False
    if doc.report_year and doc.issuer and row["report_year"] and row["issuer"]:
        return True
    return zh.fold(doc.title or "") == zh.fold(row["title"] or "")


def moved(conn: sqlite3.Connection, doc: Document) -> str | None:
    """The document that stood elsewhere with nearly the same text: a portal was rebuilt."""
    if not doc.report_year or not doc.issuer or doc.verdict not in INDEXED_VERDICTS:
        return None
    facts = {"year": doc.report_year, "kind": doc.kind, "issuer": doc.issuer, "region": doc.region_code}
    for row in conn.execute(BY_FACTS, facts).fetchall():
        sizes = sorted((len(doc.text), row["text_chars"]))
        if (row["verdict"] not in INDEXED_VERDICTS or not row["issuer"] or conflict(doc, row)
                or sizes[0] < sizes[1] * 0.8):
            continue
        text = conn.execute("select text from texts where rowid = ?", (row["rowid"],)).fetchone()[0]
        if likeness(doc.text, text) >= ALIKE and numbers_alike(doc.text, text):
            return str(row["id"])
    return None


def conflict(doc: Document, row: sqlite3.Row) -> bool:
    """Whether year, region or issuer say that these are two documents."""
    return (differ(doc.report_year, row["report_year"]) or differ(doc.region_code, row["region_code"])
            or issuers_differ(doc, row))


def differ(left: object, right: object) -> bool:
    """Whether both values are known and unequal."""
    return left is not None and right is not None and left != right


def issuers_differ(doc: Document, row: sqlite3.Row) -> bool:
    """Whether both issuers are known and are not one; 青田县司法局 and 浙江省青田县司法局 of one region are one."""
    if not doc.issuer or not row["issuer"]:
        return False
    left, right = sorted((zh.fold(doc.issuer), zh.fold(row["issuer"])), key=len)
    if left == right:
        return False
    one_region = doc.region_code is not None and doc.region_code == row["region_code"]
    return not (one_region and len(left) > 4 and right.endswith(left))


def likeness(left: str, right: str) -> float:
    """Share of common 5-character pieces, punctuation and blanks left out: 1 equal, under .05 unrelated texts."""
    one, two = pieces(left), pieces(right)
    return len(one & two) / (len(one | two) or 1)


def pieces(text: str) -> set[str]:
    """All 5-character pieces of a text."""
    plain = NO_WORD.sub("", zh.fold(text))
    return {plain[start:start + 5] for start in range(max(1, len(plain) - 4))}


def numbers_alike(left: str, right: str) -> bool:
    """Whether two texts give nearly the same numbers in the same order; two years on one template do not."""
    one, two = NUMBER.findall(zh.fold(left)), NUMBER.findall(zh.fold(right))
    if one == two:
        return True
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.quick_ratio() >= NUMBERS_ALIKE and matcher.ratio() >= NUMBERS_ALIKE
