"""HTTP/1.1 answers as they come over the wire (RFC 9112), read as mildly as browsers read them: a pure state machine."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_HEAD = 64 * 1024
"""Bytes of status line and header; real ones have under 4 KB, some firewalls never stop."""
STATUS_LINE = re.compile(rb"HTTP/(\d\.\d)[ \t]+(\d{3})(?:[ \t]+(.*))?")
HEAD_END = re.compile(rb"\r?\n\r?\n")
LINE_END = re.compile(rb"\r?\n(?![ \t])")
"""A line that begins with a blank continues the one before it."""
FOLD = re.compile(rb"\r?\n[ \t]+")
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
CHUNK_END = re.compile(rb"\r?\n")
CHUNK_LINE = 4096
"""Bytes in which the size of a chunk must end."""
TRAILER_END = re.compile(rb"(?:\A|\n)\r?\n")
BODILESS = (204, 304)
MAX_WORDS = 20
"""Answers of the kind "100 Continue" before the real one; a host that never stops with them answers nothing."""
Pairs = list[tuple[bytes, bytes]]


class WireError(Exception):
    """Why a connection gave no whole answer; `reason` is one of the classes of crawler.base.faults."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(words)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer, the header as it was sent; chunks are joined, the content coding is kept."""

    version: str
    status: int
    phrase: bytes
    headers: Pairs
    body: bytes
    reusable: bool
    """Whether the connection can carry another question."""


@dataclass(frozen=True, slots=True)
class Wire:
    """What went over the wire for one request: the archive keeps it so."""

    asked: Pairs
    answer: Answer
    tls: str | None


