"""A portal that was rebuilt: the same reports on another content system, under other addresses."""

from __future__ import annotations

from dataclasses import replace

from crawler.demo.paths import uuid_of
from crawler.demo.site import Portal
from crawler.demo.uuidsite import UuidSite


def relaunched(old: Portal) -> Portal:
    """The portal on the UUID-content system; titles, texts, days and files stay, its old addresses answer 404."""
    names = {column: f"/gkxx/lm{number}/" for number, column in enumerate(old.site.columns)}
    columns = {names[id_]: replace(column, id=names[id_], cut=0) for id_, column in old.site.columns.items()}
    new = UuidSite(replace(old.site, columns=columns))
    live = {id_: page for id_, page in old.pages.items() if not old.removed.issuperset(page.paths)}
    new.pages = {
        id_: replace(page, columns=tuple(names[column] for column in page.columns),
                     paths=tuple(f"{names[column]}content/{uuid_of(f'new{column}{id_}')}.html" for column in page.columns))
        for id_, page in live.items()
    }
    new.paths = {path: (page.id, place) for page in new.pages.values() for place, path in enumerate(page.paths)}
    return new


def portal_file(portal: Portal, url: str) -> str:
    """The portal file of a relaunched portal."""
    columns = "".join(f"  - {portal.column_path(column)}\n" for column in portal.site.columns.values())
    head = f"name: {portal.site.body}\nregion: '{portal.site.region}'\nurl: {url}\nfamily: uuid\ndelay: 0.05\n"
    return f"{head}columns:\n{columns}"
