"""`fazhi schedule`: what it writes, that it may be repeated, and that nothing else is touched."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from archive.cli import cli
from archive.errors import FazhiError, UsageError
from crawler.schedule import STEPS, Plan

CRONTAB = """#!/bin/sh
case "$1" in
-l) [ -f "$STATE/crontab" ] || { echo "no crontab for tester" >&2; exit 1; }; cat "$STATE/crontab";;
-) cat > "$STATE/crontab"; echo written >> "$STATE/log";;
esac
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$STATE/log"
case "$*" in *show-environment*) exit "${BUS:-0}";; esac
"""
FOREIGN = "MAILTO=me\n5 * * * * true # fazhi-archive of somebody else\n*/5 * * * * /usr/bin/other\n"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine whose crontab and systemctl only write into a folder."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, text in {"crontab": CRONTAB, "systemctl": SYSTEMCTL}.items():
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setenv("STATE", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("FAZHI_CONTACT", "https://example.org/100%?a=$b")
    return tmp_path


def schedule(machine, *words, capsys=None):
    code = cli.main(["schedule", *words, "--data", str(machine / "my data")], prog_name="fazhi", standalone_mode=False)
    return code, capsys.readouterr().out if capsys else ""


def log(machine):
    return (machine / "log").read_text().splitlines() if (machine / "log").exists() else []


def test_a_crontab_keeps_every_other_line(machine, capsys):
    (machine / "crontab").write_text(FOREIGN)
    for every in ("6h", "6h", "1d"):
        assert schedule(machine, "install", "--with", "cron", "--every", every, "--portals", str(machine / "p"))[0] == 0
    text = (machine / "crontab").read_text()
    assert text.startswith(FOREIGN)
    ours = text.removeprefix(FOREIGN)
    assert ours.count("\n") == ours.count("# fazhi-archive fazhi-crawl-my-data-") == 1
    assert ours.split()[1:5] == ["3", "*", "*", "*"]
    assert log(machine) == ["written", "written"]                   # the repeated install had nothing to write
    assert (machine / "my data/logs").is_dir()
    schedule(machine, "remove", "--with", "cron")
    assert (machine / "crontab").read_text() == FOREIGN
    assert "nothing was done" in schedule(machine, "remove", "--with", "cron", capsys=capsys)[1]


def test_a_crontab_is_begun_where_there_is_none_and_its_line_runs(machine):
    schedule(machine, "install", "--with", "cron", "--portals", str(machine / "no 100% portals"))
    line = (machine / "crontab").read_text()
    assert "\\%" in line
    command = line.split(maxsplit=5)[5].replace("\\%", "%")        # as cron takes it
    assert "--due" in shlex.split(command, comments=True)
    assert subprocess.run(["sh", "-c", command], check=False, env={**os.environ, "PYTHONPATH": ""}).returncode == 2
    assert "no 100% portals" in (machine / "my data/logs/schedule.log").read_text()


def test_a_timer_is_written_once_and_removed(machine, capsys):
    for _ in range(2):
        assert schedule(machine, "install", "--with", "systemd", "--user")[0] == 0
    units = sorted((machine / "config/systemd/user").iterdir())
    assert [unit.suffix for unit in units] == [".service", ".timer"]
    service, timer = (unit.read_text() for unit in units)
    for line in ("Type=oneshot", "TimeoutStopSec=90", 'Environment="FAZHI_CONTACT=https://example.org/100%%?a=$b"'):
        assert line in service
    assert f'"-m" "archive" "crawl" "--due" "--data" "{machine}/my data"' in service
    assert "Persistent=true" in timer
    assert "RandomizedDelaySec=15min" in timer
    assert log(machine)[:2] == ["--user daemon-reload", f"--user enable --now {units[1].name}"]
    schedule(machine, "remove", "--with", "systemd", "--user")
    assert list((machine / "config/systemd/user").iterdir()) == []
    assert f"--user disable --now {units[1].name}" in log(machine)
    assert "not installed" in schedule(machine, "remove", "--with", "systemd", "--user", capsys=capsys)[1]


def test_units_of_others_are_left_alone(machine):
    schedule(machine, "install", "--with", "systemd", "--user")
    timer = next((machine / "config/systemd/user").glob("*.timer"))
    timer.write_text("[Timer]\n")
    for action in ("install", "remove"):
        with pytest.raises(UsageError, match="was not written by `fazhi schedule`"):
            schedule(machine, action, "--with", "systemd", "--user")
    assert timer.read_text() == "[Timer]\n"


def test_print_shows_what_install_would_do_and_does_nothing(machine, capsys):
    assert "[Timer]" in schedule(machine, "print", "--with", "systemd", "--user", capsys=capsys)[1]
    assert " * * " in schedule(machine, "print", "--with", "cron", capsys=capsys)[1]
    assert (log(machine), (machine / "config").exists(), (machine / "crontab").exists()) == ([], False, False)


def test_the_machine_decides(machine, monkeypatch, capsys):
    import archive.cli.schedule as module

    monkeypatch.setattr(module, "RUNNING", machine)
    assert "[Timer]" in schedule(machine, "print", "--user", capsys=capsys)[1]
    monkeypatch.setenv("BUS", "1")                                  # no manager of that user answers
    assert "[Timer]" not in schedule(machine, "print", "--user", capsys=capsys)[1]
    monkeypatch.setattr(module, "RUNNING", machine / "none")
    assert "[Timer]" not in schedule(machine, "print", "--user", capsys=capsys)[1]


@pytest.mark.parametrize("failing", ["daemon-reload", "enable"])
def test_an_install_that_fails_leaves_nothing_behind(machine, capsys, failing):
    (machine / "bin/systemctl").write_text(SYSTEMCTL + f'case "$*" in *{failing}*) echo "Failed to connect to bus" >&2; exit 1;; esac\n')
    with pytest.raises(FazhiError, match=f"{failing}.* failed: Failed to connect to bus"):
        schedule(machine, "install", "--with", "systemd", "--user")
    assert list((machine / "config/systemd/user").iterdir()) == []
    assert any(line.startswith("--user disable --now fazhi-crawl-my-data-") for line in log(machine))
    assert "no unit is left behind" in capsys.readouterr().err


def test_a_second_install_that_fails_leaves_the_first_one(machine, capsys):
    schedule(machine, "install", "--with", "systemd", "--user", "--every", "6h")
    before = {unit: unit.read_text() for unit in (machine / "config/systemd/user").iterdir()}
    (machine / "bin/systemctl").write_text("#!/bin/sh\necho 'Access denied' >&2; exit 4\n")
    with pytest.raises(FazhiError, match="Access denied"):
        schedule(machine, "install", "--with", "systemd", "--user", "--every", "1d")
    assert {unit: unit.read_text() for unit in (machine / "config/systemd/user").iterdir()} == before
    assert "stand as before" in capsys.readouterr().err


def test_a_removal_that_fails_says_what_is_left(machine, capsys):
    schedule(machine, "install", "--with", "systemd", "--user")
    (machine / "bin/systemctl").write_text("#!/bin/sh\necho 'Failed to connect to bus' >&2; exit 1\n")
    with pytest.raises(FazhiError, match=r"disable --now .* failed"):
        schedule(machine, "remove", "--with", "systemd", "--user")
    told = capsys.readouterr().err
    by_hand = re.search(r"`(rm .*?)`", told).group(1)
    assert len(list((machine / "config/systemd/user").iterdir())) == 2
    subprocess.run(["sh", "-c", by_hand], check=True)
    assert list((machine / "config/systemd/user").iterdir()) == []


def test_failing_programs_are_told(machine):
    (machine / "bin/crontab").write_text("#!/bin/sh\necho 'crontab: you are not allowed' >&2; exit 1\n")
    with pytest.raises(FazhiError, match="you are not allowed"):
        schedule(machine, "install", "--with", "cron")
    (machine / "bin/crontab").unlink()
    if shutil.which("crontab") is None:
        with pytest.raises(UsageError, match="there is no program 'crontab'"):
            schedule(machine, "install", "--with", "cron")


PLAN = Plan(Path("/srv/a b/data"), Path("/opt/fazhi"), Path(sys.executable), Path("/srv/portals"), "me@example.org", "6h")


def test_every_step_has_times_for_both(tmp_path):
    for every in STEPS:
        fields = replace(PLAN, every=every).cron_line().split()[:5]
        assert all(set(field) <= set("0123456789*/,") for field in fields)
    with pytest.raises(UsageError, match="--every '5h' is no step"):
        replace(PLAN, every="5h")
    with pytest.raises(UsageError, match="line break"):
        replace(PLAN, contact="a\nb")
    assert replace(PLAN, data=tmp_path / "data").name != PLAN.name


@pytest.mark.parametrize("every", STEPS)
def test_systemd_understands_the_units(tmp_path, every):
    plan = replace(PLAN, every=every, folder=tmp_path)
    (tmp_path / f"{plan.name}.service").write_text(plan.service(user=False))
    timer = tmp_path / f"{plan.name}.timer"
    timer.write_text(plan.timer())
    assert timer.read_text().count("\n[") == 3
    if shutil.which("systemd-analyze") is None:         # a machine of another kind: there the units are never installed
        return
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(timer)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    calendar = next(line for line in plan.timer().splitlines() if line.startswith("OnCalendar=")).partition("=")[2]
    assert subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, check=False).returncode == 0
