"""The explorer of figures: an indicator over years for one place, or over places for one year; page and CSV."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Request, Response

from archive import i18n, regions
from archive.regions import Region
from archive.site import charts, indicators, languages, roll, series, sheets
from archive.site.addresses import absolute
from archive.site.problems import problem
from archive.site.series import Value
from archive.site.served import Site

YEAR = re.compile(r"(?:19|20)[0-9]{2}")
NAME_MAX = 30
"""Characters of a region's name in an address; the longest full names have 27."""
SHOWN = 80
"""Rows of the page; the CSV has all of them."""
YEARS_TRIED = 4
"""Newest years that are looked at for values where the address names no year."""
YEARS_OFFERED = 12
"""Newest years of reports that the page offers to choose from."""
DRAWN = 20
"""Bars of the drawing."""
CSV_COLUMNS = ("indicator", "name", "code", "region", "year", "value", "unit", "qualifier", "quote", "report", "address")


@dataclass(frozen=True, slots=True)
class Question:
    """What an address asks for; what makes no sense counts as not given."""

    indicator: str
    place: Region | None
    year: int | None
    level: str
    typed: str
    """The region as typed."""
    choices: tuple[Region, ...]
    """Regions that a typed name may mean, where it means several."""

    @property
    def over_years(self) -> bool:
        """Whether years of one place are compared, not places in one year."""
        return self.place is not None and self.year is None

    def query(self, **changes: object) -> str:
        """The same question with changes, as the arguments of an address."""
        given = {"indicator": self.indicator, "region": self.place.code if self.place else "", "year": self.year, "level": self.level}
        return "?" + urlencode({name: value for name, value in {**given, **changes}.items() if value})


def read_question(request: Request) -> Question:
    """Read the arguments of a request."""
    given = {name: (request.args.get(name) or "").strip() for name in ("indicator", "region", "year", "level")}
    found = _places(given["region"][:NAME_MAX])
    return Question(
        indicator=given["indicator"] if given["indicator"] in indicators.NAMES else "",
        place=found[0] if len(found) == 1 else None, year=int(given["year"]) if YEAR.fullmatch(given["year"]) else None,
        level=given["level"] if given["level"] in roll.GOVERNMENTS else "", typed=given["region"][:NAME_MAX],
        choices=tuple(found) if len(found) > 1 else (),
    )


def _places(words: str) -> list[Region]:
    """The regions that a code or a name means."""
    row = regions.load().by_code(words) if words.isdigit() else None
    found = [row] if row else regions.load().by_name(words) if words else []
    return [one for one in found if one.code in roll.governments()]


def _values(conn: sqlite3.Connection, asked: Question) -> tuple[list[Value], int | None, list[int]]:
    """The values that answer a question; where places are compared, also the year that applies and the newest years to choose from."""
    scope = {asked.place.code} if asked.over_years and asked.place else roll.within(asked.place.code if asked.place else "")
    reports = series.own_reports(conn, scope)
    if asked.over_years:
        return series.values(conn, reports, asked.indicator), None, []
    fitting = [one for one in reports if asked.level in ("", one.level)]
    years = sorted({one.year for one in fitting}, reverse=True)[:YEARS_OFFERED]
    for year in [asked.year] if asked.year else years[:YEARS_TRIED]:
        found = series.values(conn, [one for one in fitting if one.year == year], asked.indicator)
        if found:
            return sorted(found, key=lambda one: -one.value), year, years
    return [], asked.year or next(iter(years), None), years


async def page(site: Site, request: Request) -> Response:
    """Form, drawing and table; without an indicator, the list of indicators."""
    asked = read_question(request)

    def work(conn: sqlite3.Connection) -> Response:
        missing = bool(asked.typed) and not (asked.place or asked.choices)
        context: dict[str, Any] = {"asked": asked, "groups": indicators.groups(), "missing": missing}
        if not asked.indicator or asked.choices or missing:
            title = i18n.text("figures.title")
            return site.page("indicators.html", {**context, "found": None, "heading": title, "marked_heading": title})
        found, year, years = _values(conn, asked)
        shown = found[:SHOWN]
        anchors = series.anchors(conn, shown)
        rows = [(one, _name(one), site.link(_address(one, anchors))) for one in shown]
        heading = str(_heading(asked, year, i18n.text))
        return site.page("indicators.html", {
            **context, "found": found, "rows": rows, "heading": heading, "chart": _chart(asked, found, heading),
            "unit": series.main_unit(found), "levels": _levels(site, asked), "drawn": DRAWN,
            "years": [(str(one), site.link("/figures") + asked.query(year=one), one == year) for one in years],
            "marked_heading": _heading(asked, year, languages.rich),
        })

    return await site.read(work)


def _name(one: Value) -> str:
    return roll.governments()[one.entry.code].full_name


def _address(one: Value, anchors: dict[tuple[int, int], str]) -> str:
    """Where the words of a value stand in its report."""
    return f"/report/{one.report}#{anchors.get((one.entry.rowid, one.start), '')}".rstrip("#")


def _levels(site: Site, asked: Question) -> list[tuple[str, str, bool]]:
    """The levels of governments to choose from: (name, address, whether chosen)."""
    names = {"": i18n.text("figures.levels"), **{level: i18n.label(i18n.LEVELS, level) for level in roll.GOVERNMENTS}}
    return [(name, site.link("/figures") + asked.query(level=level), level == asked.level) for level, name in names.items()]


def _heading(asked: Question, year: int | None, say: Callable[..., str]) -> str:
    """What is shown, in words: as text for the title, marked up (`languages.rich`) for the page."""
    name, place = indicators.name(asked.indicator), asked.place
    where: str = i18n.text("figures.nation")
    if place:
        where = languages.region(place.full_name, place.code) if say is languages.rich else place.full_name
    if asked.over_years:
        return say("figures.over_years", name=name, region=where)
    return say("figures.over_places", name=name, year=year, region=where) if year else say("figures.of", name=name, region=where)


def _chart(asked: Question, found: Sequence[Value], heading: str) -> str:
    """A line over years, or bars of the highest values."""
    unit, join = series.main_unit(found), i18n.text("join.clauses").join
    same = [one for one in found if one.unit == unit]
    if asked.over_years:
        words = join(f"{one.entry.year}: {charts.number(one.value)}{unit}" for one in same)
        return charts.line([(one.entry.year, one.value) for one in same], title=heading, desc=words)
    points = [charts.Point(roll.governments()[one.entry.code].name, one.value) for one in same[:DRAWN]]
    return charts.rows(points, title=heading, desc=join(f"{one.label}: {charts.number(one.value)}{unit}" for one in points))


async def as_csv(site: Site, request: Request) -> Response:
    """All values as CSV, each with its words and the address of its paragraph."""
    asked = read_question(request)
    if not asked.indicator or (asked.typed and asked.place is None):
        return problem(site, 404)

    def work(conn: sqlite3.Connection) -> Response:
        found, *_ = _values(conn, asked)
        anchors = series.anchors(conn, found)
        rows = [{
            "indicator": one.indicator, "name": indicators.name(one.indicator), "code": one.entry.code, "region": _name(one),
            "year": one.entry.year, "value": one.value, "unit": one.unit, "qualifier": one.qualifier, "quote": one.quote,
            "report": one.report, "address": absolute(site, request, _address(one, anchors)),
        } for one in found]
        return sheets.as_csv(CSV_COLUMNS, rows, f"figures-{asked.indicator}")

    return await site.read(work)
