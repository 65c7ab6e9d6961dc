"""The document side: bytes to documents, SQLite, search, and the public site as a Datasette plugin.

Datasette loads this package as its plugin. The hooks below only pass the call on to `archive.site.hooks`, and they carry
pluggy's mark without importing pluggy: the command and the extractor import this package too, and pay nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import sqlite3

    from datasette.app import Datasette
    from datasette.utils.asgi import Request
    from jinja2 import Environment

Hook = TypeVar("Hook", bound=Callable[..., Any])


def _hook(*, first: bool = False, last: bool = False, optional: bool = False) -> Callable[[Hook], Hook]:
    """What `pluggy.HookimplMarker("datasette")` does: an attribute on the function, which pluggy looks for.

    A hook is optional where a version of Datasette that we run on does not know it.
    """
    def mark(function: Hook) -> Hook:
        function.datasette_impl = {  # type: ignore[attr-defined]
            "wrapper": False, "hookwrapper": False, "optionalhook": optional, "tryfirst": first, "trylast": last,
            "specname": None,
        }
        return function

    return mark


@_hook()
def asgi_wrapper(datasette: Datasette) -> Any:
    """The guard around the whole application."""
    from archive.site import hooks

    return hooks.asgi_wrapper(datasette)


@_hook()
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Datasette's data pages in our own frame."""
    from archive.site import hooks

    hooks.prepare_jinja2_environment(env, datasette)


@_hook(last=True)
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Chinese in Datasette's own search box; last, because Datasette registers its own `escape_fts` too."""
    from archive.site import hooks

    hooks.prepare_connection(conn, database, datasette)


@_hook(last=True, optional=True)
def permission_allowed(datasette: Datasette, action: str, resource: Any) -> bool | None:
    """What readers may not do in Datasette 0.65; last, because it takes the last answer that is not None."""
    from archive.site import hooks

    return hooks.permission_allowed(datasette, action, resource)


@_hook(optional=True)
def permission_resources_sql(datasette: Datasette, action: str) -> Any:
    """What readers may do in Datasette 1.0."""
    from archive.site import hooks

    return hooks.permission_resources_sql(datasette, action)


@_hook(first=True)
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Any:
    """Errors in the site's words."""
    from archive.site import hooks

    return hooks.handle_exception(datasette, request, exception)


@_hook(first=True)
def forbidden(datasette: Datasette, request: Request) -> Any:
    """A closed table looks like one that does not exist."""
    from archive.site import hooks

    return hooks.forbidden(datasette, request)
