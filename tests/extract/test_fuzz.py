"""Nothing that a portal may send raises or takes long: invented markup, texts, bytes, and mutated pages of every family.

`python tests/extract/test_fuzz.py CASES [SEED]` runs as many mutated pages as one likes, beyond what the suite has time for.
"""

from __future__ import annotations

import random
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.extract import extract
from archive.extract.figures import RULES
from archive.extract.identify import kind_of_title
from archive.model import KINDS, LEVELS, ROLES, VERDICTS, Hints

SLOWEST = 2.0
"""CPU seconds that one page may take."""
PAGES = Path(__file__).parent.parent / "pages"
URLS = ("http://www.example.gov.cn/a/1.html", "http://[::1", "x", "", None, "http://a.com:99999/", "https://例子.政务/1")
PIECES = (
    "<table>", "</table>", "<tr>", "<td>", "</td>", "<td>索引号：</td>", "<div id='zoom'>", "</div>", "<p>", "<br>", "<ol class='custom_cn'>",
    "<li class='list-cn-1-999'>", "<ol start='99999999'>", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "</html>", "<a href='x.pdf'>",
    "<a href='http://[::1/x.doc'>", "<span style='display:none'>", "<meta name='PubDate' content='9999-99-99'>", "&nbsp;", "&#0;", "&#xD800;",
    "发布日期：", "2024年13月45日", "文号：〔〕号", "一、", "（一）", "1.", "一是", "2023年", "法治政府建设", "年度报告", "**", "|",
    "：", "。", "《", "》", "\0",
    "\ufdd0", "\ufdd8", "\u3000", "\r",
    "零败诉", "复议", "100%", "9" * 400, "件", "XX县", "X件", "?。ㄒ唬┥", "區(qū)", '{"a":', 'window._CONFIG={DETAIL:{"content":"',
    "一" * 60, "（" * 60, "2" * 60, "A+" * 40,
    ">ab|" * 40, "大" * 60, "首页" * 40, "、及" * 40, "某" * 60, "纠错(" * 40, "《" * 60, "* " * 40, "<b>" * 300, "<div>" * 300,
)
HEAD = "<title>青山县2023年法治政府建设年度报告</title><div id='zoom'><p>全年办理行政复议案件3件。"
LINE, PAGE = 280_000, 500_000
SHAPES = {
    "a sentence of figures": HEAD + "办理行政复议案件12件，" * (LINE // 12),
    "all words of the table": HEAD + ("1件，" + "".join(sorted({word for rule in RULES for word in rule.words}))) * (LINE // 2000),
    "quotes that nobody closes": HEAD + "《" * LINE,
    "figures of nothing": HEAD + "规范性文件12件" * (LINE // 8),
    "digits": HEAD + "1" * PAGE,
    "signs": HEAD + "、" * PAGE,
    "brackets": HEAD + "（" * PAGE,
    "marks": HEAD + "一是" * (PAGE // 2),
    "years": HEAD + "2023年" * (PAGE // 5),
    "dates": "2023年1月" * (LINE // 7),
    "tiny tags": HEAD + "<i>x</i>" * 100_000,
    "blocks in blocks": "<div>" * 50_000 + "青山县。",
    "blocks": "<div>青山县。</div>" * 10_000,
    "cells": HEAD + "<table><tr>" + "<td>复议12件</td>" * 20_000,
    "labels": HEAD + "<p>索引号：123 发布机构：某局</p>" * 10_000,
    "hidden blocks": HEAD + "<div style='display:none'>青山县。</div>" * 10_000,
    "hidden blocks in hidden ones": HEAD + "<div style='display:none'>青山县。" * 10_000,
    "folded blocks": HEAD + ("<p>青山县。乙。</p><div hidden>甲。乙。</div><a>展开</a>") * 5_000,
    "links to files": HEAD + "<a href='x.pdf'>附件</a>" * 5_000,
    "headings": HEAD + "".join(f"<p>一、标题{number}</p>" for number in range(20_000)),
    "titles": "<h1>青山县2023年法治政府建设年度报告</h1>" * 10_000,
    "pictures": HEAD + "<img src='data:image/png;base64,AAAA'>" * 10_000 + ";base64," * 20_000,
}
"""Name -> a page that repeats what costs most; none may cost more than its length explains."""
WORDS = ("青山县", "2023年", "法治政府建设", "年度", "报告", "关于", "《", "》", "（", "通知", "某", "X")
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map("".join)


def check(body, url=None, **more):
    start = time.process_time()
    doc = extract(body, url=url, **more)
    spent = time.process_time() - start
    assert spent < SLOWEST
    assert doc.kind in KINDS
    assert doc.verdict in VERDICTS
    assert doc.level is None or doc.level in LEVELS
    assert not any("could not be read" in warning for warning in doc.warnings), doc.warnings
    assert all(doc.text[item.start:item.end] == item.quote for item in doc.figures)
    assert all(item.role in ROLES and 0 <= item.start <= item.end <= len(doc.text) for item in doc.sections)
    return spent


@cache
def fixtures():
    return [path.read_bytes() for path in sorted(PAGES.rglob("*")) if path.suffix in (".html", ".txt")]


def mutated(rng):
    """A fixture page with bytes torn out, pieces put in, parts doubled or moved, or another encoding."""
    body = rng.choice(fixtures())
    for _ in range(rng.randint(1, 6)):
        at, size = rng.randrange(len(body) + 1), rng.choice((0, 1, 2, 30, 400))
        piece = rng.choice(PIECES).encode("utf-8", "replace")
        way = rng.randrange(6)
        if way == 0:
            body = body[:at] + body[at + size:]
        elif way == 1:
            body = body[:at] + piece * rng.choice((1, 1, 2, 200)) + body[at:]
        elif way == 2:
            body = body[:at] + body[max(0, at - size):at] * rng.choice((2, 50)) + body[at:]
        elif way == 3:
            body = body[:at] + rng.randbytes(min(size, 30)) + body[at + size:]
        elif way == 4:
            other = rng.choice(fixtures())
            body = body[:at] + other[rng.randrange(len(other) + 1):]
        else:
            body = body[:at]
    if rng.random() < 0.1:
        body = body.decode("utf-8", "replace").encode(rng.choice(("gb18030", "utf-16", "utf-16-le")), "replace")
    return body[:300_000]


def run(cases, seed):
    """The slowest of so many mutated pages, in seconds; raises with the seed and number of the case that fails."""
    slowest = 0.0
    for number in range(cases):
        rng = random.Random(f"{seed}-{number}")
        body = mutated(rng)
        hints = Hints(status=rng.choice((None, 200, 412)), region_code=rng.choice((None, "331126", "999999")),
                      list_title=rng.choice((None, "2023年报告")))
        files = rng.choice((None, "一、成效\n全年收到复议申请3件。"))
        try:
            spent = check(body, rng.choice(URLS), hints=hints, attachment_text=files)
        except Exception as error:
            raise AssertionError(f"case {number} of seed {seed}: {type(error).__name__}: {error}") from error
        slowest = max(slowest, spent)
    return slowest


def test_mutated_pages():
    assert run(150, 1) < SLOWEST


@pytest.mark.parametrize("name", SHAPES)
def test_hostile_shapes(name):
    check(SHAPES[name].encode(), URLS[0])


@pytest.mark.parametrize("media_type", [None, "text/html", "text/plain"])
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_invented_texts(media_type, text):
    check(text.encode("utf-8", "replace"), URLS[0], media_type=media_type)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=400))
def test_any_bytes(body):
    check(body)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(title=st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=12))
def test_any_title(title):
    kind, reason = kind_of_title("".join(title))
    assert kind in KINDS
    assert reason.endswith(".")


if __name__ == "__main__":
    sys.stdout.write(f"slowest: {run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1):.3f} s\n")
