"""Hostile and broken input: nothing raises, nothing takes long, nothing is made up."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extract.page import read_page

TAGS = ["<p>", "</p>", "<div id='zoom'>", "</div>", "<table>", "<tr>", "<td>", "<ol>", "<li>", "<br>", "<!--", "-->",
        "<a href='x.pdf'>", "</a>", "<span style='display:none'>", "索引号：", "来源", "|", "发布日期", "2024-01-01", "。", "附件", "\n",
        "<script>", "]]>", "&nbsp;", "&#0;", "\ufdd0",
        "<ucapcontent>", "<h1>", "<meta name=ContentStart>", "**", "[a](b.doc)", "# ", "<% %>", "</html>", "\u3000", "一、"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=40).map("".join))
def test_tag_soup(soup):
    page = read_page(soup.encode(), url="http://www.example.gov.cn/")
    assert page.form in ("html", "text")
    assert "<p>" not in page.text or page.form == "text"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["text/html", "text/plain", None, ""]))
def test_any_bytes(junk, media_type):
    assert isinstance(read_page(junk, media_type=media_type).text, str)


@pytest.mark.parametrize(("junk", "rule"), [
    (b"", "none"), (b" \n ", "none"), (b"%PDF-1.4\n...", "none"), (b"PK\x03\x04" + bytes(50), "none"), (bytes(range(32)) * 50, "none"),
    (b'{"data": ["<p>x</p>"]}', "none"), (b"[1, 2]", "none"), (b"<html></html>", "none"), (b"<!-- only -->", "none"),
    (b"<script>location.href='/x'</script>", "none"), (b"<?xml version='1.0'?><datastore><recordset></recordset></datastore>", "none"),
])
def test_no_document(junk, rule):
    page = read_page(junk)
    assert (page.text, page.body_rule) == ("", rule)


def test_files_and_bad_bytes_are_told():
    assert read_page(b"%PDF-1.4 x").warnings == ["The bytes are a file, not a page."]
    assert "U+FFFD" in read_page("某县".encode() * 50 + b"\xff").warnings[0]


@pytest.mark.parametrize("junk", [
    b"<div>" * 50_000, "<p><span><font>甲。".encode() * 3_000, b"<ol><li>" * 1_500, b"<table><tr><td>" * 1_500,
    "来源:".encode() * 50_000, b"a|" * 100_000, b"<" * 200_000, b"[a](" * 50_000, b"<p>" + b" " * 500_000, b"**" * 50_000,
    "\u3000".encode() * 200_000, "<div style='display:none'>文。".encode() * 1_000, b"2021-" * 100_000,
    b"<a href='/x.pdf'>" * 5_000, b"<p style='" + b"display:" * 50_000,
    b"012345678/2021-" * 20_000, b"#" * 100_000,
], ids=range(17))
def test_bounded_time(junk):
    start = time.process_time()
    read_page(junk, url="http://www.example.gov.cn/", media_type="text/html")
    assert time.process_time() - start < 5


def test_unclosed_tags_deeper_than_the_parser_reads():
    paragraphs = "".join(f"<p><font><span>第{i}段文字，本县依法行政工作有序开展。</p>" for i in range(2_500))
    page = read_page(f'<html><body><div id="zoom">{paragraphs}</div></body></html>'.encode())
    assert page.text.split("\n")[-1] == "第2499段文字，本县依法行政工作有序开展。"


def test_a_long_page_is_cut_and_says_so():
    page = read_page(("<html><body><div id='zoom'>" + "<p>某县依法行政工作有序开展。</p>" * 230_000).encode())
    assert "only the first 4000000 were read" in page.warnings[0]
    assert len(page.text) > 1_000_000


def test_pictures_in_the_markup_do_not_push_the_text_out():
    picture = '<img src="data:image/png;base64,' + "A" * 5_000_000 + '">'
    page = read_page(f"<html><body><div id='zoom'><p>{picture}</p><p>正文在图片之后。</p></div></body></html>".encode())
    assert page.text == "正文在图片之后。"
    assert page.warnings == []


def test_marks_of_the_renderer_cannot_be_forged():
    page = read_page("<html><body><div id='zoom'><p>甲\ufdd0乙\ufdd6丙\ufdd1丁</p></div></body></html>".encode())
    assert page.text == "甲乙丙丁"
    assert page.tail_lines == []


@pytest.mark.parametrize("href", [
    "javascript:alert(1)//x.pdf", "data:text/html,x.pdf", "file:///etc/passwd.doc", "http://[bad/x.pdf", "#x.pdf", "mailto:a@b.doc",
])
def test_only_web_addresses_are_files(href):
    markup = f'<html><body><div id="zoom"><p>正文。</p><a href="{href}">附件.pdf</a></div></body></html>'
    page = read_page(markup.encode(), url="http://www.example.gov.cn/")
    assert page.attachments == []
