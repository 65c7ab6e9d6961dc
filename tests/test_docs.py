"""The documentation is held against the program: every command, table, column and portal key is described."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import fields
from pathlib import Path

import click
import pytest

from archive.cli import COMMANDS, cli
from crawler.registry import Portal

ROOT = Path(__file__).parents[1]
INTERNAL = {"warcs", "entries", "frontier", "leases", "hosts", "schedule", "validators", "reuse_sketches", "reuse_marks",
            "reuse_due"}


def tables() -> dict[str, set[str]]:
    """Public table -> columns, from schema.sql."""
    conn = sqlite3.connect(":memory:")
    conn.executescript((ROOT / "archive/schema.sql").read_text(encoding="utf-8"))
    names = [row[0] for row in conn.execute("select name from sqlite_master where type = 'table'")]
    return {name: {row[1] for row in conn.execute(f"pragma table_info({name})")}
            for name in names if not name.startswith("documents_") and name not in INTERNAL}


def documented() -> dict[str, set[str]]:
    """Table -> columns that the data dictionary describes."""
    text = (ROOT / "docs/data-dictionary.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (\w+)$", text, flags=re.MULTILINE)
    return {name: set(re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE))
            for name, part in zip(parts[1::2], parts[2::2], strict=True)}


def test_the_data_dictionary_describes_every_table_and_column():
    assert documented() == tables()


def test_internal_tables_are_named():
    text = (ROOT / "docs/data-dictionary.md").read_text(encoding="utf-8")
    assert not [name for name in INTERNAL if f"`{name}`" not in text]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_chapter_and_every_option_a_word_of_help(name):
    assert re.search(rf"^## `fazhi {name}\b", (ROOT / "docs/guide.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    command = cli.get_command(None, name)
    assert command.help
    silent = [option.name for option in command.params if isinstance(option, click.Option) and not option.help]
    assert not silent


def test_every_portal_key_is_documented():
    text = (ROOT / "docs/portals.md").read_text(encoding="utf-8")
    keys = {field.name for field in fields(Portal)} - {"id", "path"}
    assert keys == set(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE))


def test_the_readme_names_only_commands_that_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\bfazhi (\w+)", text)) - {"archive"} <= set(COMMANDS)


def test_links_between_documents_lead_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"
