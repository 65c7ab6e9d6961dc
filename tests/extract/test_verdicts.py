from __future__ import annotations

import pytest

from archive.extract import verdicts
from archive.model import AttachmentLink, Hints, Page

COOKIE = "<script>document.cookie='a=1;path=/';location.href=location.pathname</script>"
GOOD = "<html><body><a href='/'>首页</a><p>" + "正文内容。" * 100 + "</p><script>document.cookie='seen=1'</script></body></html>"


def page(text="", **known):
    return Page(form="html", encoding="utf-8", text=text, lines=text.splitlines(), **known)


@pytest.mark.parametrize(("status", "body"), [
    (412, "<html><head></head><body></body></html>"), (521, ""), (512, ""), (468, "blocked"), (202, "<script>var a=1</script>"),
    (200, COOKIE), (200, "<html><meta id='x' content='y' r='m'><script>$_ts=window['$_ts'];</script></html>"),
    (403, "<html><body><h1>您的请求可能存在威胁，已被创宇盾拦截</h1></body></html>"),
    (200, "<html><title>安全验证</title><body>请完成安全验证后继续访问</body></html>"),
])
def test_challenges_are_told_with_a_reason(status, body):
    reason = verdicts.challenge_of(status, {}, body)
    assert reason
    assert reason.endswith(".")


@pytest.mark.parametrize(("status", "body"), [
    (200, GOOD), (202, GOOD), (404, "<html><body>页面不存在</body></html>"), (None, ""), (200, ""),
    (200, "<html><script>location.replace('/index.html')</script></html>"), (500, "<h1>Internal Server Error</h1>"),
])
def test_pages_errors_and_redirect_shells_are_no_challenges(status, body):
    assert verdicts.challenge_of(status, {}, body) is None


def test_a_challenge_cookie_counts_on_an_empty_page_only():
    assert verdicts.challenge_of(200, {"Set-Cookie": "__jsl_clearance=1"}, "<html></html>")
    assert verdicts.challenge_of(200, {"set-cookie": "__jsl_clearance=1"}, GOOD) is None


def test_soft_404_needs_a_short_page():
    assert verdicts.soft_404_of(page("您访问的页面不存在或已删除"))
    assert verdicts.soft_404_of(page("", html_title="404 Not Found"))
    assert verdicts.soft_404_of(page("办事指南：找不到页面时怎么办。" * 40)) is None


@pytest.mark.parametrize(("url", "answer"), [
    ("http://www.yunhe.gov.cn/a.html", True), ("https://gov.cn/", True), ("http://www.yunhe.gov.cn.evil.com/a", False),
    ("http://mill.example.com/a", False), ("http://127.0.0.1:8171/a", None), ("http://localhost/a", None), (None, None), ("http://[::1", None),
])
def test_government_hosts(url, answer):
    assert verdicts.is_government(url, Hints()) is answer


def test_hosts_of_the_registry_count_as_government():
    assert verdicts.is_government("http://archive.example.org:81/a", Hints(hosts=("archive.example.org:81",))) is True


TEMPLATE = "受理案件X件，审结X件，共有XX县执法人员X名，召开会议X次。"


def test_masked_figures_make_a_template_unless_a_government_prints_a_few():
    assert verdicts.mill_of(page(TEMPLATE), TEMPLATE, government=None)
    assert verdicts.mill_of(page(TEMPLATE), TEMPLATE, government=True) is None
    assert verdicts.mill_of(page("受理案件3件。"), "受理案件3件。", government=None) is None


def test_reseller_lines_count_together_with_masks():
    text = "仅供学习 禁止外传\n会员群：123\n受理案件X件，审结X件。"
    assert "仅供学习" in verdicts.mill_of(page(text), text, government=None)


def test_copies_on_foreign_hosts_and_garbled_copies_are_mirrors():
    assert verdicts.mirror_of("annual_report", "正文", url="http://x.com/a", government=False)
    assert verdicts.mirror_of("news", "正文", url="http://x.com/a", government=False) is None
    assert verdicts.mirror_of("annual_report", "正文", url=None, government=None) is None
    assert verdicts.mirror_of("annual_report", "城區(qū)政府?。ㄒ唬┥钊", url=None, government=None)
    assert verdicts.mirror_of("annual_report", "人工智能(ai)和大数据(bigd)", url=None, government=True) is None


def test_stars_in_place_of_digits():
    assert verdicts.masked_of("****年**月**日办理**件")
    assert verdicts.masked_of("2023年办理3件，**重点**突出") is None


def test_hollow_pages():
    file = [AttachmentLink("报告.pdf", "/f.pdf")]
    assert verdicts.hollow_of(page("见附件", attachments=file), "annual_report", from_files=False)[0] == "attachment_only"
    assert verdicts.hollow_of(page(""), "notice", from_files=False)[0] == "empty"
    assert verdicts.hollow_of(page(""), "notice", from_files=True)[0] == "attachment_only"
    assert verdicts.hollow_of(page("正文。" * 100, attachments=file), "annual_report", from_files=False) is None


def test_listings():
    rows = "\n".join(f"关于某事项的通知{n} 2024-01-0{n}" for n in range(1, 8))
    assert verdicts.listing_of(page(rows))
    assert verdicts.listing_of(page("", links=40))
    assert verdicts.listing_of(page("", links=40, meta={"articletitle": "通知"})) is None
    assert verdicts.listing_of(page("正文第一段。\n正文第二段。", links=40)) is None
