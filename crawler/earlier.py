"""What the archive holds of an address from earlier visits."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from archive.errors import FazhiError
from archive.extract.page import read_page
from archive.warc import storage
from crawler.base.lost import said

if TYPE_CHECKING:
    from archive.store import Archive

BEFORE = """
select coalesce(o.file, c.file) as file, coalesce(o."offset", c."offset") as "offset", coalesce(o.length, c.length) as length
from captures c left join captures o on o.id = c.refers_to
where c.url = ? and c.id < ? and c.status = 200 and c.file is not null
  and coalesce(c.verdict, 'ok') not in ('blocked', 'failed', 'held', 'gone', 'soft_404')
order by c.id desc limit 1
"""


def said_the_same(archive: Archive, url: str, capture_id: int, words: str) -> bool:
    """Whether the copy before this capture had the same words: a first visit keeps only the digest of the bytes.

    A crawl reads no page that it need not read; what a counter or a clock changed is looked into when it shows.
    """
    row = archive.conn.execute(BEFORE, (url, capture_id)).fetchone()
    if row is None:
        return False
    try:
        answer = storage.read_response(archive.data, row["file"], row["offset"], row["length"])
        page = read_page(answer.content(), url=url, media_type=answer.media_type)
    except (FazhiError, OSError):
        return False
    return said(page) == words


def fingerprint(words: str, body: bytes) -> str:
    """Hex digest of what a page says, or of its bytes where that is not known."""
    return sha256(words.encode() if words else body).hexdigest()
