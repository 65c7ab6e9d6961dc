"""The advanced search: a form that works without script and leads to an ordinary address of the search."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Request, Response

from archive import find, regions
from archive.model import KINDS, LEVELS, ROLES
from archive.regions import Region
from archive.search.columns import snapshot
from archive.site.asked import CONDITIONS, MAX_QUERY, Asked, clean, fits, read_asked
from archive.site.served import Site

WORDS = ("q", "phrase", "any", "title", "none")
"""Fields that become the query, in its order."""
PLACES = ("county", "city", "province")
"""Fields that become the condition `region`, the narrowest first."""
SPANS = ("year_from", "year_to")
"""Fields that become the condition `year`."""
FIELDS = (*WORDS, *PLACES, *SPANS, "sort", *CONDITIONS)
MAX_ISSUERS = 300
"""Bodies with the most reports, which a browser may offer while a name is typed."""
ISSUERS_SQL = """select issuer from documents where in_index = 1 and issuer is not null
    group by issuer order by count(*) desc, issuer limit ?"""


async def page(site: Site, request: Request) -> Response:
    """The form, filled from an address of the search; with `go`, the way to the search that it describes."""
    given = {name: clean(request.args.get(name) or "")[:MAX_QUERY] for name in FIELDS}
    asked = _asked(given, read_asked(request.args))
    if request.args.get("go"):
        return Response.redirect(site.link(asked.address()))

    def work(conn: sqlite3.Connection) -> Response:
        with snapshot(conn) as view:
            issuers = view.once("most active issuers", lambda: [row[0] for row in view.rows(ISSUERS_SQL, (MAX_ISSUERS,))])
        return site.page("advanced.html", {
            **_choices(asked), "given": _refilled(given, asked), "issuers": issuers, "q": "", "sorts": find.SORTS,
            "roles": [role for role in ROLES if role not in {"signature", "other"}], "levels": LEVELS, "kinds": (*KINDS, "any"),
        })

    return await site.read(work, snapshot=False)


def _asked(given: Mapping[str, str], plain: Asked) -> Asked:
    """The search that the fields describe."""
    asked = plain.but(query=query_of(given)[:MAX_QUERY], page=1)
    region = _region(given)
    if region:
        asked = asked.given("region", region)
    if any(given[name] for name in SPANS):
        first, last = (given[name] if fits(CONDITIONS["year"], given[name]) and given[name].isdigit() else "" for name in SPANS)
        span = first if first == last else "-".join(sorted((first, last)) if first and last else (first, last))
        asked = asked.given("year", span or None)
    return asked


def query_of(given: Mapping[str, str]) -> str:
    """The query that the fields for words describe.

    >>> query_of({"q": "复议", "phrase": "依法 行政", "any": "听证 评估", "title": "年度", "none": "试点"})
    '复议 "依法 行政" 听证 OR 评估 title:年度 -试点'
    """
    bare = {name: given[name].replace('"', " ").split() for name in WORDS}
    parts = [given["q"], f'"{" ".join(bare["phrase"])}"' if bare["phrase"] else "", " OR ".join(bare["any"])]
    parts += [f"title:{word}" for word in bare["title"]]
    parts += [f"-{word.lstrip('-')}" for word in bare["none"] if word.strip("-")]
    return " ".join(filter(None, parts))


def _region(given: Mapping[str, str]) -> str:
    """The narrowest place that lies within the wider ones that were chosen with it."""
    table = regions.load()
    codes = [given[name] for name in PLACES if table.by_code(given[name])]
    for place, code in enumerate(codes):
        if all(table.inside(code, wider) for wider in codes[place + 1:]):
            return code
    return ""


def _choices(asked: Asked) -> dict[str, Any]:
    """The places to choose from on each level: the provinces, and what lies within the chosen place and those above it."""
    table = regions.load()
    chain = list(table.chain(asked.conditions.get("region", "")))[::-1][:len(PLACES)]
    lists = [_within(None)] + [_within(row.code) for row in chain[:len(PLACES) - 1]]
    names = PLACES[::-1]
    return {
        "places": [(name, rows, chain[level].code if level < len(chain) else "")
                   for level, (name, rows) in enumerate(zip(names, lists, strict=False)) if rows],
        "deepest": len(chain) >= len(PLACES) or not _within(chain[-1].code if chain else None),
    }


def _within(code: str | None) -> list[Region]:
    """The regions in force directly below one, or the provinces."""
    return [row for row in regions.load().rows() if row.valid_to is None and row.parent == code]


def _refilled(given: Mapping[str, str], asked: Asked) -> dict[str, str]:
    """What stands in the fields: what was typed; the years of an ordinary address in the two fields for them."""
    first, dash, last = given["year"].partition("-")
    if asked.conditions.get("year") == given["year"] and given["year"]:
        return {**given, "year_from": first, "year_to": last if dash else first}
    return dict(given)
