"""A portal file from what a probe found: every line says what is sure and what a person must check."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from archive import regions
from archive.regions import Region
from crawler.base.addresses import is_loopback_name
from crawler.probing.finding import Finding
from crawler.probing.probe import LOOPBACK_DELAY
from crawler.probing.reading import Reading

PLAIN = re.compile(r"(?:/|https?://|[\u4e00-\u9fff])(?:[\w（）()·/.~%?=&#:+,@-]*[\w（）()·/=-])?")
"""Values that YAML takes without quotes."""
HAN = re.compile(r"[\u4e00-\u9fff]")
TAIL = re.compile(r"(?:政府信息公开|信息公开|政务公开)?(?:门户网站|政府网站|网站|官网|平台|专栏|目录|门户|网)$")
BODY = re.compile(r"(?:人民政府|办公室|委员会|管委会|局|厅|司|委|部|院|办)$")
"""Endings of the name of a body."""
TWINS = frozenset(("jcms", "jpaas"))
"""Systems that one spider reads: Hanweb's hosts run both while they move from one to the other."""
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ufeff]+")
SHOWN = 40


@dataclass(frozen=True)
class Sketch:
    """The text of a portal file, and whether a crawl can use it as it is."""

    text: str
    usable: bool
    region: str | None
    family: str | None


def draw(finding: Finding, *, name: str | None = None, region: str | None = None) -> Sketch:
    """The portal file of a finding; `name` and `region` (six digits) are what the caller knows for sure."""
    place, how = (regions.load().by_code(region), "as given") if region else locate(finding)
    family, sign = family_of(finding)
    url = site_url(finding)
    title, named = (name, "") if name else title_of(finding, place)
    lines = [*_head(finding, how if place else "", named, sign)]
    lines.append(f"name: {quoted(title)}")
    lines.append(f'region: "{place.code}"' if place else "# region: not found; add the six digits of GB/T 2260")
    lines.append(f"url: {url}")
    lines += [f"family: {family}"] if family else []
    lines += [*_columns(finding, url)]
    if is_loopback_name(urlsplit(url).hostname or ""):
        lines.append(f"delay: {LOOPBACK_DELAY}   # this machine")
    usable = bool(finding.columns) and place is not None
    if not finding.columns:
        why = f"A probe got no page ({finding.fault.reason})" if finding.fault else "A probe found no column with reports"
        lines += ["enabled: false", f"note: {why}; name one under 'columns' and enable the portal."]
    return Sketch("\n".join(lines) + "\n", usable, place.code if place else None, family)


def _head(finding: Finding, place: str, named: str, sign: str) -> Iterator[str]:
    """The comments above the keys."""
    yield f"# probed {finding.started} with {finding.requests} requests"
    if finding.fault:
        yield f"# not sure of anything: {tidy(finding.fault.sentence, 300)}"
    elif place:
        yield f"# {'sure' if place == 'as given' else 'check'}: the region, {place}"
    if named:
        yield f"# check: the name, {named}"
    yield f"# {sign}"
    document = finding.document
    if document is not None:
        right = document.kind == "annual_report"
        yield (f"# {'sure' if right else 'check'}: its newest report reads as {document.kind}"
               + (f" of {document.report_year}" if document.report_year else ""))
    elif finding.newest:
        yield "# check: its newest report could not be fetched"
    if finding.newest:
        yield f"# evidence: {tidy(finding.newest, 300)}"
    for one in finding.perhaps:
        yield (f"# not sure: {tidy(one.url, 300)} ({tidy(one.name)}) shows no report among the first {len(one.entries)}"
               + (f" of {one.declared}" if one.declared else "") + " entries; add it if reports are filed there")
    for anchor in finding.unread:
        yield f"# not sure: {tidy(anchor.url, 300)} ({tidy(anchor.words)}) may be the column, but no list could be read there"


def _columns(finding: Finding, url: str) -> Iterator[str]:
    """The keys `columns` and `hosts`."""
    if not finding.columns:
        return
    yield "columns:"
    for one in finding.columns:
        yield f"  - {quoted(path_of(one.url, url))}   # {_worth(one)}"
    own = bare(url)
    hosts = dict.fromkeys(urlsplit(one.url).netloc for one in finding.columns if bare(one.url) != own)
    if hosts:
        yield f"hosts: [{', '.join(hosts)}]"


def _worth(one: Reading) -> str:
    """What is known of a column."""
    count = f"{len(one.entries)} of {one.declared}" if one.declared and one.declared > len(one.entries) else len(one.entries)
    reports = len(one.reports)
    word = "sure" if reports else "check"
    unclear = len(one.wanted) - reports
    more = f", titles that do not tell {unclear}" if unclear > 0 else ""
    read = f", {one.divided - len(one.parts)} of them read" if one.parts else ""
    parts = f" in {one.divided} lists{read}" if one.divided else ""
    return f"{word}: {tidy(one.name) or 'found by the address of a report'}; entries {count}, reports {reports}{more}{parts}"


