"""`fazhi schedule`: set, show and take away the timer of `fazhi crawl --due`."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

import archive
from archive.cli.options import data_option, portals_option, tell
from archive.errors import FazhiError, UsageError

if TYPE_CHECKING:
    from crawler.schedule import Plan

RUNNING = Path("/run/systemd/system")
"""This folder is there where systemd is the manager (sd_booted(3))."""
PATIENCE = 30
"""Seconds for one call of systemctl or crontab."""


@click.command("schedule")
@click.argument("action", type=click.Choice(["print", "install", "remove"]))
@click.option("--every", default="6h", show_default=True, metavar="STEP",
              help="How often to look for portals that are due: 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d or 7d.")
@click.option("--with", "kind", type=click.Choice(["auto", "systemd", "cron"]), default="auto", show_default=True,
              help="A systemd timer, or a crontab line; auto = systemd where it runs.")
@click.option("--user/--system", "user", default=None,
              help="Whose systemd: yours, or the machine's (default: the machine's for root, else yours).")
@portals_option
@data_option
def schedule_command(action: str, every: str, kind: str, user: bool | None, portals: Path | None, data: Path) -> int:
    """Print, install or remove the timer that runs `fazhi crawl --due`.

    Installing twice changes nothing; removing leaves everything alone that is not ours.
    """
    from crawler.schedule import Plan

    plan = Plan(data.resolve(), Path(archive.__file__).parents[1], Path(sys.executable),
                portals.resolve() if portals else None, os.environ.get("FAZHI_CONTACT", ""), every)
    user = os.geteuid() != 0 if user is None else user
    chosen = kind if kind != "auto" else found(user=user)
    where = Systemd(plan, user=user) if chosen == "systemd" else Cron(plan)
    click.echo({"print": where.text, "install": where.install, "remove": where.remove}[action]())
    return 0


def found(*, user: bool) -> str:
    """The manager of this machine's timers: systemd or cron."""
    if RUNNING.is_dir() and shutil.which("systemctl"):
        ask = ["systemctl", *(["--user"] if user else []), "show-environment"]
        if subprocess.run(ask, capture_output=True, timeout=PATIENCE, check=False).returncode == 0:
            return "systemd"
    return "cron"


def call(line: list[str], given: str | None = None) -> str:
    """Run a program of the system and give what it prints; a FazhiError with its words where it fails."""
    try:
        done = subprocess.run(line, input=given, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except FileNotFoundError as error:
        raise UsageError(f"there is no program {line[0]!r} here; `fazhi schedule print` shows what to set up by hand.") from error
    except subprocess.TimeoutExpired as error:
        raise FazhiError(f"`{' '.join(line)}` did not end within {PATIENCE} seconds; nothing more was done.") from error
    if done.returncode:
        raise FazhiError(f"`{' '.join(line)}` failed: {done.stderr.strip() or done.returncode}; see `fazhi schedule print`.")
    return done.stdout


class Systemd:
    """A service and its timer."""

    def __init__(self, plan: Plan, *, user: bool) -> None:
        from crawler.schedule import MARK

        home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        folder = home / "systemd/user" if user else Path("/etc/systemd/system")
        self.mark = MARK
        self.timer = f"{plan.name}.timer"
        self.control = ["systemctl", *(["--user"] if user else [])]
        self.units = {folder / f"{plan.name}.service": plan.service(user=user), folder / self.timer: plan.timer()}

    def text(self) -> str:
        """Both units with the paths at which they would stand."""
        return "\n".join(f"# {path}\n{text}" for path, text in self.units.items())

    def install(self) -> str:
        """Write the units where they differ, and start the timer; all as before where that fails."""
        before = self._check()
        try:
            for path, text in self.units.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                if before[path] != text:
                    path.write_text(text, encoding="utf-8")
            call([*self.control, "daemon-reload"])
            call([*self.control, "enable", "--now", self.timer])
        except (FazhiError, OSError, KeyboardInterrupt):
            tell(f"fazhi: {self._undo(before)}")
            raise
        return f"{self.timer} is set; `{' '.join(self.control)} list-timers {self.timer}` tells when it fires next."

    def remove(self) -> str:
        """Stop the timer and delete its units."""
        there = [path for path, text in self._check().items() if text is not None]
        if not there:
            return f"{self.timer} is not installed; nothing was done."
        try:
            if any(path.name == self.timer for path in there):
                call([*self.control, "disable", "--now", self.timer])
            for path in there:
                path.unlink()
            call([*self.control, "daemon-reload"])
        except (FazhiError, OSError, KeyboardInterrupt):
            tell(f"fazhi: {self._left()}")
            raise
        return f"{self.timer} is removed."

    def _check(self) -> dict[Path, str | None]:
        """The units as they stand, None for one that is not there; refuses to touch one that somebody else has written."""
        found = {path: path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None for path in self.units}
        for path, text in found.items():
            if text is not None and not text.startswith(self.mark):
                raise UsageError(f"{path} was not written by `fazhi schedule`; move it away first.")
        return found

    def _undo(self, before: dict[Path, str | None]) -> str:
        """Bring the units back to what they were, as far as the machine lets us; the sentence that says how far."""
        again = [path for path, text in before.items() if text is not None]
        if not again:                                   # a timer that is only enabled leaves a link among timers.target.wants
            with suppress(FazhiError):
                call([*self.control, "disable", "--now", self.timer])
        for path, text in before.items():
            with suppress(OSError):
                if text is None:
                    path.unlink(missing_ok=True)
                else:
                    path.write_text(text, encoding="utf-8")
        with suppress(FazhiError):
            call([*self.control, "daemon-reload"])
        return f"{' and '.join(map(str, again))} stand as before." if again else self._left()

    def _left(self) -> str:
        """What is left of the units, and how to be rid of it by hand."""
        left = [shlex.quote(str(path)) for path in self.units if path.exists()]
        reload = f"`{' '.join(self.control)} daemon-reload`"
        if not left:
            return f"no unit is left behind; {reload} tells systemd so, where it runs."
        return f"left behind: {' '.join(left)}; `rm {' '.join(left)}` and {reload} remove them by hand."


class Cron:
    """A line in the user's crontab."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def text(self) -> str:
        """The line."""
        return self.plan.cron_line()

    def install(self) -> str:
        """Put the line into the crontab, in place of an older one for the same archive."""
        before = self._crontab()
        (self.plan.data / "logs").mkdir(parents=True, exist_ok=True)
        after = self.plan.added_to(before)
        if after != before:
            call(["crontab", "-"], after)
        return f"the crontab runs `fazhi crawl --due` every {self.plan.every}; its log is {self.plan.data}/logs/schedule.log."

    def remove(self) -> str:
        """Take the line out."""
        before = self._crontab()
        after = self.plan.without(before)
        if after == before:
            return "the crontab holds no line of this archive; nothing was done."
        call(["crontab", "-"], after)
        return "the line is taken out of the crontab."

    @staticmethod
    def _crontab() -> str:
        """The crontab as it is; crontab(1) fails for a user who has none."""
        try:
            return call(["crontab", "-l"])
        except FazhiError as error:
            if isinstance(error, UsageError) or "no crontab" not in str(error):
                raise
            return ""
