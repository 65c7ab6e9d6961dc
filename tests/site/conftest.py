"""One served archive for all tests of the site; tests that change it make their own."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import httpx
import pytest

HERE = Path(__file__).parent


def load_samples() -> ModuleType:
    """The invented archive beside this file."""
    if "sample_archive" not in sys.modules:
        spec = importlib.util.spec_from_file_location("sample_archive", HERE / "sample_archive.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["sample_archive"] = module
        spec.loader.exec_module(module)
    return sys.modules["sample_archive"]


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    return load_samples()


@pytest.fixture(scope="session")
def archive_folder(tmp_path_factory: pytest.TempPathFactory, samples: ModuleType) -> tuple[Path, dict[str, str]]:
    from archive.site import keeping
    from archive.store import Archive

    data = tmp_path_factory.mktemp("data")
    ids = samples.fill(data)
    with Archive.open(data) as archive:
        keeping.settle(archive)  # as a crawl does at its end
    return data, ids


@pytest.fixture(scope="session")
def site(archive_folder: tuple[Path, dict[str, str]]) -> Iterator[SimpleNamespace]:
    """`get(path, **headers)` and `ask(method, path)` of a Datasette on the invented archive."""
    from archive.site import serve

    data, ids = archive_folder
    return client_of(serve.build(data), data, ids)


def client_of(datasette: object, data: Path, ids: dict[str, str]) -> SimpleNamespace:
    """A synchronous client that sees raw answers: no redirect is followed."""
    loop = asyncio.new_event_loop()
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=datasette.app()), base_url="http://localhost", trust_env=False)

    def ask(method: str, path: str, headers: dict[str, str] | None = None) -> object:
        return loop.run_until_complete(
            client.request(method, path, headers={"accept-encoding": "identity", **(headers or {})}),
        )

    def post(path: str, body: str, kind: str = "application/x-www-form-urlencoded", **headers: str) -> object:
        return loop.run_until_complete(client.post(path, content=body, headers={"content-type": kind, **headers}))

    def may(action: str, *resource: str) -> bool:
        return loop.run_until_complete(permitted(datasette, action, resource))

    return SimpleNamespace(
        datasette=datasette, data=data, ids=ids, samples=load_samples(), ask=ask, get=lambda path, **headers: ask("GET", path, headers), post=post,
        may=may,
    )


async def permitted(datasette: object, action: str, resource: tuple[str, ...]) -> bool:
    """What Datasette itself, without the guard, would let a reader do to a database or table."""
    from archive.site import datasettes

    if not datasettes.NEWER:
        named = resource[0] if len(resource) == 1 else resource or None
        return await datasette.permission_allowed(None, action, named, default=True)
    from datasette.resources import DatabaseResource, TableResource

    await datasette.invoke_startup()
    kinds = (lambda: None, DatabaseResource, TableResource)
    return await datasette.allowed(action=action, resource=kinds[len(resource)](*resource), actor=None)


@pytest.fixture(scope="session")
def serve_folder() -> object:
    """Serve a data folder that a test has made."""
    from archive.site import serve

    return lambda data, **options: client_of(serve.build(data, **options), data, {})


@pytest.fixture
def fresh_site(tmp_path: Path, archive_folder: tuple[Path, dict[str, str]]) -> SimpleNamespace:
    """A served archive that a test may change."""
    from archive.site import serve

    data, ids = archive_folder
    shutil.copytree(data, tmp_path / "data")
    return client_of(serve.build(tmp_path / "data"), tmp_path / "data", ids)
