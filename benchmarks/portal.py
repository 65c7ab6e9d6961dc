"""A portal of made-up reports for benchmarks: pages of 40 to 60 KB, sent gzip from memory by a process of its own.

    python benchmarks/portal.py --pages 1000

Prints its address, then serves until it is killed. `/__counts` tells and resets what was asked and sent.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random
import sys
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from crawler.demo.generate import reports

COLUMN = "/zwgk/fzzfjsbg/"
PER_LIST = 50
WORDS = "政务公开办事服务互动交流领导之窗机构职能政策法规规划计划财政预算决算统计信息人事招考应急管理社会救助食品药品安全产品质量环境保护教育医疗卫生"


def chrome(dice: random.Random) -> tuple[str, str]:
    """What stands above and below the text: styles, menus, links, scripts, as long as on real portals."""
    def words(count: int) -> str:
        return "".join(dice.choices(WORDS, k=count))

    styles = "\n".join(f".m{n} .i{n * 7 % 91} a{{float:left;width:{n * 13 % 400}px;line-height:{n % 40}px;color:#{n * 4099 % 16777216:06x}}}"
                       for n in range(150))
    menu = "\n".join(f'<li class="i{n}"><a href="/col/col{dice.randint(10**9, 10**10)}/index.html" title="{words(6)}" '
                     f'target="_blank">{words(6)}</a></li>' for n in range(160))
    script = "\n".join(f"var v{n} = document.getElementById('{n * 7919 % 100003}'); if (v{n}) {{ v{n}.style.display = 'none'; }}"
                       for n in range(70))
    foot = "\n".join(f'<option value="http://www.{dice.randint(100, 999)}.example.cn/">{words(8)}</option>' for n in range(60))
    head = f"<style>\n{styles}\n</style><script>\n{script}\n</script></head><body><div class='nav'><ul>\n{menu}\n</ul></div>"
    return head, f"<div class='footer'><select>\n{foot}\n</select><p>主办：某某人民政府 承办：政务公开办公室</p></div></body></html>"


def page(report: dict[str, str], number: int, around: tuple[str, str]) -> str:
    """One report as a portal shows it: Word's markup inside the portal's chrome."""
    lines = "\n".join(f'<p class="MsoNormal" style="text-indent:2em;line-height:1.75em"><span style="font-size:16pt;'
                      f'font-family:仿宋_GB2312">{escape(line)}</span></p>' for line in report["text"].split("\n"))
    title = escape(report["title"])
    return (f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ArticleTitle" content="{title}">'
            f'<meta name="PubDate" content="{report["date_published"]} 09:{number % 60:02d}"><meta name="ContentSource" '
            f'content="{report["publisher"]}"><title>{title}</title>{around[0]}<div class="xl"><h1>{title}</h1>'
            f'<div class="xl-info">索引号：{report["index_number"]} 发布日期：{report["date_published"]} 来源：'
            f'{report["publisher"]} 浏览次数：{number * 37 % 9000}</div><div class="xl-content"><div id="zoom">\n{lines}\n'
            f'</div></div></div>{around[1]}')


def detail(number: int) -> str:
    """Path of a report."""
    return f"{COLUMN}{10**18 + number}.html"


def listing(found: list[dict[str, str]], number: int, last: int) -> str:
    """List page `number`, counted from 1."""
    start = (number - 1) * PER_LIST
    items = "\n".join(f'<li><a href="{detail(start + place)}" title="{row["title"]}">{row["title"]}</a>'
                      f"<span>{row['date_published']}</span></li>"
                      for place, row in enumerate(found[start:start + PER_LIST]))
    return (f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>法治政府建设年度报告</title></head><body>'
            f'<div class="gl-r"><h2>法治政府建设年度报告</h2><ul>{items}</ul><p>共{len(found)}条</p>'
            f"<script>var maxPage = parseInt('{last}');</script></div></body></html>")


def answers(count: int) -> dict[bytes, tuple[bytes, bytes]]:
    """Path -> (whole answer, answer to a conditional request)."""
    dice = random.Random(7)
    arounds = [chrome(dice) for _ in range(20)]
    found = list(reports(count, seed="benchmark"))
    last = max(1, -(-count // PER_LIST))
    texts = {f"{COLUMN}{number}.html": listing(found, number, last) for number in range(1, last + 1)}
    texts |= {detail(number): page(row, number, dice.choice(arounds)) for number, row in enumerate(found)}
    out = {b"/robots.txt": (answer(b"User-agent: *\nDisallow: /admin/\n", "text/plain", '"r"'), not_modified('"r"'))}
    for path, text in texts.items():
        tag = f'"{abs(hash(text)):x}"'
        packed = gzip.compress(text.encode(), 6, mtime=0)
        out[path.encode()] = (answer(packed, "text/html", tag, "Content-Encoding: gzip\r\n"), not_modified(tag))
    return out


def answer(body: bytes, kind: str, tag: str, more: str = "") -> bytes:
    """A whole HTTP answer."""
    head = (f"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Mon, 04 Mar 2024 08:00:00 GMT\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\nETag: {tag}\r\n{more}\r\n")
    return head.encode() + body


def not_modified(tag: str) -> bytes:
    """The answer to a request that names the right tag."""
    return f"HTTP/1.1 304 Not Modified\r\nServer: nginx\r\nDate: Mon, 04 Mar 2024 08:00:00 GMT\r\nETag: {tag}\r\n\r\n".encode()


class Portal(asyncio.Protocol):
    """Answers from memory, as cheaply as Python can."""

    known: dict[bytes, tuple[bytes, bytes]]
    requests = sent = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.waiting = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that has come whole."""
        self.waiting += data
        while (end := self.waiting.find(b"\r\n\r\n")) >= 0:
            head, self.waiting = self.waiting[:end], self.waiting[end + 4:]
            path = head.split(b" ", 2)[1]
            if path == b"/__counts":
                body = json.dumps({"requests": Portal.requests, "bytes": Portal.sent}).encode()
                Portal.requests = Portal.sent = 0
                self.transport.write(answer(body, "application/json", '"c"'))
                continue
            whole, same = self.known.get(path, (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b""))
            reply = same if b"if-none-match" in head.lower() else whole
            Portal.requests += 1
            Portal.sent += len(reply)
            self.transport.write(reply)


async def serve(count: int) -> None:
    """Serve for ever."""
    Portal.known = answers(count)
    server = await asyncio.get_running_loop().create_server(Portal, "127.0.0.1", 0)
    sizes = [len(whole) for whole, _ in Portal.known.values()]
    print(json.dumps({"port": server.sockets[0].getsockname()[1], "bytes_per_page": sum(sizes) // len(sizes)}), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    asyncio.run(serve(parser.parse_args().pages))
