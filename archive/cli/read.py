"""`fazhi search`, `fazhi show`, `fazhi export`: what a reader does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click

from archive import find, i18n, read
from archive.cli.options import data_option, echo_json, filter_options, filters_of, progress_bar, tell
from archive.errors import FazhiError, UsageError
from archive.export import downloads, dumps, parquet, sqlite_copy, wacz
from archive.store import Archive

FORMATS = {"txt": downloads.as_text, "md": downloads.as_markdown, "html": downloads.as_html}
WRITERS = {
    "zip": downloads.write_zip, "csv": downloads.write_csv, "jsonl": downloads.write_jsonl, "parquet": parquet.write_parquet,
    "db": sqlite_copy.write_db,
}
CAPTURE_WRITERS = {"wacz": wacz.write_wacz, "warc": wacz.write_warc}
"""Formats that hold the raw answers: these writers also need the folder of the archive."""


@click.command("search")
@click.argument("query")
@filter_options
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True,
              help="Order of the results.")
@click.option("--limit", type=click.IntRange(0, 10_000), default=20, show_default=True, help="Most results to show.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Skip that many results.")
@click.option("--json", "as_json", is_flag=True, help='Print {"total", "at_least", "results": […]} on stdout.')
@data_option
def search_command(query: str, sort: str, limit: int, offset: int, as_json: bool, data: Path, **chosen: Any) -> int:
    """Search title and text of the report index.

    \b
    法治政府                any text, from one character
    行政复议 应诉            blanks: all terms must occur
    "三项制度"  OR  -试点    phrase, either, not
    title: issuer: publisher: number: year: region:   narrow to a field
    """  # noqa: D301 - click keeps the lines behind a real backspace
    with Archive.open(data, create=False, readonly=True) as archive, i18n.speaking("en"):   # as all that the command says
        results = find.search(archive.conn, query, filters_of(**chosen), sort=sort, limit=limit, offset=offset)
    for note in results.notes:
        tell(f"fazhi: {note}")
    if as_json:
        rows = [{"id": hit.id, "title": hit.title, "url": hit.url, "report_year": hit.report_year,
                 "region_code": hit.region_code, "region_name": hit.region_name, "issuer": hit.issuer,
                 "kind": hit.kind, "date_published": hit.date_published, "snippet": hit.snippet}
                for hit in results.hits]
        answer = {"total": results.total, "at_least": results.at_least, "results": rows}
        echo_json(answer)
        return 0
    for hit in results.hits:
        click.echo(f"{hit.id}  {hit.title or '(no title)'}")
        facts = (hit.issuer, str(hit.report_year or ""), hit.date_published, hit.url)
        click.echo("    " + " · ".join(fact for fact in facts if fact))
        if hit.snippet:
            click.echo(f"    {hit.snippet}")
    click.echo(f"{'at least ' if results.at_least else ''}{results.total} found, {len(results.hits)} shown")
    return 0


@click.command("show")
@click.argument("id", metavar="ID")
@click.option("--format", "form", type=click.Choice(["txt", "md", "json", "html"]), default="txt", show_default=True,
              help="How to print it.")
@data_option
def show_command(id: str, form: str, data: Path) -> int:  # noqa: A002 - the contract's word
    """Print one document; ID is what `fazhi search` prints first."""
    with Archive.open(data, create=False, readonly=True) as archive:
        answer = read.answer(archive.conn, id)
    if answer is None:
        raise FazhiError(f"no document {id!r} in {data}; `fazhi search` prints the ids there are.")
    if form == "json":
        echo_json(answer)
    else:
        click.echo(FORMATS[form](answer).rstrip("\n"))
    return 0


@click.command("export")
@filter_options
@click.option("--query", default="", help="Only documents that match this search.")
@click.option("--format", "form", type=click.Choice([*WRITERS, *CAPTURE_WRITERS]),
              help="What to write: texts with a manifest, a table of fields, one JSON object a line, a table of fields and texts "
                   "for data frames, an archive of its own (SQLite), or the raw answers with their index for replay tools, or alone.")
@click.option("-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="File to write; - is stdout.")
@click.option("--nightly", is_flag=True,
              help="Write the dumps that the site offers on /data instead: all reports as SQLite, JSON lines and Parquet, with digests.")
@data_option
def export_command(query: str, form: str | None, output: Path | None, nightly: bool, data: Path, **chosen: Any) -> int:
    """Write the documents that match, newest first; the file appears only when it is complete."""
    if nightly:
        if query or form or output or any(value is not None for value in chosen.values()):
            raise UsageError("--nightly always writes all reports into the folder of the archive; leave the other options out.")
        return write_dumps(data)
    if form is None or output is None:
        raise UsageError("say what to write with --format and where with -o, or take --nightly.")
    with Archive.open(data, create=False, readonly=True) as archive:
        ids = find.all_ids(archive.conn, query, filters_of(**chosen))
        writer = WRITERS.get(form) or partial(CAPTURE_WRITERS[form], data)
        with progress_bar("exporting") as show:
            if str(output) == "-":
                if sys.stdout is None:
                    raise UsageError("standard output is closed; name a file with -o.")
                writer(archive.conn, ids, sys.stdout.buffer, show)
                return 0
            write_complete(output, lambda out: writer(archive.conn, ids, out, show))
    tell(f"{len(ids)} documents -> {output}")
    return 0


def write_dumps(data: Path) -> int:
    """Renew the dumps of the site; 1 where one of them had to be left out."""
    with Archive.open(data, create=False, readonly=True) as archive, progress_bar("exporting") as show:
        done = dumps.write(data, archive.conn, show)
    for one in done.manifest["files"]:
        click.echo(f"{one['sha256']}  {one['name']}")
    for sentence in done.left_out:
        tell(f"fazhi: {sentence}")
    tell(f"{done.manifest['documents']} documents -> {data / dumps.FOLDER}")
    return 1 if done.left_out else 0


def write_complete(output: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write beside the target and rename, so that an interrupted export leaves no half file behind; devices and pipes take the bytes."""
    if output.exists() and not output.is_file():
        if output.is_dir():
            raise UsageError(f"{output} is a folder; name a file in it with -o.")
        with opened(output, output) as out:   # a device or a pipe takes bytes; a rename would put a file in its place
            write(out)
        return
    output = Path(os.path.realpath(output))   # of a link: the file that it stands for
    if output.is_symlink():
        raise UsageError(f"{output} is a link that leads in a circle; name another file with -o.")
    if not output.parent.is_dir():
        raise UsageError(f"{output.parent} is no folder; make it, or name another file with -o.")
    with dumps.halves(output.parent, [output.name]) as half:
        with opened(half[output.name], output) as out:
            write(out)
        half[output.name].replace(output)


def opened(path: Path, output: Path) -> BinaryIO:
    """A file open for writing; UsageError in the words of the file that was asked for."""
    try:
        return path.open("wb")
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}; name another file with -o.") from error
