"""The `fazhi` command: options, error sentences and exit codes; the work is done elsewhere.

Machine output goes to stdout, progress and complaints to stderr. Exit codes: 0 done, 1 done but incomplete or with
failures (listed), 2 wrong usage or configuration, 3 data damaged.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

import click

from archive.errors import FazhiError

COMMANDS = {
    "demo": ("archive.cli.crawl", "Crawl the embedded portals, archive them and serve the site."),
    "crawl": ("archive.cli.crawl", "Crawl portals and archive what they publish."),
    "probe": ("archive.cli.probe", "Look at a portal and print a portal file for it."),
    "discover": ("archive.cli.probe", "Probe the directory of homes for portals with reports."),
    "import": ("archive.cli.archive", "Archive saved pages, texts and files."),
    "extract": ("archive.cli.archive", "Read one document and print it as JSON; nothing is stored."),
    "search": ("archive.cli.read", "Search title and text of the archived reports."),
    "show": ("archive.cli.read", "Print one document."),
    "export": ("archive.cli.read", "Write documents as zip, csv, jsonl, parquet, …, or the nightly dumps."),
    "serve": ("archive.cli.archive", "Serve the public site."),
    "status": ("archive.cli.archive", "Show portals, runs and what needs a person."),
    "schedule": ("archive.cli.schedule", "Set up the timer of `fazhi crawl --due`."),
    "replay": ("archive.cli.archive", "Extract all captures again, without one request."),
    "verify": ("archive.cli.archive", "Check that digests, WARC files and database agree."),
    "check": ("archive.cli.crawl", "Lint portal files and the site's metadata."),
}
"""Command -> (module that holds it as `<name>_command`, its line in the overview).

Modules are loaded only when their command runs: `fazhi extract` starts in a fraction of a second.
"""

OS_REMEDIES = {
    errno.ENOSPC: "the disk is full; free some space and run the command again: nothing committed is lost.",
    errno.EDQUOT: "the disk quota is used up; free some space and run the command again: nothing committed is lost.",
    errno.EFBIG: "a file may not grow further (file size limit); raise the limit and run the command again.",
}
"""Errors of the system whose remedy is not the path -> what a person is told."""

EPILOG = """\b
A first walk:
  fazhi demo                            embedded portals -> crawl -> site
  fazhi import saved-pages/             archive files you have
  fazhi search '行政复议 year:2023'       find them again
  fazhi crawl qingtian                  crawl one real portal

\b
Exit codes: 0 done · 1 done, but incomplete or with failures ·
2 wrong usage or configuration · 3 data damaged."""


class Commands(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Names in the order of a newcomer's walk."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's method
        """The command object, or None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's method
        """The overview, without importing a single command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fazhi-archive", prog_name="fazhi")
def cli() -> None:
    """Harvest, keep, search and publish 法治政府建设年度报告.

    Every command takes --data DIR (default: data/, or $FAZHI_DATA), which holds archive.db, warc/, files/ and logs/.
    """


def fail(sentence: str, code: int) -> NoReturn:
    """Print one sentence and leave with a documented exit code."""
    from archive.cli.options import tell

    tell(f"fazhi: {sentence}")
    sys.exit(code)


def speak_chinese() -> None:
    """Let any terminal and locale carry Chinese: as UTF-8 where its encoding has none, and a character that is missing as an escape."""
    if sys.getfilesystemencoding() == "ascii" and not all(map(str.isascii, sys.argv)):
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - ourselves: arguments are read anew
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            lacking = "法" not in "法".encode(stream.encoding, "ignore").decode(stream.encoding)
            stream.reconfigure(encoding="utf-8" if lacking else None, errors="backslashreplace")


def main() -> None:
    """Run the command line; every expected failure becomes one sentence and an exit code."""
    speak_chinese()
    try:
        status = cli.main(prog_name="fazhi", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        fail("interrupted; what was stored is kept, and the same command goes on from there.", 1)
    except FazhiError as error:
        fail(str(error), error.exit_code)
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except sqlite3.Error as error:
        fail(*database_sentence(error))
    except OSError as error:
        fail(os_sentence(error), 1)
    sys.exit(status if isinstance(status, int) else 0)


def database_sentence(error: sqlite3.Error) -> tuple[str, int]:
    """(sentence, exit code) for a database error that no command has explained."""
    if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
        return "the disk is full; free some space and run the command again: nothing committed is lost.", 1
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return "the archive is busy: another fazhi command is writing to it; try again when it has ended.", 1
    lacking = str(error).startswith(("no such table", "no such column"))
    damaged = lacking or (isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError))
    return f"the database answered: {error}; `fazhi verify` tells what is damaged.", 3 if damaged else 1


def os_sentence(error: OSError) -> str:
    """One sentence for a failure of the file system or the network stack."""
    where = f"{error.filename}: " if error.filename else ""
    remedy = OS_REMEDIES.get(error.errno or 0)
    return f"{where}{remedy or f'{error.strerror or error}; check the path and its permissions.'}"
