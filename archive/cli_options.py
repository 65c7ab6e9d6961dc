"""Options and helpers that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from archive.find import Filters
from archive.model import KINDS, LEVELS

Command = TypeVar("Command", bound=Callable[..., Any])

data_option = click.option(
    "--data", type=click.Path(path_type=Path), default=Path("data"), envvar="FAZHI_DATA", show_default=True,
    show_envvar=True, help="Folder of the archive.",
)
portals_option = click.option(
    "--portals", type=click.Path(path_type=Path), default=None, envvar="FAZHI_PORTALS", show_envvar=True,
    help="Folder of portal files (default: the registry that comes with the program).",
)


def filter_options(command: Command) -> Command:
    """--year, --region, --kind, --level: the filters of search and export."""
    options = (
        click.option("--level", type=click.Choice(LEVELS), help="Level of the issuer."),
        click.option("--kind", type=click.Choice([*KINDS, "any"]),
                     help="Kind of document (default: annual reports with a readable text; any = everything)."),
        click.option("--region", metavar="CODE|NAME",
                     help="GB/T 2260 code or name; what lies within it is included (330000 = all of 浙江省)."),
        click.option("--year", type=click.IntRange(1949, 2100), help="Report year."),
    )
    for option in options:
        command = option(command)
    return command


def filters_of(year: int | None, region: str | None, kind: str | None, level: str | None) -> Filters:
    """The filters as the search takes them."""
    return Filters(year=year, region=region, kind=kind, level=level)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal's stderr, fed with (done, total); silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True) as bar:
        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)
        yield show


def tell(sentence: str) -> None:
    """A line for the person at the terminal."""
    click.echo(sentence, err=True)
