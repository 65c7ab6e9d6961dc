"""The region of a document: names in issuer, title and opening; codes and hosts as witnesses for ambiguous names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive import regions
from archive.extract.titles import fold
from archive.model import Evidence
from archive.regions import Region

GENERIC = frozenset((
    "城区", "郊区", "矿区", "新区", "南区", "北区", "东区", "西区", "市中区", "市北区", "市南区", "新城区", "老城区", "城中区",
))
"""Names of districts that are everyday words too: they count only behind the name of their city."""
_NOT_A_PLACE = re.compile(r"[路街巷桥山河湖江港大]|大道|镇|乡|村|银行|公司|日报|晚报|大学")
"""Behind the bare name of a province: a street or a paper that bears its name."""
_UNDIVIDED = frozenset(("441900", "442000", "460400", "620200"))
"""Cities without counties: their towns stand directly under them."""
_FIRST_SENTENCE = 160
_ADDRESSEE = 30


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: where, in which words, and which regions it can mean."""

    start: int
    words: str
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A region that something other than a name points to: index number, registry entry, host, site code."""

    region: Region
    rule: str
    quote: str


@dataclass(frozen=True, slots=True)
class Place:
    """The region of a document and why."""

    region: Region
    evidence: Evidence


def mentions(text: str, limit: int = 400) -> list[Mention]:
    """The places named in a text, each with all the names it strings together (浙江省丽水市青田县 is one)."""
    table, found, place = regions.load(), [], 0
    text = text[:limit]
    while place < len(text):
        hit = mention_at(table, text, place)
        if hit:
            found.append(hit)
        place = place + len(hit.words) if hit else place + 1
    return found


def mention_at(table: regions.Regions, text: str, start: int, *, everyday: bool = False) -> Mention | None:
    """The place whose name begins exactly at `start`, as long as names follow each other downwards.

    `everyday` lets names through that are everyday words too (老城区).
    """
    hits: list[Region] = []
    place, first = start, True
    while name := table.longest_name(text, place):
        inner = _inside(table, name, hits)
        if not inner or (first and name in GENERIC and not everyday):
            break
        if _bare_province(table, name) and _NOT_A_PLACE.match(text, place + len(name)):
            break
        hits, place, first = inner, place + len(name), False
    return Mention(start, text[start:place], tuple(hits)) if hits else None


def _bare_province(table: regions.Regions, name: str) -> bool:
    return len(name) <= 3 and any(row.level == "province" and row.name != name for row in table.by_name(name))


def _inside(table: regions.Regions, name: str, outer: list[Region]) -> list[Region]:
    """The regions of a name that lie inside the regions named right before it; all of them at the beginning."""
    if not outer:
        return table.by_name(name)
    rows = table.by_name(name)
    return [row for row in rows if any(row.code != up.code and table.inside(row.code, up.code) for up in outer)]


def choose(mention: Mention, witnesses: Sequence[Witness]) -> Region | None:
    """The one region a mention means; several are told apart by the witnesses, else None."""
    if len(mention.regions) == 1:
        return mention.regions[0]
    table = regions.load()
    for witness in witnesses:
        code = witness.region.code
        fits = [row for row in mention.regions if table.inside(row.code, code) or table.inside(code, row.code)]
        if len(fits) == 1:
            return fits[0]
    return None


def first_sentence(text: str) -> str:
    """The opening of a text without addressee and quoted titles, folded."""
    lines = (fold(line) for line in text[:1000].splitlines() if line.strip())
    first = next((line for line in lines if not line.endswith(":") or len(line) > _ADDRESSEE), "")
    plain = re.sub(r"《[^》]*》|\([^)]*\)", "", first)
    return plain.split("。", 1)[0][:_FIRST_SENTENCE]


def find_place(
    sources: Sequence[tuple[str, str | None]], witnesses: Sequence[Witness], issuer: str | None,
) -> tuple[Place | None, list[str]]:
    """(place, warnings) from texts in the order of trust (where, text), then from the witnesses."""
    warnings: list[str] = []
    for place, (where, text) in enumerate(sources):
        hits = mentions(fold(text or ""))
        if not hits:
            continue
        region = choose(hits[0], witnesses) or choose(hits[0], _named_later(sources[place:]))
        if region is not None:
            return Place(region, Evidence("name of a region", where, (text or "")[:200])), warnings
        names = "、".join(row.full_name for row in hits[0].regions)
        warnings.append(f"The place {hits[0].words} in the {where} is ambiguous ({names}): nothing here decides.")
        return None, warnings
    return _by_witness(witnesses, fold(issuer or "")), warnings


def _named_later(sources: Sequence[tuple[str, str | None]]) -> list[Witness]:
    """The regions that the same text or a later one names beyond doubt: 福州市鼓楼区 in the opening tells which 鼓楼区."""
    return [
        Witness(hit.regions[0], "name of a region", where)
        for where, text in sources for hit in mentions(fold(text or "")) if len(hit.regions) == 1
    ]


def _by_witness(witnesses: Sequence[Witness], issuer: str) -> Place | None:
    """The region that the first fitting witness points to, raised to the level of an issuer like 市水务局."""
    for witness in witnesses:
        region = _fit(witness.region, issuer)
        if region is not None:
            return Place(region, Evidence(witness.rule, "witness", witness.quote[:200]))
    return None


def _fit(region: Region, issuer: str) -> Region | None:
    """A witness's region, or the one above it that an issuer's first word asks for; None where too wide."""
    table = regions.load()
    wanted = issuer[:1]
    if wanted == "省":
        return next((row for row in table.chain(region.code) if row.level == "province"), None)
    if wanted == "市" and region.level == "county" and not region.name.endswith("市"):
        return next((row for row in table.chain(region.code) if row.name.endswith("市")), None)
    low = wanted in "县区旗" if wanted else False
    town = bool(re.search(r"(?:街道|镇|乡|苏木)", issuer))
    if (low or town) and region.level != "county" and region.code not in _UNDIVIDED:
        return None
    return region
