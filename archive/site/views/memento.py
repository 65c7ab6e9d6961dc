"""Captures as Memento (RFC 7089) serves them: TimeMap, TimeGate, and each capture as bytes to save, never shown, never run."""

from __future__ import annotations

import json
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import times
from archive.site import memento
from archive.site.addresses import absolute
from archive.site.memento import History, Links, Memento
from archive.site.problems import problem
from archive.site.served import Site
from archive.site.views.report import raw

VARY = {"vary": "accept-datetime"}


async def _history(site: Site, request: Request) -> tuple[History, Links] | None:
    """The captures of the address that a path ends with, and the addresses around them."""
    urls = memento.asked_url(request.url_vars["url"], request.query_string)
    found = await site.read(lambda conn: memento.history(conn, urls))
    return (found, Links(absolute(site, request, ""), found)) if found else None


async def timemap(site: Site, request: Request) -> Response:
    """All captures of an address."""
    form = request.url_vars["form"]
    asked = await _history(site, request)
    if asked is None:
        return problem(site, 404, json=form == "json")
    found, links = asked
    if form == "json":
        return Response(json.dumps(_object(found, links), indent=1), content_type="application/json; charset=utf-8")
    return Response(",\n".join(links.all()) + "\n", content_type=memento.LINK_FORMAT)


def _object(found: History, links: Links) -> dict[str, Any]:
    """A TimeMap as the aggregators of Memento write it in JSON; times are ISO 8601."""
    every = [{"datetime": times.iso(one.moment), "uri": links.memento(one)} for one in found.mementos]
    return {
        "original_uri": links.original, "timegate_uri": links.timegate,
        "timemap_uri": {"link_format": links.timemap("link"), "json_format": links.timemap("json")},
        "mementos": {"first": every[0], "last": every[-1], "list": every},
    }


async def timegate(site: Site, request: Request) -> Response:
    """Lead to the capture that is nearest to the time in Accept-Datetime; without one to the newest."""
    header = request.headers.get("accept-datetime")
    moment = memento.wanted(header) if header else None
    if header and moment is None:
        return problem(site, 400)
    asked = await _history(site, request)
    if asked is None:
        return problem(site, 404)
    found, links = asked
    return _redirect(links, found.nearest(moment) if moment else found.mementos[-1], VARY)


def _redirect(links: Links, one: Memento, headers: dict[str, str]) -> Response:
    return Response("", status=302, headers={"location": links.memento(one), "link": links.around(), **headers})


async def page(site: Site, request: Request) -> Response:
    """One capture as bytes to save; a time at which there was none leads to the nearest capture."""
    asked = await _history(site, request)
    try:
        moment = times.parse(request.url_vars["stamp"])
    except ValueError:
        asked = None
    if asked is None:
        return problem(site, 404)
    found, links = asked
    one = found.nearest(moment)
    if one.moment != moment:
        return _redirect(links, one, {})
    answer = await raw(site, one.place, f"memento-{one.stamp}")
    if answer.status == 200:
        answer.headers.update({"Memento-Datetime": one.date, "Link": links.around()})
    return answer
