"""docs/nginx.conf in Debian's nginx, unprivileged on loopback, before a real server process: what readers get through both."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

pytestmark = pytest.mark.nginx

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
PATIENCE = 30.0
SKELETON = """{user}
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def samples():
    """The invented archive of the site's tests."""
    spec = importlib.util.spec_from_file_location("sample_archive_for_nginx", ROOT / "tests/site/sample_archive.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def configure(folder: Path, port: int, upstream: int) -> Path:
    """docs/nginx.conf with this test's ports and folder, in the smallest frame that nginx takes."""
    text = (ROOT / "docs/nginx.conf").read_text(encoding="utf-8")
    for old, new in (("listen 80;", f"listen 127.0.0.1:{port};"), ("127.0.0.1:8001", f"127.0.0.1:{upstream}"),
                     ("/var/cache/nginx/fazhi", f"{folder}/cache")):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(SKELETON.format(folder=folder, user="" if os.geteuid() else "user root;"), encoding="utf-8")
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """`get(path, **headers)` through nginx, and the archive behind it."""
    assert NGINX, "this test needs nginx: apt-get install nginx-light"
    folder, made = tmp_path_factory.mktemp("nginx"), samples()
    ids = made.fill(folder / "data")
    command = [sys.executable, "-m", "archive", "serve", "--data", str(folder / "data"), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as site:
        upstream = int(re.search(r":(\d+)/", site.stderr.readline())[1])
        port = free_port()
        config = configure(folder, port, upstream)
        checked = subprocess.run([NGINX, "-t", "-c", str(config), "-p", str(folder)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        with subprocess.Popen([NGINX, "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL) as proxy:
            client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE)

            def get(path: str, method: str = "GET", **headers: str) -> httpx.Response:
                plain = {"accept-encoding": "identity", "accept-language": "zh"}
                return client.request(method, path, headers=plain | {name.replace("_", "-"): value for name, value in headers.items()})

            try:
                ready(get)
                yield SimpleNamespace(get=get, ids=ids, data=folder / "data", site=site, samples=made)
            finally:
                proxy.terminate()
                site.terminate()


def ready(get) -> None:
    """Wait until both answer."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(httpx.HTTPError):
            if get("/about").status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("nginx and the site did not come up")


def test_a_second_reader_gets_the_kept_page(proxied):
    time.sleep(2.1)
    first, second = (proxied.get(f"/report/{proxied.ids['plain']}") for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert [first.headers["x-cache"], second.headers["x-cache"]] == ["MISS", "HIT"]
    assert first.content == second.content
    assert "default-src 'none'" in second.headers["content-security-policy"]


def test_cookies_do_not_pass_and_do_not_divide_the_cache(proxied):
    proxied.get("/timeliness")
    answer = proxied.get("/timeliness", cookie="a=b", authorization="Bearer x")
    assert answer.headers["x-cache"] == "HIT"
    assert "cookie" not in answer.headers.get("vary", "").lower()
    assert "set-cookie" not in answer.headers


def test_languages_have_their_own_pages(proxied):
    for accepted, tag in (("en-GB,en;q=0.8", "en"), ("zh-CN,en;q=0.5", "zh-CN"), ("fr,en;q=0.3", "en"), ("fr", "zh-CN"), ("en", "en")):
        answer = proxied.get("/about", accept_language=accepted)
        assert f'<html lang="{tag}">' in answer.text, accepted
        assert "accept-language" in answer.headers["vary"].lower()
    assert '<html lang="en">' in proxied.get("/en/about").text


def test_304_head_and_gzip(proxied):
    path = f"/report/{proxied.ids['plain']}"
    plain = proxied.get(path)
    tag = plain.headers["etag"]
    again = proxied.get(path, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    head = proxied.get(path, method="HEAD")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    packed = proxied.get(path, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert "accept-encoding" in packed.headers["vary"].lower()


def test_a_commit_shows_after_two_seconds(proxied):
    from archive.store import Archive

    before = proxied.get("/search.json").json()["total"]
    with Archive.open(proxied.data) as archive:
        doc = proxied.samples.report(random.Random(1), "350000", "福建省", "province", 2024)
        archive.upsert(doc, url=doc.url, seen_at=datetime(2026, 5, 1, tzinfo=timezone.utc))
    time.sleep(2.1)
    answer = proxied.get("/search.json")
    assert answer.json()["total"] == before + 1
    time.sleep(2.1)
    assert proxied.get("/search.json").headers["x-cache"] == "REVALIDATED"


@pytest.mark.parametrize(("path", "status"), [
    ("/nowhere", 404), ("/report/nothing", 404), ("/-/versions.json", 404), ("/archive/texts", 404), ("/search?q=" + "x" * 3_000, 414),
])
def test_errors_are_the_sites_own_and_not_kept(proxied, path, status):
    answer = proxied.get(path)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert proxied.get(path).headers.get("x-cache") != "HIT"


def test_a_post_is_refused(proxied):
    assert proxied.get("/search", method="POST").status_code == 405


def test_a_download_streams_through(proxied):
    answer = proxied.get("/download.zip?year=2023")
    assert "content-length" not in answer.headers  # sent while it was made
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        assert "manifest.csv" in packed.namelist()


def test_limits_answer_in_words(proxied):
    answers = [proxied.get("/download.csv?year=2016") for _ in range(8)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert "请求太频繁" in refused[0].text
    assert refused[0].headers["retry-after"] == "10"
    assert "default-src 'none'" in refused[0].headers["content-security-policy"]


def test_kept_pages_outlive_the_site(proxied):
    """Last, because it stops the site."""
    path = f"/report/{proxied.ids['plain']}"
    assert proxied.get(path).status_code == 200
    proxied.site.terminate()
    proxied.site.wait(PATIENCE)
    time.sleep(2.1)
    assert proxied.get(path).headers["x-cache"] == "STALE"
    down = proxied.get(f"/report/{proxied.ids['hostile']}.md")
    assert down.status_code == 503
    assert "retry-after" in down.headers
