"""What differs between Datasette 0.65, which is pinned, and the alphas of 1.0, on which the same plugin runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from datasette.app import DEFAULT_SETTINGS, Datasette
from jinja2 import Environment

from archive.site import tables

NEWER = not hasattr(Datasette, "permission_allowed")
"""Whether this is a version of the line that leads to 1.0: it asks for permissions in SQL."""
SEARCHED = ("documents_fts",) if NEWER else ()
"""Tables that a reader must be permitted to see for the search box of a data page; the guard keeps their own pages closed."""
OPEN = {
    "view-database": "select :fazhi_database as parent, null as child",
    "view-table": "select :fazhi_database as parent, value as child from json_each(:fazhi_tables)",
}
NOTHING = "select null as parent, null as child where false"
"""For every other action of 1.0: those that run SQL, write or show the workshop, and what later versions add."""


def metadata(datasette: Datasette) -> Mapping[str, Any]:
    """What stands at the top of metadata.yml.

    1.0 tells it in coroutines only, and not before it has started; the first page must know its title sooner.
    """
    told = vars(datasette).get("_metadata_local") if NEWER else datasette.metadata()
    return told or {}


def templates(datasette: Datasette) -> Environment:
    """The template engine of Datasette's own pages."""
    found: Environment = datasette.get_jinja_environment() if NEWER else datasette.jinja_env
    return found


def known_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that this Datasette has: 1.0 refuses to start with one that it does not know, and has more of them."""
    return {name: value for name, value in settings.items() if name in DEFAULT_SETTINGS}


def allowed(database: str, action: str, resource: str | tuple[str, str] | None) -> bool | None:
    """Whether readers may do something on 0.65: False, or None where Datasette and metadata.yml decide.

    >>> allowed("archive", "view-table", ("archive", "documents")), allowed("archive", "view-table", ("archive", "texts"))
    (None, False)
    >>> allowed("archive", "execute-sql", "archive")
    False
    """
    if action == "view-instance":
        return None
    if action == "view-database":
        return None if resource == database else False
    if action == "view-table" and isinstance(resource, tuple):
        return None if resource[0] == database and resource[1] in tables.PUBLIC else False
    return False


def restriction(database: str, action: str) -> tuple[str, dict[str, str]] | None:
    """The same for 1.0: a query for all (parent, child) that readers may see, and its values; None where all is open.

    Datasette intersects it with what metadata.yml and other plugins allow, so nothing can widen it.
    """
    if action == "view-instance":
        return None
    return OPEN.get(action, NOTHING), {"fazhi_database": database, "fazhi_tables": json.dumps([*tables.PUBLIC, *SEARCHED])}