class AnswerReader:
    """Reads one answer: feed it until it returns one, then drop it."""

    def __init__(self, limit: int, *, bodiless: bool = False) -> None:
        self.limit = limit
        self.bodiless = bodiless
        """Whether the question was HEAD."""
        self.buffer = bytearray()
        self.begun = False
        self._head: tuple[str, int, bytes, Pairs] | None = None
        self._length: int | None = None
        self._chunked = False
        self._left = 0
        self._body = bytearray()
        self._trailer = False
        self._words = 0
        self._doubtful = False
        """Whether the header tells two lengths: what stands behind the first one is no next answer (RFC 9112, 6.3)."""

    def feed(self, data: bytes) -> Answer | None:
        """Take what came; the answer once it is whole. Raises WireError on what is no HTTP, or too much of it."""
        self.begun = True
        self.buffer += data
        while self._head is None:
            found = HEAD_END.search(self.buffer, max(0, len(self.buffer) - len(data) - 3))
            if found is None or found.start() > MAX_HEAD:
                self._check_head()
                return None
            self._read_head(bytes(self.buffer[:found.start()]))
            del self.buffer[:found.end()]
        return self._chunk_body() if self._chunked else self._plain_body()

    def end(self, cause: Exception | None) -> Answer:
        """The connection ended: the answer where that is how it ends, else a WireError."""
        if self._head is None:
            if not self.begun or STATUS_LINE.match(self.buffer) or cause is not None:
                raise WireError("reset", "the connection ended before the answer began")
            raise WireError("bad_answer", f"the answer begins with {bytes(self.buffer[:40])!r}")
        if self._trailer and cause is None:             # only the empty line behind the last chunk is missing
            return self._whole(bytes(self._body), reusable=False)
        if self._length is not None or self._chunked:
            raise WireError("truncated", f"the connection ended {'' if self._chunked else f'{self._length} bytes were declared, '}"
                            f"{len(self._body) + len(self.buffer)} came")
        if cause is not None:
            raise WireError("reset", "the connection broke within the answer")
        return self._whole(bytes(self.buffer), reusable=False)

    # Head ---------------------------------------------------------------------------------------------------------

    def _check_head(self) -> None:
        """Raise WireError where what came cannot become a head."""
        line, newline, _ = self.buffer.partition(b"\n")
        if newline and not STATUS_LINE.fullmatch(line.rstrip(b"\r")):
            raise WireError("bad_answer", f"the answer begins with {bytes(line[:40])!r}")
        if len(self.buffer) > MAX_HEAD:
            raise WireError("reset", f"the header is longer than {MAX_HEAD} bytes; the connection was broken off")

    def _read_head(self, head: bytes) -> None:
        """Take the status line and the header lines, or pass over an interim answer (RFC 9110, 15.2)."""
        first, *lines = LINE_END.split(head)
        found = STATUS_LINE.fullmatch(first)
        if found is None:
            raise WireError("bad_answer", f"the answer begins with {first[:40]!r}")
        status = int(found[2])
        if 100 <= status < 200 and status != 101:       # a word on the way: the answer follows
            self._words += 1
            if self._words > MAX_WORDS:
                raise WireError("bad_answer", f"{self._words} times status {status} and no answer")
            return
        headers = [(name.strip(), FOLD.sub(b" ", value).strip()) for name, colon, value in
                   (line.partition(b":") for line in lines) if colon and name.strip()]
        self._head = found[1].decode(), status, (found[3] or b"").strip(), headers
        self._frame(status)

    def _frame(self, status: int) -> None:
        """Where the body ends: at once, with the last chunk, at its length, or with the connection."""
        if self.bodiless or status in BODILESS:
            self._length = 0
        elif b"chunked" in self._value(b"transfer-encoding"):
            self._chunked = True
        else:
            length, *more = (part.strip() for part in self._value(b"content-length").split(b","))   # some send it twice
            self._doubtful = any(other != length for other in more)
            self._length = int(length) if length.isdigit() and len(length) < 16 else None
        if self._length is not None and self._length > self.limit:
            raise WireError("too_large", f"{self._length} bytes are declared, the limit is {self.limit}")

    def _value(self, name: bytes) -> bytes:
        """The values of a header in lower case, joined by commas."""
        assert self._head is not None
        return b",".join([value for key, value in self._head[3] if key.lower() == name]).lower()

    # Body ---------------------------------------------------------------------------------------------------------

    def _plain_body(self) -> Answer | None:
        if self._length is None:
            self._check(len(self.buffer))
            return None
        if len(self.buffer) < self._length:
            return None
        return self._whole(bytes(self.buffer[:self._length]), reusable=len(self.buffer) == self._length)

    def _chunk_body(self) -> Answer | None:
        """Take whatever chunks are whole (RFC 9112, 7.1); the answer once the trailer has come."""
        while not self._trailer:
            if self._left:                              # the chunk and the line end behind it
                if len(self.buffer) < self._left + 2:
                    return None
                end = CHUNK_END.match(self.buffer, self._left)
                if end is None:
                    raise WireError("bad_answer", f"a chunk of {self._left} bytes does not end where it should")
                self._body += self.buffer[:self._left]
                del self.buffer[:end.end()]
                self._left = 0
            found = CHUNK.match(self.buffer)
            if found is None:
                if len(self.buffer) > CHUNK_LINE or b"\n" in self.buffer:
                    raise WireError("bad_answer", f"{bytes(self.buffer[:20])!r} is no size of a chunk")
                return None
            self._left = int(found[1], 16)
            self._check(len(self._body) + self._left)
            del self.buffer[:found.end()]
            self._trailer = not self._left
        found = TRAILER_END.search(self.buffer)
        if found is None:
            self._check_trailer()
            return None
        return self._whole(bytes(self._body), reusable=found.end() == len(self.buffer))

    def _check_trailer(self) -> None:
        if len(self.buffer) > MAX_HEAD:
            raise WireError("bad_answer", f"the trailer is longer than {MAX_HEAD} bytes")

    def _check(self, size: int) -> None:
        if size > self.limit:
            raise WireError("too_large", f"more than {self.limit} bytes came")

    def _whole(self, body: bytes, *, reusable: bool) -> Answer:
        assert self._head is not None
        version, status, phrase, headers = self._head
        wish = self._value(b"connection") or self._value(b"proxy-connection")
        keeps = b"close" not in wish and (version != "1.0" or b"keep-alive" in wish)
        return Answer(version, status, phrase, headers, body, reusable and keeps and not self._doubtful)
