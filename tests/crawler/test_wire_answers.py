"""HTTP answers byte by byte: what is read, what is forgiven, what has which reason class."""

from __future__ import annotations

import pytest

from crawler.base.answer import MAX_HEAD, AnswerReader, WireError

OK = b"HTTP/1.1 200 OK\r\n"
WHOLE = {
    "length": (OK + b"Content-Length: 3\r\n\r\nabc", b"abc", True),
    "no_body": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b"", True),
    "chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n", b"abcde", True),
    "long_chunk_size": (OK + b"transfer-encoding: CHUNKED\r\n\r\n00000003\r\nabc\r\n0\r\n\r\n", b"abc", True),
    "chunks_beat_length": (OK + b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", b"a", True),
    "length_twice": (OK + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", b"abc", True),
    "bare_line_feeds": (b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", b"abc", True),
    "no_phrase": (b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", b"abc", True),
    "line_without_colon": (OK + b"what is this\r\nContent-Length: 3\r\n\r\nabc", b"abc", True),
    "folded_line": (OK + b"X-Long: a\r\n  b\r\nContent-Length: 3\r\n\r\nabc", b"abc", True),
    "word_on_the_way": (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 3\r\n\r\nabc", b"abc", True),
    "close": (OK + b"Connection: Close\r\nContent-Length: 3\r\n\r\nabc", b"abc", False),
    "old": (b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc", b"abc", False),
    "old_but_kept": (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc", b"abc", True),
    "chunks_of_line_feeds": (OK + b"Transfer-Encoding: chunked\n\n3\nabc\n0\n\n", b"abc", True),
    "last_line_missing": (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", b"abc", False),
    "two_lengths": (OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc", b"abc", False),
    "list_of_lengths": (OK + b"Content-Length: 3, 3\r\n\r\nabc", b"abc", True),
    "many_words": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20 + OK + b"Content-Length: 3\r\n\r\nabc", b"abc", True),
    "empty_chunked": (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"", True),
}
"""Case -> (bytes, body, whether the connection may be used again)."""
BROKEN = {
    "nothing": (b"", "reset"),
    "blank": (b"\r\n", "bad_answer"),
    "http_0_9": (b"<html>old</html>", "bad_answer"),
    "ftp": (b"220 ready\r\n\r\n", "bad_answer"),
    "bad_status": (b"HTTP/1.1 abc\r\n\r\n", "bad_answer"),
    "half_a_head": (OK + b"X-A: b\r\n", "reset"),
    "endless_head": (OK + b"X: " + b"a" * MAX_HEAD, "reset"),
    "short": (OK + b"Content-Length: 9\r\n\r\nabc", "truncated"),
    "cut_chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc", "truncated"),
    "no_last_chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "truncated"),
    "no_chunk_size": (OK + b"Transfer-Encoding: chunked\r\n\r\nhello\r\n", "bad_answer"),
    "negative_chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n", "bad_answer"),
    "endless_chunk_size": (OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 5000, "bad_answer"),
    "chunk_longer_than_its_size": (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc5\r\nhello\r\n0\r\n\r\n", "bad_answer"),
    "only_words": (b"HTTP/1.1 100 Continue\r\n\r\n" * 21, "bad_answer"),
    "declared_too_large": (OK + b"Content-Length: 1001\r\n\r\n", "too_large"),
    "chunk_too_large": (OK + b"Transfer-Encoding: chunked\r\n\r\nffffff\r\n", "too_large"),
    "endless": (OK + b"\r\n" + b"a" * 1001, "too_large"),
}
"""Case -> (bytes before the connection ends, reason class)."""


def read(data, step, cause=None):
    """What a reader makes of bytes that come in pieces, then of the end of the connection."""
    reader = AnswerReader(1000)
    for start in range(0, len(data), step):
        if answer := reader.feed(data[start:start + step]):
            return answer
    return reader.end(cause)


@pytest.mark.parametrize("step", [1, 7, 10_000])
@pytest.mark.parametrize("name", WHOLE)
def test_whole_answers(name, step):
    data, body, reusable = WHOLE[name]
    answer = read(data, step)
    assert (answer.body, answer.reusable) == (body, reusable)
    assert answer.status == (304 if name == "no_body" else 200)


@pytest.mark.parametrize("step", [1, 999, 100_000])
@pytest.mark.parametrize("name", BROKEN)
def test_broken_answers(name, step):
    data, reason = BROKEN[name]
    with pytest.raises(WireError) as caught:
        read(data, step)
    assert caught.value.reason == reason


def test_the_header_is_kept_as_it_was_sent():
    answer = read(b"HTTP/1.1 200 Alles Gut\r\nx-odd-CASE:  a \r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nEmpty:\r\nContent-Length: 0\r\n\r\n", 5)
    assert answer.phrase == b"Alles Gut"
    assert answer.headers == [(b"x-odd-CASE", b"a"), (b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=2"), (b"Empty", b""),
                              (b"Content-Length", b"0")]


def test_without_a_length_the_connection_ends_the_body_unless_it_breaks():
    data = b"HTTP/1.0 200 OK\r\n\r\n<html>"
    assert (read(data, 4).body, read(data, 4).reusable) == (b"<html>", False)
    assert read(OK + b"Content-Length: many\r\n\r\nabc", 50).body == b"abc"
    with pytest.raises(WireError) as caught:
        read(data, 4, ConnectionResetError())
    assert caught.value.reason == "reset"


def test_more_than_was_declared_is_left_and_ends_the_connection():
    answer = read(OK + b"Content-Length: 3\r\n\r\nabcdef", 100)
    assert (answer.body, answer.reusable) == (b"abc", False)


def test_an_answer_to_head_has_no_body():
    answer = AnswerReader(10, bodiless=True).feed(OK + b"Content-Length: 999999\r\n\r\n")
    assert answer is not None
    assert answer.body == b""
