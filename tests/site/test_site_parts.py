"""Reading blocks, addresses, shapes, words, metadata: the parts behind the pages."""

from __future__ import annotations

import ast
import doctest
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from datasette.utils import MultiParams

from archive import i18n, reading
from archive.errors import FazhiError, UsageError
from archive.site import asked, metadatafile, pages, serve, shapes, tables

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "archive" / "templates").rglob("*.html"))


def section(position, start, heading, level=1, role="achievements"):
    return {"position": position, "start": start, "heading": heading, "level": level, "role": role}


def test_blocks_keep_order_and_levels():
    text = "某市人民政府：\n现将情况报告如下。\n（一）先来二级\n一、一级\n1.直接三级\n正文"
    found = reading.blocks(text, [
        section(1, text.index("（一）"), "（一）先来二级", 2), section(2, text.index("一、一级"), "一、一级", 1),
        section(3, text.index("1."), "1.直接三级", 3),
    ])
    assert [block.form for block in found] == ["address", "paragraph", "heading", "heading", "heading", "paragraph"]
    assert [block.level for block in found if block.form == "heading"] == [2, 2, 3]


def test_run_in_headings_stay_in_their_paragraph():
    text = "（一）加强领导。市政府召开会议。\n一是抓落实。"
    found = reading.blocks(text, [section(1, 0, "（一）加强领导。", 2), section(2, text.index("一是"), "一是", 4)])
    assert (found[0].form, found[0].lead, found[0].text, found[0].anchor) == ("paragraph", "（一）加强领导。", "市政府召开会议。", "s1")
    assert (found[1].lead, found[1].text, found[1].anchor) == ("", "一是抓落实。", "s2")


def test_a_long_line_is_no_heading_whatever_its_section_is_called():
    found = reading.blocks("一、" + "很长的正文" * 40, [section(1, 0, "一. 另一种写法")])
    assert (found[0].form, found[0].anchor) == ("paragraph", "s1")


def test_the_first_words_of_a_preamble_are_no_heading():
    text = "某省人民政府：\n按照要求，现将有关情况报告如下。\n一、成效"
    found = reading.blocks(text, [section(1, 0, "某省人民政府", 1, "preamble"), section(2, text.index("一、"), "一、成效")])
    assert [block.form for block in found] == ["address", "paragraph", "heading"]
    cut = reading.blocks("按照要求，现将有关情况报告", [section(1, 0, "按照要求", 1, "preamble")])
    assert (cut[0].form, cut[0].lead, cut[0].anchor) == ("paragraph", "", "")
    named = reading.blocks("前言\n按照要求", [section(1, 0, "前言", 1, "preamble")])
    assert named[0].form == "heading"


def test_tables_and_signature():
    text = "甲 | 乙 |\n1 |  | 3\n某市人民政府\n2024年3月1日"
    found = reading.blocks(text, [section(1, text.index("某市"), "某市人民政府", 1, "signature")])
    assert found[0].rows == [["甲", "乙", ""], ["1", "", "3"]]
    assert [block.form for block in found[1:]] == ["signature", "signature"]
    assert reading.contents(found, [section(1, text.index("某市"), "某市人民政府", 1, "signature")]) == []


def test_offsets_beyond_blank_lines_and_indents():
    text = "\n\n　　一、标题\n\n正文"
    found = reading.blocks(text, [section(1, text.index("一"), "一、标题")])
    assert [(block.form, block.text) for block in found] == [("heading", "一、标题"), ("paragraph", "正文")]


@pytest.mark.parametrize("text", ["", "\n", "   ", "|", " | ", "\x00"])
def test_blocks_of_next_to_nothing(text):
    assert reading.contents(reading.blocks(text, []), []) == []


def test_blocks_lose_nothing():
    text = "一、标题（续）正文在同一行\n二、另一个"
    found = reading.blocks(text, [section(1, 0, "一、标题"), section(2, 999, "在外"), section(3, text.index("二"), "不相符")])
    assert "".join(block.lead + block.text for block in found) == text.replace("\n", "")


@pytest.mark.parametrize(("url", "fine"), [
    ("http://a.gov.cn/x?y=1", True), ("https://a.gov.cn", True), ("HTTPS://A.GOV.CN/", True), ("javascript:alert(1)", False),
    (" javascript:alert(1)", False), ("java\nscript:alert(1)", False), ("data:text/html,x", False), ("//a.gov.cn/x", False),
    ("/x", False), ("", False), (None, False), ("http://", False), ("http://u:p@a.cn/", False), ("http://a.cn:99999/", False),
    ("http://[::1", False), ("ftp://a.cn/", False), ("file:///etc/passwd", False), ("vbscript:x", False),
])
def test_only_web_addresses_become_links(url, fine):
    assert bool(shapes.web_link(url)) is fine


def args(query: str) -> MultiParams:
    from urllib.parse import parse_qs

    return MultiParams(parse_qs(query, keep_blank_values=True))


def test_addresses_come_back_as_they_were_asked():
    found = asked.read_asked(args("q=%E6%B3%95&year=2023&region=330000&sort=newest&page=3&size=10"))
    assert asked.read_asked(args(found.address(page=3).partition("?")[2])) == found
    assert found.given("year", None).address() == "/search?q=%E6%B3%95&region=330000&sort=newest&size=10"
    assert asked.read_asked(args("")).address() == "/search"


def test_equal_searches_have_equal_addresses():
    one, other = asked.read_asked(args("year=2023&q=x")), asked.read_asked(args("q=+x+&year=2023&page=1&size=20"))
    assert one.address() == other.address()


def test_order_depends_on_the_query():
    assert asked.Asked().order == "newest"
    assert asked.Asked(query="x").order == "relevance"
    assert asked.Asked(query="x", sort="oldest").order == "oldest"


