"""`fazhi probe` and `fazhi discover`: a first look at portals that have no portal file yet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from archive import regions
from archive.cli.options import data_option, portals_option, tell
from archive.errors import UsageError
from archive.store import Archive

delay_option = click.option("--delay", type=click.FloatRange(0, 3600), default=None, metavar="SECONDS",
                            help="Seconds between two requests to a host (default 2; on this machine 0.05).")
budget_option = click.option("--requests", "budget", type=click.IntRange(3, 100), default=25, show_default=True,
                             help="Requests to one portal at most.")


@click.command("probe")
@click.argument("url")
@click.option("--fixtures", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Folder for the fetched lists and a report (default: probe/HOST in the data folder).")
@click.option("--name", default=None, help="Name of the government or department, if the site's own is not right.")
@click.option("--region", default=None, metavar="CODE", help="GB/T 2260 code, if the probe does not find it.")
@delay_option
@budget_option
@data_option
def probe_command(url: str, fixtures: Path | None, name: str | None, region: str | None, delay: float | None,
                  budget: int, data: Path) -> int:
    """Look at the portal of URL and print a portal file.

    Goes from the home page over 政务公开 to the lists that may hold reports, at most 25 requests, as politely as a crawl.
    The comments tell what is sure and what to check. Exit code 1: no column of reports, or no region was found.
    """
    url = _address(url)
    if region is not None and regions.load().by_code(region) is None:
        raise UsageError(f"{region!r} is no code of GB/T 2260; write six digits, see archive/data/regions.csv.")
    finding = _probe(url, data, delay, budget)
    from crawler.directory import portal_id
    from crawler.probing import sketch

    drawn = sketch.draw(finding, name=name, region=region)
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    click.echo(drawn.text, nl=False)
    if finding.home:
        folder = fixtures or data / "probe" / portal_id(url)
        files = sketch.save(finding, folder)
        tell(f"fazhi: {len(files)} pages saved in {folder}")
    for fault in finding.faults[:3]:
        tell(f"fazhi: {fault.sentence}")
    if not finding.columns:
        tell(f"fazhi: no list with reports was found on {url}; look for it by hand and name it under 'columns'.")
    elif drawn.region is None:
        tell("fazhi: the region was not found; run it again with --region CODE.")
    return 0 if drawn.usable else 1


def _address(url: str) -> str:
    """A usable http or https address; a bare host name gets http://."""
    url = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"{url!r} is no http or https address; write it like http://www.example.gov.cn")
    from crawler.base.addresses import is_loopback_name, literal, public

    host = parts.hostname or ""
    if literal(host) is not None and not public(host) and not is_loopback_name(host):
        raise UsageError(f"{host} is no public address; name the portal's public host.")
    return url if parts.path else f"{url}/"


def _probe(url: str, data: Path, delay: float | None, budget: int) -> Any:
    """Probe one address in this process."""
    from crawler.probing.visits import Visits
    from crawler.run import keep_logs

    found: list[Any] = []
    with Archive.open(data) as archive:
        keep_logs(data / "logs")
        visits = Visits(archive, found.append, delay=delay, budget=budget)
        if sys.stderr.isatty():
            visits.session.emit = _progress
        visits.run([url])
    if not found:
        raise click.Abort
    return found[0]


def _progress(event: dict[str, Any]) -> None:
    """What was just fetched, on the one line of a terminal that always shows the newest."""
    click.echo(f"\r\x1b[K{event.get('status')} {str(event.get('url'))[:90]}", nl=False, err=True)


@click.command("discover")
@click.argument("region", required=False)
@click.option("--directory", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Table of homes (default: the directory that comes with the program).")
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Folder for state.jsonl, portals/ and pages/ (default: discover in the data folder).")
@click.option("--limit", type=click.IntRange(1), default=None, help="Portals to probe at most in this run.")
@click.option("--again", is_flag=True, help="Try portals again that could not be reached before.")
@delay_option
@budget_option
@portals_option
@data_option
def discover_command(region: str | None, directory: Path | None, out: Path | None, limit: int | None, again: bool,
                     delay: float | None, budget: int, portals: Path | None, data: Path) -> int:
    """Probe the homes of REGION (code or name; none = all) and write a portal file for each that has reports.

    Portals of the registry and portals that were probed before are left out; a stopped walk goes on with the same
    command. Look through the files in DIR/portals, then move them into the registry.
    """
    from crawler import directory as homes
    from crawler import registry
    from crawler.probing import discover
    from crawler.run import keep_logs

    folder = out or data / "discover"
    known = registry.load_dir(portals or registry.default_dir()).portals.values()
    wanted = homes.within(homes.load(directory or homes.TABLE), region)
    if not wanted:
        raise UsageError(f"the directory holds no home in {region!r}.")
    state = discover.read_state(folder / discover.STATE)
    left = discover.waiting(wanted, state, known, again=again)
    walk = discover.Discovery(folder, tell=_show)
    whole = True
    if left:
        with Archive.open(data) as archive:
            keep_logs(data / "logs")
            whole = walk.run(archive, left[:limit], delay=delay, budget=budget)
    rest = len(left) - len(walk.lines)
    unreachable = sum(line["outcome"] == "unreachable" for line in walk.lines)
    tell(f"{len(wanted)} homes, {len(wanted) - len(left)} known or probed before, {len(walk.lines)} probed now, "
         f"{unreachable} of them unreachable, {rest} left; see {folder}")
    if not whole:
        tell("fazhi: stopped; the same command goes on from there.")
    return 0 if whole and not unreachable else 1


def _show(line: dict[str, Any]) -> None:
    """One line per portal on stdout, and the reason where there was none on stderr."""
    told = line.get("file") or line.get("reason") or "-"
    click.echo(f"{line['code']}\t{line['name']}\t{line['outcome']}\t{told}")
    if sys.stderr.isatty() and line.get("detail"):
        tell(f"  {line['detail']}")
