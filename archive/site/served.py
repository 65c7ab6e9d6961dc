"""The served archive: where it is, what state it is in, and how a page of it is rendered."""

from __future__ import annotations

import contextvars
import hashlib
import re
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from datasette.app import Datasette
from datasette.utils.asgi import Response
from jinja2 import Environment

from archive import database, i18n
from archive.site import PLUGIN, datasettes, framing, languages, release, shapes, tables, templating
from archive.site.voice import voice

T = TypeVar("T")

DATASETTE_TEMPLATES = release.TEMPLATES / "datasette"
OUR_TABLES = {"meta", "documents", "texts", "captures", "documents_fts"}
"""A database with these tables is an archive of ours; on any other one the plugin stays silent."""
_COMMENTS, _BLANKS = re.compile(rb"/\*.*?\*/", re.DOTALL), re.compile(rb"\s+")
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
    _state: State | None = field(default=None, repr=False)
    _version: int = field(default=0, repr=False)

    @property
    def data(self) -> Path:
        """The data folder, which holds archive.db and warc/."""
        return self.path.parent

    def connect(self) -> sqlite3.Connection:
        """A read-only connection of its own, for work that outlives a request's thread."""
        return database.connect_readonly(self.path)

    def state(self) -> State:
        """The state in this moment: a kept connection knows whether any other one has committed, so that shows with the next request.

        File times would not do: under WAL a commit leaves the database file untouched.
        """
        version = self._connection.execute("pragma data_version").fetchone()[0]
        if self._state is None or version != self._version:
            self._version = version
            generation, capture, demo, run = self._connection.execute(STATE_SQL).fetchone()
            self.demo = demo == "1"
            self._state = State(str(generation or "0"), int(capture or 0), self.demo, run or "")
        return self._state

    @property
    def _connection(self) -> sqlite3.Connection:
        """The connection of the event loop, kept for short reads."""
        if self._watch is None:
            self._watch = self.connect()
        return self._watch

    @cached_property
    def config(self) -> Mapping[str, Any]:
        """What metadata.yml says for this plugin."""
        return self.datasette.plugin_config(PLUGIN) or {}

    @cached_property
    def assets(self) -> dict[str, tuple[bytes, str]]:
        """Static files: name -> (bytes, media type). All are held in memory: there is no path to walk out of."""
        kinds = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}
        files = sorted(path for path in release.STATIC.iterdir() if path.suffix in kinds)
        return {path.name: (small(path.read_bytes()) if path.suffix == ".css" else path.read_bytes(), kinds[path.suffix]) for path in files}

    @cached_property
    def stamp(self) -> str:
        """What every page depends on: the release, and the facts of the site."""
        return hashlib.sha256(f"{release.digest()} {sorted(self.facts.items())}".encode()).hexdigest()[:12]

    @cached_property
    def facts(self) -> dict[str, str]:
        """Title, licence and source from metadata.yml, with the catalogue's title where it has none."""
        keys = ("title", "license", "license_url", "source", "source_url")
        told = datasettes.metadata(self.datasette)
        given = {key: str(told.get(key) or "") for key in keys}
        with i18n.speaking("zh"):
            return {**given, "title": given["title"] or i18n.text("site.title")}

    @cached_property
    def base(self) -> str:
        """The folder that a proxy serves the site from, without a slash at its end; "" for none."""
        return str(self.datasette.setting("base_url")).rstrip("/")

    def url(self, path: str) -> str:
        """The permanent address of a path: for canonical links, citations, feeds, files and programs."""
        return self.base + path

    def link(self, path: str) -> str:
        """The address of a path on a page for readers: it keeps the language that the reader's own address pins."""
        return self.base + languages.link(path)

    def switches(self) -> list[tuple[str, str, str]]:
        """The other languages of the page shown now: (tag, name, address)."""
        return [(i18n.LANGUAGES[code], i18n.NAMES[code], self.base + path) for code, path in languages.switches().items()]

    def title(self) -> str:
        """The name of the site in the language spoken now; a name of the owner's own is the same in both."""
        return i18n.text("site.title") if self.facts["title"] == i18n.INTERFACE["site.title"][0] else self.facts["title"]

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
        return {
            "t": i18n.text, "rich": languages.rich, "lang": i18n.tag, "zh": languages.chinese, "at": languages.at, "here": languages.here,
            "link": self.link, "permalink": self.url, "asset": self.asset, "site": self, "site_title": self.title,
            "switches": self.switches,
        }

    @property
    def env(self) -> Environment:
        """Our templates in the language spoken now."""
        spoken = i18n.language()
        if spoken not in self._envs:
            self._envs[spoken] = self._env()
        return self._envs[spoken]

    @cached_property
    def _envs(self) -> dict[str, Environment]:
        return {}

    def _env(self) -> Environment:
        """Our templates, rendered without Datasette's page machinery; a --template-dir may override them."""
        env = templating.environment(datasettes.templates(self.datasette).loader)
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
        context = contextvars.copy_context()  # threads of a pool know no language of their own
        result: T = await self.datasette.get_database(self.name).execute_fn(
            lambda conn: context.run(_bounded, conn, work, snapshot=snapshot),
        )
        return result

    def glance(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a reader at once, on the event loop: what is read by keys takes less time than the way to a thread and back."""
        return _bounded(self._connection, work, snapshot=True)

    def frame(self, template: str, holes: tuple[str, ...]) -> framing.Frame:
        """A template that takes markup under some names, rendered once for each language and each way to pin one."""
        key = template, i18n.language(), languages.link("/"), self.demo
        if key not in self._frames:
            self._frames[key] = framing.cut(self.env, template, holes, voice(self.base))
        return self._frames[key]

    @cached_property
    def _frames(self) -> dict[tuple[str, str, str, bool], framing.Frame]:
        return {}

    def framed(self, frame: framing.Frame, **parts: str | bytes) -> Response:
        """An HTML answer made of a frame and markup for each of its holes."""
        return Response.html(frame.filled({**parts, framing.ADDRESS: escape(languages.here())}))

    def page(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
        """An HTML answer."""
        return Response.html(self.env.get_template(template).render(**context), status=status)


def small(css: bytes) -> bytes:
    r"""A style sheet without comments and with one blank for many, which is a twelfth of what a browser fetches.

    >>> small(b"/* why */ a { b: c;\n    d: e; }")
    b' a { b: c; d: e; }'
    """
    return _BLANKS.sub(b" ", _COMMENTS.sub(b"", css))


def _bounded(conn: sqlite3.Connection, work: Callable[[sqlite3.Connection], T], *, snapshot: bool) -> T:
    """Run a reader that sees one state of the archive and takes READ_SECONDS of SQLite's time at most."""
    end = time.monotonic() + READ_SECONDS
    conn.set_progress_handler(lambda: int(time.monotonic() > end), 200_000)
    if snapshot:
        conn.execute("begin")
    try:
        return work(conn)
    finally:
        conn.rollback()
        conn.set_progress_handler(None, 0)


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
