"""`fazhi crawl`, `demo`, `check`: what needs the portals.

The crawl runs in processes of its own that only capture; this process extracts what they have captured meanwhile.
"""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import IO, Any

import click

from archive import health
from archive.cli.options import data_option, portals_option, tell
from archive.errors import UsageError
from archive.intake import pipeline
from archive.search import common
from archive.site import keeping
from archive.store import Archive

MISSING_SHOWN = 5
POLL = 0.2
"""Seconds between two looks for captures that wait for extraction."""


@dataclass
class Crawl:
    """What the crawl processes have told so far."""

    pages: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    closed: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Pages that answered 404 or 410: no failure, but worth a word."""
    waiting: int = 0
    """Portals that the run did not reach before its end."""
    classes: Counter[str] = field(default_factory=Counter)
    """Reason classes of everything that went wrong."""

    def hear(self, line: str) -> None:
        """Take one JSON line of a crawl process; anything else is a stray print and goes to stderr."""
        try:
            event = json.loads(line)
            name = event["event"]
        except (ValueError, KeyError, TypeError):
            tell(line.rstrip())
            return
        if name == "page":
            self.pages += 1
            self.statuses[str(event.get("status"))] += 1
        elif name == "closed":
            self.closed[event["portal"]] = event.get("reason") or ""
            self.problems += [f"{event['portal']}: {problem}" for problem in event.get("problems", [])]
            self.missing += [f"{event['portal']}: {sentence}" for sentence in event.get("missing", [])]
            self.classes.update(event.get("classes", {}))
            self.waiting += event.get("reason") == "waiting"


@click.command("crawl")
@click.argument("names", nargs=-1, metavar="[PORTAL…]")
@portals_option
@click.option("--due", "which", flag_value="due", default="due", help="All portals that are due (the default).")
@click.option("--all", "which", flag_value="all", help="All enabled portals, and every known page again.")
@click.option("--workers", type=click.IntRange(1, 32), default=1, show_default=True, help="Crawl processes.")
@data_option
def crawl_command(names: tuple[str, ...], portals: Path | None, which: str, workers: int, data: Path) -> int:
    """Crawl PORTALs (or all that are due) and archive what they publish.

    A crawl that was killed goes on with the same command. Exit code 1: a portal is blocked, fails, or gave less
    than it declares; the summary names it.
    """
    from crawler import agenda

    registry, chosen, faults = choose(portals, names)
    only_due = which == "due" and not names
    with Archive.open(data) as archive:
        if only_due:
            known = {portal.id: portal for portal in chosen}
            chosen = [known[name] for name in agenda.due(archive, known)]
            if not chosen:
                tell(nothing_due(agenda.upcoming(archive, known)))
        return crawl_into(archive, registry.path, chosen, faults, command="crawl", everything=which == "all",
                          due=only_due, workers=workers)


def nothing_due(upcoming: tuple[str, str] | None) -> str:
    """The sentence for a crawl that has nothing to do."""
    next_one = f"the next one is {upcoming[1]} at {upcoming[0]}" if upcoming else "none is planned"
    return f"fazhi: no portal is due; {next_one}. Name portals, or use --all, to crawl them now."


def choose(folder: Path | None, names: tuple[str, ...]) -> tuple[Any, list[Any], list[str]]:
    """(registry, portals to crawl, faults to report), or a UsageError when nothing can be crawled."""
    from crawler import registry, run

    run.settings_of(run.arguments([]))      # a wrong word in the environment is told here, not by each crawl process
    loaded = registry.load_dir(folder or registry.default_dir())
    unknown = [name for name in names if name not in loaded.portals]
    if unknown:
        near = get_close_matches(unknown[0], loaded.portals, 1)
        hint = f"did you mean {near[0]!r}?" if near else "a portal bears the name of its file there."
        broken = next((fault for fault in loaded.faults if f"{unknown[0]}.yml" in fault), "")
        raise UsageError(broken or f"unknown portal {unknown[0]!r} in {loaded.path}; {hint}")
    chosen = [loaded.portals[name] for name in names] or [p for p in loaded.portals.values() if p.enabled]
    if not chosen:
        detail = " ".join(loaded.faults[:3]) or "no portal file is enabled there."
        raise UsageError(f"no usable portal in {loaded.path}: {detail}")
    return loaded, chosen, [] if names else loaded.faults


def crawl_into(archive: Archive, folder: Path, chosen: list[Any], faults: list[str], *, command: str,
               everything: bool = False, due: bool = False, workers: int = 1) -> int:
    """Crawl the chosen portals into an open archive, extract meanwhile, print the summary; the exit code.

    `due`: portals that another crawl holds, or has just done, are left to it.
    """
    for fault in faults:
        tell(f"fazhi: {fault}")
    archive.put_portals([portal.row() | {"demo": int(bool(portal.loopback))} for portal in chosen])
    if any(portal.loopback for portal in chosen):
        archive.set_meta("demo", "1")   # a portal on loopback is a simulation, and the site must say so
    run_id = archive.start_run(command)
    crawl = Crawl(problems=list(faults))
    summary = pipeline.Summary()
    code = 1
    try:
        run_processes(archive, folder, chosen, run_id, crawl, summary, everything=everything, due=due,
                      workers=workers)
        silent = [portal.id for portal in chosen if portal.id not in crawl.closed]
        crawl.problems += [f"{name}: its crawl process ended without a word; see {archive.data / 'logs'}"
                           for name in silent]
        if crawl.waiting:
            crawl.problems.append(f"{crawl.waiting} portals were not reached before the end of the run; the next one takes them.")
        code = 1 if crawl.problems or summary.failures else 0
    finally:
        archive.end_run(run_id, code, {
            "pages": crawl.pages, "new": summary.new, "revised": summary.revised, "same": summary.same,
            "missing": crawl.missing, "classes": dict(crawl.classes), "problems": crawl.problems + summary.failures,
            "coverage": health.coverage(archive.conn, run_id)})
    click.echo(summary_text(archive, chosen, crawl, summary))
    return code


def run_processes(archive: Archive, folder: Path, chosen: list[Any], run_id: int, crawl: Crawl,
                  summary: pipeline.Summary, *, everything: bool, due: bool, workers: int) -> None:
    """Start the crawl processes and extract beside them until they end; Ctrl-C ends them first."""
    from crawler import run

    lines: queue.Queue[str] = queue.Queue()
    shares = [share for share in (chosen[i::workers] for i in range(workers)) if share]
    with ExitStack() as stack:
        children = []
        for share in shares:
            line = run.command(archive.data, folder, run_id, [portal.id for portal in share], everything=everything,
                               due=due)
            child = stack.enter_context(subprocess.Popen(line, stdout=subprocess.PIPE, text=True))
            stack.callback(stop, child)
            threading.Thread(target=pump, args=(child.stdout, lines), daemon=True).start()
            children.append(child)
        while any(child.poll() is None for child in children):
            listen(lines, crawl, wait=POLL)
            summary.add(pipeline.process_pending(archive, limit=200))
            show(crawl, summary)
        for child in children:
            child.wait()
        listen(lines, crawl, wait=POLL)
    while (step := pipeline.process_pending(archive, limit=200)).seen:
        summary.add(step)
        show(crawl, summary)
    show(crawl, summary, end=True)
    keeping.settle(archive, partial(say_how_far, "preparing pages"))
    common.settle(archive, partial(say_how_far, "looking up common words"))


def say_how_far(work: str, done: int, total: int) -> None:
    """How far something is, on a terminal, that takes minutes in a large archive."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{work}: {done} of {total}", nl=done >= total, err=True)


