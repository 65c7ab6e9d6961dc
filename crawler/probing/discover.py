"""Probing the directory of homes: what was probed stands in a file of JSON lines, so that a stopped walk goes on."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive import regions, times
from archive.store import Archive
from crawler import portalfile
from crawler.directory import Home, portal_id, province_folder
from crawler.portalfile import Portal
from crawler.probing.finding import Finding
from crawler.probing.probe import BUDGET
from crawler.probing.sketch import bare, draw, government_of, path_of, save, site_url
from crawler.probing.visits import Visits

STATE = "state.jsonl"
FINAL = ("found", "nothing")
"""Outcomes that are not tried again; an unreachable portal is, when asked for."""
NUMBERED = re.compile(r"\d{4,}")
"""Paths with such numbers belong to one site only; others are worth a try in the sister counties of a prefecture."""
HINTS = 4

Line = dict[str, Any]


def read_state(path: Path) -> dict[str, Line]:
    """Home -> its newest line; a line that a kill tore apart counts as never written."""
    found: dict[str, Line] = {}
    if path.exists():
        for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                line = json.loads(text)
                found[line["home"]] = line
            except (ValueError, KeyError, TypeError):
                continue
    return found


def waiting(homes: Iterable[Home], state: dict[str, Line], portals: Iterable[Portal], *, again: bool = False) -> list[Home]:
    """The homes that are still to be probed: not those of the registry, nor those that were probed before."""
    known = {bare(portal.url) for portal in portals if portal.enabled}
    return [home for home in homes if bare(home.home) not in known and (
        home.home not in state or (again and state[home.home]["outcome"] not in FINAL))]


@dataclass
class Discovery:
    """One walk through a part of the directory."""

    folder: Path
    """Holds state.jsonl, portals/<province>/<id>.yml and pages/<id>/."""
    tell: Callable[[Line], None] = lambda _line: None
    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[str, Home] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def run(self, archive: Archive, homes: Sequence[Home], *, delay: float | None = None, budget: int = BUDGET) -> bool:
        """Probe the homes; False when the walk was stopped before its end."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.homes = {home.home: home for home in homes}
        self._mend()
        for line in read_state(self.folder / STATE).values():
            self._learn(line)
        visits = Visits(archive, self.done, delay=delay, budget=budget)
        return visits.run(list(self.homes), hints=self.hints)

    def hints(self, url: str) -> list[str]:
        """Paths that held the reports of a portal in the same prefecture: its counties often share one system."""
        return self.paths[self.homes[url].code[:4]][:HINTS]

    def done(self, finding: Finding) -> None:
        """Write what a probe found, the portal file first, its line in the state last."""
        home = self.homes[finding.url]
        line: Line = {"home": home.home, "code": home.code, "name": home.name, "at": times.stamp(),
                      "requests": finding.requests, "seconds": round(finding.seconds, 1)}
        if finding.home is None:
            fault = finding.faults[0] if finding.faults else None
            line |= {"outcome": "unreachable", "reason": fault.reason if fault else "stopped",
                     "detail": fault.sentence if fault else "no answer came"}
        else:
            line |= self._found(home, finding)
        with (self.folder / STATE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.lines.append(line)
        self._learn(line)
        self.tell(line)

    def _found(self, home: Home, finding: Finding) -> Line:
        """The outcome of a probe that reached its portal."""
        region = regions.load().by_code(home.code)
        code = region.code if region else home.code
        sketch = draw(finding, name=government_of(region) if region and region.name == home.name else None, region=code)
        columns = [path_of(one.url, site_url(finding)) for one in finding.columns]
        line: Line = {"outcome": "found" if columns else "nothing", "family": sketch.family, "columns": columns,
                      "reports": sum(len(one.reports) for one in finding.columns),
                      "perhaps": [one.url for one in finding.perhaps]}
        if columns:
            file = self.folder / "portals" / province_folder(code) / f"{portal_id(home.home)}.yml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(sketch.text, encoding="utf-8")
            save(finding, self.folder / "pages" / portal_id(home.home))
            line |= {"file": str(file.relative_to(self.folder)), "faults": portalfile.read(file)[1]}
        return line

    def _learn(self, line: Line) -> None:
        known = self.paths[str(line.get("code"))[:4]]
        known += [path for path in line.get("columns") or () if path.startswith("/") and not NUMBERED.search(path)
                  and not urlsplit(path).query and path not in known]

    def _mend(self) -> None:
        """End a line that a kill tore apart, so that the next one stands alone."""
        path = self.folder / STATE
        if path.exists() and (text := path.read_bytes()) and not text.endswith(b"\n"):
            path.write_bytes(text + b"\n")