@pytest.mark.parametrize("module", [asked, i18n, pages, reading, shapes, tables])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module, extraglobs={"find": pages.find}).failed == 0


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_words(path):
    """Every word of the site stands in the catalogue."""
    text = re.sub(r"{#.*?#}|{% block body_class %}.*?%}|{%.*?%}|{{.*?}}", " ", path.read_text("utf-8"), flags=re.DOTALL)
    visible = re.sub(r"<[^>]*>", " ", text)
    assert not re.search(r"[\u3400-\u9fff]", path.read_text("utf-8"))
    left = set(re.findall(r"[A-Za-z]{2,}", visible)) - {"ZIP", "CSV", "JSONL"}
    assert not left


def test_every_key_of_the_catalogue_exists_and_is_used():
    sources = [*TEMPLATES, *sorted((ROOT / "archive").rglob("*.py"))]
    source = "\n".join(path.read_text("utf-8") for path in sources if path.parent.name != "i18n" or path.name == "__init__.py")
    named = set(re.findall(r"""(?:\bt|i18n\.text)\(\s*'?"?([a-z_]+(?:\.[a-z0-9_]+)+)['"]\s*[,)]""", source))
    assert named <= set(i18n.INTERFACE), named - set(i18n.INTERFACE)
    prefixes = set(re.findall(r"""['"]([a-z_]+(?:\.[a-z0-9_]+)*\.)['"] ?[+~]""", source))
    prefixes |= set(re.findall(r"""f"([a-z.]+\.){""", source))
    quoted = set(re.findall(r"""['"]([a-z_]+(?:\.[a-z0-9_]+)+)['"]""", source))
    unused = {key for key in i18n.INTERFACE if key not in quoted and not key.startswith(tuple(prefixes))}
    assert not unused


def test_words_for_every_code_of_the_model():
    from archive.model import KINDS, LEVELS, VERDICTS

    assert set(KINDS) <= set(i18n.KINDS)
    assert set(LEVELS) <= set(i18n.LEVELS)
    assert set(VERDICTS) <= set(i18n.VERDICTS)


def test_metadata_of_the_project_is_clean_and_complete():
    assert metadatafile.faults(ROOT / "metadata.yml") == []
    found = yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8"))
    listed = found["databases"]["archive"]["tables"]
    assert set(tables.PUBLIC) <= set(listed)
    assert all(listed[name] == {"allow": False} for name in metadatafile.known_tables() - set(tables.PUBLIC))


@pytest.mark.parametrize(("text", "words"), [
    ("settings: {default_allow_sql: true}", "settings"), ("titel: x", "titel"), ("- a", "must hold keys"), ("a: [", "no YAML"),
    ("databases: {archive: {tables: {texts: {allow: true}}}}", "'texts' is not public"),
    ("databases: {archive: {tables: {textx: {}}}}", "'textx' does not exist"),
    ("databases: {other: {}}", "databases.other"), ("plugins: {fazhi-archive: {ur: x}}", "ur"),
    ("databases: {archive: {tables: {documents: {sortt: x}}}}", "sortt"),
    ("databases: {archive: {tables: {documents: {}}}}", "'texts' is missing"),
])
def test_metadata_faults_are_sentences(tmp_path, text, words):
    path = tmp_path / "metadata.yml"
    path.write_text(text, "utf-8")
    faults = metadatafile.faults(path)
    assert any(words in fault for fault in faults), faults
    assert all(fault.endswith((".", "。")) or "no YAML" in fault for fault in faults)


def test_metadata_cannot_open_a_closed_table(archive_folder, tmp_path):
    import asyncio

    path = tmp_path / "metadata.yml"
    path.write_text("title: 别的名字\ndatabases: {archive: {allow_sql: true, tables: {texts: {allow: true}}}}", "utf-8")
    datasette = serve.build(archive_folder[0], metadata=path)
    assert asyncio.run(datasette.client.get("/archive/texts.json")).status_code == 404
    assert asyncio.run(datasette.client.get("/archive?sql=select+1")).status_code == 400
    assert "别的名字" in asyncio.run(datasette.client.get("/")).text


def test_serving_nothing_is_one_sentence(tmp_path):
    with pytest.raises(UsageError, match="no archive"):
        serve.build(tmp_path)
    (tmp_path / "archive.db").write_text("not a database")
    with pytest.raises(FazhiError, match=r"archive\.db"):
        serve.build(tmp_path)


def test_a_taken_port_is_one_sentence(archive_folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(FazhiError, match=f"port {port}.*--port"):
            serve.run(archive_folder[0], port=port)


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, archive; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert not {"datasette", "jinja2", "pluggy", "sqlite3", "lxml", "yaml"} & set(loaded)


def test_the_plugin_is_silent_on_other_databases(tmp_path):
    """Datasette loads the installed plugin for every database; one that is not an archive must not change."""
    import asyncio
    import sqlite3

    from datasette.app import Datasette
    from datasette.plugins import pm

    import archive

    if archive not in pm.get_plugins():
        pm.register(archive, "archive")
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as conn:
        conn.execute("create table animals (name text)")
    datasette = Datasette([str(path)])
    answer = asyncio.run(datasette.client.get("/other/animals"))
    assert answer.status_code == 200
    assert "content-security-policy" not in answer.headers
    assert "Powered by" in answer.text
    assert asyncio.run(datasette.client.get("/-/versions.json")).status_code == 200


@pytest.mark.parametrize("path", sorted((ROOT / "archive").rglob("*.py")), ids=lambda path: path.name)
def test_modules_stay_small(path):
    source = path.read_text("utf-8")
    assert source.count("\n") <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name
