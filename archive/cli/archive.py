"""`fazhi import`, `extract`, `serve`, `status`, `replay`, `verify`: what a keeper of the archive does."""

from __future__ import annotations

from pathlib import Path

import click

from archive.cli.options import data_option, echo_json, progress_bar, tell
from archive.errors import DamageError
from archive.store import Archive


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--manifest", type=click.Path(path_type=Path), metavar="FILE.jsonl",
              help='Origins: one {"file", "url", "fetched_at"} a line, files relative to the manifest.')
@data_option
def import_command(paths: tuple[Path, ...], manifest: Path | None, data: Path) -> int:
    """Archive saved pages, texts, files, folders and WARC files.

    Reads html, mhtml, txt, md, pdf, docx, doc, wps, rtf, ofd, xls, xlsx, zip, warc, warc.gz and wacz. A file that cannot be read is
    named with its reason; the others are done, and the exit code is 1.
    """
    from archive.intake import importing
    from archive.site import keeping

    with Archive.open(data) as archive, progress_bar("importing") as show:
        summary = importing.import_paths(archive, paths, manifest=manifest, progress=show)
        keeping.settle(archive, show)
    for sentence in [*summary.warnings, *summary.failures]:
        tell(f"fazhi: {sentence}")
    click.echo(f"{summary.new} new, {summary.revised} revised, {summary.same} unchanged, {summary.failed} failed")
    return 1 if summary.failures else 0


@click.command("extract")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--url", help="Address of the page: resolves links and tells the region.")
def extract_command(file: Path, url: str | None) -> int:
    """Read FILE and print what `import` would store, as JSON; - is standard input."""
    from archive.intake import importing

    document = importing.read_one(file, url=url)
    echo_json(document.to_dict())
    return 0


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 is any free one.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Server processes.")
@data_option
def serve_command(host: str, port: int, workers: int, data: Path) -> int:
    """Serve the public site until Ctrl-C."""
    from archive.site import serve

    serve.run(data, host=host, port=port, workers=workers)
    return 0


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@data_option
def status_command(as_json: bool, data: Path) -> int:
    """Show documents, portals, the last run and what needs a person; exits 1 when something does."""
    from archive import health

    with Archive.open(data, create=False, readonly=True) as archive:
        report = health.status(archive.conn)
    if as_json:
        echo_json(report)
    else:
        click.echo(health.as_text(report))
    return 1 if report["attention"] else 0


@click.command("replay")
@click.option("--dry-run/--apply", default=True, show_default=True, help="Print the differences, or make them.")
@data_option
def replay_command(dry_run: bool, data: Path) -> int:
    """Extract every capture again and print what would change, field by field.

    Captures that no extractor has read yet (a crawl by `scrapy crawl`, or one that was killed) are stored in any case where
    the folder may be written.
    """
    from archive import database, maintenance

    readonly = dry_run and not database.may_write(data)
    with Archive.open(data, create=False, readonly=readonly) as archive, progress_bar("replaying") as show:
        report = maintenance.replay(archive, apply=not dry_run, progress=show, tell=click.echo)
    click.echo(maintenance.replay_text(report))
    for failure in report.failures:
        tell(f"fazhi: {failure}")
    return 1 if report.failures else 0


@click.command("verify")
@data_option
def verify_command(data: Path) -> int:
    """Check digests, WARC files, database and index against each other; exits 3 when they disagree.

    A folder that may not be written is checked as well, but for SQLite's own check of the full-text tables, which is a write.
    """
    from archive import database, maintenance

    with Archive.open(data, create=False, readonly=not database.may_write(data)) as archive, progress_bar("verifying") as show:
        report = maintenance.verify(archive, progress=show)
    for problem in report.problems:
        tell(f"fazhi: {problem}")
    if report.problems:
        raise DamageError(f"{len(report.problems)} problems in {data}.")
    click.echo(f"{report.captures} captures and {report.documents} documents agree with their digests")
    return 0