def pump(source: IO[str], lines: queue.Queue[str]) -> None:
    """Hand on the lines of a crawl process as they come."""
    for line in source:
        lines.put(line)


def stop(child: subprocess.Popen[str]) -> None:
    """Ask a crawl process to finish its request and end; insist after ten seconds."""
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()


def listen(lines: queue.Queue[str], crawl: Crawl, *, wait: float) -> None:
    """Take all lines that have come, waiting `wait` seconds for the first."""
    try:
        crawl.hear(lines.get(timeout=wait))
        while True:
            crawl.hear(lines.get_nowait())
    except queue.Empty:
        return


def show(crawl: Crawl, summary: pipeline.Summary, *, end: bool = False) -> None:
    """One line of progress on a terminal; a crawl does not know its end, so there is no bar to fill."""
    if sys.stderr.isatty():
        line = f"\r{crawl.pages} pages fetched, {summary.new} new documents, {len(crawl.closed)} portals done"
        click.echo(line + ("\n" if end else ""), nl=False, err=True)


def summary_text(archive: Archive, chosen: list[Any], crawl: Crawl, summary: pipeline.Summary) -> str:
    """The one-screen summary of a crawl."""
    total = archive.conn.execute("select count(*) from documents where in_index = 1").fetchone()[0]
    line = (f"{len(chosen)} portals, {crawl.pages} pages fetched, {summary.new} new documents, "
            f"{summary.revised} revised, {summary.same} unchanged; {total} reports in the archive")
    notes = [f"missing: {sentence}" for sentence in crawl.missing[:MISSING_SHOWN]]
    notes += [f"missing: and {len(crawl.missing) - MISSING_SHOWN} more pages"] if len(crawl.missing) > MISSING_SHOWN else []
    notes += ["reasons: " + ", ".join(f"{name} {count}" for name, count in crawl.classes.most_common())] if crawl.classes else []
    return "\n".join([line, *notes, *(f"needs attention: {problem}" for problem in crawl.problems + summary.failures)])


