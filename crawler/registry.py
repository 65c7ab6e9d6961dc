"""The registry of portals: a folder of portal files, read into `Portal`s, and Scrapy's way to find their spiders."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from scrapy import Request, Spider

from archive.errors import UsageError
from crawler import portalfile
from crawler.base.addresses import host_of, list_key, refusal
from crawler.directory import PROVINCES, province_folder
from crawler.portalfile import FAMILIES, Portal
from crawler.spiders import SPIDERS, spider_class

__all__ = ["FAMILIES", "Portal", "PortalLoader", "Registry", "default_dir", "hints", "load_dir"]


@dataclass
class Registry:
    """All usable portals of a folder by id, and one sentence per fault of the others."""

    path: Path
    portals: dict[str, Portal] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def default_dir() -> Path:
    """The folder of portal files: $FAZHI_PORTALS, else the one that comes with the program."""
    return Path(os.environ.get("FAZHI_PORTALS") or Path(__file__).parent / "portals")


def files(path: Path) -> list[Path]:
    """All portal files below a folder, sorted; a UsageError when there is no such folder."""
    if not path.is_dir():
        raise UsageError(f"{path} is no folder of portal files; name one with --portals or FAZHI_PORTALS.")
    return sorted(file for pattern in ("*.yml", "*.yaml") for file in path.rglob(pattern))


def load_dir(path: Path | str) -> Registry:
    """Read every portal file of a folder (flat, or nested by province); faulty ones give sentences, never an error."""
    registry = Registry(Path(path))
    taken = Taken()
    for file in files(registry.path):
        portal, faults = portalfile.read(file)
        registry.faults += faults
        if portal is None:
            continue
        twin = registry.portals.get(portal.id)
        if twin is not None:
            registry.faults.append(f"{file.name} line 1: id {portal.id!r} is taken by {twin.path}; rename one file.")
        elif fault := taken.fault(portal):
            registry.faults.append(f"{file.name} line 1: {fault}")
        elif portal.enabled and portal.family is not None and portal.family not in SPIDERS:
            registry.faults.append(f"{file.name} line 1: there is no spider for family {portal.family!r} yet (only for "
                                   f"{', '.join(SPIDERS)}); set 'enabled: false'.")
        else:
            taken.add(portal)
            registry.portals[portal.id] = portal
    return registry


@dataclass
class Taken:
    """Hosts and columns that portal files have named so far.

    Two files may share a host only where it holds several regions, as Beijing's does; no list may stand in two files.
    """

    hosts: dict[tuple[str, str], str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)

    def fault(self, portal: Portal) -> str | None:
        """What a file names that another one has already, with the remedy, or None."""
        if holder := self.hosts.get(self._place(portal)):
            return (f"host {host_of(portal.url)} belongs to {holder}.yml already; put the columns into that file.")
        for url in portal.column_urls:
            if holder := self.columns.get(list_key(url)):
                return f"column {url} stands in {holder}.yml already; take it out of one of the two."
        return None

    def add(self, portal: Portal) -> None:
        """Note what a file names."""
        self.hosts[self._place(portal)] = portal.id
        self.columns |= {list_key(url): portal.id for url in portal.column_urls}

    @staticmethod
    def _place(portal: Portal) -> tuple[str, str]:
        """Host without www. and scheme, and region."""
        host = host_of(portal.url).removeprefix("www.")
        return host.removesuffix(":80").removesuffix(":443"), portal.region


def hints(registry: Registry) -> list[str]:
    """What a keeper might mend, one sentence each; no faults: no evidence, another province's folder, off without a note."""
    found = []
    for portal in registry.portals.values():
        if portal.path is None or portal.loopback:
            continue
        name, folder, own = portal.path.name, portal.path.parent.name, province_folder(portal.region)
        if portal.enabled and "# evidence:" not in portal.path.read_text(encoding="utf-8"):
            found.append(f"{name}: no '# evidence: <address>' comment tells where its columns were seen.")
        if folder in PROVINCES.values() and folder != own:
            found.append(f"{name}: it lies in {folder}/, but region {portal.region} belongs to {own}/.")
        if not portal.enabled and portal.note is None:
            found.append(f"{name}: it is switched off without a 'note' that says why.")
    return found


class PortalLoader:
    """Scrapy's spider loader: a portal's file name is the spider's name, and only the crawled file is parsed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files = {file.stem: file for file in reversed(files(path))}

    @classmethod
    def from_settings(cls, settings: Any) -> PortalLoader:
        """The loader of the folder that FAZHI_PORTALS names."""
        return cls(Path(settings.get("FAZHI_PORTALS") or default_dir()))

    def list(self) -> list[str]:
        """Names of all portals, sorted; nothing is parsed for it."""
        return sorted(self._files)

    def load(self, spider_name: str) -> type[Spider]:
        """The spider class of one portal; KeyError with a sentence when the file is missing or faulty."""
        file = self._files.get(spider_name)
        if file is None:
            close = get_close_matches(spider_name, self._files, 1)
            raise KeyError(f"unknown portal {spider_name!r}" + (f" (did you mean {close[0]!r}?)" if close else ""))
        portal, faults = portalfile.read(file)
        if portal is None:
            raise KeyError(" ".join(faults))
        return spider_class(portal)

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]
        """Names of the portals whose hosts a request belongs to."""
        portals = load_dir(self.path).portals.values()
        return [portal.id for portal in portals if refusal(request.url, portal.allowed) is None]
