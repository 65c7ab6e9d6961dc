"""Both generations of Datasette: their hooks, settings and permissions."""

from __future__ import annotations

import doctest
import sqlite3

import pytest
from datasette.app import DEFAULT_SETTINGS
from datasette.plugins import pm

from archive.site import datasettes, serve, tables


def rows(action):
    """What a reader may see, as SQLite answers the query for it."""
    sql, values = datasettes.restriction("archive", action)
    with sqlite3.connect(":memory:") as conn:
        return conn.execute(sql, values).fetchall()


def test_examples():
    assert doctest.testmod(datasettes).attempted > 0
    assert doctest.testmod(datasettes).failed == 0


@pytest.mark.usefixtures("site")
def test_every_hook_is_known_to_datasette_or_marked_as_optional():
    assert any(getattr(plugin, "__name__", "") == "archive" for plugin in pm.get_plugins())
    pm.check_pending()


def test_the_query_for_tables_gives_the_public_ones_and_the_searched_index():
    assert rows("view-table") == [("archive", name) for name in (*tables.PUBLIC, *datasettes.SEARCHED)]
    assert not {"texts", "revisions", "captures", "meta"} & {name for _, name in rows("view-table")}


def test_the_query_for_databases_gives_the_archive():
    assert rows("view-database") == [("archive", None)]


@pytest.mark.parametrize("action", ["execute-sql", "execute-write-sql", "insert-row", "drop-table", "view-query", "debug-menu", "of tomorrow"])
def test_every_other_action_is_shut_in_both_ways(action):
    assert rows(action) == []
    for resource in (None, "archive", ("archive", "documents")):
        assert datasettes.allowed("archive", action, resource) is False


def test_both_ways_agree_on_every_table(site):
    with sqlite3.connect(f"file:{site.data}/archive.db?mode=ro", uri=True) as conn:
        names = [name for (name,) in conn.execute("select name from sqlite_master where type in ('table', 'view')")]
    open_ = {name for _, name in rows("view-table")} - set(datasettes.SEARCHED)
    assert {name for name in names if datasettes.allowed("archive", "view-table", ("archive", name)) is None} == open_


def test_only_settings_that_this_datasette_has_are_set(site):
    assert set(datasettes.known_settings({**serve.SETTINGS, "of_tomorrow": 1})) == set(serve.SETTINGS) & set(DEFAULT_SETTINGS)
    assert site.datasette.setting("default_allow_sql") is False
    assert site.datasette.setting("max_returned_rows") == 100


def test_metadata_and_templates_are_found(site):
    assert datasettes.metadata(site.datasette)["title"]
    assert datasettes.templates(site.datasette).get_template("table.html")
