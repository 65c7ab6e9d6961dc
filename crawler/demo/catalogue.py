"""Every page of the embedded portals as data: what it says, where it stands and what an archive should read there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from crawler.demo import neighbours
from crawler.demo.blocks import Block
from crawler.demo.codes import credit_code, organisation_code
from crawler.demo.compose import Voice, department, government, report, town
from crawler.demo.paths import hex_of, path_of, uuid_of
from crawler.demo.phrases import Dice


@dataclass(frozen=True)
class Column:
    """One list of a site; the fields are those of sites.yml."""

    id: str
    name: str
    above: tuple[str, ...]
    per_page: int
    unitid: str = ""
    bulk: int = 0
    shell: bool = False
    cut: int = 0
    title_attribute: bool = True
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Site:
    """One embedded portal; the fields are those of sites.yml."""

    key: str
    name: str
    body: str
    site: str
    domain: str
    code: str
    port: int
    columns: Mapping[str, Column]
    webid: str = ""
    times: bool = True
    """Whether pages print the time of their publication beside the day."""

    @property
    def region(self) -> str:
        """GB/T 2260 code: the first six digits of the site code."""
        return self.code[:6]

    @property
    def is_city(self) -> bool:
        """Whether the site belongs to a prefecture-level city."""
        return self.region.endswith("00")


@dataclass(frozen=True)
class File:
    """A file that a page links to."""

    name: str
    href: str
    form: str
    """pdf or docx."""


@dataclass(frozen=True)
class Document:
    """One page with all that is true of it; paths, columns and index numbers run parallel, newest address first."""

    id: str
    portal: str
    columns: tuple[str, ...]
    paths: tuple[str, ...]
    title: str
    kind: str
    published: str
    """`2024-03-05 11:30`, or the day alone where the site prints no time."""
    blocks: tuple[Block, ...]
    verdict: str = "ok"
    report_year: int | None = None
    issuer: str | None = None
    publisher: str | None = None
    source: str | None = None
    document_number: str | None = None
    written: str | None = None
    region: str | None = None
    region_name: str | None = None
    level: str | None = None
    index_numbers: tuple[str, ...] = ()
    index_valid: bool | None = None
    style: str = "plain"
    files: tuple[File, ...] = ()
    edits: int = field(default=0)
    """Times the page was changed since the start: moves its Last-Modified."""

    @property
    def origin(self) -> str:
        """What the page prints behind 来源."""
        return self.source or self.issuer or "网络"

    @property
    def day(self) -> str:
        """The day of publication."""
        return self.published[:10]


@cache
def _table() -> dict[str, Any]:
    """Read documents.yml."""
    loaded: dict[str, Any] = yaml.safe_load((files("crawler.demo") / "documents.yml").read_text(encoding="utf-8"))
    return loaded


@cache
def sites() -> dict[str, Site]:
    """Read sites.yml: key -> site."""
    loaded = yaml.safe_load((files("crawler.demo") / "sites.yml").read_text(encoding="utf-8"))
    found = {}
    for key, spec in loaded.items():
        columns = {id_: Column(id_, **{**column, "above": tuple(column["above"])})
                   for id_, column in spec.pop("columns").items()}
        found[key] = Site(key, columns=columns, **spec)
    return found


@cache
def documents() -> tuple[Document, ...]:
    """All pages of all portals: reports first, then the neighbours written one by one, then the bulk."""
    found = [_report(spec) for spec in _table()["reports"]]
    found += [_neighbour(spec) for spec in _table()["neighbours"]]
    for site in sites().values():
        for column in site.columns.values():
            found += _bulk(site, column)
    return tuple(found)


def _report(spec: Mapping[str, Any]) -> Document:
    """Build one annual report from its lines in documents.yml."""
    voice = _voice(spec)
    seed = spec.get("seed", spec["id"])
    body = report(voice, year=spec["year"], seed=seed, structure=spec["structure"], size=spec.get("size", 5))
    blocks = _dressed(spec, body)
    code = _table()["codes"].get(spec["issuer"])
    region = code["region"] if code else sites()[spec["portal"]].region
    numbers, valid = _numbers(spec, code)
    return Document(
        id=spec["id"], portal=spec["portal"], columns=tuple(spec["columns"]), title=spec["title"],
        paths=tuple(path_of(spec["portal"], column, spec["id"], spec["published"]) for column in spec["columns"]),
        kind="annual_report", published=spec["published"], blocks=blocks, report_year=spec["year"],
        verdict="attachment_only" if "attachment_only" in spec else "ok", issuer=spec["issuer"],
        publisher=spec.get("publisher"), source=spec.get("source"), document_number=spec.get("number"),
        written=spec.get("written"), region=region, region_name=_table()["regions"][region],
        level=_level(voice, region), index_numbers=numbers, index_valid=valid, style=spec["style"],
        files=_files(spec),
    )


def _voice(spec: Mapping[str, Any]) -> Voice:
    """Return who speaks in a report."""
    name, site = spec["voice"], sites()[spec["portal"]]
    over = site.name[-1]
    if "trade" in spec:
        return department(name, spec["trade"], over)
    return town(name, over) if name[-1] == "镇" else government(name, prefecture=site.is_city and name == site.name)


def _level(voice: Voice, region: str) -> str:
    """Return the level of the contract for a voice."""
    if voice.kind == "government":
        return "city" if region.endswith("00") else "county"
    return {"department": "department", "town": "township"}[voice.kind]


def _dressed(spec: Mapping[str, Any], body: list[Block]) -> tuple[Block, ...]:
    """Add addressee, table and signature, and turn the punctuation where the page prints it half-width."""
    blocks = ([Block("to", spec["to"])] if "to" in spec else []) + body
    if spec.get("table"):
        blocks.insert(len(blocks) - 6, Block("table", rows=neighbours.figures(spec["year"], Dice(spec["id"]))))
    if "written" in spec:
        year, month, day = spec["written"].split("-")
        blocks += [Block("sign", spec["issuer"]), Block("sign", f"{year}年{int(month)}月{int(day)}日")]
    return tuple(block.half_width() for block in blocks) if spec.get("half_width") else tuple(blocks)


def _numbers(spec: Mapping[str, Any], code: Mapping[str, str] | None) -> tuple[tuple[str, ...], bool | None]:
    """Return the index numbers of a report's addresses and whether their check digits pass."""
    if "index" not in spec or code is None:
        return (), None
    prefix = credit_code(code["region"], code["head"])
    if spec["index"] not in ("eighteen", "month"):
        prefix = organisation_code(code["head"])
    if spec["index"] == "wrong":
        prefix = prefix[:-1] + ("1" if prefix[-1] != "1" else "2")
    year = spec["published"][:7].replace("-", "") if spec["index"] == "month" else spec["published"][:4]
    numbers = tuple(f"{prefix}/{year}-{number:05d}" for number in spec["seq"])
    return numbers, spec["index"] != "wrong"


