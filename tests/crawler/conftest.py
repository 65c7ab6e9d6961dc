"""Tiny portals on loopback whose every answer a test decides, and a crawl of them in a process of its own."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from crawler import run

HTML = {"Content-Type": "text/html; charset=utf-8"}
QUICK = ["DOWNLOAD_DELAY=0", "FAZHI_BACKOFF=0.2", "DOWNLOAD_TIMEOUT=10", "RETRY_TIMES=1"]


def uuid_of(number):
    return f"5fba2984-4297-496c-86da-{number:012x}"


def report(number):
    return f"/xw/gg/content/{uuid_of(number)}.html"


def list_page(numbers, *, total=None, following=None, titles=None):
    """A list page of the UUID-content system."""
    items = "".join(
        f'<li><a href="content/{uuid_of(n)}.html" title="{(titles or {}).get(n, f"青山县{2000 + n % 25}年度法治政府建设年度报告")}">'
        f"青山县…</a><span>20{10 + n % 15}-03-04</span></li>" for n in numbers)
    more = f'<a href="{following}">下一页</a>' if following else ""
    count = f"<span>共{total}条</span>" if total is not None else ""
    return f'<html><body><div class="lb_con"><div class="right"><ul>{items}</ul>{more}{count}</div></div></body></html>'


def page(words="依法行政工作取得新进展。", extra=""):
    return (f"<html><head><title>报告</title></head><body><h1>青山县法治政府建设年度报告</h1>"
            f'<div id="zoom"><p>{words * 60}</p>{extra}</div></body></html>')


class Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


class Site:
    """One portal: `routes` maps a path to text, (status, headers, body) or a function of the request handler."""

    def __init__(self, routes, host="127.0.0.1"):
        self.routes = {"/robots.txt": (404, {}, b"")} | routes
        self.log = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                """Stay quiet."""

            def do_GET(self):
                site.log.append((time.monotonic(), self.path, dict(self.headers)))
                answer = site.routes.get(self.path, (404, {}, b"no"))
                answer = answer(self) if callable(answer) else answer
                if answer is not None:
                    site.send(self, answer)

            do_POST = do_GET  # noqa: N815 - the server's names

        self.server = (Server6 if ":" in host else ThreadingHTTPServer)((host, 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None      # a killed crawl leaves broken connections behind
        self.port = self.server.server_address[1]
        self.url = f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @staticmethod
    def send(handler, answer):
        status, headers, body = answer if isinstance(answer, tuple) else (200, HTML, answer)
        body = body.encode() if isinstance(body, str) else body
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def asked(self, path=None):
        return [at for at, asked, _ in self.log if path in (None, asked)]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def make_site():
    sites = []

    def make(routes, host="127.0.0.1"):
        sites.append(Site(routes, host))
        return sites[-1]

    yield make
    for site in sites:
        site.close()


class Crawled:
    """What a crawl left behind."""

    def __init__(self, data, code, events, stderr=""):
        self.data = data
        self.code = code
        self.events = events
        self.stderr = stderr

    def rows(self, sql, *values):
        with closing(sqlite3.connect(self.data / "archive.db")) as conn:
            conn.row_factory = sqlite3.Row
            return [dict(row) for row in conn.execute(sql, values)]

    def closed(self, portal):
        return next(event for event in self.events if event["event"] == "closed" and event["portal"] == portal)

    def ledger(self, portal):
        return self.rows("select * from ledger where portal = ? order by run_id desc", portal)[0]


def write_portals(folder, portals):
    """Write portal files: id -> keys over sensible defaults."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, keys in portals.items():
        text = {"name": name, "region": "331121", "family": "uuid", "columns": ["/xw/gg/gg.html"], "delay": 0, **keys}
        text = {key: value for key, value in text.items() if value is not None}
        (folder / f"{name}.yml").write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
    return folder


def start(data, folder, *names, options=(), everything=False):
    line = run.command(data, folder, None, names, everything=everything, options=[*QUICK, *options])
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process, data, timeout=30):
    out, err = process.communicate(timeout=timeout)
    return Crawled(Path(data), process.returncode, [json.loads(line) for line in out.splitlines()], err)


def crawl(data, folder, *names, options=(), everything=False):
    return finish(start(data, folder, *names, options=options, everything=everything), data)


@pytest.fixture(scope="module")
def kit():
    """The helpers above by name: tests cannot import a conftest."""
    return type("Kit", (), {
        "crawl": staticmethod(crawl), "start": staticmethod(start), "finish": staticmethod(finish),
        "write_portals": staticmethod(write_portals), "list_page": staticmethod(list_page), "page": staticmethod(page),
        "report": staticmethod(report), "uuid_of": staticmethod(uuid_of), "HTML": HTML,
    })
