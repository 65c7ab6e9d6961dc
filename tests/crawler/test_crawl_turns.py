"""Turns of hosts, limits of portals: who waits how long, and who is left alone."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise

import pytest

from archive.store import Archive
from crawler.base.faults import RefusedRequest
from crawler.base.limits import Limits
from crawler.gate import HostGate
from crawler.middlewares.retry import retry_after


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "data") as opened:
        yield opened


def run_turns(gate, hosts, delay):
    async def one(host, log):
        async with gate.turn(host, delay, f"http://{host}/"):
            log.append((host, time.monotonic()))
            await asyncio.sleep(0.01)

    async def all_of_them():
        log = []
        await asyncio.gather(*(one(host, log) for host in hosts))
        return log
    return asyncio.run(all_of_them())


def test_turns_keep_the_delay_and_hosts_do_not_wait_for_each_other(archive):
    gate = HostGate(archive, max_pause=10, jitter=0)
    began = time.monotonic()
    log = run_turns(gate, ["a:80", "b:80", "a:80", "b:80", "a:80"], 0.1)
    for host in ("a:80", "b:80"):
        at = [moment for name, moment in log if name == host]
        assert min(later - earlier for earlier, later in pairwise(at)) >= 0.1
    assert time.monotonic() - began < 0.5


def test_the_delay_outlives_the_process(archive):
    run_turns(HostGate(archive, max_pause=10, jitter=0), ["a:80"], 0.3)
    began = time.monotonic()
    run_turns(HostGate(archive, max_pause=10, jitter=0), ["a:80"], 0.3)
    assert 0.2 < time.monotonic() - began < 0.6


def test_long_pauses_and_clocks_set_back(archive):
    gate = HostGate(archive, max_pause=1, jitter=0)
    gate.pause("a:80", 50)
    with pytest.raises(RefusedRequest, match="a:80 wants to be left alone for another 50 s"):
        run_turns(gate, ["a:80"], 0.0)
    gate.pause("b:80", 1000 * 86400)
    assert run_turns(gate, ["b:80"], 0.0)


def test_stop_wakes_the_waiting(archive):
    async def main():
        gate = HostGate(archive, max_pause=60, jitter=0)
        gate.pause("a:80", 30)
        asyncio.get_running_loop().call_later(0.05, gate.stopping.set)
        with pytest.raises(RefusedRequest, match="the run was stopped"):
            async with gate.turn("a:80", 0, "http://a/"):
                pass
    began = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - began < 2


def test_limits():
    limits = Limits(page_cap=100)
    for _ in range(7):
        limits.asked += 1
        limits.heard("blocked")
    assert limits.refusal("u") is None
    limits.asked += 1
    assert limits.refusal("u").reason == "blocked"
    busy = Limits(page_cap=30, asked=30, good=30)
    assert busy.refusal("u").reason == "cap"
    single = Limits(page_cap=100, asked=50, good=25)
    for reason in ("blocked", None) * 12:
        single.heard(reason)
    assert single.refusal("u") is None


@pytest.mark.parametrize(("value", "seconds"), [
    ("5", 5.0), ("-5", None), ("", None), (None, None), ("Thu, 01 Jan 1970 00:02:00 GMT", 60.0),
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("tomorrow", None),
])
def test_retry_after(value, seconds):
    assert retry_after(value, now=60.0) == seconds