@click.command("demo")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port of the site.")
@click.option("--exit", "leave", is_flag=True, help="Stop after the crawl and print the summary.")
@click.option("--portals-only", is_flag=True, help="Only run the embedded portals, for a `fazhi crawl` of your own.")
@data_option
def demo_command(port: int, leave: bool, portals_only: bool, data: Path) -> int:
    """Crawl the embedded portals, archive them and serve the site.

    The portals run on this machine's loopback and behave as real content systems do; their reports are made up.
    """
    from archive.site import serve
    from crawler import demo
    from crawler.demo import __main__ as portals_program

    if portals_only:
        return portals_program.main([])
    with Archive.open(data) as archive:
        if archive.meta("demo") != "1" and archive.conn.execute("select 1 from documents limit 1").fetchone():
            raise UsageError(f"{data} holds a real archive; give the demo a folder of its own: --data data/demo")
        with demo.serve() as portals:
            folder = portals.write_registry(archive.data / "portals")
            registry, chosen, faults = choose(folder, ())
            code = crawl_into(archive, registry.path, chosen, faults, command="demo")
            if leave:
                return code
            serve.run(data, host="127.0.0.1", port=port, workers=1)
    return code


@click.command("check")
@portals_option
def check_command(portals: Path | None) -> int:
    """Lint portal files, the directory of homes and metadata.yml; exits 1 when something is wrong.

    Hints (a file that names no evidence) are printed as well, but are no faults.
    """
    from archive.site import metadatafile
    from crawler import directory, registry

    loaded = registry.load_dir(portals or registry.default_dir())
    if not loaded.portals and not loaded.faults:
        raise UsageError(f"{loaded.path} holds no portal files; a portal is a <name>.yml there.")
    faults = [*loaded.faults, *directory.faults(), *metadatafile.faults()]
    hints = registry.hints(loaded)
    for sentence in [*faults, *(f"hint: {hint}" for hint in hints)]:
        tell(f"fazhi: {sentence}")
    enabled = sum(portal.enabled for portal in loaded.portals.values())
    click.echo(f"{len(loaded.portals)} portals ({enabled} enabled), faults: {len(faults)}, hints: {len(hints)}")
    return 1 if faults else 0
