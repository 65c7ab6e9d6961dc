"""What can go wrong on purpose: every fault by name, what it does, and the answers that only faults give."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import replace

from archive.errors import UsageError
from crawler.demo.catalogue import KEYS, documents, newest_first
from crawler.demo.site import HTML, Answer, Asked, Portal

FAULTS = {
    "drop_last_page": "the last page of every list gives no entries",
    "larger_total": "every list declares seven entries more than it gives",
    "same_page": "every further page of a list repeats the first one",
    "throttle_once": "the fourth request is answered 429 with Retry-After: 1",
    "unavailable_once": "the fourth request is answered 503",
    "challenge_412": "every page is a browser challenge with status 412",
    "challenge_521": "every page is a cookie challenge with status 521",
    "challenge_one": "the newest report, and it alone, is a challenge with status 412",
    "redirect_away": "the newest report redirects to another host of this machine",
    "truncated_gzip": "the newest report comes as gzip that breaks off in the middle",
    "short_body": "the newest report declares more bytes than it sends",
    "slow": "every answer takes half a second",
    "counter": "the visit counter shows another number on every request",
    "soft_404": "an address where nothing stands answers 200 with an error text",
    "robots_deny": "robots.txt forbids everything",
    "robots_403": "robots.txt answers 403",
    "robots_500": "robots.txt answers 500",
    "no_validators": "no ETag and no Last-Modified are sent",
}
"""Name of each fault -> what it does."""
TURN = 3
"""Requests answered before a fault that strikes once; robots.txt counts."""
SLOW = 0.5
"""Seconds that an answer takes under `slow`."""
AWAY = "http://127.0.0.2"
"""The other host to which `redirect_away` leads: loopback too, but not the portal's."""


def checked(faults: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return the faults of each portal; a UsageError names an unknown portal or fault."""
    found: dict[str, frozenset[str]] = dict.fromkeys(KEYS, frozenset())
    for key, names in faults.items():
        if key not in found:
            raise UsageError(f"There is no demo portal {key!r} to put faults on; use one of {', '.join(KEYS)}.")
        if unknown := sorted(set(names) - set(FAULTS)):
            raise UsageError(f"There is no fault {unknown[0]!r} for demo portal {key!r}; use one of {', '.join(FAULTS)}.")
        found[key] = frozenset(names)
    return found


def victim(key: str) -> str:
    """Id of the page that the faults of a single page strike: the newest report with a text of its own."""
    return newest_first(page for page in documents() if page.portal == key and page.kind == "annual_report"
                        and page.verdict == "ok")[0].id


def before(portal: Portal, asked: Asked) -> Answer | None:
    """Return the answer of a fault that strikes whatever is asked, else None."""
    faults = portal.faults
    if asked.path == "/robots.txt":
        return _robots(faults)
    if asked.count == TURN and "throttle_once" in faults:
        return Answer(b"Too Many Requests", 429, "text/plain", headers={"Retry-After": "1"})
    if asked.count == TURN and "unavailable_once" in faults:
        return Answer(b"Service Unavailable", 503, "text/plain")
    for status in (412, 521):
        if f"challenge_{status}" in faults:
            return challenge(portal, status)
    return None


def _robots(faults: frozenset[str]) -> Answer | None:
    """Return the robots.txt of a fault."""
    if "robots_deny" in faults:
        return Answer(b"User-agent: *\nDisallow: /\n", media_type="text/plain")
    for status in (403, 500):
        if f"robots_{status}" in faults:
            return Answer(b"", status, "text/plain")
    return None


def challenge(portal: Portal, status: int) -> Answer:
    """Return a challenge page as the two most frequent walls send it."""
    cookie = "wall_demo=60made-up; path=/" if status == 412 else "__jsluid_h=made-up; path=/; HttpOnly"
    return Answer(portal.fill(f"challenge_{status}").encode(), status, HTML, headers={"Set-Cookie": cookie})


def after(portal: Portal, answer: Answer, port: int) -> Answer:
    """Change the answer of the one page that single faults strike."""
    if answer.document != victim(portal.site.key):
        return answer
    if "challenge_one" in portal.faults:
        return challenge(portal, 412)
    if "redirect_away" in portal.faults:
        return Answer(status=302, headers={"Location": f"{AWAY}:{port}/elsewhere.html"})
    if "truncated_gzip" in portal.faults:
        packed = gzip.compress(answer.body, mtime=0)
        return replace(answer, body=packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"})
    if "short_body" in portal.faults:
        return replace(answer, headers={"Content-Length": str(len(answer.body) + 500)})
    return answer
