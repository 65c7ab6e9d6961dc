"""What Datasette calls through the package: each hook does nothing unless the served database is an archive of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import handle_exception as default_errors
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from archive.database import CACHE_KB
from archive.site import datasettes, guard, languages, pages, shapes, tables
from archive.site.problems import problem, status_of
from archive.site.served import DATASETTE_TEMPLATES, Site, site_of


def asgi_wrapper(datasette: Datasette) -> Callable[[guard.App], guard.App]:
    """The guard around the whole application.

    Where the library rich happens to be installed, Datasette prints errors through it and breaks on its own 404, which is no
    exception in flight: every unknown address would be a 500. Our log tells errors already.
    """
    site = site_of(datasette)
    if site:
        default_errors.rich = None
    return (lambda app: guard.Guard(app, site, pages.routes(site))) if site else (lambda app: app)


def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Datasette's data pages in our own frame: no inline script, no inline style, Chinese words."""
    site = site_of(datasette)
    if site and env.loader:
        env.loader = ChoiceLoader([FileSystemLoader(DATASETTE_TEMPLATES), env.loader])
        env.globals.update(site.template_globals())
        env.globals.update(table_label=tables.label, table_meaning=tables.meaning, column_label=tables.column_label)
        env.filters.update(shapes.FILTERS)
        env.filters["relinked"] = lambda url: languages.relinked(url, site.base)
        env.filters["relinked_all"] = lambda markup: languages.relinked_all(markup, site.base)


def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Datasette's own search box understands Chinese, and searches keep their pages; last, because Datasette registers its own
    `escape_fts` too.
    """
    site = site_of(datasette)
    if site and database == site.name:
        from archive.zh import escape_fts

        conn.create_function("escape_fts", 1, escape_fts, deterministic=True)
        conn.execute(f"pragma cache_size = -{CACHE_KB}")


def permission_allowed(
    datasette: Datasette, action: str, resource: str | tuple[str, str] | None,
) -> bool | None:
    """Refuse SQL, file downloads and every table that is not meant for readers; leave the rest to Datasette 0.65.

    Last, because Datasette takes the last answer that is not None.
    """
    site = site_of(datasette)
    return datasettes.allowed(site.name, action, resource) if site else None


def permission_resources_sql(datasette: Datasette, action: str) -> Any:
    """The same in the way of Datasette 1.0: a `PermissionSQL` with all that readers may see."""
    site = site_of(datasette)
    found = datasettes.restriction(site.name, action) if site else None
    if found is None:
        return None
    from datasette.permissions import PermissionSQL

    sql, values = found
    return PermissionSQL(restriction_sql=sql, params=values)


def handle_exception(
    datasette: Datasette, request: Request, exception: Exception,
) -> Callable[[], Awaitable[Response]] | None:
    """Errors in Chinese with a way back; the traceback goes to the log, never to a reader."""
    site = site_of(datasette)
    data_page = site is not None and request.path.startswith(site.url(f"/{site.name}"))
    return _answer(site, request, status_of(exception) if data_page else int(getattr(exception, "status", 500)))


def forbidden(datasette: Datasette, request: Request) -> Callable[[], Awaitable[Response]] | None:
    """A closed table looks like one that does not exist."""
    return _answer(site_of(datasette), request, 404)


def _answer(site: Site | None, request: Request, status: int) -> Callable[[], Awaitable[Response]] | None:
    if not site:
        return None

    async def answer() -> Response:
        return problem(site, status, json=request.path.endswith(".json"))

    return answer
