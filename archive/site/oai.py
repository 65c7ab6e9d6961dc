"""OAI-PMH 2.0 (openarchives.org/OAI/openarchivesprotocol.html): what may be asked, and where a list goes on.

A token holds the whole question and the place of its last record, so that the server keeps nothing. Lists go by the time of the
last change: a record that changes while it is harvested moves to the end, and none is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

PREFIX = "oai_dc"
DAY, SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
"""The two granularities of `from` and `until`."""
FIRST, LAST = "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"

VERBS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
"""Verb -> the arguments that it must have, and those that it may have."""
GOES_ON = {"ListSets", "ListIdentifiers", "ListRecords"}
"""Verbs that a resumption token may go with, then as the only argument."""
SETS: Mapping[str, str] = {"region": "substr(region_code, 1, 2) || '0000'", "year": "cast(report_year as text)"}
"""Kind of a set -> the value by which a document belongs to one: its province (330000), or its report year."""

_SET = re.compile(rf"({'|'.join(SETS)})-([0-9]{{4,6}})")
_TOKEN = re.compile(rf"{PREFIX}!([0-9TZ:-]*)!([0-9TZ:-]*)!([a-z0-9-]*)!([0-9TZ:-]{{20}})!([0-9]{{1,15}})!([0-9]{{1,12}})")


class OaiError(Exception):
    """An error of the protocol: its code and a sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Window:
    """What a list shows: a stretch of time, a set, and how far it has come."""

    since: str = ""
    until: str = ""
    """As asked, in either granularity."""
    of: str = ""
    """Set, "" for all."""
    place: tuple[str, int] = (FIRST, 0)
    """Datestamp and row of the last record that was given."""
    given: int = 0
    """Records before this page."""

    @property
    def first(self) -> str:
        """The earliest datestamp."""
        return f"{self.since}T00:00:00Z" if len(self.since) == len("2024-03-04") else self.since or FIRST

    @property
    def last(self) -> str:
        """The latest datestamp."""
        return f"{self.until}T23:59:59Z" if len(self.until) == len("2024-03-04") else self.until or LAST

    @property
    def member(self) -> tuple[str, str] | None:
        """Kind and value of the set, None for all records."""
        found = _SET.fullmatch(self.of)
        return (found[1], found[2]) if found else None

    def token(self) -> str:
        """The question and the place as one word.

        >>> read_token(Window(of="year-2023", place=("2024-03-04T08:00:00Z", 7), given=100).token()).place
        ('2024-03-04T08:00:00Z', 7)
        """
        return "!".join((PREFIX, self.since, self.until, self.of, self.place[0], str(self.place[1]), str(self.given)))

    def behind(self, place: tuple[str, int], count: int) -> Window:
        """The same list behind a record, after so many more."""
        return replace(self, place=place, given=self.given + count)


def read_question(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The arguments of a request with a verb of the protocol; OaiError where they do not go together."""
    given = dict(pairs)
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"give one verb out of {', '.join(VERBS)}.")
    verb = given.pop("verb")
    needed, allowed = VERBS[verb]
    twice = {name for name, _ in pairs if [other for other, _ in pairs].count(name) > 1}
    if "resumptionToken" in given and verb in GOES_ON:
        needed, allowed = frozenset({"resumptionToken"}), frozenset()
    for names, fault in (
        (twice, "is given more than once"), (given.keys() - needed - allowed, f"does not go with {verb} here"),
        (needed - given.keys(), "is missing"), ({name for name, value in given.items() if not value}, "is empty"),
    ):
        if names:
            raise OaiError("badArgument", f"the argument {min(names)[:40]!r} {fault}.")
    return {"verb": verb, **given}


def read_window(asked: Mapping[str, str]) -> Window:
    """The list that a question asks for, or goes on with."""
    if "resumptionToken" in asked:
        return read_token(asked["resumptionToken"])
    check_prefix(asked["metadataPrefix"])
    since, until = asked.get("from", ""), asked.get("until", "")
    forms = {_granularity(value) for value in (since, until) if value}
    if len(forms) > 1:
        raise OaiError("badArgument", "from and until must have the same granularity.")
    if since and until and since > until:
        raise OaiError("badArgument", "from is later than until.")
    window = Window(since, until, asked.get("set", ""))
    if window.of and not window.member:
        raise OaiError("noRecordsMatch", "there is no such set; ListSets names them.")
    return window


def read_token(token: str) -> Window:
    """The list that a token goes on with; whatever it says, it asks for nothing that a question could not ask for."""
    found = _TOKEN.fullmatch(token)
    if not found:
        raise OaiError("badResumptionToken", "this token was not given out here; begin the list again.")
    since, until, of, stamp, row, given = found.groups()
    try:
        for value in filter(None, (since, until, stamp)):
            _granularity(value)
    except OaiError as error:
        raise OaiError("badResumptionToken", "this token was not given out here; begin the list again.") from error
    return Window(since, until, of, (stamp, int(row)), int(given))


def sets_of(region_code: str | None, year: int | None) -> list[str]:
    """The sets that a document with this region and report year is in.

    >>> sets_of("331121", 2023), sets_of(None, None)
    (['region-330000', 'year-2023'], [])
    """
    return [f"region-{code[:2]}0000" for code in (region_code,) if code] + [f"year-{one}" for one in (year,) if one]


def check_prefix(prefix: str) -> None:
    """Refuse a form of metadata that there is none of."""
    if prefix != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"the only form of metadata is {PREFIX}.")


def _granularity(value: str) -> str:
    """The form of a date or time; OaiError where it is none."""
    for form in (DAY, SECOND):
        try:
            if datetime.strptime(value, form).strftime(form).rjust(len(value), "0") == value:  # noqa: DTZ007 - UTC by its Z
                return form
        except ValueError:
            continue
    raise OaiError("badArgument", f"{value[:40]!r} is no date YYYY-MM-DD and no time YYYY-MM-DDThh:mm:ssZ.")
