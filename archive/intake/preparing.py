"""A capture read: the archived bytes, the page's files, the document they hold, or the reason why they hold none."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from archive import attachments, identity
from archive.errors import FazhiError
from archive.extract import extract
from archive.extract.decode import decode
from archive.extract.pictures import is_picture
from archive.extract.verdicts import challenge_of
from archive.intake import beside
from archive.intake.recorder import MISSING
from archive.intake.shelf import PictureShelf
from archive.model import AttachmentLink, Document, Hints
from archive.store import Archive, FileRow
from archive.warc import codings, storage

NEARLY_NOTHING = 120
"""Characters below which a page that links files is taken as their cover sheet."""
PAGE_SNIFFS = (None, "html", "text", "mhtml")
"""What `attachments.sniff` says of bytes that the page extractor reads."""
ALIKE = 0.8
"""Likeness above which a second file is the first one in another format (报告.doc beside 报告.pdf)."""

NEWEST = """
select * from captures where url = ? and file is not null and (status is null or status between 200 and 299)
and coalesce(verdict, 'ok') not in ('blocked', 'failed', 'held', 'gone') order by fetched_at desc, id desc limit 1
"""
WAITS = "select 1 from frontier where portal = ? and url = ? and state = 'new' limit 1"
"""Whether a file has yet to be asked for."""


@dataclass(slots=True)
class Prepared:
    """What a capture turned out to be; exactly one of doc, unchanged, aside and error tells it."""

    row: sqlite3.Row
    """The capture that waited."""
    page: sqlite3.Row
    """The capture that was read: another one where a file came after its page."""
    doc: Document | None = None
    files: list[FileRow] = field(default_factory=list)
    unchanged: str | None = None
    """Id of the document that this visit found as it was."""
    verdict: str = "ok"
    """Verdict of the earlier visit that `unchanged` repeats."""
    aside: tuple[str, str] | None = None
    """(verdict, reason) of an answer that makes no document."""
    error: str | None = None
    """Why it could not be read."""


class Preparer:
    """Reads captures; writes nothing."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._conn = archive.conn
        self.used: set[int] = set()
        """Captures of files whose page was read together with them."""
        self._shelf = PictureShelf(archive)
        self._portals: dict[str | None, sqlite3.Row | None] = {}

    def prepare(self, row: sqlite3.Row) -> Prepared:
        """Read one capture; whatever is wrong with it becomes its `error`."""
        own = row["kind"] != "attachment" and row["id"] not in self.used and not self._belongs_to_page(row)
        return self._guarded(row, lambda: self._page(row) if own else self._file(row))

    def prepare_again(self, row: sqlite3.Row) -> Prepared:
        """Read a capture anew whose document is known; whatever is wrong becomes its `error`."""
        return self._guarded(row, lambda: self._page_again(row))

    def _guarded(self, row: sqlite3.Row, work: Callable[[], Prepared]) -> Prepared:
        try:
            return work()
        except sqlite3.Error:
            raise
        except FazhiError as error:
            return Prepared(row, row, error=str(error))
        except Exception as error:  # noqa: BLE001 - one odd page must not stop the others; the reason is kept
            return Prepared(row, row, error=f"the extractor failed on it ({type(error).__name__}: {error}).")

    # Pages --------------------------------------------------------------------------------------------------------

    def _page(self, row: sqlite3.Row) -> Prepared:
        """Read a page, unless its status, a challenge, or an earlier visit with the same bytes tells what it is."""
        source = self._source(row)
        if source["id"] != row["id"] and source["document_id"]:
            return Prepared(row, row, unchanged=source["document_id"], verdict=source["verdict"] or "ok")
        if aside := set_aside(row, source):
            return Prepared(row, row, aside=aside)
        answer = self._answer(source)
        decoded = answer.decoded()
        if row["status"] is not None:
            reason = challenge_of(row["status"], dict(answer.headers), decode(decoded.body)[0])
            if reason:
                return Prepared(row, row, aside=("blocked", reason))
        ready = self._read(row, decoded, answer.media_type)
        if ready.doc and ready.doc.verdict == "blocked" and row["kind"] == "detail":
            return Prepared(row, row, aside=("blocked", ready.doc.kind_reason or "the page is an anti-bot challenge."))
        return ready

    def _source(self, row: sqlite3.Row) -> sqlite3.Row:
        """The capture that holds the bytes: another one when the server said 304 or sent the same again."""
        if row["refers_to"] is None:
            return row
        found: sqlite3.Row | None = self._conn.execute("select * from captures where id = ?", (row["refers_to"],)).fetchone()
        if found is None or found["file"] is None:
            raise FazhiError(f"it repeats capture {row['refers_to']}, which is lost; run `fazhi verify`.")
        return found

    def _answer(self, source: sqlite3.Row) -> storage.WarcResponse:
        return storage.read_response(self._archive.data, source["file"], source["offset"], source["length"])

    def _read(self, row: sqlite3.Row, decoded: codings.Decoded, media_type: str | None) -> Prepared:
        """Extract a page or a file, with the text of the page's files where the page has none of its own."""
        ready = self._read_bytes(row, decoded.body, media_type)
        if ready.doc and decoded.note:
            ready.doc.warnings.append(f"{decoded.note[:1].upper()}{decoded.note[1:]}.")
        return ready

    def _read_bytes(self, row: sqlite3.Row, body: bytes, media_type: str | None) -> Prepared:
        """The same of a body without its coding."""
        url = row["url"] if identity.is_web(row["url"]) else None
        hints = self.hints(row)
        if attachments.sniff(body) not in PAGE_SNIFFS:
            name = unquote(urlsplit(row["url"]).path.rpartition("/")[2]) or None
            return Prepared(row, row, doc=read_single(body, name=name, url=url, media_type=media_type, hints=hints,
                                                  shelf=self._shelf))
        doc = extract(body, url=url, media_type=media_type, hints=hints)
        bare = doc.verdict in {"attachment_only", "empty"} or len(doc.text) < NEARLY_NOTHING
        files, text_of_files = self._files(doc.attachments, row["url"], read=bare)
        remarks: list[str] = []
        if doc.verdict == "attachment_only" and not text_of_files:
            files, text_of_files, remarks = self._read_pictures(files, row["portal"])
        if bare and text_of_files:
            doc = extract(body, url=url, media_type=media_type, hints=hints, attachment_text=text_of_files)
            doc.warnings += [f"{file.name}: read by OCR; expect errors (mean confidence {file.ocr:.2f})."
                             for file in files if file.ocr is not None and not is_picture(file.href)]
            doc.warnings += remarks
        return Prepared(row, row, doc=doc, files=files)

    def hints(self, row: sqlite3.Row) -> Hints:
        """What registry and list say of a capture."""
        known = self._portal(row["portal"])
        home = urlsplit(known["url"] or "") if known else urlsplit("")
        own = json.loads(known["hosts"] or "[]") if known else []
        return Hints(
            portal=row["portal"], portal_name=known["name"] if known else None,
            region_code=known["region_code"] if known else None, column=row["column"],
            hosts=tuple(sorted({host for host in (home.netloc, home.hostname, *own) if host})),
            list_title=row["list_title"], list_date=row["list_date"], status=row["status"],
        )

    def _portal(self, name: str | None) -> sqlite3.Row | None:
        """The portal of a capture, read once."""
        if name not in self._portals:
            self._portals[name] = self._conn.execute("select * from portals where id = ?", (name,)).fetchone()
        return self._portals[name]

    # Files --------------------------------------------------------------------------------------------------------

    def _belongs_to_page(self, row: sqlite3.Row) -> bool:
        """Whether an imported file is one that a stored page links to."""
        return row["kind"] == "import" and bool(
            self._conn.execute("select 1 from attachments where href = ? limit 1", (row["url"],)).fetchone())

    def _file(self, row: sqlite3.Row) -> Prepared:
        """A file is read with its page; one that comes later, or changes, makes its page be read again."""
        parents = [row["parent_url"]] if row["parent_url"] else [found[0] for found in self._conn.execute(
            "select distinct d.url from attachments a join documents d on d.id = a.document_id "
            "where a.href = ? and d.url is not null limit 1", (row["url"],))]
        page = self._conn.execute(NEWEST, parents).fetchone() if parents else None
        if row["id"] in self.used or row["status"] == 304 or row["refers_to"] is not None or page is None:
            return Prepared(row, row)
        if page["extracted"] is None or not page["document_id"]:
            return Prepared(row, row)                   # the page waits too, and will find the file
        ready = self._page_again(page)
        ready.row = row
        return ready

    def _page_again(self, page: sqlite3.Row) -> Prepared:
        answer = self._answer(self._source(page))
        return self._read(page, answer.decoded(), answer.media_type)

    def _files(self, links: Iterable[AttachmentLink], page: str, *, read: bool) -> tuple[list[FileRow], str]:
        """The files of a page at an address with what was fetched of them, and their joined text where it is wanted.

        Pictures are not read here: what they show may run on from one to the next.
        """
        rows: list[FileRow] = []
        texts: list[str] = []
        for link in links:
            capture = self._conn.execute(NEWEST, (beside.address(page, link.href),)).fetchone()
            if capture is None:
                rows.append(FileRow(link.name, link.href, error=self._why_missing(link.href)))
                continue
            self.used.add(capture["id"])
            row, text = self._read_file(link, capture, read=read and not is_picture(link.href))
            rows.append(row)
            if text and not any(identity.likeness(text, other) > ALIKE for other in texts):
                texts.append(text)
        return rows, "\n".join(texts)

    def _read_file(self, link: AttachmentLink, capture: sqlite3.Row, *, read: bool) -> tuple[FileRow, str]:
        """A file's row, and its text where it is wanted; what is wrong with it becomes the row's `error`."""
        try:
            answer = self._answer(self._source(capture))
            body = answer.content()
        except FazhiError as error:
            return FileRow(link.name, link.href, capture["id"], error=str(error)), ""
        facts = {"capture_id": capture["id"], "sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
        if not read:
            return FileRow(link.name, link.href, **facts, media_type=answer.media_type), ""
        text = attachments.read_file(body, name=link.name, media_type=answer.media_type, shelf=self._shelf)
        return FileRow(link.name, link.href, **facts, media_type=text.media_type, chars=len(text.text),
                       error=text.error, ocr=text.ocr), text.text

    def _read_pictures(self, files: list[FileRow], portal: str | None) -> tuple[list[FileRow], str, list[str]]:
        """The files with what OCR says of the pictures among them, their text, and what to know about it.

        They are read together, and only when none is still to be fetched: each takes seconds.
        """
        pictures = [row for row in files if is_picture(row.href)]
        shown = [row for row in pictures if row.sha256]
        if not shown or any(self._conn.execute(WAITS, (portal, row.href)).fetchone() for row in files):
            return files, "", []
        found = attachments.read_album([self._body(row.capture_id) for row in shown], shelf=self._shelf)
        read = [replace(row, ocr=found.ocr, error=found.error) if row in shown else row for row in files]
        lost = len(pictures) - len(shown)
        told = [f"Pictures that were not fetched, so that their text is missing: {lost} of {len(pictures)}."] if lost else []
        return read, found.text, found.warnings + told

    def _body(self, capture_id: int | None) -> bytes:
        """The decoded bytes of a capture."""
        capture = self._conn.execute("select * from captures where id = ?", (capture_id,)).fetchone()
        return self._answer(self._source(capture)).content()

    def _why_missing(self, href: str) -> str | None:
        row = self._conn.execute("select status, error from captures where url = ? order by id desc limit 1",
                                 (href,)).fetchone()
        if row is None:
            return None
        return row["error"] or (f"the server answered {row['status']}." if row["status"] else "it was not fetched.")


def read_single(body: bytes, *, name: str | None, url: str | None, media_type: str | None,
                hints: Hints | None = None, shelf: attachments.Shelf | None = None) -> Document:
    """The document in a page or a file alone, without its attachments; raises FazhiError for a file without text."""
    if attachments.sniff(body) in PAGE_SNIFFS:
        return extract(body, url=url, media_type=media_type, hints=hints)
    text = attachments.read_file(body, name=name, media_type=media_type, shelf=shelf)
    if not text.text.strip():
        raise FazhiError(text.error or "the file holds no text.")
    doc = extract(text.text.encode(), url=url, media_type="text/plain", hints=hints)
    doc.warnings += text.warnings
    return doc


def set_aside(row: sqlite3.Row, source: sqlite3.Row) -> tuple[str, str] | None:
    """(verdict, reason) where the answer's status already says that it holds no document."""
    status = row["status"]
    if status in MISSING:
        return "gone", f"the server answered {status}."
    if status is None or 200 <= status < 300 or (status == 304 and source["id"] != row["id"]):
        return None
    if status in {401, 403, 405, 412, 418, 429, 521}:
        return "blocked", f"the server answered {status}."
    return ("redirect" if 300 <= status < 400 else "failed"), f"the server answered {status}."