def family_of(finding: Finding) -> tuple[str | None, str]:
    """(family, sentence on how sure it is): None where the columns run on several systems."""
    families = Counter(one.family for one in finding.columns or finding.readings if one.family)
    if not families:
        return None, "not sure: no list was recognised, so the family is left to the crawl"
    if len(families) > 1 and not set(families) <= TWINS:
        return None, f"check: the columns run on several systems ({', '.join(families)}), so the crawl finds each by itself"
    family = families.most_common(1)[0][0]
    word = "check" if family == "generic" else "sure"
    lists = families.total()
    return family, f"{word}: the family, by {lists} list{'s' if lists > 1 else ''} that its reader could read"


def locate(finding: Finding) -> tuple[Region | None, str]:
    """(region, sentence on where it comes from): by the host, by the site's code, by the site's name."""
    table = regions.load()
    host = urlsplit(site_url(finding)).hostname
    by_host = table.by_host(host)
    by_code = table.by_code(finding.site_code[:6]) if re.fullmatch(r"\d{10}", finding.site_code) else None
    named = (table.longest_name(finding.site_name, start) for start in range(len(finding.site_name)))
    words = next((name for name in named if name), "")
    by_name = table.by_name(words) if words else []
    for found, how in ((by_host, f"by the host {host}"), (by_code, f"by the site's code {finding.site_code}")):
        if found is not None:
            agreed = found in by_name or (by_code == by_host)
            return found, how + ("" if agreed else f"; the site calls itself {tidy(finding.site_name) or 'nothing'}")
    if len(by_name) == 1:
        return by_name[0], f"by the site's name {tidy(finding.site_name)}"
    return None, ""


def title_of(finding: Finding, place: Region | None) -> tuple[str, str]:
    """(name of the portal, what to check about it)."""
    name = tidy(finding.site_name)
    while (shorter := TAIL.sub("", name)) != name:
        name = shorter
    if name and BODY.search(name):
        return name, ""
    if place is not None:
        return government_of(place), f"made from the region; the site calls itself {tidy(finding.site_name) or 'nothing'}"
    return name or bare(finding.url), "taken from the site"


def government_of(place: Region) -> str:
    """The name of a region's government; a district's name needs that of its city."""
    above = regions.load().by_code(place.parent) if place.name.endswith("区") and place.level == "county" else None
    return f"{above.name if above else ''}{place.name}人民政府"


def site_url(finding: Finding) -> str:
    """Scheme and host of the home page as it answered."""
    parts = urlsplit(finding.home[0] if finding.home else finding.url)
    return f"{parts.scheme}://{parts.netloc}"


def bare(url: str) -> str:
    """Host (and port) of an address without www."""
    return urlsplit(url).netloc.removeprefix("www.")


def path_of(column: str, url: str) -> str:
    """A column as a portal file names it: its path on the portal's own host, else the whole address."""
    address, fragment = urldefrag(column)
    mark = f"#{fragment}" if fragment else ""
    parts = urlsplit(address)
    if bare(column) != bare(url) or parts.scheme != urlsplit(url).scheme:
        return address + mark
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "") + mark


def tidy(words: str, most: int = SHOWN) -> str:
    """Words of a page as they may stand in a comment: one line, no control characters, not long."""
    return CONTROL.sub(" ", words).strip()[:most]


def quoted(value: str) -> str:
    """A value as YAML takes it."""
    return value if PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=not HAN.search(value))


def save(finding: Finding, folder: Path) -> list[Path]:
    """Write the pages of a finding into a folder with a manifest that `fazhi import` understands; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    pages: list[tuple[str, str, bytes]] = []
    if finding.home:
        pages.append(("home", *finding.home))
    for number, one in enumerate(finding.columns, 1):
        pages += [(f"list-{number}-{page}", *source) for page, source in enumerate(one.sources, 1)]
    if finding.detail:
        pages.append(("detail-1", *finding.detail))
    written, lines = [], []
    for name, url, body in pages:
        file = folder / f"{name}.{_suffix(body)}"
        file.write_bytes(body)
        written.append(file)
        lines.append(json.dumps({"file": file.name, "url": url, "fetched_at": finding.started}, ensure_ascii=False))
    (folder / "manifest.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return written


def _suffix(body: bytes) -> str:
    """html, json, xml or pdf by the first bytes."""
    start = body[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    signs = ((b"%pdf", "pdf"), (b"{", "json"), (b"[", "json"), (b"<?xml", "xml"), (b"<datastore", "xml"))
    return next((suffix for sign, suffix in signs if start.startswith(sign)), "html")
