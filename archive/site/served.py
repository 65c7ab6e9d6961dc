"""The served archive: where it is, what state it is in, and how a page of it is rendered."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from datasette.app import Datasette
from datasette.utils.asgi import Response
from jinja2 import Environment

from archive import database, i18n
from archive.site import shapes, tables

T = TypeVar("T")

PACKAGE = Path(__file__).parents[1]
TEMPLATES = PACKAGE / "templates"
DATASETTE_TEMPLATES = TEMPLATES / "datasette"
STATIC = PACKAGE / "static"
OUR_TABLES = {"meta", "documents", "texts", "captures", "documents_fts"}
"""A database with these tables is an archive of ours; on any other one the plugin stays silent."""
READ_SECONDS = 3.0
STATE_SQL = """select (select value from meta where key = 'generation'),
    (select max(id) from captures), (select value from meta where key = 'demo'),
    (select id || ' ' || coalesce(ended_at, '') from runs order by id desc limit 1)"""


@dataclass(frozen=True, slots=True)
class State:
    """What the archive looks like now; pages are valid as long as the part that they show stays equal."""

    generation: str
    capture: int
    demo: bool
    run: str = ""
    """The newest run and its end: portals and ledger change with it."""


@dataclass(eq=False)
class Site:
    """One archive served by one Datasette."""

    datasette: Datasette
    name: str
    """Datasette's name of the database."""
    path: Path
    demo: bool = False
    _watch: sqlite3.Connection | None = field(default=None, repr=False)

    @property
    def data(self) -> Path:
        """The data folder, which holds archive.db and warc/."""
        return self.path.parent

    def connect(self) -> sqlite3.Connection:
        """A read-only connection of its own, for work that outlives a request's thread."""
        return database.connect_readonly(self.path)

    def state(self) -> State:
        """The state in this moment: one small query on a kept connection, so a commit shows with the next request.

        File times would not do: under WAL a commit leaves the database file untouched.
        """
        if self._watch is None:
            self._watch = self.connect()
        generation, capture, demo, run = self._watch.execute(STATE_SQL).fetchone()
        self.demo = demo == "1"
        return State(str(generation or "0"), int(capture or 0), self.demo, run or "")

    @cached_property
    def assets(self) -> dict[str, tuple[bytes, str]]:
        """Static files: name -> (bytes, media type). All are held in memory: there is no path to walk out of."""
        kinds = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}
        files = sorted(path for path in STATIC.iterdir() if path.suffix in kinds)
        return {path.name: (path.read_bytes(), kinds[path.suffix]) for path in files}

    @cached_property
    def stamp(self) -> str:
        """Digest of the site's own code and words: an upgrade changes every page without any change of the data."""
        digest = hashlib.sha256()
        for path in sorted([*PACKAGE.rglob("*.py"), *TEMPLATES.rglob("*.html"), *STATIC.iterdir()]):
            digest.update(path.read_bytes())
        digest.update(repr(sorted(self.facts.items())).encode())
        return digest.hexdigest()[:12]

    @cached_property
    def facts(self) -> dict[str, str]:
        """Title, licence and source from metadata.yml, with the catalogue's title where it has none."""
        keys = ("title", "license", "license_url", "source", "source_url")
        given = {key: str(self.datasette.metadata(key) or "") for key in keys}
        return {**given, "title": given["title"] or i18n.text("site.title")}

    def url(self, path: str) -> str:
        """A path of the site, below the base address when a proxy serves it from a folder."""
        return str(self.datasette.setting("base_url")).rstrip("/") + path

    def asset(self, name: str) -> str:
        """The address of a static file; its digest makes it cacheable for ever."""
        return self.url(self._asset_paths[name])

    @cached_property
    def _asset_paths(self) -> dict[str, str]:
        return {
            name: f"/static/{name}?{hashlib.sha256(body).hexdigest()[:8]}" for name, (body, _) in self.assets.items()
        }

    def template_globals(self) -> dict[str, Any]:
        """What every template may use: words, addresses, and the facts of the site."""
        return {"t": i18n.text, "lang": i18n.LANGUAGE, "link": self.url, "asset": self.asset, "site": self}

    @cached_property
    def env(self) -> Environment:
        """Our templates, rendered without Datasette's page machinery; a --template-dir may override them.

        Autoescape is on for every template: scraped text can never become markup.
        """
        env = Environment(
            loader=self.datasette.jinja_env.loader, autoescape=True, trim_blocks=True, lstrip_blocks=True,
            auto_reload=False,
        )
        env.globals.update(self.template_globals())
        env.filters.update(shapes.FILTERS, table_label=tables.label)
        return env

    async def read(self, work: Callable[[sqlite3.Connection], T], *, snapshot: bool = True) -> T:
        """Run a reader in one of Datasette's threads in bounded time; slower work raises OperationalError.

        All its statements see one state of the archive; a search sees to that itself, and keeps columns in memory that a
        transaction of ours would make it read anew.

        Datasette's own time limit looks at the clock every thousand steps of SQLite, which costs a search a fifth of its
        time; ours looks rarely.
        """

        def inside(conn: sqlite3.Connection) -> T:
            end = time.monotonic() + READ_SECONDS
            conn.set_progress_handler(lambda: int(time.monotonic() > end), 200_000)
            if snapshot:
                conn.execute("begin")
            try:
                return work(conn)
            finally:
                conn.rollback()
                conn.set_progress_handler(None, 0)

        result: T = await self.datasette.get_database(self.name).execute_fn(inside)
        return result

    def page(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
        """An HTML answer."""
        return Response.html(self.env.get_template(template).render(**context), status=status)


def site_of(datasette: Datasette) -> Site | None:
    """The archive that a Datasette serves, or None where it serves something else."""
    kept = vars(datasette)
    if "fazhi_site" not in kept:
        found = [Site(datasette, name, Path(db.path)) for name, db in datasette.databases.items() if _is_ours(db.path)]
        kept["fazhi_site"] = next(iter(found), None)
    site: Site | None = kept["fazhi_site"]
    return site


def _is_ours(path: str | None) -> bool:
    """Whether a database file holds the tables of an archive."""
    if not path or not Path(path).is_file():
        return False
    conn = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    try:
        names = {row[0] for row in conn.execute("select name from sqlite_master")}
    except sqlite3.DatabaseError:
        return False  # a file that is no readable database: Datasette itself says so
    finally:
        conn.close()
    return names >= OUR_TABLES
