"""Options and helpers that several commands share."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from archive.errors import UsageError
from archive.find import Filters
from archive.model import KINDS, LEVELS, ROLES

Command = TypeVar("Command", bound=Callable[..., Any])
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

data_option = click.option(
    "--data", type=click.Path(path_type=Path), default=Path("data"), envvar="FAZHI_DATA", show_default=True,
    show_envvar=True, help="Folder of the archive.",
)
portals_option = click.option(
    "--portals", type=click.Path(path_type=Path), default=None, envvar="FAZHI_PORTALS", show_envvar=True,
    help="Folder of portal files (default: the registry that comes with the program).",
)


def filter_options(command: Command) -> Command:
    """The filters of search and export: year, region, kind, level, bodies, dates, parts of the report."""
    years = click.IntRange(1949, 2100)
    options = (
        click.option("--text", metavar="QUERY", help="Words that must stand in the text, not in the title."),
        click.option("--role", type=click.Choice(ROLES), help="Search only this part of the reports (problems = 存在的不足)."),
        click.option("--to", "until", metavar="DATE", help="Last day of publication (2024-03-04, 2024-03 or 2024)."),
        click.option("--from", "since", metavar="DATE", help="First day of publication."),
        click.option("--publisher", metavar="NAME", help="Publisher: the whole name, or a part of it."),
        click.option("--issuer", metavar="NAME", help="Body whose report it is: the whole name, or a part of it."),
        click.option("--level", type=click.Choice(LEVELS), help="Level of the issuer."),
        click.option("--kind", type=click.Choice([*KINDS, "any"]),
                     help="Kind of document (default: annual reports with a readable text; any = everything)."),
        click.option("--region", metavar="CODE|NAME",
                     help="GB/T 2260 code or name; what lies within it is included (330000 = all of 浙江省)."),
        click.option("--year-to", type=years, help="Last report year."),
        click.option("--year-from", type=years, help="First report year."),
        click.option("--year", type=years, help="Report year."),
    )
    for option in options:
        command = option(command)
    return command


def filters_of(year: int | None, year_from: int | None, year_to: int | None, **others: Any) -> Filters:
    """The filters as the search takes them; raises UsageError for a year beside a span of years."""
    span = f"{year_from or ''}-{year_to or ''}"
    if year is not None and span != "-":
        raise UsageError("give --year, or --year-from and --year-to.")
    return Filters(year=year if span == "-" else span, **others)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal's stderr, fed with (done, total); silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True) as bar:
        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            if done < bar.pos:                          # the next part of the work begins; a bar shows no step back
                bar.pos, bar.finished = 0, False
            bar.update(done - bar.pos)
        yield show


def echo_json(value: object) -> None:
    """Print one JSON value, Chinese left readable where standard output is UTF-8, as RFC 8259 wants it, else in escapes."""
    readable = "utf-8" in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    click.echo(json.dumps(value, ensure_ascii=not readable, indent=1))


def tell(sentence: str) -> None:
    """A line for the person at the terminal, whom no name of a file or answer of a portal sends control characters."""
    click.echo(_CONTROL.sub("�", sentence), err=True)