def _files(spec: Mapping[str, Any]) -> tuple[File, ...]:
    """Return the files of a report: the report itself as PDF, or a table of figures as DOCX."""
    form = spec.get("attachment_only") or spec.get("attachment")
    if form is None:
        return ()
    name = f"{spec['title']}.{form}" if "attachment_only" in spec else f"附件：{spec['year']}年度主要数据.{form}"
    if spec["portal"] == "jcms":
        stem = spec["published"][2:16].translate(str.maketrans("", "", "- :"))
        return (File(name, f"/module/download/downfile.jsp?classid=0&filename={stem}{hex_of(spec['id'])[:8]}.{form}", form),)
    folder = "/dhzx" if spec["portal"] == "uuid" else ""
    return (File(name, f"{folder}/upload/{uuid_of(spec['id'] + form)}.{form}", form),)


def _neighbour(spec: Mapping[str, Any]) -> Document:
    """Build one page that is no report of the kind we look for."""
    site = sites()[spec["portal"]]
    names = {**_names(site), "y": str(spec["year"]), "next": str(spec["year"] + 1),
             "issuer": site.body, "date": f"{spec['published'][:4]}年{int(spec['published'][5:7])}月"}
    kind, title, blocks = neighbours.page(spec["topic"], spec["id"], names)
    masked = kind == "template"
    own_year = kind in ("info_disclosure_report", "statistics_bulletin", "work_report")
    return Document(
        id=spec["id"], portal=spec["portal"], columns=(spec["column"],), title=spec.get("title", title), kind=kind,
        paths=(path_of(spec["portal"], spec["column"], spec["id"], spec["published"]),), blocks=blocks,
        published=spec["published"], verdict="template" if masked else "ok",
        report_year=spec["year"] if own_year else None, source=None if masked else site.body,
        region=None if masked else site.region, region_name=None if masked else site.name,
    )


def _bulk(site: Site, column: Column) -> list[Document]:
    """Build the notices and news that fill a general column."""
    dice = Dice(f"{site.key}{column.id}")
    found: dict[str, Document] = {}
    while len(found) < column.bulk:
        id_ = f"{site.key}-{column.id}-{len(found)}-{dice.below(1000)}"
        published = f"{dice.between(2019, 2025)}-{dice.between(1, 12):02d}-{dice.between(1, 28):02d}"
        published += "" if not site.times else f" {dice.between(8, 17):02d}:{dice.between(0, 59):02d}"
        topic = "news" if dice.below(4) == 0 else "notice"
        kind, title, blocks = neighbours.page(topic, id_, _names(site))
        found.setdefault(title, Document(
            id=id_, portal=site.key, columns=(column.id,), paths=(path_of(site.key, column.id, id_, published),),
            title=title, kind=kind, published=published, blocks=blocks, source=site.body,
            region=site.region, region_name=site.name,
        ))
    return list(found.values())


def _names(site: Site) -> dict[str, str]:
    """Return the names that fill a neighbour's sentences."""
    return dict(government(site.name, prefecture=site.is_city).names)


def newest_first(found: Iterable[Document]) -> list[Document]:
    """Order a list as portals do: newest first, then by title, so that the order never depends on chance."""
    return sorted(sorted(found, key=lambda document: document.title), key=lambda document: document.published,
                  reverse=True)


def edited(document: Document, *, old: str = "", new: str = "", title: str | None = None) -> Document:
    """Return the page after an edit; ValueError where the words to replace do not stand in it."""
    blocks = tuple(
        replace(block, text=block.text.replace(old, new), heading=block.heading.replace(old, new)) if old else block
        for block in document.blocks
    )
    if old and blocks == document.blocks:
        raise ValueError(f"{old!r} does not stand in {document.title!r}; choose words of its body.")
    return replace(document, blocks=blocks, title=title or document.title, edits=document.edits + 1)


KEYS = tuple(sites())
"""The portals; keys of ports, faults, addresses and registry files alike."""
