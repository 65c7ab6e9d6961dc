"""Bodies that stand only in a page's own script."""

from __future__ import annotations

import json

import pytest

from archive.extract.page import read_page
from archive.extract.scripted import body_in_script

WORDS = "青山市坚持依法行政，全面推进法治政府建设，取得新的成效，现将有关情况报告如下。"
BODY = f'<p>{WORDS}</p><p align="right">青山市人民政府</p><script>document.write("未见")</script><p>2024年3月4日</p>'


def page(shown, content, *, head="<h1>青山市2023年法治政府建设年度报告</h1><p>发布机构：青山市人民政府 发布日期：2024-03-05</p>"):
    return (f'<html><head><title>青山市2023年法治政府建设年度报告</title></head><body><div class="nav"><a href="/">首页</a></div>{head}'
            f'{shown}<div class="footer">主办：青山市人民政府办公室　网站标识码：4453810006</div>'
            f"<script>window._CONFIG = {{SID: '7', DETAIL: {content}}};</script></body></html>").encode()


def settings(content=BODY, **more):
    return json.dumps({"id": 1, **more, "content": content}).replace("<", "\\u003C").replace("/", "\\/")


@pytest.mark.parametrize("shown", ['<div class="article-content"></div>', '<div id="zoom"> </div>', ""],
                         ids=["the platform's container", "another container", "no container"])
def test_a_body_in_the_settings_is_shown(shown):
    found = read_page(page(shown, settings()))
    assert found.text.split("\n") == [WORDS, "青山市人民政府", "2024年3月4日"]
    assert found.titles[0] == "青山市2023年法治政府建设年度报告"
    assert {label.field for label in found.labels} >= {"publisher", "date_published"}


def test_a_body_that_the_page_shows_as_well_stands_once():
    shown = f'<div class="article-content">{BODY.replace("青山市人民政府", "<b>青山市</b>人民政府")}</div>'
    assert read_page(page(shown, settings())).text.count("依法行政") == 1


@pytest.mark.parametrize("content", ["null", "{}", '{"content": ""}', '{"content": "\\u003Cp"', '{"content": 7}', settings("<p> </p>"),
                                     '{"content": "\\ud800"}', "{" * 2000])
def test_settings_without_a_body_change_nothing(content):
    shown = f'<div id="zoom"><p>{WORDS}</p></div>'
    assert read_page(page(shown, content)).text == WORDS


def test_files_in_the_settings_are_files_of_the_page():
    listed = [{"name": "报告全文.pdf", "url": "/attachment/0/1/报告.pdf"}, {"url": "http://127.0.0.1/b.docx"}, {"name": "无"}, 7]
    found = read_page(page("", settings(attachment=listed)), url="http://127.0.0.1/a/post_1.html")
    assert [(link.name, link.href) for link in found.attachments] == [
        ("报告全文.pdf", "http://127.0.0.1/attachment/0/1/报告.pdf"), ("b.docx", "http://127.0.0.1/b.docx")]
    assert found.text.endswith("2024年3月4日")
    shown = '<div class="article-content"></div><div class="fj"><a href="http://127.0.0.1/b.docx">附表</a></div>'
    once = read_page(page(shown, settings(attachment=listed[1:])), url="http://127.0.0.1/a/post_1.html")
    assert [link.name for link in once.attachments] == ["附表"]
    assert read_page(page("", settings().replace('"id": 1', '"attachment": [{]'))).attachments == []


def test_related_pages_do_not_stand_for_the_page():
    related = settings(relation=[{"content": "<p>解读</p>"}])
    assert read_page(page("", related)).text.startswith(WORDS)


def test_wrong_escapes_and_raw_line_ends_are_read_around():
    text = "_CONFIG = {DETAIL: {\"title\":\"x\",\"content\":\"<p>It\\'s 5\\% of\\x\ntheirs</p>\"}}"
    assert body_in_script(text) == "<p>It's 5% ofx\ntheirs</p>"
    assert body_in_script(text.replace("_CONFIG", "OTHER")) is None
