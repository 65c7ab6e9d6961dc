"""Starting, changing and stopping the embedded portals."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, final
from urllib.parse import urlsplit

from archive.errors import FazhiError, UsageError
from crawler.demo import faults as fault_table
from crawler.demo.anhui import Anhui
from crawler.demo.catalogue import Document, sites
from crawler.demo.generic import Generic
from crawler.demo.gkmlpt import Gkmlpt
from crawler.demo.jcms import Jcms
from crawler.demo.jpaas import Jpaas
from crawler.demo.nfcms import Nfcms
from crawler.demo.paged import Jeecms, Numbered, Openness, Pclist, UuidColumns
from crawler.demo.relaunch import portal_file, relaunched
from crawler.demo.server import HOST, Logged, Server
from crawler.demo.site import Portal
from crawler.demo.trs import Trs
from crawler.demo.truth import truth
from crawler.demo.ucap import Ucap
from crawler.demo.uuidsite import UuidSite
from crawler.demo.vsb import Vsb

PORTALS: dict[str, type[Portal]] = {"jcms": Jcms, "trs": Trs, "uuid": UuidSite, "jpaas": Jpaas, "ucap": Ucap, "gkmlpt": Gkmlpt,
    "nfcms": Nfcms, "vsb": Vsb, "anhui": Anhui, "openness": Openness, "uuid_columns": UuidColumns, "numbered": Numbered,
    "jeecms": Jeecms, "pclist": Pclist, "generic": Generic,
}
"""Key of a portal -> the class that answers as its content system does."""


@final
class DemoPortals:
    """The running portals; leaving the context stops them."""

    def __init__(self, ports: Mapping[str, int], faults: Mapping[str, Iterable[str]]) -> None:
        """Bind all ports; a FazhiError when one is in use, and then none stays bound."""
        wanted = fault_table.checked(faults)
        self.log: list[Logged] = []
        self._servers: dict[str, Server] = {}
        self._threads: list[threading.Thread] = []
        with ExitStack() as opened:
            for key, kind in PORTALS.items():
                portal = kind(sites()[key])
                portal.faults = wanted[key]
                server = Server(portal, ports[key], self.log)
                opened.callback(server.server_close)
                self._servers[key] = server
            opened.pop_all()

    def __enter__(self) -> DemoPortals:
        """Start a thread for each portal."""
        for key, server in self._servers.items():
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=f"demo-{key}",
                                      daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop the portals and free their ports."""
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join(timeout=5)

    @property
    def urls(self) -> dict[str, str]:
        """Key -> address without a closing slash."""
        return {key: f"http://{HOST}:{server.port}" for key, server in self._servers.items()}

    def write_registry(self, folder: Path) -> Path:
        """Write the portal files with the ports in use into a folder, which is made if need be; return it."""
        folder.mkdir(parents=True, exist_ok=True)
        for key, url in self.urls.items():
            text = (files("crawler.demo") / "portals" / f"{key}.yml").read_text(encoding="utf-8")
            (folder / f"{key}.yml").write_text(text.replace(f"http://{HOST}:{sites()[key].port}", url), encoding="utf-8")
        return folder

    def truth(self) -> list[dict[str, Any]]:
        """What an archive should find now, edits included; removed addresses are left in."""
        pages: list[Document] = [page for server in self._servers.values() for page in server.portal.pages.values()]
        return truth(self.urls, pages)

    def set_faults(self, key: str, *names: str) -> None:
        """Switch the faults of a portal to exactly these and count its requests anew; no names mean none."""
        server = self._servers.get(key)
        found = fault_table.checked({key: names})
        if server is not None:
            with server.lock:
                server.portal.faults, server.answered = found[key], 0

    def edit(self, url: str, *, old: str = "", new: str = "", title: str | None = None) -> None:
        """Change words of a page's body, or its title; the page gets a new ETag and a later Last-Modified."""
        server, path = self._find(url)
        with server.lock:
            try:
                server.portal.edit(path, old=old, new=new, title=title)
            except ValueError as error:
                raise UsageError(str(error)) from error

    def remove(self, url: str) -> None:
        """Take a page off its list and answer 404 for it."""
        server, path = self._find(url)
        with server.lock:
            server.portal.show(path, visible=False)

    def restore(self, url: str) -> None:
        """Undo `remove`."""
        server, path = self._find(url)
        with server.lock:
            server.portal.show(path, visible=True)

    def relaunch(self, key: str, folder: Path) -> None:
        """Move a portal to another content system, with other addresses for the same pages, and rewrite its portal file."""
        server = self._servers[key]
        with server.lock:
            server.portal = relaunched(server.portal)
            text = portal_file(server.portal, self.urls[key])
        (folder / f"{key}.yml").write_text(text, encoding="utf-8")

    def _find(self, url: str) -> tuple[Server, str]:
        """Return the server and path of a page's address; a FazhiError when no page stands there."""
        parts = urlsplit(url)
        for server in self._servers.values():
            if parts.netloc in ("", f"{HOST}:{server.port}") and parts.path in server.portal.paths:
                return server, parts.path
        raise FazhiError(f"No page of the demo portals stands at {url}; take an address from truth().")


def serve(
    ports: Mapping[str, int] | None = None, *, faults: Mapping[str, Iterable[str]] | None = None
) -> DemoPortals:
    """Bind the embedded portals for use in a `with` block.

    `ports` gives a port for some or all of the portals (0 = any free one); the others take their fixed ports.
    """
    fixed = {key: site.port for key, site in sites().items()}
    if unknown := sorted(set(ports or {}) - set(fixed)):
        raise UsageError(f"There is no demo portal {unknown[0]!r}; use {', '.join(fixed)}.")
    return DemoPortals({**fixed, **(ports or {})}, faults or {})
