"""The nightly dumps: which there are, and the files themselves, by fixed names only and in bounded memory."""

from __future__ import annotations

import asyncio
import os
from typing import Any, BinaryIO

from datasette.utils.asgi import Request, Response

from archive.export import dumps
from archive.site.problems import problem
from archive.site.served import Site

CHUNK = 256 * 1024


async def page(site: Site, _request: Request) -> Response:
    """The list with sizes, digests and time."""
    found, signed = await asyncio.to_thread(lambda: (dumps.published(site.data), dumps.signed(site.data)))
    checks = (dumps.SUMS, dumps.MANIFEST, *([dumps.SIGNATURE] if signed else []))
    return site.page("dumps.html", {"found": found, "checks": checks})


async def file(site: Site, request: Request) -> Any:
    """One file, chunk by chunk; the route knows the names there are, so that no reader names a path."""
    name = request.url_vars["name"]
    try:
        source = await asyncio.to_thread((site.data / dumps.FOLDER / name).open, "rb")
    except OSError:
        return problem(site, 404, json=name == dumps.MANIFEST)
    with source:
        await _send(source, name, request.scope)
    return None


async def _send(source: BinaryIO, name: str, scope: Any) -> None:
    """Head, chunks and end; a reader who has gone away makes `send` raise or do nothing, and the file is closed in any case."""
    _, send = scope["fazhi_channel"]
    size = os.fstat(source.fileno()).st_size
    headers = [
        (b"content-type", dumps.MEDIA_TYPES[name].encode()), (b"content-length", str(size).encode()),
        (b"content-disposition", f'attachment; filename="{name}"'.encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    left = 0 if scope.get("fazhi_head") else size
    while left > 0:
        chunk = await asyncio.to_thread(source.read, min(CHUNK, left))
        left -= len(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": True})
    await send({"type": "http.response.body", "body": b""})
