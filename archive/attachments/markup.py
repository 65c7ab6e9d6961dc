"""HTML, saved web archives and plain text that are served as attachments, often under the name .doc or .xls."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from archive.attachments.base import MAX_CHARS, ReadError, Reading
from archive.attachments.lines import split
from archive.extract.decode import decode
from archive.extract.page import read_page


def read_html(data: bytes) -> Reading:
    """Read an HTML file as the crawler reads pages; where it has no body, all its visible lines.

    Raises:
        ReadError: it shows no text.
    """
    page = read_page(data, media_type="text/html")
    lines = page.text.splitlines() or page.lines
    if not lines:
        raise ReadError("The HTML file shows no text.")
    return Reading(lines, list(page.warnings))


def read_mhtml(data: bytes) -> Reading:
    """Read a web archive (RFC 2557), Word's "single file web page": its first HTML part.

    Raises:
        ReadError: it has no HTML part or shows no text.
    """
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return read_html(content if isinstance(content, bytes) else b"")
    raise ReadError("The web archive has no HTML part.")


def read_text(data: bytes) -> Reading:
    """Read a plain text file in whatever Chinese encoding it is.

    Raises:
        ReadError: it is blank.
    """
    text, _ = decode(data)
    lines = split(text[:MAX_CHARS])
    if not lines:
        raise ReadError("The text file is blank.")
    return Reading(lines, [f"The text was cut after {MAX_CHARS:,} characters."] if len(text) > MAX_CHARS else [])
