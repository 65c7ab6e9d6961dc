"""What fires `fazhi crawl --due`: the units of a systemd timer, or a line of a crontab."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from archive.errors import UsageError

MARK = "# fazhi-archive"
"""Every unit begins, and every crontab line ends, with it: nothing else is ever touched."""
SERVICE = """{mark} {data}
[Unit]
Description=Crawl the portals that are due into {label}
{online}
[Service]
Type=oneshot
WorkingDirectory={folder}
{environment}ExecStart={command}
KillMode=mixed
KillSignal=SIGINT
TimeoutStopSec=90
Nice=10
"""
TIMER = """{mark} {data}
[Unit]
Description=Look for portals that are due for {label}

[Timer]
OnCalendar={calendar}
Persistent=true
RandomizedDelaySec=15min

[Install]
WantedBy=timers.target
"""
ONLINE = "Wants=network-online.target\nAfter=network-online.target\n"
"""Only the system's manager knows this target."""
STEPS: dict[str, tuple[str, str]] = {
    "30m": ("*:{minute30}/30", "{minute30},{minute60} * * * *"),
    "1h": ("*:{minute}", "{minute} * * * *"),
    "2h": ("00/2:{minute}", "{minute} */2 * * *"),
    "3h": ("00/3:{minute}", "{minute} */3 * * *"),
    "4h": ("00/4:{minute}", "{minute} */4 * * *"),
    "6h": ("00/6:{minute}", "{minute} */6 * * *"),
    "8h": ("00/8:{minute}", "{minute} */8 * * *"),
    "12h": ("03/12:{minute}", "{minute} 3,15 * * *"),
    "1d": ("03:{minute}", "{minute} 3 * * *"),
    "7d": ("Mon *-*-* 03:{minute}", "{minute} 3 * * 1"),
}
"""Step -> (OnCalendar of systemd, five fields of cron); only steps that both keep over midnight."""


@dataclass(frozen=True)
class Plan:
    """A schedule of one archive."""

    data: Path
    """Absolute, like the other paths."""
    folder: Path
    """Where `python -m archive` works."""
    python: Path
    portals: Path | None
    contact: str
    every: str

    def __post_init__(self) -> None:
        if self.every not in STEPS:
            raise UsageError(f"--every {self.every!r} is no step that a timer keeps; use one of {', '.join(STEPS)}.")
        for text in (str(self.data), str(self.portals), self.contact):
            if re.search(r"[\x00-\x1f]", text):
                raise UsageError(f"{text!r} holds a line break or another control character, which no timer can carry.")

    @property
    def name(self) -> str:
        """Name of the units: one schedule per data folder."""
        stem = re.sub(r"[^A-Za-z0-9]+", "-", self.data.name).strip("-") or "data"
        return f"fazhi-crawl-{stem}-{crc32(str(self.data).encode()):08x}"

    @property
    def words(self) -> list[str]:
        """The command line."""
        line = [str(self.python), "-m", "archive", "crawl", "--due", "--data", str(self.data)]
        return [*line, "--portals", str(self.portals)] if self.portals else line

    def _times(self, which: int) -> str:
        """The step's times; the minute follows from the name, so that archives do not all strike at the full hour."""
        minute = crc32(self.name.encode()) % 60
        return STEPS[self.every][which].format(minute=f"{minute:02d}" if which == 0 else minute,
                                               minute30=f"{minute % 30:02d}" if which == 0 else minute % 30,
                                               minute60=minute % 30 + 30)

    def service(self, *, user: bool) -> str:
        """The text of the .service unit."""
        contact = f"FAZHI_CONTACT={self.contact}"
        return SERVICE.format(
            mark=MARK, data=self.data, label=specifier(str(self.data)), folder=specifier(str(self.folder)),
            online="" if user else ONLINE, environment=f"Environment={quoted(contact)}\n" if self.contact else "",
            command=" ".join(quoted(word, variables=True) for word in self.words))

    def timer(self) -> str:
        """The text of the .timer unit."""
        return TIMER.format(mark=MARK, data=self.data, label=specifier(str(self.data)), calendar=self._times(0))

    def cron_line(self) -> str:
        """One line for a crontab, where % would be a line break."""
        contact = f"FAZHI_CONTACT={shlex.quote(self.contact)} " if self.contact else ""
        line = (f"cd {shlex.quote(str(self.folder))} && {contact}{shlex.join(self.words)} "
                f">>{shlex.quote(str(self.data / 'logs' / 'schedule.log'))} 2>&1")
        return f"{self._times(1)} {line} {self.cron_mark}".replace("%", "\\%")

    @property
    def cron_mark(self) -> str:
        """The comment at the end of our line."""
        return f"{MARK} {self.name}"

    def without(self, crontab: str) -> str:
        """A crontab without our line; every other line stays as it is."""
        return "".join(line for line in crontab.splitlines(keepends=True) if not line.rstrip().endswith(self.cron_mark))

    def added_to(self, crontab: str) -> str:
        """A crontab with our line at its end, once."""
        others = self.without(crontab)
        return f"{others}{'' if not others or others.endswith(chr(10)) else chr(10)}{self.cron_line()}\n"


def specifier(text: str) -> str:
    """Text in a unit, where % begins a specifier.

    >>> specifier("50%")
    '50%%'
    """
    return text.replace("%", "%%")


def quoted(text: str, *, variables: bool = False) -> str:
    """A word in a unit; in ExecStart also $ must be doubled.

    >>> quoted("50% of 5$", variables=True)
    '"50%% of 5$$"'
    """
    text = specifier(text.replace("\\", "\\\\").replace('"', '\\"'))
    return '"' + (text.replace("$", "$$") if variables else text) + '"'
