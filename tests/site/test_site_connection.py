"""A connection that says too much, or too little for too long, is ended; an honest one is not."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from uvicorn.server import ServerState

from archive.site import connection
from archive.site.connection import MOST_HEAD, TOO_LARGE, Connection

SECONDS = 0.3
ASKED = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LARGE = b"x" * (2 * MOST_HEAD)


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    """Sets how long a request may take; half a blink where nothing else is said."""
    def to(seconds):
        monkeypatch.setattr(connection, "SECONDS", seconds)

    to(SECONDS)
    return to


async def app(scope, receive, send):
    """Tells the length of the body; /slow takes its time, /large sends 40 MB."""
    length, more = 0, scope["method"] == "POST"
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    if scope["path"] == "/slow":
        await asyncio.sleep(2 * connection.SECONDS)
    body = bytes(40_000_000) if scope["path"] == "/large" else str(length).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def reader():
    """Both ends of a connection to a server."""
    config, state = uvicorn.Config(app, log_level="critical", access_log=False), ServerState()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(config, state, {}), "127.0.0.1", 0)
    reading, writing = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reading, writing, state
    finally:
        writing.close()
        server.close()


def told(*parts, pause=0.01, wait=10.0):
    """All that comes back for some bytes until the server ends the connection, or for `wait` seconds after them: (bytes, ended)."""
    found = bytearray()

    async def take(reading):
        with suppress(ConnectionError):
            while part := await reading.read(65_536):
                found.extend(part)

    async def talk():
        async with reader() as (reading, writing, _):
            taking = asyncio.ensure_future(take(reading))
            with suppress(ConnectionError):
                for part in parts:
                    writing.write(part)
                    await writing.drain()
                    await asyncio.sleep(pause)
            done, _ = await asyncio.wait([taking], timeout=wait)
            taking.cancel()
            return bool(done)

    ended = asyncio.run(talk())
    return bytes(found), ended


@pytest.mark.parametrize("parts", [
    (), (b"G",), (ASKED[:-2],), (b"\r\n",), (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n12345",), (ASKED, b"\r\n"), (ASKED, b"GET "),
])
def test_who_does_not_ask_in_time_is_shut_out(parts):
    answer, ended = told(*parts)
    assert ended
    assert answer.count(b"200 OK") == parts.count(ASKED)


def test_time_does_not_begin_anew_with_every_byte():
    trickle = [bytes([one]) for one in ASKED[:-4]]
    answer, ended = told(*trickle[:8], pause=SECONDS / 4)
    assert (answer, ended) == (b"", True)


@pytest.mark.parametrize("head", [
    (ASKED[:-2] + b"X: ", LARGE), (b"GET /", LARGE), (ASKED[:-2], b"".join(b"X-%d: a\r\n" % one for one in range(5_000))),
    (ASKED, ASKED[:-2] + b"X: ", LARGE),
])
def test_a_head_of_any_length_is_not_read(head):
    answer, ended = told(*head)
    assert ended
    assert answer.replace(TOO_LARGE, b"").count(b"HTTP/1.1") == head.count(ASKED)


def test_a_large_body_is_no_head(hurried):
    hurried(30)
    post = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % (3 * len(LARGE))
    answer, _ = told(post, LARGE, LARGE, LARGE)
    assert answer.endswith(str(3 * len(LARGE)).encode())


def test_kept_connections_and_slow_answers_go_on(hurried):
    hurried(0.6)
    answer, ended = told(ASKED, ASKED, ASKED, ASKED.replace(b"/ ", b"/slow "), pause=0.3, wait=1.5)
    assert answer.count(b"200 OK") == 4
    assert not ended


@pytest.mark.parametrize("parts", [(ASKED[:9], ASKED[9:]), (ASKED + ASKED[:9], ASKED[9:])])
def test_a_request_in_two_pieces_and_two_in_one_are_answered(hurried, parts):
    hurried(30)
    answer, ended = told(*parts, wait=0.4)
    assert answer.count(b"200 OK") == len(b"".join(parts)) // len(ASKED)
    assert not ended


def large(read):
    """Whether the connection is still there a second after a reader has asked for much; `read` is awaited meanwhile."""

    async def talk():
        async with reader() as (reading, writing, state):
            writing.write(ASKED.replace(b"/ ", b"/large "))
            await asyncio.sleep(0.1)
            assert len(state.connections) == 1
            await read(reading)
            return bool(state.connections)

    return asyncio.run(talk())


def test_who_takes_nothing_of_an_answer_is_shut_out(hurried, monkeypatch):
    async def nothing(_reading):
        await asyncio.sleep(1)

    hurried(30)
    monkeypatch.setattr(connection, "STUCK", 0.3)
    assert not large(nothing)
    monkeypatch.setattr(connection, "STUCK", 30)
    assert large(nothing)


def test_who_takes_an_answer_slowly_gets_all_of_it(hurried, monkeypatch):
    async def slowly(reading):
        await reading.readuntil(b"\r\n\r\n")
        for _ in range(25):
            await reading.readexactly(40_000_000 // 25)
            await asyncio.sleep(0.05)

    hurried(30)
    monkeypatch.setattr(connection, "STUCK", 0.5)
    assert large(slowly)


class Wire:
    """Notes what is written at once."""

    def __init__(self):
        self.sent, self.closed = [], False

    def write(self, data):
        self.sent.append(bytes(data))

    def writelines(self, parts):
        self.sent.append(b"".join(parts))

    def close(self):
        self.closed = True


def test_a_head_leaves_with_what_follows_and_never_waits_for_long():
    async def run():
        wire = Wire()
        joined = connection.Joined(wire, asyncio.get_running_loop())
        for part in (b"HTTP/1.1 200 OK\r\n\r\n", b"body", b"more"):
            joined.write(part)
        assert wire.sent == [b"HTTP/1.1 200 OK\r\n\r\nbody", b"more"]
        joined.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await asyncio.sleep(0)
        assert wire.sent[2:] == [b"HTTP/1.1 200 OK\r\n\r\n"]
        joined.write(b"HTTP/1.1 431 Too Large\r\n\r\n")
        joined.close()
        await asyncio.sleep(0)
        assert (wire.sent[3:], wire.closed) == ([b"HTTP/1.1 431 Too Large\r\n\r\n"], True)

    asyncio.run(run())
