"""Slow hosts hold up nobody else: not the other portals of a process, not the other hosts of a portal."""

from __future__ import annotations

import asyncio
import threading

import pytest

from crawler.places import Places

OWN_PAGES = 12
PATIENCE = 10.0
"""Seconds after which a host that waits for the others gives up: then they were held up."""


async def begun(places, slow, quick):
    """How many of `quick` short crawls end while the `slow` ones before them are still at work."""
    ended, over = [], asyncio.Event()

    async def one(name):
        async with places.place():
            if name < slow:
                await over.wait()
        ended.append(name)

    crawls = [asyncio.ensure_future(one(name)) for name in range(slow + quick)]
    await asyncio.sleep(0.3)
    count = len(ended)
    over.set()
    await asyncio.gather(*crawls)
    return count


@pytest.mark.parametrize(("slow", "most", "patience", "ended"), [
    (1, 9, 60, 5),      # there is room beside it
    (2, 9, 60, 0),      # both places are taken, and the others wait
    (2, 9, 0.05, 5),    # … but not for ever
    (6, 6, 0.05, 0),    # no more than so many at all
])
def test_a_slow_crawl_makes_room(slow, most, patience, ended):
    assert asyncio.run(begun(Places(2, most, patience), slow, 5)) == ended


def test_every_place_is_given_back_once():
    async def main():
        places = Places(1, 3, 0.02)
        for wait in (0.0, 0.05, 0.0):
            async with places.place():
                await asyncio.sleep(wait)
        return await begun(places, 1, 0), places._young._value, places._all._value

    assert asyncio.run(main()) == (0, 1, 3)


@pytest.mark.parametrize("ports", ["one host name, other ports", "other host names"])
def test_slow_hosts_of_a_portal_do_not_hold_up_its_own(make_site, kit, tmp_path, ports):
    asked, all_asked, waited = [], threading.Event(), []

    def quick(handler):
        asked.append(handler.path)
        if len(asked) == OWN_PAGES:
            all_asked.set()
        return 200, kit.HTML, kit.page()

    def slow(_handler):
        waited.append(all_asked.wait(PATIENCE))
        return 200, kit.HTML, kit.page()

    hosts = [make_site({kit.report(n): slow for n in (1, 2)}, f"127.0.0.{1 if ports.startswith('one') else 11 + k}") for k in range(6)]
    links = [f"{host.url}{kit.report(n)}" for n in (1, 2) for host in hosts] + [kit.report(n) for n in range(3, 3 + OWN_PAGES)]
    items = "".join(f'<li><a href="{link}">青山县{2000 + n}年法治政府建设年度报告</a><span>2024-03-04</span></li>' for n, link in enumerate(links))
    site = make_site({"/xw/gg/gg.html": f"<html><body><ul>{items}</ul></body></html>",
                      **{kit.report(n): quick for n in range(3, 3 + OWN_PAGES)}})
    folder = kit.write_portals(tmp_path / "p", {"hill": {
        "url": site.url, "family": "generic", "hosts": [host.url.removeprefix("http://") for host in hosts]}})
    done = kit.crawl(tmp_path / "data", folder, options=["DOWNLOAD_TIMEOUT=60"])
    assert (done.code, len(waited), all(waited)) == (0, 12, True), done.stderr
